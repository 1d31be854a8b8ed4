//! What officers opened, why, and what they found: a biased 5 %, dated, with misses.

use super::draft::Stage;
use super::line::{Line, Typology};
use super::streams::{Stream, between, chance, weighted};

/// One inspected line.
pub(super) struct Inspection {
    pub declaration_id: String,
    pub item_no: i32,
    pub outcome: &'static str,
    pub typology: &'static str,
    pub seized_kg: f64,
    pub seized_usd: f64,
    pub inspected_on: i32,
    pub known_on: i32,
    pub selected_by: &'static str,
    pub probability: f64,
}

/// Share drawn at random: a tenth of all inspections.
const RANDOM: f64 = 0.005;

/// Probability that the rule in force opens the line: chapters, hubs, young firms (all shares est.).
fn by_rule(stage: &Stage, line: &Line) -> f64 {
    let good = &line.hs_code[..2];
    let chapter = if matches!(good, "26" | "28" | "81") {
        2.3
    } else if matches!(good, "38" | "72" | "78" | "79" | "80" | "85") {
        1.1
    } else {
        0.75
    };
    let hub = stage.facts.countries.iter().any(|c| c.hub && c.code == line.destination_country);
    let young = line.day - stage.people.firms[line.truth.firm].born < 180;
    (0.026f64 * chapter * if hub { 1.5 } else { 1.0 } * if young { 1.5 } else { 1.0 }).min(0.3)
}

/// Whether the line is inspected, and with what result.
pub(super) fn inspect(stage: &Stage, rng: &mut Stream, line: &Line) -> Option<Inspection> {
    let rule = by_rule(stage, line);
    let scheme = line.truth.scheme;
    let tip = if scheme.is_some() { 0.035 } else { 0.0025 };
    let (selected_by, probability) = if chance(rng, RANDOM) {
        ("random", RANDOM)
    } else if chance(rng, rule) {
        ("rule", rule)
    } else if chance(rng, tip) {
        // Nobody logs the chance of a tip.
        ("tip-off", f64::NAN)
    } else {
        return None;
    };
    let inspected_on = line.day + weighted(rng, &[(0, 0.55), (1, 0.3), (2, 0.1), (4, 0.05)]);
    // Paper crimes need an audit, hidden goods a laboratory.
    let slow = matches!(
        scheme,
        Some((
            _,
            Typology::ReExport
                | Typology::FrontCompany
                | Typology::LicenceAbuse
                | Typology::MassBalance
                | Typology::RoundTrip
                | Typology::Ring
        ))
    );
    let found = scheme.is_some() && chance(rng, if slow { 0.62 } else { 0.86 });
    let (outcome, typology) = match scheme {
        Some((_, method)) if found => (method.head(), method.code()),
        _ if line.truth.look_alike == "neighbour-code" && chance(rng, 0.6) => ("other", ""),
        _ if chance(rng, 0.002) => ("false-declaration", ""),
        _ => ("clear", ""),
    };
    let delay = if found { between(rng, 4.0, if slow { 75.0 } else { 35.0 }) } else { between(rng, 1.0, 12.0) };
    Some(Inspection {
        declaration_id: line.declaration_id.clone(),
        item_no: line.item_no,
        outcome,
        typology,
        seized_kg: if found { line.truth.net_mass_kg } else { 0.0 },
        seized_usd: if found { line.truth.value_usd } else { 0.0 },
        inspected_on,
        known_on: inspected_on + delay as i32,
        selected_by,
        probability,
    })
}
