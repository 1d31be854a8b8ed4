//! Declared text made safe to show: what a declarant typed must not steer a terminal or turn a line around.

use unicode_width::UnicodeWidthChar;

/// The text on one line, with invisible and steering characters shown as "�".
///
/// Control characters could drive a terminal (escape sequences); bidirectional overrides could show a code backwards;
/// zero-width characters could hide a difference between two names.
pub(crate) fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || steers(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// [`legible`] text of at most `columns` terminal columns (a Chinese character takes two), cut with "…".
pub(crate) fn shortened(text: &str, columns: usize) -> String {
    let text = legible(text);
    let width = |c: char| c.width().unwrap_or(0);
    if text.chars().map(width).sum::<usize>() <= columns {
        return text;
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += width(c);
        if used > columns {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// The whole text on one line, with each invisible or steering character written out as "‹U+202E›": for records, where nothing
/// may be lost.
pub(crate) fn spelled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || steers(c) { out.push_str(&code_point(c)) } else { out.push(c) }
    }
    out
}

/// A character by its number, e.g. "‹U+202E›".
pub(crate) fn code_point(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

/// Unicode's bidirectional controls, zero-width characters, line separators, tags and the byte order mark.
fn steers(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steering_characters_become_visible() {
        assert_eq!(legible(" lead\u{1b}[2Jalloy\r\nLtd "), "lead\u{FFFD}[2Jalloy  Ltd");
        assert_eq!(legible("abc\u{202E}cba\u{200B}"), "abc\u{FFFD}cba\u{FFFD}");
        assert_eq!(legible("锑锭 99.65%"), "锑锭 99.65%");
    }

    #[test]
    fn nothing_is_lost_when_spelled() {
        assert_eq!(spelled(" a\u{202e}b\0\n"), " a‹U+202E›b‹U+0000›‹U+000A›");
        assert_eq!(spelled("锑锭 99.65%"), "锑锭 99.65%");
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(shortened("未锻轧锑锭", 10), "未锻轧锑锭");
        assert_eq!(shortened("未锻轧锑锭", 9), "未锻轧锑…");
        assert_eq!(shortened("unwrought antimony", 10), "unwrought…");
        assert_eq!(shortened("", 3), "");
        assert_eq!(shortened("锑", 1), "…");
    }
}
