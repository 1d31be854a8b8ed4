//! The lines behind a warning: the last half year's lots, and who makes up a flow.

use super::flows::{Cell, Corridor, Day};
use super::scan::ONSET_WEEKS_MAX;
use std::collections::BTreeMap;

/// Days for which lots are kept: as far back as an onset may lie.
const KEPT_DAYS: Day = 7 * ONSET_WEEKS_MAX as Day;
/// Parties and lots named.
const NAMED: usize = 8;

/// A declaration line of a mineral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    pub day: Day,
    pub declaration_id: String,
    pub item_no: i32,
    pub exporter_id: String,
    pub exporter_name: String,
    pub consignee_name: String,
    pub cell: Cell,
}

/// Lots by corridor, of the last half year before the youngest.
#[derive(Debug, Clone, Default)]
pub struct Lots {
    by_corridor: BTreeMap<Corridor, Vec<Lot>>,
    youngest: Day,
    /// Lots kept at the last clearing.
    cleared: usize,
    kept: usize,
}

/// A party's or a lot's part of a flow.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Part {
    /// Name, register number or declaration number.
    pub name: String,
    pub lines: u64,
    pub net_mass_kg: f64,
    /// Share of the mass since the onset.
    pub share: f64,
    /// Whether it was first seen in this corridor after the onset; of lots always false.
    pub new: bool,
}

/// Who makes up a flow since a day.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Parts {
    pub lines: u64,
    pub net_mass_kg: f64,
    pub value_usd: f64,
    pub exporters: Vec<Part>,
    pub consignees: Vec<Part>,
    /// Declarations with the most mass.
    pub declarations: Vec<Part>,
}

impl Lots {
    /// Keeps a lot, and lets go of those that have become too old.
    pub fn keep(&mut self, corridor: Corridor, lot: Lot) {
        self.youngest = self.youngest.max(lot.day);
        if lot.day <= self.youngest - KEPT_DAYS {
            return;
        }
        self.kept += 1;
        self.by_corridor.entry(corridor).or_default().push(lot);
        if self.kept > 2 * self.cleared.max(50_000) {
            let oldest = self.youngest - KEPT_DAYS;
            self.by_corridor.values_mut().for_each(|lots| lots.retain(|lot| lot.day > oldest));
            self.kept = self.by_corridor.values().map(Vec::len).sum();
            self.cleared = self.kept;
        }
    }

    /// Lots that are young enough to be asked for, by corridor, in the order in which they came.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Corridor, &Lot)> {
        let oldest = self.youngest - KEPT_DAYS;
        let lots = self.by_corridor.iter().flat_map(|(corridor, lots)| lots.iter().map(move |lot| (corridor, lot)));
        lots.filter(move |(_, lot)| lot.day > oldest)
    }

    /// Who makes up a corridor from `since` to `evening`.
    pub fn parts(&self, corridor: &Corridor, since: Day, evening: Day) -> Parts {
        let lots = self.by_corridor.get(corridor).map_or(&[][..], Vec::as_slice);
        let now: Vec<&Lot> = lots.iter().filter(|lot| (since..=evening).contains(&lot.day)).collect();
        let before: Vec<&Lot> = lots.iter().filter(|lot| lot.day < since).collect();
        let mut all = Cell::default();
        now.iter().for_each(|lot| all.add(lot.cell));
        // A register number tells who it is however the name was typed; the first name in order is shown.
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        for lot in lots.iter().filter(|lot| !lot.exporter_id.is_empty() && !lot.exporter_name.is_empty()) {
            let name = names.entry(&lot.exporter_id).or_insert(&lot.exporter_name);
            *name = (*name).min(&lot.exporter_name);
        }
        let of = |name: &dyn Fn(&Lot) -> String, parties: bool| {
            let mut sums: BTreeMap<String, Cell> = BTreeMap::new();
            now.iter().for_each(|lot| sums.entry(name(lot)).or_default().add(lot.cell));
            let mut parts: Vec<(String, Cell)> = sums.into_iter().collect();
            parts.sort_by(|a, b| (b.1.grams, b.1.lines).cmp(&(a.1.grams, a.1.lines)).then_with(|| a.0.cmp(&b.0)));
            let told = parts.into_iter().take(NAMED).map(|(named, cell)| Part {
                new: parties && !before.iter().any(|lot| name(lot) == named),
                lines: cell.lines,
                net_mass_kg: cell.kg(),
                share: if all.grams > 0 { cell.grams as f64 / all.grams as f64 } else { 0.0 },
                name: named,
            });
            told.collect()
        };
        Parts {
            lines: all.lines,
            net_mass_kg: all.kg(),
            value_usd: all.usd(),
            exporters: of(
                &|lot| match (lot.exporter_id.as_str(), names.get(lot.exporter_id.as_str())) {
                    ("", _) => lot.exporter_name.clone(),
                    (id, None) => id.to_owned(),
                    (id, Some(name)) => format!("{name} ({id})"),
                },
                true,
            ),
            consignees: of(&|lot| lot.consignee_name.clone(), true),
            declarations: of(&|lot| lot.declaration_id.clone(), false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lot(day: Day, id: &str, kg: f64) -> Lot {
        Lot {
            day,
            declaration_id: format!("{id}-{day}"),
            item_no: 1,
            exporter_id: id.into(),
            exporter_name: String::new(),
            consignee_name: "SAME LTD".into(),
            cell: Cell::line(Some(kg), Some(kg)),
        }
    }

    #[test]
    fn parts_are_told_with_shares_and_newcomers() {
        let corridor = Corridor { mineral: "gallium".into(), destination: "VN".into() };
        let mut lots = Lots::default();
        for (day, id, kg) in [(90, "A", 50.0), (101, "A", 25.0), (102, "B", 75.0), (300, "C", 9.0)] {
            lots.keep(corridor.clone(), lot(day, id, kg));
        }
        let parts = lots.parts(&corridor, 100, 120);
        assert_eq!((parts.lines, parts.net_mass_kg), (2, 100.0));
        let told: Vec<(&str, f64, bool)> = parts.exporters.iter().map(|p| (p.name.as_str(), p.share, p.new)).collect();
        assert_eq!(told, [("B", 0.75, true), ("A", 0.25, false)]);
        assert_eq!(parts.consignees[0].share, 1.0);
        assert!(!parts.consignees[0].new);
        assert_eq!(parts.declarations[0].name, "B-102");
    }
}
