//! What the world publishes, dated: control list, codes, countries, ports, prices, words; and what it says of a declaration.

mod answer;
mod columns;
mod composition;
mod condition;
mod contents;
mod control;
mod elements;
mod explain;
mod glossary;
mod hs;
mod import;
mod join;
mod library;
mod limits;
mod market;
mod places;
mod purity;
mod reading;
mod route;
mod shipped;
mod status;
mod table;
mod writer;

pub use answer::{Answer, EndUserKind, Query, RemarkRule, Status};
pub use columns::*;
pub use composition::Composition;
pub use contents::{Content, Contents, Link};
pub use control::{ControlItem, ControlList, ControlScope, Effect, Force, ItemKind, RemarkDuty};
pub use hs::{CodeMatch, parse_hs};
pub use import::{BadParty, ImportKind, ImportReport, Parties, Party, import, read_parties};
pub use library::Reference;
pub use market::{Cover, Limit, LimitKind, LimitScope, LookAlike, Market, Mineral, PriceBand};
pub use places::{Country, Places, Point, Port};
pub use purity::find_purity;
pub use reading::{Named, Reading, TextVerdict};
pub use shipped::{ShippedTable, TABLES};
