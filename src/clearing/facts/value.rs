//! The declared value, as the prices of peers, the published band and the past would have it.

use crate::baselines::{OWN_UNIT_VALUE_MEDIAN, PEER_UNIT_VALUE, PEER_UNIT_VALUE_HIGH, PEER_UNIT_VALUE_LOW};
use crate::clearing::change::Change;
use crate::clearing::form::{CHANGES_MAX, Proposal};
use crate::clearing::line::Line;
use crate::reference::{REFERENCE_PRICE_HIGH, REFERENCE_PRICE_LOW};
use crate::schema::{NET_MASS_KG, STATISTICAL_VALUE_USD};
use crate::signals::Text;

pub(in crate::clearing) static VALUE: Proposal = Proposal {
    id: "value",
    fact: Text { en: "Value", zh: "申报价值" },
    document: Text {
        en: "commercial invoice with proof of payment, and the contract", zh: "商业发票、付款凭证及合同"
    },
    answers: &[
        "unit-value-below-peers",
        "unit-value-above-peers",
        "unit-value-below-peers-again",
        "unit-value-above-peers-again",
        "unit-value-outside-reference",
        "unit-value-off-own-past",
        "unit-value-off-pair-past",
        "unit-value-unlike-wording",
        "value-per-package-off-norm",
        "priced-like-what-it-covers",
    ],
    changes,
};

/// The near edge of what peers declare, the near edge of the published band, the peers' median; the exporter's own median where
/// there are no peers. All in US dollars a net kilogram, times the declared net mass.
fn changes(line: &Line) -> Vec<Change> {
    let (Some(value), Some(mass)) = (line.positive(STATISTICAL_VALUE_USD), line.positive(NET_MASS_KG)) else {
        return Vec::new();
    };
    let price = value / mass;
    let edge = |low, high| {
        let below = line.positive(low).filter(|low| price < *low);
        below.or_else(|| line.positive(high).filter(|high| price > *high))
    };
    let median = line.positive(PEER_UNIT_VALUE);
    let targets = [
        edge(PEER_UNIT_VALUE_LOW, PEER_UNIT_VALUE_HIGH),
        edge(REFERENCE_PRICE_LOW, REFERENCE_PRICE_HIGH),
        median.or_else(|| line.positive(OWN_UNIT_VALUE_MEDIAN)),
    ];
    let change = |price: f64| Change::of_number(STATISTICAL_VALUE_USD, value, price * mass, "USD", "美元");
    let mut changes: Vec<Change> = targets.into_iter().flatten().filter_map(change).collect();
    changes.sort_by(|a, b| a.size.total_cmp(&b.size));
    changes.dedup_by(|a, b| a.declares == b.declares);
    changes.truncate(CHANGES_MAX);
    changes
}
