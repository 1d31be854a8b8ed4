//! Accounts.

use super::act::permit;
use super::chain::Writing;
use super::fault::damaged;
use super::open::Sqlite;
use super::sealed::Kind;
use super::time;
use crate::cases::accounts::Credentials;
use crate::cases::accounts::User;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use crate::cases::who::Role;
use rusqlite::Connection;
use rusqlite::params;
use serde_json::Value;
use serde_json::json;

const NAME_MAX: usize = 64;
/// Names that stand for the program itself in the log.
const OWN_NAMES: [&str; 3] = ["nightly", "program", "console"];

fn read(connection: &Connection, condition: &str, values: &[&dyn rusqlite::ToSql]) -> Answer<Vec<Credentials>> {
    let sql = format!(
        "SELECT name, role, offices, disabled, failed_logins, locked_until, created_at, last_login_at, must_change, \
         password_hash FROM users WHERE {condition} ORDER BY name"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(values)?;
    let mut users = Vec::new();
    while let Some(row) = rows.next()? {
        let (role, offices, created_at): (String, Option<String>, String) = (row.get(1)?, row.get(2)?, row.get(6)?);
        let (locked, login): (Option<String>, Option<String>) = (row.get(5)?, row.get(7)?);
        let user = User {
            name: row.get(0)?,
            role: Role::of(&role).ok_or_else(|| damaged(format!("`{role}` is no role")))?,
            offices: offices.map(|offices| serde_json::from_str(&offices)).transpose().map_err(damaged)?,
            disabled: row.get(3)?,
            failed_logins: row.get(4)?,
            locked_until: locked.as_deref().map(time::instant).transpose()?,
            created_at: time::instant(&created_at)?,
            last_login_at: login.as_deref().map(time::instant).transpose()?,
            must_change_password: row.get(8)?,
        };
        users.push(Credentials { user, password_hash: row.get(9)? });
    }
    Ok(users)
}

/// An account by its name.
pub(super) fn one(connection: &Connection, name: &str) -> Answer<Option<Credentials>> {
    Ok(read(connection, "name = ?", &[&name])?.pop())
}

fn known(connection: &Connection, name: &str) -> Answer<User> {
    let unknown = || Refused::Unknown { what: "user", id: name.into() };
    Ok(one(connection, name)?.ok_or_else(unknown)?.user)
}

fn list(offices: Option<&[String]>) -> Option<String> {
    offices.map(|offices| json!(offices).to_string())
}

fn check_name(name: &str) -> Answer<()> {
    let letter = |letter: char| letter.is_alphanumeric() && !letter.is_uppercase() || ".-_@".contains(letter);
    let n = name.chars().count();
    let why = match () {
        () if OWN_NAMES.contains(&name) => "stands for the program itself; choose another",
        () if n == 0 || n > NAME_MAX => "must have 1 to 64 characters",
        () if !name.chars().all(letter) => "may hold small letters, digits, `.`, `-`, `_` and `@` only",
        () => return Ok(()),
    };
    Err(Refused::Invalid { field: "name", why: why.into() })
}

fn check_offices(offices: Option<&[String]>) -> Answer<()> {
    let bad =
        |office: &String| office.is_empty() || office.chars().count() > 20 || office.chars().any(char::is_control);
    match offices.is_some_and(|offices| offices.iter().any(bad)) {
        true => Err(Refused::Invalid {
            field: "offices",
            why: "holds what is no office; write codes of 1 to 20 characters".into(),
        }),
        false => Ok(()),
    }
}

fn check_hash(password_hash: &str) -> Answer<()> {
    match password_hash.starts_with('$') && password_hash.len() > 20 {
        true => Ok(()),
        false => Err(Refused::Invalid { field: "password_hash", why: "is no hash of a password (PHC string)".into() }),
    }
}

fn entry(writing: &mut Writing, who: &Actor, deed: &str, name: &str, details: Value) -> Answer<User> {
    writing.entry(who, deed, &format!("user:{name}"), &details, &[(Kind::User, name.to_string())])?;
    known(writing.tx, name)
}

fn end_sessions(writing: &Writing, name: &str) -> Answer<()> {
    writing.tx.prepare_cached("DELETE FROM sessions WHERE user = ?")?.execute([name])?;
    Ok(())
}

/// What an account is to be.
pub(super) struct NewUser<'a> {
    pub name: &'a str,
    pub role: Role,
    pub offices: Option<&'a [String]>,
    pub password_hash: &'a str,
    pub must_change: bool,
}

pub(super) fn add(writing: &mut Writing, who: &Actor, new: &NewUser) -> Answer<User> {
    permit(who, Deed::ManageUsers)?;
    check_name(new.name)?;
    check_offices(new.offices)?;
    check_hash(new.password_hash)?;
    if one(writing.tx, new.name)?.is_some() {
        return Err(Refused::Exists { what: "user", id: new.name.into() });
    }
    writing
        .tx
        .prepare_cached(
            "INSERT INTO users (name, password_hash, role, offices, disabled, must_change, created_at) \
             VALUES (?, ?, ?, ?, 0, ?, ?)",
        )?
        .execute(params![
            new.name,
            new.password_hash,
            new.role.name(),
            list(new.offices),
            new.must_change,
            writing.at_text()
        ])?;
    let details = json!({ "role": new.role.name(), "offices": new.offices });
    entry(writing, who, "add-user", new.name, details)
}

/// The last admin who can log in stays one.
fn keep_an_admin(writing: &Writing, user: &User) -> Answer<()> {
    if user.role != Role::Admin || user.disabled {
        return Ok(());
    }
    let others = read(writing.tx, "role = 'admin' AND disabled = 0 AND name <> ?", &[&user.name])?;
    match others.is_empty() {
        true => Err(Refused::Invalid { field: "name", why: "is the last admin; make another one first".into() }),
        false => Ok(()),
    }
}

pub(super) fn set_role(
    writing: &mut Writing,
    who: &Actor,
    name: &str,
    role: Role,
    offices: Option<&[String]>,
) -> Answer<User> {
    permit(who, Deed::ManageUsers)?;
    check_offices(offices)?;
    let before = known(writing.tx, name)?;
    if role != Role::Admin {
        keep_an_admin(writing, &before)?;
    }
    writing.tx.prepare_cached("UPDATE users SET role = ?, offices = ? WHERE name = ?")?.execute(params![
        role.name(),
        list(offices),
        name
    ])?;
    end_sessions(writing, name)?;
    let details = json!({
        "role": role.name(), "offices": offices, "before": { "role": before.role.name(), "offices": before.offices },
    });
    entry(writing, who, "set-role", name, details)
}

pub(super) fn set_disabled(writing: &mut Writing, who: &Actor, name: &str, disabled: bool) -> Answer<User> {
    permit(who, Deed::ManageUsers)?;
    let before = known(writing.tx, name)?;
    if before.disabled == disabled {
        return Ok(before);
    }
    if disabled {
        keep_an_admin(writing, &before)?;
    }
    writing
        .tx
        .prepare_cached("UPDATE users SET disabled = ?, failed_logins = 0, locked_until = NULL WHERE name = ?")?
        .execute(params![disabled, name])?;
    end_sessions(writing, name)?;
    entry(writing, who, if disabled { "disable-user" } else { "enable-user" }, name, json!({}))
}

pub(super) fn set_password(writing: &mut Writing, who: &Actor, name: &str, password_hash: &str) -> Answer<User> {
    let own = who.user == name;
    permit(who, if own { Deed::ChangeOwnPassword } else { Deed::ManageUsers })?;
    check_hash(password_hash)?;
    known(writing.tx, name)?;
    writing
        .tx
        .prepare_cached(
            "UPDATE users SET password_hash = ?, must_change = ?, failed_logins = 0, locked_until = NULL WHERE name = ?",
        )?
        .execute(params![password_hash, !own, name])?;
    end_sessions(writing, name)?;
    entry(writing, who, "set-password", name, json!({ "own": own }))
}

impl Sqlite {
    pub(super) fn all_users(&self, who: &Actor) -> Answer<Vec<User>> {
        permit(who, Deed::ViewUsers)?;
        self.read(|tx| Ok(read(tx, "1", &[])?.into_iter().map(|known| known.user).collect()))
    }

    pub(super) fn any_user(&self) -> Answer<bool> {
        self.read(|tx| Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM users)", [], |row| row.get(0))?))
    }
}
