//! Every reason to look twice, one form a file; the registry is the list below.

mod account;
mod classification;
mod family;
mod form;
mod link;
mod measure;
mod needs;
mod party;
mod quantity;
mod reason;
mod record;
mod registry;
mod routing;
mod shares;
mod sheet;
mod terms;
#[cfg(test)]
mod testing;
mod timing;
mod typology;
mod valuation;

pub use family::Family;
pub use form::{Alarm, Signal, Text};
pub use measure::{measure, sleeping};
pub use needs::needs;
pub use reason::{number, placeholders, render};
pub use registry::catalogue;
pub use sheet::{Facts, catalogue_page};
pub use typology::{Head, Typology};
