//! What a trained model reads, in order, and the version of that evidence.

use super::seal::sha256;
use crate::engines::{PROFILE_COLUMNS, TOGETHER_COLUMNS};
use crate::schema::Column;
use crate::signals::catalogue;

/// What the label-free model says of a line: −ln p of all evidence together, and its two heads (upper bounds, 0 to 1).
pub const LABEL_FREE_INPUTS: [&str; 3] =
    ["label_free_surprise", "label_free_false_declaration", "label_free_re_export"];

/// Plain facts of a line: tier of the goods (0.4 to 1), ln of the declared value in USD, ln of the net mass in kg; `NaN` where
/// unknown or not positive.
pub const FACT_INPUTS: [&str; 3] = ["severity_tier", "ln_value_usd", "ln_net_mass_kg"];

/// Raised by whoever changes what an input means without changing its name or formula (another baseline behind a column,
/// another decay of the risk profile).
const MEANING: u32 = 1;

/// The names of a model's inputs in order: every signal's id (its evidence as measured), the columns of the risk profile, what was
/// seen together, then [`LABEL_FREE_INPUTS`] and [`FACT_INPUTS`].
pub fn input_names() -> Vec<String> {
    let signals = catalogue().map(|signal| signal.id);
    signals.chain(others(PROFILE_COLUMNS)).map(str::to_owned).collect()
}

/// The version of the evidence: a hash (16 hexadecimal digits) over the signals' ids, formulas and measures as built, and the
/// names of all other inputs. A model speaks only where it is the one it was trained with.
pub fn evidence_version() -> String {
    version(PROFILE_COLUMNS)
}

fn version(profile: &'static [Column]) -> String {
    let signals = catalogue().map(|signal| {
        let facts = signal.facts();
        format!("{}\t{}\t{}\n", facts.id, facts.formula, facts.measure)
    });
    let text: String = signals.chain(others(profile).map(|name| format!("{name}\n"))).collect();
    sha256(format!("{MEANING}\n{text}").as_bytes())[..16].to_owned()
}

/// The inputs that are no signals.
fn others(profile: &'static [Column]) -> impl Iterator<Item = &'static str> {
    profile.iter().chain(TOGETHER_COLUMNS).map(|column| column.name).chain(LABEL_FREE_INPUTS).chain(FACT_INPUTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_input_is_named_once_and_in_order() {
        let names = input_names();
        let signals = catalogue().count();
        assert_eq!(names.len(), signals + PROFILE_COLUMNS.len() + TOGETHER_COLUMNS.len() + 6);
        assert_eq!(names[0], catalogue().next().unwrap().id);
        assert_eq!(names[signals], PROFILE_COLUMNS[0].name);
        assert_eq!(names.last().unwrap(), "ln_net_mass_kg");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }

    #[test]
    fn the_version_follows_from_names_and_order() {
        let own = evidence_version();
        assert_eq!(own.len(), 16);
        assert_eq!(own, evidence_version());
        for other in [&PROFILE_COLUMNS[1..], &PROFILE_COLUMNS[..1], &[]] {
            assert_ne!(own, version(other));
        }
    }
}
