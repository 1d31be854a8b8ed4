//! One case in words: what was declared on the left, why to look on the right.

use super::CaseLine;
use super::ClearingLine;
use super::ReasonLine;
use super::families::look_of;
use super::legible::legible;
use super::numbers;
use maud::Markup;
use maud::html;

/// Lanes with a colour of their own.
const LANES: &[&str] = &["inspect", "review", "audit", "release"];

/// An article with a heading, the declared facts and the ranked reasons in both languages.
pub(super) fn case_article(case: &CaseLine) -> Markup {
    let lane = LANES.iter().find(|lane| **lane == case.lane).copied().unwrap_or("other");
    html! {
        article aria-labelledby={ "case-" (case.rank) } {
            div.stand {
                span.place { "#" (case.rank) }
                span.risk { (numbers::risk(case.risk)) }
                span.under { "risk" }
            }
            div.what {
                h3 id={ "case-" (case.rank) } {
                    bdi { @if case.goods.trim().is_empty() { "(no description)" } @else { (legible(&case.goods)) } }
                }
                p.tags {
                    span class={ "lane " (lane) } { (legible(&case.lane)) }
                    @if let Some(mineral) = &case.mineral { " " span.tag { (legible(mineral)) } }
                    @if let Some(typology) = &case.typology {
                        " " span.tag {
                            b { (legible(&typology.code)) } " " (legible(&typology.name_en)) " "
                            span.zh lang="zh-Hans" { (legible(&typology.name_zh)) }
                        }
                    }
                }
                (facts(case))
            }
            div.why {
                h4 { "Why look " span.zh lang="zh-Hans" { "理由" } }
                @if case.lane == "audit" && case.reasons.is_empty() {
                    p { "Drawn at random. " span.zh lang="zh-Hans" { "随机抽取。" } }
                } @else if case.reasons.is_empty() {
                    p { "No single signal stands out; the combination is unusual. " span.zh lang="zh-Hans" { "无单一突出指标，组合异常。" } }
                } @else {
                    ol { @for reason in &case.reasons { (reason_item(reason)) } }
                }
                @if let Some(clearing) = &case.clearing { (what_would_clear(clearing)) }
            }
        }
    }
}

/// One line; officers ask for the document, and what it says decides.
fn what_would_clear(clearing: &ClearingLine) -> Markup {
    html! {
        h4 { "What would clear it " span.zh lang="zh-Hans" { "如何排除疑点" } }
        p {
            (legible(&clearing.text_en))
            @if clearing.clears { " It would then rank about " (numbers::grouped(clearing.rank)) "." }
        }
        p.zh lang="zh-Hans" {
            (legible(&clearing.text_zh))
            @if clearing.clears { "届时排名约" (numbers::grouped(clearing.rank)) "。" }
        }
    }
}

fn facts(case: &CaseLine) -> Markup {
    let unit_value = numbers::unit_value(case.value_usd, case.net_mass_kg);
    html! {
        dl.case {
            (fact("Declaration", html! { bdi { (legible(&case.declaration_id)) } " · item " (case.item_no) " · " (case.accepted_on) }))
            (fact("Code", html! { (legible(&case.hs_code)) }))
            (fact("Way", html! { bdi { (known(&case.route)) } }))
            (fact("Exporter", html! { bdi { (known(&case.exporter)) } }))
            (fact("Consignee", html! { bdi { (known(&case.consignee)) } }))
            (fact("Net mass", html! { (numbers::mass(case.net_mass_kg)) }))
            (fact("Value", html! { (numbers::dollars(case.value_usd)) " · " (unit_value) }))
            (fact("Scores", html! {
                "false declaration " b { (numbers::risk(case.false_declaration_risk)) }
                " · re-export " b { (numbers::risk(case.re_export_risk)) }
                " · severity " b { (numbers::risk(case.severity)) }
                " · priority " b { (numbers::risk(case.priority)) }
            }))
        }
    }
}

fn fact(name: &str, value: Markup) -> Markup {
    html! { dt { (name) } dd { (value) } }
}

fn known(text: &str) -> String {
    if text.trim().is_empty() { "not declared".into() } else { legible(text) }
}

fn reason_item(reason: &ReasonLine) -> Markup {
    let share = if reason.share.is_finite() { reason.share.clamp(0.0, 1.0) } else { 0.0 };
    let look = look_of(&reason.family);
    html! {
        li {
            span.share {
                span.meter aria-hidden="true" {
                    span style={ "width:" (format!("{:.1}", share * 100.0)) "%;background:" (look.colour) } {}
                }
                (numbers::percent(share))
            }
            div {
                p { (legible(&reason.text_en)) }
                @if !reason.text_zh.is_empty() { p.zh lang="zh-Hans" { (legible(&reason.text_zh)) } }
                p.signal { (look.name_en) " · " (legible(&reason.signal)) }
            }
        }
    }
}
