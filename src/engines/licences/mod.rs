//! Whether a line's licence covers the line: holder, goods, consignee, validity, and what is left of its quantity.

mod columns;
mod inputs;
mod judgement;
mod learned;
mod names;
mod number;
mod register;
mod used;

pub use columns::*;
pub use judgement::{Judgement, Presented};
pub use learned::LicenceUse;
pub use register::LicenceRegister;
