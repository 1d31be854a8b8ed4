//! The twelve methods as stories: who, with what, how often.

use super::actors::Cast;
use super::plan::{Planner, Shipment};
use crate::simulate::draft::container_number;
use crate::simulate::line::Typology;
use crate::simulate::streams::{Stream, between, chance, pick, spread, weighted};

impl Planner<'_> {
    /// Ships as often as the cast says, each time shaped by `shape`; half-way some change buyer, port or cover.
    fn run(&mut self, rng: &mut Stream, mut cast: Cast, method: Typology, declared: Option<usize>) {
        let mut good = declared.unwrap_or(cast.cover);
        let mut deal = self.stage.arrangement(rng, &cast, good);
        let container = if chance(rng, 0.8) { container_number(rng) } else { String::new() };
        let first_kg = self.stage.facts.goods[good].lot_kg * spread(rng, 0.4);
        // A persistent factor of the pair: 28-62 % under, or 1.45-2.5 times over, its peers.
        let bias = if method == Typology::OverValuation { between(rng, 1.45, 2.5) } else { between(rng, 0.38, 0.72) };
        let mut day = f64::from(cast.start);
        let mut before = cast.start;
        self.stage.eras.uses(cast.firm, cast.start);
        for turn in 0..cast.shipments {
            if turn == cast.shipments / 2 && turn > 2 && chance(rng, 0.4) {
                if declared.is_none() && chance(rng, 0.5) {
                    cast.cover = self.stage.cover(rng, cast.truth, day as i32);
                    good = cast.cover;
                } else if method != Typology::RoundTrip && chance(rng, 0.5) {
                    cast.consignee = self.stage.receiver(rng, good, day as i32, 0.65, 0.5);
                }
                deal = self.stage.arrangement(rng, &cast, good);
            }
            if day as i32 >= self.stage.window.end {
                break;
            }
            if self.stage.eras.moves_house(rng, before, day as i32) {
                cast.firm = self.stage.front(rng, good, day as i32, 0.5);
                cast.consignee = self.stage.receiver(rng, good, day as i32, 0.65, 0.5);
                deal = self.stage.arrangement(rng, &cast, good);
                self.stage.eras.uses(cast.firm, day as i32);
            }
            before = day as i32;
            if method == Typology::Splitting && chance(rng, 0.5) {
                let fresh = self.stage.arrangement(rng, &cast, good);
                deal.broker = *pick(rng, &self.stage.people.firms[cast.firm].brokers);
                deal.port = fresh.port;
                deal.way = fresh.way;
            }
            let mut draft = self.stage.guise(rng, &cast, &deal, day as i32, method);
            match method {
                Typology::CoverCode => self.stage.hide_as_cover(rng, &cast, &mut draft),
                Typology::VagueText => self.stage.launder_text(rng, &cast, &mut draft),
                Typology::UnderValuation | Typology::OverValuation => {
                    draft.truth.good = good;
                    draft.truth.value_usd = draft.usd_per_kg * draft.net_kg;
                    draft.usd_per_kg *= bias * spread(rng, 0.05);
                    draft.permit = self.stage.paper(&draft);
                }
                Typology::Concealment => self.stage.conceal(rng, &cast, &mut draft),
                Typology::ReExport => self.stage.licensed_to_hub(rng, &cast, &mut draft),
                Typology::FrontCompany => {
                    self.stage.licensed_to_hub(rng, &cast, &mut draft);
                    draft.net_kg *= 0.7;
                }
                Typology::Splitting => self.stage.just_under(rng, &cast, &mut draft),
                Typology::LicenceAbuse => self.stage.abuse_licence(rng, &cast, &mut draft),
                Typology::MassBalance => {
                    draft.permit = self.stage.paper(&draft);
                    draft.net_kg *= between(rng, 1.2, 2.5);
                    draft.truth.ledger_share = between(rng, 0.2, 0.6);
                }
                Typology::Ring => match cast.number % 2 {
                    0 => self.stage.hide_as_cover(rng, &cast, &mut draft),
                    _ => self.stage.just_under(rng, &cast, &mut draft),
                },
                Typology::RoundTrip => self.stage.circle(rng, turn, first_kg, &container, &mut draft),
            }
            let extra = usize::from(chance(rng, 0.18));
            let beside = self.stage.beside(rng, &deal, day as i32, extra);
            self.shipments.push(Shipment { day: day as i32, draft, beside });
            day += match method {
                Typology::Splitting => between(rng, 0.3, 2.4),
                Typology::RoundTrip => 12.0 + between(rng, -1.0, 1.0),
                _ => cast.gap_days * spread(rng, 0.5),
            };
        }
    }

    /// One scheme of a method.
    pub(super) fn scheme(&mut self, rng: &mut Stream, number: u32, method: Typology) {
        match method {
            Typology::CoverCode | Typology::VagueText => {
                let cast = self.stage.cast(rng, number, 0.4);
                self.run(rng, cast, method, None);
            }
            Typology::Splitting => {
                let mut cast = self.stage.cast(rng, number, 0.35);
                cast.shipments += 4;
                self.run(rng, cast, method, None);
            }
            Typology::UnderValuation => {
                let mut cast = self.stage.cast(rng, number, 0.3);
                let good = self.valued_good(rng, cast.start, cast.truth);
                cast.firm = self.stage.front(rng, good, cast.start, 0.3);
                cast.true_region = chance(rng, 0.4);
                self.run(rng, cast, method, Some(good));
            }
            Typology::OverValuation => {
                let mut cast = self.stage.cast(rng, number, 0.65);
                let good = self.dull_good(rng);
                cast.true_region = false;
                cast.firm = self.stage.front(rng, good, cast.start, 0.65);
                self.run(rng, cast, method, Some(good));
            }
            Typology::Concealment => {
                let mut cast = self.stage.cast(rng, number, 0.3);
                let hosts: Vec<(usize, f64)> = (0..self.stage.facts.goods.len())
                    .filter(|g| {
                        self.stage.facts.goods[*g].role == "host"
                            || ["motors", "tile-adhesive", "fe-cast"].contains(&self.stage.facts.goods[*g].key.as_str())
                    })
                    .map(|g| (g, self.stage.facts.goods[g].weight))
                    .collect();
                let good = weighted(rng, &hosts);
                cast.firm = self.stage.front(rng, good, cast.start, 0.3);
                cast.true_region = chance(rng, 0.5);
                self.run(rng, cast, method, Some(good));
            }
            Typology::ReExport => {
                let mut cast = self.stage.cast(rng, number, 0.25);
                let good = self.stage.licensed_good(rng, cast.start).unwrap_or(cast.truth);
                cast.truth = good;
                cast.consignee = self.stage.receiver(rng, good, cast.start, 0.9, 0.95);
                if chance(rng, 0.45) {
                    self.rename_after_direct_buyer(rng, &cast);
                }
                let declared = self.stage.people.consignees[cast.consignee].country;
                cast.destination = self.stage.real_destination(rng, good, declared);
                cast.firm = self.stage.front(rng, good, cast.start, 0.25);
                self.run(rng, cast, method, Some(good));
            }
            Typology::FrontCompany => {
                let mut cast = self.stage.cast(rng, number, 0.3);
                let licensed = self.stage.licensed_good(rng, cast.start).unwrap_or(cast.truth);
                let good = if chance(rng, 0.7) { licensed } else { self.valued_good(rng, cast.start, cast.truth) };
                cast.truth = good;
                cast.consignee = self.disguised(rng, cast.start);
                self.run(rng, cast, method, Some(good));
            }
            Typology::LicenceAbuse | Typology::MassBalance => {
                let mut cast = self.stage.cast(rng, number, 0.3);
                let good = self.stage.licensed_good(rng, cast.start).unwrap_or(cast.truth);
                cast.truth = good;
                cast.firm = self.stage.front(rng, good, cast.start, 0.3);
                self.run(rng, cast, method, Some(good));
            }
            Typology::Ring => self.ring(rng, number),
            Typology::RoundTrip => self.round_trip(rng, number),
        }
    }

    /// Several small young firms with one controller.
    fn ring(&mut self, rng: &mut Stream, number: u32) {
        let lead = self.stage.cast(rng, number, 0.9);
        let (phone, person) = {
            let firm = &self.stage.people.firms[lead.firm];
            (firm.phone.clone(), firm.legal_representative.clone())
        };
        let (address, broker) =
            (self.stage.people.firms[lead.firm].address.clone(), self.stage.people.firms[lead.firm].brokers[0]);
        for member in 0..4 + (number % 4) as usize {
            let mut cast = lead.clone();
            if member > 0 {
                cast.firm = self.stage.front(rng, lead.cover, lead.start, 0.9);
                cast.start = lead.start + (between(rng, 0.0, 12.0)) as i32;
            }
            if chance(rng, 0.35) {
                cast.consignee = self.stage.receiver(rng, lead.cover, cast.start, 0.65, 0.5);
            }
            let firm = &mut self.stage.people.firms[cast.firm];
            // What is shared differs from member to member, as among honest clusters.
            if chance(rng, 0.65) {
                firm.phone.clone_from(&phone);
            }
            if chance(rng, 0.5) {
                firm.address.clone_from(&address);
            }
            if chance(rng, 0.35) {
                firm.legal_representative.clone_from(&person);
            }
            firm.brokers = vec![broker];
            cast.shipments = 2 + cast.shipments / 3;
            self.run(rng, cast, Typology::Ring, None);
        }
    }

    /// Goods that go to an affiliate and come back.
    fn round_trip(&mut self, rng: &mut Stream, number: u32) {
        let mut cast = self.stage.cast(rng, number, 0.3);
        let goods =
            ["capacitor", "ic", "in", "magnet-plain", "phone-parts", "led-ga", "si-wafer", "lens-blank", "cu-wire"];
        let good = self.stage.facts.good(pick::<&str>(rng, &goods));
        cast.truth = good;
        cast.true_region = false;
        cast.firm = self.stage.front(rng, good, cast.start, 0.3);
        let country = self.country(if chance(rng, 0.7) { "HK" } else { "SG" });
        let consignee = {
            let stage = &mut *self.stage;
            stage.people.consignee(&stage.facts.names, &stage.facts, rng, country, cast.start)
        };
        if chance(rng, 0.7) {
            let name = format!(
                "{} {}",
                self.stage.people.firms[cast.firm].brand,
                pick(rng, &["(HK) LIMITED", "INTERNATIONAL LIMITED", "TRADING LIMITED"])
            );
            self.stage.people.consignees[consignee].name = name;
        }
        cast.consignee = consignee;
        cast.destination = country;
        cast.shipments += 2;
        self.run(rng, cast, Typology::RoundTrip, Some(good));
    }
}
