//! The form of a signal: facts and one expression. Whoever reads only a signal's file understands it.

use super::family::Family;
use super::typology::{Head, Typology};
use crate::schema::{Column, Unit};
use polars::prelude::Expr;

/// A reason to look twice at a declaration line.
pub struct Signal {
    /// Finishes the sentence "looked at because of …"; kebab-case; never changes.
    pub id: &'static str,
    /// Kind of evidence.
    pub family: Family,
    /// What it may show.
    pub shows: &'static [Typology],
    /// Headline.
    pub title: Text,
    /// Unit of the evidence.
    pub unit: Unit,
    /// The measure as people write it.
    pub formula: &'static str,
    /// Columns that the measure reads; null in one it cannot do without = nothing can be said.
    pub reads: &'static [Column],
    /// Further columns that the reason shows.
    pub tells: &'static [Column],
    /// The measure: a row-wise expression, null where nothing can be said.
    pub measure: fn() -> Expr,
    /// From where on an officer would call it an alarm; also tells which side is strange.
    pub alarm: Alarm,
    /// One sentence that states declared and expected; `{column}` and `{value}` are filled in, and a clause
    /// in square brackets is told only where all its values are known, and not nought where they are written `{column+}`.
    pub reason: Text,
    /// Honest explanations to think of first.
    pub innocent: &'static [&'static str],
    /// Where the idea and the numbers come from.
    pub sources: &'static [&'static str],
}

/// The same words in English and Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub en: &'static str,
    pub zh: &'static str,
}

/// Which side of the evidence is strange, and from where on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alarm {
    /// At or above.
    Above(f32),
    /// At or below.
    Below(f32),
}

impl Alarm {
    /// Whether the evidence is an alarm.
    pub fn rings(self, value: f32) -> bool {
        match self {
            Alarm::Above(bound) => value >= bound,
            Alarm::Below(bound) => value <= bound,
        }
    }

    /// The evidence turned so that more is stranger.
    pub fn strangeness(self, value: f32) -> f64 {
        match self {
            Alarm::Above(_) => f64::from(value),
            Alarm::Below(_) => -f64::from(value),
        }
    }
}

impl Signal {
    /// Whether it speaks to a question.
    pub fn speaks_to(&self, head: Head) -> bool {
        self.shows.iter().any(|typology| typology.head() == head)
    }

    /// The evidence in an expression, under the signal's id.
    pub fn expr(&self) -> Expr {
        (self.measure)().cast(polars::prelude::DataType::Float32).alias(self.id)
    }
}
