//! An invented night in the manner of published cases; no name belongs to a real trader.

use chrono::NaiveDate;
use tidewaiter::report::{
    CaseLine, ClearingLine, Flow, Histogram, NightReport, QuarantineLine, ReasonLine, SignalLine, TypologyLine,
};

/// goods | hs | mineral | typology | exporter | consignee | route | destination | kg | usd | risk | reasons
/// A reason: family, signal, share in percent, English, Chinese.
type Told = (
    &'static str,
    &'static str,
    &'static str,
    (&'static str, &'static str, &'static str),
    (&'static str, &'static str),
    (&'static str, &'static str),
    (f64, f64, f64, f64),
    &'static [(&'static str, &'static str, f64, &'static str, &'static str)],
);

const MISCLASSIFIED: (&str, &str, &str) = ("T1", "Misclassified to a cover code", "伪报税号");
const LAUNDERED: (&str, &str, &str) = ("T2", "Vague description", "品名含混");
const CONCEALED: (&str, &str, &str) = ("T5", "Concealed in other goods", "夹藏");
const RE_EXPORT: (&str, &str, &str) = ("T6", "Third-country re-export", "第三国转口");
const SPLIT: (&str, &str, &str) = ("T8", "Split below a threshold", "化整为零");

const TOLD: &[Told] = &[
    (
        "Lead-antimony alloy ingots, Pb base, 1000 kg bundles 铅锑合金锭",
        "7801910000",
        "antimony",
        MISCLASSIFIED,
        ("Hunan Qingshan Trading Co Ltd 湖南青杉贸易有限公司", "Lotus River Metals Co., Ltd."),
        ("Yantian CN → Laem Chabang TH", "TH"),
        (25_171.85, 1_057_200.0, 0.973, 0.93),
        &[
            (
                "valuation",
                "unit-value-above-peers",
                0.41,
                "Declared at 42.0 USD/kg; 1,204 comparable exports of this code had 2.1–3.4.",
                "申报单价 42.0 美元/千克；同税号 1204 票出口为 2.1–3.4。",
            ),
            (
                "quantity",
                "density-unlike-code",
                0.27,
                "Packed 2,290 kg/m³; lead alloy packs at 3,300–3,900.",
                "包装密度 2290 千克/立方米；铅合金为 3300–3900。",
            ),
            (
                "party",
                "exporter-new-to-code",
                0.14,
                "The exporter never declared HS 780191 before 2025-02-11.",
                "该出口人 2025-02-11 前从未申报 780191。",
            ),
            (
                "routing",
                "destination-rare-for-code",
                0.08,
                "2 of 1,204 exports of this code went to TH in two years.",
                "两年内该税号 1204 票中仅 2 票运往泰国。",
            ),
        ],
    ),
    (
        "Low-temperature solder paste Sn42Bi58, jars 500 g",
        "3810100000",
        "bismuth",
        MISCLASSIFIED,
        ("Guangxi Nanhu Electronics Material Co Ltd", "Siam Solder Supply Co., Ltd."),
        ("Nanning CN → Bangkok TH", "TH"),
        (600.0, 21_300.0, 0.944, 0.71),
        &[
            (
                "classification",
                "text-names-controlled-mineral",
                0.52,
                "The text names bismuth (Sn42Bi58, 58 % Bi); code 3810100000 is free, bismuth is controlled since 2025-02-04.",
                "品名含铋（Sn42Bi58，含铋 58%）；3810100000 未列管，铋自 2025-02-04 起管制。",
            ),
            (
                "valuation",
                "unit-value-above-peers",
                0.19,
                "Declared at 35.5 USD/kg; 311 comparable exports had 12–22.",
                "申报单价 35.5 美元/千克；同类 311 票为 12–22。",
            ),
        ],
    ),
    (
        "金属靶材样品 metal target samples",
        "8486909110",
        "terbium",
        LAUNDERED,
        ("Huizhou Xinyao Thin Film Co Ltd 惠州欣曜薄膜有限公司", "Koban Optics KK"),
        ("Shenzhen CN → Narita JP", "JP"),
        (18.5, 1_240.0, 0.921, 0.84),
        &[
            (
                "classification",
                "vague-description",
                0.33,
                "“Samples” without composition; 4 mandatory elements are missing.",
                "品名仅写“样品”，缺 4 项申报要素。",
            ),
            (
                "timing",
                "many-small-lots",
                0.31,
                "14 lots of 15–20 kg in 30 days to the same consignee.",
                "30 天内向同一收货人 14 票，每票 15–20 千克。",
            ),
            (
                "valuation",
                "unit-value-below-peers",
                0.22,
                "Declared at 67 USD/kg; terbium targets had 900–3,100.",
                "申报单价 67 美元/千克；铽靶为 900–3100。",
            ),
        ],
    ),
    (
        "Antimony trioxide 99.8 %, bags 25 kg 三氧化二锑",
        "2825800090",
        "antimony",
        RE_EXPORT,
        ("Guangdong Meixi Chemical Co Ltd", "Unity Pacific Chemicals (Thailand)"),
        ("Shenzhen CN → Laem Chabang TH", "TH"),
        (60_000.0, 1_980_000.0, 0.902, 0.88),
        &[
            (
                "routing",
                "hub-with-new-consignee",
                0.44,
                "TH is a hub for antimony; this consignee was first seen on 2025-01-09, after the control of 2024-09-15.",
                "泰国为锑中转地；收货人首见于 2025-01-09，晚于 2024-09-15 管制。",
            ),
            (
                "valuation",
                "unit-value-above-peers",
                0.18,
                "Declared at 33 USD/kg; 99.8 % grade had 19–24, 99.99 % grade 31–36.",
                "申报单价 33 美元/千克；99.8% 级为 19–24，99.99% 级为 31–36。",
            ),
            (
                "classification",
                "look-alike-code",
                0.17,
                "2825800010 (99.99 % and above) is controlled and differs by purity only.",
                "2825800010（纯度≥99.99%）列管，仅纯度不同。",
            ),
        ],
    ),
    (
        "Ceramic tile adhesive powder, grey, 25 kg bags",
        "3214900090",
        "neodymium magnets",
        CONCEALED,
        ("Ningbo Haitang Building Materials Co Ltd", "Penang Tile & Stone Sdn Bhd"),
        ("Yantian CN → Port Klang MY", "MY"),
        (25_000.0, 13_750.0, 0.886, 0.9),
        &[
            (
                "quantity",
                "density-unlike-code",
                0.48,
                "Packed 1,510 kg/m³; tile adhesive packs at 1,000–1,150, NdFeB powder at 1,450–1,600.",
                "包装密度 1510 千克/立方米；瓷砖胶为 1000–1150，钕铁硼粉为 1450–1600。",
            ),
            (
                "party",
                "exporter-new-to-code",
                0.21,
                "The exporter's other goods are magnets (8505) in 61 of 64 declarations.",
                "该出口人 64 票中 61 票为磁体（8505）。",
            ),
        ],
    ),
    (
        "Sintered NdFeB magnets, Pr 4.7 Nd 24.1 B 1.0 Fe bal.",
        "8505111000",
        "dysprosium",
        MISCLASSIFIED,
        ("Zhejiang Dongmu Magnetics Co Ltd 浙江东沐磁业", "Alpenmotor AG"),
        ("Yangshan CN → Basel CH", "CH"),
        (4_000.0, 112_000.0, 0.861, 0.77),
        &[
            (
                "classification",
                "grade-contradicts-composition",
                0.55,
                "Grade suffix “SH” needs Dy or Tb; the composition declares none and sums to 97.2 %.",
                "牌号后缀“SH”须含镝或铽；申报成分无此元素，合计 97.2%。",
            ),
            (
                "valuation",
                "unit-value-above-peers",
                0.12,
                "Declared at 28.0 USD/kg; magnets without Dy had 17–25.",
                "申报单价 28.0 美元/千克；无镝磁体为 17–25。",
            ),
        ],
    ),
    (
        "Art supplies, metal modelling compound",
        "3213100000",
        "gallium",
        LAUNDERED,
        ("Shenzhen Bolan E-Commerce Co Ltd", "Delta Craft Imports LLC"),
        ("Shenzhen CN → Hong Kong HK", "HK"),
        (9.9, 790.0, 0.842, 0.82),
        &[
            (
                "timing",
                "lots-under-threshold",
                0.39,
                "11 lots of 9.2–9.9 kg in 14 days, just under 10 kg.",
                "14 天内 11 票，每票 9.2–9.9 千克，略低于 10 千克。",
            ),
            (
                "quantity",
                "package-unlike-code",
                0.28,
                "1 kg plastic bottles in foam; art supplies come in tubes and cartons.",
                "1 千克塑料瓶泡沫包装；美术用品为软管纸箱。",
            ),
            (
                "routing",
                "destination-rare-for-code",
                0.11,
                "HK took 3 % of this code's exports before 2023-08-01 and 19 % since.",
                "2023-08-01 前香港占 3%，之后 19%。",
            ),
        ],
    ),
    (
        "Tungsten carbide powder WC, 0.8 μm, steel drums 50 kg",
        "2849902000",
        "tungsten",
        RE_EXPORT,
        ("Jiangxi Ganbei Tungsten Co Ltd 江西赣北钨业", "Formosa Hardmetal Co., Ltd."),
        ("Xiamen CN → Kaohsiung TW", "TW"),
        (12_000.0, 744_000.0, 0.813, 0.86),
        &[
            (
                "routing",
                "hub-with-new-consignee",
                0.36,
                "The consignee was first seen on 2025-03-20, after the control of 2025-02-04.",
                "收货人首见于 2025-03-20，晚于 2025-02-04 管制。",
            ),
            (
                "party",
                "consignee-new-to-exporter",
                0.24,
                "The exporter delivered to a US buyer until 2025-01; not since.",
                "该出口人 2025-01 前直供美国买方，此后停止。",
            ),
        ],
    ),
    (
        "Nickel powder, water-atomised, 25 kg drums",
        "7504002000",
        "dysprosium",
        MISCLASSIFIED,
        ("Baotou Xiyuan New Materials Co Ltd", "Han River Alloys Co., Ltd."),
        ("Tianjin CN → Busan KR", "KR"),
        (2_000.0, 33_000.0, 0.794, 0.8),
        &[
            (
                "party",
                "source-region-unlike-code",
                0.37,
                "The source region makes rare earths; 0 of 88 nickel powder exports came from there.",
                "境内货源地为稀土产区；88 票镍粉无一来自该地。",
            ),
            (
                "quantity",
                "package-unlike-code",
                0.25,
                "Double-sealed 25 kg drums under argon; nickel powder comes in big bags.",
                "双层密封充氩 25 千克桶；镍粉为吨袋。",
            ),
        ],
    ),
    (
        "Germanium lens blanks, Ø 50 mm, uncoated",
        "9001909090",
        "germanium",
        RE_EXPORT,
        ("Yunnan Dianchi Infrared Co Ltd 云南滇池红外", "Brabant Photonics BV"),
        ("Kunming CN → Antwerp BE", "BE"),
        (140.0, 305_000.0, 0.771, 0.83),
        &[
            (
                "classification",
                "look-alike-code",
                0.42,
                "Germanium articles are controlled as 8112991000; lens blanks of 9001 are free only when worked.",
                "锗制品 8112991000 列管；9001 毛坯仅已加工者未列管。",
            ),
            (
                "routing",
                "hub-with-new-consignee",
                0.2,
                "BE took 38 % of germanium in the first half of 2025.",
                "2025 年上半年比利时占锗出口 38%。",
            ),
        ],
    ),
];

/// A night of 41,204 lines with 30 cases, flows of 12 minerals to 15 destinations, sleeping signals and quarantine.
pub fn night() -> NightReport {
    let mut cases: Vec<CaseLine> = (0..30).map(case).collect();
    cases.sort_by(|a, b| b.priority.total_cmp(&a.priority));
    (1..).zip(&mut cases).for_each(|(rank, case)| case.rank = rank);
    let risks = (0..41_163).map(|n| {
        let place = (n as f64 + 0.5) / 41_163.0;
        (place.powi(7) * 0.93 + 0.05 * place).min(0.99)
    });
    NightReport {
        title: "Night of 2025-06-15".into(),
        as_of: NaiveDate::from_ymd_opt(2025, 6, 14),
        run_id: "7f1c0b5d2a9e44d1b6c8e03f5a17d9428c6b1e0f93d2a7c54be81f60d3a92c77".into(),
        scored_by: "label-free 1".into(),
        rows_read: 41_204,
        rows_scored: 41_163,
        rows_quarantined: 41,
        first_on: NaiveDate::from_ymd_opt(2025, 6, 15),
        last_on: NaiveDate::from_ymd_opt(2025, 6, 15),
        seconds: Some(1.8),
        capacity: 411,
        lanes: [("inspect", 206), ("review", 164), ("audit", 41), ("release", 40_752)]
            .map(|(lane, n)| (lane.to_string(), n))
            .to_vec(),
        risk_histogram: Histogram::of_risks(risks, Some(0.68)),
        cases,
        flows: flows(),
        signals: signals(),
        quarantine: vec![
            QuarantineLine {
                rule: "net-mass-negative".into(),
                rows: 23,
                example: "exports-0615.csv row 1,204: net_mass_kg = -25".into(),
            },
            QuarantineLine {
                rule: "hs-code-not-digits".into(),
                rows: 12,
                example: "exports-0615.csv row 88: hs_code = “8110.10锑”".into(),
            },
            QuarantineLine {
                rule: "accepted-on-unreadable".into(),
                rows: 6,
                example: "exports-0615.csv row 9,771: accepted_on = 2025-02-30".into(),
            },
        ],
        notes: vec![
            "No column for the licence number: quota balances could not be kept.".into(),
            "The control list reaches 2026-11-27; control status after that day is unknown.".into(),
        ],
    }
}

fn case(at: usize) -> CaseLine {
    let (goods, hs_code, mineral, typology, parties, way, numbers, reasons) = TOLD[at % TOLD.len()];
    let round = (at / TOLD.len()) as f64;
    let lane = match at {
        12 | 25 => "audit",
        0..=14 => "inspect",
        _ => "review",
    };
    let scale = 1.0 - 0.31 * round;
    CaseLine {
        rank: at as u64 + 1,
        declaration_id: format!("5305202506150{:05}", 40_127 + 311 * at),
        item_no: 1 + (at % 3) as i64,
        accepted_on: NaiveDate::from_ymd_opt(2025, 6, 15).unwrap(),
        lane: lane.into(),
        goods: goods.into(),
        hs_code: hs_code.into(),
        exporter: parties.0.into(),
        consignee: parties.1.into(),
        route: way.0.into(),
        destination: way.1.into(),
        net_mass_kg: Some((numbers.0 * scale * 10.0).round() / 10.0),
        value_usd: Some((numbers.1 * scale).round()),
        risk: numbers.2 * (1.0 - 0.06 * round),
        false_declaration_risk: numbers.2 * 0.96,
        re_export_risk: if typology.0 == "T6" { numbers.2 * 0.9 } else { 0.12 },
        severity: numbers.3,
        priority: numbers.2 * (0.5 + 0.5 * numbers.3) * (1.0 - 0.06 * round),
        typology: (at % 7 != 5).then(|| TypologyLine {
            code: if at == 6 { SPLIT.0.into() } else { typology.0.into() },
            name_en: if at == 6 { SPLIT.1.into() } else { typology.1.into() },
            name_zh: if at == 6 { SPLIT.2.into() } else { typology.2.into() },
        }),
        mineral: Some(mineral.into()),
        reasons: reasons
            .iter()
            .map(|(family, signal, share, en, zh)| ReasonLine {
                signal: signal.to_string(),
                family: family.to_string(),
                share: *share,
                text_en: en.to_string(),
                text_zh: zh.to_string(),
            })
            .collect(),
        clearing: (lane != "review").then(|| clearing(at)),
        model: "label-free 1".into(),
    }
}

/// Every third case has nothing that clears it.
fn clearing(at: usize) -> ClearingLine {
    let clears = at % 3 != 1;
    let (en, zh) = if clears {
        (
            "Commodity code: 7801910000 → 8110101000 (proof: certificate of analysis of a sample drawn by customs).",
            "商品编码：7801910000 → 8110101000（证明：海关取样化验报告）。",
        )
    } else {
        (
            "No declared fact clears it; what stands is: Firms act as one.",
            "任何申报事项均不足以排除疑点；仍存在：关联企业。",
        )
    };
    ClearingLine { clears, rank: 1_000 + at as u64, text_en: en.into(), text_zh: zh.into() }
}

fn flows() -> Vec<Flow> {
    const MINERALS: [(&str, f64); 12] = [
        ("antimony", 42.0),
        ("tungsten", 61.0),
        ("bismuth", 18.0),
        ("molybdenum", 58.0),
        ("gallium", 420.0),
        ("germanium", 2100.0),
        ("indium", 390.0),
        ("tellurium", 105.0),
        ("dysprosium", 270.0),
        ("terbium", 1150.0),
        ("yttrium", 12.0),
        ("NdFeB and SmCo magnets", 34.0),
    ];
    const DESTINATIONS: [&str; 15] =
        ["JP", "KR", "DE", "US", "TH", "VN", "HK", "NL", "MX", "IN", "TW", "MY", "BE", "PL", "CH"];
    let mut flows = Vec::new();
    for (m, (mineral, price)) in MINERALS.iter().enumerate() {
        for (d, destination) in DESTINATIONS.iter().enumerate() {
            let draw = (m * 131 + d * 71 + m * d * 17) % 100;
            if draw < 22 {
                continue;
            }
            let net_mass_kg = (draw * draw * 40 / (1 + d)) as f64 * (30.0 / price).max(0.02);
            let hub = ["TH", "HK", "MX", "BE", "MY"].contains(destination);
            flows.push(Flow {
                mineral: mineral.to_string(),
                destination: destination.to_string(),
                rows: 1 + (draw / 3) as u64,
                net_mass_kg,
                value_usd: net_mass_kg * price,
                high_risk_share: if hub {
                    draw as f64 / 180.0
                } else if draw % 3 == 0 {
                    0.0
                } else {
                    draw as f64 / 2500.0
                },
            });
        }
    }
    flows
}

fn signals() -> Vec<SignalLine> {
    [
        (
            "text-names-controlled-mineral",
            "classification",
            "Text names a controlled mineral",
            "品名含管制矿产",
            41_163,
            31,
            None,
        ),
        ("look-alike-code", "classification", "Code beside a controlled one", "相近税号", 41_163, 118, None),
        ("unit-value-below-peers", "valuation", "Priced below its peers", "单价低于同类", 38_940, 402, None),
        ("unit-value-above-peers", "valuation", "Priced above its peers", "单价高于同类", 38_940, 377, None),
        ("density-unlike-code", "quantity", "Density unlike the code", "密度不符", 12_004, 96, None),
        ("package-unlike-code", "quantity", "Packages unlike the code", "包装不符", 33_871, 210, None),
        ("hub-with-new-consignee", "routing", "Hub with a new consignee", "中转地新收货人", 40_877, 143, None),
        ("exporter-new-to-code", "party", "Exporter new to this code", "出口人首次申报该税号", 41_160, 905, None),
        (
            "licence-over-quota",
            "account",
            "Licence beyond its quota",
            "许可证超量",
            0,
            0,
            Some("no column licence_no; map it to wake this signal"),
        ),
        ("lots-under-threshold", "timing", "Lots just under a threshold", "略低于限额", 41_163, 67, None),
    ]
    .map(|(id, family, en, zh, rows_measured, alarms, slept)| SignalLine {
        id: id.into(),
        family: family.into(),
        title_en: en.into(),
        title_zh: zh.into(),
        rows_measured,
        alarms,
        slept: slept.map(String::from),
    })
    .to_vec()
}
