//! Columns that the warnings on flows add to a declaration line and signals read; null means *cannot be said*. All of them are as
//! known before the Monday of the week.

use super::column::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*

        /// All columns of the flows, in the order in which they are added.
        pub const FLOW_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    FLOW_RISE = "flow_rise", Small, LogRatio, "How much likelier the mineral's lines to the destination are with a higher rate since some week of the last half year than with one rate (ln likelihood ratio over dispersion; with the fall elsewhere where the flow shifted to a hub); 0 where nothing rose, null where the flow has no past";
    FLOW_LINES_A_WEEK = "flow_lines_a_week", Small, Count, "Lines a week of the mineral to the destination since the onset of the rise; null where nothing rose";
    FLOW_USUAL_LINES_A_WEEK = "flow_usual_lines_a_week", Small, Count, "Lines a week that were to be expected since the onset";
    FLOW_PRICE_PULL = "flow_price_pull", Small, Ratio, "Spread between outside and inside price of the mineral over its usual spread; null where it is the usual one";
    MIRROR_GAP = "mirror_gap", Small, RobustZ, "Partner's imports of the code against what was declared for the partner, as distance from the partner's habit in scatters; negative where less arrived";
    MIRROR_DECLARED_KG = "mirror_declared_kg", Small, Kilogram, "Mass declared for the partner under the code, one to two months before the months compared";
    MIRROR_REPORTED_KG = "mirror_reported_kg", Small, Kilogram, "Mass that the partner counted as arrived under the code";
    MIRROR_EXPECTED_KG = "mirror_expected_kg", Small, Kilogram, "Mass that it would have counted by its habit";
    MIRROR_MONTHS = "mirror_months", Small, Count, "Months compared";
    FLOW_SINCE = "flow_since", Date, None, "Monday of the week in which the rise is thought to have begun";
    FLOW_FROM = "flow_from", Text, None, "Destination at which the flow fell when it rose here; null where it rose by itself";
}
