//! What is so in this country and office, and not the world over.

use crate::error::Error;
use crate::error::Result;
use serde::Serialize;

/// The rules by which lines are read; they stand in the manifest. Use the same for a replay and the nights after it: evidence of the
/// past is compared with that of the night.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rules {
    /// Share of its mass by which a licence may be overdrawn, 0 to 1 (5 % for bulk goods: MOFCOM's rules on export licences; est. for
    /// other goods).
    pub licence_tolerance: f64,
    /// Country from which the declarations go out, ISO 3166-1 alpha-2: of partners' statistics only their imports from it are
    /// compared with what was declared.
    pub home_country: String,
}

impl Default for Rules {
    fn default() -> Self {
        Rules { licence_tolerance: 0.05, home_country: "CN".into() }
    }
}

impl Rules {
    /// Sets the tolerance of licences, written as per cent (`5%`).
    ///
    /// # Errors
    /// [`Error::Usage`] where the text is no share of 0 to 100 %.
    pub fn tolerating(self, percent: &str) -> Result<Rules> {
        let share = percent.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        let share = share.filter(|percent| (0.0..=100.0).contains(percent)).map(|percent| percent / 100.0);
        let why =
            || Error::Usage(format!("licence tolerance `{percent}` is no share of 0% to 100%; write it as 5% or 0%"));
        Ok(Rules { licence_tolerance: share.ok_or_else(why)?, ..self })
    }

    /// Sets the country from which the declarations go out.
    ///
    /// # Errors
    /// [`Error::Usage`] where the text is not two Latin letters.
    pub fn at_home_in(self, country: &str) -> Result<Rules> {
        let home_country = country.trim().to_ascii_uppercase();
        if home_country.len() != 2 || !home_country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let why = format!("home country `{country}` is no code of two letters (ISO 3166-1); write it as CN");
            return Err(Error::Usage(why));
        }
        Ok(Rules { home_country, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        let told = |text: &str| Rules::default().at_home_in(text).map(|rules| rules.home_country);
        assert_eq!((told("CN").unwrap(), told(" kr").unwrap()), ("CN".to_owned(), "KR".to_owned()));
        for wrong in ["", "CHN", "86", "中国"] {
            assert!(told(wrong).unwrap_err().to_string().contains("write it as CN"), "{wrong}");
        }
    }

    #[test]
    fn a_tolerance_is_a_share() {
        let told = |text: &str| Rules::default().tolerating(text).map(|rules| rules.licence_tolerance);
        assert_eq!(told("5%").unwrap(), Rules::default().licence_tolerance);
        assert_eq!(told("0 %").unwrap(), 0.0);
        assert_eq!(told("12.5%").unwrap(), 0.125);
        for wrong in ["", "5", "-1%", "101%", "NaN%", "some"] {
            assert!(told(wrong).unwrap_err().to_string().contains("write it as 5%"), "{wrong}");
        }
    }
}
