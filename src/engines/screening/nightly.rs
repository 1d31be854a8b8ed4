//! Screening as the spine sees it: the list of the registers, asked of every line, each name once.

use super::columns::*;
use super::editions::standing;
use super::entry::ListEntry;
use super::exceptions::{Exception, Exceptions};
use super::likeness::How;
use super::matched::{PartyMatch, PartyQuery};
use super::screener::Screener;
use crate::error::Result;
use crate::registers::{ListedParty, Registers, ScreeningException};
use crate::schema::Column as Declared;
use crate::schema::{
    ACCEPTED_ON, CONSIGNEE_ADDRESS, CONSIGNEE_COUNTRY, CONSIGNEE_NAME, DESTINATION_COUNTRY, END_USER_NAME,
};
use chrono::{Days, NaiveDate};
use polars::prelude::*;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use xxhash_rust::xxh3::xxh3_128;

/// Below this likeness nothing is kept of a listed name: most such names are of others.
pub(super) const KEPT: f32 = 0.5;

/// Editions kept ready: those of the days at hand.
const EDITIONS: usize = 2;

/// Answers remembered at once; when more come, the old ones are forgotten, which costs time and changes nothing.
const ANSWERS_MAX: usize = 500_000;

/// The listed parties of the registers, ready to be asked.
#[derive(Default)]
pub struct ListedParties {
    /// Sorted by the day from which they are known.
    rows: Vec<ListedParty>,
    pub(super) decisions: Exceptions,
    /// By how many rows were known, youngest last.
    editions: Mutex<Vec<Arc<Edition>>>,
}

/// The list as it was known on some days: a name weighs by the names listed then, not by later ones.
pub(super) struct Edition {
    rows_n: usize,
    pub(super) screener: Screener,
    /// Answers so far, by the name asked; they hold for all days of the edition, what is in force being chosen among them.
    asked: Mutex<HashMap<u128, Arc<[Found]>>>,
}

/// A listed party that a name is like, likest first.
struct Found {
    likeness: f32,
    entry: usize,
    name: String,
    why: String,
}

/// A name to be asked, with what stands beside it on the line.
#[derive(Clone, Copy)]
struct Asked<'a> {
    name: &'a str,
    address: Option<&'a str>,
    country: Option<&'a str>,
}

impl Asked<'_> {
    fn key(&self) -> u128 {
        let parts = [self.name, self.address.unwrap_or_default(), self.country.unwrap_or_default()];
        xxh3_128(parts.join("\0").as_bytes())
    }
}

impl ListedParties {
    /// The list as the registers tell it. A listing counts from the day after it was known.
    pub fn from_registers(registers: &Registers) -> ListedParties {
        ListedParties {
            rows: registers.restricted.clone(),
            decisions: Exceptions::new(registers.exceptions.iter().map(decision)),
            editions: Mutex::default(),
        }
    }

    /// The list as it was known before a day; `None` where nothing was.
    pub(super) fn edition(&self, day: NaiveDate) -> Option<Arc<Edition>> {
        let rows_n = Registers::known(&self.rows, day, |row| row.known_on).len();
        if rows_n == 0 {
            return None;
        }
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = editions.iter().find(|edition| edition.rows_n == rows_n) {
            return Some(known.clone());
        }
        let screener = Screener::new(standing(&self.rows[..rows_n]).iter().map(entry).collect());
        let edition = Arc::new(Edition { rows_n, screener, asked: Mutex::default() });
        editions.push(edition.clone());
        if editions.len() > EDITIONS {
            editions.remove(0);
        }
        Some(edition)
    }

    /// Appends [`SCREENING_COLUMNS`]. Row-wise: a name is asked alike in any batch.
    pub fn join(&self, declarations: &DataFrame) -> Result<DataFrame> {
        let height = declarations.height();
        let mut out = Out::new(height);
        let rows = Rows::of(declarations)?;
        let mut days: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
        if !self.rows.is_empty() {
            (0..height).filter_map(|row| Some((rows.day(row)?, row))).for_each(|(day, row)| {
                days.entry(day).or_default().push(row);
            });
        }
        for (day, of_day) in days {
            let Some(edition) = self.edition(day) else { continue };
            let screener = &edition.screener;
            let answers = edition.answers(&rows, &of_day);
            for row in of_day {
                let mut names = rows.names(row).peekable();
                if names.peek().is_none() {
                    continue;
                }
                let mut best: Option<(&Found, &str)> = None;
                for asked in names {
                    let known = answers.get(&asked.key()).map(|found| &found[..]).unwrap_or_default();
                    let counts = |found: &&Found| {
                        screener.entries()[found.entry].in_force(day)
                            && self
                                .decisions
                                .excuses(asked.name, &screener.entries()[found.entry].id, Some(day))
                                .is_none()
                    };
                    if let Some(found) = known.iter().find(counts)
                        && best.is_none_or(|(other, _)| found.likeness > other.likeness)
                    {
                        best = Some((found, asked.name));
                    }
                }
                let since = best.and_then(|(found, _)| screener.entries()[found.entry].listed_on);
                out.say(row, best, since.map(|since| (day - since).num_days() as f64));
            }
        }
        Ok(declarations.hstack(&out.finish())?)
    }
}

impl Edition {
    /// The answers to all names of the rows; those never asked before are asked now, side by side.
    fn answers(&self, rows: &Rows, of_day: &[usize]) -> HashMap<u128, Arc<[Found]>> {
        let mut known: HashMap<u128, Arc<[Found]>> = HashMap::new();
        let mut open: BTreeMap<u128, Asked> = BTreeMap::new();
        let mut memory = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        for asked in of_day.iter().flat_map(|row| rows.names(*row)) {
            let key = asked.key();
            if known.contains_key(&key) {
                continue;
            }
            match memory.get(&key) {
                Some(found) => {
                    known.insert(key, found.clone());
                }
                None => {
                    open.insert(key, asked);
                }
            }
        }
        let open: Vec<(u128, Asked)> = open.into_iter().collect();
        let nothing: Arc<[Found]> = Arc::new([]);
        let answered: Vec<(u128, Arc<[Found]>)> = open
            .into_par_iter()
            .map(|(key, asked)| {
                let query = PartyQuery { name: asked.name, address: asked.address, country: asked.country, day: None };
                let found: Vec<Found> = self
                    .screener
                    .screen(&query)
                    .into_iter()
                    .filter(|one| one.score >= KEPT)
                    .map(|one| Found {
                        likeness: one.score,
                        entry: one.entry,
                        name: self.screener.entries()[one.entry].name.clone(),
                        why: why(&one),
                    })
                    .collect();
                (key, if found.is_empty() { nothing.clone() } else { found.into() })
            })
            .collect();
        if memory.len() + answered.len() > ANSWERS_MAX {
            memory.clear();
        }
        for (key, found) in answered {
            memory.insert(key, found.clone());
            known.insert(key, found);
        }
        known
    }
}

/// Which words answer which, in signs that need no language.
fn why(one: &PartyMatch) -> String {
    let mut parts: Vec<String> = one
        .pairs
        .iter()
        .map(|pair| match pair.how {
            How::Same => format!("{} =", pair.query),
            _ => format!("{} ~ {}", pair.query, pair.entry),
        })
        .collect();
    if let Some(address) = one.address {
        parts.push(format!("@ {address:.2}"));
    }
    parts.join(", ")
}

fn entry(party: &ListedParty) -> ListEntry {
    ListEntry {
        id: party.name.clone(),
        kind: String::new(),
        name: party.name.clone(),
        aliases: party.aliases.clone(),
        countries: party.countries.clone(),
        addresses: party.addresses.clone(),
        listed_on: Some(party.listed_on),
        suspended_on: party.suspended_on,
        suspended_until: party.suspended_until,
        stopped_on: party.stopped_on,
        source: party.source.clone().unwrap_or_default(),
    }
}

fn decision(row: &ScreeningException) -> Exception {
    let from = row.known_on.checked_add_days(Days::new(1)).unwrap_or(row.known_on);
    Exception {
        name: row.name.clone(),
        entry: row.entry.clone(),
        author: row.author.clone(),
        decided_on: Some(from),
        expires_on: row.expires_on,
        note: row.note.clone().unwrap_or_default(),
    }
}

/// What is read of the lines.
struct Rows {
    days: Int32Chunked,
    texts: [Option<StringChunked>; 5],
}

impl Rows {
    fn of(declarations: &DataFrame) -> Result<Rows> {
        let text =
            |column: Declared| declarations.column(column.name).ok().and_then(|column| column.str().ok().cloned());
        Ok(Rows {
            days: declarations.column(ACCEPTED_ON.name)?.as_materialized_series().date()?.physical().clone(),
            texts: [CONSIGNEE_NAME, CONSIGNEE_ADDRESS, CONSIGNEE_COUNTRY, END_USER_NAME, DESTINATION_COUNTRY].map(text),
        })
    }

    fn day(&self, row: usize) -> Option<NaiveDate> {
        self.days.get(row).and_then(NaiveDate::from_epoch_days)
    }

    fn text(&self, at: usize, row: usize) -> Option<&str> {
        self.texts[at].as_ref()?.get(row).filter(|text| !text.trim().is_empty())
    }

    /// Consignee and end user, where the line names them.
    fn names(&self, row: usize) -> impl Iterator<Item = Asked<'_>> {
        let consignee = self.text(0, row).map(|name| Asked {
            name,
            address: self.text(1, row),
            country: self.text(2, row).or(self.text(4, row)),
        });
        let end_user = self.text(3, row).map(|name| Asked { name, address: None, country: self.text(4, row) });
        consignee.into_iter().chain(end_user)
    }
}

/// The columns in the making.
struct Out {
    likeness: Vec<Option<f32>>,
    texts: [Vec<Option<String>>; 3],
    since: Vec<Option<f64>>,
}

impl Out {
    fn new(height: usize) -> Out {
        Out {
            likeness: vec![None; height],
            texts: std::array::from_fn(|_| vec![None; height]),
            since: vec![None; height],
        }
    }

    fn say(&mut self, row: usize, best: Option<(&Found, &str)>, since: Option<f64>) {
        self.likeness[row] = Some(best.map_or(0.0, |(found, _)| found.likeness));
        if let Some((found, declared)) = best {
            let told = [found.name.clone(), declared.to_owned(), found.why.clone()];
            self.texts.iter_mut().zip(told).for_each(|(column, text)| column[row] = Some(text));
            self.since[row] = since;
        }
    }

    fn finish(self) -> Vec<Column> {
        let [name, declared, why] = self.texts;
        let text = |column: Declared, values: Vec<Option<String>>| Column::new(column.name.into(), values);
        vec![
            Column::new(LISTED_LIKENESS.name.into(), self.likeness),
            text(LISTED_NAME, name),
            text(LISTED_DECLARED, declared),
            text(LISTED_WHY, why),
            Column::new(LISTED_SINCE_DAYS.name.into(), self.since),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registers() -> Registers {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        Registers {
            restricted: vec![ListedParty {
                name: "ORLENKOV PRECISION OPTICS LLC".into(),
                aliases: vec!["ORPREC LLC".into()],
                countries: vec!["RU".into()],
                addresses: Vec::new(),
                listed_on: day("2025-03-01"),
                suspended_on: None,
                suspended_until: None,
                stopped_on: None,
                source: None,
                known_on: day("2025-03-01"),
            }],
            exceptions: vec![ScreeningException {
                name: "ORLENKOV OPTICS LIMITED".into(),
                entry: "ORLENKOV PRECISION OPTICS LLC".into(),
                author: "Li".into(),
                expires_on: day("2026-01-01"),
                note: None,
                known_on: day("2025-05-01"),
            }],
            ..Registers::default()
        }
    }

    fn asked(parties: &ListedParties, rows: &[(&str, &str)]) -> Vec<Option<f32>> {
        let days: Vec<i32> = rows.iter().map(|row| row.0.parse::<NaiveDate>().unwrap().to_epoch_days()).collect();
        let names: Vec<Option<&str>> = rows.iter().map(|row| Some(row.1).filter(|name| !name.is_empty())).collect();
        let frame = DataFrame::new(
            rows.len(),
            vec![
                Column::new(ACCEPTED_ON.name.into(), days).cast(&DataType::Date).unwrap(),
                Column::new(CONSIGNEE_NAME.name.into(), names),
            ],
        )
        .unwrap();
        let told = parties.join(&frame).unwrap();
        told.column(LISTED_LIKENESS.name).unwrap().f32().unwrap().iter().collect()
    }

    #[test]
    fn a_listing_counts_from_the_day_after_it_was_known_and_an_exception_until_it_ends() {
        let parties = ListedParties::from_registers(&registers());
        let told = asked(
            &parties,
            &[
                ("2025-03-01", "ORLENKOV PRECISION OPTICS"),
                ("2025-03-02", "ORLENKOV PRECISION OPTICS"),
                ("2025-03-02", "HANSEN FISH GMBH"),
                ("2025-03-02", ""),
                ("2025-04-01", "ORLENKOV OPTICS LIMITED"),
                ("2025-06-01", "ORLENKOV OPTICS LIMITED"),
                ("2026-02-01", "ORLENKOV OPTICS LIMITED"),
            ],
        );
        assert_eq!([told[0], told[2], told[3], told[5]], [None, Some(0.0), None, Some(0.0)]);
        assert!(told[1] > Some(0.9), "{told:?}");
        assert!(told[4] > Some(0.6) && told[6] == told[4], "{told:?}");
    }

    #[test]
    fn a_listing_that_a_later_row_ends_is_in_force_until_then() {
        let mut registers = registers();
        let stopped_on = Some("2025-09-01".parse().unwrap());
        let known_on = "2025-08-20".parse().unwrap();
        registers.restricted.push(ListedParty { stopped_on, known_on, ..registers.restricted[0].clone() });
        let name = "ORLENKOV PRECISION OPTICS";
        let lines = ["2025-08-20", "2025-08-21", "2025-08-31", "2025-09-01"].map(|day| (day, name));
        let told = asked(&ListedParties::from_registers(&registers), &lines);
        assert!(told[..3].iter().all(|likeness| *likeness > Some(0.9)) && told[3] == Some(0.0), "{told:?}");
    }

    #[test]
    fn what_is_listed_or_decided_later_changes_nothing_before() {
        let lines = [("2025-03-02", "ORLENKOV OPTICS LIMITED"), ("2025-03-02", "ORLENKOV PRECISION OPTICS")];
        let before = asked(&ListedParties::from_registers(&registers()), &lines);
        let mut later = registers();
        let mut namesake = later.restricted[0].clone();
        namesake.known_on = "2025-09-01".parse().unwrap();
        for word in ["PRECISION", "OPTICS", "ORLENKOV"] {
            namesake.name = format!("{word} NORTH LLC");
            later.restricted.push(namesake.clone());
        }
        let mut decision = later.exceptions[0].clone();
        decision.name = "ORLENKOV PRECISION OPTICS".into();
        decision.known_on = "2025-09-01".parse().unwrap();
        later.exceptions.push(decision);
        assert_eq!(asked(&ListedParties::from_registers(&later), &lines), before);
    }

    #[test]
    fn without_a_list_nothing_is_said() {
        assert_eq!(asked(&ListedParties::default(), &[("2025-03-02", "ORLENKOV PRECISION OPTICS")]), [None]);
    }
}
