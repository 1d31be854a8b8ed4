//! Number of packages, volume and supplementary quantity.

use crate::baselines::{PEER_DENSITY, PEER_PACKAGE_MASS, PEER_PIECES};
use crate::clearing::change::Change;
use crate::clearing::form::Proposal;
use crate::clearing::line::Line;
use crate::schema::{Column, GROSS_MASS_KG, NET_MASS_KG, PACKAGES_N, QUANTITY, VOLUME_M3};
use crate::signals::Text;

const PACKED: Text = Text { en: "packing list and tally sheet of the loading", zh: "装箱单及装货理货单" };

pub(in crate::clearing) static PACKAGES: Proposal = Proposal {
    id: "packages",
    fact: Text { en: "Packages", zh: "件数" },
    document: PACKED,
    answers: &["package-mass-off-norm", "value-per-package-off-norm", "net-mass-not-whole-packages"],
    changes: |line| {
        let packages = |mass: f64, usual: f64| (mass / usual).round().max(1.0);
        from_mass(line, [PACKAGES_N, NET_MASS_KG, PEER_PACKAGE_MASS], packages, ["", "件"])
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
        from_mass(line, [VOLUME_M3, GROSS_MASS_KG, PEER_DENSITY], |mass, usual| mass / usual, ["m³", "立方米"])
    },
};

/// The fact that the mass asks for at what is usual for one of it (kilograms a package, kilograms a cubic metre); nothing where one of
/// the three columns is not told.
fn from_mass(line: &Line, columns: [Column; 3], needed: fn(f64, f64) -> f64, [en, zh]: [&str; 2]) -> Vec<Change> {
    let [Some(fact), Some(mass), Some(usual)] = columns.map(|column| line.positive(column)) else { return Vec::new() };
    Change::of_number(columns[0], fact, needed(mass, usual), en, zh).into_iter().collect()
}

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
