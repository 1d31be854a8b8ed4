//! The embedded coastline: Natural Earth's land at 1:110 million, cut open in the Atlantic (`datasets/map/README.md`).

use super::drawing::At;
use std::sync::LazyLock;

/// Longitude at which the map is cut open, degrees; it spans from here 360 degrees eastwards.
pub(super) const CUT: f64 = -28.0;

/// Closed rings of (longitude from [`CUT`] on, latitude) in degrees.
pub(super) static LAND: LazyLock<Vec<Vec<At>>> = LazyLock::new(|| {
    let tenths = |text: Option<&str>| text?.parse::<i32>().ok().map(|tenths| f64::from(tenths) / 10.0);
    include_str!("../../../datasets/map/coast-110m.txt")
        .lines()
        .map(|line| {
            let mut numbers = line.split(' ');
            std::iter::from_fn(|| Some((tenths(numbers.next())?, tenths(numbers.next())?))).collect()
        })
        .collect()
});

/// A longitude on the cut map: 170 degrees west becomes 190.
pub(super) fn unwrapped(longitude: f64) -> f64 {
    (longitude - CUT).rem_euclid(360.0) + CUT
}

/// A ring cut to a frame (Sutherland and Hodgman); empty where nothing of it lies inside. Edges run along the frame, so the
/// result is for filling only.
pub(super) fn clipped(ring: &[At], (west, south, east, north): (f64, f64, f64, f64)) -> Vec<At> {
    let mut ring = ring.to_vec();
    // Along or up, the edge, and whether the inside lies above it.
    for (along, edge, above) in [(true, west, true), (true, east, false), (false, south, true), (false, north, false)] {
        let axis = |p: At| if along { p.0 } else { p.1 };
        let inside = |p: At| (axis(p) >= edge) == above || axis(p) == edge;
        let mut kept = Vec::with_capacity(ring.len());
        for (i, here) in ring.iter().copied().enumerate() {
            let there = ring[(i + 1) % ring.len()];
            if inside(here) {
                kept.push(here);
            }
            if inside(here) != inside(there) {
                let share = (edge - axis(here)) / (axis(there) - axis(here));
                kept.push((here.0 + share * (there.0 - here.0), here.1 + share * (there.1 - here.1)));
            }
        }
        ring = kept;
        if ring.is_empty() {
            break;
        }
    }
    ring
}
