//! What follows from the log: who speaks, who spoke before, who is only listened to, who is out of service.

use super::LABEL_FREE;
use super::approved::Named;
use super::log::{Action, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// The state of a registry, by its log alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Champions in the order in which they took over; the last one speaks. None: the label-free model.
    pub champions: Vec<Named>,
    /// The challenger that is scored along.
    pub shadow: Option<Named>,
    /// Models out of service, by name.
    pub retired: BTreeSet<String>,
    /// Hash and trainer of each model when it was trained, by name.
    pub trained: BTreeMap<String, (String, String)>,
}

impl Standing {
    /// What follows from these entries.
    pub fn after(entries: &[Entry]) -> Self {
        let mut standing = Standing::default();
        entries.iter().for_each(|entry| standing.take(entry));
        standing
    }

    fn take(&mut self, entry: &Entry) {
        let named = Named { model: entry.model.clone(), model_sha256: entry.model_sha256.clone() };
        match entry.action {
            Action::Trained => {
                self.trained.insert(named.model, (named.model_sha256, entry.who.clone()));
            }
            Action::Promoted => {
                self.shadow.take_if(|shadow| shadow.model == named.model);
                self.champions.push(named);
            }
            // Back to the youngest champion of that name; label-free is none of them.
            Action::RolledBack => {
                let at = self.champions.iter().rposition(|champion| *champion == named);
                self.champions.truncate(at.map_or(0, |at| at + 1));
            }
            Action::Shadowed => self.shadow = (named.model != LABEL_FREE).then_some(named),
            Action::Retired => {
                self.shadow.take_if(|shadow| shadow.model == named.model);
                self.retired.insert(named.model);
            }
        }
    }

    /// The model that speaks.
    pub fn champion(&self) -> Option<&Named> {
        self.champions.last()
    }

    /// The champions before the present one, youngest first, without those out of service; a model that took over more than
    /// once is named once.
    pub fn before(&self) -> Vec<&Named> {
        let mut seen: BTreeSet<&Named> = self.champion().into_iter().collect();
        let earlier = self.champions.iter().rev().skip(1);
        earlier.filter(|named| !self.retired.contains(&named.model) && seen.insert(named)).collect()
    }
}
