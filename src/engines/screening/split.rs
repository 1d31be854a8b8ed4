//! A cleaned text into words.

use super::letters::{Script, latin_twin};

/// A word as it stands, and whether its Latin look was mended from look-alike letters of another script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawWord {
    pub text: String,
    pub script: Script,
    /// Letters of two scripts stood in one word.
    pub mixed: bool,
    /// A hyphen joins it to the word before.
    pub hyphened: bool,
    /// It stands in brackets.
    pub aside: bool,
}

/// Letters, digits, and signs that stand for letters inside a word.
fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '\u{30FC}' | '\u{3005}')
}

/// Letters and digits only.
pub(super) fn squashed(text: &str) -> String {
    text.chars().filter(|c| belongs(*c)).collect()
}

/// Words of a cleaned text: cut at signs and where a script that runs on begins or ends; letters standing alone are joined (U.S.A.).
pub(super) fn raw_words(text: &str) -> Vec<RawWord> {
    let letters: Vec<char> = text.chars().collect();
    let mut words: Vec<RawWord> = Vec::new();
    let mut word = String::new();
    let mut script = Script::Other;
    let mut hyphen = false;
    let mut aside = false;
    let mut flush = |word: &mut String, script: Script, hyphened: bool, aside: bool| {
        if !word.is_empty() {
            words.push(RawWord { hyphened, aside, ..mended(std::mem::take(word), script) });
        }
    };
    for (at, &letter) in letters.iter().enumerate() {
        let inside = |at: usize| letters.get(at).is_some_and(|c| c.is_alphabetic());
        let sign = matches!(letter, '$' | '@' | '!' | '|') && at > 0 && inside(at - 1) && inside(at + 1);
        if !belongs(letter) && !sign {
            let cut = !word.is_empty();
            flush(&mut word, script, hyphen, aside);
            aside = letter == '(' || aside && letter != ')';
            hyphen = cut && letter == '-';
            continue;
        }
        let here = Script::of(letter);
        if !word.is_empty() && here != script && (here.runs_on() || script.runs_on()) {
            flush(&mut word, script, hyphen, aside);
            hyphen = false;
        }
        if word.is_empty() || script == Script::Latin && here != Script::Latin && !letter.is_numeric() {
            script = here;
        }
        word.push(letter);
    }
    flush(&mut word, script, hyphen, aside);
    joined_initials(words)
}

/// Cyrillic or Greek letters in a word that also has Latin ones are look-alikes.
fn mended(text: String, script: Script) -> RawWord {
    let latin = text.chars().any(|c| c.is_alphabetic() && Script::of(c) == Script::Latin);
    let other = text.chars().any(|c| matches!(Script::of(c), Script::Cyrillic | Script::Greek));
    if latin && other && text.chars().all(|c| Script::of(c) == Script::Latin || latin_twin(c).is_some()) {
        let text = text.chars().map(|c| latin_twin(c).unwrap_or(c)).collect();
        return RawWord { text, script: Script::Latin, mixed: true, hyphened: false, aside: false };
    }
    RawWord { text, script, mixed: false, hyphened: false, aside: false }
}

/// Two and more single letters in a row are one word.
fn joined_initials(words: Vec<RawWord>) -> Vec<RawWord> {
    let mut out: Vec<RawWord> = Vec::with_capacity(words.len());
    let mut open = false;
    for word in words {
        let single =
            !word.script.runs_on() && word.text.chars().count() == 1 && word.text.chars().all(char::is_alphabetic);
        match out.last_mut() {
            Some(last) if single && open => last.text.push_str(&word.text),
            _ => out.push(word),
        }
        open = single;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        raw_words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn words_are_cut_where_a_reader_would() {
        assert_eq!(told("a.b.c. company"), ["abc", "company"]);
        assert_eq!(told("sp. z o.o."), ["sp", "zoo"]);
        assert_eq!(told("ig0r $echin"), ["ig0r", "echin"]);
        assert_eq!(told("pu$in"), ["pu$in"]);
        assert_eq!(told("tcl集团(香港)"), ["tcl", "集团", "香港"]);
        assert_eq!(told("日立ハイテク"), ["日立", "ハイテク"]);
    }

    #[test]
    fn look_alikes_are_mended() {
        let words = raw_words("g\u{0430}zprom");
        assert_eq!((words[0].text.as_str(), words[0].mixed), ("gazprom", true));
        assert_eq!(raw_words("газпром")[0].script, Script::Cyrillic);
    }
}
