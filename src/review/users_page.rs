//! Accounts: who there is, as what they act, and within which offices.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::frame::Here;
use super::frame::role_name;
use super::lang::Lang;
use super::login::weak_told;
use super::password;
use super::seat::Seat;
use super::seat::Sent;
use super::words::frame as wf;
use super::words::login as wl;
use super::words::offices as w;
use crate::cases::Deed;
use crate::cases::Role;
use crate::cases::User;
use crate::report::legible::legible;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::Redirect;
use axum::response::Response;
use maud::Markup;
use maud::html;

/// `/users`
pub async fn users(State(desk): State<Desk>, seat: Seat) -> Page {
    seat.must(Deed::ViewUsers)?;
    let who = seat.actor.clone();
    let users = desk.ask(move |store| store.users(&who)).await?;
    let lang = seat.lang();
    let manages = seat.may(Deed::ManageUsers);
    Ok(seat.frame(Here::Users, lang.t(w::USERS)).page(html! {
        h1 { (lang.t(w::USERS)) " " span.soft { (users.len()) } }
        @if manages { (new_user(&seat)) }
        section.panel {
            div.wide tabindex="0" role="group" aria-label=(lang.t(w::USERS)) {
                table {
                    thead { tr {
                        @for name in [wl::USER, wl::ROLE, wl::OFFICES, w::U_STATE, w::U_LAST] { th scope="col" { (lang.t(name)) } }
                        @if manages { th scope="col" { (lang.t(w::U_CHANGE)) } }
                    } }
                    tbody {
                        @for user in &users {
                            tr {
                                th scope="row" { (legible(&user.name)) }
                                td { (role_name(user.role, lang)) }
                                td { (offices_told(user, lang)) }
                                td {
                                    @if user.disabled { span.tag { (lang.t(w::U_DISABLED)) } }
                                    @else if user.locked_until.is_some_and(|until| until > desk.now()) { span.tag { (lang.t(w::U_LOCKED)) } }
                                    @else { (lang.t(w::U_ENABLED)) }
                                    @if user.must_change_password { " " span.soft { (lang.t(w::U_MUST)) } }
                                }
                                td { @match user.last_login_at { Some(at) => { (desk.told(at)) } None => { (lang.t(w::U_NEVER)) } } }
                                @if manages { td { (changes(user, &seat)) } }
                            }
                        }
                    }
                }
            }
        }
    }))
}

fn offices_told(user: &User, lang: Lang) -> String {
    match &user.offices {
        None => lang.t(wf::ALL_OFFICES).to_owned(),
        Some(offices) => legible(&offices.join(", ")),
    }
}

fn roles(chosen: Option<Role>, id: &str, lang: Lang) -> Markup {
    html! {
        select id=(id) name="role" { @for role in Role::ALL { option value=(role.name()) selected[chosen == Some(role)] { (role_name(role, lang)) } } }
    }
}

fn new_user(seat: &Seat) -> Markup {
    let lang = seat.lang();
    html! {
        details.panel {
            summary { h2 { (lang.t(w::U_NEW)) } }
            form action="/users" method="post" autocomplete="off" {
                (seat.token())
                div.fields {
                    div { label for="new-name" { (lang.t(wl::USER)) } input type="text" id="new-name" name="name" required maxlength="64" autocapitalize="none"; }
                    div { label for="new-role" { (lang.t(wl::ROLE)) } (roles(Some(Role::Officer), "new-role", lang)) }
                    div { label for="new-offices" { (lang.t(wl::OFFICES)) } input type="text" id="new-offices" name="offices" maxlength="2000" aria-describedby="offices-hint"; }
                    div { label for="new-password" { (lang.t(wl::PASSWORD)) } input type="password" id="new-password" name="password" required autocomplete="new-password" maxlength=(password::BYTES_MAX); }
                }
                p.hint id="offices-hint" { (lang.t(w::U_OFFICES_HINT)) " " (lang.with(wl::RULE, &[("min", &password::CHARACTERS_MIN)])) " " (lang.t(w::U_FIRST)) }
                p.actions { button.primary type="submit" { (lang.t(w::U_ADD)) } }
            }
        }
    }
}

fn changes(user: &User, seat: &Seat) -> Markup {
    let lang = seat.lang();
    let name = html! { (seat.token()) input type="hidden" name="name" value=(user.name); };
    html! {
        details.drop {
            summary.link { (lang.t(w::U_CHANGE)) span.unseen { " " (user.name) } }
            div.pop {
                form action="/users/role" method="post" {
                    (name)
                    label for={ "role-" (user.name) } { (lang.t(wl::ROLE)) } (roles(Some(user.role), &format!("role-{}", user.name), lang))
                    label for={ "offices-" (user.name) } { (lang.t(wl::OFFICES)) }
                    input type="text" id={ "offices-" (user.name) } name="offices" maxlength="2000" value=[user.offices.as_ref().map(|offices| offices.join(", "))];
                    p.hint { (lang.t(w::U_OFFICES_HINT)) }
                    button type="submit" { (lang.t(w::U_SAVE)) }
                }
                form action="/users/password" method="post" {
                    (name)
                    label for={ "password-" (user.name) } { (lang.t(wl::NEW)) }
                    input type="password" id={ "password-" (user.name) } name="password" required autocomplete="new-password" maxlength=(password::BYTES_MAX);
                    button type="submit" { (lang.t(w::U_PASSWORD)) }
                }
                form action="/users/disable" method="post" {
                    (name)
                    input type="hidden" name="disabled" value=(if user.disabled { "no" } else { "yes" });
                    button type="submit" { (lang.t(if user.disabled { w::U_ENABLE } else { w::U_DISABLE })) }
                }
            }
        }
    }
}

/// The offices of a field: none for all, else a list between commas.
fn offices(text: &str) -> Option<Vec<String>> {
    let list: Vec<String> = text
        .split([',', ';', '，', '、'])
        .map(|office| office.trim().to_owned())
        .filter(|office| !office.is_empty())
        .collect();
    (!list.is_empty()).then_some(list)
}

fn role_of(text: &str) -> Result<Role, Fault> {
    Role::of(text).ok_or(Fault::NotOurs)
}

/// A password's hash, where it may be used.
async fn hashed(desk: &Desk, seat: &Seat, name: &str, password: &str) -> Result<String, Fault> {
    password::check(password, name).map_err(|weak| Fault::Invalid(weak_told(weak, seat.lang())))?;
    let _turn = desk.hashing.acquire().await.map_err(|_| Fault::Slow)?;
    let password = password.to_owned();
    desk.work(move |_| password::hash(&password)).await?.map_err(Fault::Broken)
}

fn back() -> Result<Response, Fault> {
    Ok(Redirect::to("/users").into_response())
}

/// `/users`, sent
pub async fn add(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    seat.must(Deed::ManageUsers)?;
    let (name, role, offices) =
        (form.get("name").to_lowercase(), role_of(form.get("role"))?, offices(form.get("offices")));
    let hash = hashed(&desk, &seat, &name, form.raw("password")).await?;
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.add_user(&who, at, &name, role, offices.as_deref(), &hash, true)).await?;
    back()
}

/// `/users/role`
pub async fn role(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let (name, role, offices) = (form.get("name").to_owned(), role_of(form.get("role"))?, offices(form.get("offices")));
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.set_role(&who, at, &name, role, offices.as_deref())).await?;
    back()
}

/// `/users/disable`
pub async fn disable(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    let (name, disabled) = (form.get("name").to_owned(), form.get("disabled") == "yes");
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.set_disabled(&who, at, &name, disabled)).await?;
    back()
}

/// `/users/password`
pub async fn password(State(desk): State<Desk>, sent: Sent) -> Result<Response, Fault> {
    let Sent { seat, form } = sent;
    seat.must(Deed::ManageUsers)?;
    let name = form.get("name").to_owned();
    let hash = hashed(&desk, &seat, &name, form.raw("password")).await?;
    let (who, at) = (seat.actor, desk.now());
    desk.ask(move |store| store.set_password(&who, at, &name, &hash)).await?;
    back()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_field_is_all_offices() {
        assert_eq!(offices("  "), None);
        assert_eq!(offices("2244, 5301，"), Some(vec!["2244".into(), "5301".into()]));
    }
}
