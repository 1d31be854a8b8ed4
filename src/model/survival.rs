//! How rare is a total as great as this?

/// Values that an observed tail must rest on; beyond, it is extrapolated.
const EXCEEDANCES: usize = 10;
/// Of the greatest values every one is a knot.
const KEPT_WHOLE: usize = 200;

/// −ln P(value ≥ v), from a sample of past values: strictly increasing, so that no two different totals rank alike.
///
/// Between the values of the sample −ln p is interpolated linearly, p = (values at or above + ½) / (n + 1); beyond the tenth
/// largest it goes on exponentially (peaks over threshold with shape 0; Pickands 1975, Balkema & de Haan 1974) with the rate
/// between the values of 10 and of 100 exceedances.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Survival {
    /// (value, −ln p), both strictly ascending.
    knots: Vec<(f64, f64)>,
    /// Growth of −ln p beyond the last knot.
    rate: f64,
}

impl Survival {
    /// Learns from past values; what is not finite is no observation.
    pub fn learn(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let surprise = |above: usize| -((above as f64 + 0.5) / (n + 1.0)).ln();
        let mut knots: Vec<(f64, f64)> = Vec::with_capacity(values.len());
        for (place, value) in values.iter().enumerate() {
            if knots.last().is_none_or(|(last, _)| value > last) {
                let above = values.len() - place;
                let next = surprise(above);
                if above < EXCEEDANCES && !knots.is_empty() {
                    break;
                }
                // Where values lie thick a knot in half a per cent of −ln p tells as much as each of them.
                if above < KEPT_WHOLE || knots.last().is_none_or(|(_, last)| next - last >= 0.005) {
                    knots.push((*value, next));
                }
            }
        }
        let rate = match (knots.last(), values.len().checked_sub(10 * EXCEEDANCES)) {
            (Some((last, at_last)), Some(back)) if values[back] < *last => {
                (at_last - surprise(10 * EXCEEDANCES)) / (last - values[back])
            }
            // Too few to know: one unit more of surprise is e times rarer.
            _ => 1.0,
        };
        Survival { knots, rate: rate.max(1e-6) }
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.knots.is_empty()
    }

    /// P(past value ≥ `value`); `None` where nothing was learned.
    pub fn p(&self, value: f64) -> Option<f64> {
        let ((first, at_first), (last, at_last)) = (self.knots.first()?, self.knots.last()?);
        let place = self.knots.partition_point(|(knot, _)| *knot < value);
        let surprise = if place == 0 {
            // Below all: certain, but still in order.
            at_first / (1.0 + (first - value).max(0.0))
        } else if place == self.knots.len() {
            at_last + (value - last) * self.rate
        } else {
            let ((low, a), (high, b)) = (self.knots[place - 1], self.knots[place]);
            a + (b - a) * (value - low) / (high - low)
        };
        Some((-surprise).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_exponential_tail_is_continued() {
        // −ln(1 − u) is exponential with rate 1: P(value ≥ v) = e^−v.
        let n = 20_000;
        let tail = Survival::learn((0..n).map(|i| -(1.0 - (f64::from(i) + 0.5) / f64::from(n)).ln()));
        for v in [0.5, 2.0, 5.0, 12.0, 20.0] {
            let p = tail.p(v).unwrap();
            assert!((-p.ln() / v - 1.0).abs() < 0.1, "{v}: {p}");
        }
    }

    #[test]
    fn nothing_learned_says_nothing() {
        assert_eq!(Survival::learn([]).p(1.0), None);
        assert_eq!(Survival::learn([f64::NAN]).p(1.0), None);
    }

    proptest! {
        #[test]
        fn greater_is_rarer(values in prop::collection::vec(0.0f64..50.0, 1..400), a in -10.0f64..90.0, b in -10.0f64..90.0) {
            let tail = Survival::learn(values);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(tail.p(high).unwrap() <= tail.p(low).unwrap() + 1e-15);
            prop_assert!((0.0..=1.0).contains(&tail.p(low).unwrap()));
        }
    }
}
