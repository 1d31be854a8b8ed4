//! A store full of made-up cases, the same for the same seed: for benches, load tests and a look at the pages.

use super::act;
use super::chain::Writing;
use super::decide;
use super::night;
use super::open::Sqlite;
use super::sealed::Kind;
use super::time;
use crate::cases::decision::Decision;
use crate::cases::decision::Finding;
use crate::cases::decision::LineName;
use crate::cases::decision::Outcome;
use crate::cases::decision::Verdict;
use crate::cases::dossier::Belongs;
use crate::cases::dossier::DOSSIER_FORMAT;
use crate::cases::dossier::Dossier;
use crate::cases::dossier::ReasonTold;
use crate::cases::dossier::TypologyNamed;
use crate::cases::dossier::Words;
use crate::cases::night::CaseToOpen;
use crate::cases::night::LineRow;
use crate::cases::night::NightRecord;
use crate::cases::refused::Answer;
use crate::cases::who::Actor;
use crate::cases::who::Role;
use chrono::DateTime;
use chrono::Days;
use chrono::NaiveDate;
use chrono::Utc;
use serde_json::json;

/// How much is made up.
#[derive(Debug, Clone, Copy)]
pub struct Filling {
    pub nights: u32,
    /// Lines of each night.
    pub lines: u32,
    /// Cases of each night, of one line each; at most `lines`.
    pub cases: u32,
    /// Of a hundred cases, how many are decided.
    pub decided_percent: u32,
    /// Entries added to the log beside those of the cases.
    pub entries: u32,
    pub first_night: NaiveDate,
    pub seed: u64,
}

const GOODS: [(&str, &str, &str, &str); 8] = [
    ("antimony", "811010", "锑锭 antimony ingots 99.65%", "T1"),
    ("tungsten", "810196", "钨丝 tungsten wire", "T2"),
    ("gallium", "811292", "金属镓 gallium metal 4N", "T3"),
    ("germanium", "281122", "二氧化锗 germanium dioxide", "T6"),
    ("graphite", "250410", "天然鳞片石墨 natural flake graphite", "T4"),
    ("", "732690", "不锈钢制品 stainless steel articles", "T5"),
    ("rare-earth", "284690", "氧化镝 dysprosium oxide", "T7"),
    ("", "690220", "耐火砖 refractory bricks", "T9"),
];
const OFFICES: [&str; 12] =
    ["0101", "0201", "2201", "2225", "3701", "4201", "5101", "5301", "5304", "6801", "7201", "8001"];
const COUNTRIES: [&str; 16] =
    ["JP", "KR", "US", "VN", "TH", "MY", "HK", "DE", "NL", "IN", "MX", "AE", "TW", "SG", "PL", "TR"];
const SIGNALS: [&str; 6] = [
    "unit-value-below-peers",
    "density-implausible",
    "new-route",
    "words-against-code",
    "exporter-new",
    "licence-exceeded",
];

/// A small generator of numbers that follow from a seed (splitmix64, Steele, Lea & Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
}

/// A line of a made-up night.
fn line(draw: &mut Draw, night: NaiveDate, rank: u32, filling: &Filling) -> (LineRow, usize) {
    let goods = draw.below(GOODS.len() as u64) as usize;
    let (mineral, hs_code, _, _) = GOODS[goods];
    let (exporter, consignee) = (draw.below(4_000), draw.below(12_000));
    let kg = 10.0 + 20_000.0 * draw.share();
    let lane = match rank {
        rank if rank > filling.cases => "release",
        rank if rank % 20 == 0 => "audit",
        rank if rank <= filling.cases / 3 => "inspect",
        _ => "review",
    };
    let row = LineRow {
        declaration_id: format!("{}{:013}", draw.of(&OFFICES), draw.below(10_000_000_000_000)),
        item_no: 1 + draw.below(3) as i32,
        accepted_on: night,
        office: draw.of(&OFFICES).to_string(),
        exporter_id: format!("91{exporter:08}"),
        exporter_name: format!("湖南新材料{exporter}有限公司"),
        consignee_id: String::new(),
        consignee_name: format!("Trading {consignee} Co., Ltd."),
        hs_code: hs_code.into(),
        mineral: (!mineral.is_empty()).then(|| mineral.into()),
        destination: draw.of(&COUNTRIES).to_string(),
        net_mass_kg: Some(kg),
        value_usd: Some(kg * (0.5 + 30.0 * draw.share())),
        risk: (1.0 / f64::from(rank + 1)).sqrt(),
        rank,
        lane: lane.into(),
    };
    (row, goods)
}

fn dossier(draw: &mut Draw, record: &NightRecord, row: &LineRow, goods: usize) -> Dossier {
    let (_, _, words, typology) = GOODS[goods];
    let reasons = (0..2).map(|n| ReasonTold {
        signal: draw.of(&SIGNALS).to_string(),
        family: "valuation".into(),
        share: 0.6 / f64::from(n + 1),
        p_value: 0.01 * draw.share(),
        text: Words {
            en: "Declared at 31 % of what peers declare a kg.".into(), zh: "申报单价为同类的31%。".into()
        },
    });
    let reasons = reasons.collect();
    Dossier {
        format: DOSSIER_FORMAT,
        run_id: record.run_id.clone(),
        night: record.night,
        rank: row.rank,
        lane: row.lane.clone(),
        audit_probability: 0.005,
        declaration_id: row.declaration_id.clone(),
        item_no: row.item_no,
        accepted_on: row.accepted_on,
        office: row.office.clone(),
        goods: words.into(),
        hs_code: row.hs_code.clone(),
        exporter_id: row.exporter_id.clone(),
        exporter_name: row.exporter_name.clone(),
        consignee_name: row.consignee_name.clone(),
        destination: row.destination.clone(),
        route: format!("CNSHA → {}", row.destination),
        net_mass_kg: row.net_mass_kg,
        value_usd: row.value_usd,
        mineral: row.mineral.clone(),
        risk: row.risk,
        severity: draw.share(),
        priority: row.risk * (0.5 + 0.5 * draw.share()),
        typology: Some(TypologyNamed { code: typology.into(), name: Words::default() }),
        reasons,
        scored_by: record.scored_by.clone(),
        ..Dossier::default()
    }
}

impl Sqlite {
    /// Fills the store; `at` is when the first night is opened. A seed that was used before opens nothing twice.
    ///
    /// # Errors
    /// As every write.
    pub fn fill(&self, filling: &Filling, at: DateTime<Utc>, mut opened: impl FnMut(u32)) -> Answer<()> {
        let mut draw = Draw(filling.seed);
        for number in 0..filling.nights {
            let night = filling.first_night + Days::new(number.into());
            let record = NightRecord {
                run_id: format!("made-up-{}-{night}", filling.seed),
                night,
                at,
                rows: filling.lines.into(),
                capacity: filling.cases / 3,
                scored_by: "label-free-3".into(),
                manifest_sha256: String::new(),
            };
            let (mut lines, mut cases) = (Vec::new(), Vec::new());
            for rank in 1..=filling.lines {
                let (row, goods) = line(&mut draw, night, rank, filling);
                if rank <= filling.cases {
                    let belongs = Belongs { kind: "line".into(), ..Belongs::default() };
                    cases.push(CaseToOpen { dossier: dossier(&mut draw, &record, &row, goods), belongs });
                }
                lines.push(row);
            }
            self.write(at, |writing| {
                let opened = night::open(writing, &record, &mut lines.into_iter(), cases)?;
                opened
                    .opened
                    .iter()
                    .filter(|_| !opened.already)
                    .try_for_each(|case| work(writing, &mut draw, *case, filling.decided_percent))
            })?;
            opened(number + 1);
        }
        self.write(at, |writing| {
            for n in 0..filling.entries {
                let case = 1 + draw.below((filling.nights * filling.cases).max(1).into());
                let subject = format!("case:{case}");
                let details =
                    json!({ "what": "case-file", "n": n, "cases": [case], "sha256": format!("{:064x}", draw.next()) });
                writing.entry(&officer(&mut draw), "export", &subject, &details, &[(Kind::Case, case.to_string())])?;
            }
            Ok(())
        })
    }
}

fn officer(draw: &mut Draw) -> Actor {
    Actor::everywhere(&format!("officer-{}", draw.below(20)), Role::Officer)
}

/// Decides so many of a hundred cases, as officers would.
fn work(writing: &mut Writing, draw: &mut Draw, case: i64, decided_percent: u32) -> Answer<()> {
    if draw.below(100) >= decided_percent.into() {
        return Ok(());
    }
    let officer = officer(draw);
    let decision = |verdict, reason: &str, finding| Decision {
        verdict,
        reason_code: reason.into(),
        note: "made up".into(),
        finding,
    };
    let taken = act::take(writing, &officer, case, 1)?;
    let order = decision(Verdict::Inspect, "price-implausible", None);
    let ordered = decide::decide(writing, &officer, case, taken.version, &order)?;
    let found = draw.below(3) == 0;
    let opened = super::read::lines(writing.tx, case)?;
    let opened = opened.into_iter().map(|line| line.dossier);
    let opened = opened.map(|line| LineName { declaration_id: line.declaration_id, item_no: line.item_no }).collect();
    let finding = Finding {
        outcome: if found { Outcome::FalseDeclaration } else { Outcome::Clear },
        typology: found.then(|| "T1".into()),
        seized_kg: found.then_some(100.0),
        seized_value_usd: found.then_some(1_000.0),
        inspected_on: time::day_of(writing.at, writing.rules),
        lines: opened,
    };
    let (verdict, reason) =
        if found { (Verdict::Seizure, "found-misdeclared") } else { (Verdict::Clear, "as-declared") };
    let done = decide::decide(writing, &officer, case, ordered.version, &decision(verdict, reason, Some(finding)))?;
    if done.proposed.is_some() {
        let second = Actor::everywhere("supervisor-1", Role::Supervisor);
        decide::second(writing, &second, case, done.version, true, "")?;
    }
    Ok(())
}
