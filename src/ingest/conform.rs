//! Makes the canonical columns of a batch, and tells for each row what is wrong with it.

use super::codes::List;
use super::mapping::{Mapping, Take, Target};
use super::problem::{Problem, Problems};
use super::raw::RawBatch;
use super::rules;
use super::rules::{Outcome, Rule};
use super::texts;
use super::values::{self, Context, Trust};
use crate::schema;
use crate::schema::{Kind, Need};
use polars::prelude::{
    ChunkFull, ChunkFullNull, Column, DataType, Float64Chunked, Int32Chunked, IntoColumn, IntoSeries, NewChunkedArray,
    PlSmallStr, Series, StringChunked,
};
use rayon::prelude::*;

/// The columns of a batch, all rows still in it, and what is wrong with them.
pub(super) struct Conformed {
    /// One per target of the mapping, in order.
    pub columns: Vec<Series>,
    /// Sorted by row, then by column.
    pub problems: Vec<Problem>,
}

/// Makes every column. Columns are made side by side; the result does not depend on the number of threads.
pub(super) fn conform(raw: &RawBatch, mapping: &Mapping) -> Conformed {
    let register = *mapping.table != schema::DECLARATIONS;
    let context = Context { columns: &raw.columns, height: raw.height, absent: &mapping.file.absent, register };
    let made: Vec<(Series, Problems)> = mapping.targets.par_iter().map(|target| make(target, &context)).collect();
    let (mut columns, problems): (Vec<Series>, Vec<Problems>) = made.into_iter().unzip();
    let mut problems: Vec<Problem> = problems.into_iter().flat_map(|problems| problems.list).collect();

    let mut row_wise = Rows { columns: &columns, mapping, problems: Vec::new() };
    let dollars = row_wise.value(&context);
    if let (Some(dollars), Some(place)) = (dollars, position(mapping, schema::STATISTICAL_VALUE_USD.name)) {
        problems.append(&mut row_wise.problems);
        columns[place] = dollars.with_name(PlSmallStr::from_static(schema::STATISTICAL_VALUE_USD.name)).into_series();
        row_wise = Rows { columns: &columns, mapping, problems: Vec::new() };
    }
    row_wise.measures();
    let extra = row_wise.problems;
    problems.extend(extra);
    // A missing value is told only where nothing graver was said about the same cell.
    let missing = missing(&columns, mapping, &problems, raw.height);
    problems.extend(missing);
    let order = |name: &str| mapping.targets.iter().position(|target| target.name == name).unwrap_or(usize::MAX);
    problems
        .sort_by_cached_key(|problem| (problem.row, std::cmp::Reverse(problem.rule.outcome), order(&problem.column)));
    Conformed { columns, problems }
}

fn position(mapping: &Mapping, name: &str) -> Option<usize> {
    mapping.targets.iter().position(|target| target.name == name)
}

/// One column by its recipes in turn: where one gives nothing the next may.
fn make(target: &Target, context: &Context) -> (Series, Problems) {
    let mut problems = Problems::of(&target.name);
    let mut column: Option<Series> = None;
    for recipe in &target.recipes {
        if recipe.take == Take::Count {
            continue;
        }
        let trust = match target.need {
            Need::Optional if target.name.starts_with("x_") => Trust::Kept,
            Need::Optional => Trust::Optional,
            _ => Trust::Core,
        };
        let made = match target.kind {
            Kind::Text => {
                // A register's codes are read as they stand: a code in another form must not take a licence away.
                let list = if context.register { List::Any } else { List::of(&target.name) };
                texts::make(recipe, list, context.columns, context.height, context.absent, &mut problems)
                    .map(IntoSeries::into_series)
            }
            Kind::Number | Kind::Small => {
                values::numbers(recipe, context, trust, &mut problems).map(IntoSeries::into_series)
            }
            Kind::Date => values::dates(recipe, context, trust, &mut problems).map(values::date_series),
            Kind::Whole if target.name == schema::ACCEPTED_HOUR.name => {
                values::wholes(recipe, context, (0, 23), &rules::HOUR_DROPPED, &mut problems)
                    .map(IntoSeries::into_series)
            }
            Kind::Whole => {
                values::wholes(recipe, context, (1, 999_999), &rules::ITEM, &mut problems).map(IntoSeries::into_series)
            }
        };
        column = match (column, made) {
            (None, made) => made,
            (Some(first), Some(second)) if first.null_count() > 0 => {
                first.zip_with(&first.is_not_null(), &second).ok().or(Some(first))
            }
            (first, _) => first,
        };
        if column.as_ref().is_some_and(|column| column.null_count() == 0) {
            break;
        }
    }
    // One line where the source has none; a counted number is put in when the rows are in order.
    if target.name == schema::ITEM_NO.name && column.as_ref().is_none_or(|column| column.null_count() > 0) {
        let items: Vec<Option<i32>> = match column.as_ref().and_then(|column| column.i32().ok()) {
            Some(items) => items.iter().map(|item| item.or(Some(1))).collect(),
            None => vec![Some(1); context.height],
        };
        column = Some(Int32Chunked::from_iter_options(PlSmallStr::EMPTY, items.into_iter()).into_series());
    }
    let column = column.unwrap_or_else(|| absent(target.kind, context.height));
    (column.with_name(PlSmallStr::from_str(&target.name)), problems)
}

fn absent(kind: Kind, height: usize) -> Series {
    match kind {
        Kind::Text => StringChunked::full_null(PlSmallStr::EMPTY, height).into_series(),
        Kind::Number | Kind::Small => Float64Chunked::full_null(PlSmallStr::EMPTY, height).into_series(),
        Kind::Whole => Int32Chunked::full_null(PlSmallStr::EMPTY, height).into_series(),
        Kind::Date => Series::full_null(PlSmallStr::EMPTY, height, &DataType::Date),
    }
}

/// Rules that look at several columns of a row.
struct Rows<'a> {
    columns: &'a [Series],
    mapping: &'a Mapping,
    problems: Vec<Problem>,
}

impl Rows<'_> {
    fn numbers(&self, name: &str) -> Option<&Float64Chunked> {
        self.columns.get(position(self.mapping, name)?)?.f64().ok()
    }

    /// The value in US dollars, if the mapping gives a currency.
    fn value(&mut self, context: &Context) -> Option<Float64Chunked> {
        let name = schema::STATISTICAL_VALUE_USD.name;
        let target = self.mapping.targets.iter().find(|target| target.name == name)?;
        let currency = target.recipes.iter().find_map(|recipe| recipe.currency.as_ref())?;
        let days = self.columns.get(position(self.mapping, schema::ACCEPTED_ON.name)?)?.date().ok()?.physical();
        let mut problems = Problems::of(name);
        let dollars = values::to_dollars(self.numbers(name)?, currency, days, context, &mut problems);
        self.problems = problems.list;
        Some(dollars)
    }

    fn measures(&mut self) {
        let (net, gross) = (schema::NET_MASS_KG.name, schema::GROSS_MASS_KG.name);
        let value = schema::STATISTICAL_VALUE_USD.name;
        let mut found = Vec::new();
        for (name, rule) in [(net, &rules::ZERO_MASS), (value, &rules::ZERO_VALUE)] {
            let mut problems = Problems::of(name);
            if let Some(numbers) = self.numbers(name) {
                for (row, _) in numbers.iter().enumerate().filter(|(_, number)| *number == Some(0.0)) {
                    problems.add(row, rule, "0");
                }
            }
            found.append(&mut problems.list);
        }
        let mut problems = Problems::of(net);
        if let (Some(nets), Some(grosses)) = (self.numbers(net), self.numbers(gross)) {
            for (row, (net, gross)) in nets.iter().zip(grosses.iter()).enumerate() {
                // Rounding to the gram or the kilogram is no contradiction.
                if let (Some(net), Some(gross)) = (net, gross)
                    && net > gross * 1.0001 + 0.001
                {
                    problems.explain(row, &rules::NET_ABOVE_GROSS, &net.to_string(), || format!("gross {gross}"));
                }
            }
        }
        found.append(&mut problems.list);
        self.problems.append(&mut found);
    }
}

fn missing(columns: &[Series], mapping: &Mapping, known: &[Problem], height: usize) -> Vec<Problem> {
    let mut list = Vec::new();
    let mut note = |row: usize, rule: &'static Rule, column: &str| {
        list.push(Problem {
            row: row as u32,
            rule,
            column: column.to_string(),
            value: String::new(),
            detail: String::new(),
        });
    };
    let told: std::collections::HashSet<(u32, &str)> = known
        .iter()
        .filter(|problem| problem.rule.outcome == Outcome::Quarantine)
        .map(|problem| (problem.row, problem.column.as_str()))
        .collect();
    let mut any = vec![false; height];
    let mut bad_measure = vec![false; height];
    let mut group = false;
    for (target, column) in mapping.targets.iter().zip(columns) {
        let present = column.is_not_null();
        match target.need {
            Need::Required if column.null_count() > 0 => {
                for (row, present) in present.iter().enumerate() {
                    if present == Some(false) && !told.contains(&(row as u32, target.name.as_str())) {
                        note(row, &rules::REQUIRED, &target.name);
                    }
                }
            }
            Need::OneOf(_) => {
                group = true;
                for (row, present) in present.iter().enumerate() {
                    any[row] |= present == Some(true);
                    bad_measure[row] |= told.contains(&(row as u32, target.name.as_str()));
                }
            }
            _ => {}
        }
    }
    if group {
        for row in (0..height).filter(|row| !any[*row] && !bad_measure[*row]) {
            note(row, &rules::MASS_OR_QUANTITY, schema::NET_MASS_KG.name);
        }
    }
    list
}

/// A column that holds one text in every row.
pub(super) fn constant(name: &'static str, text: &str, height: usize) -> Column {
    StringChunked::full(PlSmallStr::from_static(name), text, height).into_column()
}
