//! Derived columns that more than one room makes or reads.

use super::column::{Column, Kind, Unit};

/// How near a lot lies under a limit; made by the reference lists, counted by the baselines.
pub const LIMIT_SHARE: Column = Column::derived(
    "limit_share",
    Kind::Small,
    Unit::Ratio,
    "Largest share of an applicable limit that the declared mass or value fills, above 0 up to 1",
);

/// The mineral a reader should think of; made by the reference lists, a key of the baselines.
pub const RELEVANT_MINERAL: Column = Column::derived(
    "relevant_mineral",
    Kind::Text,
    Unit::None,
    "Mineral of the declared code if controlled, else the one the text names, else the look-alike",
);

/// The mineral of the goods on any day, controlled yet or not; made by the reference lists, a key of the baselines.
pub const TRADED_MINERAL: Column = Column::derived(
    "traded_mineral",
    Kind::Text,
    Unit::None,
    "Mineral that the declared code is listed for on any day, else the one the text names",
);

/// Whether the traded mineral was still free; made by the reference lists, counted by the baselines.
pub const BEFORE_CONTROL: Column = Column::derived(
    "before_control",
    Kind::Small,
    Unit::Flag,
    "1 where the traded mineral was not yet under control on that day, 0 where it was, null where no list speaks of the goods",
);

/// The mineral that the text names; made by the reference lists, a key of the baselines.
pub const TEXT_MINERAL: Column = Column::derived(
    "text_mineral",
    Kind::Text,
    Unit::None,
    "Strategic mineral that description and specification name",
);

/// How much the specification states; made by the reference lists, a quantity of the baselines.
pub const TEXT_ELEMENTS: Column = Column::derived(
    "text_elements",
    Kind::Small,
    Unit::Count,
    "Elements that the specification states (grade, composition, size, brand), without the codes of brand and preference; null where there is no specification",
);

/// How far the words leave the goods open; made by the text classifier, a quantity of the baselines.
pub const WORDING_ENTROPY: Column = Column::derived(
    "wording_entropy",
    Kind::Small,
    Unit::None,
    "Entropy of the probabilities over 6-digit codes, bits; 0 where the words leave no doubt",
);

/// What the words say the goods are; made by the text classifier, a key of the baselines.
pub const WORDING_CODE: Column = Column::derived(
    "wording_code",
    Kind::Text,
    Unit::None,
    "6-digit code that the words of the text speak for most, from past declarations and lists",
);

/// What the text classifier thought of its best code before calibration; it learns from it how often it was right.
pub const WORDING_RAW_P: Column = Column::derived(
    "wording_raw_p",
    Kind::Small,
    Unit::Probability,
    "Probability of the code that the words speak for most, before calibration",
);

/// How much stood out on a line with what was known before it; made by the model, remembered by the baselines.
pub const REMARKABLE_N: Column = Column::derived(
    "remarkable_n",
    Kind::Small,
    Unit::Count,
    "Signals whose evidence on the line was among the strangest 3 % of the past of its HS chapter",
);

/// How a line was priced beside its peers of then; made where a night is learned, remembered by the baselines.
pub const PRICE_TO_PEERS: Column = Column::derived(
    "price_to_peers",
    Kind::Small,
    Unit::LogRatio,
    "Logarithm of the declared price per kilogram over the median price that peers had the evening before",
);

/// Derived columns that baselines learn from, besides the declared ones; a learner must be given them.
pub const LEARNED_FROM: &[Column] = &[
    LIMIT_SHARE,
    RELEVANT_MINERAL,
    TRADED_MINERAL,
    BEFORE_CONTROL,
    TEXT_MINERAL,
    TEXT_ELEMENTS,
    WORDING_CODE,
    WORDING_ENTROPY,
    WORDING_RAW_P,
    REMARKABLE_N,
    PRICE_TO_PEERS,
];
