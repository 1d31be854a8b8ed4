//! The series themselves, for a spreadsheet: by mineral and destination, and by exporter and hub; by week and by month.

use super::flows::{Cell, Day, Flows};
use super::mirror::month_of;
use super::watch::Facts;
use super::weekly::Weeks;
use chrono::NaiveDate;
use std::collections::BTreeMap;

type Sums = BTreeMap<(String, String, String), Cell>;

/// `mineral,destination` and `exporter,hub` series by week up to an evening, as two CSV texts. Weeks without a line are left out.
pub fn weekly(flows: &Flows, facts: &Facts, evening: Day) -> [String; 2] {
    let Some((first, _)) = flows.span() else { return both(flows, facts, evening, "week_begins", |_| None) };
    let weeks = Weeks::between(first, evening);
    both(flows, facts, evening, "week_begins", |day| {
        let begins = weeks.of(day).map(|week| weeks.begin(week))?;
        NaiveDate::from_epoch_days(begins).map(|date| date.to_string())
    })
}

/// The same by calendar month; the last one may not be over.
pub fn monthly(flows: &Flows, facts: &Facts, evening: Day) -> [String; 2] {
    both(flows, facts, evening, "month", |day| {
        let month = month_of(day);
        Some(format!("{:04}-{:02}", month.div_euclid(12), month.rem_euclid(12) + 1))
    })
}

fn both(flows: &Flows, facts: &Facts, evening: Day, period: &str, of: impl Fn(Day) -> Option<String>) -> [String; 2] {
    let (mut corridors, mut sellers) = (Sums::new(), Sums::new());
    for (corridor, by_seller) in flows.corridors() {
        for (seller, days) in by_seller {
            for (day, cell) in days.range(..=evening) {
                let Some(period) = of(*day) else { continue };
                let key = (corridor.mineral.clone(), corridor.destination.clone(), period.clone());
                corridors.entry(key).or_default().add(*cell);
                if facts.hubs.contains(&corridor.destination) {
                    sellers.entry((seller.clone(), corridor.destination.clone(), period)).or_default().add(*cell);
                }
            }
        }
    }
    [csv("mineral", "destination", period, &corridors), csv("exporter", "hub", period, &sellers)]
}

fn csv(first: &str, second: &str, period: &str, sums: &Sums) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record([first, second, period, "lines", "net_mass_kg", "value_usd"]);
    for ((a, b, period), cell) in sums {
        let (lines, kg, usd) = (cell.lines.to_string(), format!("{:.3}", cell.kg()), format!("{:.2}", cell.usd()));
        let _ = writer.write_record([guarded(a).as_str(), b, period, &lines, &kg, &usd]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A declared text that a spreadsheet would take for a formula gets an apostrophe.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::flows::Corridor;
    use super::*;

    #[test]
    fn series_by_week_and_month() {
        let mut flows = Flows::default();
        // 2024-01-30 is day 19752; the evening is 2024-02-06.
        for (day, seller) in [(19_752, "A"), (19_753, "A"), (19_757, "B"), (19_760, "B")] {
            flows.busy(day);
            let corridor = Corridor { mineral: "gallium".into(), destination: "HK".into() };
            flows.add(corridor, seller, day, Cell::line(Some(2.0), Some(600.0)));
        }
        let facts = Facts { hubs: ["HK".to_owned()].into(), ..Facts::default() };
        let [corridors, sellers] = monthly(&flows, &facts, 19_759);
        assert_eq!(
            corridors,
            "mineral,destination,month,lines,net_mass_kg,value_usd\ngallium,HK,2024-01,2,4.000,1200.00\ngallium,HK,2024-02,1,2.000,600.00\n"
        );
        assert!(sellers.contains("A,HK,2024-01,2,4.000,1200.00\nB,HK,2024-02,1,2.000,600.00\n"), "{sellers}");
        let [corridors, _] = weekly(&flows, &facts, 19_759);
        assert!(
            corridors.ends_with("gallium,HK,2024-01-31,2,4.000,1200.00\n"),
            "the week of seven days to the evening: {corridors}"
        );
    }
}
