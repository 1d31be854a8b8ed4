//! Makes number, date and whole-number columns, and brings values to US dollars.

use super::codes::{Codes, kilograms};
use super::date::{self, Form};
use super::mapping::{Currency, Recipe};
use super::problem::Problems;
use super::rates;
use super::rules;
use super::texts;
use chrono::{DateTime, Datelike, NaiveDate};
use polars::prelude::{
    DataType, Float64Chunked, Int32Chunked, IntoSeries, NewChunkedArray, PlSmallStr, Series, StringChunked, TimeUnit,
};
use std::sync::Arc;

/// Above this no mass, quantity or value is believed.
const ABSURD: f64 = 1e12;
const EPOCH_FROM_CE: i32 = 719_163;
/// Years believed in a register.
const REGISTER_YEARS: std::ops::RangeInclusive<i32> = 1800..=9999;

/// How a number that cannot be believed is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// A row cannot be scored without the column: a bad number is grave.
    Core,
    /// A bad number is taken as absent.
    Optional,
    /// A kept column of the source: as optional, but it may be negative.
    Kept,
}

/// What the converters share about a batch.
pub(super) struct Context<'a> {
    pub columns: &'a [Option<Series>],
    pub height: usize,
    /// Texts that mean "absent".
    pub absent: &'a [String],
    /// The rows are a register's: firms are older than trade data, and papers may be valid without end.
    pub register: bool,
}

/// A number column by one recipe, in its canonical unit; `None` if the file has no source for it.
///
pub(super) fn numbers(
    recipe: &Recipe,
    context: &Context,
    trust: Trust,
    problems: &mut Problems,
) -> Option<Float64Chunked> {
    let units = match &recipe.unit_from {
        None => None,
        Some((source, codes)) => Some(unit_factors(context.columns[*source].as_ref()?, codes.as_deref(), context)),
    };
    let typed = recipe
        .reads()
        .first()
        .and_then(|source| context.columns[*source].as_ref())
        .filter(|column| column.dtype().is_primitive_numeric());
    let raw = match typed.filter(|_| matches!(recipe.take, super::mapping::Take::From(_))) {
        Some(column) => {
            let numbers = column.cast(&DataType::Float64).ok()?;
            let numbers = numbers.f64().ok()?.clone();
            // The fast path: every number believable and already in its unit.
            let low = if trust == Trust::Kept { -ABSURD } else { 0.0 };
            let fine = numbers.iter().flatten().all(|number| (low..=ABSURD).contains(&number));
            if fine && units.is_none() && recipe.factor == 1.0 {
                return Some(numbers);
            }
            numbers
        }
        None => return Some(from_texts(recipe, context, trust, units.as_deref(), problems)),
    };
    let values = raw.iter().enumerate().map(|(row, number)| {
        let number = number? * recipe.factor * units.as_ref().map_or(Some(1.0), |units| units[row])?;
        believed(row, number, trust, problems, || number.to_string())
    });
    Some(Float64Chunked::from_iter_options(PlSmallStr::EMPTY, values.collect::<Vec<_>>().into_iter()))
}

fn from_texts(
    recipe: &Recipe,
    context: &Context,
    trust: Trust,
    units: Option<&[Option<f64>]>,
    problems: &mut Problems,
) -> Float64Chunked {
    let Some(texts) = texts::taken(recipe, context.columns, context.height) else {
        return Float64Chunked::from_iter_options(PlSmallStr::EMPTY, std::iter::repeat_n(None, context.height));
    };
    let mut values = Vec::with_capacity(context.height);
    for (row, text) in texts.iter().enumerate() {
        let text =
            text.map(str::trim).filter(|text| !text.is_empty() && !context.absent.iter().any(|none| none == text));
        let unit = units.map_or(Some(1.0), |units| units[row]);
        values.push(text.zip(unit).and_then(|(text, unit)| match recipe.notation.read(text) {
            Some(number) => believed(row, number * recipe.factor * unit, trust, problems, || text.to_string()),
            None => {
                problems.add(row, if trust == Trust::Core { &rules::NUMBER } else { &rules::NUMBER_DROPPED }, text);
                None
            }
        }));
    }
    Float64Chunked::from_iter_options(PlSmallStr::EMPTY, values.into_iter())
}

fn believed(
    row: usize,
    number: f64,
    trust: Trust,
    problems: &mut Problems,
    shown: impl FnOnce() -> String,
) -> Option<f64> {
    let rule = if !number.is_finite() || number.abs() > ABSURD {
        &rules::NUMBER_ABSURD
    } else if number < 0.0 && trust != Trust::Kept {
        &rules::NEGATIVE
    } else {
        // Minus zero would sort and print apart from zero.
        return Some(number + 0.0);
    };
    problems.add(row, if trust == Trust::Core { rule } else { &rules::NUMBER_DROPPED }, &shown());
    None
}

fn unit_factors(column: &Series, codes: Option<&Codes>, context: &Context) -> Vec<Option<f64>> {
    let texts = texts::as_text(column);
    debug_assert_eq!(texts.len(), context.height);
    let factor = |text: &str| {
        let unit = codes.and_then(|codes| codes.translate(text)).unwrap_or(text);
        kilograms(unit)
    };
    texts.iter().map(|text| text.map(str::trim).and_then(factor)).collect()
}

/// A date column by one recipe; `None` if the file has no source for it.
pub(super) fn dates(recipe: &Recipe, context: &Context, trust: Trust, problems: &mut Problems) -> Option<Int32Chunked> {
    let rule =
        |rule: &'static rules::Rule| if context.register && trust != Trust::Core { &rules::DATE_DROPPED } else { rule };
    let typed = recipe.reads().first().and_then(|source| context.columns[*source].as_ref());
    let days: Vec<Option<i32>> = match typed.map(|column| column.dtype()) {
        Some(DataType::Date) => {
            let days = typed?.date().ok()?.physical();
            // 1990-01-01 to 2100-12-31: what `date::plausible` lets pass.
            if days.iter().flatten().all(|day| (7_305..=47_846).contains(&day)) {
                return Some(days.clone());
            }
            days.iter().collect()
        }
        Some(DataType::Datetime(..)) => typed?.cast(&DataType::Date).ok()?.date().ok()?.physical().iter().collect(),
        _ => {
            let texts = texts::taken(recipe, context.columns, context.height)?;
            each_day(&texts, context, |row, text| {
                let found = date::read(text, &recipe.forms);
                if found.is_none() {
                    problems.add(row, rule(&rules::DATE), text);
                }
                found.map(|(day, _)| day.num_days_from_ce() - EPOCH_FROM_CE)
            })
        }
    };
    let days = days.into_iter().enumerate().map(|(row, days)| {
        let day = days.map(|days| NaiveDate::from_num_days_from_ce_opt(days.saturating_add(EPOCH_FROM_CE)));
        match day? {
            Some(day) if date::plausible(day) || context.register && REGISTER_YEARS.contains(&day.year()) => {
                days_of(day)
            }
            Some(day) => {
                problems.add(row, rule(&rules::DATE_ABSURD), &day.to_string());
                None
            }
            None => {
                problems.add(row, rule(&rules::DATE_ABSURD), &format!("{} days from 1970", days?));
                None
            }
        }
    });
    Some(Int32Chunked::from_iter_options(PlSmallStr::EMPTY, days.collect::<Vec<_>>().into_iter()))
}

fn days_of(day: NaiveDate) -> Option<i32> {
    Some(day.num_days_from_ce() - EPOCH_FROM_CE)
}

/// Dates repeat from row to row: a text like the one before is not read again.
fn each_day(
    texts: &StringChunked,
    context: &Context,
    mut read: impl FnMut(usize, &str) -> Option<i32>,
) -> Vec<Option<i32>> {
    let mut last: Option<(&str, i32)> = None;
    let mut days = Vec::with_capacity(texts.len());
    for (row, text) in texts.iter().enumerate() {
        let text =
            text.map(str::trim).filter(|text| !text.is_empty() && !context.absent.iter().any(|none| none == text));
        days.push(match (text, last) {
            (None, _) => None,
            (Some(text), Some((known, day))) if known == text => Some(day),
            (Some(text), _) => {
                let day = read(row, text);
                last = day.map(|day| (text, day)).or(last);
                day
            }
        });
    }
    days
}

/// A whole-number column from `low` to `high`; an hour may also be read from a date's form. `None` without a source.
pub(super) fn wholes(
    recipe: &Recipe,
    context: &Context,
    (low, high): (i32, i32),
    rule: &'static rules::Rule,
    problems: &mut Problems,
) -> Option<Int32Chunked> {
    let typed = recipe.reads().first().and_then(|source| context.columns[*source].as_ref());
    if let Some(column) = typed
        && let DataType::Datetime(unit, _) = column.dtype()
    {
        return Some(hours(column, *unit));
    }
    if let Some(wholes) = typed.and_then(|column| column.i32().ok())
        && wholes.iter().flatten().all(|whole| (low..=high).contains(&whole))
    {
        return Some(wholes.clone());
    }
    let texts = texts::taken(recipe, context.columns, context.height)?;
    let forms: &[Form] = &recipe.forms;
    let mut values = Vec::with_capacity(context.height);
    for (row, text) in texts.iter().enumerate() {
        let text =
            text.map(str::trim).filter(|text| !text.is_empty() && !context.absent.iter().any(|none| none == text));
        values.push(text.and_then(|text| {
            let whole = text
                .strip_suffix(".0")
                .unwrap_or(text)
                .parse::<i32>()
                .ok()
                .filter(|whole| (low..=high).contains(whole));
            if whole.is_some() || forms.is_empty() {
                if whole.is_none() {
                    problems.add(row, rule, text);
                }
                return whole;
            }
            match date::read(text, forms) {
                Some((_, hour)) => hour.map(|hour| hour as i32),
                None => {
                    problems.add(row, rule, text);
                    None
                }
            }
        }));
    }
    Some(Int32Chunked::from_iter_options(PlSmallStr::EMPTY, values.into_iter()))
}

fn hours(column: &Series, unit: TimeUnit) -> Int32Chunked {
    let ticks = match unit {
        TimeUnit::Nanoseconds => 1_000_000_000,
        TimeUnit::Microseconds => 1_000_000,
        TimeUnit::Milliseconds => 1_000,
    };
    let hour = |at: i64| {
        DateTime::from_timestamp(at.div_euclid(ticks), 0).map(|at| (at.timestamp().rem_euclid(86_400) / 3_600) as i32)
    };
    let stamps = column.to_physical_repr();
    let hours: Vec<Option<i32>> = match stamps.i64() {
        Ok(stamps) => stamps.iter().map(|at| at.and_then(hour)).collect(),
        Err(_) => vec![None; column.len()],
    };
    Int32Chunked::from_iter_options(PlSmallStr::EMPTY, hours.into_iter())
}

/// Brings values into US dollars of their day. A row without a rate loses its value and is told so.
pub(super) fn to_dollars(
    values: &Float64Chunked,
    currency: &Currency,
    days: &Int32Chunked,
    context: &Context,
    problems: &mut Problems,
) -> Float64Chunked {
    let (texts, codes): (Option<StringChunked>, Option<&Arc<Codes>>) = match currency {
        Currency::Constant(_) => (None, None),
        Currency::From(source, codes) => (context.columns[*source].as_ref().map(texts::as_text), codes.as_ref()),
    };
    let mut dollars = Vec::with_capacity(values.len());
    for (row, (value, day)) in values.iter().zip(days.iter()).enumerate() {
        // Without a date the row is quarantined for that; any rate would be a guess.
        let (Some(value), Some(day)) = (value, day) else {
            dollars.push(None);
            continue;
        };
        let year = NaiveDate::from_num_days_from_ce_opt(day + EPOCH_FROM_CE).map_or(1970, |day| day.year());
        let written = match currency {
            Currency::Constant(currency) => currency.as_str(),
            Currency::From(..) => texts.as_ref().and_then(|texts| texts.get(row)).map(str::trim).unwrap_or_default(),
        };
        let code = codes.and_then(|codes| codes.translate(written)).unwrap_or(written);
        match rates::usd_rate(code, year) {
            Some(rate) => {
                if !rate.own_year {
                    problems.explain(row, &rules::RATE_CARRIED, code, || format!("{code} in {year}"));
                }
                dollars.push(Some(value * rate.usd));
            }
            None => {
                problems.add(row, &rules::CURRENCY, written);
                dollars.push(None);
            }
        }
    }
    Float64Chunked::from_iter_options(PlSmallStr::EMPTY, dollars.into_iter())
}

/// Days since 1970 as a date column.
pub(super) fn date_series(days: Int32Chunked) -> Series {
    days.into_date().into_series()
}

#[cfg(test)]
mod tests {
    use super::EPOCH_FROM_CE;
    use crate::ingest::date::plausible;
    use chrono::{Datelike, NaiveDate};

    #[test]
    fn the_fast_bounds_of_a_date_are_those_of_the_rule() {
        for (day, inside) in [(7_304, false), (7_305, true), (47_846, true), (47_847, false)] {
            let date = NaiveDate::from_num_days_from_ce_opt(day + EPOCH_FROM_CE).expect("a day");
            assert_eq!(plausible(date), inside, "{date}");
        }
        assert_eq!(NaiveDate::default().num_days_from_ce(), EPOCH_FROM_CE);
    }
}
