//! A wall around readers that may panic on damaged files.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

static GUARDED: AtomicUsize = AtomicUsize::new(0);
static HOOK: Once = Once::new();

/// Runs the work; a panic inside becomes its message, and is not printed.
///
/// The Parquet reader works on several threads, so the hook is silent for the whole program while a guarded reading is under way.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    HOOK.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |info| {
            if GUARDED.load(Ordering::SeqCst) == 0 {
                usual(info);
            }
        }));
    });
    GUARDED.fetch_add(1, Ordering::SeqCst);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.fetch_sub(1, Ordering::SeqCst);
    result.map_err(|payload| {
        let said = payload.downcast_ref::<&str>().map(|text| text.to_string());
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        said.lines().next().unwrap_or("unknown fault").chars().take(300).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_becomes_a_message() {
        assert_eq!(guarded(|| 1), Ok(1));
        let fault = guarded(|| -> i32 { panic!("page {} is damaged", 3) });
        assert_eq!(fault, Err("page 3 is damaged".to_string()));
    }
}
