//! What the printed case file tells, in its order: the case, the decisions, each line with its reasons and evidence, then the proof.

use super::evidence::pieces;
use super::input::CaseFile;
use super::input::DecisionTold;
use super::json::how_to_verify;
use super::json::instant;
use super::layout::BODY;
use super::layout::Block;
use super::layout::SMALL;
use super::layout::STRONG;
use crate::cases::Dossier;
use crate::report::legible::spelled;
use crate::report::numbers::grouped;
use crate::report::numbers::mass;
use crate::report::numbers::percent;
use crate::report::numbers::risk;
use crate::report::numbers::unit_value;
use crate::review::lang::Lang;
use crate::review::pictures::Drawing;
use crate::review::pictures::way;
use crate::review::sheet::compared;
use crate::review::sheet::control_status;
use crate::review::sheet::density_picture;
use crate::review::sheet::lane_name;
use crate::review::sheet::ledger_balance;
use crate::review::sheet::licence_balance;
use crate::review::sheet::outcome_name;
use crate::review::sheet::party_role;
use crate::review::sheet::price_picture;
use crate::review::sheet::word_role;

/// All blocks of the file; `json_hash` is the SHA-256 of its JSON form.
///
/// What would clear a line is not printed: it is for officers only, and a printed file reaches the other side.
pub(super) fn story(file: &CaseFile, json_hash: &str, lang: Lang) -> Vec<Block> {
    let mut out = Vec::new();
    cover(&mut out, file, json_hash, lang);
    decisions(&mut out, file, lang);
    for (i, dossier) in file.sheet.dossiers.iter().enumerate() {
        line(&mut out, dossier, i + 1, lang);
    }
    similar(&mut out, file, lang);
    history(&mut out, file, lang);
    for (i, dossier) in file.sheet.dossiers.iter().enumerate() {
        record(&mut out, dossier, i + 1, lang);
    }
    proof(&mut out, file, lang);
    out
}

fn cover(out: &mut Vec<Block>, file: &CaseFile, json_hash: &str, lang: Lang) {
    if !file.authority.trim().is_empty() {
        out.push(Block::Text(file.authority.clone(), BODY));
    }
    out.push(Block::Title(format!("{} {}", lang.of("Case file", "案件卷宗"), file.number)));
    out.push(Block::Facts(vec![
        (lang.of("State", "状态").into(), lang.words(&file.state).into()),
        (lang.of("Opened", "立案").into(), instant(file.opened_at)),
        (lang.of("This file made", "制作时间").into(), format!("{} · {}", instant(file.made_at), file.made_by)),
        (lang.of("SHA-256 of the JSON file", "JSON文件SHA-256").into(), json_hash.into()),
    ]));
    if let Some(belongs) = file.sheet.belongs.filter(|_| file.sheet.dossiers.len() > 1) {
        out.push(Block::Text(lang.words(&belongs.why).into(), BODY));
    }
    out.push(Block::Table {
        shares: vec![0.05, 0.19, 0.27, 0.12, 0.21, 0.09, 0.07],
        head: [
            ("#", "#"),
            ("Declaration", "报关单"),
            ("Goods", "货物"),
            ("Code", "编码"),
            ("Exporter → consignee", "出口商→收货人"),
            ("Net mass", "净重"),
            ("Risk", "风险"),
        ]
        .map(|(en, zh)| lang.of(en, zh).to_string())
        .to_vec(),
        rows: file
            .sheet
            .dossiers
            .iter()
            .enumerate()
            .map(|(i, dossier)| {
                vec![
                    (i + 1).to_string(),
                    format!("{} / {} · {}", dossier.declaration_id, dossier.item_no, dossier.accepted_on),
                    dossier.goods.clone(),
                    dossier.hs_code.clone(),
                    format!("{} → {}, {}", dossier.exporter_name, dossier.consignee_name, dossier.destination),
                    mass(dossier.net_mass_kg),
                    risk(dossier.risk),
                ]
            })
            .collect(),
        strong: Vec::new(),
    });
    out.push(Block::Text(
        lang.of(
            "A risk is a reason to look, not a finding. What was found, if anything, stands under the decisions.",
            "风险仅为查验理由，并非结论；查验所得见“决定”一节。",
        )
        .into(),
        SMALL,
    ));
}

fn decisions(out: &mut Vec<Block>, file: &CaseFile, lang: Lang) {
    out.push(Block::Head(lang.of("Decisions", "决定").into()));
    if file.decisions.is_empty() {
        out.push(Block::Text(lang.of("Nothing was decided yet.", "尚未作出决定。").into(), BODY));
    }
    for decision in &file.decisions {
        out.push(Block::Subhead(format!("{} · {}", lang.words(&decision.verdict), instant(decision.at))));
        out.push(Block::Facts(facts_of(decision, lang)));
    }
}

fn facts_of(decision: &DecisionTold, lang: Lang) -> Vec<(String, String)> {
    let mut facts = vec![
        (lang.of("Who", "决定人"), format!("{} ({})", decision.who, decision.role)),
        (lang.of("Why", "理由"), format!("{} · {}", decision.reason_code, lang.words(&decision.reason))),
        (lang.of("Note", "说明"), decision.note.clone()),
        (lang.of("Second person", "复核"), lang.words(&decision.second).to_string()),
    ];
    if let Some(finding) = &decision.finding {
        facts.push((lang.of("Found", "查获"), lang.words(&finding.outcome).to_string()));
        facts.push((lang.of("Kind", "类型"), finding.typology.clone()));
        facts.push((lang.of("Seized", "查扣数量"), exact(finding.seized_kg, lang.of("kg", "千克"))));
        facts.push((lang.of("Value seized", "查扣价值"), exact(finding.seized_value_usd, lang.of("USD", "美元"))));
        facts.push((
            lang.of("Inspected on", "查验日期"),
            finding.inspected_on.map(|day| day.to_string()).unwrap_or_default(),
        ));
    }
    facts
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_string(), value))
        .collect()
}

fn line(out: &mut Vec<Block>, dossier: &Dossier, number: usize, lang: Lang) {
    let head = match lang {
        Lang::En => format!("Line {number}: declaration {} / {}", dossier.declaration_id, dossier.item_no),
        Lang::Zh => format!("第{number}条：报关单{} / {}", dossier.declaration_id, dossier.item_no),
    };
    out.push(Block::Head(head));
    out.push(Block::Facts(facts(dossier, lang)));
    out.push(Block::Subhead(lang.of("Why it was picked", "入选理由").into()));
    if dossier.reasons.is_empty() {
        let drawn = lang.of("Drawn at random.", "随机抽取。");
        let odd = lang.of("No single signal stands out; the combination is unusual.", "无单一突出指标，组合异常。");
        out.push(Block::Text(if dossier.lane == "audit" { drawn } else { odd }.into(), BODY));
    } else {
        out.push(Block::Table {
            shares: vec![0.09, 0.63, 0.28],
            head: [("Share", "占比"), ("Reason", "理由"), ("Signal", "指标")]
                .map(|(en, zh)| lang.of(en, zh).to_string())
                .to_vec(),
            rows: dossier
                .reasons
                .iter()
                .map(|reason| {
                    vec![
                        percent(reason.share),
                        lang.words(&reason.text).to_string(),
                        format!("{} ({})", reason.signal, reason.family),
                    ]
                })
                .collect(),
            strong: Vec::new(),
        });
    }
    let rows = compared(dossier, lang);
    if !rows.is_empty() {
        out.push(Block::Subhead(lang.of("Declared against expected", "申报与预期").into()));
        out.push(Block::Table {
            shares: vec![0.2, 0.22, 0.25, 0.33],
            head: [("", ""), ("Declared", "申报"), ("Expected", "预期"), ("How they compare", "比较")]
                .map(|(en, zh)| lang.of(en, zh).to_string())
                .to_vec(),
            strong: rows.iter().enumerate().filter(|(_, row)| row.odd).map(|(i, _)| i).collect(),
            rows: rows
                .into_iter()
                .map(|row| vec![row.what.to_string(), row.declared, row.expected, row.told])
                .collect(),
        });
        out.push(Block::Text(lang.of("Bold: does not fit.", "粗体：不相符。").into(), SMALL));
    }
    evidence(out, dossier, lang);
}

fn facts(dossier: &Dossier, lang: Lang) -> Vec<(String, String)> {
    let party = |name: &str, id: &str| if id.trim().is_empty() { name.to_string() } else { format!("{name} ({id})") };
    let facts = [
        (lang.of("Goods", "货物"), dossier.goods.clone()),
        (lang.of("Code", "编码"), dossier.hs_code.clone()),
        (lang.of("Mineral concerned", "涉及矿产"), dossier.mineral.clone().unwrap_or_default()),
        (lang.of("Accepted", "接受日期"), format!("{} · {}", dossier.accepted_on, dossier.office)),
        (lang.of("Exporter", "出口商"), party(&dossier.exporter_name, &dossier.exporter_id)),
        (lang.of("Consignee", "收货人"), party(&dossier.consignee_name, &dossier.consignee_id)),
        (lang.of("Agent", "报关代理"), dossier.agent_id.clone()),
        (
            lang.of("Way", "路线"),
            if dossier.route.trim().is_empty() { dossier.destination.clone() } else { dossier.route.clone() },
        ),
        (
            lang.of("Mass, value", "重量、价值"),
            [
                exact(dossier.net_mass_kg, lang.of("kg", "千克")),
                exact(dossier.value_usd, lang.of("USD", "美元")),
                unit_value(dossier.value_usd, dossier.net_mass_kg),
            ]
            .join(" · "),
        ),
        (
            lang.of("Picked", "入选"),
            format!(
                "{} · {} {} · {} {} · {}",
                dossier.night,
                lang.of("rank", "排名"),
                grouped(u64::from(dossier.rank)),
                lang.of("lane", "通道"),
                lane_name(&dossier.lane, lang),
                dossier.scored_by
            ),
        ),
        (
            lang.of("Risk", "风险"),
            format!(
                "{} ({} {}, {} {}), {} {}",
                risk(dossier.risk),
                lang.of("false declaration", "虚假申报"),
                risk(dossier.false_declaration_risk),
                lang.of("re-export", "转口"),
                risk(dossier.re_export_risk),
                lang.of("severity", "严重性"),
                risk(dossier.severity)
            ),
        ),
        (
            lang.of("Likely method", "疑似手法"),
            dossier
                .typology
                .as_ref()
                .map(|typology| format!("{} {}", typology.code, lang.words(&typology.name)))
                .unwrap_or_default(),
        ),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(name, value)| (name.to_string(), value))
        .collect()
}

fn evidence(out: &mut Vec<Block>, dossier: &Dossier, lang: Lang) {
    let found = &dossier.evidence;
    picture(out, lang.of("Unit price", "单价"), price_picture(dossier, lang));
    picture(out, lang.of("Density", "密度"), density_picture(dossier, lang));
    if !found.words.is_empty() {
        out.push(Block::Subhead(lang.of("Words of the description", "品名用语").into()));
        let told = found
            .words
            .iter()
            .map(|word| (word.word.clone(), format!("{} · {}", lang.words(&word.says), word_role(&word.role, lang))));
        out.push(Block::Facts(told.collect()));
    }
    if !found.codes_by_words.is_empty() {
        let codes: Vec<String> =
            found.codes_by_words.iter().map(|(code, sure)| format!("{code} ({})", percent(*sure))).collect();
        let told = format!(
            "{}{}",
            lang.of("Codes that the words fit best: ", "与品名最相符的编码："),
            codes.join(lang.of(", ", "、"))
        );
        out.push(Block::Text(told, BODY));
    }
    if !found.control.is_empty() {
        out.push(Block::Subhead(lang.of("Control status", "管制状态").into()));
        for item in &found.control {
            let day = item.in_force_from.map(|day| format!(", {day}")).unwrap_or_default();
            out.push(Block::Text(
                format!("{} · {} {}", control_status(&item.status, lang), item.item, lang.words(&item.title)),
                STRONG,
            ));
            out.push(Block::Text(format!("{}{day}. {}", item.announcement, lang.words(&item.because)), BODY));
        }
    }
    if let Some(licence) = &found.licence {
        picture(out, lang.of("Licence balance", "许可证余量"), licence_balance(licence, lang));
        let days =
            [licence.valid_from, licence.valid_to].map(|day| day.map_or("–".to_string(), |day| day.to_string()));
        out.push(Block::Text(format!("{} · {} · {} – {}", licence.number, licence.holder, days[0], days[1]), BODY));
        for fault in &licence.faults {
            out.push(Block::Text(lang.words(fault).into(), STRONG));
        }
    }
    if let Some(ledger) = &found.ledger {
        picture(out, lang.of("Account of the element", "元素台账"), ledger_balance(ledger, lang));
        out.push(Block::Text(format!("{} · {}", ledger.element, lang.words(&ledger.window)), SMALL));
    }
    if !found.parties.is_empty() {
        out.push(Block::Subhead(lang.of("Party match", "当事人匹配").into()));
        out.push(Block::Table {
            shares: vec![0.12, 0.3, 0.3, 0.2, 0.08],
            head: [("Role", "角色"), ("Declared", "申报"), ("Listed", "名单"), ("List", "来源"), ("Alike", "相似")]
                .map(|(en, zh)| lang.of(en, zh).to_string())
                .to_vec(),
            rows: found
                .parties
                .iter()
                .map(|party| {
                    vec![
                        party_role(&party.role, lang).to_string(),
                        party.declared.clone(),
                        party.listed.clone(),
                        party.source.clone(),
                        percent(party.likeness),
                    ]
                })
                .collect(),
            strong: Vec::new(),
        });
    }
    picture(out, lang.of("Route", "路线"), way(&found.way, lang));
}

/// A figure with all its digits, for the court; empty where there is none.
fn exact(value: Option<f64>, unit: &str) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return String::new() };
    let text = value.abs().to_string();
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map(grouped).unwrap_or_else(|_| whole.to_string());
    let (sign, dot) = (if value < 0.0 { "-" } else { "" }, if rest.is_empty() { "" } else { "." });
    format!("{sign}{whole}{dot}{rest} {unit}")
}

/// A picture under its title, with the same in words beneath.
fn picture(out: &mut Vec<Block>, title: &str, drawing: Option<Drawing>) {
    if let Some(drawing) = drawing {
        out.push(Block::Picture { title: title.into(), drawing: Box::new(drawing) });
    }
}

fn similar(out: &mut Vec<Block>, file: &CaseFile, lang: Lang) {
    if file.sheet.similar.is_empty() {
        return;
    }
    out.push(Block::Head(lang.of("Most similar past cases", "最相似的既往案件").into()));
    out.push(Block::Table {
        shares: vec![0.15, 0.11, 0.3, 0.22, 0.22],
        head: [
            ("Case", "案件"),
            ("Opened", "立案"),
            ("Goods", "货物"),
            ("Exporter → to", "出口商→目的国"),
            ("Outcome", "结果"),
        ]
        .map(|(en, zh)| lang.of(en, zh).to_string())
        .to_vec(),
        rows: file
            .sheet
            .similar
            .iter()
            .map(|case| {
                let seized = case.seized_kg.map(|kg| format!(" · {}", mass(Some(kg)))).unwrap_or_default();
                vec![
                    case.number.clone(),
                    case.opened_on.to_string(),
                    format!("{} ({})", case.goods, case.hs_code),
                    format!("{} → {}", case.exporter, case.destination),
                    format!("{}{seized}", outcome_name(case.outcome, lang)),
                ]
            })
            .collect(),
        strong: Vec::new(),
    });
}

fn history(out: &mut Vec<Block>, file: &CaseFile, lang: Lang) {
    if file.sheet.history.is_empty() {
        return;
    }
    out.push(Block::Head(lang.of("What was done", "处理经过").into()));
    out.push(Block::Facts(
        file.sheet
            .history
            .iter()
            .map(|entry| {
                let note = if entry.note.is_empty() { String::new() } else { format!(" · {}", entry.note) };
                (entry.at.clone(), format!("{} · {}{note}", entry.who, lang.words(&entry.deed)))
            })
            .collect(),
    ));
}

fn record(out: &mut Vec<Block>, dossier: &Dossier, number: usize, lang: Lang) {
    let head = match lang {
        Lang::En => format!("Line {number}: the record as read"),
        Lang::Zh => format!("第{number}条：原始申报记录"),
    };
    out.push(Block::Head(head));
    out.push(Block::Table {
        shares: vec![0.07, 0.27, 0.5, 0.16],
        head: [("Box", "栏"), ("Field", "字段"), ("Value", "值"), ("Unit", "单位")]
            .map(|(en, zh)| lang.of(en, zh).to_string())
            .to_vec(),
        rows: dossier
            .record
            .iter()
            .map(|field| vec![field.sad_box.clone(), field.column.clone(), field.value.clone(), field.unit.clone()])
            .collect(),
        strong: Vec::new(),
    });
    out.push(Block::Subhead(lang.of("Model and versions that spoke", "模型与版本").into()));
    let run = [(lang.of("Run", "运行号").to_string(), dossier.run_id.clone())];
    out.push(Block::Facts(
        run.into_iter().chain(dossier.versions.iter().map(|(name, version)| (name.clone(), version.clone()))).collect(),
    ));
}

fn proof(out: &mut Vec<Block>, file: &CaseFile, lang: Lang) {
    out.push(Block::Head(lang.of("Evidence and its hashes", "证据及其哈希值").into()));
    let kind = |kind: &str| match kind {
        "dossier" => lang.of("dossier", "案卷"),
        "record" => lang.of("record", "原始记录"),
        "manifest" => lang.of("night's manifest", "批次清单"),
        _ => lang.of("attachment", "附件"),
    };
    out.push(Block::Table {
        shares: vec![0.15, 0.25, 0.11, 0.49],
        head: [("Kind", "类别"), ("Name", "名称"), ("Bytes", "字节"), ("SHA-256", "SHA-256")]
            .map(|(en, zh)| lang.of(en, zh).to_string())
            .to_vec(),
        rows: pieces(file)
            .into_iter()
            .map(|piece| vec![kind(piece.kind).to_string(), piece.name, grouped(piece.bytes), piece.sha256])
            .collect(),
        strong: Vec::new(),
    });
    out.push(Block::Head(lang.of("Audit log of the case", "本案审计日志").into()));
    if let Some((number, hash)) = &file.audit.head {
        out.push(Block::Facts(vec![(lang.of("Head of the log", "日志末条").into(), format!("{number} · {hash}"))]));
    }
    if !lang.words(&file.audit.rule).is_empty() {
        out.push(Block::Text(lang.words(&file.audit.rule).into(), SMALL));
    }
    for entry in &file.audit.entries {
        out.push(Block::Text(
            spelled(&format!("{} · {} · {} · {}", entry.number, entry.at, entry.who, entry.deed)),
            STRONG,
        ));
        out.push(Block::Facts(vec![
            (lang.of("Content", "内容").into(), entry.content.clone()),
            (lang.of("Previous", "前一哈希").into(), entry.previous.clone()),
            (lang.of("Hash", "哈希").into(), entry.hash.clone()),
        ]));
    }
    out.push(Block::Head(lang.of("How to check this file", "如何核验").into()));
    for (i, sentence) in how_to_verify().iter().enumerate() {
        out.push(Block::Text(format!("{}. {}", i + 1, lang.words(sentence)), BODY));
    }
}
