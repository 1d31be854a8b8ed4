//! What the words of a text say, calibrated and set against the declared code.

use super::calibration::Curve;
use super::classifier::{SLIP, Verdict};
use super::counts::Counts;
/// Codes told in `wording_codes`.
const TOLD: usize = 3;

/// A verdict with its calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    verdict: Verdict,
    /// Probability of the best code before calibration.
    pub raw: f32,
    /// Probability of the best code.
    pub best_p: f32,
    /// By how much calibration stretches the probabilities of all other codes.
    others: f32,
    /// Entropy over codes, bits.
    pub entropy: f32,
    /// The likeliest codes with their probabilities.
    pub told: String,
}

impl Said {
    /// Calibrates a verdict; a slip of the hand may have declared any code, by its share of the lines.
    pub fn of(verdict: Verdict, counts: &Counts, curve: &Curve) -> Said {
        let raw = with_slips(verdict.codes[0].1, counts.prior(verdict.codes[0].0).share);
        let best_p = curve.at(f64::from(raw)).clamp(0.0, 1.0) as f32;
        let others = if raw < 1.0 { (1.0 - best_p) / (1.0 - raw) } else { 0.0 };
        let mut said = Said { verdict, raw, best_p, others, entropy: 0.0, told: String::with_capacity(36) };
        let bits = |p: f32| if p > 0.0 { -p * p.log2() } else { 0.0 };
        // codes beyond the likeliest count by their share alone: a slip adds next to nothing to each of them
        let scale = (1.0 - SLIP) * others;
        let rest =
            said.verdict.codes[1..].iter().take_while(|(_, share)| *share > 1e-6).map(|(_, share)| share * scale);
        let (sum, entropy) = rest.fold((best_p, bits(best_p)), |(sum, entropy), p| (sum + p, entropy + bits(p)));
        said.entropy = entropy + bits((1.0 - sum).max(0.0));
        for at in 0..said.verdict.codes.len().min(TOLD) {
            let code = said.verdict.codes[at].0;
            let p = said.code(code, counts);
            tell(&mut said.told, code, p);
        }
        said
    }

    /// The likeliest code.
    pub fn best(&self) -> u32 {
        self.verdict.codes[0].0
    }

    /// Share of the words that are known.
    pub fn known(&self) -> f32 {
        self.verdict.known
    }

    /// Past lines that speak for the likeliest code.
    pub fn lines(&self) -> u32 {
        self.verdict.lines
    }

    /// Probability of a 6-digit code.
    pub fn code(&self, code: u32, counts: &Counts) -> f32 {
        if code == self.best() {
            return self.best_p;
        }
        let share = self.verdict.codes.iter().find(|(own, _)| *own == code).map_or(0.0, |(_, share)| *share);
        with_slips(share, counts.prior(code).share) * self.others
    }

    /// Probability of all codes that begin so: 4 digits (`below` = 100) or 2 (`below` = 10,000).
    pub fn group(&self, prefix: u32, below: u32, counts: &Counts) -> f32 {
        let inside = self.verdict.codes.iter().filter(|(code, _)| code / below == prefix);
        let raw = with_slips(inside.map(|(_, share)| *share).sum(), counts.share_of(prefix));
        let p = if self.best() / below == prefix {
            self.best_p + (raw - self.raw).max(0.0) * self.others
        } else {
            raw * self.others
        };
        p.clamp(0.0, 1.0)
    }
}

/// Appends `282580 0.93`, after a `; ` where something stands already; by hand, for it is done for every text.
fn tell(told: &mut String, code: u32, p: f32) {
    if !told.is_empty() {
        told.push_str("; ");
    }
    let hundredths = (p.clamp(0.0, 1.0) * 100.0).round() as u32;
    let digit = |number: u32, place: u32| char::from(b'0' + (number / place % 10) as u8);
    told.extend([100_000, 10_000, 1_000, 100, 10, 1].map(|place| digit(code, place)));
    told.extend([' ', digit(hundredths, 100), '.', digit(hundredths, 10), digit(hundredths, 1)]);
}

fn with_slips(share: f32, prior: f32) -> f32 {
    (1.0 - SLIP) * share + SLIP * prior
}
