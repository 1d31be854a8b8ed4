//! Code against text, look-alike codes, control status.

mod controlled_words_under_free_code;
mod packed_like_what_it_covers;
mod priced_like_what_it_covers;
mod required_remark_missing;

use super::form::Signal;

pub(super) static SIGNALS: &[&Signal] = &[
    &controlled_words_under_free_code::SIGNAL,
    &priced_like_what_it_covers::SIGNAL,
    &packed_like_what_it_covers::SIGNAL,
    &required_remark_missing::SIGNAL,
];
