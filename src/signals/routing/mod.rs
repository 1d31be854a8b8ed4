//! Where do the goods go, and by which way?

mod destination_rare_for_goods;
mod hub_consignee_new_after_control;
mod needless_detour;
mod way_touches_barred_country;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &destination_rare_for_goods::SIGNAL,
    &hub_consignee_new_after_control::SIGNAL,
    &way_touches_barred_country::SIGNAL,
    &needless_detour::SIGNAL,
];
