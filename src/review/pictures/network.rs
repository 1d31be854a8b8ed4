//! Who is joined with whom: columns by what a party is, so that every label has a line of its own and the picture never shakes.

use super::drawing::Align;
use super::drawing::At;
use super::drawing::Drawing;
use super::drawing::Ink;
use super::drawing::Shape;
use super::drawing::cut;
use crate::cases::Link;
use crate::cases::Network;
use crate::cases::Node;
use crate::report::legible::spelled;
use crate::review::lang::Lang;

/// Nodes that are drawn; the line's own parties, the listed and the best connected come first.
pub(crate) const NODES_MAX: usize = 30;
const WIDTH: f64 = 1120.0;
const ROW: f64 = 30.0;
const TOP: f64 = 40.0;
/// How much wider strong words are.
const BOLD: f64 = 1.08;
const SWEEPS: usize = 6;

/// Column of a kind, its sign and its names: what is shared stands on the left, who buys on the right.
const KINDS: &[(&str, usize, Shape, &str, &str)] = &[
    ("address", 0, Shape::House, "address", "地址"),
    ("phone", 0, Shape::Tablet, "telephone", "电话"),
    ("person", 0, Shape::Hexagon, "person", "人员"),
    ("exporter", 1, Shape::Circle, "exporter", "出口商"),
    ("agent", 2, Shape::Triangle, "agent", "报关代理"),
    ("container", 2, Shape::Cross, "container", "集装箱"),
    ("consignee", 3, Shape::Square, "consignee", "收货人"),
    ("end-user", 3, Shape::Diamond, "end user", "最终用户"),
];
const COLUMNS: [(&str, &str); 4] = [
    ("Shared", "共用"),
    ("Exporters", "出口商"),
    ("Agents, containers", "代理、集装箱"),
    ("Consignees, end users", "收货人、最终用户"),
];

fn kind_of(kind: &str) -> &'static (&'static str, usize, Shape, &'static str, &'static str) {
    KINDS.iter().find(|known| known.0 == kind).unwrap_or(&("other", 2, Shape::Circle, "other", "其他"))
}

/// A kind in words.
pub(crate) fn kind_name(kind: &str, lang: Lang) -> &'static str {
    let (_, _, _, en, zh) = kind_of(kind);
    lang.of(en, zh)
}

/// A kind's sign.
pub(crate) fn kind_shape(kind: &str) -> Shape {
    kind_of(kind).2
}

/// The picture; `None` where nobody is joined with anybody.
pub(crate) fn network(network: &Network, lang: Lang) -> Option<Drawing> {
    let nodes = chosen(network);
    let index = |id: &str| nodes.iter().position(|node| node.id == id);
    let links: Vec<(usize, usize, &Link)> = network
        .links
        .iter()
        .filter_map(|link| Some((index(&link.from)?, index(&link.to)?, link)))
        .filter(|(from, to, _)| from != to)
        .collect();
    if links.is_empty() {
        return None;
    }
    let columns = columns(&nodes, &links);
    let rows = columns.iter().map(Vec::len).max().unwrap_or(1);
    let height = TOP + ROW * rows as f64 + 8.0;
    let title = lang.of("Parties around this line and what joins them", "相关方及其关联").to_string();
    let mut drawing = Drawing::new(WIDTH, height, title, told(&nodes, &links, lang));
    let filled: Vec<usize> = (0..columns.len()).filter(|column| !columns[*column].is_empty()).collect();
    let room = WIDTH / filled.len() as f64;
    let mut at = vec![(0.0, 0.0); nodes.len()];
    for (slot, column) in filled.iter().enumerate() {
        let x = room * slot as f64 + 24.0;
        let (en, zh) = COLUMNS[*column];
        drawing.words((x - 9.0, 18.0), lang.of(en, zh), Align::Start, 12.0, Ink::Soft);
        let spread = (height - TOP - 8.0) / columns[*column].len() as f64;
        for (row, node) in columns[*column].iter().enumerate() {
            at[*node] = (x, TOP + spread * (row as f64 + 0.5));
        }
    }
    let labels: Vec<String> = nodes.iter().map(|node| label(node, room, lang)).collect();
    // A line leaves to the right behind the label, and comes in at the sign.
    let behind = |node: usize| (at[node].0 + 22.0 + super::text_width(&labels[node], 12.0) * BOLD, at[node].1);
    for (from, to, link) in &links {
        let own = nodes[*from].own && nodes[*to].own;
        let (left, right) = if at[*from].0 <= at[*to].0 { (*from, *to) } else { (*to, *from) };
        let along = if at[left].0 == at[right].0 { curve(at[left], at[right]) } else { curve(behind(left), at[right]) };
        let middle = along[8];
        drawing.path(along, false, if own { Ink::OwnLink } else { Ink::Link });
        if link.n > 1 && at[left].0 != at[right].0 {
            drawing.words((middle.0, middle.1 - 3.0), format!("×{}", link.n), Align::Middle, 10.5, Ink::Halo);
            drawing.words((middle.0, middle.1 - 3.0), format!("×{}", link.n), Align::Middle, 10.5, Ink::Soft);
        }
    }
    for ((node, at), label) in nodes.iter().zip(&at).zip(&labels) {
        let shape = kind_shape(&node.kind);
        if node.marked {
            drawing.sign(shape, *at, 11.5, Ink::Listed, String::new());
        }
        let ink = if node.own { Ink::OwnNode } else { Ink::Node };
        drawing.sign(shape, *at, 7.0, ink, format!("{} · {}", kind_name(&node.kind, lang), spelled(&node.label)));
        let place = (at.0 + 16.0, at.1 + 4.0);
        drawing.words(place, label.as_str(), Align::Start, 12.0, Ink::Halo);
        drawing.words(place, label.as_str(), Align::Start, 12.0, if node.own { Ink::Strong } else { Ink::Text });
    }
    Some(drawing)
}

/// A node's label, cut so that the lines behind it have room.
fn label(node: &Node, room: f64, lang: Lang) -> String {
    let flag = if node.marked { lang.of(" (listed)", "（名单）") } else { "" };
    format!("{}{flag}", cut(&spelled(&node.label), 12.0, (room * 0.72 - 22.0) / BOLD - super::text_width(flag, 12.0)))
}

/// The nodes that are drawn, each id once.
fn chosen(network: &Network) -> Vec<&Node> {
    let ties = |node: &Node| network.links.iter().filter(|link| link.from == node.id || link.to == node.id).count();
    let mut nodes: Vec<(&Node, usize)> = Vec::new();
    for node in &network.nodes {
        if nodes.iter().all(|(known, _)| known.id != node.id) {
            nodes.push((node, ties(node)));
        }
    }
    nodes.sort_by_key(|(node, ties)| (!node.own, !node.marked, usize::MAX - ties, node.id.clone()));
    nodes.into_iter().take(NODES_MAX).map(|(node, _)| node).collect()
}

/// Each column's nodes from top to bottom, ordered by where their partners stand (barycentres, swept to and fro).
fn columns(nodes: &[&Node], links: &[(usize, usize, &Link)]) -> [Vec<usize>; 4] {
    let mut columns: [Vec<usize>; 4] = Default::default();
    for (i, node) in nodes.iter().enumerate() {
        columns[kind_of(&node.kind).1].push(i);
    }
    let mut height = vec![0.5; nodes.len()];
    let settle = |column: &[usize], height: &mut Vec<f64>| {
        for (row, node) in column.iter().enumerate() {
            height[*node] = (row as f64 + 0.5) / column.len() as f64;
        }
    };
    columns.iter().for_each(|column| settle(column, &mut height));
    for sweep in 0..SWEEPS {
        for step in 0..columns.len() {
            let column = if sweep % 2 == 0 { step } else { columns.len() - 1 - step };
            let weight = |node: &usize| {
                let partners: Vec<f64> = links
                    .iter()
                    .filter_map(|(from, to, _)| match (from == node, to == node) {
                        (true, _) => Some(height[*to]),
                        (_, true) => Some(height[*from]),
                        _ => None,
                    })
                    .collect();
                if partners.is_empty() { height[*node] } else { partners.iter().sum::<f64>() / partners.len() as f64 }
            };
            let mut weighed: Vec<(f64, usize)> = columns[column].iter().map(|node| (weight(node), *node)).collect();
            weighed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            columns[column] = weighed.into_iter().map(|(_, node)| node).collect();
            settle(&columns[column], &mut height);
        }
    }
    columns
}

/// A soft line between two nodes; within a column it goes out to the left.
fn curve(from: At, to: At) -> Vec<At> {
    let (a, b) = if from.0 == to.0 {
        let out = from.0 - 22.0;
        ((out, from.1), (out, to.1))
    } else {
        let half = (from.0 + to.0) / 2.0;
        ((half, from.1), (half, to.1))
    };
    (0..=16)
        .map(|i| {
            let t = f64::from(i) / 16.0;
            let u = 1.0 - t;
            let mix = |p0: f64, p1: f64, p2: f64, p3: f64| {
                u * u * u * p0 + 3.0 * u * u * t * p1 + 3.0 * u * t * t * p2 + t * t * t * p3
            };
            (mix(from.0, a.0, b.0, to.0), mix(from.1, a.1, b.1, to.1))
        })
        .collect()
}

fn told(nodes: &[&Node], links: &[(usize, usize, &Link)], lang: Lang) -> String {
    let told: Vec<String> = links
        .iter()
        .take(40)
        .map(|(from, to, link)| {
            let verb = link_in_words(&link.kind, lang);
            format!("{} {verb} {}", spelled(&nodes[*from].label), spelled(&nodes[*to].label))
        })
        .collect();
    told.join(lang.of("; ", "；"))
}

/// What a link says.
pub(crate) fn link_in_words(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "trades-with" => lang.of("trades with", "交易于"),
        "shares-address" => lang.of("shares the address", "共用地址"),
        "shares-phone" => lang.of("shares the telephone", "共用电话"),
        "shares-person" => lang.of("shares the person", "共用人员"),
        "ships-by" => lang.of("ships by", "委托"),
        _ => lang.of("is joined with", "关联"),
    }
}
