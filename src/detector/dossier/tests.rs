//! Dossiers from hand-made lines.
