//! The door: everything that can be asked of the store of cases.
//!
//! Every write is one transaction together with its entry in the audit log. Roles and offices are asked here, whatever a page
//! or command has asked before. There is no clock: `at` is when it happens, and never before the last entry of the log.

use super::accounts::Credentials;
use super::accounts::Exception;
use super::accounts::Label;
use super::accounts::SavedView;
use super::accounts::Scope;
use super::accounts::Session;
use super::accounts::User;
use super::decision::Decision;
use super::file::Attachment;
use super::file::CaseFile;
use super::file::Comment;
use super::file::Done;
use super::file::Found;
use super::file::Party;
use super::file::SimilarCase;
use super::file::Statistics;
use super::file::TimelineLine;
use super::log::Entry;
use super::log::Head;
use super::log::LogFilter;
use super::log::Proof;
use super::night::CaseToOpen;
use super::night::LineRow;
use super::night::NightKnown;
use super::night::NightRecord;
use super::night::Opened;
use super::queue::Page;
use super::queue::Queue;
use super::queue::QueueFilter;
use super::refused::Answer;
use super::rules::Rules;
use super::who::Actor;
use super::who::Role;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;

/// A memory of cases. Calls block: a server makes them away from its event loop. All methods may be called from many threads.
///
/// # Errors
/// Every method may answer [`super::Refused::Forbidden`], `Busy` and `Broken`; acts on a case also `Unknown` (no such case within
/// the actor's offices), `Stale` (someone acted since `expected_version` was read; nothing was written) and `WrongState`.
pub trait Store: Send + Sync {
    /// The rules that the store was opened with.
    fn rules(&self) -> &Rules;

    // The night

    /// Opens a night's cases: one transaction, all or nothing. The same run twice writes nothing the second time. Another run of
    /// the same night takes the place of the earlier one: its untouched cases are withdrawn, touched ones stay and are told.
    /// Lines with the same `belongs.key` join one case while it is open and untouched by a decision; of a decided case a new
    /// case is opened that refers to it. A line that stands in a kept case is not opened again.
    fn open_night(
        &self,
        record: &NightRecord,
        lines: &mut dyn Iterator<Item = LineRow>,
        cases: Vec<CaseToOpen>,
    ) -> Answer<Opened>;
    /// The nights, youngest first, superseded ones too.
    fn nights(&self) -> Answer<Vec<NightKnown>>;
    /// Exceptions that count on a day; for the night, which asks without being a person.
    fn exceptions_in_force(&self, on: NaiveDate) -> Answer<Vec<Exception>>;

    // Reading cases: Deed::ViewCases

    /// A page of the queue. What is overdue is the caller's question: `due_before` of the filter.
    fn queue(&self, who: &Actor, filter: &QueueFilter, page: Page) -> Answer<Queue>;
    /// All case ids that meet a filter, in its order, at most `limit`.
    fn queue_ids(&self, who: &Actor, filter: &QueueFilter, limit: u32) -> Answer<Vec<i64>>;
    /// The case behind (`forward`) or before one among those that meet a filter, and its place from 0. Where the case is no
    /// longer among them (it was decided and the filter shows open cases), the one that moved into its `place` is the next.
    fn queue_step(
        &self,
        who: &Actor,
        filter: &QueueFilter,
        id: i64,
        place: Option<u64>,
        forward: bool,
    ) -> Answer<Option<(i64, u64)>>;
    /// A case in full.
    fn case(&self, who: &Actor, id: i64) -> Answer<CaseFile>;
    /// The entries of the audit log about a case, oldest first.
    fn history(&self, who: &Actor, id: i64) -> Answer<Vec<Entry>>;
    /// Past decided cases that are like a case, most alike first, then youngest.
    fn similar(&self, who: &Actor, id: i64, n: u32) -> Answer<Vec<SimilarCase>>;
    /// A party's lines accepted within the stretch (both days within), youngest first, at most `limit`.
    fn timeline(
        &self,
        who: &Actor,
        party: &Party,
        since: NaiveDate,
        until: NaiveDate,
        limit: u32,
    ) -> Answer<Vec<TimelineLine>>;
    /// Cases by words, parts of numbers or Chinese, of all states, at most `limit`; and lines by the beginning of their number.
    fn search(&self, who: &Actor, text: &str, limit: u32) -> Answer<Found>;
    /// The bytes of an attachment.
    fn attachment(&self, who: &Actor, id: i64) -> Answer<(Attachment, Vec<u8>)>;

    // Acting on a case

    /// Takes a case in hand; one that is in the actor's own hand stays so without a new entry.
    fn take(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done>;
    /// Puts a case back that is in one's own hand; a supervisor can put back anyone's.
    fn put_back(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done>;
    /// Gives a case to an account (an officer or supervisor who sees its office), or to nobody.
    fn assign(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        to: Option<&str>,
    ) -> Answer<Done>;
    /// Sets or lifts the day until which it is to be decided.
    fn set_due(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        due_on: Option<NaiveDate>,
    ) -> Answer<Done>;
    /// Decides. What needs a second person waits as a proposal: `Done::proposed` tells.
    fn decide(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        decision: &Decision,
    ) -> Answer<Done>;
    /// A second person approves the proposal (`approve`) or sends it back to who made it; never who proposed it.
    fn second(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        approve: bool,
        note: &str,
    ) -> Answer<Done>;
    /// Takes back one's own last act on a case, if nobody acted since and not more than [`Rules::undo_minutes`] ago. It is a new
    /// entry; the old one stays.
    fn undo(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done>;
    /// Opens a decided case again.
    fn reopen(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64, note: &str) -> Answer<Done>;
    /// Writes a comment; comments do not raise the case's version.
    fn comment(&self, who: &Actor, at: DateTime<Utc>, case: i64, text: &str) -> Answer<Comment>;
    /// Attaches a file; the same bytes are stored once. Does not raise the case's version.
    fn attach(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Answer<Attachment>;

    // Around the cases

    /// Says that something is known honest: cases that fall under it are marked from the next night on, never dropped.
    fn except(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        scope: &Scope,
        reason: &str,
        expires_on: NaiveDate,
    ) -> Answer<Exception>;
    /// Ends an exception before its time.
    fn end_exception(&self, who: &Actor, at: DateTime<Utc>, id: i64, reason: &str) -> Answer<Exception>;
    /// All exceptions, youngest first, ended and expired ones too.
    fn exceptions(&self, who: &Actor) -> Answer<Vec<Exception>>;
    /// Own and shared views, by name.
    fn views(&self, who: &Actor) -> Answer<Vec<SavedView>>;
    /// Keeps a view; one's own of the same name is replaced.
    fn save_view(&self, who: &Actor, at: DateTime<Utc>, name: &str, query: &str, shared: bool) -> Answer<SavedView>;
    /// Forgets a view of one's own.
    fn forget_view(&self, who: &Actor, at: DateTime<Utc>, id: i64) -> Answer<()>;
    /// Rates of cases decided within the stretch (both days within), and the backlog as of `until`.
    fn statistics(&self, who: &Actor, since: NaiveDate, until: NaiveDate) -> Answer<Statistics>;
    /// Standing decisions as labels, known within the stretch (both days within; `None` is open), by line. Writes an entry.
    fn labels(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Answer<Vec<Label>>;
    /// Notes that a case's file or rows of the queue were taken out (`what`: `case-file`, `queue-csv`, ...); writes an entry. For
    /// `audit-csv`, the log itself, the right to read the log is asked.
    fn exported(&self, who: &Actor, at: DateTime<Utc>, what: &str, cases: &[i64], sha256: &str) -> Answer<Entry>;

    // The audit log

    /// Entries, youngest first, at most `limit`: Deed::ViewAudit.
    fn log(&self, who: &Actor, filter: &LogFilter, limit: u32) -> Answer<Vec<Entry>>;
    /// Where the log ends; anyone may know, so that it can be kept elsewhere.
    fn head(&self) -> Answer<Head>;
    /// Reads the whole log and holds it against itself, the state, and heads that were kept elsewhere: Deed::VerifyAudit.
    fn verify(&self, who: &Actor, anchors: &[Head]) -> Answer<Proof>;

    // Accounts

    /// Adds an account: Deed::ManageUsers. `password_hash` is a PHC string; `must_change` asks for a new one at the first login.
    #[allow(clippy::too_many_arguments)]
    fn add_user(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        name: &str,
        role: Role,
        offices: Option<&[String]>,
        password_hash: &str,
        must_change: bool,
    ) -> Answer<User>;
    /// Another role or other offices; ends the account's sessions.
    fn set_role(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        name: &str,
        role: Role,
        offices: Option<&[String]>,
    ) -> Answer<User>;
    /// Disables or enables; the last enabled admin cannot be disabled. Ends the account's sessions.
    fn set_disabled(&self, who: &Actor, at: DateTime<Utc>, name: &str, disabled: bool) -> Answer<User>;
    /// One's own password, or anyone's for an admin (who then has it changed at the next login). Ends the account's other sessions.
    fn set_password(&self, who: &Actor, at: DateTime<Utc>, name: &str, password_hash: &str) -> Answer<User>;
    /// All accounts by name: Deed::ViewUsers.
    fn users(&self, who: &Actor) -> Answer<Vec<User>>;
    /// Whether there is any account; before the first one nobody can log in.
    fn has_users(&self) -> Answer<bool>;
    /// What a login is checked against; `None` for no such account. For the login only.
    fn credentials(&self, name: &str) -> Answer<Option<Credentials>>;
    /// Counts a wrong password; from [`Rules::lock_after`] on, the account is locked for [`Rules::lock_minutes`].
    fn login_failed(&self, name: &str, at: DateTime<Utc>) -> Answer<()>;
    /// Opens a session under the hash of its token; refused for disabled and locked accounts.
    fn open_session(
        &self,
        name: &str,
        at: DateTime<Utc>,
        token_sha256: &str,
        expires_at: DateTime<Utc>,
    ) -> Answer<Session>;
    /// The session of a token, while it lasts, was seen within [`Rules::idle_minutes`] and its account is enabled. Notes that it
    /// was seen (at most once a minute, without an entry).
    fn session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<Option<Session>>;
    /// Ends a session.
    fn close_session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<()>;
}
