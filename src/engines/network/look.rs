//! What the network tells of a line, on an evening.

use super::follow::{Asked, Followed, follows};
use super::graph::HOME;
use super::past::{Line, Past};
use super::register::{ADDRESS, Confirmed, Entry, PERSON, PHONE, Register};
use super::ring::{self, ACTIVE_DAYS, BURST_DAYS, Beside, TOGETHER_DAYS, WARM_DAYS};
use super::span::Span;
use super::walked::{nearest, parties};
use super::weekly::{Member, Weekly, monday};
use crate::engines::keyed::{Keyed, mix};
use crate::error::Result;
use std::sync::Arc;

/// Least ratio of a walk that is told.
const LEAST: f32 = 1e-3;

/// The tables beside the declarations, each row from the day it is known.
#[derive(Debug, Default)]
pub struct Beyond {
    register: Register,
    confirmed: Vec<Confirmed>,
}

impl Beyond {
    /// Reads the register of enterprises and the confirmed cases, in any order.
    pub fn of(entries: &[Entry], confirmed: &[Confirmed]) -> Beyond {
        Beyond { register: Register::of(entries), confirmed: confirmed.to_vec() }
    }
}

/// What is known on an evening; frozen.
#[derive(Debug, Clone)]
pub struct View {
    pub(super) weekly: Arc<Weekly>,
    /// Confirmed cases of a party, as of the evening.
    pub(super) confirmed: Arc<Keyed<u32>>,
}

/// What the network tells of a line; `None` where it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Finding<'v> {
    /// Firms tied to the exporter, itself among them; 1 where nobody is.
    pub group: Option<u32>,
    /// Other registered firms with its telephone, at its address, with its representative.
    pub phone_n: Option<u16>,
    pub address_n: Option<u16>,
    pub person_n: Option<u16>,
    /// Names of the closest.
    pub with: Option<&'v str>,
    /// Days between its foundation and that of the nearest in age beside it.
    pub birth_days: Option<i32>,
    /// Log-odds that those beside it and it are a ring, given the goods and the buyer of this line.
    pub ring: Option<f32>,
    /// Firms beside it that began these goods together with it.
    pub beside_began: Option<u32>,
    /// Other exporters who began to sell these goods to this buyer together with it.
    pub began_n: Option<u32>,
    /// Exporters that ever sold to the buyer; only where others began with it.
    pub suppliers_n: Option<u32>,
    /// Mean ln ratio of finding a walker from confirmed cases at exporter and buyer.
    pub spread: Option<f32>,
    /// Steps from the nearest confirmed case: 0 where one of the two had one.
    pub distance: Option<u8>,
    pub follows: Option<Followed>,
}

impl View {
    /// Freezes what is known on the evening of the past. `before` is the view of an earlier evening over the same tables; what it
    /// worked out for the week is taken from it.
    ///
    /// # Errors
    /// [`Error::Input`](crate::error::Error::Input) where bytes that the past read are no state.
    pub fn freeze(past: &Past, beyond: &Beyond, before: Option<&View>) -> Result<View> {
        let evening = past.evening().unwrap_or(0);
        let week = monday(evening + 1);
        let weekly = match before.filter(|view| view.weekly.monday == week) {
            Some(view) => Arc::clone(&view.weekly),
            None => Arc::new(Weekly::of(past, &beyond.register, &beyond.confirmed, week)?),
        };
        let mut confirmed: Keyed<u32> = Keyed::default();
        for case in beyond.confirmed.iter().filter(|case| case.known_on <= evening) {
            let (exporter, consignee) = parties(past, case, evening + 1);
            for party in [exporter, consignee].into_iter().filter(|party| *party != 0) {
                *confirmed.entry(party).or_default() += 1;
            }
        }
        past.whole()?;
        Ok(View { weekly, confirmed: Arc::new(confirmed) })
    }

    /// What is told of a line that is not learned yet.
    pub fn look<'v>(&'v self, past: &Past, line: &Line) -> Finding<'v> {
        let mut finding = Finding::default();
        if line.exporter == 0 {
            return finding;
        }
        let own_buyer = past.deals(line.exporter, line.consignee).map_or(line.day, |span| span.first);
        self.ring(past, line, own_buyer, &mut finding);
        self.spread(line, &mut finding);
        if line.consignee != 0 {
            self.began(past, line, own_buyer, &mut finding);
            let asked = Asked {
                exporter: line.exporter,
                consignee: line.consignee,
                stem: line.stem,
                words: line.words,
                country: line.country,
                hs6: line.hs6,
                day: line.day,
            };
            finding.follows = follows(past, &self.weekly.words, self.weekly.monday, &asked);
        }
        finding
    }

    fn ring<'v>(&'v self, past: &Past, line: &Line, own_buyer: i32, finding: &mut Finding<'v>) {
        let weekly = &*self.weekly;
        let Some(place) = weekly.members.get(&line.exporter) else { return };
        let member: &Member = &weekly.firms[*place as usize];
        finding.group = Some(member.group);
        finding.phone_n = Some(member.sharing[PHONE]);
        finding.address_n = Some(member.sharing[ADDRESS]);
        finding.person_n = Some(member.sharing[PERSON]);
        let pairs = &weekly.pairs[member.pairs.0 as usize..member.pairs.1 as usize];
        if pairs.is_empty() {
            return;
        }
        finding.with = Some(&member.with);
        finding.birth_days = member.apart;
        let Some((begin, _)) = past.days else { return };
        let history = f64::from((line.day - begin).max(1));
        let window = (2.0 * f64::from(TOGETHER_DAYS) / history).min(1.0);
        let goods = weekly.share(&weekly.sellers, u64::from(line.hs6));
        let buyer = weekly.share(&weekly.suppliers, line.consignee);
        let own_goods = past.sells(line.exporter, line.hs6).map_or(line.day, |span| span.first);
        let (mut evidence, mut began) = ([0f32; 16], 0);
        for (place, pair) in pairs.iter().enumerate() {
            let mut sum = pair.tied;
            if line.hs6 != 0 {
                let seen = beside(past.sells(pair.exporter, line.hs6), own_goods, line.day, begin);
                began += u32::from(seen == Beside::BeganTogether);
                sum += ring::goods(seen, goods, window);
            }
            if line.consignee != 0 {
                let seen = beside(past.deals(pair.exporter, line.consignee), own_buyer, line.day, begin);
                sum += ring::buyer(seen, buyer, window);
            }
            evidence[place] = sum;
        }
        finding.beside_began = Some(began);
        finding.ring = ring::score(&mut evidence[..pairs.len()]);
    }

    fn spread(&self, line: &Line, finding: &mut Finding<'_>) {
        let reach = self.weekly.walked.reach(line.exporter, line.consignee);
        let heir = (1.0 - HOME) as f32;
        // Who was never seen inherits what one step from the other lets through.
        let ratios = match reach.map(|known| known.map(|(ratio, _)| ratio.max(LEAST))) {
            [Some(exporter), Some(consignee)] => Some([exporter, consignee]),
            [Some(known), None] | [None, Some(known)] => Some([known, known * heir]),
            [None, None] => None,
        };
        finding.spread = ratios.map(|[a, b]| (a.ln() + b.ln()) / 2.0);
        let own = [line.exporter, line.consignee].iter().any(|party| self.confirmed.contains_key(party));
        finding.distance = if own { Some(0) } else { nearest(reach) };
    }

    fn began(&self, past: &Past, line: &Line, own: i32, finding: &mut Finding<'_>) {
        let Some((begin, _)) = past.days else { return };
        if line.hs6 == 0 || line.day < begin + WARM_DAYS {
            return;
        }
        let suppliers = past.suppliers.get(mix(line.consignee, u64::from(line.hs6))).map_or(&[][..], Vec::as_slice);
        let together = |(last, exporter): &&(i32, u64)| {
            *exporter != line.exporter && line.day - last <= ACTIVE_DAYS && {
                let span = past.deals(*exporter, line.consignee);
                beside(span, own, line.day, begin) == Beside::BeganTogether
            }
        };
        let began = suppliers.iter().filter(together).count() as u32;
        finding.began_n = Some(began);
        if began > 0 {
            finding.suppliers_n = Some(self.weekly.suppliers.get(&line.consignee).copied().unwrap_or(0));
        }
    }
}

/// How another firm stands to what a firm began on a day.
fn beside(their: Option<&Span>, own_first: i32, day: i32, begin: i32) -> Beside {
    let Some(span) = their.filter(|span| day - span.last <= ACTIVE_DAYS) else { return Beside::Absent };
    let together = (span.first - own_first).abs() <= TOGETHER_DAYS
        && day - own_first.min(span.first) <= BURST_DAYS
        && own_first.min(span.first) >= begin + WARM_DAYS;
    if together { Beside::BeganTogether } else { Beside::Active }
}
