//! Every fact that is tried, in the order in which ties fall.

use super::facts::{code, licence, mass, packing, party, supply, value, way, words};
use super::form::Proposal;

/// All proposals.
pub fn proposals() -> &'static [&'static Proposal] {
    PROPOSALS
}

static PROPOSALS: &[&Proposal] = &[
    &value::VALUE,
    &code::CODE,
    &words::DESCRIPTION,
    &words::REMARK,
    &mass::UNIT,
    &mass::NET,
    &mass::GROSS,
    &packing::PACKAGES,
    &packing::VOLUME,
    &packing::DECLARED_QUANTITY,
    &licence::LICENCE,
    &way::DESTINATION,
    &way::DISCHARGE,
    &way::TRANSIT,
    &party::END_USER,
    &party::IDENTITY,
    &supply::SUPPLY,
];

#[cfg(test)]
mod tests {
    use super::proposals;
    use crate::signals::catalogue;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_every_answered_signal_exists() {
        let ids: BTreeSet<&str> = proposals().iter().map(|proposal| proposal.id).collect();
        assert_eq!(ids.len(), proposals().len());
        for proposal in proposals() {
            assert!(proposal.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", proposal.id);
            assert!(!proposal.answers.is_empty(), "{}", proposal.id);
            for text in [proposal.fact, proposal.document] {
                assert!(!text.en.is_empty() && !text.zh.is_empty(), "{}", proposal.id);
            }
            for answered in proposal.answers {
                assert!(catalogue().any(|signal| signal.id == *answered), "{}: no signal `{answered}`", proposal.id);
            }
        }
    }
}
