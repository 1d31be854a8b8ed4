//! Who belongs together: firms that share more than chance, what they do together, whom a new buyer follows, where risk spreads.

mod bytes;
mod follow;
mod graph;
mod keyed;
mod links;
mod look;
mod names;
mod past;
mod register;
mod ring;
mod span;
mod weekly;

pub use follow::Followed;
pub use graph::{Graph, Walk};
pub use look::{Beyond, Finding, View};
pub use names::{Named, person_parts, phone_digits, plain_address};
pub use past::{Line, Past};
pub use register::{Confirmed, Entry};
#[cfg(test)]
mod tests;
