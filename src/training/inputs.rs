//! The closed list of what a model may read.

use crate::error::Error;
use crate::error::Result;
use crate::learned::input_names;

/// Every input, in order: the signals' evidence, the risk profile, the label-free model's view and plain facts.
pub fn all() -> Vec<String> {
    input_names()
}

/// Whether each is an input of the list, once.
///
/// # Errors
/// `Error::Usage` names the first that is not: an outcome, a date or a name never reaches training under any name of its own.
pub(super) fn check(inputs: &[String]) -> Result<()> {
    let allowed = all();
    for (place, input) in inputs.iter().enumerate() {
        if !allowed.contains(input) {
            let why = format!("`{input}` is no input of a model: a model reads evidence, never outcomes, days or names; take it out");
            return Err(Error::Usage(why));
        }
        if inputs[..place].contains(input) {
            return Err(Error::Usage(format!("the input `{input}` is named twice; name it once")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_outcome_no_day_and_no_name_is_an_input() {
        assert!(check(&all()).is_ok());
        for planted in ["outcome", "known_on", "accepted_on", "exporter_hash", "illicit", "label_free_risk"] {
            let mut inputs = all();
            inputs.push(planted.into());
            let told = check(&inputs).unwrap_err().to_string();
            assert!(told.contains(planted) && told.contains("never outcomes"), "{told}");
        }
        let twice: Vec<String> = all().into_iter().chain(all()).collect();
        assert!(check(&twice).unwrap_err().to_string().contains("twice"));
    }
}
