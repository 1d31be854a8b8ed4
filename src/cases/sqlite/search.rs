//! Full-text search over cases, and lines by their number.

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
use rusqlite::Transaction;

/// Lines of a case whose text is indexed; a ring of thousands is found by its first.
const LINES_MAX: usize = 500;
/// Letters and digits that a declaration number must begin with before lines are looked up by it.
const NUMBER_MIN: usize = 6;

/// The words of a line by which its case is found.
fn text_of(dossier: &Dossier, text: &mut String) {
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
    for told in told.into_iter().chain(&dossier.mineral).chain(typology).filter(|told| !told.is_empty()) {
        text.push_str(told);
        text.push('\n');
    }
}

/// Puts a case into the index, or puts it there anew.
pub(super) fn index(connection: &Connection, case: i64, dossiers: &[&Dossier], known: bool) -> Answer<()> {
    if known {
        connection.prepare_cached("DELETE FROM search WHERE rowid = ?")?.execute([case])?;
    }
    let mut text = format!("{case}\n");
    dossiers.iter().take(LINES_MAX).for_each(|dossier| text_of(dossier, &mut text));
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

/// The cases that hold every word of a text, by number; `None` where the text asks for nothing.
pub(super) fn matching(connection: &Connection, text: &str) -> Answer<Option<Vec<i64>>> {
    let Some(asked) = words::asked(text) else { return Ok(None) };
    let mut found = connection.prepare_cached("SELECT rowid FROM search WHERE search MATCH ?")?;
    let ids = found.query_map([asked], |row| row.get(0))?;
    Ok(Some(ids.collect::<rusqlite::Result<_>>()?))
}

impl Sqlite {
    pub(super) fn found(&self, who: &Actor, text: &str, limit: u32) -> Answer<Found> {
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
