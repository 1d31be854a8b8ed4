//! What a picture is made of: lines, areas, signs and words on a plane, each with an ink that has a meaning.

/// A point of the picture; x to the right, y downwards, in pixels of its own size.
pub(crate) type At = (f64, f64);

/// A finished picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// What it shows, a short phrase.
    pub(crate) title: String,
    /// The same in words, for who cannot see it.
    pub(crate) told: String,
    /// In drawing order: later marks lie above.
    pub(crate) marks: Vec<Mark>,
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    Line {
        from: At,
        to: At,
        ink: Ink,
    },
    /// A rectangle by its upper left corner.
    Area {
        at: At,
        width: f64,
        height: f64,
        ink: Ink,
    },
    /// A line through points, closed or open.
    Path {
        points: Vec<At>,
        closed: bool,
        ink: Ink,
    },
    /// A sign around its centre; `told` is what a pointer over it says, and may be empty.
    Sign {
        shape: Shape,
        at: At,
        radius: f64,
        ink: Ink,
        told: String,
    },
    /// Words on one line, by their base line.
    Words {
        at: At,
        text: String,
        align: Align,
        size: f64,
        ink: Ink,
    },
}

/// Where words stand about their point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Start,
    Middle,
    End,
}

/// Signs that can be told apart without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Circle,
    Square,
    Diamond,
    Triangle,
    Hexagon,
    House,
    Tablet,
    Cross,
}

/// What a mark means; how it looks stands in `sheet.css` for the screen and in the case file's `ink` for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Soft,
    Strong,
    Grid,
    Axis,
    /// Nine tenths of the peers.
    Band,
    /// The middle half of the peers.
    Core,
    Peer,
    /// The declared value.
    Own,
    OwnText,
    Marker,
    Licensed,
    Used,
    This,
    Over,
    Capacity,
    Sea,
    Land,
    Leg,
    Stop,
    Hub,
    OnStop,
    Halo,
    Link,
    OwnLink,
    Node,
    OwnNode,
    Listed,
    Unseen,
    Open,
    Clear,
    Found,
    Here,
    Control,
}

impl Drawing {
    pub(crate) fn new(width: f64, height: f64, title: String, told: String) -> Self {
        Drawing { width, height, title, told, marks: Vec::new() }
    }

    pub(crate) fn line(&mut self, from: At, to: At, ink: Ink) {
        self.marks.push(Mark::Line { from, to, ink });
    }

    pub(crate) fn area(&mut self, at: At, width: f64, height: f64, ink: Ink) {
        self.marks.push(Mark::Area { at, width: width.max(0.0), height: height.max(0.0), ink });
    }

    pub(crate) fn path(&mut self, points: Vec<At>, closed: bool, ink: Ink) {
        if points.len() > 1 {
            self.marks.push(Mark::Path { points, closed, ink });
        }
    }

    pub(crate) fn sign(&mut self, shape: Shape, at: At, radius: f64, ink: Ink, told: String) {
        self.marks.push(Mark::Sign { shape, at, radius, ink, told });
    }

    pub(crate) fn words(&mut self, at: At, text: impl Into<String>, align: Align, size: f64, ink: Ink) {
        self.marks.push(Mark::Words { at, text: text.into(), align, size, ink });
    }

    /// Words about a point that are moved sideways as far as needed to stay inside the picture, and cut where they are wider than it.
    pub(crate) fn words_inside(&mut self, at: At, text: &str, size: f64, ink: Ink) {
        let text = cut(text, size, self.width - 8.0);
        let half = text_width(&text, size) / 2.0;
        // Anchored at the edge itself, so that a reader's wider font grows inwards.
        let (x, align) = if at.0 - half < 4.0 {
            (4.0, Align::Start)
        } else if at.0 + half > self.width - 4.0 {
            (self.width - 4.0, Align::End)
        } else {
            (at.0, Align::Middle)
        };
        self.words((x, at.1), text, align, size, ink);
    }
}

impl Shape {
    /// The corners around a centre; a circle is given as 32 of them.
    pub(crate) fn outline(self, (x, y): At, r: f64) -> Vec<At> {
        let around = |n: usize, turn: f64| {
            (0..n)
                .map(|i| (i as f64 / n as f64 + turn) * std::f64::consts::TAU)
                .map(|angle| (x + r * angle.sin(), y - r * angle.cos()))
                .collect()
        };
        let by = |corners: &[At]| corners.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect();
        match self {
            Shape::Circle => around(32, 0.0),
            Shape::Hexagon => around(6, 0.0),
            Shape::Square => by(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]),
            Shape::Diamond => by(&[(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)]),
            Shape::Triangle => by(&[(0.0, -1.1), (1.1, 0.9), (-1.1, 0.9)]),
            Shape::House => by(&[(0.0, -1.1), (1.0, -0.2), (1.0, 0.9), (-1.0, 0.9), (-1.0, -0.2)]),
            Shape::Tablet => by(&[(-0.65, -1.0), (0.65, -1.0), (0.65, 1.0), (-0.65, 1.0)]),
            Shape::Cross => by(&[
                (-0.35, -1.0),
                (0.35, -1.0),
                (0.35, -0.35),
                (1.0, -0.35),
                (1.0, 0.35),
                (0.35, 0.35),
                (0.35, 1.0),
                (-0.35, 1.0),
                (-0.35, 0.35),
                (-1.0, 0.35),
                (-1.0, -0.35),
                (-0.35, -0.35),
            ]),
        }
    }
}

/// Width of words in pixels, a little too wide rather than too narrow: fonts differ from reader to reader.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.34,
            ' ' | 'f' | 'r' | 't' | '(' | ')' | '-' | '/' | '·' => 0.40,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.97,
            c if c.is_ascii_uppercase() => 0.73,
            c if c.is_ascii() => 0.64,
            c if u32::from(c) < 0x2000 => 0.70,
            _ => 1.02,
        })
        .sum();
    em * size
}

/// The words, cut with "…" where they are wider than `room` pixels.
pub(crate) fn cut(text: &str, size: f64, room: f64) -> String {
    if text_width(text, size) <= room {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = text_width("…", size);
    let mut letter = [0; 4];
    for c in text.chars() {
        used += text_width(c.encode_utf8(&mut letter), size);
        if used > room {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}
