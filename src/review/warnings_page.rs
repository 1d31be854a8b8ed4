//! The latest night's warnings of flows that rose, as `tidewaiter warn` wrote them.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::frame::Here;
use super::lang::Lang;
use super::seat::Seat;
use super::told;
use super::words::offices as w;
use crate::cases::Deed;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::State;
use chrono::NaiveDate;
use maud::Markup;
use maud::html;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Greater bulletins are not read.
const BYTES_MAX: u64 = 64 << 20;
const FILE: &str = "bulletin.json";

/// The youngest bulletin below a folder whose sub-folders are named after their days.
fn latest(nights: &Path) -> Option<PathBuf> {
    let mut days: Vec<(NaiveDate, PathBuf)> = fs::read_dir(nights)
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let day = entry.file_name().to_str()?.parse().ok()?;
            // Beside the night's other files, or in a folder of its own.
            let place = [entry.path().join(FILE), entry.path().join("warnings").join(FILE)];
            let place = place.into_iter().find(|place| place.is_file())?;
            Some((day, place))
        })
        .collect();
    days.sort();
    days.pop().map(|(_, place)| place)
}

fn read(place: &Path) -> Result<Value, String> {
    let length = fs::metadata(place).map_err(|cause| cause.to_string())?.len();
    if length > BYTES_MAX {
        return Err(format!("{length} bytes"));
    }
    let text = fs::read_to_string(place).map_err(|cause| cause.to_string())?;
    serde_json::from_str(&text).map_err(|cause| cause.to_string())
}

/// `/warnings`
pub async fn warnings(State(desk): State<Desk>, seat: Seat) -> Page {
    seat.must(Deed::ViewWarnings)?;
    let found = desk
        .work(|desk| {
            let place = desk.settings.nights.as_deref().and_then(latest)?;
            Some(read(&place).map_err(|why| format!("{}: {why}", place.display())))
        })
        .await?;
    let lang = seat.lang();
    let bulletin = match found {
        None => None,
        Some(Ok(bulletin)) => Some(bulletin),
        Some(Err(why)) => return Err(Fault::Broken(why)),
    };
    Ok(seat.frame(Here::Warnings, lang.t(w::WARNINGS)).page(html! {
        h1 { (lang.t(w::WARNINGS)) }
        @match &bulletin {
            None => { div.empty { p { (lang.t(w::NO_BULLETIN)) } p.soft { (lang.t(w::NO_BULLETIN_HINT)) } } }
            Some(bulletin) => { (told_of(bulletin, lang)) }
        }
    }))
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn decimal(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or(f64::NAN)
}

fn told_of(bulletin: &Value, lang: Lang) -> Markup {
    let none = Vec::new();
    let warnings = bulletin["warnings"].as_array().unwrap_or(&none);
    html! {
        p.lead { (lang.with(w::BULLETIN, &[("evening", &text(bulletin, "evening")), ("n", &warnings.len()),
            ("false_alarms", &format!("{:.0}", decimal(&bulletin["thresholds"], "alarms_a_year")))])) }
        @if warnings.is_empty() { div.empty { p { (lang.t(w::QUIET)) } } }
        @for warning in warnings {
            article.panel.warning {
                h2 {
                    (told::mineral(text(warning, "mineral"), lang)) " → " (legible(text(warning, "destination")))
                    @if warning["hub"] == true { " " span.tag { (lang.t(w::HUB)) } }
                    @if let Some(from) = warning["from"].as_object() {
                        " " span.soft { (lang.with(w::FELL, &[("place", &legible(from["destination"].as_str().unwrap_or_default()))])) }
                    }
                }
                div.columns {
                    dl.facts {
                        dt { (lang.t(w::SINCE_DAY)) } dd { (legible(text(warning, "onset"))) " " span.soft { "(" (legible(text(warning, "onset_from"))) " – " (legible(text(warning, "onset_to"))) ")" } }
                        dt { (lang.t(w::LINES_WEEK)) } dd { (format!("{:.1}", decimal(warning, "lines_a_week"))) " " span.soft { (lang.with(w::USUAL, &[("n", &format!("{:.1}", decimal(warning, "usual_lines_a_week")))])) } }
                        dt { (lang.t(w::STRENGTH)) } dd { (format!("{:.2}×", decimal(warning, "over_threshold"))) " " span.soft { (lang.with(w::BY_CHANCE, &[("n", &format!("{:.2}", decimal(warning, "as_strong_by_chance_a_year")))])) } }
                        dt {} dd { a href={ "/?mineral=" (super::frame::encoded(text(warning, "mineral"))) "&destination=" (super::frame::encoded(text(warning, "destination"))) } { (lang.t(w::ITS_CASES)) } }
                    }
                    (weeks(warning, lang))
                }
            }
        }
        (gaps(bulletin, lang))
    }
}

/// The weeks as bars, those since the onset in the colour of a warning.
fn weeks(warning: &Value, lang: Lang) -> Markup {
    let none = Vec::new();
    let weeks = warning["weeks"].as_array().unwrap_or(&none);
    let lines: Vec<u64> = weeks.iter().map(|week| week["lines"].as_u64().unwrap_or(0)).collect();
    let most = lines.iter().copied().max().unwrap_or(0).max(1);
    let onset = text(warning, "onset");
    let told = lang.with(w::WEEKS_TOLD, &[("n", &weeks.len()), ("most", &most), ("onset", &onset)]);
    html! {
        figure {
            svg.days viewBox={ "0 0 " (weeks.len().max(1) * 6) " 60" } width="100%" height="80" preserveAspectRatio="none" role="img" aria-label=(told) {
                @for (index, (week, n)) in weeks.iter().zip(&lines).enumerate() {
                    @let height = n * 58 / most;
                    rect.full.since[text(week, "begins") >= onset] x=(index * 6) y=(60 - height) width="5" height=(height) {}
                }
            }
            figcaption.hint { (told) }
        }
    }
}

fn gaps(bulletin: &Value, lang: Lang) -> Markup {
    let none = Vec::new();
    let gaps = bulletin["mirror_gaps"].as_array().unwrap_or(&none);
    html! {
        @if !gaps.is_empty() {
            section.panel aria-labelledby="gaps" {
                h2 id="gaps" { (lang.t(w::GAPS)) }
                p.hint { (lang.t(w::GAPS_HINT)) }
                div.wide tabindex="0" role="group" aria-labelledby="gaps" {
                    table { tbody { @for gap in gaps.iter().take(15) {
                        @if let Some(fields) = gap.as_object() {
                            tr { @for (name, value) in fields.iter().take(8) { td { span.soft { (legible(name)) } br; (plain(value)) } } }
                        }
                    } } }
                }
            }
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => legible(text),
        Value::Number(number) => match (number.as_u64(), number.as_f64()) {
            (Some(whole), _) => numbers::grouped(whole),
            (None, Some(value)) => format!("{value:.2}"),
            _ => String::new(),
        },
        Value::Bool(yes) => yes.to_string(),
        _ => "–".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_youngest_bulletin_is_read_wherever_it_lies() {
        let nights = tempfile::tempdir().unwrap();
        assert_eq!(latest(nights.path()), None);
        for (day, inner) in [("2025-07-30", ""), ("2025-07-31", "warnings"), ("notes", "")] {
            let folder = nights.path().join(day).join(inner);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(FILE), "{}").unwrap();
        }
        fs::create_dir_all(nights.path().join("2025-08-01")).unwrap();
        assert!(latest(nights.path()).unwrap().ends_with("2025-07-31/warnings/bulletin.json"));
    }
}
