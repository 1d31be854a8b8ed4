//! A day's work: decisions, second persons, many deeds at once, both languages, what leaves the house.

use super::browser::Browser;
use super::browser::desk;
use super::browser::row;
use super::browser::rows;
use tidewaiter::cases::State;

#[test]
fn a_decision_goes_on_to_the_next_case_and_can_be_taken_back() {
    let desk = desk();
    let wang = Browser::signed_in(&desk, "wang");
    let first = rows(&desk)[0].id;
    let decided = wang.send(
        &format!("/cases/{first}/decide"),
        &[
            ("version", "1"),
            ("verdict", "inspect"),
            ("reason", "price-implausible"),
            ("note", "looks cheap"),
            ("way", "at=0"),
        ],
    );
    assert_eq!(decided.status, 303, "{}", decided.body);
    let next = wang.get(&decided.headers["location"]);
    assert_eq!(next.status, 303);
    let page = wang.get(&next.headers["location"]).body;
    assert!(page.contains(&format!("/cases/{first}/undo")), "the way back is offered");
    assert_eq!(row(&desk, first).state, State::Waiting);
    let version = row(&desk, first).version.to_string();
    assert_eq!(wang.send(&format!("/cases/{first}/undo"), &[("version", &version)]).status, 303);
    assert_eq!(row(&desk, first).verdict, None);
    let nothing = wang.send(
        &format!("/cases/{first}/decide"),
        &[("version", "9"), ("verdict", "inspect"), ("note", "kept <b>text</b>")],
    );
    assert_eq!(nothing.status, 422);
    assert!(nothing.body.contains("Choose a reason.") && nothing.body.contains("kept &lt;b&gt;text&lt;/b&gt;"));
}

#[test]
fn who_comes_second_is_told_and_loses_nothing_typed() {
    let desk = desk();
    let (wang, li) = (Browser::signed_in(&desk, "wang"), Browser::signed_in(&desk, "li"));
    let decision =
        |note: &'static str| [("version", "1"), ("verdict", "hold"), ("reason", "papers-missing"), ("note", note)];
    assert_eq!(wang.send("/cases/1/take", &[("version", "1")]).status, 303);
    let late = li.send("/cases/1/decide", &decision("my careful note"));
    assert_eq!(late.status, 409);
    assert!(late.body.contains("wang") && late.body.contains("my careful note"), "{}", late.body);
    assert_eq!(row(&desk, 1).verdict, None);
}

#[test]
fn a_red_case_is_released_by_two() {
    let desk = desk();
    let (wang, zhao) = (Browser::signed_in(&desk, "wang"), Browser::signed_in(&desk, "zhao"));
    let red = rows(&desk).into_iter().find(|row| row.red).unwrap().id;
    let fields = [
        ("version", "1"),
        ("verdict", "release"),
        ("reason", "explained"),
        ("note", "papers are whole"),
        ("stay", "yes"),
    ];
    assert_eq!(wang.send(&format!("/cases/{red}/decide"), &fields).status, 303);
    assert_eq!(row(&desk, red).state, State::Waiting);
    let version = row(&desk, red).version.to_string();
    let answer = [("version", version.as_str()), ("answer", "approve"), ("note", "agreed")];
    let path = format!("/cases/{red}/second");
    assert_eq!(wang.send(&path, &answer).status, 403, "an officer is no second person");
    assert!(zhao.get("/?proposed=yes").body.contains(&format!("/cases/{red}?")));
    assert_eq!(zhao.send(&path, &answer).status, 303);
    assert_eq!(row(&desk, red).state, State::Decided);
}

#[test]
fn the_pages_speak_both_languages() {
    let desk = desk();
    let mut browser = Browser::signed_in(&desk, "zhao");
    assert!(browser.get("/").body.contains("<html lang=\"en\">"));
    browser.language = "zh-CN,zh;q=0.9,en;q=0.5";
    for path in ["/", "/cases/1", "/figures", "/exceptions", "/users", "/account", "/warnings", "/models", "/cases/999"]
    {
        let page = browser.get(path).body;
        assert!(page.contains("<html lang=\"zh-Hans\">") && page.contains("案件"), "{path}");
    }
    let chosen = browser.get("/language/en?back=/cases/1");
    assert_eq!((chosen.status, chosen.headers["location"].as_str()), (303, "/cases/1"));
    assert!(browser.get("/").body.contains("<html lang=\"en\">"), "the choice goes before the browser's wish");
    assert_eq!(browser.get("/language/en?back=//evil.example").headers["location"], "/");
}

#[test]
fn who_looks_for_a_declaration_is_told_where_it_is() {
    let desk = desk();
    let wang = Browser::signed_in(&desk, "wang");
    // In no case; the office bounds what is told of it.
    let number = "530420250000000099";
    let page = wang.get(&format!("/?q={number}")).body;
    assert!(page.contains("in no case") && page.contains(&format!("value=\"{number}\"")), "{page}");
    let far = Browser::signed_in(&desk, "hu").get(&format!("/?q={number}")).body;
    assert!(!far.contains("in no case") && !far.contains("湖南新材料有限公司"), "{far}");
    // In a case that is decided.
    let release = [("version", "1"), ("verdict", "release"), ("reason", "explained"), ("note", "seen")];
    assert_eq!(wang.send("/cases/9/decide", &release).status, 303);
    let zhao = Browser::signed_in(&desk, "zhao");
    let version = row(&desk, 9).version.to_string();
    let second = zhao.send("/cases/9/second", &[("version", &version), ("answer", "approve"), ("note", "seen too")]);
    let page = wang.get("/?q=530420250000000009").body;
    assert_eq!(row(&desk, 9).state, State::Decided, "{}", second.body);
    assert!(page.contains("Decided cases that match: 1.") && page.contains("/cases/9\">case 9</a>"), "{page}");
}

#[test]
fn the_log_is_read_in_words_and_kept_as_written() {
    let desk = desk();
    let wang = Browser::signed_in(&desk, "wang");
    let hold = [("version", "1"), ("verdict", "hold"), ("reason", "papers-missing"), ("note", "no invoice")];
    assert_eq!(wang.send("/cases/1/decide", &hold).status, 303);
    let page = Browser::signed_in(&desk, "qian").get("/audit?subject=case:1&deed=decide").body;
    let (words, written) = page.split_once("as written").expect("both");
    assert!(words.contains("no invoice</p>") && !words.contains("papers-missing"), "{words}");
    assert!(written.contains("&quot;papers-missing&quot;"), "{written}");
}

#[test]
fn what_leaves_the_house_is_noted() {
    let desk = desk();
    let wang = Browser::signed_in(&desk, "wang");
    let json = wang.get("/cases/1/file.json");
    assert_eq!(json.status, 200);
    assert!(json.headers["content-disposition"].starts_with("attachment;"));
    let pdf = wang.get("/cases/1/file.pdf");
    assert!(pdf.status == 200 && pdf.body.starts_with("%PDF-"));
    let csv = wang.get("/queue.csv?lane=inspect");
    assert_eq!(csv.body.lines().count(), 1 + 5, "{}", csv.body);
    let audit = Browser::signed_in(&desk, "qian").get("/audit?deed=export").body;
    assert_eq!(audit.matches("officer</span>").count(), 3, "two files and a list");
}

#[test]
fn many_deeds_at_once_tell_each_result() {
    let desk = desk();
    let (wang, zhao) = (Browser::signed_in(&desk, "wang"), Browser::signed_in(&desk, "zhao"));
    assert_eq!(wang.send("/cases/3/take", &[("version", "1")]).status, 303);
    let answer = zhao.send(
        "/bulk",
        &[("case", "1.1"), ("case", "2.1"), ("case", "3.1"), ("case", "99.1"), ("deed", "assign"), ("to", "li")],
    );
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("2 done") && answer.body.contains("2 not done"), "{}", answer.body);
    let hands: Vec<_> = (1..=3).map(|id| row(&desk, id).assignee).collect();
    assert_eq!(hands, [Some("li".into()), Some("li".into()), Some("wang".to_owned())]);
    assert_eq!(zhao.send("/bulk", &[("deed", "take")]).status, 422);
}
