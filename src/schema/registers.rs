//! The registers beside the declarations: enterprises, supply, licences, listed parties, inspections, partners' statistics.

use super::column::{Boxes, Column, Kind, Need, Unit};
use super::declaration::DECLARATION;

/// A table that can be read through a mapping.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Name in mappings, and of its file in a folder of registers.
    pub name: &'static str,
    /// One sentence for people.
    pub about: &'static str,
    /// In the order in which they are read.
    pub columns: &'static [Column],
}

/// The lines of declarations.
pub static DECLARATIONS: Table =
    Table { name: "declarations", about: "Lines of customs declarations", columns: DECLARATION };

/// The registers, each optional. `known_on` is the day from which a row may be used: nothing is known before it.
pub static REGISTERS: &[&Table] =
    &[&ENTERPRISES, &SUPPLY, &LICENCES, &RESTRICTED, &SCREENING_EXCEPTIONS, &INSPECTIONS, &MIRROR];

const KNOWN_ON: Column =
    must("known_on", Kind::Date, Unit::None, "Day from which the row may be used; nothing is known of it before");

/// Enterprises of the chain, by their register number.
pub static ENTERPRISES: Table = Table {
    name: "enterprises",
    about: "Enterprises from mine to exporter, as registered",
    columns: &[
        must("id", Kind::Text, Unit::None, "Register number; the exporter's, producer's and agent's on declarations"),
        may("name", Kind::Text, Unit::None, "Registered name"),
        may(
            "stage",
            Kind::Text,
            Unit::None,
            "Link of the chain: mining, smelting, processing, trading, manufacturing, export",
        ),
        may("region", Kind::Text, Unit::None, "District code of its seat"),
        may("founded_on", Kind::Date, Unit::None, "Day of foundation"),
        KNOWN_ON,
        may("capital_cny", Kind::Number, Unit::None, "Registered capital, CNY"),
        may("phone", Kind::Text, Unit::None, "Telephone number given to the register"),
        may("address", Kind::Text, Unit::None, "Registered address"),
        may("legal_representative", Kind::Text, Unit::None, "Name of the legal representative"),
        may("capacity_kg_year", Kind::Number, Unit::Kilogram, "Contained element it can make in a year"),
        may("element", Kind::Text, Unit::None, "Element that the capacity is of"),
    ],
};

/// Purchases and sales between enterprises.
pub static SUPPLY: Table = Table {
    name: "supply",
    about: "Domestic purchases and sales between enterprises",
    columns: &[
        must("seller_id", Kind::Text, Unit::None, "Register number of the seller"),
        must("buyer_id", Kind::Text, Unit::None, "Register number of the buyer"),
        must("element", Kind::Text, Unit::None, "Element traded"),
        must("contained_kg", Kind::Number, Unit::Kilogram, "Mass of the element in the goods"),
        must("traded_on", Kind::Date, Unit::None, "Day of the trade"),
        KNOWN_ON,
    ],
};

/// Export licences as issued.
pub static LICENCES: Table = Table {
    name: "licences",
    about: "Export licences as issued; an extension is a row of its own",
    columns: &[
        must("licence_no", Kind::Text, Unit::None, "Number of the licence, as on declarations"),
        must("holder_id", Kind::Text, Unit::None, "Register number of the holder"),
        may("hs_code", Kind::Text, Unit::None, "Commodity code licensed"),
        may("mineral", Kind::Text, Unit::None, "Mineral licensed"),
        may("quantity_kg", Kind::Number, Unit::Kilogram, "Net mass licensed"),
        may("consignee_name", Kind::Text, Unit::None, "Consignee licensed"),
        may("country", Kind::Text, Unit::None, "Country of destination licensed, ISO 3166-1 alpha-2"),
        must("valid_from", Kind::Date, Unit::None, "First day of validity"),
        must("valid_to", Kind::Date, Unit::None, "Last day of validity"),
        KNOWN_ON,
    ],
};

/// Restricted end users and listed parties.
pub static RESTRICTED: Table = Table {
    name: "restricted_end_users",
    about: "Foreign end users and other parties that are listed, with the days of it",
    columns: &[
        must("name", Kind::Text, Unit::None, "Name as listed"),
        may("aliases", Kind::Text, Unit::None, "Other names, separated by `;`"),
        may("country", Kind::Text, Unit::None, "Countries, ISO 3166-1 alpha-2, separated by `;`"),
        may("address", Kind::Text, Unit::None, "Addresses, separated by `;`"),
        must("listed_on", Kind::Date, Unit::None, "First day of the listing"),
        may("suspended_on", Kind::Date, Unit::None, "First day on which the listing was suspended"),
        may(
            "suspended_until",
            Kind::Date,
            Unit::None,
            "First day after the suspension; until further notice where absent",
        ),
        may("stopped_on", Kind::Date, Unit::None, "First day on which the party was no longer listed"),
        may("source", Kind::Text, Unit::None, "List or announcement"),
        KNOWN_ON,
    ],
};

/// Decisions that a name is not the listed party it is like.
pub static SCREENING_EXCEPTIONS: Table = Table {
    name: "screening_exceptions",
    about: "Decisions that a declared name is not the listed party it is like",
    columns: &[
        must("name", Kind::Text, Unit::None, "Declared name"),
        must("entry", Kind::Text, Unit::None, "Name of the listed party that it is not"),
        must("author", Kind::Text, Unit::None, "Who decided"),
        must("expires_on", Kind::Date, Unit::None, "First day on which the decision counts no more"),
        may("note", Kind::Text, Unit::None, "Why"),
        KNOWN_ON,
    ],
};

/// Outcomes of inspections.
pub static INSPECTIONS: Table = Table {
    name: "inspections",
    about: "What inspections found",
    columns: &[
        must("declaration_id", Kind::Text, Unit::None, "Number of the declaration"),
        may("item_no", Kind::Whole, Unit::None, "Line within the declaration; 1 where the source has none"),
        must("outcome", Kind::Text, Unit::None, "clear, false_declaration, re_export or other"),
        may("typology", Kind::Text, Unit::None, "Method found, T1 to T12"),
        may("seized_kg", Kind::Number, Unit::Kilogram, "Mass seized"),
        may("seized_value_usd", Kind::Number, Unit::UsDollar, "Value seized"),
        must("inspected_on", Kind::Date, Unit::None, "Day of the inspection"),
        KNOWN_ON,
        may("selected_by", Kind::Text, Unit::None, "random, rule, model or tip-off"),
        may("selection_probability", Kind::Number, Unit::Probability, "With which probability the line was selected"),
    ],
};

/// Partners' statistics.
pub static MIRROR: Table = Table {
    name: "mirror",
    about: "Imports as partner countries count them",
    columns: &[
        must("reporter", Kind::Text, Unit::None, "Importing country that reports, ISO 3166-1 alpha-2"),
        must("partner", Kind::Text, Unit::None, "Country of origin it names, ISO 3166-1 alpha-2"),
        must("hs6", Kind::Text, Unit::None, "Six digits of the HS"),
        must("month", Kind::Text, Unit::None, "Month of arrival, YYYY-MM"),
        may("net_mass_kg", Kind::Number, Unit::Kilogram, "Net mass"),
        may("value_usd", Kind::Number, Unit::UsDollar, "Value with freight and insurance"),
        KNOWN_ON,
    ],
};

const fn must(name: &'static str, kind: Kind, unit: Unit, about: &'static str) -> Column {
    Column { name, kind, unit, need: Need::Required, about, boxes: Boxes { china: "", sad: "", wco: "" } }
}

const fn may(name: &'static str, kind: Kind, unit: Unit, about: &'static str) -> Column {
    Column { name, kind, unit, need: Need::Optional, about, boxes: Boxes { china: "", sad: "", wco: "" } }
}

/// The table of a name.
pub fn table(name: &str) -> Option<&'static Table> {
    std::iter::once(&DECLARATIONS).chain(REGISTERS.iter().copied()).find(|table| table.name == name)
}
