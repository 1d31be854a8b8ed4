//! How much more a quiet series scatters than Poisson: lines come in declarations, deals begin and end.

/// Weeks of a block: scatter is measured week by week and in blocks, for what drifts slowly shows in blocks only.
const BLOCK_WEEKS: usize = 6;
/// Weeks of own past that count as much as all other series together.
const STEADY_WEEKS: f64 = 52.0;

/// Over-dispersion of a series over its past: mean of squared Pearson residuals, weekly or in blocks, whichever is larger.
/// `None` with less than two blocks or without lines.
pub fn dispersion(lines: &[f64], exposure: &[f64]) -> Option<f64> {
    let weekly = scatter(lines, exposure, 1)?;
    let blocks = scatter(lines, exposure, BLOCK_WEEKS)?;
    Some(weekly.max(blocks))
}

fn scatter(lines: &[f64], exposure: &[f64], block: usize) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = (lines.chunks_exact(block).zip(exposure.chunks_exact(block)))
        .map(|(lines, exposure)| (lines.iter().sum::<f64>(), exposure.iter().sum::<f64>()))
        .filter(|(_, exposure)| *exposure > 0.0)
        .collect();
    let (all, under) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    if pairs.len() < 3 || all <= 0.0 {
        return None;
    }
    let rate = all / under;
    let chi: f64 = pairs.iter().map(|(lines, under)| (lines - rate * under).powi(2) / (rate * under)).sum();
    Some(chi / (pairs.len() - 1) as f64)
}

/// A series' own figure drawn towards the middle of all, by how long it has been watched; never below the middle: what looks calm for a
/// while is not trusted to be.
pub fn steadied(own: Option<f64>, weeks: usize, middle: f64) -> f64 {
    let weight = own.map_or(0.0, |_| weeks as f64);
    let steadied = (own.unwrap_or(0.0) * weight + middle * STEADY_WEEKS) / (weight + STEADY_WEEKS);
    steadied.max(middle).max(1.0)
}

/// The middle of many figures; 1 of none.
pub fn middle(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        // Mean 4; (2-4)^2/4 + 0 + (6-4)^2/4 = 2, over 2 degrees of freedom.
        assert_eq!(scatter(&[2.0, 4.0, 6.0], &[1.0, 1.0, 1.0], 1), Some(1.0));
        // Twice the exposure, twice the lines: as expected.
        assert_eq!(scatter(&[2.0, 4.0, 2.0], &[1.0, 2.0, 1.0], 1), Some(0.0));
        assert_eq!(scatter(&[0.0; 9], &[1.0; 9], 1), None);
    }

    #[test]
    fn a_short_series_keeps_to_the_middle() {
        assert!((steadied(None, 80, 1.8) - 1.8).abs() < 1e-12);
        assert!((steadied(Some(3.8), 52, 1.8) - 2.8).abs() < 1e-12);
        assert!((steadied(Some(0.1), 2600, 1.5) - 1.5).abs() < 1e-12);
    }

    #[test]
    fn drift_shows_in_blocks() {
        let lines: Vec<f64> = (0..60).map(|week| if week % 24 < 12 { 6.0 } else { 10.0 }).collect();
        assert!(dispersion(&lines, &[1.0; 60]).unwrap() > 2.0 * scatter(&lines, &[1.0; 60], 1).unwrap());
    }
}
