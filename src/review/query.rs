//! The queue's filter as it stands in the address, so that a link shows others what one sees oneself.

use super::form;
use super::form::Form;
use crate::cases::QueueFilter;
use crate::cases::Sort;
use crate::cases::State;
use crate::cases::Verdict;
use crate::cases::Whose;
use crate::report::legible::legible;
use chrono::NaiveDate;

/// Cases on a page of the queue.
pub const ROWS: u32 = 50;
/// Values of one list that are read from an address.
const VALUES_MAX: usize = 40;
/// Characters of a value.
const LENGTH_MAX: usize = 200;

/// A filter in words of the address: names and values in a fixed order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pairs: Vec<(&'static str, String)>,
    /// From 1.
    pub page: u64,
}

/// Names that filter, in the order in which they stand in an address. A name may stand there several times.
const NAMES: &[&str] = &[
    "q",
    "state",
    "lane",
    "mineral",
    "typology",
    "destination",
    "office",
    "exporter",
    "verdict",
    "who",
    "since",
    "until",
    "risk",
    "due",
    "proposed",
    "excepted",
    "sort",
];

/// A chosen value that stands for "without".
pub const NONE: &str = "-";

impl Query {
    /// Reads the part of an address behind `?`; what is not known is left out.
    pub fn read(text: &str) -> Self {
        let form = Form::read(text.as_bytes());
        let mut pairs = Vec::new();
        for name in NAMES {
            let mut values: Vec<String> = form.all(name).take(VALUES_MAX).map(plain).collect();
            values.dedup();
            pairs.extend(values.into_iter().map(|value| (*name, value)));
        }
        Query { pairs, page: form.number("page").unwrap_or(1).clamp(1, 100_000) }
    }

    /// The address's part behind `?`, without the page; empty for no filter.
    pub fn text(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.pairs {
            out.append_pair(name, value);
        }
        out.finish()
    }

    /// `/` with the filter, on a page.
    pub fn address(&self, page: u64) -> String {
        let mut text = self.text();
        if page > 1 {
            text += &format!("{}page={page}", if text.is_empty() { "" } else { "&" });
        }
        if text.is_empty() { "/".into() } else { format!("/?{text}") }
    }

    /// All values of a name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The first value of a name; empty for none.
    pub fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }

    /// Whether a value is chosen.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.pairs.iter().any(|(known, chosen)| *known == name && chosen == value)
    }

    /// With a value added, or taken away where it is chosen.
    pub fn toggled(&self, name: &'static str, value: &str) -> Query {
        let mut pairs = self.pairs.clone();
        if self.has(name, value) {
            pairs.retain(|(known, chosen)| !(*known == name && chosen == value));
        } else {
            pairs.push((name, value.to_owned()));
        }
        Query { pairs, page: 1 }.ordered()
    }

    /// With this one value in place of all others of the name; none where it is empty.
    pub fn set(&self, name: &'static str, value: &str) -> Query {
        let mut pairs = self.pairs.clone();
        pairs.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            pairs.push((name, value.to_owned()));
        }
        Query { pairs, page: 1 }.ordered()
    }

    /// Names and values, for hidden fields and chips.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.pairs.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Whether nothing is filtered, whatever the order.
    pub fn is_bare(&self) -> bool {
        self.pairs.iter().all(|(name, _)| *name == "sort")
    }

    fn ordered(mut self) -> Query {
        self.pairs.sort_by_key(|(name, _)| NAMES.iter().position(|known| known == name));
        self
    }

    /// The filter for the store. `me` is who asks, `today` decides what is overdue.
    pub fn filter(&self, me: &str, today: NaiveDate) -> QueueFilter {
        let texts = |name: &str| -> Vec<String> {
            self.all(name).into_iter().map(|value| if value == NONE { "" } else { value }.to_owned()).collect()
        };
        let day = |name: &str| form::day(self.get(name));
        let yes = |name: &str| match self.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let nights = match (day("since"), day("until")) {
            (None, None) => None,
            (since, until) => Some((since.unwrap_or(NaiveDate::MIN), until.unwrap_or(NaiveDate::MAX))),
        };
        let states = match self.has("state", "all") {
            true => State::ALL.to_vec(),
            false => self.all("state").into_iter().filter_map(State::of).collect(),
        };
        QueueFilter {
            states,
            lanes: texts("lane"),
            offices: texts("office"),
            minerals: texts("mineral"),
            destinations: texts("destination"),
            typologies: texts("typology"),
            verdicts: self.all("verdict").into_iter().filter_map(Verdict::of).collect(),
            exporters: texts("exporter"),
            assignee: match self.get("who") {
                "" => None,
                "nobody" => Some(Whose::Nobody),
                "anybody" => Some(Whose::Anybody),
                "me" => Some(Whose::User(me.to_owned())),
                user => Some(Whose::User(user.trim_start_matches('@').to_owned())),
            },
            nights,
            risk_min: self.get("risk").parse().ok().filter(|risk: &f64| (0.0..=1.0).contains(risk)),
            due_before: (self.get("due") == "over").then_some(today),
            proposed: yes("proposed"),
            excepted: yes("excepted"),
            text: Some(self.get("q").to_owned()).filter(|text| !text.is_empty()),
            sort: sort_of(self.get("sort")),
        }
    }
}

/// Orders of the queue by their name in the address.
pub const SORTS: &[(&str, Sort)] = &[
    ("priority", Sort::Priority),
    ("risk", Sort::Risk),
    ("due", Sort::Due),
    ("newest", Sort::Newest),
    ("oldest", Sort::Oldest),
    ("value", Sort::Value),
];

/// A value without signs that nobody sees but that steer what is seen.
fn plain(value: &str) -> String {
    legible(value).chars().filter(|c| *c != '\u{FFFD}').take(LENGTH_MAX).collect()
}

fn sort_of(name: &str) -> Sort {
    SORTS.iter().find(|(known, _)| *known == name).map_or(Sort::Priority, |(_, sort)| *sort)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn a_link_shows_others_the_same() {
        let query =
            Query::read("lane=inspect&lane=audit&mineral=-&q=%E9%94%91%20ingot&who=me&risk=0.5&due=over&x=1&page=3");
        assert_eq!(Query::read(&query.text()).pairs, query.pairs);
        assert_eq!(query.address(3), format!("/?{}&page=3", query.text()));
        let filter = query.filter("wang", today());
        assert_eq!(filter.lanes, ["inspect", "audit"]);
        assert_eq!(filter.minerals, [""]);
        assert_eq!(filter.assignee, Some(Whose::User("wang".into())));
        assert_eq!((filter.risk_min, filter.due_before), (Some(0.5), Some(today())));
        assert_eq!(filter.text.as_deref(), Some("锑 ingot"));
    }

    #[test]
    fn what_is_nonsense_filters_nothing() {
        let filter = Query::read("state=gone&risk=7&since=x&sort=colour&page=-4&verdict=maybe").filter("wang", today());
        assert_eq!(filter, QueueFilter::default());
        assert_eq!(Query::read("page=-4").page, 1);
    }

    #[test]
    fn values_are_switched_on_and_off() {
        let query = Query::read("sort=risk");
        let with = query.toggled("lane", "audit");
        assert_eq!(with.text(), "lane=audit&sort=risk");
        assert_eq!(with.toggled("lane", "audit"), query);
        assert_eq!(with.set("lane", "review").set("sort", "").text(), "lane=review");
    }
}
