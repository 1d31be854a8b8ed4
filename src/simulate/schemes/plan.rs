//! How many schemes of which method, and all their shipments by day.

use super::restricted::Restricted;
use crate::simulate::draft::{Draft, Stage};
use crate::simulate::line::Typology;
use crate::simulate::streams::{Stream, stream, weighted};
use std::collections::BTreeMap;

/// A shipment of a scheme, with the honest lines on the same declaration.
pub(in crate::simulate) struct Shipment {
    pub day: i32,
    pub draft: Draft,
    pub beside: Vec<Draft>,
}

/// All crime of the world.
pub(in crate::simulate) struct Plan {
    /// In order of days.
    pub shipments: Vec<Shipment>,
    pub restricted: Vec<Restricted>,
    pub schemes: u32,
}

/// Makes the plan.
pub(super) struct Planner<'a> {
    pub stage: &'a mut Stage,
    pub shipments: Vec<Shipment>,
    pub restricted: Vec<Restricted>,
}

/// Share of lines by method (est.: wrong codes and texts are most of what customs publish, rings and ledgers the fewest).
const SHARES: [(Typology, f64); 12] = [
    (Typology::CoverCode, 0.24),
    (Typology::VagueText, 0.10),
    (Typology::UnderValuation, 0.11),
    (Typology::OverValuation, 0.07),
    (Typology::Concealment, 0.12),
    (Typology::ReExport, 0.10),
    (Typology::FrontCompany, 0.04),
    (Typology::Splitting, 0.09),
    (Typology::LicenceAbuse, 0.03),
    (Typology::MassBalance, 0.02),
    (Typology::Ring, 0.05),
    (Typology::RoundTrip, 0.03),
];

/// Plans schemes until about `lines` of them exist; the population gains their consignees.
pub(in crate::simulate) fn plan(stage: &mut Stage, lines: u64) -> Plan {
    let mut planner = Planner { stage, shipments: Vec::new(), restricted: Vec::new() };
    planner.list_restricted();
    // By era, each with its own mix; one era where nothing drifts.
    let mut made: BTreeMap<usize, [u64; 12]> = BTreeMap::new();
    let mut number = 0u32;
    while (planner.shipments.len() as u64) < lines && number < 4_000_000 {
        number += 1;
        let mut rng = stream(planner.stage.seed, "scheme", u64::from(number));
        let era = planner.stage.eras.plan_in(&mut rng);
        let done = made.entry(era.unwrap_or(0)).or_default();
        let share_of =
            |method: Typology, share: f64| era.map_or(share, |era| share * planner.stage.eras.method(era, method));
        let shares: f64 = if era.is_some() { SHARES.iter().map(|(m, s)| share_of(*m, *s)).sum() } else { 1.0 };
        // The method furthest behind its share, with some luck, so that small worlds too have all twelve.
        let total = done.iter().sum::<u64>() as f64 + 1.0;
        let behind: Vec<(Typology, f64)> = SHARES
            .iter()
            .map(|(method, share)| {
                let wanted = share_of(*method, *share) / shares;
                (*method, (wanted - done[*method as usize - 1] as f64 / total).max(0.0) + 0.002)
            })
            .collect();
        let method = weighted(&mut rng, &behind);
        let before = planner.shipments.len();
        planner.scheme(&mut rng, number, method);
        made.entry(era.unwrap_or(0)).or_default()[method as usize - 1] += (planner.shipments.len() - before) as u64;
    }
    planner.shipments.truncate(lines as usize);
    let (mut shipments, restricted) = (planner.shipments, planner.restricted);
    shipments.sort_by_key(|s| s.day);
    Plan { shipments, restricted, schemes: number }
}

impl Planner<'_> {
    /// Index of a country by its code.
    pub(super) fn country(&self, code: &str) -> usize {
        self.stage.facts.countries.iter().position(|c| c.code == code).unwrap_or(0)
    }

    /// A good whose price an officer could know: a mineral, a magnet, or a dear neighbour.
    pub(super) fn valued_good(&self, rng: &mut Stream, _day: i32, truth: usize) -> usize {
        let goods = &self.stage.facts.goods;
        let choices: Vec<(usize, f64)> = (0..goods.len())
            .filter(|g| {
                matches!(goods[*g].role.as_str(), "neighbour" | "mineral" | "cover")
                    && goods[*g].price > 4.0
                    && goods[*g].price_sd < 0.32
            })
            .map(|g| (g, goods[g].weight * if g == truth { 6.0 } else { 1.0 }))
            .collect();
        weighted(rng, &choices)
    }

    /// An ordinary good, of the sort that draws no eye.
    pub(super) fn dull_good(&self, rng: &mut Stream) -> usize {
        let goods = &self.stage.facts.goods;
        let choices: Vec<(usize, f64)> =
            (0..goods.len()).filter(|g| goods[*g].role != "mineral").map(|g| (g, goods[g].weight)).collect();
        weighted(rng, &choices)
    }
}
