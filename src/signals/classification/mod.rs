//! Code against text, look-alike codes, control status.

mod composition_does_not_add_up;
mod composition_left_open;
mod controlled_words_under_free_code;
mod exporter_changes_code_for_mineral;
mod mandatory_elements_missing;
mod mineral_unusual_under_code;
mod packed_like_what_it_covers;
mod priced_like_what_it_covers;
mod purity_just_under_limit;
mod remark_contradicts;
mod required_remark_missing;
mod text_against_code;
mod text_fits_controlled_code;
mod text_says_little;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &controlled_words_under_free_code::SIGNAL,
    &priced_like_what_it_covers::SIGNAL,
    &packed_like_what_it_covers::SIGNAL,
    &required_remark_missing::SIGNAL,
    &mineral_unusual_under_code::SIGNAL,
    &text_against_code::SIGNAL,
    &text_says_little::SIGNAL,
    &text_fits_controlled_code::SIGNAL,
    &exporter_changes_code_for_mineral::SIGNAL,
    &composition_left_open::SIGNAL,
    &composition_does_not_add_up::SIGNAL,
    &purity_just_under_limit::SIGNAL,
    &mandatory_elements_missing::SIGNAL,
    &remark_contradicts::SIGNAL,
];
