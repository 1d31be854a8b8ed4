//! The memory of the house: cases, what was decided about them and by whom, and the proof that nobody changed it since.

mod accounts;
mod decision;
mod dossier;
mod file;
mod labels;
mod log;
mod night;
mod queue;
mod reasons;
mod refused;
mod rules;
mod sqlite;
mod store;
mod who;
mod words;

pub use accounts::{Credentials, Exception, Label, SavedView, Scope, Session, User};
pub use decision::{Decision, Finding, LineName, Outcome, Reason, State, Verdict};
pub use dossier::{
    AmongPeers, Belongs, ClearingTold, ControlTold, DOSSIER_FORMAT, Declared, Dossier, Evidence, LedgerTold,
    LicenceTold, Link, Measured, Network, Node, PartyMatch, ReasonTold, Stop, TypologyNamed, WordSpoke, Words,
};
pub use file::{
    Attachment, CaseFile, CaseLine, Comment, Decided, Done, Found, Party, Rate, Second, SimilarCase, Standing,
    Statistics, TimelineLine,
};
pub use labels::write_labels;
pub use log::{Entry, Fault, Head, LOG_FORMAT, LogFilter, Proof};
pub use night::{CaseToOpen, Kept, LineRow, NightKnown, NightRecord, Opened};
pub use queue::{CapacityLine, CaseRow, Facets, Page, Queue, QueueFilter, SimilarCount, Sort, Whose};
pub use reasons::{REASONS, reason_of, reasons_for};
pub use refused::{Answer, Refused};
pub use rules::Rules;
pub use sqlite::{OpenMode, Sqlite};
pub use store::Store;
pub use who::{Actor, Deed, Role, allowed};
