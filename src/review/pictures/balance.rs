//! What may leave against what left: bars of kilograms on one axis.

use super::drawing::Align;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::text_width;
use super::scale::Scale;
use super::scale::plain;
use crate::report::numbers::mass;

const WIDTH: f64 = 560.0;
const LEFT: f64 = 14.0;
const RIGHT: f64 = 546.0;
const ROW: f64 = 46.0;

/// A picture of some bars.
pub(crate) struct Balance {
    pub(crate) title: String,
    pub(crate) told: String,
    /// Name and the portions that stand end to end.
    pub(crate) bars: Vec<(String, Vec<Portion>)>,
    /// A limit across all bars: name and kg.
    pub(crate) limit: Option<(String, f64)>,
}

/// A part of a bar.
pub(crate) struct Portion {
    pub(crate) name: String,
    pub(crate) kg: f64,
    pub(crate) ink: Ink,
}

/// `None` where nothing positive is to be shown. What goes over the limit is drawn as over it, whatever its portion.
pub(crate) fn balance(balance: &Balance) -> Option<Drawing> {
    let good = |kg: f64| if kg.is_finite() && kg > 0.0 { kg } else { 0.0 };
    let sums = balance.bars.iter().map(|(_, portions)| portions.iter().map(|portion| good(portion.kg)).sum::<f64>());
    let limit = balance.limit.as_ref().map(|(name, kg)| (name, good(*kg)));
    let most = sums.chain(limit.iter().map(|(_, kg)| *kg)).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let scale = Scale::over([0.0, most].into_iter(), false, LEFT, RIGHT)?;
    let top = if limit.is_some() { 26.0 } else { 6.0 };
    let floor = top + ROW * balance.bars.len() as f64;
    let mut drawing = Drawing::new(WIDTH, floor + 22.0, balance.title.clone(), balance.told.clone());
    for (tick, _) in scale.ticks(5) {
        let x = scale.at(tick);
        drawing.line((x, top), (x, floor + 3.0), Ink::Grid);
        let text = if tick == 0.0 { "0".into() } else { tick_mass(tick, most) };
        drawing.words_inside((x, floor + 16.0), &text, 11.0, Ink::Soft);
    }
    for (row, (name, portions)) in balance.bars.iter().enumerate() {
        let y = top + ROW * row as f64;
        let told: Vec<String> =
            portions.iter().map(|portion| format!("{} {}", portion.name, mass(Some(portion.kg)))).collect();
        drawing.words((LEFT, y + 12.0), format!("{name}: {}", told.join(" + ")), Align::Start, 12.0, Ink::Text);
        let mut sum = 0.0;
        for portion in portions {
            let (from, to) = (sum, sum + good(portion.kg));
            sum = to;
            let edge = limit.as_ref().map_or(to, |(_, kg)| kg.clamp(from, to));
            let bar = |drawing: &mut Drawing, from: f64, to: f64, ink| {
                if to > from {
                    drawing.area((scale.at(from), y + 18.0), (scale.at(to) - scale.at(from)).max(1.5), 16.0, ink);
                }
            };
            bar(&mut drawing, from, edge, portion.ink);
            bar(&mut drawing, edge, to, Ink::Over);
        }
    }
    drawing.line((LEFT, floor), (RIGHT, floor), Ink::Axis);
    if let Some((name, kg)) = limit {
        let x = scale.at(kg);
        drawing.line((x, 18.0), (x, floor), Ink::Capacity);
        let text = format!("{name} {}", mass(Some(kg)));
        let room = text_width(&text, 12.0);
        let (at, align) = if x - room > LEFT { (x, Align::End) } else { (x.min(RIGHT - room).max(LEFT), Align::Start) };
        drawing.words((at, 13.0), text, align, 12.0, Ink::Strong);
    }
    Some(drawing)
}

fn tick_mass(kg: f64, most: f64) -> String {
    if most >= 10_000.0 { format!("{} t", plain(kg / 1000.0)) } else { format!("{} kg", plain(kg)) }
}
