//! Do the registers cover the line: what was bought, what can be made, what is licensed?

mod above_capacity;
mod bought_but_not_declared;
mod element_never_bought;
mod licence_for_other_consignee;
mod licence_for_other_country;
mod licence_for_other_goods;
mod licence_missing;
mod licence_not_registered;
mod licence_of_other_holder;
mod licence_outside_validity;
mod licence_overdrawn;
mod more_out_than_in;
mod shortfall_month_after_month;
mod wrong_stage_for_goods;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &more_out_than_in::SIGNAL,
    &shortfall_month_after_month::SIGNAL,
    &above_capacity::SIGNAL,
    &wrong_stage_for_goods::SIGNAL,
    &element_never_bought::SIGNAL,
    &bought_but_not_declared::SIGNAL,
    &licence_missing::SIGNAL,
    &licence_not_registered::SIGNAL,
    &licence_of_other_holder::SIGNAL,
    &licence_for_other_goods::SIGNAL,
    &licence_for_other_consignee::SIGNAL,
    &licence_for_other_country::SIGNAL,
    &licence_outside_validity::SIGNAL,
    &licence_overdrawn::SIGNAL,
];
