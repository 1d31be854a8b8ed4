//! The door: each call to the file that answers it, as a read or as a write.

use super::act;
use super::decide;
use super::exceptions;
use super::labels;
use super::logbook;
use super::night;
use super::nights;
use super::notes;
use super::open::Sqlite;
use super::sessions;
use super::users;
use super::views;
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
        Sqlite::rules(self)
    }
    fn open_night(
        &self,
        record: &NightRecord,
        lines: &mut dyn Iterator<Item = LineRow>,
        cases: Vec<CaseToOpen>,
    ) -> Answer<Opened> {
        self.write(record.at, |writing| night::open(writing, record, lines, cases))
    }
    fn nights(&self) -> Answer<Vec<NightKnown>> {
        self.read(nights::all)
    }
    fn exceptions_in_force(&self, on: NaiveDate) -> Answer<Vec<Exception>> {
        self.read(|tx| exceptions::in_force(tx, on))
    }
    fn queue(&self, who: &Actor, filter: &QueueFilter, page: Page) -> Answer<Queue> {
        self.queue_page(who, filter, page)
    }
    fn queue_ids(&self, who: &Actor, filter: &QueueFilter, limit: u32) -> Answer<Vec<i64>> {
        self.queue_numbers(who, filter, limit)
    }
    fn queue_step(
        &self,
        who: &Actor,
        filter: &QueueFilter,
        id: i64,
        place: Option<u64>,
        forward: bool,
    ) -> Answer<Option<(i64, u64)>> {
        self.queue_beside(who, filter, id, place, forward)
    }
    fn case(&self, who: &Actor, id: i64) -> Answer<CaseFile> {
        self.case_file(who, id)
    }
    fn history(&self, who: &Actor, id: i64) -> Answer<Vec<Entry>> {
        self.case_history(who, id)
    }
    fn similar(&self, who: &Actor, id: i64, n: u32) -> Answer<Vec<SimilarCase>> {
        self.similar_cases(who, id, n)
    }
    fn timeline(
        &self,
        who: &Actor,
        party: &Party,
        since: NaiveDate,
        until: NaiveDate,
        limit: u32,
    ) -> Answer<Vec<TimelineLine>> {
        self.party_lines(who, party, (since, until), limit)
    }
    fn search(&self, who: &Actor, text: &str, limit: u32) -> Answer<Found> {
        self.search_text(who, text, limit)
    }
    fn attachment(&self, who: &Actor, id: i64) -> Answer<(Attachment, Vec<u8>)> {
        self.attached(who, id)
    }
    fn take(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        self.write(at, |writing| act::take(writing, who, case, expected_version))
    }
    fn put_back(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        self.write(at, |writing| act::put_back(writing, who, case, expected_version))
    }
    fn assign(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        to: Option<&str>,
    ) -> Answer<Done> {
        self.write(at, |writing| act::assign(writing, who, case, expected_version, to))
    }
    fn set_due(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        due_on: Option<NaiveDate>,
    ) -> Answer<Done> {
        self.write(at, |writing| act::set_due(writing, who, case, expected_version, due_on))
    }
    fn decide(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        case: i64,
        expected_version: i64,
        decision: &Decision,
    ) -> Answer<Done> {
        self.write(at, |writing| decide::decide(writing, who, case, expected_version, decision))
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
        self.write(at, |writing| decide::second(writing, who, case, expected_version, approve, note))
    }
    fn undo(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64) -> Answer<Done> {
        self.write(at, |writing| decide::undo(writing, who, case, expected_version))
    }
    fn reopen(&self, who: &Actor, at: DateTime<Utc>, case: i64, expected_version: i64, note: &str) -> Answer<Done> {
        self.write(at, |writing| decide::reopen(writing, who, case, expected_version, note))
    }
    fn comment(&self, who: &Actor, at: DateTime<Utc>, case: i64, text: &str) -> Answer<Comment> {
        self.write(at, |writing| notes::comment(writing, who, case, text))
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
        self.write(at, |writing| notes::attach(writing, who, case, name, media_type, bytes))
    }
    fn except(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        scope: &Scope,
        reason: &str,
        expires_on: NaiveDate,
    ) -> Answer<Exception> {
        self.write(at, |writing| exceptions::except(writing, who, scope, reason, expires_on))
    }
    fn end_exception(&self, who: &Actor, at: DateTime<Utc>, id: i64, reason: &str) -> Answer<Exception> {
        self.write(at, |writing| exceptions::end(writing, who, id, reason))
    }
    fn exceptions(&self, who: &Actor) -> Answer<Vec<Exception>> {
        self.all_exceptions(who)
    }
    fn views(&self, who: &Actor) -> Answer<Vec<SavedView>> {
        self.seen_views(who)
    }
    fn save_view(&self, who: &Actor, at: DateTime<Utc>, name: &str, query: &str, shared: bool) -> Answer<SavedView> {
        self.write(at, |writing| views::save(writing, who, name, query, shared))
    }
    fn forget_view(&self, who: &Actor, at: DateTime<Utc>, id: i64) -> Answer<()> {
        self.write(at, |writing| views::forget(writing, who, id))
    }
    fn statistics(&self, who: &Actor, since: NaiveDate, until: NaiveDate) -> Answer<Statistics> {
        self.rates(who, since, until)
    }
    fn labels(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        since: Option<NaiveDate>,
        until: Option<NaiveDate>,
    ) -> Answer<Vec<Label>> {
        self.write(at, |writing| labels::labels(writing, who, since, until))
    }
    fn exported(&self, who: &Actor, at: DateTime<Utc>, what: &str, cases: &[i64], sha256: &str) -> Answer<Entry> {
        self.write(at, |writing| logbook::exported(writing, who, what, cases, sha256))
    }
    fn log(&self, who: &Actor, filter: &LogFilter, limit: u32) -> Answer<Vec<Entry>> {
        self.log_entries(who, filter, limit)
    }
    fn head(&self) -> Answer<Head> {
        self.log_head()
    }
    fn verify(&self, who: &Actor, anchors: &[Head]) -> Answer<Proof> {
        self.proved(who, anchors)
    }
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
        self.write(at, |writing| {
            users::add(writing, who, &users::NewUser { name, role, offices, password_hash, must_change })
        })
    }
    fn set_role(
        &self,
        who: &Actor,
        at: DateTime<Utc>,
        name: &str,
        role: Role,
        offices: Option<&[String]>,
    ) -> Answer<User> {
        self.write(at, |writing| users::set_role(writing, who, name, role, offices))
    }
    fn set_disabled(&self, who: &Actor, at: DateTime<Utc>, name: &str, disabled: bool) -> Answer<User> {
        self.write(at, |writing| users::set_disabled(writing, who, name, disabled))
    }
    fn set_password(&self, who: &Actor, at: DateTime<Utc>, name: &str, password_hash: &str) -> Answer<User> {
        self.write(at, |writing| users::set_password(writing, who, name, password_hash))
    }
    fn users(&self, who: &Actor) -> Answer<Vec<User>> {
        self.all_users(who)
    }
    fn has_users(&self) -> Answer<bool> {
        self.any_user()
    }
    fn credentials(&self, name: &str) -> Answer<Option<Credentials>> {
        self.read(|tx| users::one(tx, name))
    }
    fn login_failed(&self, name: &str, at: DateTime<Utc>) -> Answer<()> {
        self.write(at, |writing| sessions::failed(writing, name))
    }
    fn open_session(
        &self,
        name: &str,
        at: DateTime<Utc>,
        token_sha256: &str,
        expires_at: DateTime<Utc>,
    ) -> Answer<Session> {
        self.write(at, |writing| sessions::open(writing, name, token_sha256, expires_at))
    }
    fn session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<Option<Session>> {
        self.lasting(token_sha256, at)
    }
    fn close_session(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<()> {
        self.write(at, |writing| sessions::close(writing, token_sha256))
    }
}
