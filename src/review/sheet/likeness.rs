//! Past cases most like this one, and what came of them.

use super::input::SimilarCase;
use super::phrases::outcome_name;
use crate::report::legible::spelled;
use crate::report::numbers::mass;
use crate::report::numbers::risk;
use crate::review::lang::Lang;
use crate::review::pictures::key;
use crate::review::pictures::outcome_look;
use crate::review::told;
use maud::Markup;
use maud::html;

pub(super) fn similar(cases: &[SimilarCase], lang: Lang) -> Markup {
    let found = cases.iter().filter(|case| case.outcome.is_find()).count();
    html! {
        section.panel.wide #similar aria-labelledby="similar-head" {
            h3 #similar-head { (lang.of("Most similar past cases", "最相似的既往案件")) }
            @if cases.is_empty() {
                p.empty { (lang.of("No past case resembles this one.", "无相似既往案件。")) }
            } @else {
                p.claim {
                    @match lang {
                        Lang::En => { (found) " of " (cases.len()) " ended with a find." }
                        Lang::Zh => { (cases.len()) "宗中" (found) "宗有查获。" }
                    }
                }
                div.scroll tabindex="0" role="group" aria-labelledby="similar-head" {
                    table {
                        thead { tr {
                            @for title in [lang.of("Case", "案件"), lang.of("Opened", "立案"), lang.of("Goods", "货物"), lang.of("Exporter", "出口商"),
                                lang.of("To", "目的国"), lang.of("Risk", "风险"), lang.of("Alike in", "相似之处"), lang.of("Outcome", "结果")] {
                                th scope="col" { (title) }
                            }
                        } }
                        tbody { @for case in cases { (row(case, lang)) } }
                    }
                }
            }
        }
    }
}

fn row(case: &SimilarCase, lang: Lang) -> Markup {
    let (shape, ink) = outcome_look(case.outcome);
    // Only a path of this house is a link.
    let inside = case.link.starts_with('/') && !case.link.starts_with("//") && !case.link.contains('\\');
    html! {
        tr {
            th.date scope="row" {
                @if inside { a href=(case.link) { (spelled(&case.number)) } } @else { (spelled(&case.number)) }
            }
            td.date { (case.opened_on) }
            td { bdi { (spelled(&case.goods)) } " " span.small { (spelled(&case.hs_code)) @if let Some(mineral) = &case.mineral { " · " (told::mineral(mineral, lang)) } } }
            td { bdi { (spelled(&case.exporter)) } }
            td.date { (spelled(&case.destination)) }
            td.n { (risk(case.risk)) }
            td { @for (i, alike) in case.alike.iter().enumerate() { @if i > 0 { (lang.of(", ", "、")) } (spelled(lang.words(alike))) } }
            td { (key(shape, ink)) (outcome_name(case.outcome, lang)) @if case.seized_kg.is_some() { " · " (mass(case.seized_kg)) } }
        }
    }
}
