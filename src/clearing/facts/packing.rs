//! Number of packages, volume and supplementary quantity.

use crate::baselines::{PEER_DENSITY, PEER_PACKAGE_MASS, PEER_PIECES};
use crate::clearing::change::Change;
use crate::clearing::form::Proposal;
use crate::clearing::line::Line;
use crate::schema::{GROSS_MASS_KG, NET_MASS_KG, PACKAGES_N, QUANTITY, VOLUME_M3};
use crate::signals::Text;

const PACKED: Text = Text { en: "packing list and tally sheet of the loading", zh: "装箱单及装货理货单" };

pub(in crate::clearing) static PACKAGES: Proposal = Proposal {
    id: "packages",
    fact: Text { en: "Packages", zh: "件数" },
    document: PACKED,
    answers: &["package-mass-off-norm", "value-per-package-off-norm", "net-mass-not-whole-packages"],
    changes: |line| {
        let told = line.positive(PACKAGES_N).zip(line.positive(NET_MASS_KG)).zip(line.positive(PEER_PACKAGE_MASS));
        told.and_then(|((packages, net), mass)| {
            Change::of_number(PACKAGES_N, packages, (net / mass).round().max(1.0), "", "件")
        })
        .into_iter()
        .collect()
    },
};

pub(in crate::clearing) static VOLUME: Proposal = Proposal {
    id: "volume",
    fact: Text { en: "Volume", zh: "体积" },
    document: PACKED,
    answers: &[
        "packed-density-off-norm",
        "packed-density-off-norm-again",
        "packed-like-what-it-covers",
        "gross-mass-without-reason",
        "container-overfull",
    ],
    changes: |line| {
        let told = line.positive(VOLUME_M3).zip(line.positive(GROSS_MASS_KG)).zip(line.positive(PEER_DENSITY));
        told.and_then(|((volume, gross), density)| {
            Change::of_number(VOLUME_M3, volume, gross / density, "m³", "立方米")
        })
        .into_iter()
        .collect()
    },
};

pub(in crate::clearing) static DECLARED_QUANTITY: Proposal = Proposal {
    id: "quantity",
    fact: Text { en: "Quantity", zh: "成交数量" },
    document: Text { en: "packing list and commercial invoice", zh: "装箱单及商业发票" },
    answers: &["quantity-off-mass"],
    changes: quantities,
};

/// A thousand times more or less where that meets the peers, and the quantity that they would have for the mass.
fn quantities(line: &Line) -> Vec<Change> {
    let told = line.positive(QUANTITY).zip(line.positive(NET_MASS_KG)).zip(line.positive(PEER_PIECES));
    let Some(((quantity, net), pieces)) = told else { return Vec::new() };
    let usual = net * pieces;
    let slip =
        [1_000.0, 0.001].into_iter().map(|factor| quantity * factor).find(|slip| (0.3..3.0).contains(&(slip / usual)));
    slip.into_iter().chain([usual]).filter_map(|target| Change::of_number(QUANTITY, quantity, target, "", "")).collect()
}
