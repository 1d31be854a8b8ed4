//! The books of a night: what is written, counted and kept of each scored batch, beside the scoring of the next.

use super::kept::Kept;
use super::lesson::{KEPT_LINES_MAX, Lesson};
use super::lines::declared;
use super::night::named;
use super::publish::{Staging, Table};
use super::score::Scored;
use super::settings::Settings;
use super::tally::NightTally;
use super::wanted::Wanted;
use crate::error::Result;

/// The open books.
pub(super) struct Books<'a> {
    tally: NightTally,
    kept: Kept,
    priorities: Vec<f32>,
    draws: Vec<u64>,
    heights: Vec<usize>,
    evidence: Table,
    unranked: Table,
    /// What there is to learn of the lines, where it is wanted and as long as they are not too many.
    lessons: Option<Vec<Lesson>>,
    /// Lines in short, where they are wanted.
    lines: Option<Table>,
    settings: &'a Settings,
    wanted: &'a Wanted,
}

impl<'a> Books<'a> {
    /// Opens the night's tables; scores go to the file `unranked`, and lines in short to `lines`, until ranks are known.
    pub fn open(
        staging: &Staging,
        [unranked, lines]: [&str; 2],
        settings: &'a Settings,
        wanted: &'a Wanted,
    ) -> Result<Self> {
        Ok(Books {
            tally: NightTally::default(),
            kept: Kept::default(),
            priorities: Vec::new(),
            draws: Vec::new(),
            heights: Vec::new(),
            evidence: staging.table("evidence.parquet")?,
            unranked: staging.table(unranked)?,
            lessons: wanted.lessons.map(|_| Vec::new()),
            lines: wanted.lines.then(|| staging.table(lines)).transpose()?,
            settings,
            wanted,
        })
    }

    /// Enters a batch.
    pub fn enter(&mut self, scored: &Scored, lesson: Option<Lesson>) -> Result<()> {
        if let (Some(lessons), Some(lesson)) = (&mut self.lessons, lesson) {
            lessons.push(lesson);
            if lessons.iter().map(|lesson| lesson.lines().height()).sum::<usize>() > KEPT_LINES_MAX {
                self.lessons = None;
            }
        }
        self.evidence.append(&named(scored)?)?;
        self.unranked.append(&scored.scores)?;
        if let Some(lines) = &mut self.lines {
            lines.append(&declared(&scored.prepared)?)?;
        }
        self.tally.add(scored)?;
        self.kept.take(scored, self.priorities.len(), self.settings, self.wanted, self.tally.rows)?;
        self.priorities.extend(&scored.priority);
        self.draws.extend(&scored.draws);
        self.heights.push(scored.priority.len());
        Ok(())
    }

    /// Closes the tables.
    pub fn close(self) -> Result<Closed> {
        let Books { tally, kept, priorities, draws, heights, lessons, evidence, unranked, lines, .. } = self;
        evidence.finish()?;
        unranked.finish()?;
        lines.map(Table::finish).transpose()?;
        Ok(Closed { tally, kept, priorities, draws, heights, lessons })
    }
}

/// What the books say when all is entered; rows by batch, in the order in which they came.
pub(super) struct Closed {
    pub tally: NightTally,
    pub kept: Kept,
    pub priorities: Vec<f32>,
    pub draws: Vec<u64>,
    /// Rows of each batch.
    pub heights: Vec<usize>,
    pub lessons: Option<Vec<Lesson>>,
}
