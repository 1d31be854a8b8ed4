//! In which language a page speaks: the visitor's choice, the cookie, the browser's wish.

use crate::cases::Words;

/// A language of the house.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// A text of the pages in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
}

impl Text {
    /// A text in English and Chinese.
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Text { en, zh }
    }
}

impl Lang {
    /// The language called `en` or `zh`; nothing else is one.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "en" => Some(Lang::En),
            "zh" => Some(Lang::Zh),
            _ => None,
        }
    }

    /// `en` or `zh`.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
        }
    }

    /// What stands in the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh-Hans",
        }
    }

    /// The other language.
    pub fn other(self) -> Self {
        match self {
            Lang::En => Lang::Zh,
            Lang::Zh => Lang::En,
        }
    }

    /// The first language of an `Accept-Language` header that the house speaks.
    pub fn wished(header: &str) -> Option<Self> {
        let mut wishes: Vec<(f32, Lang)> = header
            .split(',')
            .filter_map(|wish| {
                let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
                let tag = tag.trim().to_ascii_lowercase();
                let primary = tag.split('-').next().unwrap_or_default();
                let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0f32);
                (weight > 0.0).then(|| Lang::named(primary)).flatten().map(|lang| (weight, lang))
            })
            .collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.first().map(|(_, lang)| *lang)
    }

    /// The text in this language.
    pub fn t(self, text: Text) -> &'static str {
        match self {
            Lang::En => text.en,
            Lang::Zh => text.zh,
        }
    }

    /// The text in this language with `{name}` replaced by its value.
    pub fn with(self, text: Text, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        let mut rest = self.t(text);
        let mut out = String::with_capacity(rest.len() + 16);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => out.push_str(&value.to_string()),
                None => out.push_str(name),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

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

    /// The `lang` attribute of a sentence of a dossier, as [`words`](Self::words) picks it.
    pub fn tag_of(self, words: &Words) -> &'static str {
        let own = match self {
            Lang::En => &words.en,
            Lang::Zh => &words.zh,
        };
        if own.trim().is_empty() { self.other().tag() } else { self.tag() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_asked_in_its_order() {
        assert_eq!(Lang::wished("zh-CN,zh;q=0.9,en;q=0.8"), Some(Lang::Zh));
        assert_eq!(Lang::wished("fr, en;q=0.5, zh;q=0.7"), Some(Lang::Zh));
        assert_eq!(Lang::wished("fr;q=0.9, zh;q=0"), None);
        assert_eq!(Lang::wished(""), None);
    }

    #[test]
    fn places_are_filled_by_name_and_values_are_not_read_again() {
        let text = Text::new("{n} of {all}", "共 {all} 件，{n} 件");
        assert_eq!(Lang::En.with(text, &[("n", &"{all}"), ("all", &9)]), "{all} of 9");
        assert_eq!(Lang::Zh.with(text, &[("n", &3), ("all", &9)]), "共 9 件，3 件");
    }
}
