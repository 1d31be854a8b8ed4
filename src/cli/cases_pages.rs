//! What `tidewaiter cases` prints for people.

use super::cases_door::plain;
use super::models_tables::table;
use crate::cases::CaseFile;
use crate::cases::Decided;
use crate::cases::Entry;
use crate::cases::Exception;
use crate::cases::NightKnown;
use crate::cases::Queue;
use crate::cases::Standing;
use crate::cases::reason_of;

/// Reasons of a line that are printed.
const REASONS: usize = 3;

/// A list of cases.
pub(super) fn listed(queue: &Queue) -> String {
    let mut page =
        table(&["case", "state", "lane", "risk", "night", "office", "exporter", "goods", "why", "in hand of", "due"]);
    for row in &queue.rows {
        page.add_row([
            row.id.to_string(),
            row.state.name().into(),
            row.lane.clone(),
            format!("{:.2}", row.risk),
            row.night.to_string(),
            plain(&row.office),
            plain(&row.exporter_name),
            plain(&row.goods),
            plain(&row.reason.en),
            row.assignee.clone().unwrap_or_default(),
            row.due_on.map(|day| day.to_string()).unwrap_or_default(),
        ]);
    }
    format!("{page}\n{} of {} cases\n", queue.rows.len(), queue.total)
}

/// A case in full.
pub(super) fn shown(file: &CaseFile, history: &[Entry]) -> String {
    let row = &file.row;
    let mut page = format!(
        "case {}, version {}: {}, lane {}, risk {:.3}, night {}, office {}\n",
        row.id,
        row.version,
        row.state.name(),
        row.lane,
        row.risk,
        row.night,
        plain(&row.office)
    );
    if let Some(run) = &row.withdrawn_by {
        page += &format!("withdrawn by a later run of its night ({run})\n");
    }
    if !row.why.en.is_empty() {
        page += &format!("{}: {}\n", row.kind, plain(&row.why.en));
    }
    for line in &file.lines {
        let dossier = &line.dossier;
        page += &format!(
            "\n{} item {}: {} ({}) from {} to {}, {}\n",
            plain(&dossier.declaration_id),
            dossier.item_no,
            plain(&dossier.goods),
            plain(&dossier.hs_code),
            plain(&dossier.exporter_name),
            plain(&dossier.consignee_name),
            plain(&dossier.destination)
        );
        for reason in dossier.reasons.iter().take(REASONS) {
            page += &format!("  {:3.0} % {}: {}\n", 100.0 * reason.share, reason.signal, plain(&reason.text.en));
        }
        page += &format!("  dossier SHA-256 {}\n", line.sha256);
    }
    if !file.decisions.is_empty() {
        page += "\n";
        file.decisions.iter().for_each(|decided| page += &decision(decided));
    }
    for comment in &file.comments {
        page += &format!("{} {}: {}\n", comment.at.format("%Y-%m-%d %H:%M"), comment.by, plain(&comment.text));
    }
    page += "\n";
    for entry in history {
        let (at, by) = (entry.at.format("%Y-%m-%d %H:%M"), plain(&entry.actor));
        page +=
            &format!("entry {} {at} {by} ({}): {}, SHA-256 {}\n", entry.number, entry.role, entry.deed, entry.sha256);
    }
    page
}

fn decision(decided: &Decided) -> String {
    let told = &decided.decision;
    let reason = reason_of(&told.reason_code).map_or(told.reason_code.as_str(), |reason| reason.en);
    let standing = match decided.standing {
        Standing::Proposed => " (waits for a second person)",
        Standing::Stands => "",
        Standing::Refused => " (refused)",
        Standing::Undone => " (taken back)",
        Standing::Overtaken => " (overtaken)",
    };
    let second = decided.second.as_ref().map_or_else(String::new, |second| {
        format!("; {} by {}", if second.approved { "approved" } else { "refused" }, second.by)
    });
    let (at, by) = (decided.at.format("%Y-%m-%d %H:%M"), &decided.by);
    format!("{at} {by}: {}{standing}, {reason}: {}{second}\n", told.verdict.name(), plain(&told.note))
}

/// What is known honest.
pub(super) fn excepted(exceptions: &[Exception]) -> String {
    let mut page = table(&["exception", "of", "author", "until before", "ended", "cases", "why"]);
    for one in exceptions {
        let scope = &one.scope;
        let parts = [
            ("exporter", &scope.exporter_id),
            ("consignee", &scope.consignee),
            ("code", &scope.hs_prefix),
            ("mineral", &scope.mineral),
            ("signal", &scope.signal),
        ];
        let told = parts.into_iter().filter_map(|(name, part)| Some(format!("{name} {}", part.as_ref()?)));
        page.add_row([
            one.id.to_string(),
            plain(&told.collect::<Vec<_>>().join(", ")),
            one.author.clone(),
            one.expires_on.to_string(),
            one.ended.as_ref().map(|(by, _)| format!("by {by}")).unwrap_or_default(),
            one.cases.to_string(),
            plain(&one.reason),
        ]);
    }
    format!("{page}\n")
}

/// The nights.
pub(super) fn night_list(nights: &[NightKnown]) -> String {
    let mut page = table(&["night", "run", "lines", "capacity", "cases", "scored by", "superseded by"]);
    for night in nights {
        let record = &night.record;
        page.add_row([
            record.night.to_string(),
            plain(&record.run_id),
            record.rows.to_string(),
            record.capacity.to_string(),
            night.cases.to_string(),
            plain(&record.scored_by),
            plain(night.superseded_by.as_deref().unwrap_or_default()),
        ]);
    }
    format!("{page}\n")
}
