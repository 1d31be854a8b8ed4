//! The one clock of the program: below the commands nobody knows what day it is.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// Today, in local time.
pub(super) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

/// Now, in local time with its offset, to the second (RFC 3339).
pub(super) fn now() -> String {
    chrono::Local::now().to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// This instant.
pub(super) fn instant() -> DateTime<Utc> {
    Utc::now()
}
