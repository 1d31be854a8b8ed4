//! What the detector would have said of each line, night by night, each with the evening before; no truth comes in here.

use super::context::{Context, batches};
use super::days::Days;
use super::expectations::strangeness;
use super::frozen::Frozen;
use super::score::{FALSE_DECLARATION_RISK, Scored};
use super::score::{RE_EXPORT_RISK, RISK, score};
use super::settings::Settings;
use super::voice::Voice;
use crate::error::Error;
use crate::error::Result;
use crate::ingest::{Batch, Options, SOURCE_FILE, SOURCE_ROW};
use crate::schema;
use crate::signals::catalogue;
use chrono::{Months, NaiveDate};
use polars::prelude::DataFrame;
use std::path::Path;

/// Evenings for which the same frozen expectations serve: making them anew each night costs much and moves little. What is
/// normal of declarations (the baselines) is always that of the evening before.
const FROZEN_FOR_DAYS: i64 = 7;

/// From which day on lines are judged; all before is history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The last quarter of the days.
    LastQuarter,
    /// This day.
    Day(NaiveDate),
    /// So many months after the first day.
    Months(u32),
}

impl Since {
    fn within(self, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        match self {
            Since::Day(day) => day,
            Since::Months(months) => first.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX),
            Since::LastQuarter => first + chrono::Days::new(((last - first).num_days() as u64 + 1) * 3 / 4),
        }
    }
}

/// The lines from a day on, with the evidence and the scores they had on their night.
pub struct Observed {
    pub first_on: NaiveDate,
    pub since: NaiveDate,
    pub last_on: NaiveDate,
    /// Lines before `since`, which are history only.
    pub rows_learned: u64,
    pub rows_quarantined: u64,
    /// Declaration, item, file and row of each line.
    pub lines: DataFrame,
    /// By signal and line: evidence turned so that more is stranger; `NaN` where nothing was said.
    pub strange: Vec<Vec<f32>>,
    /// By signal: lines beyond its alarm.
    pub alarms: Vec<Vec<bool>>,
    /// The model's scores by name and line, higher is stranger.
    pub scores: Vec<(&'static str, Vec<f32>)>,
}

/// Name of the isolation forest among the scores.
const FOREST: &str = "unusual combination (forest)";

impl Observed {
    /// Walks the batches in time order from `context` on, which is learned further; spills into `folder` where rows are many.
    /// `progress` hears of rows read, then of rows learned and judged.
    ///
    /// # Errors
    /// `Error::Usage` where nothing is left to learn from, or to judge.
    pub fn run(
        batches_read: impl Iterator<Item = Result<Batch>>,
        context: &mut Context,
        since: Since,
        folder: &Path,
        mut progress: impl FnMut(&'static str, u64),
    ) -> Result<Observed> {
        let mut days = Days::new(folder);
        let mut rows_quarantined = 0;
        for batch in batches_read {
            let batch = batch?;
            rows_quarantined += batch.quarantined.height() as u64;
            if batch.declarations.height() > 0 {
                days.push(&batch.declarations)?;
            }
            progress("reading", batch.declarations.height() as u64);
        }
        let Some((first, last)) = days.span() else {
            let why = format!("not one of {rows_quarantined} rows can be used; `tidewaiter check` tells the reasons");
            return Err(Error::Usage(why));
        };
        let since = since.within(first, last);
        if since <= first || since > last {
            let why = format!(
                "lines from {since} on cannot be judged: the declarations are of {first} to {last}, and there must be days \
                 before to learn from; choose another day with --from"
            );
            return Err(Error::Usage(why));
        }
        let mut observed = Observed {
            first_on: first,
            since,
            last_on: last,
            rows_learned: 0,
            rows_quarantined,
            lines: DataFrame::default(),
            strange: vec![Vec::new(); catalogue().count()],
            alarms: vec![Vec::new(); catalogue().count()],
            scores: [RISK.name, FALSE_DECLARATION_RISK.name, RE_EXPORT_RISK.name, FOREST]
                .map(|name| (name, Vec::new()))
                .to_vec(),
        };
        let mut frozen: Option<(NaiveDate, Frozen)> = None;
        for day in days.in_order() {
            let (day, declarations) = day?;
            if day < since {
                observed.rows_learned += declarations.height() as u64;
            } else {
                let fresh = |made: &NaiveDate| (day - *made).num_days() < FROZEN_FOR_DAYS;
                let model = match frozen.take() {
                    Some((made, model)) if fresh(&made) => (made, model),
                    _ => (day, context.freeze()?),
                };
                for rows in batches(&declarations, Options::default().batch_rows) {
                    let scored = score(&rows, context, &Voice::label_free(&model.1), &Settings::default())?;
                    observed.take(&rows, &scored, model.1.forest_scores(&scored.surprises)?)?;
                }
                frozen = Some(model);
            }
            context.learn(day, &declarations)?;
            progress(if day < since { "learning" } else { "judging" }, declarations.height() as u64);
        }
        Ok(observed)
    }

    fn take(&mut self, declarations: &DataFrame, scored: &Scored, forest: Vec<f32>) -> Result<()> {
        let names = [schema::DECLARATION_ID.name, schema::ITEM_NO.name, SOURCE_FILE, SOURCE_ROW];
        let named = declarations.select(names)?;
        if self.lines.width() == 0 {
            self.lines = named;
        } else {
            self.lines.vstack_mut(&named)?;
        }
        let signals =
            catalogue().zip(strangeness(&scored.evidence)?).zip(self.strange.iter_mut().zip(&mut self.alarms));
        for ((signal, values), (strange, alarms)) in signals {
            // Turned twice, the evidence is itself again.
            let rings = |value: &f32| !value.is_nan() && signal.alarm.rings(signal.alarm.strangeness(*value) as f32);
            alarms.extend(values.iter().map(rings));
            strange.extend(values);
        }
        for (row, forest) in scored.rows.iter().zip(forest) {
            let risks = [row.risk, row.false_declaration, row.re_export].map(|risk| risk as f32);
            let values = risks.into_iter().chain([forest]);
            self.scores.iter_mut().zip(values).for_each(|((_, scores), value)| scores.push(value));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quarter_of_a_year_begins_in_july() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let since = |since: Since| since.within(day("2024-10-01"), day("2025-09-30")).to_string();
        assert_eq!(since(Since::LastQuarter), "2025-07-01");
        assert_eq!(since(Since::Months(6)), "2025-04-01");
        assert_eq!(since(Since::Day(day("2025-09-01"))), "2025-09-01");
    }
}
