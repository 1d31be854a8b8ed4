//! Rows of the tables as the types of the door.

use super::fault::damaged;
use super::time;
use crate::cases::decision::Decision;
use crate::cases::decision::Outcome;
use crate::cases::decision::State;
use crate::cases::decision::Verdict;
use crate::cases::dossier::Words;
use crate::cases::file::Decided;
use crate::cases::file::Second;
use crate::cases::file::Standing;
use crate::cases::queue::CaseRow;
use crate::cases::queue::SimilarCount;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Row;

/// Columns of a case, as [`case_of`] reads them.
const CASE: &str = "id, version, state, night, run_id, lane, rank, risk, severity, priority, declaration_id, item_no, \
    accepted_on, office, goods, hs_code, mineral, exporter_id, exporter_name, consignee_id, consignee_name, destination, route, \
    typology, reason_en, reason_zh, scored_by, lines, net_mass_kg, value_usd, kind, why_en, why_zh, assignee, due_on, opened_at, \
    changed_at, changed_by, verdict, reason_code, decided_by, decided_at, outcome, proposed, red, exception, refers_to, comments, \
    attachments, withdrawn_by, offices, was_reopened, changed";

/// A case with what pages do not show.
pub(super) struct CaseKnown {
    pub row: CaseRow,
    pub offices: Vec<String>,
    pub was_reopened: bool,
    /// Entry that left it as it is.
    pub changed: i64,
}

impl CaseKnown {
    /// Whether one of its lines lies within what an actor sees.
    pub fn seen_by(&self, who: &Actor) -> bool {
        who.offices.is_none() || self.offices.iter().any(|office| who.sees(office))
    }
}

fn parsed<T>(value: Option<String>, of: fn(&str) -> Option<T>) -> Answer<Option<T>> {
    value.map(|value| of(&value).ok_or_else(|| damaged(format!("`{value}` is no such word")))).transpose()
}

fn case_of(row: &Row) -> Answer<CaseKnown> {
    let mut at = 0;
    macro_rules! next {
        () => {{
            at += 1;
            row.get(at - 1)?
        }};
    }
    macro_rules! day {
        () => {{
            let text: String = next!();
            time::day(&text)?
        }};
    }
    macro_rules! instant {
        () => {{
            let text: String = next!();
            time::instant(&text)?
        }};
    }
    let row = CaseRow {
        id: next!(),
        version: next!(),
        state: parsed(Some(next!()), State::of)?.ok_or_else(|| damaged("a case without a state"))?,
        night: day!(),
        run_id: next!(),
        lane: next!(),
        rank: next!(),
        risk: next!(),
        severity: next!(),
        priority: next!(),
        declaration_id: next!(),
        item_no: next!(),
        accepted_on: day!(),
        office: next!(),
        goods: next!(),
        hs_code: next!(),
        mineral: next!(),
        exporter_id: next!(),
        exporter_name: next!(),
        consignee_id: next!(),
        consignee_name: next!(),
        destination: next!(),
        route: next!(),
        typology: next!(),
        reason: Words { en: next!(), zh: next!() },
        scored_by: next!(),
        lines: next!(),
        net_mass_kg: next!(),
        value_usd: next!(),
        kind: next!(),
        why: Words { en: next!(), zh: next!() },
        assignee: next!(),
        due_on: {
            let text: Option<String> = next!();
            text.as_deref().map(time::day).transpose()?
        },
        opened_at: instant!(),
        changed_at: instant!(),
        changed_by: next!(),
        verdict: parsed(next!(), Verdict::of)?,
        reason_code: next!(),
        decided_by: next!(),
        decided_at: {
            let text: Option<String> = next!();
            text.as_deref().map(time::instant).transpose()?
        },
        outcome: parsed(next!(), Outcome::of)?,
        proposed: parsed(next!(), Verdict::of)?,
        red: next!(),
        exception: next!(),
        refers_to: next!(),
        comments: next!(),
        attachments: next!(),
        withdrawn_by: next!(),
        similar: SimilarCount::default(),
    };
    let offices: String = next!();
    let offices = serde_json::from_str(&offices).map_err(|_| damaged(format!("`{offices}` is no list of offices")))?;
    Ok(CaseKnown { row, offices, was_reopened: next!(), changed: next!() })
}

/// The case of a number, whoever asks.
pub(super) fn case(connection: &Connection, id: i64) -> Answer<Option<CaseKnown>> {
    let sql = format!("SELECT {CASE} FROM cases WHERE id = ?");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(case_of).transpose()
}

/// The case of a number, if one of its lines lies within the actor's offices.
pub(super) fn case_seen(connection: &Connection, who: &Actor, id: i64) -> Answer<CaseKnown> {
    case(connection, id)?
        .filter(|case| case.seen_by(who))
        .ok_or_else(|| Refused::Unknown { what: "case", id: id.to_string() })
}

impl Standing {
    /// As stored.
    pub(super) fn name(self) -> &'static str {
        match self {
            Standing::Proposed => "proposed",
            Standing::Stands => "stands",
            Standing::Refused => "refused",
            Standing::Undone => "undone",
            Standing::Overtaken => "overtaken",
        }
    }

    fn of(name: &str) -> Option<Standing> {
        use Standing::*;
        [Proposed, Stands, Refused, Undone, Overtaken].into_iter().find(|standing| standing.name() == name)
    }
}

/// The decisions on a case, oldest first.
pub(super) fn decisions(connection: &Connection, case: i64) -> Answer<Vec<Decided>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, verdict, reason_code, note, finding, by_user, at, entry, standing, second_by, second_at, second_approved, \
         second_note FROM decisions WHERE case_id = ? ORDER BY id",
    )?;
    let mut rows = statement.query([case])?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        let told = |what| damaged(format!("a decision on case {case} without {what}"));
        let finding: Option<String> = row.get(4)?;
        let finding = finding.map(|text| serde_json::from_str(&text)).transpose().map_err(damaged)?;
        let (second_by, second_at): (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
        let second = match (second_by, second_at) {
            (Some(by), Some(at)) => {
                let note: Option<String> = row.get(12)?;
                let approved: Option<bool> = row.get(11)?;
                Some(Second {
                    by,
                    at: time::instant(&at)?,
                    approved: approved.unwrap_or_default(),
                    note: note.unwrap_or_default(),
                })
            }
            _ => None,
        };
        let at: String = row.get(6)?;
        decisions.push(Decided {
            id: row.get(0)?,
            case,
            decision: Decision {
                verdict: parsed(Some(row.get(1)?), Verdict::of)?.ok_or_else(|| told("a verdict"))?,
                reason_code: row.get(2)?,
                note: row.get(3)?,
                finding,
            },
            by: row.get(5)?,
            at: time::instant(&at)?,
            entry: row.get(7)?,
            standing: parsed(Some(row.get(8)?), Standing::of)?.ok_or_else(|| told("a standing"))?,
            second,
        });
    }
    Ok(decisions)
}

/// Whether there is such an account that can work on a case of these offices.
pub(super) fn works(connection: &Connection, user: &str, offices: &[String]) -> Answer<bool> {
    let found: Option<(String, Option<String>)> = connection
        .prepare_cached("SELECT role, offices FROM users WHERE name = ? AND disabled = 0")?
        .query_row([user], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((role, own)) = found else { return Ok(false) };
    let own: Option<Vec<String>> = own.map(|own| serde_json::from_str(&own)).transpose().map_err(damaged)?;
    let sees = own.is_none_or(|own| own.iter().any(|own| offices.contains(own)));
    Ok(matches!(role.as_str(), "officer" | "supervisor") && sees)
}
