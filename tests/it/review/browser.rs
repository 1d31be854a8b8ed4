//! A desk with people and cases, and a browser that knows no more than what the desk sends.

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
use tidewaiter::cases::LineRow;
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

pub(super) const PASSWORD: &str = "quiet harbour at dawn";

pub(super) struct Desk {
    pub(super) store: Arc<Sqlite>,
    running: Option<Running>,
    pub(super) address: SocketAddr,
    _folder: TempDir,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.running.take().expect("started").stop();
    }
}

pub(super) fn now() -> DateTime<Utc> {
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

fn line_of(dossier: &Dossier) -> LineRow {
    LineRow {
        declaration_id: dossier.declaration_id.clone(),
        item_no: dossier.item_no,
        accepted_on: dossier.accepted_on,
        office: dossier.office.clone(),
        exporter_id: dossier.exporter_id.clone(),
        exporter_name: dossier.exporter_name.clone(),
        consignee_id: dossier.consignee_id.clone(),
        consignee_name: dossier.consignee_name.clone(),
        hs_code: dossier.hs_code.clone(),
        mineral: dossier.mineral.clone(),
        destination: dossier.destination.clone(),
        net_mass_kg: dossier.net_mass_kg,
        value_usd: dossier.value_usd,
        risk: dossier.risk,
        rank: dossier.rank,
        lane: dossier.lane.clone(),
    }
}

/// A desk with ten cases of two offices, an account of each role, and an officer of one office.
pub(super) fn desk() -> Desk {
    desk_with(|_| {}, &[])
}

pub(super) fn desk_with(set: impl FnOnce(&mut Settings), goods: &[String]) -> Desk {
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
    // The night's lines: those of the cases, and one that is in none.
    let mut lines: Vec<LineRow> = cases.iter().map(|case| line_of(&case.dossier)).collect();
    lines.push(LineRow { lane: "release".into(), risk: 0.01, ..line_of(&dossier(99, "", "5304")) });
    store.open_night(&record, &mut lines.into_iter(), cases).unwrap();
    let mut settings = Settings::at("127.0.0.1:0".parse().unwrap());
    settings.requests_a_minute = 100_000;
    set(&mut settings);
    let running = start(store.clone(), settings).unwrap();
    Desk { address: running.address(), running: Some(running), store, _folder: folder }
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) cookies: Vec<String>,
    pub(super) body: String,
}

/// A browser that keeps cookies.
pub(super) struct Browser {
    pub(super) address: SocketAddr,
    pub(super) cookies: Mutex<BTreeMap<String, String>>,
    pub(super) language: &'static str,
}

impl Browser {
    pub(super) fn new(desk: &Desk) -> Browser {
        Browser { address: desk.address, cookies: Mutex::default(), language: "en" }
    }

    pub(super) fn signed_in(desk: &Desk, user: &str) -> Browser {
        let browser = Browser::new(desk);
        assert_eq!(browser.sign_in(user, PASSWORD).status, 303, "{user} signs in");
        browser
    }

    pub(super) fn sign_in(&self, user: &str, password: &str) -> Answer {
        let page = self.get("/login");
        self.post("/login", &[("csrf", &proof(&page.body)), ("user", user), ("password", password)])
    }

    pub(super) fn ask(&self, method: &str, path: &str, extra: &[(&str, &str)], body: &[u8]) -> Answer {
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

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub(super) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.post_from(&format!("http://{}", self.address), path, fields)
    }

    pub(super) fn post_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        self.ask("POST", path, &[kind, ("Origin", origin)], body.as_bytes())
    }

    /// Posts with the proof that the pages of this session carry.
    pub(super) fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
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

pub(super) fn proof(page: &str) -> String {
    let at = page.find("name=\"csrf\" value=\"").expect("a form with a proof") + 19;
    page[at..at + 64].to_owned()
}

pub(super) fn rows(desk: &Desk) -> Vec<tidewaiter::cases::CaseRow> {
    let zhao = Actor::everywhere("zhao", Role::Supervisor);
    let filter = QueueFilter { states: State::ALL.to_vec(), ..QueueFilter::default() };
    desk.store.queue(&zhao, &filter, Default::default()).unwrap().rows
}

pub(super) fn row(desk: &Desk, id: i64) -> tidewaiter::cases::CaseRow {
    rows(desk).into_iter().find(|row| row.id == id).unwrap()
}
