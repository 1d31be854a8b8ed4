//! An honest declaration: a deal of the day, its lines, and how control changed what is shipped.

use super::draft::{Draft, Stage};
use super::population::{Deal, Kind};
use super::streams::{Stream, below, chance, weighted};
use rand::RngExt;

/// Announcement 46/2024: from 2024-12-03 no licences in principle for gallium, germanium, antimony to the barred country.
const BARRED_FROM: i32 = 20_060;
/// Suspended from 2025-11-09 (to 2026-11-27).
const BARRED_UNTIL: i32 = 20_401;

/// Share of honest declarations to a buyer of one occasion (est.).
const SPOT: f64 = 0.37;

/// Number of lines of a declaration: the first draw of its stream, so that quotas can be met without making it.
pub(super) fn items(rng: &mut Stream) -> usize {
    weighted(rng, &[(1, 0.81), (2, 0.12), (3, 0.045), (4, 0.025)])
}

/// Hour of acceptance.
pub(super) fn hour(rng: &mut Stream) -> i32 {
    weighted(
        rng,
        &[
            (7, 0.01),
            (8, 0.05),
            (9, 0.12),
            (10, 0.14),
            (11, 0.11),
            (12, 0.04),
            (13, 0.08),
            (14, 0.12),
            (15, 0.12),
            (16, 0.1),
            (17, 0.06),
            (18, 0.025),
            (20, 0.015),
            (22, 0.01),
        ],
    )
}

impl Stage {
    /// Lines of one honest declaration on a day, `n` of them; `items` must have been drawn from the stream before.
    pub(super) fn honest(&self, rng: &mut Stream, day: i32, n: usize) -> Vec<Draft> {
        let standing = self.todays_deal(rng, day);
        let occasional = self.occasional(rng, standing, day);
        let deal = occasional.as_ref().unwrap_or(standing);
        let main = self.usual(rng, deal, day);
        let mut drafts = vec![main];
        drafts.extend(self.beside(rng, deal, day, n - 1));
        // A licence names its consignee, so licensed goods are rarely sold to a stranger.
        let licensed = drafts.iter().any(|d| d.permit.is_some());
        if deal.constant_lot.is_none() && chance(rng, if licensed { SPOT * 0.2 } else { SPOT }) {
            self.sell_once(rng, &mut drafts);
        }
        drafts
    }

    /// Further honest lines on the declaration of a deal: other goods of the firm, or another grade of the same.
    pub(super) fn beside(&self, rng: &mut Stream, deal: &Deal, day: i32, n: usize) -> Vec<Draft> {
        let own = &self.people.firms[deal.firm].goods;
        (0..n)
            .map(|_| {
                let other = own[below(rng, own.len())];
                let mut extra = deal.clone();
                if other != deal.good {
                    let goods = &self.facts.goods[other];
                    extra.good = other;
                    extra.price_factor = super::streams::spread(rng, goods.price_sd * 0.5);
                    extra.kg_per_package = goods.kg_per_package;
                    extra.constant_lot = None;
                    extra.package = "";
                    extra.look_alike = "";
                }
                extra.lot_factor = deal.lot_factor * (0.2 + 0.6 * rng.random::<f64>());
                self.usual(rng, &extra, day)
            })
            .collect()
    }

    /// Now and then a firm sells goods it never sold before, traders and senders of parcels more than makers.
    fn occasional(&self, rng: &mut Stream, standing: &Deal, day: i32) -> Option<Deal> {
        let share = match self.people.firms[standing.firm].kind {
            Kind::Maker => 0.06,
            Kind::Trader => 0.22,
            Kind::Parcels => 0.25,
        };
        if !chance(rng, share) {
            return None;
        }
        let good = self.people.goods.spin(rng);
        let goods = &self.facts.goods[good];
        if self.facts.controlled(good, day) || self.people.firms[standing.firm].goods.contains(&good) {
            return None;
        }
        let city = if chance(rng, 0.7) { weighted(rng, &self.facts.regions[&goods.regions]) } else { standing.city };
        Some(Deal {
            good,
            city,
            price_factor: super::streams::spread(rng, goods.price_sd * 0.75),
            kg_per_package: goods.kg_per_package,
            constant_lot: None,
            package: "",
            look_alike: "occasional-goods",
            ..standing.clone()
        })
    }

    fn todays_deal(&self, rng: &mut Stream, day: i32) -> &Deal {
        let mut deal = &self.people.deals[self.people.wheel.spin(rng)];
        for _ in 0..60 {
            if deal.from <= day && day < deal.to && self.allowed(rng, deal, day) {
                break;
            }
            deal = &self.people.deals[self.people.wheel.spin(rng)];
        }
        deal
    }

    /// Whether the deal ships under the law of the day; after control about half of the old volume is left.
    fn allowed(&self, rng: &mut Stream, deal: &Deal, day: i32) -> bool {
        if let Some(share) = self.courses.closed(deal.good, deal.destination, day)
            && chance(rng, share)
        {
            return false;
        }
        if !self.facts.controlled(deal.good, day) {
            // The rush before a control is legal and short: nobody knows the day, so there is none here.
            return true;
        }
        let mineral = self.facts.goods[deal.good].mineral.as_str();
        let barred = self.facts.countries[deal.destination].barred
            && matches!(mineral, "gallium" | "germanium" | "antimony")
            && (BARRED_FROM..BARRED_UNTIL).contains(&day);
        let months = f64::from(day - self.facts.goods[deal.good].controlled_from.unwrap_or(day)) / 30.0;
        !barred && (deal.look_alike == "real-user-in-hub" || chance(rng, (0.25 + 0.06 * months).min(0.65)))
    }
}
