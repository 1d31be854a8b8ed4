//! The unattended run.
