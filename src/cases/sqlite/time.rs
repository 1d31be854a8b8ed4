//! Instants and days as the store writes them.

use super::fault::damaged;
use crate::cases::refused::Answer;
use crate::cases::rules::Rules;
use chrono::DateTime;
use chrono::Duration;
use chrono::NaiveDate;
use chrono::SecondsFormat;
use chrono::Utc;

/// An instant as text that sorts as time passes.
pub(super) fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The instant of a text.
pub(super) fn instant(text: &str) -> Answer<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| damaged(format!("`{text}` is no instant")))
}

/// The day of a text.
pub(super) fn day(text: &str) -> Answer<NaiveDate> {
    text.parse().map_err(|_| damaged(format!("`{text}` is no day")))
}

/// The administration's day at an instant.
pub(super) fn day_of(at: DateTime<Utc>, rules: &Rules) -> NaiveDate {
    (at + Duration::hours(rules.utc_offset_hours.into())).date_naive()
}

/// The instant at which the administration's day begins, as text.
pub(super) fn begin(day: NaiveDate, rules: &Rules) -> String {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    text(midnight - Duration::hours(rules.utc_offset_hours.into()))
}
