//! Do masses, packages and volumes fit together and the goods?

mod package_mass_off_norm;
mod packed_density_off_norm;
mod tare_off_package_norm;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] =
    &[&tare_off_package_norm::SIGNAL, &package_mass_off_norm::SIGNAL, &packed_density_off_norm::SIGNAL];
