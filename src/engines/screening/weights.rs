//! How much a word says: rare words much, words of the trade and of places little.

use super::name::Name;
use super::spelled::Token;
use std::collections::HashMap;

/// Names that the shipped shares stand for, beside the list and the names seen (est.).
const PRIOR_NAMES: f32 = 20_000.0;
/// Share of a word that no table knows (est.).
const UNKNOWN: f32 = 2e-5;
/// Share at which a word says all that a word can.
const RAREST: f32 = 1e-5;

/// Counts of words in the list and in the names seen.
///
/// The weight of a word is (ln share / ln 1e-5)², 0..1: the square of the information in the word, so that two words of the trade
/// do not outweigh a rare one. Shares are shrunk to the shipped ones.
#[derive(Debug, Clone, Default)]
pub(super) struct Weights {
    counts: HashMap<String, u32>,
    names: u32,
}

impl Weights {
    /// Counts the words of a name once.
    pub fn learn(&mut self, name: &Name) {
        self.names += 1;
        let mut words: Vec<&str> = name.tokens.iter().map(word).collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            match self.counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(self.counts.insert(word.to_owned(), 1)),
            }
        }
    }

    /// Weight of a word, 0..1.
    pub fn of(&self, token: &Token) -> f32 {
        let count = self.counts.get(word(token)).copied().unwrap_or(0) as f32;
        let prior = token.share.unwrap_or(UNKNOWN);
        let share = (count + PRIOR_NAMES * prior) / (self.names as f32 + PRIOR_NAMES);
        let length = token.written.chars().filter(|c| c.is_alphanumeric()).count();
        // letters alone, and two-letter words, are met by chance
        let short = match (token.script.runs_on(), length) {
            (false, 1) => 0.3,
            (false, 2) => 0.6,
            (false, 3) => 0.8,
            (false, 4) => 0.9,
            (true, 1) => 0.5,
            _ => 1.0,
        };
        let told = (share.max(RAREST).ln() / RAREST.ln()).clamp(0.0, 1.0);
        short * told * told
    }
}

/// The word that is counted.
fn word(token: &Token) -> &str {
    match token.script.runs_on() {
        true => &token.written,
        false => &token.forms[0].text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::Lexicon;
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        let name = |text: &str| Name::read(text, Lexicon::shipped());
        let mut weights = Weights::default();
        let known = name("Zorvex Global Trading");
        let of = |weights: &Weights| known.tokens.iter().map(|token| weights.of(token)).collect::<Vec<_>>();
        let before = of(&weights);
        // (ln 0.02 / ln 1e-5)² = (3.912 / 11.513)² = 0.1155
        assert!((before[1] - 0.1155).abs() < 1e-3 && (before[2] - 0.1155).abs() < 1e-3, "{before:?}");
        // (ln 2e-5 / ln 1e-5)² = (10.820 / 11.513)² = 0.8832
        assert!((before[0] - 0.8832).abs() < 1e-3);
        (0..1000).for_each(|_| weights.learn(&known));
        assert!(of(&weights)[0] < 0.1);
    }
}
