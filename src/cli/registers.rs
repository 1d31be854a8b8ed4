//! Registers for any command: read, and told what was set aside.

use crate::error::Result;
use crate::registers::Registers;
use std::path::Path;

/// The registers of the folder, or none; rows that were set aside are told on standard error.
pub(super) fn registers(folder: Option<&Path>) -> Result<Registers> {
    let registers = folder.map(Registers::load).transpose()?.unwrap_or_default();
    tell(&registers);
    Ok(registers)
}

/// Tells on standard error where partners' statistics are given and none is of imports from the home country.
pub(super) fn tell_partners(registers: &Registers, home: &str) {
    let mirror = &registers.mirror;
    if let Some(other) = mirror.first().filter(|_| mirror.iter().all(|row| row.partner != home)) {
        let (n, partner) = (mirror.len(), &other.partner);
        eprintln!(
            "tidewaiter: registers: mirror: none of {n} rows has the partner {home} (the first has {partner}); give --home-country"
        );
    }
}

/// Tells what was set aside, on standard error.
pub(super) fn tell(registers: &Registers) {
    if let Some(told) = registers.set_aside() {
        eprintln!("tidewaiter: registers: {told}");
    }
}
