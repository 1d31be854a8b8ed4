//! Flows that change course: a mineral leaves its direct destination for a hub; and honest changes that look alike.
//!
//! Off by default: without `--diversions` no stream of chance is touched.

use super::draft::Stage;
use super::line::Typology;
use super::options::Options;
use super::population::Deal;
use super::schemes::Shipment;
use super::side_tables::{Sheet, date};
use super::streams::{Stream, Wheel, below, between, chance, pick, stream, weighted};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Fewest lines a week of a direct flow that is worth diverting (est.: what is less is a single scheme).
const LINES_MIN: f64 = 1.2;
/// Days of a year.
const YEAR: i32 = 365;

/// What happens to a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Goods for the direct destination go through the hub.
    Diversion,
    /// A new plant in the hub buys for itself.
    NewPlant,
    /// The same weeks of every year are busy.
    SeasonalPeak,
    /// The three weeks before a control.
    LegalRush,
}

impl Turn {
    fn name(self) -> &'static str {
        match self {
            Turn::Diversion => "diversion",
            Turn::NewPlant => "new-plant",
            Turn::SeasonalPeak => "seasonal-peak",
            Turn::LegalRush => "legal-rush",
        }
    }
}

/// One change of course.
#[derive(Debug, Clone)]
pub(super) struct Course {
    turn: Turn,
    scheme: u32,
    mineral: String,
    /// Where the goods went, and really go; of honest changes the destination itself.
    direct: usize,
    hub: usize,
    start: i32,
    ramp_days: i32,
    end: i32,
    /// Lines a week at full size, and what went to the hub before.
    added_a_week: f64,
    usual_a_week: f64,
    /// Share of the direct flow that stops.
    share: f64,
    lines: u64,
}

/// All changes of course of a world.
#[derive(Debug, Default)]
pub(super) struct Courses {
    /// By good and destination: first day, days until full size, last day, share that stops.
    closing: BTreeMap<(usize, usize), (i32, i32, i32, f64)>,
    list: Vec<Course>,
}

impl Courses {
    /// Share of a direct flow that no longer goes there on a day; `None` where nothing turned, so that no chance is drawn.
    pub(super) fn closed(&self, good: usize, destination: usize, day: i32) -> Option<f64> {
        let (start, ramp, end, share) = *self.closing.get(&(good, destination))?;
        (start <= day && day < end).then(|| share * f64::from(day - start + 1).min(f64::from(ramp)) / f64::from(ramp))
    }
}

/// How often a mineral goes to a place, and the deals that make it up.
struct Flow {
    lines_a_week: f64,
    /// Deals and their weight.
    deals: Vec<(usize, f64)>,
}

/// Plans the wished diversions and honest look-alikes; the population gains their consignees, and the stage learns what closes.
///
/// # Errors
/// `Error::Usage` where the world is too small for so many.
pub(super) fn divert(stage: &mut Stage, options: &Options, schemes: u32) -> Result<Vec<Shipment>> {
    let wanted = options.diversions as usize;
    let mut planner = Planner { taken: BTreeSet::new(), shipments: Vec::new(), list: Vec::new() };
    for number in 0..wanted {
        let mut rng = stream(stage.seed, "diversion", number as u64);
        let scheme = schemes + 1 + number as u32;
        if !planner.diversion(stage, &mut rng, options.rows, scheme) {
            return Err(Error::Usage(format!(
                "--diversions {wanted}: the world has room for {number} only; choose fewer, or more --rows or --months"
            )));
        }
    }
    // Honest changes: half as many plants, a quarter as many peaks and rushes; as many as find room.
    for (turn, many) in [
        (Turn::NewPlant, wanted.div_ceil(2)),
        (Turn::SeasonalPeak, wanted.div_ceil(4)),
        (Turn::LegalRush, wanted.div_ceil(4)),
    ] {
        for number in 0..many {
            let mut rng = stream(stage.seed, turn.name(), number as u64);
            planner.honest(stage, &mut rng, options.rows, turn);
        }
    }
    let mut closing = BTreeMap::new();
    for course in planner.list.iter().filter(|course| course.turn == Turn::Diversion) {
        for good in goods_of(stage, &course.mineral) {
            closing.insert((good, course.direct), (course.start, course.ramp_days, course.end, course.share));
        }
    }
    stage.courses = Courses { closing, list: planner.list };
    Ok(planner.shipments)
}

/// `diversions.csv`: the truth about flows. `kind` tells the honest ones apart.
pub(super) fn write(stage: &Stage, folder: &Path) -> Result<PathBuf> {
    let header = [
        "kind",
        "scheme_id",
        "mineral",
        "from_destination",
        "to_destination",
        "starts_on",
        "full_size_on",
        "ends_on",
        "usual_lines_a_week",
        "added_lines_a_week",
        "added_lines",
        "closed_share",
    ];
    let mut sheet = Sheet::open(folder, "diversions.csv", &header)?;
    for course in &stage.courses.list {
        let country = |index: usize| stage.facts.countries[index].code.clone();
        let diversion = course.turn == Turn::Diversion;
        sheet.row(&[
            course.turn.name().to_owned(),
            if diversion { course.scheme.to_string() } else { String::new() },
            course.mineral.clone(),
            if diversion { country(course.direct) } else { String::new() },
            // A rush goes everywhere.
            if course.turn == Turn::LegalRush { String::new() } else { country(course.hub) },
            date(course.start),
            date(course.start + course.ramp_days),
            date(course.end - 1),
            format!("{:.2}", course.usual_a_week),
            format!("{:.2}", course.added_a_week),
            course.lines.to_string(),
            format!("{:.2}", course.share),
        ])?;
    }
    sheet.close()
}

fn goods_of(stage: &Stage, mineral: &str) -> Vec<usize> {
    (0..stage.facts.goods.len()).filter(|good| stage.facts.goods[*good].mineral == mineral).collect()
}

/// Flows of each mineral by destination as the standing deals make them around a day; `barred` ones as if they were free.
fn flows(stage: &Stage, rows: u64, day: i32) -> BTreeMap<(String, usize), Flow> {
    let lives = |deal: &&Deal| deal.from <= day && day < deal.to;
    let weight = |deal: &Deal| deal.weight * if stage.facts.controlled(deal.good, day) { 0.5 } else { 1.0 };
    let all: f64 = stage.people.deals.iter().filter(lives).map(weight).sum::<f64>().max(1e-9);
    let a_week = rows as f64 * 7.0 / f64::from(stage.window.days().max(1)) / all;
    let mut flows: BTreeMap<(String, usize), Flow> = BTreeMap::new();
    for (number, deal) in stage.people.deals.iter().enumerate().filter(|(_, deal)| lives(deal)) {
        let mineral = &stage.facts.goods[deal.good].mineral;
        if !mineral.is_empty() {
            let flow = flows
                .entry((mineral.clone(), deal.destination))
                .or_insert(Flow { lines_a_week: 0.0, deals: Vec::new() });
            flow.lines_a_week += weight(deal) * a_week;
            flow.deals.push((number, deal.weight));
        }
    }
    flows
}

struct Planner {
    /// Mineral and destination that have changed already, at either end.
    taken: BTreeSet<(String, usize)>,
    shipments: Vec<Shipment>,
    list: Vec<Course>,
}

impl Planner {
    /// A start in the middle of the world, so that there is a past to learn from and a rest to see it in.
    fn start(stage: &Stage, rng: &mut Stream) -> i32 {
        stage.window.start + (f64::from(stage.window.days()) * between(rng, 0.5, 0.88)) as i32
    }

    fn diversion(&mut self, stage: &mut Stage, rng: &mut Stream, rows: u64, scheme: u32) -> bool {
        for _ in 0..60 {
            let start = Self::start(stage, rng);
            let flows = flows(stage, rows, start);
            let direct: Vec<((&String, usize), f64)> = flows
                .iter()
                .filter(|((mineral, place), flow)| {
                    !stage.facts.countries[*place].hub
                        && flow.lines_a_week >= LINES_MIN
                        && !self.taken.contains(&(mineral.clone(), *place))
                })
                .map(|((mineral, place), flow)| {
                    let barred = if stage.facts.countries[*place].barred { 4.0 } else { 1.0 };
                    ((mineral, *place), flow.lines_a_week.sqrt() * barred)
                })
                .collect();
            if direct.is_empty() {
                continue;
            }
            let (mineral, from) = weighted(rng, &direct);
            let hubs: Vec<(usize, f64)> = (0..stage.facts.countries.len())
                .filter(|place| stage.facts.countries[*place].hub && !self.taken.contains(&(mineral.clone(), *place)))
                .map(|place| {
                    (place, 0.3 + flows.get(&(mineral.clone(), place)).map_or(0.0, |flow| flow.lines_a_week.sqrt()))
                })
                .collect();
            if hubs.is_empty() {
                continue;
            }
            let hub = weighted(rng, &hubs);
            let flow = &flows[&(mineral.clone(), from)];
            let share = between(rng, 0.5, 1.0);
            let ramp_days = 7 * (1 + below(rng, 6) as i32);
            let lasts = 7 * (16 + below(rng, 30) as i32);
            let course = Course {
                turn: Turn::Diversion,
                scheme,
                mineral: mineral.clone(),
                direct: from,
                hub,
                start,
                ramp_days,
                end: (start + lasts).min(stage.window.end),
                added_a_week: (flow.lines_a_week * share).max(1.0),
                usual_a_week: flows.get(&(mineral.clone(), hub)).map_or(0.0, |flow| flow.lines_a_week),
                share,
                lines: 0,
            };
            let deals = flow.deals.clone();
            self.taken.insert((course.mineral.clone(), from));
            self.taken.insert((course.mineral.clone(), hub));
            // The exporters stay; the goods go to a few new names in the hub.
            self.ship(stage, rng, course, &deals, "");
            return true;
        }
        false
    }

    fn honest(&mut self, stage: &mut Stage, rng: &mut Stream, rows: u64, turn: Turn) {
        let start = Self::start(stage, rng);
        let flows = flows(stage, rows, start);
        let free: Vec<((&String, usize), f64)> = flows
            .iter()
            .filter(|((mineral, place), flow)| {
                flow.lines_a_week >= 0.5
                    && !self.taken.contains(&(mineral.clone(), *place))
                    && (turn != Turn::NewPlant || stage.facts.countries[*place].hub)
            })
            .map(|((mineral, place), flow)| ((mineral, *place), flow.lines_a_week.sqrt()))
            .collect();
        if free.is_empty() {
            return;
        }
        let (mineral, place) = weighted(rng, &free);
        let flow = &flows[&(mineral.clone(), place)];
        let course = |start, ramp_days, end, added: f64| Course {
            turn,
            scheme: 0,
            mineral: mineral.clone(),
            direct: place,
            hub: place,
            start,
            ramp_days,
            end,
            added_a_week: added.max(1.0),
            usual_a_week: flow.lines_a_week,
            share: 0.0,
            lines: 0,
        };
        let deals = flow.deals.clone();
        match turn {
            Turn::Diversion => {}
            Turn::NewPlant => {
                let ramp = 7 * (2 + below(rng, 12) as i32);
                let course = course(start, ramp, stage.window.end, flow.lines_a_week * between(rng, 0.6, 2.0));
                self.taken.insert((mineral.clone(), place));
                self.ship(stage, rng, course, &deals, Turn::NewPlant.name());
            }
            Turn::SeasonalPeak => {
                let added = flow.lines_a_week * between(rng, 0.8, 1.6);
                let phase = start.rem_euclid(YEAR);
                let first = stage.window.start + (phase - stage.window.start).rem_euclid(YEAR);
                self.taken.insert((mineral.clone(), place));
                for year in 0..=stage.window.days() / YEAR {
                    let start = first + year * YEAR;
                    if start + 14 < stage.window.end {
                        let course = course(start, 10, (start + 42).min(stage.window.end), added);
                        self.ship(stage, rng, course, &deals, Turn::SeasonalPeak.name());
                    }
                }
            }
            Turn::LegalRush => {
                let within = |day: &i32| stage.window.start + 120 < *day && *day < stage.window.end - 7;
                let mut controls: Vec<(i32, String)> = (stage.facts.goods.iter())
                    .filter_map(|good| Some((good.controlled_from.filter(within)?, good.mineral.clone())))
                    .filter(|(day, mineral)| {
                        !self.list.iter().any(|c| c.turn == turn && c.mineral == *mineral && c.end == *day)
                    })
                    .collect();
                controls.sort();
                controls.dedup();
                if controls.is_empty() {
                    return;
                }
                let (day, mineral) = pick(rng, &controls).clone();
                let all: Vec<(usize, f64)> = (flows.iter())
                    .filter(|((named, _), _)| *named == mineral)
                    .flat_map(|(_, flow)| flow.deals.iter().copied())
                    .collect();
                let lines: f64 =
                    flows.iter().filter(|((named, _), _)| *named == mineral).map(|(_, f)| f.lines_a_week).sum();
                let rush =
                    Course { mineral, usual_a_week: lines, ..course(day - 21, 3, day, lines * between(rng, 0.6, 1.4)) };
                self.ship(stage, rng, rush, &all, Turn::LegalRush.name());
            }
        }
    }

    /// Makes the shipments of a course from deals that live now.
    fn ship(
        &mut self,
        stage: &mut Stage,
        rng: &mut Stream,
        mut course: Course,
        deals: &[(usize, f64)],
        look_alike: &'static str,
    ) {
        let new_names = match course.turn {
            Turn::Diversion => 2 + below(rng, 4),
            Turn::NewPlant => 1,
            Turn::SeasonalPeak | Turn::LegalRush => 0,
        };
        let buyers: Vec<usize> = (0..new_names)
            .map(|_| {
                let Stage { facts, people, .. } = stage;
                people.consignee(&facts.names, facts, rng, course.hub, course.start)
            })
            .collect();
        let wheel = Wheel::new(deals.iter().map(|(_, weight)| *weight));
        if deals.is_empty() {
            return;
        }
        for day in course.start..course.end {
            let size = (f64::from(day - course.start + 1) / f64::from(course.ramp_days.max(1))).min(1.0);
            let busy = chrono::NaiveDate::from_epoch_days(day).map_or(1.0, |date| super::calendar::weight(date, date));
            // 5.98 working days' worth of weight make an ordinary week.
            let mut expected = course.added_a_week * size * busy / 5.98;
            while expected > 0.0 && chance(rng, expected.min(1.0)) {
                expected -= 1.0;
                let standing = stage.people.deals[deals[wheel.spin(rng)].0].clone();
                let deal = match buyers.is_empty() {
                    true => standing,
                    false => {
                        let buyer = *pick(rng, &buyers);
                        let own =
                            stage.people.deal(&stage.facts, rng, standing.firm, standing.good, buyer, stage.window);
                        Deal { lot_factor: standing.lot_factor, look_alike: "", constant_lot: None, ..own }
                    }
                };
                let mut draft = stage.usual(rng, &deal, day);
                if course.turn == Turn::Diversion {
                    draft.truth.scheme = Some((course.scheme, Typology::ReExport));
                    draft.truth.look_alike = "";
                    draft.truth.destination = course.direct;
                } else {
                    draft.truth.look_alike = look_alike;
                }
                course.lines += 1;
                self.shipments.push(Shipment { day, draft, beside: Vec::new() });
            }
        }
        self.list.push(course);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_closes_by_and_by_and_opens_again() {
        let courses = Courses { closing: BTreeMap::from([((3, 5), (100, 10, 130, 0.8))]), list: Vec::new() };
        assert_eq!(courses.closed(3, 5, 99), None);
        assert!((courses.closed(3, 5, 104).unwrap() - 0.4).abs() < 1e-9);
        assert!((courses.closed(3, 5, 120).unwrap() - 0.8).abs() < 1e-9);
        assert_eq!(courses.closed(3, 5, 130), None);
        assert_eq!(courses.closed(3, 6, 120), None);
    }
}
