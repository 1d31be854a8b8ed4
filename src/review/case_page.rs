//! A case: why it is here, the evidence, and beside it what can be done with one key.

use super::case_evidence;
use super::case_panel::Draft;
use super::case_panel::panel;
use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::form::Form;
use super::frame::Here;
use super::frame::Shown;
use super::lang::Lang;
use super::query::Query;
use super::seat::Seat;
use super::sheet;
use super::told;
use super::words::case as w;
use crate::cases::CaseFile;
use crate::cases::Deed;
use crate::report::legible::legible;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use maud::Markup;
use maud::html;

/// The filter that a visitor came with, and the place in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub query: Query,
    pub place: Option<u64>,
}

impl Way {
    pub(super) fn read(text: &str) -> Way {
        Way { query: Query::read(text), place: Form::read(text.as_bytes()).number("at") }
    }

    /// The address's part behind `?`.
    pub(super) fn text(&self) -> String {
        match self.place {
            Some(place) => told::way(&self.query, place),
            None => self.query.text(),
        }
    }

    /// The page of the queue on which the case stands.
    fn queue(&self) -> String {
        self.query.address(self.place.map_or(1, |place| place / u64::from(super::query::ROWS) + 1))
    }
}

/// `/cases/{id}`
pub async fn case(State(desk): State<Desk>, seat: Seat, Path(id): Path<i64>, RawQuery(text): RawQuery) -> Page {
    let text = text.unwrap_or_default();
    let done = Form::read(text.as_bytes()).number::<i64>("done").filter(|done| *done != id);
    let way = Way::read(&text);
    let gathered = case_evidence::gather(&desk, &seat, id, done).await?;
    let draft = Draft::default();
    Ok(drawn(&desk, &seat, &gathered, &way, &draft, html! {}))
}

/// The page, with a draft that was not sent yet and what is to be told before it.
pub(super) fn drawn(
    desk: &Desk,
    seat: &Seat,
    gathered: &case_evidence::Gathered,
    way: &Way,
    draft: &Draft,
    before: Markup,
) -> Shown {
    let lang = seat.lang();
    let (case, rules) = (&gathered.case, desk.store.rules());
    let lines = case_evidence::sheet_lines(gathered, seat, desk);
    let title = lang.with(w::CASE_NO, &[("id", &case.row.id)]);
    seat.frame(Here::Case, title).page(html! {
        @if let Some(done) = &gathered.done { (super::flash::flash(done, seat, desk.now(), rules)) }
        (before)
        (walk(case, way, lang))
        div.case {
            div.evidence { (sheet::sheet(&lines.input(), lang)) }
            (panel(desk, seat, gathered, way, draft))
        }
    })
}

/// Where the case stands among the others, and the way to the next.
fn walk(case: &CaseFile, way: &Way, lang: Lang) -> Markup {
    let row = &case.row;
    let text = way.text();
    html! {
        nav.walk aria-label=(lang.t(w::TO_QUEUE)) {
            a.button href=(way.queue()) data-key="q" { "← " (lang.t(w::TO_QUEUE)) " " kbd aria-hidden="true" { "q" } }
            div.place {
                h1 { (lang.with(w::CASE_NO, &[("id", &row.id)])) } " · "
                (lang.with(w::NIGHT, &[("day", &row.night)])) " · " (lang.with(w::RANK, &[("rank", &row.rank)]))
                @if !row.office.is_empty() { " · " (lang.t(w::OFFICE)) " " bdi { (legible(&row.office)) } }
                @if let Some(before) = row.refers_to { " · " a href={ "/cases/" (before) } { (lang.with(w::REFERS, &[("id", &before)])) } }
            }
            span.steps {
                a.button href={ "/cases/" (row.id) "/previous?" (text) } rel="prev" data-key="p" { (lang.t(w::PREVIOUS)) " " kbd aria-hidden="true" { "p" } }
                a.button href={ "/cases/" (row.id) "/next?" (text) } rel="next" data-key="n" { (lang.t(w::NEXT)) " " kbd aria-hidden="true" { "n" } }
            }
        }
        @if let Some(exception) = row.exception { p.notice { (lang.with(w::EXCEPTED, &[("id", &exception)])) } }
        @if !row.state.open() && row.decided_by.is_some() {
            p.notice { (told::state(row.state, row.verdict, row.proposed, lang)) }
        }
    }
}

/// `/cases/{id}/next`
pub async fn next(desk: State<Desk>, seat: Seat, id: Path<i64>, text: RawQuery) -> Result<Response, Fault> {
    step(desk, seat, id, text, true).await
}

/// `/cases/{id}/previous`
pub async fn previous(desk: State<Desk>, seat: Seat, id: Path<i64>, text: RawQuery) -> Result<Response, Fault> {
    step(desk, seat, id, text, false).await
}

async fn step(
    State(desk): State<Desk>,
    seat: Seat,
    Path(id): Path<i64>,
    RawQuery(text): RawQuery,
    forward: bool,
) -> Result<Response, Fault> {
    let text = text.unwrap_or_default();
    let way = Way::read(&text);
    let done = Form::read(text.as_bytes()).number::<i64>("done");
    let filter = way.query.filter(&seat.actor.user, desk.today());
    let who = seat.actor.clone();
    let beside = desk.ask(move |store| store.queue_step(&who, &filter, id, way.place, forward)).await?;
    let told_done = |joint: char| done.map_or(String::new(), |done| format!("{joint}done={done}"));
    let Some((to, place)) = beside else {
        let queue = way.queue();
        let joint = if queue.contains('?') { '&' } else { '?' };
        return Ok(Redirect::to(&format!("{queue}{}", told_done(joint))).into_response());
    };
    let to = told::case_address(to, &way.query, place) + &told_done('&');
    Ok(Redirect::to(&to).into_response())
}

/// Whether a role that sees cases may see the buttons of the panel at all.
pub(super) fn acts(seat: &Seat) -> bool {
    seat.may(Deed::Take) || seat.may(Deed::Decide)
}
