//! What every sheet keeps: inert markup, nothing lost, pictures told in words, colours that can be read.

use super::SHEET_CSS;
use super::samples;
use super::sheet;
use super::variants;
use crate::report::legible::spelled;
use crate::review::hostile::Infected;
use crate::review::hostile::payloads;
use crate::review::lang::Lang;
use expect_test::expect_file;
use std::collections::BTreeSet;

const BOTH: [Lang; 2] = [Lang::En, Lang::Zh];

/// Elements a sheet is made of.
const ELEMENTS: &str = "a b bdi br caption circle code desc details div dd dl dt figure h2 h3 li line mark ol p path rect section span summary sup svg \
    table tbody td text tfoot th thead title tr ul";
/// Attributes a sheet uses; none runs a script, carries a style or fetches anything but a link within the house.
const ATTRIBUTES: &str = "aria-hidden aria-label aria-labelledby class colspan cx cy d font-size height href id lang preserveAspectRatio r role scope \
    start tabindex text-anchor viewBox width x x1 x2 y y1 y2";

/// The tags of a page, each with its attributes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let name_end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/')).expect("a tag ends");
        let name = rest[..name_end].trim_start_matches('/').to_string();
        rest = &rest[name_end..];
        let mut attributes = Vec::new();
        while !rest.starts_with('>') {
            rest = rest.trim_start_matches(' ');
            let end = rest.find(['=', '>', ' ']).expect("an attribute ends");
            let attribute = rest[..end].to_string();
            rest = &rest[end..];
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let end = quoted.find('"').expect("a closing quote");
                attributes.push((attribute, unescaped(&quoted[..end])));
                rest = &quoted[end + 1..];
            } else {
                attributes.push((attribute, String::new()));
            }
        }
        out.push((name, attributes));
    }
    out
}

/// What stands between the tags, a line for each stretch.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => {
                inside = true;
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    unescaped(&out)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn complaints(html: &str) -> Vec<String> {
    let elements: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    let attributes: BTreeSet<&str> = ATTRIBUTES.split_whitespace().collect();
    let mut out = Vec::new();
    let mut ids = BTreeSet::new();
    for (element, found) in tags(html) {
        if !elements.contains(element.as_str()) {
            out.push(format!("element {element}"));
        }
        for (attribute, value) in found {
            let fits = match attribute.as_str() {
                "href" => {
                    (value.starts_with('/') && !value.starts_with("//") && !value.contains('\\'))
                        || value.starts_with('#')
                }
                "class" => value.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == ' '),
                "id" => ids.insert(value.clone()) && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
                "aria-label" => value.chars().count() < 40,
                name => {
                    attributes.contains(name)
                        && value.len() < 60_000
                        && !value.contains("NaN")
                        && !value.contains("inf")
                }
            };
            if !fits {
                out.push(format!("{element} {attribute}={value}"));
            }
        }
    }
    out
}

#[test]
fn a_sheet_holds_nothing_but_plain_markup_with_unique_ids() {
    for sample in variants::all() {
        for lang in BOTH {
            assert_eq!(
                complaints(&sheet(&sample.input(), lang).into_string()),
                Vec::<String>::new(),
                "{}",
                sample.name
            );
        }
    }
}

#[test]
fn a_hundred_payloads_in_every_field_stay_text_and_nothing_of_them_is_lost() {
    for payload in payloads() {
        let mut infected = Infected::with(&payload);
        infected.on_the_page();
        for lang in BOTH {
            let html = sheet(&infected.sample.input(), lang).into_string();
            assert_eq!(complaints(&html), Vec::<String>::new(), "{payload:?}");
            let told = text(&html);
            for typed in infected.expected(lang == Lang::Zh) {
                assert!(told.contains(spelled(typed).trim()), "{lang:?} lost {typed:?}");
            }
        }
    }
}

#[test]
fn every_picture_is_told_in_words() {
    for sample in variants::all() {
        let html = sheet(&sample.input(), Lang::En).into_string();
        let pictures: Vec<&str> = html.split("<svg class=\"pic\"").skip(1).collect();
        assert!(!pictures.is_empty() || sample.name == "bare", "{}", sample.name);
        for picture in pictures {
            let words = |tag: &str| {
                picture
                    .split_once(&format!("<{tag} id="))
                    .and_then(|(_, rest)| rest.split_once('>')?.1.split_once('<'))
                    .map(|(words, _)| words.len())
            };
            assert!(
                words("title").is_some_and(|n| n > 10) && words("desc").is_some_and(|n| n > 20),
                "{}: {}",
                sample.name,
                &picture[..200]
            );
            assert!(picture.starts_with(" viewBox=\"0 0 ") && picture.contains("role=\"img\" aria-labelledby="));
        }
    }
}

#[test]
fn both_languages_say_the_same_things() {
    for sample in variants::all() {
        let [en, zh] = BOTH.map(|lang| tags(&sheet(&sample.input(), lang).into_string()));
        let shape = |tags: &[(String, Vec<(String, String)>)]| {
            tags.iter()
                .filter(|(name, _)| matches!(name.as_str(), "section" | "details" | "table" | "li" | "dt" | "svg"))
                .count()
        };
        assert_eq!(shape(&en), shape(&zh), "{}", sample.name);
        let chinese = text(&sheet(&sample.input(), Lang::Zh).into_string());
        for english in
            ["Why it is here", "Expected", "Nothing is known", "higher than", "lower than", "Outcome", "not examined"]
        {
            assert!(!chinese.contains(english), "{}: {english}", sample.name);
        }
    }
}

#[test]
fn why_it_is_here_stands_before_everything_else() {
    for sample in variants::all() {
        let html = sheet(&sample.input(), Lang::En).into_string();
        let why = html.find("Why it is here").expect("the reasons");
        assert!(html.find("class=\"panels\"").is_none_or(|panels| why < panels));
        // The panel of the first reason is the first.
        let first = html.split("class=\"panel\" id=\"").nth(1).map(|rest| rest.split('"').next().unwrap_or_default());
        let expected = match sample.name {
            "ingots" | "ring" => Some("l1-density"),
            "hub" => Some("l1-way"),
            "random" => Some("l1-control"),
            _ => None,
        };
        assert_eq!(first, expected, "{}", sample.name);
    }
}

#[test]
fn a_sheet_reads_as_it_did() {
    let ingots = samples::ingots_as_lead();
    expect_file!["../../../tests/golden/case-sheet-en.txt"]
        .assert_eq(&text(&sheet(&ingots.input(), Lang::En).into_string()));
    expect_file!["../../../tests/golden/case-sheet-zh.txt"]
        .assert_eq(&text(&sheet(&ingots.input(), Lang::Zh).into_string()));
    let bare = variants::all().pop().expect("a sample");
    expect_file!["../../../tests/golden/case-sheet-bare.html"].assert_eq(&sheet(&bare.input(), Lang::En).into_string());
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    for sample in variants::all() {
        assert_eq!(sheet(&sample.input(), Lang::Zh).into_string(), sheet(&sample.input(), Lang::Zh).into_string());
    }
}

#[test]
fn an_empty_case_says_so() {
    assert!(sheet(&super::SheetInput::default(), Lang::En).into_string().contains("The case has no dossier."));
}

/// WCAG's contrast of two colours.
fn contrast(a: &str, b: &str) -> f64 {
    let light = |hex: &str| {
        let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour")) / 255.0;
        let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    };
    let (a, b) = (light(a) + 0.05, light(b) + 0.05);
    (a / b).max(b / a)
}

#[test]
fn words_have_enough_contrast_by_day_and_by_night() {
    let themes: Vec<&str> =
        SHEET_CSS.split("--ink:").skip(1).map(|theme| theme.split('}').next().unwrap_or_default()).collect();
    assert_eq!(themes.len(), 2);
    for theme in themes {
        let theme = format!("--ink:{theme}");
        let colour = |name: &str| {
            let (_, rest) = theme.split_once(&format!("--{name}: ")).unwrap_or_else(|| panic!("--{name}"));
            rest[..7].to_string()
        };
        for (words, ground) in [
            ("ink", "paper"),
            ("ink", "tint"),
            ("soft", "paper"),
            ("soft", "tint"),
            ("red", "paper"),
            ("red", "redtint"),
            ("amber", "ambertint"),
            ("blue", "paper"),
            ("ink", "redtint"),
            ("ink", "ambertint"),
            ("ink", "sea"),
            ("ink", "land"),
        ] {
            assert!(
                contrast(&colour(words), &colour(ground)) >= 4.5,
                "{words} on {ground}: {:.2}",
                contrast(&colour(words), &colour(ground))
            );
        }
        for (sign, ground) in [
            ("peer", "paper"),
            ("core", "paper"),
            ("core", "band"),
            ("green", "paper"),
            ("amber", "paper"),
            ("red", "sea"),
            ("red", "land"),
        ] {
            assert!(
                contrast(&colour(sign), &colour(ground)) >= 3.0,
                "{sign} on {ground}: {:.2}",
                contrast(&colour(sign), &colour(ground))
            );
        }
    }
    assert!(contrast("#ffffff", "#1f5a94") >= 4.5 && contrast("#ffffff", "#8a4b00") >= 4.5, "numbers on stops");
}
