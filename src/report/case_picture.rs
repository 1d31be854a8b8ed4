//! The first cases as bars: how high the risk is, and which family of reasons carries it.

use super::CaseLine;
use super::families;
use super::legible::shortened;
use super::numbers::percent;
use super::numbers::risk;
use maud::Markup;
use maud::html;

/// Cases in the picture; the rest stands below in words.
const SHOWN: usize = 20;
const WIDTH: f64 = 1140.0;
const BAR_LEFT: f64 = 520.0;
const BAR_RIGHT: f64 = 1080.0;
const ROW: f64 = 27.0;
const TOP: f64 = 24.0;

/// Horizontal bars, best case first; what no reason carries stays grey.
pub(super) fn case_picture(cases: &[CaseLine]) -> Markup {
    let shown = &cases[..cases.len().min(SHOWN)];
    if shown.is_empty() {
        return html! { p.empty { "No record was picked this night." } };
    }
    let bottom = TOP + ROW * shown.len() as f64;
    let height = bottom + 22.0;
    html! {
        figure {
            div.wide {
                svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-labelledby="top-bars top-desc" {
                    title id="top-bars" { "Risk of the first " (shown.len()) " cases by family of reasons" }
                    desc id="top-desc" { "Each bar is as long as the risk of the case; its colours are the families of the reasons. The same numbers stand in words under Ranked cases." }
                    @for tick in 0..=4 {
                        @let share = f64::from(tick) / 4.0;
                        @let x = BAR_LEFT + share * (BAR_RIGHT - BAR_LEFT);
                        line.grid x1=(at(x)) x2=(at(x)) y1=(TOP - 6.0) y2=(at(bottom)) {}
                        text.tick x=(at(x)) y=(at(bottom + 15.0)) text-anchor="middle" { (format!("{share:.2}")) }
                    }
                    text.label x=(BAR_LEFT) y="12" { "risk" }
                    @for (row, case) in shown.iter().enumerate() { (bar(case, TOP + ROW * row as f64)) }
                }
            }
            (legend(shown))
            figcaption {
                "The first " (shown.len()) " cases in order of priority. Bar length: risk. Colour: family of reasons, by its share of the score; grey: no single reason."
            }
        }
    }
}

fn bar(case: &CaseLine, y: f64) -> Markup {
    let full = (BAR_RIGHT - BAR_LEFT) * if case.risk.is_finite() { case.risk.clamp(0.0, 1.0) } else { 0.0 };
    let mut x = BAR_LEFT;
    let parts: Vec<_> = families::shares(case)
        .into_iter()
        .map(|(family, share)| {
            let part = (x, full * share, family, share);
            x += full * share;
            part
        })
        .collect();
    html! {
        text.rank x="26" y=(at(y + 16.0)) text-anchor="end" { (case.rank) }
        text.goods x="36" y=(at(y + 16.0)) { (shortened(&case.goods, 42)) }
        text.where x=(at(BAR_LEFT - 14.0)) y=(at(y + 16.0)) text-anchor="end" { (shortened(&way(case), 22)) }
        rect.rest x=(at(BAR_LEFT)) y=(at(y + 3.0)) width=(at(full)) height="18" {
            title { "Case " (case.rank) ": risk " (risk(case.risk)) }
        }
        @for (x, width, family, share) in parts {
            rect x=(at(x)) y=(at(y + 3.0)) width=(at((width - 1.0).max(0.5))) height="18" fill=(family.colour) {
                title { "Case " (case.rank) ": " (family.name_en) " carries " (percent(share)) " of the score" }
            }
        }
        text.value x=(at(BAR_LEFT + full + 7.0)) y=(at(y + 16.0)) { (risk(case.risk)) }
    }
}

/// Mineral and destination, as far as known.
fn way(case: &CaseLine) -> String {
    match (case.mineral.as_deref(), case.destination.as_str()) {
        (None, destination) => destination.into(),
        (Some(mineral), "") => mineral.into(),
        (Some(mineral), destination) => format!("{mineral} → {destination}"),
    }
}

fn legend(cases: &[CaseLine]) -> Markup {
    let used: Vec<&str> = cases.iter().flat_map(families::shares).map(|(family, _)| family.id).collect();
    html! {
        ul.legend {
            @for family in families::FAMILIES.iter().filter(|family| used.contains(&family.id)) {
                li {
                    span.swatch style={ "background:" (family.colour) } {}
                    (family.name_en) " " span.zh lang="zh-Hans" { (family.name_zh) }
                }
            }
        }
    }
}

fn at(coordinate: f64) -> String {
    format!("{coordinate:.1}")
}
