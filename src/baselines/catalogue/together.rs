//! Who and what were seen together; read by no signal, but by trained models.

use super::columns::columns;
use super::parts::{count, tally};
use crate::baselines::keys::Part;
use crate::baselines::set::Baseline;
use crate::baselines::state::Decayed;
use crate::baselines::tally::{Tally, TallySpec};

columns! {
    AGENT_N = "agent_n", Count, "Past lines declared by the broker, decayed";
    DISCHARGE_N = "discharge_n", Count, "Past lines to the port of discharge, decayed";
    NAMED_N = "named_n", Count, "Past lines of the same name of the goods, decayed";
    AGENT_GOODS_N = "agent_goods_n", Count, "Past lines of the same 6-digit code declared by the broker, decayed";
    AGENT_NAMED_N = "agent_named_n", Count, "Past lines of the same name of the goods declared by the broker, decayed";
    AGENT_SOURCE_N = "agent_source_n", Count, "Past lines from the same source region declared by the broker, decayed";
    EXPORTER_DISCHARGE_N = "exporter_discharge_n", Count, "Past lines of the exporter to the same port of discharge, decayed";
    EXPORTER_GOODS_N = "exporter_goods_n", Count, "Past lines of the exporter of the same 6-digit code, decayed";
    SOURCE_NAMED_N = "source_named_n", Count, "Past lines of the same name of the goods from the same source region, decayed";
    CONSIGNEE_GOODS_N = "consignee_goods_n", Count, "Past lines of the same 6-digit code to the consignee, decayed";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Tally::new(&AGENT),
        Tally::new(&DISCHARGE),
        Tally::new(&NAMED),
        Tally::new(&AGENT_GOODS),
        Tally::new(&AGENT_NAMED),
        Tally::new(&AGENT_SOURCE),
        Tally::new(&EXPORTER_DISCHARGE),
        Tally::new(&EXPORTER_GOODS),
        Tally::new(&SOURCE_NAMED),
        Tally::new(&CONSIGNEE_GOODS),
    ]
}

static AGENT: TallySpec<Decayed> = tally("agent", "Lines by broker", &[Part::Agent], &[count(AGENT_N)]);

static DISCHARGE: TallySpec<Decayed> =
    tally("discharge", "Lines by port of discharge", &[Part::DischargePort], &[count(DISCHARGE_N)]);

static NAMED: TallySpec<Decayed> =
    tally("named", "Lines by the name of the goods", &[Part::Description], &[count(NAMED_N)]);

static AGENT_GOODS: TallySpec<Decayed> =
    tally("agent-goods", "Lines by broker and 6-digit code", &[Part::Agent, Part::Hs6], &[count(AGENT_GOODS_N)]);

static AGENT_NAMED: TallySpec<Decayed> = tally(
    "agent-named",
    "Lines by broker and name of the goods",
    &[Part::Agent, Part::Description],
    &[count(AGENT_NAMED_N)],
);

static AGENT_SOURCE: TallySpec<Decayed> = tally(
    "agent-source",
    "Lines by broker and source region",
    &[Part::Agent, Part::SourceRegion],
    &[count(AGENT_SOURCE_N)],
);

static EXPORTER_DISCHARGE: TallySpec<Decayed> = tally(
    "exporter-discharge",
    "Lines by exporter and port of discharge",
    &[Part::Exporter, Part::DischargePort],
    &[count(EXPORTER_DISCHARGE_N)],
);

static EXPORTER_GOODS: TallySpec<Decayed> = tally(
    "exporter-goods",
    "Lines by exporter and 6-digit code",
    &[Part::Exporter, Part::Hs6],
    &[count(EXPORTER_GOODS_N)],
);

static SOURCE_NAMED: TallySpec<Decayed> = tally(
    "source-named",
    "Lines by source region and name of the goods",
    &[Part::SourceRegion, Part::Description],
    &[count(SOURCE_NAMED_N)],
);

static CONSIGNEE_GOODS: TallySpec<Decayed> = tally(
    "consignee-goods",
    "Lines by consignee and 6-digit code",
    &[Part::Consignee, Part::Hs6],
    &[count(CONSIGNEE_GOODS_N)],
);
