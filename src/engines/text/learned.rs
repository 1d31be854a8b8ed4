//! What is kept of the past: for each 6-digit code a fair sample of the wordings declared under it, and who used them how often.

use super::words::Words;
use std::collections::BTreeMap;

/// Wordings kept by code: those with the smallest hashes, a fair sample that merges exactly (Cohen & Kaplan, PODC 2007).
const WORDINGS_MAX: usize = 512;
/// Hashes of firms kept by wording; beyond, their number is estimated (bottom-k distinct counting; Bar-Yossef et al. 2002).
const FIRMS_MAX: usize = 16;
/// Weights are whole numbers, so that sums do not depend on their order; this is the weight of one firm.
pub const UNIT: u32 = 16;
/// The most that a wording weighs, either way: 250,000 firms. Twice [`WORDINGS_MAX`] of them fit into 32 bits, so that no sum of
/// a code's wordings overflows, not even while a day's new ones push out as many old ones.
const WEIGHT_MAX: u32 = 4_000_000;
/// More lines under one code than any customs administration will ever see.
const LINES_MAX: u64 = 1 << 40;

/// A wording under a code.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wording {
    /// The words, as `Words::packed` writes them.
    pub packed: Box<str>,
    /// Hash of the name's words, 0 where there is none.
    pub name: u64,
    /// Lines that used it.
    pub lines: u32,
    /// The smallest hashes of the firms that used it, ascending.
    firms: Vec<u32>,
    /// Lines by the digits 7 to 10 of the code.
    pub endings: Vec<(u16, u32)>,
}

impl Wording {
    /// Number of firms that used it.
    fn firms(&self) -> f64 {
        match self.firms.last() {
            Some(last) if self.firms.len() == FIRMS_MAX => {
                (FIRMS_MAX - 1) as f64 * 2f64.powi(32) / f64::from(*last).max(1.0)
            }
            _ => self.firms.len() as f64,
        }
    }

    /// Weight as an example of the code's words, in [`UNIT`]s: the firms, each once however often it repeats itself.
    pub fn example(&self) -> u32 {
        (f64::from(UNIT) * self.firms().clamp(1.0, f64::from(self.lines.max(1)))).round().min(f64::from(WEIGHT_MAX))
            as u32
    }

    /// Lines that used it, as far as they are told and added up.
    pub fn lines_told(&self) -> u32 {
        self.lines.min(WEIGHT_MAX)
    }

    /// Weight as a witness that the whole wording means the code: firms, each by the logarithm of its lines.
    pub fn witness(&self) -> u32 {
        let firms = self.firms().clamp(1.0, f64::from(self.lines.max(1)));
        (f64::from(UNIT) * firms * (1.0 + (f64::from(self.lines.max(1)) / firms).log2()))
            .round()
            .min(f64::from(WEIGHT_MAX)) as u32
    }

    /// What contradicts itself, or cannot have been learned.
    fn fault(&self, hash: u64, words: &mut Words) -> Option<&'static str> {
        words.unpack(&self.packed);
        let told: u64 = self.endings.iter().map(|(_, lines)| u64::from(*lines)).sum();
        let few = self.firms.len() <= FIRMS_MAX && self.firms.len() as u64 <= u64::from(self.lines);
        [
            (
                words.wording() == Some(hash) && words.name().unwrap_or(0) == self.name,
                "words that are not those of their hash",
            ),
            (self.lines > 0 && !self.firms.is_empty(), "a wording that nobody used"),
            (few && self.firms.is_sorted_by(|a, b| a < b), "firms too many or out of order"),
            (self.endings.is_sorted_by(|a, b| a.0 < b.0), "digits 7 to 10 out of order"),
            (self.endings.iter().all(|(ending, lines)| *ending <= 9_999 && *lines > 0), "digits 7 to 10 that are none"),
            (told <= u64::from(self.lines) || self.lines == u32::MAX, "more lines by digits 7 to 10 than lines"),
        ]
        .into_iter()
        .find_map(|(holds, fault)| (!holds).then_some(fault))
    }

    fn add_firm(&mut self, firm: u32) {
        if let Err(place) = self.firms.binary_search(&firm)
            && place < FIRMS_MAX
        {
            self.firms.insert(place, firm);
            self.firms.truncate(FIRMS_MAX);
        }
    }

    fn add_ending(&mut self, ending: u16, lines: u32) {
        match self.endings.binary_search_by_key(&ending, |(ending, _)| *ending) {
            Ok(at) => self.endings[at].1 = self.endings[at].1.saturating_add(lines),
            Err(at) => self.endings.insert(at, (ending, lines)),
        }
    }

    fn merge(&mut self, other: &Wording) {
        self.lines = self.lines.saturating_add(other.lines);
        other.firms.iter().for_each(|firm| self.add_firm(*firm));
        other.endings.iter().for_each(|(ending, lines)| self.add_ending(*ending, *lines));
    }
}

/// One line of the past.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Hash of its wording.
    pub wording: u64,
    /// Hash of its name's words, 0 where there is none.
    pub name: u64,
    /// Digits 7 to 10 of its code, where declared.
    pub ending: Option<u16>,
    /// Hash of the firm.
    pub firm: u32,
}

/// A code's past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Code {
    /// Lines declared under it.
    pub lines: u64,
    /// The sample, by hash.
    pub wordings: BTreeMap<u64, Wording>,
}

impl Code {
    /// Takes a line; `packed` is asked for only where its wording is new to the sample. Gives back what fell out of the sample.
    pub fn add(&mut self, line: Line, packed: impl FnOnce() -> String) -> Option<(u64, Wording)> {
        self.lines += 1;
        if !self.takes(line.wording) {
            return None;
        }
        let wording = self.wordings.entry(line.wording).or_insert_with(|| Wording {
            packed: packed().into(),
            name: line.name,
            ..Wording::default()
        });
        wording.lines = wording.lines.saturating_add(1);
        wording.add_firm(line.firm);
        if let Some(ending) = line.ending {
            wording.add_ending(ending, 1);
        }
        self.overflow()
    }

    /// Whether a wording belongs to the sample as it stands.
    fn takes(&self, wording: u64) -> bool {
        self.wordings.len() < WORDINGS_MAX || self.wordings.last_key_value().is_some_and(|(last, _)| wording <= *last)
    }

    fn overflow(&mut self) -> Option<(u64, Wording)> {
        if self.wordings.len() > WORDINGS_MAX { self.wordings.pop_last() } else { None }
    }

    /// Takes the past of another. Associative and commutative.
    pub fn merge(&mut self, other: &Code) {
        self.lines = self.lines.saturating_add(other.lines);
        for (hash, theirs) in &other.wordings {
            match self.wordings.get_mut(hash) {
                Some(mine) => mine.merge(theirs),
                None => {
                    self.wordings.insert(*hash, theirs.clone());
                }
            }
            self.overflow();
        }
    }

    /// Appends the bytes of the state; the same state gives the same bytes.
    pub fn encode(&self, into: &mut Vec<u8>) {
        into.extend(self.lines.to_le_bytes());
        for (hash, wording) in &self.wordings {
            into.extend(hash.to_le_bytes());
            into.extend(wording.name.to_le_bytes());
            into.extend(wording.lines.to_le_bytes());
            let lengths = [wording.packed.len(), wording.firms.len(), wording.endings.len()];
            lengths.iter().for_each(|length| into.extend((*length as u16).to_le_bytes()));
            into.extend(wording.packed.as_bytes());
            wording.firms.iter().for_each(|firm| into.extend(firm.to_le_bytes()));
            for (ending, lines) in &wording.endings {
                into.extend(ending.to_le_bytes());
                into.extend(lines.to_le_bytes());
            }
        }
    }

    /// Reads what `encode` wrote.
    ///
    /// # Errors
    /// What cannot be so, where the bytes were written by something else or were damaged.
    pub fn decode(mut bytes: &[u8]) -> Result<Code, &'static str> {
        const CUT: &str = "it ends in the middle of a wording";
        let lines = take(&mut bytes).map(u64::from_le_bytes).ok_or(CUT)?;
        let mut code = Code { lines, wordings: BTreeMap::new() };
        let mut words = Words::default();
        let mut told: u64 = 0;
        while !bytes.is_empty() {
            let (hash, wording) = next(&mut bytes).ok_or(CUT)?;
            if code.wordings.last_key_value().is_some_and(|(last, _)| *last >= hash) {
                return Err("wordings out of order");
            }
            if let Some(fault) = wording.fault(hash, &mut words) {
                return Err(fault);
            }
            told += u64::from(wording.lines);
            code.wordings.insert(hash, wording);
        }
        match () {
            _ if code.wordings.len() > WORDINGS_MAX => Err("too many wordings"),
            _ if lines > LINES_MAX => Err("more lines than there can be"),
            _ if told > lines => Err("more lines by wording than lines"),
            _ => Ok(code),
        }
    }
}

/// The next wording and its hash; `None` where the bytes end too early or are no text.
fn next(bytes: &mut &[u8]) -> Option<(u64, Wording)> {
    let hash = u64::from_le_bytes(take(bytes)?);
    let name = u64::from_le_bytes(take(bytes)?);
    let lines = u32::from_le_bytes(take(bytes)?);
    let mut length = || Some(usize::from(u16::from_le_bytes(take(bytes)?)));
    let (text, firms, endings) = (length()?, length()?, length()?);
    let (packed, rest) = bytes.split_at_checked(text)?;
    *bytes = rest;
    let packed = std::str::from_utf8(packed).ok()?.into();
    let mut wording = Wording { packed, name, lines, ..Wording::default() };
    for _ in 0..firms {
        wording.firms.push(u32::from_le_bytes(take(bytes)?));
    }
    for _ in 0..endings {
        let ending = u16::from_le_bytes(take(bytes)?);
        wording.endings.push((ending, u32::from_le_bytes(take(bytes)?)));
    }
    Some((hash, wording))
}

/// The next `N` bytes.
pub fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
