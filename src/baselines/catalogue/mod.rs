//! The baselines, one file a family: specifications and the columns they learn.

mod columns;
mod parts;
mod party;
mod quantity;
mod record;
mod registry;
mod routing;
mod timing;
mod together;
mod value;
mod wording;

pub(super) use registry::all;

pub use party::*;
pub use quantity::*;
pub use record::*;
pub use registry::HISTORY_DAYS;
pub use routing::*;
pub use timing::*;
pub use together::*;
pub use value::*;
pub use wording::*;
