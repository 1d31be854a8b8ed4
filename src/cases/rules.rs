//! What an administration may set about its cases.

use serde::Deserialize;
use serde::Serialize;

/// Settings of the store; every process that opens it should use the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// A case is red from this risk on (0 to 1), whatever its lane; cases in the lanes inspect and audit always are.
    pub red_risk: f64,
    /// So long one can take back one's own last act.
    pub undo_minutes: u32,
    /// Days after the night until which a case is to be decided, in the lanes inspect and audit.
    pub due_days: u32,
    /// The same in other lanes.
    pub due_days_review: u32,
    /// Greatest attachment, bytes.
    pub attachment_bytes: u64,
    /// Longest life of an exception, days.
    pub exception_days: u32,
    /// Wrong passwords in a row after which an account is locked.
    pub lock_after: u32,
    /// How long it is locked.
    pub lock_minutes: u32,
    /// A session ends when it was not used for so long.
    pub idle_minutes: u32,
    /// Hours by which the administration's day is ahead of UTC: on which day something is known, due or decided.
    pub utc_offset_hours: i32,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            red_risk: 0.5,
            undo_minutes: 10,
            due_days: 2,
            due_days_review: 7,
            attachment_bytes: 10 * 1024 * 1024,
            exception_days: 366,
            lock_after: 5,
            lock_minutes: 15,
            idle_minutes: 60,
            utc_offset_hours: 8,
        }
    }
}
