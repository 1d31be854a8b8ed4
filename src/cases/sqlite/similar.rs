//! Past cases that are like one.

use super::act::permit;
use super::open::Sqlite;
use super::queue::sees;
use super::queue::similar_count;
use super::rows;
use super::rows::case_seen;
use crate::cases::file::SimilarCase;
use crate::cases::queue::CaseRow;
use crate::cases::queue::SimilarCount;
use crate::cases::refused::Answer;
use crate::cases::who::Actor;
use crate::cases::who::Deed;

/// Similar cases listed at most.
const MAX: u32 = 100;

/// What two cases share, and how much each counts: who trades says more than what.
fn shares(a: &CaseRow, b: &CaseRow) -> (u32, Vec<String>) {
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    let option = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let heading = |row: &CaseRow| row.hs_code.get(..4).unwrap_or_default().to_string();
    let consignee = same(&a.consignee_id, &b.consignee_id)
        || (a.consignee_id.is_empty() && same(&a.consignee_name, &b.consignee_name));
    let all = [
        ("exporter", 4, same(&a.exporter_id, &b.exporter_id)),
        ("consignee", 4, consignee),
        ("heading", 2, same(&heading(a), &heading(b))),
        ("typology", 2, option(&a.typology, &b.typology)),
        ("destination", 1, same(&a.destination, &b.destination)),
        ("mineral", 1, option(&a.mineral, &b.mineral)),
    ];
    let shared = all.into_iter().filter(|(_, _, same)| *same);
    shared.fold((0, Vec::new()), |(points, mut names), (name, counts, _)| {
        names.push(name.to_string());
        (points + counts, names)
    })
}

impl Sqlite {
    /// Counts of similar past cases, for each of some cases.
    pub(super) fn similar_counts(&self, who: &Actor, ids: &[i64]) -> Answer<Vec<SimilarCount>> {
        self.read(|tx| {
            self.look(tx, |picture| {
                let count = |id: &i64| picture.place(*id).map(|place| similar_count(picture, who, place));
                Ok(ids.iter().map(|id| count(id).unwrap_or_default()).collect())
            })
        })
    }

    pub(super) fn similar_cases(&self, who: &Actor, id: i64, n: u32) -> Answer<Vec<SimilarCase>> {
        permit(who, Deed::ViewCases)?;
        self.read(|tx| {
            let own = case_seen(tx, who, id)?.row;
            // Points from the picture; only the best are read.
            let best: Vec<i64> = self.look(tx, |picture| {
                let Some(place) = picture.place(id) else { return Ok(Vec::new()) };
                let this = &picture.cases[place as usize];
                let same = |a: u32, b: u32, counts: u32| if a != 0 && a == b { counts } else { 0 };
                let mut ranked: Vec<(u32, i32, i64)> = picture
                    .alike(place)
                    .into_iter()
                    .map(|other| (other, &picture.cases[other as usize]))
                    .filter(|(other, facts)| sees(picture, who, *other, facts))
                    .map(|(_, facts)| {
                        let points = same(facts.exporter, this.exporter, 4)
                            + same(facts.consignee, this.consignee, 4)
                            + same(facts.heading, this.heading, 2)
                            + same(facts.typology, this.typology, 2)
                            + same(facts.destination, this.destination, 1)
                            + same(facts.mineral, this.mineral, 1);
                        (points, facts.night, facts.id)
                    })
                    .collect();
                ranked.sort_unstable_by(|a, b| b.cmp(a));
                Ok(ranked.into_iter().take(n.min(MAX) as usize).map(|(_, _, id)| id).collect())
            })?;
            let mut similar = Vec::new();
            for id in best {
                if let Some(known) = rows::case(tx, id)? {
                    let (_, shares) = shares(&own, &known.row);
                    similar.push(SimilarCase { row: known.row, shares });
                }
            }
            Ok(similar)
        })
    }
}
