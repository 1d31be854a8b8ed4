//! What the registers' accounts say: what the licence still allowed, and what the exporter had of the element.

use super::cells::{Line, figure, words};
use crate::cases::{LedgerTold, LicenceTold, Words};
use crate::detector::context::Context;
use crate::engines::{
    Auditor, LEDGER_CAPACITY_KG, LEDGER_ELEMENT, LEDGER_EXPORTED_KG, LEDGER_HIDDEN_ELEMENT, LEDGER_LINE_KG,
    LEDGER_SOLD_KG, LEDGER_SOURCED_KG, LICENCE_ABSENT, LICENCE_HOLDER, LICENCE_MEANT, LICENCE_QUANTITY_KG,
    LICENCE_USED_KG, LICENCE_VALID_TO, key_of,
};
use crate::registers::Registers;
use crate::schema;
use crate::signals::{Family, Signal, render};
use chrono::NaiveDate;
use polars::prelude::DataFrame;

/// Signals that judge a line's licence begin so.
const OF_LICENCE: &str = "licence-";

/// The licence that was presented, or that should have been; `None` where neither is so.
pub(super) fn licence(
    line: &Line,
    context: &Context,
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
    let holder = line.text(LICENCE_HOLDER).map(|id| holder(id, &context.registers, line.day()));
    Some(LicenceTold {
        number: line.text(LICENCE_MEANT).or(declared).unwrap_or_default().to_owned(),
        holder: holder.unwrap_or_default(),
        valid_from: declared.and_then(|number| valid_from(number, line, context)),
        valid_to: line.date(LICENCE_VALID_TO),
        licensed_kg: line.number(LICENCE_QUANTITY_KG),
        used_kg,
        this_kg,
        faults: signals.iter().filter(of_licence).filter_map(fault).collect(),
    })
}

/// Register number and, where the register of enterprises knew it by then, the name.
fn holder(id: &str, registers: &Registers, day: NaiveDate) -> String {
    let known = Registers::known(&registers.enterprises, day, |row| row.known_on).iter();
    match known.rev().find(|row| row.id == id).and_then(|row| row.name.as_deref()) {
        Some(name) => format!("{id} {name}"),
        None => id.to_owned(),
    }
}

fn valid_from(number: &str, line: &Line, context: &Context) -> Option<NaiveDate> {
    let (exporter, hs) = (line.text(schema::EXPORTER_ID), line.text(schema::HS_CODE));
    let day = line.day().to_epoch_days();
    let found = context.licences.find(number, exporter.unwrap_or_default(), hs.unwrap_or_default(), day);
    found.standing().and_then(|standing| NaiveDate::from_epoch_days(standing.valid_from))
}

/// The exporter's account of the element in the goods, else of the one that the code may cover; `None` where it keeps none.
pub(super) fn ledger(line: &Line, context: &Context) -> Option<LedgerTold> {
    declared(line, context).or_else(|| hidden(line, context))
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

fn hidden(line: &Line, context: &Context) -> Option<LedgerTold> {
    let (element, exporter) = (line.text(LEDGER_HIDDEN_ELEMENT)?, key_of(line.text(schema::EXPORTER_ID)?));
    let day = line.day().to_epoch_days();
    let enterprise = context.chain.enterprise(exporter, Some(element), day);
    let auditor = Auditor::new(&context.chain, context.ledger.exports(), day);
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
