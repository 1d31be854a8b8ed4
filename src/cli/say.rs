//! What goes to standard output.

use std::io::Write;

/// Writes to standard output; a reader that has seen enough (`| head`) is no failure.
pub(super) fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
