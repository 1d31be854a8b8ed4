//! Another commodity code: the one that the words of the text speak for.

use crate::clearing::change::{Change, Setting, Words};
use crate::clearing::form::{CHANGES_MAX, Proposal};
use crate::clearing::line::Line;
use crate::engines::{WORDING_CODE_10, WORDING_CODE_P, WORDING_CODES};
use crate::schema::HS_CODE;
use crate::signals::Text;

pub(in crate::clearing) static CODE: Proposal = Proposal {
    id: "code",
    fact: Text { en: "Commodity code", zh: "商品编码" },
    document: Text {
        en: "certificate of analysis of a sample drawn by customs, or a binding classification ruling",
        zh: "海关取样化验报告，或归类预裁定决定书",
    },
    answers: &[
        "text-against-code",
        "text-fits-controlled-code",
        "controlled-words-under-free-code",
        "mineral-unusual-under-code",
        "exporter-changes-code-for-mineral",
        "unit-value-unlike-wording",
        "unit-value-below-peers",
        "unit-value-above-peers",
        "priced-like-what-it-covers",
        "packed-like-what-it-covers",
        "packed-density-off-norm",
        "package-type-rare-for-goods",
        "exporter-new-to-goods",
        "source-rare-for-goods",
        "destination-rare-for-goods",
        "mode-unusual-for-goods",
        "bought-but-not-declared",
        "wrong-stage-for-goods",
        "licence-for-other-goods",
    ],
    changes,
};

/// Codes less likely than this are not proposed: a text that says little speaks for nothing.
const P_MIN: f64 = 0.3;
const DIGITS: f64 = 10.0;

/// The ten digits that goods so described had most, then the other codes of six digits that the words speak for.
fn changes(line: &Line) -> Vec<Change> {
    let Some(declared) = line.text(HS_CODE) else { return Vec::new() };
    let listed = line.text(WORDING_CODES).unwrap_or_default().split("; ").filter_map(|told| told.split_once(' '));
    let likely = listed.filter(|(_, p)| p.parse::<f64>().is_ok_and(|p| p >= P_MIN)).map(|(code, _)| code);
    let in_full = line.text(WORDING_CODE_10).filter(|_| line.number(WORDING_CODE_P).is_some_and(|p| p >= P_MIN));
    let mut codes: Vec<&str> = Vec::new();
    for code in in_full.into_iter().chain(likely) {
        // Six digits that are declared already, or of which ten are proposed, say nothing new.
        if !declared.starts_with(code) && !codes.iter().any(|other| other.starts_with(code)) {
            codes.push(code);
        }
    }
    codes.truncate(CHANGES_MAX);
    codes.into_iter().map(|code| to(declared, code)).collect()
}

fn to(declared: &str, code: &str) -> Change {
    let alike = declared.bytes().zip(code.bytes()).take_while(|(a, b)| a == b).count();
    Change {
        declares: vec![Setting::text(HS_CODE, code)],
        establishes: Vec::new(),
        declared: Words::same(declared),
        needed: Words::same(code),
        size: (1.0 - alike as f64 / DIGITS).max(1.0 / DIGITS),
    }
}
