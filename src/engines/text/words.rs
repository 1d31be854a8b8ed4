//! A text as the classifier reads it: words of Latin and other letters, runs of Chinese, classes of numbers; and the pieces of
//! a word that is unknown as a whole.

use super::shape::blur;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Longest text that is read, in bytes; what stands behind is not.
const BYTES_MAX: usize = 2_000;
/// Most words of a text that are read.
const WORDS_MAX: usize = 96;
/// Longest word, in bytes; a longer one is cut.
const WORD_MAX: usize = 48;
/// Letters of a piece of a Latin word, its ends included.
const PIECE: usize = 4;
/// Seed that keeps pieces apart from whole words.
const PIECES: u64 = 1;

/// The words of one text; made anew by [`Words::read`] without giving memory back.
#[derive(Debug, Default, Clone)]
pub struct Words {
    letters: String,
    /// End of each word in `letters`.
    ends: Vec<usize>,
    hashes: Vec<u64>,
    named: usize,
    sorted: Vec<u64>,
}

impl Words {
    /// Reads the name of the goods and their specification.
    pub fn read(&mut self, name: &str, specification: &str) {
        self.clear();
        self.take(name);
        self.named = self.ends.len();
        self.take(specification);
    }

    /// Reads what [`Words::packed`] wrote.
    pub fn unpack(&mut self, packed: &str) {
        self.clear();
        let (name, rest) = packed.split_once('|').unwrap_or((packed, ""));
        let add = |words: &mut Words, text: &str| {
            for word in text.split(' ').filter(|word| !word.is_empty()) {
                words.letters.push_str(word);
                words.end();
            }
        };
        add(self, name);
        self.named = self.ends.len();
        add(self, rest);
    }

    /// The words of the name, `|` and the other words, each part in order of the alphabet with a space between: the same for every
    /// text of the wording.
    pub fn packed(&self) -> String {
        let part = |places: std::ops::Range<usize>| {
            let mut words: Vec<&str> = places.map(|at| self.word(at)).collect();
            words.sort_unstable();
            words.join(" ")
        };
        let name = part(0..self.named);
        if self.named < self.len() { format!("{name}|{}", part(self.named..self.len())) } else { name }
    }

    fn clear(&mut self) {
        self.letters.clear();
        self.ends.clear();
        self.hashes.clear();
        self.named = 0;
    }

    /// Number of words; each stands once.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// A word.
    pub fn word(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start..self.ends[at]]
    }

    /// Hashes of the words.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// One hash for the set of the name's words and the set of all, `None` where there is none.
    pub fn wording(&mut self) -> Option<u64> {
        let salt = self.name().unwrap_or(2);
        self.set(self.len(), salt)
    }

    /// One hash for the set of the name's words, `None` where there is none.
    pub fn name(&mut self) -> Option<u64> {
        self.set(self.named, 3)
    }

    fn set(&mut self, words: usize, salt: u64) -> Option<u64> {
        if words == 0 {
            return None;
        }
        self.sorted.clear();
        self.sorted.extend(&self.hashes[..words]);
        self.sorted.sort_unstable();
        let mixed = self.sorted.iter().fold(salt, |key, hash| {
            let key = (key ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            key ^ (key >> 29)
        });
        Some(mixed.max(1))
    }

    /// Takes the word that `letters` ends with, unless it stands already or is empty.
    fn end(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        if self.letters.len() - start > WORD_MAX {
            let cut = (start..=start + WORD_MAX).rev().find(|at| self.letters.is_char_boundary(*at)).unwrap_or(start);
            self.letters.truncate(cut);
        }
        let hash = xxh3_64(&self.letters.as_bytes()[start..]);
        if self.letters.len() == start || self.hashes.contains(&hash) || self.ends.len() >= WORDS_MAX {
            self.letters.truncate(start);
            return;
        }
        self.hashes.push(hash);
        self.ends.push(self.letters.len());
    }

    fn take(&mut self, text: &str) {
        let cut = (0..=text.len().min(BYTES_MAX)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = plain(&text[..cut]);
        let mut letters = text.char_indices().peekable();
        while let Some((start, first)) = letters.next() {
            if is_chinese(first) {
                self.letters.push(first);
                while let Some((_, next)) = letters.next_if(|(_, next)| is_chinese(*next)) {
                    self.letters.push(next);
                }
                self.end();
            } else if first.is_alphanumeric() {
                let (mut end, mut digits) = (start + first.len_utf8(), first.is_ascii_digit());
                while let Some((at, next)) = letters.next_if(|(_, next)| joins(*next)) {
                    end = at + next.len_utf8();
                    digits |= next.is_ascii_digit();
                }
                self.latin(&text[start..end], digits);
            }
        }
    }

    fn latin(&mut self, word: &str, digits: bool) {
        let word = word.trim_end_matches(['.', '-']);
        if !digits {
            for part in word.split(['.', '-', '%']) {
                self.letters.extend(part.chars().flat_map(char::to_lowercase));
                self.end();
            }
            return;
        }
        let before = self.ends.len();
        if word.contains('-') {
            // a CAS number stays whole, all else falls apart at its hyphens
            let start = self.letters.len();
            blur(word, &mut self.letters);
            if self.letters[start..].contains('-')
                && !self.letters[start..].contains('#')
                && word.is_ascii()
                && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
            {
                self.end();
                if self.ends.len() > before {
                    return;
                }
            } else {
                self.letters.truncate(start);
            }
        }
        for part in word.split('-') {
            blur(part, &mut self.letters);
            self.end();
        }
    }
}

/// Hashes of the pieces of a word: two letters each of Chinese, four of other words with their ends; none of a short word.
pub fn pieces(word: &str, mut each: impl FnMut(u64)) {
    let mut places = [0usize; WORD_MAX + 1];
    let mut letters = 0;
    for (at, _) in word.char_indices() {
        places[letters] = at;
        letters += 1;
    }
    places[letters] = word.len();
    let hash = |bytes: &[u8]| xxh3_64_with_seed(bytes, PIECES);
    if word.chars().next().is_some_and(is_chinese) {
        if letters > 2 {
            (0..letters - 1).for_each(|at| each(hash(&word.as_bytes()[places[at]..places[at + 2]])));
        }
        return;
    }
    if letters < PIECE {
        return;
    }
    let mut padded = [b'_'; WORD_MAX + 2];
    padded[1..=word.len()].copy_from_slice(word.as_bytes());
    // where the letters begin, counted in the padded word
    let place = |at: usize| match at {
        0 => 0,
        at if at == letters + 1 => word.len() + 1,
        at if at > letters + 1 => word.len() + 2,
        at => places[at - 1] + 1,
    };
    (0..=letters + 2 - PIECE).for_each(|at| each(hash(&padded[place(at)..place(at + PIECE)])));
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{3040}'..='\u{30FF}' | '\u{20000}'..='\u{3FFFF}')
}

fn joins(letter: char) -> bool {
    letter.is_alphanumeric() && !is_chinese(letter) || matches!(letter, '.' | '-' | '%')
}

/// NFKC; most texts are so already.
fn plain(text: &str) -> Cow<'_, str> {
    let settled = |letter: char| letter.is_ascii() || matches!(letter, '\u{4E00}'..='\u{9FFF}' | '≥' | '≤' | 'µ');
    if text.chars().all(settled) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, specification: &str) -> String {
        let mut words = Words::default();
        words.read(name, specification);
        words.packed()
    }

    #[test]
    fn mixtures_fall_into_words() {
        for ((name, specification), packed) in [
            (("氧化锌 Zinc oxide", "2|1|内自主品牌|ZnO≥99.5%"), "氧化锌 zinc oxide|内自主品牌 zno p2"),
            (("三氧化二锑", "Sb2O3 99.80%|flame retardant|25kg bag"), "三氧化二锑|sb2o3 p2 flame retardant #kg bag"),
            (("烧结钕铁硼磁体NdFeB", "N42SH|Dy 2.1%"), "烧结钕铁硼磁体 ndfeb|n#sh dy"),
            (("Ｓｂ２Ｏ３　４Ｎ", "CAS 1309-64-4"), "sb2o3 p4|cas 1309-64-4"),
            (("Flake graphite", "+80 mesh, C≥94%"), "flake graphite|mesh c p1"),
            (("Sanyanghua er ti (99.9%)", ""), "sanyanghua er ti p3"),
            (("YXG-26 / DN104|PN16", ""), "yxg dn# pn#"),
            (("铁块", "0|1|"), "铁块"),
            (("", "In 99.995%"), "|in p4"),
            (("12 34", "5"), ""),
        ] {
            // Each part is packed in order of the alphabet.
            let ordered = |part: &str| {
                let mut words: Vec<&str> = part.split(' ').collect();
                words.sort_unstable();
                words.join(" ")
            };
            let expected = packed.split('|').map(ordered).collect::<Vec<_>>().join("|");
            assert_eq!(read(name, specification), expected, "{name} | {specification}");
        }
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let (mut words, mut again) = (Words::default(), Words::default());
        words.read("锑锭 Antimony ingots", "3|Sb 99.65%|25kg");
        again.unpack(&words.packed());
        assert_eq!((words.packed(), words.wording(), words.name()), (again.packed(), again.wording(), again.name()));
    }

    #[test]
    fn order_and_numbers_do_not_make_another_wording() {
        let (mut one, mut other) = (Words::default(), Words::default());
        one.read("球阀", "0|0|无品牌|DN28|PN16");
        other.read("球阀", "3|1|PN25|DN104|无品牌");
        assert_eq!(one.wording(), other.wording());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(name in "\\PC*", specification in ".*") {
            let mut words = Words::default();
            words.read(&name, &specification);
            for at in 0..words.len() {
                pieces(words.word(at), |_| ());
            }
            let packed = words.packed();
            let mut again = Words::default();
            again.unpack(&packed);
            proptest::prop_assert_eq!((words.wording(), words.name()), (again.wording(), again.name()));
        }
    }
}
