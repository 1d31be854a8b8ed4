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
    /// Form with the strongest pull.
    pub form: String,
    /// USD/kg.
    pub inside: f64,
    pub outside: f64,
    /// Outside over inside.
    pub ratio: f64,
    /// The narrowest ratio that the form's bands have had so far: the usual spread of grades and lots.
    pub usual_ratio: f64,
    /// Ratio over usual ratio: 1 is no pull beyond the usual spread.
    pub pull: f64,
}

/// The form with the strongest pull of each mineral on a day, strongest first. Only bands that have begun are read.
pub fn arbitrage(bands: &[Band], on: Day) -> Vec<Arbitrage> {
    let lasts = |band: &Band, on: Day| band.from <= on && band.to.is_none_or(|to| on <= to);
    let mut pulls: Vec<Arbitrage> = Vec::new();
    for band in bands.iter().filter(|band| lasts(band, on) && band.low > 0.0) {
        let ratio = band.high / band.low;
        let alike = bands.iter().filter(|old| old.mineral == band.mineral && old.form == band.form);
        let usual =
            alike.filter(|old| old.from <= on && old.low > 0.0).map(|old| old.high / old.low).fold(ratio, f64::min);
        let pull = Arbitrage {
            mineral: band.mineral.clone(),
            form: band.form.clone(),
            inside: band.low,
            outside: band.high,
            ratio,
            usual_ratio: usual,
            pull: ratio / usual,
        };
        match pulls.iter_mut().find(|other| other.mineral == band.mineral) {
            Some(other) if (other.pull, other.ratio) >= (pull.pull, pull.ratio) => {}
            Some(other) => *other = pull,
            None => pulls.push(pull),
        }
    }
    pulls.sort_by(|a, b| b.pull.total_cmp(&a.pull).then_with(|| a.mineral.cmp(&b.mineral)));
    pulls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_pull_speaks_and_only_on_its_days() {
        let band = |form: &str, from, to, low, high| Band {
            mineral: "antimony".into(),
            form: form.into(),
            from,
            to,
            low,
            high,
        };
        let bands = [
            band("metal", 0, Some(99), 10.0, 15.0),
            band("metal", 100, None, 20.0, 62.0),
            band("oxide", 0, None, 20.0, 50.0),
        ];
        let pull = &arbitrage(&bands, 400)[0];
        assert_eq!((pull.form.as_str(), pull.ratio, pull.usual_ratio), ("metal", 3.1, 1.5));
        assert!((pull.pull - 3.1 / 1.5).abs() < 1e-12);
        assert_eq!(arbitrage(&bands, 50)[0].form, "oxide");
        assert_eq!(arbitrage(&bands, 50)[0].pull, 1.0);
        assert!(arbitrage(&bands, -1).is_empty());
    }
}
