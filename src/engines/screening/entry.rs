//! An entry of a list, and when it is in force.

use chrono::NaiveDate;

/// A listed person, firm or vessel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListEntry {
    /// Name of the entry in its list.
    pub id: String,
    /// Person, Organization, Vessel; empty where the list does not say.
    pub kind: String,
    /// First name.
    pub name: String,
    /// Other names, former names, names in other scripts.
    pub aliases: Vec<String>,
    /// ISO alpha-2 codes.
    pub countries: Vec<String>,
    /// Addresses as written.
    pub addresses: Vec<String>,
    /// First day in force; `None`: since ever.
    pub listed_on: Option<NaiveDate>,
    /// First day on which it is suspended.
    pub suspended_on: Option<NaiveDate>,
    /// First day after the suspension; `None`: suspended until further notice.
    pub suspended_until: Option<NaiveDate>,
    /// First day no longer in force.
    pub stopped_on: Option<NaiveDate>,
    /// The list it stands on.
    pub source: String,
}

impl ListEntry {
    /// Is the entry in force on that day?
    pub fn in_force(&self, day: NaiveDate) -> bool {
        let listed = self.listed_on.is_none_or(|listed| listed <= day);
        let stopped = self.stopped_on.is_some_and(|stopped| stopped <= day);
        let suspended =
            self.suspended_on.is_some_and(|from| from <= day) && self.suspended_until.is_none_or(|until| day < until);
        listed && !stopped && !suspended
    }

    /// The name and the aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_force_from_listing_to_stop_but_for_a_suspension() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let entry = ListEntry {
            listed_on: Some(day("2025-04-04")),
            suspended_on: Some(day("2025-05-14")),
            suspended_until: Some(day("2025-08-12")),
            stopped_on: Some(day("2026-01-01")),
            ..ListEntry::default()
        };
        let told: Vec<bool> = [
            "2025-04-03",
            "2025-04-04",
            "2025-05-13",
            "2025-05-14",
            "2025-08-11",
            "2025-08-12",
            "2025-12-31",
            "2026-01-01",
        ]
        .map(|text| entry.in_force(day(text)))
        .to_vec();
        assert_eq!(told, [false, true, true, false, false, true, true, false]);
        assert!(ListEntry::default().in_force(day("1999-01-01")));
    }
}
