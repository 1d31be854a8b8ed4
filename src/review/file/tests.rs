//! What every case file keeps.
