//! Views of the queue that someone keeps.

use super::desk::Desk;
use super::fault::Fault;
use super::frame::local;
use super::query::Query;
use super::seat::Sent;
use super::words::queue as w;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;

/// `/views`
pub async fn save(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let name: String = form.get("name").chars().filter(|c| !c.is_control()).take(60).collect();
    if name.trim().is_empty() {
        return Err(Fault::Invalid(seat.lang().t(w::VIEW_NAME).to_owned()));
    }
    let query = Query::read(form.get("query"));
    let (to, text, shared) = (query.address(1), query.text(), form.has("shared"));
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.save_view(&who, at, &name, &text, shared)).await?;
    Ok(Redirect::to(&to).into_response())
}

/// `/views/forget`
pub async fn forget(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let id = form.number("id").ok_or(Fault::NotOurs)?;
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.forget_view(&who, at, id)).await?;
    Ok(Redirect::to(local(form.get("back"))).into_response())
}
