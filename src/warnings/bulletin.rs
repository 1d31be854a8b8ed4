//! The bulletin of an evening: what rose, since when, how surely, and who makes it up.

use super::flows::{Cell, Corridor, Day, Flows};
use super::lots::{Lots, Parts};
use super::mirror::{Gap, Reported, TOLD_FROM, gaps};
use super::prices::{Arbitrage, Band, arbitrage};
use super::scan::plausible_onsets;
use super::threshold::Thresholds;
use super::watch::{ENDS_AT, Facts, HISTORY_WEEKS_MIN, Shown, Watch, Watched};
use chrono::NaiveDate;

/// Weeks drawn.
const DRAWN_WEEKS: usize = 78;
/// Gaps told.
const GAPS_TOLD: usize = 25;

/// A week of a series.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Week {
    /// First day.
    pub begins: NaiveDate,
    pub lines: u64,
    /// Lines that were to be expected, had nothing changed since the onset.
    pub expected: f64,
    pub net_mass_kg: f64,
    pub value_usd: f64,
}

/// The flow that fell, of a shift.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Source {
    pub destination: String,
    /// Rate since the onset over rate before.
    pub factor: f64,
    pub weeks: Vec<Week>,
}

/// A flow that rose.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Warning {
    pub mineral: String,
    pub destination: String,
    pub hub: bool,
    /// Where the flow fell at the same time; `None` for a rise by itself.
    pub from: Option<Source>,
    /// Strength over threshold: 1 is just enough.
    pub over_threshold: f64,
    /// How often a year, over all corridors, a quiet trade shows something as strong.
    pub as_strong_by_chance_a_year: f64,
    /// First day of the week in which the change is thought to have begun, and the earliest and latest that fit nearly as well (95 %).
    pub onset: NaiveDate,
    pub onset_from: NaiveDate,
    pub onset_to: NaiveDate,
    /// Evening on which this warning would first have been raised by today's thresholds.
    pub raised: NaiveDate,
    /// Rate since the onset over rate before.
    pub factor: f64,
    pub usual_lines_a_week: f64,
    pub lines_a_week: f64,
    /// Lines since the onset beyond what was usual.
    pub excess_lines: f64,
    /// Days on which a control of the mineral changed, within the weeks drawn.
    pub controls: Vec<NaiveDate>,
    /// How much wider than usual the band between inside and outside price is on the evening, where one is known; 1 is usual.
    pub price_pull: Option<f64>,
    pub weeks: Vec<Week>,
    pub since_onset: Parts,
}

/// All of an evening.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Bulletin {
    pub evening: NaiveDate,
    /// First day of the history.
    pub history_from: NaiveDate,
    /// Lines of all goods in the history; weeks watched.
    pub lines: u64,
    pub weeks: usize,
    pub thresholds: Thresholds,
    /// Strongest first.
    pub warnings: Vec<Warning>,
    /// Priors, not findings: what partners say arrived.
    pub mirror_gaps: Vec<Gap>,
    pub arbitrage: Vec<Arbitrage>,
}

/// What goes into a bulletin.
pub struct Inputs<'a> {
    pub flows: &'a Flows,
    pub lots: &'a Lots,
    pub facts: &'a Facts,
    pub reported: &'a [Reported],
    pub bands: &'a [Band],
    pub alarms_a_year: f64,
    pub seed: u64,
}

fn date(day: Day) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

impl Bulletin {
    /// Writes the bulletin of an evening; nothing later is read.
    pub fn at(inputs: &Inputs, evening: Day) -> Bulletin {
        let watch = Watch::at(inputs.flows, inputs.facts, evening);
        let thresholds = Thresholds::find(&watch, inputs.alarms_a_year, inputs.seed);
        let prices = arbitrage(inputs.bands, evening);
        let mut raised: Vec<Option<usize>> = vec![None; watch.corridors.len()];
        let mut last: Vec<Shown> = Vec::new();
        for now in HISTORY_WEEKS_MIN..watch.weeks.n {
            last = watch.shown(now);
            for (raised, shown) in raised.iter_mut().zip(&last) {
                let (over, _) = over(&thresholds, shown);
                if over < ENDS_AT {
                    *raised = None;
                } else if over >= 1.0 && raised.is_none() {
                    *raised = Some(now);
                }
            }
        }
        let mut warnings: Vec<Warning> = (raised.into_iter().zip(&last).enumerate())
            .filter_map(|(place, (raised, shown))| {
                let mut warning = warn(inputs, &watch, &thresholds, place, raised?, shown)?;
                warning.price_pull =
                    prices.iter().find(|price| price.mineral == warning.mineral).map(|price| price.pull);
                Some(warning)
            })
            .collect();
        warnings.sort_by(|a, b| {
            b.over_threshold
                .total_cmp(&a.over_threshold)
                .then_with(|| (&a.mineral, &a.destination).cmp(&(&b.mineral, &b.destination)))
        });
        let told = gaps(inputs.flows, inputs.reported, evening).into_iter();
        let told = told.filter(|gap| gap.scatters.abs() >= TOLD_FROM && inputs.flows.is_mineral_code(&gap.hs6));
        Bulletin {
            evening: date(evening),
            history_from: date(inputs.flows.span().map_or(evening, |(first, _)| first)),
            lines: inputs.flows.all().range(..=evening).map(|(_, lines)| lines).sum(),
            weeks: watch.weeks.n,
            thresholds,
            warnings,
            mirror_gaps: told.take(GAPS_TOLD).collect(),
            arbitrage: prices,
        }
    }
}

/// Strength over threshold, and whether as a shift.
fn over(thresholds: &Thresholds, shown: &Shown) -> (f64, bool) {
    let rise = shown.rise.map_or(0.0, |rise| rise.strength / thresholds.rise);
    let shift = shown.shift.map_or(0.0, |(_, shift)| shift.strength / thresholds.shift);
    (rise.max(shift), shift > 0.0 && shift >= rise)
}

fn warn(
    inputs: &Inputs,
    watch: &Watch,
    thresholds: &Thresholds,
    place: usize,
    raised: usize,
    shown: &Shown,
) -> Option<Warning> {
    let seen = &watch.corridors[place];
    let rise = shown.rise?;
    let (over_threshold, shifted) = over(thresholds, shown);
    let shift = shown.shift.filter(|_| shifted);
    let onset = shift.map_or(rise.onset, |(_, shift)| shift.onset);
    let now = watch.weeks.n - 1;
    let likely = plausible_onsets(&seen.lines, &seen.exposure, seen.dispersion[now], now);
    let (earliest, latest) = likely.map_or((onset, onset), |(a, b)| (a.min(onset), b.max(onset)));
    let weeks = (watch.weeks.n - onset) as f64;
    let lines: f64 = seen.lines[onset..].iter().sum();
    let expected: f64 = expected(seen, onset)[onset..].iter().sum();
    let strength = shift.map_or(rise.strength, |(_, shift)| shift.strength);
    let first = watch.weeks.begin(watch.weeks.n.saturating_sub(DRAWN_WEEKS));
    let controls = inputs.facts.controls.get(&seen.corridor.mineral).map_or(&[][..], Vec::as_slice);
    Some(Warning {
        mineral: seen.corridor.mineral.clone(),
        destination: seen.corridor.destination.clone(),
        hub: seen.hub,
        from: shift.map(|(from, shift)| {
            let source = &watch.corridors[from];
            Source {
                destination: source.corridor.destination.clone(),
                factor: shift.fall,
                weeks: drawn(inputs.flows, watch, source, onset),
            }
        }),
        over_threshold,
        as_strong_by_chance_a_year: thresholds.as_strong_a_year(strength, shift.is_some()),
        onset: date(watch.weeks.begin(onset)),
        onset_from: date(watch.weeks.begin(earliest)),
        onset_to: date(watch.weeks.begin(latest)),
        raised: date(watch.weeks.end(raised)),
        factor: if expected > 0.0 { lines / expected } else { rise.factor },
        usual_lines_a_week: expected / weeks,
        lines_a_week: lines / weeks,
        excess_lines: lines - expected,
        controls: controls
            .iter()
            .filter(|day| (first..=watch.weeks.evening).contains(day))
            .map(|day| date(*day))
            .collect(),
        price_pull: None,
        weeks: drawn(inputs.flows, watch, seen, onset),
        since_onset: inputs.lots.parts(&seen.corridor, watch.weeks.begin(onset), watch.weeks.evening),
    })
}

/// Lines to be expected by week at the rate of up to a year before the onset.
fn expected(seen: &Watched, onset: usize) -> Vec<f64> {
    let from = onset.saturating_sub(52);
    let (lines, under) = (seen.lines[from..onset].iter().sum::<f64>(), seen.exposure[from..onset].iter().sum::<f64>());
    let rate = if under > 0.0 { lines / under } else { 0.0 };
    seen.exposure.iter().map(|exposure| exposure * rate).collect()
}

fn drawn(flows: &Flows, watch: &Watch, seen: &Watched, onset: usize) -> Vec<Week> {
    let expected = expected(seen, onset);
    let cells = cells(flows, watch, &seen.corridor);
    let from = watch.weeks.n.saturating_sub(DRAWN_WEEKS);
    (from..watch.weeks.n)
        .map(|week| Week {
            begins: date(watch.weeks.begin(week)),
            lines: cells[week].lines,
            expected: (expected[week] * 100.0).round() / 100.0,
            net_mass_kg: cells[week].kg(),
            value_usd: cells[week].usd(),
        })
        .collect()
}

fn cells(flows: &Flows, watch: &Watch, corridor: &Corridor) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); watch.weeks.n];
    flows
        .of(corridor)
        .into_iter()
        .flat_map(|sellers| sellers.values())
        .for_each(|days| watch.weeks.add_cells(days, &mut cells));
    cells
}
