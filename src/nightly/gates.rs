//! Gates: is this night like those before it, or should somebody look before it is believed?

use super::arrivals::Arrived;
use super::options::GateSettings;
use super::papers::Nights;
use super::profile::{Moved, NIGHTS_MIN};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// Nights of one weekday that make a median of their own; without [`NIGHTS_MIN`] nights none is told.
const WEEKDAYS_MIN: usize = 3;

/// A gate, asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// `volume`, `quarantine`, `drift`, `drift-signals`, `list-age` or `parties-age`.
    pub gate: String,
    pub passed: bool,
    /// What was found and what is allowed, a sentence.
    pub found: String,
    /// What to do; only where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
}

/// How old the lists are on a night, in days; below zero: they reach beyond it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListAges {
    /// Days since the last day that the control list knows.
    pub control_list: i64,
    /// Days since the youngest row of each register that has any, by register.
    pub registers: std::collections::BTreeMap<String, i64>,
}

/// Asks all gates of a night.
pub fn ask(
    settings: &GateSettings,
    night: NaiveDate,
    arrived: &Arrived,
    nights: &Nights,
    moved: &Moved,
    ages: &ListAges,
) -> Vec<Gate> {
    let mut gates = vec![volume(settings, night, arrived, nights), quarantine(settings, arrived)];
    gates.extend(drifts(settings, moved));
    gates.push(gate(
        "list-age",
        ages.control_list <= settings.list_days,
        match ages.control_list {
            age if age > 0 => format!("the night lies {age} days behind the last day that the control list knows; allowed are {}", settings.list_days),
            age => format!("the control list still knows the {} days after the night", -age),
        },
        "bring the list up to date (`tidewaiter reference import`, `input.tables`), or raise gates.list_days knowing that newer controls are unknown",
    ));
    if let Some(limit) = settings.parties_days {
        let age = ages.registers.get("restricted_end_users");
        gates.push(gate(
            "parties-age",
            age.is_some_and(|age| *age <= limit),
            age.map_or("no listed parties are known".into(), |age| {
                format!("the youngest listed party is {age} days old; allowed are {limit}")
            }),
            "fetch restricted_end_users anew, or raise gates.parties_days",
        ));
    }
    gates
}

fn gate(name: &str, passed: bool, found: String, remedy: &str) -> Gate {
    Gate { gate: name.into(), passed, found, remedy: (!passed).then(|| remedy.to_owned()) }
}

/// Rows against the median of 28 days; a Sunday against Sundays, where three are known.
fn volume(settings: &GateSettings, night: NaiveDate, arrived: &Arrived, nights: &Nights) -> Gate {
    let past: Vec<(NaiveDate, u64)> =
        nights.before(night, 28).map(|papers| (papers.night, papers.rows_fresh)).collect();
    let alike: Vec<u64> =
        past.iter().filter(|(day, _)| day.weekday() == night.weekday()).map(|(_, rows)| *rows).collect();
    let (mut rows, of) = match alike.len() {
        n if n >= WEEKDAYS_MIN => (alike, format!("of the {n} {}s", night.format("%A"))),
        _ if past.len() >= NIGHTS_MIN => {
            (past.iter().map(|(_, rows)| *rows).collect(), format!("of the {} nights", past.len()))
        }
        _ => {
            let found = format!(
                "{} rows; {} nights of the last 28 days are known, {NIGHTS_MIN} make a median",
                arrived.rows_fresh,
                past.len()
            );
            return gate("volume", true, found, "");
        }
    };
    rows.sort_unstable();
    let median = rows[rows.len() / 2].max(1);
    let times = arrived.rows_fresh as f64 / median as f64;
    let (low, high) = settings.volume;
    gate(
        "volume",
        (low..=high).contains(&times),
        format!(
            "{} rows are {times:.2} times the median {median} {of} of the last 28 days; allowed is {low} to {high}",
            arrived.rows_fresh
        ),
        "ask whoever sends the files whether all were sent, and once; late files come in with the next night",
    )
}

fn quarantine(settings: &GateSettings, arrived: &Arrived) -> Gate {
    let rate = arrived.rows_quarantined as f64 / arrived.rows_read.max(1) as f64;
    gate(
        "quarantine",
        rate <= settings.quarantine,
        format!(
            "{} of {} rows ({:.2} %) are quarantined; allowed are {:.2} %",
            arrived.rows_quarantined,
            arrived.rows_read,
            100.0 * rate,
            100.0 * settings.quarantine
        ),
        "quarantine.parquet tells the reason of each row, `tidewaiter check` sums them up; mend the mapping or have the file sent again",
    )
}

fn drifts(settings: &GateSettings, moved: &Moved) -> [Gate; 2] {
    let few = |name: &str, nights: u64| {
        let found = format!("{nights} nights of the last 28 days can be compared, {NIGHTS_MIN} tell what is usual");
        gate(name, true, found, "")
    };
    let nights = moved.risk_nights;
    let risk = match moved.risk.filter(|_| nights >= NIGHTS_MIN as u64) {
        None if nights > 0 => few("drift", nights),
        None => gate("drift", true, "the risks have no nights of this model to be compared with".into(), ""),
        Some(found) => gate(
            "drift",
            found.psi <= settings.drift.max(found.by_chance),
            format!(
                "the risks lie {:.3} (population stability index) from the {nights} nights of the last 28 days; allowed is {:.3}, by chance {:.3}",
                found.psi, settings.drift, found.by_chance
            ),
            "look at the night's report first; `tidewaiter models drift` tells what moved, and a model that fits no more goes back with `tidewaiter models rollback`",
        ),
    };
    if moved.nights < NIGHTS_MIN as u64 {
        return [risk, few("drift-signals", moved.nights)];
    }
    let n = moved.signals.len() as u64;
    let named: Vec<String> = moved.signals.iter().take(5).map(|(id, psi)| format!("{id} {psi:.2}")).collect();
    let list = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
    let signals = gate(
        "drift-signals",
        n <= settings.drift_signals,
        format!("the evidence of {n} signals moved{list}; allowed are {}", settings.drift_signals),
        "a register or a column that came in otherwise moves many signals at once: compare `tidewaiter check` of this night's files with last week's",
    );
    [risk, signals]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::drift;

    fn settings() -> GateSettings {
        GateSettings {
            hold: false,
            volume: (0.5, 2.0),
            quarantine: 0.05,
            drift: 0.25,
            drift_signals: 1,
            list_days: 0,
            parties_days: Some(30),
        }
    }

    fn failed(arrived: &Arrived, moved: &Moved, ages: &ListAges) -> Vec<String> {
        let gates = ask(&settings(), "2025-06-01".parse().unwrap(), arrived, &Nights::default(), moved, ages);
        assert!(gates.iter().all(|gate| gate.passed == gate.remedy.is_none()));
        gates.into_iter().filter(|gate| !gate.passed).map(|gate| gate.gate).collect()
    }

    #[test]
    fn each_gate_fails_for_its_own_reason() {
        let arrived =
            |read, quarantined| Arrived { rows_read: read, rows_quarantined: quarantined, ..Arrived::default() };
        let ages = |list, party: i64| ListAges {
            control_list: list,
            registers: [("restricted_end_users".into(), party)].into(),
        };
        let still = Moved::default();
        assert!(failed(&arrived(100, 5), &still, &ages(0, 30)).is_empty());
        assert_eq!(failed(&arrived(100, 6), &still, &ages(0, 30)), ["quarantine"]);
        assert_eq!(failed(&arrived(100, 0), &still, &ages(1, 31)), ["list-age", "parties-age"]);
        assert_eq!(failed(&arrived(100, 0), &still, &ListAges::default()), ["parties-age"]);
        let far = Moved {
            nights: 9,
            risk_nights: 9,
            risk: Some(drift(&[5_000, 5_000], &[1_000, 9_000])),
            signals: vec![("a".into(), 0.5), ("b".into(), 0.4)],
        };
        assert_eq!(failed(&arrived(100, 0), &far, &ages(0, 0)), ["drift", "drift-signals"]);
    }
}
