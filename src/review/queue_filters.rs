//! The filters beside the queue: what is chosen, and what else could be, with counts.

use super::lang::Lang;
use super::lang::Text;
use super::query::NONE;
use super::query::Query;
use super::queue_page::value_told;
use super::seat::Seat;
use super::words::queue as w;
use crate::cases::Facets;
use crate::report::numbers;
use maud::Markup;
use maud::html;

/// Values of a list that are shown at once; the rest opens.
const SHOWN: usize = 6;

/// The names of filters in words.
fn name_told(name: &str) -> Text {
    match name {
        "state" => w::F_STATE,
        "lane" => w::F_LANE,
        "mineral" => w::F_MINERAL,
        "typology" => w::F_TYPOLOGY,
        "destination" => w::F_DESTINATION,
        "office" => w::F_OFFICE,
        "exporter" => w::F_EXPORTER,
        "verdict" => w::F_VERDICT,
        "who" => w::F_WHO,
        "since" => w::F_SINCE,
        "until" => w::F_UNTIL,
        "risk" => w::F_RISK,
        "due" => w::F_DUE,
        "proposed" => w::F_PROPOSED,
        "excepted" => w::F_EXCEPTED,
        _ => w::F_TEXT,
    }
}

/// The column beside the queue.
pub(super) fn filters(query: &Query, facets: &Facets, seat: &Seat) -> Markup {
    let lang = seat.lang();
    let texts = |list: &[(String, u64)]| list.to_vec();
    let states: Vec<(String, u64)> = facets.states.iter().map(|(state, n)| (state.name().to_owned(), *n)).collect();
    let whose: Vec<(String, u64)> = facets
        .assignees
        .iter()
        .map(|(user, n)| match user.as_str() {
            "" => ("nobody".to_owned(), *n),
            user if user == seat.actor.user => ("me".to_owned(), *n),
            user => (format!("@{user}"), *n),
        })
        .collect();
    html! {
        aside.filters aria-labelledby="filters-title" {
            h2 id="filters-title" { (lang.t(w::FILTERS)) }
            (chosen(query, lang))
            (list(query, "state", &states, lang))
            (list(query, "lane", &texts(&facets.lanes), lang))
            (one_of(query, "who", &whose, lang))
            (list(query, "mineral", &texts(&facets.minerals), lang))
            (list(query, "typology", &texts(&facets.typologies), lang))
            (list(query, "destination", &texts(&facets.destinations), lang))
            (list(query, "office", &texts(&facets.offices), lang))
            (ranges(query, lang))
        }
    }
}

fn chosen(query: &Query, lang: Lang) -> Markup {
    html! {
        @if !query.is_bare() {
            ul.chosen {
                @for (name, value) in query.pairs().filter(|(name, _)| *name != "sort") {
                    @let told = value_told(name, value, lang);
                    li {
                        a.chip href=(query.toggled(name, value).address(1)) aria-label=(lang.with(w::REMOVE, &[("what", &told)])) {
                            span.soft { (lang.t(name_told(name))) } " " (told) " ×"
                        }
                    }
                }
                li { a.chip.quiet href="/" { (lang.t(w::CLEAR)) } }
            }
        }
    }
}

fn list(query: &Query, name: &'static str, values: &[(String, u64)], lang: Lang) -> Markup {
    let entry = |(value, n): &(String, u64)| {
        let value = if value.is_empty() { NONE } else { value };
        let on = query.has(name, value);
        html! {
            li { a.facet.on[on] href=(query.toggled(name, value).address(1)) aria-current=[on.then_some("true")] {
                span { (value_told(name, value, lang)) } " " span.n { (numbers::grouped(*n)) }
            } }
        }
    };
    html! {
        @if !values.is_empty() {
            h3 id={ "facet-" (name) } { (lang.t(name_told(name))) }
            ul.facets aria-labelledby={ "facet-" (name) } { @for value in values.iter().take(SHOWN) { (entry(value)) } }
            @if values.len() > SHOWN {
                details.more {
                    summary { (lang.with(w::MORE, &[("n", &(values.len() - SHOWN))])) }
                    ul.facets { @for value in &values[SHOWN..] { (entry(value)) } }
                }
            }
        }
    }
}

/// As [`list`], where a second choice takes the place of the first.
fn one_of(query: &Query, name: &'static str, values: &[(String, u64)], lang: Lang) -> Markup {
    html! {
        @if !values.is_empty() {
            h3 id={ "facet-" (name) } { (lang.t(name_told(name))) }
            ul.facets aria-labelledby={ "facet-" (name) } {
                @for (value, n) in values.iter().take(SHOWN) {
                    @let on = query.has(name, value);
                    @let to = if on { query.set(name, "") } else { query.set(name, value) };
                    li { a.facet.on[on] href=(to.address(1)) aria-current=[on.then_some("true")] {
                        span { (value_told(name, value, lang)) } " " span.n { (numbers::grouped(*n)) }
                    } }
                }
            }
        }
    }
}

fn ranges(query: &Query, lang: Lang) -> Markup {
    html! {
        form.ranges action="/" method="get" {
            @for (name, value) in query.pairs().filter(|(name, _)| !matches!(*name, "since" | "until" | "risk")) {
                input type="hidden" name=(name) value=(value);
            }
            label for="risk" { (lang.t(w::F_RISK)) }
            input type="number" id="risk" name="risk" min="0" max="1" step="0.05" value=(query.get("risk"));
            fieldset {
                legend { (lang.t(w::F_NIGHT)) }
                label for="since" { (lang.t(w::F_SINCE)) }
                input type="date" id="since" name="since" value=(query.get("since"));
                label for="until" { (lang.t(w::F_UNTIL)) }
                input type="date" id="until" name="until" value=(query.get("until"));
            }
            button type="submit" { (lang.t(w::APPLY)) }
        }
    }
}
