//! The declared way on a map: legs along great circles, stops in their order, hubs by a sign of their own.

use super::coast::CUT;
use super::coast::LAND;
use super::coast::clipped;
use super::coast::unwrapped;
use super::drawing::Align;
use super::drawing::At;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Shape;
use super::drawing::cut;
use super::places::Places;
use crate::cases::Stop;
use crate::report::legible::spelled;
use crate::review::lang::Lang;

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 300.0;
/// The least that is shown, degrees of latitude: less would be a coastline too coarse to recognise.
const SPAN_MIN: f64 = 24.0;
/// Room beyond the cut on both sides, degrees, so that a stop near it is drawn whole.
const EDGE: f64 = 8.0;
const EARTH_KM: f64 = 6371.0;

/// The way; `None` where fewer than two stops have a known place.
pub(crate) fn way(stops: &[Stop], lang: Lang) -> Option<Drawing> {
    let known: Vec<(usize, &Stop, At)> =
        stops.iter().enumerate().filter_map(|(i, stop)| Some((i + 1, stop, place(stop)?))).collect();
    if known.len() < 2 {
        return None;
    }
    let legs: Vec<Vec<At>> = known.windows(2).map(|pair| great_circle(pair[0].2, pair[1].2)).collect();
    let view = View::over(legs.iter().flatten().chain(known.iter().map(|(_, _, at)| at)));
    let title = lang.of("The declared way on the map", "申报路线图").to_string();
    let mut drawing = Drawing::new(WIDTH, HEIGHT, title, told(&known, lang));
    drawing.area((0.0, 0.0), WIDTH, HEIGHT, Ink::Sea);
    for ring in LAND.iter() {
        let ring: Vec<At> = clipped(ring, view.frame()).into_iter().map(|at| view.at(at)).collect();
        drawing.path(ring, true, Ink::Land);
    }
    for leg in &legs {
        draw_leg(&mut drawing, leg, &view);
    }
    let mut places = Places::within((4.0, 2.0, WIDTH - 4.0, HEIGHT - 2.0));
    // Stops at one place share a sign, which carries all their numbers.
    let mut signs: Vec<(At, Vec<usize>, &Stop)> = Vec::new();
    for (number, stop, at) in &known {
        let at = view.at(*at);
        match signs.iter_mut().find(|(there, ..)| (there.0 - at.0).hypot(there.1 - at.1) < 10.0) {
            Some((_, numbers, shown)) => {
                numbers.push(*number);
                *shown = if stop.hub && !shown.hub { stop } else { shown };
            }
            None => signs.push((at, vec![*number], stop)),
        }
    }
    signs.iter().for_each(|(at, ..)| places.keep_off(*at, 9.0));
    for (at, numbers, stop) in &signs {
        let (shape, ink) = if stop.hub { (Shape::Diamond, Ink::Hub) } else { (Shape::Circle, Ink::Stop) };
        drawing.sign(shape, *at, 8.0, ink, stop_in_words(numbers[0], stop, lang));
        let text: Vec<String> = numbers.iter().map(usize::to_string).collect();
        let text = if text.len() > 2 { format!("{}…", text[0]) } else { text.join("·") };
        drawing.words((at.0, at.1 + 3.6), text, Align::Middle, if numbers.len() > 1 { 8.0 } else { 10.0 }, Ink::OnStop);
    }
    for (at, numbers, _) in &signs {
        let names: Vec<String> = numbers
            .iter()
            .filter_map(|number| stops.get(number - 1))
            .map(|stop| name(stop, lang))
            .fold(Vec::new(), |mut names, name| {
                if !names.contains(&name) {
                    names.push(name);
                }
                names
            });
        let text = cut(&names.join(" / "), 12.0, 220.0);
        if let Some((place, align)) = places.put(*at, &text, 12.0, 13.0) {
            drawing.words(place, text.clone(), align, 12.0, Ink::Halo);
            drawing.words(place, text, align, 12.0, Ink::Strong);
        }
    }
    Some(drawing)
}

/// Length of the way between the stops whose place is known, km.
pub(crate) fn kilometres(stops: &[Stop]) -> Option<f64> {
    let known: Vec<At> = stops.iter().filter_map(place).collect();
    (known.len() > 1).then(|| known.windows(2).map(|pair| angle(pair[0], pair[1]) * EARTH_KM).sum())
}

fn told(known: &[(usize, &Stop, At)], lang: Lang) -> String {
    let stops: Vec<String> = known.iter().map(|(number, stop, _)| stop_in_words(*number, stop, lang)).collect();
    stops.join(lang.of(", ", "，"))
}

fn stop_in_words(number: usize, stop: &Stop, lang: Lang) -> String {
    let hub = if stop.hub { lang.of(" (transshipment hub)", "（转口枢纽）") } else { "" };
    format!("{number} {}{hub}", name(stop, lang))
}

fn name(stop: &Stop, lang: Lang) -> String {
    let name = lang.words(&stop.name);
    spelled(if name.trim().is_empty() { &stop.code } else { name })
}

/// A stop's point on the cut map.
fn place(stop: &Stop) -> Option<At> {
    let (lat, lon) = (stop.latitude?, stop.longitude?);
    (lat.abs() <= 90.0 && lon.abs() <= 360.0).then(|| (unwrapped(lon), lat))
}

fn draw_leg(drawing: &mut Drawing, leg: &[At], view: &View) {
    // A leg over the cut leaves the map on one side and comes back on the other.
    let mut parts: Vec<Vec<At>> = vec![Vec::new()];
    for at in leg {
        if let Some(last) = parts.last_mut() {
            if last.last().is_some_and(|before: &At| (before.0 - at.0).abs() > 180.0) {
                parts.push(vec![*at]);
            } else {
                last.push(*at);
            }
        }
    }
    for part in parts {
        let points: Vec<At> = part.into_iter().map(|at| view.at(at)).collect();
        if let [.., before, last] = points[..points.len() / 2 + 1] {
            let (dx, dy) = (last.0 - before.0, last.1 - before.1);
            let long = dx.hypot(dy);
            let whole: f64 = points.windows(2).map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).sum();
            if long > 0.0 && whole > 40.0 {
                let (ux, uy) = (dx / long, dy / long);
                let tip = (last.0 + 5.0 * ux, last.1 + 5.0 * uy);
                let wing = |side: f64| (last.0 - 3.0 * ux - side * 4.0 * uy, last.1 - 3.0 * uy + side * 4.0 * ux);
                drawing.path(vec![wing(1.0), tip, wing(-1.0)], false, Ink::Leg);
            }
        }
        drawing.path(points, false, Ink::Leg);
    }
}

/// Angle between two places, radians (haversine).
fn angle(a: At, b: At) -> f64 {
    let half = |x: f64| (x.to_radians() / 2.0).sin().powi(2);
    let h = half(b.1 - a.1) + a.1.to_radians().cos() * b.1.to_radians().cos() * half(b.0 - a.0);
    2.0 * h.clamp(0.0, 1.0).sqrt().asin()
}

/// Points along the shortest way over the globe.
fn great_circle(a: At, b: At) -> Vec<At> {
    let whole = angle(a, b);
    if whole < 1e-6 || (std::f64::consts::PI - whole) < 1e-6 {
        return vec![a, b];
    }
    let steps = ((whole.to_degrees() / 2.0).ceil() as usize).clamp(2, 90);
    let vector = |(lon, lat): At| {
        let (lon, lat) = (lon.to_radians(), lat.to_radians());
        [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
    };
    let (from, to) = (vector(a), vector(b));
    let between = |i: usize| {
        let share = i as f64 / steps as f64;
        let (f, t) = (((1.0 - share) * whole).sin() / whole.sin(), (share * whole).sin() / whole.sin());
        let [x, y, z] = [0, 1, 2].map(|k| f * from[k] + t * to[k]);
        (unwrapped(y.atan2(x).to_degrees()), z.atan2(x.hypot(y)).to_degrees())
    };
    std::iter::once(a).chain((1..steps).map(between)).chain([b]).collect()
}

/// The stretch of the world that is shown, equirectangular and true to scale along its middle.
struct View {
    west: f64,
    north: f64,
    /// Pixels a degree of longitude and of latitude.
    along: f64,
    up: f64,
}

impl View {
    fn over<'a>(places: impl Iterator<Item = &'a At>) -> View {
        let (mut west, mut south, mut east, mut north) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (lon, lat) in places {
            (west, east) = (west.min(*lon), east.max(*lon));
            (south, north) = (south.min(*lat), north.max(*lat));
        }
        let middle = (south + north) / 2.0;
        let squeeze = middle.clamp(-55.0, 60.0).to_radians().cos();
        let ratio = WIDTH / HEIGHT;
        // Room around the way for labels, as wide as high, no more than there is of the world; a way from pole to pole is squeezed.
        let tall = ((north - south) * 1.5).max((east - west) * 1.35 * squeeze / ratio).max(SPAN_MIN);
        let wide = (tall * ratio / squeeze).min(360.0 + 2.0 * EDGE);
        let tall = (wide * squeeze / ratio).max((north - south) * 1.12);
        let west = ((west + east) / 2.0 - wide / 2.0).clamp(CUT - EDGE, CUT + 360.0 + EDGE - wide);
        let north = (middle + tall / 2.0).min(86.0_f64.max(north + 3.0));
        View { west, north, along: WIDTH / wide, up: HEIGHT / tall }
    }

    fn at(&self, (lon, lat): At) -> At {
        ((lon - self.west) * self.along, (self.north - lat) * self.up)
    }

    /// West, south, east, north in degrees.
    fn frame(&self) -> (f64, f64, f64, f64) {
        (self.west, self.north - HEIGHT / self.up, self.west + WIDTH / self.along, self.north)
    }
}
