//! `ranked.csv`: the ranked cases for a spreadsheet, in which no declared text can become a formula.

use super::CaseLine;
use super::formula_guard::guarded;
use std::io;
use std::io::Write;

/// Reasons written for a case; the rest is in the page and in `scores.parquet`.
const REASONS: usize = 3;

/// Writes a header and one line a case (UTF-8, comma, RFC 4180), best case first as given.
///
/// Text that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, "CSV injection"). Masses, values and
/// risks are written in full precision; what was not declared is empty.
///
/// # Errors
/// Whatever the writer says.
pub fn write_ranked(to: impl Write, cases: &[CaseLine]) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(header())?;
    for case in cases {
        csv.write_record(line(case))?;
    }
    csv.flush()
}

fn header() -> Vec<String> {
    let facts = [
        "rank",
        "declaration_id",
        "item_no",
        "accepted_on",
        "lane",
        "goods",
        "hs_code",
        "mineral",
        "exporter",
        "consignee",
        "route",
        "destination",
        "net_mass_kg",
        "value_usd",
        "risk",
        "false_declaration_risk",
        "re_export_risk",
        "severity",
        "priority",
        "typology",
        "typology_name",
        "model",
    ];
    let mut header: Vec<String> = facts.map(String::from).to_vec();
    for number in 1..=REASONS {
        header.extend(["signal", "share", "text_en", "text_zh"].map(|part| format!("reason_{number}_{part}")));
    }
    header.extend(["clearing_clears", "clearing_rank", "clearing_text_en", "clearing_text_zh"].map(String::from));
    header
}

fn line(case: &CaseLine) -> Vec<String> {
    let typology = case.typology.as_ref();
    let mut line = vec![
        case.rank.to_string(),
        guarded(&case.declaration_id),
        case.item_no.to_string(),
        case.accepted_on.to_string(),
        guarded(&case.lane),
        guarded(&case.goods),
        guarded(&case.hs_code),
        guarded(case.mineral.as_deref().unwrap_or("")),
        guarded(&case.exporter),
        guarded(&case.consignee),
        guarded(&case.route),
        guarded(&case.destination),
        number(case.net_mass_kg),
        number(case.value_usd),
        number(Some(case.risk)),
        number(Some(case.false_declaration_risk)),
        number(Some(case.re_export_risk)),
        number(Some(case.severity)),
        number(Some(case.priority)),
        guarded(typology.map_or("", |typology| &typology.code)),
        guarded(typology.map_or("", |typology| &typology.name_en)),
        guarded(&case.model),
    ];
    for at in 0..REASONS {
        match case.reasons.get(at) {
            Some(reason) => line.extend([
                guarded(&reason.signal),
                number(Some(reason.share)),
                guarded(&reason.text_en),
                guarded(&reason.text_zh),
            ]),
            None => line.extend([const { String::new() }; 4]),
        }
    }
    match &case.clearing {
        Some(clearing) => line.extend([
            clearing.clears.to_string(),
            clearing.rank.to_string(),
            guarded(&clearing.text_en),
            guarded(&clearing.text_zh),
        ]),
        None => line.extend([const { String::new() }; 4]),
    }
    line
}

fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(|value| value.to_string()).unwrap_or_default()
}
