//! The declared facts that might be otherwise.

pub(super) mod code;
pub(super) mod licence;
pub(super) mod mass;
pub(super) mod packing;
pub(super) mod party;
pub(super) mod supply;
pub(super) mod value;
pub(super) mod way;
pub(super) mod words;
