//! The office's own rules, for any command that measures lines.

use crate::detector::Rules;
use crate::error::Result;

/// What is so in this country and office.
#[derive(Debug, clap::Args)]
pub(super) struct RuleArgs {
    /// Share of its mass by which a licence may be overdrawn
    #[arg(long, default_value = "5%", value_name = "P%")]
    licence_tolerance: String,
    /// Country from which the declarations go out; partners' imports from elsewhere are left out
    #[arg(long, default_value = "CN", value_name = "CC")]
    home_country: String,
}

impl RuleArgs {
    /// The rules as asked for.
    ///
    /// # Errors
    /// [`crate::error::Error::Usage`] where a value cannot be used.
    pub fn rules(&self) -> Result<Rules> {
        Rules::default().tolerating(&self.licence_tolerance)?.at_home_in(&self.home_country)
    }
}
