//! Reading one case, and what stands around it.

use super::act::permit;
use super::chain::ENTRY;
use super::chain::entry_of;
use super::chain::sha256;
use super::fault::damaged;
use super::open::Sqlite;
use super::rows;
use super::rows::case_seen;
use super::time;
use crate::cases::decision::Finding;
use crate::cases::decision::Outcome;
use crate::cases::decision::State;
use crate::cases::decision::Verdict;
use crate::cases::dossier::Dossier;
use crate::cases::file::Attachment;
use crate::cases::file::CaseFile;
use crate::cases::file::CaseLine;
use crate::cases::file::Comment;
use crate::cases::file::Party;
use crate::cases::file::Standing;
use crate::cases::file::TimelineLine;
use crate::cases::log::Entry;
use crate::cases::night::LineRow;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::Row;

/// Greatest dossier that is unpacked, bytes.
const DOSSIER_MAX: usize = 64 << 20;

/// Packs a dossier: its bytes for the store, and the SHA-256 of its JSON.
pub(super) fn packed(dossier: &Dossier) -> Answer<(Vec<u8>, String)> {
    let json = serde_json::to_vec(dossier).expect("plain data");
    let bytes = zstd::bulk::compress(&json, 3).map_err(damaged)?;
    Ok((bytes, sha256(&json)))
}

fn unpacked(bytes: &[u8]) -> Answer<Dossier> {
    let mut json = Vec::new();
    let mut reader = std::io::Read::take(zstd::stream::Decoder::new(bytes).map_err(damaged)?, DOSSIER_MAX as u64);
    std::io::Read::read_to_end(&mut reader, &mut json).map_err(damaged)?;
    serde_json::from_slice(&json).map_err(|cause| damaged(format!("a dossier: {cause}")))
}

/// The lines of a case that count, the leading one first.
pub(super) fn lines(connection: &Connection, case: i64) -> Answer<Vec<CaseLine>> {
    let mut statement = connection.prepare_cached(
        "SELECT dossier, dossier_sha256, exception FROM case_lines WHERE case_id = ? AND withdrawn_by IS NULL \
         ORDER BY priority DESC, declaration_id, item_no, id",
    )?;
    let mut rows = statement.query([case])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        lines.push(CaseLine { dossier: unpacked(bytes)?, sha256: row.get(1)?, exception: row.get(2)? });
    }
    Ok(lines)
}

fn comments(connection: &Connection, case: i64) -> Answer<Vec<Comment>> {
    let mut statement =
        connection.prepare_cached("SELECT id, by_user, at, text FROM comments WHERE case_id = ? ORDER BY id")?;
    let mut rows = statement.query([case])?;
    let mut comments = Vec::new();
    while let Some(row) = rows.next()? {
        let at: String = row.get(2)?;
        comments.push(Comment { id: row.get(0)?, by: row.get(1)?, at: time::instant(&at)?, text: row.get(3)? });
    }
    Ok(comments)
}

const ATTACHMENT: &str = "id, case_id, name, media_type, bytes, sha256, by_user, at";

pub(super) fn attachment_of(row: &Row) -> Answer<Attachment> {
    let (bytes, at): (i64, String) = (row.get(4)?, row.get(7)?);
    Ok(Attachment {
        id: row.get(0)?,
        case: row.get(1)?,
        name: row.get(2)?,
        media_type: row.get(3)?,
        bytes: bytes.unsigned_abs(),
        sha256: row.get(5)?,
        by: row.get(6)?,
        at: time::instant(&at)?,
    })
}

fn attachments(connection: &Connection, case: i64) -> Answer<Vec<Attachment>> {
    let sql = format!("SELECT {ATTACHMENT} FROM attachments WHERE case_id = ? ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([case])?;
    let mut attachments = Vec::new();
    while let Some(row) = rows.next()? {
        attachments.push(attachment_of(row)?);
    }
    Ok(attachments)
}

/// What a line of a timeline is read from.
pub(super) const TIMELINE: &str = "l.declaration_id, l.item_no, l.accepted_on, l.office, l.exporter_id, l.exporter_name, \
    l.consignee_id, l.consignee_name, l.hs_code, l.mineral, l.destination, l.net_mass_kg, l.value_usd, l.risk, l.rank, l.lane, \
    n.night, c.id, c.state, c.verdict, c.outcome, CASE WHEN c.outcome IS NOT NULL THEN (SELECT d.finding FROM decisions d \
    WHERE d.case_id = c.id AND d.standing = 'stands' AND d.finding IS NOT NULL ORDER BY d.id DESC LIMIT 1) END FROM lines l JOIN nights n ON n.id = l.night_id \
    LEFT JOIN case_lines k ON k.declaration_id = l.declaration_id AND k.item_no = l.item_no AND k.run_id = n.run_id \
    AND k.withdrawn_by IS NULL LEFT JOIN cases c ON c.id = k.case_id";

/// A row of [`TIMELINE`]; `None` where it lies outside of the actor's offices.
pub(super) fn timeline_line(row: &Row, who: &Actor) -> Answer<Option<TimelineLine>> {
    let office: String = row.get(3)?;
    if !who.sees(&office) {
        return Ok(None);
    }
    let (accepted_on, night): (String, String) = (row.get(2)?, row.get(16)?);
    let (state, verdict): (Option<String>, Option<String>) = (row.get(18)?, row.get(19)?);
    let (outcome, finding): (Option<String>, Option<String>) = (row.get(20)?, row.get(21)?);
    let line = LineRow {
        declaration_id: row.get(0)?,
        item_no: row.get(1)?,
        accepted_on: time::day(&accepted_on)?,
        office,
        exporter_id: row.get(4)?,
        exporter_name: row.get(5)?,
        consignee_id: row.get(6)?,
        consignee_name: row.get(7)?,
        hs_code: row.get(8)?,
        mineral: row.get(9)?,
        destination: row.get(10)?,
        net_mass_kg: row.get(11)?,
        value_usd: row.get(12)?,
        risk: row.get(13)?,
        rank: row.get(14)?,
        lane: row.get(15)?,
    };
    let case_outcome = outcome.as_deref().and_then(Outcome::of);
    let finding: Option<Finding> = finding.map(|text| serde_json::from_str(&text).map_err(damaged)).transpose()?;
    let opened = finding.is_none_or(|finding| finding.of_line(&line.declaration_id, line.item_no));
    Ok(Some(TimelineLine {
        line,
        night: time::day(&night)?,
        case: row.get(17)?,
        state: state.as_deref().and_then(State::of),
        verdict: verdict.as_deref().and_then(Verdict::of),
        outcome: case_outcome.filter(|_| opened),
        case_outcome,
    }))
}

impl Sqlite {
    pub(super) fn case_file(&self, who: &Actor, id: i64) -> Answer<CaseFile> {
        permit(who, Deed::ViewCases)?;
        let similar = self.similar_counts(who, &[id])?;
        self.read(|tx| {
            let mut row = case_seen(tx, who, id)?.row;
            row.similar = similar.first().copied().unwrap_or_default();
            let decisions = rows::decisions(tx, id)?;
            let proposal = decisions.iter().find(|decided| decided.standing == Standing::Proposed).cloned();
            Ok(CaseFile {
                last_act_by: row.changed_by.clone(),
                last_act_at: row.changed_at,
                row,
                lines: lines(tx, id)?,
                decisions,
                proposal,
                comments: comments(tx, id)?,
                attachments: attachments(tx, id)?,
            })
        })
    }

    pub(super) fn case_history(&self, who: &Actor, id: i64) -> Answer<Vec<Entry>> {
        permit(who, Deed::ViewCases)?;
        self.read(|tx| {
            case_seen(tx, who, id)?;
            let sql = format!("SELECT {ENTRY} FROM audit WHERE subject = ? ORDER BY number");
            let mut statement = tx.prepare_cached(&sql)?;
            statement.query_map([format!("case:{id}")], entry_of)?.map(|entry| entry?).collect()
        })
    }

    pub(super) fn party_lines(
        &self,
        who: &Actor,
        party: &Party,
        (since, until): (NaiveDate, NaiveDate),
        limit: u32,
    ) -> Answer<Vec<TimelineLine>> {
        permit(who, Deed::ViewCases)?;
        let (column, key) = match party {
            Party::Exporter(id) => ("l.exporter_id", id),
            Party::Consignee { id, name } => ("l.consignee_key", if id.is_empty() { name } else { id }),
        };
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT {TIMELINE} WHERE {column} = ? AND l.accepted_on BETWEEN ? AND ? ORDER BY l.accepted_on DESC, l.id DESC"
        );
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&sql)?;
            let mut rows = statement.query((key, since.to_string(), until.to_string()))?;
            let mut lines = Vec::new();
            while let Some(row) = rows.next()?
                && lines.len() < limit as usize
            {
                lines.extend(timeline_line(row, who)?);
            }
            Ok(lines)
        })
    }

    pub(super) fn attached(&self, who: &Actor, id: i64) -> Answer<(Attachment, Vec<u8>)> {
        permit(who, Deed::ViewCases)?;
        self.read(|tx| {
            let unknown = || Refused::Unknown { what: "attachment", id: id.to_string() };
            let sql = format!("SELECT {ATTACHMENT} FROM attachments WHERE id = ?");
            let mut statement = tx.prepare_cached(&sql)?;
            let mut rows = statement.query([id])?;
            let attachment = attachment_of(rows.next()?.ok_or_else(unknown)?)?;
            case_seen(tx, who, attachment.case).map_err(|_| unknown())?;
            let bytes: Vec<u8> = tx
                .prepare_cached("SELECT bytes FROM contents WHERE sha256 = ?")?
                .query_row([&attachment.sha256], |row| row.get(0))?;
            match sha256(&bytes) == attachment.sha256 {
                true => Ok((attachment, bytes)),
                false => Err(damaged(format!("attachment {id} is not the file that was attached"))),
            }
        })
    }
}
