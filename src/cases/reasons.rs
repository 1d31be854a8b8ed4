//! The closed list of reasons that a decision is given for.

use super::decision::Reason;
use super::decision::Verdict;
use super::decision::Verdict::Clear;
use super::decision::Verdict::Escalate;
use super::decision::Verdict::Hold;
use super::decision::Verdict::Inspect;
use super::decision::Verdict::Release;
use super::decision::Verdict::Seizure;

const fn reason(code: &'static str, en: &'static str, zh: &'static str, verdicts: &'static [Verdict]) -> Reason {
    Reason { code, en, zh, verdicts }
}

/// All reasons, in the order in which pages offer them.
pub static REASONS: &[Reason] = &[
    reason(
        "goods-against-code",
        "the goods as described do not fit the code",
        "货物描述与商品编码不符",
        &[Inspect, Hold, Escalate],
    ),
    reason("price-implausible", "the price does not fit the goods", "申报价格与货物不符", &[Inspect, Hold, Escalate]),
    reason(
        "quantity-implausible",
        "mass, volume and packages do not fit each other",
        "重量、体积与件数不相符",
        &[Inspect, Hold, Escalate],
    ),
    reason("route-implausible", "the way makes no sense for the goods", "运输路线不合理", &[Inspect, Hold, Escalate]),
    reason(
        "party-suspect",
        "a party is listed, linked to a listed one, or unknown",
        "当事方被列入清单、与清单主体关联或身份不明",
        &[Inspect, Hold, Escalate],
    ),
    reason(
        "control-evaded",
        "a controlled mineral may leave without a licence",
        "受管制矿产可能无证出口",
        &[Inspect, Hold, Escalate],
    ),
    reason(
        "splitting",
        "a deal may be split to stay under a limit",
        "可能拆分申报以规避限额",
        &[Inspect, Hold, Escalate],
    ),
    reason("random-audit", "drawn at random", "随机抽查", &[Inspect]),
    reason("papers-missing", "papers are missing or contradict each other", "单证缺失或相互矛盾", &[Hold]),
    reason(
        "licence-to-check",
        "the licence is to be checked with who issued it",
        "许可证须向发证机关核实",
        &[Hold, Escalate],
    ),
    reason("other-authority", "another authority has to decide", "须由其他主管机关决定", &[Escalate]),
    reason("explained", "the facts are explained by the papers", "单证已作合理说明", &[Release]),
    reason("known-business", "usual business of known parties", "已知当事方的正常业务", &[Release]),
    reason("innocent-slip", "a slip of the pen, put right", "笔误,已更正", &[Release, Clear]),
    reason("capacity", "no capacity to inspect, and others are riskier", "查验能力不足,其他单证风险更高", &[Release]),
    reason("data-fault", "the data were wrong, not the goods", "数据有误,货物无误", &[Release, Clear]),
    reason("as-declared", "opened: the goods are as declared", "开箱查验:货物与申报相符", &[Clear]),
    reason("found-misdeclared", "found: the goods are other than declared", "查获:货物与申报不符", &[Seizure]),
    reason("found-undervalued", "found: the value was declared falsely", "查获:价格申报不实", &[Seizure]),
    reason("found-hidden", "found: goods hidden among others", "查获:夹藏", &[Seizure]),
    reason(
        "found-no-licence",
        "found: controlled goods without a valid licence",
        "查获:管制货物无有效许可证",
        &[Seizure],
    ),
    reason(
        "found-re-export",
        "found: re-export to another end user or country",
        "查获:转口至其他最终用户或国家",
        &[Seizure],
    ),
    reason(
        "other",
        "another reason, told in the note",
        "其他原因,见备注",
        &[Inspect, Hold, Escalate, Release, Clear, Seizure],
    ),
];

/// Reasons that can be given for a verdict.
pub fn reasons_for(verdict: Verdict) -> impl Iterator<Item = &'static Reason> {
    REASONS.iter().filter(move |reason| reason.verdicts.contains(&verdict))
}

/// The reason of a code.
pub fn reason_of(code: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.code == code)
}
