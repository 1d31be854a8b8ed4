//! Columns that a mapping keeps for the model beyond those of a declaration: numbers as they stand, words as how often something was
//! found where they stood.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// How the names of kept columns begin.
const PREFIX: &str = "x_";

/// Whether an input is a column that the mapping keeps; where another mapping lacks it, it cannot be said.
pub fn is_kept(input: &str) -> bool {
    input.starts_with(PREFIX)
}

/// The number that stands for a word in a matrix: 24 bits of a hash, which 32-bit floats hold exactly. Case and outer blanks do not
/// count; `None` for an empty text.
pub fn word_number(text: &str) -> Option<u32> {
    let plain = text.trim().to_uppercase();
    (!plain.is_empty()).then(|| (xxh3_64(plain.as_bytes()) >> 40) as u32)
}

/// How often evasion was found by the words of one kept column, as known when the model was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptWords {
    /// The input.
    pub input: String,
    /// For a word of which nothing is known.
    pub unseen: f32,
    /// By [`word_number`], smoothed.
    pub found: BTreeMap<u32, f32>,
}

impl KeptWords {
    /// The rate of a word's number; `NaN` stays `NaN`.
    pub fn rate(&self, word: f32) -> f32 {
        if word.is_nan() { word } else { self.found.get(&(word as u32)).copied().unwrap_or(self.unseen) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_words_number_is_exact_in_a_matrix_and_spelling_does_not_matter() {
        assert_eq!(word_number(" fta "), word_number("FTA"));
        assert_ne!(word_number("FTA"), word_number("FTB"));
        assert_eq!([word_number(""), word_number("  ")], [None, None]);
        let number = word_number("FTA").unwrap();
        assert_eq!((number as f32) as u32, number);
    }

    #[test]
    fn what_is_not_known_of_a_word_is_not_zero() {
        let found = [(word_number("FTA").unwrap(), 0.25)].into();
        let words = KeptWords { input: "x_tax_type".into(), unseen: 0.1, found };
        assert_eq!(words.rate(word_number("fta").unwrap() as f32), 0.25);
        assert_eq!(words.rate(word_number("other").unwrap() as f32), 0.1);
        assert!(words.rate(f32::NAN).is_nan());
        let text = serde_json::to_string(&words).unwrap();
        assert_eq!(serde_json::from_str::<KeptWords>(&text).unwrap(), words);
    }
}
