//! The case as one JSON document that anyone can check without this program.

use super::canonical::canonical;
use super::canonical::sha256;
use super::evidence::pieces;
use super::input::CaseFile;
use crate::cases::Words;
use crate::review::sheet::Outcome;
use chrono::DateTime;
use chrono::SecondsFormat;
use chrono::Utc;
use serde_json::Value;
use serde_json::json;

/// Name of the form; raised whenever a member changes its meaning.
const FORM: &str = "tidewaiter case file 1";

/// The case file in canonical JSON (RFC 8785), UTF-8, one line. The same case at the same moment gives the same bytes;
/// their SHA-256 stands on the first page of the PDF.
pub fn case_json(file: &CaseFile) -> String {
    canonical(&document(file))
}

/// SHA-256 of [`case_json`], hex.
pub(super) fn json_hash(file: &CaseFile) -> String {
    sha256(case_json(file).as_bytes())
}

/// How to check the file, in sentences of both languages.
pub(super) fn how_to_verify() -> Vec<Words> {
    let both = |en: &str, zh: &str| Words { en: en.into(), zh: zh.into() };
    vec![
        both(
            "The JSON file: its SHA-256 (for example `sha256sum FILE`) must be the one printed on the first page of the PDF.",
            "JSON文件：其SHA-256值（如用 `sha256sum 文件`）应与PDF首页所印一致。",
        ),
        both(
            "A dossier or a record: write the member `content` as canonical JSON (RFC 8785: no blanks, keys sorted, UTF-8) and take its SHA-256; it must be the member `sha256`.",
            "案卷与原始记录：将 `content` 写成规范JSON（RFC 8785：无空白、键排序、UTF-8）后求SHA-256，应等于 `sha256`。",
        ),
        both(
            "A manifest: take the SHA-256 of the text in `content`; the night itself can be run again from it with `tidewaiter replay-night`.",
            "批次清单：对 `content` 文本求SHA-256；凭此可用 `tidewaiter replay-night` 重现该批次。",
        ),
        both(
            "An attachment: take the SHA-256 of the file; it is kept apart and must have the hash given here.",
            "附件：对附件文件求SHA-256，应与此处所列一致；附件另行保存。",
        ),
        both(
            "The audit log: each entry's `hash` follows from its content and the hash before it by the rule given with it. Where two entries follow each other by number, `previous` must be the hash of the entry before. `tidewaiter audit verify` checks the whole log.",
            "审计日志：每条的 `hash` 按所附规则由其内容与前一条的哈希得出；编号相邻时，`previous` 应为前一条的哈希。`tidewaiter audit verify` 可核验全部日志。",
        ),
    ]
}

fn document(file: &CaseFile) -> Value {
    json!({
        "form": FORM,
        "program": env!("CARGO_PKG_VERSION"),
        "case": {
            "number": file.number, "state": file.state, "authority": file.authority,
            "opened_at": instant(file.opened_at), "made_at": instant(file.made_at), "made_by": file.made_by,
            "belongs": file.sheet.belongs,
        },
        "decisions": file.decisions.iter().map(|decision| json!({
            "at": instant(decision.at), "who": decision.who, "role": decision.role, "verdict": decision.verdict,
            "reason_code": decision.reason_code, "reason": decision.reason, "note": decision.note, "second": decision.second,
            "finding": decision.finding.as_ref().map(|finding| json!({
                "outcome": finding.outcome, "typology": finding.typology, "seized_kg": finding.seized_kg,
                "seized_value_usd": finding.seized_value_usd, "inspected_on": finding.inspected_on,
            })),
        })).collect::<Vec<_>>(),
        "evidence": pieces(file).into_iter().map(|piece| json!({
            "kind": piece.kind, "name": piece.name, "sha256": piece.sha256, "bytes": piece.bytes, "content": piece.content,
        })).collect::<Vec<_>>(),
        "attachments": file.attachments.iter().map(|attachment| json!({
            "name": attachment.name, "media_type": attachment.media_type, "sha256": attachment.sha256, "bytes": attachment.bytes,
            "added_at": instant(attachment.added_at), "added_by": attachment.added_by,
        })).collect::<Vec<_>>(),
        "history": file.sheet.history.iter().map(|entry| json!({
            "at": entry.at, "who": entry.who, "deed": entry.deed, "note": entry.note,
        })).collect::<Vec<_>>(),
        "similar": file.sheet.similar.iter().map(|case| json!({
            "number": case.number, "opened_on": case.opened_on, "goods": case.goods, "hs_code": case.hs_code, "mineral": case.mineral,
            "exporter": case.exporter, "destination": case.destination, "risk": case.risk, "outcome": outcome(case.outcome),
            "seized_kg": case.seized_kg, "alike": case.alike,
        })).collect::<Vec<_>>(),
        "audit": {
            "rule": file.audit.rule,
            "head": file.audit.head.as_ref().map(|(number, hash)| json!({ "number": number, "hash": hash })),
            "entries": file.audit.entries.iter().map(|entry| json!({
                "number": entry.number, "at": entry.at, "who": entry.who, "deed": entry.deed, "content": entry.content,
                "previous": entry.previous, "hash": entry.hash,
            })).collect::<Vec<_>>(),
        },
        "how_to_verify": how_to_verify(),
    })
}

/// An instant as the file writes it.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotExamined => "not_examined",
        Outcome::Open => "open",
        Outcome::Clear => "clear",
        Outcome::FalseDeclaration => "false_declaration",
        Outcome::ReExport => "re_export",
        Outcome::Other => "other",
    }
}
