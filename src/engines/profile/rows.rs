//! Traits of declaration lines, from a frame.

use super::keys::{Traits, code, fold, near_duplicate};
use crate::baselines::{Keys, Part};
use crate::engines::keyed::mix;
use crate::error::Result;
use crate::schema::{DECLARATION_ID, HS_CODE, ITEM_NO, NET_MASS_KG, STATISTICAL_VALUE_USD};
use polars::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// The columns that are read, by row.
pub(super) struct Rows {
    pub days: Vec<i32>,
    pub lines: Vec<u64>,
    pub traits: Vec<Traits>,
}

/// Hash of a line's name; greater than 1, which are no names.
pub(super) fn line(declaration_id: &str, item_no: i32) -> u64 {
    mix(xxh3_64(declaration_id.as_bytes()), item_no as u64).max(2)
}

impl Rows {
    pub fn of(frame: &DataFrame) -> Result<Rows> {
        let keys = Keys::of(frame)?;
        let (exporters, consignees) = (keys.part(Part::Exporter)?, keys.part(Part::Consignee)?);
        let (agents, destinations) = (keys.part(Part::Agent)?, keys.part(Part::Destination)?);
        let (regions, ports) = (keys.part(Part::SourceRegion)?, keys.part(Part::ExitPort)?);
        let (transits, discharges) = (keys.part(Part::Transit)?, keys.part(Part::DischargePort)?);
        let descriptions = keys.part(Part::Description)?;
        let codes = frame.column(HS_CODE.name)?.str()?;
        let (masses, values) =
            (frame.column(NET_MASS_KG.name)?.f64()?, frame.column(STATISTICAL_VALUE_USD.name)?.f64()?);
        let traits =
            codes.iter().zip(masses.iter().zip(values.iter())).enumerate().map(|(row, (hs, (mass, value)))| {
                let way = mix(transits[row], discharges[row]);
                let route = if destinations[row] == 0 { 0 } else { mix(destinations[row], way) };
                let mut traits = Traits {
                    exporter: exporters[row],
                    consignee: consignees[row],
                    code: hs.map_or(0, code),
                    near_duplicate: 0,
                    agent: fold(agents[row]),
                    destination: fold(destinations[row]),
                    region: fold(regions[row]),
                    exit_port: fold(ports[row]),
                    route: fold(route),
                };
                let unit_value = value.zip(mass).map(|(value, mass)| value / mass);
                traits.near_duplicate = fold(near_duplicate(&traits, descriptions[row], unit_value));
                traits
            });
        let traits = traits.collect();
        let ids = frame.column(DECLARATION_ID.name)?.str()?;
        let items = frame.column(ITEM_NO.name)?.i32()?;
        let name = |(id, item): (Option<&str>, Option<i32>)| line(id.unwrap_or_default(), item.unwrap_or(1));
        let lines = ids.iter().zip(items.iter()).map(name).collect();
        Ok(Rows { days: keys.days().to_vec(), lines, traits })
    }
}

impl Traits {
    /// The traits of each line of a frame of declarations, for whoever drives a [`super::Profile`] itself.
    ///
    /// # Errors
    /// `Error::Engine` where a column of the declaration is missing.
    pub fn of(declarations: &DataFrame) -> Result<Vec<Traits>> {
        Ok(Rows::of(declarations)?.traits)
    }
}
