//! Two names side by side: which words answer which, and one number for the whole.

use super::lexicon::LegalKind;
use super::likeness::{How, LEAST, Likeness, forms, likeness};
use super::name::Name;
use super::spelled::{Form, Origin, Token};

/// Words that answer each other.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WordPair {
    /// Words of the name screened.
    pub query: String,
    /// Words of the listed name.
    pub entry: String,
    /// How alike, 0..1.
    pub likeness: f32,
    /// How much the words say, 0..1 each word.
    pub weight: f32,
    /// By which transformation.
    pub how: How,
}

/// Two names side by side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alignment {
    pub score: f32,
    pub pairs: Vec<WordPair>,
    pub query_alone: Vec<String>,
    pub entry_alone: Vec<String>,
    pub forms_differ: bool,
    pub cut_off: bool,
}

/// A name with the weights of its words.
#[derive(Clone, Copy)]
pub(super) struct Weighed<'a> {
    pub name: &'a Name,
    pub weights: &'a [f32],
}

struct Link {
    query: (usize, usize),
    entry: (usize, usize),
    likeness: f32,
    how: How,
    weight: f32,
}

/// Weight that must be matched before a name is taken at its score (est.).
const EVIDENCE: f32 = 0.65;
/// The same, where several words are matched and none is left over (est.).
const EVIDENCE_WHOLE: f32 = 0.35;
/// Least weight of a word that tells names apart.
const TELLING: f32 = 0.4;
/// What remains of the weight of common words that only the query has (est.).
const ADDED: f32 = 0.5;
/// The same, of places and words of the trade in brackets, whoever has them (est.).
const ASIDE: f32 = 0.4;
/// What remains of the weight of words that may have been cut off.
const MISSING: f32 = 0.2;

/// Compares two names; `None` where no word answers another.
pub(super) fn align(query: Weighed, entry: Weighed) -> Option<Alignment> {
    let mut links = Vec::new();
    single_links(query, entry, &mut links);
    joined_links(query, entry, &mut links, false);
    joined_links(entry, query, &mut links, true);
    acronym_links(query, entry, &mut links, false);
    acronym_links(entry, query, &mut links, true);
    links.sort_by(|a, b| {
        let worth = |link: &Link| link.likeness * (link.weight + 0.02);
        worth(b).total_cmp(&worth(a)).then(a.query.cmp(&b.query)).then(a.entry.cmp(&b.entry))
    });
    let (mut query_used, mut entry_used) = (0u32, 0u32);
    let bits = |(from, to): (usize, usize)| (from..to).fold(0u32, |bits, at| bits | 1 << at);
    let mut kept: Vec<Link> = Vec::new();
    for link in links {
        let (q, e) = (bits(link.query), bits(link.entry));
        if query_used & q == 0 && entry_used & e == 0 {
            query_used |= q;
            entry_used |= e;
            kept.push(link);
        }
    }
    if kept.is_empty() {
        return whole(query, entry);
    }
    kept.sort_by_key(|link| link.query);
    let mut told = tally(query, entry, &kept, query_used, entry_used);
    if let Some(whole) = whole(query, entry)
        && whole.score > told.score
    {
        told = whole;
    }
    Some(told)
}

fn single_links(query: Weighed, entry: Weighed, links: &mut Vec<Link>) {
    let last = query.name.tokens.len().saturating_sub(1);
    for (i, left) in query.name.tokens.iter().enumerate() {
        for (j, right) in entry.name.tokens.iter().enumerate() {
            let mut told = likeness(left, right);
            if query.name.long && i == last && told.is_none_or(|(s, _)| s < 0.9) {
                told = cut(left, right).or(told);
            }
            let persons = query.name.kind.is_none() && entry.name.kind.is_none();
            let Some((s, how)) = told.or_else(|| initial(left, right).filter(|_| persons)) else { continue };
            let weight = link_weight(how, left, right, query.weights[i], entry.weights[j]);
            links.push(Link { query: (i, i + 1), entry: (j, j + 1), likeness: s, how, weight });
        }
    }
}

/// A misspelled word of the trade is not rare; a translated word weighs what its Latin side weighs.
fn link_weight(how: How, left: &Token, right: &Token, query: f32, entry: f32) -> f32 {
    let latin = super::letters::Script::Latin;
    match how {
        How::Form(Origin::Translated | Origin::Reading) if left.script == latin && right.script != latin => query,
        How::Form(Origin::Translated | Origin::Reading) if right.script == latin && left.script != latin => entry,
        // the letter is little, the word that it stands for is not
        How::Initial => query.max(entry),
        _ => query.min(entry),
    }
}

/// The last word of a long name may be the beginning of a word.
fn cut(left: &Token, right: &Token) -> Likeness {
    let (short, long) = (&left.forms.first()?.text, &right.forms.first()?.text);
    (short.len() < long.len() && long.starts_with(short.as_str()))
        .then(|| (0.6 + 0.4 * short.len() as f32 / long.len() as f32, How::CutOff))
}

/// One letter for a word of a person's name.
fn initial(left: &Token, right: &Token) -> Likeness {
    let (a, b) = (&left.forms.first()?.text, &right.forms.first()?.text);
    let one = |short: &str, long: &str| {
        short.len() == 1 && long.len() > 1 && long.starts_with(short) && short.as_bytes()[0].is_ascii_alphabetic()
    };
    (one(a, b) || one(b, a)).then_some((0.6, How::Initial))
}

/// One word of `one` against two or three neighbours of `many` written together.
fn joined_links(one: Weighed, many: Weighed, links: &mut Vec<Link>, one_is_entry: bool) {
    if many.name.tokens.len() < 2 {
        return;
    }
    let reads = |token: &Token| token.forms.iter().any(|form| form.origin == Origin::Reading);
    let reads = many.name.tokens.iter().any(reads);
    for (i, left) in one.name.tokens.iter().enumerate() {
        if left.forms.iter().all(|form| form.text.len() < 4) {
            continue;
        }
        for j in 0..many.name.tokens.len() {
            for k in 2..=3 {
                let Some(run) = many.name.tokens.get(j..j + k) else { break };
                // one letter more or less is all that may differ: most neighbours need not be written together to see it
                let length: usize = run.iter().map(|token| token.forms[0].text.len()).sum();
                let near = |form: &Form| form.text.len() >= 4 && form.text.len().abs_diff(length) <= 1;
                if !reads && !left.forms.iter().any(near) {
                    continue;
                }
                let Some((s, how)) = joined(left, run) else { continue };
                let (w_one, w_many) = (one.weights[i], many.weights[j..j + k].iter().sum::<f32>().min(1.2));
                let foreign = left.script != run[0].script;
                let weight = if foreign { w_many.min(1.0) } else { w_one.max(w_many.min(w_one)) };
                let (query, entry) = ((i, i + 1), (j, j + k));
                let (query, entry) = if one_is_entry { (entry, query) } else { (query, entry) };
                links.push(Link { query, entry, likeness: s, how, weight });
            }
        }
    }
}

/// Spellings of neighbours written in one: each by its plain form, and each by its Japanese reading where it has one.
fn together(run: &[Token]) -> Vec<String> {
    let plain: String = run.iter().map(|token| token.forms[0].text.as_str()).collect();
    let mut spellings = vec![plain];
    if run.iter().any(|token| token.forms.iter().any(|form| form.origin == Origin::Reading)) {
        let mut read = vec![String::new()];
        for token in run {
            let readings: Vec<&str> = token
                .forms
                .iter()
                .filter(|form| form.origin == Origin::Reading)
                .map(|form| form.text.as_str())
                .collect();
            let readings = if readings.is_empty() { vec![token.forms[0].text.as_str()] } else { readings };
            read = read.iter().flat_map(|head| readings.iter().map(move |tail| format!("{head}{tail}"))).collect();
            read.truncate(12);
        }
        spellings.extend(read);
    }
    spellings
}

fn joined(one: &Token, run: &[Token]) -> Likeness {
    let mut best: Likeness = None;
    for together in together(run) {
        for form in &one.forms {
            if form.text.len() < 4 || form.text.len().abs_diff(together.len()) > 1 {
                continue;
            }
            let translated = form.origin == Origin::Translated;
            let told = if together == form.text {
                let s = if form.origin == Origin::Written { 0.97 } else { 0.98 };
                Some((s, if translated { How::Form(form.origin) } else { How::Joined }))
            } else if form.text.len() >= 7 {
                forms(form, &Form::new(together.clone(), Origin::Written), false)
                    .filter(|(_, how)| matches!(how, How::Sound | How::Typo))
                    .map(|(s, _)| (s * 0.95, How::Joined))
            } else {
                None
            };
            if let Some((s, _)) = told
                && best.is_none_or(|(known, _)| s > known)
            {
                best = told;
            }
        }
    }
    best
}

/// A word of three to eight letters against the first letters of as many neighbours.
fn acronym_links(short: Weighed, full: Weighed, links: &mut Vec<Link>, short_is_entry: bool) {
    if full.name.person {
        return;
    }
    for (i, token) in short.name.tokens.iter().enumerate() {
        let letters = &token.forms[token.forms.len() - 1].text;
        let letters = if token.forms[0].origin == Origin::Abbreviation { letters } else { &token.forms[0].text };
        if !(3..=8).contains(&letters.len())
            || token.share.is_some()
            || !letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            continue;
        }
        if !short_is_entry && letters.len() >= 4 && full.name.initials.contains(letters) {
            let weight = full.weights.iter().sum::<f32>().min(1.0).max(short.weights[i] * 0.8);
            let s = if letters.len() == 4 { 0.9 } else { 0.95 };
            links.push(Link {
                query: (i, i + 1),
                entry: (0, full.name.tokens.len()),
                likeness: s,
                how: How::Acronym,
                weight,
            });
        }
        // at least two words must begin as the first two letters do
        let begins = |letter: u8| {
            let begins = |form: &Form| form.origin != Origin::Digits && form.text.as_bytes()[0] == letter;
            full.name.tokens.iter().any(|token| token.forms.iter().any(begins))
        };
        if !letters.bytes().take(2).all(begins) {
            continue;
        }
        let all: Vec<usize> = (0..full.name.tokens.len()).collect();
        let telling: Vec<usize> = all.iter().copied().filter(|at| !full.name.tokens[*at].particle).collect();
        // particles may have a letter or none
        for words in if telling.len() == all.len() { vec![all] } else { vec![telling, all] } {
            spelled_out(i, letters, &words, short, full, links, short_is_entry);
        }
    }
}

fn spelled_out(
    i: usize,
    letters: &str,
    words: &[usize],
    short: Weighed,
    full: Weighed,
    links: &mut Vec<Link>,
    short_is_entry: bool,
) {
    for from in 0..words.len() {
        let said = words[from..].iter().zip(letters.bytes()).take_while(|(at, letter)| {
            let forms = &full.name.tokens[**at].forms;
            forms.iter().any(|form| form.origin != Origin::Digits && form.text.as_bytes()[0] == *letter)
        });
        let count = said.count();
        // the last letters may stand for the legal form: CMEC, China Machinery Engineering Corporation
        let legal: String = full.name.legal.iter().filter_map(|form| form.chars().next()).collect();
        let rest = &letters[count..];
        let ends = rest.is_empty()
            || !legal.is_empty() && from + count == words.len() && rest.len() == 1 && legal.starts_with(rest);
        if count < 2 || count + rest.len() < 3 || !ends {
            continue;
        }
        // whoever writes out a listed acronym finds words for any letters
        let s = match (letters.len(), short_is_entry) {
            (3, false) => 0.74,
            (4, false) => 0.9,
            (_, false) => 0.95,
            (3 | 4, true) => 0.66,
            (_, true) => 0.78,
        };
        let run = (words[from], words[from + count - 1] + 1);
        let weight = full.weights[run.0..run.1].iter().sum::<f32>().min(1.0).max(short.weights[i] * 0.8);
        let (query, entry) = ((i, i + 1), run);
        let (query, entry) = if short_is_entry { (entry, query) } else { (query, entry) };
        links.push(Link { query, entry, likeness: s, how: How::Acronym, weight });
    }
}

/// All letters in one: words and legal form run together.
fn whole(query: Weighed, entry: Weighed) -> Option<Alignment> {
    let (q, e) = (query.name, entry.name);
    let same = |a: &str, b: &str| a.len() >= 5 && a == b;
    if !(same(&q.core, &e.core) || same(&q.core, &e.whole) || same(&q.whole, &e.core) || same(&q.whole, &e.whole)) {
        return None;
    }
    let sum = |weights: &[f32]| weights.iter().sum::<f32>();
    let weight = sum(query.weights).max(sum(entry.weights));
    let pair =
        WordPair { query: q.written.clone(), entry: e.written.clone(), likeness: 0.97, weight, how: How::Joined };
    let (factor, forms_differ) = legal_factor(q.kind, e.kind);
    let score = 0.97 * (weight / EVIDENCE).min(1.0) * factor;
    Some(Alignment { score, pairs: vec![pair], query_alone: vec![], entry_alone: vec![], forms_differ, cut_off: false })
}

fn tally(query: Weighed, entry: Weighed, kept: &[Link], query_used: u32, entry_used: u32) -> Alignment {
    let alone =
        |side: Weighed, used: u32| (0..side.name.tokens.len()).filter(|at| used & 1 << at == 0).collect::<Vec<_>>();
    let query_alone = alone(query, query_used);
    let entry_alone = alone(entry, entry_used);
    let last = query.name.tokens.len().saturating_sub(1);
    // the end of a long name may be missing: words after the one that answers the last word of the query
    let end = kept.iter().find(|link| link.query.1 == last + 1).map(|link| link.entry.1);
    let begins = end.is_some_and(|end| entry_alone.iter().all(|at| *at >= end)) && query_alone.is_empty();
    let cut_off = query.name.long && begins && query.name.core.len() < entry.name.core.len();
    let matched: f32 = kept.iter().map(|link| link.weight * link.likeness).sum();
    let linked: f32 = kept.iter().map(|link| link.weight).sum();
    // a house tells its daughters apart by a place in brackets
    let aside = |token: &Token| if token.aside && token.share.is_some() { ASIDE } else { 1.0 };
    let lacks = |at: &usize| entry.weights[*at] * aside(&entry.name.tokens[*at]);
    let missing: f32 = entry_alone.iter().map(lacks).sum::<f32>() * if cut_off { MISSING } else { 1.0 };
    // a daughter adds places and words of the trade to its mother's name
    let told = |at: &usize| query.name.tokens[*at].share.map_or(1.0, |_| ADDED) * aside(&query.name.tokens[*at]);
    let extra: f32 = query_alone.iter().map(|at| query.weights[*at] * told(at)).sum();
    // where no telling word is matched, a word more is another firm: Bank of China, China Construction Bank
    let common = kept.iter().all(|link| link.weight < TELLING);
    let apart = (missing + extra) * if common { 1.5 } else { 1.0 };
    let mut score = 2.0 * matched / (2.0 * linked + apart).max(1e-6);
    let equal = query_alone.is_empty() && entry_alone.is_empty() && kept.len() >= 2;
    score *= (matched / if equal { EVIDENCE_WHOLE } else { EVIDENCE }).min(1.0);
    let (factor, forms_differ) = legal_factor(query.name.kind, entry.name.kind);
    // a firm is not the person whose name it has, though it may be his
    let firm_of = entry.name.person && query.name.kind.is_some() || query.name.person && entry.name.kind.is_some();
    score *= factor * if firm_of { 0.85 } else { 1.0 };
    let said = |side: Weighed, (from, to): (usize, usize)| {
        side.name.tokens[from..to].iter().map(|token| token.written.as_str()).collect::<Vec<_>>().join(" ")
    };
    let pairs = kept
        .iter()
        .map(|link| WordPair {
            query: said(query, link.query),
            entry: said(entry, link.entry),
            likeness: link.likeness,
            weight: link.weight,
            how: link.how,
        })
        .collect();
    let words = |side: Weighed, alone: &[usize]| alone.iter().map(|at| side.name.tokens[*at].written.clone()).collect();
    Alignment {
        score: score.clamp(0.0, 1.0),
        pairs,
        query_alone: words(query, &query_alone),
        entry_alone: words(entry, &entry_alone),
        forms_differ,
        cut_off: cut_off && !entry_alone.is_empty(),
    }
}

/// Legal forms of two kinds are two bodies, though papers often have the wrong one.
fn legal_factor(query: Option<LegalKind>, entry: Option<LegalKind>) -> (f32, bool) {
    let (Some(query), Some(entry)) = (query, entry) else {
        return (if query == entry { 1.0 } else { 0.995 }, false);
    };
    let open = |kind| matches!(kind, LegalKind::Company | LegalKind::Branch);
    if query == entry || open(query) || open(entry) {
        return (if query == entry { 1.0 } else { 0.995 }, false);
    }
    let union = |kind| kind == LegalKind::Association;
    let public = |kind| matches!(kind, LegalKind::State | LegalKind::Cooperative);
    match (union(query) != union(entry), public(query) != public(entry)) {
        (true, _) => (0.55, true),
        (_, true) => (0.78, true),
        _ => (0.94, true),
    }
}

/// Least score that two names can have and still be told.
pub(super) const TOLD: f32 = LEAST * 0.5;
