//! Tests of the simulate room, from outside.
