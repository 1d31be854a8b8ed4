//! The flows as the spine sees them: learn a day, join a batch, keep.

use super::flows::{Cell, Corridor, Day, Flows, MonthlyCode};
use super::kept;
use super::mirror::month_of;
use super::pressure::Pressure;
use super::read::{bands, facts, prefixes, reported};
use crate::error::Result;
use crate::reference::{Reference, TRADED_MINERAL};
use crate::registers::Registers;
use crate::schema;
use crate::schema::FLOW_COLUMNS;
use chrono::NaiveDate;
use polars::prelude::*;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Weeks of flows that are kept: a season, the year that it is compared with, and one to spare.
const KEPT_WEEKS: i32 = 156;
/// Months of codes that are kept: the twelve compared, two in which goods travel, and what partners take to publish.
const KEPT_MONTHS: i32 = 24;

/// What flowed where, and what it tells on a Monday for the week.
#[derive(Debug, Clone, Default)]
pub struct Pressures {
    /// Corridors without their sellers; by code the goods of minerals and of their covers.
    flows: Flows,
    /// Last day learned.
    evening: Option<Day>,
    /// What was frozen last.
    frozen: Arc<Mutex<Option<Frozen>>>,
}

/// What is known on a Monday, with what it was made from.
#[derive(Debug, Clone)]
struct Frozen {
    reference: Arc<Reference>,
    registers: Arc<Registers>,
    home: String,
    monday: Day,
    pressure: Arc<Pressure>,
}

/// The Monday of a day's week.
fn monday(day: Day) -> Day {
    day - (day + 3).rem_euclid(7)
}

impl Pressures {
    /// Learns from the declarations of a finished day, with the columns of the reference lists.
    pub fn update(&mut self, declarations: &DataFrame, reference: &Reference) -> Result<()> {
        let prefixes = prefixes(reference);
        let kept = |hs6: &&str| (4..=6).any(|n| hs6.get(..n).is_some_and(|start| prefixes.contains(start)));
        let text = |name: &str| -> PolarsResult<&StringChunked> { declarations.column(name)?.str() };
        let number = |name: &str| -> PolarsResult<&Float64Chunked> { declarations.column(name)?.f64() };
        let days = declarations.column(schema::ACCEPTED_ON.name)?.as_materialized_series().date()?.physical();
        let (mineral, place) = (text(TRADED_MINERAL.name)?, text(schema::DESTINATION_COUNTRY.name)?);
        let hs = text(schema::HS_CODE.name)?;
        let (mass, value) = (number(schema::NET_MASS_KG.name)?, number(schema::STATISTICAL_VALUE_USD.name)?);
        for row in 0..declarations.height() {
            let Some(day) = days.get(row) else { continue };
            self.flows.busy(day);
            let Some(place) = place.get(row) else { continue };
            let cell = Cell::line(mass.get(row), value.get(row));
            if let Some(hs6) = hs.get(row).and_then(|hs| hs.get(..6)).filter(kept) {
                let code = MonthlyCode { destination: place.to_owned(), hs6: hs6.to_owned(), month: month_of(day) };
                self.flows.add_code(code, cell);
            }
            if let Some(mineral) = mineral.get(row) {
                let corridor = Corridor { mineral: mineral.to_owned(), destination: place.to_owned() };
                self.flows.add(corridor, "", day, cell);
            }
        }
        if let Some(last) = days.max() {
            self.learned_to(last);
        }
        // A day that was frozen already has changed.
        let first = days.min();
        let mut held = self.frozen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if held.as_ref().is_some_and(|frozen| first.is_some_and(|first| first < frozen.monday)) {
            *held = None;
        }
        Ok(())
    }

    /// Ends a day, also one without a line.
    pub fn close(&mut self, day: NaiveDate) {
        self.learned_to(day.to_epoch_days());
    }

    /// Takes what others have learned. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        self.flows.merge(other.flows.clone());
        self.frozen = Arc::default();
        if let Some(evening) = self.evening.max(other.evening) {
            self.evening = Some(evening);
            self.forget();
        }
    }

    fn learned_to(&mut self, day: Day) {
        let before = self.next_monday();
        self.evening = self.evening.max(Some(day));
        if self.next_monday() != before {
            self.forget();
        }
    }

    /// Forgets what no Monday to come will look at.
    fn forget(&mut self) {
        let Some(monday) = self.next_monday() else { return };
        self.flows.forget(monday - 7 * KEPT_WEEKS, month_of(monday) - KEPT_MONTHS);
    }

    /// The Monday of the week in which the day after the last one lies.
    fn next_monday(&self) -> Option<Day> {
        self.evening.map(|evening| monday(evening + 1))
    }

    /// The flows as learned, without the names of sellers.
    pub fn flows(&self) -> &Flows {
        &self.flows
    }

    /// Appends [`FLOW_COLUMNS`], as known before the Monday of the night's week; of partners' statistics their imports from `home`
    /// (ISO alpha-2) are read. Row-wise: a row gets the same values in any batch.
    pub fn join(
        &self,
        declarations: &DataFrame,
        reference: &Arc<Reference>,
        registers: &Arc<Registers>,
        home: &str,
    ) -> Result<DataFrame> {
        let pressure = self.pressure(reference, registers, home);
        let text = |name: &str| -> PolarsResult<&StringChunked> { declarations.column(name)?.str() };
        let (mineral, place) = (text(TRADED_MINERAL.name)?, text(schema::DESTINATION_COUNTRY.name)?);
        let hs = text(schema::HS_CODE.name)?;
        let height = declarations.height();
        let mut numbers: [Vec<Option<f32>>; NUMBERS] = std::array::from_fn(|_| Vec::with_capacity(height));
        let mut since_days = Vec::with_capacity(height);
        let mut from = StringChunkedBuilder::new(schema::FLOW_FROM.name.into(), height);
        for row in 0..height {
            let (mineral, place) = (mineral.get(row), place.get(row));
            let hs6 = hs.get(row).and_then(|hs| hs.get(..6));
            let rising = mineral.zip(place).and_then(|(mineral, place)| pressure.rising(mineral, place));
            let since = rising.and_then(|rising| rising.since.as_ref());
            let gap = place.zip(hs6).and_then(|(place, hs6)| pressure.mirror_gap(place, hs6));
            let values = [
                rising.map(|rising| rising.strength),
                since.map(|since| since.lines_a_week),
                since.map(|since| since.usual_lines_a_week),
                mineral.and_then(|mineral| pressure.price_pull(mineral)).filter(|pull| *pull >= PULL_TOLD_FROM),
                gap.map(|gap| gap.scatters),
                gap.map(|gap| gap.declared_kg),
                gap.map(|gap| gap.reported_kg),
                gap.map(|gap| gap.declared_kg * gap.habit),
                gap.map(|gap| f64::from(gap.months)),
            ];
            numbers.iter_mut().zip(values).for_each(|(column, value)| column.push(value.map(|value| value as f32)));
            since_days.push(since.map(|since| since.onset));
            from.append_option(since.and_then(|since| since.from.as_deref()));
        }
        let numbers = FLOW_COLUMNS.iter().zip(numbers).map(|(column, values)| Column::new(column.name.into(), values));
        let since = Column::new(schema::FLOW_SINCE.name.into(), since_days).cast(&DataType::Date)?;
        let columns: Vec<Column> = numbers.chain([since, from.finish().into_series().into()]).collect();
        Ok(declarations.hstack(&columns)?)
    }

    /// What is known before the Monday; frozen once a week.
    fn pressure(&self, reference: &Arc<Reference>, registers: &Arc<Registers>, home: &str) -> Arc<Pressure> {
        let Some(monday) = self.next_monday() else { return Arc::default() };
        let mut held = self.frozen.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let same = |frozen: &&Frozen| {
            frozen.monday == monday
                && frozen.home == home
                && Arc::ptr_eq(&frozen.reference, reference)
                && Arc::ptr_eq(&frozen.registers, registers)
        };
        if let Some(frozen) = held.as_ref().filter(same) {
            return Arc::clone(&frozen.pressure);
        }
        let pressure = Arc::new(self.freeze(reference, registers, home, monday));
        let (reference, registers) = (Arc::clone(reference), Arc::clone(registers));
        *held = Some(Frozen { reference, registers, home: home.to_owned(), monday, pressure: Arc::clone(&pressure) });
        pressure
    }

    /// Reads days before the Monday, and rows known before it, and nothing else.
    fn freeze(&self, reference: &Reference, registers: &Registers, home: &str, monday: Day) -> Pressure {
        let mut reported = reported(registers, home, monday);
        // Of months that arrived from months forgotten, nothing declared is known any more.
        reported.retain(|row| row.month >= month_of(monday) - KEPT_MONTHS + 2);
        Pressure::at(&self.flows, &facts(reference), &reported, &bands(reference.market()), monday - 1)
    }

    /// Writes what was learned into a snapshot's folder.
    pub fn write(&self, folder: &Path) -> Result<()> {
        kept::write(&self.flows, self.evening, folder)
    }

    /// Reads what `write` wrote.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] where the file is absent, damaged, or of another format.
    pub fn read(folder: &Path) -> Result<Self> {
        let (flows, evening) = kept::read(folder)?;
        Ok(Pressures { flows, evening, frozen: Arc::default() })
    }
}

/// Columns of numbers, the first of [`FLOW_COLUMNS`].
const NUMBERS: usize = 9;
/// From where on a price pull is told (est.): below it, it is the usual spread.
const PULL_TOLD_FROM: f64 = 1.05;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::MirrorCell;

    /// A Monday.
    const BEGIN: Day = 20_003;

    /// Lines of days `from..to`: antimony to Japan, Germany and Korea and free goods anywhere, and from week 50 on much more
    /// antimony to Hong Kong; `odd` changes every line.
    fn days(from: Day, to: Day, odd: bool) -> DataFrame {
        let (mut on, mut codes, mut places, mut minerals) = (vec![], vec![], vec![], vec![]);
        for day in from..to {
            let mut line = |code: &'static str, place: &'static str, mineral: Option<&'static str>| {
                on.push(BEGIN + day);
                codes.push(code);
                places.push(if odd { "SG" } else { place });
                minerals.push(mineral);
            };
            for place in ["JP", "DE", "KR"] {
                line("8110109000", place, Some("antimony"));
                for code in ["7801910000", "7901200000", "8001209090", "7326909000", "6109100021", "2825800090"] {
                    line(code, place, None);
                }
            }
            let n = if day >= 50 * 7 { 3 } else { i32::from(day % 6 == 0) };
            (0..n).for_each(|_| line("8110109000", "HK", Some("antimony")));
        }
        let n = on.len();
        let columns = vec![
            Column::new(schema::ACCEPTED_ON.name.into(), on).cast(&DataType::Date).unwrap(),
            Column::new(schema::HS_CODE.name.into(), codes),
            Column::new(schema::DESTINATION_COUNTRY.name.into(), places),
            Column::new(TRADED_MINERAL.name.into(), minerals),
            Column::new(schema::NET_MASS_KG.name.into(), vec![100.0; n]),
            Column::new(schema::STATISTICAL_VALUE_USD.name.into(), vec![2000.0; n]),
        ];
        DataFrame::new(n, columns).unwrap()
    }

    /// Japan counts all codes whole but antimony by a tenth; published 60 days after the month.
    fn partners() -> Vec<MirrorCell> {
        let mut rows = Vec::new();
        for month in 0..16 {
            let first = NaiveDate::from_ymd_opt(2024, 10, 1).unwrap() + chrono::Months::new(month);
            for hs6 in ["811010", "780191", "790120", "800120", "732690", "610910", "282580"] {
                rows.push(MirrorCell {
                    reporter: "JP".into(),
                    partner: "CN".into(),
                    hs6: hs6.into(),
                    month: first,
                    net_mass_kg: Some(if hs6 == "811010" { 300.0 } else { 3000.0 }),
                    value_usd: None,
                    known_on: first + chrono::Days::new(90),
                });
            }
        }
        rows
    }

    fn registers(mirror: Vec<MirrorCell>) -> Arc<Registers> {
        Arc::new(Registers { mirror, ..Registers::default() })
    }

    fn reference() -> Arc<Reference> {
        Arc::new(Reference::shipped().unwrap())
    }

    /// What the pressures know after these days.
    fn learned(parts: &[(Day, Day, bool)]) -> Pressures {
        let mut pressures = Pressures::default();
        let reference = reference();
        parts.iter().for_each(|(from, to, odd)| pressures.update(&days(*from, *to, *odd), &reference).unwrap());
        pressures
    }

    #[test]
    fn a_line_is_told_of_its_corridor_and_of_the_partners_statistics() {
        let (reference, registers) = (reference(), registers(partners()));
        let pressures = learned(&[(0, 60 * 7, false)]);
        let now = days(60 * 7, 60 * 7 + 1, false);
        let told = pressures.join(&now, &reference, &registers, "CN").unwrap();
        assert_eq!(told.width(), now.width() + FLOW_COLUMNS.len());
        for (column, made) in FLOW_COLUMNS.iter().zip(&told.columns()[now.width()..]) {
            assert_eq!((column.name, column.dtype()), (made.name().as_str(), made.dtype().clone()));
        }
        let number = |name: &str, row: usize| told.column(name).unwrap().f32().unwrap().get(row);
        // Rows: antimony to Japan, free goods to Japan, ..., antimony to Hong Kong last.
        let hub = now.height() - 1;
        assert!(number("flow_rise", hub).unwrap() > 20.0);
        assert!((number("flow_lines_a_week", hub).unwrap() - 21.0).abs() < 1.0);
        assert!(number("flow_usual_lines_a_week", hub).unwrap() < 3.0);
        let since = told.column("flow_since").unwrap().as_materialized_series().date().unwrap().physical().get(hub);
        assert_eq!(since, Some(BEGIN + 50 * 7));
        assert_eq!((number("flow_rise", 0), number("flow_lines_a_week", 0)), (Some(0.0), None), "Japan's did not rise");
        assert_eq!(number("flow_rise", 1), None, "free goods");
        assert!(number("mirror_gap", 0).unwrap() < -2.5 && number("mirror_gap", 1).unwrap().abs() < 1.0);
        assert_eq!((number("mirror_months", 0), number("mirror_gap", hub)), (Some(9.0), None));
        for row in 0..now.height() {
            let apart = pressures.join(&now.slice(row as i64, 1), &reference, &registers, "CN").unwrap();
            assert!(apart.equals_missing(&told.slice(row as i64, 1)), "row {row}");
        }
    }

    #[test]
    fn neither_later_days_nor_later_statistics_change_anything() {
        let reference = reference();
        let known = registers(partners());
        let now = days(60 * 7 + 4, 60 * 7 + 5, false);
        let whole = learned(&[(0, 60 * 7, false)]).join(&now, &reference, &known, "CN").unwrap();
        // The days of the week itself, whatever they are, are not looked at before the next Monday.
        for odd in [false, true] {
            let later = learned(&[(0, 60 * 7, false), (60 * 7, 60 * 7 + 4, odd)]);
            assert!(later.join(&now, &reference, &known, "CN").unwrap().equals_missing(&whole), "{odd}");
        }
        // Nor is what partners brought in from elsewhere.
        let mut elsewhere = partners();
        elsewhere.extend(partners().into_iter().map(|row| MirrorCell { partner: "VN".into(), ..row }));
        elsewhere.sort_by_key(|row| row.known_on);
        let apart = learned(&[(0, 60 * 7, false)]).join(&now, &reference, &registers(elsewhere), "CN").unwrap();
        assert!(apart.equals_missing(&whole), "partners' imports from elsewhere");
        // Nor is what partners publish from the Monday on.
        let monday = NaiveDate::from_epoch_days(BEGIN + 60 * 7).unwrap();
        let mut changed = partners();
        changed.iter_mut().filter(|row| row.known_on >= monday).for_each(|row| row.net_mass_kg = Some(9e6));
        assert_ne!(changed, partners());
        let changed = registers(changed);
        let told = learned(&[(0, 60 * 7, false)]).join(&now, &reference, &changed, "CN").unwrap();
        assert!(told.equals_missing(&whole));
        // But what they published before it is.
        let mut changed = partners();
        changed.iter_mut().filter(|row| row.known_on < monday).for_each(|row| row.net_mass_kg = Some(9e6));
        let told = learned(&[(0, 60 * 7, false)]).join(&now, &reference, &registers(changed), "CN").unwrap();
        assert!(!told.equals_missing(&whole));
    }

    #[test]
    fn halves_and_a_rest_make_the_whole() {
        let (reference, registers) = (reference(), registers(partners()));
        let now = days(170 * 7 + 3, 170 * 7 + 4, false);
        let mut whole = Pressures::default();
        (0..170 * 7 + 3).for_each(|day| whole.update(&days(day, day + 1, false), &reference).unwrap());
        let bytes = |pressures: &Pressures| {
            let folder = tempfile::tempdir().unwrap();
            pressures.write(folder.path()).unwrap();
            let back = Pressures::read(folder.path()).unwrap();
            (std::fs::read(folder.path().join("flows.parquet")).unwrap(), back)
        };
        let (kept, back) = bytes(&whole);
        let told = whole.join(&now, &reference, &registers, "CN").unwrap();
        assert!(back.join(&now, &reference, &registers, "CN").unwrap().equals_missing(&told));
        // Rested on any day, and asked on the way.
        for cut in [40 * 7 + 2, 163 * 7 + 6] {
            let half = learned(&[(0, cut, false)]);
            half.join(&now, &reference, &registers, "CN").unwrap();
            let mut half = bytes(&half).1;
            (cut..170 * 7 + 3).for_each(|day| half.update(&days(day, day + 1, false), &reference).unwrap());
            assert!(half.join(&now, &reference, &registers, "CN").unwrap().equals_missing(&told), "{cut}");
            assert!(bytes(&half).0 == kept, "{cut}");
            let mut parts = [learned(&[(cut, 170 * 7 + 3, false)]), learned(&[(0, cut, false)])];
            let [late, early] = &mut parts;
            late.merge(early);
            assert!(bytes(late).0 == kept, "{cut}: merged");
        }
    }

    #[test]
    fn a_damaged_file_is_refused_with_a_remedy() {
        let folder = tempfile::tempdir().unwrap();
        learned(&[(0, 9, false)]).write(folder.path()).unwrap();
        let path = folder.path().join("flows.parquet");
        let whole = std::fs::read(&path).unwrap();
        for broken in [&b"no parquet"[..], &whole[..whole.len() / 2], &[]] {
            std::fs::write(&path, broken).unwrap();
            let said = Pressures::read(folder.path()).unwrap_err().to_string();
            assert!(said.contains("flows.parquet") && said.contains("tidewaiter replay"), "{said}");
        }
        let mut other = df!("kind" => [255u32], "what" => [""], "place" => [""], "at" => [9i32],
            "lines" => [0u64], "grams" => [0u64], "cents" => [0u64])
        .unwrap();
        ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut other).unwrap();
        assert!(Pressures::read(folder.path()).unwrap_err().to_string().contains("not what this program learns"));
        std::fs::remove_file(&path).unwrap();
        assert!(Pressures::read(folder.path()).unwrap_err().to_string().contains("flows.parquet"));
    }
}
