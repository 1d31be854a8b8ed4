//! Acts on a case that decide nothing: who has it in hand, and until when.

use super::chain::Writing;
use super::chain::entry;
use super::rows::CaseKnown;
use super::rows::case_seen;
use super::rows::works;
use super::sealed::Kind;
use crate::cases::decision::State;
use crate::cases::file::Done;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use crate::cases::who::Role;
use crate::cases::who::allowed;
use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use rusqlite::types::Value as Sql;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

/// Longest note, comment or reason, in characters.
pub(super) const TEXT_MAX: usize = 4_000;

/// Columns of a case that acts change; an act's entry keeps what they were before, so that it can be taken back.
pub(super) const CHANGING: [&str; 10] = [
    "state",
    "assignee",
    "due_on",
    "verdict",
    "reason_code",
    "decided_by",
    "decided_at",
    "outcome",
    "proposed",
    "was_reopened",
];

/// Refuses what a role may not do.
pub(super) fn permit(who: &Actor, deed: Deed) -> Answer<()> {
    match allowed(who.role, deed) {
        true => Ok(()),
        false => Err(Refused::Forbidden { role: who.role, deed }),
    }
}

/// A text that a person put in, unchanged; refused where it is empty, too long, or holds a NUL, which databases cut texts at.
pub(super) fn told<'a>(field: &'static str, text: &'a str, max: usize) -> Answer<&'a str> {
    let invalid = |why: String| Err(Refused::Invalid { field, why });
    if text.trim().is_empty() {
        return invalid("is empty; say it in a few words".into());
    }
    if text.contains('\0') {
        return invalid("holds a NUL character; leave it out".into());
    }
    match text.chars().count() {
        n if n > max => invalid(format!("has {n} characters; shorten it to {max}")),
        _ => Ok(text),
    }
}

/// A case that someone is about to act on.
pub(super) struct Hand<'a, 'b> {
    pub writing: &'a mut Writing<'b>,
    pub who: &'a Actor,
    pub case: CaseKnown,
    set: Vec<(&'static str, Sql)>,
}

impl<'a, 'b> Hand<'a, 'b> {
    /// Reads a case for an act; refuses what the actor may not do or see, and what was changed since `expected_version`.
    pub fn on(
        writing: &'a mut Writing<'b>,
        who: &'a Actor,
        deed: Deed,
        case: i64,
        expected_version: i64,
    ) -> Answer<Hand<'a, 'b>> {
        permit(who, deed)?;
        let case = case_seen(writing.tx, who, case)?;
        let hand = Hand { writing, who, case, set: Vec::new() };
        if hand.case.row.version != expected_version {
            let last = entry(hand.writing.tx, hand.case.changed)?;
            return Err(Refused::Stale {
                case: hand.case.row.id,
                expected: expected_version,
                found: hand.case.row.version,
                by: last.actor,
                at: last.at,
                deed: last.deed,
            });
        }
        match &hand.case.row.withdrawn_by {
            Some(run) => Err(hand.wrong(format!("a later run of its night ({run}) took it off the queue"))),
            None => Ok(hand),
        }
    }

    pub fn state(&self) -> State {
        self.case.row.state
    }

    /// Refuses for the state that the case is in.
    pub fn wrong(&self, why: impl Into<String>) -> Refused {
        Refused::WrongState { case: self.case.row.id, state: self.state(), why: why.into() }
    }

    /// Refuses where someone else has the case in hand; a supervisor may act all the same.
    pub fn own_or_free(&self) -> Answer<()> {
        match &self.case.row.assignee {
            Some(by) if *by != self.who.user && self.who.role != Role::Supervisor => {
                Err(Refused::InOtherHand { case: self.case.row.id, by: by.clone() })
            }
            _ => Ok(()),
        }
    }

    /// The state of a case that is in nobody's hand and was not decided.
    pub fn fresh(&self) -> State {
        if self.case.was_reopened { State::Reopened } else { State::New }
    }

    /// Changes a column; only those of [`CHANGING`].
    pub fn set(&mut self, column: &'static str, value: impl Into<Sql>) {
        debug_assert!(CHANGING.contains(&column), "{column} is not one that undo puts back");
        self.set.push((column, value.into()));
    }

    pub fn set_state(&mut self, state: State) {
        self.set("state", state.name().to_string());
    }

    /// What undo puts back.
    fn before(&self) -> Answer<Map<String, Value>> {
        let columns: Vec<&str> =
            CHANGING.into_iter().filter(|name| self.set.iter().any(|(set, _)| set == name)).collect();
        if columns.is_empty() {
            return Ok(Map::new());
        }
        let sql = format!("SELECT {} FROM cases WHERE id = ?", columns.join(", "));
        let values = self.writing.tx.prepare_cached(&sql)?.query_row([self.case.row.id], |row| {
            (0..columns.len()).map(|at| row.get::<_, Sql>(at)).collect::<rusqlite::Result<Vec<_>>>()
        })?;
        Ok(columns.into_iter().map(String::from).zip(values.into_iter().map(json_of)).collect())
    }

    /// Writes the change and its entry. `details` are the particulars of the deed, `touched` rows beside the case.
    pub fn done(mut self, deed: &str, details: Value, touched: &[(Kind, String)]) -> Answer<Done> {
        let before = self.before()?;
        let id = self.case.row.id;
        let entry = self.writing.next();
        let mut columns: Vec<String> = Vec::new();
        let mut values: Vec<Sql> = Vec::new();
        for (column, value) in self.set.drain(..) {
            columns.push(format!("{column} = ?"));
            values.push(value);
        }
        columns.push("version = version + 1, changed = ?, changed_at = ?, changed_by = ?".into());
        values.extend([entry.into(), self.writing.at_text().into(), self.who.user.clone().into(), id.into()]);
        values.push(self.case.row.version.into());
        let sql = format!("UPDATE cases SET {} WHERE id = ? AND version = ?", columns.join(", "));
        let changed = self.writing.tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
        assert_eq!(changed, 1, "the version was compared within this transaction");
        let mut told = match details {
            Value::Object(told) => told,
            _ => Map::new(),
        };
        told.insert("before".into(), Value::Object(before));
        told.insert("version".into(), json!(self.case.row.version + 1));
        let mut rows = vec![(Kind::Case, id.to_string())];
        rows.extend_from_slice(touched);
        self.writing.entry(self.who, deed, &format!("case:{id}"), &Value::Object(told), &rows)?;
        let after = super::rows::case(self.writing.tx, id)?.expect("it was there");
        Ok(Done { case: id, version: after.row.version, state: after.row.state, entry, proposed: after.row.proposed })
    }

    /// The answer where nothing has to be done.
    fn as_is(&self) -> Done {
        let row = &self.case.row;
        Done { case: row.id, version: row.version, state: row.state, entry: self.case.changed, proposed: row.proposed }
    }
}

fn json_of(value: Sql) -> Value {
    match value {
        Sql::Null | Sql::Blob(_) => Value::Null,
        Sql::Integer(value) => json!(value),
        Sql::Real(value) => json!(value),
        Sql::Text(value) => json!(value),
    }
}

/// The value of what [`json_of`] wrote.
pub(super) fn sql_of(value: &Value) -> Sql {
    match value {
        Value::Number(number) => number.as_i64().map_or_else(|| number.as_f64().unwrap_or_default().into(), Sql::from),
        Value::String(text) => text.clone().into(),
        _ => Sql::Null,
    }
}

pub(super) fn take(writing: &mut Writing, who: &Actor, case: i64, expected: i64) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Take, case, expected)?;
    match (hand.state(), hand.case.row.assignee.clone()) {
        (State::Decided, _) => return Err(hand.wrong("a supervisor can reopen it")),
        (_, Some(by)) if by == who.user => return Ok(hand.as_is()),
        (_, Some(by)) => return Err(Refused::InOtherHand { case, by }),
        (State::Waiting, None) => {}
        (_, None) => hand.set_state(State::Taken),
    }
    hand.set("assignee", who.user.clone());
    hand.done("take", json!({}), &[])
}

pub(super) fn put_back(writing: &mut Writing, who: &Actor, case: i64, expected: i64) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Take, case, expected)?;
    hand.own_or_free()?;
    let Some(from) = hand.case.row.assignee.clone() else {
        return Err(hand.wrong("it is in nobody's hand"));
    };
    let_go(&mut hand)?;
    hand.done("put-back", json!({ "from": from }), &[])
}

/// Takes a case out of whoever's hand.
fn let_go(hand: &mut Hand) -> Answer<()> {
    match hand.state() {
        State::Decided => return Err(hand.wrong("a supervisor can reopen it")),
        State::Waiting => {}
        _ => hand.set_state(hand.fresh()),
    }
    hand.set("assignee", Sql::Null);
    Ok(())
}

pub(super) fn assign(writing: &mut Writing, who: &Actor, case: i64, expected: i64, to: Option<&str>) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::Assign, case, expected)?;
    let from = hand.case.row.assignee.clone();
    if from.as_deref() == to {
        return Ok(hand.as_is());
    }
    let_go(&mut hand)?;
    if let Some(to) = to {
        let exists = hand.writing.tx.query_row("SELECT 1 FROM users WHERE name = ?", [to], |_| Ok(())).optional()?;
        if exists.is_none() {
            return Err(Refused::Unknown { what: "user", id: to.into() });
        }
        if !works(hand.writing.tx, to, &hand.case.offices)? {
            let why =
                format!("{to} cannot work on this case; name an enabled officer or supervisor who sees its office");
            return Err(Refused::Invalid { field: "to", why });
        }
        hand.set.clear();
        if hand.state() != State::Waiting {
            hand.set_state(State::Taken);
        }
        hand.set("assignee", to.to_string());
    }
    hand.done("assign", json!({ "from": from, "to": to }), &[])
}

pub(super) fn set_due(
    writing: &mut Writing,
    who: &Actor,
    case: i64,
    expected: i64,
    due_on: Option<NaiveDate>,
) -> Answer<Done> {
    let mut hand = Hand::on(writing, who, Deed::SetDue, case, expected)?;
    if hand.state() == State::Decided {
        return Err(hand.wrong("a supervisor can reopen it"));
    }
    let day = |day: NaiveDate| day.to_string();
    let from = hand.case.row.due_on.map(day);
    hand.set("due_on", due_on.map(day).map_or(Sql::Null, Sql::from));
    hand.done("set-due", json!({ "from": from, "to": due_on.map(day) }), &[])
}
