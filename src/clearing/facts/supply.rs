//! Where the element came from, where the registers know the chain.

use crate::clearing::change::{Change, Words, where_told};
use crate::clearing::form::Proposal;
use crate::engines::{LEDGER_CUSUM, LEDGER_ELEMENT, LEDGER_HIDDEN_KG, LEDGER_SILENCE, LEDGER_UNEXPLAINED_KG};
use crate::signals::{Text, number};

pub(in crate::clearing) static SUPPLY: Proposal = Proposal {
    id: "supply",
    fact: Text { en: "Source of the element", zh: "原料来源" },
    document: Text {
        en: "purchase contracts and tax invoices of the supply, and the stock book",
        zh: "采购合同、增值税发票及库存台账",
    },
    answers: &["more-out-than-in", "shortfall-month-after-month", "element-never-bought", "bought-but-not-declared"],
    changes: |line| {
        let mut establishes = where_told(line, &[(LEDGER_CUSUM, 0.0), (LEDGER_SILENCE, 0.0), (LEDGER_HIDDEN_KG, 0.0)]);
        let short = line.positive(LEDGER_UNEXPLAINED_KG);
        if short.is_some() {
            establishes.extend(where_told(line, &[(LEDGER_UNEXPLAINED_KG, 0.0)]));
        }
        if establishes.is_empty() {
            return Vec::new();
        }
        let element = line.text(LEDGER_ELEMENT).unwrap_or("the element");
        let declared = short.map_or(Words::new("open", "不明"), |kg| {
            Words::new(
                format!("{} kg of {element} unexplained", number(kg)),
                format!("{}千克{element}来源不明", number(kg)),
            )
        });
        let needed = Words::new("every kilogram bought, made or still in stock is shown", "购入、自产及库存逐笔可查");
        vec![Change::shown(establishes, declared, needed)]
    },
};
