//! One strategy walks through one past.

use super::choose::{Choice, lot, part};
use super::learner::Learner;
use super::past::Past;
use super::settings::Settings;
use super::strategy::Strategy;
use crate::engines::PROFILE_N;
use crate::model::{BoostedParams, ModelError};
use serde::Serialize;
use std::collections::BTreeSet;

/// What a week brought. Sums are over its lines.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Week {
    /// First day, days since 1970-01-01.
    pub begins: i32,
    pub lines: usize,
    pub opened: usize,
    /// Illicit lines, and those among the opened.
    pub illicit: usize,
    pub found: usize,
    /// Severity of the illicit lines.
    pub severity: f64,
    pub severity_found: f64,
    /// Value of the illicit lines' goods, USD.
    pub value_usd: f64,
    pub value_found_usd: f64,
    /// Numbers of the schemes that shipped, and of those of which a line was opened.
    #[serde(skip)]
    pub schemes: BTreeSet<u32>,
    #[serde(skip)]
    pub schemes_found: BTreeSet<u32>,
}

/// A strategy's walk.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Walk {
    pub past: String,
    pub strategy: Strategy,
    pub seed: u64,
    /// How often it trained.
    pub trainings: u32,
    /// From the end of the warm weeks on.
    pub weeks: Vec<Week>,
}

impl Walk {
    /// Walks. The warm weeks are the same for every strategy under the same seed.
    ///
    /// # Errors
    /// As [`crate::model::Boosted::fit`].
    pub fn of(past: &Past, strategy: Strategy, settings: &Settings, seed: u64) -> Result<Walk, ModelError> {
        let mut learner = Learner::default();
        let mut walk = Walk { past: past.name.clone(), strategy, seed, trainings: 0, weeks: Vec::new() };
        let (mut lines_n, mut opened_n, mut explored_from) = (0, 0, None);
        for (number, lines) in past.weeks().into_iter().enumerate() {
            let day = past.begins(number);
            let capacity = part(settings.capacity, lines_n, lines_n + lines.len());
            lines_n += lines.len();
            let warm = number < settings.weeks_warm;
            if strategy.learns() {
                learner.hear(past, day);
                if !warm && (number - settings.weeks_warm).is_multiple_of(settings.retrain_weeks) {
                    let seed = lot(!seed, number as u64) >> 32;
                    learner.train(past, &BoostedParams { seed, ..settings.trees.clone() })?;
                }
            }
            let mut choice = Choice::of(lines.start, lines.len(), seed);
            let rates: Vec<[f32; PROFILE_N]> = if strategy.learns() {
                lines.clone().map(|line| learner.rates(past, line, day)).collect()
            } else {
                Vec::new()
            };
            if warm {
                choice.best(&past.rules[lines.clone()], capacity - capacity / 2);
                choice.draw(capacity / 2);
            } else {
                let from = *explored_from.get_or_insert(opened_n);
                let explored = |share: f64| part(share, opened_n - from, opened_n - from + capacity);
                let label_free = &past.label_free[lines.clone()];
                // Before there is a model the label-free risk speaks for it.
                let learned = |learner: &Learner| {
                    learner.margins(past, lines.clone(), &rates).unwrap_or_else(|| label_free.to_vec())
                };
                match strategy {
                    Strategy::Random => choice.draw(capacity),
                    Strategy::Rules => choice.best(&past.rules[lines.clone()], capacity),
                    Strategy::LabelFree => choice.best(label_free, capacity),
                    Strategy::Learned => choice.best(&learned(&learner), capacity),
                    Strategy::LearnedSeverity => {
                        let severity = &past.severity[lines.clone()];
                        let worth = |(margin, severity): (&f32, &f32)| severity / (1.0 + (-margin).exp());
                        let scores: Vec<f32> = learned(&learner).iter().zip(severity).map(worth).collect();
                        choice.best(&scores, capacity);
                    }
                    Strategy::HybridRandom => {
                        let drawn = explored(settings.explore);
                        choice.best(&learned(&learner), capacity - drawn);
                        choice.draw(drawn);
                    }
                    Strategy::HybridLabelFree => {
                        let others = explored(settings.by_label_free);
                        choice.best(&learned(&learner), capacity - others);
                        choice.best(label_free, others);
                    }
                }
                walk.weeks.push(Week::of(past, day, lines.clone(), &choice));
            }
            opened_n += capacity;
            if strategy.learns() {
                for chosen in &choice.chosen {
                    let (line, p) = (chosen.line, chosen.probability);
                    learner.open(past, line, p, settings.delay_days, settings.weight_most, rates[line - lines.start]);
                }
            }
        }
        walk.trainings = learner.trainings;
        Ok(walk)
    }
}

impl Week {
    fn of(past: &Past, begins: i32, lines: std::ops::Range<usize>, choice: &Choice) -> Week {
        let mut week = Week { begins, lines: lines.len(), opened: choice.chosen.len(), ..Week::default() };
        for line in lines.filter(|line| past.real[*line].illicit()) {
            let real = &past.real[line];
            week.illicit += 1;
            week.severity += f64::from(past.severity[line]);
            week.value_usd += f64::from(real.value_usd);
            week.schemes.extend((real.scheme > 0).then_some(real.scheme));
        }
        for line in choice.chosen.iter().map(|chosen| chosen.line).filter(|line| past.real[*line].illicit()) {
            let real = &past.real[line];
            week.found += 1;
            week.severity_found += f64::from(past.severity[line]);
            week.value_found_usd += f64::from(real.value_usd);
            week.schemes_found.extend((real.scheme > 0).then_some(real.scheme));
        }
        week
    }
}

#[cfg(test)]
mod tests {
    use super::super::past::tests::turning;
    use super::*;

    fn settings() -> Settings {
        Settings { capacity: 0.1, weeks_warm: 6, explore: 0.3, delay_days: 7, ..Settings::default() }
    }

    fn recall(walk: &Walk, weeks: std::ops::Range<usize>) -> f64 {
        let weeks = &walk.weeks[weeks];
        let sum = |read: fn(&Week) -> usize| weeks.iter().map(read).sum::<usize>() as f64;
        sum(|week| week.found) / sum(|week| week.illicit)
    }

    #[test]
    fn every_strategy_opens_what_capacity_allows_and_the_same_walk_is_the_same_twice() {
        let past = turning(16, 101);
        for strategy in Strategy::ALL {
            let walk = Walk::of(&past, strategy, &settings(), 3).unwrap();
            assert_eq!(walk.weeks.len(), 10);
            let opened: usize = walk.weeks.iter().map(|week| week.opened).sum();
            // A tenth of the lines of ten weeks, with what rounding of the first six left over.
            assert!((101..=102).contains(&opened), "{strategy:?} opened {opened}");
            assert_eq!(walk.trainings, if strategy.learns() { 3 } else { 0 }, "{strategy:?}");
            assert!(walk.weeks.iter().all(|week| week.found <= week.illicit && week.found <= week.opened));
            assert_eq!(walk, Walk::of(&past, strategy, &settings(), 3).unwrap());
        }
    }

    #[test]
    fn learning_beats_chance_and_a_turn_is_found_by_who_explores() {
        let past = turning(60, 200);
        let of = |strategy| Walk::of(&past, strategy, &settings(), 1).unwrap();
        let (random, learned, hybrid) = (of(Strategy::Random), of(Strategy::Learned), of(Strategy::HybridRandom));
        // Before the turn, at week 30 of the past.
        assert!(recall(&learned, 4..24) > 2.0 * recall(&random, 4..24));
        // Long after it a third at random has shown the other sign.
        assert!(recall(&hybrid, 40..54) > 1.5 * recall(&random, 40..54));
    }

    #[test]
    fn nothing_that_was_not_opened_is_known() {
        // Whatever the truth of lines that are never opened, the same are opened.
        let past = turning(16, 100);
        let walk = Walk::of(&past, Strategy::HybridRandom, &settings(), 5).unwrap();
        let opened: Vec<usize> = walk.weeks.iter().map(|week| week.found).collect();
        let mut other = turning(16, 100);
        // The last two weeks cannot be known before the end.
        for line in 1400..1600 {
            other.real[line].found = [false, !past.real[line].illicit()];
        }
        let again = Walk::of(&other, Strategy::HybridRandom, &settings(), 5).unwrap();
        let count = |walk: &Walk| walk.weeks.iter().map(|week| (week.opened, week.lines)).collect::<Vec<_>>();
        assert_eq!(count(&walk), count(&again));
        assert_eq!(opened[..8], again.weeks.iter().map(|week| week.found).collect::<Vec<_>>()[..8]);
        // Of the turned lines those found are the opened ones that were clear before.
        for (a, b) in walk.weeks[8..].iter().zip(&again.weeks[8..]) {
            assert_eq!(a.found + b.found, a.opened);
        }
    }
}
