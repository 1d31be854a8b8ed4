//! What leaves the house: a case as PDF or JSON, the queue and the audit log as CSV; each noted in the audit log with its hash.

use super::attachments::download;
use super::case_evidence;
use super::case_evidence::Gathered;
use super::desk::Desk;
use super::exports;
use super::exports::AuditRow;
use super::exports::QueueRow;
use super::fault::Fault;
use super::file;
use super::file::AttachmentTold;
use super::file::AuditEntry;
use super::file::AuditTold;
use super::file::DecisionTold;
use super::file::FindingTold;
use super::file::ManifestTold;
use super::lang::Lang;
use super::query::Query;
use super::seat::Seat;
use super::told;
use crate::cases;
use crate::cases::CaseRow;
use crate::cases::Deed;
use crate::cases::Head;
use crate::cases::LogFilter;
use crate::cases::Outcome;
use crate::cases::Standing;
use crate::cases::Words;
use axum::extract::Path;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::response::Response;
use chrono::SecondsFormat;
use sha2::Digest;
use sha2::Sha256;
use std::fs;

/// Rows of the queue, and entries of the log, in one list.
const ROWS_MAX: u64 = 10_000;
const ROWS_AT_ONCE: u32 = 500;
const ENTRIES_MAX: u32 = 50_000;

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text of the pages in both languages.
fn both(of: impl Fn(Lang) -> String) -> Words {
    Words { en: of(Lang::En), zh: of(Lang::Zh) }
}

/// `/cases/{id}/file.json`
pub async fn case_json(state: State<Desk>, seat: Seat, id: Path<i64>) -> Result<Response, Fault> {
    case_file(state, seat, id, false).await
}

/// `/cases/{id}/file.pdf`, in the language of the visitor.
pub async fn case_pdf(state: State<Desk>, seat: Seat, id: Path<i64>) -> Result<Response, Fault> {
    case_file(state, seat, id, true).await
}

async fn case_file(State(desk): State<Desk>, seat: Seat, Path(id): Path<i64>, pdf: bool) -> Result<Response, Fault> {
    seat.must(Deed::ExportCases)?;
    let gathered = case_evidence::gather(&desk, &seat, id, None).await?;
    let head = desk.ask(|store| store.head()).await?;
    let (of, at) = (seat.clone(), desk.now());
    let bytes = desk
        .work(move |desk| {
            let lines = case_evidence::sheet_lines(&gathered, &of, desk);
            let told = told_file(&gathered, &of, desk, head, lines.input());
            match pdf {
                true => file::case_pdf(&told, of.lang()),
                false => Ok(file::case_json(&told).into_bytes()),
            }
        })
        .await??;
    let (sha256, who) = (hex(&bytes), seat.actor);
    let what = if pdf { "case-file-pdf" } else { "case-file-json" };
    desk.ask(move |store| store.exported(&who, at, what, &[id], &sha256)).await?;
    let (name, kind) = match pdf {
        true => (format!("case-{id}.pdf"), "application/pdf"),
        false => (format!("case-{id}.json"), "application/json; charset=utf-8"),
    };
    Ok(download(&name, kind, bytes))
}

fn told_file<'a>(
    gathered: &Gathered,
    seat: &Seat,
    desk: &Desk,
    head: Head,
    sheet: super::sheet::SheetInput<'a>,
) -> file::CaseFile<'a> {
    let case = &gathered.case;
    file::CaseFile {
        number: case.row.id.to_string(),
        state: both(|lang| told::state_name(case.row.state, lang).to_owned()),
        opened_at: case.row.opened_at,
        made_at: desk.now(),
        made_by: seat.actor.user.clone(),
        authority: String::new(),
        sheet,
        decisions: case.decisions.iter().map(decision_told).collect(),
        attachments: case
            .attachments
            .iter()
            .map(|kept| AttachmentTold {
                name: kept.name.clone(),
                media_type: kept.media_type.clone(),
                bytes: kept.bytes,
                sha256: kept.sha256.clone(),
                added_at: kept.at,
                added_by: kept.by.clone(),
            })
            .collect(),
        manifests: manifests(gathered, desk),
        audit: AuditTold {
            entries: gathered.history.iter().map(entry_told).collect(),
            head: (head.number > 0).then_some((head.number, head.sha256)),
            rule: Words {
                en: format!(
                    "SHA-256 of ten fields one after another, each as its length in bytes, a colon, its bytes in UTF-8 and a comma: \
                     {}, number, at, actor, role, deed, subject, details, rows, and the hash of the entry before in hex \
                     (docs/audit-log.md)",
                    cases::LOG_FORMAT
                ),
                zh: format!(
                    "对十个字段依次取 SHA-256，每个字段写作“字节长度:UTF-8 内容,”：{}、编号、时间、操作人、角色、操作、对象、详情、状态行哈希、\
                     前一条哈希（十六进制）；见 docs/audit-log.md",
                    cases::LOG_FORMAT
                ),
            },
        },
    }
}

fn decision_told(decided: &cases::Decided) -> DecisionTold {
    let decision = &decided.decision;
    let reason = &decision.reason_code;
    DecisionTold {
        at: decided.at,
        who: decided.by.clone(),
        role: String::new(),
        verdict: both(|lang| told::verdict_name(decision.verdict, lang).to_owned()),
        reason_code: reason.clone(),
        reason: both(|lang| told::reason_name(reason, lang)),
        note: decision.note.clone(),
        second: match (&decided.second, decided.standing) {
            (Some(second), _) => Words {
                en: format!("{} by {}", if second.approved { "approved" } else { "refused" }, second.by),
                zh: format!("{} {}", second.by, if second.approved { "批准" } else { "驳回" }),
            },
            (None, Standing::Proposed) => Words { en: "proposed".into(), zh: "待复核".into() },
            (None, Standing::Undone) => Words { en: "taken back".into(), zh: "已撤销".into() },
            (None, Standing::Overtaken) => Words { en: "overtaken".into(), zh: "已被取代".into() },
            _ => Words::default(),
        },
        finding: decision.finding.as_ref().map(|finding| FindingTold {
            outcome: match finding.outcome {
                Outcome::Clear => Words { en: "clear".into(), zh: "无异常".into() },
                Outcome::FalseDeclaration => Words { en: "false declaration".into(), zh: "虚假申报".into() },
                Outcome::ReExport => Words { en: "re-export".into(), zh: "转口".into() },
                Outcome::Other => Words { en: "other".into(), zh: "其他".into() },
            },
            typology: finding.typology.clone().unwrap_or_default(),
            seized_kg: finding.seized_kg,
            seized_value_usd: finding.seized_value_usd,
            inspected_on: Some(finding.inspected_on),
        }),
    }
}

fn entry_told(entry: &cases::Entry) -> AuditEntry {
    AuditEntry {
        number: entry.number,
        at: entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        who: entry.actor.clone(),
        deed: entry.deed.clone(),
        content: entry.details.clone(),
        previous: entry.previous.clone(),
        hash: entry.sha256.clone(),
    }
}

/// The manifests of the nights on which the lines were picked, where the nights' folder still holds them.
fn manifests(gathered: &Gathered, desk: &Desk) -> Vec<ManifestTold> {
    let Some(nights) = &desk.settings.nights else { return Vec::new() };
    let mut told: Vec<ManifestTold> = Vec::new();
    for line in &gathered.case.lines {
        let (run_id, night) = (&line.dossier.run_id, line.dossier.night);
        if told.iter().any(|known| known.run_id == *run_id) {
            continue;
        }
        if let Ok(text) = fs::read_to_string(nights.join(night.to_string()).join("manifest.json"))
            && text.contains(run_id.as_str())
        {
            told.push(ManifestTold { run_id: run_id.clone(), text });
        }
    }
    told
}

/// `/queue.csv`: the whole answer of the filter, at most ten thousand cases.
pub async fn queue_csv(State(desk): State<Desk>, seat: Seat, RawQuery(text): RawQuery) -> Result<Response, Fault> {
    seat.must(Deed::ExportCases)?;
    let query = Query::read(&text.unwrap_or_default());
    let (filter, lang) = (query.filter(&seat.actor.user, desk.today()), seat.lang());
    let who = seat.actor.clone();
    let rows = desk
        .ask(move |store| {
            let mut rows: Vec<CaseRow> = Vec::new();
            loop {
                let page = cases::Page { offset: rows.len() as u64, rows: ROWS_AT_ONCE };
                let part = store.queue(&who, &filter, page)?.rows;
                let last = part.len() < ROWS_AT_ONCE as usize;
                rows.extend(part);
                if last || rows.len() as u64 >= ROWS_MAX {
                    return Ok(rows);
                }
            }
        })
        .await?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut bytes = Vec::new();
    exports::queue_csv(&mut bytes, rows.into_iter().map(|row| queue_row(row, lang)))
        .map_err(|cause| Fault::Broken(cause.to_string()))?;
    let (sha256, who, at) = (hex(&bytes), seat.actor, desk.now());
    desk.ask(move |store| store.exported(&who, at, "queue-csv", &ids, &sha256)).await?;
    Ok(download("queue.csv", "text/csv; charset=utf-8", bytes))
}

fn queue_row(row: CaseRow, lang: Lang) -> QueueRow {
    QueueRow {
        number: row.id.to_string(),
        state: row.state.name().into(),
        lane: row.lane,
        rank: row.rank,
        night: row.night.to_string(),
        office: row.office,
        risk: row.risk,
        priority: row.priority,
        lines: row.lines.into(),
        declaration_id: row.declaration_id,
        item_no: row.item_no,
        accepted_on: row.accepted_on.to_string(),
        hs_code: row.hs_code,
        goods: row.goods,
        mineral: row.mineral.unwrap_or_default(),
        exporter: told::party(&row.exporter_name, &row.exporter_id).to_owned(),
        consignee: told::party(&row.consignee_name, &row.consignee_id).to_owned(),
        route: row.route,
        destination: row.destination,
        net_mass_kg: row.net_mass_kg,
        value_usd: row.value_usd,
        typology: row.typology.unwrap_or_default(),
        reason: lang.words(&row.reason).to_owned(),
        assigned_to: row.assignee.unwrap_or_default(),
        due_on: row.due_on.map(|day| day.to_string()).unwrap_or_default(),
        verdict: row.verdict.map(|verdict| verdict.name().to_owned()).unwrap_or_default(),
        reason_code: row.reason_code.unwrap_or_default(),
        outcome: row.outcome.map(|outcome| outcome.name().to_owned()).unwrap_or_default(),
        similar: row.similar.decided.into(),
        similar_with_find: row.similar.found.into(),
    }
}

/// `/audit.csv`: the youngest fifty thousand entries.
pub async fn audit_csv(State(desk): State<Desk>, seat: Seat) -> Result<Response, Fault> {
    seat.must(Deed::ViewAudit)?;
    let who = seat.actor.clone();
    let entries = desk.ask(move |store| store.log(&who, &LogFilter::default(), ENTRIES_MAX)).await?;
    let rows = entries.into_iter().map(|entry| AuditRow {
        number: entry.number,
        at: entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        who: entry.actor,
        role: entry.role,
        deed: entry.deed,
        about: entry.subject,
        content: entry.details,
        previous: entry.previous,
        hash: entry.sha256,
    });
    let mut bytes = Vec::new();
    exports::audit_csv(&mut bytes, rows).map_err(|cause| Fault::Broken(cause.to_string()))?;
    let (sha256, who, at) = (hex(&bytes), seat.actor, desk.now());
    desk.ask(move |store| store.exported(&who, at, "audit-csv", &[], &sha256)).await?;
    Ok(download("audit.csv", "text/csv; charset=utf-8", bytes))
}
