//! The data-quality report as one page that needs nothing else.

use super::profile::ColumnProfile;
use super::quality::QualityReport;
use super::rules::Outcome;
use super::summary::ProblemSummary;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d8dee6;--bar:#2f6f9f;--bad:#a8321f;--warn:#8a5a00;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--line:#333d4a;--bar:#6fb1e0;--bad:#ff8d7a;--warn:#f0bd5b;--paper:#151a21}}
body{font:16px/1.5 system-ui,'Noto Sans','Noto Sans CJK SC',sans-serif;color:var(--ink);background:var(--paper);max-width:72rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.2rem;margin-top:2.2rem}
p.lead,td.soft{color:var(--soft)}
.figures{display:flex;flex-wrap:wrap;gap:1.5rem;margin:1.2rem 0;padding:0}.figures div{min-width:8rem}.figures dt{color:var(--soft);font-size:.9rem}.figures dd{margin:0;font-size:1.5rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.bar{display:inline-block;width:5rem;height:.6rem;background:var(--line);border-radius:.3rem;overflow:hidden;margin-right:.5rem}.bar i{display:block;height:100%;background:var(--bar)}
.quarantine{color:var(--bad);font-weight:600}.warn{color:var(--warn);font-weight:600}code{font-size:.9em;overflow-wrap:anywhere}
@media print{body{margin:0}}";

/// The report as HTML, self-contained, readable without colour and by screen readers.
pub fn quality_html(report: &QualityReport) -> String {
    let summary = &report.summary;
    let days = match (&report.accepted_from, &report.accepted_to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "no accepted row".to_string(),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width,initial-scale=1";
                title { "Data quality · tidewaiter" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { "Data quality" }
                    p.lead { "Read with the mapping " code { (report.mapping) } ". Accepted between " (days) "." }
                    dl.figures {
                        (figure("rows read", summary.rows_read))
                        (figure("accepted", summary.rows_accepted))
                        (figure("of these with a warning", summary.rows_warned))
                        (figure("quarantined", summary.rows_quarantined))
                    }
                    h2 { "Problems" }
                    (problems(&summary.problems))
                    h2 { "Columns" }
                    (columns(&report.columns))
                    (signals(report))
                    h2 { "Files" }
                    (files(report))
                }
            }
        }
    };
    page.into_string()
}

fn figure(name: &str, value: u64) -> Markup {
    html! { div { dt { (name) } dd { (grouped(value)) } } }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

fn problems(problems: &[ProblemSummary]) -> Markup {
    if problems.is_empty() {
        return html! { p { "None: every row is accepted without a warning." } };
    }
    html! {
        div.scroll { table {
            caption { "A quarantined row is not scored; a row with a warning is. Counts are of problems: one row may have several." }
            thead { tr { th scope="col" { "outcome" } th scope="col" { "rule" } th scope="col" { "column" } th.n scope="col" { "rows" } th scope="col" { "what it means" } th scope="col" { "examples" } } }
            tbody { @for problem in problems {
                tr {
                    td { @match problem.outcome {
                        Outcome::Quarantine => span.quarantine { "quarantine" },
                        Outcome::Warn => span.warn { "warning" },
                    } }
                    th scope="row" { code { (problem.rule) } }
                    td { code { (problem.column) } }
                    td.n { (grouped(problem.rows)) }
                    td { (problem.message) }
                    td.soft { @for example in problem.examples.iter().take(3) {
                        div { "row " (example.row) @if !example.value.is_empty() { ": " code { (shortened(&example.value)) } } }
                    } }
                }
            } }
        } }
    }
}

fn columns(columns: &[ColumnProfile]) -> Markup {
    html! {
        div.scroll { table {
            caption { "Of the accepted rows. Medians within 1 %; distinct counts marked ≈ are estimates." }
            thead { tr { th scope="col" { "column" } th scope="col" { "filled" } th.n scope="col" { "distinct" } th.n scope="col" { "min" } th.n scope="col" { "median" } th.n scope="col" { "max" } th scope="col" { "commonest" } } }
            tbody { @for column in columns {
                tr {
                    th scope="row" { code { (column.column) } }
                    td { span.bar aria-hidden="true" { i style=(format!("width:{:.0}%", column.fill_rate * 100.0)) {} } (percent(column.fill_rate)) }
                    td.n { @if column.distinct_estimated && column.distinct > 0 { "≈ " } (grouped(column.distinct)) }
                    td.n { (column.min.as_deref().unwrap_or("")) }
                    td.n { (column.median.as_deref().unwrap_or("")) }
                    td.n { (column.max.as_deref().unwrap_or("")) }
                    td.soft { @for (place, value) in column.top.iter().enumerate() {
                        @if place > 0 { ", " } (shortened(&value.value)) " (" (grouped(value.rows)) ")"
                    } }
                }
            } }
        } }
    }
}

fn signals(report: &QualityReport) -> Markup {
    if report.signals.is_empty() {
        return html! {};
    }
    html! {
        h2 { "Signals this data can feed" }
        div.scroll { table {
            caption { "A signal whose columns are empty stays silent: it cannot say anything, which is not the same as nothing to say." }
            thead { tr { th scope="col" { "signal" } th scope="col" { "fed" } th.n scope="col" { "rows at most" } th scope="col" { "empty columns" } } }
            tbody { @for signal in &report.signals {
                tr {
                    th scope="row" { code { (signal.id) } }
                    td { @if signal.fed { "yes" } @else { span.warn { "no" } } }
                    td.n { (percent(signal.share_max)) }
                    td { code { (signal.missing.join(", ")) } }
                }
            } }
        } }
    }
}

fn files(report: &QualityReport) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th scope="col" { "file" } th scope="col" { "format" } th.n scope="col" { "bytes" } th.n scope="col" { "read" } th.n scope="col" { "accepted" } th.n scope="col" { "quarantined" } th scope="col" { "columns not in the file" } th scope="col" { "sha256" } } }
            tbody { @for file in &report.summary.files {
                tr {
                    th scope="row" { (file.path) }
                    td { (file.format) }
                    td.n { (grouped(file.bytes)) }
                    td.n { (grouped(file.rows_read)) }
                    td.n { (grouped(file.rows_accepted)) }
                    td.n { (grouped(file.rows_quarantined)) }
                    td.soft { (file.missing_columns.join(", ")) }
                    td.soft { code { (file.sha256) } }
                }
            } }
        } }
        @if !report.summary.skipped.is_empty() {
            p { "Passed over, their ending is none of a table: " (report.summary.skipped.join(", ")) }
        }
    }
}

/// A share as a percentage that never rounds something to nothing or nearly all to all.
pub fn percent(share: f64) -> String {
    match share * 100.0 {
        low if low > 0.0 && low < 0.1 => "< 0.1 %".to_string(),
        high if high < 100.0 && high > 99.9 => "> 99.9 %".to_string(),
        other => format!("{other:.1} %"),
    }
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= 40 { value.to_string() } else { value.chars().take(39).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::{grouped, percent};

    #[test]
    fn figures_are_readable_and_honest() {
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(percent(0.99999), "> 99.9 %");
        assert_eq!(percent(0.0), "0.0 %");
        assert_eq!(percent(1.0), "100.0 %");
    }
}
