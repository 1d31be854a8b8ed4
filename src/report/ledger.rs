//! The balance of one enterprise and one element, and the list of the worst, as plain data.

use serde::Serialize;

/// A month of an account, kg of contained element.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerMonth {
    /// `2025-03`.
    pub month: String,
    /// Book stock at its beginning.
    pub opening_kg: f64,
    /// Known purchases after recovery, and what a mine could have raised.
    pub sourced_kg: f64,
    /// Known sales inside the country.
    pub sold_kg: f64,
    /// Declared exports.
    pub exported_kg: f64,
    /// Purchases expected to be reported yet.
    pub late_kg: f64,
    /// What nothing covers.
    pub unexplained_kg: f64,
    /// Standard deviation of the month.
    pub sigma_kg: f64,
    /// Page's sum after the month.
    pub cusum: f64,
}

/// An account as it stood before a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LedgerAccount {
    /// Register number and name.
    pub enterprise: String,
    pub name: String,
    /// Link of the chain, empty where unknown.
    pub stage: String,
    pub element: String,
    /// First day not counted.
    pub as_of: String,
    /// Capacity a year, and exports and sales of the last twelve months.
    pub capacity_kg_year: Option<f64>,
    pub year_kg: f64,
    /// Sums over all months.
    pub sourced_kg: f64,
    pub sold_kg: f64,
    pub exported_kg: f64,
    pub late_kg: f64,
    pub unexplained_kg: f64,
    pub sigma_kg: f64,
    /// The unexplained part in standard deviations; `None` without exports.
    pub z: Option<f64>,
    /// First month in which the sum crossed the threshold.
    pub crossed: Option<String>,
    /// The threshold of the sum.
    pub threshold: f64,
    pub months: Vec<LedgerMonth>,
}

impl LedgerAccount {
    /// Page's sum after the last month.
    pub fn cusum(&self) -> f64 {
        self.months.last().map_or(0.0, |month| month.cusum)
    }

    /// One sentence that says how it stands.
    pub fn verdict(&self) -> String {
        let kg = |kg: f64| super::numbers::mass(Some(kg));
        match self.z {
            None => format!("No exports of {} are declared.", self.element),
            Some(z) if z >= 3.0 || self.crossed.is_some() => format!(
                "{} of {} {} unexplained, expected 0 ± {}{}.",
                kg(self.unexplained_kg.max(0.0)),
                self.element,
                if z >= 3.0 { "are" } else { "are at present" },
                kg(self.sigma_kg),
                self.crossed.as_ref().map_or(String::new(), |month| format!(
                    "; the shortfalls crossed {} standard deviations in {month}",
                    self.threshold
                )),
            ),
            Some(_) => format!(
                "What left is explained: {} less than could have been sourced, give or take {}.",
                kg((-self.unexplained_kg).max(0.0)),
                kg(self.sigma_kg)
            ),
        }
    }
}
