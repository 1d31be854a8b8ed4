//! Texts that try to be more than texts.
