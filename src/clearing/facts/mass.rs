//! Net and gross mass, as packages, volume and tare would have them; and a mass told in the wrong unit.

use crate::baselines::{PEER_DENSITY, PEER_LOT, PEER_PACKAGE_MASS, PEER_TARE};
use crate::clearing::change::{Change, Setting, Words};
use crate::clearing::form::{CHANGES_MAX, Proposal};
use crate::clearing::line::Line;
use crate::schema::{Column, GROSS_MASS_KG, NET_MASS_KG, PACKAGES_N, VOLUME_M3};
use crate::signals::Text;

const WEIGHED: Text = Text { en: "packing list and weighbridge ticket", zh: "装箱单及过磅单" };

pub(in crate::clearing) static NET: Proposal = Proposal {
    id: "net-mass",
    fact: Text { en: "Net mass", zh: "净重" },
    document: WEIGHED,
    answers: &[
        "package-mass-off-norm",
        "net-mass-not-whole-packages",
        "tare-off-package-norm",
        "gross-mass-without-reason",
        "packing-heavy-again",
        "lot-size-off-norm",
        "quantity-off-mass",
        "unit-value-below-peers",
        "unit-value-above-peers",
        "unit-value-outside-reference",
    ],
    changes: net,
};

/// Whole half kilograms in each package, gross mass less the usual packing, packages of the usual mass.
fn net(line: &Line) -> Vec<Change> {
    let Some(net) = line.positive(NET_MASS_KG) else { return Vec::new() };
    let (packages, gross) = (line.positive(PACKAGES_N), line.positive(GROSS_MASS_KG));
    let mut changes: Vec<Change> = packages.into_iter().filter_map(|packages| whole(net, packages)).collect();
    let targets = [
        gross.zip(line.positive(PEER_TARE)).map(|(gross, tare)| gross / (1.0 + tare)),
        packages.zip(line.positive(PEER_PACKAGE_MASS)).map(|(packages, mass)| packages * mass),
    ];
    // More than everything together weighs cannot be net.
    changes.extend(weighed(NET_MASS_KG, net, targets, |target| gross.is_none_or(|gross| target <= gross)));
    changes.sort_by(|a, b| a.size.total_cmp(&b.size));
    changes.dedup_by(|a, b| a.declares == b.declares);
    changes.truncate(CHANGES_MAX);
    changes
}

/// The nearest mass with whole half kilograms in each of several packages; told to the gram, because here grams matter.
fn whole(net: f64, packages: f64) -> Option<Change> {
    let whole = (2.0 * net / packages).round() / 2.0 * packages;
    let size = (whole / net).ln().abs();
    (packages > 1.0 && whole > 0.0 && (whole - net).abs() > 1e-6 * net && size < 0.05).then(|| Change {
        declares: vec![Setting::number(NET_MASS_KG, whole)],
        establishes: Vec::new(),
        declared: Words::new(format!("{net} kg"), format!("{net}千克")),
        needed: Words::new(format!("{whole} kg"), format!("{whole}千克")),
        size,
    })
}

pub(in crate::clearing) static GROSS: Proposal = Proposal {
    id: "gross-mass",
    fact: Text { en: "Gross mass", zh: "毛重" },
    document: WEIGHED,
    answers: &[
        "tare-off-package-norm",
        "gross-mass-without-reason",
        "packing-heavy-again",
        "packed-density-off-norm",
        "packed-density-off-norm-again",
        "packed-like-what-it-covers",
        "container-payload-off-norm",
        "container-overfull",
    ],
    changes: gross,
};

/// Net mass with the usual packing, volume at the usual density.
fn gross(line: &Line) -> Vec<Change> {
    let Some(gross) = line.positive(GROSS_MASS_KG) else { return Vec::new() };
    let net = line.positive(NET_MASS_KG);
    let targets = [
        net.zip(line.positive(PEER_TARE)).map(|(net, tare)| net * (1.0 + tare)),
        line.positive(VOLUME_M3).zip(line.positive(PEER_DENSITY)).map(|(volume, density)| volume * density),
    ];
    weighed(GROSS_MASS_KG, gross, targets, |target| net.is_none_or(|net| target >= net))
}

/// A mass told anew: each target that is known and possible.
fn weighed(column: Column, told: f64, targets: [Option<f64>; 2], possible: impl Fn(f64) -> bool) -> Vec<Change> {
    let change = |target: f64| Change::of_number(column, told, target, "kg", "千克");
    targets.into_iter().flatten().filter(|target| possible(*target)).filter_map(change).collect()
}

pub(in crate::clearing) static UNIT: Proposal = Proposal {
    id: "mass-unit",
    fact: Text {
        en: "Unit of mass (kg, not g or t): net mass", zh: "重量单位（千克，而非克或吨）：净重"
    },
    document: WEIGHED,
    answers: &[
        "lot-size-off-norm",
        "package-mass-off-norm",
        "container-payload-off-norm",
        "packed-density-off-norm",
        "tare-off-package-norm",
        "quantity-off-mass",
        "unit-value-below-peers",
        "unit-value-above-peers",
        "unit-value-outside-reference",
        "unit-value-off-own-past",
    ],
    changes: unit,
};

/// A thousandfold slip is thought of only where the lot is this many times off its peers.
const SLIP_FROM: f64 = 30.0;
const THOUSAND: f64 = 1_000.0;

/// A thousand times more or less, where the size of the lot asks for it; the gross mass follows where it was told in the same unit.
fn unit(line: &Line) -> Vec<Change> {
    let (Some(net), Some(usual)) = (line.positive(NET_MASS_KG), line.positive(PEER_LOT)) else { return Vec::new() };
    let factor = match net / usual {
        ratio if ratio >= SLIP_FROM => 1.0 / THOUSAND,
        ratio if ratio <= 1.0 / SLIP_FROM => THOUSAND,
        _ => return Vec::new(),
    };
    let mut change = Change {
        declares: vec![Setting::number(NET_MASS_KG, net * factor)],
        establishes: Vec::new(),
        declared: Words::quantity(net, "kg", "千克"),
        needed: Words::quantity(net * factor, "kg", "千克"),
        // A slip of the unit is one slip, however far the number moves.
        size: crate::clearing::change::OTHER,
    };
    if let Some(gross) = line.positive(GROSS_MASS_KG).filter(|gross| (1.0..3.0).contains(&(gross / net))) {
        change.declares.push(Setting::number(GROSS_MASS_KG, gross * factor));
    }
    vec![change]
}
