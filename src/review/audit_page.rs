//! The audit log: who did what, and whether the log is as it was written.

use super::case_evidence::deed_told;
use super::case_evidence::note_of;
use super::desk::Desk;
use super::fault::Page;
use super::form;
use super::form::Form;
use super::frame::Here;
use super::frame::role_name;
use super::lang::Lang;
use super::seat::Seat;
use super::words::offices as w;
use super::words::queue as wq;
use crate::cases::Deed;
use crate::cases::Entry;
use crate::cases::LogFilter;
use crate::cases::Role;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::RawQuery;
use axum::extract::State;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;
use chrono::Utc;
use maud::Markup;
use maud::html;

/// Entries on a page.
const ENTRIES: u32 = 100;

/// `/audit`
pub async fn audit(State(desk): State<Desk>, seat: Seat, RawQuery(text): RawQuery) -> Page {
    seat.must(Deed::ViewAudit)?;
    let form = Form::read(text.unwrap_or_default().as_bytes());
    let offset = TimeDelta::hours(i64::from(desk.store.rules().utc_offset_hours));
    let begins = |day: NaiveDate| -> DateTime<Utc> { day.and_time(NaiveTime::MIN).and_utc() - offset };
    let day = |name: &str| form::day(form.get(name));
    let kept = |name: &str| form.some(name).map(|text| text.chars().take(200).collect::<String>());
    let filter = LogFilter {
        actor: kept("actor"),
        deed: kept("deed"),
        subject: kept("subject"),
        since: day("since").map(begins),
        until: day("until").and_then(|day| day.succ_opt()).map(begins),
        before: form.number("before"),
    };
    let who = seat.actor.clone();
    let (entries, head) = desk.ask(move |store| Ok((store.log(&who, &filter, ENTRIES)?, store.head()?))).await?;
    let lang = seat.lang();
    let older = (entries.len() == ENTRIES as usize).then(|| entries.last().map(|entry| entry.number)).flatten();
    Ok(seat.frame(Here::Audit, lang.t(w::AUDIT)).page(html! {
        div.bar {
            h1 { (lang.t(w::AUDIT)) }
            span.join {
                a.button href="/audit.csv" { (lang.t(wq::EXPORT)) }
                @if seat.may(Deed::VerifyAudit) { a.button href="/audit/verify" { (lang.t(w::VERIFY)) } }
            }
        }
        p.hint { (lang.with(w::AUDIT_HEAD, &[("n", &numbers::grouped(head.number.unsigned_abs()))])) " " code { (head.sha256) } }
        (filters(&form, lang))
        @if entries.is_empty() { div.empty { p { (lang.t(w::NO_ENTRIES)) } } } @else {
            section.panel {
                div.wide tabindex="0" role="group" aria-label=(lang.t(w::AUDIT)) {
                    table.log {
                        thead { tr { @for name in [w::A_NUMBER, w::A_AT, w::A_WHO, w::A_DEED, w::A_SUBJECT, w::A_DETAILS] { th scope="col" { (lang.t(name)) } } } }
                        tbody { @for entry in &entries { (row(entry, &desk, &seat)) } }
                    }
                }
            }
        }
        @if let Some(before) = older { p.actions { a.button href={ "/audit?" (form_text(&form)) "before=" (before) } { (lang.t(w::OLDER)) } } }
    }))
}

fn row(entry: &Entry, desk: &Desk, seat: &Seat) -> Markup {
    let lang = seat.lang();
    let note = note_of(entry, seat);
    let case = entry.subject.strip_prefix("case:").and_then(|id| id.parse::<i64>().ok());
    html! {
        tr {
            td.n { (entry.number) }
            td.date { (desk.told(entry.at)) }
            td { (legible(&entry.actor)) " " span.soft { (role_told(&entry.role, lang)) } }
            td { (legible(lang.words(&deed_told(entry)))) }
            td.subject title=[case.is_none().then(|| legible(&entry.subject))] { @match case { Some(id) => { a href={ "/cases/" (id) } { (legible(&entry.subject)) } } None => { (legible(&entry.subject)) } } }
            td.details {
                @if !note.is_empty() { p { (legible(&note)) } }
                details.numbers {
                    summary { (lang.t(w::A_WRITTEN)) " · " code title=(entry.sha256) { (&entry.sha256[..entry.sha256.len().min(12)]) } }
                    code { (legible(&entry.details)) }
                }
            }
        }
    }
}

/// As what somebody acted; the program acts by itself.
fn role_told(role: &str, lang: Lang) -> String {
    match Role::of(role) {
        Some(role) => role_name(role, lang).to_owned(),
        None if role == "program" => lang.t(w::A_PROGRAM).to_owned(),
        None => legible(role),
    }
}

fn form_text(form: &Form) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for name in ["actor", "deed", "subject", "since", "until"] {
        if let Some(value) = form.some(name) {
            out.append_pair(name, value);
        }
    }
    let text = out.finish();
    if text.is_empty() { text } else { text + "&" }
}

fn filters(form: &Form, lang: Lang) -> Markup {
    html! {
        form.span action="/audit" method="get" {
            label for="actor" { (lang.t(w::A_WHO)) } input type="text" id="actor" name="actor" maxlength="64" value=(form.get("actor"));
            label for="deed" { (lang.t(w::A_DEED)) } input type="text" id="deed" name="deed" maxlength="40" value=(form.get("deed"));
            label for="subject" { (lang.t(w::A_SUBJECT)) } input type="text" id="subject" name="subject" maxlength="120" placeholder="case:17" value=(form.get("subject"));
            label for="since" { (lang.t(w::SINCE)) } input type="date" id="since" name="since" value=(form.get("since"));
            label for="until" { (lang.t(w::UNTIL)) } input type="date" id="until" name="until" value=(form.get("until"));
            button type="submit" { (lang.t(wq::APPLY)) }
        }
    }
}

/// `/audit/verify`
pub async fn verify(State(desk): State<Desk>, seat: Seat) -> Page {
    seat.must(Deed::VerifyAudit)?;
    let who = seat.actor.clone();
    let proof = desk.ask(move |store| store.verify(&who, &[])).await?;
    let lang = seat.lang();
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("entries", &numbers::grouped(proof.entries.unsigned_abs())), ("rows", &numbers::grouped(proof.rows))];
    Ok(seat.frame(Here::Audit, lang.t(w::VERIFY)).page(html! {
        p { a href="/audit" { "← " (lang.t(w::AUDIT)) } }
        section.panel {
            h1 { (lang.t(w::VERIFY)) }
            @if proof.whole() {
                p.good role="status" { (lang.with(w::WHOLE, &values)) }
            } @else {
                p.faults role="alert" { (lang.with(w::NOT_WHOLE, &values)) }
                table {
                    thead { tr { th scope="col" { (lang.t(w::A_NUMBER)) } th scope="col" { (lang.t(w::A_SUBJECT)) } th scope="col" { (lang.t(w::A_DETAILS)) } } }
                    tbody { @for fault in &proof.faults { tr { td.n { @if let Some(entry) = fault.entry { (entry) } } td { (legible(&fault.row)) } td { (legible(&fault.what)) } } } }
                }
                p { (lang.t(w::NOT_WHOLE_HINT)) }
            }
            p.hint { (lang.with(w::AUDIT_HEAD, &[("n", &numbers::grouped(proof.head.number.unsigned_abs()))])) " " code { (proof.head.sha256) } }
            @match &proof.anchor {
                Some(anchor) => { p.hint { (lang.with(w::ANCHOR, &[("n", &anchor.number)])) } }
                None => { p.hint { (lang.t(w::NO_ANCHOR)) } }
            }
        }
    }))
}
