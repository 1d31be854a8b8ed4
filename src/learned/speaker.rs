//! Who speaks tonight: the champion where it can, else the label-free model, and then it is said why.

use super::LABEL_FREE;
use super::approved::Named;
use super::log::Head;
use super::registry::Registry;
use super::scorer::Learned;
use std::path::Path;

/// The models of a night.
pub struct Speaker {
    /// The model that speaks; `None`: the label-free one.
    pub champion: Option<Learned>,
    /// The challenger that is scored along, unseen.
    pub shadow: Option<Learned>,
    /// What to write beside the scores.
    pub spoken: Spoken,
    /// Where the log of the models ended; the night's papers keep it, so that nobody can write the log anew unseen.
    pub log: Head,
}

/// Who spoke, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Spoken {
    /// NAME-NUMBER of the model that spoke, or `label-free`.
    pub by: String,
    /// Why a model that should speak does not; belongs among the notes of the run.
    pub note: Option<String>,
}

impl Speaker {
    /// Nobody but the label-free model, by choice.
    pub fn label_free() -> Self {
        Speaker { champion: None, shadow: None, spoken: spoken(None, vec![]), log: Head::default() }
    }
}

impl Registry {
    /// Who speaks by the registry of a folder of models, where evidence is of this version. Never fails: a model or registry
    /// that is missing, damaged or does not fit leaves the word to the label-free model, and `spoken.note` says so.
    pub fn speaker(models: &Path, evidence: &str) -> Speaker {
        let registry = match Registry::open(models) {
            Ok(registry) => registry,
            Err(error) => {
                let note = format!("no trained model speaks, the label-free risk stands in its place: {error}");
                return Speaker { spoken: spoken(None, vec![note]), ..Speaker::label_free() };
            }
        };
        let mut notes = Vec::new();
        let mut open = |named: Option<&Named>, instead: &str| {
            let named = named?;
            let learned = registry.usable(named, evidence);
            learned
                .map_err(|why| notes.push(format!("the model {} does not speak, {instead}: {why}", named.model)))
                .ok()
        };
        let champion = open(registry.standing().champion(), "the label-free risk stands in its place");
        let shadow = open(registry.standing().shadow.as_ref(), "nothing is scored in the shadow");
        Speaker { spoken: spoken(champion.as_ref(), notes), champion, shadow, log: registry.head() }
    }

    /// An approved model ready to speak, or why it cannot.
    pub(super) fn usable(&self, named: &Named, evidence: &str) -> Result<Learned, String> {
        let learned = self.named(named).and_then(Learned::of).map_err(|error| error.to_string())?;
        learned.fits(evidence)?;
        Ok(learned)
    }
}

fn spoken(champion: Option<&Learned>, notes: Vec<String>) -> Spoken {
    let by = champion.map_or(LABEL_FREE, Learned::name).to_owned();
    Spoken { by, note: (!notes.is_empty()).then(|| notes.join("; ")) }
}
