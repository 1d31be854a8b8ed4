//! What stands before a name on shipping papers: to the order of, care of, messrs.

use aho_corasick::AhoCorasick;
use std::cmp::Reverse;
use std::sync::LazyLock;

/// Parties named in one field of a paper, the first first, each without what stands before it.
///
/// `TO THE ORDER OF A C/O B` gives A and B. The field itself is returned where nothing is recognised.
pub(super) fn parties(field: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = field.to_owned();
    // most fields name one party and have no mark at all
    while ANY_BETWEEN.is_match(&rest) {
        let lower = rest.to_ascii_lowercase();
        let cut = BETWEEN.iter().filter_map(|mark| find_word(&lower, mark).map(|at| (at, Reverse(mark.len())))).min();
        let Some((at, Reverse(length))) = cut else { break };
        parts.push(rest[..at].to_owned());
        rest = rest[at + length..].to_owned();
    }
    parts.push(rest);
    let mut bare: Vec<String> =
        parts.iter().map(|part| without_head(part)).filter(|part| part.chars().any(char::is_alphanumeric)).collect();
    if bare.is_empty() {
        bare.push(field.to_owned());
    }
    bare
}

/// Words between two parties.
const BETWEEN: &[&str] = &[
    "c/o",
    "c.o.",
    "care of",
    "on behalf of",
    "o/b/o",
    "o/b",
    "for account of",
    "for the account of",
    "f/a/o",
    "a/c",
    "attn:",
    "attn.",
    "attn",
    "attention:",
    "as agent for",
    "as agents for",
    "d/b/a",
    "dba",
    "t/a",
    "trading as",
    "f/k/a",
    "fka",
    "formerly known as",
    "a/k/a",
    "aka",
];

static ANY_BETWEEN: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(BETWEEN).expect("a few short words"));

/// Words before a party.
const HEADS: &[&str] = &[
    "unto the order of",
    "to the order of",
    "to the orders of",
    "to order of",
    "to order",
    "order of",
    "by order of",
    "consigned to",
    "consignee:",
    "consignee",
    "notify party:",
    "notify party",
    "notify:",
    "notify",
    "also notify",
    "end user:",
    "end-user:",
    "buyer:",
    "shipper:",
    "m/s.",
    "m/s",
    "messrs.",
    "messrs",
    "the order of",
    "same as",
    "deliver to",
    "for",
];

fn find_word(text: &str, mark: &str) -> Option<usize> {
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(mark)
        .map(|(at, _)| at)
        .find(|at| edge(text[..*at].chars().next_back()) && edge(text[at + mark.len()..].chars().next()))
}

fn without_head(part: &str) -> String {
    let trim = |text: &str| {
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ':' | ';' | '-' | '.' | '/')).to_owned()
    };
    let mut rest = part.trim().to_owned();
    loop {
        let lower = rest.to_ascii_lowercase();
        let trimmed = lower.trim_start();
        let head = HEADS.iter().find(|head| {
            trimmed.strip_prefix(**head).is_some_and(|after| after.chars().next().is_none_or(|c| !c.is_alphanumeric()))
        });
        let Some(head) = head else { break };
        let after = trim(&rest[rest.len() - trimmed.len() + head.len()..]);
        if after.is_empty() {
            return if *head == "for" { part.trim().to_owned() } else { String::new() };
        }
        rest = after;
    }
    // 凭某某指示: to the order of
    if let Some(inner) = rest.strip_prefix('凭').and_then(|inner| inner.strip_suffix("指示")) {
        rest = inner.to_owned();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_parties_of_a_field() {
        assert_eq!(parties("TO THE ORDER OF BANK MELLI"), ["BANK MELLI"]);
        assert_eq!(parties("To order"), ["To order"]);
        assert_eq!(parties("ACME LOGISTICS C/O NORTH STAR METALS"), ["ACME LOGISTICS", "NORTH STAR METALS"]);
        assert_eq!(parties("M/S. Gulf Metals, Attn: Mr X"), ["Gulf Metals", "Mr X"]);
        assert_eq!(parties("凭中国银行指示"), ["中国银行"]);
        assert_eq!(parties("Foraker Metals"), ["Foraker Metals"]);
        assert_eq!(parties("Coca Cola"), ["Coca Cola"]);
    }

    proptest! {
        #[test]
        fn any_field_gives_a_party(field in ".{0,60}") {
            prop_assert!(!parties(&field).is_empty());
        }
    }
}
