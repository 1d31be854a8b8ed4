//! The declared way of the goods: where it touches ground, how long it is, how far it strays.

use super::places::{Country, Places, Point};

/// Below this direct distance a detour says nothing, km.
const LEAST_DIRECT_KM: f64 = 100.0;

/// The stations of a declaration as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way<'a> {
    pub exit: Option<&'a str>,
    pub export: Option<&'a str>,
    pub transit: Option<&'a str>,
    pub discharge: Option<&'a str>,
    pub destination: Option<&'a Country>,
}

impl<'a> Way<'a> {
    fn transit_countries<'p>(&self, places: &'p Places) -> impl Iterator<Item = &'p Country> {
        let parts = self.transit.into_iter().flat_map(|text| text.split(';'));
        parts.filter_map(|part| places.country(part.trim()))
    }

    /// Countries of transit and of the discharge port, in order.
    pub fn touched<'p>(&self, places: &'p Places) -> Vec<&'p Country> {
        let discharge = self.discharge.and_then(|port| places.country_of_port(port));
        self.transit_countries(places).chain(discharge).collect()
    }

    /// Whether the goods are discharged in another country than that of destination; `None` where either is unknown.
    pub fn discharged_elsewhere(&self, places: &Places) -> Option<bool> {
        let discharged = places.country_of_port(self.discharge?)?;
        Some(discharged.alpha2 != self.destination?.alpha2)
    }

    /// Length of the way in km and its ratio to the direct great circle; `None` where an end is unknown.
    pub fn length_km(&self, places: &Places) -> Option<(f64, Option<f64>)> {
        let point_of = |port: &str| {
            let known = places.port(port).map(|port| port.point);
            known.or_else(|| places.country_of_port(port).map(|country| country.point))
        };
        let from_country = || self.export.and_then(|text| places.country(text)).map(|country| country.point);
        let start = self.exit.and_then(point_of).or_else(from_country)?;
        let destination = self.destination?;
        let left_from = self
            .exit
            .and_then(|port| places.country_of_port(port))
            .or_else(|| self.export.and_then(|text| places.country(text)));
        let discharge = self.discharge.and_then(|port| Some((point_of(port)?, places.country_of_port(port))));
        let discharge_country = discharge.and_then(|(_, country)| country);
        let mut stations: Vec<Point> = vec![start];
        for country in self.transit_countries(places) {
            let same = |other: Option<&Country>| other.is_some_and(|other| other.alpha2 == country.alpha2);
            if !same(left_from) && !same(discharge_country) && !same(Some(destination)) {
                stations.push(country.point);
            }
        }
        let arrives = discharge_country.is_some_and(|country| country.alpha2 == destination.alpha2);
        stations.extend(discharge.map(|(point, _)| point));
        if !arrives {
            stations.push(destination.point);
        }
        let route: f64 = stations.windows(2).map(|pair| pair[0].distance_km(pair[1])).sum();
        let direct = stations.last().map_or(0.0, |end| start.distance_km(*end));
        Some((route, (direct >= LEAST_DIRECT_KM).then(|| route / direct)))
    }
}
