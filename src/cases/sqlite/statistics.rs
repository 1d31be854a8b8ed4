//! What the supervisor's page counts: hits by signal, model, officer and lane, and the backlog.

use super::act::permit;
use super::fault::damaged;
use super::open::Sqlite;
use super::rows::case_seen;
use super::time;
use crate::cases::decision::Finding;
use crate::cases::decision::Outcome;
use crate::cases::decision::State;
use crate::cases::file::Rate;
use crate::cases::file::Statistics;
use crate::cases::refused::Answer;
use crate::cases::who::Actor;
use crate::cases::who::Deed;
use chrono::Datelike;
use chrono::NaiveDate;
use rusqlite::Transaction;
use std::collections::BTreeMap;

/// Ages of open cases in days: up to which, and how it is called.
const AGES: [(i32, &str); 7] =
    [(0, "0"), (1, "1"), (3, "2-3"), (7, "4-7"), (14, "8-14"), (30, "15-30"), (i32::MAX, "30+")];

#[derive(Default)]
struct Rates(BTreeMap<String, Rate>);

impl Rates {
    fn add(&mut self, key: &str, outcome: Option<Outcome>) {
        let rate = self.0.entry(key.into()).or_insert_with(|| Rate { key: key.into(), ..Rate::default() });
        rate.decided += 1;
        rate.inspected += u64::from(outcome.is_some());
        rate.found += u64::from(outcome.is_some_and(|outcome| outcome != Outcome::Clear));
    }

    /// Most decided first, then by key.
    fn list(self) -> Vec<Rate> {
        let mut rates: Vec<Rate> = self.0.into_values().collect();
        rates.sort_by(|a, b| b.decided.cmp(&a.decided).then_with(|| a.key.cmp(&b.key)));
        rates
    }
}

impl Sqlite {
    pub(super) fn rates(&self, who: &Actor, since: NaiveDate, until: NaiveDate) -> Answer<Statistics> {
        permit(who, Deed::ViewStatistics)?;
        self.read(|tx| {
            let mut told = Statistics::default();
            self.decided(tx, who, since, until, &mut told)?;
            self.backlog(tx, who, until, &mut told)?;
            Ok(told)
        })
    }

    fn decided(
        &self,
        tx: &Transaction,
        who: &Actor,
        since: NaiveDate,
        until: NaiveDate,
        told: &mut Statistics,
    ) -> Answer<()> {
        let after = until.succ_opt().unwrap_or(until);
        let mut statement = tx.prepare_cached(
            "SELECT c.id, c.scored_by, c.decided_by, c.lane, c.typology, c.office, c.outcome, c.decided_at, \
             (SELECT d.finding FROM decisions d WHERE d.case_id = c.id AND d.standing = 'stands' AND d.finding IS NOT NULL) \
             FROM cases c WHERE c.decided_at >= ? AND c.decided_at < ? AND c.state = 'decided' AND c.withdrawn_by IS NULL",
        )?;
        let mut signals = tx.prepare_cached("SELECT signal FROM case_signals WHERE case_id = ?")?;
        let mut by: [Rates; 6] = Default::default();
        let mut per_day: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        let mut rows = statement.query([time::begin(since, self.rules()), time::begin(after, self.rules())])?;
        while let Some(row) = rows.next()? {
            let id: i64 = row.get(0)?;
            if who.offices.is_some() && case_seen(tx, who, id).is_err() {
                continue;
            }
            let text = |column: usize| -> rusqlite::Result<String> {
                Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
            };
            let outcome = Outcome::of(&text(6)?);
            for (rates, column) in by.iter_mut().zip([1, 2, 3, 4, 5]) {
                rates.add(&text(column)?, outcome);
            }
            for signal in signals.query_map([id], |row| row.get::<_, String>(0))? {
                by[5].add(&signal?, outcome);
            }
            *per_day.entry(time::day_of(time::instant(&text(7)?)?, self.rules())).or_default() += 1;
            told.similar.decided += 1;
            match outcome {
                Some(Outcome::Clear) => told.similar.clear += 1,
                Some(_) => told.similar.found += 1,
                None => {}
            }
            if let Some(finding) = row.get::<_, Option<String>>(8)? {
                let finding: Finding = serde_json::from_str(&finding).map_err(damaged)?;
                told.seized_kg += finding.seized_kg.unwrap_or_default();
                told.seized_value_usd += finding.seized_value_usd.unwrap_or_default();
            }
        }
        told.found = told.similar.found.into();
        told.inspected = told.found + u64::from(told.similar.clear);
        told.per_day = per_day.into_iter().collect();
        let [model, officer, lane, typology, office, signal] = by.map(Rates::list);
        (told.by_model, told.by_officer, told.by_lane) = (model, officer, lane);
        (told.by_typology, told.by_office, told.by_signal) = (typology, office, signal);
        Ok(())
    }

    fn backlog(&self, tx: &Transaction, who: &Actor, until: NaiveDate, told: &mut Statistics) -> Answer<()> {
        self.look(tx, |picture| {
            let today = until.num_days_from_ce();
            let mut states: BTreeMap<State, u64> = BTreeMap::new();
            let mut ages = [0u64; AGES.len()];
            for (place, facts) in picture.cases.iter().enumerate() {
                let counts = !facts.withdrawn && facts.state.open();
                if !counts || !super::queue::sees(picture, who, place as u32, facts) {
                    continue;
                }
                *states.entry(facts.state).or_default() += 1;
                let age = (today - facts.night).max(0);
                let bin = AGES.iter().position(|(up_to, _)| age <= *up_to).unwrap_or(AGES.len() - 1);
                ages[bin] += 1;
                told.overdue += u64::from(facts.due < today);
                told.proposals += u64::from(facts.proposed);
            }
            told.backlog = states.into_iter().collect();
            told.ages = AGES.iter().zip(ages).map(|((_, name), count)| (name.to_string(), count)).collect();
            Ok(())
        })
    }
}
