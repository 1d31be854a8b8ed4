//! How the families of reasons look: name and colour.

use super::CaseLine;

/// A family's face in pictures and legends.
pub(super) struct FamilyLook {
    /// Family id as in [`super::ReasonLine`].
    pub(super) id: &'static str,
    pub(super) name_en: &'static str,
    pub(super) name_zh: &'static str,
    /// From Paul Tol's "muted" scheme, told apart with the common colour vision deficiencies (SRON/EPS/TN/09-002).
    pub(super) colour: &'static str,
}

const OTHER: FamilyLook = look("other", "other", "其他", "#8f8f8f");

/// In the order in which they are drawn.
pub(super) const FAMILIES: &[FamilyLook] = &[
    look("classification", "classification", "归类", "#332288"),
    look("valuation", "valuation", "价格", "#cc6677"),
    look("quantity", "quantity", "数量与包装", "#ddcc77"),
    look("routing", "routing", "路线", "#117733"),
    look("party", "party", "当事人", "#88ccee"),
    look("account", "account", "许可与台账", "#882255"),
    look("timing", "timing", "时间", "#44aa99"),
    look("record", "record", "既往记录", "#aa4499"),
    look("link", "link", "关联", "#999933"),
    // The isolation forest over all evidence.
    look("combination", "combination", "组合", "#555555"),
    OTHER,
];

const fn look(id: &'static str, name_en: &'static str, name_zh: &'static str, colour: &'static str) -> FamilyLook {
    FamilyLook { id, name_en, name_zh, colour }
}

/// The look of a family; unknown families look "other".
pub(super) fn look_of(id: &str) -> &'static FamilyLook {
    FAMILIES.iter().find(|family| family.id == id).unwrap_or(&OTHER)
}

/// The share of each family in a case's score, in drawing order, families without a share left out.
pub(super) fn shares(case: &CaseLine) -> Vec<(&'static FamilyLook, f64)> {
    let mut shares: Vec<_> = FAMILIES.iter().map(|family| (family, 0.0)).collect();
    for reason in case.reasons.iter().filter(|reason| reason.share.is_finite() && reason.share > 0.0) {
        let id = look_of(&reason.family).id;
        shares.iter_mut().filter(|(family, _)| family.id == id).for_each(|(_, share)| *share += reason.share);
    }
    shares.retain(|(_, share)| *share > 0.0);
    // Shares that sum to more than one would run out of the bar.
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    if sum > 1.0 {
        shares.iter_mut().for_each(|(_, share)| *share /= sum);
    }
    shares
}
