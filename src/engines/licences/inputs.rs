//! A licence as its register describes it, as a plain row.

/// One row of the register. A licence that was extended or enlarged has further rows, known later.
#[derive(Debug, Clone, PartialEq)]
pub struct Licence {
    /// Number.
    pub licence_no: String,
    /// Register number of the holder.
    pub holder_id: String,
    /// Commodity code of the licensed goods.
    pub hs_code: String,
    /// Mineral of the licensed goods.
    pub mineral: String,
    /// Licensed net mass, kg.
    pub quantity_kg: Option<f64>,
    /// Consignee, empty where the register names none.
    pub consignee_name: String,
    /// Country of the consignee.
    pub country: String,
    /// First and last day (days since 1970-01-01).
    pub valid_from: i32,
    pub valid_to: i32,
    /// Day from which the row is known; the first day of validity where the register does not say.
    pub known_on: i32,
}
