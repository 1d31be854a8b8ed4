//! What somebody typed stays text.

use super::browser::Browser;
use super::browser::desk_with;
use super::browser::now;
use super::browser::proof;

/// What somebody might type who wants the page to do something.
fn payloads() -> Vec<String> {
    let heads = ["", "\"", "'", "\">", "'>", "</textarea>", "</title>", "</script>", "-->", "]]>"];
    let tails = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        " onmouseover=alert(1) x=",
        "<iframe src=javascript:alert(1)>",
        "<a href=javascript:alert(1)>x</a>",
        "<style>*{display:none}</style>",
        "<meta http-equiv=refresh content=0>",
        "<form action=//evil.example><input>",
        "{{7*7}}${7*7}\u{202E}<b>",
    ];
    heads.iter().flat_map(|head| tails.iter().map(move |tail| format!("{head}{tail}"))).collect()
}

/// Whether a page holds a tag or a handler that only a payload could have brought.
fn alive(page: &str) -> Option<&'static str> {
    let lower = page.to_lowercase();
    [
        "<script>",
        "<img",
        "<svg onload",
        "<iframe",
        "<style",
        "<meta http-equiv",
        "<a href=javascript",
        "href=\"javascript",
        "//evil.example><input",
        "\u{202E}",
        " onmouseover=\"",
        "<b>alert",
    ]
    .into_iter()
    .find(|mark| lower.contains(mark))
}

#[test]
fn what_is_typed_stays_text() {
    let payloads = payloads();
    assert_eq!(payloads.len(), 100);
    let desk = desk_with(|_| {}, &payloads[..40]);
    let wang = Browser::signed_in(&desk, "wang");
    let token = proof(&wang.get("/account").body);
    for (index, payload) in payloads.iter().enumerate() {
        let comment = wang.post("/cases/1/comment", &[("csrf", &token), ("text", payload)]);
        assert_eq!(comment.status, 303, "{payload}");
        if index % 5 == 0 {
            wang.post("/views", &[("csrf", &token), ("name", payload), ("query", "lane=inspect")]);
        }
    }
    let notes = payloads.join(" ");
    let decision = [
        ("csrf", token.as_str()),
        ("version", "1"),
        ("verdict", "inspect"),
        ("reason", "other"),
        ("note", notes.as_str()),
        ("stay", "yes"),
    ];
    assert_eq!(wang.post("/cases/1/decide", &decision).status, 303);
    for path in ["/", "/?sort=newest", "/cases/1", "/cases/2", "/cases/17", "/account"] {
        let page = wang.get(path);
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(alive(&page.body), None, "{path}");
    }
    for payload in &payloads {
        let encoded: String = form_urlencoded::byte_serialize(payload.as_bytes()).collect();
        for path in [
            format!("/?q={encoded}"),
            format!("/?exporter={encoded}&who={encoded}"),
            format!("/cases/{encoded}"),
            format!("/login?to={encoded}"),
        ] {
            let page = wang.get(&path);
            assert!(page.status < 500, "{path}: {}", page.status);
            assert_eq!(alive(&page.body), None, "{path}");
        }
    }
    let auditor = Browser::signed_in(&desk, "qian");
    assert_eq!(alive(&auditor.get("/audit").body), None);
    let zhao = Browser::signed_in(&desk, "zhao");
    let tomorrow = (now().date_naive() + chrono::TimeDelta::days(9)).to_string();
    for payload in payloads.iter().step_by(9) {
        let fields =
            [("exporter", payload.as_str()), ("consignee", payload), ("reason", payload), ("expires", &tomorrow)];
        assert!(zhao.send("/exceptions", &fields).status < 500);
    }
    assert_eq!(alive(&zhao.get("/exceptions").body), None);
}
