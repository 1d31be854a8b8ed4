//! What made a trained model's risk: TreeSHAP contributions, summed by signal, and what is no signal told in words.

use super::explain::Reason;
use super::frozen::Frozen;
use crate::engines::PROFILE_COLUMNS;
use crate::learned::{FACT_INPUTS, LABEL_FREE_INPUTS};
use polars::prelude::DataFrame;

/// Reason of the risk profile: what was found before.
pub const FOUND_BEFORE: &str = "found-before";
/// Reason of the plain facts: tier, value and mass.
pub const STAKE: &str = "stake";

/// A line's contributions by what they are of; only what raises the risk, shares of it, adding up to 1 where anything does.
pub(super) struct Shares {
    /// By signal.
    pub signals: Vec<f32>,
    /// What was found before.
    profile: f32,
    /// The input of the profile that contributes most.
    strongest: usize,
    /// Tier, value and mass.
    stake: f32,
}

impl Shares {
    /// From the contributions of a model's inputs in the order of [`crate::learned::input_names`]. The label-free model's view is a sum
    /// over signals: what it contributes is theirs, by their shares in it.
    pub fn of(frozen: &Frozen, surprises: &[f32], contributions: &[f32]) -> Shares {
        let signals_n = frozen.signals().len();
        let (of_signals, rest) = contributions.split_at(signals_n);
        let (of_profile, rest) = rest.split_at(PROFILE_COLUMNS.len());
        let (of_view, rest) = rest.split_at(LABEL_FREE_INPUTS.len());
        let of_facts = &rest[..FACT_INPUTS.len()];
        let view = of_view.iter().sum::<f32>();
        let inner = frozen.shares(surprises);
        let signals = of_signals.iter().zip(&inner).map(|(own, share)| (own + view * share).max(0.0));
        let mut shares = Shares {
            signals: signals.collect(),
            profile: of_profile.iter().sum::<f32>().max(0.0),
            strongest: (0..of_profile.len()).max_by(|a, b| of_profile[*a].total_cmp(&of_profile[*b])).unwrap_or(0),
            stake: of_facts.iter().sum::<f32>().max(0.0),
        };
        let sum = shares.signals.iter().sum::<f32>() + shares.profile + shares.stake;
        if sum > 0.0 {
            shares.signals.iter_mut().for_each(|share| *share /= sum);
            shares.profile /= sum;
            shares.stake /= sum;
        }
        shares
    }

    /// The reasons that are no signals, where their share is at least `least`.
    pub fn others(&self, prepared: &DataFrame, row: usize, least: f64) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let rate = |place: usize| {
            let column = prepared.column(PROFILE_COLUMNS[place].name).ok()?;
            column.f32().ok()?.get(row).map(|rate| 100.0 * rate)
        };
        if f64::from(self.profile) >= least {
            let column = PROFILE_COLUMNS[self.strongest];
            let counted = column.name.ends_with("_n");
            // The rate of all is that of any finding: beside the rate of one kind it would say nothing.
            let beside = self.strongest > 0 && column.name.ends_with("_found");
            let (en, zh) = match (rate(self.strongest).filter(|_| !counted), rate(0).filter(|_| beside)) {
                (Some(rate), None) => (
                    format!("{}: {rate:.1} % of inspected lines like it.", column.about),
                    format!("{}：同类受检申报的{rate:.1}%。", in_chinese(column.name)),
                ),
                (Some(rate), Some(all)) => (
                    format!("{}: {rate:.1} % of inspected lines like it, against {all:.1} % of all.", column.about),
                    format!("{}：同类受检申报的{rate:.1}%，全部为{all:.1}%。", in_chinese(column.name)),
                ),
                _ => (
                    "What inspections found before at its parties, codes and places.".into(),
                    "此前对相关当事人、编码与地点的查验结果。".into(),
                ),
            };
            reasons.push(Reason {
                signal: FOUND_BEFORE.into(),
                family: "record",
                share: f64::from(self.profile),
                p_value: 1.0,
                en,
                zh,
            });
        }
        if f64::from(self.stake) >= least {
            reasons.push(Reason {
                signal: STAKE.into(),
                family: "record",
                share: f64::from(self.stake),
                p_value: 1.0,
                en: "Lines of this control tier, value and mass were found false more often.".into(),
                zh: "此管制级别、价值与重量的申报此前较常被查出违规。".into(),
            });
        }
        reasons
    }
}

/// The name of a column of the profile in Chinese.
fn in_chinese(name: &str) -> String {
    const WHOM: &[(&str, &str)] = &[
        ("exporter_destination", "该出口商至该目的国"),
        ("exporter_heading", "该出口商该品目"),
        ("exporter", "该出口商"),
        ("consignee_heading", "该收货人该品目"),
        ("consignee", "该收货人"),
        ("agent", "该代理"),
        ("hs6_destination", "该六位编码至该目的国"),
        ("hs6", "该六位编码"),
        ("code", "该商品编码"),
        ("region", "该货源地"),
        ("exit_port", "该出境口岸"),
        ("destination", "该目的国"),
        ("route", "该运输路线"),
    ];
    let bare = name.trim_start_matches("profile_");
    let whom = WHOM.iter().find(|(prefix, _)| bare.starts_with(prefix)).map_or("全部", |(_, chinese)| chinese);
    let what = match bare {
        _ if bare.ends_with("re_export") => "查出转口",
        _ if bare.ends_with("false") => "查出虚假申报",
        _ => "查出问题",
    };
    format!("{whom}{what}的比例")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_profile_has_a_chinese_name() {
        for column in PROFILE_COLUMNS {
            let told = in_chinese(column.name);
            assert!(column.name == "profile_found" || !told.starts_with("全部"), "{}: {told}", column.name);
        }
        assert_eq!(in_chinese("profile_exporter_destination_re_export"), "该出口商至该目的国查出转口的比例");
    }
}
