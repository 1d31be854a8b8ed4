//! What the registers' accounts say: what the licence still allowed, and what the exporter had of the element.

use super::cells::{Line, figure, words};
use crate::cases::{LedgerTold, LicenceTold, Words};
use crate::detector::context::Context;
use crate::engines::{
    Auditor, LEDGER_CAPACITY_KG, LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_HIDDEN_ELEMENT, LEDGER_LINE_KG,
    LEDGER_SOLD_KG, LEDGER_SOURCED_KG, LICENCE_ABSENT, LICENCE_HOLDER, LICENCE_MEANT, LICENCE_QUANTITY_KG,
    LICENCE_USED_KG, LICENCE_VALID_TO, key_of,
};
use crate::schema;
use crate::signals::{Family, Signal, render};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Signals that judge a line's licence begin so.
const OF_LICENCE: &str = "licence-";

/// The registers' accounts, ready to be asked about many lines.
pub(super) struct Accounts<'a> {
    context: &'a Context,
    /// By the day of the lines that they judge.
    auditors: BTreeMap<NaiveDate, Auditor<'a>>,
    /// Names of enterprises with the day from which they are known, by register number.
    names: HashMap<&'a str, Vec<(NaiveDate, &'a str)>>,
}

impl<'a> Accounts<'a> {
    /// For lines of these days.
    pub fn of(context: &'a Context, days: impl Iterator<Item = NaiveDate>) -> Self {
        let days: BTreeSet<NaiveDate> = days.collect();
        let auditor =
            |day: NaiveDate| (day, Auditor::new(&context.chain, context.ledger.exports(), day.to_epoch_days()));
        let mut names: HashMap<&str, Vec<_>> = HashMap::new();
        for row in &context.registers.enterprises {
            if let Some(name) = row.name.as_deref() {
                names.entry(&row.id).or_default().push((row.known_on, name));
            }
        }
        Accounts { context, auditors: days.into_iter().map(auditor).collect(), names }
    }

    /// Register number and, where the register of enterprises knew it before the day, the name.
    fn holder(&self, id: &str, day: NaiveDate) -> String {
        // Rows stand in the order of the day from which they are known.
        let names = self.names.get(id).into_iter().flatten();
        match names.rev().find(|(known_on, _)| *known_on < day) {
            Some((_, name)) => format!("{id} {name}"),
            None => id.to_owned(),
        }
    }
}

/// The licence that was presented, or that should have been; `None` where neither is so.
pub(super) fn licence(
    line: &Line,
    accounts: &Accounts,
    signals: &[&'static Signal],
    prepared: &DataFrame,
    evidence: &DataFrame,
) -> Option<LicenceTold> {
    let declared = line.text(schema::LICENCE_NO);
    let missing = line.number(LICENCE_ABSENT) == Some(1.0);
    if declared.is_none() && !missing {
        return None;
    }
    let this_kg = line.positive(schema::NET_MASS_KG);
    let used_kg = line.number(LICENCE_USED_KG).zip(this_kg).and_then(|(with, this)| figure((with - this).max(0.0)));
    let of_licence = |signal: &&&Signal| signal.family == Family::Account && signal.id.starts_with(OF_LICENCE);
    let fault = |signal: &&'static Signal| -> Option<Words> {
        let value = evidence.column(signal.id).ok()?.f32().ok()?.get(line.row)?;
        let (en, zh) = signal.alarm.rings(value).then(|| render(signal, value, prepared, line.row))?;
        Some(words(en, zh))
    };
    let holder = line.text(LICENCE_HOLDER).map(|id| accounts.holder(id, line.day()));
    Some(LicenceTold {
        number: line.text(LICENCE_MEANT).or(declared).unwrap_or_default().to_owned(),
        holder: holder.unwrap_or_default(),
        valid_from: declared.and_then(|number| valid_from(number, line, accounts.context)),
        valid_to: line.date(LICENCE_VALID_TO),
        licensed_kg: line.number(LICENCE_QUANTITY_KG),
        used_kg,
        this_kg,
        faults: signals.iter().filter(of_licence).filter_map(fault).collect(),
    })
}

fn valid_from(number: &str, line: &Line, context: &Context) -> Option<NaiveDate> {
    let (exporter, hs) = (line.text(schema::EXPORTER_ID), line.text(schema::HS_CODE));
    let day = line.day().to_epoch_days();
    let found = context.licences.find(number, exporter.unwrap_or_default(), hs.unwrap_or_default(), day);
    found.standing().and_then(|standing| NaiveDate::from_epoch_days(standing.valid_from))
}

/// The exporter's account of the element in the goods, else of the one that the code may cover; `None` where it keeps none.
pub(super) fn ledger(line: &Line, accounts: &Accounts) -> Option<LedgerTold> {
    declared(line, accounts.context).or_else(|| hidden(line, accounts))
}

fn declared(line: &Line, context: &Context) -> Option<LedgerTold> {
    let (with, this) = (line.number(LEDGER_EXPORTED_KG)?, line.number(LEDGER_LINE_KG)?);
    Some(LedgerTold {
        element: line.text(LEDGER_ELEMENT)?.to_owned(),
        bought_kg: line.number(LEDGER_SOURCED_KG)?,
        sold_kg: line.number(LEDGER_SOLD_KG)?,
        exported_kg: figure((with - this).max(0.0))?,
        this_kg: this,
        capacity_kg_year: line.number(LEDGER_CAPACITY_KG),
        window: window(line, context),
    })
}

fn hidden(line: &Line, accounts: &Accounts) -> Option<LedgerTold> {
    let (element, exporter) = (line.text(LEDGER_HIDDEN_ELEMENT)?, key_of(line.text(schema::EXPORTER_ID)?));
    let (context, auditor) = (accounts.context, accounts.auditors.get(&line.day())?);
    let enterprise = context.chain.enterprise(exporter, Some(element), auditor.day());
    let balance = auditor.balance(exporter, element, enterprise, None)?;
    let makes = enterprise.filter(|row| row.element.as_deref() == Some(element));
    Some(LedgerTold {
        element: element.to_owned(),
        bought_kg: figure(balance.sourced_kg)?,
        sold_kg: figure(balance.sold_kg)?,
        exported_kg: figure(balance.exported_kg)?,
        this_kg: 0.0,
        capacity_kg_year: makes.and_then(|row| row.capacity_kg_year).filter(|kg| *kg > 0.0).and_then(figure),
        window: window(line, context),
    })
}

/// The stretch that an account covers.
fn window(line: &Line, context: &Context) -> Words {
    let day = line.day();
    let begun = context.chain.begun(day.to_epoch_days()).and_then(NaiveDate::from_epoch_days);
    match begun {
        Some(begun) => words(
            format!("what was known before {day}; the supply register begins on {begun}"),
            format!("{day}之前已知的往来；供应登记始于{begun}"),
        ),
        None => words(format!("what was known before {day}"), format!("{day}之前已知的往来")),
    }
}
