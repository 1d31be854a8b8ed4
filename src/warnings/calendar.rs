//! The Chinese New Year, whose date moves: real first days, and where a day stands to it.

use super::flows::Day;
use chrono::NaiveDate;

/// First days of the Chinese New Year (Hong Kong Observatory, Gregorian-lunar calendar conversion tables).
const NEW_YEARS: [(i32, u32, u32); 21] = [
    (2015, 2, 19),
    (2016, 2, 8),
    (2017, 1, 28),
    (2018, 2, 16),
    (2019, 2, 5),
    (2020, 1, 25),
    (2021, 2, 12),
    (2022, 2, 1),
    (2023, 1, 22),
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
    (2032, 2, 11),
    (2033, 1, 31),
    (2034, 2, 19),
    (2035, 2, 8),
];

/// Where a day stands to the nearest New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Far from it.
    Ordinary,
    /// The four weeks before the holiday: everybody ships early.
    Before,
    /// From the last day before to the sixteenth after: shut, then slow to start.
    Holiday,
}

/// First days of all known New Years.
pub fn new_years() -> impl Iterator<Item = Day> {
    NEW_YEARS
        .iter()
        .filter_map(|(year, month, day)| NaiveDate::from_ymd_opt(*year, *month, *day))
        .map(|d| d.to_epoch_days())
}

/// Phase of a week by its middle day.
pub fn phase(middle: Day) -> Phase {
    for first in new_years() {
        match middle - first {
            -28..=-5 => return Phase::Before,
            -4..=16 => return Phase::Holiday,
            _ => {}
        }
    }
    Phase::Ordinary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holiday_moves() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap().to_epoch_days();
        assert_eq!(phase(day("2025-01-30")), Phase::Holiday);
        assert_eq!(phase(day("2026-01-30")), Phase::Before);
        assert_eq!(phase(day("2026-02-20")), Phase::Holiday);
        assert_eq!(phase(day("2025-06-01")), Phase::Ordinary);
    }
}
