//! Whatever people or declarants write comes back as it was written, and does nothing on the way.

use super::world::*;
use crate::cases::LogFilter;
use crate::cases::Scope;
use crate::cases::Store;
use crate::cases::Verdict;
use crate::cases::Words;

/// Payloads against databases, pages, spreadsheets, logs, templates and terminals.
fn payloads() -> Vec<String> {
    let heads = [
        "'; DROP TABLE cases; --",
        "\" OR 1=1 --",
        "') UNION SELECT password_hash FROM users --",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "javascript:alert(1)",
        "=cmd|'/C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(1)",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "%0d%0aSet-Cookie: a=b",
        "line\r\nforged: log line",
        "\u{1b}[2J\u{1b}]0;title\u{7}",
        "../../etc/passwd",
        "\u{202e}gnp.exe",
        "search* OR text:\"x\" NEAR(a b)",
        "case:1=00 decision:1=00",
    ];
    let wraps: [fn(&str) -> String; 5] = [
        |text| text.to_string(),
        |text| format!("锑 {text} 锭"),
        |text| text.repeat(3),
        |text| format!(" {text}\t"),
        |text| text.chars().rev().collect(),
    ];
    heads.iter().flat_map(|head| wraps.iter().map(move |wrap| wrap(head))).collect()
}

#[test]
fn a_hundred_payloads_are_inert_in_every_field() {
    let payloads = payloads();
    assert_eq!(payloads.len(), 100);
    let cases = payloads.iter().enumerate().map(|(n, payload)| {
        with(picked(&format!("D{n}{payload}"), "release", 0.1), |case| {
            let dossier = &mut case.dossier;
            dossier.goods = payload.clone();
            dossier.exporter_name = payload.clone();
            dossier.consignee_name = payload.clone();
            dossier.route = payload.clone();
            dossier.office = payload.clone();
            dossier.reasons[0].text = Words { en: payload.clone(), zh: payload.clone() };
            case.belongs.key = format!("{n}{payload}");
            case.belongs.why = Words { en: payload.clone(), zh: payload.clone() };
        })
    });
    let world = World::opened(cases.collect());
    let (wang, zhao) = (officer("wang"), supervisor("zhao"));
    for (id, payload) in (1..).zip(&payloads) {
        let row = world.store.case(&wang, id).unwrap().row;
        for field in
            [&row.goods, &row.exporter_name, &row.consignee_name, &row.route, &row.office, &row.reason.en, &row.why.zh]
        {
            assert_eq!(field, payload);
        }
        let comment = world.store.comment(&wang, at(1), id, payload).unwrap();
        let mut decision = verdict(Verdict::Hold);
        decision.note = payload.clone();
        world.store.decide(&wang, at(1), id, 1, &decision).unwrap();
        let scope = Scope { consignee: Some(payload.clone()), ..Scope::default() };
        let exception = world.store.except(&zhao, at(2), &scope, payload, day("2026-12-24")).unwrap();
        let view = world.store.save_view(&wang, at(2), payload, payload, false).unwrap();
        assert_eq!(
            (&comment.text, &exception.reason, &exception.scope.consignee, &view.query),
            (payload, payload, &scope.consignee, payload)
        );
        let name = payload.replace(|letter: char| letter.is_control(), " ");
        let attached = world.store.attach(&wang, at(2), id, &name, "text/plain", payload.as_bytes()).unwrap();
        assert_eq!(world.store.attachment(&wang, attached.id).unwrap().1, payload.as_bytes());
        let file = world.store.case(&wang, id).unwrap();
        assert_eq!((&file.comments[0].text, &file.decisions[0].decision.note), (payload, payload));
        assert_eq!(file.lines[0].dossier.goods, *payload);
        // Asking with it finds what holds its words, or nothing; it never fails.
        world.store.search(&wang, payload, 10).unwrap();
        let asked = LogFilter { actor: Some(payload.clone()), ..LogFilter::default() };
        let auditor = crate::cases::Actor::everywhere("a", crate::cases::Role::Auditor);
        assert_eq!(world.store.log(&auditor, &asked, 10).unwrap(), []);
    }
    assert_eq!(world.store.views(&wang).unwrap().len(), 100);
    world.whole();
}

#[test]
fn a_nul_is_refused_instead_of_cutting_the_text() {
    let world = World::opened(vec![picked("D1", "release", 0.1)]);
    assert!(world.store.comment(&officer("wang"), at(1), 1, "in order\0 - not").is_err());
}
