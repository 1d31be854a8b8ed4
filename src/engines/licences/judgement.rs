//! What a line's licence says of the line.

use super::register::{Found, LicenceRegister, same_line};
use super::used::Used;

/// A line as it meets its licence.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    /// Number as declared; empty or `None` where none was.
    pub licence_no: Option<&'a str>,
    /// Register number of the exporter.
    pub exporter_id: Option<&'a str>,
    /// Declared code.
    pub hs: Option<&'a str>,
    /// Mineral of the goods, by code or text.
    pub mineral: Option<&'a str>,
    /// Consignee and its country; country of destination.
    pub consignee_name: Option<&'a str>,
    pub consignee_country: Option<&'a str>,
    pub destination: Option<&'a str>,
    /// Net mass, kg.
    pub net_kg: Option<f64>,
    /// Day of acceptance.
    pub day: i32,
    /// Whether the control list asks for a licence; `None` where it cannot say.
    pub required: Option<bool>,
}

/// What is said; `None` is "cannot be said".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// Whether a required licence was not declared; none where no licence is required, or there is no register.
    pub absent: Option<bool>,
    /// 0 the number is registered, 0.2 one slip off a licence of the exporter that fits, 0.8 not registered, 1 not even built like
    /// a number of the register.
    pub unknown: Option<f64>,
    /// The licence meant, as the register writes it.
    pub meant: Option<String>,
    /// Whether another than the exporter holds it; and who.
    pub other_holder: Option<bool>,
    pub holder: Option<String>,
    /// 0 same goods, 0.5 same mineral under another code, 1 other goods; and the licensed code.
    pub other_goods: Option<f64>,
    pub licensed_hs: Option<String>,
    /// 1 less the likeness of declared and licensed consignee; and the licensed one.
    pub other_consignee: Option<f64>,
    pub licensed_consignee: Option<String>,
    /// Whether neither consignee nor goods go to the licensed country; and that country.
    pub other_country: Option<bool>,
    pub licensed_country: Option<String>,
    /// Days outside the validity, 0 within; and its last day.
    pub days_outside: Option<i32>,
    pub valid_to: Option<i32>,
    /// Net mass under the licence with this line, and the licensed mass, kg.
    pub used_kg: Option<f64>,
    pub quantity_kg: Option<f64>,
}

impl LicenceRegister {
    /// Judges a line by what was known on its day and used before it.
    pub fn judge(&self, line: &Presented, used: &Used) -> Judgement {
        let mut said = Judgement::default();
        let declared = line.licence_no.filter(|number| number.chars().any(char::is_alphanumeric));
        if self.is_empty(line.day) {
            return said;
        }
        said.absent = line.required.filter(|required| *required).map(|_| declared.is_none());
        let Some(declared) = declared else { return said };
        let found = self.find(declared, line.exporter_id.unwrap_or(""), line.hs.unwrap_or(""), line.day);
        said.unknown = Some(match &found {
            Found::Licence(_) => 0.0,
            Found::Slip(_) => 0.2,
            Found::Unknown { malformed: false } => 0.8,
            Found::Unknown { malformed: true } => 1.0,
        });
        let Some(standing) = found.standing() else { return said };
        let row = standing.row;
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        said.meant = text(&row.licence_no);
        said.holder = text(&row.holder_id);
        said.licensed_hs = text(&row.hs_code);
        said.licensed_consignee = text(&row.consignee_name);
        said.licensed_country = text(&row.country);
        said.other_holder = line.exporter_id.filter(|_| !row.holder_id.is_empty()).map(|id| id != row.holder_id);
        said.other_goods = line.hs.filter(|_| !row.hs_code.is_empty()).map(|hs| {
            if same_line(hs, &row.hs_code) {
                0.0
            } else if !row.mineral.is_empty() && line.mineral == Some(row.mineral.as_str()) {
                0.5
            } else {
                1.0
            }
        });
        said.other_consignee = line
            .consignee_name
            .filter(|_| !row.consignee_name.is_empty())
            .and_then(|name| self.compared().likeness(name, &row.consignee_name))
            .map(|likeness| 1.0 - likeness);
        let countries = [line.consignee_country, line.destination];
        said.other_country = (!row.country.is_empty() && countries.iter().any(Option::is_some))
            .then(|| countries.iter().flatten().all(|country| *country != row.country));
        said.days_outside = Some((standing.valid_from - line.day).max(line.day - standing.valid_to).max(0));
        said.valid_to = Some(standing.valid_to);
        said.quantity_kg = standing.quantity_kg;
        said.used_kg = line.net_kg.filter(|kg| kg.is_finite() && *kg > 0.0).map(|kg| used.kg(standing.key) + kg);
        said
    }

    /// Books a finished line on the licence it meant; on the bare number where the register does not know it.
    pub fn book(&self, line: &Presented, used: &mut Used) {
        let declared = line.licence_no.filter(|number| number.chars().any(char::is_alphanumeric));
        let (Some(declared), Some(net_kg)) = (declared, line.net_kg) else { return };
        let found = self.find(declared, line.exporter_id.unwrap_or(""), line.hs.unwrap_or(""), line.day);
        let key = found.standing().map_or_else(|| super::register::licence_key(declared), |standing| standing.key);
        used.add(key, net_kg);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engines::licences::inputs::Licence;

    fn register() -> LicenceRegister {
        LicenceRegister::of([Licence {
            licence_no: "24-3205-151392".into(),
            holder_id: "A".into(),
            hs_code: "8110101000".into(),
            mineral: "antimony".into(),
            quantity_kg: Some(10_000.0),
            consignee_name: "ASAHI KOYO CORPORATION".into(),
            country: "JP".into(),
            valid_from: 100,
            valid_to: 283,
            known_on: 99,
        }])
    }

    fn line() -> Presented<'static> {
        Presented {
            licence_no: Some("24-3205-151392"),
            exporter_id: Some("A"),
            hs: Some("8110101000"),
            mineral: Some("antimony"),
            consignee_name: Some("Asahi Koyo Corp."),
            consignee_country: Some("JP"),
            destination: Some("JP"),
            net_kg: Some(4000.0),
            day: 150,
            required: Some(true),
        }
    }

    #[test]
    fn a_line_within_its_licence_is_quiet() {
        let said = register().judge(&line(), &Used::default());
        assert_eq!(
            (said.absent, said.unknown, said.other_holder, said.other_goods, said.other_consignee, said.other_country),
            (Some(false), Some(0.0), Some(false), Some(0.0), Some(0.0), Some(false))
        );
        assert_eq!((said.days_outside, said.used_kg, said.quantity_kg), (Some(0), Some(4000.0), Some(10_000.0)));
    }

    #[test]
    fn each_way_of_abuse_is_said() {
        let (register, none) = (register(), Used::default());
        let said = |change: &dyn Fn(&mut Presented<'static>)| {
            let mut line = line();
            change(&mut line);
            register.judge(&line, &none)
        };
        assert_eq!(said(&|l| l.licence_no = None).absent, Some(true));
        assert_eq!(said(&|l| l.licence_no = Some(" - ")).absent, Some(true));
        assert_eq!(said(&|l| l.exporter_id = Some("B")).other_holder, Some(true));
        assert_eq!(said(&|l| l.hs = Some("2825800010")).other_goods, Some(0.5));
        assert_eq!(said(&|l| (l.hs, l.mineral) = (Some("8106101091"), Some("bismuth"))).other_goods, Some(1.0));
        assert_eq!(
            said(&|l| (l.consignee_country, l.destination) = (Some("HK"), Some("MX"))).other_country,
            Some(true)
        );
        assert_eq!(said(&|l| l.consignee_country = Some("HK")).other_country, Some(false));
        assert!(said(&|l| l.consignee_name = Some("EURO KONTOR METALS BV")).other_consignee.unwrap() > 0.7);
        assert_eq!(said(&|l| l.day = 290).days_outside, Some(7));
        assert_eq!(said(&|l| l.licence_no = Some("24-3205-777777")).unknown, Some(0.8));
        let slip = said(&|l| l.licence_no = Some("24-3205-151329"));
        assert_eq!(
            (slip.unknown, slip.other_holder, slip.meant.as_deref()),
            (Some(0.2), Some(false), Some("24-3205-151392"))
        );
    }

    #[test]
    fn the_quota_runs_down_line_by_line_slips_included() {
        let (register, mut used) = (register(), Used::default());
        register.book(&line(), &mut used);
        register.book(&Presented { licence_no: Some("24-3205-151329"), ..line() }, &mut used);
        let said = register.judge(&line(), &used);
        assert_eq!((said.used_kg, said.quantity_kg), (Some(12_000.0), Some(10_000.0)));
    }

    #[test]
    fn without_a_register_nothing_is_said() {
        assert_eq!(LicenceRegister::default().judge(&line(), &Used::default()), Judgement::default());
        let early = Presented { day: 99, ..line() };
        assert_eq!(register().judge(&early, &Used::default()), Judgement::default());
    }
}
