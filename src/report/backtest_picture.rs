//! Recall week by week, one line a strategy.

use crate::backtest::{Results, Strategy};
use maud::{Markup, html};

const WIDTH: f64 = 1140.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 1130.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 340.0;
/// Weeks before and behind a week that its point is the mean of.
const EITHER_SIDE: usize = 2;

/// Colour and dashes of a strategy's line; told apart without colour too.
pub(super) fn stroke(strategy: Strategy) -> (&'static str, &'static str) {
    match strategy {
        Strategy::Random => ("#8c959f", "2 4"),
        Strategy::Rules => ("#9a6700", "8 4"),
        Strategy::LabelFree => ("#1f5a94", "8 4"),
        Strategy::Learned => ("#1b1f24", ""),
        Strategy::LearnedSeverity => ("#6e40c9", "12 3 3 3"),
        Strategy::HybridRandom => ("#b42318", ""),
        Strategy::HybridLabelFree => ("#1a7f37", "12 3 3 3"),
    }
}

/// The picture; each point is the mean of five weeks.
pub(super) fn backtest_picture(results: &Results) -> Markup {
    let weeks = results.weeks.max(2);
    let x = |week: usize| LEFT + week as f64 / (weeks - 1) as f64 * (RIGHT - LEFT);
    let y = |recall: f64| BOTTOM - recall * (BOTTOM - TOP);
    let half = x(results.weeks / 2);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label="Recall by week and strategy" {
            rect x=(at(half)) y=(TOP) width=(at(RIGHT - half)) height=(BOTTOM - TOP) fill="#f6f8fa" { title { "The last half, which the table measures" } }
            @for tick in 0..=5u32 {
                @let value = f64::from(tick) / 5.0;
                line.grid x1=(LEFT) x2=(RIGHT) y1=(at(y(value))) y2=(at(y(value))) {}
                text.tick x=(LEFT - 6.0) y=(at(y(value) + 4.0)) text-anchor="end" { (format!("{value:.1}")) }
            }
            @for stand in &results.stands {
                @let (colour, dashes) = stroke(stand.strategy);
                path fill="none" stroke=(colour) stroke-width="2" stroke-dasharray=[(!dashes.is_empty()).then_some(dashes)] d=(line(&stand.weekly_recall, x, y)) {
                    title { (stand.strategy.id()) }
                }
            }
            line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
            @for week in (0..results.weeks).step_by(4) {
                line.axis x1=(at(x(week))) x2=(at(x(week))) y1=(BOTTOM) y2=(BOTTOM + 4.0) {}
                text.tick x=(at(x(week))) y=(BOTTOM + 18.0) text-anchor="middle" { (week + 1) }
            }
            text.label x=(RIGHT) y=(HEIGHT - 4.0) text-anchor="end" { "weeks since the strategies part" }
        }
    }
}

/// The path through the smoothed points; weeks in which nobody had anything to find are passed over.
fn line(weekly: &[Option<f64>], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> String {
    let point = |week: usize| {
        let near = &weekly[week.saturating_sub(EITHER_SIDE)..(week + EITHER_SIDE + 1).min(weekly.len())];
        let (sum, n) = near.iter().flatten().fold((0.0, 0.0), |(sum, n), recall| (sum + recall, n + 1.0));
        (n > 0.0).then(|| (x(week), y(sum / n)))
    };
    let points = (0..weekly.len()).filter_map(point).enumerate();
    points.map(|(n, (x, y))| format!("{}{x:.1} {y:.1}", if n == 0 { "M" } else { "L" })).collect()
}

fn at(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_means_of_five_weeks_and_gaps_are_passed_over() {
        let weekly = [Some(0.0), Some(1.0), None, Some(0.5), Some(0.5)];
        // Week 0: mean of 0 and 1; week 2: of 0, 1, 0.5, 0.5.
        let drawn = line(&weekly, |week| week as f64, |recall| recall * 100.0);
        assert!(drawn.starts_with("M0.0 50.0L1.0 50.0L2.0 50.0L3.0 66.7"), "{drawn}");
        assert_eq!(line(&[None, None], |week| week as f64, |recall| recall), "");
    }
}
