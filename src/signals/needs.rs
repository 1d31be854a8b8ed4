//! Which declared columns a signal stands on, through the columns that lists and baselines derive from them.

use super::form::Signal;
use crate::schema;
use crate::schema::{Column, DECLARATION};

/// Beginning of a derived column's name → the declared columns it is made from; of each group one is enough.
const ROOTS: &[(&str, &[&[Column]])] = &[
    ("text_", &[&[schema::GOODS_DESCRIPTION, schema::GOODS_SPECIFICATION]]),
    ("text_elements", &[&[schema::GOODS_SPECIFICATION]]),
    ("text_usual_elements", &[&[schema::GOODS_SPECIFICATION]]),
    ("wording_", &[&[schema::GOODS_DESCRIPTION, schema::GOODS_SPECIFICATION]]),
    ("hub_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("transit_barred", &[&[schema::DESTINATION_COUNTRY]]),
    ("detour_ratio", &[&[schema::EXIT_PORT, schema::EXPORT_COUNTRY], &[schema::DESTINATION_COUNTRY]]),
    ("route_km", &[&[schema::EXIT_PORT, schema::EXPORT_COUNTRY], &[schema::DESTINATION_COUNTRY]]),
    ("composition_open", &[&[schema::GOODS_DESCRIPTION, schema::GOODS_SPECIFICATION]]),
    ("remark_", &[&[schema::REMARKS]]),
    ("pair_price", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME], &[schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME]]),
    ("listed_", &[&[schema::CONSIGNEE_NAME, schema::END_USER_NAME]]),
    ("ledger_", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME], &[schema::NET_MASS_KG]]),
    ("licence_", &[&[schema::LICENCE_NO]]),
    ("own_", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME]]),
    ("worded_", &[&[schema::GOODS_DESCRIPTION, schema::GOODS_SPECIFICATION]]),
    ("exporter_", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME]]),
    ("consignee_age", &[&[schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME]]),
    ("peer_tare", &[&[schema::PACKAGE_TYPE]]),
    ("peer_package_", &[&[schema::PACKAGE_TYPE]]),
    ("goods_package", &[&[schema::PACKAGE_TYPE]]),
    ("peer_pieces", &[&[schema::QUANTITY_UNIT]]),
    ("whole_packages", &[&[schema::PACKAGE_TYPE]]),
    ("exporter_digits", &[&[schema::STATISTICAL_VALUE_USD]]),
    ("exporter_repeat", &[&[schema::STATISTICAL_VALUE_USD]]),
    ("goods_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("heading_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("mineral_no_use", &[&[schema::DESTINATION_COUNTRY]]),
    ("goods_source", &[&[schema::SOURCE_REGION]]),
    ("heading_source", &[&[schema::SOURCE_REGION]]),
    ("source_", &[&[schema::SOURCE_REGION]]),
    ("source_port", &[&[schema::EXIT_PORT]]),
    ("port_n", &[&[schema::EXIT_PORT]]),
    ("exporter_source", &[&[schema::SOURCE_REGION]]),
    ("exporter_port", &[&[schema::EXIT_PORT]]),
    ("exporter_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("exporter_mode", &[&[schema::TRANSPORT_MODE]]),
    ("exporter_agent", &[&[schema::AGENT_ID]]),
    ("destination_transit", &[&[schema::DESTINATION_COUNTRY], &[schema::TRANSIT_COUNTRIES]]),
    ("size_n", &[&[schema::NET_MASS_KG]]),
    ("size_mode", &[&[schema::NET_MASS_KG], &[schema::TRANSPORT_MODE]]),
    ("heading_size", &[&[schema::NET_MASS_KG]]),
    ("heading_size_mode", &[&[schema::TRANSPORT_MODE]]),
    ("procedure_", &[&[schema::PROCEDURE]]),
    ("procedure_size", &[&[schema::NET_MASS_KG]]),
    ("heading_procedure", &[&[schema::PROCEDURE]]),
    ("heading_procedure_size", &[&[schema::NET_MASS_KG]]),
    ("same_mass", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME], &[schema::NET_MASS_KG]]),
    ("same_box", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME], &[schema::CONTAINER_IDS]]),
    ("discharged_elsewhere", &[&[schema::DISCHARGE_PORT], &[schema::DESTINATION_COUNTRY]]),
    ("mineral_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("exporter_mineral_destination", &[&[schema::DESTINATION_COUNTRY]]),
    ("consignee_mineral", &[&[schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME]]),
    ("like_lots", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME], &[schema::NET_MASS_KG]]),
    ("office_", &[&[schema::OFFICE]]),
    ("link_", &[&[schema::EXPORTER_ID, schema::EXPORTER_NAME]]),
    ("link_began", &[&[schema::CONSIGNEE_ID, schema::CONSIGNEE_NAME]]),
    ("consignee_follows", &[&[schema::CONSIGNEE_NAME]]),
    ("flow_", &[&[schema::DESTINATION_COUNTRY]]),
    ("mirror_", &[&[schema::DESTINATION_COUNTRY], &[schema::NET_MASS_KG]]),
    ("limit_share", &[&[schema::NET_MASS_KG, schema::STATISTICAL_VALUE_USD]]),
];

/// The declared columns without which a signal sleeps. Where one of several would do, the first that `filled` knows of is
/// named, else the first.
pub fn needs(signal: &Signal, filled: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let mut needs: Vec<&'static str> = Vec::new();
    let mut need = |name: &'static str| {
        if !needs.contains(&name) {
            needs.push(name);
        }
    };
    for read in signal.reads {
        if DECLARATION.iter().any(|column| column.name == read.name) {
            need(read.name);
        }
        for (_, groups) in ROOTS.iter().filter(|(beginning, _)| read.name.starts_with(beginning)) {
            for group in *groups {
                need(group.iter().find(|column| filled(column.name)).unwrap_or(&group[0]).name);
            }
        }
    }
    needs
}
