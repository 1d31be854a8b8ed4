//! The models, read only: who speaks, who listens, what they say of themselves, and who decided it.

use super::desk::Desk;
use super::fault::Fault;
use super::fault::Page;
use super::frame::Here;
use super::lang::Lang;
use super::seat::Seat;
use super::words::offices as w;
use crate::cases::Deed;
use crate::learned::Action;
use crate::learned::Entry;
use crate::learned::Listed;
use crate::learned::Place;
use crate::learned::Registry;
use crate::learned::Role;
use crate::report::legible::legible;
use crate::report::numbers;
use axum::extract::Path;
use axum::extract::State;
use chrono::DateTime;
use maud::Markup;
use maud::html;

fn place_name(place: Place, lang: Lang) -> &'static str {
    lang.t(match place {
        Place::Champion => w::M_CHAMPION,
        Place::Shadow => w::M_SHADOW,
        Place::Waiting => w::M_WAITING,
        Place::Retired => w::M_RETIRED,
    })
}

/// What the registry says: models, log and whether a decision was broken off.
type Told = Result<(Vec<Listed>, Vec<Entry>, bool), String>;

/// `/models`
pub async fn models(State(desk): State<Desk>, seat: Seat) -> Page {
    seat.must(Deed::ViewModels)?;
    let told: Option<Told> = desk
        .work(|desk| {
            let place = desk.settings.models.as_deref()?;
            let registry = Registry::open(place).map_err(|error| error.to_string());
            Some(registry.map(|registry| (registry.models(), registry.entries().to_vec(), registry.unfinished())))
        })
        .await?;
    let lang = seat.lang();
    Ok(seat.frame(Here::Models, lang.t(w::MODELS)).page(html! {
        h1 { (lang.t(w::MODELS)) }
        p.lead { (lang.t(w::MODELS_LEAD)) }
        @match &told {
            None => { div.empty { p { (lang.t(w::NO_MODELS)) } } }
            Some(Err(why)) => { div.panel.fault role="alert" { h2 { (lang.t(w::LOG_BROKEN)) } p { (legible(why)) } } }
            Some(Ok((models, log, unfinished))) => {
                @if *unfinished { p.notice { (lang.t(w::UNFINISHED)) } }
                (list(models, lang))
                (decisions(log, &desk, lang))
            }
        }
    }))
}

fn list(models: &[Listed], lang: Lang) -> Markup {
    html! {
        section.panel aria-labelledby="list" {
            h2 id="list" { (lang.t(w::MODELS)) }
            div.wide tabindex="0" role="group" aria-labelledby="list" {
                table {
                    thead { tr {
                        @for name in [w::M_MODEL, w::M_PLACE, w::M_TRAINED, w::M_ROWS, w::M_LABELS, w::M_STATE] { th scope="col" { (lang.t(name)) } }
                    } }
                    tbody {
                        @for model in models {
                            tr {
                                th scope="row" { a href={ "/models/" (model.model) } { (legible(&model.model)) } }
                                td { span.tag { (place_name(model.place, lang)) } }
                                @match &model.manifest {
                                    Ok(manifest) => {
                                        td { (manifest.trained_on) " · " (legible(&manifest.trained_by)) }
                                        td { (manifest.rows_from) " – " (manifest.rows_to) }
                                        td { (numbers::grouped(manifest.labels.all())) }
                                        td { (lang.t(w::M_WHOLE)) }
                                    }
                                    Err(why) => { td colspan="4" { b.late { (lang.t(w::M_DAMAGED)) } " " (legible(why)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn decisions(log: &[Entry], desk: &Desk, lang: Lang) -> Markup {
    html! {
        section.panel aria-labelledby="log" {
            h2 id="log" { (lang.t(w::M_LOG)) }
            p.hint { (lang.with(w::M_LOG_WHOLE, &[("n", &log.len())])) }
            div.wide tabindex="0" role="group" aria-labelledby="log" {
                table {
                    thead { tr { @for name in [w::A_NUMBER, w::A_AT, w::A_WHO, w::A_DEED, w::M_MODEL, w::M_WHY] { th scope="col" { (lang.t(name)) } } } }
                    tbody {
                        @for entry in log.iter().rev() {
                            tr {
                                td.n { (entry.number) }
                                td.date { (DateTime::parse_from_rfc3339(&entry.at).map_or_else(|_| legible(&entry.at), |at| desk.told(at.to_utc()))) }
                                td { (legible(&entry.who)) " " span.soft { (role_name(entry.role, lang)) } }
                                td.date { (action_name(entry.action, lang)) }
                                td { (legible(&entry.model)) }
                                td { (legible(&entry.why)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn action_name(action: Action, lang: Lang) -> &'static str {
    lang.t(match action {
        Action::Trained => w::M_WAS_TRAINED,
        Action::Promoted => w::M_WAS_PROMOTED,
        Action::RolledBack => w::M_WAS_ROLLED_BACK,
        Action::Shadowed => w::M_WAS_SHADOWED,
        Action::Retired => w::M_WAS_RETIRED,
    })
}

fn role_name(role: Role, lang: Lang) -> &'static str {
    lang.t(match role {
        Role::Trainer => w::M_TRAINER,
        Role::Approver => w::M_APPROVER,
        Role::Operator => w::M_OPERATOR,
    })
}

/// `/models/{name}`
pub async fn model(State(desk): State<Desk>, seat: Seat, Path(name): Path<String>) -> Page {
    seat.must(Deed::ViewModels)?;
    let asked = name.clone();
    let read = desk
        .work(move |desk| {
            let registry = Registry::open(desk.settings.models.as_deref()?).ok()?;
            registry.models().into_iter().find(|known| known.model == asked)?;
            Some(registry.model(&asked).map_err(|error| error.to_string()))
        })
        .await?
        .ok_or(Fault::Missing)?;
    let lang = seat.lang();
    Ok(seat.frame(Here::Models, name.clone()).page(html! {
        p { a href="/models" { "← " (lang.t(w::MODELS)) } }
        @match &read {
            Err(why) => { div.panel.fault role="alert" { h1 { (legible(&name)) } p { b { (lang.t(w::M_DAMAGED)) } } p { (legible(why)) } } }
            Ok(folder) => {
                section.panel {
                    h1 { (legible(&name)) }
                    p.hint { "SHA-256 " code { (folder.manifest.model_sha256) } }
                    pre.card { (folder.card) }
                }
                section.panel aria-labelledby="metrics" {
                    h2 id="metrics" { (lang.t(w::M_METRICS)) }
                    pre.card tabindex="0" { (serde_json::to_string_pretty(&folder.metrics).unwrap_or_default()) }
                }
            }
        }
    }))
}
