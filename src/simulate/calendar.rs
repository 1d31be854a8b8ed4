//! How busy each day is: week, Chinese New Year, autumn holiday, trend.

use chrono::{Datelike, NaiveDate, Weekday};

/// First days of the Chinese New Year (public calendars).
const NEW_YEARS: &[(i32, u32, u32)] = &[
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
];

/// Relative number of declarations on a day; a normal weekday is 1. Factors are est.
pub(super) fn weight(day: NaiveDate, start: NaiveDate) -> f64 {
    let week = match day.weekday() {
        Weekday::Sat => 0.55,
        Weekday::Sun => 0.35,
        Weekday::Fri => 1.08,
        _ => 1.0,
    };
    let mut season = 1.0 + 0.05 * (std::f64::consts::TAU * (f64::from(day.ordinal()) - 60.0) / 365.25).sin();
    for (year, month, first) in NEW_YEARS {
        let Some(new_year) = NaiveDate::from_ymd_opt(*year, *month, *first) else { continue };
        season *= match (day - new_year).num_days() {
            -24..=-8 => 1.22,
            -7..=-2 => 0.8,
            -1..=6 => 0.12,
            7..=15 => 0.55,
            _ => 1.0,
        };
    }
    if day.month() == 10 && day.day() <= 7 {
        season *= 0.3;
    }
    let trend = 1.0 + 0.08 * (day - start).num_days() as f64 / 365.25;
    week * season * trend
}

/// Splits `total` over the days in proportion to their weights, summing exactly.
pub(super) fn quotas(total: u64, weights: &[f64]) -> Vec<u64> {
    let sum: f64 = weights.iter().sum::<f64>().max(1e-9);
    let (mut seen, mut given) = (0.0, 0u64);
    weights
        .iter()
        .map(|weight| {
            seen += weight;
            let until = ((seen / sum) * total as f64).round() as u64;
            let share = until.saturating_sub(given);
            given += share;
            share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_year_is_quiet_and_the_weeks_before_are_busy() {
        let day = |m, d| NaiveDate::from_ymd_opt(2025, m, d).unwrap();
        let start = day(1, 1);
        assert!(weight(day(1, 30), start) < 0.2);
        assert!(weight(day(1, 14), start) > 1.1);
    }

    #[test]
    fn quotas_sum_exactly() {
        assert_eq!(quotas(1001, &[1.0, 0.3, 2.0, 0.0]).iter().sum::<u64>(), 1001);
    }
}
