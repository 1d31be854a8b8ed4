//! Why a line stands where it stands: the facts as declared and the reasons in words.

use super::contributions::KEPT_COLUMNS;
use super::contributions::SEEN_TOGETHER;
use super::contributions::STAKE;
use super::contributions::Shares;
use super::frozen::{Frozen, RowScore};
use super::rank::Lane;
use super::voice::Voice;
use crate::clearing::Clearing;
use crate::error::Result;
use crate::reference::RELEVANT_MINERAL;
use crate::schema;
use crate::schema::Column;
use crate::signals::{Family, Typology, render};
use chrono::NaiveDate;
use polars::prelude::DataFrame;

/// Reason of the isolation forest: no single signal, but their combination.
pub const UNUSUAL: &str = "unusual-combination";
/// Reasons that weigh less are not told.
const SHARE_MIN: f64 = 0.03;
/// A combination rarer than this is told.
const P_UNUSUAL: f64 = 0.01;
/// What is seen on more lines than this is no rare sight.
const P_RARE: f64 = 0.1;
/// Reasons told at most, the combination aside.
const REASONS_MAX: usize = 6;

/// One reason, standing alone: no code or table is needed to read it later.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Signal's id, or [`UNUSUAL`].
    pub signal: String,
    /// Signal's family, or `"combination"`.
    pub family: &'static str,
    /// Share of the evidence, 0 to 1.
    pub share: f64,
    /// How often evidence at least as strange was seen before, 0 to 1.
    pub p_value: f64,
    /// In English, with declared and expected.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Reason {
    /// Where it is read: 0 for a rare sight in the line itself, 1 for the past and for what is not rare, 2 for what weighs in a
    /// model and tells an officer nothing that she could check on the goods.
    fn place(&self) -> u8 {
        match self.signal.as_str() {
            SEEN_TOGETHER | STAKE | KEPT_COLUMNS => 2,
            _ if self.family == Family::Record.name() || self.p_value > P_RARE => 1,
            _ => 0,
        }
    }

    /// Share times rarity (the digits of its rarity, three at most): of two reasons that weigh the same the rarer one is read first.
    fn weight(&self) -> f64 {
        self.share * (-self.p_value.log10()).clamp(0.0, 3.0)
    }
}

/// A line worth a look, with all that an officer needs to judge it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub rank: u32,
    pub lane: Lane,
    pub declaration_id: String,
    pub item_no: i32,
    pub accepted_on: NaiveDate,
    pub goods: String,
    pub hs_code: String,
    pub exporter: String,
    pub consignee: String,
    /// "exit port → transit → discharge port, destination".
    pub route: String,
    pub destination: String,
    pub net_mass_kg: Option<f64>,
    pub value_usd: Option<f64>,
    pub score: RowScore,
    pub severity: f64,
    pub priority: f64,
    pub typology: Option<Typology>,
    pub mineral: Option<String>,
    pub reasons: Vec<Reason>,
    /// What would clear it, and the rank it would then have; only for the lanes that are looked into. For officers only.
    pub clearing: Option<(Clearing, u32)>,
    pub model: String,
}

/// A line that may become a case, kept until the night's ranking is known.
pub(super) struct Candidate<'a> {
    pub prepared: &'a DataFrame,
    pub evidence: &'a DataFrame,
    pub row: usize,
    pub surprises: &'a [f32],
    /// What each input of the trained model adds to the risk, and last what is the same for all; `None` where the label-free model
    /// speaks.
    pub contributions: Option<Vec<f32>>,
    pub score: RowScore,
    pub severity: f32,
    pub priority: f32,
}

impl Candidate<'_> {
    /// The case, with its place in the ranking.
    pub fn open(&self, voice: &Voice, rank: u32, lane: Lane) -> Result<Case> {
        let text = |column: Column| self.text(column).unwrap_or_default();
        let either = |first: Column, second: Column| self.text(first).or_else(|| self.text(second)).unwrap_or_default();
        let description = [text(schema::GOODS_DESCRIPTION), text(schema::GOODS_SPECIFICATION)];
        let goods = description.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" | ");
        let days = self.prepared.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
        let accepted_on = days.physical().get(self.row).and_then(NaiveDate::from_epoch_days).unwrap_or_default();
        Ok(Case {
            rank,
            lane,
            declaration_id: text(schema::DECLARATION_ID),
            item_no: self.prepared.column(schema::ITEM_NO.name)?.i32()?.get(self.row).unwrap_or(1),
            accepted_on,
            goods,
            hs_code: text(schema::HS_CODE),
            exporter: either(schema::EXPORTER_NAME, schema::EXPORTER_ID),
            consignee: either(schema::CONSIGNEE_NAME, schema::CONSIGNEE_ID),
            route: self.route(),
            destination: text(schema::DESTINATION_COUNTRY),
            net_mass_kg: self.prepared.column(schema::NET_MASS_KG.name)?.f64()?.get(self.row),
            value_usd: self.prepared.column(schema::STATISTICAL_VALUE_USD.name)?.f64()?.get(self.row),
            score: self.score,
            severity: f64::from(self.severity),
            priority: f64::from(self.priority),
            typology: self.score.typology,
            mineral: self.text(RELEVANT_MINERAL),
            reasons: self.reasons(voice.frozen)?,
            clearing: None,
            model: voice.name().to_owned(),
        })
    }

    fn text(&self, column: Column) -> Option<String> {
        self.prepared.column(column.name).ok()?.str().ok()?.get(self.row).map(str::to_owned)
    }

    fn route(&self) -> String {
        let from = self.text(schema::EXIT_PORT).or_else(|| self.text(schema::EXPORT_COUNTRY));
        let transit = self.text(schema::TRANSIT_COUNTRIES).map(|countries| countries.replace(';', " → "));
        let destination = self.text(schema::DESTINATION_COUNTRY);
        let to = match (self.text(schema::DISCHARGE_PORT), destination) {
            (Some(port), Some(country)) if !port.starts_with(country.as_str()) => Some(format!("{port}, {country}")),
            (Some(port), _) => Some(port),
            (None, country) => country,
        };
        [from, transit, to].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" → ")
    }

    /// The reasons that contribute most, in the order of reading: what is strange in the line itself, what the past says, what only
    /// a model sees; and last, as a remark without a share, an unusual combination.
    fn reasons(&self, frozen: &Frozen) -> Result<Vec<Reason>> {
        let (shares, mut reasons) = match &self.contributions {
            None => (frozen.shares(self.surprises), Vec::new()),
            Some(contributions) => {
                let shares = Shares::of(frozen, self.surprises, contributions);
                let others = shares.others(self.prepared, self.row, SHARE_MIN);
                (shares.signals, others)
            }
        };
        for (place, share) in shares.into_iter().enumerate() {
            let share = f64::from(share);
            let signal = frozen.signals()[place];
            let value = self.evidence.column(signal.id)?.f32()?.get(self.row);
            if let Some(value) = value.filter(|_| share >= SHARE_MIN) {
                let (en, zh) = render(signal, value, self.prepared, self.row);
                let p_value =
                    if self.surprises[place].is_nan() { 1.0 } else { f64::from(-self.surprises[place]).exp() };
                reasons.push(Reason { signal: signal.id.into(), family: signal.family.name(), share, p_value, en, zh });
            }
        }
        reasons.sort_by(|a, b| b.share.total_cmp(&a.share));
        reasons.truncate(REASONS_MAX);
        reasons.sort_by(|a, b| a.place().cmp(&b.place()).then(b.weight().total_cmp(&a.weight())));
        reasons.extend(self.unusual(frozen)?);
        Ok(reasons)
    }

    fn unusual(&self, frozen: &Frozen) -> Result<Option<Reason>> {
        let Some((p_value, strongest)) = frozen.unusual(self.surprises)?.filter(|(p, _)| *p < P_UNUSUAL) else {
            return Ok(None);
        };
        let titles = |pick: fn(&crate::signals::Text) -> &'static str, between: &str| {
            let titles: Vec<&str> = strongest.iter().take(3).map(|s| pick(&frozen.signals()[*s].title)).collect();
            titles.join(between)
        };
        let (en, zh) = (titles(|text| text.en, "; "), titles(|text| text.zh, "；"));
        if strongest.len() < 2 {
            return Ok(None);
        }
        // "Rarer than all" is more than a sample can say.
        let percent = (100.0 * (1.0 - p_value)).min(99.9);
        Ok(Some(Reason {
            signal: UNUSUAL.into(),
            family: "combination",
            share: 0.0,
            p_value,
            en: format!("The combination is rarer than {percent:.1} % of past lines; what stands out together: {en}."),
            zh: format!("该组合比{percent:.1}%的历史申报更罕见；同时突出的有：{zh}。"),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_from_the_goods_to_the_model() {
        let reason = |signal: &str, family, share, p_value| Reason {
            signal: signal.into(),
            family,
            share,
            p_value,
            en: String::new(),
            zh: String::new(),
        };
        let mut reasons = [
            reason(SEEN_TOGETHER, "record", 0.30, 1.0),
            reason("pair-stood-out-before", "record", 0.20, 0.003),
            reason("exporter-new-to-goods", "party", 0.18, 0.14),
            reason("exit-port-off-source", "routing", 0.05, 0.08),
            reason("gross-mass-without-reason", "quantity", 0.04, 0.0),
        ];
        reasons.sort_by(|a, b| a.place().cmp(&b.place()).then(b.weight().total_cmp(&a.weight())));
        let read: Vec<&str> = reasons.iter().map(|reason| reason.signal.as_str()).collect();
        assert_eq!(
            read,
            [
                "gross-mass-without-reason",
                "exit-port-off-source",
                "pair-stood-out-before",
                "exporter-new-to-goods",
                SEEN_TOGETHER
            ]
        );
    }
}
