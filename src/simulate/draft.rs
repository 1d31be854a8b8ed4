//! From a deal to a typed declaration line: mass, packages, price, words. Honest and illicit lines take the same road.

use super::diversions::Courses;
use super::drift::Eras;
use super::facts::Facts;
use super::licences::{Permit, permit};
use super::line::{Line, Truth};
use super::population::{Deal, Kind, Population, Window};
use super::streams::{Stream, below, between, chance, mix, pick, spread, weighted};
use super::text::{describe, foreign, typed, vague};
use rand::RngExt;

/// The world as a maker of lines sees it.
pub(super) struct Stage {
    pub facts: Facts,
    pub people: Population,
    pub window: Window,
    pub seed: u64,
    /// Flows that change course; none unless asked for.
    pub courses: Courses,
    /// How evasion changes; not at all unless asked for.
    pub eras: Eras,
}

/// What the goods are called.
#[derive(Debug, Clone, Copy)]
pub(super) enum Words {
    /// As the catalogue calls this good.
    As(usize),
    /// Nothing that could be checked.
    Vague,
}

/// A line before it is typed.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub deal: Deal,
    pub day: i32,
    /// Good whose code is declared.
    pub declared: usize,
    pub words: Words,
    /// Good whose specification slips into the text.
    pub slip: Option<usize>,
    pub usd_per_kg: f64,
    pub net_kg: f64,
    /// Good as which it is packed, and the net kg in each package.
    pub packed_as: usize,
    pub kg_per_package: f64,
    /// Good whose packed density the volume follows.
    pub dense_as: usize,
    /// Factor on the tare, and mass that is in the boxes but not in the net mass.
    pub tare_factor: f64,
    pub hidden_kg: f64,
    pub permit: Option<Permit>,
    pub transit: String,
    pub container: String,
    pub procedure: &'static str,
    pub end_user: String,
    /// A buyer of one occasion, name and address, instead of the deal's consignee.
    pub spot: Option<(String, String)>,
    pub truth: Truth,
}

impl Stage {
    /// The line an honest firm would declare under its deal on a day.
    pub(super) fn usual(&self, rng: &mut Stream, deal: &Deal, day: i32) -> Draft {
        let facts = &self.facts;
        let good = &facts.goods[deal.good];
        let firm = &self.people.firms[deal.firm];
        let mut look_alike = deal.look_alike;
        let lot = match deal.constant_lot {
            Some(kg) => kg * spread(rng, 0.001),
            None => good.lot_kg * deal.lot_factor * spread(rng, 0.5),
        };
        let mut kg_per_package = deal.kg_per_package;
        let most = if deal.way == 1 { 9_000.0 } else { 78_000.0 };
        let mut net_kg = whole_packages(rng, lot.clamp(0.2, most), kg_per_package, &good.package);
        if net_kg < kg_per_package {
            kg_per_package = net_kg;
        }
        let parcel = firm.kind == Kind::Parcels;
        if parcel && chance(rng, 0.25) {
            // Small senders like round sums just under what a parcel may be worth.
            look_alike = "sample-or-parcel";
            net_kg = (between(rng, 120.0, 800.0) / facts.export_price(deal.good, day)).clamp(0.05, 200.0);
        } else if parcel {
            look_alike = "sample-or-parcel";
        }
        let bulk = (net_kg / good.lot_kg).clamp(0.01, 10.0).powf(-0.025);
        let mut usd_per_kg =
            facts.export_price(deal.good, day) * deal.price_factor * bulk * spread(rng, 0.025 + 0.2 * good.price_sd);
        if chance(rng, 0.022) {
            look_alike = "discount-or-scrap";
            usd_per_kg *= between(rng, 0.5, 0.85);
        } else if chance(rng, 0.012) {
            look_alike = "premium";
            usd_per_kg *= between(rng, 1.2, 1.8);
        }
        let mut declared = deal.good;
        let mut words = Words::As(deal.good);
        let mut tare_factor = spread(rng, 0.3);
        if chance(rng, 0.015) {
            look_alike = "neighbour-code";
            declared = self.neighbour(rng, deal.good);
        }
        if chance(rng, 0.055) {
            look_alike = "lazy-text";
            words = Words::Vague;
        }
        if matches!(good.package.as_str(), "7B" | "PX" | "NE" | "DR") && chance(rng, 0.06) {
            look_alike = "timber-crate";
            tare_factor *= between(rng, 1.8, 4.5);
        }
        let permit = (facts.controlled(deal.good, day) && !parcel).then(|| permit(self, deal, day));
        let end_user = match &permit {
            Some(_) if chance(rng, 0.6) => self.people.consignees[deal.consignee].name.clone(),
            _ => String::new(),
        };
        let truth = Truth {
            scheme: None,
            // Whoever looks like nothing else may still share a telephone with others, as rings do.
            look_alike: if look_alike.is_empty() { firm.cluster } else { look_alike },
            good: deal.good,
            destination: deal.destination,
            firm: deal.firm,
            ledger_share: 1.0,
            ..Truth::default()
        };
        Draft {
            deal: deal.clone(),
            day,
            declared,
            words,
            slip: None,
            usd_per_kg,
            net_kg,
            packed_as: deal.good,
            kg_per_package,
            dense_as: deal.good,
            tare_factor,
            hidden_kg: 0.0,
            permit,
            transit: self.transit(rng, deal),
            container: String::new(),
            procedure: if parcel {
                pick::<&str>(rng, &["9610", "3010", "9610"])
            } else {
                weighted(rng, &[("0110", 0.86), ("0615", 0.07), ("1039", 0.05), ("3010", 0.02)])
            },
            end_user,
            spot: None,
            truth,
        }
    }

    /// Sells the lines of a draft to somebody met at a fair or on the web: a name seen once.
    pub(super) fn sell_once(&self, rng: &mut Stream, drafts: &mut [Draft]) {
        let country = &self.facts.countries[drafts[0].deal.destination];
        let (name, _) = self.facts.names.consignee(rng, country);
        let address = self.facts.names.foreign_address(rng, country);
        for draft in drafts.iter_mut() {
            draft.spot = Some((name.clone(), address.clone()));
            if !draft.end_user.is_empty() {
                draft.end_user.clone_from(&name);
            }
        }
    }

    /// Another good of the same heading, else of the same chapter.
    pub(super) fn neighbour(&self, rng: &mut Stream, good: usize) -> usize {
        let own = &self.facts.goods[good].hs;
        for digits in [4, 2] {
            let near: Vec<usize> = (0..self.facts.goods.len())
                .filter(|g| self.facts.goods[*g].hs[..digits] == own[..digits] && self.facts.goods[*g].hs != *own)
                .collect();
            if !near.is_empty() {
                return *pick(rng, &near);
            }
        }
        good
    }

    fn transit(&self, rng: &mut Stream, deal: &Deal) -> String {
        let code = self.facts.countries[deal.destination].code.as_str();
        let usual: &[&str] = match code {
            "MX" | "CA" => &["US", "US", "KR"],
            "DE" | "NL" | "BE" | "FR" | "IT" | "ES" | "PL" | "SI" | "GB" => &["SG", "MY", "EG", "SG;MY"],
            "HK" | "VN" | "KR" | "JP" | "TW" => &["HK", "KR"],
            "KZ" | "KG" | "RU" => &["KZ", "MN"],
            _ => &["SG", "HK", "MY"],
        };
        let first = *pick(rng, usual);
        if chance(rng, 0.14) && first != code { first.to_owned() } else { String::new() }
    }

    /// Types the line.
    pub(super) fn line(&self, rng: &mut Stream, draft: &Draft) -> Line {
        let facts = &self.facts;
        let deal = &draft.deal;
        let firm = &self.people.firms[deal.firm];
        let buyer = &self.people.consignees[deal.consignee];
        let (declared, packing) = (&facts.goods[draft.declared], &facts.goods[draft.packed_as]);
        let net = tidy_kg(draft.net_kg);
        let packages = (net / draft.kg_per_package.max(0.01)).ceil().max(1.0);
        let tare = (packing.gross_over_net - 1.0).max(0.002) * draft.tare_factor;
        let mut gross = tidy_kg(net * (1.0 + tare) + draft.hidden_kg);
        let volume = (gross - draft.hidden_kg) / facts.goods[draft.dense_as].density * spread(rng, 0.13);
        if chance(rng, 0.003) {
            gross = tidy_kg(gross * pick(rng, &[0.1, 10.0, 0.9]));
        }
        let (name, mut spec) = match draft.words {
            Words::As(good) => describe(rng, &facts.goods[good], firm.hand),
            Words::Vague => vague(rng, facts, firm.hand),
        };
        if let Some(good) = draft.slip {
            let slipped = super::text::fill(rng, &facts.goods[good].spec);
            spec = if spec.is_empty() { slipped } else { format!("{spec}|{slipped}") };
        }
        let country = &facts.countries[deal.destination];
        let consignee_country = if chance(rng, 0.03) { "HK" } else { facts.countries[buyer.country].code.as_str() };
        // One in ten leaves elsewhere than usual: space on a ship, a broker's habit.
        let elsewhere = chance(rng, 0.1);
        let port = &facts.ports
            [if elsewhere { facts.cities[below(rng, facts.cities.len())].exits[deal.way] } else { deal.port }];
        let boxes = (gross / 25_500.0).max(volume / 62.0).ceil().max(1.0);
        let full = gross > 6_000.0 || volume > 15.0;
        let sea = deal.way == 0;
        let container = if !draft.container.is_empty() {
            draft.container.clone()
        } else if sea && full && chance(rng, 0.7) {
            (0..boxes as usize).map(|_| container_number(rng)).collect::<Vec<_>>().join(";")
        } else {
            String::new()
        };
        let by_piece = declared.role == "ordinary" && declared.price > 2.5 && declared.package == "CT";
        let piece_kg = declared.kg_per_package / (4.0 + (mix(3, declared.key.as_bytes()) % 20) as f64);
        let quantity = if by_piece { (net / piece_kg * spread(rng, 0.15)).ceil() } else { net };
        let permit = draft.permit.as_ref();
        let value = (draft.usd_per_kg * net * 100.0).round() / 100.0;
        Line {
            day: draft.day,
            office: port.office.clone(),
            procedure: draft.procedure.to_owned(),
            transport_mode: if draft.procedure == "9610" && chance(rng, 0.5) { "5" } else { ["1", "4", "3"][deal.way] }
                .to_owned(),
            exporter_id: firm.id.clone(),
            exporter_name: typed(rng, firm.name.clone()),
            producer_id: if firm.fills_producer && chance(rng, 0.93) {
                self.producer(rng, deal)
            } else {
                String::new()
            },
            agent_id: format!("{}98{:04}", &facts.cities[firm.city].code, deal.broker),
            consignee_name: foreign(rng, draft.spot.as_ref().map_or(&buyer.name, |s| &s.0), firm.truncates),
            consignee_address: if firm.fills_address && chance(rng, 0.9) {
                typed(rng, draft.spot.as_ref().map_or(&buyer.address, |s| &s.1).clone())
            } else {
                String::new()
            },
            consignee_country: consignee_country.to_owned(),
            end_user_name: draft.end_user.clone(),
            hs_code: declared.hs.clone(),
            goods_description: typed(rng, name),
            goods_specification: typed(rng, spec),
            remarks: self.remark(rng, draft, permit.is_some()),
            source_region: format!("{}9", facts.cities[deal.city].code),
            exit_port: port.locode.clone(),
            transit_countries: draft.transit.clone(),
            discharge_port: if deal.way == 1 { country.air.clone() } else { country.sea.clone() },
            destination_country: country.code.clone(),
            packages_n: (!chance(rng, 0.02)).then_some(packages),
            package_type: match deal.package {
                _ if chance(rng, 0.03) => "ZZ".to_owned(),
                "" => packing.package.clone(),
                own => own.to_owned(),
            },
            gross_mass_kg: (!chance(rng, 0.01)).then_some(gross),
            net_mass_kg: net,
            quantity: (!chance(rng, 0.05)).then_some(quantity),
            quantity_unit: if by_piece { "NMB" } else { "KGM" }.to_owned(),
            containers_n: (sea && (full || chance(rng, 0.5))).then_some(boxes),
            container_ids: container,
            volume_m3: (firm.fills_volume && chance(rng, 0.92)).then_some(tidy_m3(rng, volume)),
            statistical_value_usd: value.max(0.01),
            incoterm: if chance(rng, 0.03) { "" } else { deal.incoterm }.to_owned(),
            licence_no: permit.map(|p| p.typed(rng)).unwrap_or_default(),
            contract_no: if chance(rng, 0.1) {
                String::new()
            } else {
                format!("{}{:06}", ["HT", "SC", "PO", "XS"][deal.firm % 4], rng.random_range(0..1_000_000u32))
            },
            truth: Truth {
                net_mass_kg: if draft.truth.net_mass_kg > 0.0 { draft.truth.net_mass_kg } else { net },
                value_usd: if draft.truth.value_usd > 0.0 { draft.truth.value_usd } else { value },
                ..draft.truth.clone()
            },
            ..Line::default()
        }
    }

    fn producer(&self, rng: &mut Stream, deal: &Deal) -> String {
        let firm = &self.people.firms[deal.firm];
        if firm.kind == Kind::Maker && chance(rng, 0.9) {
            return firm.id.clone();
        }
        // A trader's supplier: mostly one steady number for each of its goods.
        if chance(rng, 0.22) {
            return format!("{}9{}{:04}", self.facts.cities[deal.city].code, below(rng, 7), below(rng, 10_000));
        }
        let h = mix(self.seed, format!("{}-{}-{}", deal.firm, deal.good, deal.city).as_bytes());
        format!("{}9{}{:04}", self.facts.cities[deal.city].code, h % 7, (h >> 16) % 10_000)
    }

    fn remark(&self, rng: &mut Stream, draft: &Draft, licensed: bool) -> String {
        let chapter = &self.facts.goods[draft.declared].hs[..2];
        let near = matches!(chapter, "25" | "28" | "38" | "72" | "73" | "75" | "78" | "79" | "80" | "81" | "85" | "84");
        let habit = mix(11, &draft.deal.firm.to_le_bytes()) % 100;
        if licensed && !chance(rng, 0.05) {
            "属于两用物项".to_owned()
        } else if near && habit < 55 && chance(rng, 0.9) {
            "不属于管制物项".to_owned()
        } else {
            pick(rng, &["N/M", "", "", "无标记", "AS PER INVOICE"]).to_string()
        }
    }
}

/// Rounds a mass to whole packages where goods come in standard packages.
pub(super) fn whole_packages(rng: &mut Stream, kg: f64, per_package: f64, package: &str) -> f64 {
    if matches!(package, "BG" | "BO" | "DR") && kg >= per_package && chance(rng, 0.93) {
        (kg / per_package).round().max(1.0) * per_package
    } else {
        kg
    }
}

fn tidy_kg(kg: f64) -> f64 {
    let step = if kg < 5.0 {
        1000.0
    } else if kg < 100.0 {
        100.0
    } else if kg < 3000.0 {
        10.0
    } else {
        1.0
    };
    ((kg * step).round() / step).max(0.001)
}

fn tidy_m3(rng: &mut Stream, volume: f64) -> f64 {
    // One in twelve writes a nominal volume: whole cubic metres.
    let step = if volume > 2.0 && chance(rng, 0.08) {
        1.0
    } else if volume < 0.1 {
        10_000.0
    } else {
        1000.0
    };
    ((volume * step).ceil() / step).max(0.0001)
}

/// A container number with its check digit (ISO 6346).
pub(super) fn container_number(rng: &mut Stream) -> String {
    let owner = pick(rng, &["MSKU", "TCLU", "CBHU", "OOLU", "TEMU", "CMAU", "FCIU", "EGHU", "MSCU", "COSU"]);
    let text = format!("{owner}{:06}", below(rng, 1_000_000));
    let sum: u32 = text
        .bytes()
        .enumerate()
        .map(|(i, b)| {
            let value = match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                _ => {
                    // A is 10; multiples of 11 are left out.
                    let n = u32::from(b - b'A') + 10;
                    n + (n - 1) / 10
                }
            };
            value << i
        })
        .sum();
    format!("{text}{}", sum % 11 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::streams::stream;

    #[test]
    fn container_numbers_have_four_letters_and_seven_digits() {
        let number = container_number(&mut stream(1, "test", 0));
        assert_eq!(number.len(), 11, "{number}");
        assert!(number.bytes().skip(4).all(|b| b.is_ascii_digit()));
    }
}
