//! The items of the control list that meet a line, each with the reason in words.

use super::answer::Status;
use super::condition::{Known, Truth};
use super::control::{ControlItem, ControlScope, Effect, Force};
use super::hs::CodeMatch;
use super::library::Reference;
use super::names::{form_zh, mineral_zh};
use super::reading::{Reading, TextVerdict, symbol_of};
use super::status::{Facts, Verdict};
use chrono::NaiveDate;

/// Items told of one line at most, the strictest first.
const ITEMS_MAX: usize = 8;

/// What is known of a line.
#[derive(Debug, Clone, Copy)]
pub struct AskedOf<'a> {
    /// Declared code.
    pub hs: &'a str,
    /// Day of acceptance.
    pub on: NaiveDate,
    /// Country of destination, by code or name.
    pub destination: Option<&'a str>,
    /// Description and specification.
    pub text: Option<&'a str>,
    /// Mineral that the declared code is taken to cover.
    pub covers: Option<&'a str>,
}

/// An item beside the line.
#[derive(Debug, Clone)]
pub struct ItemMet<'a> {
    pub item: &'a ControlItem,
    /// The status of the line by this item alone.
    pub status: Status,
    /// Whether the item binds on the day.
    pub force: Force,
    /// The clause that bars the export.
    pub clause: Option<&'a ControlScope>,
    /// Why it meets the line or does not, in English and Chinese.
    pub because: (String, String),
}

/// Sentences in the making, in both languages.
#[derive(Default)]
struct Because {
    en: Vec<String>,
    zh: Vec<String>,
}

impl Because {
    fn say(&mut self, en: String, zh: String) {
        self.en.push(en);
        self.zh.push(zh);
    }

    fn told(self) -> (String, String) {
        (self.en.join("; "), self.zh.join("；"))
    }
}

impl Reference {
    /// The items that meet the line by code, by words or as what its code is a known cover of, the strictest first. After the
    /// list's horizon nothing is known, and each says so.
    pub fn items_met<'a>(&'a self, asked: &AskedOf) -> Vec<ItemMet<'a>> {
        let list = &self.control;
        let reading = asked.text.map(|text| Reading::of(&self.glossary, text));
        let spoken = reading.as_ref().map(|reading| reading.verdict(list, asked.on));
        let destination = asked.destination.and_then(|text| self.places.country(text));
        let facts = Facts {
            destination: destination.map(|country| country.alpha2.as_str()),
            reading: reading.as_ref(),
            ..Facts::default()
        };
        let candidates = list.candidates(asked.hs, asked.on);
        let ended = asked.on > list.horizon;
        let mut met: Vec<ItemMet<'a>> = Vec::new();
        for verdict in list.verdicts(&candidates, asked.hs, asked.on, facts, spoken.as_ref()) {
            let mut because = Because::default();
            by_code(asked, &verdict, &mut because);
            by_text(reading.as_ref(), &verdict, &mut because);
            by_force(&verdict, asked.on, &mut because);
            if ended {
                after_horizon(list.horizon, &mut because);
            }
            let status = if ended { Status::Unknown } else { verdict.status };
            let item = self.item(verdict.item);
            let clause = verdict.clause.and_then(|clause| list.scopes.iter().find(|held| std::ptr::eq(*held, clause)));
            met.push(ItemMet { item, status, force: verdict.force, clause, because: because.told() });
        }
        if let Some(spoken) = &spoken {
            self.by_words(asked, spoken, &mut met);
        }
        self.by_cover(asked, &mut met);
        // Equals stay in the order of the list.
        met.sort_by_key(|met| std::cmp::Reverse(met.status));
        met.truncate(ITEMS_MAX);
        met
    }

    /// The item as this list holds it.
    fn item(&self, item: &ControlItem) -> &ControlItem {
        self.control.items.iter().find(|held| std::ptr::eq(*held, item)).expect("an item of this list")
    }

    /// Goods that are what the text says, under a code that is not the item's.
    fn by_words<'a>(&'a self, asked: &AskedOf, spoken: &TextVerdict, met: &mut Vec<ItemMet<'a>>) {
        let Some(item) = spoken.item.filter(|_| spoken.controlled == Some(true)) else { return };
        let item = self.item(item);
        if met.iter().any(|held| std::ptr::eq(held.item, item) && held.status >= Status::LicenceRequired) {
            return;
        }
        met.retain(|held| !std::ptr::eq(held.item, item));
        let form = spoken.form.unwrap_or("any");
        let because = (
            format!(
                "the text names {} ({form}): goods that are what it says are of this item, whatever the code",
                item.mineral
            ),
            format!(
                "申报文字提到{}（{}）：若货物如其所述，则属该物项，与申报编码无关",
                mineral_zh(&item.mineral),
                form_zh(form)
            ),
        );
        met.push(ItemMet { item, status: Status::LicenceRequired, force: item.force(asked.on), clause: None, because });
    }

    /// What the declared code is a known cover of.
    fn by_cover<'a>(&'a self, asked: &AskedOf, met: &mut Vec<ItemMet<'a>>) {
        let Some(mineral) = asked.covers.filter(|_| asked.on <= self.control.horizon) else { return };
        let Some(cover) = self.market.lookalikes_of(asked.hs).find(|cover| cover.mineral == mineral) else { return };
        let hidden = |item: &&ControlItem| {
            item.mineral == mineral && item.forms.contains(&cover.form) && item.force(asked.on) == Force::InForce
        };
        let Some(item) = self.control.items.iter().find(hidden) else { return };
        if met.iter().any(|held| std::ptr::eq(held.item, item)) {
            return;
        }
        let because = (
            format!(
                "{} itself is not this item, but a known cover of {mineral} ({}): {}",
                asked.hs, cover.form, cover.why
            ),
            format!(
                "申报编码{}本身不属该物项，但为{}（{}）的已知掩护编码",
                asked.hs,
                mineral_zh(mineral),
                form_zh(&cover.form)
            ),
        );
        met.push(ItemMet { item, status: Status::Free, force: Force::InForce, clause: None, because });
    }
}

fn by_code(asked: &AskedOf, verdict: &Verdict, because: &mut Because) {
    let hs = asked.hs;
    match verdict.matched {
        CodeMatch::Whole => because.say(format!("{hs} is a code of the item"), format!("{hs}为该物项编码")),
        CodeMatch::Part => {
            let codes = verdict.item.codes.iter().map(|(code, _)| code.as_str()).filter(|code| code.starts_with(hs));
            let codes: Vec<&str> = codes.collect();
            because.say(
                format!("of {hs} only {} is listed", codes.join(", ")),
                format!("{hs}项下仅{}列入清单", codes.join("、")),
            );
        }
        CodeMatch::Practice => because.say(
            format!("the item has no code of its own; such goods go under {hs}"),
            format!("该物项无专属编码，此类货物通常归入{hs}"),
        ),
    }
}

fn by_text(reading: Option<&Reading>, verdict: &Verdict, because: &mut Because) {
    let item = verdict.item;
    if verdict.named {
        because.say(format!("the text names {}", item.mineral), format!("申报文字提到{}", mineral_zh(&item.mineral)));
    }
    if item.conditions.is_empty() {
        return;
    }
    let known = Known {
        purity_pct: reading.and_then(|reading| reading.purity_pct),
        composition: reading.and_then(|reading| reading.composition.as_ref()),
        contains: symbol_of(&item.mineral).filter(|_| verdict.named),
    };
    match verdict.truth {
        Truth::Yes => because
            .say("the goods as described meet its threshold".to_owned(), "申报描述的货物达到其管制标准".to_owned()),
        Truth::No => {
            let why = item.conditions.why_not(known).map_or(String::new(), |why| format!(": {why}"));
            because.say(
                format!("the goods as described are not within it{why}"),
                "申报描述的货物未达到其管制标准".to_owned(),
            );
        }
        Truth::CannotBeSaid => {
            let open = item.conditions.open_questions(known);
            because.say(
                format!("what is declared leaves open whether its threshold is met ({})", open.join(", ")),
                "申报内容不足以判断是否达到其管制标准".to_owned(),
            );
        }
    }
}

fn by_force(verdict: &Verdict, on: NaiveDate, because: &mut Because) {
    match verdict.force {
        Force::Suspended(until) => {
            because.say(format!("its announcement is suspended until {until}"), format!("该公告暂停实施至{until}"))
        }
        Force::AfterKnowledge => because.say(
            format!("its suspension has ended, and what holds on {on} is not known to the list"),
            format!("暂停实施期已满，{on}的效力清单未载"),
        ),
        Force::InForce | Force::NotYet => {}
    }
    if let Some(clause) = verdict.clause {
        let (word, zh) = match clause.effect {
            Effect::Prohibited => ("prohibited", "禁止出口"),
            Effect::DeniedInPrinciple => ("denied in principle", "原则上不予许可"),
            Effect::Review => ("under stricter review", "从严审查"),
        };
        because.say(
            format!("{word} to {}: {} ({} {})", clause.destination, clause.text_en, clause.announcement, clause.clause),
            format!("对{}{zh}：{}（{}）", clause.destination, clause.text_zh, clause.announcement),
        );
    }
}

fn after_horizon(horizon: NaiveDate, because: &mut Because) {
    because
        .say(format!("the list ends on {horizon} and knows nothing later"), format!("清单截至{horizon}，此后情况未知"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(hs: &str, on: &str, destination: Option<&str>, text: Option<&str>, covers: Option<&str>) -> Vec<String> {
        let reference = Reference::shipped().unwrap();
        let asked = AskedOf { hs, on: on.parse().unwrap(), destination, text, covers };
        let met = reference.items_met(&asked);
        met.iter()
            .map(|met| {
                assert!(!met.because.0.is_empty() && !met.because.1.is_empty());
                format!("{} {} | {}", met.status.word(), met.item.mineral, met.because.0)
            })
            .collect()
    }

    #[test]
    fn code_words_and_cover_are_told_apart() {
        let by_code = met("8110101000", "2025-06-01", Some("JP"), Some("antimony ingot 99.65%"), None);
        assert!(by_code[0].starts_with("licence antimony | 8110101000 is a code of the item"), "{by_code:?}");
        let barred = met("8110101000", "2025-06-01", Some("US"), Some("antimony ingot 99.65%"), None);
        assert!(barred[0].starts_with("denied antimony") && barred[0].contains("to US"), "{barred:?}");
        let by_words = met("7901200000", "2025-06-01", Some("JP"), Some("antimony ingot 99.65%"), None);
        assert!(by_words[0].starts_with("licence antimony | the text names antimony"), "{by_words:?}");
        let by_cover = met("7901200000", "2025-06-01", Some("JP"), Some("zinc ingot"), Some("antimony"));
        assert!(by_cover[0].starts_with("free antimony | 7901200000 itself is not this item"), "{by_cover:?}");
        assert!(met("9403600000", "2025-06-01", Some("JP"), Some("wooden desk"), None).is_empty());
    }

    #[test]
    fn nothing_is_known_after_the_list() {
        let later = met("8110101000", "2035-01-01", Some("JP"), None, None);
        assert!(later.iter().all(|met| met.starts_with("unknown")), "{later:?}");
    }
}
