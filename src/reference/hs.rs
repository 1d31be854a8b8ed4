//! Commodity codes as people write them, and how two of them relate.

use crate::error::Error;
use crate::error::Result;

/// Digits of a code: `8112.92.90.10`, `8112 9290`, `HS 811292` all become plain digits of even length 4-10.
///
/// # Errors
/// [`Error::Usage`] where something else than digits and separators stands there, or the length is no HS length.
pub fn parse_hs(text: &str) -> Result<String> {
    let bare = text.trim();
    let bare = bare.strip_prefix("HS").or_else(|| bare.strip_prefix("hs")).unwrap_or(bare);
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let others = bare.chars().any(|c| !c.is_ascii_digit() && !matches!(c, '.' | ' ' | '-' | '\u{a0}'));
    if others || !matches!(digits.len(), 4 | 6 | 8 | 10) {
        return Err(Error::Usage(format!(
            "`{text}` is no commodity code; write 4, 6, 8 or 10 digits such as 8112929010"
        )));
    }
    Ok(digits)
}

/// How a declared code meets a code of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeMatch {
    /// The declared code is shorter than the listed one and holds other goods too.
    Part,
    /// The notice gives no code; the declared code is one under which such goods are declared in practice.
    Practice,
    /// The declared code is the listed one, or lies wholly within it.
    Whole,
}

/// Relation of a declared code to one listed code; `None` where they have nothing in common.
pub fn match_code(declared: &str, listed: &str) -> Option<CodeMatch> {
    if declared.starts_with(listed) {
        return Some(CodeMatch::Whole);
    }
    let rest = listed.strip_prefix(declared)?;
    Some(if rest.bytes().all(|digit| digit == b'0') { CodeMatch::Whole } else { CodeMatch::Part })
}

/// Whether the listed codes under an 8-digit line fill it: a first sub-code and the residual `90` are both listed.
pub fn fills_line<'a>(declared: &str, listed: impl Iterator<Item = &'a str>) -> bool {
    if declared.len() != 8 {
        return false;
    }
    let (mut first, mut residual) = (false, false);
    for ending in listed.filter_map(|code| code.strip_prefix(declared)) {
        first |= matches!(ending, "10" | "01");
        residual |= ending == "90";
    }
    first && residual
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        for (text, digits) in [
            ("8112929010", "8112929010"),
            ("8112.92.90.10", "8112929010"),
            (" 8112 9290 ", "81129290"),
            ("HS 811292", "811292"),
            ("8112", "8112"),
        ] {
            assert_eq!(parse_hs(text).ok().as_deref(), Some(digits), "{text}");
        }
        for text in ["", "81", "811292901", "81129290101", "gallium", "8112x92"] {
            assert!(parse_hs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_short_code_is_whole_only_where_the_listed_one_fills_it() {
        assert_eq!(match_code("8110101000", "8110101000"), Some(CodeMatch::Whole));
        assert_eq!(match_code("81101010", "8110101000"), Some(CodeMatch::Whole));
        assert_eq!(match_code("28258000", "2825800010"), Some(CodeMatch::Part));
        assert_eq!(match_code("2805301910", "28053019"), Some(CodeMatch::Whole));
        assert_eq!(match_code("2825800090", "2825800010"), None);
        assert!(fills_line("81129290", ["8112929010", "8112929090"].into_iter()));
        assert!(!fills_line("38249999", ["3824999922"].into_iter()));
    }
}
