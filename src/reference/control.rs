//! The dated control list: items, clauses for destinations and end users, the remark rule.

use super::condition::Conditions;
use super::shipped::Tables;
use super::table::{Row, Table};
use crate::error::Result;
use chrono::NaiveDate;

/// What kind of row of the list an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind {
    /// Goods.
    Goods,
    /// Technology and data; no commodity code can show it.
    Technology,
    /// A rule that reaches beyond goods of the list (0.1 % rule).
    Rule,
}

/// One control item of one announcement.
#[derive(Debug, Clone)]
pub struct ControlItem {
    /// Publisher and number, `MOFCOM/GACC 2024 No.33`.
    pub announcement: String,
    /// Day of publication.
    pub published: NaiveDate,
    /// First day in force, if nothing suspends it.
    pub effective_from: NaiveDate,
    /// First and last day of a suspension; after the last day the list knows nothing of the item.
    pub suspended: Option<(NaiveDate, NaiveDate)>,
    /// Code of the dual-use list, `3C003.c`; empty where none is known.
    pub control_code: String,
    /// Mineral as all tables name it.
    pub mineral: String,
    /// Forms of the goods, in the words of the glossary.
    pub forms: Vec<String>,
    /// The item in English.
    pub item_en: String,
    /// The item in the words of the announcement.
    pub item_zh: String,
    /// Goods, technology or a rule.
    pub kind: ItemKind,
    /// Reference commodity codes with the year of the tariff that they belong to.
    pub codes: Vec<(String, i32)>,
    /// Codes under which such goods are declared where the notice names none.
    pub practice: Vec<String>,
    /// Thresholds that goods must meet to be covered.
    pub conditions: Conditions,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Where the row comes from.
    pub source: String,
}

/// Whether an item or clause binds on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// Before its first day.
    NotYet,
    /// It binds.
    InForce,
    /// Suspended up to and including the day.
    Suspended(NaiveDate),
    /// The suspension has ended and the list knows no more.
    AfterKnowledge,
}

/// What a clause does to an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// No export.
    Prohibited,
    /// No licence is given in principle.
    DeniedInPrinciple,
    /// Stricter review; the status stays.
    Review,
}

/// A clause for a destination or an end user.
#[derive(Debug, Clone)]
pub struct ControlScope {
    /// Publisher and number.
    pub announcement: String,
    /// Clause of the announcement.
    pub clause: String,
    /// ISO 3166-1 alpha-2.
    pub destination: String,
    /// Only for military end users or uses.
    pub military_only: bool,
    /// Empty for all listed items.
    pub minerals: Vec<String>,
    /// What it does.
    pub effect: Effect,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// First and last day of a suspension.
    pub suspended: Option<(NaiveDate, NaiveDate)>,
    /// The clause in English.
    pub text_en: String,
    /// The clause in Chinese.
    pub text_zh: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Where the row comes from.
    pub source: String,
}

/// What the remarks of a declaration must say from a day on.
#[derive(Debug, Clone)]
pub struct RemarkDuty {
    /// Publisher and number.
    pub announcement: String,
    /// Empty for all listed items.
    pub minerals: Vec<String>,
    /// First day in force.
    pub effective_from: NaiveDate,
    /// Wordings for listed goods.
    pub listed: Vec<String>,
    /// Wordings for goods that are near the list but not on it.
    pub near_listed: Vec<String>,
    /// The duty in one sentence.
    pub about: String,
    /// Where the row comes from.
    pub source: String,
}

/// The list as a whole.
#[derive(Debug)]
pub struct ControlList {
    /// Items in table order.
    pub items: Vec<ControlItem>,
    /// Clauses for destinations and end users.
    pub scopes: Vec<ControlScope>,
    /// What remarks must say.
    pub remarks: Vec<RemarkDuty>,
    /// First day that the list speaks of.
    pub begins: NaiveDate,
    /// Last day that the list speaks of.
    pub horizon: NaiveDate,
}

/// State on a day of something dated that may be suspended.
pub fn force(effective_from: NaiveDate, suspended: Option<(NaiveDate, NaiveDate)>, on: NaiveDate) -> Force {
    match suspended {
        Some((_, until)) if on > until => Force::AfterKnowledge,
        Some((from, until)) if on >= from => Force::Suspended(until),
        _ if on < effective_from => Force::NotYet,
        _ => Force::InForce,
    }
}

impl ControlItem {
    /// State of the item on a day.
    pub fn force(&self, on: NaiveDate) -> Force {
        force(self.effective_from, self.suspended, on)
    }

    /// The first day on which the item was in force at or before the given one.
    pub fn since(&self, on: NaiveDate) -> Option<NaiveDate> {
        let never = self.suspended.is_some_and(|(from, _)| from <= self.effective_from);
        (!never && on >= self.effective_from).then_some(self.effective_from)
    }
}

impl ControlScope {
    /// State of the clause on a day.
    pub fn force(&self, on: NaiveDate) -> Force {
        force(self.effective_from, self.suspended, on)
    }

    /// Whether the clause speaks of goods of the mineral.
    pub fn covers(&self, mineral: &str) -> bool {
        self.minerals.is_empty() || self.minerals.iter().any(|named| named == mineral)
    }
}

impl ControlList {
    /// Reads the four tables of the list.
    ///
    /// # Errors
    /// [`crate::error::Error::Input`] with file, row, column and value.
    pub fn read(tables: &Tables) -> Result<ControlList> {
        let renumbered = read_renumbering(&tables.read("hs_renumbering.csv", &["old_hs", "new_hs", "year"])?)?;
        let items = tables.read(
            "control_items.csv",
            &[
                "announcement",
                "effective_from",
                "control_code",
                "mineral",
                "forms",
                "kind",
                "hs_refs",
                "practice_hs",
                "conditions",
            ],
        )?;
        let mut items = items.rows().map(read_item).collect::<Result<Vec<_>>>()?;
        for item in &mut items {
            for (old, new, year) in &renumbered {
                if item.codes.iter().any(|(code, _)| code == old) && item.codes.iter().all(|(code, _)| code != new) {
                    item.codes.push((new.clone(), *year));
                }
            }
        }
        let scopes = tables.read("control_scopes.csv", &["destination", "end_user_kind", "minerals", "effect"])?;
        let remarks =
            tables.read("remark_rules.csv", &["minerals", "effective_from", "listed_zh", "near_listed_zh"])?;
        let about = tables.read("about.csv", &["key", "value"])?;
        Ok(ControlList {
            items,
            scopes: scopes.rows().map(read_scope).collect::<Result<_>>()?,
            remarks: remarks.rows().map(read_remark).collect::<Result<_>>()?,
            begins: about_day(&about, "list_begins")?,
            horizon: about_day(&about, "horizon")?,
        })
    }
}

fn about_day(about: &Table, key: &str) -> Result<NaiveDate> {
    let row = about.rows().find(|row| row.text("key") == key);
    match row {
        Some(row) => row.required_date("value"),
        None => Err(crate::error::Error::Input {
            path: "about.csv".into(),
            why: format!("it has no row `{key}`"),
            remedy: format!("add `{key},YYYY-MM-DD,source`"),
        }),
    }
}

fn read_renumbering(table: &Table) -> Result<Vec<(String, String, i32)>> {
    let row =
        |row: Row| Ok((code(row, "old_hs")?, code(row, "new_hs")?, row.number_within("year", 1988.0, 2100.0)? as i32));
    table.rows().map(row).collect()
}

fn code(row: Row, column: &str) -> Result<String> {
    super::hs::parse_hs(row.required(column)?)
        .map_err(|_| row.fault(column, "is no commodity code", "write 4 to 10 digits"))
}

fn suspension(row: Row) -> Result<Option<(NaiveDate, NaiveDate)>> {
    match (row.date("suspended_from")?, row.date("suspended_until")?) {
        (None, None) => Ok(None),
        (Some(from), Some(until)) if from <= until => Ok(Some((from, until))),
        _ => Err(row.fault(
            "suspended_until",
            "does not close the suspension",
            "give both days, the first not after the last",
        )),
    }
}

fn minerals(row: Row) -> Vec<String> {
    row.list("minerals").into_iter().filter(|mineral| mineral != "*").collect()
}

fn read_item(row: Row) -> Result<ControlItem> {
    let kind = match row.text("kind") {
        "item" => ItemKind::Goods,
        "technology" => ItemKind::Technology,
        "rule" => ItemKind::Rule,
        _ => return Err(row.fault("kind", "is unknown", "write item, technology or rule")),
    };
    let reference = |text: &String| {
        let (hs, year) = text.split_once('@').unwrap_or((text, "2022"));
        let digits = hs.len() >= 4 && hs.len() <= 10 && hs.bytes().all(|byte| byte.is_ascii_digit());
        match year.parse::<i32>() {
            Ok(year) if digits => Ok((hs.to_owned(), year)),
            _ => Err(row.fault("hs_refs", "is no list of codes", "write code@year;code@year")),
        }
    };
    Ok(ControlItem {
        announcement: row.required("announcement")?.to_owned(),
        published: row.required_date("published")?,
        effective_from: row.required_date("effective_from")?,
        suspended: suspension(row)?,
        control_code: row.text("control_code").to_owned(),
        mineral: row.required("mineral")?.to_owned(),
        forms: row.text("forms").split('|').filter(|form| !form.is_empty()).map(str::to_owned).collect(),
        item_en: row.required("item_en")?.to_owned(),
        item_zh: row.text("item_zh").to_owned(),
        kind,
        codes: row.list("hs_refs").iter().map(reference).collect::<Result<_>>()?,
        practice: row.list("practice_hs"),
        conditions: Conditions::parse(row.text("conditions")).map_err(|why| {
            row.fault(
                "conditions",
                &format!("cannot be read: {why}"),
                "write e.g. `purity>=99.99 & Dy>0 | other: text`",
            )
        })?,
        confidence: row.text("confidence").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

fn read_scope(row: Row) -> Result<ControlScope> {
    let effect = match row.text("effect") {
        "prohibited" => Effect::Prohibited,
        "denied" => Effect::DeniedInPrinciple,
        "review" => Effect::Review,
        _ => return Err(row.fault("effect", "is unknown", "write prohibited, denied or review")),
    };
    Ok(ControlScope {
        announcement: row.required("announcement")?.to_owned(),
        clause: row.text("clause").to_owned(),
        destination: row.required("destination")?.to_owned(),
        military_only: match row.text("end_user_kind") {
            "military" => true,
            "any" => false,
            _ => return Err(row.fault("end_user_kind", "is unknown", "write military or any")),
        },
        minerals: minerals(row),
        effect,
        effective_from: row.required_date("effective_from")?,
        suspended: suspension(row)?,
        text_en: row.text("text_en").to_owned(),
        text_zh: row.text("text_zh").to_owned(),
        confidence: row.text("confidence").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}

fn read_remark(row: Row) -> Result<RemarkDuty> {
    Ok(RemarkDuty {
        announcement: row.required("announcement")?.to_owned(),
        minerals: minerals(row),
        effective_from: row.required_date("effective_from")?,
        listed: row.list("listed_zh"),
        near_listed: row.list("near_listed_zh"),
        about: row.text("about").to_owned(),
        source: row.required("source")?.to_owned(),
    })
}
