//! Tests of the report room, from outside.
