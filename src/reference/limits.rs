//! Which limits a lot stays under, and how much of them it fills.

use super::market::{Limit, LimitKind, LimitScope, Market};
use chrono::NaiveDate;

/// The smallest applicable limit of each kind at or above the declared amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limits {
    pub mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    /// Largest share of a limit that the lot fills, above 0 up to 1.
    pub share: Option<f64>,
}

impl Limits {
    /// `mineral` is the relevant mineral if it is under control on the day.
    pub fn of(
        market: &Market,
        on: NaiveDate,
        hs: Option<&str>,
        destination: Option<&str>,
        mineral: Option<&str>,
        mass_kg: Option<f64>,
        value_usd: Option<f64>,
    ) -> Limits {
        let applies = |limit: &&Limit| {
            limit.is_in_force(on)
                && (limit.destination.is_empty() || destination == Some(limit.destination.as_str()))
                && hs.unwrap_or("").starts_with(&limit.hs)
                && match &limit.scope {
                    LimitScope::All => true,
                    LimitScope::Controlled => mineral.is_some(),
                    LimitScope::Mineral(name) => mineral == Some(name),
                }
        };
        let smallest = |kind: LimitKind, amount: Option<f64>| {
            let amount = amount.filter(|amount| *amount > 0.0)?;
            let above = |limit: &&Limit| limit.kind == kind && limit.limit >= amount;
            let limits = market.limits.iter().filter(applies).filter(above).map(|limit| limit.limit);
            limits.min_by(f64::total_cmp).map(|limit| (limit, amount / limit))
        };
        let mass = smallest(LimitKind::NetMassKg, mass_kg);
        let value = smallest(LimitKind::ValueUsd, value_usd);
        let share = [mass, value].into_iter().flatten().map(|(_, share)| share).max_by(f64::total_cmp);
        Limits { mass_kg: mass.map(|(limit, _)| limit), value_usd: value.map(|(limit, _)| limit), share }
    }
}
