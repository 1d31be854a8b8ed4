//! Three hundred malformed inputs, made by a seed: no panic, nothing lost, every message says something.

use super::{HEADER, World, frame, gzip, parquet, read_all};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tidewaiter::ingest::Options;

/// What the sound input was, before it was spoilt.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Tsv,
    JsonLines,
    Gzip,
    Zstd,
    Parquet,
    Wide,
    Chinese,
}

const FORMS: [Form; 8] =
    [Form::Csv, Form::Tsv, Form::JsonLines, Form::Gzip, Form::Zstd, Form::Parquet, Form::Wide, Form::Chinese];

fn csv(rng: &mut ChaCha8Rng, rows: usize) -> String {
    let mut text = format!("{HEADER}\n");
    for row in 0..rows {
        let day = match rng.random_range(0..12) {
            0 => "0000-00-00".to_string(),
            1 => "9999-12-31".to_string(),
            2 => "15/06/2025".to_string(),
            _ => format!("2025-06-{:02}", rng.random_range(1..31)),
        };
        let mass = match rng.random_range(0..12) {
            0 => "-5".to_string(),
            1 => "1e999".to_string(),
            2 => "NaN".to_string(),
            3 => String::new(),
            _ => rng.random_range(1..9999).to_string(),
        };
        let goods = match rng.random_range(0..12) {
            0 => "\"two\nlines\"".to_string(),
            1 => "nul\0inside".to_string(),
            2 => "\"never closed".to_string(),
            3 => "a \"quoted\" word".to_string(),
            4 => "锑锭".to_string(),
            5 => "many,commas,here".to_string(),
            6 => "x".repeat(rng.random_range(0..100_000)),
            _ => "antimony".to_string(),
        };
        let end = ["\n", "\r\n", "\r"][rng.random_range(0..3)];
        text += &format!("D{row},1,{day},8110101000,{goods},VN,{mass},12,100{end}");
    }
    text
}

fn json(rng: &mut ChaCha8Rng, rows: usize) -> String {
    let mut text = String::new();
    for row in 0..rows {
        let mass = ["10", "\"10\"", "-1", "null", "{\"kg\":1}", "[1,2]", "1e400", "true"][rng.random_range(0..8)];
        let tail = ["}", "", "}}", "},"][if rng.random_bool(0.8) { 0 } else { rng.random_range(0..4) }];
        text += &format!(
            "{{\"declaration_id\":\"D{row}\",\"accepted_on\":\"2025-06-15\",\"hs_code\":\"811010\",\"net_mass_kg\":{mass},\"statistical_value_usd\":5{tail}\n"
        );
    }
    text
}

fn sound(form: Form, rng: &mut ChaCha8Rng) -> (&'static str, Vec<u8>) {
    let rows = rng.random_range(0..40);
    match form {
        Form::Csv => ("csv", csv(rng, rows).into_bytes()),
        Form::Tsv => ("tsv", csv(rng, rows).replace(',', "\t").into_bytes()),
        Form::JsonLines => ("jsonl", json(rng, rows + 1).into_bytes()),
        Form::Gzip => ("csv.gz", gzip(csv(rng, rows).as_bytes())),
        Form::Zstd => ("csv.zst", zstd::encode_all(csv(rng, rows).as_bytes(), 1).expect("in memory")),
        Form::Parquet => ("parquet", parquet(frame(rows * 10 + 1))),
        Form::Wide => ("csv", csv(rng, rows).encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Form::Chinese => ("csv", encoding_rs::GB18030.encode(&csv(rng, rows)).0.into_owned()),
    }
}

fn spoil(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    let place = |rng: &mut ChaCha8Rng, bytes: &Vec<u8>| rng.random_range(0..bytes.len().max(1));
    match rng.random_range(0..11) {
        // Left as it is: the rows are bad enough.
        0 => {}
        1 => bytes.truncate(place(rng, bytes)),
        2 | 3 => {
            for _ in 0..rng.random_range(1..20) {
                let at = place(rng, bytes);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << rng.random_range(0..8);
                }
            }
        }
        4 => bytes.iter_mut().take(4).for_each(|byte| *byte = b'?'),
        5 => {
            let at = place(rng, bytes).min(bytes.len());
            bytes.splice(at..at, std::iter::repeat_n(0u8, 100));
        }
        6 => {
            let at = place(rng, bytes).min(bytes.len());
            bytes.splice(at..at, std::iter::repeat_n(b'9', 1_500_000));
        }
        7 => bytes.extend_from_slice(b"garbage after the end"),
        8 => bytes.clear(),
        9 => {
            let end = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            bytes.truncate(end);
        }
        _ => {
            // The footer of a Parquet, the last lines of a text.
            let tail = bytes.len().saturating_sub(60);
            bytes[tail..].iter_mut().for_each(|byte| *byte = rng.random());
        }
    }
}

#[test]
fn three_hundred_malformed_inputs_are_survived() {
    let world = World::new();
    let (mut refused, mut read) = (0, 0);
    for seed in 0..320u64 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let form = FORMS[seed as usize % FORMS.len()];
        let (ending, mut bytes) = sound(form, &mut rng);
        spoil(&mut bytes, &mut rng);
        let path = world.write(&format!("{seed}.{ending}"), &bytes);
        match read_all(&path, "tidewaiter", Options { batch_rows: 7, after: None, until: None }) {
            Err(error) => {
                assert_eq!(error.exit_code(), 65, "seed {seed}: {error}");
                assert!(error.to_string().len() > 40, "seed {seed}: {error}");
                refused += 1;
            }
            Ok((batches, summary)) => {
                let accepted: usize = batches.iter().map(|batch| batch.declarations.height()).sum();
                let aside: usize = batches.iter().map(|batch| batch.quarantined.height()).sum();
                assert_eq!(summary.rows_read, (accepted + aside) as u64, "seed {seed}");
                assert_eq!(
                    (summary.rows_accepted, summary.rows_quarantined),
                    (accepted as u64, aside as u64),
                    "seed {seed}"
                );
                for batch in &batches {
                    for name in ["message", "rule"] {
                        let column = batch.quarantined.column(name).expect("a column").clone();
                        let texts = column.str().expect("texts");
                        assert!(texts.iter().all(|text| text.is_some_and(|text| text.len() > 3)), "seed {seed}");
                    }
                }
                read += 1;
            }
        }
    }
    assert!(refused > 30 && read > 100, "the spoiling is one-sided: {refused} refused, {read} read");
}
