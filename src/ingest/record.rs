//! Takes one delimited record apart (RFC 4180), without ever reading past a fault.

use memchr::{memchr, memchr3};

/// Where a field stands in the record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    /// Holds doubled quotation marks.
    pub doubled: bool,
}

/// What stands at the beginning of the bytes.
#[derive(Debug, PartialEq)]
pub(super) enum Scan {
    /// A whole record of so many bytes, its line end included.
    Record(usize),
    /// The record goes on behind the bytes at hand.
    More,
    /// A quotation mark is never closed, or is followed by something else than a delimiter.
    Unbalanced(&'static str),
}

/// Finds the fields of the first record. Line ends are `\n`, `\r\n` or `\r`; `ended` says that no bytes follow.
pub(super) fn scan(bytes: &[u8], ended: bool, delimiter: u8, spans: &mut Vec<Span>) -> Scan {
    spans.clear();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            let start = at + 1;
            let mut seek = start;
            let mut doubled = false;
            loop {
                let Some(found) = memchr(b'"', &bytes[seek..]) else {
                    return if ended { Scan::Unbalanced("the quotation is never closed") } else { Scan::More };
                };
                let mark = seek + found;
                if mark + 1 == bytes.len() && !ended {
                    return Scan::More;
                }
                if bytes.get(mark + 1) == Some(&b'"') {
                    doubled = true;
                    seek = mark + 2;
                    continue;
                }
                spans.push(Span { start, end: mark, doubled });
                at = mark + 1;
                break;
            }
        } else {
            let end = match memchr3(delimiter, b'\n', b'\r', &bytes[at..]) {
                Some(found) => at + found,
                None if ended => bytes.len(),
                None => return Scan::More,
            };
            spans.push(Span { start: at, end, doubled: false });
            at = end;
        }
        match bytes.get(at) {
            None => return Scan::Record(at),
            Some(byte) if *byte == delimiter => {
                at += 1;
                if at == bytes.len() && !ended {
                    return Scan::More;
                }
            }
            Some(b'\n') => return Scan::Record(at + 1),
            Some(b'\r') => {
                return match bytes.get(at + 1) {
                    Some(b'\n') => Scan::Record(at + 2),
                    None if !ended => Scan::More,
                    _ => Scan::Record(at + 1),
                };
            }
            Some(_) => return Scan::Unbalanced("a closing quotation mark is followed by more text"),
        }
    }
}

/// Length of the first line, its end included; `None` if the line end is not at hand.
pub(super) fn line(bytes: &[u8], ended: bool) -> Option<usize> {
    match memchr::memchr2(b'\n', b'\r', bytes) {
        Some(found) if bytes[found] == b'\r' => match bytes.get(found + 1) {
            Some(b'\n') => Some(found + 2),
            None if !ended => None,
            _ => Some(found + 1),
        },
        Some(found) => Some(found + 1),
        None => ended.then_some(bytes.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Scan, Span, scan};
    use proptest::prelude::*;

    fn fields(text: &str) -> Vec<Vec<String>> {
        let (mut rest, mut spans, mut rows) = (text.as_bytes(), Vec::new(), Vec::new());
        while !rest.is_empty() {
            let Scan::Record(n) = scan(rest, true, b',', &mut spans) else { panic!("unbalanced: {text}") };
            let value = |span: &Span| {
                let text = String::from_utf8_lossy(&rest[span.start..span.end]).into_owned();
                if span.doubled { text.replace("\"\"", "\"") } else { text }
            };
            rows.push(spans.iter().map(value).collect());
            rest = &rest[n..];
        }
        rows
    }

    #[test]
    fn takes_records_apart() {
        assert_eq!(fields("a,b\r\n1,\"x\ny\"\r\"q\"\"q\",\n"), [["a", "b"], ["1", "x\ny"], ["q\"q", ""]]);
        assert_eq!(fields("a,5\" pipe"), [["a", "5\" pipe"]]);
        let mut spans = Vec::new();
        assert_eq!(scan(b"a,\"b", false, b',', &mut spans), Scan::More);
        assert_eq!(scan(b"a,b", false, b',', &mut spans), Scan::More);
        assert!(matches!(scan(b"a,\"b\nc", true, b',', &mut spans), Scan::Unbalanced(_)));
        assert!(matches!(scan(b"\"a\"b,c\n", true, b',', &mut spans), Scan::Unbalanced(_)));
    }

    proptest! {
        #[test]
        fn reads_what_the_csv_crate_writes(rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r 锑]{0,6}", 3), 1..6)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("in memory");
            }
            let text = String::from_utf8(writer.into_inner().expect("in memory")).expect("utf-8");
            prop_assert_eq!(fields(&text), rows);
        }

        #[test]
        fn a_cut_never_changes_the_first_record(text in "[a,\"\n\r]{0,40}", cut in 0usize..40) {
            let bytes = text.as_bytes();
            let (mut whole, mut part) = (Vec::new(), Vec::new());
            let expected = scan(bytes, true, b',', &mut whole);
            let found = scan(&bytes[..cut.min(bytes.len())], false, b',', &mut part);
            if found != Scan::More {
                prop_assert_eq!(found, expected);
                prop_assert_eq!(part, whole);
            }
        }
    }
}
