//! The declared way of the goods, stop by stop, with what the tables know of the places.

use super::cells::{Line, figure, words};
use crate::cases::{Stop, Words};
use crate::reference::{Country, Point, Reference};
use crate::schema;

/// The stops in order; empty where nothing of the way is declared.
pub(super) fn way(line: &Line, reference: &Reference) -> Vec<Stop> {
    let exit = line.text(schema::EXIT_PORT).map(|code| port("exit", code, reference));
    let exit = exit.or_else(|| line.text(schema::EXPORT_COUNTRY).map(|code| country("exit", code, reference)));
    // Goods of the country they leave from begin their way at the exit.
    let left_from = exit.as_ref().map(|stop| stop.country.clone()).unwrap_or_default();
    let origin = line.text(schema::ORIGIN_COUNTRY).map(|code| country("origin", code, reference));
    let origin = origin.filter(|stop| exit.is_none() || !left_from.is_empty() && stop.country != left_from);
    let transit = line.text(schema::TRANSIT_COUNTRIES).unwrap_or_default();
    let transit = transit.split(';').map(str::trim).filter(|code| !code.is_empty());
    let transit = transit.map(|code| country("transit", code, reference));
    let discharge = line.text(schema::DISCHARGE_PORT).map(|code| port("discharge", code, reference));
    let destination = line.text(schema::DESTINATION_COUNTRY).map(|code| country("destination", code, reference));
    origin.into_iter().chain(exit).chain(transit).chain(discharge).chain(destination).collect()
}

fn country(role: &str, code: &str, reference: &Reference) -> Stop {
    let known = reference.country(code);
    stop(role, code, known.map(named), known.map(|country| country.point), known)
}

fn port(role: &str, code: &str, reference: &Reference) -> Stop {
    let land = reference.country_of_port(code);
    match reference.port(code) {
        Some(port) => {
            let zh = if port.name_zh.is_empty() { &port.name_en } else { &port.name_zh };
            stop(role, code, Some(words(port.name_en.clone(), zh.clone())), Some(port.point), land)
        }
        // A port that no table knows stands where its country does.
        None => stop(role, code, None, land.map(|country| country.point), land),
    }
}

fn named(country: &Country) -> Words {
    words(country.name_en.clone(), country.name_zh.clone())
}

fn stop(role: &str, code: &str, name: Option<Words>, point: Option<Point>, country: Option<&Country>) -> Stop {
    Stop {
        role: role.to_owned(),
        code: code.to_owned(),
        name: name.unwrap_or_else(|| words(code, code)),
        country: country.map(|country| country.alpha2.clone()).unwrap_or_default(),
        latitude: point.and_then(|point| figure(point.lat)),
        longitude: point.and_then(|point| figure(point.lon)),
        hub: country.is_some_and(|country| country.hub),
    }
}
