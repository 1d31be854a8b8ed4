//! A hand-made case file, for tests and for looking at.

use super::input::AttachmentTold;
use super::input::AuditEntry;
use super::input::AuditTold;
use super::input::CaseFile;
use super::input::DecisionTold;
use super::input::FindingTold;
use super::input::ManifestTold;
use crate::cases::Words;
use crate::review::sheet::samples::Sample;

/// The case of a sample, decided by two.
pub(crate) fn case_file(sample: &Sample) -> CaseFile<'_> {
    let words = |en: &str, zh: &str| Words { en: en.into(), zh: zh.into() };
    let at = |text: &str| text.parse().expect("an instant");
    let hash = |digit: &str| digit.repeat(64);
    CaseFile {
        number: "C-2025-000417".into(),
        state: words("decided", "已决定"),
        opened_at: at("2025-07-31T21:14:00Z"),
        made_at: at("2025-08-06T08:30:00Z"),
        made_by: "wang.qiang".into(),
        authority: "Shenzhen Customs District · 深圳海关".into(),
        sheet: sample.input(),
        decisions: vec![
            DecisionTold {
                at: at("2025-08-01T01:40:00Z"),
                who: "li.na".into(),
                role: "officer".into(),
                verdict: words("inspect", "查验"),
                reason_code: "R07".into(),
                reason: words("physical properties do not fit the goods declared", "物理特征与申报货物不符"),
                note: "Weigh, measure, XRF on three ingots of each pallet.".into(),
                ..DecisionTold::default()
            },
            DecisionTold {
                at: at("2025-08-05T06:05:00Z"),
                who: "li.na".into(),
                role: "officer".into(),
                verdict: words("seizure", "查扣"),
                reason_code: "S01".into(),
                reason: words("goods are not what was declared", "实货与申报不符"),
                note: "25 pallets, XRF 99.6 % Sb.".into(),
                second: words(
                    "approved by zhao.min (supervisor), 2025-08-05T09:12:00Z",
                    "zhao.min（主管）2025-08-05T09:12:00Z 同意",
                ),
                finding: Some(FindingTold {
                    outcome: words("false declaration", "虚假申报"),
                    typology: "T1".into(),
                    seized_kg: Some(25_171.85),
                    seized_value_usd: Some(831_000.0),
                    inspected_on: "2025-08-04".parse().ok(),
                }),
            },
        ],
        attachments: vec![AttachmentTold {
            name: "XRF 结果 pallet-07.jpg".into(),
            media_type: "image/jpeg".into(),
            bytes: 218_331,
            sha256: hash("a"),
            added_at: at("2025-08-04T07:00:00Z"),
            added_by: "li.na".into(),
        }],
        manifests: vec![ManifestTold {
            run_id: "c41d09be77f0a2d6e5b1903f4cc8a7d2".into(),
            text: "{\"night\":\"2025-07-31\",\"rows\":20114}\n".into(),
        }],
        audit: AuditTold {
            entries: vec![
                AuditEntry {
                    number: 90211,
                    at: "2025-07-31T21:14:00Z".into(),
                    who: "tidewaiter".into(),
                    deed: "open-case".into(),
                    content: "{\"case\":417}".into(),
                    previous: hash("0"),
                    hash: hash("1"),
                },
                AuditEntry {
                    number: 90240,
                    at: "2025-08-05T06:05:00Z".into(),
                    who: "li.na".into(),
                    deed: "propose-seizure".into(),
                    content: "{\"case\":417,\"note\":\"25 pallets, XRF 99.6 % Sb.\"}".into(),
                    previous: hash("2"),
                    hash: hash("3"),
                },
            ],
            head: Some((90_377, hash("f"))),
            rule: words(
                "SHA-256 over previous, number, at, who, deed and content, each ended by a line feed.",
                "对前一哈希、编号、时间、操作人、操作、内容（各以换行结尾）求SHA-256。",
            ),
        },
    }
}
