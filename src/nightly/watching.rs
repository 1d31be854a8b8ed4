//! The stage `warn`: the night's lines join the flows, and the bulletin of its evening is written.

use super::arrivals::{Arrived, Sorted};
use super::journal::Journal;
use super::plan::Plan;
use super::rows;
use super::stay::Stay;
use super::world::World;
use crate::error::{Error, Result};
use crate::fault;
use crate::ingest::{Options, Reader};
use crate::report::{HISTORY_DAYS_MIN, Watched, bulletin};
use crate::warnings::{Pressures, Read};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bulletined {
    /// Corridors that rose; `None` where no bulletin was due.
    pub warnings: Option<u64>,
    /// Why there is none.
    pub note: Option<String>,
}

/// Where the bulletin is staged.
pub fn folder(journal: &Journal) -> PathBuf {
    journal.staged.join("warnings")
}

/// Where the flows are staged that go into the night's snapshot.
pub fn flows(journal: &Journal) -> PathBuf {
    journal.work.join("flows")
}

/// Watches the flows.
///
/// # Errors
/// Where the lines of the night or the history cannot be read, or nothing be written.
pub fn watch(
    plan: &Plan,
    night: NaiveDate,
    arrived: &Arrived,
    world: &World,
    before: Option<&Path>,
    journal: &Journal,
    stay: &Stay,
) -> Result<Bulletined> {
    if let Some(done) = journal.done("warn") {
        stay.again("warn");
        return Ok(done);
    }
    let (page, kept) = (journal.fresh(&folder(journal))?, journal.fresh(&flows(journal))?);
    let known = before.filter(|_| plan.history.is_empty()).map(Read::kept).transpose()?.flatten();
    let mut read = match known {
        Some(read) => read,
        None => first(plan, world, before)?,
    };
    let evening = night.to_epoch_days();
    let sorted = Sorted::of(journal);
    for (late, rows_n) in [(false, arrived.rows_fresh), (true, arrived.rows_late)] {
        if rows_n > 0 {
            for batch in rows::batches(&sorted.learned(late))? {
                read.take(&world.reference.join(&batch?)?, evening)?;
            }
        }
    }
    read.forget(evening);
    read.write(&kept)?;
    let due = match plan.chosen.warn_on.as_str() {
        "never" => false,
        "monday" => night.weekday() == Weekday::Mon,
        _ => true,
    };
    let first_day = read.flows.span().map_or(evening, |(first, _)| first);
    let bulletined = match (due, evening - first_day + 1) {
        (false, _) => Bulletined::default(),
        (true, days) if days < HISTORY_DAYS_MIN => Bulletined {
            note: Some(format!(
                "No bulletin of flows: {days} days are known, {HISTORY_DAYS_MIN} are needed (`warn.history` names past declarations)."
            )),
            ..Bulletined::default()
        },
        (true, _) => {
            let watched = Watched {
                read: &read,
                reference: &world.reference,
                registers: &world.registers,
                home_country: &plan.chosen.home_country,
                alarms_a_year: plan.chosen.false_alarms,
            };
            let (bulletin, files) = bulletin(&watched, evening);
            for (name, text) in files {
                let path = page.join(name);
                let written = fault::point().and_then(|()| std::fs::write(&path, text));
                written.map_err(|cause| Error::write(&path, cause))?;
            }
            Bulletined { warnings: Some(bulletin.warnings.len() as u64), note: None }
        }
    };
    journal.finish("warn", &[&page, &kept], &bulletined)?;
    Ok(bulletined)
}

/// The flows before the first night: from past declarations where the settings name some, else as baselines without the names of sellers
/// learned them, which an older program made.
fn first(plan: &Plan, world: &World, snapshot: Option<&Path>) -> Result<Read> {
    let mut read = Read::default();
    let Some((before, snapshot)) = plan.before.as_ref().map(|before| before.evening).zip(snapshot) else {
        return Ok(read);
    };
    if plan.history.is_empty() {
        // Whoever scores reads the snapshot too, and tells where it is damaged.
        read.flows = Pressures::read(snapshot)?.flows().clone();
        return Ok(read);
    }
    for (path, filed) in world.history(plan).iter().zip(&plan.history) {
        let options = Options { until: Some(before), ..Options::default() };
        for batch in Reader::open_as(path, &filed.name, &world.mapping, options)? {
            read.take(&world.reference.join(&batch?.declarations)?, before.to_epoch_days())?;
        }
    }
    Ok(read)
}
