//! What is done to one case: taken, given, decided, approved, taken back, commented.

use super::case_evidence;
use super::case_page::Way;
use super::case_page::drawn;
use super::case_panel::Draft;
use super::desk::Desk;
use super::fault::Fault;
use super::form;
use super::form::Form;
use super::lang::Lang;
use super::seat::Seat;
use super::seat::Sent;
use super::words::case as w;
use super::words::fault as wf;
use crate::cases::Answer;
use crate::cases::Decision;
use crate::cases::Done;
use crate::cases::Finding;
use crate::cases::LineName;
use crate::cases::Outcome;
use crate::cases::Refused;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::report::legible::legible;
use axum::extract::Path;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use maud::html;

/// Characters of a note or comment.
const NOTE_MAX: usize = 8_000;

fn version(form: &Form) -> Result<i64, Fault> {
    form.number("version").ok_or(Fault::NotOurs)
}

/// A note within its length.
fn note(form: &Form, name: &str) -> Result<String, Fault> {
    let text = form.get(name).replace("\r\n", "\n");
    if text.chars().count() > NOTE_MAX { Err(Fault::TooLarge) } else { Ok(text) }
}

/// Does it, and shows the case again.
async fn act(
    desk: &Desk,
    id: i64,
    deed: impl FnOnce(&dyn Store) -> Answer<Done> + Send + 'static,
) -> Result<Response, Fault> {
    desk.ask(deed).await?;
    Ok(Redirect::to(&format!("/cases/{id}")).into_response())
}

/// `/cases/{id}/take`
pub async fn take(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (who, at, version) = (sent.seat.actor, desk.now(), version(&sent.form)?);
    act(&desk, id, move |store| store.take(&who, at, id, version)).await
}

/// `/cases/{id}/put-back`
pub async fn put_back(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (who, at, version) = (sent.seat.actor, desk.now(), version(&sent.form)?);
    act(&desk, id, move |store| store.put_back(&who, at, id, version)).await
}

/// `/cases/{id}/assign`
pub async fn assign(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (who, at, version) = (sent.seat.actor, desk.now(), version(&sent.form)?);
    let to = sent.form.some("to").map(str::to_owned);
    act(&desk, id, move |store| store.assign(&who, at, id, version, to.as_deref())).await
}

/// `/cases/{id}/due`
pub async fn due(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (who, at, version) = (sent.seat.actor, desk.now(), version(&sent.form)?);
    let day = match sent.form.some("due") {
        None => None,
        Some(text) => {
            let day = form::day(text);
            Some(day.ok_or_else(|| Fault::Invalid(sent.seat.visit.lang.t(w::NEED_DAY).into()))?)
        }
    };
    act(&desk, id, move |store| store.set_due(&who, at, id, version, day)).await
}

/// `/cases/{id}/second`
pub async fn second(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (version, note) = (version(&sent.form)?, note(&sent.form, "note")?);
    let approve = match sent.form.get("answer") {
        "approve" => true,
        "refuse" => false,
        _ => return Err(Fault::NotOurs),
    };
    let (who, at) = (sent.seat.actor, desk.now());
    act(&desk, id, move |store| store.second(&who, at, id, version, approve, &note)).await
}

/// `/cases/{id}/undo`
pub async fn undo(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (who, at, version) = (sent.seat.actor, desk.now(), version(&sent.form)?);
    act(&desk, id, move |store| store.undo(&who, at, id, version)).await
}

/// `/cases/{id}/reopen`
pub async fn reopen(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let (version, note) = (version(&sent.form)?, note(&sent.form, "note")?);
    let (who, at) = (sent.seat.actor, desk.now());
    act(&desk, id, move |store| store.reopen(&who, at, id, version, &note)).await
}

/// `/cases/{id}/comment`
pub async fn comment(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let text = note(&sent.form, "text")?;
    let (who, at) = (sent.seat.actor, desk.now());
    desk.ask(move |store| store.comment(&who, at, id, &text)).await?;
    Ok(Redirect::to(&format!("/cases/{id}#comments-title")).into_response())
}

/// `/cases/{id}/decide`: then on to the next case, unless the visitor stays. Where someone else was faster or something is
/// missing, the page comes back with all that was put in.
pub async fn decide(State(desk): State<Desk>, Path(id): Path<i64>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let version = version(&form)?;
    let way = Way::read(form.get("way"));
    let mut draft = draft(&form);
    draft.note = note(&form, "note")?;
    let decision = match decision(&draft, seat.lang()) {
        Ok(decision) => decision,
        Err(faults) => {
            draft.faults = faults;
            return again(&desk, &seat, id, &way, draft, StatusCode::UNPROCESSABLE_ENTITY, None).await;
        }
    };
    let (who, at) = (seat.actor.clone(), desk.now());
    let done = desk.ask(move |store| store.decide(&who, at, id, version, &decision)).await;
    match done {
        Ok(_) => {
            let text = way.text();
            let joint = if text.is_empty() { "" } else { "&" };
            let to = match form.has("stay") {
                true => format!("/cases/{id}?{text}"),
                false => format!("/cases/{id}/next?{text}{joint}done={id}"),
            };
            Ok(Redirect::to(&to).into_response())
        }
        Err(Fault::Refused(Refused::Invalid { field, why })) => {
            draft.faults = match field {
                "lines" => vec![seat.lang().t(w::NEED_LINES).to_owned()],
                _ => vec![format!("{field}: {why}")],
            };
            again(&desk, &seat, id, &way, draft, StatusCode::UNPROCESSABLE_ENTITY, None).await
        }
        Err(fault) if fault.status() != StatusCode::CONFLICT => Err(fault),
        Err(Fault::Refused(refused)) => again(&desk, &seat, id, &way, draft, StatusCode::CONFLICT, Some(refused)).await,
        Err(fault) => Err(fault),
    }
}

/// The case's page with the draft in its form, and above it what happened meanwhile.
async fn again(
    desk: &Desk,
    seat: &Seat,
    id: i64,
    way: &Way,
    draft: Draft,
    status: StatusCode,
    stale: Option<Refused>,
) -> Result<Response, Fault> {
    let lang = seat.lang();
    let gathered = case_evidence::gather(desk, seat, id, None).await?;
    let before = html! {
        @if let Some(refused) = stale {
            @let since = match &refused { Refused::Stale { at, .. } => *at, _ => desk.now() };
            @let (title, what) = Fault::Refused(refused).told(lang);
            div.panel.conflict role="alert" {
                h1 { (title) }
                p { (legible(&what)) }
                @let later: Vec<_> = gathered.history.iter().filter(|entry| entry.at >= since).collect();
                @if !later.is_empty() {
                    h2 { (lang.t(w::SINCE)) }
                    ul {
                        @for entry in later {
                            @let deed = case_evidence::deed_told(entry);
                            li { (desk.told(entry.at)) " · " (legible(&entry.actor)) " · " (legible(lang.words(&deed))) }
                        }
                    }
                }
                p.hint { (lang.t(wf::STALE_HINT)) }
            }
        }
    };
    Ok((status, drawn(desk, seat, &gathered, way, &draft, before)).into_response())
}

/// A ticked line: `item/declaration`.
fn line(text: &str) -> Option<LineName> {
    let (item_no, declaration_id) = text.split_once('/')?;
    Some(LineName { declaration_id: declaration_id.into(), item_no: item_no.parse().ok()? })
}

fn draft(form: &Form) -> Draft {
    let text = |name: &str| form.get(name).chars().take(NOTE_MAX).collect::<String>();
    Draft {
        verdict: text("verdict"),
        reason: text("reason"),
        note: String::new(),
        outcome: text("outcome"),
        typology: text("typology"),
        seized_kg: text("seized_kg"),
        seized_usd: text("seized_usd"),
        inspected_on: text("inspected_on"),
        lines: form.all("line").filter_map(line).collect(),
        faults: Vec::new(),
    }
}

/// The decision of a draft, or all that is missing.
fn decision(draft: &Draft, lang: Lang) -> Result<Decision, Vec<String>> {
    let mut faults = Vec::new();
    let mut need = |text| faults.push(lang.t(text).to_owned());
    let verdict = Verdict::of(&draft.verdict);
    if verdict.is_none() {
        need(w::NEED_VERDICT);
    }
    if draft.reason.is_empty() {
        need(w::NEED_REASON);
    }
    if draft.note.trim().is_empty() {
        need(w::NEED_NOTE);
    }
    let mut finding = None;
    if verdict.is_some_and(Verdict::needs_finding) {
        // What was opened and is clear has one outcome only.
        let outcome = match verdict {
            Some(Verdict::Clear) => Some(Outcome::Clear),
            _ => Outcome::of(&draft.outcome),
        };
        if outcome.is_none() {
            need(w::NEED_OUTCOME);
        }
        let day = form::day(&draft.inspected_on);
        if day.is_none() {
            need(w::NEED_DAY);
        }
        let mut number = |text: &str| match text.replace([' ', ','], "") {
            text if text.is_empty() => None,
            plain => match plain.parse::<f64>() {
                Ok(value) if value.is_finite() && value >= 0.0 => Some(value),
                _ => {
                    faults.push(lang.with(w::NEED_NUMBER, &[("value", &text)]));
                    None
                }
            },
        };
        let seized = verdict == Some(Verdict::Seizure);
        let (kg, usd) = (number(&draft.seized_kg), number(&draft.seized_usd));
        if let (Some(outcome), Some(inspected_on)) = (outcome, day) {
            finding = Some(Finding {
                outcome,
                typology: Some(draft.typology.clone()).filter(|code| seized && !code.is_empty()),
                seized_kg: kg.filter(|_| seized),
                seized_value_usd: usd.filter(|_| seized),
                inspected_on,
                lines: draft.lines.clone(),
            });
        }
    }
    match (faults.is_empty(), verdict) {
        (true, Some(verdict)) => {
            Ok(Decision { verdict, reason_code: draft.reason.clone(), note: draft.note.clone(), finding })
        }
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_needs_verdict_reason_and_note() {
        let faults = decision(&Draft::default(), Lang::En).unwrap_err();
        assert_eq!(faults.len(), 3);
        let draft =
            Draft { verdict: "inspect".into(), reason: "other".into(), note: "look".into(), ..Draft::default() };
        assert_eq!(decision(&draft, Lang::En).unwrap().finding, None);
    }

    #[test]
    fn a_seizure_needs_what_was_found() {
        let draft = Draft {
            verdict: "seizure".into(),
            reason: "found-hidden".into(),
            note: "ingots below tiles".into(),
            seized_kg: "a lot".into(),
            ..Draft::default()
        };
        assert_eq!(decision(&draft, Lang::Zh).unwrap_err().len(), 3);
        let draft = Draft {
            outcome: "false_declaration".into(),
            seized_kg: "1,250.5".into(),
            inspected_on: "2026-11-20".into(),
            typology: "T5".into(),
            ..draft
        };
        let finding = decision(&draft, Lang::Zh).unwrap().finding.unwrap();
        assert_eq!((finding.seized_kg, finding.typology.as_deref()), (Some(1250.5), Some("T5")));
    }

    #[test]
    fn the_ticked_lines_are_those_that_were_opened() {
        let form = "verdict=clear&reason=as-declared&inspected_on=2026-11-20&line=2%2F5304%2F77&line=1%2FD1&line=x%2FD1&line=3";
        let mut draft = draft(&Form::read(form.as_bytes()));
        draft.note = "two of three crates".into();
        let line = |item_no, declaration: &str| LineName { declaration_id: declaration.into(), item_no };
        let finding = decision(&draft, Lang::En).unwrap().finding.unwrap();
        assert_eq!(finding.lines, [line(2, "5304/77"), line(1, "D1")]);
    }
}
