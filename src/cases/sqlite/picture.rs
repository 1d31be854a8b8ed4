//! The cases in memory, a few numbers each, so that a queue of hundreds of thousands is filtered, counted and ranked in
//! milliseconds. It is brought up to date before every look by what changed since: each act leaves its entry's number in `changed`.

use super::fault::damaged;
use super::kept::Kept;
use super::order::Orders;
use super::queue::Asked;
use super::queue::Ranking;
use super::time;
use crate::cases::decision::Outcome;
use crate::cases::decision::State;
use crate::cases::decision::Verdict;
use crate::cases::refused::Answer;
use rusqlite::Connection;
use rusqlite::Row;
use std::collections::HashMap;

/// Texts by number, each once; 0 is the empty text.
#[derive(Debug)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Default for Texts {
    fn default() -> Self {
        Texts { numbers: [(String::new(), 0)].into(), texts: vec![String::new()] }
    }
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        number
    }

    /// Number of a text that some case has.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// How many there are: all numbers are below.
    pub fn len(&self) -> usize {
        self.texts.len()
    }
}

/// A case in numbers; texts by their number in [`Picture::texts`], those of parties and goods in [`Picture::names`].
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub id: i64,
    pub state: State,
    pub lane: u32,
    pub office: u32,
    /// Has lines of other offices too: they stand in [`Picture::offices`].
    pub more_offices: bool,
    pub mineral: u32,
    pub destination: u32,
    pub typology: u32,
    pub assignee: u32,
    pub exporter: u32,
    /// Number or, without one, name.
    pub consignee: u32,
    pub heading: u32,
    pub verdict: Option<Verdict>,
    pub outcome: Option<Outcome>,
    pub proposed: bool,
    pub excepted: bool,
    pub withdrawn: bool,
    /// Lanes inspect and audit.
    pub within_capacity: bool,
    pub risk: f64,
    pub priority: f64,
    pub value: f64,
    /// Days since the common era.
    pub night: i32,
    pub due: i32,
}

/// Cases in all answers that are kept, 4 bytes each.
const ANSWERED_MAX: usize = 2_000_000;

/// No due day: after all others.
pub(super) const NEVER: i32 = i32::MAX;

/// All cases.
#[derive(Debug, Default)]
pub(super) struct Picture {
    /// The entry up to which it is complete.
    pub seen: i64,
    /// What lists are counted by: few.
    pub texts: Texts,
    /// Exporters, consignees and headings: many.
    pub names: Texts,
    pub cases: Vec<Facts>,
    pub places: HashMap<i64, u32>,
    /// All offices of the cases that have more than one.
    pub offices: HashMap<u32, Vec<u32>>,
    /// Decided cases by what makes them like another: exporter, consignee, heading with destination and typology.
    pub by_exporter: HashMap<u32, Vec<u32>>,
    pub by_consignee: HashMap<u32, Vec<u32>>,
    pub by_goods: HashMap<(u32, u32, u32), Vec<u32>>,
    pub orders: Orders,
    /// What was asked of it as it stands.
    pub answers: Kept<Asked, Ranking, ANSWERED_MAX>,
}

const FACTS: &str = "id, state, lane, office, offices, mineral, destination, typology, assignee, exporter_id, consignee_id, \
    consignee_name, hs_code, verdict, outcome, proposed IS NOT NULL, exception IS NOT NULL, withdrawn_by IS NOT NULL, risk, \
    priority, value_usd, night, due_on";

impl Picture {
    /// Whether anything changed since, and up to which entry.
    pub fn behind(&self, connection: &Connection) -> Answer<Option<i64>> {
        let head: i64 = connection.prepare_cached("SELECT number FROM audit_head")?.query_row([], |row| row.get(0))?;
        Ok((head != self.seen).then_some(head))
    }

    /// Takes in what changed up to an entry; of a log that ends before what was seen (the file was put back from a copy), all.
    pub fn refresh(&mut self, connection: &Connection, head: i64) -> Answer<()> {
        if head < self.seen {
            *self = Picture::default();
        }
        self.answers.clear();
        let sql = format!("SELECT {FACTS} FROM cases WHERE changed > ? ORDER BY id");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.seen])?;
        while let Some(row) = rows.next()? {
            self.put(row)?;
        }
        self.seen = head;
        Ok(())
    }

    fn put(&mut self, row: &Row) -> Answer<()> {
        let text = |column: usize| -> rusqlite::Result<&str> {
            Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?.unwrap_or_default())
        };
        let word = |column: usize| -> rusqlite::Result<Option<&str>> {
            row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)
        };
        let mut number = |text: &str| self.texts.number(text);
        let mut name = |text: &str| self.names.number(text);
        let (exporter, consignee) = (text(9)?, if text(10)?.is_empty() { text(11)? } else { text(10)? });
        let due = word(22)?.map(time::day).transpose()?;
        let heading = text(12)?;
        let facts = Facts {
            id: row.get(0)?,
            state: State::of(text(1)?).ok_or_else(|| damaged("a case in no state"))?,
            lane: number(text(2)?),
            office: number(text(3)?),
            more_offices: text(4)?.contains("\",\""),
            mineral: number(text(5)?),
            destination: number(text(6)?),
            typology: number(text(7)?),
            assignee: number(text(8)?),
            exporter: name(exporter),
            consignee: name(consignee),
            heading: name(heading.get(..4).unwrap_or(heading)),
            verdict: word(13)?.and_then(Verdict::of),
            outcome: word(14)?.and_then(Outcome::of),
            proposed: row.get(15)?,
            excepted: row.get(16)?,
            withdrawn: row.get(17)?,
            within_capacity: matches!(text(2)?, "inspect" | "audit"),
            risk: row.get(18)?,
            priority: row.get(19)?,
            value: row.get::<_, Option<f64>>(20)?.unwrap_or(-1.0),
            night: chrono::Datelike::num_days_from_ce(&time::day(text(21)?)?),
            due: due.map_or(NEVER, |day| chrono::Datelike::num_days_from_ce(&day)),
        };
        let place = match self.places.get(&facts.id) {
            Some(place) => {
                self.orders.changed(Some(&self.cases[*place as usize]), &facts);
                *place
            }
            None => {
                self.orders.changed(None, &facts);
                let place = self.cases.len() as u32;
                self.places.insert(facts.id, place);
                self.cases.push(facts.clone());
                place
            }
        };
        if facts.more_offices {
            let all: Vec<String> = serde_json::from_str(text(4)?).map_err(damaged)?;
            let all = all.iter().map(|office| self.texts.number(office)).collect();
            self.offices.insert(place, all);
        }
        let before = std::mem::replace(&mut self.cases[place as usize], facts.clone());
        self.forget_decided(place, &before);
        if facts.state == State::Decided && !facts.withdrawn {
            self.note_decided(place, &facts);
        }
        Ok(())
    }

    fn note_decided(&mut self, place: u32, facts: &Facts) {
        if facts.exporter != 0 {
            self.by_exporter.entry(facts.exporter).or_default().push(place);
        }
        if facts.consignee != 0 {
            self.by_consignee.entry(facts.consignee).or_default().push(place);
        }
        if facts.heading != 0 && facts.destination != 0 && facts.typology != 0 {
            self.by_goods.entry((facts.heading, facts.destination, facts.typology)).or_default().push(place);
        }
    }

    fn forget_decided(&mut self, place: u32, facts: &Facts) {
        let forget = |list: Option<&mut Vec<u32>>| {
            if let Some(list) = list {
                list.retain(|other| *other != place);
            }
        };
        if facts.state == State::Decided {
            forget(self.by_exporter.get_mut(&facts.exporter));
            forget(self.by_consignee.get_mut(&facts.consignee));
            forget(self.by_goods.get_mut(&(facts.heading, facts.destination, facts.typology)));
        }
    }

    /// Where a case stands.
    pub fn place(&self, id: i64) -> Option<u32> {
        // Numbers mostly have no gaps: then the place follows from the number.
        let first = self.cases.first()?.id;
        let near = u32::try_from(id.checked_sub(first)?).ok();
        near.filter(|near| self.cases.get(*near as usize).is_some_and(|case| case.id == id))
            .or_else(|| self.places.get(&id).copied())
    }

    /// All offices of a case that has lines of several.
    pub fn more_offices(&self, place: u32, facts: &Facts) -> Option<&[u32]> {
        if facts.more_offices { self.offices.get(&place).map(Vec::as_slice) } else { None }
    }

    /// The places of decided cases like one: same exporter, same consignee, or same goods on the same way by the same typology.
    pub fn alike(&self, place: u32) -> Vec<u32> {
        let facts = &self.cases[place as usize];
        let goods = (facts.heading, facts.destination, facts.typology);
        let lists =
            [self.by_exporter.get(&facts.exporter), self.by_consignee.get(&facts.consignee), self.by_goods.get(&goods)];
        let mut alike: Vec<u32> =
            lists.into_iter().flatten().flatten().copied().filter(|other| *other != place).collect();
        alike.sort_unstable();
        alike.dedup();
        alike
    }
}
