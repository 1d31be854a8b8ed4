//! Tests of the reference room, from outside.
