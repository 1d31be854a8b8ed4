//! The chain behind the exporters: mines, smelters and processors, who makes and who trades, and the sales between them.

use super::draft::Stage;
use super::facts::Good;
use super::line::Line;
use super::population::{Firm, Kind};
use super::side_tables::{Sheet, date, month_start};
use super::streams::{Stream, below, between, chance, mix, pick, spread, stream};
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Elements that the chain follows.
const ELEMENTS: [&str; 13] = [
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

/// The controlled or tracked element in a good, and its share of the mass (stoichiometry; magnets est.).
pub(super) fn content(good: &Good) -> Option<(&str, f64)> {
    let element = if good.mineral.is_empty() { good.series.as_str() } else { good.mineral.as_str() };
    let share = match good.key.as_str() {
        "sb-oxide" | "sb-oxide-hp" => 0.835,
        "inp" => 0.788,
        "gd2o3" => 0.868,
        "sm2o3" => 0.862,
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
    ELEMENTS.contains(&element).then_some((element, share))
}

/// What lines took out of their exporters' ledgers.
#[derive(Default)]
pub(super) struct Flows {
    /// Kilograms of each element that a firm bought for its exports of a month.
    needs: BTreeMap<(usize, String, i32), f64>,
    /// Kilograms of each element that a firm honestly exported.
    honest: BTreeMap<(usize, String), f64>,
    /// Firms whose books are short.
    short: BTreeSet<usize>,
}

impl Flows {
    /// Books a line.
    pub(super) fn book(&mut self, stage: &Stage, line: &Line) {
        let truth = &line.truth;
        let Some((element, share)) = content(&stage.facts.goods[truth.good]) else { return };
        let kg = truth.net_mass_kg * share;
        *self.needs.entry((truth.firm, element.to_owned(), month_start(line.day))).or_default() +=
            kg * truth.ledger_share;
        if truth.scheme.is_none() {
            *self.honest.entry((truth.firm, element.to_owned())).or_default() += kg;
        }
        if truth.ledger_share < 1.0 {
            self.short.insert(truth.firm);
        }
    }
}

/// A mine, smelter or processor of one element.
struct Plant {
    id: String,
    link: &'static str,
    element: &'static str,
}

/// Plants by element: one mine, then three others.
const PLANTS_OF_AN_ELEMENT: usize = 4;

fn plants() -> Vec<Plant> {
    let link = |n: usize| ["mining", "smelting", "smelting", "processing"][n % PLANTS_OF_AN_ELEMENT];
    (0..ELEMENTS.len() * PLANTS_OF_AN_ELEMENT)
        .map(|n| Plant { id: format!("S{n:05}"), link: link(n), element: ELEMENTS[n / PLANTS_OF_AN_ELEMENT] })
        .collect()
}

/// `supply.csv` as it is written: sellers before buyers do not matter, the file is read by day.
struct Sales {
    sheet: Sheet,
    /// What plants sold, by plant and month.
    sold: BTreeMap<(usize, i32), f64>,
    plants: Vec<Plant>,
}

impl Sales {
    fn row(&mut self, seller: &str, buyer: &str, element: &str, kg: f64, traded: i32, delay: i32) -> Result<()> {
        if kg <= 0.01 {
            return Ok(());
        }
        let (kg, on, known) = (format!("{kg:.2}"), date(traded), date(traded + delay));
        self.sheet.row(&[seller, buyer, element, &kg, &on, &known])
    }

    /// A sale by one of the element's smelters or processors.
    fn plant_sells(&mut self, plant: usize, buyer: &str, kg: f64, traded: i32, delay: i32) -> Result<()> {
        *self.sold.entry((plant, month_start(traded))).or_default() += kg;
        let (seller, element) = (self.plants[plant].id.clone(), self.plants[plant].element);
        self.row(&seller, buyer, element, kg, traded, delay)
    }

    fn plant(&self, element: &str, h: u64) -> usize {
        let first = self.plants.iter().position(|plant| plant.element == element).unwrap_or(0);
        first + 1 + (h % (PLANTS_OF_AN_ELEMENT as u64 - 1)) as usize
    }
}

/// Days until a sale is reported; one month in eleven of a firm comes late.
fn delay(rng: &mut Stream) -> i32 {
    (if chance(rng, 0.09) { 45 + below(rng, 80) } else { 2 + below(rng, 20) }) as i32
}

/// `supply.csv`: dated sales from mine to smelter to firm to firm.
///
/// Six firms in a hundred report nothing; a tenth began with stock in store; another six in a hundred buy for their own works or
/// for customers at home and export none of it.
pub(super) fn supply(stage: &Stage, folder: &Path, flows: &Flows) -> Result<PathBuf> {
    let header = ["seller_id", "buyer_id", "element", "contained_kg", "traded_on", "reported_on"];
    let sheet = Sheet::open(folder, "supply.csv", &header)?;
    let mut sales = Sales { sheet, sold: BTreeMap::new(), plants: plants() };
    let first = month_start(stage.window.start);
    for ((firm, element, month), kg) in &flows.needs {
        let h = mix(mix(stage.seed, element.as_bytes()), &firm.to_le_bytes());
        let mut rng = stream(h, "supply", *month as u64);
        let silent = habit(stage, *firm) < 6 && !flows.short.contains(firm);
        let from_stock = *month == first && chance(&mut rng, 0.1);
        if silent || from_stock {
            continue;
        }
        let id = &stage.people.firms[*firm].id;
        let (bought, late) = (kg * between(&mut rng, 1.0, 1.2), delay(&mut rng));
        let lots = 1 + below(&mut rng, 3);
        for _ in 0..lots {
            let plant = sales.plant(element, if chance(&mut rng, 0.8) { h } else { below(&mut rng, 97) as u64 });
            let traded = month - 25 + below(&mut rng, 24) as i32;
            sales.plant_sells(plant, id, bought / lots as f64, traded, late + below(&mut rng, 3) as i32)?;
        }
        // Many buy more than they export, and sell part of it at home.
        if chance(&mut rng, 0.3) {
            let more = kg * spread(&mut rng, 0.5);
            let traded = month - 25 + below(&mut rng, 14) as i32;
            let plant = sales.plant(element, below(&mut rng, 97) as u64);
            sales.plant_sells(plant, id, more, traded, delay(&mut rng))?;
            let customer = &pick(&mut rng, &stage.people.firms).id;
            let sold = more * between(&mut rng, 0.8, 1.0);
            let (traded, late) = (traded + below(&mut rng, 10) as i32, delay(&mut rng));
            sales.row(id, customer, element, sold, traded, late)?;
        }
    }
    at_home(stage, &mut sales)?;
    mines(stage, &mut sales)?;
    sales.sheet.close()
}

/// A number of 0 to 99 that a firm keeps.
fn habit(stage: &Stage, firm: usize) -> u64 {
    mix(mix(stage.seed, b"habit"), &firm.to_le_bytes()) % 100
}

/// Firms that buy an element and export none of it: works of their own, or customers at home.
fn at_home(stage: &Stage, sales: &mut Sales) -> Result<()> {
    let holding: Vec<&Good> = stage.facts.goods.iter().filter(|good| content(good).is_some()).collect();
    for (number, firm) in stage.people.firms.iter().enumerate() {
        if !(6..12).contains(&habit(stage, number)) {
            continue;
        }
        let mut rng = stream(stage.seed, "at-home", number as u64);
        let good = *pick(&mut rng, &holding);
        let Some((element, share)) = content(good) else { continue };
        let usual = good.lot_kg * share * between(&mut rng, 0.1, 1.5);
        let mut month = month_start(stage.window.start);
        while month < stage.window.end {
            if chance(&mut rng, 0.7) {
                let (kg, traded) = (usual * spread(&mut rng, 0.4), month + below(&mut rng, 27) as i32);
                let plant = sales.plant(element, number as u64);
                sales.plant_sells(plant, &firm.id, kg, traded, delay(&mut rng))?;
                if firm.kind != Kind::Maker {
                    let customer = &pick(&mut rng, &stage.people.firms).id;
                    let (kg, late) = (kg * between(&mut rng, 0.85, 1.0), delay(&mut rng));
                    sales.row(&firm.id, customer, element, kg, traded + 1 + below(&mut rng, 12) as i32, late)?;
                }
            }
            month = month_start(month + 32);
        }
    }
    Ok(())
}

/// What smelters and processors buy from the element's mine: what they sell, and what is lost on the way.
fn mines(stage: &Stage, sales: &mut Sales) -> Result<()> {
    let sold: Vec<((usize, i32), f64)> = sales.sold.iter().map(|(key, kg)| (*key, *kg)).collect();
    for ((plant, month), kg) in sold {
        let mut rng = stream(mix(stage.seed, &plant.to_le_bytes()), "ore", month as u64);
        let mine = plant / PLANTS_OF_AN_ELEMENT * PLANTS_OF_AN_ELEMENT;
        let (seller, buyer) = (sales.plants[mine].id.clone(), sales.plants[plant].id.clone());
        let (element, kg) = (sales.plants[plant].element, kg * between(&mut rng, 1.03, 1.1));
        let traded = month - 35 + below(&mut rng, 25) as i32;
        sales.row(&seller, &buyer, element, kg, traded, delay(&mut rng))?;
    }
    Ok(())
}

/// The link in which a firm is registered: traders trade, makers are what their goods are. One in twenty-five is registered as a
/// manufacturer whatever it makes.
fn link(stage: &Stage, number: usize, firm: &Firm) -> &'static str {
    if firm.kind != Kind::Maker {
        return "trading";
    }
    let made = firm.goods.iter().map(|good| &stage.facts.goods[*good]).find(|good| content(good).is_some());
    let key = made.map_or("", |good| good.key.as_str());
    let metals = ["sb-ingot", "ga", "ge", "bi", "te", "in", "dy", "tb", "w-block", "few", "femo"];
    let articles = ["magnet-dy", "magnet-smco", "gaas", "w-bar", "sputter-target", "tips"];
    match key {
        "" => "manufacturing",
        _ if (40..44).contains(&habit(stage, number)) => "manufacturing",
        key if metals.contains(&key) => "smelting",
        key if articles.contains(&key) => "manufacturing",
        _ => "processing",
    }
}

/// `enterprises.csv`: every exporter, and the plants behind them.
pub(super) fn enterprises(stage: &Stage, folder: &Path, flows: &Flows) -> Result<PathBuf> {
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
        let element = firm.goods.iter().find_map(|g| content(&stage.facts.goods[*g])).map(|(element, _)| element);
        let capacity = match element {
            Some(element) if firm.kind == Kind::Maker => {
                format!("{:.0}", capacity(stage, &mut rng, flows, number, element))
            }
            _ => String::new(),
        };
        sheet.row(&[
            firm.id.clone(),
            firm.name.clone(),
            link(stage, number, firm).to_owned(),
            format!("{}9", stage.facts.cities[firm.city].code),
            date(firm.born),
            format!("{:.0}", firm.capital_cny),
            firm.phone.clone(),
            firm.address.clone(),
            firm.legal_representative.clone(),
            capacity,
            element.unwrap_or_default().to_owned(),
        ])?;
    }
    for (number, plant) in plants().iter().enumerate() {
        let mut rng = stream(stage.seed, "smelter", number as u64);
        let city = below(&mut rng, stage.facts.cities.len());
        let (name, _) = stage.facts.names.firm(&mut rng, &stage.facts.cities[city], "metal");
        let all: f64 = flows.needs.iter().filter(|(key, _)| key.1 == plant.element).map(|(_, kg)| kg).sum();
        let share = if plant.link == "mining" { 2.0 } else { 0.9 };
        sheet.row(&[
            plant.id.clone(),
            name,
            plant.link.to_owned(),
            format!("{}9", stage.facts.cities[city].code),
            date(stage.window.start - 1000 - below(&mut rng, 7000) as i32),
            format!("{:.0}", 3e7 * spread(&mut rng, 1.0)),
            stage.facts.names.phone(&mut rng),
            stage.facts.names.address(&mut rng, &stage.facts.cities[city]),
            stage.facts.names.person(&mut rng),
            format!("{:.0}", (all * year(stage) * share * between(&mut rng, 1.1, 1.8)).max(1000.0)),
            plant.element.to_owned(),
        ])?;
    }
    sheet.close()
}

/// Years in the window, inverted.
fn year(stage: &Stage) -> f64 {
    365.0 / f64::from(stage.window.days().max(1))
}

/// What a maker can make in a year: more than it honestly exports; three in a hundred have grown since they were registered.
fn capacity(stage: &Stage, rng: &mut Stream, flows: &Flows, firm: usize, element: &str) -> f64 {
    let made = flows.honest.get(&(firm, element.to_owned())).map_or(0.0, |kg| kg * year(stage));
    let roomy = between(rng, 1.1, 2.4);
    let grown = chance(rng, 0.03);
    let unused = 6_000.0 * stage.people.firms[firm].weight * spread(rng, 0.4);
    if made > 0.0 { made * if grown { roomy / 2.4 } else { roomy } } else { unused }
}
