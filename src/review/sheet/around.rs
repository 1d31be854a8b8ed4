//! Who stands around the line, and what they did before.

use super::input::Outcome;
use super::input::SheetInput;
use super::input::TimelineLine;
use super::panel::Panel;
use super::phrases::line_outcome;
use super::phrases::outcome_name;
use crate::cases::Dossier;
use crate::cases::Network;
use crate::report::legible::spelled;
use crate::report::numbers::dollars;
use crate::report::numbers::mass;
use crate::report::numbers::risk;
use crate::review::lang::Lang;
use crate::review::pictures::Ink;
use crate::review::pictures::Life;
use crate::review::pictures::NODES_MAX;
use crate::review::pictures::Shape;
use crate::review::pictures::key;
use crate::review::pictures::kind_name;
use crate::review::pictures::kind_shape;
use crate::review::pictures::link_in_words;
use crate::review::pictures::network as picture;
use crate::review::pictures::outcome_look;
use crate::review::pictures::svg;
use crate::review::pictures::timeline as lives;
use crate::review::told;
use chrono::NaiveDate;
use maud::Markup;
use maud::html;

/// Rows of a table that stands beside a picture.
const TABLE_MAX: usize = 60;

pub(super) fn network(network: &Network, prefix: &str, lang: Lang) -> Panel {
    let body = (!network.nodes.is_empty()).then(|| {
        let mut kinds: Vec<&str> = Vec::new();
        for node in &network.nodes {
            if !kinds.contains(&node.kind.as_str()) && kinds.len() < 9 {
                kinds.push(&node.kind);
            }
        }
        html! {
            @match picture(network, lang) {
                Some(drawing) => {
                    figure { div.scroll tabindex="0" role="group" aria-label=(lang.of("Network", "关系网")) { (svg(&drawing, &format!("{prefix}-network-pic"))) } }
                    ul.legend {
                        @for kind in kinds { li { (key(kind_shape(kind), Ink::Node)) (kind_name(kind, lang)) } }
                        li { (key(Shape::Circle, Ink::OwnNode)) (lang.of("party of this line", "本单当事人")) }
                        li { (key(Shape::Circle, Ink::Listed)) (lang.of("listed or seized before", "名单或曾查获")) }
                    }
                }
                None => { p.empty { (lang.of("Nobody is known to be joined with the parties of this line.", "未见与当事人的关联。")) } }
            }
            @if network.nodes.len() > NODES_MAX {
                p.small { (network.nodes.len() - NODES_MAX) (lang.of(" further parties are not drawn; own and listed ones come first.", "个相关方未绘出。")) }
            }
            @if !network.links.is_empty() {
                details.numbers {
                    summary { (lang.of("In words", "文字说明")) }
                    ul.plain { @for link in network.links.iter().take(TABLE_MAX) {
                        li {
                            bdi { (label(network, &link.from)) } " " (link_in_words(&link.kind, lang)) " " bdi { (label(network, &link.to)) }
                            @if link.n > 1 { " ×" (link.n) }
                        }
                    } }
                    @if network.links.len() > TABLE_MAX { p.small { "+ " (network.links.len() - TABLE_MAX) } }
                }
            }
        }
    });
    Panel {
        key: "network",
        title: lang.of("Network", "关系网"),
        families: &["link", "party"],
        wide: true,
        tall: 0,
        body,
    }
}

fn label(network: &Network, id: &str) -> String {
    spelled(network.nodes.iter().find(|node| node.id == id).map_or(id, |node| &node.label))
}

pub(super) fn timeline(input: &SheetInput, dossier: &Dossier, prefix: &str, lang: Lang) -> Panel {
    let life = |role: &str, name: &str, lines| Life {
        name: format!("{role} · {}", if name.trim().is_empty() { lang.of("not declared", "未申报") } else { name }),
        lines,
    };
    let told = [
        life(lang.of("Exporter", "出口商"), &dossier.exporter_name, input.exporter_lines),
        life(lang.of("Consignee", "收货人"), &dossier.consignee_name, input.consignee_lines),
    ];
    let mut dates: Vec<(NaiveDate, String)> = dossier
        .evidence
        .control
        .iter()
        .filter_map(|item| {
            Some((item.in_force_from?, format!("{} {}", lang.of("control from", "管制自"), item.in_force_from?)))
        })
        .collect();
    dates.sort();
    dates.dedup();
    let body = lives(&told, &dates, lang).map(|drawing| {
        html! {
            figure { div.scroll tabindex="0" role="group" aria-label=(lang.of("Timeline", "时间线")) { (svg(&drawing, &format!("{prefix}-time-pic"))) } }
            ul.legend {
                @for outcome in [Outcome::NotExamined, Outcome::Open, Outcome::Clear, Outcome::FalseDeclaration] {
                    @let (shape, ink) = outcome_look(outcome);
                    li {
                        (key(shape, ink))
                        @if outcome.is_find() { (lang.of("something found", "有查获")) } @else { (outcome_name(outcome, lang)) }
                    }
                }
                li { (key(Shape::Circle, Ink::Here)) (lang.of("this case", "本案")) }
                li { (lang.of("size: mass", "大小：重量")) }
            }
            p.small { (drawing.told) }
            details.numbers {
                summary { (lang.of("Lines in a table", "列表")) }
                (table(input.exporter_lines, lang.of("Exporter", "出口商"), lang))
                (table(input.consignee_lines, lang.of("Consignee", "收货人"), lang))
            }
        }
    });
    Panel {
        key: "time",
        title: lang.of("Timeline of exporter and consignee", "出口商与收货人时间线"),
        families: &["timing", "record"],
        wide: true,
        tall: 0,
        body,
    }
}

fn table(lines: &[TimelineLine], name: &str, lang: Lang) -> Markup {
    let mut youngest: Vec<&TimelineLine> = lines.iter().collect();
    youngest.sort_by(|a, b| (b.own, b.day).cmp(&(a.own, a.day)).then_with(|| a.declaration_id.cmp(&b.declaration_id)));
    html! {
        @if !lines.is_empty() {
            div.scroll tabindex="0" role="group" aria-label=(name) {
                table {
                    caption {
                        (name)
                        @if lines.len() > TABLE_MAX { (lang.of(": the youngest ", "：最近")) (TABLE_MAX) (lang.of(" of ", "条，共")) (lines.len()) }
                    }
                    thead { tr {
                        @for title in [lang.of("Day", "日期"), lang.of("Declaration", "报关单"), lang.of("Code", "编码"), lang.of("Mineral", "矿产"),
                            lang.of("To", "目的国"), lang.of("Mass", "重量"), lang.of("Value", "价值"), lang.of("Risk", "风险"), lang.of("Outcome", "结果")] {
                            th scope="col" { (title) }
                        }
                    } }
                    tbody {
                        @for line in youngest.into_iter().take(TABLE_MAX) {
                            tr {
                                td.date { (line.day) }
                                td { bdi { (spelled(&line.declaration_id)) } " · " (line.item_no) @if line.own { " " b { (lang.of("this case", "本案")) } } }
                                td { (spelled(&line.hs_code)) }
                                td { @match &line.mineral { Some(mineral) => { (told::mineral(mineral, lang)) } None => { "–" } } }
                                td.date { (spelled(&line.destination)) }
                                td.n { (mass(line.mass_kg)) }
                                td.n { (dollars(line.value_usd)) }
                                td.n { (risk(line.risk)) }
                                td { (line_outcome(line, lang)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
