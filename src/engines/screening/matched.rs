//! A question, and an answer that explains itself.

use super::align::{Alignment, WordPair};
use super::exceptions::Exception;
use super::likeness::How;
use super::spelled::Origin;
use chrono::NaiveDate;
use std::fmt::Write;

/// A party of a declaration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartyQuery<'a> {
    /// Name as declared, with what stands before it.
    pub name: &'a str,
    /// Address as declared.
    pub address: Option<&'a str>,
    /// ISO alpha-2 code.
    pub country: Option<&'a str>,
    /// The day as of which the list is asked; `None` asks all entries.
    pub day: Option<NaiveDate>,
}

/// An entry that a party may be, and why.
///
/// The score is the share of what both names say that they say alike: 2 × likeness × weight over the words matched, divided by the
/// weight of all words of both names. A word weighs by how rare it is ([`super::Screener`]); names that share only common words score
/// low however much of them is equal. 1 is the listed name itself; from about 0.75 on most are the same party under another
/// spelling; below 0.6 most are not.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PartyMatch {
    /// Place of the entry in the list given.
    pub entry: usize,
    /// 0..1.
    pub score: f32,
    /// The listed name or alias that was matched; `None` where only the address was.
    pub name: Option<String>,
    /// Words that answer each other, in the order of the query.
    pub pairs: Vec<WordPair>,
    /// Words that only the query has.
    pub query_alone: Vec<String>,
    /// Words that only the listed name has.
    pub entry_alone: Vec<String>,
    /// Both names have legal forms, of two kinds.
    pub forms_differ: bool,
    /// The end of the listed name is missing where a field of fixed length would cut it.
    pub cut_off: bool,
    /// The field named more than the party: order, care of, messrs.
    pub preamble: bool,
    /// Likeness of the addresses, where one was found.
    pub address: Option<f32>,
    /// The countries are known and differ.
    pub other_country: bool,
    /// The decision that excuses the name.
    #[serde(serialize_with = "decision")]
    pub exception: Option<Exception>,
}

/// Author, last day and note of a decision.
fn decision<S: serde::Serializer>(told: &Option<Exception>, to: S) -> Result<S::Ok, S::Error> {
    let told = told.as_ref().map(|told| (told.author.as_str(), told.expires_on.to_string(), told.note.as_str()));
    serde::Serialize::serialize(&told, to)
}

impl PartyMatch {
    #[allow(clippy::too_many_arguments)]
    pub(super) fn new(
        entry: usize,
        score: f32,
        name: Option<String>,
        alignment: Option<Alignment>,
        address: Option<f32>,
        other_country: bool,
        exception: Option<Exception>,
        field: &str,
        asked: &str,
    ) -> PartyMatch {
        let (pairs, query_alone, entry_alone, forms_differ, cut_off) = match alignment {
            Some(told) => (told.pairs, told.query_alone, told.entry_alone, told.forms_differ, told.cut_off),
            None => (Vec::new(), Vec::new(), Vec::new(), false, false),
        };
        let preamble = field != asked.trim();
        PartyMatch {
            entry,
            score,
            name,
            pairs,
            query_alone,
            entry_alone,
            forms_differ,
            cut_off,
            preamble,
            address,
            other_country,
            exception,
        }
    }

    /// Why, in one English sentence.
    pub fn sentence_en(&self) -> String {
        self.told(&ENGLISH)
    }

    /// Why, in one Chinese sentence.
    pub fn sentence_zh(&self) -> String {
        self.told(&CHINESE)
    }

    fn told(&self, words: &Words) -> String {
        let mut parts: Vec<String> = Vec::new();
        let same: Vec<&str> =
            self.pairs.iter().filter(|pair| pair.how == How::Same).map(|pair| pair.query.as_str()).collect();
        if !same.is_empty() {
            parts.push(format!("{}{}", words.same, quoted(&same, words)));
        }
        for pair in self.pairs.iter().filter(|pair| pair.how != How::Same) {
            let mut said = String::new();
            let _ = write!(said, "{}{}{}", quoted(&[&pair.query], words), words.answers, quoted(&[&pair.entry], words));
            let _ = write!(said, "{}{}{}", words.open, (words.how)(pair.how), words.close);
            parts.push(said);
        }
        if self.cut_off {
            parts.push(words.cut_off.to_owned());
        }
        let alone = |alone: &[String]| quoted(&alone.iter().map(String::as_str).collect::<Vec<_>>(), words);
        if !self.query_alone.is_empty() {
            parts.push(format!("{}{}", words.query_alone, alone(&self.query_alone)));
        }
        if !self.entry_alone.is_empty() && !self.cut_off {
            parts.push(format!("{}{}", words.entry_alone, alone(&self.entry_alone)));
        }
        for (said, told) in [
            (self.preamble, words.preamble),
            (self.forms_differ, words.forms_differ),
            (self.address.is_some(), words.address),
            (self.other_country, words.other_country),
        ] {
            if said {
                parts.push(told.to_owned());
            }
        }
        if let Some(decision) = &self.exception {
            parts.push(format!("{}{}{}{}", words.excused, decision.author, words.until, decision.expires_on));
        }
        format!("{}{}", parts.join(words.between), words.stop)
    }
}

struct Words {
    same: &'static str,
    answers: &'static str,
    open: &'static str,
    close: &'static str,
    cut_off: &'static str,
    query_alone: &'static str,
    entry_alone: &'static str,
    preamble: &'static str,
    forms_differ: &'static str,
    address: &'static str,
    other_country: &'static str,
    excused: &'static str,
    until: &'static str,
    between: &'static str,
    stop: &'static str,
    quotes: (&'static str, &'static str),
    how: fn(How) -> &'static str,
}

fn quoted(said: &[&str], words: &Words) -> String {
    format!("{}{}{}", words.quotes.0, said.join(" "), words.quotes.1)
}

static ENGLISH: Words = Words {
    same: "the same words ",
    answers: " is ",
    open: " (",
    close: ")",
    cut_off: "the end of the listed name is cut off",
    query_alone: "only declared: ",
    entry_alone: "only listed: ",
    preamble: "the field names more than the party",
    forms_differ: "legal forms of two kinds",
    address: "the same address",
    other_country: "another country",
    excused: "excused by ",
    until: " until ",
    between: "; ",
    stop: ".",
    quotes: ("'", "'"),
    how: |how| match how {
        How::Same => "the same",
        How::Form(Origin::LookAlike) => "look-alike letters of another script",
        How::Form(Origin::Digits) => "digits in place of letters",
        How::Form(Origin::Number) => "a number in words",
        How::Form(Origin::Abbreviation) => "abbreviated",
        How::Form(Origin::Reading) => "read in Japanese",
        How::Form(Origin::Translated) => "translated",
        How::Form(Origin::Romanised | Origin::Written) => "spelled in Latin letters",
        How::Sound => "sounds the same",
        How::Consonants => "the same consonants",
        How::Typo => "letters wrong",
        How::Loan => "borrowed by sound",
        How::CutOff => "cut off",
        How::Initial => "an initial",
        How::Contracted => "letters left out",
        How::Joined => "written together",
        How::Acronym => "first letters",
    },
};

static CHINESE: Words = Words {
    same: "相同的词",
    answers: "对应",
    open: "（",
    close: "）",
    cut_off: "名单上的名称末尾被截断",
    query_alone: "仅申报有：",
    entry_alone: "仅名单有：",
    preamble: "该栏除当事人外还有其他文字",
    forms_differ: "法律形式不同",
    address: "地址相同",
    other_country: "国家不同",
    excused: "已由",
    until: "排除，有效期至",
    between: "；",
    stop: "。",
    quotes: ("“", "”"),
    how: |how| match how {
        How::Same => "相同",
        How::Form(Origin::LookAlike) => "形近字母",
        How::Form(Origin::Digits) => "以数字代字母",
        How::Form(Origin::Number) => "数字写法",
        How::Form(Origin::Abbreviation) => "缩写",
        How::Form(Origin::Reading) => "日文读音",
        How::Form(Origin::Translated) => "翻译",
        How::Form(Origin::Romanised | Origin::Written) => "拉丁字母拼写",
        How::Sound => "读音相同",
        How::Consonants => "辅音相同",
        How::Typo => "拼写有误",
        How::Loan => "音译",
        How::CutOff => "被截断",
        How::Initial => "首字母",
        How::Contracted => "省略字母",
        How::Joined => "连写",
        How::Acronym => "首字母缩略",
    },
};
