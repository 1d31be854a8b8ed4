//! What moved where: minerals down, destinations across, shaded by how much of it is worth a look.

use super::Flow;
use super::legible::legible;
use super::numbers::dollars;
use super::numbers::grouped;
use super::numbers::mass;
use super::numbers::percent;
use super::numbers::short_mass;
use maud::Markup;
use maud::html;
use std::collections::BTreeMap;

/// Minerals shown by name; the rest is summed.
const MINERALS: usize = 12;
/// Destinations shown by name; the rest is summed.
const DESTINATIONS: usize = 15;
const OTHERS: &str = "others";

/// Sum of flows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sum {
    rows: u64,
    net_mass_kg: f64,
    value_usd: f64,
    high_risk_rows: f64,
}

impl Sum {
    fn add(&mut self, flow: &Flow) {
        let finite = |value: f64| if value.is_finite() { value } else { 0.0 };
        self.rows += flow.rows;
        self.net_mass_kg += finite(flow.net_mass_kg);
        self.value_usd += finite(flow.value_usd);
        self.high_risk_rows += finite(flow.high_risk_share).clamp(0.0, 1.0) * flow.rows as f64;
    }

    fn high_risk_share(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.high_risk_rows / self.rows as f64 }
    }
}

/// A heat table: mass in words, shade by the share of lines picked for a look, row and column sums.
pub(super) fn flow_table(flows: &[Flow]) -> Markup {
    if flows.is_empty() {
        return html! { p.empty { "No strategic mineral was recognised in this night's lines." } };
    }
    let minerals = names(flows, MINERALS, |flow| &flow.mineral);
    let destinations = names(flows, DESTINATIONS, |flow| &flow.destination);
    let mut cells: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
    for flow in flows {
        let mineral = shown(&minerals, &flow.mineral);
        let destination = shown(&destinations, &flow.destination);
        for key in [(mineral, destination), (mineral, ""), ("", destination), ("", "")] {
            cells.entry(key).or_default().add(flow);
        }
    }
    let cell = |mineral: &str, destination: &str| cells.get(&(mineral, destination)).copied().unwrap_or_default();
    html! {
        div.wide {
            table.flows {
                caption {
                    "Declared net mass by mineral and destination (by value, largest first). Shade and second line: share of the lines picked for inspection or review."
                }
                thead {
                    tr {
                        th scope="col" { "Mineral" }
                        @for destination in &destinations { th scope="col" { (label(destination)) } }
                        th.sum scope="col" { "all" }
                        th.sum scope="col" { "value" }
                    }
                }
                tbody {
                    @for mineral in &minerals {
                        tr {
                            th scope="row" { (label(mineral)) }
                            @for destination in &destinations { (shaded(cell(mineral, destination), mineral, destination)) }
                            (shaded(cell(mineral, ""), mineral, "all destinations"))
                            td.sum { (dollars(Some(cell(mineral, "").value_usd))) }
                        }
                    }
                }
                tfoot {
                    tr {
                        th scope="row" { "all" }
                        @for destination in &destinations { (shaded(cell("", destination), "all minerals", destination)) }
                        (shaded(cell("", ""), "all minerals", "all destinations"))
                        td.sum { (dollars(Some(cell("", "").value_usd))) }
                    }
                }
            }
        }
        (legend())
    }
}

/// The most valuable names first, and "others" behind them if there are more.
fn names<'a>(flows: &'a [Flow], limit: usize, name: impl Fn(&'a Flow) -> &'a str) -> Vec<&'a str> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    for flow in flows {
        *sums.entry(name(flow)).or_default() += if flow.value_usd.is_finite() { flow.value_usd } else { 0.0 };
    }
    let mut names: Vec<_> = sums.into_iter().collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let cut = names.len() > limit;
    let mut names: Vec<&str> = names.into_iter().take(limit).map(|(name, _)| name).collect();
    if cut && !names.contains(&OTHERS) {
        names.push(OTHERS);
    }
    names
}

fn shown<'a>(names: &[&'a str], name: &str) -> &'a str {
    names.iter().find(|shown| **shown == name).copied().unwrap_or(OTHERS)
}

fn label(name: &str) -> String {
    if name.trim().is_empty() { "unknown".into() } else { legible(name) }
}

fn shaded(sum: Sum, mineral: &str, destination: &str) -> Markup {
    if sum.rows == 0 {
        return html! { td.none { "·" } };
    }
    let share = sum.high_risk_share();
    let said = format!(
        "{} to {}: {} lines, {}, {}, {} picked",
        label(mineral),
        label(destination),
        grouped(sum.rows),
        mass(Some(sum.net_mass_kg)),
        dollars(Some(sum.value_usd)),
        percent(share)
    );
    html! {
        td style={ "background:" (shade(share)) } title=(said) {
            (short_mass(sum.net_mass_kg))
            @if share > 0.0 { br; small { (percent(share)) } }
        }
    }
}

/// White to orange; the square root lets small shares be seen, and the darkest shade keeps black text at a contrast above 8.
fn shade(share: f64) -> String {
    let depth = share.clamp(0.0, 1.0).sqrt();
    let mix = |to: f64| (255.0 + (to - 255.0) * depth).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(245.0), mix(146.0), mix(104.0))
}

fn legend() -> Markup {
    html! {
        ul.legend {
            @for share in [0.0, 0.01, 0.05, 0.2, 0.5, 1.0] {
                li { span.swatch style={ "background:" (shade(share)) } {} (percent(share)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(mineral: &str, destination: &str, rows: u64, share: f64) -> Flow {
        Flow {
            mineral: mineral.into(),
            destination: destination.into(),
            rows,
            net_mass_kg: rows as f64 * 100.0,
            value_usd: rows as f64 * 1000.0,
            high_risk_share: share,
        }
    }

    #[test]
    fn what_does_not_fit_is_summed_under_others_and_nothing_is_lost() {
        let flows: Vec<Flow> =
            (0..20).map(|n| flow(&format!("mineral {n:02}"), &format!("D{n:02}"), 20 - n, 0.1)).collect();
        let minerals = names(&flows, MINERALS, |flow| &flow.mineral);
        assert_eq!((minerals.len(), minerals[0], minerals[12]), (13, "mineral 00", "others"));
        let page = flow_table(&flows).into_string();
        assert!(page.contains("others to others: 15 lines"), "{page}");
        assert!(page.contains("all minerals to all destinations: 210 lines, 21.0 t, $210.0 k, 10 % picked"), "{page}");
    }

    #[test]
    fn shades_run_from_white_to_orange() {
        assert_eq!([0.0, 0.25, 1.0].map(shade), ["#ffffff", "#fac9b4", "#f59268"]);
    }
}
