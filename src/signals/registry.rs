//! The registry: all families in order.

use super::form::Signal;
use super::{account, classification, link, party, quantity, record, routing, timing, valuation};

/// Every signal, by family; the order is that of the evidence columns.
pub fn catalogue() -> impl Iterator<Item = &'static Signal> + Clone {
    [
        classification::SIGNALS,
        valuation::SIGNALS,
        quantity::SIGNALS,
        routing::SIGNALS,
        party::SIGNALS,
        timing::SIGNALS,
        link::SIGNALS,
        account::SIGNALS,
        record::SIGNALS,
    ]
    .into_iter()
    .flatten()
    .copied()
}
