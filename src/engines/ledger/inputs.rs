//! What the registers say of the chain, as plain rows.

use super::stage::Stage;

/// An enterprise of the chain as its register describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Enterprise {
    /// Register number.
    pub id: String,
    /// Name, for people.
    pub name: String,
    /// Link of the chain; `None` where the register says nothing that is understood.
    pub stage: Option<Stage>,
    /// Element to which the capacity belongs.
    pub element: Option<String>,
    /// Capacity, kg of contained element a year.
    pub capacity_kg_year: Option<f64>,
    /// Day from which the row is known (days since 1970-01-01).
    pub known_on: i32,
}

/// A sale of contained element between two enterprises.
#[derive(Debug, Clone, PartialEq)]
pub struct Trade {
    /// Register number of the seller.
    pub seller_id: String,
    /// Register number of the buyer.
    pub buyer_id: String,
    /// Element: `antimony`, `tungsten`, …
    pub element: String,
    /// Contained element, kg.
    pub contained_kg: f64,
    /// Day of the sale (days since 1970-01-01).
    pub traded_on: i32,
    /// Day on which the report arrived.
    pub known_on: i32,
}
