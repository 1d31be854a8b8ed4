//! The columns that screening adds to a declaration line; null means *cannot be said*: no list is given, or no name.

use crate::schema::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*
        /// All columns that [`super::ListedParties::join`] adds, in the order in which it adds them.
        pub const SCREENING_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    LISTED_LIKENESS = "listed_likeness", Small, Probability, "Likeness of consignee or end user to the nearest party on a list in force that day, 0 to 1; 0 where none is alike";
    LISTED_NAME = "listed_name", Text, None, "Listed party to which consignee or end user is likest";
    LISTED_DECLARED = "listed_declared", Text, None, "Declared name that is alike";
    LISTED_WHY = "listed_why", Text, None, "Which words answer which: = the same, ~ by a transformation";
    LISTED_SINCE_DAYS = "listed_since_days", Number, Day, "Days since the listing";
}
