//! Tests of the ingest room, from outside.
