//! What stands beside the declarations: enterprises, their supply ledger, licences, restricted end users, inspections.

use super::draft::Stage;
use super::facts::Good;
use super::inspections::Inspection;
use super::licences::Register;
use super::line::Line;
use super::population::Kind;
use super::schemes::Restricted;
use super::streams::{below, between, chance, mix, pick, spread, stream};
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

/// The controlled or tracked element in a good, and its share of the mass (stoichiometry; magnets est.).
pub(super) fn content(good: &Good) -> Option<(&str, f64)> {
    let element = if good.mineral.is_empty() { good.series.as_str() } else { good.mineral.as_str() };
    let share = match good.key.as_str() {
        "sb-oxide" | "sb-oxide-hp" => 0.835,
        "sb-sulfide" => 0.6,
        "flame-masterbatch" => 0.62,
        "gaas" => 0.48,
        "geo2" => 0.694,
        "apt" => 0.70,
        "wo3" => 0.793,
        "wc" => 0.939,
        "few" => 0.78,
        "dy2o3" => 0.871,
        "tb4o7" => 0.85,
        "y2o3" => 0.787,
        "magnet-dy" => 0.025,
        "magnet-smco" => 0.24,
        "mo-oxide" => 0.66,
        "femo" => 0.62,
        _ => 1.0,
    };
    let tracked = [
        "antimony",
        "gallium",
        "germanium",
        "tungsten",
        "bismuth",
        "tellurium",
        "indium",
        "molybdenum",
        "dysprosium",
        "terbium",
        "yttrium",
        "gadolinium",
        "samarium",
    ];
    tracked.contains(&element).then_some((element, share))
}

/// Kilograms of each element a firm needs in a month, and its value.
pub(super) type Needs = BTreeMap<(usize, String, i32), f64>;

/// Books what a line takes out of its exporter's ledger.
pub(super) fn need(stage: &Stage, needs: &mut Needs, line: &Line) {
    if let Some((element, share)) = content(&stage.facts.goods[line.truth.good]) {
        let kg = line.truth.net_mass_kg * share * line.truth.ledger_share;
        *needs.entry((line.truth.firm, element.to_owned(), month_start(line.day))).or_default() += kg;
    }
}

/// `supply.csv`: dated purchases and sales; one in eleven is reported late.
pub(super) fn supply(stage: &Stage, folder: &Path, needs: &Needs) -> Result<PathBuf> {
    let header = ["seller_id", "buyer_id", "element", "contained_kg", "traded_on", "reported_on"];
    let mut sheet = Sheet::open(folder, "supply.csv", &header)?;
    let smelters = 40;
    for ((firm, element, month), kg) in needs {
        let seed = mix(stage.seed, element.as_bytes());
        let mut rng = stream(mix(seed, &firm.to_le_bytes()), "supply", *month as u64);
        let mut rows = vec![(
            kg * between(&mut rng, 1.0, 1.2),
            format!("S{:05}", mix(seed, &firm.to_le_bytes()) % smelters),
            stage.people.firms[*firm].id.clone(),
        )];
        // Many buy more than they export, and sell part of it at home.
        if chance(&mut rng, 0.3) {
            let more = kg * spread(&mut rng, 0.5);
            let id = stage.people.firms[*firm].id.clone();
            rows.push((more, format!("S{:05}", below(&mut rng, smelters as usize)), id.clone()));
            rows.push((more * between(&mut rng, 0.8, 1.0), id, pick(&mut rng, &stage.people.firms).id.clone()));
        }
        for (kg, seller, buyer) in rows.into_iter().filter(|r| r.0 > 0.01) {
            let traded = month - 25 + below(&mut rng, 24) as i32;
            let late = if chance(&mut rng, 0.09) { 45 + below(&mut rng, 80) } else { 2 + below(&mut rng, 20) };
            sheet.row(&[
                seller,
                buyer,
                element.clone(),
                format!("{kg:.2}"),
                date(traded),
                date(traded + late as i32),
            ])?;
        }
    }
    sheet.close()
}

/// `enterprises.csv`: every exporter, and the smelters behind them.
pub(super) fn enterprises(stage: &Stage, folder: &Path) -> Result<PathBuf> {
    let header = [
        "id",
        "name",
        "stage",
        "region",
        "founded_on",
        "capital_cny",
        "phone",
        "address",
        "legal_representative",
        "capacity_kg_year",
        "element",
    ];
    let mut sheet = Sheet::open(folder, "enterprises.csv", &header)?;
    for (number, firm) in stage.people.firms.iter().enumerate() {
        let mut rng = stream(stage.seed, "enterprise", number as u64);
        let element = firm.goods.iter().find_map(|g| content(&stage.facts.goods[*g]));
        let maker = firm.kind == Kind::Maker;
        let capacity = match element {
            Some((_, _)) if maker => format!("{:.0}", 60_000.0 * firm.weight * spread(&mut rng, 0.4)),
            _ => String::new(),
        };
        let link = if maker { "manufacturing" } else { "trading" };
        sheet.row(&[
            firm.id.clone(),
            firm.name.clone(),
            link.to_owned(),
            format!("{}9", stage.facts.cities[firm.city].code),
            date(firm.born),
            format!("{:.0}", firm.capital_cny),
            firm.phone.clone(),
            firm.address.clone(),
            firm.legal_representative.clone(),
            capacity,
            element.map(|e| e.0.to_owned()).unwrap_or_default(),
        ])?;
    }
    for number in 0..40u64 {
        let mut rng = stream(stage.seed, "smelter", number);
        let city = below(&mut rng, stage.facts.cities.len());
        let (name, _) = stage.facts.names.firm(&mut rng, &stage.facts.cities[city], "metal");
        let elements = [
            "antimony",
            "gallium",
            "germanium",
            "tungsten",
            "bismuth",
            "molybdenum",
            "dysprosium",
            "terbium",
            "yttrium",
        ];
        sheet.row(&[
            format!("S{number:05}"),
            name,
            pick(&mut rng, &["smelting", "mining", "processing"]).to_string(),
            format!("{}9", stage.facts.cities[city].code),
            date(stage.window.start - 1000 - below(&mut rng, 7000) as i32),
            format!("{:.0}", 3e7 * spread(&mut rng, 1.0)),
            stage.facts.names.phone(&mut rng),
            stage.facts.names.address(&mut rng, &stage.facts.cities[city]),
            stage.facts.names.person(&mut rng),
            format!("{:.0}", 2e6 * spread(&mut rng, 1.0)),
            pick(&mut rng, &elements).to_string(),
        ])?;
    }
    sheet.close()
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
        let extended = if mix(stage.seed, no.as_bytes()).is_multiple_of(30) { 184 } else { 0 };
        sheet.row(&[
            no.clone(),
            stage.people.firms[deal.firm].id.clone(),
            good.hs.clone(),
            good.mineral.clone(),
            format!("{:.0}", register.quantity_kg(stage.seed, licence)),
            buyer.name.clone(),
            stage.facts.countries[buyer.country].code.clone(),
            date(licence.permit.valid_from),
            date(licence.permit.valid_to + extended),
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
