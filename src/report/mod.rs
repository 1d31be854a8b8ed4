//! What people see of a night: the page, the ranked table of the terminal, the ranked list for a spreadsheet.

mod assessment_page;
mod backtest_page;
mod backtest_picture;
mod bulletin_files;
mod bulletin_page;
mod case_article;
mod case_picture;
mod csv;
mod families;
mod flow_picture;
mod flow_table;
mod formula_guard;
mod frame;
mod gather;
mod ledger;
mod ledger_page;
mod ledger_table;
pub(crate) mod legible;
mod night;
mod night_files;
pub(crate) mod numbers;
mod page;
mod risk_picture;
mod tables;
mod terminal;
mod worth_page;

pub use assessment_page::assessment_page;
pub use backtest_page::backtest_page;
pub use bulletin_files::{HISTORY_DAYS_MIN, Watched, bulletin};
pub use bulletin_page::{BulletinWords, bulletin_page};
pub use csv::write_ranked;
pub(crate) use formula_guard::guarded;
pub use gather::gather;
pub use ledger::{LedgerAccount, LedgerMonth};
pub use ledger_page::ledger_page;
pub use ledger_table::{breaches_table, ledger_table};
pub use night::{
    CaseLine, ClearingLine, Flow, Histogram, NightReport, QuarantineLine, ReasonLine, SignalLine, TypologyLine,
};
pub use night_files::write_night;
pub use page::page;
pub use terminal::{TableLook, ranked_table};
pub use worth_page::worth_page;
