//! The case file: a case as JSON that checks itself, and as a PDF that a court can read.

mod canonical;
mod evidence;
mod font;
mod ink;
mod input;
mod json;
mod layout;
mod letter;
mod pdf;
mod story;

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;

pub use input::AttachmentTold;
pub use input::AuditEntry;
pub use input::AuditTold;
pub use input::CaseFile;
pub use input::DecisionTold;
pub use input::FindingTold;
pub use input::ManifestTold;
pub use json::case_json;
pub use pdf::case_pdf;
