//! The columns that the network adds to a declaration line; null means *cannot be said*.

use crate::schema::{Column, Kind, Unit};

macro_rules! columns {
    ($($name:ident = $text:literal, $kind:ident, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: Column = Column::derived($text, Kind::$kind, Unit::$unit, $about);)*

        /// All columns that [`super::Network::join`] adds, in the order in which it adds them.
        pub const NETWORK_COLUMNS: &[Column] = &[$($name),*];
    };
}

columns! {
    LINK_GROUP_N = "link_group_n", Small, Count, "Registered firms tied to the exporter by telephone, address or representative, directly or through others, itself among them";
    LINK_PHONE_N = "link_phone_n", Small, Count, "Other registered firms with the exporter's telephone; null where there is none";
    LINK_ADDRESS_N = "link_address_n", Small, Count, "Other registered firms at the exporter's address; null where there is none";
    LINK_PERSON_N = "link_person_n", Small, Count, "Other registered firms whose legal representative bears the same name; null where there is none";
    LINK_BIRTH_DAYS = "link_birth_days", Small, Day, "Days between the foundation of the exporter and that of the firm beside it nearest in age";
    LINK_RING = "link_ring", Small, LogRatio, "Log-odds that the exporter and the firms beside it have one controller, given the goods and the buyer of the line";
    LINK_BESIDE_BEGAN_N = "link_beside_began_n", Small, Count, "Firms beside the exporter that began to sell these goods (6 digits) within 45 days of it, in the last half year";
    LINK_BEGAN_N = "link_began_n", Small, Count, "Other exporters among the buyer's 8 youngest suppliers of these goods (6 digits) that began to deal with it, in whatever goods, within 45 days of the exporter, in the last half year";
    LINK_SUPPLIERS_N = "link_suppliers_n", Small, Count, "Exporters that ever sold to the buyer; null where no other began with the exporter";
    LINK_SPREAD = "link_spread", Small, LogRatio, "Mean over exporter and buyer of ln(how often a walker from confirmed cases is found there / how often a walker from anywhere)";
    LINK_CONFIRMED_STEPS = "link_confirmed_steps", Small, Count, "Steps to the nearest party of a confirmed case over buyers, telephones, addresses and representatives; 0 where exporter or buyer is one";
    CONSIGNEE_FOLLOWS = "consignee_follows", Small, Surprise, "How unlikely a new name of the buyer's country begins with the two words of an earlier buyer of these goods in another country; null where it follows none";
    CONSIGNEE_FOLLOWS_DAYS = "consignee_follows_days", Small, Day, "Days since the earlier buyer first bought these goods";
    CONSIGNEE_FOLLOWS_SAME = "consignee_follows_same", Small, Flag, "1 where the exporter sold to the earlier buyer too, else 0";
    LINK_WITH = "link_with", Text, None, "Names of up to three firms beside the exporter, the closest first";
    CONSIGNEE_FOLLOWS_STEM = "consignee_follows_stem", Text, None, "The two words that the buyer's name begins with, as that of an earlier buyer";
    CONSIGNEE_FOLLOWS_COUNTRY = "consignee_follows_country", Text, None, "Country of the earlier buyer";
}
