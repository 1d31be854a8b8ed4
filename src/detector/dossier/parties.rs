//! Who the parties are like, and who stands around them.

use super::cells::{Line, figure};
use crate::baselines::SAME_BOX_N;
use crate::cases::{Link, Network, Node, PartyMatch};
use crate::engines::{Around, AroundKind, AroundTie, ListedParties, PartyQuery};
use crate::schema;

/// Matches told of one name at most.
const MATCHES: usize = 3;
/// Likeness from which a party counts as one from a list: most such names are the listed party.
const LISTED: f64 = 0.75;

/// Listed parties that consignee and end user are like, likest first; those that are screened.
pub(super) fn matches(line: &Line, listed: &ListedParties) -> Vec<PartyMatch> {
    let destination = line.text(schema::DESTINATION_COUNTRY);
    let consignee = line.text(schema::CONSIGNEE_NAME).map(|name| {
        let country = line.text(schema::CONSIGNEE_COUNTRY).or(destination);
        ("consignee", PartyQuery { name, address: line.text(schema::CONSIGNEE_ADDRESS), country, day: None })
    });
    let end_user = line.text(schema::END_USER_NAME);
    let end_user =
        end_user.map(|name| ("end-user", PartyQuery { name, address: None, country: destination, day: None }));
    let mut all: Vec<PartyMatch> = Vec::new();
    for (role, query) in consignee.into_iter().chain(end_user) {
        all.extend(listed.matches(&query, line.day(), MATCHES).into_iter().map(|found| {
            let since = found.listed_on.map(|day| day.to_string());
            let source = [Some(found.source).filter(|source| !source.is_empty()), since];
            let word = |(declared, listed, likeness): (String, String, f32)| {
                (declared, listed, figure(f64::from(likeness)).unwrap_or_default())
            };
            PartyMatch {
                role: role.to_owned(),
                declared: query.name.to_owned(),
                listed: found.listed,
                source: source.into_iter().flatten().collect::<Vec<_>>().join(", "),
                likeness: figure(f64::from(found.likeness)).unwrap_or_default(),
                tokens: found.words.into_iter().map(word).collect(),
            }
        }));
    }
    // Equals keep their order: the consignee first.
    all.sort_by(|a, b| b.likeness.total_cmp(&a.likeness));
    all
}

/// The picture of the parties; empty where the exporter is not known.
pub(super) fn network(line: &Line, around: &Around, matches: &[PartyMatch]) -> Network {
    let listed = |role: &str| matches.iter().any(|found| found.role == role && found.likeness >= LISTED);
    let mut nodes: Vec<Node> = around
        .parties
        .iter()
        .map(|party| Node {
            id: party.id.clone(),
            label: if party.own { own_name(line, party.kind) } else { party.label.clone() },
            kind: kind(party.kind).to_owned(),
            own: party.own,
            marked: party.marked || party.own && party.kind == AroundKind::Consignee && listed("consignee"),
        })
        .collect();
    let tie = |tie: &AroundTie| {
        let kind = match tie.kind {
            AroundKind::Exporter | AroundKind::Consignee => "trades-with",
            AroundKind::Agent => "ships-by",
            AroundKind::Address => "shares-address",
            AroundKind::Phone => "shares-phone",
            AroundKind::Person => "shares-person",
        };
        Link { from: tie.from.clone(), to: tie.to.clone(), kind: kind.to_owned(), n: tie.n }
    };
    let mut links: Vec<Link> = around.ties.iter().map(tie).collect();
    let buyer = nodes.iter().find(|node| node.own && node.kind == "consignee").map(|node| node.label.clone());
    let mut own = |id: &str, label: &str, kind: &str, marked: bool| {
        nodes.push(Node { id: id.into(), label: label.into(), kind: kind.into(), own: true, marked });
    };
    if let Some(end_user) = line.text(schema::END_USER_NAME).filter(|name| buyer.as_deref() != Some(name)) {
        own("end-user", end_user, "end-user", listed("end-user"));
        if buyer.is_some() {
            links.push(Link { from: "consignee".into(), to: "end-user".into(), kind: "trades-with".into(), n: 0 });
        }
    }
    // A container is told where it came back: the same box again carried the exporter's lots.
    let again = line.positive(SAME_BOX_N);
    let boxes = line.text(schema::CONTAINER_IDS).unwrap_or_default();
    let container = boxes.split([';', ',', ' ']).filter(|id| !id.is_empty()).min();
    if let (Some(again), Some(container)) = (again, container) {
        own("container", container, "container", false);
        links.push(Link { from: "exporter".into(), to: "container".into(), kind: "ships-by".into(), n: again as u64 });
    }
    Network { nodes, links }
}

fn own_name(line: &Line, kind: AroundKind) -> String {
    let (name, id) = match kind {
        AroundKind::Consignee => (Some(schema::CONSIGNEE_NAME), schema::CONSIGNEE_ID),
        AroundKind::Agent => (None, schema::AGENT_ID),
        _ => (Some(schema::EXPORTER_NAME), schema::EXPORTER_ID),
    };
    name.and_then(|name| line.text(name)).or_else(|| line.text(id)).unwrap_or_default().to_owned()
}

fn kind(kind: AroundKind) -> &'static str {
    match kind {
        AroundKind::Exporter => "exporter",
        AroundKind::Consignee => "consignee",
        AroundKind::Agent => "agent",
        AroundKind::Address => "address",
        AroundKind::Phone => "phone",
        AroundKind::Person => "person",
    }
}
