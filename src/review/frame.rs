//! What stands around every page: head, navigation, search, language, the list of keys.

use super::lang::Lang;
use super::query::Query;
use super::seat::Seat;
use super::words::frame as w;
use crate::cases::Deed;
use crate::cases::Role;
use crate::cases::allowed;
use crate::report::legible::legible;
use axum::response::Html;
use maud::DOCTYPE;
use maud::Markup;
use maud::html;

/// A whole page.
pub type Shown = Html<String>;

/// A page of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here {
    Queue,
    Case,
    Figures,
    Warnings,
    Models,
    Exceptions,
    Audit,
    Users,
    Account,
    Elsewhere,
}

/// What a page needs beside its own content.
pub struct Frame<'a> {
    pub lang: Lang,
    /// Who is signed in, if anyone.
    pub seat: Option<&'a Seat>,
    pub here: Here,
    /// Title of the document, before the product's name.
    pub title: String,
    /// Path and query, to come back to after a change of language.
    pub path: &'a str,
    /// Version of the assets in their address.
    pub assets: &'a str,
}

const NAVIGATION: &[(Here, &str, super::lang::Text, Deed)] = &[
    (Here::Queue, "/", w::QUEUE, Deed::ViewCases),
    (Here::Figures, "/figures", w::FIGURES, Deed::ViewStatistics),
    (Here::Warnings, "/warnings", w::WARNINGS, Deed::ViewWarnings),
    (Here::Models, "/models", w::MODELS, Deed::ViewModels),
    (Here::Exceptions, "/exceptions", w::EXCEPTIONS, Deed::ViewExceptions),
    (Here::Audit, "/audit", w::AUDIT, Deed::ViewAudit),
    (Here::Users, "/users", w::USERS, Deed::ViewUsers),
];

/// A role in words.
pub fn role_name(role: Role, lang: Lang) -> &'static str {
    lang.t(match role {
        Role::Officer => w::ROLE_OFFICER,
        Role::Supervisor => w::ROLE_SUPERVISOR,
        Role::Analyst => w::ROLE_ANALYST,
        Role::Auditor => w::ROLE_AUDITOR,
        Role::Admin => w::ROLE_ADMIN,
    })
}

impl Frame<'_> {
    /// The whole document around `body`.
    pub fn page(&self, body: Markup) -> Shown {
        let lang = self.lang;
        let page = html! {
            (DOCTYPE)
            html lang=(lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (legible(&self.title)) " · " (lang.t(w::PRODUCT)) }
                    link rel="icon" href="/assets/icon.svg" type="image/svg+xml";
                    link rel="stylesheet" href={ "/assets/desk.css?" (self.assets) };
                    script src={ "/assets/desk.js?" (self.assets) } defer {}
                }
                body {
                    a.skip href="#content" { (lang.t(w::SKIP)) }
                    (self.top())
                    main id="content" tabindex="-1" { (body) }
                    div.live id="live" role="status" aria-live="polite" {}
                    (self.keys())
                }
            }
        };
        Html(page.into_string())
    }

    /// What was looked for on this page, to be looked for a little differently.
    fn sought(&self) -> String {
        let query = self.path.strip_prefix("/?").map(Query::read).unwrap_or_default();
        query.get("q").to_owned()
    }

    fn top(&self) -> Markup {
        let lang = self.lang;
        let sees = |deed| self.seat.is_some_and(|seat| allowed(seat.actor.role, deed));
        html! {
            header.top {
                a.brand href="/" { (mark()) span { (lang.t(w::PRODUCT)) } }
                @if self.seat.is_some() {
                    nav aria-label=(lang.t(w::MAIN_MENU)) {
                        ul {
                            @for (here, href, name, deed) in NAVIGATION {
                                @if sees(*deed) {
                                    li { a href=(href) aria-current=[(*here == self.here).then_some("page")] { (lang.t(*name)) } }
                                }
                            }
                        }
                    }
                }
                @if sees(Deed::ViewCases) {
                    form.find role="search" action="/" method="get" {
                        label.unseen for="find" { (lang.t(w::SEARCH)) }
                        input type="search" id="find" name="q" maxlength="200" value=(self.sought()) placeholder=(lang.t(w::SEARCH_HINT)) autocomplete="off" data-key="/";
                    }
                }
                div.who {
                    a.quiet href={ "/language/" (lang.other().name()) "?back=" (encoded(self.path)) } lang=(lang.other().tag()) hreflang=(lang.other().tag()) {
                        (lang.t(w::LANGUAGE))
                    }
                    @if let Some(seat) = self.seat {
                        a.quiet href="/account" aria-current=[(self.here == Here::Account).then_some("page")] {
                            (legible(&seat.actor.user)) " " span.soft { (role_name(seat.actor.role, lang)) }
                        }
                        form action="/logout" method="post" {
                            (seat.token())
                            button.link type="submit" { (lang.t(w::SIGN_OUT)) }
                        }
                    }
                }
            }
        }
    }

    /// The list of keys, opened by `?`; without a script it stands at the foot of the page.
    fn keys(&self) -> Markup {
        let lang = self.lang;
        let keys = [
            ("n j", w::KEY_NEXT),
            ("p k", w::KEY_PREVIOUS),
            ("o ↵", w::KEY_OPEN),
            ("x", w::KEY_MARK),
            ("t", w::KEY_TAKE),
            ("i", w::KEY_INSPECT),
            ("r", w::KEY_RELEASE),
            ("h", w::KEY_HOLD),
            ("e", w::KEY_ESCALATE),
            ("Ctrl ↵", w::KEY_SEND),
            ("u", w::KEY_UNDO),
            ("q", w::KEY_QUEUE),
            ("/", w::KEY_SEARCH),
            ("?", w::KEY_HELP),
        ];
        html! {
            footer.foot {
                p { (lang.t(w::FOOT)) }
                @if self.seat.is_some() {
                    details.keys id="keys" {
                        summary { (lang.t(w::KEYS_TITLE)) " " kbd { "?" } }
                        dl { @for (key, what) in keys { div { dt { @for part in key.split(' ') { kbd { (part) } " " } } dd { (lang.t(what)) } } } }
                        p.hint { (lang.t(w::KEYS_HINT)) }
                        label.check { input type="checkbox" id="keys-on" checked; " " (lang.t(w::KEYS_OFF)) }
                    }
                }
            }
        }
    }
}

/// The product's mark: a level and a tide.
fn mark() -> Markup {
    html! {
        svg.mark viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false" {
            path d="M2 15c2.5 0 2.5-3 5-3s2.5 3 5 3 2.5-3 5-3 2.5 3 5 3" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" {}
            path d="M2 20c2.5 0 2.5-3 5-3s2.5 3 5 3 2.5-3 5-3 2.5 3 5 3" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" opacity=".5" {}
            path d="M12 2v6M9 5h6" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" {}
        }
    }
}

/// A value within an address.
pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where to go back to: a path of this house, never an address elsewhere.
pub fn local(path: &str) -> &str {
    let bytes = path.as_bytes();
    let elsewhere = bytes.get(1).is_some_and(|byte| matches!(byte, b'/' | b'\\'));
    let steers = bytes.iter().any(|byte| byte.is_ascii_control() || *byte == b'\\');
    if path.starts_with('/') && !elsewhere && !steers && path.is_ascii() { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for path in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local(path), "/", "{path:?}");
        }
        assert_eq!(local("/cases/7?lane=inspect"), "/cases/7?lane=inspect");
    }
}
