//! A flow over the weeks: bars of lines, what was to be expected as a step, the onset, controls and New Years.

use crate::warnings::Week;
use chrono::{Days, NaiveDate};
use maud::{Markup, html};

const WIDTH: f64 = 1140.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 1130.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 166.0;

/// What is marked in a picture.
pub(super) struct Marks<'a> {
    /// Says what is drawn; also its accessible name.
    pub title: String,
    pub onset: NaiveDate,
    /// Earliest and latest plausible onset.
    pub between: Option<(NaiveDate, NaiveDate)>,
    pub controls: &'a [NaiveDate],
    /// First days of the Chinese New Year.
    pub new_years: &'a [NaiveDate],
}

/// The picture of a series; weeks from the onset on are coloured.
pub(super) fn flow_picture(weeks: &[Week], marks: &Marks) -> Markup {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return html! {} };
    let most = weeks.iter().map(|week| (week.lines as f64).max(week.expected)).fold(1.0, f64::max);
    let step = nice(most);
    let top = (most / step).ceil() * step;
    let wide = (RIGHT - LEFT) / weeks.len() as f64;
    let x = |day: NaiveDate| LEFT + (day - first.begins).num_days() as f64 / 7.0 * wide;
    let y = |lines: f64| BOTTOM - lines / top * (BOTTOM - TOP);
    let end = last.begins.checked_add_days(Days::new(7)).unwrap_or(last.begins);
    let within = |day: &NaiveDate| first.begins <= *day && *day < end;
    let expected: Vec<String> = (weeks.iter().enumerate())
        .map(|(n, week)| {
            let (from, to, at) = (LEFT + n as f64 * wide, LEFT + (n + 1) as f64 * wide, y(week.expected));
            format!("{}{from:.1} {at:.1}H{to:.1}", if n == 0 { "M" } else { "L" })
        })
        .collect();
    html! {
        svg viewBox={ "0 0 " (WIDTH) " 190" } role="img" aria-label=(marks.title) {
            text.label x=(LEFT) y="12" { (marks.title) }
            @if let Some((from, to)) = marks.between {
                @let left = x(from.max(first.begins));
                rect.span x=(at(left)) y=(TOP) width=(at((x(to) - left + wide).max(2.0))) height=(BOTTOM - TOP) {
                    title { "The change may have begun in any of these weeks (95 %)" }
                }
            }
            @for day in marks.new_years.iter().filter(|day| within(day)) {
                rect.holiday x=(at(x(*day))) y=(TOP) width=(at(wide)) height=(BOTTOM - TOP) { title { "Chinese New Year 春节 " (day) } }
            }
            @for tick in 0..=((top / step).round() as u32) {
                @let value = f64::from(tick) * step;
                line.grid x1=(LEFT) x2=(RIGHT) y1=(at(y(value))) y2=(at(y(value))) {}
                text.tick x=(LEFT - 6.0) y=(at(y(value) + 4.0)) text-anchor="end" { (value) }
            }
            @for (n, week) in weeks.iter().enumerate().filter(|(_, week)| week.lines > 0) {
                @let height = BOTTOM - y(week.lines as f64);
                rect class=(if week.begins >= marks.onset { "bar since" } else { "bar" })
                    x=(at(LEFT + n as f64 * wide + 1.0)) y=(at(BOTTOM - height)) width=(at((wide - 2.0).max(1.0))) height=(at(height)) {
                    title { "Week from " (week.begins) ": " (week.lines) " lines, " (format!("{:.1}", week.expected)) " expected" }
                }
            }
            path.expected d=(expected.concat()) {}
            @for day in marks.controls.iter().filter(|day| within(day)) {
                line.control x1=(at(x(*day))) x2=(at(x(*day))) y1=(TOP - 10.0) y2=(BOTTOM) { title { "The control changed on " (day) } }
                text.controllabel x=(at(x(*day) + 3.0)) y=(TOP - 3.0) { "control 管制 " (day) }
            }
            @if within(&marks.onset) {
                line.cut x1=(at(x(marks.onset))) x2=(at(x(marks.onset))) y1=(TOP) y2=(BOTTOM) {}
            }
            line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
            @for (n, week) in weeks.iter().enumerate().filter(|(n, _)| n % 13 == 0) {
                @let left = LEFT + n as f64 * wide;
                line.axis x1=(at(left)) x2=(at(left)) y1=(BOTTOM) y2=(BOTTOM + 4.0) {}
                text.tick x=(at(left)) y=(BOTTOM + 18.0) { (week.begins) }
            }
        }
    }
}

/// A round step that gives two to five grid lines.
fn nice(most: f64) -> f64 {
    let power = 10f64.powf((most / 3.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0];
    let step = steps.iter().map(|step| step * power).find(|step| most / step <= 5.0).unwrap_or(power * 10.0);
    step.max(1.0)
}

fn at(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_steps_are_round() {
        assert_eq!([1.0, 4.0, 9.0, 23.0, 118.0].map(nice), [1.0, 1.0, 2.0, 5.0, 50.0]);
    }
}
