//! Codes of the dossier in the words of the two languages.

use super::input::Outcome;
use super::input::TimelineLine;
use crate::review::lang::Lang;

/// A lane.
pub(crate) fn lane_name(lane: &str, lang: Lang) -> &'static str {
    match lane {
        "inspect" => lang.of("inspect", "查验"),
        "review" => lang.of("review", "审核"),
        "audit" => lang.of("drawn at random", "随机抽取"),
        "release" => lang.of("release", "放行"),
        _ => lang.of("other lane", "其他"),
    }
}

/// Class of a lane, from a closed list.
pub(super) fn lane_class(lane: &str) -> &'static str {
    match lane {
        "inspect" => "lane inspect",
        "review" => "lane review",
        "audit" => "lane audit",
        _ => "lane other",
    }
}

/// What came of a line or a case.
pub(crate) fn outcome_name(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::NotExamined => lang.of("not examined", "未查验"),
        Outcome::Open => lang.of("open case", "案件未结"),
        Outcome::Clear => lang.of("found clear", "无异常"),
        Outcome::FalseDeclaration => lang.of("false declaration found", "查获虚假申报"),
        Outcome::ReExport => lang.of("re-export found", "查获转口"),
        Outcome::Other => lang.of("other offence found", "查获其他违规"),
    }
}

/// What is known of a line; where others of its case were opened and it was not, both.
pub(crate) fn line_outcome(line: &TimelineLine, lang: Lang) -> String {
    let own = outcome_name(line.outcome, lang);
    match line.case_outcome.filter(|_| line.outcome == Outcome::NotExamined) {
        None => own.into(),
        Some(case) => format!("{own}{}{}", lang.of("; its case: ", "；所在案件："), outcome_name(case, lang)),
    }
}

/// Status by the control list.
pub(crate) fn control_status(status: &str, lang: Lang) -> &'static str {
    match status {
        "licence" => lang.of("licence needed", "需许可证"),
        "barred" => lang.of("barred", "禁止出口"),
        "suspended" => lang.of("suspended", "暂停实施"),
        "not-controlled" => lang.of("not controlled", "不属管制"),
        _ => lang.of("not known", "无法判定"),
    }
}

/// Class of a control status, from a closed list.
pub(super) fn control_class(status: &str) -> &'static str {
    match status {
        "licence" | "barred" => "badge strong",
        "suspended" => "badge mild",
        _ => "badge",
    }
}

/// What a word of the description does.
pub(crate) fn word_role(role: &str, lang: Lang) -> &'static str {
    match role {
        "mineral" => lang.of("names a mineral", "指明矿产"),
        "form" => lang.of("names a form", "指明形态"),
        "purity" => lang.of("tells purity", "说明纯度"),
        "cover" => lang.of("usual cover", "常见伪报用语"),
        "against-code" => lang.of("speaks against the code", "与编码不符"),
        "for-code" => lang.of("speaks for the code", "与编码相符"),
        "vague" => lang.of("says too little", "描述含糊"),
        _ => lang.of("spoke", "有关"),
    }
}

/// Class of a word's role, from a closed list.
pub(super) fn word_class(role: &str) -> &'static str {
    match role {
        "mineral" | "form" | "purity" => "says",
        "cover" | "against-code" => "against",
        "for-code" => "for",
        _ => "vague",
    }
}

/// Role of a party.
pub(crate) fn party_role(role: &str, lang: Lang) -> &'static str {
    match role {
        "consignee" => lang.of("Consignee", "收货人"),
        "end-user" => lang.of("End user", "最终用户"),
        "exporter" => lang.of("Exporter", "出口商"),
        "agent" => lang.of("Agent", "报关代理"),
        _ => lang.of("Party", "当事人"),
    }
}

/// Role of a stop on the way.
pub(super) fn stop_role(role: &str, lang: Lang) -> &'static str {
    match role {
        "origin" => lang.of("origin", "货源地"),
        "exit" => lang.of("exit", "出境口岸"),
        "transit" => lang.of("transit", "中转"),
        "discharge" => lang.of("discharge", "卸货港"),
        "destination" => lang.of("destination", "目的地"),
        _ => lang.of("stop", "经停"),
    }
}

/// Families of reasons, each with a class from a closed list.
pub(super) fn family(id: &str, lang: Lang) -> (&'static str, &'static str) {
    let (class, en, zh) = match id {
        "classification" => ("f-classification", "classification", "归类"),
        "valuation" => ("f-valuation", "valuation", "价格"),
        "quantity" => ("f-quantity", "quantity", "数量与包装"),
        "routing" => ("f-routing", "routing", "路线"),
        "party" => ("f-party", "party", "当事人"),
        "account" => ("f-account", "account", "许可与台账"),
        "timing" => ("f-timing", "timing", "时间"),
        "record" => ("f-record", "record", "既往记录"),
        "link" => ("f-link", "link", "关联"),
        "combination" => ("f-combination", "combination", "组合"),
        _ => ("f-other", "other", "其他"),
    };
    (class, lang.of(en, zh))
}
