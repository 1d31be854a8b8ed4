//! What each enterprise took in and what it sent out, element by element.

mod balance;
mod chain;
mod columns;
mod cusum;
mod delays;
mod evidence;
mod exports;
mod inputs;
mod keys;
mod learned;
mod months;
mod stage;

pub use balance::{Account, Balance, Month};
pub use chain::{Chain, Movement, Supply};
pub use columns::*;
pub use cusum::{ALLOWANCE, Cusum, THRESHOLD};
pub use delays::Delays;
pub use evidence::{Auditor, Evidence, Line};
pub use exports::{Exports, Sent};
pub use keys::key_of;
pub use learned::Ledger;
pub use months::{first_day, month_name, month_of};
pub use stage::Stage;
