//! Laws that every picture keeps.
