//! The door: files of any administration become batches of canonical declarations; what cannot be scored is set aside with its reason.

mod batch;
mod codes;
mod conform;
mod date;
mod decode;
mod delimited;
mod duplicates;
mod fingerprint;
mod guard;
mod header;
mod inputs;
mod json_lines;
mod mapping;
mod mapping_toml;
mod nearest;
mod number;
mod open;
mod parquet;
mod presets;
mod problem;
mod rates;
mod raw;
mod reader;
mod record;
mod rules;
mod summary;
mod texts;
mod values;
mod window;

pub use batch::{Batch, DATA_WARNINGS, SOURCE_FILE, SOURCE_ROW};
pub use mapping::Mapping;
pub use reader::{Options, Reader};
pub use rules::{Outcome, RULES, Rule};
pub use summary::{Example, FileSummary, Filled, ProblemSummary, Summary};
