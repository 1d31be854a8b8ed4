//! Where goods went.

use super::columns::columns;
use super::parts::{count, tally};
use crate::baselines::keys::Part;
use crate::baselines::set::Baseline;
use crate::baselines::state::Decayed;
use crate::baselines::tally::{Tally, TallySpec};
use crate::schema::BEFORE_CONTROL;

columns! {
    LINES_N = "lines_n", Count, "All past lines, decayed";
    GOODS_N = "goods_n", Count, "Past lines of the same 6-digit code, decayed";
    GOODS_DESTINATION_N = "goods_destination_n", Count, "Past lines of the same 6-digit code to the same destination, decayed";
    HEADING_N = "heading_n", Count, "Past lines of the same heading, decayed";
    HEADING_DESTINATION_N = "heading_destination_n", Count, "Past lines of the same heading to the same destination, decayed";
    DESTINATION_N = "destination_n", Count, "Past lines to the same destination, decayed";
    GOODS_SOURCE_N = "goods_source_n", Count, "Past lines of the same 6-digit code from the same source region, decayed";
    HEADING_SOURCE_N = "heading_source_n", Count, "Past lines of the same heading from the same source region, decayed";
    SOURCE_N = "source_n", Count, "Past lines from the same source region, decayed";
    EXPORTER_SOURCE_N = "exporter_source_n", Count, "Past lines of the exporter from the same source region, decayed";
    SOURCE_PORT_N = "source_port_n", Count, "Past lines from the same source region through the same exit port, decayed";
    PORT_N = "port_n", Count, "Past lines through the same exit port, decayed";
    EXPORTER_PORT_N = "exporter_port_n", Count, "Past lines of the exporter through the same exit port, decayed";
    EXPORTER_DESTINATION_N = "exporter_destination_n", Count, "Past lines of the exporter to the same destination, decayed";
    DESTINATION_TRANSIT_N = "destination_transit_n", Count, "Past lines to the same destination by way of the same transit countries, decayed";
    MINERAL_N = "mineral_n", Count, "Past lines of the same mineral, decayed";
    MINERAL_DESTINATION_N = "mineral_destination_n", Count, "Past lines of the same mineral to the same destination, decayed";
    MINERAL_BEFORE_N = "mineral_before_n", Count, "Past lines of the same mineral before its control, decayed";
    MINERAL_DESTINATION_BEFORE_N = "mineral_destination_before_n", Count, "Past lines of the same mineral to the same destination before its control, decayed";
    EXPORTER_MINERAL_BEFORE_N = "exporter_mineral_before_n", Count, "Past lines of the exporter in the same mineral before its control, decayed";
    EXPORTER_MINERAL_DESTINATION_BEFORE_N = "exporter_mineral_destination_before_n", Count, "Past lines of the exporter in the same mineral to the same destination before its control, decayed";
    SIZE_N = "size_n", Count, "Past lots of the same power of ten of net mass, decayed";
    SIZE_MODE_N = "size_mode_n", Count, "Past lots of the same power of ten of net mass by the same mode of transport, decayed";
    HEADING_SIZE_N = "heading_size_n", Count, "Past lots of the same heading and power of ten of net mass, decayed";
    HEADING_SIZE_MODE_N = "heading_size_mode_n", Count, "Past lots of the same heading and power of ten of net mass by the same mode of transport, decayed";
    EXPORTER_MODE_N = "exporter_mode_n", Count, "Past lines of the exporter by the same mode of transport, decayed";
    PROCEDURE_N = "procedure_n", Count, "Past lines under the same procedure, decayed";
    PROCEDURE_SIZE_N = "procedure_size_n", Count, "Past lots under the same procedure of the same power of ten of net mass, decayed";
    HEADING_PROCEDURE_N = "heading_procedure_n", Count, "Past lines of the same heading under the same procedure, decayed";
    HEADING_PROCEDURE_SIZE_N = "heading_procedure_size_n", Count, "Past lots of the same heading under the same procedure of the same power of ten of net mass, decayed";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Tally::new(&LINES),
        Tally::new(&GOODS),
        Tally::new(&GOODS_DESTINATION),
        Tally::new(&HEADING),
        Tally::new(&HEADING_DESTINATION),
        Tally::new(&DESTINATION),
        Tally::new(&GOODS_SOURCE),
        Tally::new(&HEADING_SOURCE),
        Tally::new(&SOURCE),
        Tally::new(&EXPORTER_SOURCE),
        Tally::new(&SOURCE_PORT),
        Tally::new(&PORT),
        Tally::new(&EXPORTER_PORT),
        Tally::new(&EXPORTER_DESTINATION),
        Tally::new(&DESTINATION_TRANSIT),
        Tally::new(&MINERAL),
        Tally::new(&MINERAL_DESTINATION),
        Tally::new(&MINERAL_BEFORE),
        Tally::new(&MINERAL_DESTINATION_BEFORE),
        Tally::new(&EXPORTER_MINERAL_BEFORE),
        Tally::new(&EXPORTER_MINERAL_DESTINATION_BEFORE),
        Tally::new(&SIZE),
        Tally::new(&SIZE_MODE),
        Tally::new(&HEADING_SIZE),
        Tally::new(&HEADING_SIZE_MODE),
        Tally::new(&EXPORTER_MODE),
        Tally::new(&PROCEDURE),
        Tally::new(&PROCEDURE_SIZE),
        Tally::new(&HEADING_PROCEDURE),
        Tally::new(&HEADING_PROCEDURE_SIZE),
    ]
}

/// One key for all: an empty key is the same for every line.
static LINES: TallySpec<Decayed> = tally("lines", "All lines", &[], &[count(LINES_N)]);

static GOODS: TallySpec<Decayed> = tally("goods", "Lines by 6-digit code", &[Part::Hs6], &[count(GOODS_N)]);

static GOODS_DESTINATION: TallySpec<Decayed> = tally(
    "goods-destination",
    "Lines by 6-digit code and destination",
    &[Part::Hs6, Part::Destination],
    &[count(GOODS_DESTINATION_N)],
);

static HEADING: TallySpec<Decayed> = tally("heading", "Lines by heading", &[Part::Hs4], &[count(HEADING_N)]);

static HEADING_DESTINATION: TallySpec<Decayed> = tally(
    "heading-destination",
    "Lines by heading and destination",
    &[Part::Hs4, Part::Destination],
    &[count(HEADING_DESTINATION_N)],
);

static DESTINATION: TallySpec<Decayed> =
    tally("destination", "Lines by destination", &[Part::Destination], &[count(DESTINATION_N)]);

static GOODS_SOURCE: TallySpec<Decayed> = tally(
    "goods-source",
    "Lines by 6-digit code and source region",
    &[Part::Hs6, Part::SourceRegion],
    &[count(GOODS_SOURCE_N)],
);

static HEADING_SOURCE: TallySpec<Decayed> = tally(
    "heading-source",
    "Lines by heading and source region",
    &[Part::Hs4, Part::SourceRegion],
    &[count(HEADING_SOURCE_N)],
);

static SOURCE: TallySpec<Decayed> =
    tally("source", "Lines by source region", &[Part::SourceRegion], &[count(SOURCE_N)]);

static EXPORTER_SOURCE: TallySpec<Decayed> = tally(
    "exporter-source",
    "Lines by exporter and source region",
    &[Part::Exporter, Part::SourceRegion],
    &[count(EXPORTER_SOURCE_N)],
);

static SOURCE_PORT: TallySpec<Decayed> = tally(
    "source-port",
    "Lines by source region and exit port",
    &[Part::SourceRegion, Part::ExitPort],
    &[count(SOURCE_PORT_N)],
);

static PORT: TallySpec<Decayed> = tally("port", "Lines by exit port", &[Part::ExitPort], &[count(PORT_N)]);

static EXPORTER_PORT: TallySpec<Decayed> = tally(
    "exporter-port",
    "Lines by exporter and exit port",
    &[Part::Exporter, Part::ExitPort],
    &[count(EXPORTER_PORT_N)],
);

static EXPORTER_DESTINATION: TallySpec<Decayed> = tally(
    "exporter-destination",
    "Lines by exporter and destination",
    &[Part::Exporter, Part::Destination],
    &[count(EXPORTER_DESTINATION_N)],
);

static DESTINATION_TRANSIT: TallySpec<Decayed> = tally(
    "destination-transit",
    "Lines by destination and transit countries",
    &[Part::Destination, Part::Transit],
    &[count(DESTINATION_TRANSIT_N)],
);

static SIZE: TallySpec<Decayed> =
    tally("size", "Lines by power of ten of the net mass", &[Part::MassDecade], &[count(SIZE_N)]);

static SIZE_MODE: TallySpec<Decayed> = tally(
    "size-mode",
    "Lines by power of ten of the net mass and mode of transport",
    &[Part::MassDecade, Part::TransportMode],
    &[count(SIZE_MODE_N)],
);

static HEADING_SIZE: TallySpec<Decayed> = tally(
    "heading-size",
    "Lines by heading and power of ten of the net mass",
    &[Part::Hs4, Part::MassDecade],
    &[count(HEADING_SIZE_N)],
);

static HEADING_SIZE_MODE: TallySpec<Decayed> = tally(
    "heading-size-mode",
    "Lines by heading, power of ten of the net mass and mode of transport",
    &[Part::Hs4, Part::MassDecade, Part::TransportMode],
    &[count(HEADING_SIZE_MODE_N)],
);

static EXPORTER_MODE: TallySpec<Decayed> = tally(
    "exporter-mode",
    "Lines by exporter and mode of transport",
    &[Part::Exporter, Part::TransportMode],
    &[count(EXPORTER_MODE_N)],
);

static PROCEDURE: TallySpec<Decayed> =
    tally("procedure", "Lines by procedure", &[Part::Procedure], &[count(PROCEDURE_N)]);

static PROCEDURE_SIZE: TallySpec<Decayed> = tally(
    "procedure-size",
    "Lines by procedure and power of ten of the net mass",
    &[Part::Procedure, Part::MassDecade],
    &[count(PROCEDURE_SIZE_N)],
);

static HEADING_PROCEDURE: TallySpec<Decayed> = tally(
    "heading-procedure",
    "Lines by heading and procedure",
    &[Part::Hs4, Part::Procedure],
    &[count(HEADING_PROCEDURE_N)],
);

static HEADING_PROCEDURE_SIZE: TallySpec<Decayed> = tally(
    "heading-procedure-size",
    "Lines by heading, procedure and power of ten of the net mass",
    &[Part::Hs4, Part::Procedure, Part::MassDecade],
    &[count(HEADING_PROCEDURE_SIZE_N)],
);

static MINERAL: TallySpec<Decayed> = tally("mineral", "Lines by mineral", &[Part::TradedMineral], &[count(MINERAL_N)]);

static MINERAL_DESTINATION: TallySpec<Decayed> = tally(
    "mineral-destination",
    "Lines by mineral and destination",
    &[Part::TradedMineral, Part::Destination],
    &[count(MINERAL_DESTINATION_N)],
);

static MINERAL_BEFORE: TallySpec<Decayed> = TallySpec {
    only: Some((BEFORE_CONTROL, 1.0)),
    ..tally("mineral-before", "Lines by mineral before its control", &[Part::TradedMineral], &[count(MINERAL_BEFORE_N)])
};

static MINERAL_DESTINATION_BEFORE: TallySpec<Decayed> = TallySpec {
    only: Some((BEFORE_CONTROL, 1.0)),
    ..tally(
        "mineral-destination-before",
        "Lines by mineral and destination before its control",
        &[Part::TradedMineral, Part::Destination],
        &[count(MINERAL_DESTINATION_BEFORE_N)],
    )
};

static EXPORTER_MINERAL_BEFORE: TallySpec<Decayed> = TallySpec {
    only: Some((BEFORE_CONTROL, 1.0)),
    ..tally(
        "exporter-mineral-before",
        "Lines by exporter and mineral before its control",
        &[Part::Exporter, Part::TradedMineral],
        &[count(EXPORTER_MINERAL_BEFORE_N)],
    )
};

static EXPORTER_MINERAL_DESTINATION_BEFORE: TallySpec<Decayed> = TallySpec {
    only: Some((BEFORE_CONTROL, 1.0)),
    ..tally(
        "exporter-mineral-destination-before",
        "Lines by exporter, mineral and destination before its control",
        &[Part::Exporter, Part::TradedMineral, Part::Destination],
        &[count(EXPORTER_MINERAL_DESTINATION_BEFORE_N)],
    )
};
