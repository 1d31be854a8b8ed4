//! The closed list of what a model may read.

use crate::engines::{PROFILE_COLUMNS, TOGETHER_COLUMNS};
use crate::error::Error;
use crate::error::Result;
use crate::learned::{FACT_INPUTS, LABEL_FREE_INPUTS, input_names, is_kept};
use serde::Serialize;

/// Where an input comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    /// A signal's evidence as measured.
    Signal,
    /// Past outcomes of those who take part.
    Profile,
    /// How often two sides of the line were seen together before.
    Together,
    /// What the label-free model says.
    View,
    /// A plain fact of the line.
    Fact,
    /// A column that the mapping keeps.
    Kept,
}

impl InputKind {
    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            InputKind::Signal => "signal",
            InputKind::Profile => "profile",
            InputKind::Together => "together",
            InputKind::View => "view",
            InputKind::Fact => "fact",
            InputKind::Kept => "kept",
        }
    }
}

/// Where an input of this name comes from; what is nothing else is a signal.
pub(super) fn kind_of(input: &str) -> InputKind {
    match input {
        _ if FACT_INPUTS.contains(&input) => InputKind::Fact,
        _ if LABEL_FREE_INPUTS.contains(&input) => InputKind::View,
        _ if PROFILE_COLUMNS.iter().any(|column| column.name == input) => InputKind::Profile,
        _ if TOGETHER_COLUMNS.iter().any(|column| column.name == input) => InputKind::Together,
        _ if is_kept(input) => InputKind::Kept,
        _ => InputKind::Signal,
    }
}

/// Every input, in order: the signals' evidence, the risk profile, what was seen together, the label-free model's view and plain
/// facts.
pub fn all() -> Vec<String> {
    input_names()
}

/// Whether each is an input of the list or a column that the mapping keeps, once.
///
/// # Errors
/// `Error::Usage` names the first that is not: an outcome, a date or a name never reaches training under any name of its own.
pub(super) fn check(inputs: &[String]) -> Result<()> {
    let allowed = all();
    for (place, input) in inputs.iter().enumerate() {
        if !allowed.contains(input) && !is_kept(input) {
            let why = format!(
                "`{input}` is no input of a model: a model reads evidence, never outcomes, days or names; take it out"
            );
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
        let kinds: Vec<InputKind> = all().iter().map(|input| kind_of(input)).collect();
        let of = |kind: InputKind| kinds.iter().filter(|one| **one == kind).count();
        assert_eq!((of(InputKind::Profile), of(InputKind::View), of(InputKind::Fact)), (PROFILE_COLUMNS.len(), 3, 3));
        assert_eq!(of(InputKind::Together), TOGETHER_COLUMNS.len());
        assert_eq!(kinds[0], InputKind::Signal);
        assert_eq!(kind_of("x_tax_rate"), InputKind::Kept);
        assert!(check(&[all(), vec!["x_tax_rate".into()]].concat()).is_ok());
        let twice: Vec<String> = all().into_iter().chain(all()).collect();
        assert!(check(&twice).unwrap_err().to_string().contains("twice"));
    }
}
