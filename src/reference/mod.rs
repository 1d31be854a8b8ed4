//! What the world publishes, dated: control list, codes, countries, ports, prices, words; and what it says of a declaration.

mod columns;

pub use columns::*;
