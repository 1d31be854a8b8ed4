//! Tests of the report room, from outside.

mod fixture;

use expect_test::expect;
use fixture::night;
use proptest::prelude::*;
use tidewaiter::report::{CaseLine, Histogram, NightReport, TableLook, page, ranked_table, write_ranked};

/// Text that tries to become code wherever it lands.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<!--<script>alert(1)</script>-->",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "code \u{202E}0101110118",
    "=HYPERLINK(\"http://example.org\")",
];

fn night_full_of(payload: &str) -> NightReport {
    let mut night = night();
    let text = || payload.to_string();
    (night.title, night.run_id, night.scored_by) = (text(), text(), text());
    night.lanes.push((text(), 1));
    night.notes.push(text());
    night.cases.truncate(2);
    for case in &mut night.cases {
        for field in [
            &mut case.declaration_id,
            &mut case.lane,
            &mut case.goods,
            &mut case.hs_code,
            &mut case.exporter,
            &mut case.consignee,
            &mut case.route,
            &mut case.destination,
            &mut case.model,
        ] {
            *field = payload.to_string();
        }
        case.mineral = Some(payload.to_string());
        if let Some(typology) = &mut case.typology {
            typology.code = payload.to_string();
            typology.name_en = payload.to_string();
            typology.name_zh = payload.to_string();
        }
        if let Some(clearing) = &mut case.clearing {
            (clearing.text_en, clearing.text_zh) = (text(), text());
        }
        for reason in &mut case.reasons {
            for field in [&mut reason.signal, &mut reason.family, &mut reason.text_en, &mut reason.text_zh] {
                *field = payload.to_string();
            }
        }
    }
    for flow in &mut night.flows {
        flow.mineral = payload.to_string();
        flow.destination = payload.to_string();
    }
    for signal in &mut night.signals {
        for field in [&mut signal.id, &mut signal.family, &mut signal.title_en, &mut signal.title_zh] {
            *field = payload.to_string();
        }
        signal.slept = Some(payload.to_string());
    }
    for line in &mut night.quarantine {
        line.rule = payload.to_string();
        line.example = payload.to_string();
    }
    night
}

#[test]
fn declared_text_never_becomes_markup() {
    let tags = |page: &str| page.matches('<').count();
    let harmless = page(&night_full_of("harmless"));
    for payload in PAYLOADS {
        let page = page(&night_full_of(payload));
        assert_eq!(tags(&page), tags(&harmless), "{payload:?} added a tag");
        for forbidden in ["<script", "<img", "<svg onload", "href=\"javascript", "\u{1b}", "\u{202E}"] {
            assert!(!page.contains(forbidden), "{payload:?} left {forbidden:?} in the page");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_at_all_adds_a_tag_or_widens_the_table(text in "\\PC{0,60}|[<>&\"'/a-z\u{0}-\u{1f}]{0,40}") {
        let tags = |page: &str| page.matches('<').count();
        let mut night = night();
        night.cases.truncate(1);
        night.cases[0].goods = "goods".into();
        let harmless = tags(&page(&night));
        night.cases[0].goods = format!("x{text}");
        night.cases[0].reasons[0].text_en = format!("x{text}");
        prop_assert_eq!(tags(&page(&night)), harmless);
        let table = ranked_table(&night.cases, TableLook { width: Some(120), fancy: false, cases: 1 });
        prop_assert!(table.chars().all(|c| c == '\n' || !c.is_control()));
    }
}

#[test]
fn a_night_is_written_as_json_with_iso_dates() {
    let json = serde_json::to_value(night()).unwrap();
    assert_eq!(json["as_of"], "2025-06-14");
    assert_eq!(json["first_on"], "2025-06-15");
    assert_eq!(json["cases"][0]["accepted_on"], "2025-06-15");
    assert_eq!(json["cases"][0]["reasons"][0]["signal"], "unit-value-above-peers");
}

#[test]
fn declared_text_never_steers_the_terminal() {
    for payload in PAYLOADS {
        for fancy in [false, true] {
            let table = ranked_table(&night_full_of(payload).cases, TableLook { width: Some(120), fancy, cases: 5 });
            assert!(!table.contains("\u{1b}[2J") && !table.contains('\u{7}') && !table.contains('\u{202E}'));
            assert!(fancy || !table.contains('\u{1b}'), "a plain table has no escape sequences");
        }
    }
}

#[test]
fn declared_text_never_becomes_a_formula() {
    for case in ranked_csv(&night_full_of("=1+1").cases).records() {
        let case = case.unwrap();
        assert!(case.iter().all(|cell| !cell.starts_with('=')), "{case:?}");
    }
}

fn ranked_csv(cases: &[CaseLine]) -> csv::Reader<std::io::Cursor<Vec<u8>>> {
    let mut bytes = Vec::new();
    write_ranked(&mut bytes, cases).unwrap();
    csv::Reader::from_reader(std::io::Cursor::new(bytes))
}

#[test]
fn the_spreadsheet_has_one_line_a_case_and_full_precision() {
    let mut csv = ranked_csv(&night().cases);
    let header = csv.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let lines: Vec<_> = csv.records().map(|line| line.unwrap()).collect();
    assert_eq!(lines.len(), 30);
    assert_eq!(&lines[0][at("hs_code")], "7801910000");
    assert_eq!(&lines[0][at("net_mass_kg")], "25171.9");
    assert_eq!(&lines[0][at("risk")], "0.973");
    assert_eq!(&lines[0][at("reason_1_signal")], "unit-value-above-peers");
    assert!(lines.iter().all(|line| line.len() == header.len()));
}

#[test]
fn the_page_is_complete_in_itself() {
    let page = page(&night());
    for elsewhere in ["src=", "http://", "https://", "@import", "url(", "<script", "<link", "<iframe"] {
        assert!(!page.contains(elsewhere), "the page reaches for {elsewhere}");
    }
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("Content-Security-Policy"));
}

#[test]
fn the_page_can_be_heard_as_well_as_seen() {
    let page = page(&night());
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<h1"), 1);
    assert_eq!(count("<table"), count("<caption"), "each table has a caption");
    assert_eq!(count("<svg"), count("role=\"img\""), "each picture is one");
    assert_eq!(count("<svg"), count("<desc"), "each picture is described");
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for labelled in page.split("aria-labelledby=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        for id in labelled.split(' ') {
            assert_eq!(ids.iter().filter(|known| **known == id).count(), 1, "id {id} exactly once");
        }
    }
    for anchor in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&anchor), "#{anchor} leads nowhere");
    }
}

#[test]
fn every_case_tells_its_reasons_in_both_languages() {
    let night = night();
    let page = page(&night);
    for reason in night.cases.iter().flat_map(|case| &case.reasons) {
        assert!(page.contains(reason.text_en.as_str()), "{}", reason.text_en);
        assert!(page.contains(reason.text_zh.as_str()), "{}", reason.text_zh);
    }
}

#[test]
fn what_would_clear_a_case_is_told_with_the_warning_whom_it_is_for() {
    let mut night = night();
    let told = page(&night);
    for clearing in night.cases.iter().filter_map(|case| case.clearing.as_ref()) {
        assert!(told.contains(&clearing.text_en) && told.contains(&clearing.text_zh), "{}", clearing.text_en);
    }
    assert!(told.contains("must not reach declarants"));
    night.cases.iter_mut().for_each(|case| case.clearing = None);
    let told = page(&night);
    assert!(!told.contains("What would clear"));
}

#[test]
fn an_empty_night_is_a_page_too() {
    let mut night = night();
    (night.rows_read, night.rows_scored, night.rows_quarantined) = (0, 0, 0);
    (night.first_on, night.last_on, night.seconds) = (None, None, None);
    night.risk_histogram = Histogram::of_risks([], None);
    night.lanes.clear();
    night.cases.clear();
    night.flows.clear();
    night.signals.clear();
    night.quarantine.clear();
    let page = page(&night);
    assert!(page.contains("No declaration could be scored"));
    assert!(page.contains("Every row could be scored."));
    assert!(!page.contains("NaN") && !page.contains("inf"));
}

#[test]
fn ten_thousand_cases_do_not_make_a_page_that_no_browser_opens() {
    let mut night = night();
    let case = night.cases[0].clone();
    night.cases = (1..=10_000).map(|rank| CaseLine { rank, ..case.clone() }).collect();
    let page = page(&night);
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    assert!(page.contains("The first 200 of 10,000 cases"));
}

#[test]
fn odd_numbers_do_not_break_the_pictures() {
    let mut night = night();
    for (case, odd) in night.cases.iter_mut().zip([f64::NAN, f64::INFINITY, -3.0, 1e300]) {
        (case.risk, case.severity, case.priority) = (odd, odd, odd);
        (case.net_mass_kg, case.value_usd) = (Some(odd), Some(odd));
        case.reasons.iter_mut().for_each(|reason| reason.share = odd);
    }
    for (flow, odd) in night.flows.iter_mut().zip([f64::NAN, f64::INFINITY, -3.0, 1e300]) {
        (flow.net_mass_kg, flow.value_usd, flow.high_risk_share) = (odd, odd, odd);
    }
    night.risk_histogram.cut = Some(f64::NAN);
    let page = page(&night);
    for attribute in ["=\"NaN", "=\"inf", "=\"-inf", "width=\"-", "height=\"-", ":NaN", ":inf"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    ranked_table(&night.cases, TableLook { width: Some(100), fancy: false, cases: 5 });
}

#[test]
fn the_same_night_gives_the_same_bytes() {
    assert_eq!(page(&night()), page(&night()));
}

#[test]
fn a_narrow_terminal_gets_one_column_for_the_case() {
    let table = ranked_table(&night().cases, TableLook { width: Some(72), fancy: false, cases: 2 });
    expect![[r#"
        ------------------------------------------------------------------------
         #   Risk   Case, and why it is looked at
        ========================================================================
         1   0.97   Lead-antimony alloy ingots, Pb base, 1000 kg bundles
                    铅锑合金锭
                    7801910000 · antimony · 25.2 t
                    Yantian CN → Laem Chabang TH
                    530520250615040127/1 · inspect
                    41 %: Declared at 42.0 USD/kg; 1,204 comparable exports of
                    this code had 2.1–3.4.
                    27 %: Packed 2,290 kg/m³; lead alloy packs at 3,300–3,900.
                    Cleared by: Commodity code: 7801910000 → 8110101000 (proof:
                    certificate of analysis of a sample drawn…
        ------------------------------------------------------------------------
         2   0.91   Lead-antimony alloy ingots, Pb base, 1000 kg bundles
                    铅锑合金锭
                    7801910000 · antimony · 17.4 t
                    Yantian CN → Laem Chabang TH
                    530520250615043237/2 · inspect
                    41 %: Declared at 42.0 USD/kg; 1,204 comparable exports of
                    this code had 2.1–3.4.
                    27 %: Packed 2,290 kg/m³; lead alloy packs at 3,300–3,900.
        ------------------------------------------------------------------------
        … and 28 more in ranked.csv and report.html
    "#]]
    .assert_eq(&table);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [60, 72, 80, 109, 110, 132, 200] {
        for fancy in [false, true] {
            let table = ranked_table(&night().cases, TableLook { width: Some(width), fancy, cases: 30 });
            for line in table.lines() {
                let seen = unicode_width::UnicodeWidthStr::width(without_styles(line).as_str());
                assert!(seen <= width as usize, "{seen} > {width}: {line}");
            }
        }
    }
}

/// The line without "select graphic rendition" sequences.
fn without_styles(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |out, part| out + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// `TIDEWAITER_FIXTURE_PAGE=/tmp/report.html cargo test --test it -- --ignored the_fixture_page` to look at it.
#[test]
#[ignore = "writes a page for a person to look at"]
fn the_fixture_page() {
    let path = std::env::var("TIDEWAITER_FIXTURE_PAGE").expect("where to write the page");
    std::fs::write(path, page(&night())).expect("a writable place");
}
