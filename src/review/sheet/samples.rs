//! Hand-made dossiers as nights would write them, for tests and for looking at. No real firm is meant.

use super::input::HistoryLine;
use super::input::Outcome;
use super::input::SheetInput;
use super::input::SimilarCase;
use super::input::TimelineLine;
use crate::cases::AmongPeers;
use crate::cases::Belongs;
use crate::cases::ClearingTold;
use crate::cases::ControlTold;
use crate::cases::Declared;
use crate::cases::Dossier;
use crate::cases::Evidence;
use crate::cases::LedgerTold;
use crate::cases::Link;
use crate::cases::Measured;
use crate::cases::Network;
use crate::cases::Node;
use crate::cases::PartyMatch;
use crate::cases::ReasonTold;
use crate::cases::Stop;
use crate::cases::TypologyNamed;
use crate::cases::WordSpoke;
use crate::cases::Words;
use chrono::Days;
use chrono::NaiveDate;

/// A case with all that stands around it.
#[derive(Default)]
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) dossiers: Vec<Dossier>,
    pub(crate) belongs: Option<Belongs>,
    pub(crate) exporter: Vec<TimelineLine>,
    pub(crate) consignee: Vec<TimelineLine>,
    pub(crate) similar: Vec<SimilarCase>,
    pub(crate) history: Vec<HistoryLine>,
}

impl Sample {
    pub(crate) fn input(&self) -> SheetInput<'_> {
        SheetInput {
            dossiers: &self.dossiers,
            belongs: self.belongs.as_ref(),
            exporter_lines: &self.exporter,
            consignee_lines: &self.consignee,
            similar: &self.similar,
            history: &self.history,
        }
    }
}

pub(super) fn words(en: &str, zh: &str) -> Words {
    Words { en: en.into(), zh: zh.into() }
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub(super) fn reason(signal: &str, family: &str, share: f64, p_value: f64, en: &str, zh: &str) -> ReasonTold {
    ReasonTold { signal: signal.into(), family: family.into(), share, p_value, text: words(en, zh) }
}

pub(super) fn among(declared: f64, en: &str, zh: &str, n: u64, at: [f64; 7]) -> Option<AmongPeers> {
    let quantiles = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].into_iter().zip(at).collect();
    Some(AmongPeers { declared, peers: words(en, zh), n, quantiles, logarithmic: true })
}

pub(super) fn stop(role: &str, code: &str, en: &str, zh: &str, at: Option<(f64, f64)>, hub: bool) -> Stop {
    Stop {
        role: role.into(),
        code: code.into(),
        name: words(en, zh),
        country: code.chars().take(2).collect(),
        latitude: at.map(|at| at.0),
        longitude: at.map(|at| at.1),
        hub,
    }
}

fn node(id: &str, kind: &str, label: &str, own: bool, marked: bool) -> Node {
    Node { id: id.into(), label: label.into(), kind: kind.into(), own, marked }
}

fn link(from: &str, to: &str, kind: &str, n: u64) -> Link {
    Link { from: from.into(), to: to.into(), kind: kind.into(), n }
}

fn record(fields: &[(&str, &str, &str, &str)]) -> Vec<Declared> {
    let field = |(column, sad_box, unit, value): &(&str, &str, &str, &str)| Declared {
        column: (*column).into(),
        sad_box: (*sad_box).into(),
        unit: (*unit).into(),
        value: (*value).into(),
    };
    fields.iter().map(field).collect()
}

fn life(
    first: &str,
    every: u64,
    n: usize,
    goods: &[(&str, Option<&str>, f64)],
    destination: &str,
) -> Vec<TimelineLine> {
    (0..n)
        .map(|i| {
            let (hs, mineral, kg) = goods[(i * 7 + i / 5) % goods.len()];
            let outcome = match i % 11 {
                3 => Outcome::Clear,
                7 if i > n / 2 => Outcome::FalseDeclaration,
                9 => Outcome::Open,
                _ => Outcome::NotExamined,
            };
            TimelineLine {
                day: day(first) + Days::new(every * i as u64 + (i * i % 5) as u64),
                declaration_id: format!("5301202500{:05}", 4100 + i * 37),
                item_no: 1 + (i % 3) as i32,
                hs_code: hs.into(),
                mineral: mineral.map(Into::into),
                destination: destination.into(),
                mass_kg: Some(kg * (0.4 + (i * 13 % 10) as f64 / 8.0)),
                value_usd: Some(kg * 3.4),
                risk: (i * 17 % 100) as f64 / 100.0,
                lane: "release".into(),
                outcome,
                case_outcome: (i % 11 == 5).then_some(Outcome::ReExport),
                own: i + 1 == n,
            }
        })
        .collect()
}

fn versions() -> std::collections::BTreeMap<String, String> {
    [
        ("baselines_as_of", "2025-07-24"),
        ("control_list", "sha256:5d1be4f2a7c98e03"),
        ("mapping", "native"),
        ("model_sha256", "9f2c6f0d1ab34e7788aa01c5d2fe4b60c1d7a3e59b8846f2b9e0d4c3a1f05e77"),
        ("program", "0.1.0"),
        ("reference", "sha256:77ab90cc21fd4e18"),
    ]
    .into_iter()
    .map(|(name, version)| (name.to_string(), version.to_string()))
    .collect()
}

pub(crate) fn ingots_as_lead() -> Sample {
    let dossier = Dossier {
        format: 1,
        run_id: "c41d09be77f0a2d6e5b1903f4cc8a7d2".into(),
        night: day("2025-07-31"),
        rank: 3,
        lane: "inspect".into(),
        audit_probability: 0.004,
        declaration_id: "530120250000417703".into(),
        item_no: 2,
        accepted_on: day("2025-07-30"),
        office: "5301".into(),
        goods: "铅锑合金锭 lead-antimony alloy ingots, Sb hardener, 25 kg/ingot, 1000 kg pallet".into(),
        hs_code: "7801910000".into(),
        exporter_id: "4401962K7P".into(),
        exporter_name: "Guangxi Hengtai Metals Trading Co., Ltd.".into(),
        consignee_id: "VN0108842".into(),
        consignee_name: "Bright Saigon Materials JSC".into(),
        agent_id: "SZ-BROKER-0117".into(),
        destination: "US".into(),
        route: "Nandan, Guangxi → Yantian → Singapore → Ho Chi Minh City → Long Beach".into(),
        net_mass_kg: Some(25_171.85),
        value_usd: Some(78_032.7),
        mineral: Some("antimony".into()),
        risk: 0.973,
        false_declaration_risk: 0.968,
        re_export_risk: 0.41,
        severity: 0.86,
        priority: 0.84,
        typology: Some(TypologyNamed {
            code: "T1".into(),
            name: words("misclassified to a cover code", "以他种货物编码伪报"),
        }),
        reasons: vec![
            reason(
                "density-of-another-material",
                "quantity",
                0.34,
                0.0011,
                "Packed at 2,310 kg/m³, where lead alloy is packed at 3,400 to 3,700; antimony ingots are packed at about 2,300.",
                "包装密度2,310千克/立方米，铅合金通常为3,400至3,700；锑锭约为2,300。",
            ),
            reason(
                "unit-value-between-cover-and-mineral",
                "valuation",
                0.27,
                0.004,
                "Declared at 3.10 USD/kg; 99 % of peers declare less, antimony trades at 33 USD/kg.",
                "申报3.10美元/千克，高于99%的同类；锑价约33美元/千克。",
            ),
            reason(
                "text-names-controlled-mineral",
                "classification",
                0.19,
                0.006,
                "The words fit 8110 (unwrought antimony, 0.71) better than the declared 7801 (0.18).",
                "品名更符合8110（未锻轧锑，0.71），而非申报的7801（0.18）。",
            ),
            reason(
                "exporter-new-to-heading",
                "record",
                0.11,
                0.03,
                "First line of this exporter under 7801 in four years; 31 lines of antimony until 2024-09-14.",
                "该企业四年来首次以7801出口；2024年9月14日前出口锑31票。",
            ),
            reason(
                "hub-without-smelter",
                "routing",
                0.06,
                0.05,
                "By Ho Chi Minh City, where no works uses this quantity.",
                "经胡志明市转运，当地无企业使用该数量。",
            ),
            reason(
                "agent-of-seized-lines",
                "party",
                0.03,
                0.09,
                "The agent declared two lines that were seized in 2025.",
                "该代理2025年有两票被查扣。",
            ),
        ],
        clearing: Some(ClearingTold {
            clears: true,
            rank: 1204,
            text: words(
                "An assay of a sample with at least 95 % lead would clear it: ask for an XRF reading of three ingots.",
                "取样检测含铅不低于95%即可排除：请对三块锭做XRF检测。",
            ),
        }),
        scored_by: "boosted 2025-06 (calibrated), label-free 3 beside it".into(),
        versions: versions(),
        record: record(&[
            ("declaration_id", "A", "", "530120250000417703"),
            ("item_no", "32", "", "2"),
            ("accepted_on", "A", "", "2025-07-30"),
            ("hs_code", "33", "", "7801910000"),
            (
                "goods_description",
                "31",
                "",
                "铅锑合金锭 lead-antimony alloy ingots, Sb hardener, 25 kg/ingot, 1000 kg pallet",
            ),
            ("exporter_name", "2", "", "Guangxi Hengtai Metals Trading Co., Ltd."),
            ("consignee_name", "8", "", "Bright Saigon Materials JSC"),
            ("gross_mass_kg", "35", "kilograms", "25914.0"),
            ("net_mass_kg", "38", "kilograms", "25171.85"),
            ("statistical_value_usd", "46", "US dollars", "78032.70"),
            ("volume_m3", "", "cubic metres", "10.9"),
            ("container_id", "31", "", "TGHU 4471209"),
        ]),
        signals: vec![
            Measured {
                signal: "density-of-another-material".into(),
                family: "quantity".into(),
                value: 0.64,
                p_value: Some(0.0011),
                title: words("Density of another material", "密度似另一材料"),
            },
            Measured {
                signal: "unit-value-between-cover-and-mineral".into(),
                family: "valuation".into(),
                value: 1.15,
                p_value: Some(0.004),
                title: words("Price between cover and mineral", "价格介于伪报物与矿产之间"),
            },
            Measured {
                signal: "gross-far-from-net".into(),
                family: "quantity".into(),
                value: 1.029,
                p_value: None,
                title: words("Gross far from net", "毛净重差异"),
            },
        ],
        evidence: Evidence {
            price: among(
                3.1,
                "HS 7801 to all destinations, last 365 days",
                "HS 7801，全部目的国，近365天",
                214,
                [1.9, 2.05, 2.31, 2.52, 2.7, 2.88, 3.02],
            ),
            own_price: among(
                3.1,
                "own lines of 8110 until 2024-09-14",
                "本企业2024年9月14日前8110",
                31,
                [9.8, 10.4, 12.5, 16.2, 21.0, 24.9, 26.3],
            ),
            tare: among(
                1.0295,
                "HS 7801 on pallets",
                "HS 7801，托盘",
                188,
                [1.008, 1.011, 1.017, 1.022, 1.03, 1.044, 1.061],
            ),
            density: among(
                2310.0,
                "HS 7801 on pallets",
                "HS 7801，托盘",
                167,
                [3020.0, 3150.0, 3390.0, 3560.0, 3700.0, 3910.0, 4080.0],
            ),
            materials: vec![("lead alloy".into(), 11_000.0), ("antimony".into(), 6_700.0)],
            words: vec![
                WordSpoke {
                    word: "铅锑合金".into(),
                    says: words("lead-antimony alloy → 7801.91", "铅锑合金 → 7801.91"),
                    role: "for-code".into(),
                },
                WordSpoke {
                    word: "Sb hardener".into(),
                    says: words("a lead user's word for an antimony master alloy", "铅业所称锑母合金"),
                    role: "against-code".into(),
                },
                WordSpoke {
                    word: "antimony".into(),
                    says: words("antimony, controlled since 2024-09-15", "锑，2024年9月15日起管制"),
                    role: "mineral".into(),
                },
                WordSpoke {
                    word: "ingots".into(), says: words("unwrought metal", "未锻轧金属"), role: "form".into()
                },
            ],
            codes_by_words: vec![("8110".into(), 0.71), ("7801".into(), 0.18), ("7806".into(), 0.04)],
            control: vec![ControlTold {
                item: "1C902.a".into(),
                title: words("Antimony metal and alloys", "金属锑及锑合金"),
                status: "licence".into(),
                announcement: "MOFCOM & GACC 2024 No. 33".into(),
                in_force_from: Some(day("2024-09-15")),
                because: words(
                    "Not by its code, but the words name antimony; what the goods are decides.",
                    "编码不属管制，但品名含锑；以实货为准。",
                ),
            }],
            licence: None,
            ledger: Some(LedgerTold {
                element: "antimony".into(),
                bought_kg: 166_000.0,
                sold_kg: 21_000.0,
                exported_kg: 140_900.0,
                this_kg: 24_600.0,
                capacity_kg_year: None,
                window: words("2025-02-01 to 2025-07-29", "2025年2月1日至7月29日"),
            }),
            parties: vec![PartyMatch {
                role: "consignee".into(),
                declared: "Bright Saigon Materials JSC".into(),
                listed: "Saigon Brite Material Trading Joint Stock Company".into(),
                source: "list of end users under watch, entry of 2025-05-12".into(),
                likeness: 0.87,
                tokens: vec![
                    ("Saigon".into(), "Saigon".into(), 1.0),
                    ("Bright".into(), "Brite".into(), 0.78),
                    ("Materials".into(), "Material".into(), 0.94),
                    ("".into(), "Trading".into(), 0.0),
                    ("JSC".into(), "Joint Stock Company".into(), 1.0),
                ],
            }],
            way: vec![
                stop("origin", "CN-GX", "Nandan, Guangxi", "广西南丹", Some((24.98, 107.54)), false),
                stop("exit", "CNYTN", "Yantian", "盐田", Some((22.57, 114.27)), false),
                stop("transit", "SGSIN", "Singapore", "新加坡", Some((1.29, 103.85)), true),
                stop("transit", "VNSGN", "Ho Chi Minh City", "胡志明市", Some((10.77, 106.7)), true),
                stop("destination", "USLGB", "Long Beach", "长滩", Some((33.75, -118.2)), false),
            ],
            network: Network {
                nodes: vec![
                    node("e1", "exporter", "Guangxi Hengtai Metals Trading Co., Ltd.", true, false),
                    node("c1", "consignee", "Bright Saigon Materials JSC", true, true),
                    node("u1", "end-user", "Coastline Flame Retardants Inc.", true, false),
                    node("a1", "agent", "SZ-BROKER-0117", true, true),
                    node("e2", "exporter", "Nanning Fuda Import & Export", false, false),
                    node("e3", "exporter", "河池鑫源矿业有限公司", false, true),
                    node("t1", "phone", "+86 771 555 0142", false, false),
                    node("d1", "address", "Room 1203, 8 Minzu Avenue, Nanning", false, false),
                    node("p1", "person", "Huang W.", false, false),
                    node("c2", "consignee", "Thai Union Oxide Ltd.", false, false),
                    node("k1", "container", "TGHU 4471209", true, false),
                ],
                links: vec![
                    link("e1", "c1", "trades-with", 7),
                    link("c1", "u1", "trades-with", 2),
                    link("e1", "a1", "ships-by", 9),
                    link("e2", "a1", "ships-by", 4),
                    link("e1", "t1", "shares-phone", 1),
                    link("e2", "t1", "shares-phone", 1),
                    link("e3", "d1", "shares-address", 1),
                    link("e1", "d1", "shares-address", 1),
                    link("e3", "p1", "shares-person", 1),
                    link("e2", "c2", "trades-with", 5),
                    link("e3", "c1", "trades-with", 3),
                    link("e1", "k1", "ships-by", 1),
                ],
            },
        },
    };
    Sample {
        name: "ingots",
        dossiers: vec![dossier],
        exporter: life(
            "2023-09-04",
            11,
            62,
            &[
                ("8110101000", Some("antimony"), 21_000.0),
                ("7801910000", None, 24_000.0),
                ("2617101000", Some("antimony"), 9_000.0),
                ("7801110000", None, 18_000.0),
            ],
            "VN",
        ),
        consignee: life(
            "2024-11-20",
            17,
            15,
            &[("7801910000", None, 24_000.0), ("8110101000", Some("antimony"), 12_000.0)],
            "US",
        ),
        similar: vec![
            SimilarCase {
                number: "C-2025-000311".into(),
                link: "/cases/311".into(),
                opened_on: day("2025-05-02"),
                goods: "lead antimony hardener ingots".into(),
                hs_code: "7801910000".into(),
                mineral: Some("antimony".into()),
                exporter: "Nanning Fuda Import & Export".into(),
                destination: "VN".into(),
                risk: 0.94,
                outcome: Outcome::FalseDeclaration,
                seized_kg: Some(1_600.0),
                alike: vec![words("same agent", "同一代理"), words("same heading", "同一品目")],
            },
            SimilarCase {
                number: "C-2025-000198".into(),
                link: "/cases/198".into(),
                opened_on: day("2025-03-19"),
                goods: "lead alloy".into(),
                hs_code: "7801910000".into(),
                mineral: None,
                exporter: "Hechi Anda".into(),
                destination: "TH".into(),
                risk: 0.71,
                outcome: Outcome::Clear,
                seized_kg: None,
                alike: vec![words("same heading", "同一品目")],
            },
        ],
        history: vec![
            HistoryLine {
                at: "2025-07-31 21:14 UTC".into(),
                who: "tidewaiter".into(),
                deed: words("opened by the night of 2025-07-31", "由2025年7月31日批次立案"),
                note: String::new(),
            },
            HistoryLine {
                at: "2025-08-01 01:02 UTC".into(),
                who: "li.na".into(),
                deed: words("took the case", "领取案件"),
                note: "call Yantian, hold the box".into(),
            },
        ],
        ..Sample::default()
    }
}
