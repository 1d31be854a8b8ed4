//! Words to codes: naive Bayes over the words, corrected by what the whole wording and the whole name were declared as before.

use super::counts::{Counts, Posting, Witness};
use super::learned::UNIT;
use super::lists::Lists;
use super::words::{Words, pieces};

/// A word of more codes than this says nothing ("no brand", "set").
const CODES_MAX: usize = 50;
/// Weight of the background in P(word | code), in [`UNIT`]s of example.
const SMOOTH: f32 = 1.0;
/// Words of a text repeat each other; their log odds count by this much.
const TEMPER: f32 = 0.5;
/// A piece counts by this much of a word; pieces overlap.
const PIECE: f32 = 0.5;
/// Below this weight a known word is also read by its pieces: one firm may have mistyped it, or lied.
const SURE: u64 = 2 * UNIT as u64;
/// Weight in firms of the words against the witnesses of the whole name, and of the name against those of the whole wording.
const BACKOFF: f32 = 16.0;
/// The same where not one word says anything ("parts", "goods"): only very many witnesses are more than chance.
const BACKOFF_VAGUE: f32 = 256.0;
/// Share of lines declared under any code whatever the text says (est.; slips in neighbour codes are 1-2 % of lines, domain notes 3).
pub const SLIP: f32 = 0.01;

/// What the words of one text say; before calibration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Codes with their probabilities, the likeliest first; ties by code. They add up to 1.
    pub codes: Vec<(u32, f32)>,
    /// Share of the words that are known.
    pub known: f32,
    /// Past lines that speak for the first code.
    pub lines: u32,
}

/// Memory of one task: scores by code.
pub struct Slate {
    scores: Vec<f32>,
    touched: Vec<u32>,
}

impl Default for Slate {
    fn default() -> Self {
        Slate { scores: vec![0.0; 1_000_000], touched: Vec::new() }
    }
}

impl Slate {
    fn speak(&mut self, posting: &Posting, weight: u64, factor: f32) {
        let scale = lift(posting, weight);
        for (code, count) in &posting.codes {
            self.touch(*code);
            self.scores[*code as usize] += factor * (1.0 + *count as f32 * scale).ln();
        }
    }

    fn touch(&mut self, code: u32) {
        let score = &mut self.scores[code as usize];
        if *score == 0.0 {
            *score = f32::MIN_POSITIVE;
            self.touched.push(code);
        }
    }
}

/// Past and lists together.
pub struct Classifier<'a> {
    pub counts: &'a Counts,
    pub lists: &'a Lists,
}

impl Classifier<'_> {
    /// Weight of all examples that a word stands against; lists speak against a small world where the past is thin.
    fn against(&self, past: bool) -> u64 {
        if past { self.counts.weight } else { self.counts.weight.max(u64::from(UNIT) * 1_000) }
    }

    /// Calls `hear` with each word that says something: its place, its codes, how much it
    /// counts, and whether the past says so or a list.
    fn listen(&self, words: &Words, mut hear: impl FnMut(usize, &Posting, f32, bool)) -> f32 {
        let says = |posting: &&Posting| posting.codes.len() <= CODES_MAX;
        let mut known = 0;
        for (at, hash) in words.hashes().iter().enumerate() {
            let word = self.counts.word(*hash);
            let mut heard = word.is_some();
            if let Some(posting) = word.filter(says) {
                hear(at, posting, 1.0, true);
            }
            if word.is_none_or(|posting| posting.total < SURE) {
                if word.is_none()
                    && let Some(posting) = self.lists.word(*hash)
                {
                    heard = true;
                    hear(at, posting, 1.0, false);
                }
                if !heard || word.is_some() {
                    pieces(words.word(at), |piece| {
                        let past = self.counts.word(piece);
                        match past.filter(says) {
                            Some(posting) => hear(at, posting, PIECE, true),
                            None if past.is_some() => {}
                            None => {
                                if let Some(posting) = self.lists.word(piece) {
                                    hear(at, posting, PIECE, false);
                                }
                            }
                        }
                    });
                }
            }
            known += usize::from(heard);
        }
        known as f32 / words.len().max(1) as f32
    }

    /// What the words say; `None` where not one of them says anything.
    pub fn read(&self, words: &mut Words, slate: &mut Slate) -> Option<Verdict> {
        let (wording, name) = (words.wording(), words.name());
        let (of_wording, of_name) = (self.counts.whole(wording), self.counts.whole(name));
        let mut heard = 0.0;
        let mut loudest: Option<(u64, Vec<(u32, u32)>)> = None;
        let known = self.listen(words, |_, posting, factor, past| {
            heard += factor;
            slate.speak(posting, self.against(past), factor);
            if past
                && of_wording.is_empty()
                && of_name.is_empty()
                && loudest.as_ref().is_none_or(|(total, _)| posting.total < *total)
            {
                loudest = Some((posting.total, posting.codes.clone()));
            }
        });
        of_wording.iter().chain(of_name).for_each(|witness| slate.touch(witness.code));
        if slate.touched.is_empty() {
            return None;
        }
        slate.touched.sort_unstable();
        let mut codes: Vec<(u32, f32)> = Vec::with_capacity(slate.touched.len());
        for code in slate.touched.drain(..) {
            let prior = self.counts.prior(code);
            let score = &mut slate.scores[code as usize];
            codes.push((code, prior.log + TEMPER * (*score + heard * prior.bias)));
            *score = 0.0;
        }
        soften(&mut codes);
        let before = if heard > 0.0 { BACKOFF } else { BACKOFF_VAGUE };
        witness(&mut codes, of_name, before);
        witness(&mut codes, of_wording, before);
        codes.sort_unstable_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let best = codes[0].0;
        let lines =
            |witnesses: &[Witness]| witnesses.iter().find(|witness| witness.code == best).map(|witness| witness.lines);
        let by_word = || {
            loudest.and_then(|(_, codes)| codes.iter().find(|(code, _)| *code == best).map(|(_, weight)| weight / UNIT))
        };
        let lines = lines(of_wording).or_else(|| lines(of_name)).or_else(by_word).unwrap_or(0);
        Some(Verdict { codes, known, lines })
    }

    /// Places of the words that spoke loudest for a code, at most three, the loudest first.
    pub fn spoke(&self, words: &Words, code: u32) -> Vec<usize> {
        let mut voices = vec![0.0f32; words.len()];
        self.listen(words, |at, posting, factor, past| {
            if let Ok(place) = posting.codes.binary_search_by_key(&code, |(code, _)| *code) {
                voices[at] += factor * (1.0 + posting.codes[place].1 as f32 * lift(posting, self.against(past))).ln();
            }
        });
        let mut places: Vec<usize> = (0..voices.len()).filter(|at| voices[*at] > 0.0).collect();
        places.sort_by(|one, other| voices[*other].total_cmp(&voices[*one]).then(one.cmp(other)));
        places.truncate(3);
        places
    }
}

/// P(word | code) = (count + smooth · P(word)) / (weight of the code + smooth): what one of the count adds over the background.
fn lift(posting: &Posting, weight: u64) -> f32 {
    weight as f32 / (SMOOTH * UNIT as f32 * posting.total as f32)
}

/// Log scores become probabilities that add up to 1.
fn soften(codes: &mut [(u32, f32)]) {
    let top = codes.iter().map(|(_, score)| *score).fold(f32::MIN, f32::max);
    codes.iter_mut().for_each(|(_, score)| *score = (*score - top).exp());
    let sum: f32 = codes.iter().map(|(_, score)| *score).sum();
    codes.iter_mut().for_each(|(_, score)| *score /= sum);
}

/// Dirichlet backoff: the shares among the witnesses, with what was thought before as so many
/// witnesses more
/// (MacKay & Peto, Natural Language Engineering 1, 1995). Both are ascending by code.
fn witness(codes: &mut [(u32, f32)], witnesses: &[Witness], before: f32) {
    let all: u64 = witnesses.iter().map(|witness| u64::from(witness.weight)).sum();
    if all == 0 {
        return;
    }
    let before = before * UNIT as f32;
    let sum = all as f32 + before;
    codes.iter_mut().for_each(|(_, share)| *share *= before / sum);
    for witness in witnesses {
        if let Ok(at) = codes.binary_search_by_key(&witness.code, |(code, _)| *code) {
            codes[at].1 += witness.weight as f32 / sum;
        }
    }
}
