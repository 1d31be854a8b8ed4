//! What people add to a case: comments and files.

use super::act::TEXT_MAX;
use super::act::permit;
use super::act::told;
use super::chain::Writing;
use super::chain::sha256;
use super::rows::case_seen;
use super::sealed::Kind;
use crate::cases::file::Attachment;
use crate::cases::file::Comment;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use rusqlite::params;
use serde_json::json;

/// Longest name of a file, in characters.
const NAME_MAX: usize = 200;

/// What can be attached, and how its first bytes look; nothing that a browser runs.
const MEDIA: &[(&str, &[&[u8]])] = &[
    ("application/pdf", &[b"%PDF-"]),
    ("image/png", &[b"\x89PNG\r\n\x1a\n"]),
    ("image/jpeg", &[b"\xff\xd8\xff"]),
    ("image/tiff", &[b"II*\0", b"MM\0*"]),
    ("text/plain", &[]),
    ("text/csv", &[]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &[b"PK\x03\x04"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &[b"PK\x03\x04"]),
];

pub(super) fn comment(writing: &mut Writing, who: &Actor, case: i64, text: &str) -> Answer<Comment> {
    permit(who, Deed::Comment)?;
    case_seen(writing.tx, who, case)?;
    told("text", text, TEXT_MAX)?;
    writing.tx.prepare_cached("INSERT INTO comments VALUES (NULL, ?, ?, ?, ?)")?.execute(params![
        case,
        who.user,
        writing.at_text(),
        text
    ])?;
    let id = writing.tx.last_insert_rowid();
    writing.tx.prepare_cached("UPDATE cases SET comments = comments + 1 WHERE id = ?")?.execute([case])?;
    let touched = [(Kind::Comment, id.to_string())];
    writing.entry(who, "comment", &format!("case:{case}"), &json!({ "comment": id, "text": text }), &touched)?;
    Ok(Comment { id, by: who.user.clone(), at: writing.at, text: text.into() })
}

pub(super) fn attach(
    writing: &mut Writing,
    who: &Actor,
    case: i64,
    name: &str,
    media_type: &str,
    bytes: &[u8],
) -> Answer<Attachment> {
    permit(who, Deed::Attach)?;
    case_seen(writing.tx, who, case)?;
    told("name", name, NAME_MAX)?;
    if name.chars().any(char::is_control) {
        return Err(Refused::Invalid { field: "name", why: "holds a control character; choose another name".into() });
    }
    check(media_type, bytes, writing.rules.attachment_bytes)?;
    let sha256 = sha256(bytes);
    writing.tx.prepare_cached("INSERT OR IGNORE INTO contents VALUES (?, ?)")?.execute(params![sha256, bytes])?;
    writing.tx.prepare_cached("INSERT INTO attachments VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        case,
        name,
        media_type,
        bytes.len() as i64,
        sha256,
        who.user,
        writing.at_text()
    ])?;
    let id = writing.tx.last_insert_rowid();
    writing.tx.prepare_cached("UPDATE cases SET attachments = attachments + 1 WHERE id = ?")?.execute([case])?;
    let details =
        json!({ "attachment": id, "name": name, "media_type": media_type, "bytes": bytes.len(), "sha256": sha256 });
    writing.entry(who, "attach", &format!("case:{case}"), &details, &[(Kind::Attachment, id.to_string())])?;
    Ok(Attachment {
        id,
        case,
        name: name.into(),
        media_type: media_type.into(),
        bytes: bytes.len() as u64,
        sha256,
        by: who.user.clone(),
        at: writing.at,
    })
}

fn check(media_type: &str, bytes: &[u8], bytes_max: u64) -> Answer<()> {
    let invalid = |field, why: String| Err(Refused::Invalid { field, why });
    if bytes.is_empty() {
        return invalid("file", "is empty".into());
    }
    if bytes.len() as u64 > bytes_max {
        return invalid("file", format!("has {} bytes; at most {bytes_max} can be attached", bytes.len()));
    }
    let Some((_, begins)) = MEDIA.iter().find(|(known, _)| *known == media_type) else {
        let known: Vec<&str> = MEDIA.iter().map(|(known, _)| *known).collect();
        return invalid("media_type", format!("`{media_type}` cannot be attached; these can: {}", known.join(", ")));
    };
    let as_told = match begins.is_empty() {
        true => str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')),
        false => begins.iter().any(|begin| bytes.starts_with(begin)),
    };
    match as_told {
        true => Ok(()),
        false => invalid("file", format!("is not what it is called: its bytes are no {media_type}")),
    }
}
