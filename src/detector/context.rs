//! All that a night may know: the dated lists, and what was normal up to the evening before.

use super::expectations::Expectations;
use super::frozen::Frozen;
use super::lesson::Lesson;
use super::prepare::prepare_with;
use super::rules::Rules;
use crate::baselines::{Baselines, Snapshot};
use crate::engines::{
    Chain, Findings, Ledger, LicenceRegister, LicenceUse, ListedParties, Network, RiskProfile, Wording,
};
use crate::error::Result;
use crate::reference::Reference;
use crate::registers::Registers;
use crate::signals::measure;
use crate::warnings::{Pressures, Read};
use chrono::NaiveDate;
use polars::prelude::DataFrame;
use rayon::join;
use std::path::Path;
use std::sync::Arc;

/// Rows measured at once.
const BATCH_ROWS: usize = 65_536;

/// The frozen context of a night.
pub struct Context {
    /// The dated lists.
    pub reference: Arc<Reference>,
    /// What is so in this country and office.
    pub rules: Rules,
    /// What the administration knows beside the declarations, dated; empty unless given.
    pub registers: Arc<Registers>,
    /// The registers' enterprises and sales, ready to be asked.
    pub chain: Arc<Chain>,
    /// The registers' licences, ready to be asked.
    pub licences: Arc<LicenceRegister>,
    /// The registers' outcomes, ready to be laid to lines.
    pub findings: Arc<Findings>,
    /// What declarations took out of the chain.
    pub ledger: Ledger,
    /// How much was declared under each licence.
    pub licence_use: LicenceUse,
    /// What declarations were like.
    pub baselines: Baselines,
    /// What words said the goods were.
    pub wording: Wording,
    /// The listed parties of the registers, ready to be asked.
    pub listed: Arc<ListedParties>,
    /// Who dealt with whom.
    pub network: Network,
    /// Whom and what lines were of, for outcomes known later.
    pub profile: RiskProfile,
    /// Which minerals flowed where.
    pub pressures: Pressures,
    /// The same with who sent them, as bulletins want it; `None` where it is not kept here: a night keeps its own.
    pub watched: Option<Read>,
    /// What evidence was like.
    pub expectations: Expectations,
}

impl Context {
    /// Knows the lists and nothing of the past.
    pub fn empty(reference: Arc<Reference>) -> Self {
        Context {
            reference,
            rules: Rules::default(),
            registers: Arc::default(),
            chain: Arc::default(),
            licences: Arc::default(),
            findings: Arc::default(),
            ledger: Ledger::default(),
            licence_use: LicenceUse::default(),
            baselines: Baselines::default(),
            wording: Wording::default(),
            listed: Arc::default(),
            network: Network::default(),
            profile: RiskProfile::default(),
            pressures: Pressures::default(),
            watched: None,
            expectations: Expectations::default(),
        }
    }

    /// Reads the youngest snapshot in `place` whose evening lies before `night`.
    pub fn read(reference: Arc<Reference>, place: &Path, night: Option<NaiveDate>) -> Result<(Self, Snapshot)> {
        Context::read_of(reference, Snapshot::find(place, night)?, true)
    }

    /// Reads a snapshot for scores without a trained model, and for nothing else: what only such a model reads is left out.
    pub fn read_for_label_free(reference: Arc<Reference>, place: &Path) -> Result<(Self, Snapshot)> {
        Context::read_of(reference, Snapshot::find(place, None)?, false)
    }

    fn read_of(reference: Arc<Reference>, snapshot: Snapshot, with_profile: bool) -> Result<(Self, Snapshot)> {
        let folder = &snapshot.folder;
        let profile = || if with_profile { RiskProfile::read(folder) } else { Ok(RiskProfile::default()) };
        // The baselines compare every file's checksum first; what they refuse is not believed, whoever read it meanwhile.
        let (network, (baselines, (wording, others))) = join(
            || Network::read(folder),
            || {
                join(
                    || snapshot.read(),
                    || {
                        join(
                            || Wording::read(folder),
                            || {
                                let small = (Pressures::read(folder), Ledger::read(folder), LicenceUse::read(folder));
                                (small, profile(), Expectations::read(folder))
                            },
                        )
                    },
                )
            },
        );
        let baselines = baselines?;
        let ((pressures, ledger, licence_use), profile, expectations) = others;
        let context = Context {
            baselines,
            wording: wording?,
            network: network?,
            profile: profile?,
            pressures: pressures?,
            ledger: ledger?,
            licence_use: licence_use?,
            expectations: expectations?,
            ..Context::empty(reference)
        };
        Ok((context, snapshot))
    }

    /// The same context with registers beside it; a line of day t sees only their rows known before t.
    pub fn with_registers(mut self, registers: Arc<Registers>) -> Self {
        self.listed = Arc::new(ListedParties::from_registers(&registers));
        self.chain = Arc::new(Chain::from_registers(&registers));
        self.licences = Arc::new(LicenceRegister::from_registers(&registers));
        self.findings = Arc::new(Findings::from_registers(&registers));
        self.registers = registers;
        self
    }

    /// The same context under the office's own rules.
    pub fn under(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// Writes a snapshot of the evening under `parent`.
    pub fn write(&self, parent: &Path) -> Result<Snapshot> {
        self.write_with(parent, |_| Ok(()))
    }

    /// Writes a snapshot of the evening under `parent`; `more` writes what else belongs to the evening into its folder.
    pub fn write_with(&self, parent: &Path, more: impl FnOnce(&Path) -> Result<()>) -> Result<Snapshot> {
        Snapshot::write(&self.baselines, parent, |folder| {
            let (words, (links, (rest, others))) = join(
                || self.wording.write(folder),
                || {
                    join(
                        || self.network.write(folder),
                        || {
                            join(
                                || self.profile.write(folder).and_then(|()| self.ledger.write(folder)),
                                || {
                                    self.pressures.write(folder)?;
                                    self.licence_use.write(folder)?;
                                    self.expectations.write(folder)
                                },
                            )
                        },
                    )
                },
            );
            words.and(links).and(rest).and(others)?;
            self.watched.as_ref().map_or(Ok(()), |watched| watched.write(folder))?;
            more(folder)
        })
    }

    /// Learns from a finished night: its declarations and the evidence they had with what was known before it.
    pub fn learn(&mut self, day: NaiveDate, declarations: &DataFrame) -> Result<DataFrame> {
        // No signal reads what was found before, so it is not worked out.
        self.learn_in(day, declarations, BATCH_ROWS, &Arc::default(), |_, evidence| Ok(evidence.clone()))
    }

    /// Learns, and returns what `tell` makes of the lines with all that was known the evening before, and of their evidence.
    pub fn learn_and_tell(
        &mut self,
        day: NaiveDate,
        declarations: &DataFrame,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<DataFrame> {
        let findings = Arc::clone(&self.findings);
        self.learn_in(day, declarations, BATCH_ROWS, &findings, tell)
    }

    /// Learns a finished day whose lines were measured with what is known now, when they were scored.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] where they were measured with another evening.
    pub fn learn_measured(&mut self, day: NaiveDate, lessons: &[Lesson]) -> Result<()> {
        lessons.iter().try_for_each(|lesson| lesson.fits(self))?;
        self.absorb(lessons)?;
        self.close(day);
        Ok(())
    }

    /// Learns lines that came in late: measured with what was known the evening before the earliest of their days, by [`Context::late`]
    /// or when they were scored, and taken into what is known now. Whoever learns the days of a night first measures them without these
    /// lines.
    pub fn learn_late(&mut self, lessons: &[Lesson]) -> Result<()> {
        self.absorb(lessons)
    }

    /// Measures lines that came in late; `self` is what was known the evening before `day`, the earliest of their days.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] where one of their days is known here.
    pub fn late(&self, day: NaiveDate, declarations: &DataFrame) -> Result<Vec<Lesson>> {
        Ok(self.measured(day, declarations, BATCH_ROWS, &Arc::default(), |_, _| Ok(DataFrame::empty()))?.1)
    }

    /// Nothing accepted up to this day is awaited any more.
    pub fn close(&mut self, day: NaiveDate) {
        self.baselines.close(day);
        self.network.close(day);
        self.profile.close(day, &self.findings);
        self.pressures.close(day);
        if let Some(watched) = &mut self.watched {
            watched.forget(day.to_epoch_days());
        }
    }

    /// All of the day is measured before any of it is learned; in batches, so that a great day takes no more memory.
    fn learn_in(
        &mut self,
        day: NaiveDate,
        declarations: &DataFrame,
        batch_rows: usize,
        findings: &Arc<Findings>,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<DataFrame> {
        let (told, lessons) = self.measured(day, declarations, batch_rows, findings, tell)?;
        self.absorb(&lessons)?;
        self.close(day);
        Ok(told)
    }

    /// What there is to tell and to learn of lines, the first of them of `day`, by what is known before them.
    fn measured(
        &self,
        day: NaiveDate,
        declarations: &DataFrame,
        batch_rows: usize,
        findings: &Arc<Findings>,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<(DataFrame, Vec<Lesson>)> {
        let (mut all, mut lessons): (Option<DataFrame>, _) = (None, Vec::new());
        for rows in batches(declarations, batch_rows) {
            let prepared = prepare_with(&rows, self, findings)?;
            let evidence = measure(&prepared)?;
            let told = tell(&prepared, &evidence)?;
            lessons.push(Lesson::of(self, day, &rows, (&prepared, &evidence))?);
            match &mut all {
                Some(all) => {
                    all.vstack_mut(&told)?;
                }
                None => all = Some(told),
            }
        }
        let mut told = all.unwrap_or_default();
        told.rechunk_mut();
        Ok((told, lessons))
    }

    fn absorb(&mut self, lessons: &[Lesson]) -> Result<()> {
        let learned: Vec<&DataFrame> = lessons.iter().map(|lesson| &lesson.lines).collect();
        let observed = || lessons.iter().filter_map(|lesson| Some((&lesson.lines, lesson.strange.as_ref()?)));
        let Context { reference, licences, baselines, wording, network, profile, pressures, .. } = self;
        let (ledger, licence_use, expectations) = (&mut self.ledger, &mut self.licence_use, &mut self.expectations);
        let watched = &mut self.watched;
        // Each learner reads the lines in their order, and none of them the others.
        let (counted, (words, (links, rest))) = join(
            || learned.iter().try_for_each(|rows| baselines.update(rows)),
            || {
                join(
                    || learned.iter().try_for_each(|rows| wording.update(rows)),
                    || {
                        join(
                            || {
                                learned.iter().try_for_each(|rows| network.update(rows))?;
                                learned.iter().try_for_each(|rows| profile.update(rows))
                            },
                            || {
                                observed().try_for_each(|(rows, strange)| expectations.observe(rows, strange))?;
                                learned.iter().try_for_each(|rows| pressures.update(rows, reference))?;
                                if let Some(watched) = watched {
                                    learned.iter().try_for_each(|rows| watched.take(rows, i32::MAX))?;
                                }
                                learned.iter().try_for_each(|rows| ledger.update(rows, reference.contents()))?;
                                learned.iter().try_for_each(|rows| licence_use.update(rows, licences))
                            },
                        )
                    },
                )
            },
        );
        counted.and(words).and(links).and(rest)
    }

    /// Freezes what the evidence was like, ready to score.
    pub fn freeze(&self) -> Result<Frozen> {
        self.expectations.freeze()
    }

    /// The same for scores alone, without what tells beside the reasons.
    pub fn freeze_for_scores(&self) -> Result<Frozen> {
        self.expectations.freeze_for_scores()
    }
}

/// A frame cut into frames of at most `rows` rows; an empty one stays one.
pub fn batches(frame: &DataFrame, rows: usize) -> impl Iterator<Item = DataFrame> + '_ {
    (0..frame.height().max(1)).step_by(rows.max(1)).map(move |from| frame.slice(from as i64, rows.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::Days;
    use crate::ingest::{Mapping, Options, Reader};

    #[test]
    fn a_day_in_pieces_is_learned_as_a_day() {
        let mapping = Mapping::load("tidewaiter").unwrap();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/datasets/sample/declarations.parquet").to_string();
        let folder = tempfile::tempdir().unwrap();
        let mut days = Days::new(folder.path());
        for batch in Reader::open(&[path], &mapping, Options::default()).unwrap() {
            days.push(&batch.unwrap().declarations).unwrap();
        }
        let reference = Arc::new(Reference::shipped().unwrap());
        let (mut whole, mut pieces) = (Context::empty(reference.clone()), Context::empty(reference));
        for day in days.in_order().take(21) {
            let (day, rows) = day.unwrap();
            let one = whole.learn_in(day, &rows, BATCH_ROWS, &Arc::default(), |_, e| Ok(e.clone())).unwrap();
            let many = pieces.learn_in(day, &rows, 60, &Arc::default(), |_, e| Ok(e.clone())).unwrap();
            assert!(one.equals_missing(&many), "{day}: evidence differs");
        }
        let write = |context: &Context, name: &str| {
            let snapshot = context.write(&folder.path().join(name)).unwrap();
            crate::detector::hashes(&snapshot.folder).unwrap()
        };
        assert_eq!(write(&whole, "whole"), write(&pieces, "pieces"));
    }
}
