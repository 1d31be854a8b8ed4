//! What description and specification of a declaration say about strategic minerals.

use super::composition::Composition;
use super::condition::{Known, Truth};
use super::control::{ControlItem, ControlList, Force, ItemKind};
use super::glossary::{Glossary, Meaning, Mention};
use super::purity::find_purity;
use chrono::NaiveDate;

/// Symbols of the elements that the list knows as minerals.
const SYMBOLS: &[(&str, &str)] = &[
    ("antimony", "Sb"),
    ("gallium", "Ga"),
    ("germanium", "Ge"),
    ("tungsten", "W"),
    ("bismuth", "Bi"),
    ("tellurium", "Te"),
    ("molybdenum", "Mo"),
    ("indium", "In"),
    ("samarium", "Sm"),
    ("gadolinium", "Gd"),
    ("terbium", "Tb"),
    ("dysprosium", "Dy"),
    ("lutetium", "Lu"),
    ("scandium", "Sc"),
    ("yttrium", "Y"),
    ("holmium", "Ho"),
    ("erbium", "Er"),
    ("thulium", "Tm"),
    ("europium", "Eu"),
    ("ytterbium", "Yb"),
];

/// Minerals whose bare name may mean semi-finished goods as well as the element.
const NAME_LEAVES_FORM_OPEN: &[&str] = &["tungsten", "molybdenum", "graphite"];

/// Minerals whose powder the list treats apart from the metal.
const POWDER_IS_ITS_OWN_FORM: &[&str] = &["tungsten", "molybdenum", "superhard"];

/// Metals are traded as grades from here on, per cent; below, a share among other elements is an alloy's.
const LEAST_GRADE_PCT: f64 = 99.0;

/// Symbol of a mineral that is an element.
pub fn symbol_of(mineral: &str) -> Option<&'static str> {
    SYMBOLS.iter().find(|(name, _)| *name == mineral).map(|(_, symbol)| *symbol)
}

/// Mineral of an element symbol.
pub fn mineral_of(symbol: &str) -> Option<&'static str> {
    SYMBOLS.iter().find(|(_, known)| *known == symbol).map(|(name, _)| *name)
}

/// One mineral that the text names, with its form.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Mineral as all tables name it.
    pub mineral: String,
    /// Form in the words of the glossary; `host`, `finished`, `other` for goods outside the list; `any` if open.
    pub form: String,
}

/// Everything read from a text; says nothing of any day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Minerals in the order of the text.
    pub named: Vec<Named>,
    /// The words behind them, as written, in order, without repetition.
    pub words: Vec<String>,
    /// Minerals said to be absent.
    pub absent: Vec<String>,
    /// Purity in per cent.
    pub purity_pct: Option<f64>,
    /// Shares of elements.
    pub composition: Option<Composition>,
    /// The goods are NdFeB magnets.
    pub ndfeb: bool,
    /// A magnet grade that usually holds dysprosium or terbium (SH and above).
    pub heat_resistant: bool,
    /// Elements that the specification states; `None` where there is none, or until it was counted.
    pub elements: Option<usize>,
    /// The text that states a composition which does not add up.
    pub impossible: Option<String>,
}

/// What the list says on a day of goods that are what the text says.
#[derive(Debug, Clone)]
pub struct TextVerdict<'a> {
    /// The mineral that decides.
    pub mineral: Option<&'a str>,
    /// Its form.
    pub form: Option<&'a str>,
    /// `None` where it cannot be said.
    pub controlled: Option<bool>,
    /// First day of the control that covers them.
    pub since: Option<NaiveDate>,
    /// The item that controls the goods.
    pub item: Option<&'a ControlItem>,
}

impl Reading {
    /// Reads description and specification together.
    pub fn of(glossary: &Glossary, text: &str) -> Reading {
        let mut mentions = Vec::new();
        glossary.mentions(text, &mut mentions);
        let mut reading =
            Reading { purity_pct: find_purity(text), composition: Composition::find(text), ..Reading::default() };
        reading.purity_pct = reading.purity_pct.filter(|pct| !reading.is_share(*pct));
        let mut finished = false;
        let mut form_word: Option<&str> = None;
        let mut negated_until: Option<usize> = None;
        for mention in &mentions {
            let goes_on = negated_until.is_some_and(|end| is_enumeration(&text[end..mention.start]));
            match mention.meaning {
                Meaning::Absent { mineral } => {
                    reading.absent.push(mineral.clone());
                    negated_until = Some(mention.end);
                    continue;
                }
                Meaning::Names { mineral, .. } if goes_on => {
                    reading.absent.push(mineral.clone());
                    negated_until = Some(mention.end);
                    continue;
                }
                Meaning::Names { mineral, form } => reading.name(text, mention, mineral, form),
                Meaning::Outside { mineral, form } => reading.name(text, mention, mineral, form),
                Meaning::Finished => finished |= !is_purpose(text, mention),
                Meaning::Form(form) => form_word = form_word.or(Some(form)),
                Meaning::Grade { heat_resistant } => reading.heat_resistant |= heat_resistant,
            }
        }
        reading.settle(finished, form_word);
        reading
    }

    /// A percentage that is the share of an element among others, too low for a grade: `Pb 97%, Sb 3%`.
    fn is_share(&self, pct: f64) -> bool {
        let parts = self.composition.as_ref().map_or(&[][..], Composition::parts);
        pct < LEAST_GRADE_PCT && parts.len() >= 2 && parts.iter().any(|(_, share)| (share - pct).abs() < 1e-9)
    }

    fn name(&mut self, text: &str, mention: &Mention, mineral: &str, form: &str) {
        let word = text[mention.start..mention.end].to_owned();
        if mineral == "ndfeb" {
            self.ndfeb = true;
            return;
        }
        if !self.words.contains(&word) {
            self.words.push(word);
        }
        let named = Named { mineral: mineral.to_owned(), form: form.to_owned() };
        if !self.named.contains(&named) {
            self.named.push(named);
        }
    }

    /// Fills open forms from form words, drops what is said to be absent, adds what only the composition names.
    fn settle(&mut self, finished: bool, form_word: Option<&str>) {
        self.named.retain(|named| !self.absent.contains(&named.mineral));
        if self.named.is_empty() {
            self.words.clear();
        }
        self.let_hosts_speak();
        let closed: Vec<String> =
            self.named.iter().filter(|named| named.form != "any").map(|named| named.mineral.clone()).collect();
        self.named.retain(|named| named.form != "any" || !closed.contains(&named.mineral));
        self.ndfeb |= self.reads_like_ndfeb(form_word == Some("magnet"));
        for named in &mut self.named {
            if named.form == "any" {
                named.form = match form_word {
                    Some("powder") if !POWDER_IS_ITS_OWN_FORM.contains(&named.mineral.as_str()) => "metal".to_owned(),
                    Some(form) => form.to_owned(),
                    None if self.ndfeb => "magnet".to_owned(),
                    None if NAME_LEAVES_FORM_OPEN.contains(&named.mineral.as_str()) => "any".to_owned(),
                    None => "metal".to_owned(),
                };
            }
            if finished {
                named.form = "finished".to_owned();
            }
        }
        let Some(parts) = &self.composition else { return };
        for (symbol, share) in parts.parts() {
            let Some(mineral) = mineral_of(symbol).filter(|_| *share > 0.0) else { continue };
            let known = self.named.iter().any(|named| named.mineral == mineral);
            let predominates = parts.predominant() == Some(symbol);
            let in_magnet = self.ndfeb && matches!(*symbol, "Dy" | "Tb");
            let samarium_cobalt = *symbol == "Sm" && *share >= 10.0 && parts.share("Co").is_some_and(|co| co >= 30.0);
            if known || !(predominates || in_magnet || samarium_cobalt) {
                continue;
            }
            let form = match (in_magnet || samarium_cobalt, *share >= LEAST_GRADE_PCT) {
                (true, _) => "magnet",
                (false, true) => "metal",
                (false, false) => "alloy",
            };
            self.words.push(format!("{symbol} {share}%"));
            self.named
                .push(Named { mineral: mineral.to_owned(), form: if finished { "finished" } else { form }.to_owned() });
        }
    }

    /// Goods that hold a mineral are not the mineral: `masterbatch containing antimony trioxide`; unless a grade is stated.
    fn let_hosts_speak(&mut self) {
        if self.purity_pct.is_some_and(|pct| pct >= LEAST_GRADE_PCT) {
            return;
        }
        let outside = |named: &Named| matches!(named.form.as_str(), "host" | "finished" | "other");
        let held: Vec<String> =
            self.named.iter().filter(|named| outside(named)).map(|named| named.mineral.clone()).collect();
        self.named.retain(|named| outside(named) || !held.contains(&named.mineral));
    }

    /// Neodymium with iron and boron, or neodymium in goods called magnets.
    fn reads_like_ndfeb(&self, called_magnet: bool) -> bool {
        self.composition.as_ref().is_some_and(|parts| {
            let rare = parts.share("Nd").unwrap_or(0.0) + parts.share("Pr").unwrap_or(0.0);
            rare >= 10.0 && (called_magnet || parts.share("Fe").is_some() && parts.share("B").is_some())
        })
    }

    /// What the list says on a day of goods that are what the text says.
    pub fn verdict<'a>(&'a self, list: &'a ControlList, on: NaiveDate) -> TextVerdict<'a> {
        let mut best = TextVerdict { mineral: None, form: None, controlled: Some(false), since: None, item: None };
        let mut best_rank = -1;
        for named in &self.named {
            let (truth, item) = self.judge(list, named, on);
            let rank = match truth {
                Truth::Yes => 2,
                Truth::CannotBeSaid => 1,
                Truth::No => 0,
            };
            if rank > best_rank {
                best_rank = rank;
                best.mineral = Some(&named.mineral);
                best.form = Some(&named.form);
                best.controlled = match truth {
                    Truth::Yes => Some(true),
                    Truth::CannotBeSaid => None,
                    Truth::No => Some(false),
                };
                best.since = item.and_then(|item| item.since(on));
                best.item = item;
            }
        }
        if best.form.is_none() && self.ndfeb {
            best.form = Some("magnet");
            best.controlled = self.plain_magnet();
        }
        if on > list.horizon {
            best.controlled = None;
            best.since = None;
            best.item = None;
        }
        best
    }

    /// The nearest purity limit of an item in force for a named mineral and form that the stated purity does not reach.
    pub fn purity_limit(&self, list: &ControlList, on: NaiveDate) -> Option<f64> {
        let pct = self.purity_pct?;
        let speaks_of = |item: &ControlItem| {
            let meant = |named: &Named| named.mineral == item.mineral && item.forms.contains(&named.form);
            item.kind == ItemKind::Goods && self.named.iter().any(meant) && item.force(on) == Force::InForce
        };
        let items = list.items.iter().filter(|item| speaks_of(item));
        items.filter_map(|item| item.conditions.purity_missed(pct)).min_by(f64::total_cmp)
    }

    /// NdFeB that names no dysprosium or terbium: free, unless its grade hints at them and nothing is declared.
    fn plain_magnet(&self) -> Option<bool> {
        if self.heat_resistant && !self.declares_rare_earths() { None } else { Some(false) }
    }

    /// Whether a text of magnets says which rare earths they hold or do not hold.
    fn declares_rare_earths(&self) -> bool {
        self.composition.as_ref().is_some_and(Composition::is_complete) || !self.absent.is_empty()
    }

    /// NdFeB of which the text says neither that dysprosium and terbium are in it nor that they are not.
    pub fn is_silent_on_rare_earths(&self) -> bool {
        self.ndfeb && self.named.is_empty() && !self.declares_rare_earths()
    }

    fn judge<'l>(&self, list: &'l ControlList, named: &Named, on: NaiveDate) -> (Truth, Option<&'l ControlItem>) {
        if matches!(named.form.as_str(), "host" | "finished" | "other") {
            return (Truth::No, None);
        }
        let symbol = symbol_of(&named.mineral);
        let predominates =
            self.composition.as_ref().and_then(Composition::predominant).is_some_and(|most| Some(most) == symbol);
        let known = Known { purity_pct: self.purity_pct, composition: self.composition.as_ref(), contains: symbol };
        let mut best: (Truth, Option<&ControlItem>) = (Truth::No, None);
        for item in list.items.iter().filter(|item| item.kind == ItemKind::Goods && item.mineral == named.mineral) {
            let has = |form: &str| item.forms.iter().any(|own| own == form);
            // HS Section XV note 5: an alloy goes with the metal that predominates
            let as_metal = named.form == "alloy" && has("metal") && item.conditions.is_empty();
            let matched = if named.form == "any" {
                Truth::CannotBeSaid
            } else if has(&named.form) || as_metal && predominates {
                Truth::Yes
            } else if as_metal && self.composition.is_none() {
                Truth::CannotBeSaid
            } else {
                continue;
            };
            let truth = match (item.force(on), matched) {
                (Force::InForce, Truth::Yes) => item.conditions.truth(known),
                (Force::InForce, Truth::CannotBeSaid) | (Force::AfterKnowledge, _) => Truth::CannotBeSaid,
                _ => continue,
            };
            let earlier = best.1.is_none_or(|held| item.effective_from < held.effective_from);
            match (truth, best.0) {
                (Truth::Yes, Truth::Yes) if earlier => best.1 = Some(item),
                (Truth::Yes, Truth::No | Truth::CannotBeSaid) => best = (Truth::Yes, Some(item)),
                (Truth::CannotBeSaid, Truth::No) => best = (Truth::CannotBeSaid, None),
                _ => {}
            }
        }
        best
    }
}

/// Only separators and "or/and" stand between: the negation before goes on.
fn is_enumeration(gap: &str) -> bool {
    let mut bare = gap.to_ascii_lowercase();
    for joint in ["or", "and", "nor", "、", "，", "和", "或", "及", ",", "/", "&", " "] {
        bare = bare.replace(joint, "");
    }
    bare.is_empty()
}

/// "magnet for motors", "电机用": the finished goods are the purpose, not the goods.
fn is_purpose(text: &str, mention: &Mention) -> bool {
    let before = &text[..mention.start];
    let mut start = before.len().saturating_sub(16);
    while !before.is_char_boundary(start) {
        start += 1;
    }
    let near = before[start..].to_ascii_lowercase();
    let after = text[mention.end..].trim_start();
    near.contains("for ") || near.contains("用于") || after.starts_with('用') || after.starts_with("grade")
}
