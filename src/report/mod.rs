//! What people see of a night: the page, the ranked table of the terminal, the ranked list for a spreadsheet.

mod night;

pub use night::{CaseLine, Flow, Histogram, NightReport, QuarantineLine, ReasonLine, SignalLine, TypologyLine};
