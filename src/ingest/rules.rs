//! The rules a row is held to: what each means, and whether the row can still be scored.

use serde::Serialize;

/// What becomes of a row that breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The row is scored; the code stands in `data_warnings`.
    Warn,
    /// The row cannot be scored and is written to the quarantine with its reason.
    Quarantine,
}

/// One rule. The id never changes: it stands in outputs that people filter by.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name, kebab-case.
    pub id: &'static str,
    /// What becomes of the row.
    pub outcome: Outcome,
    /// Where it looks, in words.
    pub looks_at: &'static str,
    /// What is wrong and what to do, a sentence for an officer.
    pub message: &'static str,
}

const fn quarantine(id: &'static str, looks_at: &'static str, message: &'static str) -> Rule {
    Rule { id, outcome: Outcome::Quarantine, looks_at, message }
}

const fn warn(id: &'static str, looks_at: &'static str, message: &'static str) -> Rule {
    Rule { id, outcome: Outcome::Warn, looks_at, message }
}

/// Rule of rows after the last day believed: damage, unless the caller asked for an earlier day.
pub const LATER: &str = "in-the-future";

#[rustfmt::skip]
mod table {
    use super::{Rule, quarantine, warn};

    pub static FIELD_COUNT: Rule = quarantine("field-count", "record", "the record has another number of fields than the header; look for a stray delimiter or line break");
    pub static QUOTES: Rule = quarantine("unbalanced-quotes", "record", "a quotation mark is not closed or not doubled; the line is set aside and reading goes on with the next");
    pub static OVERSIZED: Rule = quarantine("oversized-record", "record", "the record is longer than 1 MiB; look for a missing line break");
    pub static ENCODING: Rule = quarantine("bad-encoding", "record", "the bytes are not text in the file's encoding; set `encoding` under [file] in the mapping, or have the file sent again");
    pub static JSON: Rule = quarantine("bad-json", "record", "the line is not one JSON object");
    pub static REQUIRED: Rule = quarantine("required-missing", "required columns", "a value that every declaration must have is missing");
    pub static MASS_OR_QUANTITY: Rule = quarantine("mass-and-quantity-missing", "net_mass_kg, quantity", "neither a net mass nor a quantity is given; nothing can be measured");
    pub static HS_DIGITS: Rule = quarantine("hs-malformed", "hs_code", "a commodity code has 6, 8 or 10 digits; a leading zero may be lost (set `pad`) or dots left in (set `strip`)");
    pub static HS_CHAPTER: Rule = quarantine("hs-chapter-impossible", "hs_code", "the Harmonized System has chapters 01-97 without 77, and 98-99 for national use");
    pub static DATE: Rule = quarantine("date-unreadable", "accepted_on", "the date is not in a form the mapping names; add it to `form`");
    pub static DATE_ABSURD: Rule = quarantine("date-absurd", "accepted_on", "the date lies before 1990 or after 2100; look for swapped digits or another `form`");
    pub static NUMBER: Rule = quarantine("number-unreadable", "mass, quantity, value", "not a number; set `decimal` and `thousands` in the mapping if it is written otherwise");
    pub static NEGATIVE: Rule = quarantine("number-negative", "mass, quantity, value", "a mass, quantity or value cannot be negative");
    pub static NUMBER_ABSURD: Rule = quarantine("number-absurd", "mass, quantity, value", "infinite, not a number, or above 1e12; look for joined fields or a wrong unit");
    pub static CURRENCY: Rule = quarantine("currency-unknown", "statistical_value_usd", "no rate is known for the currency, so the value cannot be given in US dollars; add it to datasets/mappings/rates.csv");
    pub static ITEM: Rule = quarantine("item-unreadable", "item_no", "the item number is not a whole number from 1 to 999999");
    pub static DUPLICATE: Rule = quarantine("duplicate", "declaration_id, item_no", "the same declaration and item was already read");
    pub static TOO_OLD: Rule = quarantine("older-than-context", "accepted_on", "accepted on or before the day the context ends; score it with an older context or replay");
    pub static FUTURE: Rule = quarantine(super::LATER, "accepted_on", "the row was accepted after the last day believed; look for a mistyped year, or move --until");

    pub static NUMBER_DROPPED: Rule = warn("number-dropped", "optional numbers", "not a plausible number; taken as absent");
    pub static DATE_DROPPED: Rule = warn("date-dropped", "optional dates of registers", "not a believable date; taken as absent");
    pub static HOUR_DROPPED: Rule = warn("hour-dropped", "accepted_hour", "not an hour from 0 to 23; taken as absent");
    pub static HS_NATIONAL: Rule = warn("hs-national-chapter", "hs_code", "chapters 98 and 99 are national; no other country's data compare");
    pub static NET_ABOVE_GROSS: Rule = warn("net-above-gross", "net_mass_kg, gross_mass_kg", "the net mass is above the gross mass");
    pub static ZERO_MASS: Rule = warn("zero-mass", "net_mass_kg", "the net mass is zero; nothing per kilogram can be said");
    pub static ZERO_VALUE: Rule = warn("zero-value", "statistical_value_usd", "the value is zero; nothing about the price can be said");
    pub static COUNTRY: Rule = warn("country-unknown", "countries", "not an ISO 3166-1 alpha-2 code after translation; taken as absent");
    pub static CODE: Rule = warn("code-unknown", "package, transport, unit, delivery terms", "not in the code list; taken as absent");
    pub static CONTROL: Rule = warn("control-characters", "texts", "control characters were taken out");
    pub static CUT: Rule = warn("field-cut", "texts", "the field was longer than 64 KiB and was cut");
    pub static RATE_CARRIED: Rule = warn("rate-carried", "statistical_value_usd", "no rate is published for the year; the nearest year's was used");

    /// All rules, the grave ones first.
    pub static RULES: &[&Rule] = &[
        &FIELD_COUNT, &QUOTES, &OVERSIZED, &ENCODING, &JSON, &REQUIRED, &MASS_OR_QUANTITY, &HS_DIGITS, &HS_CHAPTER, &DATE, &DATE_ABSURD,
        &NUMBER, &NEGATIVE, &NUMBER_ABSURD, &CURRENCY, &ITEM, &DUPLICATE, &TOO_OLD, &FUTURE,
        &NUMBER_DROPPED, &DATE_DROPPED, &HOUR_DROPPED, &HS_NATIONAL, &NET_ABOVE_GROSS, &ZERO_MASS, &ZERO_VALUE, &COUNTRY, &CODE, &CONTROL, &CUT, &RATE_CARRIED,
    ];
}

pub use table::*;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_messages_speak() {
        let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
        for rule in RULES {
            assert!(rule.id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'), "{}", rule.id);
            assert!(rule.message.len() > 15, "{}", rule.id);
        }
    }
}
