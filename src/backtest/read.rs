//! From the files of a world to a past: evidence as `replay` wrote it, declarations for the parties, and the truth.

use super::past::{Past, Real};
use crate::detector::{LABEL_FREE_RISK, SEVERITY, VIEW_COLUMNS};
use crate::engines::{LINK_CONFIRMED_STEPS, LINK_SPREAD, Traits};
use crate::error::{Error, Result};
use crate::schema;
use crate::signals::catalogue;
use ndarray::Array2;
use polars::prelude::*;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_128;

const REMEDY: &str = "write it anew with `tidewaiter replay --evidence` of this program";

/// The parties and places of declaration lines, by line.
#[derive(Default)]
pub struct Parties {
    by_line: HashMap<u128, Traits>,
}

impl Parties {
    /// Takes a batch of declarations.
    ///
    /// # Errors
    /// `Error::Engine` where a column is missing.
    pub fn take(&mut self, declarations: &DataFrame) -> Result<()> {
        self.by_line.extend(lines(declarations)?.into_iter().zip(Traits::of(declarations)?));
        Ok(())
    }
}

impl Past {
    /// Reads evidence and truth (Parquet). Every line of the evidence must be among the parties and in the truth, which has
    /// `declaration_id`, `item_no`, `illicit` and, where it is known, `risk_head` (`re-export` or anything else), `scheme_id` and
    /// `true_value_usd` (else the declared value counts).
    ///
    /// # Errors
    /// `Error::Input` where a file cannot be read, lacks a column or a line, or where the evidence knows outcomes.
    pub fn read(name: &str, evidence: &Path, truth: &Path, parties: &Parties) -> Result<Past> {
        let inputs: Vec<&str> =
            catalogue().map(|signal| signal.id).chain(VIEW_COLUMNS.iter().map(|column| column.name)).collect();
        let identity = [schema::DECLARATION_ID, schema::ITEM_NO, schema::ACCEPTED_ON, SEVERITY, LABEL_FREE_RISK];
        let wanted = identity.iter().map(|column| column.name).chain(inputs.iter().copied());
        let frame = read(evidence, wanted, REMEDY)?;
        let wrong = |why: &dyn ToString| Error::input(evidence, why.to_string(), REMEDY);
        let days = frame.column(schema::ACCEPTED_ON.name)?.cast(&DataType::Int32)?;
        let days: Vec<i32> = days.i32()?.iter().map(|day| day.unwrap_or(i32::MIN)).collect();
        if days.is_empty() || days[0] == i32::MIN || !days.is_sorted() {
            return Err(wrong(&"its lines are none, or not in the order of their days"));
        }
        let lines = lines(&frame)?;
        knows_no_outcome(&frame, evidence)?;

        let mut x = Array2::from_elem((days.len(), inputs.len()), f32::NAN);
        for (place, input) in inputs.iter().enumerate() {
            let values = small(&frame, input)?;
            x.column_mut(place).iter_mut().zip(values).for_each(|(cell, value)| *cell = value);
        }
        // Fixed alarms as an officer would write them down: how many ring.
        let mut rules = vec![0.0; days.len()];
        for (signal, values) in catalogue().zip(x.columns()) {
            let rings = values.iter().map(|value| !value.is_nan() && signal.alarm.rings(*value));
            rules.iter_mut().zip(rings).for_each(|(sum, rings)| *sum += f32::from(u8::from(rings)));
        }
        let traits: Vec<&Traits> = (lines.iter().enumerate())
            .map(|(row, line)| {
                let told = parties.by_line.get(line);
                told.ok_or_else(|| wrong(&format!("row {}: the declarations do not hold its line", row + 1)))
            })
            .collect::<Result<_>>()?;
        let value = x.column(inputs.iter().position(|input| *input == "ln_value_usd").unwrap_or(0)).mapv(f32::exp);
        Ok(Past {
            name: name.to_owned(),
            keys: traits.iter().map(|traits| traits.keys()).collect(),
            near_duplicates: traits.iter().map(|traits| u64::from(traits.near_duplicate)).collect(),
            label_free: small(&frame, LABEL_FREE_RISK.name)?,
            severity: small(&frame, SEVERITY.name)?.into_iter().map(|severity| severity.max(0.0)).collect(),
            real: real(truth, &lines, &value.to_vec())?,
            days,
            x,
            rules,
        })
    }
}

/// Evidence that was measured with the outcomes of inspections at hand tells a strategy what it never paid for.
fn knows_no_outcome(frame: &DataFrame, evidence: &Path) -> Result<()> {
    let of_outcomes = [LINK_SPREAD.name, LINK_CONFIRMED_STEPS.name];
    for signal in catalogue().filter(|signal| signal.reads.iter().any(|column| of_outcomes.contains(&column.name))) {
        if frame.column(signal.id)?.null_count() < frame.height() {
            let why = format!(
                "`{}` was measured with outcomes of inspections at hand, which no strategy has paid for",
                signal.id
            );
            let remedy = "replay with --registers of a folder without the table of inspections";
            return Err(Error::input(evidence, why, remedy));
        }
    }
    Ok(())
}

fn read<'a>(path: &Path, columns: impl Iterator<Item = &'a str>, remedy: &str) -> Result<DataFrame> {
    let wrong = |cause: &dyn ToString| Error::input(path, cause.to_string(), remedy);
    let file = File::open(path).map_err(|cause| wrong(&cause))?;
    let mut reader = ParquetReader::new(file);
    let schema = reader.schema().map_err(|cause| wrong(&cause))?;
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    if let Some(lacking) = columns.iter().find(|name| schema.get(name.as_str()).is_none()) {
        return Err(wrong(&format!("it has no column `{lacking}`")));
    }
    reader.with_columns(Some(columns)).finish().map_err(|cause| wrong(&cause))
}

fn lines(frame: &DataFrame) -> Result<Vec<u128>> {
    let ids = frame.column(schema::DECLARATION_ID.name)?.str()?;
    let items = frame.column(schema::ITEM_NO.name)?.cast(&DataType::Int32)?;
    let key = |(id, item): (Option<&str>, Option<i32>)| {
        xxh3_128(format!("{}\0{}", id.unwrap_or_default(), item.unwrap_or(1)).as_bytes())
    };
    Ok(ids.iter().zip(items.i32()?.iter()).map(key).collect())
}

/// A column as 32-bit numbers; null and infinite are `NaN`.
fn small(frame: &DataFrame, name: &str) -> Result<Vec<f32>> {
    let column = frame.column(name)?.cast(&DataType::Float32)?;
    Ok(column.f32()?.iter().map(|value| value.filter(|value| value.is_finite()).unwrap_or(f32::NAN)).collect())
}

fn real(truth: &Path, wanted: &[u128], declared_usd: &[f32]) -> Result<Vec<Real>> {
    const NEEDED: [&str; 3] = [schema::DECLARATION_ID.name, schema::ITEM_NO.name, "illicit"];
    let remedy = "give the truth of every line of the evidence, as `tidewaiter simulate` writes it";
    let wrong = |why: String| Error::input(truth, why, remedy);
    let file = File::open(truth).map_err(|cause| wrong(cause.to_string()))?;
    let schema = ParquetReader::new(file).schema().map_err(|cause| wrong(cause.to_string()))?;
    let told = ["risk_head", "scheme_id", "true_value_usd"].map(|name| (name, schema.get(name).is_some()));
    let optional = told.iter().filter(|(_, there)| *there).map(|(name, _)| *name);
    let frame = read(truth, NEEDED.into_iter().chain(optional), remedy)?;
    let rows: HashMap<u128, usize> = lines(&frame)?.into_iter().enumerate().map(|(row, line)| (line, row)).collect();
    let has = |name: &str| told.iter().any(|(told, there)| *told == name && *there);
    let illicit = small(&frame, "illicit")?;
    let value = if has("true_value_usd") { Some(small(&frame, "true_value_usd")?) } else { None };
    let scheme = if has("scheme_id") { Some(frame.column("scheme_id")?.cast(&DataType::UInt32)?) } else { None };
    let scheme = scheme.as_ref().map(Column::u32).transpose()?;
    let head = if has("risk_head") { Some(frame.column("risk_head")?.str()?) } else { None };
    let mut real = Vec::with_capacity(wanted.len());
    for (line, declared_usd) in wanted.iter().zip(declared_usd) {
        let Some(row) = rows.get(line).copied().filter(|row| !illicit[*row].is_nan()) else {
            return Err(wrong(format!("line {} of the evidence is not in it, or has no `illicit`", real.len() + 1)));
        };
        let illicit = illicit[row] > 0.0;
        let re_export = head.is_some_and(|head| head.get(row) == Some("re-export"));
        let usd = value.as_ref().map_or(*declared_usd, |value| value[row]);
        real.push(Real {
            found: [illicit && !re_export, illicit && re_export],
            value_usd: if usd.is_finite() { usd.max(0.0) } else { 0.0 },
            scheme: scheme.and_then(|scheme| scheme.get(row)).filter(|_| illicit).unwrap_or(0),
        });
    }
    Ok(real)
}
