//! Declared against expected, in one table: the shortest answer to "what does not fit?".

use super::figures::over_net;
use super::figures::tare_unit;
use crate::cases::AmongPeers;
use crate::cases::Dossier;
use crate::report::legible::spelled;
use crate::report::numbers::mass;
use crate::report::numbers::percent;
use crate::review::lang::Lang;
use crate::review::pictures::place_in_words;
use crate::review::pictures::plain;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) what: &'static str,
    pub(crate) declared: String,
    pub(crate) expected: String,
    /// How they stand to each other, in words.
    pub(crate) told: String,
    /// Whether the two do not fit.
    pub(crate) odd: bool,
}

/// All that can be set side by side, in a fixed order.
pub(crate) fn compared(dossier: &Dossier, lang: Lang) -> Vec<Comparison> {
    let evidence = &dossier.evidence;
    let tare = evidence.tare.as_ref().map(over_net);
    let figures = [
        (lang.of("Unit price", "单价"), "USD/kg", &evidence.price),
        (lang.of("Own earlier price", "本企业历史单价"), "USD/kg", &evidence.own_price),
        (lang.of("Gross over net", "毛净重比"), tare_unit(lang), &tare),
        (lang.of("Density as packed", "包装密度"), lang.of("kg/m³", "千克/立方米"), &evidence.density),
    ];
    let mut out: Vec<Comparison> =
        figures.into_iter().filter_map(|(what, unit, among)| figure(what, unit, among.as_ref()?, lang)).collect();
    if let Some((code, sure)) = evidence.codes_by_words.first() {
        let fits = same_heading(code, &dossier.hs_code);
        out.push(Comparison {
            what: lang.of("Commodity code", "商品编码"),
            declared: spelled(&dossier.hs_code),
            expected: spelled(code),
            told: match lang {
                Lang::En if fits => format!("the words fit the code ({} sure)", percent(*sure)),
                Lang::En => format!("by the words, {} sure", percent(*sure)),
                Lang::Zh if fits => format!("品名与编码相符（把握{}）", percent(*sure)),
                Lang::Zh => format!("按品名推断，把握{}", percent(*sure)),
            },
            odd: !fits,
        });
    }
    if let Some(licence) = &evidence.licence
        && let (Some(licensed), Some(this)) = (licence.licensed_kg, licence.this_kg)
    {
        let left = licensed - licence.used_kg.unwrap_or(0.0);
        out.push(Comparison {
            what: lang.of("Licence", "许可证"),
            declared: mass(Some(this)),
            expected: format!("{}{}", lang.of("at most ", "至多"), mass(Some(left.max(0.0)))),
            told: excess(
                this - left,
                lang.of("within what is left", "未超余量"),
                lang.of("over what is left", "超出余量"),
                lang,
            ),
            odd: this > left,
        });
    }
    if let Some(ledger) = &evidence.ledger {
        let (had, out_kg) = (ledger.bought_kg - ledger.sold_kg, ledger.exported_kg + ledger.this_kg);
        out.push(Comparison {
            what: lang.of("Account", "物料平衡"),
            declared: format!("{} {}", mass(Some(out_kg)), lang.of("out", "出口")),
            expected: format!("{}{}", lang.of("at most ", "至多"), mass(Some(had.max(0.0)))),
            told: excess(
                out_kg - had,
                lang.of("covered by what came in", "进项足够"),
                lang.of("more out than in", "出多于进"),
                lang,
            ),
            odd: out_kg > had,
        });
    }
    out
}

fn figure(what: &'static str, unit: &str, among: &AmongPeers, lang: Lang) -> Option<Comparison> {
    let at = |share: f64| among.quantiles.iter().find(|(q, _)| (*q - share).abs() < 1e-6).map(|(_, value)| *value);
    if among.n == 0 || !among.declared.is_finite() {
        return None;
    }
    let lowest = among.quantiles.first()?.1;
    let highest = among.quantiles.last()?.1;
    let (low, high) = (at(0.25).unwrap_or(lowest), at(0.75).unwrap_or(highest));
    let whole = place_in_words(among, unit, lang);
    let declared = format!("{} {unit}", plain(among.declared));
    Some(Comparison {
        what,
        expected: format!("{}–{} {unit}", plain(low), plain(high)),
        told: whole.strip_prefix(&declared).unwrap_or(&whole).trim_start_matches([',', ' ', '，']).to_string(),
        odd: among.declared < at(0.05).unwrap_or(lowest) || among.declared > at(0.95).unwrap_or(highest),
        declared,
    })
}

fn excess(over: f64, within: &str, beyond: &str, lang: Lang) -> String {
    match lang {
        _ if over <= 0.0 => within.into(),
        Lang::En => format!("{} {beyond}", mass(Some(over))),
        Lang::Zh => format!("{beyond}{}", mass(Some(over))),
    }
}

/// Whether two codes share all digits of the shorter one.
pub(super) fn same_heading(a: &str, b: &str) -> bool {
    let n = a.len().min(b.len());
    n >= 4 && a.as_bytes()[..n] == b.as_bytes()[..n]
}
