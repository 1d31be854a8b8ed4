//! How late sales are reported: the distribution of the delay, from the reports seen so far.

/// Longest delay that is told apart, days.
const LONGEST: usize = 400;
/// Fewest reports from which a distribution is told.
const FEWEST: usize = 30;
/// Fewest reports in the set N_d from which a step is taken: of one or two, the longest delay would be all there is.
const SET_LEAST: i64 = 20;
/// Share of reports taken to come later than any delay a young register could show (est.), and the days after which half of
/// that doubt is gone.
const UNSEEN: f64 = 0.10;
const UNSEEN_HALF_LIFE: f64 = 60.0;

/// Share of sales that are reported within so many days.
///
/// A sale of last week that is not reported yet cannot be counted as late: only short delays of young sales can be seen. The
/// estimator for such right-truncated delays is that of Lagakos, Barraj & De Gruttola (Biometrika 75, 1988; reports of AIDS): going
/// down from the longest delay, P(delay ≤ d−1) = P(delay ≤ d) · (1 − n_d / N_d), with n_d reports of delay d among the N_d
/// reports of delay at most d whose sales are at least d days old.
#[derive(Debug, Clone, PartialEq)]
pub struct Delays {
    within: Vec<f64>,
    reports: usize,
}

impl Delays {
    /// From sales (day of sale, day of report) known before `as_of`; `None` with fewer than 30 reports.
    pub fn seen(sales: &[(i32, i32)], as_of: i32) -> Option<Delays> {
        let known: Vec<(usize, usize)> = sales
            .iter()
            .filter(|(traded, known)| *known < as_of && *traded <= *known)
            .map(|(traded, known)| {
                let (delay, age) = ((known - traded) as usize, (as_of - 1 - traded) as usize);
                (delay.min(LONGEST), age.min(LONGEST))
            })
            .collect();
        if known.len() < FEWEST {
            return None;
        }
        let oldest = known.iter().map(|(_, age)| *age).max().unwrap_or(0);
        let (mut delay_n, mut age_n) = (vec![0u32; LONGEST + 1], vec![0u32; LONGEST + 1]);
        for (delay, age) in &known {
            delay_n[*delay] += 1;
            age_n[*age] += 1;
        }
        let mut within = vec![1.0; LONGEST + 1];
        // N_d: delay at most d and age at least d; going down, those of delay d leave and those of age d − 1 come in.
        let (mut at_risk, mut held) = (0i64, 1.0);
        for d in (0..=LONGEST).rev() {
            // Sales of age d have delays of at most d: all of them enter the set at d.
            at_risk += i64::from(age_n[d]);
            within[d] = held;
            if at_risk >= SET_LEAST {
                held *= 1.0 - f64::from(delay_n[d]) / at_risk as f64;
            }
            at_risk -= i64::from(delay_n[d]);
        }
        let unseen = UNSEEN * (-(oldest as f64) / UNSEEN_HALF_LIFE * std::f64::consts::LN_2).exp();
        within.iter_mut().for_each(|share| *share *= 1.0 - unseen);
        Some(Delays { within, reports: known.len() })
    }

    /// Share of sales reported before they are `age` days old.
    pub fn reported(&self, age: i32) -> f64 {
        if age <= 0 { 0.0 } else { self.within[(age as usize - 1).min(LONGEST)] }
    }

    /// Reports from which this was told.
    pub fn reports(&self) -> usize {
        self.reports
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn too_few_reports_tell_nothing() {
        assert_eq!(Delays::seen(&[(0, 5); 29], 100), None);
    }

    #[test]
    fn known_delays_are_counted() {
        // 90 sales reported after 10 days, 10 after 80, all a year old.
        let sales: Vec<(i32, i32)> = (0..100).map(|n| (0, if n < 90 { 10 } else { 80 })).collect();
        let delays = Delays::seen(&sales, 370).unwrap();
        assert_eq!(delays.reported(10), 0.0);
        assert!((delays.reported(11) - 0.9).abs() < 0.01, "{}", delays.reported(11));
        assert!((delays.reported(90) - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_young_register_is_not_taken_for_a_punctual_one() {
        // One sale a day for a year; every fourth is reported after 60 days, the others after 5. Seen on day 365, the late reports
        // of the last two months are still to come; a mere count of delays would say 78 % within 5 days.
        let sales: Vec<(i32, i32)> = (0..365).map(|day| (day, day + if day % 4 == 0 { 60 } else { 5 })).collect();
        let known = sales.iter().filter(|(_, known)| *known < 365).count();
        let early = sales.iter().filter(|(traded, known)| *known < 365 && known - traded == 5).count();
        assert!(early as f64 / known as f64 > 0.775);
        let delays = Delays::seen(&sales, 365).unwrap();
        assert!((delays.reported(6) - 0.75).abs() < 0.01, "{}", delays.reported(6));
    }

    proptest! {
        #[test]
        fn shares_rise_from_nought_to_one(sales in prop::collection::vec((0i32..300, 0i32..150), 30..200)) {
            let sales: Vec<(i32, i32)> = sales.into_iter().map(|(traded, delay)| (traded, traded + delay)).collect();
            if let Some(delays) = Delays::seen(&sales, 320) {
                let shares: Vec<f64> = (0..500).map(|age| delays.reported(age)).collect();
                prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
                prop_assert!(shares.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
            }
        }
    }
}
