//! What every sheet keeps.
