//! Who sent and who received.

use super::columns::columns;
use super::parts::{age, count, different, tally};
use crate::baselines::keys::Part;
use crate::baselines::set::Baseline;
use crate::baselines::state::{Decayed, Distinct, FirstSeen};
use crate::baselines::tally::{Tally, TallySpec};

columns! {
    EXPORTER_N = "exporter_n", Count, "Past lines of the exporter, decayed";
    EXPORTER_AGE_DAYS = "exporter_age_days", Day, "Days since the exporter was first seen";
    EXPORTER_HEADINGS = "exporter_headings", Count, "Different headings the exporter has declared";
    EXPORTER_HEADING_N = "exporter_heading_n", Count, "Past lines of the exporter in the same heading, decayed";
    EXPORTER_AGENT_N = "exporter_agent_n", Count, "Past lines of the exporter declared by the same broker, decayed";
    CONSIGNEE_N = "consignee_n", Count, "Past lines to the consignee, decayed";
    CONSIGNEE_AGE_DAYS = "consignee_age_days", Day, "Days since the consignee was first seen";
    CONSIGNEE_EXPORTERS = "consignee_exporters", Count, "Different exporters the consignee has bought from";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Tally::new(&EXPORTER),
        Tally::new(&EXPORTER_SINCE),
        Tally::new(&EXPORTER_RANGE),
        Tally::new(&EXPORTER_HEADING),
        Tally::new(&EXPORTER_AGENT),
        Tally::new(&CONSIGNEE),
        Tally::new(&CONSIGNEE_SINCE),
        Tally::new(&CONSIGNEE_SUPPLIERS),
    ]
}

static EXPORTER: TallySpec<Decayed> = tally("exporter", "Lines by exporter", &[Part::Exporter], &[count(EXPORTER_N)]);

static EXPORTER_SINCE: TallySpec<FirstSeen> =
    tally("exporter-since", "First day of each exporter", &[Part::Exporter], &[age(EXPORTER_AGE_DAYS)]);

static EXPORTER_RANGE: TallySpec<Distinct> = TallySpec {
    item: Some(Part::Hs4),
    ..tally("exporter-range", "Different headings by exporter", &[Part::Exporter], &[different(EXPORTER_HEADINGS)])
};

static EXPORTER_HEADING: TallySpec<Decayed> = tally(
    "exporter-heading",
    "Lines by exporter and heading",
    &[Part::Exporter, Part::Hs4],
    &[count(EXPORTER_HEADING_N)],
);

static EXPORTER_AGENT: TallySpec<Decayed> =
    tally("exporter-agent", "Lines by exporter and broker", &[Part::Exporter, Part::Agent], &[count(EXPORTER_AGENT_N)]);

static CONSIGNEE: TallySpec<Decayed> =
    tally("consignee", "Lines by consignee", &[Part::Consignee], &[count(CONSIGNEE_N)]);

static CONSIGNEE_SINCE: TallySpec<FirstSeen> =
    tally("consignee-since", "First day of each consignee", &[Part::Consignee], &[age(CONSIGNEE_AGE_DAYS)]);

static CONSIGNEE_SUPPLIERS: TallySpec<Distinct> = TallySpec {
    item: Some(Part::Exporter),
    ..tally(
        "consignee-suppliers",
        "Different exporters by consignee",
        &[Part::Consignee],
        &[different(CONSIGNEE_EXPORTERS)],
    )
};
