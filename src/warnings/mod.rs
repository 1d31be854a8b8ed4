//! Early warnings on flows: what rose, since when, how surely, and where it came from.

mod bulletin;
mod calendar;
mod dispersion;
mod exposure;
mod flows;
mod kept;
mod lots;
mod mirror;
mod pressure;
mod pressures;
mod prices;
mod read;
mod scan;
mod shift;
mod tables;
mod threshold;
mod trial;
mod walk;
mod watch;
mod watched;
mod weekly;

pub use bulletin::{Bulletin, Inputs, Source, Warning, Week};
pub use calendar::new_years;
pub use flows::{Cell, Corridor, Day, Flows, MonthlyCode};
pub use lots::{Lot, Lots, Part, Parts};
pub use mirror::{Gap, Reported, gaps};
pub use pressure::{Pressure, Rising, Since};
pub use pressures::Pressures;
pub use prices::{Arbitrage, Band, arbitrage};
pub use read::{Read, bands, facts, reported};
pub use tables::{monthly, weekly};
pub use threshold::Thresholds;
pub use trial::{Happened, Made, Making, Trial, Verdict, median, verdict};
pub use walk::{Raised, walk};
pub use watch::{Facts, HISTORY_WEEKS_MIN, Watch};
