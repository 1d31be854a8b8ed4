//! How alike two words are, and by which transformation.

use super::letters::{Script, romanised};
use super::sound::loan_likeness;
use super::spelled::{Form, Origin, Token};
use rapidfuzz::distance::osa;

/// By which transformation one word became the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Letter by letter.
    Same,
    /// A form of one word is the other word or its form.
    Form(Origin),
    /// Spelled otherwise, sounds the same.
    Sound,
    /// The same consonants, other vowels.
    Consonants,
    /// One or a few letters wrong.
    Typo,
    /// Borrowed from another language by sound.
    Loan,
    /// The beginning of the word.
    CutOff,
    /// One letter for the word.
    Initial,
    /// The word without some of its letters.
    Contracted,
    /// Written in one or apart.
    Joined,
    /// First letters of several words.
    Acronym,
}

/// A likeness, 0..1, and how it came about.
pub(super) type Likeness = Option<(f32, How)>;

/// Share of likeness that remains after a transformation (est.).
const SOUND: f32 = 0.94;
const CONSONANTS: f32 = 0.82;
const DIGITS: f32 = 0.96;
const CONTRACTED: f32 = 0.78;
const HOMOPHONE: f32 = 0.72;
const SYLLABLES: f32 = 0.85;
/// Least likeness that counts.
pub(super) const LEAST: f32 = 0.55;

/// Letters that may be wrong in a word of this length.
fn errors_allowed(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=7 => 1,
        8..=12 => 2,
        _ => 3,
    }
}

/// Likeness of two words in all their forms; the best is told.
pub(super) fn likeness(query: &Token, entry: &Token) -> Likeness {
    if query.script == Script::Han && entry.script == Script::Han {
        return han(query, entry);
    }
    if query.script == entry.script && query.written == entry.written {
        return Some((1.0, How::Same));
    }
    let mut best: Likeness = None;
    // sounds are borrowed by scripts that do not spell letter by letter; a word with a known meaning is not borrowed
    let borrows = |token: &Token| {
        (token.script.runs_on() || token.script == Script::Arabic)
            && token.forms.iter().all(|form| form.origin != Origin::Translated)
    };
    let foreign = query.script != entry.script && (borrows(query) || borrows(entry));
    // two words of the trade are two words
    if query.share.is_some() && entry.share.is_some() && query.script == Script::Latin && entry.script == Script::Latin
    {
        let alike = |left: &Form, right: &Form| {
            left.text == right.text || left.key == right.key || inflected(&left.text, &right.text)
        };
        let same = query.forms.iter().any(|left| entry.forms.iter().any(|right| alike(left, right)));
        if !same {
            return None;
        }
    }
    if foreign && (syllables(query, entry) || syllables(entry, query)) {
        return Some((SYLLABLES, How::Acronym));
    }
    for left in &query.forms {
        for right in &entry.forms {
            // two translations of different words prove nothing
            let both = |origin| left.origin == origin && right.origin == origin;
            if both(Origin::Translated) && query.script == entry.script || both(Origin::Reading) {
                continue;
            }
            better(&mut best, forms(left, right, foreign));
            if best.is_some_and(|(s, _)| s >= 0.999) {
                return best;
            }
        }
    }
    best
}

/// Two endings of one word: industry, industries.
fn inflected(left: &str, right: &str) -> bool {
    let same = left.bytes().zip(right.bytes()).take_while(|(a, b)| a == b).count();
    same >= 4 && same * 10 >= left.len().min(right.len()) * 7
}

/// First letters of the syllables of a Chinese name: 比亚迪 *bi ya di*, BYD.
fn syllables(run: &Token, latin: &Token) -> bool {
    let letters = &latin.forms[0].text;
    run.script == Script::Han
        && latin.script == Script::Latin
        && letters.len() >= 3
        && run.written.chars().count() == letters.len()
        && run
            .written
            .chars()
            .zip(letters.chars())
            .all(|(syllable, letter)| romanised(syllable.encode_utf8(&mut [0; 4])).starts_with(letter))
}

fn better(best: &mut Likeness, new: Likeness) {
    if let Some((s, _)) = new
        && best.is_none_or(|(known, _)| s > known + 1e-6)
    {
        *best = new;
    }
}

/// Characters against characters; the same sound with other characters is a weaker likeness.
fn han(query: &Token, entry: &Token) -> Likeness {
    if query.written == entry.written {
        return Some((1.0, How::Same));
    }
    let length = query.written.chars().count().max(entry.written.chars().count());
    if length < 2 {
        return None;
    }
    let wrong = osa::distance(query.written.chars(), entry.written.chars());
    let letters = 1.0 - wrong as f32 / length as f32;
    if length >= 3 && letters >= 0.6 {
        return Some((letters, How::Typo));
    }
    (query.forms[0].text == entry.forms[0].text).then_some((HOMOPHONE, How::Sound))
}

/// What the forms' own making takes off.
fn discount(left: &Form, right: &Form) -> (f32, Option<Origin>) {
    let origin = left.origin.max(right.origin);
    match origin {
        Origin::Written => (1.0, None),
        Origin::Digits => (DIGITS, Some(origin)),
        Origin::LookAlike => (0.98, Some(origin)),
        Origin::Abbreviation => (0.97, Some(origin)),
        _ => (1.0, Some(origin)),
    }
}

/// Likeness of two Latin forms.
pub(super) fn forms(left: &Form, right: &Form, foreign: bool) -> Likeness {
    let (rest, origin) = discount(left, right);
    if left.text == right.text {
        return Some((rest, origin.map_or(How::Same, How::Form)));
    }
    let (n, m) = (left.text.len(), right.text.len());
    let (short, long) = (n.min(m), n.max(m));
    if short < 2 {
        return None;
    }
    // numbers are not misspelled
    let numeric = |form: &Form| form.text.bytes().any(|byte| byte.is_ascii_digit());
    if numeric(left) || numeric(right) {
        return None;
    }
    let mut best: Likeness = None;
    if short >= 3 && left.key == right.key {
        // short words sound like many others
        let heard = if short >= 5 { SOUND } else { 0.76 };
        best = Some((rest * heard, How::Sound));
    }
    let allowed = errors_allowed(long);
    if best.is_none()
        && allowed > 0
        && long - short <= allowed
        && (left.letters ^ right.letters).count_ones() as usize <= 2 * allowed
    {
        let wrong =
            osa::distance_with_args(left.text.bytes(), right.text.bytes(), &osa::Args::default().score_cutoff(allowed));
        if let Some(wrong) = wrong {
            let swapped = n == m && wrong == 1 && (left.letters == right.letters);
            let per = if swapped {
                0.8
            } else if long <= 5 {
                1.4
            } else {
                1.15
            };
            let head = if left.text.as_bytes()[0] == right.text.as_bytes()[0] { 0.0 } else { 0.04 };
            better(&mut best, Some((rest * (1.0 - per * wrong as f32 / long as f32 - head), How::Typo)));
        }
    }
    if best.is_none_or(|(s, _)| s < CONSONANTS) {
        let alike = left.skeleton == right.skeleton && left.text.as_bytes()[0] == right.text.as_bytes()[0];
        if left.skeleton.len() >= 3 && alike && (left.skeleton.len() >= 4 || long - short <= 2) {
            let told = if left.skeleton.len() >= 4 { CONSONANTS } else { 0.72 };
            better(&mut best, Some((rest * told, How::Consonants)));
        }
        let (kn, km) = (left.key.len(), right.key.len());
        let allowed = errors_allowed(kn.max(km));
        if kn.min(km) >= 6 && kn.abs_diff(km) <= allowed {
            let wrong = osa::distance_with_args(
                left.key.bytes(),
                right.key.bytes(),
                &osa::Args::default().score_cutoff(allowed),
            );
            if let Some(wrong) = wrong {
                better(&mut best, Some((rest * (SOUND - 1.15 * wrong as f32 / kn.max(km) as f32), How::Typo)));
            }
        }
        if contracted(&left.text, &right.text) || contracted(&right.text, &left.text) {
            better(&mut best, Some((rest * CONTRACTED, How::Contracted)));
        }
    }
    if foreign
        && best.is_none_or(|(s, _)| s < 0.8)
        && left.origin != Origin::Translated
        && right.origin != Origin::Translated
    {
        let (a, b) = (left.loan.len(), right.loan.len());
        if a.min(b) >= 2 {
            let classes = loan_likeness(&left.loan, &right.loan);
            let letters = 1.0 - osa::distance(left.text.bytes(), right.text.bytes()) as f32 / long as f32;
            let s = 0.7 * classes + 0.3 * letters;
            let proved = match a.min(b) {
                2 => classes >= 0.95 && letters >= 0.5,
                3 => s >= 0.64,
                _ => s >= 0.58,
            };
            if proved {
                better(&mut best, Some((rest * (0.3 + 0.65 * s), How::Loan)));
            }
        }
    }
    best.filter(|(s, _)| *s >= LEAST)
}

/// The short word is the long one without vowels, or its beginning: `mfg`, `shppng`, `petrochem`.
fn contracted(short: &str, long: &str) -> bool {
    let (n, m) = (short.len(), long.len());
    if n < 3 || n + 2 > m || short.as_bytes()[0] != long.as_bytes()[0] {
        return false;
    }
    if n >= 4 && long.starts_with(short) && n * 3 >= m {
        return m >= 7;
    }
    // every consonant of the long word, in order
    let consonants = |text: &str| {
        text.bytes().skip(1).filter(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')).collect::<Vec<_>>()
    };
    n >= 3 && m >= 6 && short.bytes().skip(1).all(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u')) && {
        let (a, b) = (consonants(short), consonants(long));
        a == b || n >= 4 && a.last() == b.last() && subsequence(&a, &b)
    }
}

fn subsequence(short: &[u8], long: &[u8]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|byte| rest.any(|other| other == byte))
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::super::spelled::{run_token, token};
    use super::*;

    fn near(left: &str, right: &str) -> f32 {
        let read = |text: &str| {
            let script = Script::of(text.chars().next().unwrap());
            match script.runs_on() {
                true => run_token(text.into(), script, Lexicon::shipped()),
                false => token(text.into(), script, false, Lexicon::shipped()),
            }
        };
        likeness(&read(left), &read(right)).map_or(0.0, |(s, _)| s)
    }

    #[test]
    fn like_and_unlike() {
        for (left, right, low, high) in [
            ("gazprom", "gazprom", 1.0, 1.0),
            ("gazprom", "gasprom", 0.9, 0.95),
            ("iskustvo", "iskusstvo", 0.85, 0.95),
            ("stripe", "strip", 0.7, 0.9),
            ("sparkles", "sporks", 0.0, 0.0),
            ("puffin", "puccini", 0.0, 0.0),
            ("bae", "bwi", 0.0, 0.0),
            ("se4hawk", "seahawk", 0.9, 1.0),
            ("shppng", "shipping", 0.7, 0.9),
            ("mohammed", "muhamad", 0.8, 0.95),
            ("газпром", "gazprom", 0.99, 1.0),
            ("西门子", "siemens", 0.6, 0.95),
            ("马丁", "lockheed", 0.0, 0.0),
            ("44", "45", 0.0, 0.0),
            ("industry", "industries", 0.6, 0.95),
            ("products", "projects", 0.0, 0.0),
        ] {
            let s = near(left, right);
            assert!((low..=high).contains(&s), "{left} {right} {s}");
        }
    }
}
