//! A question about the control status of goods, and its answer.

use super::composition::Composition;
use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// Who uses the goods in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndUserKind {
    /// Civil end users and uses.
    Civil,
    /// Military end users or uses.
    Military,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Query {
    /// Commodity code as digits, 4 to 10.
    pub hs: String,
    /// Day of export.
    pub on: NaiveDate,
    /// ISO 3166-1 alpha-2.
    pub destination: Option<String>,
    /// Per cent by mass.
    pub purity_pct: Option<f64>,
    /// Per cent by mass.
    pub composition: Option<Composition>,
    /// Civil or military.
    pub end_user_kind: Option<EndUserKind>,
    /// Name and specification of the goods.
    pub text: Option<String>,
    /// Remarks of the declaration.
    pub remark: Option<String>,
}

impl Query {
    /// A question that gives code and day only.
    pub fn new(hs: impl Into<String>, on: NaiveDate) -> Query {
        Query {
            hs: hs.into(),
            on,
            destination: None,
            purity_pct: None,
            composition: None,
            end_user_kind: None,
            text: None,
            remark: None,
        }
    }
}

/// Control status, from free to prohibited; `Unknown` where the list has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// No licence is needed.
    Free,
    /// The list has ended, for all goods or for the item.
    Unknown,
    /// An export licence is needed.
    LicenceRequired,
    /// A licence is needed and in principle not given.
    DeniedInPrinciple,
    /// No export.
    Prohibited,
}

impl Status {
    /// The word in columns: free, unknown, licence, denied, prohibited.
    pub const fn word(self) -> &'static str {
        match self {
            Status::Free => "free",
            Status::Unknown => "unknown",
            Status::LicenceRequired => "licence",
            Status::DeniedInPrinciple => "denied",
            Status::Prohibited => "prohibited",
        }
    }

    /// The words of a sentence.
    pub const fn phrase(self) -> &'static str {
        match self {
            Status::Free => "free",
            Status::Unknown => "unknown",
            Status::LicenceRequired => "licence required",
            Status::DeniedInPrinciple => "denied in principle",
            Status::Prohibited => "prohibited",
        }
    }
}

/// The remark that the declaration must carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemarkRule {
    /// Announcement that asks for it.
    pub announcement: String,
    /// Wording that the remarks must carry.
    pub wanted: String,
    /// Whether the remarks carry it; `None` where no remarks were given.
    pub satisfied: Option<bool>,
}

/// The answer, with the announcement that says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// The strictest status that the facts given allow.
    pub status: Status,
    /// Whether the facts given decide; else the strictest possible status stands here.
    pub certain: bool,
    /// The announcement that says so.
    pub announcement: Option<String>,
    /// Code of the dual-use list.
    pub control_code: Option<String>,
    /// Mineral of the item.
    pub mineral: Option<String>,
    /// The item in English.
    pub item_en: Option<String>,
    /// The item in Chinese.
    pub item_zh: Option<String>,
    /// First day on which the item (or the barring clause) was in force.
    #[serde(serialize_with = "day")]
    pub since: Option<NaiveDate>,
    /// One sentence.
    pub why: String,
    /// The remark that the declaration must carry.
    pub remark_rule: Option<RemarkRule>,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// What else must be known, and what it would change.
    pub conditions: Vec<String>,
    /// Where the row of the list comes from.
    pub source: Option<String>,
}

fn day<S: Serializer>(day: &Option<NaiveDate>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| day.to_string()).serialize(serializer)
}
