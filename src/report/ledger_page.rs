//! The balance by month as a page with a picture.

use super::ledger::LedgerAccount;
use super::numbers::mass;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 44.0;
const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}\
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #ddd}th:first-child{text-align:left}\
svg{max-width:100%;height:auto}.out{fill:#4a7aa5}.gap{fill:#c8553d}.in{fill:none;stroke:#2e7d4f;stroke-width:2}.sum{fill:none;stroke:#7b3fa0;stroke-width:2;stroke-dasharray:5 3}\
.axis{stroke:#555}.tick{font-size:11px;fill:#444}.late{background:#fbe9e6}";

/// Pages of accounts, one after the other, in one HTML file that needs nothing else.
pub fn ledger_page(accounts: &[LedgerAccount]) -> String {
    let title = accounts.first().map_or(String::new(), |first| format!("{} {}", first.enterprise, first.name));
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Ledger of " (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Ledger of " (title) }
                @for account in accounts { (article(account)) }
                p { "Kilograms of contained element, as known before the day named. Late: purchases that are expected to be reported yet. Sigma: opening stock, late reports, recovery, weighing and assay, share in the goods. CUSUM: Page's sum of the monthly shortfalls, in standard deviations." }
            }
        }
    };
    page.into_string()
}

fn article(account: &LedgerAccount) -> Markup {
    let cell = |kg: f64| mass(Some(kg));
    html! {
        section {
            h2 { (account.element) " before " (account.as_of) }
            p { strong { (account.verdict()) } }
            (picture(account))
            table {
                thead { tr {
                    @for name in ["Month", "Opening", "Bought", "Sold", "Exported", "Late", "Unexplained", "Sigma", "CUSUM"] {
                        th scope="col" { (name) }
                    }
                } }
                tbody {
                    @for month in &account.months {
                        tr class=[(month.cusum >= account.threshold).then_some("late")] {
                            th scope="row" { (month.month) }
                            @for kg in [month.opening_kg, month.sourced_kg, month.sold_kg, month.exported_kg, month.late_kg, month.unexplained_kg, month.sigma_kg] {
                                td { (cell(kg)) }
                            }
                            td { (format!("{:.1}", month.cusum)) }
                        }
                    }
                }
            }
        }
    }
}

/// What left by month as bars, the uncovered part on top; what came in as a line; the sum as a dashed line on its own scale.
fn picture(account: &LedgerAccount) -> Markup {
    let months = &account.months;
    if months.is_empty() {
        return html! {};
    }
    let left = |at: usize| months[at].exported_kg + months[at].sold_kg;
    let highest = (0..months.len()).map(|at| left(at).max(months[at].sourced_kg)).fold(1e-9, f64::max);
    let top_sum = months.iter().map(|month| month.cusum).fold(account.threshold * 1.25, f64::max);
    let step = (WIDTH - LEFT - 40.0) / months.len() as f64;
    let base = HEIGHT - BOTTOM;
    let y = |kg: f64| base - kg / highest * (base - TOP);
    let y_sum = |sum: f64| base - sum / top_sum * (base - TOP);
    let middle = |at: usize| LEFT + step * (at as f64 + 0.5);
    let line = |of: &dyn Fn(usize) -> f64| {
        (0..months.len()).map(|at| format!("{:.1},{:.1}", middle(at), of(at))).collect::<Vec<_>>().join(" ")
    };
    let every = months.len().div_ceil(12);
    html! {
        figure {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(account.verdict()) {
                @for at in 0..months.len() {
                    @let gap = months[at].unexplained_kg.min(left(at));
                    rect.out x=(place(middle(at) - step * 0.35)) y=(place(y(left(at) - gap))) width=(place(step * 0.7)) height=(place(base - y(left(at) - gap))) {
                        title { (months[at].month) ": " (mass(Some(left(at)))) " left" }
                    }
                    @if gap > 0.0 {
                        rect.gap x=(place(middle(at) - step * 0.35)) y=(place(y(left(at)))) width=(place(step * 0.7)) height=(place(y(left(at) - gap) - y(left(at)))) {
                            title { (months[at].month) ": " (mass(Some(gap))) " unexplained" }
                        }
                    }
                    @if at % every == 0 {
                        text.tick x=(place(middle(at))) y=(place(base + 16.0)) text-anchor="middle" { (months[at].month) }
                    }
                }
                polyline.in points=(line(&|at| y(months[at].sourced_kg))) {}
                polyline.sum points=(line(&|at| y_sum(months[at].cusum))) {}
                line.axis x1=(LEFT) x2=(WIDTH - 40.0) y1=(base) y2=(base) {}
                text.tick x=(LEFT - 6.0) y=(place(y(highest) + 4.0)) text-anchor="end" { (mass(Some(highest))) }
                text.tick x=(LEFT - 6.0) y=(place(base)) text-anchor="end" { "0" }
                text.tick x=(WIDTH - 36.0) y=(place(y_sum(account.threshold) + 4.0)) { (account.threshold) " σ" }
                line.axis x1=(WIDTH - 46.0) x2=(WIDTH - 40.0) y1=(place(y_sum(account.threshold))) y2=(place(y_sum(account.threshold))) {}
                text.tick x=(LEFT) y=(HEIGHT - 6.0) { "bars: left the enterprise (red: uncovered); line: came in; dashed: CUSUM (right scale)" }
            }
        }
    }
}

/// A coordinate with one digit: the same text on every machine.
fn place(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::ledger_table::tests::account;

    #[test]
    fn the_page_stands_alone_and_shows_the_gap() {
        let page = ledger_page(&[account()]);
        assert!(page.contains("class=\"gap\"") && page.contains("2025-03") && page.contains("unexplained"));
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"));
    }
}
