//! Full-text search over cases, and lines by their number.

use super::kept::Kept;
use super::open::Sqlite;
use super::read::TIMELINE;
use super::read::timeline_line;
use crate::cases::decision::State;
use crate::cases::dossier::Dossier;
use crate::cases::file::Found;
use crate::cases::queue::Page;
use crate::cases::queue::QueueFilter;
use crate::cases::refused::Answer;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use crate::cases::words;
use rusqlite::Connection;
use rusqlite::OptionalExtension;
use rusqlite::Transaction;
use std::collections::HashSet;
use std::sync::Arc;

/// Lines of a case whose text is indexed; a ring of thousands is found by its first.
const LINES_MAX: usize = 500;
/// Numbers in all that was found before, 8 bytes each.
const FOUND_MAX: usize = 2_000_000;
/// Letters and digits that a declaration number must begin with before lines are looked up by it.
const NUMBER_MIN: usize = 6;

/// The words of a line by which its case is found.
fn text_of<'a>(dossier: &'a Dossier, known: &mut HashSet<&'a str>, text: &mut String) {
    let typology = dossier.typology.iter().flat_map(|named| [&named.code, &named.name.en, &named.name.zh]);
    let told = [
        &dossier.declaration_id,
        &dossier.goods,
        &dossier.hs_code,
        &dossier.exporter_id,
        &dossier.exporter_name,
        &dossier.consignee_id,
        &dossier.consignee_name,
        &dossier.agent_id,
        &dossier.office,
        &dossier.destination,
        &dossier.route,
    ];
    for told in told.into_iter().chain(&dossier.mineral).chain(typology) {
        // The lines of a case share most of their words; once is enough to be found by.
        if !told.is_empty() && known.insert(told) {
            text.push_str(told);
            text.push('\n');
        }
    }
}

/// Puts a case into the index, or puts it there anew.
pub(super) fn index(connection: &Connection, case: i64, dossiers: &[&Dossier], known: bool) -> Answer<()> {
    if known {
        connection.prepare_cached("DELETE FROM search WHERE rowid = ?")?.execute([case])?;
    }
    let mut text = format!("{case}\n");
    let mut known = HashSet::new();
    dossiers.iter().take(LINES_MAX).for_each(|dossier| text_of(dossier, &mut known, &mut text));
    connection
        .prepare_cached("INSERT INTO search (rowid, text) VALUES (?, ?)")?
        .execute((case, words::indexed(&text)))?;
    Ok(())
}

/// Puts all cases into a new index.
pub(super) fn index_all(tx: &Transaction) -> Answer<()> {
    let mut cases = tx.prepare("SELECT id FROM cases ORDER BY id")?;
    for case in cases.query_map([], |row| row.get::<_, i64>(0))? {
        let case = case?;
        let lines = super::read::lines(tx, case)?;
        let dossiers: Vec<&Dossier> = lines.iter().map(|line| &line.dossier).collect();
        index(tx, case, &dossiers, false)?;
    }
    Ok(())
}

/// The state of the index: the last night that wrote into it. Only a night does, and each leaves its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Indexed(Option<(i64, String, String)>);

impl Indexed {
    fn of(connection: &Connection) -> Answer<Indexed> {
        let sql = "SELECT id, run_id, at FROM nights ORDER BY id DESC LIMIT 1";
        let last = connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        Ok(Indexed(last.optional()?))
    }
}

/// What was found before, by words and index.
pub(super) type FoundBefore = Kept<(String, Indexed), Vec<i64>, FOUND_MAX>;

impl Sqlite {
    /// The cases that hold every word of a text, by number, and the index they were found in; `None` where the text asks for
    /// nothing. A word that half the house has (the province of all its exporters) takes its time: what it found is kept until the
    /// next night, over all pages, steps and acts.
    pub(super) fn matching(&self, connection: &Connection, text: &str) -> Answer<Option<(Indexed, Arc<Vec<i64>>)>> {
        let Some(asked) = words::asked(text) else { return Ok(None) };
        let index = Indexed::of(connection)?;
        let key = (asked, index.clone());
        if let Some(known) = self.found.get(&key) {
            return Ok(Some((index, known)));
        }
        let mut statement = connection.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?")?;
        let ids = statement.query_map([&key.0], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        let ids = Arc::new(ids);
        self.found.put(key, ids.clone(), ids.len());
        Ok(Some((index, ids)))
    }

    pub(super) fn search_text(&self, who: &Actor, text: &str, limit: u32) -> Answer<Found> {
        let words = words::asked(text).is_some();
        if !words {
            super::act::permit(who, Deed::ViewCases)?;
            return Ok(Found::default());
        }
        let filter = QueueFilter { states: State::ALL.into(), text: Some(text.into()), ..QueueFilter::default() };
        let queue = self.queue_page(who, &filter, Page { offset: 0, rows: limit })?;
        let number = text.trim();
        let lines = match number.len() >= NUMBER_MIN && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            true => self.read(|tx| {
                let end = format!("{number}\u{10ffff}");
                let sql = format!(
                    "SELECT {TIMELINE} WHERE l.declaration_id >= ? AND l.declaration_id < ? ORDER BY l.declaration_id, l.item_no LIMIT ?"
                );
                let mut statement = tx.prepare_cached(&sql)?;
                let mut rows = statement.query((number, end, limit))?;
                let mut lines = Vec::new();
                while let Some(row) = rows.next()? {
                    lines.extend(timeline_line(row, who)?);
                }
                Ok(lines)
            })?,
            false => Vec::new(),
        };
        Ok(Found { cases: queue.rows, total: queue.total, lines })
    }
}
