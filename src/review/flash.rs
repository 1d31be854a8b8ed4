//! What was just done, at the head of the next page, with the way to take it back.

use super::lang::Lang;
use super::seat::Seat;
use super::told;
use super::words::case as w;
use crate::cases::CaseFile;
use crate::cases::Deed;
use crate::cases::Rules;
use chrono::DateTime;
use chrono::TimeDelta;
use chrono::Utc;
use maud::Markup;
use maud::html;

/// Whether the visitor's last act on the case can still be taken back.
pub(super) fn can_undo(case: &CaseFile, seat: &Seat, now: DateTime<Utc>, rules: &Rules) -> bool {
    seat.may(Deed::Undo)
        && case.last_act_by == seat.actor.user
        && now - case.last_act_at <= TimeDelta::minutes(i64::from(rules.undo_minutes))
}

/// A line that tells what became of a case.
pub(super) fn flash(case: &CaseFile, seat: &Seat, now: DateTime<Utc>, rules: &Rules) -> Markup {
    let lang: Lang = seat.lang();
    let row = &case.row;
    html! {
        div.flash role="status" {
            p {
                a href={ "/cases/" (row.id) } { (lang.with(w::CASE_NO, &[("id", &row.id)])) } " → "
                (told::state(row.state, row.verdict, row.proposed, lang))
            }
            @if can_undo(case, seat, now, rules) { (undo(case, seat, true)) }
        }
    }
}

/// The button that takes back.
pub(super) fn undo(case: &CaseFile, seat: &Seat, keyed: bool) -> Markup {
    let lang = seat.lang();
    html! {
        form action={ "/cases/" (case.row.id) "/undo" } method="post" {
            (seat.token())
            input type="hidden" name="version" value=(case.row.version);
            button type="submit" data-key=[keyed.then_some("u")] { (lang.t(w::UNDO)) " " kbd aria-hidden="true" { "u" } }
        }
    }
}
