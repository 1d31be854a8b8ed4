//! Keeps declared text from becoming a formula where a spreadsheet opens what we wrote.

/// An apostrophe before what a spreadsheet would compute; also behind blanks, and in the full-width forms that spreadsheets
/// with East Asian settings accept.
pub(crate) fn guarded(text: &str) -> String {
    let starts_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%');
    let first = text.chars().next();
    let first_seen = text.trim_start().chars().next();
    let guard = first.is_some_and(|c| c.is_control()) || first_seen.is_some_and(starts_formula);
    // NUL ends the text in many readers, and what follows it would be lost.
    let text = text.replace('\0', "\u{FFFD}");
    if guard { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_and_honest_text_is_left_alone() {
        let table = [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("锑锭", "锑锭"),
            ("antimony - ingots", "antimony - ingots"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(guarded(text), expected);
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula(text in any::<String>()) {
            let guarded = guarded(&text);
            prop_assert!(!guarded.trim_start().starts_with(['=', '+', '-', '@']));
            prop_assert!(!guarded.starts_with(['\t', '\r', '\n']));
        }
    }
}
