//! A list of our own, the ways in which its names are written, and honest names beside it.

use super::{Exception, Exceptions, ListEntry, PartyQuery, Screener, compare_names};
use chrono::NaiveDate;
use proptest::prelude::*;

fn entry(id: &str, name: &str, aliases: &[&str]) -> ListEntry {
    ListEntry {
        id: id.into(),
        name: name.into(),
        aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
        ..ListEntry::default()
    }
}

fn list() -> Vec<ListEntry> {
    vec![
        entry("e0", "Zorvex Trading LLC", &["Зорвекс Трейдинг ООО"]),
        entry("e1", "Harbin Kestanov Aerospace Engineering Corporation", &[]),
        entry("e2", "厦门明钨有色金属股份有限公司", &["Xiamen Mingwu Nonferrous Metals Co., Ltd."]),
        ListEntry {
            countries: vec!["HK".into()],
            addresses: vec!["Unit 1204, Lucky Plaza, 315 Lockhart Road, Wan Chai, Hong Kong".into()],
            ..entry("e3", "Bluewater Ostrand Resources Limited", &[])
        },
        entry("e4", "Mohammad Reza Khorrambakht", &[]),
        entry("e5", "Global Trading FZE", &[]),
        entry("e6", "株式会社 高木磁石製作所", &[]),
        entry("e7", "대한정밀소재 주식회사", &[]),
        entry("e8", "شركة النورس للتجارة العامة", &[]),
        ListEntry { kind: "Person".into(), ..entry("e9", "DEMIREL, Ismail Vakur", &[]) },
    ]
}

fn first(screener: &Screener, name: &str) -> Option<(String, f32)> {
    let found = screener.screen(&PartyQuery { name, ..PartyQuery::default() });
    found.first().map(|one| (screener.entries()[one.entry].id.clone(), one.score))
}

#[test]
fn disguised_names_are_found() {
    let screener = Screener::new(list());
    for (name, id) in [
        ("ZORVEX TRADING", "e0"),
        ("Zorvex Trading GmbH", "e0"),
        ("Trading Zorvex, L.L.C.", "e0"),
        ("ZORVEX TRDG LLC", "e0"),
        ("Zorvx Trading LLC", "e0"),
        ("Zovrex Tradnig", "e0"),
        ("TO THE ORDER OF ZORVEX TRADING LLC", "e0"),
        ("Sunrise Forwarders c/o Zorvex Trading", "e0"),
        ("Z0RV3X TRADING LLC", "e0"),
        ("Z\u{041E}RVEX TRADING", "e0"),
        ("ЗОРВЕКС", "e0"),
        ("Zorveks Treyding OOO", "e0"),
        ("Zorvex Hong Kong Holdings Limited", "e0"),
        ("ZorvexTrading", "e0"),
        ("HARBIN KESTANOV AEROSPACE ENGINEER", "e1"),
        ("HKAE Corp", "e1"),
        ("Harbin Kestanov Aerosp. Engg. Corp.", "e1"),
        ("廈門明鎢有色金屬股份有限公司", "e2"),
        ("Xiamen Ming Wu Non-ferrous Metal", "e2"),
        ("明钨有色金属", "e2"),
        ("Muhammed Reza Khorambakht", "e4"),
        ("Khorrambakht, Mohamad", "e4"),
        ("Takagi Magnet Works", "e6"),
        ("Daehan Precision Materials Co., Ltd.", "e7"),
        ("Al Nawras General Trading Company", "e8"),
        ("Ismail V. Demirel", "e9"),
    ] {
        let found = first(&screener, name);
        assert!(found.as_ref().is_some_and(|(found, score)| found == id && *score >= 0.7), "{name}: {found:?}");
    }
}

#[test]
fn honest_names_stay_quiet() {
    let screener = Screener::new(list());
    for name in [
        "Global Metals LLC",
        "Trading LLC",
        "General Trading Company",
        "Global Shipping and Trading International",
        "Zenith Trading LLC",
        "Harbin Aerospace Museum",
        "Xiamen Airlines",
        "厦门航空有限公司",
        "有色金属股份有限公司",
        "Bluewater Diving School",
        "Mohammad Reza Ahmadi",
        "Demirel Construction",
        "株式会社 鈴木製作所",
        "대한항공",
        "Aerospace Engineering Corporation",
    ] {
        let found = first(&screener, name);
        assert!(found.as_ref().is_none_or(|(_, score)| *score < 0.75), "{name}: {found:?}");
    }
}

#[test]
fn a_match_explains_itself_in_two_languages() {
    let screener = Screener::new(list());
    let told = &screener.screen(&PartyQuery { name: "TO THE ORDER OF Z0RVEX TRDG", ..PartyQuery::default() })[0];
    assert_eq!(
        told.sentence_en(),
        "'z0rvex' is 'zorvex' (digits in place of letters); 'trdg' is 'trading' (abbreviated); the field names more than the party."
    );
    assert_eq!(
        told.sentence_zh(),
        "“z0rvex”对应“zorvex”（以数字代字母）；“trdg”对应“trading”（缩写）；该栏除当事人外还有其他文字。"
    );
}

#[test]
fn a_new_name_at_the_old_address() {
    let screener = Screener::new(list());
    let ask = |name, address| {
        let query = PartyQuery { name, address: Some(address), country: Some("HK"), day: None };
        screener.screen(&query).first().map_or(0.0, |one| if one.entry == 3 { one.score } else { 0.0 })
    };
    let house = "1204 LUCKY PLAZA, 315 LOCKHART RD, WANCHAI, HONG KONG";
    let elsewhere = "Rm 9, 77 Castle Peak Road, Tuen Mun";
    assert!(ask("Ostrand Commodities Ltd", house) > ask("Ostrand Commodities Ltd", elsewhere) + 0.1);
    let stranger = ask("Perfect Harmony Ltd", house);
    assert!((0.3..0.75).contains(&stranger), "{stranger}");
    assert_eq!(ask("Perfect Harmony Ltd", elsewhere), 0.0);
}

#[test]
fn only_entries_in_force_and_no_excused_names() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let mut entries = list();
    entries[0].listed_on = Some(day("2025-04-04"));
    let decision = Exception {
        name: "Zorvex Furniture".into(),
        entry: "e0".into(),
        author: "Li".into(),
        decided_on: Some(day("2025-05-01")),
        expires_on: day("2026-05-01"),
        note: "another owner".into(),
    };
    let screener = Screener::new(entries).excusing(Exceptions::new([decision]));
    let best = |name, text| {
        let query = PartyQuery { name, day: Some(day(text)), ..PartyQuery::default() };
        screener.best(&[query], 0.5).remove(0).map(|one| one.entry)
    };
    assert_eq!(best("Zorvex Trading LLC", "2025-04-03"), None);
    assert_eq!(best("Zorvex Trading LLC", "2025-04-04"), Some(0));
    assert_eq!(best("Zorvex Furniture", "2025-04-30"), Some(0));
    assert_eq!(best("ZORVEX furniture", "2025-05-02"), None);
    assert_eq!(best("Zorvex Furniture", "2026-05-01"), Some(0));
}

#[test]
fn words_of_many_names_seen_weigh_less() {
    let seen: Vec<String> = (0..4000).map(|at| format!("Zorvex Firm{at}")).collect();
    let (rare, common) = (Screener::new(list()), Screener::with_names_seen(list(), &seen));
    let score = |screener: &Screener| first(screener, "Zorvex Garden Furniture").map_or(0.0, |(_, score)| score);
    assert!(score(&rare) > score(&common) + 0.1, "{} {}", score(&rare), score(&common));
}

#[test]
fn answers_do_not_depend_on_threads() {
    let screener = Screener::new(list());
    let names = ["Zorvex", "Xiamen Mingwu", "HKAE Corp", "nobody"];
    let queries: Vec<PartyQuery> = names.iter().map(|name| PartyQuery { name, ..PartyQuery::default() }).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let alone: Vec<_> = queries.iter().map(|query| screener.best(std::slice::from_ref(query), 0.3).remove(0)).collect();
    assert_eq!(pool.install(|| screener.best(&queries, 0.3)), alone);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gets_a_score_between_nought_and_one(left in ".{0,40}", right in ".{0,40}") {
        let score = compare_names(&left, &right);
        prop_assert!((0.0..=1.0).contains(&score), "{score}");
    }

    #[test]
    fn a_telling_name_is_itself(stem in "[bcdfgklmnprstvz][aeiou][bcdfgklmnprstvz]{2}[aeiou][bdgklmnrstvz]", place in 0usize..4) {
        let name = format!("{stem} {} Ltd", ["Metals", "Trading", "Mining Group", "Optics"][place]);
        prop_assert!(compare_names(&name, &name.to_uppercase()) > 0.9, "{name}");
        prop_assert!(compare_names(&name, &format!("{stem} Holdings")) > 0.6, "{name}");
    }
}
