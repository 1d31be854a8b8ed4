//! `report.html`: one file with everything in it, to read on a screen, to print, to put in the case file.
//!
//! No script, no font, no picture from elsewhere: the page must open on a computer without a network in twenty years, and
//! its content policy forbids everything else in case a declared text finds a way past the escaping.

use super::NightReport;
use super::case_article::case_article;
use super::case_picture::case_picture;
use super::flow_table::flow_table;
use super::frame::{framed, section};
use super::legible::legible;
use super::numbers::grouped;
use super::numbers::percent;
use super::risk_picture::risk_picture;
use super::tables;
use chrono::NaiveDate;
use maud::Markup;
use maud::html;

/// Cases told at length: more would be read by nobody and make the page too heavy for a browser.
const CASES_TOLD: usize = 200;

/// The whole page as HTML text. The same night gives the same bytes.
pub fn page(night: &NightReport) -> String {
    let body = html! {
        body {
            a.skip href="#cases" { "Skip to the ranked cases" }
            (head_of(night))
            main {
                (section("overview", "Where the risk lies", "风险分布", overview(night)))
                (section("top", "Look here first", "优先查看", case_picture(&night.cases)))
                (section("flows", "Flows by mineral and destination", "矿产与目的国流向", flow_table(&night.flows)))
                (section("cases", "Ranked cases and their reasons", "案件排序与理由", cases(night)))
                (section("signals", "What the signals could say", "各项指标", tables::signals(night)))
                (section("quarantine", "Rows set aside", "隔离的记录", tables::quarantine(night)))
                (section("notes", "How to read this", "说明", notes(night)))
            }
            footer {
                p { "tidewaiter " (env!("CARGO_PKG_VERSION")) " · scored by " (legible(&night.scored_by)) }
                p { "Run " code { (legible(&night.run_id)) } }
            }
        }
    };
    framed(html! { (legible(&night.title)) }, &[], body)
}

fn head_of(night: &NightReport) -> Markup {
    html! {
        header {
            h1 { (legible(&night.title)) }
            p.lead {
                @match (night.first_on, night.last_on) {
                    (Some(first), Some(last)) if first == last => { "Declarations accepted on " (first) }
                    (Some(first), Some(last)) => { "Declarations accepted from " (day(first)) " to " (day(last)) }
                    _ => { "No declaration could be scored" }
                }
                @match night.as_of {
                    Some(evening) => { ", with what was known on the evening of " (day(evening)) ". " }
                    None => { ", without a past to compare with. " }
                }
                @if let Some(seconds) = night.seconds { "The run took " (format!("{seconds:.1}")) " s. " }
            }
            dl.facts {
                (fact("Lines read", "读入", grouped(night.rows_read), None))
                (fact("Scored", "已评分", grouped(night.rows_scored), share_of(night.rows_scored, night.rows_read)))
                (fact("Set aside", "隔离", grouped(night.rows_quarantined), share_of(night.rows_quarantined, night.rows_read)))
                (fact("Capacity", "查验能力", grouped(night.capacity as u64), share_of(night.capacity as u64, night.rows_scored)))
                (fact("Cases told", "列出案件", grouped(night.cases.len().min(CASES_TOLD) as u64), None))
            }
            nav aria-label="On this page" {
                ul {
                    @for (id, name) in [("overview", "Risk"), ("top", "Look here first"), ("flows", "Flows"), ("cases", "Cases"),
                        ("signals", "Signals"), ("quarantine", "Set aside"), ("notes", "How to read")] {
                        li { a href={ "#" (id) } { (name) } }
                    }
                }
            }
        }
    }
}

fn day(date: NaiveDate) -> Markup {
    html! { time datetime=(date) { (date) } }
}

fn fact(name_en: &str, name_zh: &str, value: String, aside: Option<String>) -> Markup {
    html! {
        div {
            dt { (name_en) " " span.zh lang="zh-Hans" { (name_zh) } }
            dd { (value) @if let Some(aside) = aside { " " small { (aside) } } }
        }
    }
}

fn share_of(part: u64, whole: u64) -> Option<String> {
    (whole > 0).then(|| percent(part as f64 / whole as f64))
}

fn overview(night: &NightReport) -> Markup {
    html! {
        div.columns {
            (risk_picture(&night.risk_histogram))
            (tables::lanes(night))
        }
    }
}

fn cases(night: &NightReport) -> Markup {
    html! {
        @if night.cases.is_empty() {
            p.empty { "No record was picked this night. " span lang="zh-Hans" { "本夜无入选记录。" } }
        } @else {
            p.hint {
                "Ordered by priority: risk weighed with severity. The bar before a reason is its share of the score."
            }
            @for case in night.cases.iter().take(CASES_TOLD) { (case_article(case)) }
            @if night.cases.len() > CASES_TOLD {
                p.empty {
                    "The first " (CASES_TOLD) " of " (grouped(night.cases.len() as u64)) " cases; the rest stands in ranked.csv. "
                    span lang="zh-Hans" { "其余见 ranked.csv。" }
                }
            }
        }
    }
}

fn notes(night: &NightReport) -> Markup {
    html! {
        ul.notes {
            @for note in &night.notes { li { (legible(note)) } }
            li { "A risk is a reason to look, not a finding. Each signal has innocent explanations; `tidewaiter signals` lists them." }
            @if night.cases.iter().any(|case| case.clearing.is_some()) {
                li {
                    "What would clear a case is a hint what to ask for, not a proof: the changed line was scored anew, and no other "
                    "change that was tried moves fewer facts. A paper can be forged; who knows what clears can write it. It is for "
                    "officers only and must not reach declarants. "
                    span lang="zh-Hans" { "“如何排除疑点”仅供关员确定应索取何种单证，不构成证明；严禁向申报人泄露。" }
                }
            }
            li { "What a record does not declare cannot be measured; a signal that could not be measured counts neither for nor against it." }
            li { "The audit lane is drawn at random before anything else, so that what targeting misses can be measured." }
        }
    }
}
