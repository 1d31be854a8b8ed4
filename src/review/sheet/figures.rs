//! Price, packing and density among peers.

use super::panel::Panel;
use crate::cases::AmongPeers;
use crate::cases::Dossier;
use crate::report::legible::spelled;
use crate::review::lang::Lang;
use crate::review::pictures::Drawing;
use crate::review::pictures::Marker;
use crate::review::pictures::Strip;
use crate::review::pictures::peers;
use crate::review::pictures::place_in_words;
use crate::review::pictures::plain;
use crate::review::pictures::svg;
use maud::Markup;
use maud::html;

/// Unit price against peers and against the exporter's own past.
pub(super) fn price(dossier: &Dossier, prefix: &str, lang: Lang) -> Panel {
    let strips = price_strips(dossier, lang);
    let body = (!strips.is_empty()).then(|| {
        html! {
            (picture(price_picture(dossier, lang).as_ref(), &format!("{prefix}-price-pic"), lang))
            (in_numbers(&strips, "USD/kg", lang))
        }
    });
    Panel {
        key: "price",
        title: lang.of("Unit price", "单价"),
        families: &["valuation"],
        wide: false,
        tall: strips.len() * 7 + 6,
        body,
    }
}

/// The picture of prices; `None` where there are no peers.
pub(crate) fn price_picture(dossier: &Dossier, lang: Lang) -> Option<Drawing> {
    let strips = price_strips(dossier, lang);
    let strips: Vec<Strip> = strips.iter().map(|(name, among)| Strip { name, among }).collect();
    peers(lang.of("Declared unit price among its peers", "申报单价与可比记录"), "USD/kg", &strips, &[], lang)
}

fn price_strips<'a>(dossier: &'a Dossier, lang: Lang) -> Vec<(&'static str, &'a AmongPeers)> {
    let evidence = &dossier.evidence;
    [(lang.of("Peers", "可比记录"), &evidence.price), (lang.of("Own past", "本企业历史"), &evidence.own_price)]
        .into_iter()
        .filter_map(|(name, among)| Some((name, among.as_ref()?)))
        .collect()
}

/// Density as packed, against peers and the solid materials.
pub(super) fn density(dossier: &Dossier, prefix: &str, lang: Lang) -> Panel {
    let evidence = &dossier.evidence;
    let unit = density_unit(lang);
    let body = (evidence.density.is_some() || !evidence.materials.is_empty()).then(|| {
        html! {
            @if let Some(among) = &evidence.density {
                (picture(density_picture(dossier, lang).as_ref(), &format!("{prefix}-density-pic"), lang))
                (in_numbers(&[(lang.of("Peers", "可比记录"), among)], unit, lang))
            }
            @if !evidence.materials.is_empty() {
                p.small {
                    (lang.of("Solid: ", "实体密度："))
                    @for (i, (name, value)) in evidence.materials.iter().enumerate() {
                        @if i > 0 { (lang.of(", ", "，")) }
                        bdi { (spelled(name)) } " " (plain(*value)) " " (unit)
                    }
                    (lang.of(". Packed goods are lighter than the solid, never heavier.", "。包装后密度低于实体，不会更高。"))
                }
            }
        }
    });
    Panel { key: "density", title: lang.of("Density", "密度"), families: &["quantity"], wide: false, tall: 16, body }
}

/// The picture of densities; `None` where there are no peers.
pub(crate) fn density_picture(dossier: &Dossier, lang: Lang) -> Option<Drawing> {
    let among = dossier.evidence.density.as_ref()?;
    let materials = &dossier.evidence.materials;
    let markers: Vec<Marker> =
        materials.iter().take(6).map(|(name, value)| Marker { name: name.clone(), value: *value }).collect();
    let strips = [Strip { name: lang.of("Peers", "可比记录"), among }];
    peers(lang.of("Mass over volume among peers", "重量与体积之比"), density_unit(lang), &strips, &markers, lang)
}

fn density_unit(lang: Lang) -> &'static str {
    lang.of("kg/m³", "千克/立方米")
}

/// Gross over net mass.
pub(super) fn tare(dossier: &Dossier, prefix: &str, lang: Lang) -> Panel {
    let unit = tare_unit(lang);
    let body = dossier.evidence.tare.as_ref().map(|among| {
        let among = &over_net(among);
        let strips = [Strip { name: lang.of("Peers", "可比记录"), among }];
        let title = lang.of("Gross over net mass among peers", "毛重与净重之比");
        html! {
            (picture(peers(title, unit, &strips, &[], lang).as_ref(), &format!("{prefix}-tare-pic"), lang))
            (in_numbers(&[(lang.of("Peers", "可比记录"), among)], unit, lang))
        }
    });
    Panel {
        key: "tare",
        title: lang.of("Gross over net mass", "毛重与净重"),
        families: &["quantity"],
        wide: false,
        tall: 11,
        body,
    }
}

/// Gross over net as per cent over net, which people read faster than 1.029.
pub(super) fn over_net(among: &AmongPeers) -> AmongPeers {
    let percent = |ratio: f64| ((ratio - 1.0) * 1e5).round() / 1e3;
    AmongPeers {
        declared: percent(among.declared),
        quantiles: among.quantiles.iter().map(|(share, ratio)| (*share, percent(*ratio))).collect(),
        ..among.clone()
    }
}

pub(super) fn tare_unit(lang: Lang) -> &'static str {
    lang.of("% over net", "%（毛重超净重）")
}

fn picture(drawing: Option<&Drawing>, id: &str, lang: Lang) -> Markup {
    html! {
        @match drawing {
            Some(drawing) => { figure { (svg(drawing, id)) } }
            None => { p.empty { (lang.of("No peers to compare with.", "无可比记录。")) } }
        }
    }
}

/// The same numbers as a table.
fn in_numbers(strips: &[(&str, &AmongPeers)], unit: &str, lang: Lang) -> Markup {
    html! {
        details.numbers {
            summary { (lang.of("In numbers", "数据")) }
            @for (name, among) in strips {
                p.small {
                    b { (name) } " · " bdi { (spelled(lang.words(&among.peers))) } ": "
                    (place_in_words(among, unit, lang))
                }
                @if !among.quantiles.is_empty() {
                    table {
                        tr {
                            th scope="row" { (lang.of("Share of peers below", "低于此值的比例")) }
                            @for (share, _) in &among.quantiles { td.n { (plain(share * 100.0)) " %" } }
                        }
                        tr {
                            th scope="row" { (unit) }
                            @for (_, value) in &among.quantiles { td.n { (plain(*value)) } }
                        }
                    }
                }
            }
        }
    }
}
