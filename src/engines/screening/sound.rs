//! How a Latin spelling sounds: three readings, from strict to lax.
//!
//! * [`key`]: spellings of one romanised name fall together (Kadafi, Qaddafi; Gazprom, Gasprom; Yuri, Iurii).
//! * [`skeleton`]: vowels left out as well, as Arabic writing does (Mohammed, Muhamad).
//! * [`loan`]: classes of consonants, for a name that another language borrowed (Siemens, 西门子 *ximenzi*; Lockheed, 洛克希德).
//!   The classes are the places where sounds are made, as in Soundex (Russell 1918), widened by what Chinese, Japanese and Korean
//!   hear as one: l and r, b and p, d and t.

use std::sync::LazyLock;

/// Spelling variants, longest first; tried at each place.
const VARIANTS: &[(&str, &str)] = &[
    ("shch", "S"),
    ("tsch", "C"),
    ("sch", "S"),
    ("tch", "C"),
    ("sh", "S"),
    ("ch", "C"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("th", "t"),
    ("dh", "d"),
    ("zh", "j"),
    ("dj", "j"),
    ("ts", "s"),
    ("tz", "s"),
    ("cz", "s"),
    ("ck", "k"),
    ("ks", "x"),
    ("cs", "x"),
    ("qu", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ue", "u"),
    ("oe", "o"),
    ("ae", "e"),
    ("ee", "i"),
    ("ea", "i"),
    ("ei", "e"),
    ("ey", "e"),
    ("ai", "e"),
    ("ay", "e"),
    ("ie", "i"),
    ("iy", "i"),
    ("yi", "i"),
    ("ye", "e"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("c", "k"),
    ("q", "k"),
    ("w", "v"),
    ("y", "i"),
    ("z", "s"),
];

/// The variants by their first letter, `a` to `z`, so that most letters are looked up at once.
static BY_LETTER: LazyLock<[Vec<(&str, &str)>; 26]> = LazyLock::new(|| {
    let begins = |letter: usize| move |(from, _): &&(&str, &str)| from.as_bytes()[0] == b'a' + letter as u8;
    std::array::from_fn(|letter| VARIANTS.iter().filter(begins(letter)).copied().collect())
});

/// Spellings that sound alike give one key.
pub(super) fn key(text: &str) -> String {
    let bytes = text.as_bytes();
    let variants = &*BY_LETTER;
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let of_letter = variants.get(usize::from(bytes[at].wrapping_sub(b'a'))).map_or(&[][..], Vec::as_slice);
        let (from, to) = match of_letter.iter().find(|(from, _)| rest.as_bytes().starts_with(from.as_bytes())) {
            Some((from, to)) => (from.len(), *to),
            None => (1, &rest[..1]),
        };
        for letter in to.chars() {
            if !out.ends_with(letter) {
                out.push(letter);
            }
        }
        at += from;
    }
    out
}

/// The key without its vowels; a leading vowel stays as `a`.
pub(super) fn skeleton(key: &str) -> String {
    let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u');
    let mut out = String::with_capacity(key.len());
    for (at, letter) in key.chars().enumerate() {
        match vowel(letter) {
            true if at == 0 => out.push('a'),
            true => {}
            false if out.ends_with(letter) => {}
            false => out.push(letter),
        }
    }
    out
}

/// Classes of consonants of a spelling; vowels, w and y leave none.
pub(super) fn loan(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let (class, length) = match (bytes[at], next) {
            (b's' | b'c' | b'z', b'h') => (b'S', 2),
            (b'c', b'e' | b'i' | b'y') => (b'S', 1),
            (b'p', b'h') => (b'F', 2),
            (b't', b'h') => (b'S', 2),
            (b'k' | b'g', b'h') => (b'K', 2),
            (b'n', b'g') => (b'N', 2),
            (b't', b's') => (b'S', 2),
            (b'b' | b'p', _) => (b'P', 1),
            (b'f' | b'v', _) => (b'F', 1),
            (b'd' | b't', _) => (b'T', 1),
            (b'g' | b'k' | b'c', _) => (b'K', 1),
            (b'j' | b'q', _) => (b'J', 1),
            (b'x', _) => (b'S', 1),
            (b's' | b'z', _) => (b'S', 1),
            (b'l' | b'r', _) => (b'L', 1),
            (b'm', _) => (b'M', 1),
            (b'n', _) => (b'N', 1),
            (b'h', _) => (b'H', 1),
            (digit, _) if digit.is_ascii_digit() => (digit, 1),
            _ => (0, 1),
        };
        // a doubled class is one sound, unless a vowel stands between
        if class != 0 && !(out.last() == Some(&class) && at > 0 && !is_vowel(bytes[at - 1])) {
            out.push(class);
        }
        at += length;
    }
    out
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'w' | b'y')
}

/// How alike two loans sound, 0..1: an edit distance in which near classes and weak consonants cost less (est.).
pub(super) fn loan_likeness(left: &[u8], right: &[u8]) -> f32 {
    let (n, m) = (left.len(), right.len());
    if n == 0 || m == 0 || n > 24 || m > 24 {
        return 0.0;
    }
    let mut row = [0f32; 25];
    for j in 0..m {
        row[j + 1] = row[j] + gap(right[j]);
    }
    for &class in left {
        let mut corner = row[0];
        row[0] += gap(class);
        for j in 0..m {
            let here = corner + swap(class, right[j]);
            corner = row[j + 1];
            row[j + 1] = here.min(row[j] + gap(right[j])).min(corner + gap(class));
        }
    }
    (1.0 - row[m] / n.max(m) as f32).max(0.0)
}

/// Cost of a class that only one side has: l, r, h and final nasals come and go with the borrowing language.
fn gap(class: u8) -> f32 {
    match class {
        b'L' => 0.45,
        b'H' => 0.3,
        b'N' => 0.6,
        b'S' | b'T' | b'K' => 0.7,
        _ => 1.0,
    }
}

/// Cost of one class for another.
fn swap(left: u8, right: u8) -> f32 {
    if left == right {
        return 0.0;
    }
    let pair = (left.min(right), left.max(right));
    match pair {
        (b'J', b'K') | (b'J', b'S') | (b'J', b'T') => 0.4,
        (b'F', b'P') | (b'F', b'H') | (b'M', b'N') | (b'H', b'K') => 0.45,
        (b'K', b'S') | (b'S', b'T') | (b'H', b'S') => 0.6,
        (b'L', b'N') => 0.7,
        _ => 1.2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (left, right) in [("gazprom", "gasprom"), ("qaida", "kaida"), ("yuriy", "iurii"), ("philips", "filips")] {
            assert_eq!(key(left), key(right), "{left} {right}");
        }
        assert_ne!(key("puffin"), key("puccini"));
    }

    #[test]
    fn skeletons_leave_vowels_out() {
        assert_eq!(skeleton(&key("mohammed")), skeleton(&key("muhamad")));
        assert_eq!(skeleton(&key("ahmad")), "ahmd");
    }

    #[test]
    fn loans_are_near_their_source() {
        let near = |left: &str, right: &str| loan_likeness(&loan(left), &loan(right));
        assert_eq!(near("ximenzi", "ximenzi"), 1.0);
        assert!(near("ximenzi", "siemens") > 0.7, "{}", near("ximenzi", "siemens"));
        assert!(near("luokexide", "lockheed") > 0.6, "{}", near("luokexide", "lockheed"));
        assert!(near("boshi", "bosch") > 0.9);
        assert!(near("ximenzi", "lockheed") < 0.3);
    }
}
