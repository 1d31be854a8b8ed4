//! Lists for a spreadsheet, in which no declared text can become a formula (`docs/exports.md`).

use crate::report::guarded;
use crate::report::legible::spelled;
use std::io;
use std::io::Write;

/// A row of the queue, as the officer sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueueRow {
    /// As people call it.
    pub number: String,
    /// `new`, `taken`, `waiting`, `decided` or `reopened`.
    pub state: String,
    pub lane: String,
    pub rank: u32,
    pub night: String,
    pub office: String,
    /// 0 to 1.
    pub risk: f64,
    pub priority: f64,
    pub lines: u64,
    pub declaration_id: String,
    pub item_no: i32,
    pub accepted_on: String,
    pub hs_code: String,
    pub goods: String,
    pub mineral: String,
    pub exporter: String,
    pub consignee: String,
    pub route: String,
    pub destination: String,
    pub net_mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    pub typology: String,
    /// The first reason, in the language of the reader.
    pub reason: String,
    pub assigned_to: String,
    /// Empty where none is set.
    pub due_on: String,
    /// Latest verdict and its reason's code; empty before one.
    pub verdict: String,
    pub reason_code: String,
    /// What an inspection found; empty before one.
    pub outcome: String,
    pub similar: u64,
    pub similar_with_find: u64,
}

/// A row of the audit log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditRow {
    pub number: i64,
    pub at: String,
    pub who: String,
    pub role: String,
    pub deed: String,
    /// Case or other thing that the deed concerned.
    pub about: String,
    pub content: String,
    pub previous: String,
    pub hash: String,
}

/// Writes the queue: header and one line a case, in the order given.
///
/// # Errors
/// Whatever the writer says.
pub fn queue_csv(to: impl Write, rows: impl IntoIterator<Item = QueueRow>) -> io::Result<()> {
    let header = [
        "case",
        "state",
        "lane",
        "rank",
        "night",
        "office",
        "risk",
        "priority",
        "lines",
        "declaration_id",
        "item_no",
        "accepted_on",
        "hs_code",
        "goods",
        "mineral",
        "exporter",
        "consignee",
        "route",
        "destination",
        "net_mass_kg",
        "value_usd",
        "typology",
        "reason",
        "assigned_to",
        "due_on",
        "verdict",
        "reason_code",
        "outcome",
        "similar_cases",
        "similar_with_find",
    ];
    let cells = rows.into_iter().map(|row| {
        vec![
            text(&row.number),
            text(&row.state),
            text(&row.lane),
            row.rank.to_string(),
            text(&row.night),
            text(&row.office),
            number(Some(row.risk)),
            number(Some(row.priority)),
            row.lines.to_string(),
            text(&row.declaration_id),
            row.item_no.to_string(),
            text(&row.accepted_on),
            text(&row.hs_code),
            text(&row.goods),
            text(&row.mineral),
            text(&row.exporter),
            text(&row.consignee),
            text(&row.route),
            text(&row.destination),
            number(row.net_mass_kg),
            number(row.value_usd),
            text(&row.typology),
            text(&row.reason),
            text(&row.assigned_to),
            text(&row.due_on),
            text(&row.verdict),
            text(&row.reason_code),
            text(&row.outcome),
            row.similar.to_string(),
            row.similar_with_find.to_string(),
        ]
    });
    write(to, &header, cells)
}

/// Writes the audit log: header and one line an entry. For reading; what proves the log is the store (`tidewaiter audit verify`).
///
/// # Errors
/// Whatever the writer says.
pub fn audit_csv(to: impl Write, rows: impl IntoIterator<Item = AuditRow>) -> io::Result<()> {
    let header = ["number", "at", "who", "role", "deed", "about", "content", "previous", "hash"];
    let cells = rows.into_iter().map(|row| {
        vec![
            row.number.to_string(),
            text(&row.at),
            text(&row.who),
            text(&row.role),
            text(&row.deed),
            text(&row.about),
            text(&row.content),
            text(&row.previous),
            text(&row.hash),
        ]
    });
    write(to, &header, cells)
}

fn write(mut to: impl Write, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    // Spreadsheets take a file without this mark for the machine's old code page, and Chinese becomes noise.
    to.write_all("\u{FEFF}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::NonNumeric)
        .terminator(csv::Terminator::CRLF)
        .from_writer(to);
    csv.write_record(header)?;
    for row in rows {
        csv.write_record(row)?;
    }
    csv.flush()
}

/// Declared or typed text: one line, nothing lost, never a formula.
fn text(text: &str) -> String {
    guarded(&spelled(text))
}

/// In full precision; empty where there is none.
fn number(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::hostile::payloads;

    fn cells(written: &[u8]) -> Vec<Vec<String>> {
        let rest = written.strip_prefix("\u{FEFF}".as_bytes()).expect("the mark of UTF-8");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rest);
        reader.records().map(|record| record.expect("a row").iter().map(String::from).collect()).collect()
    }

    fn queue_row(payload: &str) -> QueueRow {
        let text = || payload.to_string();
        QueueRow {
            number: text(),
            state: text(),
            lane: text(),
            night: text(),
            office: text(),
            risk: -0.5,
            declaration_id: text(),
            accepted_on: text(),
            hs_code: text(),
            goods: text(),
            mineral: text(),
            exporter: text(),
            consignee: text(),
            route: text(),
            destination: text(),
            typology: text(),
            reason: text(),
            assigned_to: text(),
            due_on: text(),
            verdict: text(),
            reason_code: text(),
            outcome: text(),
            ..QueueRow::default()
        }
    }

    fn audit_row(payload: &str) -> AuditRow {
        let text = || payload.to_string();
        AuditRow {
            number: 7,
            at: text(),
            who: text(),
            role: text(),
            deed: text(),
            about: text(),
            content: text(),
            previous: text(),
            hash: text(),
        }
    }

    #[test]
    fn a_hundred_payloads_are_no_formulas_and_nothing_of_them_is_lost() {
        let payloads = payloads();
        let (mut queue, mut audit) = (Vec::new(), Vec::new());
        queue_csv(&mut queue, payloads.iter().map(|payload| queue_row(payload))).expect("written");
        audit_csv(&mut audit, payloads.iter().map(|payload| audit_row(payload))).expect("written");
        for (written, texts) in [(queue, 21), (audit, 8)] {
            let rows = cells(&written);
            assert_eq!(rows.len(), payloads.len() + 1);
            for (row, payload) in rows[1..].iter().zip(&payloads) {
                assert_eq!(row.len(), rows[0].len());
                let whole = spelled(payload);
                let kept = row.iter().filter(|cell| **cell == whole || cell.strip_prefix('\'') == Some(&whole)).count();
                assert_eq!(kept, texts, "{payload:?}");
                for cell in row.iter().filter(|cell| cell.parse::<f64>().is_err()) {
                    assert!(
                        !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']),
                        "{cell:?}"
                    );
                    assert!(!cell.chars().any(char::is_control), "{cell:?}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_whole_and_absent_ones_empty() {
        let mut written = Vec::new();
        let row = QueueRow {
            number: "C-1".into(),
            risk: 0.1 + 0.2,
            net_mass_kg: Some(25_171.85),
            value_usd: Some(f64::NAN),
            ..QueueRow::default()
        };
        queue_csv(&mut written, [row]).expect("written");
        let rows = cells(&written);
        let at = |name: &str| rows[1][rows[0].iter().position(|cell| cell == name).expect("a column")].clone();
        assert_eq!(
            (at("case"), at("risk"), at("net_mass_kg"), at("value_usd")),
            ("C-1".into(), "0.30000000000000004".into(), "25171.85".into(), String::new())
        );
        assert!(String::from_utf8_lossy(&written).contains("\r\n\"C-1\","));
    }
}
