//! The columns that the dated lists add to a declaration line; null means *cannot be said*.

pub use crate::schema::{BEFORE_CONTROL, LIMIT_SHARE, RELEVANT_MINERAL, TEXT_ELEMENTS, TEXT_MINERAL, TRADED_MINERAL};
use crate::schema::{Column, Kind, Unit};

/// Control status of the declared code on the day of acceptance for the declared destination:
/// `free`, `licence`, `denied`, `prohibited` or `unknown` (after the list's horizon).
pub const CONTROL_STATUS: Column = Column::derived(
    "control_status",
    Kind::Text,
    Unit::None,
    "Control status of the declared code on that day for that destination: free, licence, denied, prohibited, unknown",
);
/// 1 where the declared code needs a licence or is barred on that day, 0 where it is free, null where unknown.
pub const CONTROLLED: Column = Column::derived(
    "controlled",
    Kind::Small,
    Unit::Flag,
    "1 where the declared code needs a licence or is barred on that day, 0 where free, null where unknown",
);
/// Mineral of the control item that the declared code belongs to.
pub const CONTROL_MINERAL: Column = Column::derived(
    "control_mineral",
    Kind::Text,
    Unit::None,
    "Mineral of the control item that the declared code belongs to",
);
/// First day on which the declared code's control item was in force.
pub const CONTROL_SINCE: Column = Column::derived(
    "control_since",
    Kind::Date,
    Unit::None,
    "First day on which the control item of the declared code was in force",
);
/// Announcement that lists the declared code.
pub const CONTROL_ANNOUNCEMENT: Column =
    Column::derived("control_announcement", Kind::Text, Unit::None, "Announcement that controls the declared code");

/// Whether the declared code covers controlled and free goods alike and the text leaves open which: 0 where it is settled,
/// 0.5 where it is open, 1 where it is open and the grade usually holds the controlled element (NdFeB of grade SH and above);
/// null for other codes and without text.
pub const COMPOSITION_OPEN: Column = Column::derived(
    "composition_open",
    Kind::Small,
    Unit::Ratio,
    "For codes that are controlled by what the goods hold: 0 where the text settles it, 0.5 where it leaves it open, 1 where its grade also hints at the element",
);

/// 1 where the text names a strategic mineral, 0 where it names none, null without text.
pub const TEXT_NAMES_MINERAL: Column = Column::derived(
    "text_names_mineral",
    Kind::Small,
    Unit::Flag,
    "1 where the text names a strategic mineral, 0 where it names none, null without text",
);
/// Words of the text that were recognised, separated by `;`.
pub const TEXT_WORDS: Column =
    Column::derived("text_words", Kind::Text, Unit::None, "Words of the text that name the mineral, separated by ;");
/// Form the text speaks of: metal, oxide, alloy, magnet, target, compound, ore, finished ...
pub const TEXT_FORM: Column = Column::derived(
    "text_form",
    Kind::Text,
    Unit::None,
    "Form of the goods that the text speaks of: metal, oxide, alloy, magnet, target, compound, ore, finished",
);
/// Purity that the text states, per cent by mass.
pub const TEXT_PURITY_PCT: Column = Column::derived(
    "text_purity_pct",
    Kind::Small,
    Unit::None,
    "Purity that the text states, per cent (99.99 %, 4N, 5N5); lower bound of a range",
);
/// Purity limit of a control item in force that goods as the text names them stay under, per cent; the nearest of several.
pub const TEXT_PURITY_LIMIT_PCT: Column = Column::derived(
    "text_purity_limit_pct",
    Kind::Small,
    Unit::None,
    "Nearest purity limit of a control item in force for the named mineral and form that the stated purity stays under, per cent",
);
/// How far the stated shares of a composition that ought to be whole are off 100, percentage points.
pub const TEXT_COMPOSITION_GAP_PCT: Column = Column::derived(
    "text_composition_gap_pct",
    Kind::Small,
    Unit::None,
    "Percentage points by which the stated shares of a whole composition miss 100; null where no whole composition is stated",
);
/// The text that states a composition which does not add up.
pub const TEXT_COMPOSITION: Column = Column::derived(
    "text_composition",
    Kind::Text,
    Unit::None,
    "Description or specification, whichever states a composition that misses 100 % (both where only both together do); null where none does",
);
/// 1 where goods that are what the text says would be controlled on that day, 0 where not, null where it cannot be said.
pub const TEXT_CONTROLLED: Column = Column::derived(
    "text_controlled",
    Kind::Small,
    Unit::Flag,
    "1 where goods that are what the text says (mineral, form, purity, composition) would be controlled on that day, 0 where not",
);
/// First day on which goods that are what the text says came under control; null where they are not controlled on that day.
pub const TEXT_CONTROLLED_SINCE: Column = Column::derived(
    "text_controlled_since",
    Kind::Date,
    Unit::None,
    "First day on which goods that are what the text says came under control",
);

/// Mineral controlled on that day for which the declared code is a known cover; the one whose price band lies nearest.
pub const LOOKALIKE_MINERAL: Column = Column::derived(
    "lookalike_mineral",
    Kind::Text,
    Unit::None,
    "Mineral controlled on that day for which the declared code is a known cover; of several the one nearest in price",
);
/// Low end of the look-alike mineral's price band on that day.
pub const LOOKALIKE_PRICE_LOW: Column = Column::derived(
    "lookalike_price_low_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "Low end of the look-alike mineral's price band on that day",
);
/// High end of the look-alike mineral's price band on that day.
pub const LOOKALIKE_PRICE_HIGH: Column = Column::derived(
    "lookalike_price_high_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "High end of the look-alike mineral's price band on that day",
);
/// Low end of the usual price of the goods that the cover code says.
pub const COVER_PRICE_LOW: Column = Column::derived(
    "cover_price_low_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "Low end of the usual price of the declared (cover) goods",
);
/// High end of the usual price of the goods that the cover code says.
pub const COVER_PRICE_HIGH: Column = Column::derived(
    "cover_price_high_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "High end of the usual price of the declared (cover) goods",
);
/// Mass per volume of the look-alike mineral as packed for shipment, kg/m3.
pub const LOOKALIKE_PACKED_DENSITY: Column = Column::derived(
    "lookalike_packed_density_kg_m3",
    Kind::Small,
    Unit::None,
    "Packed density of the look-alike mineral, kg/m3",
);
/// Mass per volume of the declared goods as packed for shipment, kg/m3.
pub const COVER_PACKED_DENSITY: Column = Column::derived(
    "cover_packed_density_kg_m3",
    Kind::Small,
    Unit::None,
    "Packed density of the declared (cover) goods, kg/m3",
);

/// Low end of the published price band of the declared code on that day.
pub const REFERENCE_PRICE_LOW: Column = Column::derived(
    "reference_price_low_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "Low end of the published price band of the declared code on that day",
);
/// High end of the published price band of the declared code on that day.
pub const REFERENCE_PRICE_HIGH: Column = Column::derived(
    "reference_price_high_usd_per_kg",
    Kind::Small,
    Unit::UsDollarPerKilogram,
    "High end of the published price band of the declared code on that day",
);

/// 1 where the destination is known as a transhipment hub, 0 where not, null where unknown.
pub const HUB_DESTINATION: Column = Column::derived(
    "hub_destination",
    Kind::Small,
    Unit::Flag,
    "1 where the destination is a known transhipment hub, 0 where not, null where the country is absent or unknown",
);
/// 1 where the consignee sits in a known transhipment hub, 0 where not, null where unknown.
pub const HUB_CONSIGNEE: Column = Column::derived(
    "hub_consignee",
    Kind::Small,
    Unit::Flag,
    "1 where the consignee's country is a known transhipment hub, 0 where not, null where the country is absent or unknown",
);
/// 1 where the destination has no known use of the relevant mineral, 0 where it has, null where no table speaks of the mineral.
pub const MINERAL_NO_USE_IN_DESTINATION: Column = Column::derived(
    "mineral_no_use_in_destination",
    Kind::Small,
    Unit::Flag,
    "1 where the destination has no known use of the relevant mineral, 0 where it has, null where no table speaks of it",
);
/// 1 where transit, discharge or consignee touch a country to which the goods are denied or prohibited while the destination is another.
pub const TRANSIT_BARRED: Column = Column::derived(
    "transit_barred",
    Kind::Small,
    Unit::Flag,
    "1 where transit, discharge port or consignee touch a country to which the goods are denied or prohibited while the destination is another",
);
/// Great-circle length of the declared way: exit, transit countries, discharge, destination.
pub const ROUTE_KM: Column = Column::derived(
    "route_km",
    Kind::Small,
    Unit::Kilometre,
    "Great-circle length of the declared way: exit, transit countries, discharge port, destination",
);
/// Length of the declared way over the direct great circle from exit to destination; 1 is straight.
pub const DETOUR_RATIO: Column = Column::derived(
    "detour_ratio",
    Kind::Small,
    Unit::Ratio,
    "Length of the declared way over the direct great circle from exit to destination (1 is straight)",
);

/// First day on which the relevant mineral came under control; null if not yet on that day.
pub const RELEVANT_CONTROLLED_SINCE: Column = Column::derived(
    "relevant_controlled_since",
    Kind::Date,
    Unit::None,
    "First day on which the relevant mineral came under control; null if not yet on that day",
);

/// Days since the traded mineral came under control; null before.
pub const CONTROL_AGE_DAYS: Column = Column::derived(
    "control_age_days",
    Kind::Small,
    Unit::Day,
    "Days since the traded mineral came under control; null where it is not yet",
);
/// 1 where the goods are discharged in another country than that of destination, 0 where in that country, null where unknown.
pub const DISCHARGED_ELSEWHERE: Column = Column::derived(
    "discharged_elsewhere",
    Kind::Small,
    Unit::Flag,
    "1 where the discharge port lies in another country than that of destination, 0 where in that country, null where either is unknown",
);

/// Smallest applicable mass limit at or above the declared net mass.
pub const LIMIT_KG: Column = Column::derived(
    "limit_kg",
    Kind::Small,
    Unit::Kilogram,
    "Smallest applicable mass limit at or above the declared net mass",
);
/// Smallest applicable value limit at or above the declared value.
pub const LIMIT_USD: Column = Column::derived(
    "limit_usd",
    Kind::Small,
    Unit::UsDollar,
    "Smallest applicable value limit at or above the declared value",
);

/// 1 where a required control remark (属于两用物项 or 不属于管制物项) is missing, 0 where present or not needed, null where it cannot be said.
///
/// Needed: a listed code; a code under which listed goods without code are declared, unless the text clears them; a code of a
/// listed line whose text names the line's mineral and does not put the goods clearly outside. Null before the rule or without
/// a remarks column.
pub const REMARK_RULE: Column = Column::derived(
    "remark_rule",
    Kind::Small,
    Unit::Flag,
    "1 where a required remark (属于两用物项 or 不属于管制物项) is missing, 0 where present or not needed",
);

/// What the remarks say of control: 1 listed (属于两用物项), 0 not listed (不属于管制物项), null where they say nothing of it.
pub const REMARK_SAYS: Column = Column::derived(
    "remark_says",
    Kind::Small,
    Unit::Flag,
    "1 where the remarks say that the goods are controlled, 0 where they say that they are not, null where they say neither",
);

/// All columns that [`crate::reference::Reference::join`] adds, in the order in which it adds them.
pub const REFERENCE_COLUMNS: &[Column] = &[
    CONTROL_STATUS,
    CONTROLLED,
    CONTROL_MINERAL,
    CONTROL_SINCE,
    CONTROL_ANNOUNCEMENT,
    COMPOSITION_OPEN,
    TEXT_MINERAL,
    TEXT_NAMES_MINERAL,
    TEXT_WORDS,
    TEXT_FORM,
    TEXT_PURITY_PCT,
    TEXT_PURITY_LIMIT_PCT,
    TEXT_COMPOSITION_GAP_PCT,
    TEXT_COMPOSITION,
    TEXT_ELEMENTS,
    TEXT_CONTROLLED,
    TEXT_CONTROLLED_SINCE,
    LOOKALIKE_MINERAL,
    LOOKALIKE_PRICE_LOW,
    LOOKALIKE_PRICE_HIGH,
    COVER_PRICE_LOW,
    COVER_PRICE_HIGH,
    LOOKALIKE_PACKED_DENSITY,
    COVER_PACKED_DENSITY,
    REFERENCE_PRICE_LOW,
    REFERENCE_PRICE_HIGH,
    HUB_DESTINATION,
    HUB_CONSIGNEE,
    MINERAL_NO_USE_IN_DESTINATION,
    TRANSIT_BARRED,
    ROUTE_KM,
    DETOUR_RATIO,
    DISCHARGED_ELSEWHERE,
    RELEVANT_MINERAL,
    RELEVANT_CONTROLLED_SINCE,
    TRADED_MINERAL,
    BEFORE_CONTROL,
    CONTROL_AGE_DAYS,
    LIMIT_KG,
    LIMIT_USD,
    LIMIT_SHARE,
    REMARK_RULE,
    REMARK_SAYS,
];
