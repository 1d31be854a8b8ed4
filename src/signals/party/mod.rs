//! Who sends, who receives, and since when?

mod broker_rare_for_exporter;
mod consignee_new_in_relevant_goods;
mod exporter_new_in_relevant_goods;
mod exporter_new_to_goods;
mod exporter_new_to_mineral_after_control;
mod party_like_listed;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &exporter_new_to_goods::SIGNAL,
    &exporter_new_in_relevant_goods::SIGNAL,
    &consignee_new_in_relevant_goods::SIGNAL,
    &broker_rare_for_exporter::SIGNAL,
    &exporter_new_to_mineral_after_control::SIGNAL,
    &party_like_listed::SIGNAL,
];
