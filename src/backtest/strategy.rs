//! The ways of choosing that are compared.

use serde::Serialize;

/// Whom to open, with what has been learned so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    Random,
    Rules,
    LabelFree,
    Learned,
    LearnedSeverity,
    HybridRandom,
    HybridLabelFree,
}

impl Strategy {
    /// All, in the order in which they are shown.
    pub const ALL: [Strategy; 7] = [
        Strategy::Random,
        Strategy::Rules,
        Strategy::LabelFree,
        Strategy::Learned,
        Strategy::LearnedSeverity,
        Strategy::HybridRandom,
        Strategy::HybridLabelFree,
    ];

    /// The strategy that only exploits; hybrids are measured against it.
    pub const EXPLOITS: Strategy = Strategy::Learned;
    /// Those that explore beside.
    pub const HYBRIDS: [Strategy; 2] = [Strategy::HybridRandom, Strategy::HybridLabelFree];

    /// Short name in kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Strategy::Random => "random",
            Strategy::Rules => "rules",
            Strategy::LabelFree => "label-free",
            Strategy::Learned => "learned",
            Strategy::LearnedSeverity => "learned-severity",
            Strategy::HybridRandom => "hybrid-random",
            Strategy::HybridLabelFree => "hybrid-label-free",
        }
    }

    /// What it does, in English.
    pub const fn about(self) -> &'static str {
        match self {
            Strategy::Random => "a fair draw",
            Strategy::Rules => "fixed alarms: the lines on which most signals ring",
            Strategy::LabelFree => "risk of the label-free model; learns nothing from outcomes",
            Strategy::Learned => "risk learned from what it opened itself, and nothing else: pure exploitation",
            Strategy::LearnedSeverity => "learned risk times severity",
            Strategy::HybridRandom => "learned risk, and a fixed share of the capacity drawn at random from the rest",
            Strategy::HybridLabelFree => "learned risk, and a fixed share by the label-free risk among the rest",
        }
    }

    /// Whether it trains a model on what it opened.
    pub const fn learns(self) -> bool {
        !matches!(self, Strategy::Random | Strategy::Rules | Strategy::LabelFree)
    }
}
