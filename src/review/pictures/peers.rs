//! A declared figure among its peers: each dot an equal share of them, the middle half and nine tenths beneath.

use super::drawing::Align;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Shape;
use super::drawing::cut;
use super::drawing::text_width;
use super::scale::Scale;
use super::scale::plain;
use crate::cases::AmongPeers;
use crate::report::legible::spelled;
use crate::report::numbers::grouped;
use crate::report::numbers::percent;
use crate::review::lang::Lang;

const WIDTH: f64 = 560.0;
const LEFT: f64 = 14.0;
const RIGHT: f64 = 546.0;
/// Height of a strip: head line, words of the declared value, dots, band.
const STRIP: f64 = 104.0;
const DOTS: f64 = 44.0;
const DOTS_MAX: usize = 40;

/// One row of the picture.
pub(crate) struct Strip<'a> {
    /// Whose figures these are, e.g. "Peers".
    pub(crate) name: &'a str,
    pub(crate) among: &'a AmongPeers,
}

/// A named value on the same axis, e.g. the density of a material.
pub(crate) struct Marker {
    pub(crate) name: String,
    pub(crate) value: f64,
}

/// Strips over one common axis; `None` where not one of them has peers.
pub(crate) fn peers(title: &str, unit: &str, strips: &[Strip], markers: &[Marker], lang: Lang) -> Option<Drawing> {
    let strips: Vec<(&Strip, Vec<(f64, f64)>)> = strips
        .iter()
        .map(|strip| (strip, steps(strip.among)))
        .filter(|(strip, steps)| !steps.is_empty() && strip.among.declared.is_finite())
        .collect();
    let (first, _) = strips.first()?;
    let markers: Vec<&Marker> = markers.iter().filter(|marker| marker.value.is_finite()).collect();
    let values = strips
        .iter()
        .flat_map(|(strip, steps)| steps.iter().map(|(_, value)| *value).chain([strip.among.declared]))
        .chain(markers.iter().map(|marker| marker.value));
    let logarithmic = first.among.logarithmic || !markers.is_empty();
    let scale = Scale::over(values, logarithmic, LEFT + 8.0, RIGHT - 8.0)?;
    let rows = rows_of(&markers, &scale);
    let height_of_markers = rows.iter().map(|(_, row, _)| row + 1).max().unwrap_or(0) as f64 * 17.0;
    let axis = STRIP * strips.len() as f64 + 4.0;
    let told: Vec<String> = strips
        .iter()
        .map(|(strip, _)| format!("{}: {}", strip.name, place_in_words(strip.among, unit, lang)))
        .chain(markers.iter().map(|marker| format!("{}: {} {unit}", spelled(&marker.name), plain(marker.value))))
        .collect();
    let mut drawing = Drawing::new(WIDTH, axis + 36.0 + height_of_markers, title.into(), told.join(". "));
    for (tick, name) in scale.ticks(6) {
        let x = scale.at(tick);
        drawing.line((x, 22.0), (x, axis + 4.0), Ink::Grid);
        drawing.words_inside((x, axis + 16.0), &name, 11.0, Ink::Soft);
    }
    drawing.line((LEFT, axis), (RIGHT, axis), Ink::Axis);
    for (row, (strip, steps)) in strips.iter().enumerate() {
        draw_strip(&mut drawing, STRIP * row as f64, strip, steps, &scale, unit, lang);
    }
    let below = axis + 30.0;
    drawing.words(
        (RIGHT, below + height_of_markers),
        format!("{unit}{}", if logarithmic { lang.of(", log scale", "，对数坐标") } else { "" }),
        Align::End,
        11.0,
        Ink::Soft,
    );
    for (marker, row, x) in rows {
        let y = below + 17.0 * row as f64;
        drawing.line((x, axis), (x, y - 9.0), Ink::Marker);
        drawing.sign(Shape::Triangle, (x, y - 4.0), 4.5, Ink::Marker, String::new());
        let (text, at, align) = label_of(marker, x);
        drawing.words((at, y), text, align, 11.0, Ink::Text);
    }
    Some(drawing)
}

fn draw_strip(
    drawing: &mut Drawing,
    top: f64,
    strip: &Strip,
    steps: &[(f64, f64)],
    scale: &Scale,
    unit: &str,
    lang: Lang,
) {
    let among = strip.among;
    let head = format!("{} · {}", strip.name, spelled(lang.words(&among.peers)));
    drawing.words((LEFT, top + 13.0), cut(&head, 12.0, RIGHT - LEFT), Align::Start, 12.0, Ink::Soft);
    let floor = top + 84.0;
    let at = |share: f64| scale.at(value_at(steps, share));
    let (dots, radius) = stacked(steps, among.n, scale);
    for (x, level) in dots {
        drawing.sign(
            Shape::Circle,
            (x, floor - radius - level as f64 * 2.0 * radius),
            radius,
            Ink::Peer,
            String::new(),
        );
    }
    for (low, high, ink) in [(0.05, 0.95, Ink::Band), (0.25, 0.75, Ink::Core)] {
        if covers(steps, low) && covers(steps, high) {
            drawing.area((at(low), floor + 3.0), (at(high) - at(low)).max(1.5), 8.0, ink);
        }
    }
    let middle = at(0.5);
    drawing.line((middle, floor + 1.0), (middle, floor + 13.0), Ink::Axis);
    let x = scale.at(among.declared);
    drawing.line((x, top + 33.0), (x, floor + 13.0), Ink::Own);
    drawing.sign(Shape::Diamond, (x, floor + 7.0), 5.0, Ink::Own, String::new());
    drawing.words_inside((x, top + 29.0), &place_in_words(among, unit, lang), 12.5, Ink::OwnText);
}

/// "3.1 USD/kg, lower than 99 % of 214 peers"; says plainly when there is nothing to compare with.
pub(crate) fn place_in_words(among: &AmongPeers, unit: &str, lang: Lang) -> String {
    let declared = format!("{} {unit}", plain(among.declared));
    let steps = steps(among);
    if steps.is_empty() || !among.declared.is_finite() {
        return format!("{declared}{}", lang.of(", no peers to compare with", "，无可比记录"));
    }
    let n = grouped(among.n);
    let (below, above) = shares(&steps, among.declared);
    match lang {
        _ if below < 0.6 && above < 0.6 && (below - above).abs() < 0.2 => {
            format!("{declared}{}{n}{}", lang.of(", in the middle of ", "，居中，可比记录"), lang.of(" peers", "条"))
        }
        Lang::En if above >= below => format!("{declared}, lower than {} of {n} peers", share(above, lang)),
        Lang::En => format!("{declared}, higher than {} of {n} peers", share(below, lang)),
        Lang::Zh if above >= below => format!("{declared}，低于{n}条可比记录中的{}", share(above, lang)),
        Lang::Zh => format!("{declared}，高于{n}条可比记录中的{}", share(below, lang)),
    }
}

fn share(share: f64, lang: Lang) -> String {
    if share >= 1.0 { lang.of("all", "全部").into() } else { percent(share) }
}

/// Shares of the peers that lie certainly below and certainly above a value.
fn shares(steps: &[(f64, f64)], value: f64) -> (f64, f64) {
    let at = |strictly: bool| {
        let under = |v: f64| if strictly { v < value } else { v <= value };
        match steps.iter().rposition(|(_, v)| under(*v)) {
            None => 0.0,
            Some(last) if last + 1 == steps.len() => steps[last].0,
            Some(here) => {
                let ((q0, v0), (q1, v1)) = (steps[here], steps[here + 1]);
                q0 + (q1 - q0) * ((value - v0) / (v1 - v0)).clamp(0.0, 1.0)
            }
        }
    };
    // A value outside of all that is known lies beyond at least what is known.
    let (lowest, highest) = (steps[0], steps[steps.len() - 1]);
    let above = if value < lowest.1 { 1.0 - lowest.0 } else { 1.0 - at(false) };
    let above = if value > highest.1 { 0.0 } else { above.min(1.0) };
    (at(true).max(0.0), above.max(0.0))
}

/// The quantiles that can be believed: finite, within 0 to 1, rising in both.
fn steps(among: &AmongPeers) -> Vec<(f64, f64)> {
    let mut steps: Vec<(f64, f64)> = Vec::new();
    if among.n == 0 {
        return steps;
    }
    for (share, value) in among.quantiles.iter().copied() {
        let rises = steps.last().is_none_or(|(q, v)| share > *q && value >= *v);
        if (0.0..=1.0).contains(&share) && value.is_finite() && rises {
            steps.push((share, value));
        }
    }
    steps
}

fn covers(steps: &[(f64, f64)], share: f64) -> bool {
    steps[0].0 <= share && steps[steps.len() - 1].0 >= share && steps.len() > 1
}

/// The value below which a share of the peers lies, between the known ones by straight lines.
fn value_at(steps: &[(f64, f64)], share: f64) -> f64 {
    match steps.iter().position(|(q, _)| *q >= share) {
        None => steps[steps.len() - 1].1,
        Some(0) => steps[0].1,
        Some(i) => {
            let ((q0, v0), (q1, v1)) = (steps[i - 1], steps[i]);
            v0 + (v1 - v0) * (share - q0) / (q1 - q0)
        }
    }
}

/// Dots for equal shares of the peers, stacked where they would overlap: (x, level) and the radius at which all stacks fit.
fn stacked(steps: &[(f64, f64)], n: u64, scale: &Scale) -> (Vec<(f64, usize)>, f64) {
    let count = (n as usize).clamp(1, DOTS_MAX);
    let places: Vec<f64> = (0..count).map(|i| scale.at(value_at(steps, (i as f64 + 0.5) / count as f64))).collect();
    let mut radius = 4.5;
    loop {
        let mut dots: Vec<(f64, usize)> = Vec::with_capacity(count);
        let mut start = f64::NEG_INFINITY;
        let mut level = 0;
        for x in &places {
            if *x - start < 2.0 * radius {
                level += 1;
            } else {
                (start, level) = (*x, 0);
            }
            dots.push((start, level));
        }
        let tallest = dots.iter().map(|(_, level)| level + 1).max().unwrap_or(1) as f64;
        if tallest * 2.0 * radius <= DOTS || radius <= 0.6 {
            return (dots, radius);
        }
        radius = (radius - 0.25).max(0.6);
    }
}

/// Which row each marker's label stands in so that none lies on another.
fn rows_of<'a>(markers: &[&'a Marker], scale: &Scale) -> Vec<(&'a Marker, usize, f64)> {
    let mut taken: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut out = Vec::new();
    for marker in markers {
        let x = scale.at(marker.value);
        let (text, at, align) = label_of(marker, x);
        let wide = text_width(&text, 11.0);
        let (low, high) = if align == Align::Start { (x - 6.0, at + wide) } else { (at - wide, x + 6.0) };
        let free = |row: &Vec<(f64, f64)>| row.iter().all(|(l, h)| high < *l - 6.0 || low > *h + 6.0);
        let row = taken.iter().position(free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[row].push((low, high));
        out.push((*marker, row, x));
    }
    out
}

fn label_of(marker: &Marker, x: f64) -> (String, f64, Align) {
    let text = cut(&format!("{} {}", spelled(&marker.name), plain(marker.value)), 11.0, 230.0);
    if x + 8.0 + text_width(&text, 11.0) > RIGHT { (text, x - 8.0, Align::End) } else { (text, x + 8.0, Align::Start) }
}
