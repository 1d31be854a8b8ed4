//! All that a night may know: the dated lists, and what was normal up to the evening before.

use super::expectations::{Expectations, chapters, strangeness};
use super::frozen::Frozen;
use super::prepare::prepare;
use super::rarity::remarkable;
use super::rules::Rules;
use crate::baselines::{Baselines, PEER_UNIT_VALUE, Snapshot};
use crate::engines::{
    Chain, Findings, Ledger, LicenceRegister, LicenceUse, ListedParties, Network, RiskProfile, Wording,
};
use crate::error::Result;
use crate::reference::Reference;
use crate::registers::Registers;
use crate::schema;
use crate::schema::{LEARNED_FROM, NET_MASS_KG, PRICE_TO_PEERS, REMARKABLE_N, STATISTICAL_VALUE_USD};
use crate::signals::measure;
use crate::warnings::Pressures;
use chrono::NaiveDate;
use polars::prelude::{ChunkAgg, Column, DataFrame, DataType, Float32Chunked, IntoColumn, NewChunkedArray};
use rayon::join;
use std::path::Path;
use std::sync::Arc;

/// Days of history before evidence is taken for normal: until then nearly everything is new.
const BURN_IN_DAYS: i64 = 28;

/// Rows measured at once.
const BATCH_ROWS: usize = 65_536;

/// What there is to learn of lines, measured with what was known before them.
struct Measured {
    /// What the caller asked to be told.
    told: DataFrame,
    /// Lines with what is learned from them beside what was declared.
    learned: Vec<DataFrame>,
    /// Lines whose evidence is taken for normal, and how strange it was, signal by signal.
    observed: Vec<(DataFrame, Vec<Vec<f32>>)>,
}

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
            expectations: Expectations::default(),
        }
    }

    /// Reads the youngest snapshot in `place` whose evening lies before `night`.
    pub fn read(reference: Arc<Reference>, place: &Path, night: Option<NaiveDate>) -> Result<(Self, Snapshot)> {
        let snapshot = Snapshot::find(place, night)?;
        // The baselines compare every file's checksum first; what they refuse is not believed, whoever read it meanwhile.
        let (baselines, (network, (wording, others))) = join(
            || snapshot.read(),
            || {
                let folder = &snapshot.folder;
                join(
                    || Network::read(folder),
                    || {
                        join(
                            || Wording::read(folder),
                            || (Pressures::read(folder), Ledger::read(folder), RiskProfile::read(folder)),
                        )
                    },
                )
            },
        );
        let (baselines, network, wording) = (baselines?, network?, wording?);
        let (pressures, ledger, profile) = (others.0?, others.1?, others.2?);
        let licence_use = LicenceUse::read(&snapshot.folder)?;
        let expectations = Expectations::read(&snapshot.folder)?;
        let empty = Context::empty(reference);
        let context =
            Context { baselines, wording, network, profile, pressures, ledger, licence_use, expectations, ..empty };
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
            more(folder)
        })
    }

    /// Learns from a finished night: its declarations and the evidence they had with what was known before it.
    pub fn learn(&mut self, day: NaiveDate, declarations: &DataFrame) -> Result<DataFrame> {
        self.learn_in(day, declarations, BATCH_ROWS, |_, evidence| Ok(evidence.clone()))
    }

    /// Learns, and returns what `tell` makes of the lines with all that was known the evening before, and of their evidence.
    pub fn learn_and_tell(
        &mut self,
        day: NaiveDate,
        declarations: &DataFrame,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<DataFrame> {
        self.learn_in(day, declarations, BATCH_ROWS, tell)
    }

    /// Learns lines that came in late: measured with what was known the evening before the earliest of their days, which is `past`,
    /// and taken into what is known now. Whoever learns the days of a night first measures them without these lines.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] where `past` knows one of their days.
    pub fn learn_late(&mut self, past: &Context, declarations: &DataFrame) -> Result<()> {
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?;
        let Some(day) = days.physical().min().and_then(NaiveDate::from_epoch_days) else { return Ok(()) };
        let measured = past.measured(day, declarations, BATCH_ROWS, |_, _| Ok(DataFrame::empty()))?;
        self.absorb(&measured)
    }

    /// Nothing accepted up to this day is awaited any more.
    pub fn close(&mut self, day: NaiveDate) {
        self.baselines.close(day);
        self.network.close(day);
        self.profile.close(day, &self.findings);
        self.pressures.close(day);
    }

    /// All of the day is measured before any of it is learned; in batches, so that a great day takes no more memory.
    fn learn_in(
        &mut self,
        day: NaiveDate,
        declarations: &DataFrame,
        batch_rows: usize,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<DataFrame> {
        let measured = self.measured(day, declarations, batch_rows, tell)?;
        self.absorb(&measured)?;
        self.close(day);
        Ok(measured.told)
    }

    /// What there is to learn of lines, the first of them of `day`, by what is known before them.
    fn measured(
        &self,
        day: NaiveDate,
        declarations: &DataFrame,
        batch_rows: usize,
        tell: impl Fn(&DataFrame, &DataFrame) -> Result<DataFrame>,
    ) -> Result<Measured> {
        let first = self.baselines.first_day();
        let settled = first.is_some_and(|first| (day - first).num_days() >= BURN_IN_DAYS);
        let (mut all, mut learned, mut observed): (Option<DataFrame>, _, _) = (None, Vec::new(), Vec::new());
        for rows in batches(declarations, batch_rows) {
            let prepared = prepare(&rows, self)?;
            let evidence = measure(&prepared)?;
            let told = tell(&prepared, &evidence)?;
            let standing_out = if settled {
                let strange = strangeness(&evidence)?;
                let standing_out = remarkable(&self.expectations, &strange, &chapters(&rows)?);
                observed.push((rows.clone(), strange));
                Column::new(REMARKABLE_N.name.into(), standing_out)
            } else {
                Column::full_null(REMARKABLE_N.name.into(), rows.height(), &REMARKABLE_N.dtype())
            };
            let priced = price_to_peers(&prepared)?;
            let prepared = prepared.hstack(&[standing_out, priced])?;
            let derived = LEARNED_FROM.iter().map(|column| prepared.column(column.name).cloned());
            learned.push(rows.hstack(&derived.collect::<Result<Vec<_>, _>>()?)?);
            match &mut all {
                Some(all) => {
                    all.vstack_mut(&told)?;
                }
                None => all = Some(told),
            }
        }
        let mut told = all.unwrap_or_default();
        told.rechunk_mut();
        Ok(Measured { told, learned, observed })
    }

    fn absorb(&mut self, measured: &Measured) -> Result<()> {
        let Measured { learned, observed, .. } = measured;
        let Context { reference, licences, baselines, wording, network, profile, pressures, .. } = self;
        let (ledger, licence_use, expectations) = (&mut self.ledger, &mut self.licence_use, &mut self.expectations);
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
                                observed.iter().try_for_each(|(rows, strange)| expectations.observe(rows, strange))?;
                                learned.iter().try_for_each(|rows| pressures.update(rows, reference))?;
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

/// How each line was priced beside its peers of the evening before; null where either is unknown.
fn price_to_peers(prepared: &DataFrame) -> Result<Column> {
    let numbers = |name: &str| prepared.column(name)?.cast(&DataType::Float64);
    let (value, mass, peers) =
        (numbers(STATISTICAL_VALUE_USD.name)?, numbers(NET_MASS_KG.name)?, numbers(PEER_UNIT_VALUE.name)?);
    let ratios = value.f64()?.iter().zip(mass.f64()?.iter()).zip(peers.f64()?.iter());
    let ratios = ratios.map(|((value, mass), peers)| {
        let ratio = value? / mass? / peers?;
        (ratio.is_finite() && ratio > 0.0).then(|| ratio.ln() as f32)
    });
    Ok(Float32Chunked::from_iter_options(PRICE_TO_PEERS.name.into(), ratios).into_column())
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
            let one = whole.learn_in(day, &rows, BATCH_ROWS, |_, e| Ok(e.clone())).unwrap();
            let many = pieces.learn_in(day, &rows, 60, |_, e| Ok(e.clone())).unwrap();
            assert!(one.equals_missing(&many), "{day}: evidence differs");
        }
        let write = |context: &Context, name: &str| {
            let snapshot = context.write(&folder.path().join(name)).unwrap();
            crate::detector::hashes(&snapshot.folder).unwrap()
        };
        assert_eq!(write(&whole, "whole"), write(&pieces, "pieces"));
    }
}
