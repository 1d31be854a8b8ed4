//! The network as the spine sees it: learn a day, join a batch, keep.

use super::columns::*;
use super::lines::Lines;
use super::look::{Beyond, Finding, View};
use super::past::Past;
use super::register::{Confirmed, Entry};
use crate::error::Result;
use crate::registers::Registers;
use crate::schema::Column as Declared;
use chrono::NaiveDate;
use polars::prelude::*;
use rayon::prelude::*;
use std::path::Path;
use std::sync::{Arc, Mutex};
use xxhash_rust::xxh3::xxh3_64;

/// Rows that one task reads.
const ROWS_PER_TASK: usize = 16_384;

/// Who dealt with whom, and what it tells beside the registers.
#[derive(Debug, Clone, Default)]
pub struct Network {
    pub(super) past: Past,
    /// What was frozen last: it holds until a day is learned.
    frozen: Arc<Mutex<Option<Frozen>>>,
}

/// A view, with what it was made from.
#[derive(Debug, Clone)]
struct Frozen {
    registers: Arc<Registers>,
    beyond: Arc<Beyond>,
    evening: Option<i32>,
    view: View,
}

impl Network {
    /// Learns from the declarations of a finished day.
    pub fn update(&mut self, declarations: &DataFrame) -> Result<()> {
        let lines = Lines::of(declarations)?;
        let tasks = starts(lines.len()).map(|start| lines.read(start, ROWS_PER_TASK));
        for part in tasks.collect::<Vec<_>>() {
            part.iter().for_each(|line| self.past.learn(line));
        }
        self.past.whole()
    }

    /// Ends a day, also one without a line.
    pub fn close(&mut self, day: NaiveDate) {
        self.past.close(day.to_epoch_days());
    }

    /// Takes what others have learned. Associative and commutative.
    ///
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) where bytes that the others read are no state.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.frozen = Arc::default();
        self.past.merge(&other.past)
    }

    /// Appends [`NETWORK_COLUMNS`], with what is known on the last evening learned. Row-wise: a row gets the same values in any
    /// batch.
    pub fn join(&self, declarations: &DataFrame, registers: &Arc<Registers>) -> Result<DataFrame> {
        let view = self.view(registers)?;
        let lines = Lines::of(declarations)?;
        let task = |start: usize| {
            let mut rows = Rows::new(ROWS_PER_TASK.min(lines.len() - start));
            for (at, line) in lines.read(start, ROWS_PER_TASK).iter().enumerate() {
                let finding = view.look(&self.past, line);
                let stem = finding.follows.and_then(|_| lines.stem(start + at));
                rows.push(&finding, line.day, stem);
            }
            rows.finish()
        };
        let parts: Vec<DataFrame> =
            starts(lines.len()).collect::<Vec<_>>().into_par_iter().map(task).collect::<Result<_>>()?;
        let mut parts = parts.into_iter();
        let mut all = parts.next().expect("at least one task");
        for part in parts {
            all.vstack_mut(&part)?;
        }
        all.rechunk_mut();
        self.past.whole()?;
        Ok(declarations.hstack(all.columns())?)
    }

    /// The view of the last evening; what was frozen before is used as far as it still holds.
    pub(super) fn view(&self, registers: &Arc<Registers>) -> Result<View> {
        let mut held = self.frozen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let evening = self.past.evening();
        let same = held.take().filter(|frozen| Arc::ptr_eq(&frozen.registers, registers));
        let frozen = match same {
            Some(frozen) if frozen.evening == evening => frozen,
            Some(frozen) => {
                let later = frozen.evening <= evening;
                let view = View::freeze(&self.past, &frozen.beyond, later.then_some(&frozen.view))?;
                Frozen { evening, view, ..frozen }
            }
            None => {
                let beyond = Arc::new(beyond(registers));
                let view = View::freeze(&self.past, &beyond, None)?;
                Frozen { registers: Arc::clone(registers), beyond, evening, view }
            }
        };
        Ok(held.insert(frozen).view.clone())
    }

    /// Writes what was learned into a snapshot's folder.
    ///
    /// # Errors
    /// [`Error::Write`](crate::error::Error::Write) where it cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        self.past.write(folder)
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) where a file is absent, damaged, or was learned by another way of keying parties.
    pub fn read(folder: &Path) -> Result<Self> {
        Ok(Network { past: Past::read(folder)?, frozen: Arc::default() })
    }
}

fn starts(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows.max(1)).step_by(ROWS_PER_TASK)
}

/// The registers as the network reads them. Only cases of false declaration or re-export are confirmed; an error without
/// consequence is none.
fn beyond(registers: &Registers) -> Beyond {
    let hash = |text: &str| xxh3_64(text.as_bytes()).max(1);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let entry = |row: &crate::registers::Enterprise| Entry {
        exporter: hash(&row.id),
        name: row.name.clone().unwrap_or_else(|| row.id.clone()),
        founded_on: row.founded_on.map(|day| day.to_epoch_days()),
        known_on: row.known_on.to_epoch_days(),
        phone: text(&row.phone),
        address: text(&row.address),
        legal_representative: text(&row.legal_representative),
    };
    let confirmed = registers
        .outcomes
        .iter()
        .filter(|row| matches!(row.outcome.replace('-', "_").as_str(), "false_declaration" | "re_export"));
    let case = |row: &crate::registers::Outcome| Confirmed {
        declaration: hash(&row.declaration_id),
        known_on: row.known_on.to_epoch_days(),
        exporter: 0,
        consignee: 0,
    };
    let entries: Vec<Entry> = registers.enterprises.iter().map(entry).collect();
    Beyond::of(&entries, &confirmed.map(case).collect::<Vec<_>>())
}

const NUMBERS: usize = 14;
const TEXTS: [Declared; 3] = [LINK_WITH, CONSIGNEE_FOLLOWS_STEM, CONSIGNEE_FOLLOWS_COUNTRY];

/// Columns in the making, in the order of [`NETWORK_COLUMNS`].
struct Rows {
    numbers: [Vec<Option<f32>>; NUMBERS],
    texts: [StringChunkedBuilder; 3],
}

impl Rows {
    fn new(rows: usize) -> Rows {
        Rows {
            numbers: std::array::from_fn(|_| Vec::with_capacity(rows)),
            texts: TEXTS.map(|column| StringChunkedBuilder::new(column.name.into(), rows)),
        }
    }

    fn push(&mut self, finding: &Finding<'_>, day: i32, stem: Option<String>) {
        let count = |n: Option<u32>| n.map(|n| n as f32);
        let shared = |n: Option<u16>| n.filter(|n| *n > 0).map(f32::from);
        let follows = finding.follows;
        let values = [
            count(finding.group),
            shared(finding.phone_n),
            shared(finding.address_n),
            shared(finding.person_n),
            finding.birth_days.map(|days| days as f32),
            finding.ring,
            count(finding.beside_began),
            count(finding.began_n),
            count(finding.suppliers_n),
            finding.spread,
            finding.distance.map(f32::from),
            follows.map(|follows| follows.score / std::f32::consts::LN_10),
            follows.map(|follows| (day - follows.since) as f32),
            follows.map(|follows| f32::from(u8::from(follows.same_exporter))),
        ];
        self.numbers.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        let country = follows.and_then(|follows| super::lines::country_text(follows.country));
        self.texts[0].append_option(finding.with);
        self.texts[1].append_option(stem);
        self.texts[2].append_option(country);
    }

    fn finish(self) -> Result<DataFrame> {
        let height = self.numbers[0].len();
        let numbers =
            NETWORK_COLUMNS.iter().zip(self.numbers).map(|(column, values)| Column::new(column.name.into(), values));
        let texts = self.texts.into_iter().map(|text| text.finish().into_series().into());
        Ok(DataFrame::new(height, numbers.chain(texts).collect())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::Enterprise;
    use crate::schema;

    /// Two honest firms for a year of weeks, and three on one telephone that begin together in the last weeks.
    fn frame() -> DataFrame {
        let (mut days, mut ids, mut firms, mut buyers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for week in 0..50 {
            let sellers: &[&str] = if week < 42 { &["A", "B"] } else { &["A", "B", "R1", "R2", "R3"] };
            for firm in sellers {
                days.push(20_003 + week * 7);
                ids.push(format!("{firm}{week}"));
                firms.push(*firm);
                buyers.push(if firm.len() == 1 { format!("HONEST {firm} GMBH") } else { "SURIA NUSA TRADING".into() });
            }
        }
        let n = days.len();
        let days = Column::new(schema::ACCEPTED_ON.name.into(), days).cast(&DataType::Date).unwrap();
        let text = |column: Declared, values: Vec<Option<String>>| Column::new(column.name.into(), values);
        let same = |value: &str| vec![Some(value.to_owned()); n];
        let hs = firms.iter().map(|firm| Some(if firm.len() == 1 { "8504409999" } else { "2817001000" }.to_owned()));
        let columns = vec![
            days,
            text(schema::DECLARATION_ID, ids.into_iter().map(Some).collect()),
            text(schema::HS_CODE, hs.collect()),
            text(schema::EXPORTER_ID, firms.iter().map(|firm| Some((*firm).to_owned())).collect()),
            text(schema::EXPORTER_NAME, vec![None; n]),
            text(schema::AGENT_ID, same("9")),
            text(schema::CONSIGNEE_ID, vec![None; n]),
            text(schema::CONSIGNEE_NAME, buyers.into_iter().map(Some).collect()),
            text(schema::CONSIGNEE_COUNTRY, same("HK")),
        ];
        DataFrame::new(n, columns).unwrap()
    }

    fn registers() -> Arc<Registers> {
        let day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let row = |id: &str, phone: &str| Enterprise {
            id: id.into(),
            name: Some(format!("firm {id}")),
            stage: None,
            region: None,
            founded_on: Some(day),
            known_on: day,
            capital_cny: None,
            phone: Some(phone.into()),
            address: None,
            legal_representative: None,
            capacity_kg_year: None,
            element: None,
        };
        let enterprises =
            ["A", "B"].iter().map(|id| row(id, "")).chain(["R1", "R2", "R3"].iter().map(|id| row(id, "13900000001")));
        Arc::new(Registers { enterprises: enterprises.collect(), ..Registers::default() })
    }

    #[test]
    fn a_batch_is_told_what_the_core_finds_apart_and_together_and_after_a_rest() {
        let (all, registers) = (frame(), registers());
        let (past, now) = (all.slice(0, all.height() - 5), all.slice(-5, 5));
        let mut network = Network::default();
        network.update(&past).unwrap();
        let told = network.join(&now, &registers).unwrap();
        assert_eq!(told.width(), now.width() + NETWORK_COLUMNS.len());
        let number = |name: &str, row: usize| told.column(name).unwrap().f32().unwrap().get(row);
        assert_eq!((number("link_group_n", 0), number("link_ring", 0)), (Some(1.0), None));
        assert_eq!((number("link_group_n", 2), number("link_phone_n", 2)), (Some(3.0), Some(2.0)));
        assert_eq!((number("link_beside_began_n", 2), number("link_began_n", 2)), (Some(2.0), Some(2.0)));
        assert!(number("link_ring", 2).unwrap() > 3.0);
        assert_eq!(told.column("link_with").unwrap().str().unwrap().get(2), Some("firm R2; firm R3"));
        for row in 0..5 {
            let apart = network.join(&now.slice(row, 1), &registers).unwrap();
            assert!(apart.equals_missing(&told.slice(row, 1)), "row {row}");
        }
        let folder = tempfile::tempdir().unwrap();
        network.write(folder.path()).unwrap();
        let back = Network::read(folder.path()).unwrap();
        assert!(back.join(&now, &registers).unwrap().equals_missing(&told));
        let (mut first, mut second) = (Network::default(), Network::default());
        first.update(&past.slice(0, 60)).unwrap();
        second.update(&past.slice(60, 1000)).unwrap();
        second.merge(&first).unwrap();
        assert!(second.join(&now, &registers).unwrap().equals_missing(&told));
    }

    #[test]
    fn who_stands_around_a_line_is_told_by_name_and_as_of_the_evening_before() {
        let (all, registers) = (frame(), registers());
        let (past, now) = (all.slice(0, all.height() - 5), all.slice(-5, 5));
        let mut network = Network::default();
        network.update(&past).unwrap();
        let told = network.around(&now, &registers).unwrap();
        let (honest, ring) = (&told[0], &told[2]);
        assert_eq!(
            honest.parties.iter().map(|party| party.id.as_str()).collect::<Vec<_>>(),
            ["exporter", "consignee", "agent"]
        );
        assert_eq!((honest.group, honest.ties[0].n), (None, 49), "this week's line is not learned yet");
        assert!(ring.group.is_some() && ring.group == told[3].group && ring.group == told[4].group);
        let labels: Vec<&str> = ring.parties[3..].iter().map(|party| party.label.as_str()).collect();
        assert_eq!(labels, ["firm R2", "firm R3", "13900000001"]);
        let ties: Vec<String> = ring.ties.iter().map(|tie| format!("{} {} {}", tie.from, tie.to, tie.n)).collect();
        for wanted in [
            "exporter consignee 7",
            "exporter agent 7",
            "exporter phone:13900000001 3",
            "firm:R2 phone:13900000001 3",
            "firm:R3 consignee 7",
        ] {
            assert!(ties.iter().any(|tie| tie == wanted), "{wanted}: {ties:?}");
        }
        for row in 0..5 {
            let apart = network.around(&now.slice(row, 1), &registers).unwrap();
            assert_eq!(apart[0], told[row as usize], "row {row}");
        }
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        let mut network = Network::default();
        network.update(&frame()).unwrap();
        network.write(folder.path()).unwrap();
        for name in ["goods", "deals", "agents", "firms", "buyers", "suppliers", "bearers", "declared"] {
            let path = folder.path().join(format!("network-{name}.parquet"));
            let whole = std::fs::read(&path).unwrap();
            let mut other = Vec::new();
            let mut frame = df!("key" => [0u64], "state" => [[9u8, 0, 0, 0].to_vec()]).unwrap();
            ParquetWriter::new(&mut other).finish(&mut frame).unwrap();
            for broken in [&b"no parquet"[..], &whole[..whole.len() / 2], &[], &other] {
                std::fs::write(&path, broken).unwrap();
                let said = Network::read(folder.path()).unwrap_err().to_string();
                assert!(said.contains(&format!("network-{name}.parquet")), "{said}");
                assert!(said.contains("tidewaiter replay"), "{said}");
            }
            assert!(Network::read(folder.path()).unwrap_err().to_string().contains("not what this program learns"));
            std::fs::write(&path, whole).unwrap();
        }
        Network::read(folder.path()).unwrap();
    }
}
