//! The export licence, where a register of licences is there.

use crate::clearing::change::{Change, Setting, Words, where_told};
use crate::clearing::form::Proposal;
use crate::clearing::line::Line;
use crate::engines::{
    LICENCE_ABSENT, LICENCE_DAYS_OUTSIDE, LICENCE_MEANT, LICENCE_OTHER_CONSIGNEE, LICENCE_OTHER_COUNTRY,
    LICENCE_OTHER_GOODS, LICENCE_OTHER_HOLDER, LICENCE_QUANTITY_KG, LICENCE_UNKNOWN, LICENCE_USED_KG,
};
use crate::schema::LICENCE_NO;
use crate::signals::Text;

pub(in crate::clearing) static LICENCE: Proposal = Proposal {
    id: "licence",
    fact: Text { en: "Licence", zh: "许可证" },
    document: Text {
        en: "export licence (original), confirmed by its issuer", zh: "出口许可证正本，并经发证机关核实"
    },
    answers: &[
        "licence-missing",
        "licence-not-registered",
        "licence-of-other-holder",
        "licence-for-other-goods",
        "licence-for-other-consignee",
        "licence-for-other-country",
        "licence-outside-validity",
        "licence-overdrawn",
    ],
    changes,
};

/// The number that a mistyped one means; else a licence that fits in everything.
fn changes(line: &Line) -> Vec<Change> {
    let declared = line.text(LICENCE_NO);
    let words = declared.map_or(Words::none(), Words::same);
    let mut changes = Vec::new();
    if let Some(meant) = line.text(LICENCE_MEANT).filter(|meant| declared.is_some_and(|declared| declared != *meant)) {
        changes.push(Change {
            declares: vec![Setting::text(LICENCE_NO, meant)],
            establishes: Vec::new(),
            declared: words.clone(),
            needed: Words::same(meant),
            size: 0.1,
        });
    }
    let fits = [
        LICENCE_ABSENT,
        LICENCE_UNKNOWN,
        LICENCE_OTHER_HOLDER,
        LICENCE_OTHER_GOODS,
        LICENCE_OTHER_CONSIGNEE,
        LICENCE_OTHER_COUNTRY,
        LICENCE_DAYS_OUTSIDE,
    ];
    let mut establishes = where_told(line, &fits.map(|column| (column, 0.0)));
    if let (Some(used), Some(licensed)) = (line.number(LICENCE_USED_KG), line.number(LICENCE_QUANTITY_KG))
        && used > licensed
    {
        establishes.push(Setting::number(LICENCE_USED_KG, licensed));
    }
    if !establishes.is_empty() {
        let needed = Words::new(
            "a valid licence of the exporter for these goods, consignee, country and quantity",
            "出口人持有的、与货物、收货人、国别及数量相符的有效许可证",
        );
        changes.push(Change::shown(establishes, words, needed));
    }
    changes
}
