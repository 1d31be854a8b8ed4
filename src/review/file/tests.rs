//! What every case file keeps: it proves itself, loses nothing, and reads as text.

use super::canonical::canonical;
use super::canonical::sha256;
use super::case_json;
use super::case_pdf;
use super::font::FONT;
use super::input::CaseFile;
use super::layout::BOTTOM;
use super::layout::MARGIN;
use super::layout::PAGE;
use super::layout::Pages;
use super::layout::Placed;
use super::layout::set;
use super::letter::printable;
use super::samples::case_file;
use super::story::story;
use crate::review::hostile::Infected;
use crate::review::hostile::payloads;
use crate::review::lang::Lang;
use crate::review::sheet::samples;
use crate::review::sheet::variants;
use expect_test::expect_file;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

fn pages(file: &CaseFile, lang: Lang) -> Pages {
    set(story(file, "hash", lang))
}

/// All words in their order, column by column and without blanks: lines and pages may break anywhere.
fn told(pages: &Pages) -> String {
    let mut columns: BTreeMap<(u32, u32), String> = BTreeMap::new();
    for placed in pages.pages.iter().flatten() {
        if let Placed::Words { x, text, face, .. } = placed {
            columns.entry((x.to_bits(), face.size.to_bits())).or_default().push_str(&bare(text));
        }
    }
    columns.into_values().collect::<Vec<_>>().join("\n")
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| *c != ' ').collect()
}

/// What is wrong with the places of a file's words.
fn misplaced(pages: &Pages) -> Vec<String> {
    let words = pages.pages.iter().flatten().filter_map(|placed| match placed {
        Placed::Words { x, y, text, face } => Some((*x, *y, text, face)),
        _ => None,
    });
    words
        .filter(|(x, y, text, face)| {
            let gap = if face.bold { super::layout::BOLD_GAP } else { 0.0 };
            let wide = FONT.width_of(text, face.size) + gap * face.size * text.chars().count() as f32;
            *x < MARGIN - 0.1
                || x + wide > PAGE.0 - MARGIN + 2.0
                || *y > BOTTOM + 1.0
                || text.chars().any(|c| FONT.glyph(c).is_none())
        })
        .map(|(x, y, text, _)| format!("{x} {y} {text}"))
        .collect()
}

#[test]
fn the_json_proves_its_evidence() {
    for sample in variants::all() {
        let file = case_file(&sample);
        let json = case_json(&file);
        let value: Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(canonical(&value), json, "read and written again it is the same");
        let pieces = value["evidence"].as_array().expect("pieces");
        assert_eq!(pieces.len(), 2 * sample.dossiers.len() + 2);
        for piece in pieces {
            let bytes = match (&piece["kind"], &piece["content"]) {
                (Value::String(kind), Value::String(text)) if kind == "manifest" => text.clone(),
                (Value::String(kind), Value::Null) if kind == "attachment" => continue,
                (_, content) => canonical(content),
            };
            assert_eq!(piece["sha256"], sha256(bytes.as_bytes()));
            assert_eq!(piece["bytes"], bytes.len());
        }
        let dossier: crate::cases::Dossier =
            serde_json::from_value(strip_nulls(pieces[0]["content"].clone())).expect("a dossier");
        assert_eq!(dossier.declaration_id, sample.dossiers[0].declaration_id);
        assert_eq!(dossier.record, sample.dossiers[0].record);
    }
}

/// A risk that is no number is written as null, which a number cannot be read from.
fn strip_nulls(mut value: Value) -> Value {
    if let Some(members) = value.as_object_mut() {
        members
            .iter_mut()
            .filter(|(name, value)| *name == "risk" && value.is_null())
            .for_each(|(_, value)| *value = 0.into());
    }
    value
}

#[test]
fn a_changed_fact_changes_the_hashes() {
    let mut sample = samples::ingots_as_lead();
    let before = case_json(&case_file(&sample));
    sample.dossiers[0].record[8].value = "25171.86".into();
    let after = case_json(&case_file(&sample));
    let hashes = |json: &str| -> Vec<String> {
        let value: Value = serde_json::from_str(json).expect("JSON");
        value["evidence"].as_array().expect("pieces").iter().map(|piece| piece["sha256"].to_string()).collect()
    };
    let same: Vec<bool> = hashes(&before).iter().zip(hashes(&after)).map(|(a, b)| *a == b).collect();
    assert_eq!(same, [false, false, true, true], "the dossier and its record, and nothing else");
}

#[test]
fn a_case_file_reads_as_it_did() {
    let bare = variants::all().pop().expect("a sample");
    expect_file!["../../../tests/golden/case-file-bare.json"].assert_eq(&case_json(&case_file(&bare)));
    let ingots = samples::ingots_as_lead();
    let pages = pages(&case_file(&ingots), Lang::En);
    let lines: Vec<String> = (1..)
        .zip(&pages.pages)
        .flat_map(|(number, page)| {
            let words = page.iter().filter_map(|placed| match placed {
                Placed::Words { text, .. } => Some(text.clone()),
                Placed::Picture { drawing, .. } => Some(format!("[{}]", drawing.title)),
                Placed::Rule { .. } => None,
            });
            std::iter::once(format!("--- page {number}")).chain(words).collect::<Vec<_>>()
        })
        .collect();
    expect_file!["../../../tests/golden/case-file-ingots.txt"].assert_eq(&(lines.join("\n") + "\n"));
}

#[test]
fn every_word_lies_within_the_margins() {
    for sample in variants::all() {
        let file = case_file(&sample);
        for lang in BOTH {
            assert_eq!(misplaced(&pages(&file, lang)), Vec::<String>::new(), "{}", sample.name);
        }
    }
}

#[test]
fn a_hundred_payloads_in_every_field_stay_text_and_nothing_of_them_is_lost() {
    for payload in payloads() {
        let mut infected = Infected::with(&payload);
        let file = infected.case_file();
        for lang in BOTH {
            let pages = pages(&file, lang);
            assert_eq!(misplaced(&pages), Vec::<String>::new(), "{payload:?}");
            let told = told(&pages);
            for typed in infected.expected(lang == Lang::Zh) {
                assert!(told.contains(&bare(&printable(typed))), "{lang:?} lost {typed:?}");
            }
        }
        let json: Value = serde_json::from_str(&case_json(&file)).expect("JSON");
        let kept = json.to_string();
        for typed in infected.expected(false) {
            let quoted = Value::from(typed.as_str()).to_string();
            assert!(kept.contains(quoted.trim_matches('"')), "the JSON lost {typed:?}");
        }
    }
}

#[test]
fn payloads_do_not_break_the_pdf() {
    let mut sample = samples::ingots_as_lead();
    let base = sample.dossiers.remove(0);
    let short: Vec<String> = payloads().into_iter().filter(|payload| payload.len() < 200).collect();
    sample.dossiers.push(base);
    sample.dossiers[0].record = short
        .iter()
        .map(|payload| crate::cases::Declared { column: "goods".into(), value: payload.clone(), ..Default::default() })
        .collect();
    let mut file = case_file(&sample);
    file.number = "</title>)>>endobj(".into();
    let text = bare(&pdf_text(&case_pdf(&file, Lang::En).expect("a PDF")));
    for payload in &short {
        assert!(text.contains(&bare(&printable(payload))), "lost {payload:?}");
    }
}

#[test]
fn the_pdf_is_an_archive_file_whose_text_can_be_read() {
    for sample in variants::all() {
        let file = case_file(&sample);
        for lang in BOTH {
            let pdf = case_pdf(&file, lang).expect("a PDF");
            assert_eq!(pdf, case_pdf(&file, lang).expect("a PDF"), "the same bytes");
            let raw = String::from_utf8_lossy(&pdf);
            assert!(
                raw.starts_with("%PDF-1.7")
                    && raw.contains("<pdfaid:part>2</pdfaid:part>")
                    && raw.contains("<pdfaid:conformance>U</pdfaid:conformance>")
            );
            assert!(!raw.contains("/JavaScript") && !raw.contains("/OpenAction") && !raw.contains("/URI"));
            let text = bare(&pdf_text(&pdf));
            let count = pages(&file, lang).pages.len();
            let last = match lang {
                Lang::En => format!("page{count}of{count}"),
                Lang::Zh => format!("第{count}页，共{count}页"),
            };
            let hash = sha256(case_json(&file).as_bytes());
            for fact in ["C-2025-000417", &hash, "R07", "25,171.85", "zhao.min", "90240", &last] {
                assert!(text.contains(&bare(fact)), "{} {lang:?}: {fact}", sample.name);
            }
            for dossier in &sample.dossiers {
                let words = dossier.reasons.iter().map(|reason| lang.words(&reason.text)).chain([
                    dossier.goods.as_str(),
                    &dossier.exporter_name,
                    &dossier.run_id,
                ]);
                for fact in words.chain(dossier.record.iter().map(|field| field.value.as_str())) {
                    assert!(text.contains(&bare(&printable(fact))), "{} {lang:?}: {fact}", sample.name);
                }
            }
        }
    }
}

#[test]
fn a_label_is_copied_once_though_it_has_a_halo() {
    let sample = samples::ingots_as_lead();
    let text = bare(&pdf_text(&case_pdf(&case_file(&sample), Lang::En).expect("a PDF")));
    // On the map, in the words beneath it, and in the route.
    assert_eq!(text.matches("LongBeach").count(), 3);
}

#[test]
fn what_would_clear_it_is_not_printed() {
    let sample = samples::ingots_as_lead();
    let clearing = sample.dossiers[0].clearing.as_ref().expect("a sample with one");
    let told = told(&pages(&case_file(&sample), Lang::En));
    assert!(!told.contains(&bare(&clearing.text.en)));
}

/// The text of a PDF as a reader would copy it: the strings shown, through the font's own map back to characters.
fn pdf_text(pdf: &[u8]) -> String {
    let mut streams = Vec::new();
    let mut rest = pdf;
    while let Some(at) = find(rest, b"stream\n") {
        let body = &rest[at + 7..];
        let end = find(body, b"endstream").expect("the end of a stream");
        let mut plain = Vec::new();
        if flate2::read::ZlibDecoder::new(&body[..end]).read_to_end(&mut plain).is_err() || plain.is_empty() {
            plain = body[..end].to_vec();
        }
        streams.push(plain);
        rest = &body[end + 9..];
    }
    let mut map: BTreeMap<u16, String> = BTreeMap::new();
    for cmap in streams
        .iter()
        .filter(|stream| find(stream, b"beginbfchar").is_some() || find(stream, b"beginbfrange").is_some())
    {
        read_map(&String::from_utf8_lossy(cmap), &mut map);
    }
    let shows = |stream: &&Vec<u8>| find(stream, b" Tf").is_some() && find(stream, b"BT").is_some();
    streams.iter().filter(shows).map(|stream| shown(stream, &map)).collect::<Vec<_>>().join("\n")
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn read_map(cmap: &str, map: &mut BTreeMap<u16, String>) {
    let unit = |hex: &str| u16::from_str_radix(hex, 16).expect("hex");
    let units = |hex: &str| {
        String::from_utf16_lossy(&(0..hex.len() / 4).map(|i| unit(&hex[4 * i..4 * i + 4])).collect::<Vec<_>>())
    };
    for section in cmap.split("beginbfchar").skip(1) {
        for line in section.split("endbfchar").next().unwrap_or_default().lines() {
            let parts: Vec<&str> = line.split(['<', '>']).filter(|part| !part.trim().is_empty()).collect();
            if let [from, to] = parts[..] {
                map.insert(unit(from), units(to));
            }
        }
    }
    for section in cmap.split("beginbfrange").skip(1) {
        for line in section.split("endbfrange").next().unwrap_or_default().lines() {
            let parts: Vec<&str> = line.split(['<', '>', '[', ']']).filter(|part| !part.trim().is_empty()).collect();
            if let [from, to, start] = parts[..] {
                for (i, glyph) in (unit(from)..=unit(to)).enumerate() {
                    map.insert(glyph, units(&format!("{:04x}", unit(start) + i as u16)));
                }
            }
        }
    }
}

/// The strings of a content stream, literal or hexadecimal; texts given as such (`ActualText`) stand for their glyphs.
fn shown(stream: &[u8], map: &BTreeMap<u16, String>) -> String {
    let mut out = String::new();
    let mut at = 0;
    let mut replaced = false;
    while at < stream.len() {
        match stream[at] {
            b'(' | b'<' if !stream[at..].starts_with(b"<<") => {
                let (bytes, next) = string(stream, at);
                at = next;
                if bytes.starts_with(&[0xFE, 0xFF]) {
                    let units: Vec<u16> =
                        bytes[2..].chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
                    out.push_str(&String::from_utf16_lossy(&units));
                    replaced = true;
                } else if !replaced {
                    for pair in bytes.chunks_exact(2) {
                        out.push_str(map.get(&u16::from_be_bytes([pair[0], pair[1]])).map_or("?", String::as_str));
                    }
                }
            }
            b'E' if stream[at..].starts_with(b"EMC") => {
                replaced = false;
                at += 3;
            }
            b'<' => at += 2,
            _ => at += 1,
        }
    }
    out
}

/// A string of a content stream that begins at `at`, and where it ends.
fn string(stream: &[u8], mut at: usize) -> (Vec<u8>, usize) {
    let mut bytes = Vec::new();
    if stream[at] == b'<' {
        let end = at + stream[at..].iter().position(|b| *b == b'>').expect("the end of a string");
        let digits: Vec<u8> = stream[at + 1..end].iter().copied().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hex");
        return (digits.chunks(2).map(byte).collect(), end + 1);
    }
    let mut depth = 0;
    loop {
        match stream[at] {
            b'(' => {
                depth += 1;
                if depth > 1 {
                    bytes.push(b'(');
                }
            }
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (bytes, at + 1);
                }
                bytes.push(b')');
            }
            b'\\' => {
                at += 1;
                match stream[at] {
                    b'n' => bytes.push(b'\n'),
                    b'r' => bytes.push(b'\r'),
                    b't' => bytes.push(b'\t'),
                    b'b' => bytes.push(8),
                    b'f' => bytes.push(12),
                    digit @ b'0'..=b'7' => {
                        let mut value = u32::from(digit - b'0');
                        for _ in 0..2 {
                            match stream.get(at + 1) {
                                Some(digit @ b'0'..=b'7') => {
                                    value = value * 8 + u32::from(digit - b'0');
                                    at += 1;
                                }
                                _ => break,
                            }
                        }
                        bytes.push(value as u8);
                    }
                    other => bytes.push(other),
                }
            }
            other => bytes.push(other),
        }
        at += 1;
    }
}
