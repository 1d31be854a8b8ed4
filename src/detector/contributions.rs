//! What made a trained model's risk: TreeSHAP contributions, summed by signal, and what is no signal told in words.

use super::explain::Reason;
use super::frozen::Frozen;
use crate::engines::{PAIRS, PROFILE_COLUMNS, TOGETHER_COLUMNS, seen_and_expected};
use crate::learned::{FACT_INPUTS, LABEL_FREE_INPUTS};
use polars::prelude::DataFrame;

/// Reason of the risk profile: what was found before.
pub const FOUND_BEFORE: &str = "found-before";
/// Reason of pairs: how often two sides of the line were seen together before.
pub const SEEN_TOGETHER: &str = "seen-together";
/// Expected lines below which the number is not told.
const LEAST_TOLD: f32 = 0.1;
/// Reason of the plain facts: tier, value and mass.
pub const STAKE: &str = "stake";
/// Reason of the columns that the mapping keeps beyond a declaration's own.
pub const KEPT_COLUMNS: &str = "kept-columns";

/// A line's contributions by what they are of; only what raises the risk, shares of it, adding up to 1 where anything does.
pub(super) struct Shares {
    /// By signal.
    pub signals: Vec<f32>,
    /// What was found before.
    profile: f32,
    /// The input of the profile that contributes most.
    strongest: usize,
    /// What was seen together before.
    together: f32,
    /// The pair that contributes most.
    pair: usize,
    /// Tier, value and mass.
    stake: f32,
    /// The columns that the mapping keeps.
    kept: f32,
}

impl Shares {
    /// From the contributions of a model's inputs in the order of [`crate::learned::input_names`], then of its kept columns, and last
    /// what is the same for all lines. The label-free model's view is a sum
    /// over signals: what it contributes is theirs, by their shares in it.
    pub fn of(frozen: &Frozen, surprises: &[f32], contributions: &[f32]) -> Shares {
        let signals_n = frozen.signals().len();
        let (of_signals, rest) = contributions.split_at(signals_n);
        let (of_profile, rest) = rest.split_at(PROFILE_COLUMNS.len());
        let (of_together, rest) = rest.split_at(TOGETHER_COLUMNS.len());
        let (of_view, rest) = rest.split_at(LABEL_FREE_INPUTS.len());
        let (of_facts, rest) = rest.split_at(FACT_INPUTS.len());
        let of_kept = &rest[..rest.len().saturating_sub(1)];
        let pairs: Vec<f32> = of_together.chunks_exact(2).map(|both| both.iter().sum()).collect();
        let greatest = |parts: &[f32]| (0..parts.len()).max_by(|a, b| parts[*a].total_cmp(&parts[*b])).unwrap_or(0);
        let view = of_view.iter().sum::<f32>();
        let inner = frozen.shares(surprises);
        let signals = of_signals.iter().zip(&inner).map(|(own, share)| (own + view * share).max(0.0));
        let mut shares = Shares {
            signals: signals.collect(),
            profile: of_profile.iter().sum::<f32>().max(0.0),
            strongest: greatest(of_profile),
            together: of_together.iter().sum::<f32>().max(0.0),
            pair: greatest(&pairs),
            stake: of_facts.iter().sum::<f32>().max(0.0),
            kept: of_kept.iter().sum::<f32>().max(0.0),
        };
        let others = shares.profile + shares.together + shares.stake + shares.kept;
        let sum = shares.signals.iter().sum::<f32>() + others;
        if sum > 0.0 {
            shares.signals.iter_mut().for_each(|share| *share /= sum);
            let others = [&mut shares.profile, &mut shares.together, &mut shares.stake, &mut shares.kept];
            others.into_iter().for_each(|share| *share /= sum);
        }
        shares
    }

    /// The reasons that are no signals, where their share is at least `least`.
    pub fn others(&self, prepared: &DataFrame, row: usize, least: f64) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if f64::from(self.profile) >= least {
            reasons.push(told(FOUND_BEFORE, self.profile, self.found_before(prepared, row)));
        }
        if f64::from(self.together) >= least {
            reasons.push(told(SEEN_TOGETHER, self.together, self.seen_together(prepared, row)));
        }
        if f64::from(self.stake) >= least {
            let en = "Lines of this control tier, value and mass were found false more often.";
            reasons.push(told(
                STAKE,
                self.stake,
                (en.into(), "此管制级别、价值与重量的申报此前较常被查出违规。".into()),
            ));
        }
        if f64::from(self.kept) >= least {
            let en = "Lines with such values in the administration's own columns were found false more often.";
            reasons.push(told(
                KEPT_COLUMNS,
                self.kept,
                (en.into(), "本关自有栏目为此类值的申报此前较常被查出违规。".into()),
            ));
        }
        reasons
    }

    /// The strongest input of the profile in words.
    fn found_before(&self, prepared: &DataFrame, row: usize) -> (String, String) {
        let rate = |place: usize| number(prepared, PROFILE_COLUMNS[place].name, row).map(|rate| 100.0 * rate);
        let column = PROFILE_COLUMNS[self.strongest];
        let counted = column.name.ends_with("_n");
        // The rate of all is that of any finding: beside the rate of one kind it would say nothing.
        let beside = self.strongest > 0 && column.name.ends_with("_found");
        match (rate(self.strongest).filter(|_| !counted), rate(0).filter(|_| beside)) {
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
        }
    }

    /// The pair that contributes most in words.
    fn seen_together(&self, prepared: &DataFrame, row: usize) -> (String, String) {
        let pair = &PAIRS[self.pair];
        let both = [pair.familiarity, pair.lift].map(|column| number(prepared, column.name, row));
        match both {
            [Some(familiarity), Some(lift)] => {
                let (seen, expected) = seen_and_expected(familiarity, lift);
                let few = expected < LEAST_TOLD;
                let (en, zh) = match few {
                    true => (format!("fewer than {LEAST_TOLD}"), format!("不足{LEAST_TOLD}票")),
                    false => (format!("{expected:.1}"), format!("为{expected:.1}票")),
                };
                (
                    format!(
                        "Seen together before, {}: on {seen:.1} past lines, where {en} would be usual for two of their \
                         size (older lines count less).",
                        pair.en
                    ),
                    format!("{}此前同见于{seen:.1}票，按各自规模通常{zh}（较早的申报折减）。", pair.zh),
                )
            }
            _ => (
                format!("Whether {} met before cannot be said.", pair.en),
                format!("{}此前是否同见，无从得知。", pair.zh),
            ),
        }
    }
}

fn told(signal: &str, share: f32, (en, zh): (String, String)) -> Reason {
    Reason { signal: signal.into(), family: "record", share: f64::from(share), p_value: 1.0, en, zh }
}

fn number(prepared: &DataFrame, column: &str, row: usize) -> Option<f32> {
    prepared.column(column).ok()?.f32().ok()?.get(row)
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
