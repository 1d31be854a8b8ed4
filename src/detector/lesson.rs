//! What there is to learn of lines, measured with what was known before them.

use super::context::Context;
use super::expectations::{chapters, strangeness};
use super::rarity::remarkable;
use super::score::Scored;
use crate::baselines::PEER_UNIT_VALUE;
use crate::error::{Error, Result};
use crate::schema;
use crate::schema::{LEARNED_FROM, NET_MASS_KG, PRICE_TO_PEERS, REMARKABLE_N, STATISTICAL_VALUE_USD};
use chrono::NaiveDate;
use polars::prelude::*;

/// Days of history before evidence is taken for normal: until then nearly everything is new.
const BURN_IN_DAYS: i64 = 28;
/// Lines of which a night keeps what there is to learn, some hundred megabytes of them; of a night with more they are measured again.
pub(super) const KEPT_LINES_MAX: usize = 131_072;

/// Lines with what is learned from them. Whoever scores lines measures them as whoever learns them would: what the one found can serve
/// the other.
pub struct Lesson {
    /// The evening whose knowledge they were measured with.
    as_of: Option<NaiveDate>,
    /// What was declared, and beside it what is learned further.
    pub(super) lines: DataFrame,
    /// How strange their evidence was, signal by signal; `None` as long as evidence is not taken for normal.
    pub(super) strange: Option<Vec<Vec<f32>>>,
}

impl Lesson {
    /// Of lines, the first of them of `day`, prepared and measured with what `context` knows.
    pub(super) fn of(
        context: &Context,
        day: NaiveDate,
        declarations: &DataFrame,
        (prepared, evidence): (&DataFrame, &DataFrame),
    ) -> Result<Lesson> {
        let first = context.baselines.first_day();
        let settled = first.is_some_and(|first| (day - first).num_days() >= BURN_IN_DAYS);
        let strange = if settled { Some(strangeness(evidence)?) } else { None };
        let standing_out = match &strange {
            Some(strange) => Column::new(
                REMARKABLE_N.name.into(),
                remarkable(&context.expectations, strange, &chapters(declarations)?),
            ),
            None => Column::full_null(REMARKABLE_N.name.into(), declarations.height(), &REMARKABLE_N.dtype()),
        };
        let priced = price_to_peers(prepared)?;
        let derived = LEARNED_FROM.iter().map(|column| match column.name {
            name if name == REMARKABLE_N.name => Ok(standing_out.clone()),
            name if name == PRICE_TO_PEERS.name => Ok(priced.clone()),
            name => prepared.column(name).cloned(),
        });
        let lines = declarations.hstack(&derived.collect::<Result<Vec<_>, _>>()?)?;
        Ok(Lesson { as_of: context.baselines.as_of(), lines, strange })
    }

    /// Of the scored lines accepted from the first to the last of these days; `None` where there are none.
    pub(super) fn of_days(
        context: &Context,
        (first, last): (NaiveDate, NaiveDate),
        declarations: &DataFrame,
        scored: &Scored,
    ) -> Result<Option<Lesson>> {
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
        let (from, to) = (first.to_epoch_days(), last.to_epoch_days());
        let mask: BooleanChunked =
            days.physical().iter().map(|day| day.is_some_and(|day| (from..=to).contains(&day))).collect();
        let of = |frame: &DataFrame| if mask.all() { Ok(frame.clone()) } else { frame.filter(&mask) };
        if !mask.any() {
            return Ok(None);
        }
        let (prepared, evidence) = (of(&scored.prepared)?, of(&scored.evidence)?);
        Lesson::of(context, first, &of(declarations)?, (&prepared, &evidence)).map(Some)
    }

    /// The lines, with more beside what was declared.
    pub fn lines(&self) -> &DataFrame {
        &self.lines
    }

    /// The same of the lines that are marked.
    ///
    /// # Errors
    /// Never but by a fault of the program.
    pub fn only(&self, marked: &[bool]) -> Result<Lesson> {
        let mask: BooleanChunked = marked.iter().copied().collect();
        let of = |values: &Vec<f32>| -> Vec<f32> {
            values.iter().zip(marked).filter(|(_, marked)| **marked).map(|(value, _)| *value).collect()
        };
        let strange = self.strange.as_ref().map(|strange| strange.iter().map(of).collect());
        Ok(Lesson { as_of: self.as_of, lines: self.lines.filter(&mask)?, strange })
    }

    /// A lesson is of the evening after which it was measured.
    pub(super) fn fits(&self, context: &Context) -> Result<()> {
        if self.as_of == context.baselines.as_of() {
            return Ok(());
        }
        Err(Error::Usage("lines were measured with another evening than that after which they are learned".into()))
    }
}

/// How each line was priced beside its peers of the evening before; null where either is unknown.
fn price_to_peers(prepared: &DataFrame) -> Result<Column> {
    let numbers = |name: &str| prepared.column(name)?.cast(&DataType::Float64);
    let (value, mass, peers) =
        (numbers(STATISTICAL_VALUE_USD.name)?, numbers(NET_MASS_KG.name)?, numbers(PEER_UNIT_VALUE.name)?);
    let ratios = value.f64()?.iter().zip(mass.f64()?.iter()).zip(peers.f64()?.iter());
    let ratios = ratios.map(|((value, mass), peers)| {
        let ratio = value? / mass? / peers?;
        (ratio.is_finite() && ratio > 0.0).then(|| ratio.ln() as f32)
    });
    Ok(Float32Chunked::from_iter_options(PRICE_TO_PEERS.name.into(), ratios).into_column())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::{Days, Inputs, Settings, Wanted, hashes, run};
    use crate::ingest::{Batch, Mapping, Options, Reader};
    use crate::learned::Speaker;
    use crate::reference::Reference;
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::Arc;

    /// The lines scored with what there is to learn kept of those of some days.
    fn lessons(context: &Context, rows: &DataFrame, days: (NaiveDate, NaiveDate), out: &Path) -> Option<Vec<Lesson>> {
        let wanted = Wanted { lessons: Some(days), ..Wanted::default() };
        let inputs = Inputs {
            context,
            snapshot: &BTreeMap::new(),
            rows: "two days",
            mapping: "",
            settings: &Settings::default(),
            speaker: &Speaker::label_free(),
            wanted: &wanted,
        };
        let batches = (0..rows.height()).step_by(100).map(|from| rows.slice(from as i64, 100));
        let batches: Vec<_> =
            batches.map(|rows| Ok(Batch { declarations: rows, quarantined: DataFrame::default() })).collect();
        run(batches.into_iter(), Vec::new, &inputs, out, |_| ()).unwrap().lessons
    }

    #[test]
    fn what_was_measured_to_score_a_line_teaches_what_measuring_it_anew_does() {
        let mapping = Mapping::load("tidewaiter").unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/declarations.parquet").to_string();
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let mut days = Days::new(folder.path());
        for batch in Reader::open(&[path], &mapping, Options::default()).unwrap() {
            days.push(&batch.unwrap().declarations).unwrap();
        }
        let reference = Arc::new(Reference::shipped().unwrap());
        let (mut context, mut next) = (Context::empty(reference.clone()), Vec::new());
        for (n, day) in days.in_order().take(33).enumerate() {
            let (day, rows) = day.unwrap();
            if n < 31 {
                context.learn(day, &rows).unwrap();
            } else {
                next.push((day, rows));
            }
        }
        let evening = context.write(folder.path()).unwrap().folder;
        let read = || Context::read(reference.clone(), &evening, None).unwrap().0;
        let mut both = next[1].1.vstack(&next[0].1).unwrap();
        both.rechunk_mut();
        let (first, second) = (next[0].0, next[1].0);
        let (mut kept, mut anew) = (read(), read());
        let of_first = lessons(&kept, &both, (first, first), &place("first")).unwrap();
        assert_eq!(of_first.iter().map(|lesson| lesson.lines().height()).sum::<usize>(), next[0].1.height());
        assert!(of_first.iter().all(|lesson| lesson.strange.is_some()), "evidence is normal by now");
        let of_both = lessons(&kept, &both, (first, second), &place("both")).unwrap();
        kept.learn_measured(first, &of_first).unwrap();
        anew.learn(first, &next[0].1).unwrap();
        assert!(kept.learn_measured(first, &of_first).is_err(), "an evening later");
        let bytes = |context: &Context, name: &str| hashes(&context.write(&place(name)).unwrap().folder).unwrap();
        assert_eq!(bytes(&kept, "kept"), bytes(&anew, "anew"));
        // Late lines, measured with an older evening; of them one is not learned.
        let mut marked = vec![true; of_both[0].lines().height()];
        marked[3] = false;
        let mut late = both.slice(0, 3).vstack(&both.slice(4, marked.len() - 4)).unwrap();
        late.rechunk_mut();
        kept.learn_late(&[of_both[0].only(&marked).unwrap()]).unwrap();
        anew.learn_late(&read().late(first, &late).unwrap()).unwrap();
        assert_eq!(bytes(&kept, "kept-late"), bytes(&anew, "anew-late"));
    }
}
