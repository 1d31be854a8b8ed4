//! Makes text columns: cleaned, stripped, padded, translated, held to their code list.

use super::codes::List;
use super::mapping::{Recipe, Take};
use super::problem::Problems;
use super::rules;
use chrono::DateTime;
use polars::prelude::{
    ChunkFull, ChunkFullNull, DataType, PlSmallStr, Series, StringChunked, StringChunkedBuilder, TimeUnit,
};
use std::borrow::Cow;

/// Longest text of a field.
const TEXT_MAX: usize = 64 * 1024;

/// A source column as text: numbers without a trailing `.0`, days as ISO dates.
pub(super) fn as_text(column: &Series) -> StringChunked {
    let text = match column.dtype() {
        DataType::String => return column.str().cloned().unwrap_or_default(),
        DataType::Float64 | DataType::Float32 => {
            // An identifier or a code that went through a float must not come out as `811010.0`.
            let numbers = column.cast(&DataType::Float64).unwrap_or_default();
            let numbers = numbers.f64().cloned().unwrap_or_default();
            let mut builder = StringChunkedBuilder::new(PlSmallStr::EMPTY, numbers.len());
            for number in numbers.iter() {
                builder.append_option(number.map(|number| number.to_string()));
            }
            return builder.finish();
        }
        // A damaged file holds days beyond every calendar, on which the engine's own printing stumbles.
        DataType::Date | DataType::Datetime(..) | DataType::Time | DataType::Duration(_) => return moments(column),
        _ => column.cast(&DataType::String),
    };
    let absent = || StringChunked::full_null(PlSmallStr::EMPTY, column.len());
    text.ok().and_then(|text| text.str().ok().cloned()).unwrap_or_else(absent)
}

/// Days and instants as ISO text; the bare number where no calendar has them.
fn moments(column: &Series) -> StringChunked {
    let ticks = match column.dtype() {
        DataType::Datetime(TimeUnit::Nanoseconds, _) => Some(1_000_000_000),
        DataType::Datetime(TimeUnit::Microseconds, _) => Some(1_000_000),
        DataType::Datetime(TimeUnit::Milliseconds, _) => Some(1_000),
        _ => None,
    };
    let day = *column.dtype() == DataType::Date;
    let shown = |number: i64| {
        let seconds = if day { number.checked_mul(86_400) } else { ticks.map(|ticks: i64| number.div_euclid(ticks)) };
        let at = seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let form = if day { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" };
        at.map_or_else(|| number.to_string(), |at| at.format(form).to_string())
    };
    let numbers = column.to_physical_repr().cast(&DataType::Int64).unwrap_or_default();
    let mut builder = StringChunkedBuilder::new(PlSmallStr::EMPTY, column.len());
    match numbers.i64() {
        Ok(numbers) => numbers.iter().for_each(|number| builder.append_option(number.map(shown))),
        Err(_) => (0..column.len()).for_each(|_| builder.append_null()),
    }
    builder.finish()
}

/// The texts a recipe takes; `None` if the file has none of them.
pub(super) fn taken(recipe: &Recipe, columns: &[Option<Series>], height: usize) -> Option<StringChunked> {
    match &recipe.take {
        Take::From(source) => columns[*source].as_ref().map(as_text),
        Take::Constant(text) => Some(StringChunked::full(PlSmallStr::EMPTY, text, height)),
        Take::Join(sources, separator) => {
            let parts: Vec<StringChunked> =
                sources.iter().filter_map(|source| columns[*source].as_ref()).map(as_text).collect();
            (!parts.is_empty()).then(|| join(&parts, separator, height))
        }
        Take::Count => None,
    }
}

fn join(parts: &[StringChunked], separator: &str, height: usize) -> StringChunked {
    let mut builder = StringChunkedBuilder::new(PlSmallStr::EMPTY, height);
    for row in 0..height {
        let values: Vec<&str> =
            parts.iter().filter_map(|part| part.get(row)).filter(|text| !text.trim().is_empty()).collect();
        builder.append_option((!values.is_empty()).then(|| values.join(separator)));
    }
    builder.finish()
}

/// A text column by one recipe; `None` if the file has no source for it.
pub(super) fn make(
    recipe: &Recipe,
    list: List,
    columns: &[Option<Series>],
    height: usize,
    absent: &[String],
    problems: &mut Problems,
) -> Option<StringChunked> {
    let texts = taken(recipe, columns, height)?;
    let plain = recipe.strip.is_empty() && recipe.pad == 0 && recipe.codes.is_none() && absent.is_empty();
    // Most columns of most files need no change: look first, copy only if one value does.
    if plain && texts.iter().flatten().all(|text| pristine(text) && list.holds(text) && notable(list, text).is_none()) {
        return Some(texts);
    }
    let mut builder = StringChunkedBuilder::new(PlSmallStr::EMPTY, height);
    for (row, text) in texts.iter().enumerate() {
        let cleaned =
            text.and_then(|text| clean(row, text, problems)).filter(|text| !absent.iter().any(|none| none == text));
        match cleaned {
            None => builder.append_null(),
            Some(text) => builder.append_option(hold(row, text, recipe, list, problems)),
        }
    }
    Some(builder.finish())
}

/// Translates a cleaned text and holds it to the column's list.
fn hold<'a>(
    row: usize,
    text: Cow<'a, str>,
    recipe: &'a Recipe,
    list: List,
    problems: &mut Problems,
) -> Option<Cow<'a, str>> {
    let mut text = text;
    if !recipe.strip.is_empty() && text.contains(|letter| recipe.strip.contains(letter)) {
        text = Cow::Owned(text.chars().filter(|letter| !recipe.strip.contains(*letter)).collect());
    }
    if text.is_empty() {
        return None;
    }
    // A commodity code loses one leading zero at most; more would make another code of a shorter one.
    let lost = if list == List::HarmonizedSystem { text.len() + 1 == recipe.pad } else { text.len() < recipe.pad };
    if lost && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text = Cow::Owned(format!("{text:0>width$}", width = recipe.pad));
    }
    if let Some(codes) = &recipe.codes {
        text = match codes.translate(&text) {
            Some(ours) => Cow::Borrowed(ours),
            // What already is our code may stand; in a free column so may everything.
            None if list.holds(&text) => text,
            None => {
                problems.explain(row, &rules::CODE, &text, || format!("not in the code table `{}`", codes.name));
                return None;
            }
        };
    }
    if list.holds(&text) {
        if let Some(rule) = notable(list, &text) {
            problems.add(row, rule, &text);
        }
        return Some(text);
    }
    if list != List::HarmonizedSystem {
        // Codes are often written small or with a space.
        let tidy: String = text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect();
        if list.holds(&tidy) {
            return Some(Cow::Owned(tidy));
        }
    }
    match list {
        List::HarmonizedSystem => {
            problems.explain(row, &rules::HS_DIGITS, &text, || format!("it has {} characters", text.chars().count()))
        }
        List::Country | List::Countries => problems.add(row, &rules::COUNTRY, &text),
        _ => problems.add(row, &rules::CODE, &text),
    }
    None
}

/// The rule that a value of the list breaks all the same.
fn notable(list: List, text: &str) -> Option<&'static rules::Rule> {
    if list != List::HarmonizedSystem {
        return None;
    }
    match text.get(..2) {
        Some("00" | "77") => Some(&rules::HS_CHAPTER),
        Some("98" | "99") => Some(&rules::HS_NATIONAL),
        _ => None,
    }
}

fn pristine(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let edges = [*first, *last].iter().all(|byte| !byte.is_ascii_whitespace() && byte.is_ascii())
        || text.trim().len() == text.len();
    edges && bytes.len() <= TEXT_MAX && !bytes.iter().fold(false, |any, byte| any | (*byte < 0x20) | (*byte == 0x7F))
}

/// A text without outer spaces and control characters; line breaks and tabs become spaces. `None` if nothing is left.
pub(super) fn clean<'a>(row: usize, text: &'a str, problems: &mut Problems) -> Option<Cow<'a, str>> {
    if pristine(text) {
        return Some(Cow::Borrowed(text));
    }
    let mut text = Cow::Borrowed(text.trim());
    if text.len() > TEXT_MAX {
        let mut end = TEXT_MAX;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        problems.explain(row, &rules::CUT, &text, || format!("it had {} bytes", text.len()));
        text = Cow::Owned(text[..end].to_string());
    }
    if text.bytes().any(|byte| byte < 0x20 || byte == 0x7F) {
        let spaced = |letter: char| matches!(letter, '\n' | '\r' | '\t');
        if text.chars().any(|letter| letter.is_ascii_control() && !spaced(letter)) {
            problems.add(row, &rules::CONTROL, &text.escape_debug().to_string());
        }
        let kept = text.replace("\r\n", " ");
        let kept = kept.chars().filter(|letter| !letter.is_ascii_control() || spaced(*letter));
        text = Cow::Owned(
            kept.map(|letter| if spaced(letter) { ' ' } else { letter }).collect::<String>().trim().to_string(),
        );
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Mapping;
    use expect_test::{Expect, expect};
    use polars::prelude::NamedFrom;

    /// One column through the Chinese mapping: values one a line.
    fn check(column: &str, values: &str, expected: Expect) {
        let mapping = Mapping::load("china-export").expect("a preset");
        let target = mapping.targets.iter().find(|target| target.name == column).expect("a column");
        let recipe = &target.recipes[0];
        let texts: Vec<&str> = values.split('/').collect();
        let mut columns = vec![None; mapping.sources.len()];
        columns[recipe.reads()[0]] = Some(Series::new("".into(), texts));
        let mut problems = Problems::of(column);
        let made =
            make(recipe, List::of(column), &columns, values.split('/').count(), &[], &mut problems).expect("a source");
        let mut lines = String::new();
        for (row, value) in made.iter().enumerate() {
            let said: Vec<_> = problems
                .list
                .iter()
                .filter(|problem| problem.row as usize == row)
                .map(|problem| problem.rule.id)
                .collect();
            lines += &format!("{} {}\n", value.unwrap_or("null"), said.join(" "));
        }
        expected.assert_eq(&lines);
    }

    #[test]
    fn codes_keep_their_zeros() {
        check(
            "hs_code",
            "8110.10.1000/811010 /0106900000/106900000/81101/7700000000/9801000000/ABC",
            expect![[r#"
            8110101000 
            811010 
            0106900000 
            0106900000 
            null hs-malformed
            7700000000 hs-chapter-impossible
            9801000000 hs-national-chapter
            null hs-malformed
        "#]],
        );
    }

    #[test]
    fn code_lists_are_translated_or_null() {
        check(
            "destination_country",
            "VNM/越南/VN/vn/XYZ/",
            expect![[r#"
            VN 
            VN 
            VN 
            null code-unknown
            null code-unknown
            null 
        "#]],
        );
        check(
            "package_type",
            "0/06/木箱/xx",
            expect![[r#"
            VR 
            BG 
            7B 
            null code-unknown
        "#]],
        );
    }

    #[test]
    fn days_beyond_the_calendar_are_shown_as_numbers() {
        let days = Series::new("".into(), [20_254, i32::MAX]).cast(&DataType::Date).expect("days");
        let texts: Vec<_> = as_text(&days).iter().map(|text| text.map(str::to_string)).collect();
        assert_eq!(texts, [Some("2025-06-15".to_string()), Some("2147483647".to_string())]);
        let at = Series::new("".into(), [0i64, i64::MAX]);
        let at = at.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).expect("instants");
        assert_eq!(as_text(&at).get(0), Some("1970-01-01T00:00:00"));
        assert_eq!(as_text(&at).get(1), Some("9223372036854775807"));
    }

    #[test]
    fn texts_are_cleaned() {
        check(
            "goods_description",
            " 锑锭 /a\u{0}b/line\nbreak/\u{7}",
            expect![[r#"
            锑锭 
            ab control-characters
            line break 
            null control-characters
        "#]],
        );
    }
}
