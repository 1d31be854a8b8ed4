//! Every piece of evidence in a case, with the bytes its hash is of.

use super::canonical::canonical;
use super::canonical::sha256;
use super::input::CaseFile;
use serde_json::Value;
use serde_json::json;

/// One piece.
pub(super) struct Piece {
    /// `dossier`, `record`, `manifest` or `attachment`.
    pub(super) kind: &'static str,
    pub(super) name: String,
    /// SHA-256, hex.
    pub(super) sha256: String,
    pub(super) bytes: u64,
    /// What the hash is of: canonical JSON for a dossier or record, the text for a manifest; attachments are kept apart.
    pub(super) content: Option<Value>,
}

/// All pieces, in a fixed order.
pub(super) fn pieces(file: &CaseFile) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for dossier in file.sheet.dossiers {
        let name = format!("{} / {}", dossier.declaration_id, dossier.item_no);
        pieces.push(of_json("dossier", name.clone(), json!(dossier)));
        pieces.push(of_json("record", name, json!(dossier.record)));
    }
    for manifest in &file.manifests {
        pieces.push(Piece {
            kind: "manifest",
            name: manifest.run_id.clone(),
            sha256: sha256(manifest.text.as_bytes()),
            bytes: manifest.text.len() as u64,
            content: Some(Value::String(manifest.text.clone())),
        });
    }
    for attachment in &file.attachments {
        pieces.push(Piece {
            kind: "attachment",
            name: attachment.name.clone(),
            sha256: attachment.sha256.clone(),
            bytes: attachment.bytes,
            content: None,
        });
    }
    pieces
}

fn of_json(kind: &'static str, name: String, content: Value) -> Piece {
    let text = canonical(&content);
    Piece { kind, name, sha256: sha256(text.as_bytes()), bytes: text.len() as u64, content: Some(content) }
}
