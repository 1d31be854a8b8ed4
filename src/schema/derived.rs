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

/// Derived columns that baselines and the text classifier learn from, besides the declared ones; a learner must be given them.
pub const LEARNED_FROM: &[Column] = &[LIMIT_SHARE, RELEVANT_MINERAL, WORDING_CODE, WORDING_RAW_P];
