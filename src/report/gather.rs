//! From the detector's night to what people are told.

use super::night::{
    CaseLine, ClearingLine, Flow, Histogram, NightReport, QuarantineLine, ReasonLine, SignalLine, TypologyLine,
};
use crate::clearing::told;
use crate::detector::{Case, FlowTally, Lane, Night};
use crate::signals::catalogue;

/// The report of a night; without seconds, so that the same night gives the same page.
pub fn gather(night: &Night) -> NightReport {
    let results = night.results();
    let cut = night.cases.iter().filter(|case| case.lane == Lane::Inspect).map(|case| case.score.risk).reduce(f64::min);
    let mut quarantine: Vec<QuarantineLine> = night
        .quarantine
        .iter()
        .map(|(rule, (rows, example))| QuarantineLine { rule: rule.clone(), rows: *rows, example: example.clone() })
        .collect();
    quarantine.sort_by(|a, b| b.rows.cmp(&a.rows).then(a.rule.cmp(&b.rule)));
    let signals = catalogue().zip(&results.signals).map(|(signal, result)| SignalLine {
        id: signal.id.into(),
        family: signal.family.name().into(),
        title_en: signal.title.en.into(),
        title_zh: signal.title.zh.into(),
        rows_measured: result.measured,
        alarms: result.alarms,
        slept: result.slept.clone(),
    });
    NightReport {
        title: format!("Night of {}", night.date),
        as_of: night.manifest.context_as_of,
        run_id: night.manifest.run_id.clone(),
        scored_by: night.manifest.scored_by.clone(),
        rows_read: night.rows_read,
        rows_scored: night.tally.rows,
        rows_quarantined: night.rows_quarantined,
        first_on: Some(night.first_on),
        last_on: Some(night.date),
        seconds: None,
        capacity: night.ranking.capacity as usize,
        lanes: Lane::ALL.iter().map(|lane| (lane.name().into(), night.ranking.count(*lane))).collect(),
        risk_histogram: Histogram { low: 0.0, high: 1.0, counts: night.tally.risk_bins.clone(), cut },
        cases: night.cases.iter().map(line).collect(),
        flows: night
            .tally
            .flows
            .iter()
            .map(|((mineral, destination), flow)| flow_line(mineral, destination, flow))
            .collect(),
        signals: signals.collect(),
        quarantine,
        notes: night.notes.clone(),
    }
}

fn line(case: &Case) -> CaseLine {
    let typology = case.typology.map(|typology| TypologyLine {
        code: typology.code().into(),
        name_en: typology.en().into(),
        name_zh: typology.zh().into(),
    });
    let reasons = case.reasons.iter().map(|reason| ReasonLine {
        signal: reason.signal.clone(),
        family: reason.family.into(),
        share: reason.share,
        text_en: reason.en.clone(),
        text_zh: reason.zh.clone(),
    });
    let clearing = case.clearing.as_ref().map(|(clearing, rank)| {
        let words = told(clearing);
        let clears = !clearing.facts.is_empty();
        ClearingLine { clears, rank: u64::from(*rank), text_en: words.en, text_zh: words.zh }
    });
    CaseLine {
        rank: u64::from(case.rank),
        declaration_id: case.declaration_id.clone(),
        item_no: i64::from(case.item_no),
        accepted_on: case.accepted_on,
        lane: case.lane.name().into(),
        goods: case.goods.clone(),
        hs_code: case.hs_code.clone(),
        exporter: case.exporter.clone(),
        consignee: case.consignee.clone(),
        route: case.route.clone(),
        destination: case.destination.clone(),
        net_mass_kg: case.net_mass_kg,
        value_usd: case.value_usd,
        risk: case.score.risk,
        false_declaration_risk: case.score.false_declaration,
        re_export_risk: case.score.re_export,
        severity: case.severity,
        priority: case.priority,
        typology,
        mineral: case.mineral.clone(),
        reasons: reasons.collect(),
        clearing,
        model: case.model.clone(),
    }
}

fn flow_line(mineral: &str, destination: &str, flow: &FlowTally) -> Flow {
    Flow {
        mineral: mineral.into(),
        destination: destination.into(),
        rows: flow.rows,
        net_mass_kg: flow.net_mass_kg,
        value_usd: flow.value_usd,
        high_risk_share: if flow.rows == 0 { 0.0 } else { flow.picked as f64 / flow.rows as f64 },
    }
}
