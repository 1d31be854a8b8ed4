//! A declared name beside the listed one, word by word.

use super::panel::Panel;
use super::phrases::party_role;
use crate::cases::PartyMatch;
use crate::report::legible::spelled;
use crate::report::numbers::percent;
use crate::review::lang::Lang;
use maud::Markup;
use maud::html;

/// Matches that are shown; more are told by number.
const SHOWN: usize = 4;

pub(super) fn parties(matches: &[PartyMatch], lang: Lang) -> Panel {
    let body = (!matches.is_empty()).then(|| {
        html! {
            @for found in matches.iter().take(SHOWN) { (one(found, lang)) }
            @if matches.len() > SHOWN {
                p.small { (matches.len() - SHOWN) (lang.of(" weaker matches are not shown.", "个较弱匹配未列出。")) }
            }
        }
    });
    Panel {
        key: "parties",
        title: lang.of("Party match", "当事人匹配"),
        families: &["party"],
        wide: false,
        tall: matches.len().min(SHOWN) * 8 + 2,
        body,
    }
}

fn one(found: &PartyMatch, lang: Lang) -> Markup {
    html! {
        div.match {
            p.claim {
                (party_role(&found.role, lang)) (lang.of(" is ", "与名单")) b { (percent(found.likeness)) }
                (lang.of(" like a listed name", "相似"))
            }
            p.small { (lang.of("List: ", "名单：")) bdi { (spelled(&found.source)) } }
            div.scroll tabindex="0" role="group" aria-label=(lang.of("Names word by word", "逐词对照")) {
                table.tokens {
                    tr {
                        th scope="row" { (lang.of("Declared", "申报")) }
                        @if found.tokens.is_empty() { td { bdi { (spelled(&found.declared)) } } }
                        @for (declared, _, like) in &found.tokens { (token(declared, *like)) }
                    }
                    tr {
                        th scope="row" { (lang.of("Listed", "名单")) }
                        @if found.tokens.is_empty() { td { bdi { (spelled(&found.listed)) } } }
                        @for (_, listed, like) in &found.tokens { (token(listed, *like)) }
                    }
                    @if !found.tokens.is_empty() {
                        tr {
                            th scope="row" { (lang.of("Alike", "相似度")) }
                            @for (declared, listed, like) in &found.tokens {
                                td.small { @if declared.is_empty() || listed.is_empty() { "–" } @else { (percent(*like)) } }
                            }
                        }
                    }
                }
            }
            @if !found.tokens.is_empty() {
                p.small {
                    (lang.of("In full: ", "全称：")) bdi { (spelled(&found.declared)) } (lang.of(" against ", " 对 "))
                    bdi { (spelled(&found.listed)) }
                }
            }
        }
    }
}

fn token(word: &str, like: f64) -> Markup {
    let class = match (word.is_empty(), like) {
        (true, _) => "none",
        (_, like) if like >= 0.95 => "same",
        (_, like) if like >= 0.6 => "near",
        _ => "far",
    };
    html! { td class=(class) { bdi { @if word.is_empty() { "–" } @else { (spelled(word)) } } } }
}
