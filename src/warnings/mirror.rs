//! What partners say arrived, against what was declared to leave for them. A prior on a corridor and code, never a proof.
//!
//! Mass is compared, since partners value at CIF; the value at FOB + 7.5 % stands beside (CIF/FOB 1.05-1.10). Goods arrive one to two
//! months after they leave. Each reporter has its own habit of counting (own codes, transit, the 0.5 % that every register loses): the
//! median over its codes is taken off as a robust fixed effect.

use super::flows::{Cell, Day, Flows, MonthlyCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Months compared.
const MONTHS: i32 = 12;
/// Cost, insurance and freight over free on board (middle of the usual 1.05-1.10).
const CIF_OVER_FOB: f64 = 1.075;
/// Fewest codes from which a reporter's habit is told; with less it is that of all reporters.
const CODES_MIN: usize = 5;
/// Lots are uneven and few: what falls over the edge of the months compared weighs as if that many lots' worth were uncertain (est.).
const UNEVEN: f64 = 2.0;
/// Smallest scatter of the logarithm that is believed.
const SCATTER_MIN: f64 = 0.1;
/// Scatters from the habit beyond which a gap is told.
pub const TOLD_FROM: f64 = 2.5;

/// A month of a partner's import statistics. Months are counted from year 0: `year * 12 + month - 1`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reported {
    pub reporter: String,
    pub hs6: String,
    pub month: i32,
    /// Not a number where the partner keeps it to itself; the code is then not compared.
    pub net_mass_kg: f64,
    /// CIF; not a number where unknown.
    pub value_usd: f64,
    /// Day from which it is known.
    pub published: Day,
}

/// The gap of a corridor and code.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Gap {
    pub destination: String,
    pub hs6: String,
    /// Months compared.
    pub months: i32,
    pub declared_kg: f64,
    pub reported_kg: f64,
    /// Reported over declared mass, the reporter's habit taken off: below 1, goods declared for the place did not arrive there.
    pub ratio: f64,
    /// Reported over declared value at FOB; `None` where a value is missing.
    pub value_ratio: Option<f64>,
    /// The reporter's habit, as a factor.
    pub habit: f64,
    /// Distance from the habit in scatters, of all gaps and of so few lots; negative where less arrived.
    pub scatters: f64,
}

/// Months with net mass and value.
type ByMonth = Vec<(i32, f64, f64)>;

/// Month of a day, counted from year 0.
pub fn month_of(day: Day) -> i32 {
    use chrono::Datelike;
    chrono::NaiveDate::from_epoch_days(day).map_or(0, |date| date.year() * 12 + date.month0() as i32)
}

/// Gaps as known on an evening, largest distance first; rows published later are not read.
pub fn gaps(flows: &Flows, reported: &[Reported], evening: Day) -> Vec<Gap> {
    let Some((first, _)) = flows.span() else { return Vec::new() };
    // The first whole month declared, and two more until it has arrived everywhere.
    let begin = month_of(first) + 3;
    let known = || reported.iter().filter(|row| row.published <= evening && row.month >= begin);
    // A revised month takes the place of what was published of it before.
    let mut youngest: HashMap<(&str, &str, i32), Day> = HashMap::new();
    for row in known() {
        let day = youngest.entry((&row.reporter, &row.hs6, row.month)).or_insert(row.published);
        *day = row.published.max(*day);
    }
    let known = known().filter(|row| youngest[&(row.reporter.as_str(), row.hs6.as_str(), row.month)] == row.published);
    // Hash maps are asked, never walked through: order comes from the flows.
    let mut months: HashMap<&str, BTreeSet<i32>> = HashMap::new();
    let mut arrived: HashMap<(&str, &str), ByMonth> = HashMap::new();
    for row in known {
        months.entry(&row.reporter).or_default().insert(row.month);
        arrived.entry((&row.reporter, &row.hs6)).or_default().push((row.month, row.net_mass_kg, row.value_usd));
    }
    let codes: Vec<(&MonthlyCode, &Cell)> =
        flows.codes().iter().filter(|(code, _)| months.contains_key(code.destination.as_str())).collect();
    // The gap, its logarithm, and the number of lots behind it.
    let mut gaps: Vec<(Gap, f64, f64)> = Vec::new();
    for by_month in codes.chunk_by(|(a, _), (b, _)| (&a.destination, &a.hs6) == (&b.destination, &b.hs6)) {
        let (place, hs6) = (by_month[0].0.destination.as_str(), by_month[0].0.hs6.as_str());
        let counted = arrived.get(&(place, hs6)).map_or(&[][..], Vec::as_slice);
        // Only months of which the reporter has published anything: what it left out of them, it says did not arrive.
        let last = months[place].last().copied().unwrap_or(begin);
        let compared: Vec<i32> = months[place].iter().copied().filter(|month| *month > last - MONTHS).collect();
        let (mut declared, mut value, mut lots, mut got) = (0.0, 0.0, 0.0, (0.0, 0.0));
        for month in &compared {
            for (_, cell) in by_month.iter().filter(|(code, _)| (1..=2).contains(&(month - code.month))) {
                declared += cell.kg() / 2.0;
                value += cell.usd() / 2.0;
                lots += cell.lines as f64 / 2.0;
            }
            for (_, kg, usd) in counted.iter().filter(|(counted, ..)| counted == month) {
                got = (got.0 + kg, got.1 + usd);
            }
        }
        if declared <= 0.0 || got.0.is_nan() {
            continue;
        }
        // One part in twenty of the larger keeps an empty side finite.
        let steady = 0.05 * declared.max(got.0);
        let log = ((got.0 + steady) / (declared + steady)).ln();
        let value_ratio = (value > 0.0 && got.1 > 0.0).then(|| got.1 / value / CIF_OVER_FOB);
        let gap = Gap {
            destination: place.to_owned(),
            hs6: hs6.to_owned(),
            months: compared.len() as i32,
            declared_kg: declared,
            reported_kg: got.0,
            ratio: 1.0,
            value_ratio,
            habit: 1.0,
            scatters: 0.0,
        };
        gaps.push((gap, log, lots));
    }
    let all = median(gaps.iter().map(|(_, log, _)| *log).collect());
    let mut by_place: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    gaps.iter().for_each(|(gap, log, _)| by_place.entry(gap.destination.clone()).or_default().push(*log));
    let habits: BTreeMap<String, f64> = (by_place.into_iter())
        .map(|(place, logs)| (place, if logs.len() >= CODES_MIN { median(logs) } else { all }))
        .collect();
    let off: Vec<f64> = gaps.iter().map(|(gap, log, _)| (log - habits[&gap.destination]).abs()).collect();
    let scatter = (1.4826 * median(off)).max(SCATTER_MIN);
    let mut told: Vec<Gap> = (gaps.into_iter())
        .map(|(gap, log, lots)| {
            let habit = habits[&gap.destination];
            let scatter = (scatter * scatter + UNEVEN / lots.max(0.5)).sqrt();
            Gap { ratio: (log - habit).exp(), habit: habit.exp(), scatters: (log - habit) / scatter, ..gap }
        })
        .collect();
    told.sort_by(|a, b| {
        b.scatters
            .abs()
            .total_cmp(&a.scatters.abs())
            .then_with(|| (&a.destination, &a.hs6).cmp(&(&b.destination, &b.hs6)))
    });
    told
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten codes to KR, 100 kg of each a month for a year; what `arrives` says comes in, published 70 days after its month.
    fn case(arrives: impl Fn(usize) -> f64) -> (Flows, Vec<Reported>) {
        let mut flows = Flows::default();
        let mut reported = Vec::new();
        let start = 2024 * 12;
        let first = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().to_epoch_days();
        flows.busy(first);
        for code in 0..10 {
            let hs6 = format!("81100{code}");
            for month in start..start + 15 {
                let key = MonthlyCode { destination: "KR".into(), hs6: hs6.clone(), month };
                flows.add_code(key, Cell::line(Some(100.0), Some(1000.0)));
                let published = first + 31 * (month - start + 1) + 70;
                let net_mass_kg = arrives(code);
                reported.push(Reported {
                    reporter: "KR".into(),
                    hs6: hs6.clone(),
                    month,
                    net_mass_kg,
                    value_usd: net_mass_kg * 10.75,
                    published,
                });
            }
        }
        (flows, reported)
    }

    #[test]
    fn a_habit_is_no_gap_and_what_did_not_arrive_is() {
        // All count 90 %; of the fourth code only a third of that.
        let (flows, reported) = case(|code| if code == 3 { 30.0 } else { 90.0 });
        let gaps = gaps(&flows, &reported, i32::MAX);
        assert_eq!((gaps[0].hs6.as_str(), gaps[0].declared_kg, gaps[0].months), ("811003", 1200.0, 12));
        // ln((360 + 60) / (1200 + 60)) + 0.10 = -0.9985; scatter 0.1 beside that of 12 lots, sqrt(0.01 + 2 / 12) = 0.4203.
        assert!(
            (gaps[0].scatters - ((420.0f64 / 1260.0).ln() - (1140.0f64 / 1260.0).ln()) / (0.01f64 + 2.0 / 12.0).sqrt())
                .abs()
                < 1e-9,
            "{:?}",
            gaps[0]
        );
        assert!(gaps[0].scatters < -2.0 && (gaps[0].ratio - 420.0 / 1140.0).abs() < 1e-9);
        assert!(gaps[1..].iter().all(|gap| gap.scatters.abs() < 1e-9 && (gap.habit - 1140.0 / 1260.0).abs() < 1e-9));
        assert!((gaps[0].value_ratio.unwrap() - 0.3).abs() < 1e-9);
    }

    #[test]
    fn what_is_published_later_is_not_known() {
        let (flows, reported) = case(|_| 90.0);
        let middle = reported[8].published;
        let early = gaps(&flows, &reported, middle);
        let known: Vec<Reported> = reported.into_iter().filter(|row| row.published <= middle).collect();
        assert_eq!(early, gaps(&flows, &known, i32::MAX));
        assert_eq!(early[0].months, 6, "months 3 to 8 of the world");
    }
}
