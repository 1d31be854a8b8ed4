//! Page's test on standardised monthly shortfalls.

/// Allowance taken off each month, in standard deviations: half the shift to be found.
pub const ALLOWANCE: f64 = 0.5;
/// From here on the sum is an alarm.
pub const CUSUM_THRESHOLD: f64 = 4.0;

/// Page's one-sided cumulative sum S = max(0, S + x − k) (Page, Biometrika 41, 1954), as used on inventory differences in nuclear
/// material accounting (Speed & Culpin, JRSS A 149, 1986; IAEA Safeguards Technical Manual, IAEA-TECDOC-261, part F).
///
/// With independent normal months, k = 0.5 and a threshold of 4, a false alarm comes once in about 336 months
/// (Siegmund's approximation of the run length; Montgomery, Statistical Quality Control).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cusum {
    /// The sum, in standard deviations.
    pub sum: f64,
}

impl Cusum {
    /// Adds a month's shortfall in standard deviations and gives the new sum.
    pub fn add(&mut self, standardised: f64) -> f64 {
        self.sum = (self.sum + standardised - ALLOWANCE).max(0.0);
        self.sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_shortfalls_add_up_and_quiet_months_wear_them_off() {
        let mut cusum = Cusum::default();
        let sums: Vec<f64> = [1.5, 1.5, 1.5, 0.0, 0.0, -9.0].iter().map(|month| cusum.add(*month)).collect();
        assert_eq!(sums, [1.0, 2.0, 3.0, 2.5, 2.0, 0.0]);
        assert!(cusum.sum < CUSUM_THRESHOLD);
    }

    #[test]
    fn run_length_of_quiet_months_is_that_of_the_book() {
        // Normal months by the sum of 12 uniforms of a fixed generator.
        let mut state = 1u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1u64 << 53) as f64
        };
        let (mut months, mut alarms, mut cusum) = (0u32, 0u32, Cusum::default());
        while months < 300_000 {
            months += 1;
            let normal: f64 = (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
            cusum.add(normal);
            if cusum.sum >= CUSUM_THRESHOLD {
                alarms += 1;
                cusum = Cusum::default();
            }
        }
        let run = f64::from(months) / f64::from(alarms);
        assert!((280.0..400.0).contains(&run), "{run}");
    }
}
