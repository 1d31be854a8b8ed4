//! Logins: what opens, keeps and ends a session.

use super::chain::Writing;
use super::open::Sqlite;
use super::time;
use super::users::one;
use crate::cases::accounts::Session;
use crate::cases::accounts::User;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use chrono::DateTime;
use chrono::Duration;
use chrono::Utc;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::params;
use serde_json::json;

/// A session is marked as seen so often at most.
const SEEN_SECONDS: i64 = 300;

pub(super) fn failed(writing: &mut Writing, name: &str) -> Answer<()> {
    let Some(user) = one(writing.tx, name)?.map(|known| known.user) else { return Ok(()) };
    // A lock that has ended has taken the failures before it along.
    let ended = user.locked_until.is_some_and(|until| until <= writing.at);
    let failed = if ended { 1 } else { user.failed_logins + 1 };
    let locks = failed >= writing.rules.lock_after;
    let until = locks.then(|| time::text(writing.at + Duration::minutes(writing.rules.lock_minutes.into())));
    let lasting = user.locked_until.filter(|_| !ended).map(time::text);
    writing
        .tx
        .prepare_cached("UPDATE users SET failed_logins = ?, locked_until = coalesce(?, ?) WHERE name = ?")?
        .execute(params![failed, until, lasting, name])?;
    let details = json!({ "failed": failed, "locked_until": until });
    writing.entry_as((name, user.role.name()), "login-failed", &format!("user:{name}"), &details, &[])?;
    Ok(())
}

/// An account that may log in now.
fn may(user: &User, at: DateTime<Utc>) -> Answer<()> {
    let locked = user.locked_until.filter(|until| *until > at);
    let why = match (user.disabled, locked) {
        (true, _) => "is disabled; ask an admin".to_string(),
        (false, Some(until)) => format!("is locked until {}; wait, or ask an admin", until.format("%H:%M UTC")),
        (false, None) => return Ok(()),
    };
    Err(Refused::Invalid { field: "name", why })
}

pub(super) fn open(
    writing: &mut Writing,
    name: &str,
    token_sha256: &str,
    expires_at: DateTime<Utc>,
) -> Answer<Session> {
    let unknown = || Refused::Unknown { what: "user", id: name.into() };
    let user = one(writing.tx, name)?.ok_or_else(unknown)?.user;
    may(&user, writing.at)?;
    let at = writing.at_text();
    writing.tx.prepare_cached("DELETE FROM sessions WHERE expires_at <= ?")?.execute([&at])?;
    writing.tx.prepare_cached("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)")?.execute(params![
        token_sha256,
        name,
        at,
        at,
        time::text(expires_at)
    ])?;
    writing
        .tx
        .prepare_cached("UPDATE users SET failed_logins = 0, locked_until = NULL, last_login_at = ? WHERE name = ?")?
        .execute(params![at, name])?;
    writing.entry_as((name, user.role.name()), "login", &format!("user:{name}"), &json!({}), &[])?;
    let user = one(writing.tx, name)?.ok_or_else(unknown)?.user;
    Ok(Session { user, opened_at: writing.at, last_seen_at: writing.at, expires_at })
}

pub(super) fn close(writing: &mut Writing, token_sha256: &str) -> Answer<()> {
    let Some(session) = of_token(writing.tx, token_sha256)? else { return Ok(()) };
    writing.tx.prepare_cached("DELETE FROM sessions WHERE token_sha256 = ?")?.execute([token_sha256])?;
    let user = session.user;
    writing.entry_as((&user.name, user.role.name()), "logout", &format!("user:{}", user.name), &json!({}), &[])?;
    Ok(())
}

fn of_token(connection: &Connection, token_sha256: &str) -> Answer<Option<Session>> {
    let found: Option<[String; 4]> = connection
        .prepare_cached("SELECT user, opened_at, last_seen_at, expires_at FROM sessions WHERE token_sha256 = ?")?
        .query_row([token_sha256], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
        .optional()?;
    let Some([name, opened_at, last_seen_at, expires_at]) = found else { return Ok(None) };
    let Some(known) = one(connection, &name)? else { return Ok(None) };
    Ok(Some(Session {
        user: known.user,
        opened_at: time::instant(&opened_at)?,
        last_seen_at: time::instant(&last_seen_at)?,
        expires_at: time::instant(&expires_at)?,
    }))
}

impl Sqlite {
    /// The session of a token while it lasts.
    pub(super) fn lasting(&self, token_sha256: &str, at: DateTime<Utc>) -> Answer<Option<Session>> {
        let session = self.read(|tx| of_token(tx, token_sha256))?;
        let idle = Duration::minutes(self.rules().idle_minutes.into());
        let lasts =
            |session: &Session| !session.user.disabled && session.expires_at > at && at - session.last_seen_at <= idle;
        let Some(mut session) = session.filter(lasts) else { return Ok(None) };
        if at - session.last_seen_at >= Duration::seconds(SEEN_SECONDS) {
            session.last_seen_at = at;
            let noted = self.write_now(at, |writing| {
                writing
                    .tx
                    .prepare_cached("UPDATE sessions SET last_seen_at = ? WHERE token_sha256 = ?")?
                    .execute(params![time::text(at), token_sha256])?;
                Ok(())
            });
            // A page does not fail or wait because somebody else writes: the next one notes it.
            match noted {
                Ok(()) | Err(Refused::Busy) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(Some(session))
    }
}
