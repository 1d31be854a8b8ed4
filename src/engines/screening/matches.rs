//! The listed parties that one name is like, word by word, for people to see.

use super::matched::PartyQuery;
use super::nightly::{KEPT, ListedParties};
use chrono::NaiveDate;

/// A listed party beside a declared name.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedMatch {
    /// The listed name or alias that was met; the party's first name where only the address was.
    pub listed: String,
    /// The list, as the register names it; may be empty.
    pub source: String,
    pub listed_on: Option<NaiveDate>,
    /// 0 to 1.
    pub likeness: f32,
    /// Declared word, listed word and their likeness (0 to 1); an empty side has no partner.
    pub words: Vec<(String, String, f32)>,
}

impl ListedParties {
    /// Parties on a list in force on `day` that the name is like, likest first, at most `most`; as known the evening before it, and
    /// without those an officer has decided it is not.
    pub fn matches(&self, query: &PartyQuery, day: NaiveDate, most: usize) -> Vec<ListedMatch> {
        let Some(edition) = self.edition(day).filter(|_| !query.name.trim().is_empty()) else { return Vec::new() };
        let entries = edition.screener.entries();
        let counts = |entry: usize| {
            entries[entry].in_force(day) && self.decisions.excuses(query.name, &entries[entry].id, Some(day)).is_none()
        };
        let found = edition.screener.screen(&PartyQuery { day: None, ..*query }).into_iter();
        let told = found.filter(|one| one.score >= KEPT && counts(one.entry)).take(most).map(|one| {
            let entry = &entries[one.entry];
            let pairs = one.pairs.iter().map(|pair| (pair.query.clone(), pair.entry.clone(), pair.likeness));
            let only_declared = one.query_alone.iter().map(|word| (word.clone(), String::new(), 0.0));
            let only_listed = one.entry_alone.iter().map(|word| (String::new(), word.clone(), 0.0));
            ListedMatch {
                listed: one.name.clone().unwrap_or_else(|| entry.name.clone()),
                source: entry.source.clone(),
                listed_on: entry.listed_on,
                likeness: one.score,
                words: pairs.chain(only_declared).chain(only_listed).collect(),
            }
        });
        told.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::{ListedParty, Registers};

    #[test]
    fn a_name_meets_its_listing_word_by_word_from_the_day_after_it_was_known() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let party = ListedParty {
            name: "ORLENKOV PRECISION OPTICS LLC".into(),
            aliases: vec!["ORPREC LLC".into()],
            countries: vec!["RU".into()],
            addresses: Vec::new(),
            listed_on: day("2025-03-01"),
            suspended_on: None,
            suspended_until: None,
            stopped_on: None,
            source: Some("list of a ministry".into()),
            known_on: day("2025-03-01"),
        };
        let listed = ListedParties::from_registers(&Registers { restricted: vec![party], ..Registers::default() });
        let query = PartyQuery { name: "Orlenkof Precision Optics", country: Some("RU"), ..PartyQuery::default() };
        assert!(listed.matches(&query, day("2025-03-01"), 3).is_empty());
        let told = listed.matches(&query, day("2025-03-02"), 3);
        assert_eq!((told.len(), told[0].listed.as_str()), (1, "ORLENKOV PRECISION OPTICS LLC"));
        assert_eq!((told[0].source.as_str(), told[0].listed_on), ("list of a ministry", Some(day("2025-03-01"))));
        assert!(told[0].likeness > 0.75 && told[0].words.len() >= 3, "{told:?}");
        assert!(told[0].words.iter().any(|(declared, listed, likeness)| declared != listed && *likeness > 0.5));
        let nobody = PartyQuery { name: "HONEST TOYS GMBH", ..PartyQuery::default() };
        assert!(listed.matches(&nobody, day("2025-03-02"), 3).is_empty());
    }
}
