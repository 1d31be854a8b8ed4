//! The supervisor's figures: how often what was opened held something, by what had pointed at it, and what waits.

use super::desk::Desk;
use super::fault::Page;
use super::form;
use super::form::Form;
use super::frame::Here;
use super::lang::Lang;
use super::lang::Text;
use super::seat::Seat;
use super::told;
use super::words::offices as w;
use super::words::queue as wq;
use crate::cases::Deed;
use crate::cases::Rate;
use crate::cases::Statistics;
use crate::model::clopper_pearson;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::RawQuery;
use axum::extract::State;
use chrono::TimeDelta;
use maud::Markup;
use maud::html;

/// Days looked back where nothing else is asked.
const DAYS: i64 = 90;
const SURE: f64 = 0.95;

/// `/figures`
pub async fn figures(State(desk): State<Desk>, seat: Seat, RawQuery(text): RawQuery) -> Page {
    seat.must(Deed::ViewStatistics)?;
    let form = Form::read(text.unwrap_or_default().as_bytes());
    let today = desk.today();
    let day = |name: &str| form::day(form.get(name));
    let until = day("until").unwrap_or(today);
    let since = day("since").unwrap_or(until - TimeDelta::days(DAYS)).min(until);
    let who = seat.actor.clone();
    let figures = desk.ask(move |store| store.statistics(&who, since, until)).await?;
    let lang = seat.lang();
    let random = figures.by_lane.iter().find(|rate| rate.key == "audit").cloned().unwrap_or_default();
    let aimed = figures.by_lane.iter().filter(|rate| rate.key != "audit").fold(Rate::default(), |sum, rate| Rate {
        key: String::new(),
        decided: sum.decided + rate.decided,
        inspected: sum.inspected + rate.inspected,
        found: sum.found + rate.found,
    });
    Ok(seat.frame(Here::Figures, lang.t(w::FIGURES)).page(html! {
        div.bar {
            h1 { (lang.t(w::FIGURES)) }
            form.span action="/figures" method="get" {
                label for="since" { (lang.t(w::SINCE)) } input type="date" id="since" name="since" value=(since);
                label for="until" { (lang.t(w::UNTIL)) } input type="date" id="until" name="until" value=(until);
                button type="submit" { (lang.t(wq::APPLY)) }
            }
        }
        dl.tiles {
            (tile(lang, w::T_PRECISION, share(&aimed), &format!("{} · {}", precise(&aimed, lang), lang.t(w::T_PRECISION_HINT))))
            (tile(lang, w::T_RANDOM, share(&random), &format!("{} · {}", precise(&random, lang), lang.t(w::T_RANDOM_HINT))))
            (tile(lang, w::T_FOUND, format!("{} / {}", numbers::grouped(figures.found), numbers::grouped(figures.inspected)), lang.t(w::T_FOUND_HINT)))
            (tile(lang, w::T_SEIZED, numbers::mass(Some(figures.seized_kg)), &numbers::dollars(Some(figures.seized_value_usd))))
            (tile(lang, w::T_OVERDUE, numbers::grouped(figures.overdue), lang.t(w::T_OVERDUE_HINT)))
            (tile(lang, w::T_SECOND, numbers::grouped(figures.proposals), lang.t(w::T_SECOND_HINT)))
        }
        p.hint { (lang.t(w::INTERVALS)) }
        div.masonry {
            (rates(lang, "lane", w::BY_LANE, &figures.by_lane, |key| told::lane_name(key, lang).to_owned()))
            (backlog(&figures, lang))
            (rates(lang, "model", w::BY_MODEL, &figures.by_model, legible))
            (rates(lang, "typology", w::BY_TYPOLOGY, &figures.by_typology, |key| told::typology(key, lang)))
            (rates(lang, "signal", w::BY_SIGNAL, &figures.by_signal, legible))
            (rates(lang, "officer", w::BY_OFFICER, &figures.by_officer, legible))
            (rates(lang, "office", w::BY_OFFICE, &figures.by_office, legible))
            (per_day(&figures, lang))
        }
    }))
}

fn tile(lang: Lang, name: Text, value: String, hint: &str) -> Markup {
    html! { div { dt { (lang.t(name)) } dd { (value) " " small { (hint) } } } }
}

/// The interval of the share found.
fn precise(rate: &Rate, lang: Lang) -> String {
    if rate.inspected == 0 {
        return lang.t(w::NOTHING_OPENED).to_owned();
    }
    let (low, high) = interval(rate);
    format!("{} – {}", numbers::percent(low), numbers::percent(high))
}

fn share(rate: &Rate) -> String {
    if rate.inspected == 0 {
        return "–".into();
    }
    numbers::percent(rate.found as f64 / rate.inspected as f64)
}

fn interval(rate: &Rate) -> (f64, f64) {
    clopper_pearson(rate.inspected as f64, rate.found as f64, SURE)
}

fn rates(lang: Lang, id: &str, title: Text, rates: &[Rate], name: impl Fn(&str) -> String) -> Markup {
    html! {
        section.panel aria-labelledby={ "by-" (id) } {
            h2 id={ "by-" (id) } { (lang.t(title)) }
            @if rates.is_empty() { p.soft { (lang.t(w::NOTHING_DECIDED)) } } @else {
                div.wide tabindex="0" role="group" aria-labelledby={ "by-" (id) } {
                    table.rates {
                        thead { tr {
                            th scope="col" { (lang.t(title)) }
                            th.n scope="col" { (lang.t(w::R_DECIDED)) }
                            th.n scope="col" { (lang.t(w::R_INSPECTED)) }
                            th.n scope="col" { (lang.t(w::R_FOUND)) }
                            th.n scope="col" { (lang.t(w::R_RATE)) }
                            th scope="col" { (lang.t(w::R_INTERVAL)) }
                        } }
                        tbody {
                            @for rate in rates {
                                tr {
                                    th scope="row" { @let told = name(&rate.key); @if told.is_empty() { (lang.t(wq::WITHOUT)) } @else { (told) } }
                                    td.n { (numbers::grouped(rate.decided)) }
                                    td.n { (numbers::grouped(rate.inspected)) }
                                    td.n { (numbers::grouped(rate.found)) }
                                    td.n { @if rate.inspected > 0 { (share(rate)) } @else { "–" } }
                                    td { @if rate.inspected > 0 { (whisker(rate)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The interval drawn from 0 to 1, with its ends in words for those who do not see it.
fn whisker(rate: &Rate) -> Markup {
    let (low, high) = interval(rate);
    let at = |share: f64| format!("{:.1}", share.clamp(0.0, 1.0) * 100.0);
    let told = format!("{}–{}", numbers::percent(low), numbers::percent(high));
    html! {
        svg.whisker viewBox="0 0 100 10" width="110" height="11" preserveAspectRatio="none" role="img" aria-label=(told) {
            rect.rest y="4" width="100" height="2" {}
            rect.range x=(at(low)) y="3" width=(format!("{:.1}", ((high - low) * 100.0).max(0.5))) height="4" {}
            rect.full x=(format!("{:.1}", (rate.found as f64 / rate.inspected as f64 * 100.0 - 1.0).clamp(0.0, 98.0))) width="2" height="10" {}
        }
        " " span.soft { (told) }
    }
}

fn backlog(figures: &Statistics, lang: Lang) -> Markup {
    let most = figures.ages.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    html! {
        section.panel aria-labelledby="backlog" {
            h2 id="backlog" { (lang.t(w::BACKLOG)) }
            p { @for (index, (state, n)) in figures.backlog.iter().enumerate() {
                @if index > 0 { " · " }
                a href={ "/?state=" (state.name()) } { (told::state_name(*state, lang)) } " " b { (numbers::grouped(*n)) }
            } }
            table.rates {
                thead { tr { th scope="col" { (lang.t(w::AGE_DAYS)) } th.n scope="col" { (lang.t(w::OPEN_CASES)) } th aria-hidden="true" {} } }
                tbody {
                    @for (age, n) in &figures.ages {
                        tr {
                            th scope="row" { (legible(age)) }
                            td.n { (numbers::grouped(*n)) }
                            td aria-hidden="true" { svg.bar viewBox="0 0 100 8" width="120" height="9" preserveAspectRatio="none" { rect.full width=(n * 100 / most) height="8" {} } }
                        }
                    }
                }
            }
        }
    }
}

fn per_day(figures: &Statistics, lang: Lang) -> Markup {
    let most = figures.per_day.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let width = figures.per_day.len().max(1) as u64 * 6;
    html! {
        section.panel aria-labelledby="per-day" {
            h2 id="per-day" { (lang.t(w::PER_DAY)) }
            @if figures.per_day.is_empty() { p.soft { (lang.t(w::NOTHING_DECIDED)) } } @else {
                @let first = figures.per_day[0].0;
                @let last = figures.per_day[figures.per_day.len() - 1].0;
                svg.days viewBox={ "0 0 " (width) " 60" } width="100%" height="80" preserveAspectRatio="none" role="img"
                    aria-label=(lang.with(w::PER_DAY_TOLD, &[("first", &first), ("last", &last), ("most", &most)])) {
                    @for (index, (_, n)) in figures.per_day.iter().enumerate() {
                        @let height = n * 58 / most;
                        rect.full x=(index * 6) y=(60 - height) width="5" height=(height) {}
                    }
                }
                p.hint { (lang.with(w::PER_DAY_TOLD, &[("first", &first), ("last", &last), ("most", &most)])) }
            }
        }
    }
}
