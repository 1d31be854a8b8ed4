//! The case as a PDF that a court can read: PDF/A-2u, selectable text, vector pictures, page x of y, the same bytes each time.

use super::font::FONT;
use super::ink::Colour;
use super::ink::INK;
use super::ink::LINE;
use super::ink::SOFT;
use super::ink::printed;
use super::input::CaseFile;
use super::json::json_hash;
use super::layout::BOLD_GAP;
use super::layout::BOTTOM;
use super::layout::Face;
use super::layout::MARGIN;
use super::layout::PAGE;
use super::layout::Pages;
use super::layout::Placed;
use super::layout::SMALL;
use super::layout::WIDE;
use super::layout::right_aligned;
use super::layout::set;
use super::letter::printable;
use super::story::story;
use crate::error::Error;
use crate::error::Result;
use crate::review::lang::Lang;
use crate::review::pictures::Align;
use crate::review::pictures::At;
use crate::review::pictures::Drawing;
use crate::review::pictures::Ink;
use crate::review::pictures::Mark;
use chrono::Datelike;
use chrono::Timelike;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::color::rgb;
use krilla::configure::Archival;
use krilla::configure::ConfigurationBuilder;
use krilla::destination::XyzDestination;
use krilla::geom::PathBuilder;
use krilla::geom::Point;
use krilla::geom::Transform;
use krilla::metadata::DateTime;
use krilla::metadata::Metadata;
use krilla::outline::Outline;
use krilla::outline::OutlineNode;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::paint::Stroke;
use krilla::paint::StrokeDash;
use krilla::surface::Surface;
use krilla::text::Font;
use krilla::text::GlyphId;
use krilla::text::KrillaGlyph;
use std::io;

/// Longest text that the document's properties hold, in characters.
const PROPERTY_MAX: usize = 120;

/// The case file as a PDF.
///
/// # Errors
/// Where the PDF cannot be made; a fault of the program.
pub fn case_pdf(file: &CaseFile, lang: Lang) -> Result<Vec<u8>> {
    let hash = json_hash(file);
    let pages = set(story(file, &hash, lang));
    draw(file, &pages, &hash, lang).map_err(|cause| Error::write("case-file.pdf", io::Error::other(cause)))
}

fn draw(file: &CaseFile, pages: &Pages, hash: &str, lang: Lang) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Debug| format!("{error:?}");
    let configuration =
        ConfigurationBuilder::new().with_archival_validator(Archival::A2_U).finish().map_err(|error| told(&error))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let font = Font::new(FONT.bytes.clone().into(), 0).ok_or("the shipped font cannot be read")?;
    let count = pages.pages.len();
    for (number, placed) in (1..).zip(&pages.pages) {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or("no page of this size")?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        let mut pen = Pen { surface: &mut surface, font: &font };
        for placed in placed {
            pen.place(placed);
        }
        pen.frame(file, number, count, hash, lang);
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for (title, page, y) in &pages.chapters {
        outline.push_child(OutlineNode::new(title.clone(), XyzDestination::new(*page, Point::from_xy(MARGIN, *y))));
    }
    document.set_outline(outline);
    document.set_metadata(metadata(file, hash, lang));
    document.finish().map_err(|error| told(&error))
}

fn metadata(file: &CaseFile, hash: &str, lang: Lang) -> Metadata {
    let short = |text: &str| printable(text).chars().take(PROPERTY_MAX).collect::<String>();
    let at = file.made_at;
    let date = DateTime::new(at.year().clamp(0, 9999) as u16)
        .month(at.month() as u8)
        .day(at.day() as u8)
        .hour(at.hour() as u8)
        .minute(at.minute() as u8)
        .second(at.second() as u8)
        .utc_offset_hour(0);
    Metadata::new()
        .title(format!("{} {}", lang.of("Case file", "案件卷宗"), short(&file.number)))
        .authors(vec![short(if file.authority.trim().is_empty() { &file.made_by } else { &file.authority })])
        .creator(format!("tidewaiter {}", env!("CARGO_PKG_VERSION")))
        .language(lang.of("en", "zh-Hans").into())
        .document_id(hash.into())
        .creation_date(date)
}

/// Draws on one page.
struct Pen<'a, 'b> {
    surface: &'a mut Surface<'b>,
    font: &'a Font,
}

impl Pen<'_, '_> {
    fn place(&mut self, placed: &Placed) {
        match placed {
            Placed::Words { x, y, text, face } => self.words(*x, *y, text, *face),
            Placed::Rule { y, from, to, strong } => {
                let (colour, width) = if *strong { (SOFT, 0.8) } else { (LINE, 0.5) };
                self.path(
                    &[(f64::from(*from), f64::from(*y)), (f64::from(*to), f64::from(*y))],
                    false,
                    None,
                    Some((colour, width)),
                    None,
                );
            }
            Placed::Picture { x, y, scale, drawing } => {
                self.surface.push_transform(&Transform::from_row(*scale, 0.0, 0.0, *scale, *x, *y));
                self.drawing(drawing);
                self.surface.pop();
            }
        }
    }

    /// Case number above; below the hash of the JSON file and "page x of y".
    fn frame(&mut self, file: &CaseFile, number: usize, count: usize, hash: &str, lang: Lang) {
        let y = BOTTOM + 26.0;
        self.place(&Placed::Rule { y: y - 12.0, from: MARGIN, to: MARGIN + WIDE, strong: false });
        let place = match lang {
            Lang::En => format!("page {number} of {count}"),
            Lang::Zh => format!("第{number}页，共{count}页"),
        };
        self.words(right_aligned(&place, SMALL), y, &place, SMALL);
        self.words(MARGIN, y, &format!("JSON SHA-256 {hash}"), Face { size: 7.0, ..SMALL });
        let title: String =
            printable(&format!("{} {}", lang.of("Case file", "案件卷宗"), file.number)).chars().take(90).collect();
        self.words(MARGIN, 38.0, &title, SMALL);
    }

    fn words(&mut self, x: f32, y: f32, text: &str, face: Face) {
        let colour = if face.soft { SOFT } else { INK };
        self.surface.set_fill(Some(fill(colour)));
        // One weight is shipped; strong words get a fine edge of their own colour.
        self.surface.set_stroke(face.bold.then(|| stroke(colour, face.size * 0.035, None)));
        self.glyphs(x, y, text, face.size, if face.bold { BOLD_GAP } else { 0.0 }, false);
    }

    fn glyphs(&mut self, x: f32, y: f32, text: &str, size: f32, gap: f32, as_shapes: bool) {
        let glyphs: Vec<KrillaGlyph> = text
            .char_indices()
            .filter_map(|(at, c)| {
                let glyph = GlyphId::new(u32::from(FONT.glyph(c)?));
                Some(KrillaGlyph::new(glyph, FONT.width(c) + gap, 0.0, 0.0, 0.0, at..at + c.len_utf8(), None))
            })
            .collect();
        if !glyphs.is_empty() {
            self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, self.font.clone(), text, size, as_shapes);
        }
    }

    fn drawing(&mut self, drawing: &Drawing) {
        for mark in &drawing.marks {
            match mark {
                Mark::Line { from, to, ink } => self.inked(&[*from, *to], false, *ink),
                Mark::Area { at, width, height, ink } => {
                    let (right, below) = (at.0 + width, at.1 + height);
                    self.inked(&[*at, (right, at.1), (right, below), (at.0, below)], true, *ink);
                }
                Mark::Path { points, closed, ink } => self.inked(points, *closed, *ink),
                Mark::Sign { shape, at, radius, ink, .. } => self.inked(&shape.outline(*at, *radius), true, *ink),
                Mark::Words { at, text, align, size, ink } => self.label(*at, text, *align, *size as f32, *ink),
            }
        }
    }

    fn label(&mut self, at: At, text: &str, align: Align, size: f32, ink: Ink) {
        let text = printable(text);
        let look = printed(ink);
        let gap = if look.bold { BOLD_GAP } else { 0.0 };
        let wide = FONT.width_of(&text, size) + gap * size * text.chars().count() as f32;
        let x = match align {
            Align::Start => at.0 as f32,
            Align::Middle => at.0 as f32 - wide / 2.0,
            Align::End => at.0 as f32 - wide,
        };
        let colour = look.fill.unwrap_or(INK);
        self.surface.set_fill(Some(fill(colour)));
        let edge = look.stroke.map(|(colour, width)| stroke(colour, width, None));
        self.surface.set_stroke(edge.or_else(|| look.bold.then(|| stroke(colour, size * 0.035, None))));
        // The halo is no text of its own: whoever copies from the file gets each label once.
        self.glyphs(x, at.1 as f32, &text, size, gap, ink == Ink::Halo);
    }

    fn inked(&mut self, points: &[At], closed: bool, ink: Ink) {
        let look = printed(ink);
        self.path(points, closed, look.fill.filter(|_| closed), look.stroke, look.dash.filter(|_| !closed));
    }

    fn path(
        &mut self,
        points: &[At],
        closed: bool,
        inside: Option<Colour>,
        edge: Option<(Colour, f32)>,
        dash: Option<(f32, f32)>,
    ) {
        let mut builder = PathBuilder::new();
        for (i, (x, y)) in points.iter().enumerate() {
            if i == 0 { builder.move_to(*x as f32, *y as f32) } else { builder.line_to(*x as f32, *y as f32) }
        }
        if closed {
            builder.close();
        }
        let Some(path) = builder.finish() else { return };
        self.surface.set_fill(inside.map(fill));
        self.surface.set_stroke(edge.map(|(colour, width)| stroke(colour, width, dash)));
        if inside.is_some() || edge.is_some() {
            self.surface.draw_path(&path);
        }
    }
}

fn fill((red, green, blue): Colour) -> Fill {
    Fill { paint: rgb::Color::new(red, green, blue).into(), ..Fill::default() }
}

fn stroke((red, green, blue): Colour, width: f32, dash: Option<(f32, f32)>) -> Stroke {
    Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width,
        dash: dash.map(|(on, off)| StrokeDash { array: vec![on, off], offset: 0.0 }),
        ..Stroke::default()
    }
}
