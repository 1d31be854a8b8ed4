//! Evasion and trade that change while the world runs: eras, each with its own methods, hubs, covers, prices and products.

use super::draft::Stage;
use super::facts::Facts;
use super::line::Typology;
use super::population::{Population, Window};
use super::streams::{Stream, Wheel, below, between, chance, mix, normal, pick, stream, weighted};
use std::collections::BTreeMap;

/// How much the world changes in its course. All sizes behind the words are engineering judgement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Drift {
    /// Evaders learn slowly, nothing turns.
    #[default]
    None,
    /// One turn near the middle, at half the strength.
    Mild,
    /// Three turns.
    Strong,
}

impl Drift {
    fn strength(self) -> f64 {
        match self {
            Drift::None => 0.0,
            Drift::Mild => 0.5,
            Drift::Strong => 1.0,
        }
    }

    /// Where turns lie, as parts of the window, each moved by up to 0.05.
    fn turns(self) -> &'static [f64] {
        match self {
            Drift::None => &[],
            Drift::Mild => &[0.55],
            Drift::Strong => &[0.42, 0.62, 0.82],
        }
    }

    /// The word of the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Drift::None => "none",
            Drift::Mild => "mild",
            Drift::Strong => "strong",
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn is_none(&self) -> bool {
        *self == Drift::None
    }
}

/// From one turn to the next; the first era is the world as it is without drift.
struct Era {
    from: i32,
    to: i32,
    /// Factors on the share of each method, T1 to T12.
    methods: [f64; 12],
    /// Countries that evaders use as hubs, and how much.
    hubs: Vec<(usize, f64)>,
    /// Factors on each row of `covers.csv`.
    covers: Vec<f64>,
    /// Factors on each good as contraband.
    wanted: Vec<f64>,
}

/// All eras of a world; none unless asked for, and then no chance is drawn.
#[derive(Default)]
pub(super) struct Eras {
    list: Vec<Era>,
    strength: f64,
    /// Era in which schemes are planned at the moment.
    planning: Option<usize>,
    /// Firms that schemes have used, and the last era they did it in.
    used: BTreeMap<usize, usize>,
}

impl Eras {
    /// Draws the eras of a world.
    pub(super) fn of(drift: Drift, facts: &Facts, seed: u64, window: Window) -> Eras {
        let strength = drift.strength();
        let turns = drift.turns();
        if turns.is_empty() {
            return Eras::default();
        }
        let mut starts = vec![window.start];
        starts.extend(turns.iter().enumerate().map(|(number, part)| {
            let mut rng = stream(seed, "turn", number as u64);
            window.start + (f64::from(window.days()) * (part + between(&mut rng, -0.05, 0.05))) as i32
        }));
        let list = (0..starts.len())
            .map(|number| {
                let to = starts.get(number + 1).copied().unwrap_or(window.end);
                Era::drawn(facts, &mut stream(seed, "era", number as u64), number, strength, starts[number], to)
            })
            .collect();
        Eras { list, strength, ..Eras::default() }
    }

    /// Days on which an era ends and another begins.
    pub(super) fn turns(&self) -> Vec<i32> {
        self.list.iter().skip(1).map(|era| era.from).collect()
    }

    /// Number of the era of a day; 0 where nothing drifts.
    pub(super) fn at(&self, day: i32) -> usize {
        self.list.iter().rposition(|era| era.from <= day).unwrap_or(0)
    }

    /// How far evasion has moved on a day, in full turns: 0 before the first.
    fn moved(&self, day: i32) -> f64 {
        self.strength * self.at(day) as f64
    }

    /// An era to plan a scheme in, in proportion to its length; `None` where nothing drifts.
    pub(super) fn plan_in(&mut self, rng: &mut Stream) -> Option<usize> {
        if self.list.is_empty() {
            return None;
        }
        let lengths: Vec<(usize, f64)> =
            self.list.iter().enumerate().map(|(number, era)| (number, f64::from(era.to - era.from))).collect();
        self.planning = Some(weighted(rng, &lengths));
        self.planning
    }

    /// Factor on a method's share in an era.
    pub(super) fn method(&self, era: usize, method: Typology) -> f64 {
        self.list[era].methods[method as usize - 1]
    }

    /// The days in which the scheme that is planned now may begin.
    pub(super) fn season(&self, window: Window) -> Window {
        match self.planning {
            Some(era) => Window { start: self.list[era].from, end: self.list[era].to.min(window.end) },
            None => window,
        }
    }

    /// Notes that a scheme uses a firm.
    pub(super) fn uses(&mut self, firm: usize, day: i32) {
        if !self.list.is_empty() {
            let era = self.at(day);
            self.used.insert(firm, era);
        }
    }

    /// Whether evaders pass over a firm because it served in another era: it is burned, or not theirs yet.
    pub(super) fn burned(&self, rng: &mut Stream, firm: usize, day: i32) -> bool {
        self.used.get(&firm).is_some_and(|era| *era != self.at(day)) && chance(rng, self.strength)
    }

    /// Whether a scheme that runs through a turn goes on under another firm and another buyer.
    pub(super) fn moves_house(&self, rng: &mut Stream, before: i32, day: i32) -> bool {
        self.at(before) != self.at(day) && chance(rng, 0.35 + 0.5 * self.strength)
    }

    /// Share of schemes that hide under whatever travels in boxes.
    pub(super) fn any_cover(&self, usual: f64, day: i32) -> f64 {
        usual + (1.0 - usual) * (0.12 * self.moved(day)).min(0.5)
    }

    /// Share of fronts that are young firms.
    pub(super) fn young(&self, usual: f64, day: i32) -> f64 {
        usual + (1.0 - usual) * (0.15 * self.moved(day)).min(0.6)
    }

    /// What is left, 0 to 1, of a trace that evaders have learned to avoid.
    pub(super) fn trace_left(&self, day: i32) -> f64 {
        1.0 - (0.14 * self.moved(day)).min(0.6)
    }

    /// Factor on a cover, by its row in `covers.csv`.
    pub(super) fn cover(&self, row: usize, day: i32) -> f64 {
        self.list.get(self.at(day)).map_or(1.0, |era| era.covers[row])
    }

    /// Factor on a good as contraband.
    pub(super) fn wanted(&self, good: usize, day: i32) -> f64 {
        self.list.get(self.at(day)).map_or(1.0, |era| era.wanted[good])
    }
}

impl Era {
    fn drawn(facts: &Facts, rng: &mut Stream, number: usize, strength: f64, from: i32, to: i32) -> Era {
        let moved = if number == 0 { 0.0 } else { strength };
        let mut factor = |sd: f64| if moved == 0.0 { 1.0 } else { (sd * moved * normal(rng)).exp() };
        let mut methods = [1.0; 12];
        for share in &mut methods {
            *share = factor(0.8);
        }
        // More and more goods go under other codes, or under words that say nothing.
        for hiding in [Typology::CoverCode, Typology::VagueText] {
            methods[hiding as usize - 1] = 1.0 + 0.3 * moved * number as f64;
        }
        let covers = facts.covers.iter().map(|_| factor(1.2)).collect();
        let wanted = facts.goods.iter().map(|_| factor(0.8)).collect();
        let mut hubs: Vec<(usize, f64)> =
            (0..facts.countries.len()).filter(|c| facts.countries[*c].hub).map(|c| (c, factor(1.0))).collect();
        if moved > 0.0 {
            let others: Vec<usize> = (0..facts.countries.len())
                .filter(|c| !facts.countries[*c].hub && !facts.countries[*c].barred)
                .collect();
            hubs.extend((0..2).map(|_| (*pick(rng, &others), 2.5 * moved)));
        }
        Era { from, to, methods, hubs, covers, wanted }
    }
}

impl Stage {
    /// A hub as evaders of the day choose it.
    pub(super) fn hub(&self, rng: &mut Stream, day: i32) -> usize {
        match self.eras.list.get(self.eras.at(day)) {
            Some(era) => weighted(rng, &era.hubs),
            None => {
                let hubs: Vec<usize> =
                    (0..self.facts.countries.len()).filter(|c| self.facts.countries[*c].hub).collect();
                *pick(rng, &hubs)
            }
        }
    }
}

/// Days until a new level of prices is reached.
const RAMP_DAYS: f64 = 45.0;

/// New levels of honest prices: from which day, and by how much in ln, by good.
#[derive(Default)]
pub(super) struct Levels {
    list: Vec<(i32, Vec<f64>)>,
}

impl Levels {
    fn of(eras: &Eras, facts: &Facts, seed: u64) -> Levels {
        let level = |number: usize| -> Vec<f64> {
            facts
                .goods
                .iter()
                .map(|good| {
                    let own = |kind, name: &str, sd: f64| {
                        sd * eras.strength * normal(&mut stream(mix(seed, name.as_bytes()), kind, number as u64))
                    };
                    own("level-of-chapter", &good.hs[..2], 0.18) + own("level-of-good", &good.key, 0.1)
                })
                .collect()
        };
        Levels { list: eras.turns().into_iter().enumerate().map(|(number, day)| (day, level(number))).collect() }
    }

    /// ln of the price against what it would be without drift; 0 where nothing drifts.
    pub(super) fn at(&self, good: usize, day: i32) -> f64 {
        self.list
            .iter()
            .filter(|(from, _)| *from <= day)
            .map(|(from, levels)| levels[good] * (f64::from(day - from + 1) / RAMP_DAYS).min(1.0))
            .sum()
    }
}

/// Honest trade turns too: prices find new levels, and firms take up goods and places they never had.
pub(super) fn turn_honest_trade(facts: &mut Facts, people: &mut Population, eras: &Eras, seed: u64, window: Window) {
    facts.levels = Levels::of(eras, facts, seed);
    let turns = eras.turns();
    for (number, turn) in turns.iter().enumerate() {
        for firm in 0..people.firms.len() {
            let mut rng = stream(mix(seed, &number.to_le_bytes()), "new-product", firm as u64);
            if people.firms[firm].born + 60 > *turn || !chance(&mut rng, 0.1 * eras.strength) {
                continue;
            }
            let good = people.goods.spin(&mut rng);
            for _ in 0..1 + below(&mut rng, 3) {
                let first = turn + below(&mut rng, 45) as i32;
                let country = if chance(&mut rng, 0.3) {
                    weighted(&mut rng, &eras.list[number + 1].hubs)
                } else {
                    weighted(&mut rng, &facts.buyers[&facts.goods[good].buyers])
                };
                let buyer = people.consignee(&facts.names, facts, &mut rng, country, first);
                let deal = people.deal(facts, &mut rng, firm, good, buyer, window);
                people.add(deal);
            }
        }
    }
    if !turns.is_empty() {
        people.wheel = Wheel::new(people.deals.iter().map(|deal| deal.weight));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { start: 20_000, end: 20_365 };

    #[test]
    fn nothing_turns_unless_asked_for() {
        let facts = Facts::shipped(WINDOW.start).unwrap();
        let mut eras = Eras::of(Drift::None, &facts, 1, WINDOW);
        assert!(eras.turns().is_empty());
        assert_eq!(eras.plan_in(&mut stream(1, "test", 0)), None);
        assert_eq!((eras.young(0.3, 20_300), eras.any_cover(0.3, 20_300), eras.trace_left(20_300)), (0.3, 0.3, 1.0));
        assert_eq!(eras.season(WINDOW).days(), WINDOW.days());
        assert_eq!(Levels::default().at(3, 20_300), 0.0);
    }

    #[test]
    fn strong_drift_turns_three_times_and_leaves_the_first_era_as_it_is() {
        let facts = Facts::shipped(WINDOW.start).unwrap();
        let eras = Eras::of(Drift::Strong, &facts, 1, WINDOW);
        let turns = eras.turns();
        assert_eq!(turns.len(), 3);
        assert!(turns[0] > WINDOW.start + 130 && turns[2] < WINDOW.end - 30, "{turns:?}");
        assert_eq!((eras.at(turns[0] - 1), eras.at(turns[0])), (0, 1));
        assert_eq!(eras.wanted(5, turns[0] - 1), 1.0);
        assert_ne!(eras.wanted(5, turns[0]), 1.0);
        assert!(eras.method(3, Typology::CoverCode) > eras.method(1, Typology::CoverCode));
        assert!(eras.trace_left(turns[2]) < eras.trace_left(turns[1]));
        assert!(eras.list[1].hubs.len() == eras.list[0].hubs.len() + 2);
    }

    #[test]
    fn a_burned_firm_is_left_alone_in_the_next_era() {
        let facts = Facts::shipped(WINDOW.start).unwrap();
        let mut eras = Eras::of(Drift::Strong, &facts, 1, WINDOW);
        let turn = eras.turns()[0];
        eras.uses(7, turn - 1);
        let mut rng = stream(1, "test", 0);
        assert!(!eras.burned(&mut rng, 7, turn - 5));
        assert!(eras.burned(&mut rng, 7, turn));
        assert!(!eras.burned(&mut rng, 8, turn));
    }
}
