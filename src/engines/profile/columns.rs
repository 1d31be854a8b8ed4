//! The columns that the risk profile adds to a declaration line; null means *nothing is known*.

use crate::schema::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*

        /// All columns that [`super::RiskProfile::join`] adds, in the order in which it adds them. Rates are of inspected lines, faded
        /// by age, shrunk to the wider kind, without the line's near-duplicates; known before the line's day.
        pub const PROFILE_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    PROFILE_FOUND = "profile_found", Small, Probability, "How often inspections found anything";
    PROFILE_EXPORTER_FALSE = "profile_exporter_false", Small, Probability, "How often false declarations were found at the exporter";
    PROFILE_EXPORTER_RE_EXPORT = "profile_exporter_re_export", Small, Probability, "How often re-exports were found at the exporter";
    PROFILE_EXPORTER_N = "profile_exporter_n", Small, LogRatio, "ln(1 + effective number of outcomes known of the exporter)";
    PROFILE_CONSIGNEE_FALSE = "profile_consignee_false", Small, Probability, "How often false declarations were found at the consignee";
    PROFILE_CONSIGNEE_RE_EXPORT = "profile_consignee_re_export", Small, Probability, "How often re-exports were found at the consignee";
    PROFILE_CONSIGNEE_N = "profile_consignee_n", Small, LogRatio, "ln(1 + effective number of outcomes known of the consignee)";
    PROFILE_AGENT_FOUND = "profile_agent_found", Small, Probability, "How often anything was found at the agent";
    PROFILE_HS6_FALSE = "profile_hs6_false", Small, Probability, "How often false declarations were found under the code's six digits";
    PROFILE_HS6_RE_EXPORT = "profile_hs6_re_export", Small, Probability, "How often re-exports were found under the code's six digits";
    PROFILE_HS6_N = "profile_hs6_n", Small, LogRatio, "ln(1 + effective number of outcomes known under the code's six digits)";
    PROFILE_CODE_FOUND = "profile_code_found", Small, Probability, "How often anything was found under the whole code";
    PROFILE_REGION_FOUND = "profile_region_found", Small, Probability, "How often anything was found on goods of the source region";
    PROFILE_EXIT_PORT_FOUND = "profile_exit_port_found", Small, Probability, "How often anything was found at the port of exit";
    PROFILE_DESTINATION_FALSE = "profile_destination_false", Small, Probability, "How often false declarations were found to the destination";
    PROFILE_DESTINATION_RE_EXPORT = "profile_destination_re_export", Small, Probability, "How often re-exports were found to the destination";
    PROFILE_ROUTE_FALSE = "profile_route_false", Small, Probability, "How often false declarations were found on the route: destination, transit countries, port of discharge";
    PROFILE_ROUTE_RE_EXPORT = "profile_route_re_export", Small, Probability, "How often re-exports were found on the route: destination, transit countries, port of discharge";
    PROFILE_EXPORTER_HEADING_FALSE = "profile_exporter_heading_false", Small, Probability, "How often false declarations were found at the exporter under the heading";
    PROFILE_EXPORTER_DESTINATION_FALSE = "profile_exporter_destination_false", Small, Probability, "How often false declarations were found at the exporter to the destination";
    PROFILE_EXPORTER_DESTINATION_RE_EXPORT = "profile_exporter_destination_re_export", Small, Probability, "How often re-exports were found at the exporter to the destination";
    PROFILE_HS6_DESTINATION_FALSE = "profile_hs6_destination_false", Small, Probability, "How often false declarations were found on goods of the six digits to the destination";
    PROFILE_HS6_DESTINATION_RE_EXPORT = "profile_hs6_destination_re_export", Small, Probability, "How often re-exports were found on goods of the six digits to the destination";
    PROFILE_CONSIGNEE_HEADING_FOUND = "profile_consignee_heading_found", Small, Probability, "How often anything was found at the consignee under the heading";
}
