//! A night that is run again otherwise takes the place of the earlier run, as far as nobody has touched it.

use super::chain::PROGRAM;
use super::chain::Writing;
use super::fault::damaged;
use super::night::sum_up;
use super::sealed::Kind;
use crate::cases::decision::State;
use crate::cases::night::Kept;
use crate::cases::night::NightRecord;
use crate::cases::night::Opened;
use crate::cases::refused::Answer;
use rusqlite::params;
use serde_json::json;

/// What is asked of a case of an earlier run.
struct Earlier {
    case: i64,
    state: State,
    by: String,
    untouched: bool,
}

/// Withdraws what earlier runs of the night left untouched; returns the ids of those nights.
pub(super) fn earlier(writing: &mut Writing, record: &NightRecord, done: &mut Opened) -> Answer<Vec<i64>> {
    let nights: Vec<(i64, String)> = writing
        .tx
        .prepare("SELECT id, run_id FROM nights WHERE night = ? AND run_id <> ? AND superseded_by IS NULL ORDER BY id")?
        .query_map([&record.night.to_string(), &record.run_id], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (night, run) in &nights {
        writing.tx.execute("UPDATE nights SET superseded_by = ? WHERE id = ?", params![record.run_id, night])?;
        writing.tx.execute("DELETE FROM lines WHERE night_id = ?", [night])?;
        for earlier in cases_of(writing, run)? {
            match earlier.untouched {
                true => withdraw(writing, record, run, earlier.case, done)?,
                false => done.kept.push(Kept { case: earlier.case, state: earlier.state, by: earlier.by }),
            }
        }
    }
    Ok(nights.into_iter().map(|(night, _)| night).collect())
}

/// The cases that hold lines of a run. Untouched is a case on which nobody but the program has acted, or said anything.
fn cases_of(writing: &Writing, run: &str) -> Answer<Vec<Earlier>> {
    let mut found = writing.tx.prepare_cached(
        "SELECT DISTINCT c.id, c.state, c.changed_by, c.changed_by = ?1 AND c.state = 'new' AND c.comments = 0 AND \
         c.attachments = 0 AND c.was_reopened = 0 AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.case_id = c.id) \
         FROM case_lines k JOIN cases c ON c.id = k.case_id \
         WHERE k.run_id = ?2 AND k.withdrawn_by IS NULL AND c.withdrawn_by IS NULL ORDER BY c.id",
    )?;
    let mut rows = found.query([PROGRAM.0, run])?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(1)?;
        cases.push(Earlier {
            case: row.get(0)?,
            state: State::of(&state).ok_or_else(|| damaged(format!("`{state}` is no state")))?,
            by: row.get(2)?,
            untouched: row.get(3)?,
        });
    }
    Ok(cases)
}

/// Withdraws a case that holds lines of the earlier run only; one with lines of another night goes on with those. It is asked of
/// the lines: whose run opened a case says nothing once that run's lines have left it.
fn withdraw(writing: &mut Writing, record: &NightRecord, run: &str, case: i64, done: &mut Opened) -> Answer<()> {
    let others: bool = writing.tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM case_lines WHERE case_id = ? AND withdrawn_by IS NULL AND run_id <> ?)",
        params![case, run],
        |row| row.get(0),
    )?;
    if others {
        return shrink(writing, record, run, case);
    }
    writing.tx.execute(
        "UPDATE cases SET withdrawn_by = ?, version = version + 1, changed = ?, changed_at = ?, changed_by = ? WHERE id = ?",
        params![record.run_id, writing.next(), writing.at_text(), PROGRAM.0, case],
    )?;
    let lines = withdraw_lines(writing, record, case, None)?;
    done.withdrawn.push(case);
    let mut touched = vec![(Kind::Case, case.to_string())];
    touched.extend(lines);
    writing.entry_as(PROGRAM, "withdraw", &format!("case:{case}"), &json!({ "run": record.run_id }), &touched)?;
    Ok(())
}

/// Takes the earlier run's lines out of a case that goes on without them.
fn shrink(writing: &mut Writing, record: &NightRecord, run: &str, case: i64) -> Answer<()> {
    let lines = withdraw_lines(writing, record, case, Some(run))?;
    sum_up(writing, case, Some(()))?;
    let mut touched = vec![(Kind::Case, case.to_string())];
    touched.extend(lines);
    let details = json!({ "run": record.run_id, "lines_of": run });
    writing.entry_as(PROGRAM, "shrink", &format!("case:{case}"), &details, &touched)?;
    Ok(())
}

fn withdraw_lines(
    writing: &Writing,
    record: &NightRecord,
    case: i64,
    run: Option<&str>,
) -> Answer<Vec<(Kind, String)>> {
    let mut withdrawn = writing.tx.prepare_cached(
        "UPDATE case_lines SET withdrawn_by = ?1 WHERE case_id = ?2 AND withdrawn_by IS NULL AND (?3 IS NULL OR run_id = ?3) \
         RETURNING id",
    )?;
    let ids = withdrawn.query_map(params![record.run_id, case, run], |row| row.get::<_, i64>(0))?;
    ids.map(|id| Ok((Kind::Line, id?.to_string()))).collect()
}
