//! A reason in words: the signal's sentence with the row's own numbers.

use super::form::Signal;
use crate::schema::Column;
use crate::schema::{CONSIGNEE_ID, CONSIGNEE_NAME, EXPORTER_ID, EXPORTER_NAME, Kind, Unit};
use polars::prelude::{AnyValue, DataFrame};

/// The names in braces of a sentence, in order.
pub fn placeholders(sentence: &str) -> Vec<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| bare(name)).collect()
}

/// The name of a placeholder, which may end with [`SOME`].
fn bare(name: &str) -> &str {
    name.strip_suffix(SOME).unwrap_or(name)
}

/// Ends the name of a placeholder whose clause is told only where its value is not nought: nobody is told of 0 neighbours.
const SOME: char = '+';

/// The signal's sentence in both languages for one row of a prepared batch. What stands in square brackets is told only
/// where every value in it is known, and none written `{name+}` is nought.
pub fn render(signal: &Signal, value: f32, prepared: &DataFrame, row: usize) -> (String, String) {
    let tell = |name: &str| lookup(signal, name, value, prepared, row);
    (told(signal.reason.en, &tell), told(signal.reason.zh, &tell))
}

fn told(sentence: &str, tell: &impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('[') {
        let (optional, tail) = after.split_once(']').unwrap_or((after, ""));
        text += &filled(before, tell);
        let told_of = |name: &str| {
            let told = tell(bare(name));
            told != ABSENT && !(name.ends_with(SOME) && told == "0")
        };
        if optional.split('{').skip(1).filter_map(|rest| rest.split_once('}')).all(|(name, _)| told_of(name)) {
            text += &filled(optional, tell);
        }
        rest = tail;
    }
    text + &filled(rest, tell)
}

fn filled(sentence: &str, tell: &impl Fn(&str) -> String) -> String {
    let mut text = String::new();
    let mut parts = sentence.split('{');
    text += parts.next().unwrap_or_default();
    for part in parts {
        let (name, words) = part.split_once('}').unwrap_or((part, ""));
        let value = tell(bare(name));
        text += &value;
        text += &words.replace(PLURAL, if value == "1" { "" } else { "s" });
    }
    text
}

/// The ending of a noun that is counted by the number before it.
const PLURAL: &str = "(s)";

/// Stands where a row has no value.
const ABSENT: &str = "–";

fn lookup(signal: &Signal, name: &str, value: f32, prepared: &DataFrame, row: usize) -> String {
    if name == "value" {
        return number(f64::from(value));
    }
    if name == "price_per_kg" {
        let cell = |name: &str| prepared.column(name).ok().and_then(|column| column.f64().ok()?.get(row));
        let price = cell(crate::schema::STATISTICAL_VALUE_USD.name).zip(cell(crate::schema::NET_MASS_KG.name));
        return price.map_or(ABSENT.into(), |(value, mass)| number(value / mass));
    }
    if name == "expected_gross_kg" {
        let net = prepared.column(crate::schema::NET_MASS_KG.name).ok().and_then(|column| column.f64().ok()?.get(row));
        let tare =
            prepared.column(crate::baselines::PEER_TARE.name).ok().and_then(|column| column.f32().ok()?.get(row));
        return net.zip(tare).map_or(ABSENT.into(), |(net, tare)| number(net * (1.0 + f64::from(tare))));
    }
    let column = signal.reads.iter().chain(signal.tells).find(|column| column.name == name);
    let told = column.map_or(ABSENT.into(), |column| cell(*column, prepared, row));
    // Who is not named is told by the number.
    let numbers = [(EXPORTER_NAME, EXPORTER_ID), (CONSIGNEE_NAME, CONSIGNEE_ID)];
    let number = numbers.into_iter().find(|(party, _)| party.name == name).filter(|_| told == ABSENT);
    number.map_or(told, |(_, number)| cell(number, prepared, row))
}

fn cell(column: Column, prepared: &DataFrame, row: usize) -> String {
    let Ok(value) = prepared.column(column.name).and_then(|series| series.get(row).map(AnyValue::into_static)) else {
        return ABSENT.into();
    };
    match (column.kind, &value) {
        (_, AnyValue::Null) => ABSENT.into(),
        (Kind::Number | Kind::Small, value) => match (column.unit, value.extract::<f64>()) {
            (_, None) => ABSENT.into(),
            // Counts that fade with age are told as people count: whole, or with one decimal where few.
            (Unit::Count, Some(n)) if n < 10.0 => number((n * 10.0).round() / 10.0),
            (Unit::Count, Some(n)) => number(n.round()),
            // A purity of 99.98 % is not 100 %.
            (_, Some(value)) if column.name.ends_with("_pct") => format!("{}", value as f32),
            (_, Some(value)) => number(value),
        },
        (_, value) => match value.str_value() {
            text if text.trim().is_empty() => ABSENT.into(),
            text => text.into_owned(),
        },
    }
}

/// Three significant digits, thousands apart, no exponent in the usual range.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return ABSENT.into();
    }
    if value == 0.0 {
        return "0".into();
    }
    let size = value.abs();
    if !(1e-4..1e15).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = (2 - size.log10().floor() as i32).max(0) as usize;
    let text = format!("{size:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0.0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::{ABSENT, cell, lookup, number, placeholders, told};
    use crate::schema::{EXPORTER_ID, EXPORTER_NAME, GOODS_DESCRIPTION};
    use crate::signals::catalogue;
    use polars::prelude::df;

    #[test]
    fn what_is_not_known_is_left_out_with_its_clause() {
        let tell = |name: &str| if name == "kg" { "5".to_string() } else { ABSENT.to_string() };
        assert_eq!(told("{kg} kg[; band {low}–{high}][, {kg} again].", &tell), "5 kg, 5 again.");
        assert_eq!(told("{kg} kg of {goods}.", &tell), "5 kg of –.");
        let count = |name: &str| if name == "none" { "0".to_string() } else { "3".to_string() };
        assert_eq!(told("{none}[, {none}][, {none+} firms][, {some+} others].", &count), "0, 0, 3 others.");
        assert_eq!(placeholders("{none}[, {some+} others]"), ["none", "some"]);
        let count = |name: &str| name.to_string();
        assert_eq!(
            told("{1} of {2} earlier lot(s)[, {1} box(s)]; {0} line(s).", &count),
            "1 of 2 earlier lots, 1 box; 0 lines."
        );
    }

    #[test]
    fn who_is_not_named_is_told_by_the_number() {
        let names = [Some("ACME"), None, None];
        let row = df!(EXPORTER_NAME.name => names, EXPORTER_ID.name => [Some("7"), Some("8"), None]).unwrap();
        let signal = catalogue().find(|signal| signal.tells.iter().any(|column| column.name == EXPORTER_NAME.name));
        let told = |at| lookup(signal.unwrap(), EXPORTER_NAME.name, 1.0, &row, at);
        assert_eq!([0, 1, 2].map(told), ["ACME", "8", ABSENT]);
    }

    #[test]
    fn a_text_without_a_letter_is_not_quoted() {
        let row = df!(GOODS_DESCRIPTION.name => ["ore", "", " "]).unwrap();
        assert_eq!([0, 1, 2].map(|at| cell(GOODS_DESCRIPTION, &row, at)), ["ore", ABSENT, ABSENT]);
    }

    #[test]
    fn numbers_read_well() {
        let pairs = [
            (0.0, "0"),
            (2.0, "2"),
            (12345.6, "12,346"),
            (0.05123, "0.0512"),
            (-3.456, "-3.46"),
            (999_999.0, "999,999"),
        ];
        pairs.iter().for_each(|(value, text)| assert_eq!(number(*value), *text));
        assert_eq!(number(f64::NAN), "–");
    }
}
