//! Declaration lines as far as outcomes known later need them: whom and what to lay an outcome to.

use super::keys::Traits;
use super::outcomes::Findings;
use crate::baselines::{Table, format_note};
use crate::error::{Error, Result};
use std::path::Path;

/// Days for which a line is remembered that nobody has opened (est.: audits end within a year).
const WAITING_DAYS: i32 = 400;
/// Days for which a line is remembered on which an outcome is known: three half-lives.
const KNOWN_DAYS: i32 = 3 * super::fading::HALF_LIFE_DAYS;
/// Keys below are notes and no lines: of the format, and of the last evening.
const NOTES: u64 = 2;
/// Key of the note that holds the last evening.
const EVENING: u64 = 1;
/// Days between two looks at what can be forgotten.
const TIDY_DAYS: i32 = 30;

/// What is remembered of a line: 64 bytes with its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    /// Day of acceptance, days since 1970-01-01.
    pub day: i32,
    pub traits: Traits,
    /// Whether an outcome is known.
    opened: bool,
}

/// Lines by the hash of declaration and item.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    held: Table<Held>,
    /// The last evening learned.
    evening: Option<i32>,
    /// How often a line was learned here.
    learned: u64,
}

impl PartialEq for Lines {
    fn eq(&self, other: &Self) -> bool {
        let alike = |line: u64, held: &Held| other.held.get(line) == Some(held);
        let sizes = (self.held.len(), self.evening) == (other.held.len(), other.evening);
        sizes && self.held.iter().all(|(line, held)| alike(line, held))
    }
}

impl Lines {
    pub fn learned(&self) -> u64 {
        self.learned
    }

    pub fn get(&self, line: u64) -> Option<&Held> {
        self.held.get(line)
    }

    /// Learns a line of a finished day. Of two under one name that stands which would be forgotten last, of those the greater: the
    /// same whatever the order. Tells whether the name meant another line until now.
    pub fn learn(&mut self, line: u64, day: i32, traits: Traits) -> bool {
        self.hold(line, Held { day, traits, opened: false })
    }

    fn hold(&mut self, line: u64, new: Held) -> bool {
        self.learned += 1;
        let held = self.held.entry_or(line, || new);
        let before = (held.day, held.traits);
        if (new.last_day(), new.day, new.traits) > (held.last_day(), held.day, held.traits) {
            *held = new;
        }
        before != (held.day, held.traits)
    }

    /// Ends a day, also one without a line; tells whether lines were forgotten.
    pub fn close(&mut self, day: i32, findings: &Findings) -> bool {
        let before = self.evening;
        let evening = before.map_or(day, |before| before.max(day));
        self.evening = Some(evening);
        let tidy = before.is_some_and(|before| before.div_euclid(TIDY_DAYS) != evening.div_euclid(TIDY_DAYS));
        // Before lines are forgotten all outcomes are laid once more: some were known before their line was.
        let after = if tidy { None } else { before };
        for finding in findings.known_within(after, evening) {
            if self.held.get(finding.line).is_some_and(|held| !held.opened)
                && let Some(held) = self.held.get_mut(finding.line)
            {
                held.opened = true;
            }
        }
        tidy && self.forget()
    }

    fn forget(&mut self) -> bool {
        let (before, Some(evening)) = (self.held.len(), self.evening) else { return false };
        self.held.retain(|held| evening <= held.last_day());
        self.held.len() < before
    }

    /// Takes the lines of another. Associative and commutative.
    pub fn merge(&mut self, other: &Lines) {
        other.held.iter().for_each(|(line, held)| {
            self.hold(line, *held);
        });
        self.evening = self.evening.max(other.evening);
        self.forget();
    }

    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Writes the lines into a file, and before them in which format they are.
    pub fn write(&self, path: &Path, format: u32) -> Result<()> {
        let evening = self.evening.map(|evening| (EVENING, evening.to_le_bytes().to_vec()));
        let notes: Vec<(u64, Vec<u8>)> = [format_note(format)].into_iter().chain(evening).collect();
        self.held.write_noted(path, &notes, |held, into| into.extend(held.encode()))
    }

    /// Reads what [`Lines::write`] wrote. Every line is looked at; which of them are kept in memory, the nights decide.
    ///
    /// # Errors
    /// [`Error::Input`] where the file is absent, damaged, of another format, or knows a line younger than its evening.
    pub fn read(path: &Path, format: u32) -> Result<Lines> {
        let remedy = "make the baselines anew with `tidewaiter replay`";
        let damaged = || Error::input(path, "it is not what this program remembers of lines", remedy);
        let (held, notes) = Table::read_noted(path, NOTES, Held::decode)?;
        let mut notes = notes.into_iter();
        if notes.next() != Some(format_note(format)) {
            return Err(damaged());
        }
        let day = |(_, bytes): (u64, Vec<u8>)| Some(i32::from_le_bytes(bytes.try_into().ok()?));
        let evening = notes.next().map(|note| day(note).ok_or_else(damaged)).transpose()?;
        let mut youngest = None;
        held.each(|_, held: &Held| youngest = youngest.max(Some(held.day)))?;
        let lines = Lines { held, evening, learned: 0 };
        if youngest <= evening { Ok(lines) } else { Err(damaged()) }
    }
}

impl Held {
    /// The last day on which it is remembered for sure.
    fn last_day(&self) -> i32 {
        self.day.saturating_add(if self.opened { KNOWN_DAYS } else { WAITING_DAYS })
    }

    fn encode(&self) -> Vec<u8> {
        let t = &self.traits;
        let mut bytes = Vec::with_capacity(53);
        bytes.push(u8::from(self.opened));
        bytes.extend(self.day.to_le_bytes());
        [t.exporter, t.consignee, t.code].iter().for_each(|part| bytes.extend(part.to_le_bytes()));
        let small = [t.near_duplicate, t.agent, t.destination, t.region, t.exit_port, t.route];
        small.iter().for_each(|part| bytes.extend(part.to_le_bytes()));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Held> {
        let (opened, rest) = bytes.split_first()?;
        let (day, rest) = rest.split_first_chunk::<4>()?;
        let (large, small) = rest.split_at_checked(24)?;
        let large = |n: usize| u64::from_le_bytes(large[8 * n..][..8].try_into().expect("eight bytes"));
        let parts = <&[u8; 24]>::try_from(small).ok()?;
        let small = |n: usize| u32::from_le_bytes(parts[4 * n..][..4].try_into().expect("four bytes"));
        let traits = Traits {
            exporter: large(0),
            consignee: large(1),
            code: large(2),
            near_duplicate: small(0),
            agent: small(1),
            destination: small(2),
            region: small(3),
            exit_port: small(4),
            route: small(5),
        };
        let whole = *opened <= 1 && traits.code < 20_000_000_000;
        whole.then(|| Held { day: i32::from_le_bytes(*day), traits, opened: *opened == 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::super::outcomes::Finding;
    use super::*;
    use proptest::prelude::*;

    fn traits(n: u64) -> Traits {
        Traits { exporter: n, code: 18_110_101_000, ..Traits::default() }
    }

    fn opened(line: u64, known_on: i32) -> Finding {
        Finding { line, known_on, found: [0.0; 3], weight: 1.0 }
    }

    #[test]
    fn unopened_lines_are_forgotten_first() {
        let findings = Findings::of([opened(1, 5), opened(3, 1)]);
        let mut lines = Lines::default();
        (1..=3).for_each(|line| assert!(!lines.learn(line, 2, traits(line))));
        assert!(!lines.close(2, &findings));
        assert!(!lines.close(400, &findings), "nothing is too old yet");
        assert!(lines.close(430, &findings));
        assert!(lines.get(1).is_some() && lines.get(2).is_none() && lines.get(3).is_some());
        assert!(lines.close(2 + KNOWN_DAYS + 30, &findings) && lines.is_empty());
    }

    #[test]
    fn bytes_that_are_no_line_are_refused() {
        let bytes = Held { day: 20_000, traits: traits(1), opened: false }.encode();
        assert_eq!(bytes.len(), 53);
        assert!(Held::decode(&bytes).is_some_and(|held| held.encode() == bytes));
        for broken in [&bytes[..52], &[bytes.as_slice(), &[0]].concat(), &[&[2], &bytes[1..]].concat(), &[]] {
            assert_eq!(Held::decode(broken), None);
        }
    }

    #[test]
    fn lines_come_back_asleep_and_go_on_as_if_they_had_never_slept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines.parquet");
        let mut lines = Lines::default();
        (2..500).for_each(|line| assert!(!lines.learn(line * 7919, 20_000, traits(line))));
        lines.write(&path, 1).unwrap();
        assert!(Lines::read(&path, 1).is_err(), "lines younger than their evening");
        lines.close(20_000, &Findings::default());
        lines.write(&path, 1).unwrap();
        let mut back = Lines::read(&path, 1).unwrap();
        assert!(Lines::read(&path, 2).is_err() && back == lines);
        let findings = Findings::of([opened(3 * 7919, 20_001), opened(9 * 7919, 20_001)]);
        for lines in [&mut lines, &mut back] {
            lines.learn(4 * 7919, 20_001, traits(77));
            lines.learn(5, 20_001, traits(78));
            lines.close(20_001, &findings);
        }
        assert!(back == lines && back.held.len() == 499);
        let again = folder.path().join("again.parquet");
        lines.write(&path, 1).unwrap();
        back.write(&again, 1).unwrap();
        assert!(std::fs::read(&path).unwrap() == std::fs::read(&again).unwrap());
        for lines in [&mut lines, &mut back] {
            assert!(lines.close(20_500, &Findings::default()));
        }
        assert!(back == lines && back.held.len() == 2);
    }

    proptest! {
        #[test]
        fn merging_is_associative_and_commutative(
            rows in prop::collection::vec((0usize..3, 1u64..8, 0i32..1500, 0u64..3), 0..40),
        ) {
            let findings = Findings::of([opened(1, 3), opened(2, 700)]);
            let mut rows = rows;
            rows.sort_by_key(|row| row.2);
            let mut parts = [Lines::default(), Lines::default(), Lines::default()];
            for (part, line, day, exporter) in rows {
                parts[part].learn(line, day, traits(exporter));
                parts[part].close(day, &findings);
            }
            let [a, b, c] = parts;
            let merged = |x: &Lines, y: &Lines| { let mut x = x.clone(); x.merge(y); x };
            prop_assert_eq!(merged(&a, &b), merged(&b, &a));
            prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        }
    }
}
