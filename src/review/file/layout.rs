//! From blocks to pages: everything gets its place before anything is drawn, so that "page 3 of 12" is known on page 3.

use super::font::FONT;
use super::letter::printable;
use super::letter::wrapped;
use crate::review::pictures::Drawing;

/// A4 in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
pub(super) const MARGIN: f32 = 51.0;
pub(super) const TOP: f32 = 60.0;
pub(super) const BOTTOM: f32 = 785.0;
pub(super) const WIDE: f32 = PAGE.0 - 2.0 * MARGIN;
const LEADING: f32 = 1.42;
const CELL: f32 = 8.5;
const GAP: f32 = 8.0;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Face {
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) soft: bool,
}

/// What strong words are wider by, in sizes a character: they are set with a fine edge.
pub(super) const BOLD_GAP: f32 = 0.025;

impl Face {
    /// How much wider the words are than the font says, at most.
    fn stretch(self) -> f32 {
        // The narrowest letter is some 0.27 wide; words on the whole are twice that.
        if self.bold { 1.0 + BOLD_GAP / 0.4 } else { 1.0 }
    }
}

pub(super) const BODY: Face = Face { size: 9.5, bold: false, soft: false };
pub(super) const STRONG: Face = Face { size: 9.5, bold: true, soft: false };
pub(super) const SMALL: Face = Face { size: 8.0, bold: false, soft: true };
const TITLE: Face = Face { size: 21.0, bold: true, soft: false };
const HEAD: Face = Face { size: 13.5, bold: true, soft: false };
const SUBHEAD: Face = Face { size: 10.5, bold: true, soft: false };

/// What a case file is told in.
pub(super) enum Block {
    Title(String),
    /// A chapter, which also stands in the outline.
    Head(String),
    Subhead(String),
    Text(String, Face),
    /// Name and value, one pair a line.
    Facts(Vec<(String, String)>),
    /// Shares of the width, head line, rows; `strong` rows are set bold.
    Table {
        shares: Vec<f32>,
        head: Vec<String>,
        rows: Vec<Vec<String>>,
        strong: Vec<usize>,
    },
    /// Its title above, the same in words beneath; all three on one page.
    Picture {
        title: String,
        drawing: Box<Drawing>,
    },
}

/// Something with its place on a page; y is that of the base line for words.
pub(super) enum Placed {
    Words { x: f32, y: f32, text: String, face: Face },
    Rule { y: f32, from: f32, to: f32, strong: bool },
    Picture { x: f32, y: f32, scale: f32, drawing: Box<Drawing> },
}

/// The pages, and where each chapter begins: title, page, height.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) pages: Vec<Vec<Placed>>,
    pub(super) chapters: Vec<(String, usize, f32)>,
}

/// Sets all blocks.
pub(super) fn set(blocks: Vec<Block>) -> Pages {
    let mut setter = Setter { out: Pages::default(), y: BOTTOM };
    setter.new_page();
    for block in blocks {
        setter.block(block);
    }
    setter.out
}

struct Setter {
    out: Pages,
    y: f32,
}

impl Setter {
    fn new_page(&mut self) {
        self.out.pages.push(Vec::new());
        self.y = TOP;
    }

    /// Begins a page where less than `height` is left of this one.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.new_page();
        }
    }

    fn place(&mut self, placed: Placed) {
        if let Some(page) = self.out.pages.last_mut() {
            page.push(placed);
        }
    }

    fn block(&mut self, block: Block) {
        match block {
            Block::Title(text) => {
                self.lines(&text, TITLE, MARGIN, WIDE);
                self.y += 6.0;
            }
            Block::Head(text) => {
                self.need(90.0);
                self.y += if self.y > TOP { 16.0 } else { 0.0 };
                let page = self.out.pages.len() - 1;
                self.out.chapters.push((printable(&text), page, self.y));
                self.lines(&text, HEAD, MARGIN, WIDE);
                self.place(Placed::Rule { y: self.y - 2.0, from: MARGIN, to: MARGIN + WIDE, strong: true });
                self.y += 6.0;
            }
            Block::Subhead(text) => {
                self.need(60.0);
                self.y += if self.y > TOP { 7.0 } else { 0.0 };
                self.lines(&text, SUBHEAD, MARGIN, WIDE);
                self.y += 2.0;
            }
            Block::Text(text, face) => {
                self.lines(&text, face, MARGIN, WIDE);
                self.y += 3.0;
            }
            Block::Facts(facts) => {
                let rows = facts.into_iter().map(|(name, value)| vec![name, value]).collect();
                self.table(&[0.24, 0.76], &[], rows, &[]);
            }
            Block::Table { shares, head, rows, strong } => self.table(&shares, &head, rows, &strong),
            Block::Picture { title, drawing } => {
                let scale = (WIDE / drawing.width as f32).min(0.82);
                let height = drawing.height as f32 * scale;
                self.need(height + 64.0);
                self.block(Block::Subhead(title));
                let told = drawing.told.clone();
                self.place(Placed::Picture { x: MARGIN, y: self.y, scale, drawing });
                self.y += height + 4.0;
                self.block(Block::Text(told, SMALL));
            }
        }
    }

    fn lines(&mut self, text: &str, face: Face, x: f32, room: f32) {
        for line in wrapped(&printable(text), face.size, room / face.stretch()) {
            self.need(face.size * LEADING);
            self.y += face.size * LEADING;
            self.place(Placed::Words { x, y: self.y - face.size * 0.36, text: line, face });
        }
    }

    fn table(&mut self, shares: &[f32], head: &[String], rows: Vec<Vec<String>>, strong: &[usize]) {
        let whole: f32 = shares.iter().sum();
        let columns: Vec<(f32, f32)> = shares
            .iter()
            .scan(MARGIN, |x, share| {
                let column = (*x, WIDE * share / whole);
                *x += column.1;
                Some(column)
            })
            .collect();
        let last = columns.len().saturating_sub(1);
        let set = |cells: &[String], face: Face| -> Vec<Vec<String>> {
            cells
                .iter()
                .zip(&columns)
                .enumerate()
                .map(|(i, (cell, (_, wide)))| {
                    wrapped(&printable(cell), face.size, (wide - if i == last { 0.0 } else { GAP }) / face.stretch())
                })
                .collect()
        };
        let head = set(head, SMALL);
        self.need(CELL * LEADING * 3.0);
        self.head_of(&head, &columns);
        for (number, row) in rows.iter().enumerate() {
            let face = Face { size: CELL, bold: strong.contains(&number), soft: false };
            let cells = set(row, face);
            let tall = cells.iter().map(Vec::len).max().unwrap_or(0);
            let mut done = 0;
            while done < tall {
                let mut fit = ((BOTTOM - self.y - 4.0) / (CELL * LEADING)).floor().max(0.0) as usize;
                // A row of a few lines is not torn apart.
                if fit == 0 || (fit < tall - done && tall - done <= 6 && done == 0) {
                    self.new_page();
                    self.head_of(&head, &columns);
                    fit = ((BOTTOM - self.y - 4.0) / (CELL * LEADING)).floor().max(1.0) as usize;
                }
                let until = (done + fit).min(tall);
                for (i, (cell, (x, _))) in cells.iter().zip(&columns).enumerate() {
                    // Names of facts are soft.
                    let face = Face { soft: head.is_empty() && i == 0, ..face };
                    for (line, text) in cell.iter().enumerate().take(until).skip(done) {
                        let y = self.y + (line - done + 1) as f32 * CELL * LEADING - CELL * 0.36;
                        self.place(Placed::Words { x: *x, y, text: text.clone(), face });
                    }
                }
                self.y += (until - done) as f32 * CELL * LEADING;
                done = until;
            }
            self.y += 2.0;
            if !head.is_empty() {
                self.place(Placed::Rule { y: self.y, from: MARGIN, to: MARGIN + WIDE, strong: false });
                self.y += 2.0;
            }
        }
        self.y += 5.0;
    }

    fn head_of(&mut self, head: &[Vec<String>], columns: &[(f32, f32)]) {
        let Some(tall) = head.iter().map(Vec::len).max() else { return };
        for (cell, (x, _)) in head.iter().zip(columns) {
            for (line, text) in cell.iter().enumerate() {
                let y = self.y + (line + 1) as f32 * SMALL.size * LEADING - SMALL.size * 0.36;
                self.place(Placed::Words { x: *x, y, text: text.clone(), face: SMALL });
            }
        }
        self.y += tall as f32 * SMALL.size * LEADING + 1.0;
        self.place(Placed::Rule { y: self.y, from: MARGIN, to: MARGIN + WIDE, strong: true });
        self.y += 2.0;
    }
}

/// Where a line of footers ends at the right margin.
pub(super) fn right_aligned(text: &str, face: Face) -> f32 {
    PAGE.0 - MARGIN - FONT.width_of(text, face.size)
}
