//! The columns that the text classifier adds to a declaration line; null means *cannot be said*.

use crate::schema::{Column, Kind, Unit};

pub use crate::schema::{WORDING_CODE, WORDING_ENTROPY, WORDING_RAW_P};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*
    };
}

columns! {
    WORDING_CODE_P = "wording_code_p", Small, Probability, "Calibrated probability that goods so described are declared under that 6-digit code";
    WORDING_DECLARED_P = "wording_declared_p", Small, Probability, "Calibrated probability that goods so described are declared under the declared 6-digit code";
    WORDING_HEADING_P = "wording_heading_p", Small, Probability, "Calibrated probability that goods so described are declared in the declared heading (4 digits)";
    WORDING_CHAPTER_P = "wording_chapter_p", Small, Probability, "Calibrated probability that goods so described are declared in the declared chapter (2 digits)";
    WORDING_CODE_10 = "wording_code_10", Text, None, "10-digit code that goods so described were declared under most; null where the past does not tell";
    WORDING_DECLARED_10_P = "wording_declared_10_p", Small, Probability, "Probability of the declared 10-digit code among those of its 6 digits, given the text; null where the past does not tell";
    WORDING_KNOWN = "wording_known", Small, Ratio, "Share of the words of the text that the past knows";
    WORDING_N = "wording_n", Small, Count, "Past lines of that wording (else of that name, else past firms with the rarest word, each once a wording) under that code; 0 where only lists speak";
    WORDING_CODES = "wording_codes", Text, None, "The three codes that the words speak for most, with their probabilities: 282580 0.93; 382499 0.02; 261710 0.01";
    WORDING_SPOKE = "wording_spoke", Text, None, "Words that spoke loudest for that code, separated by ;; told only where the declared code is another or has less than 0.5";
    WORDING_CONTROLLED = "wording_controlled", Small, Flag, "1 where the code that the words speak for is controlled whole on that day, 0 where it is free, null where it cannot be said";
}

/// All columns that [`super::Wording::join`] adds, in the order in which it adds them.
pub const WORDING_COLUMNS: &[Column] = &[
    WORDING_CODE,
    WORDING_RAW_P,
    WORDING_CODE_P,
    WORDING_DECLARED_P,
    WORDING_HEADING_P,
    WORDING_CHAPTER_P,
    WORDING_CODE_10,
    WORDING_DECLARED_10_P,
    WORDING_ENTROPY,
    WORDING_KNOWN,
    WORDING_N,
    WORDING_CODES,
    WORDING_SPOKE,
    WORDING_CONTROLLED,
];
