//! A batch of declarations with all that is known about it.

use super::context::Context;
use crate::engines::Findings;
use crate::engines::join_together;
use crate::error::Result;
use polars::prelude::DataFrame;
use std::sync::Arc;

/// Appends the columns of the reference lists, of the text classifier, of the network, of the flows, of the listed parties, of the
/// baselines, of the chain's ledger, of the licence accounts, of the risk profile and of what was seen together; row-wise. No
/// signal reads the last two: they are inputs of trained models alone.
pub fn prepare(declarations: &DataFrame, context: &Context) -> Result<DataFrame> {
    prepare_with(declarations, context, &context.findings)
}

/// The same with these outcomes in the place of the context's.
pub(super) fn prepare_with(declarations: &DataFrame, context: &Context, findings: &Arc<Findings>) -> Result<DataFrame> {
    let dated = context.reference.join(declarations)?;
    let read = context.wording.join(&dated, &context.reference)?;
    let linked = context.network.join(&read, &context.registers)?;
    let flowing =
        context.pressures.join(&linked, &context.reference, &context.registers, &context.rules.home_country)?;
    let screened = context.listed.join(&flowing)?;
    let compared = context.baselines.join(&screened)?;
    let balanced = context.ledger.join(&compared, context.reference.contents(), &context.chain)?;
    let licensed = context.licence_use.join(&balanced, &context.licences, context.rules.licence_tolerance)?;
    let profiled = context.profile.join(&licensed, findings)?;
    join_together(&profiled)
}
