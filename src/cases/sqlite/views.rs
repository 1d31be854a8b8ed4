//! Views of the queue that people keep.

use super::act::permit;
use super::act::told;
use super::chain::Writing;
use super::open::Sqlite;
use super::sealed::Kind;
use super::time;
use crate::cases::accounts::SavedView;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use rusqlite::OptionalExtension;
use rusqlite::params;
use serde_json::json;

const NAME_MAX: usize = 80;
const QUERY_MAX: usize = 2_000;

pub(super) fn save(writing: &mut Writing, who: &Actor, name: &str, query: &str, shared: bool) -> Answer<SavedView> {
    permit(who, Deed::SaveView)?;
    if shared {
        permit(who, Deed::ShareView)?;
    }
    told("name", name, NAME_MAX)?;
    if !query.is_empty() {
        told("query", query, QUERY_MAX)?;
    }
    let id: i64 = writing
        .tx
        .prepare_cached(
            "INSERT INTO views VALUES (NULL, ?, ?, ?, ?, ?) ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query, \
             shared = excluded.shared, made_at = excluded.made_at RETURNING id",
        )?
        .query_row(params![who.user, name, query, shared, writing.at_text()], |row| row.get(0))?;
    let details = json!({ "name": name, "query": query, "shared": shared });
    writing.entry(who, "save-view", &format!("view:{id}"), &details, &[(Kind::View, id.to_string())])?;
    Ok(SavedView { id, owner: who.user.clone(), name: name.into(), query: query.into(), shared, made_at: writing.at })
}

pub(super) fn forget(writing: &mut Writing, who: &Actor, id: i64) -> Answer<()> {
    permit(who, Deed::SaveView)?;
    let name: Option<String> = writing
        .tx
        .prepare_cached("DELETE FROM views WHERE id = ? AND owner = ? RETURNING name")?
        .query_row(params![id, who.user], |row| row.get(0))
        .optional()?;
    let Some(name) = name else {
        return Err(Refused::Unknown { what: "view", id: id.to_string() });
    };
    let touched = [(Kind::View, id.to_string())];
    writing.entry(who, "forget-view", &format!("view:{id}"), &json!({ "name": name }), &touched)?;
    Ok(())
}

impl Sqlite {
    pub(super) fn seen_views(&self, who: &Actor) -> Answer<Vec<SavedView>> {
        permit(who, Deed::SaveView)?;
        self.read(|tx| {
            let mut statement = tx.prepare_cached(
                "SELECT id, owner, name, query, shared, made_at FROM views WHERE owner = ? OR shared ORDER BY name, id",
            )?;
            let mut rows = statement.query([&who.user])?;
            let mut views = Vec::new();
            while let Some(row) = rows.next()? {
                let made_at: String = row.get(5)?;
                views.push(SavedView {
                    id: row.get(0)?,
                    owner: row.get(1)?,
                    name: row.get(2)?,
                    query: row.get(3)?,
                    shared: row.get(4)?,
                    made_at: time::instant(&made_at)?,
                });
            }
            Ok(views)
        })
    }
}
