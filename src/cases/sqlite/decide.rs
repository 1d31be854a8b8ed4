//! Deciding, the second pair of eyes, taking back, opening again.

use super::act::Hand;
use super::act::TEXT_MAX;
use super::act::sql_of;
use super::act::told;
use super::chain::Writing;
use super::chain::entry;
use super::fault::damaged;
use super::rows::decisions;
use super::sealed::Kind;
use super::time;
use crate::cases::decision::Decision;
use crate::cases::decision::Finding;
use crate::cases::decision::Outcome;
use crate::cases::decision::State;
use crate::cases::decision::Verdict;
use crate::cases::file::Decided;
use crate::cases::file::Done;
use crate::cases::file::Standing;
use crate::cases::reasons::reason_of;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::Duration;
use rusqlite::params;
use rusqlite::types::Value as Sql;
use serde_json::Value;
use serde_json::json;

fn invalid<T>(field: &'static str, why: impl Into<String>) -> Answer<T> {
    Err(Refused::Invalid { field, why: why.into() })
}

pub(super) fn decide(
    writing: &mut Writing,
    who: &Actor,
    case: i64,
    expected: i64,
    decision: &Decision,
) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Decide, case, expected)?;
    match (hand.state(), hand.case.row.proposed) {
        (State::Decided, _) => return Err(hand.wrong("a supervisor can reopen it")),
        (_, Some(proposed)) => {
            let why = format!("a second person has to approve or refuse the proposed {} first", proposed.name());
            return Err(hand.wrong(why));
        }
        _ => {}
    }
    hand.own_or_free()?;
    check(&hand, decision)?;
    let earlier = decisions(hand.writing.tx, case)?;
    let proposed = needs_second(&hand, decision.verdict, &earlier);
    let standing = if proposed { Standing::Proposed } else { Standing::Stands };
    let overtaken = if proposed { vec![] } else { overtake(hand.writing, &earlier)? };
    let finding = decision.finding.as_ref().map(|finding| serde_json::to_string(finding).expect("plain data"));
    hand.writing
        .tx
        .prepare_cached(
            "INSERT INTO decisions (case_id, verdict, reason_code, note, finding, by_user, at, entry, standing) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            case,
            decision.verdict.name(),
            decision.reason_code,
            decision.note,
            finding,
            who.user,
            hand.writing.at_text(),
            hand.writing.next(),
            standing.name()
        ])?;
    let made = hand.writing.tx.last_insert_rowid();
    hand.set("assignee", hand.case.row.assignee.clone().unwrap_or_else(|| who.user.clone()));
    if proposed {
        hand.set_state(State::Waiting);
        hand.set("proposed", decision.verdict.name().to_string());
    } else {
        stands(&mut hand, decision, &who.user);
    }
    let details = json!({
        "verdict": decision.verdict.name(),
        "reason": decision.reason_code,
        "note": decision.note,
        "finding": decision.finding,
        "made": made,
        "overtook": overtaken,
    });
    let mut touched = vec![(Kind::Decision, made.to_string())];
    touched.extend(overtaken.iter().map(|id| (Kind::Decision, id.to_string())));
    hand.done(if proposed { "propose" } else { "decide" }, details, &touched)
}

/// What is put in must be whole.
fn check(hand: &Hand, decision: &Decision) -> Answer<()> {
    told("note", &decision.note, TEXT_MAX)?;
    let verdict = decision.verdict;
    if !reason_of(&decision.reason_code).is_some_and(|reason| reason.verdicts.contains(&verdict)) {
        let why =
            format!("`{}` is none of the reasons for {}; choose one of the list", decision.reason_code, verdict.name());
        return invalid("reason_code", why);
    }
    match (&decision.finding, verdict.needs_finding()) {
        (None, true) => invalid("finding", "is missing; say what was found, and when the goods were opened"),
        (Some(_), false) => invalid("finding", "is for seizure and clear only; leave it out"),
        (None, false) => Ok(()),
        (Some(finding), true) => check_finding(hand, verdict, finding),
    }
}

fn check_finding(hand: &Hand, verdict: Verdict, finding: &Finding) -> Answer<()> {
    if (verdict == Verdict::Clear) != (finding.outcome == Outcome::Clear) {
        return invalid("outcome", "is clear for a cleared case, and what was found for a seizure");
    }
    if verdict == Verdict::Clear
        && (finding.typology.is_some() || finding.seized_kg.is_some() || finding.seized_value_usd.is_some())
    {
        return invalid("finding", "tells of something found; a cleared case has none of it");
    }
    let known = |typology: &str| (1..=12).any(|number| typology == format!("T{number}"));
    if finding.typology.as_deref().is_some_and(|typology| !known(typology)) {
        return invalid("typology", "is none of T1 to T12");
    }
    for (field, amount) in [("seized_kg", finding.seized_kg), ("seized_value_usd", finding.seized_value_usd)] {
        if amount.is_some_and(|amount| !amount.is_finite() || amount < 0.0) {
            return invalid(field, "is no amount; write a number from 0 up");
        }
    }
    if finding.inspected_on > time::day_of(hand.writing.at, hand.writing.rules) {
        return invalid("inspected_on", "lies in the future");
    }
    if finding.inspected_on < hand.case.row.accepted_on {
        return invalid("inspected_on", "lies before the day of acceptance");
    }
    let several: bool = hand
        .writing
        .tx
        .prepare_cached(
            "SELECT count(*) > 1 FROM \
             (SELECT DISTINCT declaration_id, item_no FROM case_lines WHERE case_id = ? AND withdrawn_by IS NULL)",
        )?
        .query_row([hand.case.row.id], |row| row.get(0))?;
    if several && finding.lines.is_empty() {
        return invalid("lines", "is empty, and the case has several lines; name those that were opened");
    }
    let mut known = hand.writing.tx.prepare_cached(
        "SELECT 1 FROM case_lines WHERE case_id = ? AND declaration_id = ? AND item_no = ? AND withdrawn_by IS NULL",
    )?;
    for line in &finding.lines {
        if !known.exists(params![hand.case.row.id, line.declaration_id, line.item_no])? {
            return invalid(
                "lines",
                format!("names {} item {}, which is not in this case", line.declaration_id, line.item_no),
            );
        }
    }
    Ok(())
}

/// Whether the verdict needs a second person: a seizure always; letting a red case go unopened. Clearing a red case that nobody
/// else ordered to be inspected would be a release by another name.
fn needs_second(hand: &Hand, verdict: Verdict, earlier: &[Decided]) -> bool {
    let ordered = |decided: &Decided| {
        decided.standing == Standing::Stands
            && decided.decision.verdict == Verdict::Inspect
            && decided.by != hand.who.user
    };
    match verdict {
        Verdict::Seizure => true,
        Verdict::Release => hand.case.row.red,
        Verdict::Clear => hand.case.row.red && !earlier.iter().any(ordered),
        _ => false,
    }
}

/// Whatever stood before counts no more; returns which.
fn overtake(writing: &Writing, earlier: &[Decided]) -> Answer<Vec<i64>> {
    let standing = earlier.iter().filter(|decided| decided.standing == Standing::Stands);
    let ids: Vec<i64> = standing.map(|decided| decided.id).collect();
    ids.iter().try_for_each(|id| set_standing(writing, *id, Standing::Overtaken))?;
    Ok(ids)
}

fn set_standing(writing: &Writing, id: i64, standing: Standing) -> Answer<()> {
    let mut update = writing.tx.prepare_cached("UPDATE decisions SET standing = ? WHERE id = ?")?;
    match update.execute(params![standing.name(), id])? {
        1 => Ok(()),
        _ => Err(damaged(format!("decision {id} is missing"))),
    }
}

/// What a decision that counts makes of the case.
fn stands(hand: &mut Hand, decision: &Decision, by: &str) {
    let state = decision.verdict.leads_to();
    hand.set_state(state);
    hand.set("verdict", decision.verdict.name().to_string());
    hand.set("reason_code", decision.reason_code.clone());
    hand.set("proposed", Sql::Null);
    if state == State::Decided {
        hand.set("decided_by", by.to_string());
        hand.set("decided_at", hand.writing.at_text());
        let outcome = decision.finding.as_ref().map(|finding| finding.outcome.name().to_string());
        hand.set("outcome", outcome.map_or(Sql::Null, Sql::from));
    }
}

pub(super) fn second(
    writing: &mut Writing,
    who: &Actor,
    case: i64,
    expected: i64,
    approve: bool,
    note: &str,
) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Approve, case, expected)?;
    let earlier = decisions(hand.writing.tx, case)?;
    let Some(proposal) = earlier.iter().find(|decided| decided.standing == Standing::Proposed) else {
        return Err(hand.wrong("nobody has proposed anything"));
    };
    if proposal.by == who.user {
        return Err(Refused::SecondPersonNeeded { case, by: proposal.by.clone() });
    }
    if !approve || !note.is_empty() {
        told("note", note, TEXT_MAX)?;
    }
    let overtaken = if approve { overtake(hand.writing, &earlier)? } else { vec![] };
    set_standing(hand.writing, proposal.id, if approve { Standing::Stands } else { Standing::Refused })?;
    hand.writing
        .tx
        .prepare_cached(
            "UPDATE decisions SET second_by = ?, second_at = ?, second_approved = ?, second_note = ? WHERE id = ?",
        )?
        .execute(params![who.user, hand.writing.at_text(), approve, note, proposal.id])?;
    if approve {
        stands(&mut hand, &proposal.decision, &proposal.by);
    } else {
        let waits = earlier.iter().any(|decided| decided.standing == Standing::Stands);
        hand.set_state(if waits { State::Waiting } else { State::Taken });
        hand.set("proposed", Sql::Null);
    }
    let mut touched = vec![(Kind::Decision, proposal.id.to_string())];
    touched.extend(overtaken.iter().map(|id| (Kind::Decision, id.to_string())));
    let details = json!({
        "verdict": proposal.decision.verdict.name(),
        "proposed_by": proposal.by,
        "note": note,
        "judged": proposal.id,
        "overtook": overtaken,
    });
    hand.done(if approve { "approve" } else { "refuse" }, details, &touched)
}

pub(super) fn undo(writing: &mut Writing, who: &Actor, case: i64, expected: i64) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Undo, case, expected)?;
    let late = |why: String| Err(Refused::TooLate { why });
    let last = entry(hand.writing.tx, hand.case.changed)?;
    if last.actor != who.user {
        return late(format!("the last act on case {case} ({}) is not yours but {}'s", last.deed, last.actor));
    }
    if last.deed == "undo" {
        return late(format!("your last act on case {case} was itself taking something back"));
    }
    let minutes = hand.writing.rules.undo_minutes;
    if hand.writing.at - last.at > Duration::minutes(minutes.into()) {
        return late(format!("your last act on case {case} ({}) is more than {minutes} minutes ago", last.deed));
    }
    let details: Value = serde_json::from_str(&last.details).map_err(damaged)?;
    let Some(before) = details["before"].as_object() else {
        return late(format!("the last act on case {case} ({}) cannot be taken back", last.deed));
    };
    for column in super::act::CHANGING {
        if let Some(value) = before.get(column) {
            hand.set(column, sql_of(value));
        }
    }
    let mut touched = Vec::new();
    if let Some(made) = details["made"].as_i64() {
        set_standing(hand.writing, made, Standing::Undone)?;
        touched.push((Kind::Decision, made.to_string()));
    }
    if let Some(judged) = details["judged"].as_i64() {
        set_standing(hand.writing, judged, Standing::Proposed)?;
        hand.writing
            .tx
            .prepare_cached(
                "UPDATE decisions SET second_by = NULL, second_at = NULL, second_approved = NULL, second_note = NULL WHERE id = ?",
            )?
            .execute([judged])?;
        touched.push((Kind::Decision, judged.to_string()));
    }
    for id in details["overtook"].as_array().into_iter().flatten().filter_map(Value::as_i64) {
        set_standing(hand.writing, id, Standing::Stands)?;
        touched.push((Kind::Decision, id.to_string()));
    }
    hand.done("undo", json!({ "undid": last.number, "deed": last.deed }), &touched)
}

pub(super) fn reopen(writing: &mut Writing, who: &Actor, case: i64, expected: i64, note: &str) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Reopen, case, expected)?;
    if hand.state() != State::Decided {
        return Err(hand.wrong("it is open already"));
    }
    told("note", note, TEXT_MAX)?;
    let earlier = decisions(hand.writing.tx, case)?;
    let overtaken = overtake(hand.writing, &earlier)?;
    hand.set_state(State::Reopened);
    for column in ["assignee", "verdict", "reason_code", "decided_by", "decided_at", "outcome", "proposed"] {
        hand.set(column, Sql::Null);
    }
    hand.set("was_reopened", 1);
    let touched: Vec<(Kind, String)> = overtaken.iter().map(|id| (Kind::Decision, id.to_string())).collect();
    hand.done("reopen", json!({ "note": note, "overtook": overtaken }), &touched)
}
