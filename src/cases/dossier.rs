//! What stands in a case's file about one line: everything an officer saw, worded and numbered on the night it was written.
//!
//! A dossier stands alone. It holds facts as declared, what they were compared with, rendered reasons and the versions of
//! everything that spoke, so that newer code never rewrites what an officer saw, and a court can read it without this program.
//! What could not be said is absent, never zero.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the form below; raised whenever a field changes its meaning. Older dossiers stay readable: new fields have defaults.
pub const DOSSIER_FORMAT: u32 = 1;

/// A sentence in the languages of the house.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese; may be empty.
    #[serde(default)]
    pub zh: String,
}

/// One declared line that was picked on one night.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// [`DOSSIER_FORMAT`] as of writing.
    pub format: u32,
    /// Hash of all that the night's scores are a function of, hex.
    pub run_id: String,
    /// Last day of the night's rows: the name of its folder.
    pub night: NaiveDate,
    /// Place in the night, from 1.
    pub rank: u32,
    /// `inspect`, `review`, `audit` (drawn at random) or `release`.
    pub lane: String,
    /// Probability with which each line of the night was drawn for the audit lane.
    pub audit_probability: f64,

    /// Number of the declaration, as declared.
    pub declaration_id: String,
    /// Item number within the declaration.
    pub item_no: i32,
    /// Day of acceptance.
    pub accepted_on: NaiveDate,
    /// Customs office, as declared; empty when not.
    pub office: String,
    /// Goods description and specification, as declared.
    pub goods: String,
    /// Commodity code, 6 to 10 digits.
    pub hs_code: String,
    /// Parties as declared; empty when not.
    pub exporter_id: String,
    pub exporter_name: String,
    pub consignee_id: String,
    pub consignee_name: String,
    pub agent_id: String,
    /// ISO 3166 alpha-2; empty when not declared.
    pub destination: String,
    /// The way in words.
    pub route: String,
    /// Declared net mass, kg.
    pub net_mass_kg: Option<f64>,
    /// Declared statistical value, US dollars.
    pub value_usd: Option<f64>,
    /// The strategic mineral concerned, e.g. "antimony".
    pub mineral: Option<String>,

    /// Risk that something is wrong, 0 to 1, and the two questions it is made of.
    pub risk: f64,
    pub false_declaration_risk: f64,
    pub re_export_risk: f64,
    /// How much it would matter, 0 to 1.
    pub severity: f64,
    /// What the ranking sorts by.
    pub priority: f64,
    /// `T1` to `T12`; the likely way of smuggling.
    pub typology: Option<TypologyNamed>,
    /// Why, by falling share.
    pub reasons: Vec<ReasonTold>,
    /// What would clear it; for officers only.
    pub clearing: Option<ClearingTold>,
    /// Name of the model that spoke.
    pub scored_by: String,
    /// Versions of everything that spoke: `program`, `model_sha256`, `models_log`, `reference`, `control_list`, `baselines_as_of`, `mapping`.
    pub versions: BTreeMap<String, String>,

    /// The whole record as read, in the order of the schema: column, unit and value as text. Absent values are left out.
    pub record: Vec<Declared>,
    /// Every signal that could be measured on the line, in catalogue order.
    pub signals: Vec<Measured>,
    /// Pictures: each is absent where it could not be drawn.
    pub evidence: Evidence,
}

/// A way of smuggling by its code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypologyNamed {
    pub code: String,
    pub name: Words,
}

/// One reason, rendered once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReasonTold {
    /// Signal id.
    pub signal: String,
    /// `classification`, `valuation`, `quantity`, `routing`, `party`, `account`, `timing`, `link`, `record` or `combination`.
    pub family: String,
    /// Share of the score, 0 to 1; all of a line sum to at most 1.
    pub share: f64,
    /// How often evidence at least as strange was seen before, 0 to 1.
    pub p_value: f64,
    /// The reason, with declared and expected.
    pub text: Words,
}

/// The smallest change of declared facts that would take the line off the list, and the document that would prove it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearingTold {
    /// Whether declared facts would clear it at all.
    pub clears: bool,
    /// The rank it would then have, about.
    pub rank: u32,
    pub text: Words,
}

/// A column of the record as read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Name of the column, as in the schema.
    pub column: String,
    /// SAD box number or letter; empty where there is none.
    #[serde(default)]
    pub sad_box: String,
    /// Unit in words; empty for none.
    #[serde(default)]
    pub unit: String,
    /// The value as text.
    pub value: String,
}

/// A signal's value on the line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub signal: String,
    pub family: String,
    /// In the signal's unit.
    pub value: f64,
    /// How often a value at least as strange was seen before; absent where there was too little past.
    #[serde(default)]
    pub p_value: Option<f64>,
    pub title: Words,
}

/// What the pictures of a case are drawn from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Evidence {
    /// Unit price against comparable exports, US dollars a kg.
    pub price: Option<AmongPeers>,
    /// The exporter's own earlier price for the heading, US dollars a kg.
    pub own_price: Option<AmongPeers>,
    /// Gross over net mass, against like packages or goods.
    pub tare: Option<AmongPeers>,
    /// Mass over volume, kg a cubic metre, against like goods.
    pub density: Option<AmongPeers>,
    /// Density of what the code or the words say the goods are, kg a cubic metre: (name, solid density).
    pub materials: Vec<(String, f64)>,
    /// The words that spoke: what they say the goods are, against the code.
    pub words: Vec<WordSpoke>,
    /// Codes that the words fit best, best first: (HS heading or code, how sure 0 to 1).
    pub codes_by_words: Vec<(String, f64)>,
    /// What the control list says.
    pub control: Vec<ControlTold>,
    pub licence: Option<LicenceTold>,
    pub ledger: Option<LedgerTold>,
    /// Matches of a party with a list, strongest first.
    pub parties: Vec<PartyMatch>,
    /// Stops of the declared way, in order.
    pub way: Vec<Stop>,
    /// Who shares what with whom, as known the evening before.
    pub network: Network,
}

/// A declared figure within the distribution of its peers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AmongPeers {
    pub declared: f64,
    /// Who the peers are, e.g. "HS 811010 to JP, last 365 days".
    pub peers: Words,
    /// Number of comparable lines.
    pub n: u64,
    /// Quantiles of the peers: (0 to 1, value), rising in both.
    pub quantiles: Vec<(f64, f64)>,
    /// Whether the axis is to be drawn logarithmic.
    pub logarithmic: bool,
}

/// A word or phrase of the description that spoke.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WordSpoke {
    /// As it stands in the description.
    pub word: String,
    /// What it says, e.g. "antimony trioxide → antimony", or the heading it speaks for.
    pub says: Words,
    /// `mineral`, `form`, `purity`, `cover`, `against-code`, `for-code` or `vague`.
    pub role: String,
}

/// One item of the control list that meets the line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ControlTold {
    /// Item's number in the list.
    pub item: String,
    pub title: Words,
    /// `licence`, `barred`, `suspended`, `not-controlled` or `unknown`, as the house words it.
    pub status: String,
    /// Announcement and its date, e.g. "MOFCOM & GACC 2024 No. 33".
    pub announcement: String,
    pub in_force_from: Option<NaiveDate>,
    /// Why it meets or does not: code, composition, purity, words.
    pub because: Words,
}

/// What the declared licence still allowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LicenceTold {
    pub number: String,
    pub holder: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub licensed_kg: Option<f64>,
    /// Used by earlier lines.
    pub used_kg: Option<f64>,
    /// What this line declares.
    pub this_kg: Option<f64>,
    /// What is wrong with it, one sentence each.
    pub faults: Vec<Words>,
}

/// More out than in: the exporter's account of the element.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LedgerTold {
    pub element: String,
    /// Contained element, kg, in the window.
    pub bought_kg: f64,
    pub sold_kg: f64,
    /// Exported before this line, in the window.
    pub exported_kg: f64,
    /// In this line.
    pub this_kg: f64,
    /// Capacity a year, where the register knows one.
    pub capacity_kg_year: Option<f64>,
    /// The stretch that the account covers.
    pub window: Words,
}

/// A declared name beside the listed one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartyMatch {
    /// `consignee`, `end-user`, `exporter`.
    pub role: String,
    pub declared: String,
    pub listed: String,
    /// The list and its entry's date.
    pub source: String,
    /// 0 to 1.
    pub likeness: f64,
    /// Word by word: (declared, listed, likeness 0 to 1); an empty side has no partner.
    pub tokens: Vec<(String, String, f64)>,
}

/// A stop of the declared way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// `origin`, `exit`, `transit`, `discharge` or `destination`.
    pub role: String,
    /// UN/LOCODE or ISO country code, as declared.
    pub code: String,
    pub name: Words,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Degrees, WGS 84; absent where the place is unknown.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Whether the place is a known transshipment hub.
    pub hub: bool,
}

/// Parties around the line.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Network {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
}

/// A party, address or telephone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Unique within the picture.
    pub id: String,
    pub label: String,
    /// `exporter`, `consignee`, `end-user`, `agent`, `address`, `phone`, `person` or `container`.
    pub kind: String,
    /// A party of this very line.
    pub own: bool,
    /// Known from a seizure or a list.
    pub marked: bool,
}

/// What joins two nodes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub from: String,
    pub to: String,
    /// `trades-with`, `shares-address`, `shares-phone`, `shares-person`, `ships-by`.
    pub kind: String,
    /// Lines or facts behind it.
    pub n: u64,
}

/// Lines that belong together become one case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Belongs {
    /// Same key, same case, while the case is open; unique to the line where it stands alone.
    pub key: String,
    /// `line`, `declaration`, `deal`, `splitting` or `ring`.
    pub kind: String,
    /// Why these lines stand together.
    pub why: Words,
}
