//! Who evades: which firm, which buyer, which goods, since when. Actors are drawn from the honest population.

use crate::simulate::draft::Stage;
use crate::simulate::streams::{Stream, below, chance, weighted};

/// Share of schemes that hide under whatever travels in boxes, not under a known cover (est.).
const ANY_COVER: f64 = 0.3;

/// The cast of one scheme.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    pub number: u32,
    pub firm: usize,
    pub consignee: usize,
    /// What is really shipped.
    pub truth: usize,
    /// What is declared.
    pub cover: usize,
    /// Day of the first shipment.
    pub start: i32,
    pub shipments: usize,
    pub gap_days: f64,
    /// Where the goods really go.
    pub destination: usize,
    /// Share of the ln price gap between cover and true goods that shows in the declared price.
    pub gap_shown: f64,
    pub packs_true: bool,
    pub true_region: bool,
    pub slips: bool,
    pub ledger_shows: bool,
}

impl Stage {
    /// A day for a scheme to begin.
    pub(super) fn scheme_start(&self, rng: &mut Stream) -> i32 {
        let season = self.eras.season(self.window);
        season.start + below(rng, (season.days() - 6).max(1) as usize) as i32
    }

    /// A controlled good worth smuggling on a day: the wider outside over inside, the likelier.
    pub(super) fn contraband(&self, rng: &mut Stream, day: i32) -> usize {
        let choices: Vec<(usize, f64)> = (0..self.facts.goods.len())
            .filter(|g| self.facts.controlled(*g, day) && self.facts.covers.iter().any(|c| c.truth == *g))
            .map(|g| {
                let (inside, outside) = self.facts.prices(g, day);
                (g, (outside / inside).min(4.0) * (0.2 + self.facts.goods[g].weight) * self.eras.wanted(g, day))
            })
            .collect();
        if choices.is_empty() { self.facts.good("ga") } else { weighted(rng, &choices) }
    }

    /// A controlled good as honest exporters ship it on a day: for methods that keep the right code.
    pub(super) fn licensed_good(&self, rng: &mut Stream, day: i32) -> Option<usize> {
        (0..600)
            .map(|_| self.people.deals[self.people.wheel.spin(rng)].good)
            .find(|good| self.facts.controlled(*good, day))
    }

    /// A cover for the good; covers become known with time, and the newest are in fashion.
    pub(super) fn cover(&self, rng: &mut Stream, truth: usize, day: i32) -> usize {
        if chance(rng, self.eras.any_cover(ANY_COVER, day)) {
            let any = self.people.goods.spin(rng);
            if self.facts.goods[any].mineral.is_empty() {
                return any;
            }
        }
        let month = (day - self.window.start) / 30;
        let choices: Vec<(usize, f64)> = self
            .facts
            .covers
            .iter()
            .enumerate()
            .filter(|(_, c)| c.truth == truth && c.from_month <= month)
            .map(|(row, c)| {
                (
                    c.cover,
                    c.weight
                        * self.facts.goods[c.cover].weight.sqrt()
                        * if c.from_month > 0 && month - c.from_month < 4 { 2.0 } else { 1.0 }
                        * self.eras.cover(row, day),
                )
            })
            .collect();
        if choices.is_empty() { self.neighbour(rng, truth) } else { weighted(rng, &choices) }
    }

    /// The exporter: a young firm, an established trader that never sold this, or one that sells the cover good anyway.
    pub(super) fn front(&self, rng: &mut Stream, cover: usize, day: i32, young: f64) -> usize {
        let firms = &self.people.firms;
        let young = self.eras.young(young, day);
        let wanted = weighted(rng, &[(0, young), (1, (1.0 - young) * 0.6), (2, (1.0 - young) * 0.4)]);
        let mut best = below(rng, firms.len());
        for try_n in 0..500 {
            // As active firms as the honest ones are: else a quiet exporter would be a telltale.
            let f =
                if try_n < 300 { self.people.deals[self.people.wheel.spin(rng)].firm } else { below(rng, firms.len()) };
            let firm = &firms[f];
            let age = day - firm.born;
            let fits = match wanted {
                0 => (8..240).contains(&age),
                1 => age > 60 && !firm.goods.contains(&cover) && firm.goods.len() > 1,
                _ => age > 60 && firm.goods.contains(&cover),
            };
            if fits && !self.eras.burned(rng, f, day) {
                return f;
            }
            if age > 8 {
                best = f;
            }
        }
        best
    }

    /// A buyer: mostly a new name, mostly in a hub; else one of the honest buyers of the cover good.
    pub(super) fn receiver(&mut self, rng: &mut Stream, cover: usize, day: i32, new: f64, hub: f64) -> usize {
        let country = if chance(rng, hub) {
            self.hub(rng, day)
        } else {
            weighted(rng, &self.facts.buyers[&self.facts.goods[cover].buyers])
        };
        if !chance(rng, new) {
            for _ in 0..400 {
                let known = self.people.deals[self.people.wheel.spin(rng).min(self.people.deals.len() - 1)].consignee;
                let buyer = &self.people.consignees[known];
                if buyer.country == country && buyer.first_day < day {
                    return known;
                }
            }
        }
        let Stage { facts, people, .. } = self;
        people.consignee(&facts.names, facts, rng, country, day)
    }

    /// A complete cast for hiding goods behind a cover.
    pub(super) fn cast(&mut self, rng: &mut Stream, number: u32, young: f64) -> Cast {
        let start = self.scheme_start(rng);
        let truth = self.contraband(rng, start);
        let cover = self.cover(rng, truth, start);
        let firm = self.front(rng, cover, start, young);
        let consignee = self.receiver(rng, cover, start, 0.54, 0.4);
        let destination = self.real_destination(rng, truth, self.people.consignees[consignee].country);
        // Evaders learn: late schemes show less of the price gap.
        let late = f64::from(start - self.window.start) / f64::from(self.window.days().max(1));
        let left = self.eras.trace_left(start);
        let shown = weighted(rng, &[(0.0, 0.12), (0.2, 0.22), (0.4, 0.34), (0.6, 0.32)]);
        Cast {
            number,
            firm,
            consignee,
            truth,
            cover,
            start,
            shipments: (3.0 + 5.0 * crate::simulate::streams::spread(rng, 0.6)).min(30.0) as usize,
            gap_days: crate::simulate::streams::between(rng, 3.0, 13.0),
            destination,
            gap_shown: shown * (1.0 - 0.25 * late) * left + 0.04,
            packs_true: chance(rng, 0.78 * left),
            true_region: chance(rng, 0.72 * left),
            slips: chance(rng, 0.3),
            ledger_shows: chance(rng, 0.7),
        }
    }

    /// Where it ends: often a country that is barred or pays most, reached through the declared one.
    pub(super) fn real_destination(&self, rng: &mut Stream, truth: usize, declared: usize) -> usize {
        if !self.facts.countries[declared].hub || chance(rng, 0.25) {
            return declared;
        }
        if chance(rng, 0.5) {
            return (0..self.facts.countries.len()).find(|c| self.facts.countries[*c].barred).unwrap_or(declared);
        }
        weighted(rng, &self.facts.buyers[&self.facts.goods[truth].buyers])
    }
}
