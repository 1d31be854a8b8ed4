//! Destination, discharge and transit.

use crate::clearing::change::{Change, OTHER, Setting, Value, Words};
use crate::clearing::form::Proposal;
use crate::clearing::line::Line;
use crate::reference::DISCHARGED_ELSEWHERE;
use crate::schema::{CONSIGNEE_COUNTRY, DESTINATION_COUNTRY, DISCHARGE_PORT, TRANSIT_COUNTRIES};
use crate::signals::Text;

pub(in crate::clearing) static DESTINATION: Proposal = Proposal {
    id: "destination",
    fact: Text { en: "Destination", zh: "最终目的国" },
    document: Text {
        en: "contract, through bill of lading and end-user certificate that name the country",
        zh: "载明该国的合同、全程提单及最终用户证明",
    },
    answers: &[
        "discharged-elsewhere",
        "destination-rare-for-exporter",
        "destination-rare-for-goods",
        "destination-without-use",
        "way-touches-barred-country",
        "needless-detour",
        "transit-rare-for-destination",
        "route-changed-after-control",
        "hub-share-jump",
        "hub-consignee-new-after-control",
        "corridor-rising",
        "mirror-gap",
        "licence-for-other-country",
    ],
    changes: destinations,
};

/// The consignee's country, and the country of the port of discharge.
fn destinations(line: &Line) -> Vec<Change> {
    let Some(declared) = line.text(DESTINATION_COUNTRY) else { return Vec::new() };
    // The first two letters of a UN/LOCODE are its country.
    let port = line.text(DISCHARGE_PORT).filter(|port| port.len() == 5 && port.is_ascii());
    let mut countries = vec![declared];
    for country in line.text(CONSIGNEE_COUNTRY).into_iter().chain(port.map(|port| &port[..2])) {
        if !countries.contains(&country) {
            countries.push(country);
        }
    }
    let to = |country: &&str| Change {
        declares: vec![Setting::text(DESTINATION_COUNTRY, *country)],
        establishes: Vec::new(),
        declared: Words::same(declared),
        needed: Words::same(*country),
        size: OTHER,
    };
    countries[1..].iter().map(to).collect()
}

pub(in crate::clearing) static DISCHARGE: Proposal = Proposal {
    id: "discharge",
    fact: Text { en: "Way after discharge", zh: "卸货后去向" },
    document: Text {
        en: "through bill of lading to the destination, and the booking of the onward carriage",
        zh: "至目的国的全程提单及续运订舱单",
    },
    answers: &["discharged-elsewhere"],
    changes: |line| match (line.number(DISCHARGED_ELSEWHERE), line.text(DISCHARGE_PORT)) {
        (Some(1.0), Some(port)) => {
            let destination = line.text(DESTINATION_COUNTRY).unwrap_or_default();
            vec![Change::shown(
                vec![Setting::number(DISCHARGED_ELSEWHERE, 0.0)],
                Words::new(format!("discharged at {port}"), format!("在{port}卸货")),
                Words::new(
                    format!("carried on to {destination} under one bill"),
                    format!("凭同一提单续运至{destination}"),
                ),
            )]
        }
        _ => Vec::new(),
    },
};

pub(in crate::clearing) static TRANSIT: Proposal = Proposal {
    id: "transit",
    fact: Text { en: "Transit", zh: "中转国" },
    document: Text { en: "through bill of lading without transhipment there", zh: "不经该地中转的全程提单" },
    answers: &["way-touches-barred-country", "transit-rare-for-destination", "needless-detour"],
    changes: |line| {
        let without = |transit: &str| Change {
            declares: vec![Setting { column: TRANSIT_COUNTRIES.name, value: Value::Nothing }],
            establishes: Vec::new(),
            declared: Words::same(transit),
            needed: Words::new("direct", "直达"),
            size: OTHER,
        };
        line.text(TRANSIT_COUNTRIES).map(without).into_iter().collect()
    },
};
