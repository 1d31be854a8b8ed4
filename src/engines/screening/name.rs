//! A name taken apart: what stands before it, its legal form, its words.

use super::letters::{Script, clean};
use super::lexicon::{LegalKind, Lexicon};
use super::spelled::{Form, Origin, Token, number, run_token, token};
use super::split::{RawWord, raw_words, squashed};
use rapidfuzz::distance::osa;

/// Names longer than this may have been cut off by a field of fixed length (EDIFACT's lines of a party have 35 letters).
const CUT_FROM: usize = 24;
/// More words say nothing more.
const WORDS_MAX: usize = 16;

/// A name ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub written: String,
    pub tokens: Vec<Token>,
    pub kind: Option<LegalKind>,
    /// Legal forms as written.
    pub legal: Vec<String>,
    /// All letters in one, without and with legal forms; in Latin letters.
    pub core: String,
    pub whole: String,
    /// First letters of the words, without and with particles' and legal words' letters.
    pub initials: Vec<String>,
    /// A person's name: no acronym, no firm.
    pub person: bool,
    /// Long enough that its end may be missing.
    pub long: bool,
}

impl Name {
    pub fn read(text: &str, lexicon: &Lexicon) -> Name {
        let cleaned = clean(text, lexicon);
        let cleaned = cleaned.replace("(株)", " 株式会社 ").replace("(주)", " 주식회사 ").replace("(유)", " 유한회사 ");
        let words = raw_words(&cleaned);
        let long = text.chars().count() >= CUT_FROM;
        let all: Vec<RawWord> = words.iter().filter(|word| !word.script.runs_on()).cloned().collect();
        let (rest, kind, legal) = without_legal_form(words, long, lexicon);
        let mut tokens: Vec<Token> = Vec::new();
        for (word, inner_form) in rest {
            if word.script.runs_on() {
                let from = tokens.len();
                segmented(&word.text, word.script, lexicon, &mut tokens);
                tokens[from..].iter_mut().for_each(|token| token.aside = word.aside);
            } else {
                let (hyphened, aside) = (word.hyphened, word.aside);
                let mut token = token(word.text, word.script, word.mixed, lexicon);
                (token.hyphened, token.aside) = (hyphened, aside);
                if inner_form {
                    token.share = Some(0.02);
                }
                tokens.push(token);
            }
        }
        tokens.retain(|token| !token.forms.is_empty());
        joined_numbers(&mut tokens);
        tokens.truncate(WORDS_MAX);
        let plain = |token: &Token| {
            token.forms.iter().find(|form| form.origin != Origin::Abbreviation).map(|form| form.text.clone())
        };
        let core: String = tokens.iter().filter_map(plain).collect();
        let whole: String = all.iter().map(|word| super::letters::romanised(&squashed(&word.text))).collect();
        let initials = acronyms(&tokens, &all, &legal);
        Name { written: text.trim().to_owned(), tokens, kind, legal, core, whole, initials, person: false, long }
    }
}

/// Connectives that an acronym leaves out more often than not.
const CONNECTIVES: &[&str] = &["of", "the", "and", "for", "de", "la", "in", "und", "et", "y", "e"];

/// Acronyms that a name can have: with and without particles and second halves of hyphened words, numbers left out, with and without a
/// letter of the legal form.
fn acronyms(tokens: &[Token], all: &[RawWord], legal: &[String]) -> Vec<String> {
    let numbered = |token: &&Token| token.written.chars().any(|c| c.is_ascii_digit());
    let latin: Vec<&Token> = tokens.iter().filter(|token| token.script == Script::Latin && !numbered(token)).collect();
    let letters = |keep: &dyn Fn(&Token) -> bool| -> String {
        latin.iter().filter(|token| keep(token)).filter_map(|token| token.written.chars().next()).collect()
    };
    let connects = |token: &Token| CONNECTIVES.contains(&token.written.as_str());
    let mut found = vec![
        letters(&|_| true),
        letters(&|token| !token.particle),
        letters(&|token| !connects(token)),
        letters(&|token| !token.hyphened),
        letters(&|token| !token.hyphened && !token.particle),
        letters(&|token| !token.hyphened && !connects(token)),
        all.iter().filter(|word| word.script == Script::Latin).filter_map(|word| word.text.chars().next()).collect(),
    ];
    if let Some(end) = legal.last().and_then(|form| form.chars().next()) {
        let ended: Vec<String> = found[..3].iter().map(|letters| format!("{letters}{end}")).collect();
        found.extend(ended);
    }
    found.retain(|letters| (3..=8).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphabetic()));
    found.sort();
    found.dedup();
    found
}

type Rest = (Vec<(RawWord, bool)>, Option<LegalKind>, Vec<String>);

/// Takes legal forms away; a short one only at either end. A name that is nothing but legal forms keeps its words.
fn without_legal_form(words: Vec<RawWord>, long: bool, lexicon: &Lexicon) -> Rest {
    let mut kinds: Vec<LegalKind> = Vec::new();
    let mut legal = Vec::new();
    let mut taken = vec![false; words.len()];
    let mut inner = vec![false; words.len()];
    let mut stripped: Vec<RawWord> = words.clone();
    let spelled: Vec<String> = words.iter().map(|word| lexicon.legal_word(&word.text)).collect();
    let mut at = 0;
    while at < words.len() {
        let word = &words[at];
        if word.script.runs_on() {
            if let Some((rest, kind, form)) = run_without_form(&word.text, lexicon) {
                kinds.push(kind);
                legal.push(form);
                taken[at] = rest.is_empty();
                stripped[at].text = rest;
            }
            at += 1;
            continue;
        }
        let tail = if long && words.len() - at > 1 { cut_form(&words[at..], lexicon) } else { None };
        let found = lexicon.forms.get(&word.text).and_then(|list| {
            list.iter().find(|(form, _)| {
                words.len() - at >= form.len() && form.iter().zip(&words[at..]).all(|(a, b)| *a == b.text)
            })
        });
        let found =
            found.map(|(form, kind)| (form.len(), form.iter().map(|part| part.chars().count()).sum::<usize>(), *kind));
        let mended = lexicon.forms.get(&spelled[at]).and_then(|list| {
            let several = list.iter().filter(|(form, _)| form.len() > 1 && words.len() - at >= form.len());
            several.into_iter().find(|(form, _)| form.iter().zip(&spelled[at..]).all(|(a, b)| a == b))
        });
        let mended = mended
            .map(|(form, kind)| (form.len(), form.iter().map(String::len).sum::<usize>(), *kind))
            .filter(|found| found.1 > 8);
        let found = match (found, mended) {
            (Some(exact), Some(mended)) if mended.0 > exact.0 => Some(mended),
            (None, Some(mended)) => Some(mended),
            (exact, _) => exact,
        };
        let found = tail.or(found).or_else(|| misspelled(&words[at..], long, lexicon));
        match found {
            Some((length, letters, kind))
                if letters > 3 || at == 0 || (at + length..words.len()).all(|at| short_form(&words[at], lexicon)) =>
            {
                kinds.push(kind);
                legal.push(words[at..at + length].iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
                taken[at..at + length].fill(true);
                at += length;
            }
            Some((length, ..)) => {
                inner[at..at + length].fill(true);
                at += length;
            }
            None => at += 1,
        }
    }
    let rest: Vec<(RawWord, bool)> =
        stripped.into_iter().zip(inner).zip(&taken).filter(|(_, taken)| !**taken).map(|(word, _)| word).collect();
    let kind = kinds.iter().copied().find(|kind| *kind != LegalKind::Company).or(kinds.first().copied());
    let bare = rest.iter().all(|(word, _)| word.script == Script::Latin && word.text.chars().count() < 2);
    match bare && !words.is_empty() {
        true => (words.into_iter().map(|word| (word, false)).collect(), None, Vec::new()),
        false => (rest, kind, legal),
    }
}

/// Anything that can follow a short legal form at the end of a name.
fn short_form(word: &RawWord, lexicon: &Lexicon) -> bool {
    lexicon.forms.contains_key(&word.text)
}

/// The beginning of a legal form of several words, to the end of a long name.
fn cut_form(words: &[RawWord], lexicon: &Lexicon) -> Option<(usize, usize, LegalKind)> {
    let starts = lexicon.forms.get(&words[0].text)?;
    let tail = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let (_, kind) = starts.iter().find(|(form, _)| form.len() >= words.len() && form.join(" ").starts_with(&tail))?;
    Some((words.len(), tail.len(), *kind))
}

/// A long legal form with one letter wrong, or cut off at the end of a long name.
fn misspelled(words: &[RawWord], long: bool, lexicon: &Lexicon) -> Option<(usize, usize, LegalKind)> {
    let first = words[0].text.as_str();
    if long && words.len() == 1 && first.len() >= 3 {
        let cut = ["limited", "company", "corporation", "incorporated", "public", "joint"];
        if cut.iter().any(|form| form.starts_with(first)) {
            return Some((1, first.len(), LegalKind::Company));
        }
    }
    if first.len() < 7 || !first.is_ascii() || lexicon.shares.contains_key(first) {
        return None;
    }
    const SPELLED: &[(&str, LegalKind)] = &[
        ("aktiengesellschaft", LegalKind::Stock),
        ("limited", LegalKind::Limited),
        ("company", LegalKind::Company),
        ("corporation", LegalKind::Company),
        ("incorporated", LegalKind::Company),
    ];
    let near = |form: &str| osa::distance(form.chars(), first.chars()) <= 1;
    SPELLED.iter().find(|(form, _)| near(form)).map(|(_, kind)| (1, first.len(), *kind))
}

/// A run of letters without the legal form at its ends.
fn run_without_form(text: &str, lexicon: &Lexicon) -> Option<(String, LegalKind, String)> {
    let mut rest = text;
    let mut found: Option<(LegalKind, String)> = None;
    while let Some((cut, form, kind)) = lexicon.run_forms.iter().find_map(|(form, kind)| {
        let cut = rest.strip_suffix(form.as_str()).or_else(|| rest.strip_prefix(form.as_str()))?;
        Some((cut, form, kind))
    }) {
        rest = cut;
        if found.as_ref().is_none_or(|(known, _)| *known == LegalKind::Company) {
            found = Some((*kind, form.clone()));
        }
        if rest.is_empty() {
            break;
        }
    }
    found.map(|(kind, form)| (rest.to_owned(), kind, form))
}

/// Cuts a run into known words, longest first; between them stand unknown stretches.
fn segmented(text: &str, script: Script, lexicon: &Lexicon, tokens: &mut Vec<Token>) {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let most = lexicon.longest_word.min(letters.len() - at);
        let known = (2..=most).rev().find_map(|length| {
            let piece: String = letters[at..at + length].iter().collect();
            lexicon.words.contains_key(&piece).then_some((piece, length))
        });
        match known {
            Some((piece, length)) => {
                pieces.push((piece, true));
                at += length;
            }
            None => {
                match pieces.last_mut() {
                    Some((stretch, false)) => stretch.push(letters[at]),
                    _ => pieces.push((letters[at].to_string(), false)),
                }
                at += 1;
            }
        }
    }
    tokens.extend(pieces.into_iter().map(|(piece, _)| run_token(piece, script, lexicon)));
}

/// Forty 4 and forty-four are 44.
fn joined_numbers(tokens: &mut Vec<Token>) {
    let value = |token: &Token| number(&token.written);
    let mut at = 0;
    while at + 1 < tokens.len() {
        if let (Some(tens @ 20..=90), Some(unit @ 1..=9)) = (value(&tokens[at]), value(&tokens[at + 1]))
            && tens % 10 == 0
        {
            let written = format!("{} {}", tokens[at].written, tokens[at + 1].written);
            tokens[at].forms = vec![Form::new((tens + unit).to_string(), Origin::Number)];
            tokens[at].written = written;
            tokens.remove(at + 1);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<LegalKind>) {
        let name = Name::read(text, Lexicon::shipped());
        (name.tokens.iter().map(|token| token.written.as_str()).collect::<Vec<_>>().join("|"), name.kind)
    }

    #[test]
    fn legal_forms_are_taken_away() {
        assert_eq!(read("Siemens Aktiengeselschaft"), ("siemens".into(), Some(LegalKind::Stock)));
        assert_eq!(read("FABERLIC EUROPE Sp. z o.o."), ("faberlic|europe".into(), Some(LegalKind::Limited)));
        assert_eq!(read("Oboronnye Initsiativy o.O.O."), ("oboronnye|initsiativy".into(), Some(LegalKind::Limited)));
        assert_eq!(read("厦门钨业股份有限公司"), ("厦门|钨业".into(), Some(LegalKind::Stock)));
        assert_eq!(read("(株)日立製作所"), ("日立|制作所".into(), Some(LegalKind::Stock)));
        assert_eq!(read("삼성전자 주식회사"), ("삼성|전자".into(), Some(LegalKind::Stock)));
        assert_eq!(read("ООО Ромашка"), ("ромашка".into(), Some(LegalKind::Limited)));
        assert_eq!(read("TACTICAL MISSILES CORPORATION JOINT STOCK COMPAN").0, "tactical|missiles");
        assert_eq!(read("Company Ltd").0, "company|ltd");
        assert_eq!(read("Brigade Forty-four").0, "brigade|forty four");
    }
}
