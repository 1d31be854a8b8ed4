//! What the control list says of a line, item by item.

use super::cells::{Line, words};
use super::words::text;
use crate::cases::ControlTold;
use crate::reference::{AskedOf, Force, ItemMet, LOOKALIKE_MINERAL, Reference, Status};
use crate::schema;

/// The items that meet the line, the strictest first.
pub(super) fn control(line: &Line, reference: &Reference) -> Vec<ControlTold> {
    let Some(hs) = line.text(schema::HS_CODE) else { return Vec::new() };
    let text = text(line);
    let asked = AskedOf {
        hs,
        on: line.day(),
        destination: line.text(schema::DESTINATION_COUNTRY),
        text: text.as_deref(),
        covers: line.text(LOOKALIKE_MINERAL),
    };
    reference.items_met(&asked).into_iter().map(told).collect()
}

fn told(met: ItemMet) -> ControlTold {
    let item = met.item;
    let status = match (met.status, met.force) {
        (Status::Prohibited | Status::DeniedInPrinciple, _) => "barred",
        (Status::LicenceRequired, _) => "licence",
        (Status::Unknown, _) => "unknown",
        (Status::Free, Force::Suspended(_)) => "suspended",
        (Status::Free, _) => "not-controlled",
    };
    let announcement = met.clause.map_or(&item.announcement, |clause| &clause.announcement);
    let from = met.clause.map_or(item.effective_from, |clause| clause.effective_from.max(item.effective_from));
    ControlTold {
        item: item.control_code.clone(),
        title: words(item.item_en.clone(), item.item_zh.clone()),
        status: status.to_owned(),
        announcement: announcement.clone(),
        in_force_from: Some(from),
        because: words(met.because.0, met.because.1),
    }
}
