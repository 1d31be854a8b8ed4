//! The classifier as the spine sees it: learn a day, join a batch, keep.

use super::calibration::{Calibration, Curve};
use super::classifier::{Classifier, Slate};
use super::columns::*;
use super::counts::{Counts, Weight};
use super::learned::{self, Code, Line};
use super::lists::{Lists, code};
use super::said::Said;
use super::words::Words;
use crate::baselines::{Keys, Part, Table};
use crate::error::{Error, Result};
use crate::reference::{CodeMatch, Force, Reference};
use crate::schema::Column as Declared;
use crate::schema::{ACCEPTED_ON, GOODS_DESCRIPTION, GOODS_SPECIFICATION, HS_CODE};
use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

/// File in a snapshot's folder.
const FILE: &str = "wording.parquet";
/// Key of the row that holds format and calibration; codes are smaller.
const ABOUT: u64 = u64::MAX;
/// Format of the file and ways of reading a text; a file of another was learned otherwise and is refused.
const FORMAT: u32 = 2;
/// Rows that one task reads; large enough to remember texts.
const ROWS_PER_TASK: usize = 16_384;

/// What the words of past declarations said the goods were.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    past: BTreeMap<u32, Code>,
    calibration: Calibration,
    // What follows from the two above, kept up to date.
    counts: Counts,
    curve: Curve,
    lists: Arc<Mutex<Option<Versioned>>>,
}

/// The lists read for words, with the version of the reference they were read from.
type Versioned = (String, Arc<Lists>);

/// What is read of a row to learn it.
struct Lesson {
    code: u32,
    line: Line,
}

impl Wording {
    /// Learns from the declarations of a finished day; how often it was right only where they carry what it had thought.
    pub fn update(&mut self, declarations: &DataFrame) -> Result<()> {
        let columns = Texts::of(declarations)?;
        self.judge(declarations, &columns)?;
        let keys = Keys::of(declarations)?;
        let firms = keys.part(Part::Exporter)?;
        let lesson = |words: &mut Words, row: usize| -> Option<Lesson> {
            let hs = columns.cell(&columns.hs, row)?;
            let (name, specification) = columns.text(row)?;
            words.read(name, specification);
            let line = Line {
                wording: words.wording()?,
                name: words.name().unwrap_or(0),
                ending: hs.get(6..10).and_then(|ending| ending.parse().ok()),
                firm: (firms[row] >> 32) as u32,
            };
            Some(Lesson { code: code(hs)?, line })
        };
        let lessons: Vec<Option<Lesson>> =
            (0..declarations.height()).into_par_iter().map_init(Words::default, lesson).collect();
        let mut words = Words::default();
        let mut changed = HashMap::new();
        for (row, lesson) in lessons.iter().enumerate() {
            let Some(Lesson { code, line }) = lesson else { continue };
            let state = self.past.entry(*code).or_default();
            let key = (*code, line.wording);
            changed
                .entry(key)
                .or_insert_with(|| (state.wordings.get(&line.wording).map_or(Weight::default(), Weight::of), None));
            let packed = || {
                let (name, specification) = columns.text(row).unwrap_or(("", ""));
                words.read(name, specification);
                words.packed()
            };
            if let Some((hash, fallen)) = state.add(*line, packed) {
                let old = Weight::of(&fallen);
                changed.entry((*code, hash)).or_insert((old, None)).1 = Some(fallen);
            }
        }
        for ((code, hash), (old, fallen)) in &changed {
            let held = self.past.get(code).and_then(|state| state.wordings.get(hash));
            let (wording, new) = match (held, fallen) {
                (Some(held), _) => (held, Weight::of(held)),
                (None, Some(fallen)) => (fallen, Weight::default()),
                (None, None) => continue,
            };
            self.counts.change(*code, *hash, wording, *old, new, &mut words);
        }
        self.counts.settle(&self.past);
        Ok(())
    }

    /// Counts how often the best code was the declared one.
    fn judge(&mut self, declarations: &DataFrame, columns: &Texts) -> Result<()> {
        let (Ok(best), Ok(raw)) = (declarations.column(WORDING_CODE.name), declarations.column(WORDING_RAW_P.name))
        else {
            return Ok(());
        };
        let (Ok(best), Ok(raw)) = (best.str(), raw.f32()) else { return Ok(()) };
        for (row, (best, raw)) in best.iter().zip(raw.iter()).enumerate() {
            let declared = columns.cell(&columns.hs, row).and_then(|hs| hs.get(..6));
            if let (Some(best), Some(raw), Some(declared)) = (best, raw, declared) {
                self.calibration.observe(f64::from(raw), best == declared);
            }
        }
        self.curve = self.calibration.curve();
        Ok(())
    }

    /// Takes what other classifiers have learned. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        for (code, theirs) in &other.past {
            self.past.entry(*code).or_default().merge(theirs);
        }
        self.calibration.merge(&other.calibration);
        self.follow();
    }

    fn follow(&mut self) {
        self.counts = Counts::of(&self.past);
        self.curve = self.calibration.curve();
    }

    /// Appends [`WORDING_COLUMNS`]. Row-wise: a row gets the same values in any batch.
    pub fn join(&self, declarations: &DataFrame, reference: &Reference) -> Result<DataFrame> {
        let lists = self.lists(reference);
        let classifier = Classifier { counts: &self.counts, lists: &lists };
        let columns = Texts::of(declarations)?;
        let rows = declarations.height();
        let starts: Vec<usize> = (0..rows.max(1)).step_by(ROWS_PER_TASK).collect();
        let task = |start: &usize| {
            let mut reading = Reading {
                wording: self,
                classifier: &classifier,
                reference,
                memory: HashMap::new(),
                controlled: HashMap::new(),
                usual_endings: HashMap::new(),
                words: Words::default(),
                slate: Slate::default(),
            };
            let mut rows_read = Rows::new(ROWS_PER_TASK.min(rows - start));
            (*start..rows.min(start + ROWS_PER_TASK)).for_each(|row| reading.line(&columns, row, &mut rows_read));
            rows_read.finish()
        };
        let parts = starts.par_iter().map(task).collect::<Result<Vec<_>>>()?;
        let mut parts = parts.into_iter();
        let mut all = parts.next().expect("at least one task");
        for part in parts {
            all.vstack_mut(&part)?;
        }
        all.rechunk_mut();
        Ok(declarations.hstack(all.columns())?)
    }

    fn lists(&self, reference: &Reference) -> Arc<Lists> {
        let mut held = self.lists.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match &*held {
            Some((version, lists)) if version == reference.version() => Arc::clone(lists),
            _ => {
                let lists = Arc::new(Lists::of(reference));
                *held = Some((reference.version().to_owned(), Arc::clone(&lists)));
                lists
            }
        }
    }

    /// Writes what was learned into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut table: Table<Vec<u8>> = Table::default();
        let about = table.entry(ABOUT);
        about.extend(FORMAT.to_le_bytes());
        self.calibration.encode(about);
        self.past.iter().for_each(|(code, state)| state.encode(table.entry(u64::from(*code))));
        table.write(&folder.join(FILE), |state, into| into.extend(state))
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or was learned by another way of reading texts.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let remedy = "make the baselines anew with `tidewaiter replay`";
        let damaged = || Error::input(&path, "it is not what this program learns from wordings", remedy);
        let wrong = |code: u32, why: &str| {
            Error::input(&path, format!("what it keeps of code {code:06} cannot be: {why}"), remedy)
        };
        let table = Table::read(&path, |bytes| Some(bytes.to_vec()))?;
        let mut wording = Wording::default();
        let mut about = table.get(ABOUT).map(Vec::as_slice).ok_or_else(damaged)?;
        let format = learned::take(&mut about).map(u32::from_le_bytes);
        wording.calibration = Calibration::decode(about).filter(|_| format == Some(FORMAT)).ok_or_else(damaged)?;
        for (key, state) in table.iter().filter(|(key, _)| *key != ABOUT) {
            let code = u32::try_from(key).ok().filter(|code| *code < 1_000_000).ok_or_else(damaged)?;
            wording.past.insert(code, Code::decode(state).map_err(|why| wrong(code, why))?);
        }
        wording.follow();
        Ok(wording)
    }
}

/// The declared columns that are read; `None` where the frame lacks one.
struct Texts {
    hs: Option<StringChunked>,
    name: Option<StringChunked>,
    specification: Option<StringChunked>,
    on: Option<Int32Chunked>,
}

impl Texts {
    fn of(frame: &DataFrame) -> Result<Texts> {
        let held =
            |declared: Declared| frame.column(declared.name).ok().filter(|column| column.dtype() != &DataType::Null);
        let text = |declared: Declared| -> Result<Option<StringChunked>> {
            let Some(column) = held(declared) else { return Ok(None) };
            Ok(Some(column.as_materialized_series().rechunk().str()?.clone()))
        };
        let on = match held(ACCEPTED_ON) {
            Some(column) => {
                let days = column.cast(&DataType::Date)?.cast(&DataType::Int32)?;
                Some(days.as_materialized_series().rechunk().i32()?.clone())
            }
            None => None,
        };
        Ok(Texts { hs: text(HS_CODE)?, name: text(GOODS_DESCRIPTION)?, specification: text(GOODS_SPECIFICATION)?, on })
    }

    fn cell<'t>(&self, column: &'t Option<StringChunked>, row: usize) -> Option<&'t str> {
        column.as_ref().and_then(|column| column.get(row)).filter(|text| !text.is_empty())
    }

    /// Name and specification; `None` where the row has neither.
    fn text(&self, row: usize) -> Option<(&str, &str)> {
        let (name, specification) = (self.cell(&self.name, row), self.cell(&self.specification, row));
        (name.is_some() || specification.is_some()).then(|| (name.unwrap_or(""), specification.unwrap_or("")))
    }
}

/// What the texts of a task say, each read once.
struct Read {
    said: Said,
    wording: Option<u64>,
    spoke: std::cell::OnceCell<String>,
}

struct Reading<'a, 't> {
    wording: &'a Wording,
    classifier: &'a Classifier<'a>,
    reference: &'a Reference,
    memory: HashMap<(&'t str, &'t str), Option<Rc<Read>>>,
    controlled: HashMap<(u32, Option<u16>, i32), Option<f32>>,
    usual_endings: HashMap<u32, Option<u16>>,
    words: Words,
    slate: Slate,
}

impl<'t> Reading<'_, 't> {
    fn line(&mut self, columns: &'t Texts, row: usize, out: &mut Rows) {
        let Some((text, read)) = columns.text(row).and_then(|text| Some((text, self.read(text)?))) else {
            return out.nothing();
        };
        let (said, counts) = (&read.said, &self.wording.counts);
        let hs = columns.cell(&columns.hs, row);
        let declared = hs.and_then(code);
        let digits = |length: usize| hs.and_then(|hs| hs.get(..length)).and_then(|hs| hs.parse::<u32>().ok());
        let best = said.best();
        let declared_p = declared.map(|code| said.code(code, counts));
        out.texts[0].append_value(format!("{best:06}"));
        let ending =
            self.endings(best, &read).iter().min_by_key(|(ending, lines)| (std::cmp::Reverse(*lines), *ending));
        let ending = ending.map(|(ending, lines)| (*ending, *lines));
        let sub_code = ending.map(|(ending, _)| ending).or_else(|| self.usual_ending(best));
        out.texts[1].append_option(ending.map(|(ending, _)| format!("{best:06}{ending:04}")));
        out.texts[2].append_value(&said.told);
        let doubtful = declared != Some(best) || said.best_p < 0.5;
        out.texts[3].append_option(doubtful.then(|| self.spoke(text, &read)));
        let endings = declared.map_or(&[][..], |code| self.endings(code, &read));
        let all: u32 = endings.iter().map(|(_, lines)| lines).sum();
        let ending_p =
            hs.and_then(|hs| hs.get(6..10)).and_then(|ending| ending.parse::<u16>().ok()).filter(|_| all > 0).map(
                |own| {
                    let lines = endings.iter().find(|(ending, _)| *ending == own).map_or(0, |(_, lines)| *lines);
                    (lines as f32 + 0.5) / (all as f32 + 1.0)
                },
            );
        let on = columns.on.as_ref().and_then(|on| on.get(row));
        let values = [
            Some(said.raw),
            Some(said.best_p),
            declared_p,
            digits(4).map(|heading| said.group(heading, 100, counts)),
            digits(2).map(|chapter| said.group(chapter, 10_000, counts)),
            ending_p,
            Some(said.entropy),
            Some(said.known()),
            Some(said.lines() as f32),
            on.and_then(|on| self.controlled(best, sub_code, on)),
        ];
        out.numbers.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
    }

    fn read(&mut self, text: (&'t str, &'t str)) -> Option<Rc<Read>> {
        if let Some(read) = self.memory.get(&text) {
            return read.clone();
        }
        self.words.read(text.0, text.1);
        let verdict = self.classifier.read(&mut self.words, &mut self.slate);
        let read = verdict.map(|verdict| {
            let said = Said::of(verdict, &self.wording.counts, &self.wording.curve);
            Rc::new(Read { said, wording: self.words.wording(), spoke: std::cell::OnceCell::new() })
        });
        self.memory.insert(text, read.clone());
        read
    }

    fn endings(&self, code: u32, read: &Read) -> &[(u16, u32)] {
        let state = self.wording.past.get(&code).zip(read.wording);
        state.and_then(|(state, hash)| state.wordings.get(&hash)).map_or(&[], |wording| &wording.endings)
    }

    fn spoke(&mut self, text: (&str, &str), read: &Read) -> String {
        let tell = || {
            self.words.read(text.0, text.1);
            let places = self.classifier.spoke(&self.words, read.said.best());
            places.iter().map(|at| self.words.word(*at)).collect::<Vec<_>>().join(";")
        };
        read.spoke.get_or_init(tell).clone()
    }

    /// The last digits under which most wordings of a 6-digit code were declared.
    fn usual_ending(&mut self, code: u32) -> Option<u16> {
        let past = &self.wording.past;
        *self.usual_endings.entry(code).or_insert_with(|| {
            let mut lines: std::collections::BTreeMap<u16, u32> = Default::default();
            for (ending, n) in past.get(&code)?.wordings.values().flat_map(|wording| &wording.endings) {
                *lines.entry(*ending).or_default() += n;
            }
            lines.into_iter().min_by_key(|(ending, n)| (std::cmp::Reverse(*n), *ending)).map(|(ending, _)| ending)
        })
    }

    /// Whether a code is controlled whole on a day: the 10 digits that the words, else most texts of its 6 digits, were declared
    /// under, where the past knows them; `None` where only part of it is, or the lists do not say.
    fn controlled(&mut self, code: u32, ending: Option<u16>, day: i32) -> Option<f32> {
        let reference = self.reference;
        *self.controlled.entry((code, ending, day)).or_insert_with(|| {
            let on = NaiveDate::from_ymd_opt(1970, 1, 1)?.checked_add_signed(chrono::Duration::days(day.into()))?;
            if on < reference.begins() || on > reference.horizon() {
                return None;
            }
            let digits = ending.map_or_else(|| format!("{code:06}"), |ending| format!("{code:06}{ending:04}"));
            let (mut whole, mut part) = (false, false);
            for candidate in reference.control().candidates(&digits, on) {
                match candidate.item.force(on) {
                    Force::InForce if candidate.matched == CodeMatch::Whole && candidate.item.conditions.is_empty() => {
                        whole = true
                    }
                    Force::InForce | Force::AfterKnowledge => part = true,
                    Force::NotYet | Force::Suspended(_) => {}
                }
            }
            match (whole, part) {
                (true, _) => Some(1.0),
                (false, true) => None,
                (false, false) => Some(0.0),
            }
        })
    }
}

/// Columns in the making: texts code, 10 digits, codes, spoke; numbers in the order of `line`.
struct Rows {
    texts: [StringChunkedBuilder; 4],
    numbers: [Vec<Option<f32>>; 10],
}

const TEXTS: [Declared; 4] = [WORDING_CODE, WORDING_CODE_10, WORDING_CODES, WORDING_SPOKE];
const NUMBERS: [Declared; 10] = [
    WORDING_RAW_P,
    WORDING_CODE_P,
    WORDING_DECLARED_P,
    WORDING_HEADING_P,
    WORDING_CHAPTER_P,
    WORDING_DECLARED_10_P,
    WORDING_ENTROPY,
    WORDING_KNOWN,
    WORDING_N,
    WORDING_CONTROLLED,
];

impl Rows {
    fn new(rows: usize) -> Rows {
        Rows {
            texts: TEXTS.map(|column| StringChunkedBuilder::new(column.name.into(), rows)),
            numbers: NUMBERS.map(|_| Vec::with_capacity(rows)),
        }
    }

    fn nothing(&mut self) {
        self.texts.iter_mut().for_each(StringChunkedBuilder::append_null);
        self.numbers.iter_mut().for_each(|column| column.push(None));
    }

    fn finish(self) -> Result<DataFrame> {
        let height = self.numbers[0].len();
        let mut made: Vec<Column> = self.texts.into_iter().map(|text| text.finish().into_series().into()).collect();
        made.extend(NUMBERS.iter().zip(self.numbers).map(|(column, values)| Column::new(column.name.into(), values)));
        let frame = DataFrame::new(height, made)?;
        Ok(frame.select(WORDING_COLUMNS.iter().map(|column| column.name))?)
    }
}
