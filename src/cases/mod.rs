//! The memory of the house: cases, what was decided about them and by whom, and the proof that nobody changed it since.

mod dossier;

pub use dossier::{
    AmongPeers, Belongs, ClearingTold, ControlTold, DOSSIER_FORMAT, Declared, Dossier, Evidence, LedgerTold,
    LicenceTold, Link, Measured, Network, Node, PartyMatch, ReasonTold, Stop, TypologyNamed, WordSpoke, Words,
};
