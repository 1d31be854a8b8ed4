//! Schemes: an actor with a method, several shipments over time, who adapts.

mod actors;
mod methods;
mod plan;
mod restricted;
mod shapes;

pub(super) use plan::{Plan, Shipment, plan};
pub(super) use restricted::Restricted;
