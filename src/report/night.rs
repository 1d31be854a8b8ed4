//! What a finished night tells people: plain data, already worded, from which every face is drawn.
//!
//! Whoever fills these structs decides what is said; whoever draws them decides only how it looks. Nothing here
//! refers back to a frame or a registry, so a report drawn today reads the same in ten years.

use chrono::NaiveDate;
use serde::Serialize;
use serde::Serializer;

/// One night of declarations: what was read, what was found, and what could not be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NightReport {
    /// Heading of the report, e.g. "Night of 2025-06-15".
    pub title: String,
    /// Evening up to which everything the scores know became known; `None` without a past.
    #[serde(serialize_with = "iso_date_or_none")]
    pub as_of: Option<NaiveDate>,
    /// Hash of all that the scores are a function of (inputs, config, lists, baselines, model), in hex.
    pub run_id: String,
    /// Who spoke: `"label-free 3"` or the name of a learned model.
    pub scored_by: String,
    /// Item lines read from the files; always `rows_scored + rows_quarantined`.
    pub rows_read: u64,
    /// Item lines that got a score.
    pub rows_scored: u64,
    /// Item lines set aside with a reason.
    pub rows_quarantined: u64,
    /// First day of acceptance among the scored rows; `None` when no row was scored.
    #[serde(serialize_with = "iso_date_or_none")]
    pub first_on: Option<NaiveDate>,
    /// Last day of acceptance among the scored rows; `None` when no row was scored.
    #[serde(serialize_with = "iso_date_or_none")]
    pub last_on: Option<NaiveDate>,
    /// Wall time of the run in seconds; `None` where the output must not depend on the clock.
    pub seconds: Option<f64>,
    /// How many records the officers can inspect or review.
    pub capacity: usize,
    /// Lane and its number of records, in the order in which lanes are to be shown.
    pub lanes: Vec<(String, u64)>,
    /// Distribution of the risk over all scored rows.
    pub risk_histogram: Histogram,
    /// The cases to look at, best first; may be shorter than `capacity`.
    pub cases: Vec<CaseLine>,
    /// What moved where, by mineral and destination.
    pub flows: Vec<Flow>,
    /// Every signal: how many rows it could measure, how often it alarmed, or why it slept.
    pub signals: Vec<SignalLine>,
    /// Why rows were set aside, most frequent rule first.
    pub quarantine: Vec<QuarantineLine>,
    /// Remarks for the reader, one sentence each (horizon of the control list passed, columns missing, …).
    pub notes: Vec<String>,
}

/// One declared item worth a look, with everything an officer needs to decide whether to open the box.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseLine {
    /// 1 = look here first.
    pub rank: u64,
    /// Identifier of the declaration, as declared.
    pub declaration_id: String,
    /// Item number within the declaration.
    pub item_no: i64,
    /// Day on which customs accepted the declaration.
    #[serde(serialize_with = "iso_date")]
    pub accepted_on: NaiveDate,
    /// `inspect`, `review`, `release` or `audit`.
    pub lane: String,
    /// Goods description, as declared.
    pub goods: String,
    /// Commodity code as declared, 6 to 10 digits with leading zeros.
    pub hs_code: String,
    /// Exporter, name or identifier; empty when not declared.
    pub exporter: String,
    /// Consignee, name or identifier; empty when not declared.
    pub consignee: String,
    /// The way in words, e.g. "Nanning CN → Bangkok TH".
    pub route: String,
    /// Destination country, ISO 3166 alpha-2; empty when not declared.
    pub destination: String,
    /// Declared net mass, kg.
    pub net_mass_kg: Option<f64>,
    /// Declared statistical value, US dollars.
    pub value_usd: Option<f64>,
    /// The risk that something is wrong with this record, 0 to 1.
    pub risk: f64,
    /// The risk that code, text, value, mass or quantity is false, 0 to 1.
    pub false_declaration_risk: f64,
    /// The risk that the goods go on to a third country or a barred user, 0 to 1.
    pub re_export_risk: f64,
    /// How much it would matter (control tier, quantity against threshold, value), 0 to 1.
    pub severity: f64,
    /// What the ranking sorts by, 0 to 1.
    pub priority: f64,
    /// The likely way of smuggling; `None` when no typology stands out.
    pub typology: Option<TypologyLine>,
    /// The strategic mineral concerned, e.g. "antimony"; `None` when none is known.
    pub mineral: Option<String>,
    /// Why, by falling share.
    pub reasons: Vec<ReasonLine>,
    /// What would clear it; `None` where nobody asked. For officers only, never for declarants.
    pub clearing: Option<ClearingLine>,
    /// Name of the model or rule set that spoke.
    pub model: String,
}

/// A way of smuggling, by the code used in the documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TypologyLine {
    /// `T1` to `T12`.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Chinese name.
    pub name_zh: String,
}

/// One reason for a score, rendered once and never again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReasonLine {
    /// Signal id; reads well after "looked at because of …".
    pub signal: String,
    /// `classification`, `valuation`, `quantity`, `routing`, `party`, `account`, `timing`, `link` or `combination`;
    /// anything else is drawn as "other".
    pub family: String,
    /// Share of the score that this reason carries, 0 to 1; the shares of one case sum to at most 1.
    pub share: f64,
    /// The reason in English.
    pub text_en: String,
    /// The reason in Chinese; may be empty.
    pub text_zh: String,
}

/// The smallest change of declared facts that would take a case off the list, and the document that would prove it; or that
/// there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClearingLine {
    /// Whether declared facts would clear it; else the text tells what stands.
    pub clears: bool,
    /// The rank it would then have, about.
    pub rank: u64,
    /// Declared and needed with the document, in English.
    pub text_en: String,
    /// In Chinese.
    pub text_zh: String,
}

/// Declared movements of one mineral to one destination.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// Mineral, e.g. "antimony".
    pub mineral: String,
    /// Destination country, ISO 3166 alpha-2.
    pub destination: String,
    /// Item lines.
    pub rows: u64,
    /// Declared net mass, kg.
    pub net_mass_kg: f64,
    /// Declared statistical value, US dollars.
    pub value_usd: f64,
    /// Share of the lines that went to `inspect` or `review`, 0 to 1.
    pub high_risk_share: f64,
}

/// What one signal did this night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignalLine {
    /// Signal id.
    pub id: String,
    /// Signal family id.
    pub family: String,
    /// English title.
    pub title_en: String,
    /// Chinese title.
    pub title_zh: String,
    /// Rows for which something could be said.
    pub rows_measured: u64,
    /// Rows beyond the alarm threshold.
    pub alarms: u64,
    /// Why the signal could say nothing at all; `None` when it was awake.
    pub slept: Option<String>,
}

/// A rule that set rows aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuarantineLine {
    /// Rule id, e.g. `net-mass-negative`.
    pub rule: String,
    /// Rows set aside by it.
    pub rows: u64,
    /// One example: where and what.
    pub example: String,
}

/// Counts of a value in equal bins; the last bin includes its upper edge.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Histogram {
    /// Lower edge of the first bin.
    pub low: f64,
    /// Upper edge of the last bin.
    pub high: f64,
    /// One count a bin.
    pub counts: Vec<u64>,
    /// The lowest value still picked by rank. Ranks go by priority, so lines above it can be left out too.
    pub cut: Option<f64>,
}

impl Histogram {
    /// Bins in the picture of a night's risks.
    pub const RISK_BINS: usize = 40;

    /// Counts risks (0 to 1) in 40 bins; values outside are counted in the nearest bin, NaN not at all.
    pub fn of_risks(risks: impl IntoIterator<Item = f64>, cut: Option<f64>) -> Self {
        let mut counts = vec![0u64; Self::RISK_BINS];
        for risk in risks {
            if !risk.is_nan() {
                let bin = (risk.clamp(0.0, 1.0) * Self::RISK_BINS as f64) as usize;
                counts[bin.min(Self::RISK_BINS - 1)] += 1;
            }
        }
        Histogram { low: 0.0, high: 1.0, counts, cut }
    }
}

fn iso_date<S: Serializer>(date: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(date)
}

fn iso_date_or_none<S: Serializer>(date: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => to.collect_str(date),
        None => to.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risks_fall_into_forty_bins_and_nothing_is_lost_but_nan() {
        let histogram = Histogram::of_risks([0.0, 0.024, 0.025, 0.5, 1.0, 7.0, -1.0, f64::NAN], Some(0.5));
        assert_eq!(histogram.counts.len(), 40);
        assert_eq!(histogram.counts.iter().sum::<u64>(), 7);
        assert_eq!((histogram.counts[0], histogram.counts[1]), (3, 1));
        assert_eq!((histogram.counts[20], histogram.counts[39]), (1, 2));
    }
}
