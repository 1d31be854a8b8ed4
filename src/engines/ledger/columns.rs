//! The columns that the ledger adds to a declaration line; null means *cannot be said*.

use crate::schema::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*
        /// All columns that [`super::Ledger::join`] adds, in the order in which it adds them.
        pub const LEDGER_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    LEDGER_ELEMENT = "ledger_element", Text, None, "Element of the goods by code and text that the chain's ledger follows";
    LEDGER_LINK = "ledger_link", Text, None, "What the goods are in the chain: ore, metal, compound, article";
    LEDGER_LINE_KG = "ledger_line_kg", Number, Kilogram, "Contained element of the line";
    LEDGER_EXPORTED_KG = "ledger_exported_kg", Number, Kilogram, "Contained element that the exporter declared so far, the line included";
    LEDGER_SOURCED_KG = "ledger_sourced_kg", Number, Kilogram, "Contained element that the exporter is known to have bought, after recovery, or could have mined";
    LEDGER_SOLD_KG = "ledger_sold_kg", Number, Kilogram, "Contained element that the exporter is known to have sold inside the country";
    LEDGER_LATE_KG = "ledger_late_kg", Number, Kilogram, "Contained element whose purchase is expected to be reported yet";
    LEDGER_UNEXPLAINED_KG = "ledger_unexplained_kg", Number, Kilogram, "Exports and sales less everything that could have been their source; below zero: stock";
    LEDGER_SIGMA_KG = "ledger_sigma_kg", Number, Kilogram, "Standard deviation of the unexplained part: opening stock, late reports, recovery, weighing, share in the goods";
    LEDGER_CUSUM = "ledger_cusum", Small, None, "Page's sum of the monthly shortfalls, standard deviations";
    LEDGER_YEAR_KG = "ledger_year_kg", Number, Kilogram, "Contained element exported and sold in twelve months, the line included";
    LEDGER_CAPACITY_KG = "ledger_capacity_kg", Number, Kilogram, "Registered capacity of the exporter for the element, a year";
    LEDGER_STAGE = "ledger_stage", Text, None, "Link of the chain in which the exporter is registered";
    LEDGER_WRONG_STAGE = "ledger_wrong_stage", Small, Flag, "1 where an exporter of that link does not handle such goods, 0 where it does";
    LEDGER_SILENCE = "ledger_silence", Small, Surprise, "How unlikely it is that every purchase of an element never bought is still unreported; 0 where it was bought";
    LEDGER_HIDDEN_ELEMENT = "ledger_hidden_element", Text, None, "Element that the declared code is a known cover of and that the exporter bought";
    LEDGER_HIDDEN_KG = "ledger_hidden_kg", Number, Kilogram, "Contained element of that kind that the exporter bought (after recovery) or could have mined and neither sold nor declared";
}
