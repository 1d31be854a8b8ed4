//! How one shipment of a scheme differs from the honest shipment it imitates.

use super::actors::Cast;
use crate::simulate::draft::{Draft, Stage, Words, container_number, whole_packages};
use crate::simulate::licences::{Permit, Use, permit};
use crate::simulate::line::Typology;
use crate::simulate::population::Deal;
use crate::simulate::streams::{Stream, between, chance, pick, spread, weighted};

/// Limits under which risk profiles and parcel rules sleep: kg (est.) and USD (5,000 CNY; US de-minimis until 2025-08-29).
const LIMITS_KG: [f64; 4] = [20.0, 100.0, 500.0, 1000.0];
const LIMITS_USD: [f64; 2] = [700.0, 800.0];

/// The code of a kind of package, as a constant.
fn package_named(code: &str) -> &'static str {
    ["BG", "CT", "7B", "DR", "BO", "PX", "NE"].into_iter().find(|known| *known == code).unwrap_or("")
}

impl Stage {
    /// The standing arrangement under which a scheme ships its declared good.
    pub(super) fn arrangement(&self, rng: &mut Stream, cast: &Cast, declared: usize) -> Deal {
        let mut deal = self.people.deal(&self.facts, rng, cast.firm, declared, cast.consignee, self.window);
        deal.look_alike = "";
        deal.constant_lot = None;
        if cast.true_region {
            deal.city = weighted(rng, &self.facts.regions[&self.facts.goods[cast.truth].regions]);
            if chance(rng, 0.5) {
                deal.port = self.facts.cities[deal.city].exits[deal.way];
            }
        }
        deal
    }

    /// The honest-looking draft of a scheme's shipment, marked as what it is.
    pub(super) fn guise(&self, rng: &mut Stream, cast: &Cast, deal: &Deal, day: i32, method: Typology) -> Draft {
        let mut draft = self.usual(rng, deal, day);
        draft.declared = deal.good;
        draft.truth.scheme = Some((cast.number, method));
        draft.truth.look_alike = "";
        draft.truth.good = cast.truth;
        draft.truth.destination = cast.destination;
        draft.truth.ledger_share = if cast.ledger_shows { 1.0 } else { 0.0 };
        draft
    }

    /// Another good under the cover's code: price between the two, package and density of the true good.
    pub(super) fn hide_as_cover(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        let (truth, day) = (&self.facts.goods[cast.truth], draft.day);
        let cover_price = self.facts.export_price(cast.cover, day);
        let (inside, _) = self.facts.prices(cast.truth, day);
        draft.usd_per_kg = cover_price
            * (inside / cover_price).powf(cast.gap_shown)
            * spread(rng, 0.07)
            * draft.deal.price_factor.powf(0.3);
        let lot = (truth.lot_kg * 0.7 * spread(rng, 0.5)).clamp(1.0, 26_000.0);
        // Some imitate the cover's usual lot, within what the true good allows.
        let cover_lot = self.facts.goods[cast.cover].lot_kg;
        let kg = if chance(rng, 0.4) { (lot * cover_lot).sqrt().min(lot * 4.0) } else { lot };
        if cast.packs_true {
            draft.packed_as = cast.truth;
            // Half know that the kind of package is typed on the form, and type what the cover would have.
            draft.deal.package =
                if chance(rng, 0.5) { "" } else { package_named(&self.facts.goods[cast.cover].package) };
            draft.kg_per_package = truth.kg_per_package * pick(rng, &[1.0, 1.0, 0.5, 2.0]);
            draft.net_kg = whole_packages(rng, kg, draft.kg_per_package, &truth.package);
        } else {
            draft.net_kg = kg;
        }
        draft.kg_per_package = draft.kg_per_package.min(draft.net_kg);
        if chance(rng, 0.85) {
            draft.dense_as = cast.truth;
        }
        if cast.slips && chance(rng, 0.6) {
            draft.slip = Some(cast.truth);
        }
        draft.truth.value_usd = draft.net_kg * self.facts.prices(cast.truth, day).1;
        self.plain_procedure(draft);
    }

    /// Vague words, often against the code.
    pub(super) fn launder_text(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        self.hide_as_cover(rng, cast, draft);
        if chance(rng, 0.8) {
            draft.words = Words::Vague;
        }
        if chance(rng, 0.35) {
            draft.slip = Some(cast.truth);
        }
    }

    /// 2 to 30 % of the mass is something else, inside an honest cargo.
    pub(super) fn conceal(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        let share = between(rng, 0.05, 0.32);
        let hidden = draft.net_kg * share;
        if chance(rng, 0.6) {
            // The scale shows it: gross mass without a reason.
            draft.hidden_kg = hidden;
        } else {
            // It is booked as net mass: packages too heavy, price too low, boxes too dense.
            draft.kg_per_package *= 1.0 + share;
            draft.hidden_kg = hidden * 0.6;
            draft.usd_per_kg /= 1.0 + share;
        }
        let (inside, _) = self.facts.prices(cast.truth, draft.day);
        draft.truth.net_mass_kg = hidden;
        draft.truth.value_usd = hidden * inside;
    }

    /// One deal cut into lots just under a limit.
    pub(super) fn just_under(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        self.hide_as_cover(rng, cast, draft);
        let below_limit = between(rng, 0.88, 0.998);
        if cast.number.is_multiple_of(4) {
            let limit = LIMITS_USD[cast.number as usize / 4 % 2];
            draft.net_kg = (limit * below_limit / draft.usd_per_kg).clamp(0.05, 900.0);
        } else {
            let lot = self.facts.goods[cast.truth].lot_kg;
            let limit = LIMITS_KG.iter().rev().find(|limit| **limit <= lot * 1.2).unwrap_or(&LIMITS_KG[0]);
            draft.net_kg = limit * below_limit;
        }
        draft.kg_per_package = draft.kg_per_package.min(draft.net_kg);
        draft.procedure = weighted(rng, &[("0110", 0.55), ("9610", 0.25), ("3010", 0.2)]);
        draft.truth.value_usd = draft.net_kg * self.facts.prices(cast.truth, draft.day).1;
    }

    /// A licence that does not cover the shipment: over its mass, another holder's, or past its day.
    pub(super) fn abuse_licence(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        let mut paper = permit(self, &draft.deal, draft.day);
        match cast.number % 3 {
            0 => {
                paper.using = Use::Over;
                draft.net_kg *= between(rng, 1.2, 2.2);
            }
            1 => {
                if let Some(other) = self.licensed_deal(rng, cast.truth, cast.firm) {
                    paper = permit(self, &other, draft.day);
                }
                paper.using = Use::Foreign;
            }
            _ => {
                paper = permit(self, &draft.deal, draft.day - 190);
                paper.using = Use::Expired;
            }
        }
        draft.permit = Some(paper);
        self.plain_procedure(draft);
    }

    /// An honest standing deal in the good by another firm.
    fn licensed_deal(&self, rng: &mut Stream, good: usize, firm: usize) -> Option<Deal> {
        let deals: Vec<&Deal> = self.people.deals.iter().filter(|d| d.good == good && d.firm != firm).collect();
        (!deals.is_empty()).then(|| (*pick(rng, &deals)).clone())
    }

    /// The right papers for the wrong buyer.
    pub(super) fn licensed_to_hub(&self, rng: &mut Stream, cast: &Cast, draft: &mut Draft) {
        draft.permit = self.paper(draft);
        draft.net_kg *= between(rng, 1.4, 3.2);
        draft.end_user =
            if chance(rng, 0.6) { self.people.consignees[cast.consignee].name.clone() } else { String::new() };
        if chance(rng, 0.45) {
            draft.transit = self.facts.countries[cast.destination].code.clone();
        }
        self.plain_procedure(draft);
    }

    /// The licence the deal would have, where the declared good needs one.
    pub(super) fn paper(&self, draft: &Draft) -> Option<Permit> {
        self.facts.controlled(draft.declared, draft.day).then(|| permit(self, &draft.deal, draft.day))
    }

    /// The same box again, the price a little higher.
    pub(super) fn circle(&self, rng: &mut Stream, turn: usize, kg: f64, container: &str, draft: &mut Draft) {
        draft.net_kg = kg * (1.0 + 0.004 * between(rng, -1.0, 1.0));
        draft.usd_per_kg *= 1.0 + 0.05 * turn as f64;
        draft.container = if container.is_empty() { container_number(rng) } else { container.to_owned() };
        self.plain_procedure(draft);
    }

    /// Large shipments do not go by parcel, whoever sends them.
    fn plain_procedure(&self, draft: &mut Draft) {
        if matches!(draft.procedure, "9610" | "3010") && draft.net_kg > 200.0 {
            draft.procedure = "0110";
        }
    }
}
