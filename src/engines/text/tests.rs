//! The classifier as a whole.

use super::*;
use crate::reference::Reference;
use polars::prelude::*;
use std::sync::OnceLock;

fn reference() -> &'static Reference {
    static SHIPPED: OnceLock<Reference> = OnceLock::new();
    SHIPPED.get_or_init(|| Reference::shipped().unwrap())
}

/// Lines of firm, code, name, specification, accepted on 1 May 2025.
fn lines(rows: &[(&str, &str, &str, &str)]) -> DataFrame {
    let texts = |cell: fn(&(&str, &str, &str, &str)) -> String| rows.iter().map(cell).collect::<Vec<String>>();
    let days = vec![20_209i32; rows.len()];
    let mut frame = df!(
        "exporter_id" => texts(|row| row.0.into()),
        "exporter_name" => texts(|row| row.0.into()),
        "hs_code" => texts(|row| row.1.into()),
        "goods_description" => texts(|row| row.2.into()),
        "goods_specification" => texts(|row| row.3.into()),
    )
    .unwrap();
    let on = Column::new("accepted_on".into(), days).cast(&DataType::Date).unwrap();
    frame.with_column(on).unwrap();
    frame
}

fn learned(frame: &DataFrame) -> Wording {
    let mut wording = Wording::default();
    wording.update(frame).unwrap();
    wording
}

fn says(wording: &Wording, frame: &DataFrame) -> DataFrame {
    wording.join(frame, reference()).unwrap().select(WORDING_COLUMNS.iter().map(|column| column.name)).unwrap()
}

fn number(frame: &DataFrame, column: &str, row: usize) -> Option<f32> {
    frame.column(column).unwrap().f32().unwrap().get(row)
}

fn text(frame: &DataFrame, column: &str, row: usize) -> Option<String> {
    frame.column(column).unwrap().str().unwrap().get(row).map(str::to_owned)
}

fn past() -> DataFrame {
    lines(&[
        ("A", "8110101000", "锑锭 Antimony ingots", "Sb 99.65%"),
        ("B", "8110101000", "锑锭", "3|1|贴牌|Sb 99.85%"),
        ("C", "7901111000", "Zinc ingots", "Zn 99.995%"),
        ("D", "7901120000", "锌锭", "Zn 99.9%"),
        ("E", "2825800010", "三氧化二锑", "Sb2O3 99.99%"),
        ("F", "2825800090", "三氧化二锑", "Sb2O3 99.8%"),
        ("G", "2825800090", "三氧化二锑", "Sb2O3 99.8%"),
        ("H", "8501109990", "直流微电机", "6V|33W"),
    ])
}

#[test]
fn the_code_of_the_words_is_told_against_the_declared_one() {
    let wording = learned(&past());
    let said = says(
        &wording,
        &lines(&[
            ("Z", "7901111000", "锑锭 Antimony ingots", "Sb 99.65%"),
            ("Z", "2825800010", "三氧化二锑", "Sb2O3 99.8%|25kg"),
            ("Z", "2825800010", "三氧化二锑", "Sb2O3 99.8%"),
            ("Z", "81", "Antimony ingot", "Sb 99.65%"),
            ("Z", "8110101000", "", ""),
            ("Z", "8110101000", "¿¡!?", "12 34"),
        ]),
    );
    assert_eq!(text(&said, "wording_code", 0).as_deref(), Some("811010"));
    assert!(number(&said, "wording_declared_p", 0).unwrap() < 0.2);
    assert!(number(&said, "wording_code_p", 0).unwrap() > 0.6);
    assert_eq!(number(&said, "wording_n", 0), Some(1.0));
    assert!(text(&said, "wording_spoke", 0).unwrap().contains("antimony"));
    assert_eq!(text(&said, "wording_code", 1).as_deref(), Some("282580"));
    assert_eq!(text(&said, "wording_code_10", 1), None);
    assert_eq!(text(&said, "wording_code_10", 2).as_deref(), Some("2825800090"));
    assert!((number(&said, "wording_declared_10_p", 2).unwrap() - 0.5 / 3.0).abs() < 1e-6);
    // without six digits nothing is said of the declared code, but of what the digits tell
    assert_eq!(number(&said, "wording_declared_p", 3), None);
    assert!(number(&said, "wording_chapter_p", 3).unwrap() > 0.5);
    for column in WORDING_COLUMNS {
        for row in [4, 5] {
            assert!(said.column(column.name).unwrap().get(row).unwrap().is_null(), "{} {row}", column.name);
        }
    }
}

#[test]
fn lists_speak_where_the_past_is_silent() {
    let said =
        says(&Wording::default(), &lines(&[("Z", "3824999999", "三氧化二锑", ""), ("Z", "7326909000", "mystery", "")]));
    assert_eq!(text(&said, "wording_code", 0).as_deref(), Some("282580"));
    assert_eq!(number(&said, "wording_n", 0), Some(0.0));
    assert_eq!(text(&said, "wording_code", 1), None);
}

/// One word "x" under code 1 by one firm; code 2 by one firm with "y". For a text "x" alone, by hand: weights W = 32 (two
/// examples of 16); P(x)-lift = 16 · 32 / (16 · 16) = 2, so score₁ = ln(1 + 2) + ln(16 / 32), tempered by half.
#[test]
fn a_small_posterior_by_hand() {
    use super::classifier::{Classifier, Slate};
    use super::counts::Counts;
    use super::learned::{Code, Line};
    use super::lists::Lists;
    use super::words::Words;
    use std::collections::BTreeMap;
    let mut past: BTreeMap<u32, Code> = BTreeMap::new();
    let mut words = Words::default();
    for (code, name) in [(111_111, "x z"), (222_222, "y z")] {
        words.read(name, "");
        let line = Line { wording: words.wording().unwrap(), name: 0, ending: None, firm: 7 };
        past.entry(code).or_default().add(line, || words.packed());
    }
    let counts = Counts::of(&past);
    let lists = Lists::default();
    let classifier = Classifier { counts: &counts, lists: &lists };
    words.read("x z q", "");
    let verdict = classifier.read(&mut words, &mut Slate::default()).unwrap();
    // "z" is of both and adds ln(1 + 16·32/(16·32)) = ln 2 to each; "q" is unknown; "x" is of the first alone.
    let odds = (0.5f32 * 3f32.ln()).exp();
    assert_eq!(verdict.codes[0].0, 111_111);
    assert!((verdict.codes[0].1 - odds / (odds + 1.0)).abs() < 1e-5, "{verdict:?}");
    assert!((verdict.known - 2.0 / 3.0).abs() < 1e-6);
}

#[test]
fn a_tenth_that_lies_does_not_flip_a_code() {
    let mut rows = Vec::new();
    let firms: Vec<String> = (0..100).map(|firm| format!("F{firm}")).collect();
    for (at, firm) in firms.iter().enumerate() {
        let code = if at % 10 == 0 { "7901120000" } else { "8110101000" };
        rows.push((firm.as_str(), code, "锑锭 Antimony ingots", "Sb 99.65%"));
        rows.push((firm.as_str(), "7901120000", "锌锭 Zinc ingots", "Zn 99.9%"));
    }
    // and one firm repeats its lie many times
    rows.extend((0..80).map(|_| ("LIAR", "7901120000", "锑锭 Antimony ingots", "Sb 99.65%")));
    let wording = learned(&lines(&rows));
    let said = says(
        &wording,
        &lines(&[("Z", "7901120000", "锑锭 Antimony ingots", "Sb 99.65%"), ("Z", "7901120000", "锑锭", "")]),
    );
    for row in 0..2 {
        assert_eq!(text(&said, "wording_code", row).as_deref(), Some("811010"), "{row}");
        assert!(number(&said, "wording_declared_p", row).unwrap() < 0.5);
    }
}

#[test]
fn a_row_is_read_alike_in_any_batch() {
    let wording = learned(&past());
    let frame = past();
    let whole = says(&wording, &frame);
    for row in 0..frame.height() {
        assert!(says(&wording, &frame.slice(row as i64, 1)).equals_missing(&whole.slice(row as i64, 1)), "{row}");
    }
}

#[test]
fn what_was_learned_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut wording = learned(&past());
    let read = wording.join(&past(), reference()).unwrap();
    wording.update(&read).unwrap();
    wording.write(folder.path()).unwrap();
    let again = Wording::read(folder.path()).unwrap();
    assert!(says(&again, &past()).equals_missing(&says(&wording, &past())));
    std::fs::write(folder.path().join("wording.parquet"), b"nothing").unwrap();
    assert!(Wording::read(folder.path()).is_err());
}

fn bytes(wording: &Wording) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    wording.write(folder.path()).unwrap();
    std::fs::read(folder.path().join("wording.parquet")).unwrap()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_learned_merged_and_read(
        rows in proptest::collection::vec(("[A-D]", 0usize..6, "[a-c锑锌钨氧化 ]{0,6}", "(Sb2O3|9{1,2}\\.[0-9]{2}%|N35SH|\\PC{0,4})"), 1..40),
        cut in 0usize..40,
    ) {
        let codes = ["8110101000", "790112", "2825800010", "2825800090", "85", ""];
        let rows: Vec<(&str, &str, &str, &str)> =
            rows.iter().map(|(firm, code, name, more)| (firm.as_str(), codes[*code], name.as_str(), more.as_str())).collect();
        let (head, tail) = rows.split_at(cut.min(rows.len()));
        let (middle, tail) = tail.split_at(tail.len() / 2);
        let whole = learned(&lines(&rows));
        let parts: Vec<Wording> = [head, middle, tail].iter().map(|part| learned(&lines(part))).collect();
        let mut left = parts[0].clone();
        left.merge(&parts[1]);
        left.merge(&parts[2]);
        let mut right = parts[2].clone();
        right.merge(&parts[1]);
        right.merge(&parts[0]);
        proptest::prop_assert_eq!(bytes(&whole), bytes(&left));
        proptest::prop_assert_eq!(bytes(&left), bytes(&right));
        let folder = tempfile::tempdir().unwrap();
        whole.write(folder.path()).unwrap();
        proptest::prop_assert_eq!(bytes(&Wording::read(folder.path()).unwrap()), bytes(&whole));
        let frame = lines(&rows);
        let said = says(&whole, &frame);
        proptest::prop_assert!(said.equals_missing(&says(&left, &frame)));
        for row in 0..frame.height() {
            for column in ["wording_code_p", "wording_declared_p", "wording_heading_p", "wording_chapter_p", "wording_declared_10_p", "wording_known"] {
                proptest::prop_assert!(number(&said, column, row).is_none_or(|p| (0.0..=1.0).contains(&p)));
            }
            let told = text(&said, "wording_codes", row).unwrap_or_default();
            let sum: f32 = told.split("; ").filter_map(|told| told.split_once(' ')).map(|(_, p)| p.parse::<f32>().unwrap()).sum();
            proptest::prop_assert!(sum <= 1.02, "{}", told);
        }
    }
}

/// Bytes of one code's past with two wordings.
fn kept() -> Vec<u8> {
    use super::learned::{Code, Line};
    use super::words::Words;
    let (mut code, mut words) = (Code::default(), Words::default());
    for (line, name) in ["锑锭 Antimony ingots", "Antimony", "锑锭 Antimony ingots"].iter().enumerate() {
        words.read(name, "Sb 99.65%");
        let line = Line {
            wording: words.wording().unwrap(),
            name: words.name().unwrap(),
            ending: Some(1_000),
            firm: 7 + line as u32,
        };
        code.add(line, || words.packed());
    }
    let mut bytes = Vec::new();
    code.encode(&mut bytes);
    bytes
}

#[test]
fn a_damaged_past_is_refused_or_harmless() {
    use super::counts::Counts;
    use super::learned::Code;
    use std::collections::BTreeMap;
    let bytes = kept();
    let whole = Code::decode(&bytes).unwrap();
    let mut refused = 0;
    for bit in 0..bytes.len() * 8 {
        let mut damaged = bytes.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let Ok(code) = Code::decode(&damaged) else {
            refused += 1;
            continue;
        };
        let mut twice = code.clone();
        twice.merge(&whole);
        Counts::of(&BTreeMap::from([(811_010, code), (811_011, twice)]));
    }
    // what is left are a few more lines or another firm
    assert!(refused * 4 > bytes.len() * 8 * 3, "{refused} of {}", bytes.len() * 8);
    assert!((1..bytes.len()).filter(|end| Code::decode(&bytes[..*end]).is_ok()).count() <= 2);
}

#[test]
fn greatest_weights_add_up() {
    use super::counts::Counts;
    use super::learned::Code;
    use super::words::Words;
    use std::collections::BTreeMap;
    // 512 wordings of one name, each with so many lines and firms that none can have more
    let mut wordings = BTreeMap::new();
    let mut words = Words::default();
    for at in 0..512u32 {
        words.read(
            "锑锭",
            &format!("w{}", (0..5).map(|n| char::from(b'a' + (at >> (2 * n)) as u8 % 4)).collect::<String>()),
        );
        let mut wording = Vec::new();
        wording.extend(words.wording().unwrap().to_le_bytes());
        wording.extend(words.name().unwrap().to_le_bytes());
        wording.extend((u32::MAX / 4).to_le_bytes());
        let packed = words.packed();
        [packed.len() as u16, 16, 0].iter().for_each(|length| wording.extend(length.to_le_bytes()));
        wording.extend(packed.as_bytes());
        (0..16u32).for_each(|firm| wording.extend(firm.to_le_bytes()));
        wordings.insert(words.wording().unwrap(), wording);
    }
    let mut bytes = (1u64 << 40).to_le_bytes().to_vec();
    bytes.extend(wordings.into_values().flatten());
    let code = Code::decode(&bytes).unwrap();
    assert_eq!(code.wordings.len(), 512);
    Counts::of(&(811_000..812_200).map(|six| (six, code.clone())).take(3).collect());
}

#[test]
fn a_damaged_file_says_what_is_wrong_and_what_helps() {
    use crate::baselines::Table;
    let folder = tempfile::tempdir().unwrap();
    let mut wording = learned(&past());
    wording.update(&past()).unwrap();
    wording.write(folder.path()).unwrap();
    let path = folder.path().join("wording.parquet");
    let table: Table<Vec<u8>> = Table::read(&path, |bytes| Some(bytes.to_vec())).unwrap();
    let mut damaged = Table::default();
    table.iter().for_each(|(key, state)| *damaged.entry(key) = state.clone());
    let state: &mut Vec<u8> = damaged.entry(811_010);
    *state = kept();
    state[16] ^= 1;
    damaged.write(&path, |state, into| into.extend(state)).unwrap();
    let said = Wording::read(folder.path()).unwrap_err().to_string();
    for part in ["wording.parquet", "811010", "words that are not those of their hash", "tidewaiter replay"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
