//! The words of a text that speak, one by one, for people to see.

use super::glossary::Meaning;
use super::library::Reference;
use super::purity::purity_at;
use super::reading::Reading;

/// What a word speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpokenAs {
    /// It names a strategic mineral.
    Mineral,
    /// It says that a mineral is not in the goods.
    Absent,
    /// It names goods that hold a mineral and are not on the list, or finished goods.
    Outside,
    /// It names a form, or the grade of a magnet.
    Form,
    /// It states a purity.
    Purity,
}

/// A word that speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken {
    /// As it stands in the text.
    pub word: String,
    pub speaks: SpokenAs,
    /// Mineral as all tables name it.
    pub mineral: Option<String>,
    /// Form in the words of the glossary.
    pub form: Option<String>,
    /// Purity, per cent.
    pub pct: Option<f64>,
}

impl Reference {
    /// The words of a text that speak of minerals, forms and purity, in its order, each once.
    pub fn words_that_speak(&self, text: &str) -> Vec<Spoken> {
        let mut mentions = Vec::new();
        self.glossary.mentions(text, &mut mentions);
        let mut found: Vec<(usize, Spoken)> = Vec::new();
        for mention in &mentions {
            let (speaks, mineral, form) = match mention.meaning {
                Meaning::Names { mineral, form } => (SpokenAs::Mineral, Some(mineral), Some(form.as_str())),
                Meaning::Absent { mineral } => (SpokenAs::Absent, Some(mineral), None),
                Meaning::Outside { mineral, form } => (SpokenAs::Outside, Some(mineral), Some(form.as_str())),
                Meaning::Finished => (SpokenAs::Outside, None, Some("finished")),
                Meaning::Form(form) => (SpokenAs::Form, None, Some(form.as_str())),
                Meaning::Grade { .. } => (SpokenAs::Form, None, Some("magnet")),
            };
            let spoken = Spoken {
                word: text[mention.start..mention.end].to_owned(),
                speaks,
                mineral: mineral.cloned(),
                form: form.map(str::to_owned),
                pct: None,
            };
            if found.iter().all(|(_, held)| *held != spoken) {
                found.push((mention.start, spoken));
            }
        }
        // A percentage that is the share of an element is no purity: the reading knows.
        let stated = Reading::of(&self.glossary, text).purity_pct;
        if let Some((pct, place)) = purity_at(text).filter(|_| stated.is_some()) {
            let word = text.get(place.clone()).unwrap_or_default().to_owned();
            let spoken = Spoken { word, speaks: SpokenAs::Purity, mineral: None, form: None, pct: Some(pct) };
            found.push((place.start, spoken));
        }
        found.sort_by_key(|(start, _)| *start);
        found.into_iter().map(|(_, spoken)| spoken).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_as_they_stand() {
        let reference = Reference::shipped().unwrap();
        let told = |text: &str| {
            let words = reference.words_that_speak(text);
            words.iter().map(|spoken| format!("{} {:?}", spoken.word, spoken.speaks)).collect::<Vec<_>>().join("; ")
        };
        assert_eq!(told("Antimony Trioxide, purity 99.8%, 25 kg bags"), "Antimony Trioxide Mineral; 99.8% Purity");
        assert!(told("三氧化二锑 | 纯度99.99％").ends_with("; 99.99％ Purity"), "{}", told("三氧化二锑 | 纯度99.99％"));
        assert_eq!(told("germanium ingot 5N5").split("; ").last(), Some("5N5 Purity"));
        assert!(told("plastic chairs, blue").is_empty());
        let named = reference.words_that_speak("gallium metal 99.99%");
        assert_eq!((named[0].mineral.as_deref(), named[0].speaks), (Some("gallium"), SpokenAs::Mineral));
    }
}
