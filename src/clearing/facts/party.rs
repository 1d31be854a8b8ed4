//! Who uses the goods, and who the consignee is.

use crate::clearing::change::{Change, Setting, Words, where_told};
use crate::clearing::form::Proposal;
use crate::engines::{LISTED_DECLARED, LISTED_LIKENESS, LISTED_NAME};
use crate::reference::{HUB_DESTINATION, MINERAL_NO_USE_IN_DESTINATION};
use crate::schema::{CONSIGNEE_NAME, DESTINATION_COUNTRY, END_USER_NAME};
use crate::signals::Text;

pub(in crate::clearing) static END_USER: Proposal = Proposal {
    id: "end-user",
    fact: Text { en: "End user", zh: "最终用户" },
    document: Text {
        en: "end-user certificate, with the user's own production records",
        zh: "最终用户和最终用途证明及用户生产记录",
    },
    answers: &["destination-without-use", "hub-consignee-new-after-control", "hub-share-jump"],
    changes: |line| {
        let establishes = where_told(line, &[(MINERAL_NO_USE_IN_DESTINATION, 0.0), (HUB_DESTINATION, 0.0)]);
        if establishes.is_empty() {
            return Vec::new();
        }
        let country = line.text(DESTINATION_COUNTRY).unwrap_or_default();
        vec![Change::shown(
            establishes,
            line.text(END_USER_NAME).map_or(Words::none(), Words::same),
            Words::new(
                format!("a named user who uses up the goods in {country}"),
                format!("在{country}境内自用的具名用户"),
            ),
        )]
    },
};

pub(in crate::clearing) static IDENTITY: Proposal = Proposal {
    id: "identity",
    fact: Text { en: "Identity of the party", zh: "当事方身份" },
    document: Text {
        en: "business registration with owners and address, checked with the register that issued it",
        zh: "载明股东与地址的商业登记，并向登记机关核实",
    },
    answers: &["party-like-listed"],
    changes: |line| {
        if line.positive(LISTED_LIKENESS).is_none() {
            return Vec::new();
        }
        let listed = line.text(LISTED_NAME).unwrap_or_default();
        let declared = line.text(LISTED_DECLARED).or_else(|| line.text(CONSIGNEE_NAME)).unwrap_or_default();
        vec![Change::shown(
            vec![Setting::number(LISTED_LIKENESS, 0.0)],
            Words::new(format!("{declared}, like {listed}"), format!("{declared}，与{listed}相似")),
            Words::new("shown to be another", "证明并非同一主体"),
        )]
    },
};
