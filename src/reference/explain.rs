//! The answer in words: why a code has its status, what else must be known, which remark is due.

use super::answer::{Answer, EndUserKind, Query, RemarkRule, Status};
use super::condition::{Known, Truth};
use super::control::{ControlList, Effect, Force, ItemKind, RemarkDuty};
use super::glossary::Glossary;
use super::hs::CodeMatch;
use super::reading::Reading;
use super::status::{Facts, Verdict, strictest};
use chrono::NaiveDate;

/// Items named beside the one reported, at most.
const OTHERS_SHOWN: usize = 6;

/// Answers a question from the list; words of the goods are read with the glossary.
pub(super) fn answer(list: &ControlList, glossary: &Glossary, query: &Query) -> Answer {
    let reading = query.text.as_deref().map(|text| Reading::of(glossary, text));
    let spoken = reading.as_ref().map(|reading| reading.verdict(list, query.on));
    let facts = Facts {
        destination: query.destination.as_deref(),
        end_user_kind: query.end_user_kind,
        purity_pct: query.purity_pct,
        composition: query.composition.as_ref(),
        reading: reading.as_ref(),
    };
    let candidates = list.candidates(&query.hs, query.on);
    let verdicts = list.verdicts(&candidates, &query.hs, query.on, facts, spoken.as_ref());
    let top = strictest(&verdicts);
    let mut answer = match top {
        Some(verdict) => from_verdict(list, query, facts, verdict, &verdicts),
        None => free(list, query),
    };
    if answer.status == Status::Free && answer.remark_rule.is_none() {
        answer.remark_rule = reading.as_ref().and_then(|reading| near_listed_remark(list, query, reading));
    }
    if let Some(spoken) = &spoken
        && answer.status == Status::Free
        && let (Some(true), Some(item)) = (spoken.controlled, spoken.item)
    {
        answer.conditions.push(format!(
            "the text names {}: goods that are what the text says need a licence as {} ({})",
            spoken.mineral.unwrap_or("a controlled mineral"),
            item.control_code,
            item.announcement
        ));
    }
    if query.on > list.horizon {
        answer.status = Status::Unknown;
        answer.certain = true;
        answer.since = None;
        answer.remark_rule = None;
        answer.why = format!("the control list ends on {}; nothing is known of {}", list.horizon, query.on);
        answer.conditions = vec!["renew the list: put newer tables into a folder and give it with --tables".to_owned()];
    }
    answer
}

fn free(list: &ControlList, query: &Query) -> Answer {
    let mut conditions = Vec::new();
    if query.on < list.begins {
        conditions.push(format!("the list begins on {}; older controls are not in it", list.begins));
    }
    for neighbour in neighbours(list, &query.hs, query.on) {
        conditions.push(neighbour);
    }
    let coming = list
        .items
        .iter()
        .filter(|item| item.kind == ItemKind::Goods && item.force(query.on) == Force::NotYet)
        .find(|item| item.codes.iter().any(|(code, _)| code == &query.hs));
    if let Some(item) = coming {
        conditions.push(format!("licence required from {} ({})", item.effective_from, item.announcement));
    }
    if query.end_user_kind == Some(EndUserKind::Military) {
        conditions.push("the catch-all clause may still ask for a licence (Export Control Law, Article 12)".to_owned());
    }
    Answer {
        status: Status::Free,
        certain: true,
        announcement: None,
        control_code: None,
        mineral: None,
        item_en: None,
        item_zh: None,
        since: None,
        why: format!("no item of the control list names {} on {}", query.hs, query.on),
        remark_rule: None,
        confidence: if conditions.is_empty() { "high" } else { "medium" }.to_owned(),
        conditions,
        source: None,
    }
}

/// Listed sub-codes of the same 8-digit line, for a code that is none of them.
fn neighbours(list: &ControlList, hs: &str, on: NaiveDate) -> Vec<String> {
    let Some(line) = hs.get(..8) else { return Vec::new() };
    let mut said: Vec<String> = Vec::new();
    for item in list.items.iter().filter(|item| item.force(on) == Force::InForce) {
        for (code, _) in item.codes.iter().filter(|(code, _)| code.starts_with(line) && code != hs) {
            let phrase = format!("the same line holds listed {code} ({})", item.item_en);
            if said.len() < 3 && !said.contains(&phrase) {
                said.push(phrase);
            }
        }
    }
    said
}

fn from_verdict(list: &ControlList, query: &Query, facts: Facts, verdict: &Verdict, all: &[Verdict]) -> Answer {
    let item = verdict.item;
    let known = Known {
        purity_pct: facts.purity_pct.or(facts.reading.and_then(|reading| reading.purity_pct)),
        composition: facts.composition.or(facts.reading.and_then(|reading| reading.composition.as_ref())),
        contains: super::reading::symbol_of(&item.mineral).filter(|_| verdict.named),
    };
    let binding = matches!(verdict.status, Status::LicenceRequired | Status::DeniedInPrinciple | Status::Prohibited);
    let mut conditions = Vec::new();
    if binding {
        if verdict.truth == Truth::CannotBeSaid {
            conditions.extend(item.conditions.open_questions(known));
        }
        conditions.extend(others_of_the_code(verdict, all));
        if verdict.matched == CodeMatch::Part && !verdict.decided {
            let codes: Vec<&str> =
                item.codes.iter().map(|(code, _)| code.as_str()).filter(|code| code.starts_with(&query.hs)).collect();
            conditions.push(format!("only {} of this line is listed; give 10 digits", codes.join(", ")));
        }
        conditions.extend(clause_questions(list, query, &item.mineral));
    }
    let since = match verdict.clause {
        Some(clause) => item.since(query.on).map(|day| day.max(clause.effective_from)),
        None if binding => item.since(query.on),
        None => None,
    };
    Answer {
        status: verdict.status,
        certain: verdict.decided,
        announcement: Some(verdict.clause.map_or(&item.announcement, |clause| &clause.announcement).clone()),
        control_code: Some(item.control_code.clone()).filter(|code| !code.is_empty()),
        mineral: Some(item.mineral.clone()),
        item_en: Some(item.item_en.clone()),
        item_zh: Some(item.item_zh.clone()),
        since,
        why: why(query, verdict, known),
        remark_rule: remark_rule(list, query, verdict),
        confidence: item.confidence.clone(),
        conditions,
        source: Some(verdict.clause.map_or(&item.source, |clause| &clause.source).clone()),
    }
}

/// Other items that the same code holds with the same status: which they are, what would free the goods of them.
fn others_of_the_code(verdict: &Verdict, all: &[Verdict]) -> Vec<String> {
    let same = |other: &&Verdict| {
        other.status == verdict.status && other.decided == verdict.decided && !std::ptr::eq(other.item, verdict.item)
    };
    let phrase = |other: &Verdict| {
        let open = match other.truth {
            Truth::CannotBeSaid => other.item.conditions.open_questions(Known::default()),
            _ => Vec::new(),
        };
        let open = if open.is_empty() { String::new() } else { format!(": {}", open.join(", ")) };
        format!("or {} {}{open}", other.item.control_code, other.item.item_en)
    };
    all.iter().filter(same).take(OTHERS_SHOWN).map(phrase).collect()
}

/// The remark due where the code is free but its line holds a listed item of the mineral that the text names.
fn near_listed_remark(list: &ControlList, query: &Query, reading: &Reading) -> Option<RemarkRule> {
    let line = query.hs.get(..8)?;
    let item = list.items.iter().find(|item| {
        item.force(query.on) == Force::InForce
            && reading.named.iter().any(|named| named.mineral == item.mineral)
            && item.codes.iter().any(|(code, _)| code.starts_with(line))
    })?;
    let duty = list.remark_duty(&item.mineral, query.on)?;
    Some(RemarkRule {
        announcement: duty.announcement.clone(),
        wanted: duty.near_listed.first().cloned().unwrap_or_default(),
        satisfied: query.remark.as_deref().map(|remark| duty.said(remark).is_some()),
    })
}

fn why(query: &Query, verdict: &Verdict, known: Known) -> String {
    let item = verdict.item;
    let name = if item.control_code.is_empty() {
        item.item_en.clone()
    } else {
        format!("{} ({})", item.item_en, item.control_code)
    };
    match (verdict.status, verdict.force) {
        (Status::Free, Force::Suspended(until)) => {
            format!("{name}: {} is suspended until {until}", item.announcement)
        }
        (Status::Free, _) => {
            let reason = item.conditions.why_not(known).unwrap_or_else(|| "the goods are not the item's".to_owned());
            format!("{name} of {} does not cover these goods: {reason}", item.announcement)
        }
        (Status::Unknown, _) => {
            let until = item.suspended.map_or(item.effective_from, |(_, until)| until);
            format!("{name}: the suspension of {} ended on {until} and the list knows nothing after", item.announcement)
        }
        (status, _) => {
            let clause = verdict.clause.map_or(String::new(), |clause| {
                format!(" for {}: {} ({} {})", clause.destination, clause.text_en, clause.announcement, clause.clause)
            });
            let possible = if verdict.decided { "" } else { "possibly " };
            format!(
                "{} is {possible}{name}, listed by {} since {}: {}{clause}",
                query.hs,
                item.announcement,
                item.effective_from,
                status.phrase()
            )
        }
    }
}

/// What the clauses would say if destination or end user were known, and clauses that are suspended.
fn clause_questions(list: &ControlList, query: &Query, mineral: &str) -> Vec<String> {
    let mut phrases = Vec::new();
    for scope in list.scopes.iter().filter(|scope| scope.covers(mineral)) {
        let there = query.destination.as_deref().is_none_or(|destination| destination == scope.destination);
        let kind_open = scope.military_only && query.end_user_kind.is_none();
        let destination_open = query.destination.is_none();
        let word = match scope.effect {
            Effect::Prohibited => "prohibited",
            Effect::DeniedInPrinciple => "denied in principle",
            Effect::Review => "under stricter review",
        };
        let to = if scope.military_only { "to military end users in" } else { "to" };
        match scope.force(query.on) {
            Force::Suspended(until) if there && !destination_open => phrases.push(format!(
                "{} {}, {word} {to} {}, is suspended until {until}",
                scope.announcement, scope.clause, scope.destination
            )),
            Force::InForce if there && (kind_open || destination_open || scope.effect == Effect::Review) => {
                let skip = scope.military_only && query.end_user_kind == Some(EndUserKind::Civil);
                if !skip {
                    phrases
                        .push(format!("{word} {to} {} ({} {})", scope.destination, scope.announcement, scope.clause));
                }
            }
            _ => {}
        }
    }
    phrases
}

fn remark_rule(list: &ControlList, query: &Query, verdict: &Verdict) -> Option<RemarkRule> {
    if verdict.force != Force::InForce {
        return None;
    }
    let duty = list.remark_duty(&verdict.item.mineral, query.on)?;
    let listed = verdict.status != Status::Free;
    let words = if listed { &duty.listed } else { &duty.near_listed };
    let wording = words.first().map_or("", String::as_str);
    let wanted =
        if listed { format!("{wording} {}", verdict.item.control_code).trim().to_owned() } else { wording.to_owned() };
    let satisfied = query.remark.as_deref().map(|remark| {
        let said = duty.said(remark);
        if listed && verdict.decided { said == Some(true) } else { said.is_some() }
    });
    Some(RemarkRule { announcement: duty.announcement.clone(), wanted, satisfied })
}

impl ControlList {
    /// The remark duty for goods of a mineral on a day.
    pub fn remark_duty(&self, mineral: &str, on: NaiveDate) -> Option<&RemarkDuty> {
        let covers = |duty: &&RemarkDuty| {
            duty.effective_from <= on
                && (duty.minerals.is_empty() || duty.minerals.iter().any(|named| named == mineral))
        };
        self.remarks.iter().find(covers)
    }
}

impl RemarkDuty {
    /// What remarks say: `Some(true)` listed, `Some(false)` not listed, `None` nothing.
    pub fn said(&self, remark: &str) -> Option<bool> {
        if self.near_listed.iter().any(|wording| remark.contains(wording.as_str())) {
            return Some(false);
        }
        self.listed.iter().any(|wording| remark.contains(wording.as_str())).then_some(true)
    }
}
