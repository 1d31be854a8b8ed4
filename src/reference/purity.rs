//! Purity as declarants write it: `99.99%`, `≥99.9 %`, `4N`, `5N5`, `纯度99.65`, `below 99.99%`.

use super::composition::number_at;
use std::ops::Range;

/// Words after which a number is a purity even without a per cent sign, and below the usual purities.
const PURITY_WORDS: &[&str] = &["purity", "assay", "纯度", "含量", "品位"];
/// Words before a number that make it an upper bound.
const BELOW_WORDS: &[&str] = &["below", "less than", "under", "低于", "小于", "不足", "<", "＜"];
/// A percentage from here on is read as a purity without further words.
const PLAIN_FROM_PCT: f64 = 90.0;
/// How far below an upper bound the purity is taken to lie, per cent.
const BELOW_BOUND_PCT: f64 = 1e-6;

/// Purity in per cent that a text states; of a range the lower end, below an upper bound just that.
pub fn find_purity(text: &str) -> Option<f64> {
    purity_at(text).map(|(pct, _)| pct)
}

/// The same, with the place of its words in the text.
pub(super) fn purity_at(text: &str) -> Option<(f64, Range<usize>)> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut plain: Option<(f64, Range<usize>)> = None;
    let mut at = 0;
    while let Some(step) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + step;
        let Some((number, length)) = number_at(&text[start..]) else {
            at = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
            continue;
        };
        let before = &text[..start];
        let after = &text[start + length..];
        at = start + length;
        if before.ends_with(|c: char| c == '.' || c == '-' && plain.is_some()) {
            continue;
        }
        if let Some(pct) = nines(number, before, after) {
            let digits = after[1..].bytes().take_while(u8::is_ascii_digit).count();
            plain = plain.or(Some((pct, start..at + 1 + digits)));
            continue;
        }
        let signed = after.trim_start().starts_with(['%', '％']) || range_with_sign(after);
        let named = is_named(before) || signed && follows_formula(before);
        if number > 100.0 || !(signed && (number >= PLAIN_FROM_PCT || named) || named && number >= 50.0) {
            continue;
        }
        if signed && !named && number >= 100.0 {
            continue;
        }
        let pct = if is_upper_bound(before) { number - BELOW_BOUND_PCT } else { number };
        let sign = after.chars().next().filter(|sign| ['%', '％'].contains(sign)).map_or(0, char::len_utf8);
        if named {
            return Some((pct, start..at + sign));
        }
        plain = plain.or(Some((pct, start..at + sign)));
    }
    plain
}

/// `4N` = 99.99, `5N5` = 99.9995: the count of nines, then the digit after them.
fn nines(number: f64, before: &str, after: &str) -> Option<f64> {
    let rest = after.strip_prefix('N')?;
    if !(2.0..=9.0).contains(&number)
        || number.fract() != 0.0
        || before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
    {
        return None;
    }
    let last = rest.bytes().next().filter(u8::is_ascii_digit);
    let tail = &rest[usize::from(last.is_some())..];
    if tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
        return None;
    }
    let step = 10f64.powf(2.0 - number);
    let digit = last.map_or(0.0, |byte| f64::from(byte - b'0'));
    Some(100.0 - step + digit * step / 10.0)
}

/// `99.9-99.99%`: the sign stands after the upper end.
fn range_with_sign(after: &str) -> bool {
    let rest = after.trim_start();
    ['-', '–', '~', '～'].into_iter().find_map(|dash| rest.strip_prefix(dash)).is_some_and(|upper| {
        let upper = upper.trim_start();
        number_at(upper).is_some_and(|(_, length)| upper[length..].trim_start().starts_with(['%', '％']))
    })
}

fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

fn is_named(before: &str) -> bool {
    let near = tail(before, 18)
        .trim_end_matches([' ', ':', '：', '=', '≥', '>', '≤', '<', '＜', '约', '为', '达'])
        .to_lowercase();
    PURITY_WORDS.iter().any(|word| near.ends_with(word)) || near.ends_with("purity of") || near.ends_with("purity is")
}

/// `Sb2O3 70%`, `Dy2O3/TREO≥99.5%`: the share of a compound is its purity, however low.
fn follows_formula(before: &str) -> bool {
    let near = before.trim_end_matches([' ', '≥', '>', '=', ':', '：']);
    let start = near
        .rfind(|c: char| !c.is_ascii_alphanumeric() && c != '/')
        .map_or(0, |at| at + near[at..].chars().next().map_or(0, char::len_utf8));
    let token = &near[start..];
    let bytes = token.as_bytes();
    let oxygen_or_kin = bytes.windows(2).any(|pair| pair[0].is_ascii_alphabetic() && pair[1].is_ascii_digit());
    bytes.len() >= 3
        && bytes[0].is_ascii_uppercase()
        && oxygen_or_kin
        && token.bytes().filter(u8::is_ascii_uppercase).count() >= 2
}

fn is_upper_bound(before: &str) -> bool {
    let near = tail(before, 14).trim_end().to_lowercase();
    BELOW_WORDS.iter().any(|word| near.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn purities_are_read_as_traders_write_them() {
        for (text, pct) in [
            ("antimony trioxide 99.8% min", Some(99.8)),
            ("Ga 4N", Some(99.99)),
            ("gallium 6N, bottle", Some(99.9999)),
            ("germanium 5N5 ingot", Some(99.9995)),
            ("锑锭|纯度≥99.65%|桶装", Some(99.65)),
            ("purity: 99.99", Some(99.99)),
            ("assay 72", Some(72.0)),
            ("99.9-99.99% powder", Some(99.9)),
            ("NdFeB N35 magnet 20x10", None),
            ("Nd 29%, Fe 66%", None),
            ("masterbatch | Sb2O3 70% | PE carrier", Some(70.0)),
            ("Dy2O3/TREO≥99.5%|powder", Some(99.5)),
            ("N35 80% off", None),
            ("100% cotton", None),
            ("box of 12, 3Nm torque", None),
            ("lot 1234567890123 99.99%", Some(99.99)),
        ] {
            let found = find_purity(text);
            assert!(
                match (found, pct) {
                    (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                    (None, None) => true,
                    _ => false,
                },
                "{text}: {found:?}"
            );
        }
        assert!(find_purity("purity below 99.99%").is_some_and(|pct| pct < 99.99));
        assert!(find_purity("纯度低于99.99%").is_some_and(|pct| pct < 99.99));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC*") {
            if let Some(pct) = find_purity(&text) {
                prop_assert!((0.0..=100.0).contains(&pct));
            }
        }

        #[test]
        fn a_stated_purity_is_found(hundredths in 9000u32..10000) {
            let pct = f64::from(hundredths) / 100.0;
            let found = find_purity(&format!("Sb2O3 powder {pct:.2}% min, 25 kg bags")).unwrap_or(0.0);
            prop_assert!((found - pct).abs() < 1e-9);
        }
    }
}
