//! The ledger as the spine sees it: learn a day, join a batch, keep.

use super::chain::Chain;
use super::columns::*;
use super::evidence::{Auditor, Evidence, Line};
use super::exports::{Exports, Sent};
use super::inputs;
use super::keys::key_of;
use super::months::month_of;
use super::stage::Stage;
use crate::baselines::{Keys, Part, Table};
use crate::error::{Error, Result};
use crate::reference::{Content, Contents, LOOKALIKE_MINERAL};
use crate::registers::Registers;
use crate::schema::Column as Declared;
use crate::schema::{GOODS_SPECIFICATION, HS_CODE, NET_MASS_KG, TEXT_MINERAL, WORDING_CODE, WORDING_RAW_P};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// File in a snapshot's folder.
const FILE: &str = "ledger.parquet";
/// Format of the file and way of counting; a file of another was learned otherwise and is refused.
const FORMAT: u32 = 2;
/// Share of the past wordings from which on the words are clear on a code (est.; of honest lines under the code of other goods 71 % are
/// so told on a simulated quarter, of lines under their own code 0.05 %).
const CLEAR: f64 = 0.9;

impl Chain {
    /// The chain as the registers tell it.
    pub fn from_registers(registers: &Registers) -> Chain {
        let enterprises = registers.enterprises.iter().map(|row| inputs::Enterprise {
            id: row.id.clone(),
            name: row.name.clone().unwrap_or_default(),
            stage: row.stage.as_deref().and_then(Stage::parse),
            element: row.element.clone(),
            capacity_kg_year: row.capacity_kg_year,
            known_on: row.known_on.to_epoch_days(),
        });
        let trades = registers.supply.iter().map(|row| inputs::Trade {
            seller_id: row.seller_id.clone(),
            buyer_id: row.buyer_id.clone(),
            element: row.element.clone(),
            contained_kg: row.contained_kg,
            traded_on: row.traded_on.to_epoch_days(),
            known_on: row.known_on.to_epoch_days(),
        });
        Chain::of(enterprises, trades)
    }
}

/// What declarations took out of the chain so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    exports: Exports,
}

impl Ledger {
    /// Books the declarations of a finished day.
    pub fn update(&mut self, declarations: &DataFrame, contents: &Contents) -> Result<()> {
        let rows = Rows::of(declarations)?;
        let keys = Keys::of(declarations)?;
        let exporters = keys.part(Part::Exporter)?;
        for (row, exporter) in exporters.iter().enumerate() {
            let Some((content, kg)) = rows.content(row, contents) else { continue };
            if *exporter == 0 {
                continue;
            }
            let sent = Sent::of(content.share * kg, content.relative_sd);
            self.exports.add(*exporter, key_of(content.element), month_of(keys.days()[row]), sent);
        }
        Ok(())
    }

    /// Exports booked so far.
    pub fn exports(&self) -> &Exports {
        &self.exports
    }

    /// Appends [`LEDGER_COLUMNS`]. Row-wise: each line is judged by what was known before its day, as if it were the only new one.
    pub fn join(&self, declarations: &DataFrame, contents: &Contents, chain: &Chain) -> Result<DataFrame> {
        let height = declarations.height();
        let mut out = Out::new(height);
        if !chain.is_empty() {
            let rows = Rows::of(declarations)?;
            let keys = Keys::of(declarations)?;
            let exporters = keys.part(Part::Exporter)?;
            let mut auditors: BTreeMap<i32, Auditor> = BTreeMap::new();
            for (row, (exporter, day)) in exporters.iter().copied().zip(keys.days().iter().copied()).enumerate() {
                let content = rows.content(row, contents);
                let hidden = Rows::cell(&rows.lookalike, row).filter(|_| content.is_none());
                if exporter == 0 || content.is_none() && hidden.is_none() {
                    continue;
                }
                let auditor = auditors.entry(day).or_insert_with(|| Auditor::new(chain, &self.exports, day));
                if let Some((content, net_kg)) = content {
                    let line = Line { exporter, day, content, net_kg };
                    out.say(row, &line, auditor.evidence(&line));
                } else if let Some(element) = hidden {
                    let enterprise = chain.enterprise(exporter, Some(element), day);
                    let balance = auditor.balance(exporter, element, enterprise, None);
                    if let Some(balance) = balance.filter(|balance| balance.purchases_n > 0) {
                        out.texts[3][row] = Some(element.to_owned());
                        let stock = balance.sourced_kg - balance.sold_kg - balance.exported_kg;
                        out.numbers[HIDDEN][row] = Some(stock.max(0.0));
                    }
                }
            }
        }
        Ok(declarations.hstack(&out.finish()?)?)
    }

    /// Takes what other ledgers hold. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        self.exports.merge(&other.exports);
    }

    /// Writes what was learned into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let mut table: Table<Vec<u8>> = Table::default();
        for exporter in self.exports.exporters() {
            self.exports.encode(exporter, table.entry(exporter));
        }
        table.write_in(&folder.join(FILE), FORMAT)
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, or of another format.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let remedy = "make the baselines anew with `tidewaiter replay`";
        let damaged = || Error::input(&path, "it is not what this program learns for the ledger", remedy);
        let table = Table::read_in(&path, FORMAT)?;
        let mut ledger = Ledger::default();
        for (exporter, state) in table.iter() {
            ledger.exports.decode(exporter, state).ok_or_else(damaged)?;
        }
        Ok(ledger)
    }
}

/// The columns that are read; `None` where the frame lacks one.
struct Rows {
    hs: Option<StringChunked>,
    named: Option<StringChunked>,
    specification: Option<StringChunked>,
    lookalike: Option<StringChunked>,
    worded: Option<StringChunked>,
    worded_p: Option<Float64Chunked>,
    mass: Option<Float64Chunked>,
}

impl Rows {
    fn of(frame: &DataFrame) -> Result<Rows> {
        let held =
            |declared: Declared| frame.column(declared.name).ok().filter(|column| column.dtype() != &DataType::Null);
        let text = |declared: Declared| -> Result<Option<StringChunked>> {
            let Some(column) = held(declared) else { return Ok(None) };
            Ok(Some(column.as_materialized_series().rechunk().str()?.clone()))
        };
        let number = |declared: Declared| -> Result<Option<Float64Chunked>> {
            let Some(column) = held(declared) else { return Ok(None) };
            Ok(Some(column.cast(&DataType::Float64)?.as_materialized_series().rechunk().f64()?.clone()))
        };
        Ok(Rows {
            hs: text(HS_CODE)?,
            named: text(TEXT_MINERAL)?,
            specification: text(GOODS_SPECIFICATION)?,
            lookalike: text(LOOKALIKE_MINERAL)?,
            worded: text(WORDING_CODE)?,
            worded_p: number(WORDING_RAW_P)?,
            mass: number(NET_MASS_KG)?,
        })
    }

    fn cell(column: &Option<StringChunked>, row: usize) -> Option<&str> {
        column.as_ref().and_then(|column| column.get(row)).filter(|text| !text.is_empty())
    }

    /// What the goods hold, and their net mass; none where the words clearly tell of other goods than the code: whose account a wrong
    /// code belongs to nobody can say, and that it is wrong other signals tell.
    fn content<'c>(&self, row: usize, contents: &'c Contents) -> Option<(Content<'c>, f64)> {
        let kg = self.mass.as_ref()?.get(row).filter(|kg| kg.is_finite() && *kg > 0.0)?;
        let hs = Rows::cell(&self.hs, row)?;
        let content = contents.of(hs, Rows::cell(&self.named, row), Rows::cell(&self.specification, row))?;
        (!self.of_other_goods(row, hs, content.element, contents)).then_some((content, kg))
    }

    /// Whether the words name another mineral, or none and speak clearly for a code of goods without the element.
    fn of_other_goods(&self, row: usize, hs: &str, element: &str, contents: &Contents) -> bool {
        if let Some(named) = Rows::cell(&self.named, row) {
            return named != element;
        }
        let clear = self.worded_p.as_ref().and_then(|p| p.get(row)).is_some_and(|p| p >= CLEAR);
        let other = |code: &str| !hs.starts_with(code) && !contents.may_hold(code, element);
        clear && Rows::cell(&self.worded, row).is_some_and(other)
    }
}

/// Place of [`LEDGER_HIDDEN_KG`] among the numbers.
const HIDDEN: usize = 12;

/// The columns being filled: texts and numbers in the order of [`LEDGER_COLUMNS`].
struct Out {
    texts: [Vec<Option<String>>; 4],
    numbers: [Vec<Option<f64>>; 13],
}

impl Out {
    fn new(height: usize) -> Out {
        Out { texts: std::array::from_fn(|_| vec![None; height]), numbers: std::array::from_fn(|_| vec![None; height]) }
    }

    fn say(&mut self, row: usize, line: &Line, said: Evidence) {
        self.texts[0][row] = Some(line.content.element.to_owned());
        self.texts[1][row] = Some(line.content.link.name().to_owned());
        self.texts[2][row] = said.stage.map(|stage| stage.name().to_owned());
        let balance = said.balance.as_ref().filter(|balance| balance.exported_kg > 0.0);
        let of = |take: fn(&super::balance::Balance) -> f64| balance.map(take);
        let values = [
            Some(line.content.share * line.net_kg),
            of(|b| b.exported_kg),
            of(|b| b.sourced_kg),
            of(|b| b.sold_kg),
            of(|b| b.late_kg),
            of(|b| b.unexplained_kg),
            of(|b| b.sigma_kg),
            of(super::balance::Balance::cusum),
            said.year_kg,
            said.capacity_kg_year,
            said.wrong_stage.map(f64::from),
            said.never_bought,
        ];
        self.numbers.iter_mut().zip(values).for_each(|(column, value)| column[row] = value);
    }

    fn finish(self) -> Result<Vec<Column>> {
        let (mut texts, mut numbers) = (self.texts.into_iter(), self.numbers.into_iter());
        let made = LEDGER_COLUMNS.iter().map(|column| {
            let series = if column.dtype() == DataType::String {
                Series::new(column.name.into(), texts.next().unwrap_or_default())
            } else {
                Series::new(column.name.into(), numbers.next().unwrap_or_default()).cast(&column.dtype())?
            };
            Ok(series.into_column())
        });
        made.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::Reference;
    use crate::registers::{Enterprise, Trade};

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    fn registers() -> Registers {
        let mut registers = Registers::default();
        let from = day("2024-01-01");
        for (id, stage) in [("B1", "trading"), ("B2", "manufacturing")] {
            registers.enterprises.push(Enterprise {
                id: id.into(),
                name: None,
                stage: Some(stage.into()),
                region: None,
                founded_on: Some(from),
                known_on: from,
                capital_cny: None,
                phone: None,
                address: None,
                legal_representative: None,
                capacity_kg_year: (id == "B2").then_some(1000.0),
                element: Some("antimony".into()),
            });
        }
        for n in 0..60 {
            let traded_on = from + chrono::Days::new(n * 6);
            registers.supply.push(Trade {
                seller_id: "S1".into(),
                buyer_id: if n % 2 == 0 { "B1" } else { "B2" }.into(),
                element: "antimony".into(),
                contained_kg: 100.0,
                traded_on,
                known_on: traded_on + chrono::Days::new(5),
            });
        }
        registers
    }

    fn lines(rows: &[(&str, &str, &str, f64)]) -> DataFrame {
        let days: Vec<i32> = rows.iter().map(|row| day(row.0).to_epoch_days()).collect();
        let mut frame = df!(
            "exporter_id" => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
            "exporter_name" => vec!["N"; rows.len()],
            "hs_code" => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
            "net_mass_kg" => rows.iter().map(|row| row.3).collect::<Vec<_>>(),
        )
        .unwrap();
        let days = Series::new("accepted_on".into(), days).cast(&DataType::Date).unwrap();
        frame.with_column(days.into_column()).unwrap();
        frame
    }

    #[test]
    fn a_line_is_judged_by_the_evening_before_it() {
        let reference = Reference::shipped().unwrap();
        let chain = Chain::from_registers(&registers());
        let mut ledger = Ledger::default();
        ledger.update(&lines(&[("2024-06-10", "B1", "8110101000", 900.0)]), reference.contents()).unwrap();
        let night = lines(&[
            ("2024-07-01", "B1", "8110101000", 5000.0),
            ("2024-07-01", "B1", "8110101000", 50.0),
            ("2024-07-01", "B2", "8110101000", 50.0),
            ("2024-07-01", "B9", "8110101000", 50.0),
            ("2024-07-01", "B1", "6402992900", 50.0),
        ]);
        let joined = ledger.join(&night, reference.contents(), &chain).unwrap();
        let number = |name: &str, row: usize| {
            joined.column(name).unwrap().cast(&DataType::Float64).unwrap().f64().unwrap().get(row)
        };
        // Known by then: 15 purchases of 100 kg by B1.
        assert_eq!(number("ledger_sourced_kg", 0), Some(1500.0));
        assert_eq!(number("ledger_exported_kg", 0), Some(5900.0));
        assert_eq!(number("ledger_exported_kg", 1), Some(950.0));
        assert!(number("ledger_unexplained_kg", 0).unwrap() > 4.0 * number("ledger_sigma_kg", 0).unwrap());
        assert!(number("ledger_unexplained_kg", 1).unwrap() < 0.0);
        assert_eq!((number("ledger_wrong_stage", 1), number("ledger_wrong_stage", 2)), (Some(0.0), Some(1.0)));
        assert_eq!(number("ledger_capacity_kg", 2), Some(1000.0));
        assert_eq!((number("ledger_unexplained_kg", 3), number("ledger_silence", 3)), (None, None));
        assert_eq!(number("ledger_line_kg", 4), None);
    }

    #[test]
    fn goods_that_the_words_know_better_are_in_no_account() {
        let reference = Reference::shipped().unwrap();
        let chain = Chain::from_registers(&registers());
        let mut night = lines(&[("2024-07-01", "B1", "8110101000", 50.0); 6]);
        for (name, values) in [
            // The words name another mineral; that of the code; none.
            ("text_mineral", [Some("bismuth"), Some("antimony"), None, None, None, None]),
            // Of other goods; not clearly; of the goods' own kind; of the code itself.
            ("wording_code", [None, Some("780110"), Some("780110"), Some("780110"), Some("261710"), Some("811010")]),
        ] {
            night.with_column(Column::new(name.into(), values)).unwrap();
        }
        let p = [None, Some(0.99f32), Some(0.99), Some(0.85), Some(0.99), Some(0.99)];
        night.with_column(Column::new("wording_raw_p".into(), p)).unwrap();
        let joined = Ledger::default().join(&night, reference.contents(), &chain).unwrap();
        let told: Vec<bool> =
            joined.column("ledger_element").unwrap().str().unwrap().iter().map(|e| e.is_some()).collect();
        assert_eq!(told, [false, true, false, true, true, true]);
        let mut ledger = Ledger::default();
        ledger.update(&night, reference.contents()).unwrap();
        let booked =
            ledger.exports().iter().flat_map(|(_, months)| months.values()).map(|sent| sent.grams).sum::<u64>();
        let mut right = Ledger::default();
        right.update(&lines(&[("2024-07-01", "B1", "8110101000", 50.0); 4]), reference.contents()).unwrap();
        assert_eq!(booked, right.exports().iter().flat_map(|(_, m)| m.values()).map(|sent| sent.grams).sum::<u64>());
    }

    #[test]
    fn what_becomes_known_on_the_day_changes_nothing() {
        let reference = Reference::shipped().unwrap();
        let (now, mut later) = (registers(), registers());
        let night = day("2024-07-01");
        for known_on in [night, night + chrono::Days::new(40)] {
            let known = Trade { known_on, traded_on: day("2024-06-01"), contained_kg: 9e6, ..now.supply[0].clone() };
            later.supply.push(known);
            later.enterprises.push(Enterprise { known_on, stage: Some("mining".into()), ..now.enterprises[0].clone() });
        }
        let rows = lines(&[("2024-07-01", "B1", "8110101000", 5000.0), ("2024-07-01", "B2", "8110101000", 50.0)]);
        let judged = |registers: &Registers| {
            Ledger::default().join(&rows, reference.contents(), &Chain::from_registers(registers)).unwrap()
        };
        assert!(judged(&now).equals_missing(&judged(&later)));
    }

    #[test]
    fn an_old_sale_told_later_does_not_move_the_beginning() {
        let reference = Reference::shipped().unwrap();
        let (now, mut later) = (registers(), registers());
        let (traded_on, known_on) = (day("2019-01-01"), day("2024-07-01"));
        later.supply.push(Trade {
            traded_on,
            known_on,
            seller_id: "S8".into(),
            buyer_id: "S9".into(),
            ..now.supply[0].clone()
        });
        let sent = lines(&[("2023-10-10", "B1", "8110101000", 3000.0), ("2024-06-10", "B1", "8110101000", 900.0)]);
        let night = lines(&[("2024-07-01", "B1", "8110101000", 50.0)]);
        let mut ledger = Ledger::default();
        ledger.update(&sent, reference.contents()).unwrap();
        let judged = |registers: &Registers| {
            ledger.join(&night, reference.contents(), &Chain::from_registers(registers)).unwrap()
        };
        assert!(judged(&now).equals_missing(&judged(&later)));
    }

    #[test]
    fn who_reports_sales_alone_is_not_told_that_it_never_bought() {
        let reference = Reference::shipped().unwrap();
        let mut registers = registers();
        let night = lines(&[("2024-07-01", "B1", "8101940000", 5000.0), ("2024-07-01", "S1", "8101940000", 5000.0)]);
        let silence = |registers: &Registers| -> [Option<f64>; 2] {
            let joined =
                Ledger::default().join(&night, reference.contents(), &Chain::from_registers(registers)).unwrap();
            let told = joined.column("ledger_silence").unwrap().cast(&DataType::Float64).unwrap();
            [0, 1].map(|row| told.f64().unwrap().get(row))
        };
        // Both keep books; what S1 sold antimony for, others reported.
        let [buyer, seller] = silence(&registers);
        assert!(buyer.is_some() && seller.is_none(), "{buyer:?} {seller:?}");
        let tungsten = Trade {
            element: "tungsten".into(),
            buyer_id: "S1".into(),
            seller_id: "S7".into(),
            ..registers.supply[0].clone()
        };
        registers.supply.push(tungsten);
        assert_eq!(silence(&registers)[1], Some(0.0), "a known purchase of the element stands");
    }

    #[test]
    fn halves_make_the_whole_and_what_is_written_is_read() {
        let reference = Reference::shipped().unwrap();
        let all = [("2024-06-10", "B1", "8110101000", 900.0), ("2024-06-11", "B2", "2825800090", 70.5)];
        let learned = |rows| {
            let mut ledger = Ledger::default();
            ledger.update(&lines(rows), reference.contents()).unwrap();
            ledger
        };
        let (whole, mut one, two) = (learned(&all), learned(&all[..1]), learned(&all[1..]));
        one.merge(&two);
        assert_eq!(whole, one);
        let folder = tempfile::tempdir().unwrap();
        whole.write(folder.path()).unwrap();
        assert_eq!(Ledger::read(folder.path()).unwrap(), whole);
        std::fs::write(folder.path().join(FILE), b"PAR1 and no more").unwrap();
        assert!(Ledger::read(folder.path()).unwrap_err().to_string().contains("replay"));
    }

    #[test]
    fn keys_are_those_of_the_baselines() {
        let night = lines(&[("2024-07-01", "B1", "8110101000", 1.0)]);
        assert_eq!(Keys::of(&night).unwrap().part(Part::Exporter).unwrap(), [key_of("B1")]);
    }
}
