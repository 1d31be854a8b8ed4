//! What a list says, its rows taken together: of an entry that was told again, the youngest row counts.

use crate::registers::ListedParty;
use std::collections::HashMap;

/// The entries of rows that are sorted by the day from which they are known. A row takes the place of earlier known ones of the same
/// entry: same name and source, and no other country where both name one (namesakes are entries of their own, and so are rows of one
/// day). What it leaves out of aliases, countries and addresses stands as it was told before; its days stand as they are, so that an
/// entry ends, or goes on, by the youngest row alone.
pub(super) fn standing(rows: &[ListedParty]) -> Vec<ListedParty> {
    let mut kept: Vec<Option<ListedParty>> = Vec::with_capacity(rows.len());
    let mut by_name: HashMap<(&str, Option<&str>), Vec<usize>> = HashMap::new();
    for row in rows {
        let mut row_now = row.clone();
        let places = by_name.entry((row.name.trim(), row.source.as_deref())).or_default();
        places.retain(|place| {
            let Some(before) = kept[*place].as_ref().filter(|before| replaces(row, before)) else { return true };
            for (told, earlier) in [
                (&mut row_now.aliases, &before.aliases),
                (&mut row_now.countries, &before.countries),
                (&mut row_now.addresses, &before.addresses),
            ] {
                if told.is_empty() {
                    told.clone_from(earlier);
                }
            }
            kept[*place] = None;
            false
        });
        places.push(kept.len());
        kept.push(Some(row_now));
    }
    kept.into_iter().flatten().collect()
}

/// Whether a row tells an entry again; name and source are the same.
fn replaces(row: &ListedParty, before: &ListedParty) -> bool {
    let apart = !row.countries.is_empty()
        && !before.countries.is_empty()
        && !row.countries.iter().any(|country| before.countries.contains(country));
    before.known_on < row.known_on && !apart
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, country: &str, stopped: Option<&str>, known: &str) -> ListedParty {
        ListedParty {
            name: name.into(),
            aliases: Vec::new(),
            countries: Some(country).filter(|country| !country.is_empty()).map(str::to_owned).into_iter().collect(),
            addresses: Vec::new(),
            listed_on: "2025-03-01".parse().unwrap(),
            suspended_on: None,
            suspended_until: None,
            stopped_on: stopped.map(|day| day.parse().unwrap()),
            source: Some("L".into()),
            known_on: known.parse().unwrap(),
        }
    }

    #[test]
    fn the_youngest_row_of_an_entry_counts() {
        let first = ListedParty { aliases: vec!["ORPREC".into()], ..row("ORLENKOV", "RU", None, "2025-03-01") };
        let ended = row("ORLENKOV", "", Some("2025-09-01"), "2025-08-20");
        let again = row("ORLENKOV", "RU", None, "2025-12-01");
        let rows = [first.clone(), ended.clone(), again];
        assert_eq!(standing(&rows[..1]), std::slice::from_ref(&first));
        let told = standing(&rows[..2]);
        assert_eq!(told.len(), 1);
        assert_eq!(
            (told[0].stopped_on, &told[0].aliases, &told[0].countries),
            (ended.stopped_on, &first.aliases, &first.countries)
        );
        let told = standing(&rows);
        assert_eq!((told.len(), told[0].stopped_on, &told[0].aliases), (1, None, &first.aliases));
    }

    #[test]
    fn namesakes_other_lists_and_rows_of_one_day_stay_apart() {
        let first = row("GULF METALS", "AE", None, "2025-03-01");
        for other in [
            row("GULF METALS", "KW", Some("2025-09-01"), "2025-08-20"),
            row("GULF METALS", "AE", Some("2025-09-01"), "2025-03-01"),
            row("GULF METALS LLC", "AE", Some("2025-09-01"), "2025-08-20"),
            ListedParty { source: None, ..row("GULF METALS", "AE", Some("2025-09-01"), "2025-08-20") },
        ] {
            let rows = [first.clone(), other];
            assert_eq!(standing(&rows), rows);
        }
    }
}
