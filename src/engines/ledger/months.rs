//! Calendar months as whole numbers, and days as days since 1970-01-01.

use chrono::{Datelike, NaiveDate};

/// Months since year 0 of a day.
pub fn month_of(day: i32) -> i32 {
    NaiveDate::from_epoch_days(day).map_or(0, |date| date.year() * 12 + date.month0() as i32)
}

/// First day of a month.
pub fn first_day(month: i32) -> i32 {
    let date = NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1);
    date.map_or(0, |date| date.to_epoch_days())
}

/// `2025-03`.
pub fn month_name(month: i32) -> String {
    format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_and_days_go_forth_and_back() {
        let day = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap().to_epoch_days();
        assert_eq!(month_name(month_of(day)), "2025-12");
        assert_eq!(month_of(day + 1), month_of(day) + 1);
        assert_eq!(first_day(month_of(day + 1)), day + 1);
    }
}
