//! The plain tables of the page: lanes, signals, rows set aside.

use super::NightReport;
use super::families::look_of;
use super::legible::legible;
use super::numbers::grouped;
use super::numbers::percent;
use maud::Markup;
use maud::html;

/// How many records went which way.
pub(super) fn lanes(night: &NightReport) -> Markup {
    html! {
        table.lanes {
            caption { "Which way the lines went" }
            thead { tr { th scope="col" { "Lane" } th scope="col" { "What happens" } th.n scope="col" { "Lines" } th.n scope="col" { "Share" } } }
            tbody {
                @for (lane, rows) in &night.lanes {
                    tr {
                        th scope="row" { span class={ "lane " (known_lane(lane)) } { (legible(lane)) } }
                        td { (meaning(lane)) }
                        td.n { (grouped(*rows)) }
                        td.n { (percent(*rows as f64 / night.rows_scored.max(1) as f64)) }
                    }
                }
            }
        }
    }
}

fn known_lane(lane: &str) -> &'static str {
    ["inspect", "review", "audit", "release"].into_iter().find(|known| *known == lane).unwrap_or("other")
}

fn meaning(lane: &str) -> Markup {
    let (en, zh) = match lane {
        "inspect" => ("open the box", "查验"),
        "review" => ("ask for documents", "审单"),
        "audit" => ("inspect at random", "随机抽查"),
        "release" => ("let it go", "放行"),
        _ => ("", ""),
    };
    html! { (en) " " span.zh lang="zh-Hans" { (zh) } }
}

/// Every signal by family: what it measured, what it found, or why it slept.
pub(super) fn signals(night: &NightReport) -> Markup {
    let awake = night.signals.iter().filter(|signal| signal.slept.is_none()).count();
    let of_scored = |rows: u64| percent(rows as f64 / night.rows_scored.max(1) as f64);
    html! {
        div.wide {
            table.signals {
                caption {
                    (awake) " of " (night.signals.len()) " signals could speak. A signal sleeps when its columns are missing; that is neither good nor bad."
                }
                thead {
                    tr {
                        th scope="col" { "Family" }
                        th scope="col" { "Signal" }
                        th.n scope="col" { "Measured" }
                        th.n scope="col" { "of lines" }
                        th.n scope="col" { "Alarms" }
                        th.n scope="col" { "of measured" }
                        th scope="col" { "Slept because" }
                    }
                }
                tbody {
                    @for signal in &night.signals {
                        @let look = look_of(&signal.family);
                        tr.asleep[signal.slept.is_some()] {
                            td { span.swatch style={ "background:" (look.colour) } {} (look.name_en) }
                            th scope="row" {
                                (legible(&signal.title_en)) " " span.zh lang="zh-Hans" { (legible(&signal.title_zh)) }
                                br; code { (legible(&signal.id)) }
                            }
                            @if let Some(why) = &signal.slept {
                                td.n { "–" } td.n {} td.n { "–" } td.n {} td { (legible(why)) }
                            } @else {
                                td.n { (grouped(signal.rows_measured)) }
                                td.n { (of_scored(signal.rows_measured)) }
                                td.n { (grouped(signal.alarms)) }
                                td.n { (percent(signal.alarms as f64 / signal.rows_measured.max(1) as f64)) }
                                td {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Rows that could not be scored, by rule.
pub(super) fn quarantine(night: &NightReport) -> Markup {
    if night.rows_quarantined == 0 && night.quarantine.is_empty() {
        return html! { p.empty { "Every row could be scored." } };
    }
    html! {
        div.wide {
            table.quarantine {
                caption {
                    (grouped(night.rows_quarantined)) " of " (grouped(night.rows_read))
                    " rows could not be scored. Each stands in quarantine.parquet with file, row, column and value."
                }
                thead { tr { th scope="col" { "Rule" } th.n scope="col" { "Rows" } th scope="col" { "Example" } } }
                tbody {
                    @for line in &night.quarantine {
                        tr {
                            th scope="row" { code { (legible(&line.rule)) } }
                            td.n { (grouped(line.rows)) }
                            td { bdi { (legible(&line.example)) } }
                        }
                    }
                }
            }
        }
    }
}
