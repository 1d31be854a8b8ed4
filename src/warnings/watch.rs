//! All corridors as seen on one evening: series, exposures, scatter, and what they say week by week.

use super::dispersion::{dispersion, middle, steadied};
use super::exposure::{around_new_year, exposure};
use super::flows::{Corridor, Day, Flows};
use super::scan::{ONSET_WEEKS_MAX, Rise, rise};
use super::shift::{Series, Shift, shift};
use super::weekly::Weeks;
use std::collections::{BTreeMap, BTreeSet};

/// Weeks of history before the first week is judged.
pub const HISTORY_WEEKS_MIN: usize = 26;
/// Weeks for which a scatter serves.
const DISPERSION_WEEKS: usize = 4;
/// A warning ends when its strength falls below this share of the threshold: no flicker.
pub const ENDS_AT: f64 = 0.5;

/// What the law and the map say, in plain words.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Destinations from which goods often go on.
    pub hubs: BTreeSet<String>,
    /// Days on which a control of a mineral began, ended or changed, as known on the evening.
    pub controls: BTreeMap<String, Vec<Day>>,
}

/// One corridor's series.
#[derive(Debug, Clone)]
pub struct Watched {
    pub corridor: Corridor,
    /// Whether the destination is a hub.
    pub hub: bool,
    /// Lines by week.
    pub lines: Vec<f64>,
    /// Exposure by week.
    pub exposure: Vec<f64>,
    /// Over-dispersion by week as its past tells it, at least 1.
    pub dispersion: Vec<f64>,
    /// Weeks in which the law on the mineral changed.
    breaks: Vec<usize>,
    /// Of each seller: week and lines, where there are any.
    pub(super) sellers: Vec<Vec<(usize, f64)>>,
}

/// All corridors on an evening.
#[derive(Debug, Clone)]
pub struct Watch {
    pub weeks: Weeks,
    /// In order of mineral and destination.
    pub corridors: Vec<Watched>,
    /// How busy the weeks were.
    pub activity: Vec<f64>,
}

/// What a corridor shows in a week.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// A rise by itself.
    pub rise: Option<Rise>,
    /// The strongest shift to it, and the place of the falling corridor in [`Watch::corridors`].
    pub shift: Option<(usize, Shift)>,
}

impl Watch {
    /// Reads the flows up to an evening, and nothing later.
    pub fn at(flows: &Flows, facts: &Facts, evening: Day) -> Watch {
        let mut watch = Watch::read(flows, facts, evening);
        watch.expect();
        watch
    }

    /// As [`Watch::at`] for whoever asks for the last week only: the scatter of that week stands in all weeks.
    pub(super) fn latest(flows: &Flows, facts: &Facts, evening: Day) -> Watch {
        let mut watch = Watch::read(flows, facts, evening);
        watch.expose();
        if let Some(last) = watch.weeks.n.checked_sub(1) {
            watch.scatter(last - last % DISPERSION_WEEKS + 1);
        }
        let n = watch.weeks.n;
        watch.corridors.iter_mut().for_each(|seen| seen.dispersion = vec![seen.dispersion[0]; n]);
        watch
    }

    /// Lines and activity; exposures and scatter are left open.
    fn read(flows: &Flows, facts: &Facts, evening: Day) -> Watch {
        let first = flows.span().map_or(evening, |(first, _)| first);
        let weeks = Weeks::between(first, evening);
        let mut all = vec![0.0; weeks.n];
        let mut read = Vec::new();
        for (corridor, sellers) in flows.corridors() {
            let sellers: Vec<Vec<(usize, f64)>> = (sellers.values())
                .map(|days| weeks.lines(days).into_iter().enumerate().filter(|(_, lines)| *lines > 0.0).collect())
                .filter(|weeks: &Vec<_>| !weeks.is_empty())
                .collect();
            let mut lines = vec![0.0; weeks.n];
            sellers.iter().flatten().for_each(|(week, n)| lines[*week] += n);
            all.iter_mut().zip(&lines).for_each(|(sum, n)| *sum += n);
            if !sellers.is_empty() {
                read.push((corridor, lines, sellers));
            }
        }
        let activity = around_new_year(&weeks, &weeks.activity(flows), &all);
        let corridors = (read.into_iter())
            .map(|(corridor, lines, sellers)| {
                let controls = facts.controls.get(&corridor.mineral).map_or(&[][..], Vec::as_slice);
                Watched {
                    breaks: controls.iter().filter_map(|day| weeks.of(*day)).collect(),
                    hub: facts.hubs.contains(&corridor.destination),
                    corridor: corridor.clone(),
                    exposure: Vec::new(),
                    lines,
                    dispersion: Vec::new(),
                    sellers,
                }
            })
            .collect();
        Watch { weeks, corridors, activity }
    }

    /// The same corridors, were these their series: exposures and scatter are estimated from them anew.
    pub(super) fn with(&self, lines: Vec<Vec<f64>>) -> Watch {
        let mut watch = self.clone();
        watch.corridors.iter_mut().zip(lines).for_each(|(seen, lines)| seen.lines = lines);
        watch.expect();
        watch
    }

    /// Fills in exposures and scatter.
    fn expect(&mut self) {
        self.expose();
        for week in 0..self.weeks.n {
            if week % DISPERSION_WEEKS == 0 {
                self.scatter(week + 1);
            } else {
                self.corridors.iter_mut().for_each(|seen| seen.dispersion.push(seen.dispersion[week - 1]));
            }
        }
    }

    /// Fills in exposures.
    fn expose(&mut self) {
        let mut minerals: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for seen in &self.corridors {
            let mineral = minerals.entry(seen.corridor.mineral.clone()).or_insert_with(|| vec![0.0; self.weeks.n]);
            mineral.iter_mut().zip(&seen.lines).for_each(|(sum, lines)| *sum += lines);
        }
        for seen in &mut self.corridors {
            seen.exposure = exposure(&seen.lines, &minerals[&seen.corridor.mineral], &self.activity, &seen.breaks);
            seen.dispersion = Vec::with_capacity(self.weeks.n);
        }
    }

    /// Adds a week's scatter, from the first `n` weeks. The last of them are left out, so that a rise does not excuse itself.
    fn scatter(&mut self, n: usize) {
        let quiet = n - ONSET_WEEKS_MAX.min(n / 4);
        let own: Vec<Option<f64>> =
            self.corridors.iter().map(|seen| dispersion(&seen.lines[..quiet], &seen.exposure[..quiet])).collect();
        let middle = middle(own.iter().flatten().copied().collect()).max(1.0);
        self.corridors.iter_mut().zip(own).for_each(|(seen, own)| seen.dispersion.push(steadied(own, quiet, middle)));
    }

    /// What each corridor shows in week `now`; nothing later than `now` is looked at.
    pub fn shown(&self, now: usize) -> Vec<Shown> {
        let series = |place: usize| {
            let Watched { lines, exposure, dispersion, .. } = &self.corridors[place];
            Series { lines, exposure, dispersion: dispersion[now] }
        };
        let mut shown = Vec::with_capacity(self.corridors.len());
        let mut begin = 0;
        while begin < self.corridors.len() {
            let mineral = &self.corridors[begin].corridor.mineral;
            let end =
                begin + self.corridors[begin..].iter().take_while(|seen| seen.corridor.mineral == *mineral).count();
            for place in begin..end {
                let to = series(place);
                let rise = rise(to.lines, to.exposure, to.dispersion, now);
                let mut best: Option<(usize, Shift)> = None;
                // Goods shift to a hub from where they are used, not from hub to hub.
                if self.corridors[place].hub && rise.is_some() {
                    for from in (begin..end).filter(|from| !self.corridors[*from].hub) {
                        if let Some(found) = shift(series(from), to, now)
                            && best.is_none_or(|(_, best)| found.strength > best.strength)
                        {
                            best = Some((from, found));
                        }
                    }
                }
                shown.push(Shown { rise, shift: best });
            }
            begin = end;
        }
        shown
    }

    /// Strengths of both tests by corridor and week, from [`HISTORY_WEEKS_MIN`] on; 0 where nothing is said.
    pub(super) fn strengths(&self) -> Vec<[Vec<f32>; 2]> {
        let mut all = vec![[Vec::new(), Vec::new()]; self.corridors.len()];
        for now in HISTORY_WEEKS_MIN..self.weeks.n {
            for (series, shown) in all.iter_mut().zip(self.shown(now)) {
                series[0].push(shown.rise.map_or(0.0, |rise| rise.strength as f32));
                series[1].push(shown.shift.map_or(0.0, |(_, shift)| shift.strength as f32));
            }
        }
        all
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::flows::Cell;
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use rand_distr::{Distribution, Gamma, Poisson};

    /// A quiet trade: two minerals, six places, `sellers` to each, every week's lines negative binomial with variance about
    /// `1 + rate / shape` times the mean; and much other trade.
    pub fn quiet(seed: u64, weeks: i32, rate: f64, shape: f64) -> (Flows, Facts) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut flows = Flows::default();
        let gamma = Gamma::new(shape, 1.0 / shape).unwrap();
        for week in 0..weeks {
            (0..500).for_each(|n| flows.busy(week * 7 + n % 7));
            for mineral in ["antimony", "tungsten"] {
                for destination in ["DE", "HK", "JP", "KR", "US", "VN"] {
                    for seller in 0..4 {
                        let mean = rate / 4.0 * gamma.sample(&mut rng);
                        let lines = if mean > 0.0 { Poisson::new(mean).unwrap().sample(&mut rng) as u32 } else { 0 };
                        for _ in 0..lines {
                            let day = week * 7 + rng.random_range(0..7);
                            let corridor = Corridor { mineral: mineral.into(), destination: destination.into() };
                            flows.busy(day);
                            flows.add(corridor, &format!("{seller}"), day, Cell::line(Some(100.0), Some(2000.0)));
                        }
                    }
                }
            }
        }
        let hubs = ["HK", "VN"].map(str::to_owned).into();
        (flows, Facts { hubs, controls: BTreeMap::new() })
    }

    #[test]
    fn an_evening_knows_nothing_of_the_next_day() {
        let (whole, facts) = quiet(1, 60, 4.0, 3.0);
        let (mut past, _) = quiet(1, 60, 4.0, 3.0);
        let evening = 50 * 7 - 1;
        // The same past with another future.
        past.add(
            Corridor { mineral: "antimony".into(), destination: "HK".into() },
            "9",
            evening + 1,
            Cell::line(Some(9e6), None),
        );
        (0..900).for_each(|_| past.busy(evening + 1));
        let (a, b) = (Watch::at(&whole, &facts, evening), Watch::at(&past, &facts, evening));
        for (a, b) in a.corridors.iter().zip(&b.corridors) {
            assert_eq!((&a.lines, &a.exposure, &a.dispersion), (&b.lines, &b.exposure, &b.dispersion));
        }
    }

    #[test]
    fn the_last_week_alone_shows_the_same() {
        for weeks in [40, 61, 62] {
            let (flows, facts) = quiet(3, weeks, 3.0, 2.0);
            let evening = weeks * 7 - 1;
            let (all, last) = (Watch::at(&flows, &facts, evening), Watch::latest(&flows, &facts, evening));
            let now = weeks as usize - 1;
            for (all, last) in all.corridors.iter().zip(&last.corridors) {
                assert_eq!((&all.exposure, all.dispersion[now]), (&last.exposure, last.dispersion[now]));
            }
            let strength =
                |watch: &Watch| watch.shown(now).iter().map(|s| s.rise.map(|r| r.strength)).collect::<Vec<_>>();
            assert_eq!(strength(&all), strength(&last));
        }
    }

    #[test]
    fn what_moves_from_the_user_to_the_hub_is_shown_with_its_source() {
        let (mut flows, facts) = quiet(2, 70, 5.0, 4.0);
        let mut moved = Flows::default();
        // From week 60 on tungsten for the US is declared for Hong Kong.
        for (corridor, sellers) in flows.corridors() {
            for (seller, days) in sellers {
                for (day, cell) in days {
                    let mut corridor = corridor.clone();
                    if corridor.mineral == "tungsten" && corridor.destination == "US" && *day >= 60 * 7 {
                        corridor.destination = "HK".into();
                    }
                    moved.add(corridor, seller, *day, *cell);
                }
            }
        }
        flows.all().iter().for_each(|(day, n)| (0..*n).for_each(|_| moved.busy(*day)));
        flows = moved;
        let watch = Watch::at(&flows, &facts, 70 * 7 - 1);
        let shown = watch.shown(69);
        let strongest = (0..shown.len()).max_by(|a, b| {
            let strength = |place: &usize| shown[*place].shift.map_or(0.0, |(_, shift)| shift.strength);
            strength(a).total_cmp(&strength(b))
        });
        let place = strongest.unwrap();
        let (from, shift) = shown[place].shift.unwrap();
        assert_eq!(watch.corridors[place].corridor, Corridor { mineral: "tungsten".into(), destination: "HK".into() });
        assert_eq!(watch.corridors[from].corridor.destination, "US");
        assert!((58..=61).contains(&shift.onset), "{shift:?}");
    }
}
