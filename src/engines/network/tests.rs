//! Small worlds by hand, and laws.
