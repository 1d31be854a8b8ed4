//! More hand-made cases: a way by a hub, a ring, a line drawn at random, one of which next to nothing is known.

use super::samples::Sample;
use super::samples::among;
use super::samples::day;
use super::samples::ingots_as_lead;
use super::samples::reason;
use super::samples::stop;
use super::samples::words;
use crate::cases::Belongs;
use crate::cases::ClearingTold;
use crate::cases::Dossier;
use crate::cases::LicenceTold;
use crate::cases::TypologyNamed;
use crate::cases::WordSpoke;

/// A misdeclared ingot, a re-export by a hub, a licence ring, a line drawn at random, and one of which little is known.
pub(crate) fn all() -> Vec<Sample> {
    vec![ingots_as_lead(), oxide_by_hub(), magnets_in_ring(), drawn_at_random(), almost_nothing()]
}

fn oxide_by_hub() -> Sample {
    let mut sample = ingots_as_lead();
    sample.name = "hub";
    let dossier = &mut sample.dossiers[0];
    dossier.goods = "Antimony trioxide Sb2O3 99.8 %, flame retardant synergist, white powder".into();
    dossier.hs_code = "2825800090".into();
    dossier.destination = "MX".into();
    dossier.route = "Changsha → Shanghai → Laem Chabang → Manzanillo".into();
    dossier.typology =
        Some(TypologyNamed { code: "T6".into(), name: words("third-country re-export", "经第三国转口") });
    dossier.reasons = vec![
        reason(
            "hub-share-jump",
            "routing",
            0.41,
            0.001,
            "Through Thailand: 27 times the quantity of the year before, and one smelter there.",
            "经泰国：为上年的27倍，当地仅一家冶炼厂。",
        ),
        reason(
            "licence-over-quota",
            "account",
            0.33,
            0.002,
            "With this line 41.2 t under a licence of 36 t.",
            "计入本票共41.2吨，许可仅36吨。",
        ),
        reason(
            "consignee-new-after-control",
            "party",
            0.16,
            0.01,
            "The consignee first appears 19 days after the control date.",
            "收货人于管制生效19天后首次出现。",
        ),
    ];
    dossier.clearing = Some(ClearingTold {
        clears: false,
        rank: 0,
        text: words("No single declared fact would clear it.", "改变任何单一申报项均不能排除。"),
    });
    dossier.evidence.price = among(
        11.4,
        "HS 282580 to TH, last 365 days",
        "HS 282580，泰国，近365天",
        46,
        [9.1, 9.6, 10.9, 11.6, 12.4, 14.0, 14.9],
    );
    dossier.evidence.own_price = None;
    dossier.evidence.density = None;
    dossier.evidence.materials.clear();
    dossier.evidence.parties.clear();
    dossier.evidence.words = vec![WordSpoke {
        word: "99.8 %".into(),
        says: words("below 99.99 %: not controlled by purity", "低于99.99%，按纯度不属管制"),
        role: "purity".into(),
    }];
    dossier.evidence.codes_by_words = vec![("2825".into(), 0.93)];
    dossier.evidence.licence = Some(LicenceTold {
        number: "24-1Q-0481".into(),
        holder: "Hunan Chenzhou Oxide Works".into(),
        valid_from: Some(day("2025-01-10")),
        valid_to: Some(day("2025-07-09")),
        licensed_kg: Some(36_000.0),
        used_kg: Some(22_400.0),
        this_kg: Some(18_800.0),
        faults: vec![
            words("Used after its last day, 2025-07-09.", "已于2025年7月9日到期。"),
            words("The holder is another firm than the exporter.", "持证人与出口商不符。"),
        ],
    });
    dossier.evidence.way = vec![
        stop("origin", "CN-HN", "Changsha", "长沙", Some((28.2, 112.97)), false),
        stop("exit", "CNSHA", "Shanghai", "上海", Some((31.23, 121.47)), false),
        stop("transit", "THLCH", "Laem Chabang", "林查班", Some((13.08, 100.88)), true),
        stop("discharge", "MXZLO", "Manzanillo", "曼萨尼约", Some((19.05, -104.32)), false),
        stop("destination", "MX-??", "Monclova works", "", None, false),
    ];
    sample
}

fn magnets_in_ring() -> Sample {
    let base = ingots_as_lead();
    let mut dossiers = Vec::new();
    for i in 0..4 {
        let mut dossier = base.dossiers[0].clone();
        dossier.declaration_id = format!("22482025000{:04}", 9100 + i * 3);
        dossier.rank = 7 + i;
        dossier.item_no = 1;
        dossier.goods = "Sintered magnet NdFeB 35UH, block, Nd 24.1 Pr 6.2 Fe 67.9 B 1.0".into();
        dossier.hs_code = "8505111000".into();
        dossier.mineral = Some("dysprosium".into());
        dossier.net_mass_kg = Some(960.0 + 7.0 * f64::from(i));
        dossier.value_usd = Some(37_800.0 + 300.0 * f64::from(i));
        dossier.exporter_name =
            ["Ningbo Yongxin Magnetics", "Ningbo Kaiyuan Trade", "宁波恒磁科技有限公司", "Cixi Magnet Supply"]
                [i as usize]
                .into();
        dossier.typology =
            Some(TypologyNamed { code: "T8".into(), name: words("splitting below a threshold", "化整为零") });
        dossier.evidence.price = among(
            39.0,
            "HS 8505111000 to DE, last 365 days",
            "HS 8505111000，德国，近365天",
            1_204,
            [24.0, 27.5, 33.0, 38.0, 44.0, 61.0, 88.0],
        );
        dossier.evidence.own_price = None;
        dossier.evidence.way = vec![
            stop("exit", "CNNGB", "Ningbo", "宁波", Some((29.87, 121.55)), false),
            stop("transit", "HKHKG", "Hong Kong", "香港", Some((22.3, 114.17)), true),
            stop("destination", "DEHAM", "Hamburg", "汉堡", Some((53.55, 9.99)), false),
        ];
        dossiers.push(dossier);
    }
    Sample {
        name: "ring",
        dossiers,
        belongs: Some(Belongs {
            key: "splitting:8505:DEHAM:2025-07".into(),
            kind: "splitting".into(),
            why: words(
                "Four lots of 960 to 981 kg within five days to one consignee, each just under 1,000 kg, by four exporters who share a telephone.",
                "五天内四票960至981千克，均略低于1,000千克，收货人相同，四家出口商共用电话。",
            ),
        }),
        ..base
    }
}

fn drawn_at_random() -> Sample {
    let mut sample = ingots_as_lead();
    sample.name = "random";
    let dossier = &mut sample.dossiers[0];
    dossier.lane = "audit".into();
    dossier.risk = 0.02;
    dossier.rank = 14_021;
    dossier.reasons.clear();
    dossier.typology = None;
    dossier.clearing = None;
    dossier.evidence.price = among(
        2.5,
        "HS 7801 to all destinations, last 365 days",
        "HS 7801，全部目的国，近365天",
        214,
        [1.9, 2.05, 2.31, 2.52, 2.7, 2.88, 3.02],
    );
    dossier.evidence.parties.clear();
    sample.similar.clear();
    sample
}

fn almost_nothing() -> Sample {
    let dossier = Dossier {
        format: 1,
        run_id: "00".into(),
        night: day("2025-01-02"),
        rank: 1,
        lane: "review".into(),
        declaration_id: "X1".into(),
        item_no: 1,
        accepted_on: day("2025-01-02"),
        risk: f64::NAN,
        scored_by: "label-free 3".into(),
        ..Dossier::default()
    };
    Sample { name: "bare", dossiers: vec![dossier], ..Sample::default() }
}
