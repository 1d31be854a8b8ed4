//! The one clock of the program: below the commands nobody knows what day it is.

use chrono::NaiveDate;

/// Today, in local time.
pub(super) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
