//! The distribution of the night's risks, with the lowest that was still picked.

use super::Histogram;
use super::numbers::grouped;
use maud::Markup;
use maud::html;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 310.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 46.0;

/// A bar chart with a logarithmic count axis: the few at the right end would be invisible on a linear one.
pub(super) fn risk_picture(histogram: &Histogram) -> Markup {
    let total: u64 = histogram.counts.iter().sum();
    if total == 0 {
        return html! { p.empty { "No row was scored, so there is no distribution to show." } };
    }
    let highest = histogram.counts.iter().copied().max().unwrap_or(0);
    let decades = decades_above(highest);
    let summary = summary_of(histogram, total);
    html! {
        figure {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby="risk-title risk-desc" {
                title id="risk-title" { "Distribution of the risk" }
                desc id="risk-desc" { (summary) }
                @for decade in 0..=decades {
                    @let y = height_of(10f64.powi(decade), decades);
                    line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(at(y)) y2=(at(y)) {}
                    text.tick x=(LEFT - 8.0) y=(at(y + 4.0)) text-anchor="end" { (grouped(10u64.pow(decade as u32))) }
                }
                @for (bin, &count) in histogram.counts.iter().enumerate() {
                    (bar(histogram, bin, count, decades))
                }
                line.axis x1=(LEFT) x2=(WIDTH - RIGHT) y1=(HEIGHT - BOTTOM) y2=(HEIGHT - BOTTOM) {}
                @for tick in 0..=5 {
                    @let value = histogram.low + (histogram.high - histogram.low) * f64::from(tick) / 5.0;
                    text.tick x=(at(x_of(histogram, value))) y=(HEIGHT - BOTTOM + 18.0) text-anchor="middle" { (format!("{value:.1}")) }
                }
                text.label x=(at((LEFT + WIDTH - RIGHT) / 2.0)) y=(HEIGHT - 8.0) text-anchor="middle" { "risk" }
                text.label x="4" y="14" { "lines (logarithmic)" }
                @if let Some(cut) = histogram.cut.filter(|cut| cut.is_finite()) {
                    @let x = x_of(histogram, cut);
                    @let (anchor, aside) = if x > WIDTH * 0.6 { ("end", -6.0) } else { ("start", 6.0) };
                    line.cut x1=(at(x)) x2=(at(x)) y1=(TOP - 14.0) y2=(HEIGHT - BOTTOM) {}
                    text.cutlabel x=(at(x + aside)) y=(TOP - 10.0) text-anchor=(anchor) { "lowest risk picked " (format!("{cut:.2}")) }
                }
            }
            figcaption { (summary) }
        }
    }
}

fn bar(histogram: &Histogram, bin: usize, count: u64, decades: i32) -> Markup {
    let width = (histogram.high - histogram.low) / histogram.counts.len() as f64;
    let (from, to) = (histogram.low + width * bin as f64, histogram.low + width * (bin + 1) as f64);
    let (x, end) = (x_of(histogram, from), x_of(histogram, to));
    let y = if count == 0 { HEIGHT - BOTTOM } else { height_of(count as f64, decades) };
    let class = if histogram.cut.is_some_and(|cut| (from + to) / 2.0 >= cut) { "bar picked" } else { "bar" };
    html! {
        rect class=(class) x=(at(x + 1.0)) y=(at(y)) width=(at((end - x - 2.0).max(0.5))) height=(at(HEIGHT - BOTTOM - y)) {
            title { (format!("risk {from:.3} to {to:.3}: ")) (grouped(count)) " lines" }
        }
    }
}

/// One sentence that says what the picture shows.
fn summary_of(histogram: &Histogram, total: u64) -> String {
    let middle = (histogram.low + histogram.high) / 2.0;
    let half = histogram.counts.len().div_ceil(2);
    let above: u64 = histogram.counts[half..].iter().sum();
    format!("{} of {} lines have a risk above {middle:.1}.", grouped(above), grouped(total))
}

fn decades_above(highest: u64) -> i32 {
    (highest.max(10) as f64).log10().ceil() as i32
}

/// A single line must be seen, so the axis begins at one half.
fn height_of(count: f64, decades: i32) -> f64 {
    let floor = 0.5f64.log10();
    let share = (count.log10() - floor) / (f64::from(decades) - floor);
    HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
}

fn x_of(histogram: &Histogram, value: f64) -> f64 {
    let share = ((value - histogram.low) / (histogram.high - histogram.low)).clamp(0.0, 1.0);
    LEFT + share * (WIDTH - LEFT - RIGHT)
}

/// A coordinate with one digit: the same text on every machine.
fn at(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}
