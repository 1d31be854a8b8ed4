//! The first five seconds: how sure, why, what does not fit, what would clear it.

use super::compared::compared;
use super::panel::fact;
use super::panel::meter;
use super::phrases::family;
use super::phrases::lane_class;
use super::phrases::lane_name;
use crate::cases::Dossier;
use crate::cases::ReasonTold;
use crate::report::legible::spelled;
use crate::report::numbers::dollars;
use crate::report::numbers::grouped;
use crate::report::numbers::mass;
use crate::report::numbers::percent;
use crate::report::numbers::risk;
use crate::report::numbers::unit_value;
use crate::review::lang::Lang;
use crate::review::told;
use maud::Markup;
use maud::html;

/// Reasons in sight; the others are one step away.
const IN_SIGHT: usize = 5;
/// What is seen so often is nothing strange by itself, and says nothing beside a reason.
const USUAL: f64 = 0.5;

/// Why the line is here.
pub(super) fn head(dossier: &Dossier, prefix: &str, lang: Lang) -> Markup {
    html! {
        section.why id={ (prefix) "-why" } aria-labelledby={ (prefix) "-why-head" } {
            div.stand {
                span.big { (risk(dossier.risk)) }
                span.small { (lang.of("risk", "风险")) }
                span class=(lane_class(&dossier.lane)) { (lane_name(&dossier.lane, lang)) }
                span.small { (lang.of("rank ", "排名")) (grouped(u64::from(dossier.rank))) }
            }
            div.reasons {
                h2 id={ (prefix) "-why-head" } {
                    (lang.of("Why it is here", "入选理由"))
                    @if let Some(typology) = &dossier.typology {
                        " " span.typology { b { (spelled(&typology.code)) } " " (spelled(lang.words(&typology.name))) }
                    }
                }
                (reasons(dossier, lang))
                @if let Some(clearing) = &dossier.clearing {
                    div.clears {
                        h3 { (lang.of("What would clear it", "如何排除疑点")) }
                        p {
                            (spelled(lang.words(&clearing.text)))
                            @if clearing.clears {
                                (lang.of(" It would then rank about ", "届时排名约")) (grouped(u64::from(clearing.rank))) (lang.of(".", "。"))
                            }
                        }
                        p.small { (lang.of("For officers only.", "仅供关员，不得外泄。")) }
                    }
                }
            }
            div.aside {
                (comparison(dossier, lang))
                (facts(dossier, lang))
            }
        }
    }
}

fn reasons(dossier: &Dossier, lang: Lang) -> Markup {
    let (first, more) = dossier.reasons.split_at(dossier.reasons.len().min(IN_SIGHT));
    html! {
        @if first.is_empty() && dossier.lane == "audit" {
            p { (lang.of("Drawn at random, so that what targeting misses can be measured.", "随机抽取，用于衡量漏检。")) }
        } @else if first.is_empty() {
            p { (lang.of("No single signal stands out; the combination is unusual.", "无单一突出指标，组合异常。")) }
        } @else {
            ol.whys { @for reason in first { (one(reason, lang)) } }
        }
        @if !more.is_empty() {
            details {
                summary { (more.len()) (lang.of(if more.len() == 1 { " more reason" } else { " more reasons" }, "条其他理由")) }
                ol.whys start=(IN_SIGHT + 1) { @for reason in more { (one(reason, lang)) } }
            }
        }
    }
}

fn one(reason: &ReasonTold, lang: Lang) -> Markup {
    let (class, name) = family(&reason.family, lang);
    html! {
        li {
            span.share { (meter(reason.share, class)) (percent(reason.share)) }
            div {
                p { (spelled(lang.words(&reason.text))) }
                p.small {
                    (name) " · " (spelled(&reason.signal))
                    @if reason.p_value > 0.0 && reason.p_value < USUAL {
                        " · " (lang.of("seen in ", "历史出现率")) (percent(reason.p_value)) (lang.of(" of the past", ""))
                    }
                }
            }
        }
    }
}

fn comparison(dossier: &Dossier, lang: Lang) -> Markup {
    let rows = compared(dossier, lang);
    html! {
        @if !rows.is_empty() {
            table.compared {
                caption { (lang.of("Declared against expected", "申报与预期")) }
                thead { tr {
                    th scope="col" {} th scope="col" { (lang.of("Declared", "申报")) } th scope="col" { (lang.of("Expected", "预期")) }
                } }
                tbody {
                    @for row in &rows {
                        tr.odd[row.odd] {
                            th scope="row" { @if row.odd { span.flag aria-hidden="true" { "▲ " } } (row.what) }
                            td { b { (row.declared) } }
                            td { (row.expected) span.small { (row.told) } }
                        }
                    }
                }
            }
        }
    }
}

fn facts(dossier: &Dossier, lang: Lang) -> Markup {
    let none = || html! { span.empty { (lang.of("not declared", "未申报")) } };
    let text = |text: &str| {
        if text.trim().is_empty() {
            none()
        } else {
            html! { bdi { (spelled(text)) } }
        }
    };
    let party = |name: &str, id: &str| {
        html! { (text(name)) @if !id.trim().is_empty() { " " span.small { bdi { (spelled(id)) } } } }
    };
    html! {
        dl.facts {
            (fact(lang.of("Goods", "货物"), text(&dossier.goods)))
            (fact(lang.of("Code", "编码"), html! {
                (text(&dossier.hs_code)) @if let Some(mineral) = &dossier.mineral { " " span.badge { (told::mineral(mineral, lang)) } }
            }))
            (fact(lang.of("Mass, value", "重量、价值"), html! {
                (mass(dossier.net_mass_kg)) " · " (dollars(dossier.value_usd)) " · " (unit_value(dossier.value_usd, dossier.net_mass_kg))
            }))
            (fact(lang.of("Exporter", "出口商"), party(&dossier.exporter_name, &dossier.exporter_id)))
            (fact(lang.of("Consignee", "收货人"), party(&dossier.consignee_name, &dossier.consignee_id)))
            @if !dossier.agent_id.trim().is_empty() { (fact(lang.of("Agent", "报关代理"), text(&dossier.agent_id))) }
            (fact(lang.of("Way", "路线"), text(if dossier.route.trim().is_empty() { &dossier.destination } else { &dossier.route })))
            (fact(lang.of("Declaration", "报关单"), html! {
                (text(&dossier.declaration_id)) " · " (lang.of("item ", "项号")) (dossier.item_no) " · " (dossier.accepted_on) " · " (text(&dossier.office))
            }))
            (fact(lang.of("Scores", "评分"), html! {
                (lang.of("false declaration ", "虚假申报")) (risk(dossier.false_declaration_risk)) " · "
                (lang.of("re-export ", "转口")) (risk(dossier.re_export_risk)) " · "
                (lang.of("severity ", "严重性")) (risk(dossier.severity)) " · "
                (lang.of("priority ", "优先级")) (risk(dossier.priority))
            }))
        }
    }
}
