//! The declared way: on the map and stop by stop.

use super::panel::Panel;
use super::phrases::stop_role;
use crate::cases::Stop;
use crate::report::legible::spelled;
use crate::report::numbers::grouped;
use crate::review::lang::Lang;
use crate::review::pictures::kilometres;
use crate::review::pictures::svg;
use crate::review::pictures::way as map;
use maud::html;

pub(super) fn way(stops: &[Stop], prefix: &str, lang: Lang) -> Panel {
    let body = (!stops.is_empty()).then(|| {
        html! {
            @match map(stops, lang) {
                Some(drawing) => { figure { (svg(&drawing, &format!("{prefix}-way-pic"))) } }
                None => { p.empty { (lang.of("Too few places of the way are known to draw it.", "已知地点不足，无法绘图。")) } }
            }
            ol.stops {
                @for stop in stops {
                    li {
                        b { bdi { (spelled(lang.words(&stop.name))) } } " "
                        span.small {
                            (stop_role(&stop.role, lang)) " · " (spelled(&stop.code))
                            @if !stop.country.is_empty() && !stop.code.starts_with(&stop.country) { " · " (spelled(&stop.country)) }
                            @if stop.latitude.is_none() || stop.longitude.is_none() { (lang.of(" · place not known", " · 地点不详")) }
                        }
                        @if stop.hub { " " span.badge.mild { "◆ " (lang.of("transshipment hub", "转口枢纽")) } }
                    }
                }
            }
            @if let Some(km) = kilometres(stops) {
                p.small { (lang.of("About ", "直线里程约")) (grouped(km.round() as u64)) (lang.of(" km, as the crow flies between the stops.", "公里。")) }
            }
        }
    });
    Panel {
        key: "way",
        title: lang.of("Route", "路线"),
        families: &["routing"],
        wide: false,
        tall: stops.len() + 19,
        body,
    }
}
