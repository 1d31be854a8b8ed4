//! Decisions as labels: one for each line that was opened.

use super::act::permit;
use super::chain::Writing;
use super::fault::damaged;
use super::rows::case_seen;
use super::time;
use crate::cases::accounts::Label;
use crate::cases::decision::Finding;
use crate::cases::decision::LineName;
use crate::cases::refused::Answer;
use crate::cases::refused::Refused;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::NaiveDate;
use rusqlite::params;
use serde_json::json;

pub(super) fn labels(
    writing: &mut Writing,
    who: &Actor,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Answer<Vec<Label>> {
    permit(who, Deed::ExportLabels)?;
    let mut labels = Vec::new();
    {
        let mut statement = writing.tx.prepare_cached(
            "SELECT case_id, finding, coalesce(second_at, at) FROM decisions \
             WHERE finding IS NOT NULL AND standing = 'stands' ORDER BY id",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (case, finding, at): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let known_on = time::day_of(time::instant(&at)?, writing.rules);
            if since.is_some_and(|since| known_on < since) || until.is_some_and(|until| known_on > until) {
                continue;
            }
            match case_seen(writing.tx, who, case) {
                Ok(_) => {}
                Err(Refused::Unknown { .. }) => continue,
                Err(other) => return Err(other),
            }
            let finding: Finding = serde_json::from_str(&finding).map_err(damaged)?;
            of_case(writing, case, &finding, known_on, &mut labels)?;
        }
    }
    labels.sort_by(|a, b| (&a.declaration_id, a.item_no, a.known_on).cmp(&(&b.declaration_id, b.item_no, b.known_on)));
    let details = json!({ "since": since, "until": until, "labels": labels.len() });
    writing.entry(who, "export-labels", "labels", &details, &[])?;
    Ok(labels)
}

fn of_case(
    writing: &Writing,
    case: i64,
    finding: &Finding,
    known_on: NaiveDate,
    labels: &mut Vec<Label>,
) -> Answer<()> {
    let mut statement = writing.tx.prepare_cached(
        "SELECT declaration_id, item_no, lane, audit_probability FROM case_lines \
         WHERE case_id = ? AND withdrawn_by IS NULL ORDER BY priority DESC, declaration_id, item_no, id",
    )?;
    let mut rows = statement.query(params![case])?;
    let mut seen: Vec<LineName> = Vec::new();
    while let Some(row) = rows.next()? {
        let line = LineName { declaration_id: row.get(0)?, item_no: row.get(1)? };
        // A line that was declared again on a later night stands in a case twice; it was opened once.
        if seen.contains(&line) || !finding.of_line(&line.declaration_id, line.item_no) {
            continue;
        }
        let (lane, probability): (String, f64) = (row.get(2)?, row.get(3)?);
        let random = lane == "audit" && probability > 0.0;
        let leading = seen.is_empty();
        labels.push(Label {
            declaration_id: line.declaration_id.clone(),
            item_no: line.item_no,
            outcome: finding.outcome.name().into(),
            typology: finding.typology.clone(),
            seized_kg: finding.seized_kg.filter(|_| leading),
            seized_value_usd: finding.seized_value_usd.filter(|_| leading),
            inspected_on: finding.inspected_on,
            known_on,
            selected_by: if random { "random" } else { "model" }.into(),
            selection_probability: random.then_some(probability),
        });
        seen.push(line);
    }
    Ok(())
}
