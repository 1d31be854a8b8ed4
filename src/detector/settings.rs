//! What an administration sets: capacity, priors, the audit share.

use crate::error::Error;
use serde::Serialize;
use std::str::FromStr;

/// How many lines can be inspected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// A share of the lines scored, 0 to 1.
    Share(f64),
    /// A number of lines.
    Lines(u64),
}

impl Capacity {
    /// Lines that can be inspected out of `rows`.
    pub fn of(self, rows: u64) -> u64 {
        match self {
            // A share of a few lines is still somebody's work: at least one.
            Capacity::Share(share) => ((share * rows as f64).ceil() as u64).min(rows),
            Capacity::Lines(lines) => lines.min(rows),
        }
    }
}

impl FromStr for Capacity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || {
            Error::Usage(format!("capacity `{text}` is neither a share nor a number of lines; write it as 1% or 200"))
        };
        match text.trim().strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.trim().parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&percent) { Ok(Capacity::Share(percent / 100.0)) } else { Err(wrong()) }
            }
            None => text.trim().parse().map(Capacity::Lines).map_err(|_| wrong()),
        }
    }
}

/// The settings of a night; all of them stand in its manifest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Lines that can be inspected.
    pub capacity: Capacity,
    /// Share of the capacity that goes to lines drawn at random before anything else: the only unbiased measure of what
    /// targeting misses.
    pub audit_share: f64,
    /// Lines for review, as a multiple of the capacity.
    pub review_factor: f64,
    /// Seed of the audit draw; keep it secret where insiders could profit.
    pub seed: u64,
    /// Prior probability of evasion where a controlled mineral is relevant (est.: published penalties and seizures are a few
    /// per hundred inspected lines of listed goods).
    pub prior_relevant: f64,
    /// Prior probability of evasion elsewhere (est.: hidden, split and falsely valued goods travel under any code, and nobody
    /// looks there; that the goods are grave is the severity's to say, not the prior's).
    pub prior_other: f64,
    /// Most lines that are written out with their reasons.
    pub cases_max: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            capacity: Capacity::Share(0.01),
            audit_share: 0.1,
            review_factor: 2.0,
            seed: 1,
            prior_relevant: 0.03,
            prior_other: 0.02,
            cases_max: 5_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_is_a_share_or_a_number() {
        assert_eq!("1%".parse::<Capacity>().unwrap(), Capacity::Share(0.01));
        assert_eq!("0.5 %".parse::<Capacity>().unwrap(), Capacity::Share(0.005));
        assert_eq!("200".parse::<Capacity>().unwrap().of(150), 150);
        for wrong in ["", "-1", "101%", "many", "1.5"] {
            assert!(wrong.parse::<Capacity>().unwrap_err().to_string().contains("1% or 200"), "{wrong}");
        }
    }
}
