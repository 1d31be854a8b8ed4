//! What a case's page is drawn from, asked of the store in one go.

use super::desk::Desk;
use super::fault::Fault;
use super::seat::Seat;
use super::sheet::HistoryLine;
use super::sheet::Outcome;
use super::sheet::SheetInput;
use super::sheet::SimilarCase;
use super::sheet::TimelineLine;
use super::told;
use super::words::case as w;
use crate::cases;
use crate::cases::Belongs;
use crate::cases::CaseFile;
use crate::cases::Deed;
use crate::cases::Dossier;
use crate::cases::Entry;
use crate::cases::Party;
use crate::cases::User;
use crate::cases::Verdict;
use crate::cases::Words;
use crate::cases::allowed;
use chrono::TimeDelta;

/// How far back a party's timeline goes, and how many lines it shows.
const TIMELINE_DAYS: i64 = 730;
const TIMELINE_LINES: u32 = 400;
const SIMILAR: u32 = 8;

/// Everything about a case that its page shows.
#[derive(Clone)]
pub(super) struct Gathered {
    pub case: CaseFile,
    pub history: Vec<Entry>,
    pub similar: Vec<cases::SimilarCase>,
    pub exporter: Vec<cases::TimelineLine>,
    pub consignee: Vec<cases::TimelineLine>,
    /// To whom it can be given.
    pub hands: Vec<User>,
    /// The case that was decided just before.
    pub done: Option<CaseFile>,
}

/// Asks the store.
pub(super) async fn gather(desk: &Desk, seat: &Seat, id: i64, done: Option<i64>) -> Result<Gathered, Fault> {
    let who = seat.actor.clone();
    let assigns = seat.may(Deed::Assign) && seat.may(Deed::ViewUsers);
    desk.ask(move |store| {
        let case = store.case(&who, id)?;
        let row = &case.row;
        let (since, until) = (row.accepted_on - TimeDelta::days(TIMELINE_DAYS), row.accepted_on + TimeDelta::days(60));
        let exporter = match row.exporter_id.is_empty() {
            true => Vec::new(),
            false => store.timeline(&who, &Party::Exporter(row.exporter_id.clone()), since, until, TIMELINE_LINES)?,
        };
        let consignee = match row.consignee_id.is_empty() && row.consignee_name.is_empty() {
            true => Vec::new(),
            false => {
                let party = Party::Consignee { id: row.consignee_id.clone(), name: row.consignee_name.clone() };
                store.timeline(&who, &party, since, until, TIMELINE_LINES)?
            }
        };
        let mut hands = if assigns { store.users(&who)? } else { Vec::new() };
        hands.retain(|user| !user.disabled && allowed(user.role, Deed::Take) && user.actor().sees(&row.office));
        Ok(Gathered {
            history: store.history(&who, id)?,
            similar: store.similar(&who, id, SIMILAR)?,
            done: done.and_then(|done| store.case(&who, done).ok()),
            exporter,
            consignee,
            hands,
            case,
        })
    })
    .await
}

/// The sheet's input, owned.
pub(super) struct SheetLines {
    dossiers: Vec<Dossier>,
    belongs: Belongs,
    exporter: Vec<TimelineLine>,
    consignee: Vec<TimelineLine>,
    similar: Vec<SimilarCase>,
    history: Vec<HistoryLine>,
}

impl SheetLines {
    /// As the sheet takes it.
    pub(super) fn input(&self) -> SheetInput<'_> {
        SheetInput {
            dossiers: &self.dossiers,
            belongs: (self.dossiers.len() > 1).then_some(&self.belongs),
            exporter_lines: &self.exporter,
            consignee_lines: &self.consignee,
            similar: &self.similar,
            history: &self.history,
        }
    }
}

/// From what the store said to what the sheet draws.
pub(super) fn sheet_lines(gathered: &Gathered, seat: &Seat, desk: &Desk) -> SheetLines {
    let case = &gathered.case;
    let own: Vec<(&str, i32)> =
        case.lines.iter().map(|line| (line.dossier.declaration_id.as_str(), line.dossier.item_no)).collect();
    let line = |line: &cases::TimelineLine| {
        let declared = &line.line;
        TimelineLine {
            day: declared.accepted_on,
            declaration_id: declared.declaration_id.clone(),
            item_no: declared.item_no,
            hs_code: declared.hs_code.clone(),
            mineral: declared.mineral.clone(),
            destination: declared.destination.clone(),
            mass_kg: declared.net_mass_kg,
            value_usd: declared.value_usd,
            risk: declared.risk,
            lane: declared.lane.clone(),
            outcome: known_of(line),
            case_outcome: line.case_outcome.filter(|_| line.outcome.is_none()).map(|outcome| found(Some(outcome))),
            own: own.contains(&(declared.declaration_id.as_str(), declared.item_no)),
        }
    };
    SheetLines {
        dossiers: case.lines.iter().map(|line| line.dossier.clone()).collect(),
        belongs: Belongs { key: String::new(), kind: case.row.kind.clone(), why: case.row.why.clone() },
        exporter: gathered.exporter.iter().map(line).collect(),
        consignee: gathered.consignee.iter().map(line).collect(),
        similar: gathered.similar.iter().map(likeness).collect(),
        history: gathered
            .history
            .iter()
            .map(|entry| HistoryLine {
                at: desk.told(entry.at),
                who: entry.actor.clone(),
                deed: deed_told(entry),
                note: note_of(entry, seat),
            })
            .collect(),
    }
}

/// What is known of a line by the case it stands in.
fn known_of(line: &cases::TimelineLine) -> Outcome {
    match line.state {
        None => Outcome::NotExamined,
        Some(cases::State::Decided) => found(line.outcome),
        Some(_) => Outcome::Open,
    }
}

/// What an inspection found. A case that was decided without one, as a release is, was not examined.
fn found(outcome: Option<cases::Outcome>) -> Outcome {
    outcome.map_or(Outcome::NotExamined, |outcome| Outcome::of_finding(outcome.name()))
}

fn likeness(similar: &cases::SimilarCase) -> SimilarCase {
    let row = &similar.row;
    SimilarCase {
        number: row.id.to_string(),
        link: format!("/cases/{}", row.id),
        opened_on: row.night,
        goods: row.goods.clone(),
        hs_code: row.hs_code.clone(),
        mineral: row.mineral.clone(),
        exporter: told::party(&row.exporter_name, &row.exporter_id).to_owned(),
        destination: row.destination.clone(),
        risk: row.risk,
        outcome: found(row.outcome),
        seized_kg: None,
        alike: similar.shares.iter().map(|shared| shared_told(shared)).collect(),
    }
}

fn shared_told(shared: &str) -> Words {
    let (en, zh) = match shared {
        "exporter" => ("same exporter", "同一出口商"),
        "consignee" => ("same consignee", "同一收货人"),
        "heading" => ("same heading", "同一品目"),
        "destination" => ("same destination", "同一目的国"),
        "typology" => ("same typology", "同一手法"),
        "mineral" => ("same mineral", "同一矿产"),
        other => (other, other),
    };
    Words { en: en.into(), zh: zh.into() }
}

/// A deed of the audit log in words.
pub(super) fn deed_told(entry: &Entry) -> Words {
    let text = match entry.deed.as_str() {
        "open" => w::DEED_OPEN,
        "join" => w::DEED_JOIN,
        "withdraw" => w::DEED_WITHDRAW,
        "shrink" => w::DEED_SHRINK,
        "open-night" => w::DEED_OPEN_NIGHT,
        "except" => w::DEED_EXCEPT,
        "end-exception" => w::DEED_END_EXCEPTION,
        "save-view" => w::DEED_SAVE_VIEW,
        "forget-view" => w::DEED_FORGET_VIEW,
        "export-labels" => w::DEED_LABELS,
        "add-user" => w::DEED_ADD_USER,
        "set-role" => w::DEED_SET_ROLE,
        "set-password" => w::DEED_SET_PASSWORD,
        "disable-user" => w::DEED_DISABLE_USER,
        "enable-user" => w::DEED_ENABLE_USER,
        "login" => w::DEED_LOGIN,
        "login-failed" => w::DEED_LOGIN_FAILED,
        "logout" => w::DEED_LOGOUT,
        "take" => w::DEED_TAKE,
        "put-back" => w::DEED_PUT_BACK,
        "assign" => w::DEED_ASSIGN,
        "set-due" => w::DEED_SET_DUE,
        "decide" => w::DEED_DECIDE,
        "propose" => w::DEED_PROPOSE,
        "approve" => w::DEED_APPROVE,
        "refuse" => w::DEED_REFUSE,
        "undo" => w::DEED_UNDO,
        "reopen" => w::DEED_REOPEN,
        "comment" => w::DEED_COMMENT,
        "attach" => w::DEED_ATTACH,
        "export" => w::DEED_EXPORT,
        other => return Words { en: other.replace('-', " "), zh: other.replace('-', " ") },
    };
    Words { en: text.en.into(), zh: text.zh.into() }
}

/// What an entry's particulars say in words: verdict, reason and note.
pub(super) fn note_of(entry: &Entry, seat: &Seat) -> String {
    let lang = seat.lang();
    let Ok(details) = serde_json::from_str::<serde_json::Value>(&entry.details) else { return String::new() };
    let text = |key: &str| find(&details, key).unwrap_or_default();
    let verdict = Verdict::of(&text("verdict")).map(|verdict| told::verdict_name(verdict, lang).to_owned());
    // A verdict's reason is a code, an exception's somebody's own words.
    let reason = ["reason_code", "reason"].map(text).into_iter().find(|code| cases::reason_of(code).is_some());
    let told_reason = reason.as_ref().map(|code| told::reason_name(code, lang));
    let rest = ["note", "text", "reason", "to", "due_on", "name", "what"]
        .map(text)
        .into_iter()
        .filter(|text| !text.is_empty() && reason.as_ref() != Some(text));
    verdict.into_iter().chain(told_reason).chain(rest).collect::<Vec<_>>().join(" · ")
}

/// A text of that name, at the top or one object deep.
fn find(value: &serde_json::Value, key: &str) -> Option<String> {
    let object = value.as_object()?;
    let own = object.get(key).and_then(|value| value.as_str()).map(str::to_owned);
    own.or_else(|| object.values().filter_map(|inner| inner.as_object()?.get(key)?.as_str().map(str::to_owned)).next())
}
