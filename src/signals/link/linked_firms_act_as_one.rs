//! Firms that share a telephone, an address or a representative begin the same goods for the same buyer together.

use crate::engines::{
    LINK_ADDRESS_N, LINK_BEGAN_N, LINK_BESIDE_BEGAN_N, LINK_BIRTH_DAYS, LINK_PERSON_N, LINK_PHONE_N, LINK_RING,
    LINK_WITH,
};
use crate::schema::{EXPORTER_NAME, Unit};
use crate::signals::Family;
use crate::signals::Typology;
use crate::signals::form::{Alarm, Signal, Text};
use polars::prelude::{DataType, Expr};

pub(super) static SIGNAL: Signal = Signal {
    id: "linked-firms-act-as-one",
    family: Family::Link,
    shows: &[Typology::Ring],
    title: Text { en: "Linked firms act as one", zh: "关联企业步调一致" },
    unit: Unit::LogRatio,
    formula: "ln(1/10) + Σ 0.6^k · max(e, 0) over the firms beside it, strongest first; e = ln odds of one controller against honest sharing, from what is shared (by its rarity; what more than 50 share ties nobody), the days of foundation, and whether the other firm began these goods and this buyer within 45 days of it or sells them anyway, each against how often that happens by chance; null without a firm beside it in the register",
    reads: &[LINK_RING],
    tells: &[
        EXPORTER_NAME,
        LINK_WITH,
        LINK_PHONE_N,
        LINK_ADDRESS_N,
        LINK_PERSON_N,
        LINK_BIRTH_DAYS,
        LINK_BESIDE_BEGAN_N,
        LINK_BEGAN_N,
    ],
    measure,
    alarm: Alarm::Above(3.0),
    reason: Text {
        en: "{exporter_name} stands beside {link_with}[, its telephone shared by {link_phone_n+} other firm(s)][, its address shared by {link_address_n+}][, its representative's name shared by {link_person_n+}][; the nearest in age was founded {link_birth_days} day(s) apart]. Of these firms {link_beside_began_n} began the same goods within 45 days of it[; linked or not, at least {link_began_n+} other exporter(s) of such goods began to deal with the buyer within 45 days of it]. By the chance of such neighbours alone this has odds of 1 : e^{value}.",
        zh: "{exporter_name}与{link_with}关联[，另有{link_phone_n+}家企业共用其电话][，{link_address_n+}家共用其地址][，{link_person_n+}家法定代表人同名][；成立时间最接近者相差{link_birth_days}天]。其中{link_beside_began_n}家在45天内与其同时开始出口同类货物[；无论关联与否，另有至少{link_began_n+}家同类货物出口企业在45天内与其同时开始与该买家往来]。此类邻居巧合的几率为1比e^{value}。",
    },
    innocent: &[
        "an incubator, an office tower or a bookkeeping agent whose clients are of one trade",
        "a family with several firms in one trade",
        "namesakes",
    ],
    sources: &[
        "Collusive ring T11 of the domain notes: shared telephone, address, representative, joint birth and activity; ten honest groups for a ring",
        "Agreement weighed by rarity: Fellegi & Sunter, JASA 64, 1969",
    ],
};

fn measure() -> Expr {
    LINK_RING.expr().cast(DataType::Float64)
}

#[cfg(test)]
mod tests {
    use super::SIGNAL;
    use crate::signals::testing::check;
    use expect_test::expect;

    #[test]
    fn odds_of_twenty_to_one_ring() {
        check(
            &SIGNAL,
            "
            link_ring | link_with
            7.5  | F2; F3
            -4.1 | F2
                 |
            ",
            expect![[r#"
                7.500 ALARM
                -4.100
                null
            "#]],
        );
    }
}
