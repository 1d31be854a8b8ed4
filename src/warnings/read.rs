//! From declarations, lists and files to what the warnings work on.

use super::flows::{Cell, Corridor, Day, Flows, MonthlyCode};
use super::lots::{Lot, Lots};
use super::mirror::{Reported, month_of};
use super::prices::Band;
use super::watch::Facts;
use crate::error::Result;
use crate::reference::{ItemKind, Market, Reference, TRADED_MINERAL};
use crate::registers::{MirrorCell, Registers};
use crate::schema;
use chrono::{Days, NaiveDate};
use polars::prelude::{DataFrame, Float64Chunked, PolarsResult, StringChunked};
use std::collections::{BTreeSet, HashMap};

/// What has been read of the declarations, in one pass.
#[derive(Debug, Default)]
pub struct Read {
    pub flows: Flows,
    pub lots: Lots,
    /// Lines left out because they are younger than the evening asked for.
    pub younger: u64,
}

impl Read {
    /// Takes a batch that the reference lists have been joined to; lines after `until` are left out.
    pub fn take(&mut self, declarations: &DataFrame, until: Day) -> Result<()> {
        let text = |name: &str| -> PolarsResult<&StringChunked> { declarations.column(name)?.str() };
        let number = |name: &str| -> PolarsResult<&Float64Chunked> { declarations.column(name)?.f64() };
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?.physical();
        let (mineral, place) = (text(TRADED_MINERAL.name)?, text(schema::DESTINATION_COUNTRY.name)?);
        let (exporter, name) = (text(schema::EXPORTER_ID.name)?, text(schema::EXPORTER_NAME.name)?);
        let (consignee, id) = (text(schema::CONSIGNEE_NAME.name)?, text(schema::DECLARATION_ID.name)?);
        let (item, hs) = (declarations.column(schema::ITEM_NO.name)?.i32()?, text(schema::HS_CODE.name)?);
        let (mass, value) = (number(schema::NET_MASS_KG.name)?, number(schema::STATISTICAL_VALUE_USD.name)?);
        // Few codes go to few places in a month: they are added up here before the great table is asked.
        let mut codes: HashMap<(&str, &str, i32), Cell> = HashMap::new();
        for row in 0..declarations.height() {
            let Some(day) = days.get(row) else { continue };
            if day > until {
                self.younger += 1;
                continue;
            }
            self.flows.busy(day);
            let cell = Cell::line(mass.get(row), value.get(row));
            let hs6 = hs.get(row).and_then(|hs| hs.get(..6));
            if let (Some(hs6), Some(place)) = (hs6, place.get(row)) {
                codes.entry((place, hs6, month_of(day))).or_default().add(cell);
            }
            let (Some(mineral), Some(place)) = (mineral.get(row), place.get(row)) else { continue };
            let corridor = Corridor { mineral: mineral.to_owned(), destination: place.to_owned() };
            let (exporter, name) = (exporter.get(row).unwrap_or(""), name.get(row).unwrap_or(""));
            self.flows.add(corridor.clone(), if exporter.is_empty() { name } else { exporter }, day, cell);
            if let Some(hs6) = hs6 {
                self.flows.mark_code(hs6);
            }
            let lot = Lot {
                day,
                declaration_id: id.get(row).unwrap_or("").to_owned(),
                item_no: item.get(row).unwrap_or(1),
                exporter_id: exporter.to_owned(),
                exporter_name: name.to_owned(),
                consignee_name: consignee.get(row).unwrap_or("").to_owned(),
                cell,
            };
            self.lots.keep(corridor, lot);
        }
        for ((destination, hs6, month), cell) in codes {
            self.flows.add_code(MonthlyCode { destination: destination.to_owned(), hs6: hs6.to_owned(), month }, cell);
        }
        Ok(())
    }
}

/// Hubs, and the days on which the law on a mineral changed.
pub fn facts(reference: &Reference) -> Facts {
    let mut facts = Facts {
        hubs: reference
            .countries()
            .iter()
            .filter(|country| country.hub)
            .map(|country| country.alpha2.clone())
            .collect(),
        ..Facts::default()
    };
    let days = |from: NaiveDate, suspended: Option<(NaiveDate, NaiveDate)>| -> Vec<Day> {
        let after = suspended.and_then(|(_, last)| last.checked_add_days(Days::new(1)));
        let days = [Some(from), suspended.map(|(first, _)| first), after];
        days.into_iter().flatten().map(|day| day.to_epoch_days()).collect()
    };
    let list = reference.control();
    let goods: Vec<_> =
        list.items.iter().filter(|item| item.kind == ItemKind::Goods && !item.mineral.is_empty()).collect();
    for item in &goods {
        facts.controls.entry(item.mineral.clone()).or_default().extend(days(item.effective_from, item.suspended));
    }
    for scope in list.scopes.iter().filter(|scope| !scope.military_only) {
        let named = |mineral: &String| scope.minerals.is_empty() || scope.minerals.contains(mineral);
        for (_, all) in facts.controls.iter_mut().filter(|(mineral, _)| named(mineral)) {
            all.extend(days(scope.effective_from, scope.suspended));
        }
    }
    facts.controls.values_mut().for_each(|days| {
        days.sort_unstable();
        days.dedup();
    });
    facts
}

/// Six-digit codes and shorter prefixes under which a mineral or a cover of one may travel.
pub fn prefixes(reference: &Reference) -> BTreeSet<String> {
    let market = reference.market();
    let minerals = market.minerals.iter().flat_map(|mineral| &mineral.codes);
    let covers = market.lookalikes.iter().map(|cover| &cover.cover_hs);
    let items = reference.control().items.iter().flat_map(|item| item.codes.iter().map(|(code, _)| code));
    let codes = minerals.chain(covers).chain(items);
    codes.map(|code| code.get(..6).unwrap_or(code).to_owned()).filter(|code| code.len() >= 4).collect()
}

/// The dated price bands.
pub fn bands(market: &Market) -> Vec<Band> {
    let band = |band: &crate::reference::PriceBand| Band {
        mineral: band.mineral.clone(),
        form: band.form.clone(),
        from: band.from.to_epoch_days(),
        to: band.to.map(|to| to.to_epoch_days()),
        low: band.low,
        high: band.high,
    };
    market.bands.iter().map(band).collect()
}

/// Partners' imports from the home country (ISO alpha-2) as the registers tell them, as far as they are known before a day. What came
/// to them from elsewhere says nothing of what was declared here.
pub fn reported(registers: &Registers, home: &str, day: Day) -> Vec<Reported> {
    let day = NaiveDate::from_epoch_days(day).unwrap_or(NaiveDate::MAX);
    let row = |row: &MirrorCell| Reported {
        reporter: row.reporter.clone(),
        // A spreadsheet drops the leading zero.
        hs6: format!("{:0>6}", row.hs6),
        month: month_of(row.month.to_epoch_days()),
        net_mass_kg: row.net_mass_kg.unwrap_or(f64::NAN),
        value_usd: row.value_usd.unwrap_or(f64::NAN),
        published: row.known_on.to_epoch_days(),
    };
    let now = month_of(day.to_epoch_days());
    // What is said of a month to come is an error of the table.
    let known = Registers::known(&registers.mirror, day, |row| row.known_on).iter();
    known.filter(|cell| cell.partner == home).map(row).filter(|row| row.month <= now).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_tell_hubs_and_control_days() {
        let facts = facts(&Reference::shipped().unwrap());
        assert!(facts.hubs.contains("HK") && !facts.hubs.contains("US"));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap().to_epoch_days();
        assert!(facts.controls["tungsten"].contains(&day("2025-02-04")));
        assert!(facts.controls["antimony"].contains(&day("2024-12-03")), "the clause for one destination");
    }

    #[test]
    fn codes_of_minerals_and_of_their_covers_are_kept() {
        let prefixes = prefixes(&Reference::shipped().unwrap());
        for code in ["811010", "780191", "280530"] {
            assert!((4..=6).any(|n| prefixes.contains(&code[..n])), "{code}");
        }
        assert!(!(4..=6).any(|n| prefixes.contains(&"610910"[..n])), "shirts");
    }

    #[test]
    fn partners_rows_count_from_their_day_of_knowledge_on() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let cell = |hs6: &str, month: &str, known_on: &str| MirrorCell {
            reporter: "AE".into(),
            partner: "CN".into(),
            hs6: hs6.into(),
            month: date(month),
            net_mass_kg: Some(28.5),
            value_usd: None,
            known_on: date(known_on),
        };
        let mirror = vec![
            cell("811010", "2029-11-01", "2024-12-01"),
            cell("70320", "2024-11-01", "2024-12-31"),
            MirrorCell { partner: "VN".into(), ..cell("70320", "2024-11-01", "2024-12-31") },
            cell("70320", "2024-12-01", "2025-01-31"),
        ];
        let registers = Registers { mirror, ..Registers::default() };
        let rows = reported(&registers, "CN", date("2025-01-31").to_epoch_days());
        assert_eq!(rows.len(), 1, "not on the day itself, no month to come, and not from elsewhere: {rows:?}");
        assert_eq!((rows[0].hs6.as_str(), rows[0].month, rows[0].net_mass_kg), ("070320", 2024 * 12 + 10, 28.5));
        assert!(rows[0].value_usd.is_nan());
        assert_eq!(reported(&registers, "VN", date("2025-01-31").to_epoch_days()).len(), 1);
    }
}
