//! What the whole night's dossiers have in common.

use super::belongs::Rings;
use crate::detector::publish::Manifest;
use crate::reference::Reference;
use crate::signals::Signal;
use polars::prelude::DataFrame;
use std::collections::BTreeMap;

/// Versions of everything that spoke on a night.
pub(super) fn versions(manifest: &Manifest, reference: &Reference) -> BTreeMap<String, String> {
    let log = &manifest.models_log;
    let told = [
        ("program", Some(manifest.program.clone())),
        ("model", Some(manifest.scored_by.clone())),
        ("model_sha256", manifest.model_sha256.clone()),
        ("models_log", (log.number > 0).then(|| format!("{} {}", log.number, log.sha256))),
        ("reference", Some(manifest.reference.clone())),
        ("control_list", Some(format!("{} – {}", reference.begins(), reference.horizon()))),
        ("baselines_as_of", manifest.context_as_of.map(|evening| evening.to_string())),
        ("mapping", Some(manifest.mapping.clone())),
    ];
    let told = told.into_iter().filter_map(|(what, version)| Some((what.to_owned(), version?)));
    told.filter(|(_, version)| !version.is_empty()).collect()
}

/// The evidence of one row.
pub(super) struct RowRings<'a> {
    pub signals: &'a [&'static Signal],
    pub evidence: &'a DataFrame,
    pub row: usize,
}

impl Rings for RowRings<'_> {
    fn rang(&self, id: &str) -> bool {
        let Some(signal) = self.signals.iter().find(|signal| signal.id == id) else { return false };
        let value = self.evidence.column(id).ok().and_then(|column| column.f32().ok()?.get(self.row));
        value.is_some_and(|value| signal.alarm.rings(value))
    }
}
