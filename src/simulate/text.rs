//! What declarants type: specifications, vague words, slips of the hand, spellings of foreign names.

use super::facts::{Facts, Good};
use super::streams::{Stream, below, between, chance, pick};

/// How a firm writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    Chinese,
    English,
    Both,
}

/// Fills the blanks of a template: `{a/b}` chooses, `{1~9}` draws a number with the decimals of its bounds.
pub(super) fn fill(rng: &mut Stream, template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((head, tail)) = rest.split_once('{') {
        out.push_str(head);
        let Some((blank, after)) = tail.split_once('}') else {
            rest = tail;
            continue;
        };
        match blank.split_once('~') {
            Some((low, high)) => {
                let decimals = high
                    .split_once('.')
                    .map_or(0, |(_, d)| d.len())
                    .max(low.split_once('.').map_or(0, |(_, d)| d.len()));
                let (a, b) = (low.parse().unwrap_or(1.0), high.parse().unwrap_or(2.0));
                out.push_str(&format!("{:.decimals$}", between(rng, a, b)));
            }
            None => {
                let options: Vec<&str> = blank.split('/').collect();
                out.push_str(pick::<&str>(rng, &options));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Name and specification of goods in a firm's hand.
pub(super) fn describe(rng: &mut Stream, good: &Good, hand: Hand) -> (String, String) {
    let (zh, en) = (pick(rng, &good.names_zh).clone(), pick(rng, &good.names_en).clone());
    let name = match hand {
        Hand::Chinese => zh,
        Hand::English => en,
        Hand::Both => format!("{zh} {en}"),
    };
    let spec = fill(rng, &good.spec);
    let spec = match hand {
        Hand::English => spec,
        _ => {
            let brand = ["无品牌", "境内自主品牌", "贴牌", "无型号"];
            format!("{}|{}|{}|{spec}", below(rng, 4), below(rng, 3), pick(rng, &brand))
        }
    };
    (name, spec)
}

/// A name that tells nothing, with little or no specification.
pub(super) fn vague(rng: &mut Stream, facts: &Facts, hand: Hand) -> (String, String) {
    let (zh, en) = facts.names.vague(rng).clone();
    let name = match hand {
        Hand::Chinese => zh,
        Hand::English => en,
        Hand::Both => format!("{zh} {en}"),
    };
    let spec = if chance(rng, 0.5) { String::new() } else { format!("{}|{}|", below(rng, 4), below(rng, 3)) };
    (name, spec)
}

/// Swaps or drops one character now and then.
pub(super) fn typed(rng: &mut Stream, text: String) -> String {
    if !chance(rng, 0.012) || text.chars().count() < 4 {
        return text;
    }
    let mut letters: Vec<char> = text.chars().collect();
    let at = below(rng, letters.len() - 1);
    if chance(rng, 0.5) {
        letters.swap(at, at + 1);
    } else {
        letters.remove(at);
    }
    letters.into_iter().collect()
}

/// A foreign name as typed this time: case, dots, and the 35 characters that old forms allow.
pub(super) fn foreign(rng: &mut Stream, name: &str, truncating: bool) -> String {
    let mut text = match below(rng, 20) {
        0 => name.replace("CO LTD", "CO.,LTD"),
        1 => name.replace("CO LTD", "CO., LTD."),
        2 => name.split(' ').map(title).collect::<Vec<_>>().join(" "),
        3 => format!("{name}."),
        _ => name.to_owned(),
    };
    if truncating {
        text = text.chars().take(35).collect();
    }
    typed(rng, text)
}

fn title(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_string() + &letters.as_str().to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::streams::stream;

    #[test]
    fn blanks_are_filled() {
        let mut rng = stream(1, "test", 0);
        for _ in 0..50 {
            let text = fill(&mut rng, "Sb {99.65/99.85}%|{2~4.1}um|M{6/8}");
            assert!(!text.contains('{') && !text.contains('~'), "{text}");
            assert!(text.starts_with("Sb 99."), "{text}");
        }
    }
}
