//! What is known honest: by whom it was said, about what, why, and until when.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::frame::Here;
use super::lang::Lang;
use super::seat::Seat;
use super::seat::Sent;
use super::told;
use super::words::offices as w;
use crate::cases::Deed;
use crate::cases::Exception;
use crate::cases::Scope;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use chrono::NaiveDate;
use chrono::TimeDelta;
use maud::Markup;
use maud::html;

/// `/exceptions`
pub async fn exceptions(State(desk): State<Desk>, seat: Seat) -> Page {
    seat.must(Deed::ViewExceptions)?;
    let who = seat.actor.clone();
    let known = desk.ask(move |store| store.exceptions(&who)).await?;
    let (lang, today) = (seat.lang(), desk.today());
    let (standing, past): (Vec<_>, Vec<_>) =
        known.iter().partition(|exception| exception.ended.is_none() && exception.expires_on > today);
    Ok(seat.frame(Here::Exceptions, lang.t(w::EXCEPTIONS)).page(html! {
        h1 { (lang.t(w::EXCEPTIONS)) }
        p.lead { (lang.t(w::EXCEPTIONS_LEAD)) }
        @if seat.may(Deed::Except) { (form(&seat, today, desk.store.rules().exception_days)) }
        (table(&standing, w::IN_FORCE, "standing", &seat, &desk))
        @if !past.is_empty() { (table(&past, w::ENDED, "past", &seat, &desk)) }
    }))
}

fn scope_told(scope: &Scope, lang: Lang) -> Markup {
    let parts = [
        (w::X_EXPORTER, scope.exporter_id.clone()),
        (w::X_CONSIGNEE, scope.consignee.clone()),
        (w::X_CODE, scope.hs_prefix.clone()),
        (w::X_MINERAL, scope.mineral.as_deref().map(|mineral| told::mineral(mineral, lang))),
        (w::X_SIGNAL, scope.signal.clone()),
    ];
    html! { ul.plain { @for (name, value) in parts { @if let Some(value) = value { li { span.soft { (lang.t(name)) } " " bdi { (legible(&value)) } } } } } }
}

fn table(known: &[&Exception], title: super::lang::Text, id: &str, seat: &Seat, desk: &Desk) -> Markup {
    let lang = seat.lang();
    html! {
        section.panel aria-labelledby=(id) {
            h2 id=(id) { (lang.t(title)) " " span.soft { (known.len()) } }
            @if known.is_empty() { p.soft { (lang.t(w::NO_EXCEPTIONS)) } } @else {
                table {
                    thead { tr { @for name in [w::A_NUMBER, w::X_SCOPE, w::X_WHY, w::X_BY, w::X_UNTIL, w::X_CASES] { th scope="col" { (lang.t(name)) } } } }
                    tbody {
                        @for exception in known {
                            tr {
                                td.n { (exception.id) }
                                td { (scope_told(&exception.scope, lang)) }
                                td { (legible(&exception.reason)) }
                                td { (legible(&exception.author)) p.soft { (desk.told(exception.made_at)) } }
                                td { (exception.expires_on)
                                    @if let Some((by, at)) = &exception.ended { p.soft { (lang.with(w::X_ENDED_BY, &[("user", &legible(by)), ("at", &desk.told(*at))])) } }
                                    @else if seat.may(Deed::Except) && id == "standing" {
                                        details.drop {
                                            summary.link { (lang.t(w::X_END)) }
                                            form.pop action="/exceptions/end" method="post" {
                                                (seat.token())
                                                input type="hidden" name="id" value=(exception.id);
                                                label for={ "why-" (exception.id) } { (lang.t(w::X_WHY)) }
                                                input type="text" id={ "why-" (exception.id) } name="reason" required maxlength="500";
                                                button type="submit" { (lang.t(w::X_END)) }
                                            }
                                        }
                                    }
                                }
                                td.n { (numbers::grouped(exception.cases)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn form(seat: &Seat, today: NaiveDate, days_max: u32) -> Markup {
    let lang = seat.lang();
    let field = |id: &str, name, hint: &str| {
        html! { div { label for=(id) { (lang.t(name)) } input type="text" id=(id) name=(id) maxlength="200" placeholder=(hint); } }
    };
    html! {
        details.panel {
            summary { h2 { (lang.t(w::X_NEW)) } }
            p.hint { (lang.t(w::X_HINT)) }
            form action="/exceptions" method="post" {
                (seat.token())
                div.fields {
                    (field("exporter", w::X_EXPORTER, ""))
                    (field("consignee", w::X_CONSIGNEE, ""))
                    (field("code", w::X_CODE, "811010"))
                    (field("mineral", w::X_MINERAL, "antimony"))
                    (field("signal", w::X_SIGNAL, "unit-value-below-peers"))
                    div { label for="expires" { (lang.t(w::X_UNTIL)) }
                        input type="date" id="expires" name="expires" required min=(today + TimeDelta::days(1)) max=(today + TimeDelta::days(i64::from(days_max))) value=(today + TimeDelta::days(90)); }
                }
                label for="reason" { (lang.t(w::X_WHY)) }
                textarea id="reason" name="reason" rows="2" maxlength="2000" required {}
                p.actions { button.primary type="submit" { (lang.t(w::X_ADD)) } }
            }
        }
    }
}

/// `/exceptions`, sent
pub async fn add(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let text = |name: &str| form.some(name).map(|text| text.chars().take(200).collect::<String>());
    let scope = Scope {
        exporter_id: text("exporter"),
        consignee: text("consignee"),
        hs_prefix: text("code"),
        mineral: text("mineral"),
        signal: text("signal"),
    };
    let expires: NaiveDate =
        form.get("expires").parse().map_err(|_| Fault::Invalid(seat.lang().t(w::X_UNTIL).to_owned()))?;
    let (who, at, reason) = (seat.actor, desk.now(), form.get("reason").to_owned());
    desk.ask(move |store| store.except(&who, at, &scope, &reason, expires)).await?;
    Ok(Redirect::to("/exceptions").into_response())
}

/// `/exceptions/end`
pub async fn end(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let id = sent.form.number("id").ok_or(Fault::NotOurs)?;
    let (who, at, reason) = (sent.seat.actor, desk.now(), sent.form.get("reason").to_owned());
    desk.ask(move |store| store.end_exception(&who, at, id, &reason)).await?;
    Ok(Redirect::to("/exceptions").into_response())
}
