//! Where labels stand so that none lies on another, on a sign, or outside the picture.

use super::drawing::Align;
use super::drawing::At;
use super::drawing::text_width;

/// Takes places away as labels are put.
pub(super) struct Places {
    frame: (f64, f64, f64, f64),
    taken: Vec<(f64, f64, f64, f64)>,
}

impl Places {
    /// Room within left, top, right, bottom.
    pub(super) fn within(frame: (f64, f64, f64, f64)) -> Self {
        Places { frame, taken: Vec::new() }
    }

    /// Keeps labels off a sign.
    pub(super) fn keep_off(&mut self, (x, y): At, radius: f64) {
        self.taken.push((x - radius, y - radius, x + radius, y + radius));
    }

    /// The best free place of a label beside a point: where its base line starts or ends. `None` where there is none.
    pub(super) fn put(&mut self, (x, y): At, text: &str, size: f64, distance: f64) -> Option<(At, Align)> {
        let wide = text_width(text, size);
        let near = |away: f64| {
            [
                ((x + away, y + 4.0), Align::Start),
                ((x - away, y + 4.0), Align::End),
                ((x, y - away - 2.0), Align::Middle),
                ((x, y + away + size - 1.0), Align::Middle),
                ((x + away * 0.8, y - away * 0.8), Align::Start),
                ((x + away * 0.8, y + away * 0.8 + size * 0.7), Align::Start),
                ((x - away * 0.8, y - away * 0.8), Align::End),
                ((x - away * 0.8, y + away * 0.8 + size * 0.7), Align::End),
            ]
        };
        let found =
            [1.0, 1.9, 2.9, 4.0, 5.2].into_iter().flat_map(|times| near(distance * times)).find(|(at, align)| {
                let left = match align {
                    Align::Start => at.0,
                    Align::Middle => at.0 - wide / 2.0,
                    Align::End => at.0 - wide,
                };
                self.is_free((left, at.1 - size, left + wide, at.1 + size * 0.3))
            })?;
        let left = match found.1 {
            Align::Start => found.0.0,
            Align::Middle => found.0.0 - wide / 2.0,
            Align::End => found.0.0 - wide,
        };
        self.taken.push((left, found.0.1 - size, left + wide, found.0.1 + size * 0.3));
        Some(found)
    }

    fn is_free(&self, (l, t, r, b): (f64, f64, f64, f64)) -> bool {
        let (left, top, right, bottom) = self.frame;
        let inside = l >= left && t >= top && r <= right && b <= bottom;
        inside && self.taken.iter().all(|(tl, tt, tr, tb)| r < *tl || l > *tr || b < *tt || t > *tb)
    }
}
