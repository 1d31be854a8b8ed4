//! What `tidewaiter models` prints: tables for people, and the same as JSON.

use crate::learned::{Comparison, Entry, LABEL_FREE, Listed, Manifest, Measured, ModelFolder, Place, Registry, Scores};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::{Value, json};
use std::path::Path;

/// Characters of a hash that are shown.
const HASH: usize = 12;

/// An empty table with this header, 160 characters wide where nobody looks at it on a terminal.
pub(super) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(160);
    }
    table.set_header(header);
    table
}

/// A name as JSON and as people read it: `rolled-back`.
pub(super) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn short(sha256: &str) -> &str {
    sha256.get(..HASH).unwrap_or(sha256)
}

/// All models.
pub(super) fn listed(registry: &Registry, evidence: &str) -> (String, Value) {
    let mut table =
        table(&["model", "stands as", "trained on", "by", "lines", "found", "rows up to", "hash", "remark"]);
    let listed = registry.models();
    let speaks = registry.standing().champion();
    for one in &listed {
        let remark = remark(one, evidence);
        let place = word(&one.place);
        match &one.manifest {
            Ok(manifest) => table.add_row([
                &one.model,
                &place,
                &manifest.trained_on.to_string(),
                &manifest.trained_by,
                &manifest.labels.all().to_string(),
                &(manifest.labels.all() - manifest.labels.clear).to_string(),
                &manifest.rows_to.to_string(),
                short(&manifest.model_sha256),
                &remark,
            ]),
            Err(_) => table.add_row([&one.model, &place, "", "", "", "", "", "", remark.as_str()]),
        };
    }
    let able = listed.iter().any(|one| {
        one.place == Place::Champion && one.manifest.as_ref().is_ok_and(|manifest| manifest.evidence == evidence)
    });
    let speaks = match speaks {
        Some(named) if able => format!("{} speaks", named.model),
        Some(named) => format!("{} should speak and cannot; the {LABEL_FREE} risk stands in its place", named.model),
        None => format!("no trained model was promoted; the {LABEL_FREE} model speaks"),
    };
    let text = match listed.is_empty() {
        true => format!("{speaks}\n"),
        false => format!("{table}\n{speaks}\n"),
    };
    let rows = listed.iter().map(|one| {
        let (manifest, damage) = (one.manifest.as_ref().ok(), one.manifest.as_ref().err());
        json!({ "model": one.model, "stands_as": one.place, "logged": one.logged, "damage": damage, "manifest": manifest,
            "fits": manifest.map(|manifest| manifest.evidence == evidence) })
    });
    let rows: Vec<Value> = rows.collect();
    let standing = registry.standing();
    (text, json!({ "champion": standing.champion(), "shadow": standing.shadow, "models": rows }))
}

fn remark(one: &Listed, evidence: &str) -> String {
    match &one.manifest {
        Err(damage) => damage.clone(),
        Ok(manifest) => {
            let other = manifest.evidence != evidence;
            let remarks = [
                (other && one.place != Place::Retired).then_some("trained on other evidence: does not speak"),
                (!one.logged).then_some("the log does not know of its training"),
            ];
            remarks.into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
    }
}

/// One model whole.
pub(super) fn shown(registry: &Registry, read: &ModelFolder, evidence: &str) -> (String, Value) {
    let Manifest { labels, .. } = read.manifest;
    let manifest = &read.manifest;
    let model = manifest.folder_name();
    let place = registry.place_of(&model);
    let fits = match manifest.evidence == evidence {
        true => format!("{evidence}, the one that this program measures"),
        false => format!("{}; this program measures {evidence}, so it does not speak", manifest.evidence),
    };
    let mut table = table(&["", &model]);
    let mut row = |name: &str, value: String| {
        table.add_row([name, &value]);
    };
    row("stands as", word(&place));
    row("trained", format!("on {} by {}", manifest.trained_on, manifest.trained_by));
    row("made by", format!("{}, code {}", manifest.made_by_program, manifest.code_version));
    row("rows", format!("{} to {}", manifest.rows_from, manifest.rows_to));
    row("labels known up to", manifest.labels_until.to_string());
    let (all, clear) = (labels.all(), labels.clear);
    let found = [
        ("false declarations", labels.false_declaration),
        ("re-exports", labels.re_export),
        ("both", labels.both),
        ("other", labels.other),
    ];
    let found: Vec<String> = found.iter().map(|(name, n)| format!("{n} {name}")).collect();
    row("labels", format!("{all} lines: {clear} clear, {}", found.join(", ")));
    row("inputs", manifest.inputs.len().to_string());
    row("evidence", fits);
    let data = manifest.data.iter().map(|file| format!("{} ({} rows, {})", file.name, file.rows, short(&file.sha256)));
    row("data", data.collect::<Vec<_>>().join("\n"));
    row("settings", manifest.settings.to_string());
    row("files", format!("{}, each as it was written", manifest.files.len() + 1));
    row("hash", manifest.model_sha256.clone());
    row("card", read.folder.join("card.md").display().to_string());
    let entries: Vec<&Entry> = registry.entries().iter().filter(|entry| entry.model == model).collect();
    let text = format!("{table}\n{}", log_table(&entries));
    let value =
        json!({ "model": model, "stands_as": place, "manifest": manifest, "metrics": read.metrics, "log": entries });
    (text, value)
}

/// The log.
pub(super) fn logged(registry: &Registry) -> (String, Value) {
    let entries: Vec<&Entry> = registry.entries().iter().collect();
    let text = match entries.is_empty() {
        true => "nobody has decided anything yet\n".to_owned(),
        false => log_table(&entries),
    };
    (text, json!(entries))
}

fn log_table(entries: &[&Entry]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let mut table = table(&["no.", "at", "who", "as", "did", "model", "hash", "why"]);
    for entry in entries {
        let model = entry.model.as_str();
        let (role, action) = (word(&entry.role), word(&entry.action));
        let number = entry.number.to_string();
        table.add_row([&number, &entry.at, &entry.who, &role, &action, model, short(&entry.model_sha256), &entry.why]);
    }
    format!("{table}\n")
}

/// A decision that was written.
pub(super) fn decided(entry: &Entry, passed_over: &[String]) -> (String, Value) {
    let mut text: String = passed_over.iter().map(|why| format!("passed over {why}\n")).collect();
    let (model, number, who) = (&entry.model, entry.number, &entry.who);
    text += &format!("{model}: {} by {who}; entry {number} of the log, hash {}\n", word(&entry.action), entry.sha256);
    (text, json!({ "entry": entry, "passed_over": passed_over }))
}

/// Two models side by side.
pub(super) fn compared(comparison: &Comparison, place: &Path) -> (String, Value) {
    let name = |scores: &Scores| scores.model.clone();
    let mut table = table(&["", &name(&comparison.champion), &name(&comparison.challenger)]);
    let figures = |scores: &Scores| scores.figures();
    let (champion, challenger) = (figures(&comparison.champion), figures(&comparison.challenger));
    for (name, own) in &challenger {
        let other =
            champion.iter().find(|(other, _)| other == name).map_or("no probability".into(), |(_, m)| figure(m));
        table.add_row([*name, &other, &figure(own)]);
    }
    let (slice, labels) = (&comparison.slice, &comparison.labels);
    let behind = comparison.falls_behind();
    let verdict = match behind.is_empty() {
        true => format!("{} may take the place of {}", comparison.challenger.model, comparison.champion.model),
        false => {
            format!("{} falls behind {}: {}", comparison.challenger.model, comparison.champion.model, behind.join("; "))
        }
    };
    let twice = match comparison.lines_twice {
        0 => String::new(),
        twice => format!("; {twice} were met again in another file and count once"),
    };
    let text = format!(
        "{table}\n{} lines of {} to {}, {} with an outcome, {} of them found; outcomes known up to {}{twice}\n{verdict}\n{}\n",
        comparison.rows,
        slice.from,
        slice.to,
        labels.all(),
        labels.all() - labels.clear,
        slice.known_until,
        place.display()
    );
    (text, json!({ "file": place, "comparison": comparison, "falls_behind": behind }))
}

fn figure(measured: &Measured) -> String {
    format!("{:.3} ({:.3} to {:.3})", measured.value, measured.low, measured.high)
}
