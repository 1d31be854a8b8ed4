//! Both languages say the same and fill the same places.

/// The table as it is written: name, English, Chinese.
fn table() -> Vec<(String, String, String)> {
    let files = [
        include_str!("case.rs"),
        include_str!("fault.rs"),
        include_str!("frame.rs"),
        include_str!("login.rs"),
        include_str!("offices.rs"),
        include_str!("queue.rs"),
    ];
    let mut texts = Vec::new();
    for file in files {
        for statement in file.split("pub const ").skip(1) {
            let (name, rest) = statement.split_once(':').unwrap();
            let quoted: Vec<String> = strings(rest.split(';').collect::<Vec<_>>().join(";").as_str());
            assert!(quoted.len() >= 2, "{name} has two texts");
            texts.push((name.to_owned(), quoted[0].clone(), quoted[1].clone()));
        }
    }
    texts
}

/// The string literals of a statement.
fn strings(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some((_, after)) = rest.split_once('"') {
        let mut end = 0;
        let bytes = after.as_bytes();
        while bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        found.push(after[..end].to_owned());
        rest = &after[end + 1..];
    }
    found
}

fn places(text: &str) -> Vec<&str> {
    let mut places: Vec<&str> =
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(n, _)| n).collect();
    places.sort_unstable();
    places
}

#[test]
fn every_text_stands_in_both_languages_with_the_same_places() {
    let texts = table();
    assert!(texts.len() > 150, "the table was read: {} texts", texts.len());
    // The switch of languages names each in the other.
    for (name, en, zh) in texts.into_iter().filter(|(name, _, _)| name != "LANGUAGE") {
        assert!(!en.is_empty() && !zh.is_empty(), "{name}: `{en}` `{zh}`");
        assert!(en.is_ascii() || en.chars().all(|c| !('\u{4e00}'..='\u{9fff}').contains(&c)), "{name}: `{en}`");
        let chinese = zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese || en == zh, "{name}: `{zh}` has no Chinese");
        assert_eq!(places(&en), places(&zh), "{name}");
    }
}
