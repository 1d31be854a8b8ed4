//! The two languages of the house.

use crate::cases::Words;

/// In which language a page or a file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

impl Lang {
    /// The text of this language.
    pub fn of<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The sentence in this language; where it is missing, in the other.
    pub fn words(self, words: &Words) -> &str {
        let (first, second) = match self {
            Lang::En => (&words.en, &words.zh),
            Lang::Zh => (&words.zh, &words.en),
        };
        if first.trim().is_empty() { second } else { first }
    }

    /// Value of HTML's `lang` and of the PDF's language.
    pub fn tag(self) -> &'static str {
        self.of("en", "zh-Hans")
    }
}
