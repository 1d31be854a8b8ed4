//! The investigator's desk: what an officer sees of a case and does with it, and what leaves the house as its file.

mod acts;
mod address;
mod assets;
mod attachments;
mod audit_page;
mod bulk;
mod case_evidence;
mod case_page;
mod case_panel;
mod desk;
mod exceptions_page;
pub mod exports;
mod fault;
mod figures_page;
pub mod file;
mod flash;
mod form;
mod frame;
mod guard;
#[cfg(test)]
mod hostile;
pub mod lang;
mod limits;
mod listen;
mod login;
mod models_page;
mod offices;
pub mod password;
mod patient;
pub mod pictures;
mod query;
mod queue_filters;
mod queue_page;
mod seat;
mod serve;
mod settings;
pub mod sheet;
mod take_out;
mod told;
mod users_page;
mod views;
mod warnings_page;
mod words;

pub use serve::{Running, start};
pub use settings::Settings;
