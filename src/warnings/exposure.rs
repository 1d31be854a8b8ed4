//! How many lines an ordinary flow would show in each week: activity, New Year, the mineral elsewhere, the season.

use super::calendar::{Phase, phase};
use super::weekly::Weeks;

/// Weeks over which the flow of a mineral to all other places is averaged.
const ELSEWHERE_WEEKS: usize = 8;
/// Lines of the long run that steady a thin mineral's average.
const ELSEWHERE_STEADY: f64 = 10.0;
/// Lines that steady the season of a corridor: what is thinner has none of its own.
const SEASON_STEADY: f64 = 15.0;
/// Lines that steady the New Year's effect on minerals.
const PHASE_STEADY: f64 = 50.0;
/// Weeks of a year.
const YEAR: usize = 52;

/// Activity as the minerals follow it: around the New Year they may fall less or more than all goods, which their own past tells.
/// `minerals` are the lines of all minerals by week.
pub fn around_new_year(weeks: &Weeks, activity: &[f64], minerals: &[f64]) -> Vec<f64> {
    let phases: Vec<Phase> = (0..weeks.n).map(|week| phase(weeks.begin(week) + 3)).collect();
    // (lines, activity) so far, by phase; a week is judged by weeks up to itself.
    let mut seen = [(0.0, 0.0); 3];
    (0..weeks.n)
        .map(|week| {
            let sums = &mut seen[phases[week] as usize];
            sums.0 += minerals[week];
            sums.1 += activity[week];
            let (lines, under) = seen[phases[week] as usize];
            let (usual, over) = seen[Phase::Ordinary as usize];
            if phases[week] == Phase::Ordinary || over <= 0.0 || usual <= 0.0 {
                return activity[week];
            }
            let expected = under * usual / over;
            activity[week] * (lines + PHASE_STEADY) / (expected + PHASE_STEADY)
        })
        .collect()
}

/// Exposure of a corridor by week: activity times what its mineral did in all other destinations lately. A control, a shortage or a
/// season of the mineral moves all destinations, so none of it looks like a rise of this one. `breaks` are weeks in which the law
/// changed; no average reaches back across one.
pub fn exposure(own: &[f64], mineral: &[f64], activity: &[f64], breaks: &[usize]) -> Vec<f64> {
    let elsewhere: Vec<f64> = mineral.iter().zip(own).map(|(all, own)| (all - own).max(0.0)).collect();
    let mut exposures = Vec::with_capacity(own.len());
    let (mut lines_all, mut under_all) = (0.0, 0.0);
    for week in 0..own.len() {
        lines_all += elsewhere[week];
        under_all += activity[week];
        let long_run = if under_all > 0.0 { lines_all / under_all } else { 0.0 };
        let since = breaks.iter().filter(|at| **at <= week).max().copied().unwrap_or(0);
        let from = (week + 1).saturating_sub(ELSEWHERE_WEEKS).max(since);
        let lines: f64 = elsewhere[from..=week].iter().sum();
        let under: f64 = activity[from..=week].iter().sum();
        // The long run counts as so much exposure as would show ELSEWHERE_STEADY lines of it.
        let steady = if long_run > 0.0 { ELSEWHERE_STEADY / long_run } else { 0.0 };
        let level = if under + steady > 0.0 { (lines + steady * long_run) / (under + steady) } else { 0.0 };
        exposures.push(activity[week] * level * season(own, &exposures, week));
    }
    exposures
}

/// What the same five weeks of last year were against the year around them; 1 without such a year.
fn season(own: &[f64], exposures: &[f64], week: usize) -> f64 {
    let (Some(middle), true) = (week.checked_sub(YEAR), week >= YEAR + YEAR / 2) else { return 1.0 };
    let around = middle - YEAR / 2..(middle + YEAR / 2).min(week);
    let near = middle.saturating_sub(2)..middle + 3;
    let sum = |values: &[f64], over: std::ops::Range<usize>| values[over].iter().sum::<f64>();
    let (lines, under) = (sum(own, around.clone()), sum(exposures, around));
    if under <= 0.0 {
        return 1.0;
    }
    let expected = sum(exposures, near.clone()) * lines / under;
    (sum(own, near) + SEASON_STEADY) / (expected + SEASON_STEADY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_everywhere_is_an_expected_fall_here() {
        let activity = vec![1.0; 40];
        let mineral: Vec<f64> = (0..40).map(|week| if week < 20 { 100.0 } else { 40.0 }).collect();
        let own: Vec<f64> = mineral.iter().map(|lines| lines / 10.0).collect();
        let exposure = exposure(&own, &mineral, &activity, &[20]);
        // From the first week after the break on, but for the long run's ten lines.
        assert!((exposure[30] / exposure[19] - 0.4).abs() < 0.03, "{} {}", exposure[30], exposure[19]);
        assert!(exposure[20] / exposure[19] < 0.6, "{} {}", exposure[20], exposure[19]);
    }

    #[test]
    fn a_mineral_that_goes_nowhere_else_has_no_exposure() {
        assert_eq!(exposure(&[5.0, 6.0], &[5.0, 6.0], &[1.0, 1.0], &[]), [0.0, 0.0]);
    }

    #[test]
    fn a_peak_of_every_year_is_expected_the_second_time() {
        // 10 lines a week, 30 in weeks 30 to 34 of each year; (150 + 15) / (62.. + 15) at the peak's middle.
        let own: Vec<f64> = (0..104).map(|week| if (30..35).contains(&(week % 52)) { 30.0 } else { 10.0 }).collect();
        let mineral: Vec<f64> = own.iter().map(|own| own + 100.0).collect();
        let exposure = exposure(&own, &mineral, &vec![1.0; 104], &[]);
        let rise = exposure[84] / exposure[70];
        assert!((1.9..2.3).contains(&rise), "{rise}");
        assert!((exposure[32] / exposure[29] - 1.0).abs() < 1e-9, "the first time nothing is known");
    }

    #[test]
    fn minerals_that_ship_through_the_new_year_are_expected_to() {
        // 2024 and 2025; activity falls to a tenth, the minerals to a half.
        let weeks = Weeks { evening: 20_270, n: 104 };
        let activity: Vec<f64> =
            (0..104).map(|w| if phase(weeks.begin(w) + 3) == Phase::Holiday { 0.1 } else { 1.0 }).collect();
        let minerals: Vec<f64> = activity.iter().map(|a| if *a < 1.0 { 500.0 } else { 1000.0 }).collect();
        let expected = around_new_year(&weeks, &activity, &minerals);
        let last = (0..104).rev().find(|w| phase(weeks.begin(*w) + 3) == Phase::Holiday).unwrap();
        assert!((0.45..0.5).contains(&expected[last]), "{}", expected[last]);
        assert_eq!(expected[103], 1.0);
    }
}
