//! Adds to each declaration line what the lists say of it; row-wise, in parallel, the same for any thread count.

use super::answer::Status;
use super::columns::*;
use super::composition::Composition;
use super::condition::Truth;
use super::control::{ControlItem, ControlList, Force};
use super::elements::count_elements;
use super::hs::CodeMatch;
use super::library::Reference;
use super::limits::Limits;
use super::market::{Cover, LookAlike, Market, PriceBand};
use super::places::Country;
use super::reading::{Reading, TextVerdict};
use super::route::Way;
use super::status::{Candidate, Facts, Verdict, strictest};
use super::writer::{Writer, date};
use crate::error::Result;
use crate::schema::Column as Declared;
use crate::schema::{
    ACCEPTED_ON, CONSIGNEE_COUNTRY, DESTINATION_COUNTRY, DISCHARGE_PORT, EXIT_PORT, EXPORT_COUNTRY, GOODS_DESCRIPTION,
    GOODS_SPECIFICATION, HS_CODE, NET_MASS_KG, REMARKS, STATISTICAL_VALUE_USD, TRANSIT_COUNTRIES,
};
use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::HashMap;
use std::rc::Rc;

/// Rows that one task measures; small enough to balance, large enough to remember codes and texts.
const ROWS_PER_TASK: usize = 16_384;

/// The declared columns that the lists are asked with; `None` where the frame lacks one.
struct Input {
    hs: Option<StringChunked>,
    on: Option<Int32Chunked>,
    description: Option<StringChunked>,
    specification: Option<StringChunked>,
    remarks: Option<StringChunked>,
    destination: Option<StringChunked>,
    consignee: Option<StringChunked>,
    transit: Option<StringChunked>,
    discharge: Option<StringChunked>,
    exit: Option<StringChunked>,
    export: Option<StringChunked>,
    mass: Option<Float64Chunked>,
    value: Option<Float64Chunked>,
}

/// What the lists say of a code on a day, whatever the rest of the line.
struct CodeFacts<'a> {
    candidates: Vec<Candidate<'a>>,
    /// Minerals with listed sub-codes in the same 8-digit line.
    near: Vec<&'a str>,
    lookalikes: Vec<(&'a LookAlike, Option<&'a PriceBand>)>,
    cover: Option<&'a Cover>,
    band: Option<(f64, f64)>,
    packed: Option<f64>,
}

/// What a task remembers of codes and texts it has met.
struct Memory<'a, 'f> {
    codes: HashMap<(&'f str, i32), Rc<CodeFacts<'a>>>,
    texts: HashMap<(&'f str, &'f str), Rc<Reading>>,
}

fn column<'f>(frame: &'f DataFrame, declared: &Declared) -> Option<&'f Column> {
    frame.column(declared.name).ok().filter(|column| column.dtype() != &DataType::Null)
}

fn text(frame: &DataFrame, declared: Declared) -> Result<Option<StringChunked>> {
    let Some(column) = column(frame, &declared) else { return Ok(None) };
    Ok(Some(column.as_materialized_series().rechunk().str()?.clone()))
}

fn number(frame: &DataFrame, declared: Declared) -> Result<Option<Float64Chunked>> {
    let Some(column) = column(frame, &declared) else { return Ok(None) };
    Ok(Some(column.cast(&DataType::Float64)?.as_materialized_series().rechunk().f64()?.clone()))
}

fn day(frame: &DataFrame, declared: Declared) -> Result<Option<Int32Chunked>> {
    let Some(column) = column(frame, &declared) else { return Ok(None) };
    let days = column.cast(&DataType::Date)?.cast(&DataType::Int32)?;
    Ok(Some(days.as_materialized_series().rechunk().i32()?.clone()))
}

fn cell(column: &Option<StringChunked>, row: usize) -> Option<&str> {
    column.as_ref().and_then(|column| column.get(row)).filter(|text| !text.is_empty())
}

impl Reference {
    /// Appends [`REFERENCE_COLUMNS`] to declarations; a column that the frame lacks makes null, never zero.
    ///
    /// # Errors
    /// [`crate::error::Error::Engine`] where a declared column has another type than the schema says.
    pub fn join(&self, declarations: &DataFrame) -> Result<DataFrame> {
        let input = Input {
            hs: text(declarations, HS_CODE)?,
            on: day(declarations, ACCEPTED_ON)?,
            description: text(declarations, GOODS_DESCRIPTION)?,
            specification: text(declarations, GOODS_SPECIFICATION)?,
            remarks: text(declarations, REMARKS)?,
            destination: text(declarations, DESTINATION_COUNTRY)?,
            consignee: text(declarations, CONSIGNEE_COUNTRY)?,
            transit: text(declarations, TRANSIT_COUNTRIES)?,
            discharge: text(declarations, DISCHARGE_PORT)?,
            exit: text(declarations, EXIT_PORT)?,
            export: text(declarations, EXPORT_COUNTRY)?,
            mass: number(declarations, NET_MASS_KG)?,
            value: number(declarations, STATISTICAL_VALUE_USD)?,
        };
        let rows = declarations.height();
        let starts: Vec<usize> = (0..rows).step_by(ROWS_PER_TASK).collect();
        let task = |start: &usize| self.measure(&input, *start, rows.min(start + ROWS_PER_TASK));
        let parts = starts.par_iter().map(task).collect::<Result<Vec<_>>>()?;
        let mut derived = match parts.len() {
            0 => Writer::new(0).finish(0)?,
            _ => {
                let mut parts = parts.into_iter();
                let mut all = parts.next().expect("a first part");
                for part in parts {
                    all.vstack_mut(&part)?;
                }
                all
            }
        };
        derived.rechunk_mut();
        Ok(declarations.hstack(derived.columns())?)
    }

    fn measure(&self, input: &Input, start: usize, end: usize) -> Result<DataFrame> {
        let mut writer = Writer::new(end - start);
        let mut memory = Memory { codes: HashMap::new(), texts: HashMap::new() };
        for row in start..end {
            self.line(input, row, &mut memory, &mut writer);
        }
        writer.finish(end - start)
    }

    fn line<'a, 'f>(&'a self, input: &'f Input, row: usize, memory: &mut Memory<'a, 'f>, out: &mut Writer) {
        let hs = cell(&input.hs, row);
        let days = input.on.as_ref().and_then(|on| on.get(row));
        let on = days.and_then(date);
        let destination = cell(&input.destination, row).and_then(|text| self.places.country(text));
        let known = on.filter(|on| *on <= self.control.horizon);

        let reading = self.reading(input, row, memory);
        let reading = reading.as_deref();
        let spoken = reading.zip(on).map(|(reading, on)| reading.verdict(&self.control, on));
        let code = hs.zip(days).zip(on).map(|((hs, days), on)| {
            let facts = || Rc::new(CodeFacts::of(&self.control, &self.market, hs, on));
            Rc::clone(memory.codes.entry((hs, days)).or_insert_with(facts))
        });
        let code = code.as_deref();

        // the declared code
        let facts = Facts {
            destination: destination.map(|country| country.alpha2.as_str()),
            reading: reading.filter(|_| known.is_some()),
            ..Facts::default()
        };
        let verdicts = match (code, known) {
            (Some(code), Some(on)) => {
                self.control.verdicts(&code.candidates, hs.unwrap_or(""), on, facts, spoken.as_ref())
            }
            _ => Vec::new(),
        };
        let (status, top) = settled(on, known, hs, &verdicts);
        let control = top.filter(|verdict| verdict.status >= Status::LicenceRequired).map(|verdict| verdict.item);
        out.text(CONTROL_STATUS, status.map(Status::word));
        out.flag(
            CONTROLLED,
            status.filter(|status| *status != Status::Unknown).map(|status| status >= Status::LicenceRequired),
        );
        out.text(CONTROL_MINERAL, control.map(|item| item.mineral.as_str()));
        out.day(CONTROL_SINCE, control.zip(on).and_then(|(item, on)| item.since(on)));
        let announcement = top.filter(|_| control.is_some()).map(announcement);
        out.text(CONTROL_ANNOUNCEMENT, announcement);
        out.small(COMPOSITION_OPEN, known.and(reading).and_then(|reading| left_open(reading, status, &verdicts)));

        let limit = reading.zip(known).and_then(|(reading, on)| reading.purity_limit(&self.control, on));
        write_text(reading, spoken.as_ref(), limit, out);

        // look-alikes and prices
        let price = input.value.as_ref().and_then(|value| value.get(row));
        let mass = input.mass.as_ref().and_then(|mass| mass.get(row)).filter(|mass| *mass > 0.0);
        let per_kg = price.zip(mass).map(|(value, mass)| value / mass).filter(|price| *price > 0.0);
        let own = control.map(|item| item.mineral.as_str());
        let lookalike = code.and_then(|code| nearest(&code.lookalikes, per_kg, own));
        out.text(LOOKALIKE_MINERAL, lookalike.map(|(row, _)| row.mineral.as_str()));
        let band = lookalike.and_then(|(_, band)| band);
        out.small(LOOKALIKE_PRICE_LOW, band.map(|band| band.low));
        out.small(LOOKALIKE_PRICE_HIGH, band.map(|band| band.high));
        let cover = code.and_then(|code| code.cover);
        out.small(COVER_PRICE_LOW, cover.map(|cover| cover.low));
        out.small(COVER_PRICE_HIGH, cover.map(|cover| cover.high));
        let true_goods = lookalike.and_then(|(row, _)| self.market.mineral(&row.mineral, &row.form));
        out.small(LOOKALIKE_PACKED_DENSITY, true_goods.map(|mineral| mineral.packed_density_kg_m3));
        out.small(COVER_PACKED_DENSITY, code.and_then(|code| code.packed));
        out.small(REFERENCE_PRICE_LOW, code.and_then(|code| code.band).map(|(low, _)| low));
        out.small(REFERENCE_PRICE_HIGH, code.and_then(|code| code.band).map(|(_, high)| high));

        // places
        let consignee = cell(&input.consignee, row).and_then(|text| self.places.country(text));
        let text_mineral = spoken.as_ref().and_then(|spoken| spoken.mineral);
        let hidden = lookalike.map(|(row, _)| row.mineral.as_str());
        let relevant = own.or(text_mineral).or(hidden);
        let way = Way {
            exit: cell(&input.exit, row),
            export: cell(&input.export, row),
            transit: cell(&input.transit, row),
            discharge: cell(&input.discharge, row),
            destination,
        };
        out.flag(HUB_DESTINATION, destination.map(|country| country.hub));
        out.flag(HUB_CONSIGNEE, consignee.map(|country| country.hub));
        let used =
            relevant.zip(destination).and_then(|(mineral, country)| self.market.is_used_in(mineral, &country.alpha2));
        out.flag(MINERAL_NO_USE_IN_DESTINATION, used.map(|used| !used));
        let says = spoken.as_ref().filter(|spoken| spoken.controlled == Some(true)).and_then(|spoken| spoken.mineral);
        out.flag(TRANSIT_BARRED, known.and_then(|on| self.passes_barred(&way, consignee, [own, says, hidden], on)));
        let length = way.length_km(&self.places);
        out.small(ROUTE_KM, length.map(|(route, _)| route));
        out.small(DETOUR_RATIO, length.and_then(|(_, ratio)| ratio));
        out.flag(DISCHARGED_ELSEWHERE, way.discharged_elsewhere(&self.places));

        // the mineral to think of, and limits
        let since = relevant.zip(known).and_then(|(mineral, on)| self.control.mineral_since(mineral, None, on));
        out.text(RELEVANT_MINERAL, relevant);
        out.day(RELEVANT_CONTROLLED_SINCE, since);
        let traded = code.and_then(CodeFacts::listed).or(text_mineral);
        let bound = match traded {
            _ if traded == relevant => since,
            Some(mineral) => known.and_then(|on| self.control.mineral_since(mineral, None, on)),
            None => None,
        };
        out.text(TRADED_MINERAL, traded);
        out.flag(BEFORE_CONTROL, traded.and(known).map(|_| bound.is_none()));
        out.small(CONTROL_AGE_DAYS, bound.zip(on).map(|(bound, on)| (on - bound).num_days() as f64));
        let limits = on.map(|on| {
            let country = destination.map(|country| country.alpha2.as_str());
            Limits::of(&self.market, on, hs, country, relevant.filter(|_| since.is_some()), mass, price)
        });
        out.small(LIMIT_KG, limits.as_ref().and_then(|limits| limits.mass_kg));
        out.small(LIMIT_USD, limits.as_ref().and_then(|limits| limits.value_usd));
        out.small(LIMIT_SHARE, limits.as_ref().and_then(|limits| limits.share));

        let remark = input.remarks.as_ref().map(|remarks| remarks.get(row).unwrap_or(""));
        // goods whose own words put them clearly outside the list are not near it
        let open = spoken.as_ref().filter(|spoken| spoken.controlled != Some(false)).and(text_mineral);
        let missing = remark
            .zip(known)
            .zip(code)
            .and_then(|((remark, on), code)| self.lacks_remark(remark, on, code, &verdicts, open));
        out.flag(REMARK_RULE, missing);
        out.flag(REMARK_SAYS, remark.and_then(|remark| self.control.remarks.iter().find_map(|duty| duty.said(remark))));
    }

    fn reading<'f>(&self, input: &'f Input, row: usize, memory: &mut Memory<'_, 'f>) -> Option<Rc<Reading>> {
        let description = cell(&input.description, row);
        let specification = cell(&input.specification, row);
        if description.is_none() && specification.is_none() {
            return None;
        }
        let key = (description.unwrap_or(""), specification.unwrap_or(""));
        let read = || {
            let both = format!("{} | {}", key.0, key.1);
            let reading = Reading::of(&self.glossary, &both);
            let off = reading.composition.as_ref().filter(|found| found.gap().is_some_and(|gap| gap > 0.0));
            let impossible = off.map(|found| {
                let one = [key.1, key.0].into_iter().find(|text| Composition::find(text).as_ref() == Some(found));
                one.unwrap_or(&both).to_owned()
            });
            Rc::new(Reading { elements: specification.map(count_elements), impossible, ..reading })
        };
        Some(Rc::clone(memory.texts.entry(key).or_insert_with(read)))
    }

    /// Whether the way or the consignee touches a country to which one of the minerals is barred.
    fn passes_barred(
        &self,
        way: &Way,
        consignee: Option<&Country>,
        minerals: [Option<&str>; 3],
        on: NaiveDate,
    ) -> Option<bool> {
        let destination = way.destination?;
        let mut touched = way.touched(&self.places);
        touched.extend(consignee);
        if touched.is_empty() {
            return None;
        }
        let elsewhere = touched.into_iter().filter(|country| country.alpha2 != destination.alpha2);
        let barred = |country: &Country| {
            minerals.iter().flatten().any(|mineral| self.control.is_barred(mineral, &country.alpha2, on))
        };
        Some(elsewhere.into_iter().any(barred))
    }

    /// Whether a required remark is missing; `None` before the rule.
    fn lacks_remark(
        &self,
        remark: &str,
        on: NaiveDate,
        code: &CodeFacts,
        verdicts: &[Verdict],
        text: Option<&str>,
    ) -> Option<bool> {
        let begins = self.control.remarks.iter().map(|duty| duty.effective_from).min()?;
        if on < begins {
            return None;
        }
        let listed = verdicts
            .iter()
            .filter(|verdict| verdict.force == Force::InForce)
            .filter(|verdict| match verdict.matched {
                CodeMatch::Whole => true,
                CodeMatch::Practice => verdict.truth != Truth::No,
                CodeMatch::Part => false,
            })
            .map(|verdict| verdict.item.mineral.as_str());
        let near = code.near.iter().copied().filter(|mineral| text == Some(*mineral));
        let duty = listed.chain(near).find_map(|mineral| self.control.remark_duty(mineral, on));
        Some(duty.is_some_and(|duty| duty.said(remark).is_none()))
    }
}

impl<'a> CodeFacts<'a> {
    fn of(list: &'a ControlList, market: &'a Market, hs: &str, on: NaiveDate) -> CodeFacts<'a> {
        let line = hs.get(..8);
        let in_line = |item: &&ControlItem| {
            item.force(on) == Force::InForce
                && line.is_some_and(|line| item.codes.iter().any(|(code, _)| code.starts_with(line)))
        };
        let lookalikes = market
            .lookalikes
            .iter()
            .filter(|row| {
                hs.starts_with(&row.cover_hs) && list.mineral_since(&row.mineral, Some(&row.form), on).is_some()
            })
            .map(|row| (row, market.band(&row.mineral, &row.form, on)))
            .collect();
        CodeFacts {
            candidates: list.candidates(hs, on),
            near: list.items.iter().filter(in_line).map(|item| item.mineral.as_str()).collect(),
            lookalikes,
            cover: market.cover(hs, on),
            band: market.band_of_code(hs, on),
            packed: market.packed_density(hs, on),
        }
    }

    /// Mineral for which the code itself is listed, whatever the day.
    fn listed(&self) -> Option<&'a str> {
        let own = self.candidates.iter().find(|candidate| candidate.matched != CodeMatch::Practice);
        own.map(|candidate| candidate.item.mineral.as_str())
    }
}

/// Status of the declared code as far as it can be said: unknown after the horizon, null where only possible.
fn settled<'v, 'a>(
    on: Option<NaiveDate>,
    known: Option<NaiveDate>,
    hs: Option<&str>,
    verdicts: &'v [Verdict<'a>],
) -> (Option<Status>, Option<&'v Verdict<'a>>) {
    if on.is_none() || hs.is_none() {
        return (None, None);
    }
    if known.is_none() {
        return (Some(Status::Unknown), None);
    }
    let Some(possible) = strictest(verdicts) else { return (Some(Status::Free), None) };
    let firm = verdicts.iter().filter(|verdict| verdict.decided && verdict.status == possible.status);
    let firm = firm.max_by_key(|verdict| (verdict.named, verdict.matched));
    match firm {
        // of equals the first in list order, as `strictest` has it
        Some(_) if possible.decided => (Some(possible.status), Some(possible)),
        Some(verdict) => (Some(verdict.status), Some(verdict)),
        None => (None, None),
    }
}

fn announcement<'a>(verdict: &Verdict<'a>) -> &'a str {
    match verdict.clause {
        Some(clause) => &clause.announcement,
        None => &verdict.item.announcement,
    }
}

/// How far the text leaves open whether a code that is controlled by what the goods hold is controlled here.
fn left_open(reading: &Reading, status: Option<Status>, verdicts: &[Verdict]) -> Option<f64> {
    let depends = |verdict: &Verdict| verdict.force == Force::InForce && verdict.matched != CodeMatch::Whole;
    if !verdicts.iter().any(depends) {
        return None;
    }
    let open = status.is_none() || reading.is_silent_on_rare_earths();
    Some(match (open, reading.heat_resistant) {
        (false, _) => 0.0,
        (true, false) => 0.5,
        (true, true) => 1.0,
    })
}

fn write_text(reading: Option<&Reading>, spoken: Option<&TextVerdict>, limit: Option<f64>, out: &mut Writer) {
    let mineral = spoken.and_then(|spoken| spoken.mineral);
    out.text(TEXT_MINERAL, mineral);
    out.flag(TEXT_NAMES_MINERAL, reading.map(|reading| !reading.named.is_empty()));
    let words = reading.filter(|reading| !reading.words.is_empty()).map(|reading| reading.words.join(";"));
    out.text(TEXT_WORDS, words.as_deref());
    out.text(TEXT_FORM, spoken.and_then(|spoken| spoken.form));
    out.small(TEXT_PURITY_PCT, reading.and_then(|reading| reading.purity_pct));
    out.small(TEXT_PURITY_LIMIT_PCT, limit);
    let composition = reading.and_then(|reading| reading.composition.as_ref());
    out.small(TEXT_COMPOSITION_GAP_PCT, composition.and_then(Composition::gap));
    out.text(TEXT_COMPOSITION, reading.and_then(|reading| reading.impossible.as_deref()));
    out.small(TEXT_ELEMENTS, reading.and_then(|reading| reading.elements).map(|elements| elements as f64));
    out.flag(TEXT_CONTROLLED, spoken.and_then(|spoken| spoken.controlled));
    let controlled = spoken.filter(|spoken| spoken.controlled == Some(true));
    out.day(TEXT_CONTROLLED_SINCE, controlled.and_then(|spoken| spoken.since));
}

/// The look-alike whose price band lies nearest to the declared price in log; without a price the first.
fn nearest<'a>(
    lookalikes: &[(&'a LookAlike, Option<&'a PriceBand>)],
    per_kg: Option<f64>,
    own: Option<&str>,
) -> Option<(&'a LookAlike, Option<&'a PriceBand>)> {
    let distance = |band: Option<&PriceBand>| match (band, per_kg) {
        (Some(band), Some(price)) => (price / band.high).ln().max((band.low / price).ln()).max(0.0),
        (None, Some(_)) => f64::MAX,
        (_, None) => 0.0,
    };
    let others = lookalikes.iter().filter(|(row, _)| own != Some(row.mineral.as_str()));
    others.copied().min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)))
}
