//! The data-quality report: what came, what is wrong with it, and what it can feed.

use super::batch::{Batch, DATA_WARNINGS, SOURCE_FILE, SOURCE_ROW};
use super::mapping::Mapping;
use super::profile::{ColumnProfile, Profile};
use super::summary::Summary;
use crate::schema::DECLARATION;
use serde::Serialize;

/// A signal and the columns it reads, as the catalogue of signals tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignalNeeds {
    pub id: &'static str,
    pub reads: Vec<&'static str>,
}

/// Whether the data can feed a signal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SignalFeed {
    pub id: &'static str,
    /// True if every declaration column it reads has values.
    pub fed: bool,
    /// Lowest fill rate among the declaration columns it reads: at most this share of rows can be measured.
    pub share_max: f64,
    /// Declaration columns it reads that have no value at all.
    pub missing: Vec<&'static str>,
}

/// The report of `tidewaiter check`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QualityReport {
    pub mapping: String,
    pub mapping_sha256: String,
    #[serde(flatten)]
    pub summary: Summary,
    /// First and last day of acceptance.
    pub accepted_from: Option<String>,
    pub accepted_to: Option<String>,
    pub columns: Vec<ColumnProfile>,
    pub signals: Vec<SignalFeed>,
}

/// Collects the report while batches go by.
#[derive(Default)]
pub struct Quality {
    profile: Profile,
}

impl Quality {
    /// Adds a batch.
    pub fn add(&mut self, batch: &Batch) {
        self.profile.add(batch);
    }

    /// The report. `signals` is the catalogue, which this room does not know itself.
    pub fn finish(mut self, mapping: &Mapping, mut summary: Summary, signals: &[SignalNeeds]) -> QualityReport {
        let columns = self.profile.finish();
        let own = [SOURCE_FILE, SOURCE_ROW, DATA_WARNINGS];
        summary.filled.retain(|filled| !own.contains(&filled.column.as_str()));
        let days = columns.iter().find(|column| column.column == crate::schema::ACCEPTED_ON.name);
        QualityReport {
            mapping: mapping.name().to_string(),
            mapping_sha256: mapping.digest().to_string(),
            accepted_from: days.and_then(|days| days.min.clone()),
            accepted_to: days.and_then(|days| days.max.clone()),
            signals: signals.iter().map(|signal| feed(signal, &columns)).collect(),
            summary,
            columns,
        }
    }
}

/// Columns of baselines and reference lists are not the data's business; only declaration columns count.
fn feed(signal: &SignalNeeds, columns: &[ColumnProfile]) -> SignalFeed {
    let mut feed = SignalFeed { id: signal.id, fed: true, share_max: 1.0, missing: Vec::new() };
    for name in signal.reads.iter().filter(|name| DECLARATION.iter().any(|column| column.name == **name)) {
        let share = columns.iter().find(|column| column.column == *name).map_or(0.0, |column| column.fill_rate);
        feed.share_max = feed.share_max.min(share);
        if share == 0.0 {
            feed.fed = false;
            feed.missing.push(name);
        }
    }
    feed
}

#[cfg(test)]
mod tests {
    use super::{SignalNeeds, feed};
    use crate::ingest::ColumnProfile;

    #[test]
    fn a_signal_is_fed_by_the_columns_it_reads() {
        let column = |name: &str, rate: f64| ColumnProfile {
            column: name.to_string(),
            filled: 0,
            fill_rate: rate,
            distinct: 0,
            distinct_estimated: false,
            min: None,
            median: None,
            max: None,
            top: Vec::new(),
        };
        let columns = [column("net_mass_kg", 0.5), column("gross_mass_kg", 0.0)];
        let signal = |reads| SignalNeeds { id: "s", reads };
        let price = feed(&signal(vec!["net_mass_kg", "unit_value_median"]), &columns);
        assert_eq!((price.fed, price.share_max), (true, 0.5));
        let ratio = feed(&signal(vec!["net_mass_kg", "gross_mass_kg"]), &columns);
        assert_eq!((ratio.fed, ratio.missing), (false, vec!["gross_mass_kg"]));
    }
}
