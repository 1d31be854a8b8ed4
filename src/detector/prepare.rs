//! A batch of declarations with all that is known about it.

use super::context::Context;
use crate::error::Result;
use polars::prelude::DataFrame;

/// Appends the columns of the reference lists, of the text classifier, of the network, of the flows, of the listed parties, of the
/// baselines, of the chain's ledger, of the licence accounts and of the risk profile; row-wise. No signal reads the risk profile:
/// it is an input of trained models alone.
pub fn prepare(declarations: &DataFrame, context: &Context) -> Result<DataFrame> {
    let dated = context.reference.join(declarations)?;
    let read = context.wording.join(&dated, &context.reference)?;
    let linked = context.network.join(&read, &context.registers)?;
    let flowing = context.pressures.join(&linked, &context.reference, &context.registers)?;
    let screened = context.listed.join(&flowing)?;
    let compared = context.baselines.join(&screened)?;
    let balanced = context.ledger.join(&compared, context.reference.contents(), &context.chain)?;
    let licensed = context.licence_use.join(&balanced, &context.licences)?;
    context.profile.join(&licensed, &context.findings)
}
