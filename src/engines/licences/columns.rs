//! The columns that the licence accounts add to a declaration line; null means *cannot be said*.

use crate::schema::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*
        /// All columns that [`super::LicenceUse::join`] adds, in the order in which it adds them.
        pub const LICENCE_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    LICENCE_ABSENT = "licence_absent", Small, Flag, "1 where the control list asks for a licence and none is declared, 0 where one is; null where none is asked for";
    LICENCE_UNKNOWN = "licence_unknown", Small, Ratio, "0 registered number, 0.2 one slip off the exporter's own licence, 0.8 not registered, 1 not built like any registered number";
    LICENCE_MEANT = "licence_meant", Text, None, "Licence that the declared number means, as the register writes it";
    LICENCE_OTHER_HOLDER = "licence_other_holder", Small, Flag, "1 where another than the exporter holds the licence";
    LICENCE_HOLDER = "licence_holder", Text, None, "Register number of the licence's holder";
    LICENCE_OTHER_GOODS = "licence_other_goods", Small, Ratio, "0 licensed goods (8 digits), 0.5 same mineral under another code, 1 other goods";
    LICENCE_HS = "licence_hs", Text, None, "Commodity code of the licence";
    LICENCE_OTHER_CONSIGNEE = "licence_other_consignee", Small, Ratio, "1 less the likeness of declared and licensed consignee, set side by side as names are screened";
    LICENCE_CONSIGNEE = "licence_consignee", Text, None, "Consignee of the licence";
    LICENCE_OTHER_COUNTRY = "licence_other_country", Small, Flag, "1 where neither consignee nor destination is in the licensed country";
    LICENCE_COUNTRY = "licence_country", Text, None, "Country of the licence";
    LICENCE_DAYS_OUTSIDE = "licence_days_outside", Small, Day, "Days by which the line misses the licence's validity, 0 within it";
    LICENCE_VALID_TO = "licence_valid_to", Date, None, "Last day of the licence, extensions known by then included";
    LICENCE_USED_KG = "licence_used_kg", Number, Kilogram, "Net mass declared under the licence so far, the line included";
    LICENCE_QUANTITY_KG = "licence_quantity_kg", Number, Kilogram, "Licensed net mass";
    LICENCE_TOLERANCE_PCT = "licence_tolerance_pct", Number, None, "Share of the licensed net mass by which it may be overdrawn, per cent; a rule of the office";
}
