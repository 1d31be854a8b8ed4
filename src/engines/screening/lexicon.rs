//! What ships with the program about names: legal forms, common words, abbreviations, words of other scripts, character variants.
//!
//! The tables are `datasets/screening/*.csv`; its README names their sources.

use super::letters::{clean, letter_of_digit};
use super::split::{raw_words, squashed};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What kind of body a legal form makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalKind {
    /// Says only that it is a company: Co., Corp., 公司.
    Company,
    /// Limited liability: Ltd, GmbH, ООО, 有限公司.
    Limited,
    /// Stock company: AG, JSC, SA, 股份有限公司, 株式会社.
    Stock,
    /// Partnership.
    Partnership,
    /// One trader.
    Sole,
    /// Enterprise of a state.
    State,
    /// Association, foundation.
    Association,
    /// Cooperative.
    Cooperative,
    /// Branch or office of another.
    Branch,
}

impl LegalKind {
    fn read(text: &str) -> Option<LegalKind> {
        Some(match text {
            "company" => LegalKind::Company,
            "limited" => LegalKind::Limited,
            "stock" => LegalKind::Stock,
            "partnership" => LegalKind::Partnership,
            "sole" => LegalKind::Sole,
            "state" => LegalKind::State,
            "association" => LegalKind::Association,
            "cooperative" => LegalKind::Cooperative,
            "branch" => LegalKind::Branch,
            _ => return None,
        })
    }
}

/// The shipped tables, ready to be asked.
pub(super) struct Lexicon {
    variants: HashMap<char, char>,
    /// Legal forms by their first word; each the words and the kind, longest first.
    pub forms: HashMap<String, Vec<(Vec<String>, LegalKind)>>,
    /// Long words of legal forms, by what remains when a letter is left out.
    legal_words: HashMap<String, String>,
    /// Legal forms that stand at an end of a run of Chinese, Japanese or Korean letters, longest first.
    pub run_forms: Vec<(String, LegalKind)>,
    /// Share of company names that have the word (est.).
    pub shares: HashMap<String, f32>,
    pub abbreviations: HashMap<String, String>,
    /// English of a word in another script.
    pub words: HashMap<String, Vec<String>>,
    /// Letters of the longest word.
    pub longest_word: usize,
    pub readings: HashMap<char, Vec<String>>,
}

/// A word with each of its letters left out once.
fn shortened(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    (0..letters.len())
        .map(|at| letters.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, letter)| letter).collect())
        .collect()
}

static SHIPPED: LazyLock<Lexicon> = LazyLock::new(Lexicon::build);

fn rows(text: &'static str) -> impl Iterator<Item = (String, String)> {
    let reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text.as_bytes());
    // tests hold that the shipped tables are sound
    reader.into_records().filter_map(|row| row.ok()).map(|row| {
        let last = row.len() - 1;
        (row[last - 1].to_owned(), row[last].to_owned())
    })
}

impl Lexicon {
    /// The tables of the program.
    pub fn shipped() -> &'static Lexicon {
        &SHIPPED
    }

    fn build() -> Lexicon {
        let mut lexicon = Lexicon {
            variants: HashMap::new(),
            forms: HashMap::new(),
            legal_words: HashMap::new(),
            run_forms: Vec::new(),
            shares: HashMap::new(),
            abbreviations: HashMap::new(),
            words: HashMap::new(),
            longest_word: 0,
            readings: HashMap::new(),
        };
        for (one, others) in rows(include_str!("../../../datasets/screening/variants.csv")) {
            let Some(one) = one.chars().next() else { continue };
            lexicon.variants.extend(others.chars().map(|other| (other, one)));
        }
        for (form, kind) in rows(include_str!("../../../datasets/screening/legal_forms.csv")) {
            let Some(kind) = LegalKind::read(&kind) else { continue };
            let form = clean(&form, &lexicon);
            let words: Vec<String> = raw_words(&form).into_iter().map(|word| word.text).collect();
            match words.first() {
                Some(first) if words.len() == 1 && first.chars().all(|c| super::letters::Script::of(c).runs_on()) => {
                    lexicon.run_forms.push((first.clone(), kind));
                }
                Some(first) => lexicon.forms.entry(first.clone()).or_default().push((words, kind)),
                None => {}
            }
        }
        let mut long: Vec<String> = lexicon
            .forms
            .values()
            .flatten()
            .filter(|(words, _)| words.len() > 1)
            .flat_map(|(words, _)| words.clone())
            .collect();
        long.retain(|word| word.chars().count() >= 5);
        long.sort();
        long.dedup();
        for word in long {
            for less in shortened(&word) {
                lexicon.legal_words.entry(less).or_insert_with(|| word.clone());
            }
            lexicon.legal_words.insert(word.clone(), word);
        }
        lexicon.forms.values_mut().for_each(|list| list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        lexicon.run_forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.chars().count()));
        for (word, share) in rows(include_str!("../../../datasets/screening/common_words.csv")) {
            lexicon.shares.insert(word, share.parse().unwrap_or(0.001));
        }
        for (short, word) in rows(include_str!("../../../datasets/screening/abbreviations.csv")) {
            lexicon.abbreviations.insert(short, word);
        }
        for (written, english) in rows(include_str!("../../../datasets/screening/words.csv")) {
            let written = squashed(&clean(&written, &lexicon));
            lexicon.longest_word = lexicon.longest_word.max(written.chars().count());
            let list = lexicon.words.entry(written).or_default();
            for word in english.split(';') {
                if !list.iter().any(|known| known == word) {
                    list.push(word.to_owned());
                }
            }
        }
        for (written, readings) in rows(include_str!("../../../datasets/screening/kanji_readings.csv")) {
            let Some(letter) = clean(&written, &lexicon).chars().next().filter(|_| written.chars().count() == 1) else {
                continue;
            };
            let list = lexicon.readings.entry(letter).or_default();
            list.extend(readings.split(';').map(str::to_owned));
        }
        lexicon
    }

    /// The word of a legal form that a misspelled word stands for; the word itself where there is none.
    pub fn legal_word(&self, word: &str) -> String {
        if self.forms.contains_key(word) || word.chars().count() < 5 || self.shares.contains_key(word) {
            return word.to_owned();
        }
        let letters: String = word.chars().map(|c| letter_of_digit(c, false).unwrap_or(c)).collect();
        let found = self
            .legal_words
            .get(&letters)
            .or_else(|| shortened(&letters).iter().find_map(|less| self.legal_words.get(less)));
        found.cloned().unwrap_or_else(|| word.to_owned())
    }

    /// The simplified Chinese character of a traditional or Japanese one.
    pub fn simplified(&self, letter: char) -> char {
        self.variants.get(&letter).copied().unwrap_or(letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_tables_are_sound() {
        let tables = [
            include_str!("../../../datasets/screening/variants.csv"),
            include_str!("../../../datasets/screening/legal_forms.csv"),
            include_str!("../../../datasets/screening/common_words.csv"),
            include_str!("../../../datasets/screening/abbreviations.csv"),
            include_str!("../../../datasets/screening/words.csv"),
            include_str!("../../../datasets/screening/kanji_readings.csv"),
        ];
        for table in tables {
            for row in csv::Reader::from_reader(table.as_bytes()).records() {
                let row = row.expect("a row");
                assert!(row.iter().all(|cell| !cell.trim().is_empty()), "{row:?}");
            }
        }
        for (form, kind) in rows(tables[1]) {
            assert!(LegalKind::read(&kind).is_some(), "{form} {kind}");
        }
        for (word, share) in rows(tables[2]) {
            assert!(share.parse::<f32>().is_ok_and(|share| share > 0.0 && share < 0.1), "{word} {share}");
        }
        assert_eq!(Lexicon::shipped().words["有色金属"][0], "nonferrousmetals");
    }
}
