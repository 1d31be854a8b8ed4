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

pub use balance::{Balance, Month};
pub use chain::Chain;
pub use columns::*;
pub use cusum::CUSUM_THRESHOLD;
pub use evidence::Auditor;
pub use keys::key_of;
pub use learned::Ledger;
pub use months::month_name;
pub use stage::Stage;
