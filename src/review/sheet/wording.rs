//! The goods as described, with the words that spoke, and the codes they fit.

use super::compared::same_heading;
use super::panel::Panel;
use super::panel::meter;
use super::phrases::word_class;
use super::phrases::word_role;
use crate::cases::Dossier;
use crate::cases::WordSpoke;
use crate::report::legible::spelled;
use crate::report::numbers::percent;
use crate::review::lang::Lang;
use maud::Markup;
use maud::html;

pub(super) fn wording(dossier: &Dossier, lang: Lang) -> Panel {
    let evidence = &dossier.evidence;
    let heard = !(evidence.words.is_empty() && evidence.codes_by_words.is_empty());
    let body = heard.then(|| {
        html! {
            p.goods { bdi { (marked(&dossier.goods, &evidence.words, lang)) } }
            @if !evidence.words.is_empty() {
                ol.spoke {
                    @for word in &evidence.words {
                        li {
                            mark class=(word_class(&word.role)) { bdi { (spelled(&word.word)) } } " "
                            bdi { (spelled(lang.words(&word.says))) } " "
                            span.small { (word_role(&word.role, lang)) }
                        }
                    }
                }
            }
            @if !evidence.codes_by_words.is_empty() {
                table.codes {
                    caption { (lang.of("Codes that the words fit best", "与品名最相符的编码")) }
                    thead { tr {
                        th scope="col" { (lang.of("Code", "编码")) } th scope="col" { (lang.of("How sure", "把握")) } th scope="col" {}
                    } }
                    tbody {
                        @for (code, sure) in &evidence.codes_by_words {
                            tr {
                                th scope="row" { (spelled(code)) }
                                td { (meter(*sure, "f-classification")) " " (percent(*sure)) }
                                td { @if same_heading(code, &dossier.hs_code) { (lang.of("as declared", "与申报一致")) } }
                            }
                        }
                    }
                }
                p.small { (lang.of("Declared: ", "申报编码：")) b { (spelled(&dossier.hs_code)) } }
            }
        }
    });
    Panel {
        key: "words",
        title: lang.of("Description against code", "品名与编码"),
        families: &["classification"],
        wide: false,
        tall: evidence.words.len() + evidence.codes_by_words.len() + 8,
        body,
    }
}

/// The whole description; each word that spoke carries its number in the list below.
fn marked(goods: &str, words: &[WordSpoke], lang: Lang) -> Markup {
    if goods.trim().is_empty() {
        return html! { span.empty { (lang.of("No description was declared.", "未申报品名。")) } };
    }
    let pieces = pieces(goods, words);
    html! {
        @for (text, word) in pieces {
            @match word {
                None => { (spelled(&text)) }
                Some(at) => { mark class=(word_class(&words[at].role)) { (spelled(&text)) sup { (at + 1) } } }
            }
        }
    }
}

/// The text in pieces, each with the word that it is; longer words are found first, none overlap.
fn pieces(goods: &str, words: &[WordSpoke]) -> Vec<(String, Option<usize>)> {
    let text: Vec<char> = goods.chars().collect();
    let mut owner: Vec<Option<usize>> = vec![None; text.len()];
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(words[*at].word.chars().count()));
    let alike = |a: char, b: char| a == b || a.to_lowercase().eq(b.to_lowercase());
    for at in order {
        let word: Vec<char> = words[at].word.trim().chars().collect();
        if word.is_empty() || word.len() > text.len() {
            continue;
        }
        for start in 0..=text.len() - word.len() {
            let free = owner[start..start + word.len()].iter().all(Option::is_none);
            if free
                && word.iter().zip(&text[start..]).all(|(a, b)| alike(*a, *b))
                && stands_alone(&text, start, word.len())
            {
                owner[start..start + word.len()].fill(Some(at));
            }
        }
    }
    let mut pieces: Vec<(String, Option<usize>)> = Vec::new();
    for (c, owner) in text.into_iter().zip(owner) {
        match pieces.last_mut() {
            Some((piece, last)) if *last == owner => piece.push(c),
            _ => pieces.push((c.to_string(), owner)),
        }
    }
    pieces
}

/// A Latin word is not the middle of another.
fn stands_alone(text: &[char], start: usize, long: usize) -> bool {
    let letter = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let cuts = |outside: Option<&char>, inside: Option<&char>| letter(outside) && letter(inside);
    let before = start.checked_sub(1).and_then(|at| text.get(at));
    !cuts(before, text.get(start)) && !cuts(text.get(start + long), text.get(start + long - 1))
}
