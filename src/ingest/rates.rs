//! Dated currency rates, to give every value in US dollars of its day.

use super::presets;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A rate and whether it is the year's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    /// US dollars for one unit of the currency.
    pub usd: f64,
    /// False where the nearest known year's rate stands in.
    pub own_year: bool,
}

static RATES: LazyLock<BTreeMap<&'static str, BTreeMap<i32, f64>>> = LazyLock::new(|| {
    let mut rates: BTreeMap<&str, BTreeMap<i32, f64>> = BTreeMap::new();
    for line in presets::RATES.lines().skip(1) {
        let mut fields = line.split(',');
        if let (Some(currency), Some(year), Some(units)) = (fields.next(), fields.next(), fields.next())
            && let (Ok(year), Ok(units)) = (year.parse(), units.parse::<f64>())
        {
            rates.entry(currency).or_default().insert(year, 1.0 / units);
        }
    }
    rates
});

/// The rate of a currency (ISO 4217) in a year; the nearest year's where the year has none.
pub(super) fn usd_rate(currency: &str, year: i32) -> Option<Rate> {
    let years = RATES.get(currency)?;
    if let Some(usd) = years.get(&year) {
        return Some(Rate { usd: *usd, own_year: true });
    }
    let before = years.range(..year).next_back();
    let after = years.range(year..).next();
    before.or(after).map(|(_, usd)| Rate { usd: *usd, own_year: false })
}

/// Whether any rate of the currency is known.
pub(super) fn known(currency: &str) -> bool {
    RATES.contains_key(currency)
}

#[cfg(test)]
mod tests {
    use super::usd_rate;
    use crate::ingest::presets;

    #[test]
    fn values_come_to_dollars_of_their_year() {
        assert_eq!(usd_rate("USD", 2024).map(|rate| rate.usd), Some(1.0));
        assert_eq!(usd_rate("CNY", 2024).map(|rate| (rate.usd * 7.189).round()), Some(1.0));
        assert_eq!(usd_rate("KRW", 2031).map(|rate| rate.own_year), Some(false));
        assert_eq!(usd_rate("XXX", 2024), None);
    }

    #[test]
    fn every_rate_names_its_source() {
        for line in presets::RATES.lines().skip(1) {
            assert!(line.splitn(4, ',').nth(3).is_some_and(|source| source.len() > 10), "{line}");
        }
    }
}
