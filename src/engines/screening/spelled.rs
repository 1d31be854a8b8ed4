//! The forms in which a word may be met: as written, romanised, translated, with its digits read as letters.

use super::letters::{Script, latin_twin, letter_of_digit, romanised};
use super::lexicon::Lexicon;
use super::sound::{key, loan, skeleton};
use rapidfuzz::distance::osa;

/// How a form came from what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// As it stands.
    Written,
    /// Letters of another script that look like Latin ones.
    LookAlike,
    /// Digits and signs in place of letters.
    Digits,
    /// A number in words.
    Number,
    /// A customary abbreviation written out.
    Abbreviation,
    /// Spelled in Latin letters by sound.
    Romanised,
    /// Chinese characters read in Japanese.
    Reading,
    /// Translated.
    Translated,
}

/// A Latin form of a word, with its sounds.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub text: String,
    pub key: String,
    pub skeleton: String,
    pub loan: Vec<u8>,
    /// Which letters occur, a bit each: two words of d edits differ in at most 2d bits.
    pub letters: u64,
    pub origin: Origin,
}

impl Form {
    pub fn new(text: String, origin: Origin) -> Form {
        let key = key(&text);
        let letters = text.bytes().fold(0u64, |bits, byte| bits | 1 << (byte % 64));
        Form { skeleton: skeleton(&key), loan: loan(&text), key, letters, origin, text }
    }
}

/// A word with its forms; the first form is the plainest.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// As written, cleaned.
    pub written: String,
    pub script: Script,
    pub forms: Vec<Form>,
    /// Share of names that have a word like this, where the shipped tables know.
    pub share: Option<f32>,
    /// Names can be cut here: a particle, or a short legal form inside a name.
    pub particle: bool,
    /// A hyphen joins it to the word before.
    pub hyphened: bool,
    /// It stands in brackets.
    pub aside: bool,
}

const PARTICLES: &[&str] = &[
    "the", "of", "and", "for", "de", "la", "el", "al", "bin", "bint", "ibn", "ben", "und", "y", "et", "du", "des",
    "der", "den", "das", "die", "di", "da", "do", "dos", "del", "della", "le", "les", "van", "von", "e", "i", "ul",
    "ur", "und", "oder", "in", "a", "ve", "s",
];

/// Share of a particle; it says next to nothing.
const PARTICLE_SHARE: f32 = 0.15;
/// Share of a word of the trade whose own share the tables do not know (est.).
const TRADE_SHARE: f32 = 0.002;

const UNITS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: &[&str] =
    &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
const ROMAN: &[&str] = &["ii", "iii", "iv", "vi", "vii", "viii", "ix"];

/// The number that a word says.
pub(super) fn number(word: &str) -> Option<u32> {
    if let Some(at) = UNITS.iter().position(|unit| *unit == word) {
        return Some(at as u32);
    }
    // forty is misspelled more often than not
    let fourty = |ten: &str| {
        // one slip leaves the first two letters or the last two as they are
        let kept = || ten.as_bytes()[..2] == word.as_bytes()[..2] || ten.ends_with(&word[word.len() - 2..]);
        word.is_ascii()
            && word.len() >= 5
            && ten.len().abs_diff(word.len()) <= 1
            && kept()
            && osa::distance(ten.bytes(), word.bytes()) <= 1
    };
    if let Some(at) = TENS.iter().position(|ten| *ten == word || fourty(ten)) {
        return Some(20 + 10 * at as u32);
    }
    if let Some(at) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return Some(at as u32 + 1);
    }
    if let Some(at) = ROMAN.iter().position(|roman| *roman == word) {
        return Some([2, 3, 4, 6, 7, 8, 9][at]);
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = &word[digits.len()..];
    (!digits.is_empty() && digits.len() < 7 && matches!(ending, "" | "st" | "nd" | "rd" | "th"))
        .then(|| digits.parse().ok())
        .flatten()
}

/// A word of a script with spaces.
pub(super) fn token(text: String, script: Script, mixed: bool, lexicon: &Lexicon) -> Token {
    let mut forms: Vec<Form> = Vec::new();
    let mut add = |text: String, origin: Origin| {
        if !text.is_empty() && forms.iter().all(|form| form.text != text) && text.len() <= 60 {
            forms.push(Form::new(text, origin));
        }
    };
    let mut translated = false;
    match script {
        Script::Latin => {
            let plain = romanised(&text);
            if let Some(number) = number(&plain) {
                add(
                    number.to_string(),
                    if plain.starts_with(|c: char| c.is_ascii_digit()) { Origin::Written } else { Origin::Number },
                );
            } else if let Some(word) = lexicon.abbreviations.get(&plain) {
                add(word.clone(), Origin::Abbreviation);
            }
            let written = if mixed { Origin::LookAlike } else { Origin::Written };
            if !plain.is_empty() {
                add(plain.clone(), written);
            }
            let odd = |c: char| c.is_ascii_digit() || matches!(c, '$' | '@' | '!' | '|');
            if text.chars().any(odd) && text.chars().any(|c| c.is_alphabetic()) {
                for ell in [false, true] {
                    let letters: String = text.chars().map(|c| letter_of_digit(c, ell).unwrap_or(c)).collect();
                    add(romanised(&letters), Origin::Digits);
                }
            }
        }
        Script::Arabic => {
            let bare = text.strip_prefix("وال").or_else(|| text.strip_prefix("ال")).or_else(|| text.strip_prefix("لل"));
            let bare = bare.filter(|rest| rest.chars().count() >= 3).unwrap_or(&text);
            add(romanised(bare), Origin::Romanised);
        }
        _ => {
            add(romanised(&text), Origin::Romanised);
            if text.chars().all(|c| latin_twin(c).is_some()) {
                add(text.chars().filter_map(latin_twin).collect(), Origin::LookAlike);
            }
        }
    }
    if script != Script::Latin
        && let Some(english) = lexicon.words.get(&text)
    {
        translated = true;
        english.iter().for_each(|word| add(word.clone(), Origin::Translated));
    }
    finish(text, script, forms, translated, lexicon)
}

/// A word, or an unknown stretch, of Chinese, Japanese or Korean letters.
pub(super) fn run_token(text: String, script: Script, lexicon: &Lexicon) -> Token {
    let mut forms: Vec<Form> = Vec::new();
    let mut add = |text: String, origin: Origin| {
        if !text.is_empty() && forms.iter().all(|form| form.text != text) && text.len() <= 60 {
            forms.push(Form::new(text, origin));
        }
    };
    add(romanised(&text), Origin::Romanised);
    let english = lexicon.words.get(&text);
    if let Some(english) = english {
        english.iter().for_each(|word| add(word.clone(), Origin::Translated));
    }
    if script == Script::Han && english.is_none() {
        let first =
            |letter: char| lexicon.words.get(letter.encode_utf8(&mut [0; 4]) as &str).map(|list| list[0].as_str());
        if text.chars().count() <= 4
            && let Some(parts) = text.chars().map(first).collect::<Option<Vec<_>>>()
        {
            add(parts.concat(), Origin::Translated);
        }
        japanese(&text, lexicon).into_iter().for_each(|reading| add(reading, Origin::Reading));
    }
    finish(text, script, forms, english.is_some(), lexicon)
}

fn finish(written: String, script: Script, forms: Vec<Form>, translated: bool, lexicon: &Lexicon) -> Token {
    let known = forms.iter().filter_map(|form| lexicon.shares.get(&form.text).copied());
    let mut share = known.fold(None, |most: Option<f32>, share| Some(most.map_or(share, |most| most.max(share))));
    if translated && share.is_none() {
        share = Some(TRADE_SHARE);
    }
    let particle = script == Script::Latin && PARTICLES.contains(&written.as_str());
    if particle {
        share = Some(PARTICLE_SHARE);
    }
    Token { written, script, forms, share, particle, hyphened: false, aside: false }
}

/// Most Japanese readings of a stretch that are kept.
const READINGS: usize = 24;

/// Japanese readings of a stretch of up to five characters, where every character's readings are known.
fn japanese(text: &str, lexicon: &Lexicon) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    if letters.is_empty() || letters.len() > 5 {
        return Vec::new();
    }
    let mut readings = vec![String::new()];
    for letter in letters {
        let Some(known) = lexicon.readings.get(&letter) else { return Vec::new() };
        readings = readings.iter().flat_map(|head| known.iter().map(move |tail| format!("{head}{tail}"))).collect();
        readings.truncate(READINGS);
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str, script: Script) -> Vec<String> {
        let make =
            if script.runs_on() { run_token } else { |text, script, lexicon: &_| token(text, script, false, lexicon) };
        make(text.to_owned(), script, Lexicon::shipped()).forms.into_iter().map(|form| form.text).collect()
    }

    #[test]
    fn forms_of_words() {
        assert!(forms("厦门", Script::Han).contains(&"xiamen".to_owned()));
        assert!(forms("日立", Script::Han).contains(&"hitachi".to_owned()));
        assert!(forms("ig0r", Script::Latin).contains(&"igor".to_owned()));
        assert_eq!(forms("intl", Script::Latin)[0], "international");
        assert!(forms("сталь", Script::Cyrillic).contains(&"steel".to_owned()));
    }

    #[test]
    fn numbers_in_words() {
        for (word, said) in
            [("first", Some(1)), ("1st", Some(1)), ("forty", Some(40)), ("44", Some(44)), ("bank", None), ("3m", None)]
        {
            assert_eq!(number(word), said, "{word}");
        }
    }
}
