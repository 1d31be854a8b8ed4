//! From values to pixels, evenly or by equal ratios, with marks at round values.

/// A straight axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

impl Scale {
    /// An axis over all finite `values`, with a little room on both sides; logarithmic where asked and all of them are positive.
    pub(super) fn over(values: impl Iterator<Item = f64>, logarithmic: bool, from: f64, to: f64) -> Option<Scale> {
        let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let logarithmic = logarithmic && low > 0.0;
        let (mut low, mut high) = if logarithmic { (low.ln(), high.ln()) } else { (low, high) };
        let least = if logarithmic { 0.05 } else { (low.abs().max(high.abs()) * 0.1).max(1e-9) };
        let room = ((high - low) * 0.06).max((least - (high - low)).max(0.0) / 2.0);
        // An axis of amounts does not go below nothing.
        low = if !logarithmic && low >= 0.0 { (low - room).max(0.0) } else { low - room };
        high += room;
        Some(Scale { low, high, from, to, logarithmic })
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.max(f64::MIN_POSITIVE).ln() } else { value };
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.from + share * (self.to - self.from)
    }

    /// About `n` round values on the axis, rising, each with as many digits as tell it from its neighbours.
    pub(super) fn ticks(&self, n: usize) -> Vec<(f64, String)> {
        let values = self.round_values(n);
        let told = |digits: Option<usize>| -> Vec<String> {
            values
                .iter()
                .map(|value| digits.map_or_else(|| plain(*value), |digits| format!("{value:.digits$}")))
                .collect()
        };
        let clear = |names: &Vec<String>| names.windows(2).all(|pair| pair[0] != pair[1]);
        let exact = |names: &[String]| {
            let step = values.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
            let read = |name: &String| name.replace(',', "").parse::<f64>();
            names
                .iter()
                .zip(&values)
                .all(|(name, value)| read(name).map_or(true, |read| (read - value).abs() < step / 20.0))
        };
        let names = [None, Some(2), Some(3), Some(4), Some(6)].into_iter().map(told);
        let names = names
            .clone()
            .find(|names| clear(names) && exact(names))
            .or_else(|| names.clone().next())
            .unwrap_or_default();
        values.into_iter().zip(names).collect()
    }

    fn round_values(&self, n: usize) -> Vec<f64> {
        if self.logarithmic {
            let (low, high) = (self.low.exp(), self.high.exp());
            // Between the smallest and the greatest number there is.
            let power = |value: f64| value.log10().clamp(-307.0, 307.0);
            let (lowest, highest) = (power(low).floor() as i32, power(high).ceil() as i32);
            let decades = lowest..=highest;
            let many = (highest - lowest) as usize / n.max(1);
            if many > 1 {
                return decades
                    .step_by(many)
                    .map(|decade| 10f64.powi(decade))
                    .filter(|tick| (low..=high).contains(tick))
                    .collect();
            }
            for steps in [&[1.0, 2.0, 5.0][..], &[1.0, 3.0], &[1.0]] {
                let ticks: Vec<f64> = decades
                    .clone()
                    .flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade)))
                    .filter(|tick| (low..=high).contains(tick))
                    .collect();
                if ticks.len() <= n + 2 && ticks.len() >= 3 {
                    return ticks;
                }
            }
            return even_ticks(low, high, n).into_iter().filter(|tick| *tick > 0.0).collect();
        }
        even_ticks(self.low, self.high, n)
    }
}

fn even_ticks(low: f64, high: f64, n: usize) -> Vec<f64> {
    let rough = (high - low) / n.max(1) as f64;
    if !(rough.is_finite() && rough > 0.0) {
        return vec![low];
    }
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|step| *step >= rough).unwrap_or(10.0 * power);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last).take(50).map(|i| i as f64 * step).collect()
}

/// A number in at most some six signs: "0.012", "3.1", "12,400", "1.2M".
pub(crate) fn plain(value: f64) -> String {
    let trimmed = |text: String| {
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
    };
    match value.abs() {
        a if !a.is_finite() => "–".into(),
        0.0 => "0".into(),
        a if a >= 999_500.0 => format!("{}M", trimmed(format!("{:.2}", value / 1e6))),
        a if a >= 999.5 => {
            let digits = format!("{:.0}", a);
            let (head, tail) = digits.split_at(digits.len() - 3);
            format!("{}{head},{tail}", if value < 0.0 { "-" } else { "" })
        }
        a if a >= 99.95 => format!("{value:.0}"),
        a if a >= 9.995 => trimmed(format!("{value:.1}")),
        a if a >= 0.9995 => trimmed(format!("{value:.2}")),
        a if a >= 0.001 => trimmed(format!("{value:.3}")),
        _ => format!("{value:.0e}"),
    }
}
