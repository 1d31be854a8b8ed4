//! Dates as systems write them: several forms, with or without the hour.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Timelike};

/// One form in which a date may stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Form {
    /// `2025-06-15`, also followed by a time of day.
    Iso,
    /// `20250615`.
    Compact,
    /// A strftime form without a time.
    Day(String),
    /// A strftime form with a time.
    Instant(String),
    /// Days since 1899-12-30, as spreadsheets keep them; the fraction is the time of day.
    Excel,
    /// Seconds since 1970-01-01.
    EpochSeconds,
    /// Milliseconds since 1970-01-01.
    EpochMillis,
}

impl Form {
    /// The form a mapping names; `None` if it is none.
    pub fn named(name: &str) -> Option<Form> {
        Some(match name {
            "iso" | "%Y-%m-%d" | "%F" => Form::Iso,
            "%Y%m%d" => Form::Compact,
            "excel" => Form::Excel,
            "epoch-s" => Form::EpochSeconds,
            "epoch-ms" => Form::EpochMillis,
            other if !other.contains('%') => return None,
            other => {
                let known =
                    chrono::format::StrftimeItems::new(other).all(|item| !matches!(item, chrono::format::Item::Error));
                if !known {
                    return None;
                }
                let timed = ["%H", "%I", "%T", "%R", "%s"].iter().any(|mark| other.contains(mark));
                if timed { Form::Instant(other.to_string()) } else { Form::Day(other.to_string()) }
            }
        })
    }

    fn read(&self, text: &str) -> Option<(NaiveDate, Option<u32>)> {
        match self {
            Form::Iso => iso(text),
            Form::Compact => compact(text).map(|day| (day, None)),
            Form::Day(form) => NaiveDate::parse_from_str(text, form).ok().map(|day| (day, None)),
            Form::Instant(form) => NaiveDateTime::parse_from_str(text, form)
                .ok()
                .or_else(|| DateTime::parse_from_str(text, form).ok().map(|at| at.naive_local()))
                .map(|at| (at.date(), Some(at.hour()))),
            Form::Excel => {
                let serial: f64 = text.parse().ok()?;
                // Serials below 20000 (1954) are rather some other number than a date.
                (20_000.0..100_000.0).contains(&serial).then_some(())?;
                let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
                let hour = (serial.fract() * 24.0 + 1e-9) as u32;
                Some((start.checked_add_days(Days::new(serial as u64))?, (serial.fract() > 0.0).then_some(hour)))
            }
            Form::EpochSeconds => epoch(text.parse().ok()?),
            Form::EpochMillis => epoch(text.parse::<i64>().ok()?.div_euclid(1000)),
        }
    }
}

/// The day, and the hour where the form has one, by the first form that fits.
pub(super) fn read(text: &str, forms: &[Form]) -> Option<(NaiveDate, Option<u32>)> {
    forms.iter().find_map(|form| form.read(text))
}

/// Whether a day can be that of a declaration.
pub(super) fn plausible(day: NaiveDate) -> bool {
    (1990..=2100).contains(&day.year())
}

fn epoch(seconds: i64) -> Option<(NaiveDate, Option<u32>)> {
    let at = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    Some((at.date(), Some(at.hour())))
}

fn digits(bytes: &[u8]) -> Option<u32> {
    bytes.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

fn compact(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 8 {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(&bytes[..4])? as i32, digits(&bytes[4..6])?, digits(&bytes[6..])?)
}

fn iso(text: &str) -> Option<(NaiveDate, Option<u32>)> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(digits(&bytes[..4])? as i32, digits(&bytes[5..7])?, digits(&bytes[8..10])?)?;
    match bytes.get(10) {
        None => Some((day, None)),
        Some(b'T' | b' ') => {
            let hour = digits(bytes.get(11..13)?)?;
            let rest = &bytes[13..];
            let clock = rest.first() == Some(&b':') && rest.iter().all(|byte| b"0123456789:.+-Z".contains(byte));
            (hour < 24 && clock).then_some((day, Some(hour)))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, read};
    use proptest::prelude::*;

    #[test]
    fn reads_the_forms_in_turn() {
        let table = [
            (&["%Y-%m-%d"][..], "2025-06-15", "2025-06-15 None"),
            (&["%Y-%m-%d"], "2025-06-15T23:10:00Z", "2025-06-15 Some(23)"),
            (&["%Y-%m-%d"], "2025-06-15x", "-"),
            (&["%Y-%m-%d"], "2025-02-30", "-"),
            (&["%Y%m%d", "%Y/%m/%d"], "2025/6/5", "2025-06-05 None"),
            (&["%Y%m%d", "%Y/%m/%d"], "20250605", "2025-06-05 None"),
            (&["%d/%m/%Y %H:%M"], "05/06/2025 07:30", "2025-06-05 Some(7)"),
            (&["%Y年%m月%d日"], "2025年6月5日", "2025-06-05 None"),
            (&["excel"], "45823", "2025-06-15 None"),
            (&["excel"], "45823.75", "2025-06-15 Some(18)"),
            (&["excel"], "20250615", "-"),
            (&["epoch-s"], "1749945600", "2025-06-15 Some(0)"),
            (&["epoch-ms"], "1749945600000", "2025-06-15 Some(0)"),
            (&["%Y-%m-%d"], "", "-"),
        ];
        for (forms, text, expected) in table {
            let forms: Vec<Form> = forms.iter().map(|name| Form::named(name).expect("a known form")).collect();
            let found = read(text, &forms).map_or("-".to_string(), |(day, hour)| format!("{day} {hour:?}"));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(Form::named("%Q"), None);
        assert_eq!(Form::named("yyyy-mm-dd"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC*") {
            let forms = ["iso", "%Y%m%d", "excel", "epoch-s", "epoch-ms", "%Y/%m/%d %H:%M"];
            let forms: Vec<Form> = forms.iter().filter_map(|name| Form::named(name)).collect();
            let _ = read(&text, &forms);
        }
    }
}
