//! Declared figures among those of their peers: unit price, own price, tare, density.

use super::cells::{Line, figure, words};
use crate::baselines::{Baselines, Part, Peers};
use crate::cases::{AmongPeers, Words};
use crate::error::Result;
use crate::reference::Reference;
use crate::schema;
use crate::schema::Column;
use polars::prelude::DataFrame;
use rayon::prelude::*;

/// Shares of the peers at which a picture knows their figure.
const AT: [f64; 17] = [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99];

/// The comparisons that are drawn, by the baseline that signals read.
const DRAWN: [&str; 4] = ["unit-value", "own-unit-value", "tare", "packed-density"];

/// What the lines were compared with.
pub(super) struct Comparisons {
    /// By picture, then by line.
    peers: Vec<Vec<Option<Peers>>>,
}

/// The pictures of one line.
#[derive(Default)]
pub(super) struct Compared {
    pub price: Option<AmongPeers>,
    pub own_price: Option<AmongPeers>,
    pub tare: Option<AmongPeers>,
    pub density: Option<AmongPeers>,
}

impl Comparisons {
    /// Asks the baselines of the evening before.
    pub fn of(baselines: &Baselines, prepared: &DataFrame) -> Result<Comparisons> {
        let peers = DRAWN.par_iter().map(|id| baselines.peers(id, prepared, &AT)).collect::<Result<Vec<_>>>()?;
        Ok(Comparisons { peers })
    }

    /// The pictures of a line, each where figure and peers are known.
    pub fn line(&self, line: &Line, reference: &Reference) -> Compared {
        let of = |picture: usize| self.peers[picture].get(line.row).and_then(Option::as_ref);
        let ratio = |above: Column, below: Column| Some(line.positive(above)? / line.positive(below)?);
        let drawn = |picture: usize, declared: Option<f64>, shift: f64, logarithmic: bool| {
            let peers = of(picture)?;
            let quantiles = peers.quantiles.iter();
            Some(AmongPeers {
                declared: figure(declared?)?,
                peers: told(peers, line, reference),
                n: peers.n,
                quantiles: quantiles.map(|(at, value)| Some((*at, figure(shift + value)?))).collect::<Option<_>>()?,
                logarithmic,
            })
        };
        let price = ratio(schema::STATISTICAL_VALUE_USD, schema::NET_MASS_KG);
        // Baselines keep the tare over the net mass; people read gross over net.
        let gross = ratio(schema::GROSS_MASS_KG, schema::NET_MASS_KG);
        let density = ratio(schema::GROSS_MASS_KG, schema::VOLUME_M3);
        Compared {
            price: drawn(0, price, 0.0, true),
            own_price: drawn(1, price, 0.0, true),
            tare: drawn(2, gross, 1.0, false),
            density: drawn(3, density, 0.0, true),
        }
    }
}

/// Who the peers are: goods, then what else they share, since when.
fn told(peers: &Peers, line: &Line, reference: &Reference) -> Words {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (part_en, part_zh) in peers.parts.iter().filter_map(|part| part_told(*part, line, reference)) {
        en.push(part_en);
        zh.push(part_zh);
    }
    let (since_en, since_zh) = match peers.months {
        Some(months) => (format!("last {months} months"), format!("近{months}个月")),
        None => ("all the past".to_owned(), "全部历史".to_owned()),
    };
    en.push(since_en);
    zh.push(since_zh);
    if peers.widened {
        en.push("wider groups drawn in".to_owned());
        zh.push("参考了更宽范围".to_owned());
    }
    words(en.join(", "), zh.join("，"))
}

fn part_told(part: Part, line: &Line, reference: &Reference) -> Option<(String, String)> {
    let code = |digits: usize| line.text(schema::HS_CODE)?.get(..digits).map(|code| format!("HS {code}"));
    let same = |text: String| (text.clone(), text);
    match part {
        Part::Hs2 => code(2).map(same),
        Part::Hs4 => code(4).map(same),
        Part::Hs6 => code(6).map(same),
        Part::Hs8 => code(8).map(same),
        Part::Hs10 => code(10).map(same),
        Part::Destination => {
            let code = line.text(schema::DESTINATION_COUNTRY)?;
            let country = reference.country(code);
            let name = country.map_or(code.to_owned(), |country| country.name_en.clone());
            let zh = country.map_or(code, |country| country.name_zh.as_str());
            Some((format!("to {name}"), format!("运往{zh}")))
        }
        Part::MassDecade => {
            let decade = line.positive(schema::NET_MASS_KG)?.log10().floor() as i32;
            let (low, high) =
                (crate::signals::number(10f64.powi(decade)), crate::signals::number(10f64.powi(decade + 1)));
            Some((format!("lots of {low}–{high} kg"), format!("每票{low}–{high}千克")))
        }
        Part::Exporter => Some(("this exporter's own lots".to_owned(), "该出口商本身的申报".to_owned())),
        Part::PackageType => {
            let package = line.text(schema::PACKAGE_TYPE)?;
            Some((format!("packages of kind {package}"), format!("包装种类{package}")))
        }
        _ => None,
    }
}
