//! What may leave against what left: the licence and the exporter's account of the element.

use super::panel::Panel;
use super::panel::fact;
use crate::cases::LedgerTold;
use crate::cases::LicenceTold;
use crate::report::legible::spelled;
use crate::report::numbers::mass;
use crate::review::lang::Lang;
use crate::review::pictures::Balance;
use crate::review::pictures::Drawing;
use crate::review::pictures::Ink;
use crate::review::pictures::Portion;
use crate::review::pictures::balance;
use crate::review::pictures::svg;
use chrono::NaiveDate;
use maud::html;

/// Licensed, used, this line.
pub(super) fn licence(told: Option<&LicenceTold>, prefix: &str, lang: Lang) -> Panel {
    let body = told.map(|licence| {
        html! {
            @if licence.faults.is_empty() {
                p.claim { (lang.of("Nothing is wrong with the licence that the register can tell.", "登记信息未见许可证异常。")) }
            } @else {
                ul.faults { @for fault in &licence.faults { li { (spelled(lang.words(fault))) } } }
            }
            @match licence_balance(licence, lang) {
                Some(drawing) => { figure { (svg(&drawing, &format!("{prefix}-licence-pic"))) } }
                None => { p.empty { (lang.of("The register tells no quantity of this licence.", "登记信息无该证数量。")) } }
            }
            dl.facts {
                (fact(lang.of("Number", "证号"), html! { bdi { (spelled(&licence.number)) } }))
                (fact(lang.of("Holder", "持证人"), html! { bdi { (spelled(&licence.holder)) } }))
                (fact(lang.of("Valid", "有效期"), html! { (day(licence.valid_from, lang)) " – " (day(licence.valid_to, lang)) }))
                (fact(lang.of("Licensed", "许可量"), html! { (mass(licence.licensed_kg)) }))
                (fact(lang.of("Used before", "已使用"), html! { (mass(licence.used_kg)) }))
                (fact(lang.of("This line", "本次申报"), html! { (mass(licence.this_kg)) }))
            }
        }
    });
    Panel {
        key: "licence",
        title: lang.of("Licence balance", "许可证余量"),
        families: &["account"],
        wide: false,
        tall: 17,
        body,
    }
}

/// The licence as a bar; `None` where no quantity is known.
pub(crate) fn licence_balance(licence: &LicenceTold, lang: Lang) -> Option<Drawing> {
    let used = licence.used_kg.unwrap_or(0.0);
    let this = licence.this_kg.unwrap_or(0.0);
    let limit = licence.licensed_kg.map(|kg| (lang.of("licensed", "许可").to_string(), kg));
    let told = match (licence.licensed_kg, lang) {
        (Some(licensed), Lang::En) => format!(
            "Licensed {}, used before {}, this line {}.",
            mass(Some(licensed)),
            mass(Some(used)),
            mass(Some(this))
        ),
        (None, Lang::En) => format!(
            "Used before {}, this line {}; the licensed quantity is not known.",
            mass(Some(used)),
            mass(Some(this))
        ),
        (Some(licensed), Lang::Zh) => {
            format!("许可{}，已使用{}，本次{}。", mass(Some(licensed)), mass(Some(used)), mass(Some(this)))
        }
        (None, Lang::Zh) => format!("已使用{}，本次{}；许可量不明。", mass(Some(used)), mass(Some(this))),
    };
    balance(&Balance {
        title: lang.of("Use of the licence", "许可证使用情况").into(),
        told,
        bars: vec![(
            lang.of("Exported under it", "凭证出口").into(),
            vec![
                Portion { name: lang.of("used before", "已使用").into(), kg: used, ink: Ink::Used },
                Portion { name: lang.of("this line", "本次").into(), kg: this, ink: Ink::This },
            ],
        )],
        limit,
    })
}

/// More out than in.
pub(super) fn ledger(told: Option<&LedgerTold>, prefix: &str, lang: Lang) -> Panel {
    let body = told.map(|ledger| {
        html! {
            p.claim { (ledger_in_words(ledger, lang)) }
            @match ledger_balance(ledger, lang) {
                Some(drawing) => { figure { (svg(&drawing, &format!("{prefix}-ledger-pic"))) } }
                None => { p.empty { (lang.of("Nothing was booked in this window.", "该期间无台账记录。")) } }
            }
            dl.facts {
                (fact(lang.of("Element", "元素"), html! { bdi { (spelled(&ledger.element)) } }))
                (fact(lang.of("Window", "期间"), html! { (spelled(lang.words(&ledger.window))) }))
                (fact(lang.of("Bought", "购进"), html! { (mass(Some(ledger.bought_kg))) }))
                (fact(lang.of("Sold at home", "内销"), html! { (mass(Some(ledger.sold_kg))) }))
                (fact(lang.of("Exported before", "此前出口"), html! { (mass(Some(ledger.exported_kg))) }))
                (fact(lang.of("This line", "本次"), html! { (mass(Some(ledger.this_kg))) }))
                @if let Some(capacity) = ledger.capacity_kg_year {
                    (fact(lang.of("Capacity a year", "年产能"), html! { (mass(Some(capacity))) }))
                }
            }
        }
    });
    Panel {
        key: "ledger",
        title: lang.of("Account of the element", "元素台账"),
        families: &["account"],
        wide: false,
        tall: 19,
        body,
    }
}

fn ledger_in_words(ledger: &LedgerTold, lang: Lang) -> String {
    let had = ledger.bought_kg - ledger.sold_kg;
    let out = ledger.exported_kg + ledger.this_kg;
    let (had_told, out_told, gap) = (mass(Some(had.max(0.0))), mass(Some(out)), mass(Some((out - had).abs())));
    match (out > had, lang) {
        (true, Lang::En) => format!(
            "With this line {out_told} would have left, of {had_told} that came in and stayed: {gap} more than there was."
        ),
        (true, Lang::Zh) => format!("计入本次共出口{out_told}，而购进结余仅{had_told}，多出{gap}。"),
        (false, Lang::En) => format!(
            "With this line {out_told} would have left, of {had_told} that came in and stayed: covered, {gap} to spare."
        ),
        (false, Lang::Zh) => format!("计入本次共出口{out_told}，购进结余{had_told}，尚余{gap}。"),
    }
}

/// The account as two bars; `None` where nothing was booked.
pub(crate) fn ledger_balance(ledger: &LedgerTold, lang: Lang) -> Option<Drawing> {
    balance(&Balance {
        title: lang.of("What came in against what went out", "进出平衡").into(),
        told: ledger_in_words(ledger, lang),
        bars: vec![
            (
                lang.of("In", "购进结余").into(),
                vec![Portion {
                    name: lang.of("bought less sold", "购进减内销").into(),
                    kg: (ledger.bought_kg - ledger.sold_kg).max(0.0),
                    ink: Ink::Licensed,
                }],
            ),
            (
                lang.of("Out", "出口").into(),
                vec![
                    Portion { name: lang.of("before", "此前").into(), kg: ledger.exported_kg, ink: Ink::Used },
                    Portion { name: lang.of("this line", "本次").into(), kg: ledger.this_kg, ink: Ink::This },
                ],
            ),
        ],
        limit: Some((lang.of("came in and stayed", "购进结余").into(), (ledger.bought_kg - ledger.sold_kg).max(0.0))),
    })
}

fn day(day: Option<NaiveDate>, lang: Lang) -> String {
    day.map_or_else(|| lang.of("not known", "不详").into(), |day| day.to_string())
}
