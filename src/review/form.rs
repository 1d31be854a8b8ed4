//! What a form sent: names and values in order, each name any number of times.

use chrono::Datelike;
use chrono::NaiveDate;

/// A day as a form sends it; none of a year in which nobody works, with which one could not count on.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    text.parse::<NaiveDate>().ok().filter(|day| (1900..=2999).contains(&day.year()))
}

/// A form's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded` text; damaged escapes become "\u{FFFD}".
    pub fn read(text: &[u8]) -> Self {
        Form(form_urlencoded::parse(text).map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first value of a name without the space around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The first value of a name as it was typed: for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The first value of a name where it is not empty.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Whether the name was sent at all, as a ticked box is.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// All values of a name that are not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.trim()).filter(|v| !v.is_empty())
    }

    /// A number.
    pub fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.some(name)?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_lies_in_a_year_one_can_count_with() {
        assert_eq!(day("2026-11-20").map(|day| day.to_string()).as_deref(), Some("2026-11-20"));
        for text in ["", "2026-02-30", "1899-12-31", "3000-01-01", "+262142-12-31", "-262143-01-01"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn names_repeat_and_blanks_are_absent() {
        let form = Form::read("case=1&case=2&note=%20a%2Bb+c%20&empty=&n=x".as_bytes());
        assert_eq!(form.all("case").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!((form.get("note"), form.raw("note"), form.some("empty")), ("a+b c", " a+b c ", None));
        assert!(form.has("empty") && !form.has("gone"));
        assert_eq!((form.number::<i64>("case"), form.number::<i64>("n")), (Some(1), None));
    }
}
