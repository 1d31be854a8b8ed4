//! Who trades with whom: exporters, brokers, foreign consignees and the standing deals between them.

use super::facts::Facts;
use super::names::Names;
use super::streams::{Stream, Wheel, below, between, chance, mix, normal, pick, spread, stream, weighted};
use super::text::Hand;
use rand::RngExt;
use std::collections::BTreeSet;

/// What sort of trader a firm is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Makes few goods and exports them.
    Maker,
    /// Sells many sorts of goods of others.
    Trader,
    /// Sends samples and parcels.
    Parcels,
}

/// An exporter.
pub(super) struct Firm {
    pub id: String,
    pub name: String,
    pub brand: String,
    pub city: usize,
    pub kind: Kind,
    pub hand: Hand,
    /// Day of foundation; many are older than the world.
    pub born: i32,
    pub capital_cny: f64,
    pub phone: String,
    pub address: String,
    pub legal_representative: String,
    pub goods: Vec<usize>,
    pub brokers: Vec<usize>,
    /// Share of activity, Zipf-like.
    pub weight: f64,
    /// Which honest group shares telephone or address, `""` if none.
    pub cluster: &'static str,
    pub fills_volume: bool,
    pub fills_address: bool,
    pub fills_producer: bool,
    pub truncates: bool,
}

/// A foreign buyer. Registers of foreign firms do not exist, so there is no number, only a name.
pub(super) struct Consignee {
    pub name: String,
    pub stem: String,
    pub address: String,
    pub country: usize,
    /// First day it could have been seen.
    pub first_day: i32,
}

/// A standing relation: this firm sells this good to this buyer by this way.
#[derive(Debug, Clone)]
pub(super) struct Deal {
    pub firm: usize,
    pub good: usize,
    pub consignee: usize,
    pub destination: usize,
    /// Transport: 0 sea, 1 air, 2 road.
    pub way: usize,
    pub city: usize,
    pub port: usize,
    pub broker: usize,
    /// Price against the catalogue's level.
    pub price_factor: f64,
    /// Lot against the catalogue's level.
    pub lot_factor: f64,
    /// Same net mass every time (intra-group supply).
    pub constant_lot: Option<f64>,
    pub kg_per_package: f64,
    /// Kind of package where this pair does not use the usual one, `""` where it does.
    pub package: &'static str,
    pub incoterm: &'static str,
    pub from: i32,
    pub to: i32,
    pub weight: f64,
    pub look_alike: &'static str,
}

/// Everyone.
pub(super) struct Population {
    pub firms: Vec<Firm>,
    pub consignees: Vec<Consignee>,
    pub deals: Vec<Deal>,
    /// Draws deals in proportion to their activity.
    pub wheel: Wheel,
    /// Draws goods in proportion to their trade.
    pub goods: Wheel,
    /// Deals of each firm.
    pub deals_of: Vec<Vec<usize>>,
}

/// Window of the world in days from the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub start: i32,
    pub end: i32,
}

impl Window {
    pub(super) fn days(self) -> i32 {
        self.end - self.start
    }
}

impl Population {
    /// Everyone who will live in the world.
    pub(super) fn born(facts: &Facts, seed: u64, rows: u64, window: Window) -> Population {
        let firms_n = (rows / 90).clamp(240, 14_000) as usize;
        let goods = Wheel::new(facts.goods.iter().map(|g| g.weight * if g.buyers == "consumer" { 0.8 } else { 1.0 }));
        let mut ids = BTreeSet::new();
        let mut all = Population {
            firms: Vec::with_capacity(firms_n),
            consignees: Vec::new(),
            deals: Vec::new(),
            wheel: Wheel::new([1.0].into_iter()),
            goods: Wheel::new([1.0].into_iter()),
            deals_of: Vec::new(),
        };
        for number in 0..firms_n {
            let mut rng = stream(seed, "firm", number as u64);
            all.found(facts, &mut rng, &goods, &mut ids, window, firms_n);
        }
        all.share_fronts(facts, seed);
        all.goods = goods;
        all.wheel = Wheel::new(all.deals.iter().map(|d| d.weight));
        all
    }

    fn found(
        &mut self,
        facts: &Facts,
        rng: &mut Stream,
        goods: &Wheel,
        ids: &mut BTreeSet<String>,
        window: Window,
        firms_n: usize,
    ) {
        let kind = weighted(rng, &[(Kind::Maker, 0.58), (Kind::Trader, 0.34), (Kind::Parcels, 0.08)]);
        let first = goods.spin(rng);
        let regions = &facts.regions[&facts.goods[first].regions];
        let city = if kind == Kind::Trader && chance(rng, 0.5) {
            below(rng, facts.cities.len())
        } else {
            weighted(rng, regions)
        };
        let born = if chance(rng, 0.24) {
            window.start - 60 + below(rng, (window.days() + 30).max(1) as usize) as i32
        } else {
            window.start - 90 - (rng.random::<f64>().powi(2) * 7000.0) as i32
        };
        let trade = if kind == Kind::Maker { facts.goods[first].regions.as_str() } else { "any" };
        let trade = match trade {
            "sb" | "w" | "bi" | "ge" | "mo" | "pb" => "metal",
            other => other,
        };
        let (name, brand) = facts.names.firm(rng, &facts.cities[city], trade);
        let id = loop {
            let id = format!(
                "{}{}6{:04}",
                facts.cities[city].code,
                pick(rng, &[1, 2, 3, 9, 9, 9]),
                rng.random_range(0..10_000u32)
            );
            if ids.insert(id.clone()) || ids.len() > 400_000 {
                break id;
            }
        };
        let n = match kind {
            Kind::Maker => 1 + below(rng, 3),
            Kind::Trader => 3 + below(rng, 7),
            Kind::Parcels => 2 + below(rng, 4),
        };
        let mut own = vec![first];
        for _ in 1..n {
            let other = goods.spin(rng);
            // A maker's further goods are of the same industry.
            if kind != Kind::Maker || facts.goods[other].regions == facts.goods[first].regions {
                own.push(other);
            }
        }
        own.sort_unstable();
        own.dedup();
        let brokers_n = 60 + firms_n / 25;
        let home = mix(5, facts.cities[city].code.as_bytes()) as usize;
        let brokers = (0..1 + below(rng, 3)).map(|_| (home + below(rng, 12)) % brokers_n).collect();
        let firm = self.firms.len();
        let hand = weighted(rng, &[(Hand::Chinese, 0.55), (Hand::English, 0.2), (Hand::Both, 0.25)]);
        let zipf = (1.0 / (0.03 + rng.random::<f64>())).powf(0.75);
        self.firms.push(Firm {
            id,
            name,
            brand,
            city,
            kind,
            hand,
            born,
            capital_cny: (2e6 * spread(rng, 1.4)).clamp(3e4, 5e9).round(),
            phone: facts.names.phone(rng),
            address: facts.names.address(rng, &facts.cities[city]),
            legal_representative: facts.names.person(rng),
            goods: own.clone(),
            brokers,
            weight: zipf * if kind == Kind::Parcels { 0.22 } else { 1.0 },
            cluster: "",
            fills_volume: chance(rng, 0.66),
            fills_address: chance(rng, 0.7),
            fills_producer: chance(rng, 0.75),
            truncates: chance(rng, 0.45),
        });
        self.deals_of.push(Vec::new());
        for good in own {
            let deals = 1 + below(rng, 4) + if kind == Kind::Parcels { 3 } else { 0 };
            for _ in 0..deals {
                let consignee = self.buyer(facts, rng, good, born, window);
                let deal = self.deal(facts, rng, firm, good, consignee, window);
                self.add(deal);
            }
            self.substitute(facts, rng, firm, good, window);
        }
    }

    /// Honest trade moves to real users in other countries once a good comes under control (smelters, magnet makers).
    fn substitute(&mut self, facts: &Facts, rng: &mut Stream, firm: usize, good: usize, window: Window) {
        let Some(control) = facts.goods[good].controlled_from.filter(|day| *day < window.end) else { return };
        if !chance(rng, 0.4) {
            return;
        }
        let users: Vec<usize> = ["KR", "VN", "TH", "MY", "JP", "HK", "MX", "TR"]
            .iter()
            .filter_map(|code| facts.countries.iter().position(|c| c.code == *code))
            .collect();
        let country = *pick(rng, &users);
        let first_day = control.max(window.start - 60) + below(rng, 200) as i32;
        let consignee = self.consignee(&facts.names, facts, rng, country, first_day);
        let mut deal = self.deal(facts, rng, firm, good, consignee, window);
        deal.look_alike = "real-user-in-hub";
        self.add(deal);
    }

    /// Adds a standing deal.
    pub(super) fn add(&mut self, deal: Deal) {
        self.deals_of[deal.firm].push(self.deals.len());
        self.deals.push(deal);
    }

    /// A buyer for the good: sometimes one that others know already.
    fn buyer(&mut self, facts: &Facts, rng: &mut Stream, good: usize, born: i32, window: Window) -> usize {
        let country = weighted(rng, &facts.buyers[&facts.goods[good].buyers]);
        if chance(rng, 0.3) && !self.consignees.is_empty() {
            for _ in 0..6 {
                let known = below(rng, self.consignees.len());
                if self.consignees[known].country == country {
                    return known;
                }
            }
        }
        let begin = if chance(rng, 0.38) {
            window.start + below(rng, window.days().max(1) as usize) as i32
        } else {
            window.start - 400
        };
        self.consignee(&facts.names, facts, rng, country, begin.max(born))
    }

    /// A consignee nobody has dealt with before.
    pub(super) fn consignee(
        &mut self,
        names: &Names,
        facts: &Facts,
        rng: &mut Stream,
        country: usize,
        first_day: i32,
    ) -> usize {
        let (name, stem) = names.consignee(rng, &facts.countries[country]);
        let address = names.foreign_address(rng, &facts.countries[country]);
        self.consignees.push(Consignee { name, stem, address, country, first_day });
        self.consignees.len() - 1
    }

    /// How the firm would sell this good to this buyer.
    pub(super) fn deal(
        &self,
        facts: &Facts,
        rng: &mut Stream,
        firm: usize,
        good: usize,
        consignee: usize,
        window: Window,
    ) -> Deal {
        let (seller, goods, buyer) = (&self.firms[firm], &facts.goods[good], &self.consignees[consignee]);
        let country = &facts.countries[buyer.country];
        let dear = goods.price > 60.0 || goods.lot_kg < 400.0;
        let way = if country.land && chance(rng, 0.45) {
            2
        } else if chance(
            rng,
            if dear {
                0.6
            } else if seller.kind == Kind::Parcels {
                0.7
            } else {
                0.05
            },
        ) {
            1
        } else {
            0
        };
        // Most ship from home; traders load where their suppliers are.
        let city = if seller.kind != Kind::Maker && chance(rng, 0.6) {
            weighted(rng, &facts.regions[&goods.regions])
        } else {
            seller.city
        };
        let exit = if chance(rng, 0.8) { city } else { below(rng, facts.cities.len()) };
        let from = buyer.first_day.max(seller.born + 5);
        let to = if chance(rng, 0.22) { from.max(window.start) + 20 + below(rng, 240) as i32 } else { window.end + 1 };
        let (mut look_alike, mut constant_lot, mut price_factor) = ("", None, spread(rng, goods.price_sd * 0.75));
        let lot_factor =
            spread(rng, 0.55) * if seller.kind == Kind::Parcels { 0.01 + 0.02 * rng.random::<f64>() } else { 1.0 };
        if chance(rng, 0.02) {
            look_alike = "intra-group";
            constant_lot = Some((goods.lot_kg * lot_factor).max(1.0).round());
        } else if chance(rng, 0.025) {
            look_alike = "old-contract-or-off-spec";
            price_factor *= between(rng, 0.6, 0.85);
        }
        let busy = seller.weight * spread(rng, 0.9) / seller.goods.len() as f64;
        Deal {
            firm,
            good,
            consignee,
            destination: buyer.country,
            way,
            city,
            port: facts.cities[exit].exits[way],
            broker: *pick(rng, &seller.brokers),
            price_factor,
            lot_factor,
            constant_lot,
            kg_per_package: goods.kg_per_package
                * weighted(rng, &[(1.0, 0.7), (0.5, 0.1), (2.0, 0.08), (0.8, 0.06), (1.25, 0.06)]),
            package: weighted(
                rng,
                &[("", 0.84), ("CT", 0.04), ("7B", 0.03), ("DR", 0.025), ("BG", 0.025), ("PX", 0.03), ("BO", 0.01)],
            ),
            incoterm: weighted(rng, &[("FOB", 0.62), ("CIF", 0.2), ("CFR", 0.09), ("EXW", 0.05), ("FCA", 0.04)]),
            from,
            to,
            weight: busy,
            look_alike,
        }
    }

    /// Incubators, bookkeeping agents and families: honest firms that share telephone, address or representative.
    fn share_fronts(&mut self, facts: &Facts, seed: u64) {
        let groups = self.firms.len() / 22;
        for group in 0..groups {
            let mut rng = stream(seed, "cluster", group as u64);
            let head = below(&mut rng, self.firms.len());
            let sort = weighted(&mut rng, &[("incubator", 0.35), ("bookkeeping-agent", 0.4), ("family-firm", 0.25)]);
            let city = self.firms[head].city;
            let phone = facts.names.phone(&mut rng);
            let address = facts.names.address(&mut rng, &facts.cities[city]);
            let person = facts.names.person(&mut rng);
            let size = 2 + below(&mut rng, 4);
            let near: Vec<usize> = (0..self.firms.len())
                .cycle()
                .skip(head)
                .take(400)
                .filter(|f| self.firms[*f].city == city)
                .take(size)
                .collect();
            for firm in near {
                let firm = &mut self.firms[firm];
                firm.cluster = sort;
                match sort {
                    "incubator" => firm.address = address.clone(),
                    "bookkeeping-agent" => firm.phone = phone.clone(),
                    _ => {
                        firm.legal_representative = person.clone();
                        firm.phone = phone.clone();
                        if normal(&mut rng) > 0.0 {
                            firm.address = address.clone();
                        }
                    }
                }
            }
        }
    }
}
