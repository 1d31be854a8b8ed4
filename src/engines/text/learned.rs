//! What is kept of the past: for each 6-digit code a fair sample of the wordings declared under it, and who used them how often.

use std::collections::BTreeMap;

/// Wordings kept by code: those with the smallest hashes, a fair sample that merges exactly (Cohen & Kaplan, PODC 2007).
const WORDINGS_MAX: usize = 512;
/// Hashes of firms kept by wording; beyond, their number is estimated (bottom-k distinct counting; Bar-Yossef et al. 2002).
const FIRMS_MAX: usize = 16;
/// Weights are whole numbers, so that sums do not depend on their order; this is the weight of one firm.
pub const UNIT: u32 = 16;

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
        (f64::from(UNIT) * self.firms().clamp(1.0, f64::from(self.lines.max(1)))).round().min(1e7) as u32
    }

    /// Weight as a witness that the whole wording means the code: firms, each by the logarithm of its lines.
    pub fn witness(&self) -> u32 {
        let firms = self.firms().clamp(1.0, f64::from(self.lines.max(1)));
        (f64::from(UNIT) * firms * (1.0 + (f64::from(self.lines.max(1)) / firms).log2())).round().min(1e9) as u32
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
        self.lines += other.lines;
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

    /// Reads what `encode` wrote; `None` where it is something else.
    pub fn decode(mut bytes: &[u8]) -> Option<Code> {
        let mut code = Code { lines: u64::from_le_bytes(take(&mut bytes)?), wordings: BTreeMap::new() };
        while !bytes.is_empty() {
            let hash = u64::from_le_bytes(take(&mut bytes)?);
            let mut wording = Wording { name: u64::from_le_bytes(take(&mut bytes)?), ..Wording::default() };
            wording.lines = u32::from_le_bytes(take(&mut bytes)?);
            let mut length = || Some(usize::from(u16::from_le_bytes(take(&mut bytes)?)));
            let (text, firms, endings) = (length()?, length()?, length()?);
            let (packed, rest) = bytes.split_at_checked(text)?;
            bytes = rest;
            wording.packed = std::str::from_utf8(packed).ok()?.into();
            for _ in 0..firms {
                wording.firms.push(u32::from_le_bytes(take(&mut bytes)?));
            }
            for _ in 0..endings {
                let ending = u16::from_le_bytes(take(&mut bytes)?);
                wording.endings.push((ending, u32::from_le_bytes(take(&mut bytes)?)));
            }
            code.wordings.insert(hash, wording);
        }
        Some(code)
    }
}

/// The next `N` bytes.
pub fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
