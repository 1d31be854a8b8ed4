//! From the cases of a night to their files.

use super::belongs::{Rings, bonds, grouped};
use super::cells::{Cells, Line, figure, words};
use super::known::{RowRings, versions};
use super::peers::Comparisons;
use super::record::{measured, record};
use super::{accounts, control, parties, way, words as spoken};
use crate::cases::{CaseToOpen, ClearingTold, DOSSIER_FORMAT, Dossier, Evidence, ReasonTold, TypologyNamed};
use crate::clearing::told;
use crate::detector::explain::Case;
use crate::detector::kept::Opened;
use crate::detector::night::Inputs;
use crate::detector::publish::Manifest;
use crate::engines::Around;
use crate::error::Result;
use crate::schema;
use crate::signals::{Signal, catalogue};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Everything a dossier is written from.
struct Writing<'a> {
    inputs: &'a Inputs<'a>,
    manifest: &'a Manifest,
    night: NaiveDate,
    audit_probability: f64,
    signals: &'a [&'static Signal],
    versions: BTreeMap<String, String>,
    prepared: &'a DataFrame,
    evidence: &'a DataFrame,
    cells: Cells<'a>,
    comparisons: Comparisons,
    around: Vec<Around>,
}

/// What stands in the file of each case, where that is wanted, and of each line asked for by name; both by rank. All of it is as
/// of the evening before: the same context is asked that the scores were made from.
pub(in crate::detector) fn open(
    opened: &Opened,
    inputs: &Inputs,
    manifest: &Manifest,
    night: NaiveDate,
    audit_probability: f64,
) -> Result<(Vec<CaseToOpen>, Vec<CaseToOpen>)> {
    let cases: Vec<&Case> = opened.cases.iter().chain(&opened.beside).collect();
    if opened.surprises.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (prepared, evidence, context) = (&opened.prepared, &opened.evidence, inputs.context);
    let signals: Vec<&'static Signal> = catalogue().collect();
    let (comparisons, around) = rayon::join(
        || Comparisons::of(&context.baselines, prepared),
        || context.network.around(prepared, &context.registers),
    );
    let writing = Writing {
        inputs,
        manifest,
        night,
        audit_probability,
        signals: &signals,
        versions: versions(manifest, &context.reference),
        prepared,
        evidence,
        cells: Cells::of(prepared)?,
        comparisons: comparisons?,
        around: around?,
    };
    let rings = |row: usize| RowRings { signals: &signals, evidence, row };
    let all = |row: usize| bonds(&writing.cells.line(row), &writing.around[row], &rings(row));
    let all: Vec<_> = (0..cases.len()).into_par_iter().map(all).collect();
    // A line that is no case belongs to none; it is told what it would belong to alone.
    let n = opened.cases.len();
    let mut belongs = grouped(&all[..n]);
    belongs.extend(all[n..].iter().flat_map(|bonds| grouped(std::slice::from_ref(bonds))));
    let wanted: Vec<usize> = match inputs.wanted.dossiers {
        true => (0..n).collect(),
        false => Vec::new(),
    };
    let write = |place: &usize| CaseToOpen {
        dossier: writing.dossier(cases[*place], *place, &opened.surprises[*place], &rings(*place)),
        belongs: belongs[*place].clone(),
    };
    let dossiers: Vec<CaseToOpen> = wanted.par_iter().map(write).collect();
    let asked = opened.asked.iter().map(|place| match dossiers.get(*place) {
        Some(dossier) => dossier.clone(),
        None => write(place),
    });
    let mut asked: Vec<CaseToOpen> = asked.collect();
    asked.sort_by_key(|case| case.dossier.rank);
    Ok((dossiers, asked))
}

impl Writing<'_> {
    fn dossier(&self, case: &Case, row: usize, surprises: &[f32], rings: &impl Rings) -> Dossier {
        let line = self.cells.line(row);
        let text = |column| line.text(column).unwrap_or_default().to_owned();
        let share = |value: f64| figure(value).unwrap_or_default();
        let reasons = case.reasons.iter().map(|reason| ReasonTold {
            signal: reason.signal.clone(),
            family: reason.family.to_owned(),
            share: share(reason.share),
            p_value: share(reason.p_value),
            text: words(reason.en.clone(), reason.zh.clone()),
        });
        let clearing = case.clearing.as_ref().map(|(clearing, rank)| {
            let text = told(clearing);
            ClearingTold { clears: !clearing.facts.is_empty(), rank: *rank, text: words(text.en, text.zh) }
        });
        let typology = case.typology.map(|typology| TypologyNamed {
            code: typology.code().to_owned(),
            name: words(typology.en(), typology.zh()),
        });
        Dossier {
            format: DOSSIER_FORMAT,
            run_id: self.manifest.run_id.clone(),
            night: self.night,
            rank: case.rank,
            lane: case.lane.name().to_owned(),
            audit_probability: share(self.audit_probability),
            declaration_id: case.declaration_id.clone(),
            item_no: case.item_no,
            accepted_on: case.accepted_on,
            office: text(schema::OFFICE),
            goods: case.goods.clone(),
            hs_code: case.hs_code.clone(),
            exporter_id: text(schema::EXPORTER_ID),
            exporter_name: text(schema::EXPORTER_NAME),
            consignee_id: text(schema::CONSIGNEE_ID),
            consignee_name: text(schema::CONSIGNEE_NAME),
            agent_id: text(schema::AGENT_ID),
            destination: case.destination.clone(),
            route: case.route.clone(),
            net_mass_kg: case.net_mass_kg.and_then(figure),
            value_usd: case.value_usd.and_then(figure),
            mineral: case.mineral.clone(),
            risk: share(case.score.risk),
            false_declaration_risk: share(case.score.false_declaration),
            re_export_risk: share(case.score.re_export),
            severity: share(case.severity),
            priority: share(case.priority),
            typology,
            reasons: reasons.collect(),
            clearing,
            scored_by: case.model.clone(),
            versions: self.versions.clone(),
            record: record(&line),
            signals: measured(self.signals, self.evidence, row, surprises),
            evidence: self.pictures(&line, rings),
        }
    }

    fn pictures(&self, line: &Line, rings: &impl Rings) -> Evidence {
        let context = self.inputs.context;
        let reference = &context.reference;
        let compared = self.comparisons.line(line, reference);
        let matches = parties::matches(line, &context.listed);
        Evidence {
            price: compared.price,
            own_price: compared.own_price,
            tare: compared.tare,
            density: compared.density,
            materials: spoken::materials(line, reference),
            words: spoken::spoke(line, reference, rings.rang("text-says-little")),
            codes_by_words: spoken::codes(line),
            control: control::control(line, reference),
            licence: accounts::licence(line, context, self.signals, self.prepared, self.evidence),
            ledger: accounts::ledger(line, context),
            network: parties::network(line, &self.around[line.row], &matches),
            parties: matches,
            way: way::way(line, reference),
        }
    }
}
