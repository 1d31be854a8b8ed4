//! The same deed on many cases at once; each succeeds or fails by itself, and the page tells which.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::frame::Here;
use super::frame::local;
use super::seat::Sent;
use super::told;
use super::words::case as wc;
use super::words::fault as wf;
use super::words::queue as w;
use crate::cases::Actor;
use crate::cases::Answer;
use crate::cases::Decision;
use crate::cases::Done;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::report::legible::legible;
use axum::extract::State;
use chrono::DateTime;
use chrono::Utc;
use maud::html;

/// Cases of one deed.
const AT_ONCE_MAX: usize = 500;

/// What is done to all of them.
#[derive(Clone)]
enum Deed {
    Take,
    Assign(Option<String>),
    Decide(Decision),
}

impl Deed {
    fn on(&self, store: &dyn Store, who: &Actor, at: DateTime<Utc>, case: i64, version: i64) -> Answer<Done> {
        match self {
            Deed::Take => store.take(who, at, case, version),
            Deed::Assign(to) => store.assign(who, at, case, version, to.as_deref()),
            Deed::Decide(decision) => store.decide(who, at, case, version, decision),
        }
    }
}

/// `/bulk`
pub async fn bulk(State(desk): State<Desk>, sent: Sent) -> Page {
    let Sent { seat, form } = sent;
    let lang = seat.lang();
    let marked: Vec<(i64, i64)> = form
        .all("case")
        .filter_map(|text| text.split_once('.'))
        .filter_map(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?)))
        .take(AT_ONCE_MAX)
        .collect();
    if marked.is_empty() {
        return Err(Fault::Invalid(lang.t(w::B_NOTHING).into()));
    }
    let decide = |verdict| -> Result<Deed, Fault> {
        let need = |text| Fault::Invalid(lang.t(text).to_owned());
        let (reason, note) = (form.get("reason"), form.get("note"));
        if reason.is_empty() {
            return Err(need(wc::NEED_REASON));
        }
        if note.is_empty() {
            return Err(need(wc::NEED_NOTE));
        }
        Ok(Deed::Decide(Decision { verdict, reason_code: reason.into(), note: note.into(), finding: None }))
    };
    let deed = match form.get("deed") {
        "take" => Deed::Take,
        "assign" => Deed::Assign(form.some("to").map(str::to_owned)),
        "hold" => decide(Verdict::Hold)?,
        "release" => decide(Verdict::Release)?,
        _ => return Err(Fault::Invalid(lang.t(w::B_WHAT).into())),
    };
    let mut results = Vec::new();
    for (case, version) in marked {
        let (who, at, deed) = (seat.actor.clone(), desk.now(), deed.clone());
        let result = desk.ask(move |store| deed.on(store, &who, at, case, version)).await;
        results.push((case, result));
    }
    let done = results.iter().filter(|(_, result)| result.is_ok()).count();
    Ok(seat.frame(Here::Queue, lang.t(w::B_TITLE)).page(html! {
        section.panel aria-labelledby="bulk-title" {
            h1 id="bulk-title" { (lang.t(w::B_TITLE)) }
            p.lead { (lang.with(w::B_DONE, &[("n", &done)])) " · " (lang.with(w::B_FAILED, &[("n", &(results.len() - done))])) }
            table {
                thead { tr { th scope="col" { (lang.t(w::B_CASE)) } th scope="col" { (lang.t(w::B_RESULT)) } } }
                tbody {
                    @for (case, result) in &results {
                        tr {
                            th scope="row" { a href={ "/cases/" (case) } { (lang.with(wc::CASE_NO, &[("id", case)])) } }
                            td {
                                @match result {
                                    Ok(done) if done.proposed.is_some() => { (lang.t(w::B_PROPOSED)) }
                                    Ok(done) => { (lang.with(w::B_OK, &[("state", &told::state_name(done.state, lang))])) }
                                    Err(fault) => { @let (title, hint) = fault.told(lang); b { (legible(&title)) } " " (legible(&hint)) }
                                }
                            }
                        }
                    }
                }
            }
            p.actions { a.button.primary href=(local(form.get("back"))) { (lang.t(wf::BACK_TO_QUEUE)) } }
        }
    }))
}
