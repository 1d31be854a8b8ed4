//! What description, specification and remarks would have to say.

use crate::baselines::{TEXT_USUAL_ELEMENTS, WORDING_USUAL_CODES};
use crate::clearing::change::{Change, SHOWN, Setting, Words};
use crate::clearing::form::Proposal;
use crate::clearing::line::Line;
use crate::reference::{
    COMPOSITION_OPEN, CONTROLLED, REMARK_RULE, REMARK_SAYS, TEXT_COMPOSITION_GAP_PCT, TEXT_CONTROLLED, TEXT_ELEMENTS,
};
use crate::schema::{REMARKS, WORDING_ENTROPY};
use crate::signals::{Text, number};

pub(in crate::clearing) static DESCRIPTION: Proposal = Proposal {
    id: "description",
    fact: Text { en: "Description", zh: "品名与规格" },
    document: Text {
        en: "certificate of analysis with all shares, and the technical data sheet",
        zh: "载明全部成分含量的化验证书及技术说明书",
    },
    answers: &[
        "mandatory-elements-missing",
        "text-says-little",
        "composition-left-open",
        "composition-does-not-add-up",
    ],
    changes: described,
};

/// All that the text leaves open, settled at once: one sheet of paper does it.
fn described(line: &Line) -> Vec<Change> {
    let (mut establishes, mut open, mut needed) = (Vec::new(), Vec::new(), Vec::new());
    if let (Some(stated), Some(usual)) = (line.number(TEXT_ELEMENTS), line.positive(TEXT_USUAL_ELEMENTS)) {
        // The norm is told as one more than the median.
        let usual = (usual - 1.0).ceil();
        if stated < usual {
            establishes.push(Setting::number(TEXT_ELEMENTS, usual));
            open.push(Words::new(
                format!("{} elements stated", number(stated)),
                format!("已填{}项申报要素", number(stated)),
            ));
            needed.push(Words::new(
                format!("{} elements (grade, composition, size, use)", number(usual)),
                format!("{}项（牌号、成分、规格、用途）", number(usual)),
            ));
        }
    }
    if line.positive(COMPOSITION_OPEN).is_some() {
        establishes.push(Setting::number(COMPOSITION_OPEN, 0.0));
        open.push(Words::new("composition left open", "成分未明"));
        needed.push(Words::new("the share or absence of each controlled element", "逐项写明受控元素的含量或不含"));
    }
    if let Some(gap) = line.positive(TEXT_COMPOSITION_GAP_PCT) {
        establishes.push(Setting::number(TEXT_COMPOSITION_GAP_PCT, 0.0));
        open.push(Words::new(
            format!("shares {} points off 100 %", number(gap)),
            format!("含量合计偏离100%达{}个百分点", number(gap)),
        ));
        needed.push(Words::new("shares that add up to 100 %", "含量合计100%"));
    }
    if let (Some(entropy), Some(usual)) = (line.number(WORDING_ENTROPY), line.positive(WORDING_USUAL_CODES)) {
        let usual_bits = usual.log2();
        if entropy > usual_bits {
            establishes.push(Setting::number(WORDING_ENTROPY, usual_bits));
            open.push(Words::new(
                format!("words that fit some {} codes", number(entropy.exp2())),
                format!("用词可对应约{}个编码", number(entropy.exp2())),
            ));
            needed.push(Words::new("the trade name of the goods", "货物的通用品名"));
        }
    }
    if establishes.is_empty() {
        return Vec::new();
    }
    vec![Change::shown(establishes, joined(&open), joined(&needed))]
}

fn joined(parts: &[Words]) -> Words {
    let join = |pick: fn(&Words) -> &str, between: &str| parts.iter().map(pick).collect::<Vec<_>>().join(between);
    Words::new(join(|words| &words.en, ", "), join(|words| &words.zh, "，"))
}

pub(in crate::clearing) static REMARK: Proposal = Proposal {
    id: "remark",
    fact: Text { en: "Control remark", zh: "管制备注" },
    document: Text {
        en: "technical identification of the goods against the control list, with certificate of analysis",
        zh: "对照管制清单的技术鉴定及化验证书",
    },
    answers: &["required-remark-missing", "remark-contradicts"],
    changes: remarked,
};

/// Filling rules of the Chinese declaration: what must stand in the remarks of goods on the list.
const LISTED: &str = "属于两用物项";
/// And of goods under a listed code that are not on it.
const NOT_LISTED: &str = "不属于管制物项";

fn remarked(line: &Line) -> Vec<Change> {
    let says = line.number(REMARK_SAYS);
    if line.number(REMARK_RULE) != Some(1.0) && says != Some(0.0) {
        return Vec::new();
    }
    let listed = line.number(CONTROLLED) == Some(1.0) || line.number(TEXT_CONTROLLED) == Some(1.0);
    let wanted = if listed { LISTED } else { NOT_LISTED };
    if says == Some(f64::from(listed)) {
        return Vec::new();
    }
    let kept = line.text(REMARKS).unwrap_or_default().replace(NOT_LISTED, "").replace(LISTED, "");
    let remark = [kept.trim(), wanted].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；");
    let declared = match says {
        Some(said) => Words::same(if said == 1.0 { LISTED } else { NOT_LISTED }),
        None => Words::none(),
    };
    vec![Change {
        declares: vec![Setting::text(REMARKS, remark)],
        establishes: Vec::new(),
        declared,
        needed: Words::same(wanted),
        size: SHOWN,
    }]
}
