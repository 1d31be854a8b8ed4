//! Opening a night's cases.

use super::chain::PROGRAM;
use super::chain::Writing;
use super::fault::damaged;
use super::read::packed;
use super::sealed::Kind;
use super::search;
use super::time;
use crate::cases::accounts::Exception;
use crate::cases::decision::State;
use crate::cases::dossier::Belongs;
use crate::cases::dossier::Dossier;
use crate::cases::night::CaseToOpen;
use crate::cases::night::Kept;
use crate::cases::night::LineRow;
use crate::cases::night::NightRecord;
use crate::cases::night::Opened;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use chrono::Duration;
use rusqlite::OptionalExtension;
use rusqlite::params;
use serde_json::json;
use std::collections::HashMap;
use std::collections::HashSet;

/// Opens a night in a transaction; see [`crate::cases::Store::open_night`].
pub(super) fn open(
    writing: &mut Writing,
    record: &NightRecord,
    lines: &mut dyn Iterator<Item = LineRow>,
    cases: Vec<CaseToOpen>,
) -> Answer<Opened> {
    if record.run_id.is_empty() {
        return Err(Refused::Invalid { field: "run_id", why: "is empty; it names the night's run".into() });
    }
    // A run that another has taken the place of, and that comes again, takes its place back under a name of its own: the first is
    // taken by what it left behind.
    let mut record = record.clone();
    let known = loop {
        let known: Option<bool> = writing
            .tx
            .prepare_cached("SELECT superseded_by IS NOT NULL FROM nights WHERE run_id = ?")?
            .query_row([&record.run_id], |row| row.get(0))
            .optional()?;
        match known {
            Some(true) => record.run_id.push('+'),
            known => break known.is_some(),
        }
    };
    let record = &record;
    if known {
        let mut opened = writing.tx.prepare("SELECT id FROM cases WHERE run_id = ? ORDER BY id")?;
        let opened = opened.query_map([&record.run_id], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        return Ok(Opened { already: true, opened, head: writing.head(), ..Opened::default() });
    }
    let mut done = Opened::default();
    writing.tx.prepare_cached("INSERT INTO nights VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, 0, NULL)")?.execute(params![
        record.run_id,
        record.night.to_string(),
        time::text(record.at),
        record.rows as i64,
        record.capacity,
        record.scored_by,
        record.manifest_sha256
    ])?;
    let night_id = writing.tx.last_insert_rowid();
    let superseded = super::supersede::earlier(writing, record, &mut done)?;
    done.lines = write_lines(writing, night_id, lines)?;
    let standing = standing_lines(writing, record)?;
    let exceptions = super::exceptions::in_force(writing.tx, record.night)?;
    for (key, group) in grouped(cases, &standing) {
        open_or_join(writing, record, &key, group, &exceptions, &mut done)?;
    }
    writing.tx.execute("UPDATE nights SET cases = ? WHERE id = ?", params![done.opened.len() as i64, night_id])?;
    let mut touched = vec![(Kind::Night, night_id.to_string())];
    touched.extend(superseded.iter().map(|id| (Kind::Night, id.to_string())));
    let details = json!({
        "night": record.night,
        "rows": record.rows,
        "lines": done.lines,
        "capacity": record.capacity,
        "scored_by": record.scored_by,
        "manifest_sha256": record.manifest_sha256,
        "opened": done.opened.len(),
        "joined": done.joined.len(),
        "withdrawn": done.withdrawn.len(),
        "kept": done.kept.iter().map(|kept: &Kept| kept.case).collect::<Vec<_>>(),
    });
    writing.entry_as(PROGRAM, "open-night", &format!("night:{}", record.run_id), &details, &touched)?;
    done.head = writing.head();
    Ok(done)
}

fn write_lines(writing: &Writing, night: i64, lines: &mut dyn Iterator<Item = LineRow>) -> Answer<u64> {
    let mut insert = writing
        .tx
        .prepare_cached("INSERT INTO lines VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?;
    let mut written = 0;
    for line in lines {
        let key = if line.consignee_id.is_empty() { &line.consignee_name } else { &line.consignee_id };
        insert.execute(params![
            night,
            line.declaration_id,
            line.item_no,
            line.accepted_on.to_string(),
            line.office,
            line.exporter_id,
            line.exporter_name,
            line.consignee_id,
            line.consignee_name,
            line.hs_code,
            line.mineral,
            line.destination,
            line.net_mass_kg,
            line.value_usd,
            line.risk,
            line.rank,
            line.lane,
            key
        ])?;
        written += 1;
    }
    Ok(written)
}

/// Lines of the same night that stand in a case already: those of cases that an earlier run opened and someone has touched.
fn standing_lines(writing: &Writing, record: &NightRecord) -> Answer<HashSet<(String, i32)>> {
    let mut standing = writing.tx.prepare(
        "SELECT k.declaration_id, k.item_no FROM nights n JOIN case_lines k ON k.run_id = n.run_id \
         WHERE n.night = ? AND n.run_id <> ? AND k.withdrawn_by IS NULL",
    )?;
    let found =
        standing.query_map([&record.night.to_string(), &record.run_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

type Group = (Belongs, Vec<Dossier>);

/// Lines by the case they belong to, in the order of their first; without those that stand in a case already, and each once.
fn grouped(cases: Vec<CaseToOpen>, standing: &HashSet<(String, i32)>) -> Vec<(String, Group)> {
    let mut seen: HashSet<(String, i32)> = standing.clone();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<(String, Group)> = Vec::new();
    for CaseToOpen { dossier, belongs } in cases {
        if !seen.insert((dossier.declaration_id.clone(), dossier.item_no)) {
            continue;
        }
        let own = || format!("line:{}:{}", dossier.declaration_id, dossier.item_no);
        let key = if belongs.key.is_empty() { own() } else { belongs.key.clone() };
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, (belongs, Vec::new())));
        }
        groups[place].1.1.push(dossier);
    }
    groups
}

/// The exception that covers a line, if any.
fn covering(dossier: &Dossier, exceptions: &[Exception]) -> Option<i64> {
    exceptions.iter().find(|exception| exception.scope.covers(dossier)).map(|exception| exception.id)
}

fn open_or_join(
    writing: &mut Writing,
    record: &NightRecord,
    key: &str,
    (belongs, dossiers): Group,
    exceptions: &[Exception],
    done: &mut Opened,
) -> Answer<()> {
    let last: Option<(i64, String)> = writing
        .tx
        .prepare_cached(
            "SELECT id, state FROM cases WHERE belongs_key = ? AND withdrawn_by IS NULL ORDER BY id DESC LIMIT 1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let joins = last
        .as_ref()
        .filter(|(_, state)| matches!(State::of(state), Some(State::New | State::Taken | State::Reopened)));
    let case = match joins {
        Some((case, _)) => *case,
        None => {
            let refers_to = last.as_ref().map(|(case, _)| *case);
            insert_case(writing, record, key, &belongs, refers_to)?
        }
    };
    let mut touched = Vec::new();
    for dossier in &dossiers {
        let line = insert_line(writing, record, case, dossier, covering(dossier, exceptions))?;
        touched.push((Kind::Line, line.to_string()));
    }
    let deed = if joins.is_some() { "join" } else { "open" };
    let (list, known) = if joins.is_some() { (&mut done.joined, true) } else { (&mut done.opened, false) };
    list.push(case);
    let excepted = sum_up(writing, case, known.then_some(()))?;
    if excepted && !known {
        done.excepted.push(case);
    }
    touched.insert(0, (Kind::Case, case.to_string()));
    let lines: Vec<String> =
        dossiers.iter().map(|dossier| format!("{}/{}", dossier.declaration_id, dossier.item_no)).collect();
    let details = json!({ "run": record.run_id, "key": key, "lines": lines, "excepted": excepted });
    writing.entry_as(PROGRAM, deed, &format!("case:{case}"), &details, &touched)?;
    Ok(())
}

/// A case without lines yet; [`sum_up`] fills it from them.
fn insert_case(
    writing: &Writing,
    record: &NightRecord,
    key: &str,
    belongs: &Belongs,
    refers_to: Option<i64>,
) -> Answer<i64> {
    writing
        .tx
        .prepare_cached(
            "INSERT INTO cases (version, state, belongs_key, kind, why_en, why_zh, night, run_id, lane, rank, risk, severity, \
             priority, declaration_id, item_no, accepted_on, office, offices, goods, hs_code, exporter_id, exporter_name, \
             consignee_id, consignee_name, destination, route, reason_en, reason_zh, scored_by, lines, red, refers_to, opened_at, \
             was_reopened, changed, changed_at, changed_by) VALUES (1, 'new', ?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0, '', 0, '', '', '[]', \
             '', '', '', '', '', '', '', '', '', '', '', 0, 0, ?, ?, 0, ?, ?, ?)",
        )?
        .execute(params![
            key,
            belongs.kind,
            belongs.why.en,
            belongs.why.zh,
            record.night.to_string(),
            record.run_id,
            refers_to,
            writing.at_text(),
            writing.next(),
            writing.at_text(),
            PROGRAM.0
        ])?;
    Ok(writing.tx.last_insert_rowid())
}

fn insert_line(
    writing: &Writing,
    record: &NightRecord,
    case: i64,
    dossier: &Dossier,
    exception: Option<i64>,
) -> Answer<i64> {
    let (bytes, sha256) = packed(dossier)?;
    writing.tx.prepare_cached("INSERT INTO case_lines VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?)")?.execute(
        params![
            case,
            record.run_id,
            dossier.declaration_id,
            dossier.item_no,
            dossier.priority,
            dossier.lane,
            dossier.audit_probability,
            exception,
            sha256,
            bytes
        ],
    )?;
    let line = writing.tx.last_insert_rowid();
    let mut signal = writing.tx.prepare_cached("INSERT OR IGNORE INTO case_signals VALUES (?, ?)")?;
    for reason in &dossier.reasons {
        signal.execute(params![case, reason.signal])?;
    }
    Ok(line)
}

/// Makes the case's own columns what its lines say; returns whether an exception covers all of them.
/// `touch` raises the version, for cases that were there before.
pub(super) fn sum_up(writing: &Writing, case: i64, touch: Option<()>) -> Answer<bool> {
    let lines = super::read::lines(writing.tx, case)?;
    let Some(first) = lines.first().map(|line| &line.dossier) else {
        return Err(damaged(format!("case {case} has no line")));
    };
    let within = |lane: &str| lines.iter().any(|line| line.dossier.lane == lane);
    let lane = ["inspect", "audit", "review"].into_iter().find(|lane| within(lane)).unwrap_or("release");
    let exception = lines.iter().all(|line| line.exception.is_some()).then(|| lines[0].exception).flatten();
    let mut offices: Vec<&str> = Vec::new();
    for line in &lines {
        if !offices.contains(&line.dossier.office.as_str()) {
            offices.push(&line.dossier.office);
        }
    }
    let risk = lines.iter().map(|line| line.dossier.risk).fold(0.0, f64::max);
    let red = risk >= writing.rules.red_risk || matches!(lane, "inspect" | "audit");
    let sum = |of: fn(&Dossier) -> Option<f64>| lines.iter().filter_map(|line| of(&line.dossier)).reduce(|a, b| a + b);
    let days = if matches!(lane, "inspect" | "audit") { writing.rules.due_days } else { writing.rules.due_days_review };
    let reason = first.reasons.first().map(|reason| reason.text.clone()).unwrap_or_default();
    writing
        .tx
        .prepare_cached(
            "UPDATE cases SET lane = ?, rank = ?, risk = ?, severity = ?, priority = ?, declaration_id = ?, item_no = ?, \
             accepted_on = ?, office = ?, offices = ?, goods = ?, hs_code = ?, mineral = ?, exporter_id = ?, exporter_name = ?, \
             consignee_id = ?, consignee_name = ?, destination = ?, route = ?, typology = ?, reason_en = ?, reason_zh = ?, \
             scored_by = ?, lines = ?, net_mass_kg = ?, value_usd = ?, red = ?, exception = ?, due_on = coalesce(due_on, ?) \
             WHERE id = ?",
        )?
        .execute(params![
            lane,
            first.rank,
            first.risk,
            first.severity,
            first.priority,
            first.declaration_id,
            first.item_no,
            first.accepted_on.to_string(),
            first.office,
            json!(offices).to_string(),
            first.goods,
            first.hs_code,
            first.mineral,
            first.exporter_id,
            first.exporter_name,
            first.consignee_id,
            first.consignee_name,
            first.destination,
            first.route,
            first.typology.as_ref().map(|typology| &typology.code),
            reason.en,
            reason.zh,
            first.scored_by,
            lines.len() as i64,
            sum(|dossier| dossier.net_mass_kg),
            sum(|dossier| dossier.value_usd),
            red,
            exception,
            // A night that is opened late leaves as much time as any other.
            (first.night.max(writing.at.date_naive()) + Duration::days(days.into())).to_string(),
            case
        ])?;
    if touch.is_some() {
        writing
            .tx
            .prepare_cached(
                "UPDATE cases SET version = version + 1, changed = ?, changed_at = ?, changed_by = ? WHERE id = ?",
            )?
            .execute(params![writing.next(), writing.at_text(), PROGRAM.0, case])?;
    }
    let dossiers: Vec<&Dossier> = lines.iter().map(|line| &line.dossier).collect();
    search::index(writing.tx, case, &dossiers, touch.is_some())?;
    Ok(exception.is_some())
}
