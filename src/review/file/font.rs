//! The embedded font: which characters it has, and how wide they are.

use std::io;
use std::sync::LazyLock;

static PACKED: &[u8] = include_bytes!("../../../datasets/fonts/NotoSansSC-subset.ttf.zst");

/// The font of all case files (`datasets/fonts/README.md`).
pub(super) static FONT: LazyLock<Face> = LazyLock::new(|| {
    let bytes = zstd::decode_all(io::Cursor::new(PACKED)).expect("the shipped font unpacks");
    Face::read(bytes).expect("the shipped font is one")
});

/// What is needed of a TrueType font to set lines of text.
pub(super) struct Face {
    pub(super) bytes: Vec<u8>,
    /// Glyph by character of the basic plane; 0 where there is none.
    glyphs: Vec<u16>,
    /// Width by glyph, in thousandths of the size.
    widths: Vec<u16>,
}

impl Face {
    /// The glyph of a character; `None` where the font has none.
    pub(super) fn glyph(&self, c: char) -> Option<u16> {
        self.glyphs.get(u32::from(c) as usize).copied().filter(|glyph| *glyph > 0)
    }

    /// Width of a character at size 1.
    pub(super) fn width(&self, c: char) -> f32 {
        let glyph = usize::from(self.glyph(c).unwrap_or(0));
        f32::from(*self.widths.get(glyph).or(self.widths.last()).unwrap_or(&1000)) / 1000.0
    }

    /// Width of a text at a size.
    pub(super) fn width_of(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.width(c)).sum::<f32>() * size
    }

    fn read(bytes: Vec<u8>) -> Option<Face> {
        let u16_at = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let u32_at = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
        let table = |name: &[u8]| {
            (0..usize::from(u16_at(4)?))
                .map(|i| 12 + 16 * i)
                .find(|at| bytes.get(*at..*at + 4) == Some(name))
                .and_then(|at| u32_at(at + 8))
        };
        let per_em = u32::from(u16_at(table(b"head")? + 18)?);
        let measured = usize::from(u16_at(table(b"hhea")? + 34)?);
        let hmtx = table(b"hmtx")?;
        let widths = (0..measured)
            .map(|glyph| Some((u32::from(u16_at(hmtx + 4 * glyph)?) * 1000 / per_em) as u16))
            .collect::<Option<Vec<u16>>>()?;
        // The character map of the basic plane, segments with deltas (format 4).
        let cmap = table(b"cmap")?;
        let map = (0..usize::from(u16_at(cmap + 2)?))
            .filter_map(|i| Some(cmap + u32_at(cmap + 4 + 8 * i + 4)?))
            .find(|at| u16_at(*at) == Some(4))?;
        let segments = usize::from(u16_at(map + 6)?) / 2;
        let (ends, starts) = (map + 14, map + 16 + 2 * segments);
        let (deltas, offsets) = (starts + 2 * segments, starts + 4 * segments);
        let mut glyphs = vec![0; 0x1_0000];
        for segment in 0..segments {
            let at = 2 * segment;
            let (start, end) = (u16_at(starts + at)?, u16_at(ends + at)?);
            let (delta, offset) = (u16_at(deltas + at)?, u16_at(offsets + at)?);
            for c in start..=end {
                let glyph = match offset {
                    0 => c.wrapping_add(delta),
                    offset => {
                        let place = offsets + at + usize::from(offset) + 2 * usize::from(c - start);
                        match u16_at(place).unwrap_or(0) {
                            0 => 0,
                            glyph => glyph.wrapping_add(delta),
                        }
                    }
                };
                glyphs[usize::from(c)] = glyph;
            }
        }
        glyphs[0xFFFF] = 0;
        Some(Face { glyphs, widths, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_the_scripts_of_the_trade() {
        let text = "AZaz09 –—…“”‹›·×µ²³≥≤→←▲◆○●№ äöüßéèçñøåłžș Привет Ωμ 锑铋镓锗钨稀土申报單據銻鎵 カタカナひらがな，。：（）《》";
        let missing: String = text.chars().filter(|c| FONT.glyph(*c).is_none()).collect();
        assert_eq!(missing, "");
        assert_eq!(FONT.width('锑'), 1.0);
        assert!((0.2..0.4).contains(&FONT.width('i')), "{}", FONT.width('i'));
        assert!(FONT.glyph('\u{1f600}').is_none() && FONT.glyph('\u{202e}').is_none() && FONT.glyph('\0').is_none());
    }
}
