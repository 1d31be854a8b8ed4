//! How much stood out on a party's earlier lines.

use super::columns::columns;
use super::parts::tally;
use crate::baselines::keys::Part;
use crate::baselines::set::Baseline;
use crate::baselines::state::Mean;
use crate::baselines::tally::{Learned, Tally, TallySpec};
use crate::schema::Column;
use crate::schema::REMARKABLE_N;

columns! {
    LINES_RECORD = "lines_record", Count, "Signals that stood out on a past line, on average over all lines";
    EXPORTER_GOODS_RECORD = "exporter_goods_record", Count, "Signals that stood out on a past line of the exporter in the heading, on average";
    EXPORTER_GOODS_RECORD_N = "exporter_goods_record_n", Count, "Past lines behind that average, decayed";
    PAIR_RECORD = "exporter_consignee_record", Count, "Signals that stood out on a past line from the exporter to the consignee, on average";
    PAIR_RECORD_N = "exporter_consignee_record_n", Count, "Past lines behind that average, decayed";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![Tally::new(&LINES), Tally::new(&EXPORTER_GOODS), Tally::new(&PAIR)]
}

const fn mean(column: Column) -> Learned<Mean> {
    Learned { column, read: |state, _| state.mean(), unseen: None }
}

const fn weight(column: Column) -> Learned<Mean> {
    Learned { column, read: |state, day| Some(state.weight(day)), unseen: Some(0.0) }
}

static LINES: TallySpec<Mean> = TallySpec {
    number: Some(REMARKABLE_N),
    ..tally("record", "How much stood out on lines at large", &[], &[mean(LINES_RECORD)])
};

static EXPORTER_GOODS: TallySpec<Mean> = TallySpec {
    number: Some(REMARKABLE_N),
    ..tally(
        "exporter-goods-record",
        "How much stood out on an exporter's lines of a heading",
        &[Part::Exporter, Part::Hs4],
        &[mean(EXPORTER_GOODS_RECORD), weight(EXPORTER_GOODS_RECORD_N)],
    )
};

static PAIR: TallySpec<Mean> = TallySpec {
    number: Some(REMARKABLE_N),
    ..tally(
        "exporter-consignee-record",
        "How much stood out on lines from an exporter to a consignee",
        &[Part::Exporter, Part::Consignee],
        &[mean(PAIR_RECORD), weight(PAIR_RECORD_N)],
    )
};
