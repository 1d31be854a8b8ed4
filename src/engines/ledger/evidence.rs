//! What the chain says of one declaration line on its day.

use super::balance::{Account, Balance};
use super::chain::Chain;
use super::delays::Delays;
use super::exports::{Exports, Sent};
use super::inputs::Enterprise;
use super::keys::key_of;
use super::months::month_of;
use super::stage::Stage;
use crate::reference::Content;

/// A line as the ledger sees it.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Key of the exporter.
    pub exporter: u64,
    /// Day of acceptance: what was known before it counts.
    pub day: i32,
    /// Contained element of the line.
    pub content: Content<'a>,
    /// Net mass, kg.
    pub net_kg: f64,
}

/// The evidence; `None` is "cannot be said".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// The balance with the line as the newest export; none where the exporter keeps no books or no delays can be told.
    pub balance: Option<Balance>,
    /// Exports and sales of twelve months with the line, kg.
    pub year_kg: Option<f64>,
    /// Capacity of the exporter for the element, kg of contained element a year.
    pub capacity_kg_year: Option<f64>,
    /// Link of the exporter.
    pub stage: Option<Stage>,
    /// Whether the link does not handle such goods.
    pub wrong_stage: Option<bool>,
    /// For an exporter that reports purchases, but none of this element, and has no own source of it: how unlikely it is that all
    /// of them are still unreported (−log10); 0 where it has bought the element.
    pub never_bought: Option<f64>,
}

/// What is known of the past and of the chain, for one day's lines.
pub struct Auditor<'a> {
    chain: &'a Chain,
    exports: &'a Exports,
    delays: Option<Delays>,
    as_of: i32,
}

impl<'a> Auditor<'a> {
    /// Ready to judge the lines of `day`, knowing what was known before it.
    pub fn new(chain: &'a Chain, exports: &'a Exports, day: i32) -> Auditor<'a> {
        Auditor { chain, exports, delays: chain.delays(day), as_of: day }
    }

    /// The day whose lines it judges.
    pub fn day(&self) -> i32 {
        self.as_of
    }

    /// Judges a line.
    pub fn evidence(&self, line: &Line) -> Evidence {
        let enterprise = self.chain.enterprise(line.exporter, Some(line.content.element), self.as_of);
        let sent = Sent::of(line.content.share * line.net_kg, line.content.relative_sd);
        let balance = self.balance(line.exporter, line.content.element, enterprise, Some(sent));
        let stage = enterprise.and_then(|enterprise| enterprise.stage);
        let makes = enterprise.filter(|enterprise| enterprise.element.as_deref() == Some(line.content.element));
        let capacity_kg_year = makes.and_then(|enterprise| enterprise.capacity_kg_year).filter(|kg| *kg > 0.0);
        let year = balance.as_ref().map(|balance| balance.year_kg).or_else(|| {
            // Without books the exports alone are set against the capacity.
            capacity_kg_year.map(|_| self.year_of_exports(line, sent))
        });
        Evidence {
            year_kg: year,
            capacity_kg_year,
            stage,
            wrong_stage: stage.map(|stage| !stage.handles(line.content.link)),
            never_bought: self.never_bought(line.exporter, balance.as_ref(), stage),
            balance,
        }
    }

    /// The balance of an account as known on the day; with `line` as one export more.
    pub fn balance(
        &self,
        party: u64,
        element: &str,
        enterprise: Option<&Enterprise>,
        line: Option<Sent>,
    ) -> Option<Balance> {
        let (delays, begins) = (self.delays.as_ref()?, self.chain.begun(self.as_of)?);
        let since = month_of(begins);
        if !self.chain.keeps_books(party, self.exports.months(party, since), self.as_of) {
            return None;
        }
        let element = key_of(element);
        let own = enterprise.filter(|row| row.element.as_deref().map(key_of) == Some(element));
        Account {
            supply: self.chain.supply(party, element),
            exports: self.exports.account(party, element),
            line,
            stage: enterprise.and_then(|row| row.stage),
            capacity_kg_year: own.and_then(|row| row.capacity_kg_year),
            begins,
        }
        .balance(delays, self.as_of)
    }

    fn year_of_exports(&self, line: &Line, sent: Sent) -> f64 {
        let now = month_of(self.as_of);
        let months = self.exports.account(line.exporter, key_of(line.content.element));
        let past: u64 =
            months.into_iter().flat_map(|months| months.range(now - 11..)).map(|(_, sent)| sent.grams).sum();
        (past + sent.grams) as f64 / 1000.0
    }

    /// None for mines and smelters, which may have their own source, for parties without books, and for those whose books hold
    /// sales alone: of them nobody can say what they did not buy.
    fn never_bought(&self, party: u64, balance: Option<&Balance>, stage: Option<Stage>) -> Option<f64> {
        let own_source = matches!(stage, Some(Stage::Mining | Stage::Smelting));
        let balance = balance.filter(|balance| !own_source && balance.exported_kg > 0.0)?;
        if balance.purchases_n > 0 {
            return Some(0.0);
        }
        let since = month_of(self.chain.begun(self.as_of)?);
        let reports = self.chain.reports_purchases(party, self.exports.months(party, since), self.as_of);
        reports.then_some(balance.silence)
    }
}
