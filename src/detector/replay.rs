//! The past, night by night in time order: what each line's evidence would have been, and what is normal afterwards.

use super::context::Context;
use super::days::Days;
use super::frozen::Frozen;
use super::line_inputs::training_lines;
use super::night::set_aside;
use super::publish::Staging;
use super::rules::Rules;
use super::settings::Settings;
use crate::error::Error;
use crate::error::Result;
use crate::ingest::Batch;
use crate::learned::evidence_version;
use crate::registers::RegisterFile;
use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a replay did.
#[derive(Debug, Clone, Serialize)]
pub struct ReplayResults {
    pub status: &'static str,
    pub exit_code: u8,
    pub first_on: Option<NaiveDate>,
    pub last_on: Option<NaiveDate>,
    pub nights: u64,
    pub rows_read: u64,
    pub rows_learned: u64,
    pub rows_quarantined: u64,
    /// Version of the evidence that was measured; training reads no other than its program's.
    pub evidence_version: String,
    /// The registers used beside the declarations.
    pub registers: Vec<RegisterFile>,
    /// What is so in this country and office.
    pub rules: Rules,
    /// Snapshots written, oldest first.
    pub snapshots: Vec<PathBuf>,
    /// Folder of quarantine, evidence and these results.
    pub folder: PathBuf,
}

/// A replay to be run.
pub struct Replay<'a> {
    /// Where snapshots and results go.
    pub out: &'a Path,
    /// Whether the evidence of every line is written, as training will read it.
    pub keep_evidence: bool,
    /// Whether a snapshot is written at each month's end, besides the last.
    pub monthly: bool,
}

impl Replay<'_> {
    /// Walks the batches in time order from `context` on, which is learned further. `progress` hears of rows read, then of
    /// rows learned.
    pub fn run(
        &self,
        batches: impl Iterator<Item = Result<Batch>>,
        context: &mut Context,
        mut progress: impl FnMut(&'static str, u64),
    ) -> Result<ReplayResults> {
        let staging = Staging::open(self.out, "replay")?;
        let mut quarantine = staging.table("quarantine.parquet")?;
        let mut days = Days::new(&staging.path(""));
        let (mut rows_read, mut rows_quarantined) = (0, 0);
        for batch in batches {
            let batch = batch?;
            let rows = (batch.declarations.height() + batch.quarantined.height()) as u64;
            rows_read += rows;
            rows_quarantined += batch.quarantined.height() as u64;
            quarantine.append(&batch.quarantined)?;
            if batch.declarations.height() > 0 {
                days.push(&batch.declarations)?;
            }
            progress("reading", rows);
        }
        quarantine.finish()?;
        set_aside(&staging, &context.registers)?;

        let mut evidence = staging.table("evidence.parquet")?;
        let (mut nights, mut rows_learned) = (0, 0);
        let mut span: Option<(NaiveDate, NaiveDate)> = None;
        let mut snapshots = Vec::new();
        let mut frozen: Option<(i64, Frozen)> = None;
        for day in days.in_order() {
            let (day, declarations) = day?;
            if let Some(evening) =
                context.baselines.as_of().filter(|evening| self.monthly && month(*evening) != month(day))
            {
                let month_end = day.with_day(1).and_then(|first| first.pred_opt()).unwrap_or(evening);
                context.baselines.close(month_end);
                snapshots.push(context.write(self.out)?.folder);
            }
            if self.keep_evidence {
                let fresh = |(made, _): &(i64, Frozen)| *made == week(day);
                let model = match frozen.take().filter(fresh) {
                    Some(model) => model,
                    None => (week(day), context.freeze_for_scores()?),
                };
                let told = context.learn_and_tell(day, &declarations, |prepared, measured| {
                    training_lines(prepared, measured, &model.1, &Settings::default())
                })?;
                evidence.append(&told)?;
                frozen = Some(model);
            } else {
                context.learn(day, &declarations)?;
            }
            nights += 1;
            rows_learned += declarations.height() as u64;
            span = Some((span.map_or(day, |(first, _)| first), day));
            progress("learning", declarations.height() as u64);
        }
        evidence.finish()?;
        let Some((first, last)) = span else {
            let place = staging.publish_as("nothing-learned")?;
            return Err(Error::NothingUsable { rows: rows_quarantined, quarantine: place.join("quarantine.parquet") });
        };
        // The last snapshot comes last: whoever finds it finds evidence and quarantine too.
        snapshots.push(self.out.join(last.to_string()));
        let name = format!("replay-{first}_{last}");
        let aside = context.registers.files.iter().any(|file| file.rows_quarantined > 0);
        let quarantined = rows_quarantined > 0 || aside;
        let results = ReplayResults {
            status: if quarantined { "done-with-quarantine" } else { "done" },
            exit_code: if quarantined { 3 } else { 0 },
            first_on: Some(first),
            last_on: Some(last),
            nights,
            rows_read,
            rows_learned,
            rows_quarantined,
            evidence_version: evidence_version(),
            registers: context.registers.files.clone(),
            rules: context.rules.clone(),
            snapshots,
            folder: self.out.join(&name),
        };
        let mut text = serde_json::to_vec_pretty(&results).expect("results are plain data");
        text.push(b'\n');
        staging.write("run_results.json", &text)?;
        staging.publish_as(&name)?;
        context.write(self.out)?;
        Ok(results)
    }
}

/// Weeks from Monday, in which the same frozen expectations serve for the evidence that is written: making them anew each night
/// costs much and moves little. They are those of the evening before the week's first day that has lines.
fn week(day: NaiveDate) -> i64 {
    (i64::from(day.to_epoch_days()) + 3).div_euclid(7)
}

fn month(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Mapping, Options, Reader};
    use crate::reference::Reference;
    use crate::warnings::Read;
    use std::sync::Arc;

    #[test]
    fn who_sent_what_is_kept_as_if_the_flows_were_watched_from_the_first_day() {
        let mapping = Mapping::load("tidewaiter").unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/declarations.parquet").to_string();
        let until = NaiveDate::from_ymd_opt(2025, 1, 21);
        let read =
            || Reader::open(std::slice::from_ref(&path), &mapping, Options { until, ..Options::default() }).unwrap();
        let reference = Arc::new(Reference::shipped().unwrap());
        let folder = tempfile::tempdir().unwrap();

        let mut context = Context { watched: Some(Read::default()), ..Context::empty(reference.clone()) };
        let replay = Replay { out: folder.path(), keep_evidence: false, monthly: false };
        let results = replay.run(read(), &mut context, |_, _| ()).unwrap();
        let mut straight = Read::default();
        for batch in read() {
            straight.take(&reference.join(&batch.unwrap().declarations).unwrap(), i32::MAX).unwrap();
        }
        assert!(results.rows_learned > 100, "{results:?}");
        let evening = results.last_on.unwrap().to_epoch_days();
        straight.forget(evening);
        let kept = Read::kept(&results.snapshots[0]).unwrap().expect("the flows are kept");
        let told = |read: &Read| {
            let lots = read.flows.corridors().map(|(corridor, _)| read.lots.parts(corridor, 0, evening));
            (format!("{:?}", read.flows), lots.map(|parts| format!("{parts:?}")).collect::<Vec<_>>())
        };
        assert!(told(&kept) == told(&straight), "{:?}\n{:?}", told(&kept), told(&straight));
    }
}
