//! How often the best code was right when it was given a probability: counted on each day before that day was learned.

use super::learned::take;

/// Bins of the raw probability, equal in log odds.
const BINS: usize = 24;
/// Log odds at the outer bins.
const REACH: f64 = 6.0;
/// Lines that a bin must outweigh before the past corrects it.
const TRUST: f64 = 20.0;
/// Raw probabilities are counted in these parts of one, so that sums are exact.
const PARTS: f64 = 1_000_000.0;

/// More lines in one bin than there will ever be; sums of dozens of them do not overflow.
const LINES_MAX: u64 = 1 << 38;

/// Counts by bin. Mergeable: sums of whole numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    bins: [Bin; BINS],
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Bin {
    lines: u64,
    right: u64,
    parts: u64,
}

/// The curve that follows from the counts: raw probability against the share that was right, both rising.
#[derive(Debug, Clone, Default)]
pub struct Curve {
    points: Vec<(f64, f64)>,
}

impl Calibration {
    /// Takes a line: the raw probability of its best code, and whether it was declared so.
    pub fn observe(&mut self, raw: f64, right: bool) {
        let bin = &mut self.bins[bin(raw)];
        bin.lines += 1;
        bin.right += u64::from(right);
        bin.parts += (raw * PARTS) as u64;
    }

    /// Takes the counts of another. Associative and commutative.
    pub fn merge(&mut self, other: &Calibration) {
        for (mine, theirs) in self.bins.iter_mut().zip(&other.bins) {
            mine.lines += theirs.lines;
            mine.right += theirs.right;
            mine.parts += theirs.parts;
        }
    }

    /// Isotonic regression by pooling adjacent violators (Ayer et al. 1955; for probabilities Zadrozny & Elkan, KDD 2002).
    pub fn curve(&self) -> Curve {
        let mut pools: Vec<(f64, f64, f64)> = Vec::new();
        for bin in self.bins.iter().filter(|bin| bin.lines > 0) {
            let lines = bin.lines as f64;
            let raw = bin.parts as f64 / PARTS / lines;
            let mut pool = (lines, raw, (bin.right as f64 + TRUST * raw) / (lines + TRUST));
            while let Some(last) = pools.last().copied().filter(|last| last.2 >= pool.2) {
                let both = last.0 + pool.0;
                let mean = |one: f64, other: f64| (one * last.0 + other * pool.0) / both;
                pool = (both, mean(last.1, pool.1), mean(last.2, pool.2));
                pools.pop();
            }
            pools.push(pool);
        }
        if pools.is_empty() {
            return Curve::default();
        }
        let mut points = vec![(0.0, 0.0)];
        points.extend(pools.iter().map(|(_, raw, right)| (*raw, right.clamp(0.0, 1.0))));
        points.push((1.0, points.last().map_or(1.0, |last| last.1.clamp(0.999, 1.0))));
        Curve { points }
    }

    /// Appends the bytes of the counts.
    pub fn encode(&self, into: &mut Vec<u8>) {
        let counts = self.bins.iter().flat_map(|bin| [bin.lines, bin.right, bin.parts]);
        counts.for_each(|count| into.extend(count.to_le_bytes()));
    }

    /// Reads what `encode` wrote; `None` where the counts are something else or contradict each other.
    pub fn decode(mut bytes: &[u8]) -> Option<Calibration> {
        let mut calibration = Calibration::default();
        for bin in &mut calibration.bins {
            let mut next = || Some(u64::from_le_bytes(take(&mut bytes)?));
            *bin = Bin { lines: next()?, right: next()?, parts: next()? };
        }
        let believed = calibration.bins.iter().enumerate().all(|(at, bin)| bin.is_believed(at));
        (bytes.is_empty() && believed).then_some(calibration)
    }
}

impl Bin {
    /// Whether the counts can be those of bin `at`: as many right as seen at the most, and a mean probability of the bin.
    fn is_believed(self, at: usize) -> bool {
        // Parts are cut off, not rounded, so the mean may lie up to one part below the bin.
        let mean = self.parts as f64 / PARTS / self.lines.max(1) as f64;
        let among = bin(mean - 2.0 / PARTS)..=bin(mean + 2.0 / PARTS);
        match self.lines {
            0 => self == Bin::default(),
            lines => lines <= LINES_MAX && self.right <= lines && mean <= 1.0 && among.contains(&at),
        }
    }
}

impl Curve {
    /// The calibrated probability; the raw one where nothing was counted yet.
    pub fn at(&self, raw: f64) -> f64 {
        let after = self.points.partition_point(|point| point.0 <= raw);
        let Some(high) = self.points.get(after) else { return self.points.last().map_or(raw, |last| last.1) };
        let low = self.points[after.saturating_sub(1)];
        let width = high.0 - low.0;
        if width > 0.0 { low.1 + (high.1 - low.1) * (raw - low.0) / width } else { high.1 }
    }
}

fn bin(raw: f64) -> usize {
    let odds = (raw.clamp(1e-9, 1.0 - 1e-9) / (1.0 - raw.clamp(1e-9, 1.0 - 1e-9))).ln();
    (((odds + REACH) / (2.0 * REACH) * BINS as f64).max(0.0) as usize).min(BINS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_corrects_what_was_too_sure() {
        let mut calibration = Calibration::default();
        for line in 0..1000 {
            calibration.observe(0.95, line % 10 < 7);
            calibration.observe(0.4, line % 10 < 4);
        }
        let curve = calibration.curve();
        assert!((curve.at(0.95) - 0.705).abs() < 0.01, "{}", curve.at(0.95));
        assert!((curve.at(0.4) - 0.4).abs() < 0.01, "{}", curve.at(0.4));
        assert!((Curve::default().at(0.3) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn the_curve_never_falls() {
        let mut calibration = Calibration::default();
        for line in 0..300 {
            calibration.observe(0.6, line % 2 == 0);
            calibration.observe(0.8, line % 3 == 0);
            calibration.observe(0.99, line % 4 != 0);
        }
        let curve = calibration.curve();
        let values: Vec<f64> = (0..=1000).map(|at| curve.at(f64::from(at) / 1000.0)).collect();
        assert!(values.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
        assert!(values.iter().all(|value| (0.0..=1.0).contains(value)));
    }

    #[test]
    fn counts_survive_the_disk() {
        let mut calibration = Calibration::default();
        calibration.observe(0.3, true);
        let mut bytes = Vec::new();
        calibration.encode(&mut bytes);
        assert_eq!(Calibration::decode(&bytes).as_ref(), Some(&calibration));
        assert_eq!(Calibration::decode(&bytes[1..]), None);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x80;
            let Some(mut read) = Calibration::decode(&flipped) else { continue };
            // A few lines more of a bin that nobody asked for do no harm.
            read.merge(&calibration);
            assert!((0..=100).all(|raw| (0.0..=1.0).contains(&read.curve().at(f64::from(raw) / 100.0))), "byte {at}");
        }
        for (bin, count, wrong) in [(10, 0, 1 << 40), (10, 1, 2), (10, 2, 900_000), (3, 1, 1)] {
            let mut garbage = bytes.clone();
            garbage[(bin * 3 + count) * 8..][..8].copy_from_slice(&u64::to_le_bytes(wrong));
            assert_eq!(Calibration::decode(&garbage), None, "{bin} {count} {wrong}");
        }
    }
}
