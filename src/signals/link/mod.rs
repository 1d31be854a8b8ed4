//! Firms that belong together, whom a buyer follows, where confirmed cases lead.

mod buyer_bears_earlier_buyers_name;
mod confirmed_cases_near;
mod linked_firms_act_as_one;
mod suppliers_began_together;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &linked_firms_act_as_one::SIGNAL,
    &suppliers_began_together::SIGNAL,
    &confirmed_cases_near::SIGNAL,
    &buyer_bears_earlier_buyers_name::SIGNAL,
];
