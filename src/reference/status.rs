//! Control status of a commodity code on a day: which items it meets, which bind, which is the strictest.

use super::answer::{EndUserKind, Status};
use super::composition::Composition;
use super::condition::{Known, Truth};
use super::control::{ControlItem, ControlList, ControlScope, Effect, Force, ItemKind};
use super::hs::{CodeMatch, fills_line, match_code};
use super::reading::{Reading, TextVerdict, symbol_of};
use chrono::{Datelike, NaiveDate};

/// An item that a code meets.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The item.
    pub item: &'a ControlItem,
    /// How the codes relate.
    pub matched: CodeMatch,
}

/// What one item says of the goods.
#[derive(Debug, Clone, Copy)]
pub struct Verdict<'a> {
    /// The item.
    pub item: &'a ControlItem,
    /// How the codes relate.
    pub matched: CodeMatch,
    /// The status by this item alone.
    pub status: Status,
    /// The code or the facts decide; else the goods may be others than the item's.
    pub decided: bool,
    /// Whether the item binds on the day.
    pub force: Force,
    /// Whether the goods meet the item's thresholds.
    pub truth: Truth,
    /// The clause that bars the export.
    pub clause: Option<&'a ControlScope>,
    /// Text or composition names the item's mineral.
    pub named: bool,
}

/// Facts beside code and day.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    pub destination: Option<&'a str>,
    pub end_user_kind: Option<EndUserKind>,
    pub purity_pct: Option<f64>,
    pub composition: Option<&'a Composition>,
    pub reading: Option<&'a Reading>,
}

impl ControlList {
    /// The items that a code meets on a day by its digits, in list order. Codes of a later tariff do not count.
    pub fn candidates(&self, hs: &str, on: NaiveDate) -> Vec<Candidate<'_>> {
        let mut found = Vec::new();
        for item in self.items.iter().filter(|item| item.kind == ItemKind::Goods) {
            let known = item.codes.iter().filter(|(_, year)| *year <= on.year().max(item.effective_from.year()));
            let best = known.clone().filter_map(|(code, _)| match_code(hs, code)).max();
            let best = match best {
                Some(CodeMatch::Part) if fills_line(hs, known.map(|(code, _)| code.as_str())) => Some(CodeMatch::Whole),
                other => other,
            };
            let practice = item.practice.iter().any(|code| match_code(hs, code).is_some());
            if let Some(matched) = best.or(practice.then_some(CodeMatch::Practice)) {
                found.push(Candidate { item, matched });
            }
        }
        found
    }

    /// Items without a commodity code that the composition alone shows: alloys in base-metal chapters, magnets in 8505.
    fn shown_by_composition(&self, hs: &str, composition: &Composition) -> Vec<Candidate<'_>> {
        let known = Known { composition: Some(composition), ..Known::default() };
        let place = |item: &ControlItem| {
            let alloys = hs.starts_with("2805") || hs.get(..2).is_some_and(|chapter| ("72"..="83").contains(&chapter));
            item.forms.iter().any(|form| form == "alloy" && alloys || form == "magnet" && hs.starts_with("8505"))
        };
        let shown = |item: &&ControlItem| {
            item.kind == ItemKind::Goods
                && item.codes.is_empty()
                && !item.conditions.is_empty()
                && place(item)
                && item.conditions.truth(known) == Truth::Yes
        };
        self.items.iter().filter(shown).map(|item| Candidate { item, matched: CodeMatch::Practice }).collect()
    }

    /// What each item that the code or the goods meet says on that day, in list order.
    pub fn verdicts<'a>(
        &'a self,
        candidates: &[Candidate<'a>],
        hs: &str,
        on: NaiveDate,
        facts: Facts<'a>,
        spoken: Option<&TextVerdict<'a>>,
    ) -> Vec<Verdict<'a>> {
        let composition = facts.composition.or(facts.reading.and_then(|reading| reading.composition.as_ref()));
        let mut all: Vec<Candidate<'a>> = candidates.to_vec();
        let add = |all: &mut Vec<Candidate<'a>>, extra: Candidate<'a>| {
            if all.iter().all(|held| !std::ptr::eq(held.item, extra.item)) {
                all.push(extra);
            }
        };
        if let Some(composition) = composition {
            for extra in self.shown_by_composition(hs, composition) {
                add(&mut all, extra);
            }
        }
        let told = spoken.filter(|spoken| spoken.controlled == Some(true)).and_then(|spoken| spoken.item);
        if let Some(item) = told.filter(|item| item.codes.is_empty()) {
            add(&mut all, Candidate { item, matched: CodeMatch::Practice });
        }
        all.into_iter().filter_map(|candidate| self.judge(candidate, on, facts, composition, spoken)).collect()
    }

    fn judge<'a>(
        &'a self,
        Candidate { item, matched }: Candidate<'a>,
        on: NaiveDate,
        facts: Facts<'a>,
        composition: Option<&Composition>,
        spoken: Option<&TextVerdict<'a>>,
    ) -> Option<Verdict<'a>> {
        let in_text =
            facts.reading.is_some_and(|reading| reading.named.iter().any(|named| named.mineral == item.mineral));
        let symbol = symbol_of(&item.mineral);
        let in_parts = symbol
            .is_some_and(|symbol| composition.and_then(|parts| parts.share(symbol)).is_some_and(|share| share > 0.0));
        let known = Known {
            purity_pct: facts.purity_pct.or(facts.reading.and_then(|reading| reading.purity_pct)),
            composition,
            contains: symbol.filter(|_| in_text),
        };
        let told = spoken.and_then(|spoken| spoken.item).is_some_and(|told| std::ptr::eq(told, item));
        let mut truth = if told { Truth::Yes } else { item.conditions.truth(known) };
        // a magnet whose maker declares neither Dy nor Tb nor a whole composition stays open; a plain reading closes it
        let plain = matched == CodeMatch::Practice && truth == Truth::CannotBeSaid && !in_text && !in_parts;
        if plain && spoken.is_some_and(|spoken| spoken.form.is_some() && spoken.controlled == Some(false)) {
            truth = Truth::No;
        }
        let same_mineral = spoken.is_some_and(|spoken| {
            spoken.controlled == Some(true) && spoken.item.is_some_and(|told| told.mineral == item.mineral)
        });
        let force = item.force(on);
        let (status, decided) = match (force, truth) {
            (Force::NotYet, _) => return None,
            (_, Truth::No) | (Force::Suspended(_), _) => (Status::Free, true),
            (Force::AfterKnowledge, _) => (Status::Unknown, matched != CodeMatch::Part || same_mineral),
            (Force::InForce, truth) => {
                let decided = match matched {
                    CodeMatch::Whole => true,
                    CodeMatch::Practice => truth == Truth::Yes && !item.conditions.is_empty() || told,
                    CodeMatch::Part => same_mineral || truth == Truth::Yes && !item.conditions.is_empty(),
                };
                (Status::LicenceRequired, decided)
            }
        };
        let clause = if status == Status::LicenceRequired { self.bar(&item.mineral, on, facts) } else { None };
        let status = match clause.map(|clause| clause.effect) {
            Some(Effect::Prohibited) => Status::Prohibited,
            Some(Effect::DeniedInPrinciple) => Status::DeniedInPrinciple,
            _ => status,
        };
        Some(Verdict { item, matched, status, decided, force, truth, clause, named: in_text || in_parts })
    }

    /// The strictest clause that bars goods of the mineral from the destination for the end user.
    fn bar<'a>(&'a self, mineral: &str, on: NaiveDate, facts: Facts) -> Option<&'a ControlScope> {
        let destination = facts.destination?;
        let binds = |scope: &&ControlScope| {
            scope.destination == destination
                && scope.covers(mineral)
                && (!scope.military_only || facts.end_user_kind == Some(EndUserKind::Military))
                && scope.force(on) == Force::InForce
                && scope.effect != Effect::Review
        };
        self.scopes.iter().filter(binds).max_by_key(|scope| scope.effect == Effect::Prohibited)
    }

    /// Whether civil exports of the mineral to a country are denied or prohibited on a day.
    pub fn is_barred(&self, mineral: &str, country: &str, on: NaiveDate) -> bool {
        let facts = Facts { destination: Some(country), ..Facts::default() };
        self.bar(mineral, on, facts).is_some()
    }
}

/// The verdict to report: the strictest; of equals the decided one, then the one whose mineral is named, then the first.
pub fn strictest<'v, 'a>(verdicts: &'v [Verdict<'a>]) -> Option<&'v Verdict<'a>> {
    let mut best: Option<&Verdict> = None;
    for verdict in verdicts {
        let key = |verdict: &Verdict| (verdict.status, verdict.decided, verdict.named, verdict.matched);
        if best.is_none_or(|held| key(verdict) > key(held)) {
            best = Some(verdict);
        }
    }
    best
}
