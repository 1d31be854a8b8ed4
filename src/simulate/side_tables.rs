//! What stands beside the declarations: licences, restricted end users, inspections, partners' statistics.

use super::draft::Stage;
use super::inspections::Inspection;
use super::licences::{Register, Use};
use super::line::Line;
use super::schemes::Restricted;
use super::streams::{between, mix, spread, stream};
use crate::error::{Error, Result};
use chrono::NaiveDate;
use rand::RngExt;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A CSV file being written.
pub(super) struct Sheet {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl Sheet {
    /// Opens a file and writes its header.
    pub(super) fn open(folder: &Path, name: &str, header: &[&str]) -> Result<Sheet> {
        let path = folder.join(name);
        let writer =
            csv::Writer::from_path(&path).map_err(|cause| Error::write(&path, std::io::Error::other(cause)))?;
        let mut sheet = Sheet { path, writer };
        sheet.row(header)?;
        Ok(sheet)
    }

    /// Writes a row.
    pub(super) fn row<T: AsRef<[u8]>>(&mut self, fields: &[T]) -> Result<()> {
        self.writer.write_record(fields).map_err(|cause| Error::write(&self.path, std::io::Error::other(cause)))
    }

    /// Ends the file and makes sure it is on the disk.
    pub(super) fn close(self) -> Result<PathBuf> {
        let fail = |cause: std::io::Error| Error::write(&self.path, cause);
        let file = self.writer.into_inner().map_err(|error| fail(error.into_error()))?;
        file.sync_all().map_err(fail)?;
        Ok(self.path)
    }
}

/// `YYYY-MM-DD` of a day number.
pub(super) fn date(day: i32) -> String {
    NaiveDate::from_epoch_days(day).map(|d| d.to_string()).unwrap_or_default()
}

/// First day of the month of a day.
pub(super) fn month_start(day: i32) -> i32 {
    let date = NaiveDate::from_epoch_days(day).and_then(|d| chrono::Datelike::with_day(&d, 1));
    date.map_or(day, |d| d.to_epoch_days())
}

/// `licences.csv`: the register of everything presented.
pub(super) fn licences(stage: &Stage, folder: &Path, register: &Register) -> Result<PathBuf> {
    let header = [
        "licence_no",
        "holder_id",
        "hs_code",
        "mineral",
        "quantity_kg",
        "consignee_name",
        "country",
        "valid_from",
        "valid_to",
    ];
    let mut sheet = Sheet::open(folder, "licences.csv", &header)?;
    for (no, licence) in &register.rows {
        let deal = &licence.permit.deal;
        let (good, buyer) = (&stage.facts.goods[deal.good], &stage.people.consignees[deal.consignee]);
        // One in thirty was extended by half a year.
        let h = mix(stage.seed, no.as_bytes());
        let mut later = if h.is_multiple_of(30) { 184 } else { 0 };
        let (mut from, mut hs, mut mineral) = (licence.permit.valid_from, &good.hs, &good.mineral);
        // Half of those presented after their time are valid after all, but for other goods.
        if licence.permit.using == Use::Expired && licence.shipped_kg == 0.0 && (h >> 8).is_multiple_of(2) {
            let others: Vec<_> =
                stage.facts.goods.iter().filter(|g| g.controlled_from.is_some() && g.hs[..4] != good.hs[..4]).collect();
            if !others.is_empty() {
                let other = others[(h >> 16) as usize % others.len()];
                (hs, mineral, from, later) = (&other.hs, &other.mineral, from + 184, 184);
            }
        }
        sheet.row(&[
            no.clone(),
            stage.people.firms[deal.firm].id.clone(),
            hs.clone(),
            mineral.clone(),
            format!("{:.0}", register.quantity_kg(stage.seed, licence, good.lot_kg)),
            buyer.name.clone(),
            stage.facts.countries[buyer.country].code.clone(),
            date(from),
            date(licence.permit.valid_to + later),
        ])?;
    }
    sheet.close()
}

/// `restricted_end_users.csv`.
pub(super) fn restricted(stage: &Stage, folder: &Path, list: &[Restricted]) -> Result<PathBuf> {
    let mut sheet =
        Sheet::open(folder, "restricted_end_users.csv", &["name", "aliases", "country", "address", "listed_on"])?;
    for user in list {
        let country = stage.facts.countries[user.country].code.clone();
        sheet.row(&[user.name.clone(), user.aliases.join(";"), country, user.address.clone(), date(user.listed_on)])?;
    }
    sheet.close()
}

/// `inspections.csv`, in the order of the declarations.
pub(super) fn inspections(folder: &Path, list: &[Inspection]) -> Result<PathBuf> {
    let header = [
        "declaration_id",
        "item_no",
        "outcome",
        "typology",
        "seized_kg",
        "seized_value_usd",
        "inspected_on",
        "known_on",
        "selected_by",
        "selection_probability",
    ];
    let mut sheet = Sheet::open(folder, "inspections.csv", &header)?;
    for i in list {
        let probability = if i.probability.is_nan() { String::new() } else { format!("{:.4}", i.probability) };
        sheet.row(&[
            i.declaration_id.clone(),
            i.item_no.to_string(),
            i.outcome.to_owned(),
            i.typology.to_owned(),
            format!("{:.3}", i.seized_kg),
            format!("{:.2}", i.seized_usd),
            date(i.inspected_on),
            date(i.known_on),
            i.selected_by.to_owned(),
            probability,
        ])?;
    }
    sheet.close()
}

/// Partner's imports by reporter, HS6 and month: kg and USD.
pub(super) type Mirror = BTreeMap<(String, String, i32), (f64, f64)>;

/// Books a line in the statistics of the country where it really arrives, at its true code.
pub(super) fn reflect(stage: &Stage, mirror: &mut Mirror, line: &Line) {
    let truth = &line.truth;
    let good = &stage.facts.goods[truth.good];
    let month = month_start(line.day + 35);
    let key = (stage.facts.countries[truth.destination].code.clone(), good.hs[..6].to_owned(), month);
    let cell = mirror.entry(key).or_default();
    cell.0 += truth.net_mass_kg;
    cell.1 += truth.value_usd;
}

/// `mirror.csv`: with freight and insurance of 5-10 %, noise, and a quarter of a year's delay.
pub(super) fn mirror(stage: &Stage, folder: &Path, cells: &Mirror) -> Result<PathBuf> {
    let mut sheet = Sheet::open(
        folder,
        "mirror.csv",
        &["reporter", "partner", "hs6", "month", "net_mass_kg", "value_usd", "published_on"],
    )?;
    for ((reporter, hs6, month), (kg, usd)) in cells {
        let key = format!("{reporter}{hs6}{month}");
        let mut rng = stream(mix(stage.seed, key.as_bytes()), "mirror", 0);
        let (kg, usd) = (kg * spread(&mut rng, 0.04), usd * between(&mut rng, 1.05, 1.10) * spread(&mut rng, 0.04));
        let published = date(month + 60 + rng.random_range(0..30));
        sheet.row(&[
            reporter.clone(),
            "CN".to_owned(),
            hs6.clone(),
            date(*month)[..7].to_owned(),
            format!("{kg:.1}"),
            format!("{usd:.0}"),
            published,
        ])?;
    }
    sheet.close()
}
