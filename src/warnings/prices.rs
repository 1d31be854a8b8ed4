//! How much more a mineral fetches outside than inside: the pull on every way around a control.

use super::flows::Day;

/// A dated band of prices, USD/kg. Where a control parts the market, its low end is near the inside price and its high end near the
/// outside price (est.); elsewhere it is the usual spread of grades and lots.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub mineral: String,
    pub form: String,
    pub from: Day,
    /// Last day; open where `None`.
    pub to: Option<Day>,
    pub low: f64,
    pub high: f64,
}

/// The pull of a mineral on a day.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Arbitrage {
    pub mineral: String,
    /// Form with the widest band.
    pub form: String,
    /// USD/kg.
    pub inside: f64,
    pub outside: f64,
    /// Outside over inside.
    pub ratio: f64,
    /// The same a year before; `None` where no band spoke then.
    pub ratio_a_year_before: Option<f64>,
}

/// The widest form of each mineral on a day, strongest pull first.
pub fn arbitrage(bands: &[Band], on: Day) -> Vec<Arbitrage> {
    let lasts = |band: &Band, on: Day| band.from <= on && band.to.is_none_or(|to| on <= to);
    let mut pulls: Vec<Arbitrage> = Vec::new();
    for band in bands.iter().filter(|band| lasts(band, on) && band.low > 0.0) {
        let ratio = band.high / band.low;
        let before = bands.iter().find(|old| old.mineral == band.mineral && old.form == band.form && lasts(old, on - 365));
        let pull = Arbitrage {
            mineral: band.mineral.clone(),
            form: band.form.clone(),
            inside: band.low,
            outside: band.high,
            ratio,
            ratio_a_year_before: before.map(|old| old.high / old.low),
        };
        match pulls.iter_mut().find(|other| other.mineral == band.mineral) {
            Some(other) if other.ratio >= ratio => {}
            Some(other) => *other = pull,
            None => pulls.push(pull),
        }
    }
    pulls.sort_by(|a, b| b.ratio.total_cmp(&a.ratio).then_with(|| a.mineral.cmp(&b.mineral)));
    pulls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_form_speaks_and_only_on_its_days() {
        let band = |form: &str, from, to, low, high| Band { mineral: "antimony".into(), form: form.into(), from, to, low, high };
        let bands = [band("metal", 0, Some(99), 10.0, 15.0), band("metal", 100, None, 20.0, 62.0), band("oxide", 0, None, 20.0, 50.0)];
        let pull = &arbitrage(&bands, 400)[0];
        assert_eq!((pull.form.as_str(), pull.ratio, pull.ratio_a_year_before), ("metal", 3.1, Some(1.5)));
        assert_eq!(arbitrage(&bands, 50)[0].form, "oxide");
        assert!(arbitrage(&bands, -1).is_empty());
    }
}
