//! How often and how close together lots came.

use super::columns::columns;
use super::parts::{count, tally};
use crate::baselines::keys::Part;
use crate::baselines::returning::{Returning, ReturningSpec};
use crate::baselines::set::Baseline;
use crate::baselines::state::{Decayed, Recent};
use crate::baselines::tally::{Learned, Tally, TallySpec};
use crate::schema::Column;
use crate::schema::{BEFORE_CONTROL, LIMIT_SHARE};

/// Share of a limit from which a lot counts as "just under" it (DOMAIN.md T8 lots lie at 88-99.8 % of a limit).
pub const NEAR_LIMIT: f32 = 0.88;
/// Days over which a surge is counted: twice a vessel's rotation (est.).
pub const SURGE_DAYS: i32 = 21;
/// Days over which lots just under a limit are counted.
pub const SMALL_LOTS_DAYS: i32 = 14;

columns! {
    EXPORTER_HEADING_RECENT_N = "exporter_heading_recent_n", Count, "Lines of the exporter in the same heading in the last 14 days";
    EXPORTER_HEADING_MONTH_N = "exporter_heading_month_n", Count, "Lines of the exporter in the same heading in the 21 days before those";
    EXPORTER_SMALL_LOTS = "exporter_small_lots", Count, "Lots of the exporter in the heading just under a limit in the last 14 days";
    CONSIGNEE_SMALL_LOTS = "consignee_small_lots", Count, "Lots to the consignee in the heading just under a limit in the last 14 days";
    EXPORTER_MINERAL_RECENT_N = "exporter_mineral_recent_n", Count, "Lines of the exporter in the same mineral in the last 21 days";
    CONSIGNEE_MINERAL_RECENT_N = "consignee_mineral_recent_n", Count, "Lines to the consignee in the same mineral in the last 21 days";
    CONSIGNEE_MINERAL_BEFORE_N = "consignee_mineral_before_n", Count, "Lines to the consignee in the same mineral before its control, decayed";
    WEEKDAY_N = "weekday_n", Count, "Past lines declared on the same day of the week, decayed";
    OFFICE_N = "office_n", Count, "Past lines at the same office, decayed";
    OFFICE_WEEKDAY_N = "office_weekday_n", Count, "Past lines at the same office on the same day of the week, decayed";
    SAME_MASS_N = "same_mass_n", Count, "Earlier days with a lot of the same net mass (to 1 %), among the exporter's last 16 lots of the 6-digit code";
    SAME_MASS_GAP = "same_mass_gap_days", Day, "Mean gap between those days and this one";
    SAME_MASS_GAP_SPREAD = "same_mass_gap_spread", Ratio, "Standard deviation of those gaps over their mean";
    SAME_MASS_PRICE_RISE = "same_mass_price_rise", LogRatio, "Logarithm of the price over the mean price of those lots";
    LIKE_LOTS_N = "like_lots_n", Count, "The exporter's lots of the 6-digit code in the last 14 days (of its last 16) alike in mass and value to 12 %";
    SAME_BOX_N = "same_box_n", Count, "Earlier days on which the same container carried one of the exporter's last 16 lots of the 6-digit code";
    SAME_BOX_DAYS = "same_box_days", Day, "Days since the latest of those";
}

/// The baselines of this file, knowing nothing yet.
pub(super) fn all() -> Vec<Box<dyn Baseline>> {
    vec![
        Tally::new(&EXPORTER_HEADING_RECENT),
        Tally::new(&SMALL_LOTS_EXPORTER),
        Tally::new(&SMALL_LOTS_CONSIGNEE),
        Returning::new(&LOTS_AGAIN),
        Tally::new(&EXPORTER_MINERAL_RECENT),
        Tally::new(&CONSIGNEE_MINERAL_RECENT),
        Tally::new(&CONSIGNEE_MINERAL_BEFORE),
        Tally::new(&WEEKDAY),
        Tally::new(&OFFICE),
        Tally::new(&OFFICE_WEEKDAY),
    ]
}

static EXPORTER_HEADING_RECENT: TallySpec<Recent> = tally(
    "exporter-heading-recent",
    "Lines by exporter and heading in the last five weeks, by day",
    &[Part::Exporter, Part::Hs4],
    &[
        Learned {
            column: EXPORTER_HEADING_RECENT_N,
            read: |state, day| Some(f64::from(state.between(day - 14, day))),
            unseen: Some(0.0),
        },
        Learned {
            column: EXPORTER_HEADING_MONTH_N,
            read: |state, day| Some(f64::from(state.between(day - 35, day - 14))),
            unseen: Some(0.0),
        },
    ],
);

static SMALL_LOTS_EXPORTER: TallySpec<Recent> = TallySpec {
    only: Some((LIMIT_SHARE, NEAR_LIMIT)),
    ..tally(
        "small-lots-exporter",
        "Lots just under a limit by exporter and heading, by day",
        &[Part::Exporter, Part::Hs4],
        &[small_lots(EXPORTER_SMALL_LOTS)],
    )
};

static SMALL_LOTS_CONSIGNEE: TallySpec<Recent> = TallySpec {
    only: Some((LIMIT_SHARE, NEAR_LIMIT)),
    ..tally(
        "small-lots-consignee",
        "Lots just under a limit by consignee and heading, by day",
        &[Part::Consignee, Part::Hs4],
        &[small_lots(CONSIGNEE_SMALL_LOTS)],
    )
};

const fn small_lots(column: Column) -> Learned<Recent> {
    Learned { column, read: |state, day| Some(f64::from(state.between(day - SMALL_LOTS_DAYS, day))), unseen: Some(0.0) }
}

static LOTS_AGAIN: ReturningSpec = ReturningSpec {
    id: "lots-again",
    about: "The last lots by exporter and 6-digit code: does one come back?",
    key: &[Part::Exporter, Part::Hs6],
    learns: &[
        (SAME_MASS_N, |returns| returns.mass_n),
        (SAME_MASS_GAP, |returns| returns.gap_days),
        (SAME_MASS_GAP_SPREAD, |returns| returns.gap_spread),
        (SAME_MASS_PRICE_RISE, |returns| returns.price_rise),
        (LIKE_LOTS_N, |returns| returns.like_n),
        (SAME_BOX_N, |returns| returns.box_n),
        (SAME_BOX_DAYS, |returns| returns.box_days),
    ],
};

static EXPORTER_MINERAL_RECENT: TallySpec<Recent> = tally(
    "exporter-mineral-recent",
    "Lines by exporter and mineral in the last five weeks, by day",
    &[Part::Exporter, Part::TradedMineral],
    &[recent(EXPORTER_MINERAL_RECENT_N)],
);

static CONSIGNEE_MINERAL_RECENT: TallySpec<Recent> = tally(
    "consignee-mineral-recent",
    "Lines by consignee and mineral in the last five weeks, by day",
    &[Part::Consignee, Part::TradedMineral],
    &[recent(CONSIGNEE_MINERAL_RECENT_N)],
);

static CONSIGNEE_MINERAL_BEFORE: TallySpec<Decayed> = TallySpec {
    only: Some((BEFORE_CONTROL, 1.0)),
    ..tally(
        "consignee-mineral-before",
        "Lines by consignee and mineral before the mineral's control",
        &[Part::Consignee, Part::TradedMineral],
        &[count(CONSIGNEE_MINERAL_BEFORE_N)],
    )
};

static WEEKDAY: TallySpec<Decayed> =
    tally("weekday", "Lines by day of the week", &[Part::Weekday], &[count(WEEKDAY_N)]);

static OFFICE: TallySpec<Decayed> = tally("office", "Lines by office", &[Part::Office], &[count(OFFICE_N)]);

static OFFICE_WEEKDAY: TallySpec<Decayed> = tally(
    "office-weekday",
    "Lines by office and day of the week",
    &[Part::Office, Part::Weekday],
    &[count(OFFICE_WEEKDAY_N)],
);

const fn recent(column: Column) -> Learned<Recent> {
    Learned { column, read: |state, day| Some(f64::from(state.between(day - SURGE_DAYS, day))), unseen: Some(0.0) }
}
