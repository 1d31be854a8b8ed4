//! Where do the goods go, and by which way?

mod corridor_rising;
mod destination_rare_for_exporter;
mod destination_rare_for_goods;
mod destination_without_use;
mod discharged_elsewhere;
mod exit_port_off_source;
mod exit_port_rare_for_exporter;
mod hub_consignee_new_after_control;
mod hub_share_jump;
mod lot_unusual_for_procedure;
mod mirror_gap;
mod mode_rare_for_exporter;
mod mode_unusual_for_goods;
mod needless_detour;
mod route_changed_after_control;
mod source_rare_for_exporter;
mod source_rare_for_goods;
mod transit_rare_for_destination;
mod way_touches_barred_country;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &destination_rare_for_goods::SIGNAL,
    &hub_consignee_new_after_control::SIGNAL,
    &way_touches_barred_country::SIGNAL,
    &needless_detour::SIGNAL,
    &source_rare_for_goods::SIGNAL,
    &source_rare_for_exporter::SIGNAL,
    &exit_port_off_source::SIGNAL,
    &exit_port_rare_for_exporter::SIGNAL,
    &destination_rare_for_exporter::SIGNAL,
    &transit_rare_for_destination::SIGNAL,
    &mode_unusual_for_goods::SIGNAL,
    &mode_rare_for_exporter::SIGNAL,
    &lot_unusual_for_procedure::SIGNAL,
    &destination_without_use::SIGNAL,
    &hub_share_jump::SIGNAL,
    &route_changed_after_control::SIGNAL,
    &discharged_elsewhere::SIGNAL,
    &corridor_rising::SIGNAL,
    &mirror_gap::SIGNAL,
];
