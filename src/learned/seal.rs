//! JSON that ends with the SHA-256 of its own text: one byte changed anywhere is seen.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Characters of a SHA-256 in hexadecimal.
const HEX: usize = 64;

/// SHA-256 in lower-case hexadecimal (64 characters).
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How a sealed text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// One line, as in a log.
    Line,
    /// Indented, as people read it.
    Page,
}

impl Layout {
    /// What stands around the hash at the end of the text.
    fn around(self, field: &str) -> (String, &'static str) {
        match self {
            Layout::Line => (format!(",\"{field}\":\""), "\"}\n"),
            Layout::Page => (format!(",\n  \"{field}\": \""), "\"\n}\n"),
        }
    }
}

/// The text of an object with the hash of all before it as its last field, and the hash.
///
/// `value` must be a struct with at least one field that leaves out `field` while it is empty.
pub(super) fn seal(value: &impl Serialize, field: &str, layout: Layout) -> (String, String) {
    let text = match layout {
        Layout::Line => serde_json::to_string(value),
        Layout::Page => serde_json::to_string_pretty(value),
    };
    let text = text.expect("plain data");
    let end = match layout {
        Layout::Line => "}",
        Layout::Page => "\n}",
    };
    let body = text.strip_suffix(end).expect("an object with fields");
    let hash = sha256(body.as_bytes());
    let (before, after) = layout.around(field);
    (format!("{body}{before}{hash}{after}"), hash)
}

/// The hash at the end of a sealed text, where it is that of the text before it; else why not.
pub(super) fn sealed<'a>(text: &'a str, field: &str, layout: Layout) -> Result<&'a str, &'static str> {
    let (before, after) = layout.around(field);
    let open = "it does not end with its own SHA-256";
    let rest = text.strip_suffix(after).ok_or(open)?;
    let at = rest.len().checked_sub(HEX).filter(|at| rest.is_char_boundary(*at)).ok_or(open)?;
    let (rest, hash) = rest.split_at(at);
    let body = rest.strip_suffix(before.as_str()).ok_or(open)?;
    match sha256(body.as_bytes()) == hash {
        true => Ok(hash),
        false => Err("its text is not the one that its SHA-256 was taken of"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Note {
        n: u32,
        inner: Vec<(u32, Option<String>)>,
        map: std::collections::BTreeMap<String, u32>,
    }

    #[test]
    fn the_hash_is_known() {
        // FIPS 180-2, example B.1
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn every_byte_counts() {
        for map in [[].into(), [("a".to_string(), 1)].into()] {
            let note = Note { n: 1, inner: vec![(2, Some("x}".into()))], map };
            for layout in [Layout::Line, Layout::Page] {
                let (text, hash) = seal(&note, "sha256", layout);
                assert_eq!(sealed(&text, "sha256", layout), Ok(hash.as_str()), "{text}");
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!((value["n"].as_u64(), value["sha256"].as_str()), (Some(1), Some(hash.as_str())));
                for at in 0..text.len() {
                    for bit in 0..7 {
                        let mut bytes = text.clone().into_bytes();
                        bytes[at] ^= 1 << bit;
                        let Ok(turned) = String::from_utf8(bytes) else { continue };
                        assert!(sealed(&turned, "sha256", layout).is_err(), "byte {at}, bit {bit}");
                    }
                    assert!(sealed(&text[..at], "sha256", layout).is_err());
                }
            }
        }
    }

    #[test]
    fn nothing_and_foreign_letters_are_no_seal() {
        for text in ["", "\"}\n", "{}", &"é".repeat(64), &format!("{}\"}}\n", "é".repeat(40))] {
            assert!(sealed(text, "sha256", Layout::Line).is_err());
            assert!(sealed(text, "sha256", Layout::Page).is_err());
        }
    }
}
