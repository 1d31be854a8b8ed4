//! From declarations, lists and files to what the warnings work on.

use super::flows::{Cell, Corridor, Day, Flows, MonthlyCode};
use super::lots::{Lot, Lots};
use super::mirror::{Reported, month_of};
use super::prices::Band;
use super::watch::Facts;
use crate::error::Error;
use crate::error::Result;
use crate::reference::{ItemKind, Market, Reference, TRADED_MINERAL};
use crate::schema;
use chrono::{Days, NaiveDate};
use polars::prelude::{DataFrame, Float64Chunked, PolarsResult, StringChunked};
use std::path::Path;

/// What has been read of the declarations, in one pass.
#[derive(Debug, Default)]
pub struct Read {
    pub flows: Flows,
    pub lots: Lots,
    /// Lines left out because they are younger than the evening asked for.
    pub younger: u64,
}

impl Read {
    /// Takes a batch that the reference lists have been joined to; lines after `until` are left out.
    pub fn take(&mut self, declarations: &DataFrame, until: Day) -> Result<()> {
        let text = |name: &str| -> PolarsResult<&StringChunked> { declarations.column(name)?.str() };
        let number = |name: &str| -> PolarsResult<&Float64Chunked> { declarations.column(name)?.f64() };
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?.physical();
        let (mineral, place) = (text(TRADED_MINERAL.name)?, text(schema::DESTINATION_COUNTRY.name)?);
        let (exporter, name) = (text(schema::EXPORTER_ID.name)?, text(schema::EXPORTER_NAME.name)?);
        let (consignee, id) = (text(schema::CONSIGNEE_NAME.name)?, text(schema::DECLARATION_ID.name)?);
        let (item, hs) = (declarations.column(schema::ITEM_NO.name)?.i32()?, text(schema::HS_CODE.name)?);
        let (mass, value) = (number(schema::NET_MASS_KG.name)?, number(schema::STATISTICAL_VALUE_USD.name)?);
        for row in 0..declarations.height() {
            let Some(day) = days.get(row) else { continue };
            if day > until {
                self.younger += 1;
                continue;
            }
            self.flows.busy(day);
            let cell = Cell::line(mass.get(row), value.get(row));
            let hs6 = hs.get(row).and_then(|hs| hs.get(..6));
            if let (Some(hs6), Some(place)) = (hs6, place.get(row)) {
                let code = MonthlyCode { destination: place.to_owned(), hs6: hs6.to_owned(), month: month_of(day) };
                self.flows.add_code(code, cell);
            }
            let (Some(mineral), Some(place)) = (mineral.get(row), place.get(row)) else { continue };
            let corridor = Corridor { mineral: mineral.to_owned(), destination: place.to_owned() };
            let (exporter, name) = (exporter.get(row).unwrap_or(""), name.get(row).unwrap_or(""));
            self.flows.add(corridor.clone(), if exporter.is_empty() { name } else { exporter }, day, cell);
            if let Some(hs6) = hs6 {
                self.flows.mark_code(hs6);
            }
            let lot = Lot {
                day,
                declaration_id: id.get(row).unwrap_or("").to_owned(),
                item_no: item.get(row).unwrap_or(1),
                exporter_id: exporter.to_owned(),
                exporter_name: name.to_owned(),
                consignee_name: consignee.get(row).unwrap_or("").to_owned(),
                cell,
            };
            self.lots.keep(corridor, lot);
        }
        Ok(())
    }
}

/// Hubs, and the days on which the law on a mineral changed.
pub fn facts(reference: &Reference) -> Facts {
    let mut facts = Facts {
        hubs: reference
            .countries()
            .iter()
            .filter(|country| country.hub)
            .map(|country| country.alpha2.clone())
            .collect(),
        ..Facts::default()
    };
    let days = |from: NaiveDate, suspended: Option<(NaiveDate, NaiveDate)>| -> Vec<Day> {
        let after = suspended.and_then(|(_, last)| last.checked_add_days(Days::new(1)));
        let days = [Some(from), suspended.map(|(first, _)| first), after];
        days.into_iter().flatten().map(|day| day.to_epoch_days()).collect()
    };
    let list = reference.control();
    let goods: Vec<_> =
        list.items.iter().filter(|item| item.kind == ItemKind::Goods && !item.mineral.is_empty()).collect();
    for item in &goods {
        facts.controls.entry(item.mineral.clone()).or_default().extend(days(item.effective_from, item.suspended));
    }
    for scope in list.scopes.iter().filter(|scope| !scope.military_only) {
        let named = |mineral: &String| scope.minerals.is_empty() || scope.minerals.contains(mineral);
        for (_, all) in facts.controls.iter_mut().filter(|(mineral, _)| named(mineral)) {
            all.extend(days(scope.effective_from, scope.suspended));
        }
    }
    facts.controls.values_mut().for_each(|days| {
        days.sort_unstable();
        days.dedup();
    });
    facts
}

/// The dated price bands.
pub fn bands(market: &Market) -> Vec<Band> {
    let band = |band: &crate::reference::PriceBand| Band {
        mineral: band.mineral.clone(),
        form: band.form.clone(),
        from: band.from.to_epoch_days(),
        to: band.to.map(|to| to.to_epoch_days()),
        low: band.low,
        high: band.high,
    };
    market.bands.iter().map(band).collect()
}

/// Reads partners' import statistics: `reporter,hs6,month,net_mass_kg,value_usd,published_on`, further columns allowed; `month` as
/// `YYYY-MM`.
///
/// # Errors
/// [`Error::Input`] with row, column and value.
pub fn read_mirror(path: &Path) -> Result<Vec<Reported>> {
    let fault = |why: String, remedy: &str| Error::input(path, why, remedy);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|cause| fault(cause.to_string(), "give a CSV file with partners' imports"))?;
    let header = reader.headers().map_err(|cause| fault(cause.to_string(), "write the file as UTF-8"))?.clone();
    let place = |name: &str| {
        let at = header.iter().position(|head| head.trim_start_matches('\u{feff}') == name);
        at.ok_or_else(|| fault(format!("it has no column `{name}`"), "see `tidewaiter warn --help` for the columns"))
    };
    let places = [
        place("reporter")?,
        place("hs6")?,
        place("month")?,
        place("net_mass_kg")?,
        place("value_usd")?,
        place("published_on")?,
    ];
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|cause| fault(cause.to_string(), "mend the row"))?;
        let field = |column: usize| record.get(places[column]).unwrap_or("");
        let wrong = |column: usize, remedy: &str| {
            let name = header.get(places[column]).unwrap_or("");
            fault(format!("row {}, `{name}`: `{}` cannot be read", number + 2, field(column)), remedy)
        };
        let amount = |column: usize| {
            let read = field(column).parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
            read.ok_or_else(|| wrong(column, "write a number, 0 or more"))
        };
        let month = NaiveDate::parse_from_str(&format!("{}-01", field(2)), "%Y-%m-%d");
        let published = field(5).parse::<NaiveDate>();
        rows.push(Reported {
            reporter: field(0).to_owned(),
            // A spreadsheet drops the leading zero.
            hs6: format!("{:0>6}", field(1)),
            month: month_of(month.map_err(|_| wrong(2, "write YYYY-MM"))?.to_epoch_days()),
            net_mass_kg: amount(3)?,
            value_usd: amount(4)?,
            published: published.map_err(|_| wrong(5, "write YYYY-MM-DD"))?.to_epoch_days(),
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_lists_tell_hubs_and_control_days() {
        let facts = facts(&Reference::shipped().unwrap());
        assert!(facts.hubs.contains("HK") && !facts.hubs.contains("US"));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap().to_epoch_days();
        assert!(facts.controls["tungsten"].contains(&day("2025-02-04")));
        assert!(facts.controls["antimony"].contains(&day("2024-12-03")), "the clause for one destination");
    }

    #[test]
    fn a_wrong_row_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mirror.csv");
        let header = "reporter,partner,hs6,month,net_mass_kg,value_usd,published_on\n";
        std::fs::write(&path, format!("{header}AE,CN,70320,2024-11,28.5,35,2024-12-31\n")).unwrap();
        let rows = read_mirror(&path).unwrap();
        assert_eq!((rows[0].hs6.as_str(), rows[0].month), ("070320", 2024 * 12 + 10));
        std::fs::write(&path, format!("{header}AE,CN,70320,2024-13,28.5,35,2024-12-31\n")).unwrap();
        let said = read_mirror(&path).unwrap_err().to_string();
        assert!(said.contains("row 2, `month`: `2024-13`"), "{said}");
    }
}
