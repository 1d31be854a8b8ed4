//! Do masses, packages and volumes fit together and the goods?

mod container_overfull;
mod container_payload_off_norm;
mod gross_mass_without_reason;
mod lot_size_off_norm;
mod lots_of_one_mass;
mod net_mass_not_whole_packages;
mod package_mass_off_norm;
mod package_type_rare_for_goods;
mod packed_density_off_norm;
mod packed_density_off_norm_again;
mod packing_heavy_again;
mod quantity_off_mass;
mod tare_off_package_norm;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &container_overfull::SIGNAL,
    &container_payload_off_norm::SIGNAL,
    &gross_mass_without_reason::SIGNAL,
    &lot_size_off_norm::SIGNAL,
    &lots_of_one_mass::SIGNAL,
    &net_mass_not_whole_packages::SIGNAL,
    &package_mass_off_norm::SIGNAL,
    &package_type_rare_for_goods::SIGNAL,
    &packed_density_off_norm::SIGNAL,
    &packed_density_off_norm_again::SIGNAL,
    &packing_heavy_again::SIGNAL,
    &quantity_off_mass::SIGNAL,
    &tare_off_package_norm::SIGNAL,
];
