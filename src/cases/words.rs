//! Text as it is indexed and asked for: Chinese in pairs of characters, so that words of two are found without a dictionary.

use unicode_normalization::UnicodeNormalization;

/// What stands in the index for a text: small letters in their compatibility form, words apart; of each run of Chinese (or
/// Japanese or Korean) every pair of neighbours, and its last character.
pub(super) fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(2 * text.len());
    for word in words(text) {
        match word {
            Word::Plain(word) => push(&mut out, &word),
            Word::Han(run) => {
                for pair in run.windows(2) {
                    push(&mut out, &pair.iter().collect::<String>());
                }
                push(&mut out, &run[run.len() - 1..].iter().collect::<String>());
            }
        }
    }
    out
}

/// The FTS5 query that finds every word of a text, the last characters of a run or word open: `锑锭 tung` finds 锑锭 and
/// tungsten. `None` where the text holds nothing to ask for.
pub(super) fn asked(text: &str) -> Option<String> {
    let mut terms = Vec::new();
    for word in words(text).into_iter().take(16) {
        match word {
            // Everything is quoted: no word of a text is ever an operator.
            Word::Plain(word) => terms.push(format!("\"{word}\"*")),
            Word::Han(run) if run.len() == 1 => terms.push(format!("\"{}\"*", run[0])),
            Word::Han(run) => {
                let pairs: Vec<String> = run.windows(2).map(|pair| pair.iter().collect()).collect();
                terms.push(format!("\"{}\"", pairs.join(" ")));
            }
        }
    }
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

#[derive(Debug, PartialEq, Eq)]
enum Word {
    Plain(String),
    Han(Vec<char>),
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let (mut plain, mut run) = (String::new(), Vec::new());
    let text: String = text.nfkc().collect::<String>().to_lowercase();
    for letter in text.chars().chain([' ']) {
        if !unspaced(letter) && !run.is_empty() {
            words.push(Word::Han(std::mem::take(&mut run)));
        }
        if (!letter.is_alphanumeric() || unspaced(letter)) && !plain.is_empty() {
            words.push(Word::Plain(std::mem::take(&mut plain)));
        }
        if unspaced(letter) {
            run.push(letter);
        } else if letter.is_alphanumeric() {
            plain.push(letter);
        }
    }
    words
}

/// Letters of scripts that write without spaces.
fn unspaced(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn push(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_stands_in_pairs_and_the_rest_in_words() {
        assert_eq!(indexed("锑锭Sb≥99.65%,No.1"), "锑锭 锭 sb 99 65 no 1");
        assert_eq!(indexed("氧化锑"), "氧化 化锑 锑");
        assert_eq!(indexed("TUNGSTEN (钨) bars"), "tungsten 钨 bars");
        assert_eq!(indexed(" .,; "), "");
    }

    #[test]
    fn a_query_is_never_more_than_words() {
        assert_eq!(asked("氧化锑 Tung").as_deref(), Some("\"氧化 化锑\" AND \"tung\"*"));
        assert_eq!(asked("锑").as_deref(), Some("\"锑\"*"));
        assert_eq!(asked("\" OR text:* NEAR(").as_deref(), Some("\"or\"* AND \"text\"* AND \"near\"*"));
        assert_eq!(asked("''; --"), None);
    }
}
