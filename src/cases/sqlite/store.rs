//! The door, bodies to follow.
#![allow(unused_variables, clippy::too_many_arguments)]

use super::open::Sqlite;
use crate::cases::accounts::Credentials;
use crate::cases::accounts::Exception;
use crate::cases::accounts::Label;
use crate::cases::accounts::SavedView;
use crate::cases::accounts::Scope;
use crate::cases::accounts::Session;
use crate::cases::accounts::User;
use crate::cases::decision::Decision;
use crate::cases::file::Attachment;
use crate::cases::file::CaseFile;
use crate::cases::file::Comment;
use crate::cases::file::Done;
use crate::cases::file::Found;
use crate::cases::file::Party;
use crate::cases::file::SimilarCase;
use crate::cases::file::Statistics;
use crate::cases::file::TimelineLine;
use crate::cases::log::Entry;
use crate::cases::log::Head;
use crate::cases::log::LogFilter;
use crate::cases::log::Proof;
use crate::cases::night::CaseToOpen;
use crate::cases::night::LineRow;
use crate::cases::night::NightKnown;
use crate::cases::night::NightRecord;
use crate::cases::night::Opened;
use crate::cases::queue::Page;
use crate::cases::queue::Queue;
use crate::cases::queue::QueueFilter;
use crate::cases::refused::Answer;
use crate::cases::rules::Rules;
use crate::cases::who::Actor;
use crate::cases::who::Role;
use chrono::DateTime;
use chrono::NaiveDate;
use chrono::Utc;

use crate::cases::store::Store;

impl Store for Sqlite {
    fn rules(&self) -> &Rules {
        &self.rules
    }
    fn open_night(
        &self,
        record: &NightRecord,
        lines: &mut dyn Iterator<Item = LineRow>,
        cases: Vec<CaseToOpen>,
    ) -> Answer<Opened> {
        todo!()
    }
    fn nights(&self) -> Answer<Vec<NightKnown>> {
        todo!()
    }
    fn exceptions_in_force(&self, on: NaiveDate) -> Answer<Vec<Exception>> {
        todo!()
    }
    fn queue(&self, who: &Actor, filter: &QueueFilter, page: Page) -> Answer<Queue> {
        todo!()
    }
    fn queue_ids(&self, who: &Actor, filter: &QueueFilter, limit: u32) -> Answer<Vec<i64>> {
        todo!()
    }
    fn case(&self, who: &Actor, id: i64) -> Answer<CaseFile> {
        todo!()
    }
    fn history(&self, who: &Actor, id: i64) -> Answer<Vec<Entry>> {
        todo!()
    }
    fn similar(&self, who: &Actor, id: i64, n: u32) -> Answer<Vec<SimilarCase>> {
        todo!()
    }
    fn timeline(
        &self,
        who: &Actor,
        party: &Party,
        since: NaiveDate,
        until: NaiveDate,
        limit: u32,
    ) -> Answer<Vec<TimelineLine>> {
        todo!()
    }
    fn search(&self, who: &Actor, text: &str, limit: u32) -> Answer<Found> {
        todo!()
    }
    fn attachment(&self, who: &Actor, id: i64) -> Answer<(Attachment, Vec<u8>)> {
        todo!()
    }
    fn take(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        todo!()
    }
    fn put_back(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        todo!()
    }
    fn assign(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        to: Option<&str>,
    ) -> Answer<Done> {
        todo!()
    }
    fn set_due(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        due_on: Option<NaiveDate>,
    ) -> Answer<Done> {
        todo!()
    }
    fn decide(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        decision: &Decision,
    ) -> Answer<Done> {
        todo!()
    }
    fn second(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        approve: bool,
        note: &str,
    ) -> Answer<Done> {
        todo!()
    }
    fn undo(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        todo!()
    }
    fn reopen(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64, note: &str) -> Answer<Done> {
        todo!()
    }
    fn comment(&self, who: &Actor, at: DateTime<Utc>, case: i64, text: &str) -> Answer<Comment> {
        todo!()
    }
    fn attach(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        name: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Answer<Attachment> {
        todo!()
    }
    fn except(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        scope: &Scope,
        reason: &str,
        expires_on: NaiveDate,
    ) -> Answer<Exception> {
        todo!()
    }
    fn end_exception(&self, who: &Actor, at: DateTime<Utc>, id: i64, reason: &str) -> Answer<Exception> {
        todo!()
    }
    fn exceptions(&self, who: &Actor) -> Answer<Vec<Exception>> {
        todo!()
    }
    fn views(&self, who: &Actor) -> Answer<Vec<SavedView>> {
        todo!()
    }
    fn save_view(&self, who: &Actor, at: DateTime<Utc>, name: &str, query: &str, shared: bool) -> Answer<SavedView> {
        todo!()
    }
    fn forget_view(&self, who: &Actor, at: DateTime<Utc>, id: i64) -> Answer<()> {
        todo!()
    }
    fn statistics(&self, who: &Actor, since: NaiveDate, until: NaiveDate) -> Answer<Statistics> {
        todo!()
    }
    fn labels(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Answer<Vec<Label>> {
        todo!()
    }
    fn exported(&self, who: &Actor, at: DateTime<Utc>, what: &str, cases: &[i64], sha256: &str) -> Answer<Entry> {
        todo!()
    }
    fn log(&self, who: &Actor, filter: &LogFilter, limit: u32) -> Answer<Vec<Entry>> {
        todo!()
    }
    fn head(&self) -> Answer<Head> {
        todo!()
    }
    fn verify(&self, who: &Actor, anchors: &[Head]) -> Answer<Proof> {
        todo!()
    }
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
    ) -> Answer<User> {
        todo!()
    }
    fn set_role(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        name: &str,
        role: Role,
        offices: Option<&[String]>,
    ) -> Answer<User> {
        todo!()
    }
    fn set_disabled(&self, who: &Actor, at: DateTime<Utc>, name: &str, disabled: bool) -> Answer<User> {
        todo!()
    }
    fn set_password(&self, who: &Actor, at: DateTime<Utc>, name: &str, password_hash: &str) -> Answer<User> {
        todo!()
    }
    fn users(&self, who: &Actor) -> Answer<Vec<User>> {
        todo!()
    }
    fn has_users(&self) -> Answer<bool> {
        todo!()
    }
    fn credentials(&self, name: &str) -> Answer<Option<Credentials>> {
        todo!()
    }
    fn login_failed(&self, name: &str, at: DateTime<Utc>) -> Answer<()> {
        todo!()
    }
    fn open_session(
        &self,
        name: &str,
        at: DateTime<Utc>,
        token_sha256: &str,
        expires_at: DateTime<Utc>,
    ) -> Answer<Session> {
        todo!()
    }
    fn session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<Option<Session>> {
        todo!()
    }
    fn close_session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<()> {
        todo!()
    }
}
