//! Outcomes laid to lines, as of a day.

use super::counts::{Observation, Profile};
use super::lines::{Held, Lines};
use super::outcomes::{Finding, Findings};
use crate::engines::keyed::Keyed;

/// The profile as it is known at the beginning of a day. It is the same whether it was walked to day by day or made at once.
#[derive(Debug, Clone, Default)]
pub(super) struct View {
    day: Option<i32>,
    /// How often lines had been learned then.
    learned: u64,
    /// Outcomes looked at so far.
    looked_at: usize,
    /// Places of those whose line is not known.
    waiting: Vec<u32>,
    /// By line: the outcome that counts.
    counted: Keyed<Finding>,
    pub profile: Profile,
}

impl View {
    /// Goes on to a day: to all outcomes known before it on lines accepted before it. To an earlier day it begins anew.
    pub fn go_to(&mut self, day: i32, findings: &Findings, lines: &Lines) {
        if self.day.is_some_and(|held| held > day) {
            *self = View::default();
        }
        (self.day, self.learned) = (Some(day), lines.learned());
        let rows = findings.rows();
        for place in std::mem::take(&mut self.waiting) {
            self.lay(place, &rows[place as usize], lines, day);
        }
        while let Some(finding) = rows.get(self.looked_at).filter(|row| row.known_on < day) {
            self.lay(self.looked_at as u32, finding, lines, day);
            self.looked_at += 1;
        }
    }

    /// Whether there is nothing to go on to.
    pub fn is_at(&self, day: i32, lines: &Lines) -> bool {
        self.day == Some(day) && self.learned == lines.learned()
    }

    /// Of outcomes of one line the youngest known counts, and the older are withdrawn; those known on one day count together.
    fn lay(&mut self, place: u32, new: &Finding, lines: &Lines, day: i32) {
        let Some(held) = lines.get(new.line).filter(|held| held.day < day) else {
            self.waiting.push(place);
            return;
        };
        let now = match self.counted.get(&new.line) {
            None => *new,
            Some(old) if old.known_on > new.known_on => return,
            Some(old) => {
                self.profile.withdraw(&observation(old, held));
                if old.known_on == new.known_on { together(old, new) } else { *new }
            }
        };
        self.profile.count(&observation(&now, held));
        self.counted.insert(new.line, now);
    }

    /// The outcome that was counted of a line, as it was counted.
    pub fn own(&self, line: u64, lines: &Lines) -> Option<Observation> {
        self.counted.get(&line).and_then(|finding| Some(observation(finding, lines.get(line)?)))
    }

    #[cfg(test)]
    pub fn waiting(&self) -> &[u32] {
        &self.waiting
    }
}

fn together(one: &Finding, other: &Finding) -> Finding {
    let found = std::array::from_fn(|n| one.found[n].max(other.found[n]));
    Finding { found, weight: one.weight.max(other.weight), ..*one }
}

fn observation(finding: &Finding, held: &Held) -> Observation {
    Observation {
        known_on: finding.known_on,
        keys: held.traits.keys(),
        near_duplicate: u64::from(held.traits.near_duplicate),
        found: finding.found,
        weight: finding.weight,
    }
}
