//! The desk over HTTP, as a browser and as somebody who means no good would call it.

use chrono::DateTime;
use chrono::Utc;
use std::collections::BTreeMap;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use tempfile::TempDir;
use tidewaiter::cases::Actor;
use tidewaiter::cases::Belongs;
use tidewaiter::cases::CaseToOpen;
use tidewaiter::cases::Dossier;
use tidewaiter::cases::NightRecord;
use tidewaiter::cases::OpenMode;
use tidewaiter::cases::QueueFilter;
use tidewaiter::cases::ReasonTold;
use tidewaiter::cases::Role;
use tidewaiter::cases::Sqlite;
use tidewaiter::cases::State;
use tidewaiter::cases::Store;
use tidewaiter::cases::Words;
use tidewaiter::review::Running;
use tidewaiter::review::Settings;
use tidewaiter::review::password;
use tidewaiter::review::start;

const PASSWORD: &str = "quiet harbour at dawn";

struct Desk {
    store: Arc<Sqlite>,
    running: Option<Running>,
    address: SocketAddr,
    _folder: TempDir,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.running.take().expect("started").stop();
    }
}

fn now() -> DateTime<Utc> {
    Utc::now()
}

fn dossier(number: u32, goods: &str, office: &str) -> Dossier {
    let night = now().date_naive();
    Dossier {
        format: 1,
        run_id: "run-1".into(),
        night,
        rank: number,
        lane: if number.is_multiple_of(2) { "inspect" } else { "review" }.into(),
        declaration_id: format!("53042025{number:010}"),
        item_no: 1,
        accepted_on: night,
        office: office.into(),
        goods: goods.into(),
        hs_code: "811010".into(),
        exporter_id: format!("91{number:06}"),
        exporter_name: "湖南新材料有限公司".into(),
        consignee_name: "Trading Co., Ltd.".into(),
        destination: "KR".into(),
        route: "CNSHA → KR".into(),
        net_mass_kg: Some(1250.0),
        value_usd: Some(10_000.0),
        mineral: Some("antimony".into()),
        risk: 0.9 - f64::from(number) / 100.0,
        priority: 0.9 - f64::from(number) / 100.0,
        severity: 0.5,
        reasons: vec![ReasonTold {
            signal: "unit-value-below-peers".into(),
            family: "valuation".into(),
            share: 0.6,
            p_value: 0.01,
            text: Words {
                en: "Declared at 31 % of what peers declare a kg.".into(),
                zh: "申报单价为同类的31%。".into(),
            },
        }],
        scored_by: "label-free-3".into(),
        ..Dossier::default()
    }
}

/// A desk with ten cases of two offices, an account of each role, and an officer of one office.
fn desk() -> Desk {
    desk_with(|_| {}, &[])
}

fn desk_with(set: impl FnOnce(&mut Settings), goods: &[String]) -> Desk {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("cases.db"), OpenMode::Create).unwrap());
    let hash = password::hash(PASSWORD).unwrap();
    let root = Actor::everywhere("root", Role::Admin);
    let local = ["5301".to_owned()];
    for (name, role, offices) in [
        ("chen", Role::Admin, None),
        ("zhao", Role::Supervisor, None),
        ("liu", Role::Supervisor, None),
        ("wang", Role::Officer, None),
        ("li", Role::Officer, None),
        ("hu", Role::Officer, Some(&local[..])),
        ("sun", Role::Analyst, None),
        ("qian", Role::Auditor, None),
    ] {
        store.add_user(&root, now(), name, role, offices, &hash, false).unwrap();
    }
    let own: Vec<String> = (1..=10).map(|number| format!("lead alloy ingots {number}")).collect();
    let goods = if goods.is_empty() { &own } else { goods };
    let cases: Vec<CaseToOpen> = (1u32..)
        .zip(goods)
        .map(|(number, goods)| CaseToOpen {
            dossier: dossier(number, goods, if number.is_multiple_of(2) { "5304" } else { "5301" }),
            belongs: Belongs { key: format!("line-{number}"), kind: "line".into(), why: Words::default() },
        })
        .collect();
    let record = NightRecord {
        run_id: "run-1".into(),
        night: now().date_naive(),
        at: now(),
        rows: 400,
        capacity: 3,
        scored_by: "label-free-3".into(),
        manifest_sha256: String::new(),
    };
    store.open_night(&record, &mut Vec::new().into_iter(), cases).unwrap();
    let mut settings = Settings::at("127.0.0.1:0".parse().unwrap());
    settings.requests_a_minute = 100_000;
    set(&mut settings);
    let running = start(store.clone(), settings).unwrap();
    Desk { address: running.address(), running: Some(running), store, _folder: folder }
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    body: String,
}

/// A browser that keeps cookies.
struct Browser {
    address: SocketAddr,
    cookies: Mutex<BTreeMap<String, String>>,
    language: &'static str,
}

impl Browser {
    fn new(desk: &Desk) -> Browser {
        Browser { address: desk.address, cookies: Mutex::default(), language: "en" }
    }

    fn signed_in(desk: &Desk, user: &str) -> Browser {
        let browser = Browser::new(desk);
        assert_eq!(browser.sign_in(user, PASSWORD).status, 303, "{user} signs in");
        browser
    }

    fn sign_in(&self, user: &str, password: &str) -> Answer {
        let page = self.get("/login");
        self.post("/login", &[("csrf", &proof(&page.body)), ("user", user), ("password", password)])
    }

    fn ask(&self, method: &str, path: &str, extra: &[(&str, &str)], body: &[u8]) -> Answer {
        let cookies: Vec<String> = self.cookies.lock().unwrap().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept-Language: {}\r\nContent-Length: {}\r\n",
            self.address,
            self.language,
            body.len()
        );
        if !cookies.is_empty() {
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        for (name, value) in extra {
            head += &format!("{name}: {value}\r\n");
        }
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
        // A server that refuses early may close before all is sent.
        let _ = stream.write_all(body);
        let mut raw = Vec::new();
        let _ = stream.read_to_end(&mut raw);
        let answer = read(&raw);
        for cookie in &answer.cookies {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.into(), value.into());
        }
        answer
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(&format!("http://{}", self.address), path, fields)
    }

    fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.ask("POST", path, &[kind, ("Origin", origin)], body.as_bytes())
    }

    /// Posts with the proof that the pages of this session carry.
    fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = proof(&self.get("/account").body);
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post(path, &all)
    }
}

fn read(raw: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(raw).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer with a head");
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let pairs: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once(": ")).map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
    let cookies = pairs.iter().filter(|(n, _)| n == "set-cookie").map(|(_, v)| v.clone()).collect();
    Answer { status, cookies, headers: pairs.into_iter().collect(), body: body.to_owned() }
}

fn proof(page: &str) -> String {
    let at = page.find("name=\"csrf\" value=\"").expect("a form with a proof") + 19;
    page[at..at + 64].to_owned()
}

fn rows(desk: &Desk) -> Vec<tidewaiter::cases::CaseRow> {
    let zhao = Actor::everywhere("zhao", Role::Supervisor);
    let filter = QueueFilter { states: State::ALL.to_vec(), ..QueueFilter::default() };
    desk.store.queue(&zhao, &filter, Default::default()).unwrap().rows
}

fn row(desk: &Desk, id: i64) -> tidewaiter::cases::CaseRow {
    rows(desk).into_iter().find(|row| row.id == id).unwrap()
}

/// Every address that changes something.
const CHANGES: &[&str] = &[
    "/bulk",
    "/views",
    "/views/forget",
    "/cases/1/take",
    "/cases/1/put-back",
    "/cases/1/assign",
    "/cases/1/due",
    "/cases/1/decide",
    "/cases/1/second",
    "/cases/1/undo",
    "/cases/1/reopen",
    "/cases/1/comment",
    "/exceptions",
    "/exceptions/end",
    "/users",
    "/users/role",
    "/users/disable",
    "/users/password",
    "/account/password",
    "/logout",
];

#[test]
fn nobody_comes_in_without_a_password_and_a_session_ends_at_the_door() {
    let desk = desk();
    let browser = Browser::new(&desk);
    for path in ["/", "/cases/1", "/figures", "/audit", "/users", "/queue.csv", "/cases/1/file.json", "/attachments/1"]
    {
        let answer = browser.get(path);
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.headers["location"].starts_with("/login"), "{path}");
    }
    assert_eq!(browser.sign_in("wang", "not the password").status, 401);
    assert_eq!(browser.sign_in("nobody", PASSWORD).status, 401);
    let entered = browser.sign_in("wang", PASSWORD);
    assert_eq!(entered.status, 303);
    let cookie = entered.cookies.iter().find(|cookie| cookie.starts_with("tidewaiter=")).unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let token = cookie["tidewaiter=".len()..][..64].to_owned();
    assert_eq!(browser.get("/").status, 200);
    let stolen = Browser::new(&desk);
    stolen.cookies.lock().unwrap().insert("tidewaiter".into(), token);
    assert_eq!(stolen.get("/").status, 200, "the token is the session");
    assert_eq!(browser.send("/logout", &[]).status, 303);
    assert_eq!(stolen.get("/").status, 303, "and ends with it");
}

#[test]
fn forms_that_are_not_ours_change_nothing() {
    let desk = desk();
    let browser = Browser::signed_in(&desk, "wang");
    let token = proof(&browser.get("/account").body);
    let other = proof(&Browser::signed_in(&desk, "li").get("/account").body);
    let before = format!("{:?}", rows(&desk));
    let ours = format!("http://{}", desk.address);
    for path in CHANGES {
        let version = ("version", "1");
        assert_eq!(browser.post(path, &[version]).status, 403, "{path} without a proof");
        assert_eq!(browser.post(path, &[("csrf", &other), version]).status, 403, "{path} with another's proof");
        for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
            let answer = browser.post_from(origin, path, &[("csrf", &token), version]);
            assert_eq!(answer.status, 403, "{path} from {origin}");
        }
        let nobody = Browser::new(&desk);
        assert!(matches!(nobody.post_from(&ours, path, &[version]).status, 401 | 403), "{path} by nobody");
    }
    let multipart = browser.ask(
        "POST",
        "/cases/1/attach",
        &[("Content-Type", "multipart/form-data; boundary=x"), ("Origin", &ours)],
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--x--\r\n",
    );
    assert_eq!(multipart.status, 403);
    assert_eq!(format!("{:?}", rows(&desk)), before);
}

#[test]
fn roles_and_offices_bound_what_is_seen_and_done() {
    let desk = desk();
    let status = |user: &str, path: &str| Browser::signed_in(&desk, user).get(path).status;
    for (user, path, wanted) in [
        ("wang", "/figures", 403),
        ("wang", "/audit", 403),
        ("wang", "/users", 403),
        ("zhao", "/figures", 200),
        ("zhao", "/users", 200),
        ("zhao", "/audit", 403),
        ("qian", "/audit", 200),
        ("qian", "/audit/verify", 200),
        ("chen", "/", 200),
        ("chen", "/cases/1", 403),
        ("sun", "/models", 200),
        ("hu", "/cases/1", 200),
        ("hu", "/cases/2", 404),
        ("hu", "/cases/2/file.json", 404),
        ("wang", "/cases/999", 404),
        ("wang", "/cases/x", 404),
        ("wang", "/no-such-page", 404),
    ] {
        assert_eq!(status(user, path), wanted, "{user} {path}");
    }
    let hu = Browser::signed_in(&desk, "hu");
    let queue = hu.get("/").body;
    assert!(queue.contains("lead alloy ingots 1<") && !queue.contains("lead alloy ingots 2<"));
    assert_eq!(hu.send("/cases/2/take", &[("version", "1")]).status, 404);
    assert_eq!(Browser::signed_in(&desk, "sun").send("/cases/1/take", &[("version", "1")]).status, 403);
    let decision = [("version", "1"), ("verdict", "inspect"), ("reason", "other"), ("note", "n")];
    assert_eq!(Browser::signed_in(&desk, "qian").send("/cases/1/decide", &decision).status, 403);
    let made = [("name", "eve"), ("role", "admin"), ("password", "a long enough one 7")];
    assert_eq!(Browser::signed_in(&desk, "zhao").send("/users", &made).status, 403);
    assert!(rows(&desk).iter().all(|row| row.state == State::New));
}

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
fn failed_logins_wait_and_floods_are_slowed() {
    let desk = desk_with(|settings| settings.requests_a_minute = 120, &[]);
    let browser = Browser::new(&desk);
    let tries: Vec<u16> = (0..6).map(|_| browser.sign_in("wang", "wrong").status).collect();
    assert_eq!(tries[0], 401);
    assert_eq!(*tries.last().unwrap(), 429, "{tries:?}");
    let locked = browser.sign_in("wang", PASSWORD);
    assert_eq!(locked.status, 429, "not even with the right one");
    assert!(locked.body.contains("minutes"));
    let unknown: Vec<u16> = (0..6).map(|_| browser.sign_in("ghost", "wrong").status).collect();
    assert_eq!(unknown, tries, "who is not there is told the same");
    let flood: Vec<Answer> = (0..70).map(|_| browser.get("/login")).collect();
    let slowed = flood.iter().find(|answer| answer.status == 429).expect("a flood is slowed");
    assert!(slowed.headers.contains_key("retry-after"));
}

#[test]
fn every_answer_is_sealed() {
    let desk = desk();
    let browser = Browser::signed_in(&desk, "wang");
    for path in ["/", "/cases/1", "/login", "/no-such-page", "/assets/desk.css", "/health", "/queue.csv"] {
        let headers = browser.get(path).headers;
        let policy = &headers["content-security-policy"];
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
        let kept = headers["cache-control"].contains("immutable");
        assert_eq!(kept, path.starts_with("/assets/"), "{path}");
    }
    let page = browser.get("/cases/1").body;
    assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick"), "nothing inline");
    let large = "x".repeat(400 * 1024);
    assert_eq!(browser.send("/cases/1/comment", &[("text", &large)]).status, 413);
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

#[test]
fn what_was_set_by_another_is_changed_first() {
    let desk = desk();
    let chen = Browser::signed_in(&desk, "chen");
    let made = [("name", "Gao"), ("role", "officer"), ("offices", "5301, 5304"), ("password", "seven grey herons")];
    assert_eq!(chen.send("/users", &made).status, 303);
    let gao = Browser::new(&desk);
    assert_eq!(gao.sign_in("gao", "seven grey herons").status, 303);
    assert_eq!(gao.get("/").headers["location"], "/account", "first a password of one's own");
    let weak = [("old", "seven grey herons"), ("new", "gao gao gao gao"), ("again", "gao gao gao gao")];
    assert_eq!(gao.send("/account/password", &weak).status, 422);
    let good = [("old", "seven grey herons"), ("new", "nine white cranes"), ("again", "nine white cranes")];
    assert_eq!(gao.send("/account/password", &good).status, 303);
    assert_eq!(gao.get("/").status, 200);
}
