//! Where goods went.

use super::columns::columns;
use super::parts::{count, tally};
use crate::baselines::keys::Part;
use crate::baselines::set::Baseline;
use crate::baselines::state::Decayed;
use crate::baselines::tally::{Tally, TallySpec};

columns! {
    LINES_N = "lines_n", Count, "All past lines, decayed";
    GOODS_N = "goods_n", Count, "Past lines of the same 6-digit code, decayed";
    GOODS_DESTINATION_N = "goods_destination_n", Count, "Past lines of the same 6-digit code to the same destination, decayed";
    HEADING_N = "heading_n", Count, "Past lines of the same heading, decayed";
    HEADING_DESTINATION_N = "heading_destination_n", Count, "Past lines of the same heading to the same destination, decayed";
    DESTINATION_N = "destination_n", Count, "Past lines to the same destination, decayed";
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
