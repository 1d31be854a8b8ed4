//! Faults on purpose: where a drill asks for it, the n-th point of writing kills the process or fails, as a power cut or a full disk would.
//!
//! Nothing arms it but `TIDEWAITER_FAULT`, which only `tidewaiter nightly` reads, for its tests and for drills before a system goes live.

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What happens at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harm {
    /// The process dies at once, as by `kill -9`.
    Abort,
    /// The disk is full from here on.
    Full,
    /// Writing is not permitted from here on.
    Denied,
    /// The program panics there.
    Panic,
    /// Points are counted and told at the end.
    Count,
}

#[derive(Debug)]
struct Drill {
    harm: Harm,
    at: u64,
    passed: AtomicU64,
    lifted: AtomicBool,
}

static DRILL: OnceLock<Drill> = OnceLock::new();

/// Arms a drill: `abort:N`, `full:N`, `denied:N` or `panic:N` for the N-th point from 1, `count:0` to count them.
///
/// # Errors
/// What is wrong with the text.
pub fn arm(text: &str) -> Result<(), String> {
    let wrong = || format!("`{text}` is no drill; write abort:N, full:N, denied:N, panic:N or count:0");
    let (harm, at) = text.split_once(':').ok_or_else(wrong)?;
    let harm = match harm {
        "abort" => Harm::Abort,
        "full" => Harm::Full,
        "denied" => Harm::Denied,
        "panic" => Harm::Panic,
        "count" => Harm::Count,
        _ => return Err(wrong()),
    };
    let at = at.parse().map_err(|_| wrong())?;
    DRILL
        .set(Drill { harm, at, passed: AtomicU64::new(0), lifted: AtomicBool::new(false) })
        .map_err(|_| "a drill is armed already".to_owned())
}

/// A point at which something is about to be written, renamed or removed.
///
/// # Errors
/// What a full or forbidden disk says, where a drill asks for it.
///
/// # Panics
/// Where a drill asks for it.
pub fn point() -> io::Result<()> {
    let Some(drill) = DRILL.get() else { return Ok(()) };
    if drill.lifted.load(Ordering::SeqCst) {
        return Ok(());
    }
    let number = drill.passed.fetch_add(1, Ordering::SeqCst) + 1;
    match drill.harm {
        Harm::Abort if number == drill.at => std::process::abort(),
        Harm::Panic if number == drill.at => panic!("a drill asked for it"),
        Harm::Full if number >= drill.at => Err(io::ErrorKind::StorageFull.into()),
        Harm::Denied if number >= drill.at => Err(io::ErrorKind::PermissionDenied.into()),
        _ => Ok(()),
    }
}

/// The disk is free again: what a failed run had half made was removed.
pub fn lift() {
    if let Some(drill) = DRILL.get().filter(|drill| matches!(drill.harm, Harm::Full | Harm::Denied)) {
        drill.lifted.store(true, Ordering::SeqCst);
    }
}

/// Points passed so far; `None` where no drill is armed.
pub fn passed() -> Option<u64> {
    DRILL.get().map(|drill| drill.passed.load(Ordering::SeqCst))
}

#[cfg(test)]
mod tests {
    use super::arm;

    #[test]
    fn a_drill_that_cannot_be_meant_is_refused() {
        for wrong in ["", "abort", "abort:x", "maim:3"] {
            assert!(arm(wrong).unwrap_err().contains("write abort:N"), "{wrong}");
        }
    }
}
