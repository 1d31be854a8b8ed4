//! What finished days tell: who sold what to whom, since when. Kept by hashes; no name is held.

use super::bytes::{put_day, take_day};
use super::held::{Bearer, Buyer, Declared, Held, Suppliers, Tie, borne, supplied};
use super::span::Span;
use crate::baselines::{Table, format_note};
use crate::engines::keyed::mix;
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Format of the files and way of keying parties; files of another are refused.
const FORMAT: u32 = 3;
/// Keys below are notes and no states: the format, and behind it first day and last evening.
const NOTES: u64 = 1;
/// Days for which the parties of a declaration are remembered, so that an outcome can be laid to them (est.: audits end within half
/// a year).
const DECLARED_DAYS: i32 = 200;
/// Days for which they are kept and written: those before the Monday are asked for until the Sunday after it.
const KEPT_DAYS: i32 = DECLARED_DAYS + 7;

/// What is read of a declaration line. Zero stands for what is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Line {
    /// Day from the epoch.
    pub day: i32,
    pub declaration: u64,
    pub exporter: u64,
    pub agent: u64,
    pub consignee: u64,
    /// First two words of the consignee's name, together and apart.
    pub stem: u64,
    pub words: [u64; 2],
    /// Hash of the consignee's country.
    pub country: u64,
    /// First six digits of the code.
    pub hs6: u32,
}

/// All that the past tells of parties.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// First day and last evening learned.
    pub(super) days: Option<(i32, i32)>,
    pub(super) firms: Table<Span>,
    /// Exporter × heading of six digits.
    pub(super) goods: Table<Tie>,
    /// Exporter × consignee.
    pub(super) deals: Table<Tie>,
    /// Exporter × broker.
    pub(super) agents: Table<Tie>,
    pub(super) buyers: Table<Buyer>,
    /// Consignee × heading.
    pub(super) suppliers: Table<Suppliers>,
    /// Stem × heading: the earliest bearers.
    pub(super) bearers: Table<Vec<Bearer>>,
    /// Parties of a declaration; asked by [`Past::parties`] alone, which looks at its age.
    pub(super) declared: Table<Declared>,
}

fn tie(table: &mut Table<Tie>, a: u64, b: u64, span: &Span) {
    table.entry_or(mix(a, b), || Tie { a, b, span: Span::default() }).span.merge(span);
}

impl Past {
    /// Learns a line of a finished day.
    pub fn learn(&mut self, line: &Line) {
        self.close(line.day);
        let span = Span { first: line.day, last: line.day, lines: 1 };
        let (exporter, consignee, heading) = (line.exporter, line.consignee, u64::from(line.hs6));
        if exporter != 0 {
            self.firms.entry(exporter).add(line.day);
            if heading != 0 {
                tie(&mut self.goods, exporter, heading, &span);
            }
            if line.agent != 0 {
                tie(&mut self.agents, exporter, line.agent, &span);
            }
            if line.declaration != 0 {
                self.remember(line.declaration, Declared { day: line.day, exporter, consignee });
            }
        }
        if consignee == 0 {
            return;
        }
        self.bought(consignee, Buyer { stem: line.stem, words: line.words, country: line.country, span });
        if exporter != 0 {
            tie(&mut self.deals, exporter, consignee, &span);
            if heading != 0 {
                supplied(self.suppliers.entry(mix(consignee, heading)), line.day, exporter);
            }
        }
        if line.stem != 0 && heading != 0 {
            let bearer = Bearer { first: line.day, buyer: consignee, country: line.country };
            borne(self.bearers.entry(mix(line.stem, heading)), bearer);
        }
    }

    /// Ends a day, also one without a line.
    pub fn close(&mut self, day: i32) {
        let before = self.days;
        let (first, last) = self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day)));
        self.days = Some((first, last));
        if before.is_some_and(|(_, old)| old / 30 != last / 30) {
            self.forget();
        }
    }

    /// The last evening learned; `None` before the first.
    pub fn evening(&self) -> Option<i32> {
        self.days.map(|(_, last)| last)
    }

    fn forget(&mut self) {
        if let Some((_, last)) = self.days {
            self.declared.retain(|held| held.day > last - KEPT_DAYS);
        }
    }

    fn remember(&mut self, declaration: u64, parties: Declared) {
        let held = self.declared.entry_or(declaration, || parties);
        *held = (*held).max(parties);
    }

    fn bought(&mut self, consignee: u64, buyer: Buyer) {
        self.buyers.entry_or(consignee, || buyer_of_nothing(buyer)).merge(&buyer);
    }

    /// Takes what another has learned. Associative and commutative.
    ///
    /// # Errors
    /// [`Error::Input`] where bytes that the other read are no state.
    pub fn merge(&mut self, other: &Past) -> Result<()> {
        if let Some((first, last)) = other.days {
            let mine = self.days.unwrap_or((first, last));
            self.days = Some((mine.0.min(first), mine.1.max(last)));
        }
        other.firms.each(|key, span| self.firms.entry(key).merge(span))?;
        for (mine, theirs) in
            [(&mut self.goods, &other.goods), (&mut self.deals, &other.deals), (&mut self.agents, &other.agents)]
        {
            theirs.each(|_, held| tie(mine, held.a, held.b, &held.span))?;
        }
        other.buyers.each(|key, buyer| self.bought(key, *buyer))?;
        other.suppliers.each(|key, list| {
            let mine = self.suppliers.entry(key);
            list.iter().for_each(|(day, exporter)| supplied(mine, *day, *exporter));
        })?;
        other.bearers.each(|key, list| {
            let mine = self.bearers.entry(key);
            list.iter().for_each(|bearer| borne(mine, *bearer));
        })?;
        other.declared.each(|key, parties| self.remember(key, *parties))?;
        self.forget();
        Ok(())
    }

    /// Writes the tables into a folder, a file each: the same past gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Write`] where one cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let first_kept = self.first_kept();
        let mut days = Vec::new();
        self.days.into_iter().flat_map(|(first, last)| [first, last]).for_each(|day| put_day(&mut days, day));
        let kept = |bytes: &[u8]| Declared::day_of(bytes).is_some_and(|day| day >= first_kept);
        // The greatest first, so that no task is left alone at the end.
        let tasks: [Box<dyn Fn() -> Result<()> + Send + Sync + '_>; TABLES] = [
            Box::new(|| put(folder, "goods", &self.goods, &[], |_| true)),
            Box::new(|| put(folder, "deals", &self.deals, &[], |_| true)),
            Box::new(|| put(folder, "declared", &self.declared, &[], kept)),
            Box::new(|| put(folder, "suppliers", &self.suppliers, &[], |_| true)),
            Box::new(|| put(folder, "buyers", &self.buyers, &[], |_| true)),
            Box::new(|| put(folder, "bearers", &self.bearers, &[], |_| true)),
            Box::new(|| put(folder, "agents", &self.agents, &[], |_| true)),
            Box::new(|| put(folder, "firms", &self.firms, &days, |_| true)),
        ];
        tasks.par_iter().map(|task| task()).collect::<Vec<_>>().into_iter().collect()
    }

    /// First day of which parties of declarations are written.
    pub(super) fn first_kept(&self) -> i32 {
        self.days.map_or(i32::MIN, |(_, last)| last - KEPT_DAYS + 1)
    }

    /// Reads what `write` wrote; states sleep until somebody asks for them.
    ///
    /// # Errors
    /// [`Error::Input`] where a file is absent, damaged, or was learned by another way of keying parties.
    pub fn read(folder: &Path) -> Result<Past> {
        let mut past = Past::default();
        let Past { days, firms, goods, deals, agents, buyers, suppliers, bearers, declared } = &mut past;
        let mut tasks: [Box<dyn FnMut() -> Result<()> + Send + '_>; TABLES] = [
            Box::new(|| take(folder, "goods", goods).map(drop)),
            Box::new(|| take(folder, "deals", deals).map(drop)),
            Box::new(|| take(folder, "declared", declared).map(drop)),
            Box::new(|| take(folder, "suppliers", suppliers).map(drop)),
            Box::new(|| take(folder, "buyers", buyers).map(drop)),
            Box::new(|| take(folder, "bearers", bearers).map(drop)),
            Box::new(|| take(folder, "agents", agents).map(drop)),
            Box::new(|| {
                let about = take(folder, "firms", firms)?;
                let mut from = &about[..];
                if !from.is_empty() {
                    let span = take_day(&mut from).zip(take_day(&mut from));
                    let span = span.filter(|(first, last)| from.is_empty() && first <= last);
                    *days = Some(span.ok_or_else(|| damaged(&place(folder, "firms")))?);
                }
                Ok(())
            }),
        ];
        tasks.par_iter_mut().map(|task| task()).collect::<Vec<_>>().into_iter().collect::<Result<()>>()?;
        drop(tasks);
        Ok(past)
    }

    /// Whether all that was asked for so far were states.
    ///
    /// # Errors
    /// [`Error::Input`] where bytes that were read are none.
    pub fn whole(&self) -> Result<()> {
        [&self.goods, &self.deals, &self.agents].into_iter().try_for_each(Table::whole)?;
        self.firms.whole().and_then(|()| self.buyers.whole()).and_then(|()| self.suppliers.whole())?;
        self.bearers.whole().and_then(|()| self.declared.whole())
    }

    /// Exporter and consignee of a declaration, as far as it is remembered on a day: 200 days back, whatever else is still kept.
    pub(super) fn parties(&self, declaration: u64, before: i32) -> Option<(u64, u64)> {
        let held = self.declared.get(declaration)?;
        (held.day > before - DECLARED_DAYS && held.day < before).then_some((held.exporter, held.consignee))
    }

    pub(super) fn sells(&self, exporter: u64, hs6: u32) -> Option<&Span> {
        self.goods.get(mix(exporter, u64::from(hs6))).map(|held| &held.span)
    }

    pub(super) fn deals(&self, exporter: u64, consignee: u64) -> Option<&Span> {
        self.deals.get(mix(exporter, consignee)).map(|held| &held.span)
    }
}

/// Tables of the past.
const TABLES: usize = 8;

/// A buyer of this name of whom no line is known yet.
fn buyer_of_nothing(buyer: Buyer) -> Buyer {
    Buyer { span: Span::default(), ..buyer }
}

fn place(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("network-{table}.parquet"))
}

fn damaged(path: &Path) -> Error {
    let remedy = "make the baselines anew with `tidewaiter replay`";
    Error::input(path, "it is not what this program learns from parties", remedy)
}

/// Writes a table, and before it the format with what there is to say behind it.
fn put<T: Held>(folder: &Path, name: &str, table: &Table<T>, about: &[u8], keep: impl Fn(&[u8]) -> bool) -> Result<()> {
    let (key, format) = format_note(FORMAT);
    table.write_kept(&place(folder, name), &[(key, [&format, about].concat())], T::encode, keep)
}

/// Reads a table; what is said behind the format.
fn take<T: Held>(folder: &Path, name: &str, table: &mut Table<T>) -> Result<Vec<u8>> {
    let path = place(folder, name);
    let (read, notes) = Table::read_noted(&path, NOTES, T::decode)?;
    let (_, format) = format_note(FORMAT);
    let about = notes.into_iter().next().and_then(|(_, note)| Some(note.strip_prefix(&format[..])?.to_vec()));
    *table = read;
    about.ok_or_else(|| damaged(&path))
}
