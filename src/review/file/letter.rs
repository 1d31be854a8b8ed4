//! Texts made fit for paper: what the font lacks or what would steer a line is written out by its number.

use super::font::FONT;
use crate::report::legible::code_point;
use crate::report::legible::spelled;

/// The text on one line in characters that the font has; each other one as "‹U+1F600›", so that nothing is lost.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in spelled(text).chars() {
        // A blank that looks like another is told too, but for the common no-break space.
        if FONT.glyph(c).is_some() { out.push(c) } else { out.push_str(&code_point(c)) }
    }
    out
}

/// Lines no wider than `room` points: broken at blanks, between Chinese characters, and within what is too long for a line.
pub(super) fn wrapped(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in words(text) {
        let wide = FONT.width_of(word, size);
        if used + FONT.width_of(word.trim_end(), size) <= room {
            line.push_str(word);
            used += wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_string());
            used = 0.0;
        }
        for c in word.chars() {
            let wide = FONT.width(c) * size;
            if used + wide > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += wide;
        }
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// Pieces between which a line may end, blanks at their ends.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let ends = before.is_some_and(|before| {
            (before == ' ' && c != ' ')
                || (ideograph(c) && !before.is_whitespace())
                || (ideograph(before) && !closes(c) && c != ' ')
        });
        // No line begins with what closes, nor ends with what opens.
        if ends && !closes(c) && !before.is_some_and(opens) {
            out.push(&text[start..at]);
            start = at;
        }
        before = Some(c);
    }
    out.push(&text[start..]);
    out
}

fn ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF)
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '）'
            | '》'
            | '”'
            | '’'
            | '？'
            | '！'
            | '」'
            | ','
            | '.'
            | ';'
            | ':'
            | ')'
            | '%'
    )
}

fn opens(c: char) -> bool {
    matches!(c, '（' | '《' | '“' | '‘' | '「' | '(')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_the_font_lacks_is_written_out() {
        assert_eq!(printable("锑锭 99.65 %"), "锑锭 99.65 %");
        assert_eq!(printable("a\u{202e}b\u{1f600}\0é"), "a‹U+202E›b‹U+1F600›‹U+0000›é");
        assert_eq!(printable("עברית"), "‹U+05E2›‹U+05D1›‹U+05E8›‹U+05D9›‹U+05EA›");
    }

    #[test]
    fn lines_break_where_readers_expect() {
        assert_eq!(wrapped("lead antimony alloy", 10.0, 70.0), ["lead antimony", "alloy"]);
        assert_eq!(
            wrapped("a SHA-256abcdefghijklmnop", 10.0, 60.0).concat().replace(' ', ""),
            "aSHA-256abcdefghijklmnop"
        );
        let lines = wrapped("未锻轧锑，含锑不低于百分之九十九。", 10.0, 45.0);
        assert!(lines.iter().all(|line| !line.starts_with(['，', '。'])), "{lines:?}");
        assert_eq!(wrapped("", 10.0, 10.0), vec![String::new()]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_but_blanks_is_lost(text in "[a-zA-Z0-9 锑锭，。（）-]{0,80}", room in 40.0f32..200.0) {
            let text = printable(&text);
            let lines = wrapped(&text, 10.0, room);
            prop_assert!(lines.iter().all(|line| FONT.width_of(line, 10.0) <= room + 10.01));
            let bare = |text: &str| text.replace(' ', "");
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }
    }
}
