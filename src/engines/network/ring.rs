//! Do firms that share something also act as one? Log-odds for one controller against honest neighbours.
//!
//! Two hypotheses for a firm beside another, each with the probability of what is seen (all est.): a ring, whose members begin
//! the same goods for the same buyers together and are often founded together; and an honest pair, of which a share is of one
//! trade (families, an incubator of one industry) and sells the same goods for years, while the rest meets in a heading as
//! often as any two firms do. The evidence of one neighbour is the sum of the logarithms of their ratios (naive Bayes; Fellegi
//! & Sunter 1969 for agreement weighed by rarity); further neighbours count 0.6, 0.36, … of theirs, for they say the same thing
//! again. To begin with there are ten honest groups for a ring (domain notes, T11).

/// Ten honest groups for one ring.
pub(super) const PRIOR: f32 = -std::f32::consts::LN_10;
/// What each further neighbour counts of the one before.
const ECHO: f32 = 0.6;
/// Firms founded within so many days of one another are born together.
pub(super) const BIRTH_DAYS: i32 = 120;
/// Two begin together within so many days.
pub(super) const TOGETHER_DAYS: i32 = 45;
/// Only what began within so many days is a burst; older is custom.
pub(super) const BURST_DAYS: i32 = 180;
/// Active means: seen within so many days.
pub(super) const ACTIVE_DAYS: i32 = 60;
/// Days at the start of history in which everything seems to begin.
pub(super) const WARM_DAYS: i32 = 28;

/// Share of honest neighbours that are of one trade.
const ONE_TRADE: f64 = 0.3;

/// How the other firm stands to the goods or the buyer of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// Both began it within weeks of one another, lately.
    BeganTogether,
    /// Active in it, not begun together.
    Active,
    /// Not seen in it lately.
    Absent,
}

/// Evidence that two firms have to do with the same thing. `share` of all firms ever had to do with it; `window` is the share of
/// history in which a chance beginning would count as together; `ring` and `one_trade` are the probabilities of beginning
/// together and of being active.
fn evidence(seen: Beside, share: f64, window: f64, ring: [f64; 2], one_trade: [f64; 2]) -> f64 {
    let honest = |chance: f64, one_trade: f64| (1.0 - ONE_TRADE) * chance + ONE_TRADE * one_trade;
    let together = honest(share * window, one_trade[0]);
    let active = honest(share * (1.0 - window), one_trade[1]);
    match seen {
        Beside::BeganTogether => (ring[0] / together).ln(),
        Beside::Active => (ring[1] / active).ln(),
        Beside::Absent => ((1.0 - ring[0] - ring[1]) / (1.0 - together - active).max(1e-3)).ln(),
    }
}

/// Evidence of the same heading.
pub(super) fn goods(seen: Beside, share: f64, window: f64) -> f32 {
    evidence(seen, share.min(0.5), window, [0.5, 0.2], [0.03, 0.4]) as f32
}

/// Evidence of the same buyer; that a ring has several buyers is usual, so its absence says little.
pub(super) fn buyer(seen: Beside, share: f64, window: f64) -> f32 {
    evidence(seen, share.min(0.5), window, [0.4, 0.1], [0.02, 0.15]) as f32
}

/// Evidence of the days of foundation; `share` of all firms was founded as near to the first.
pub(super) fn birth(apart: i32, share: f64) -> f32 {
    let together = (1.0 - ONE_TRADE) * share + ONE_TRADE * 0.3;
    let ratio = if apart <= BIRTH_DAYS { 0.6 / together } else { 0.4 / (1.0 - together) };
    ratio.ln() as f32
}

/// Log-odds of a ring from the evidence of each neighbour; `None` without a neighbour. Sorts the evidence.
pub(super) fn score(evidence: &mut [f32]) -> Option<f32> {
    evidence.sort_unstable_by(|a, b| b.total_cmp(a));
    let strongest = *evidence.first()?;
    let mut weight = 1.0;
    let sum: f32 = evidence
        .iter()
        .take_while(|value| **value > 0.0)
        .map(|value| {
            let term = weight * value;
            weight *= ECHO;
            term
        })
        .sum();
    Some(PRIOR + if strongest > 0.0 { sum } else { strongest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // 0.7 · 0.01 · 0.5 + 0.3 · 0.03 = 0.0125.
        assert!((goods(Beside::BeganTogether, 0.01, 0.5) - (0.5f32 / 0.0125).ln()).abs() < 1e-5);
        assert!((goods(Beside::Active, 0.01, 0.5) - (0.2f32 / 0.1235).ln()).abs() < 1e-5);
        assert!((goods(Beside::Absent, 0.01, 0.5) - (0.3f32 / 0.864).ln()).abs() < 1e-5);
        // 0.7 · 0.1 + 0.09 = 0.16.
        assert!((birth(30, 0.1) - (0.6f32 / 0.16).ln()).abs() < 1e-5);
        assert!((birth(900, 0.1) - (0.4f32 / 0.84).ln()).abs() < 1e-5);
        assert_eq!(score(&mut []), None);
        assert!((score(&mut [1.0, -3.0, 2.0]).unwrap() - (PRIOR + 2.6)).abs() < 1e-6);
        assert!((score(&mut [-1.0, -3.0]).unwrap() - (PRIOR - 1.0)).abs() < 1e-6);
    }

    #[test]
    fn the_commoner_the_goods_the_less_they_tell() {
        for seen in [Beside::BeganTogether, Beside::Active] {
            assert!(goods(seen, 0.001, 0.3) > goods(seen, 0.3, 0.3), "{seen:?}");
            assert!(buyer(seen, 0.001, 0.3) > buyer(seen, 0.3, 0.3), "{seen:?}");
        }
        assert!(goods(Beside::Absent, 0.001, 0.3) < 0.0);
        assert!(birth(10, 0.01) > birth(10, 0.3));
    }
}
