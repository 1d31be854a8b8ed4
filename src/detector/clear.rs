//! What would clear the cases of a night: asked of all of them together, scored as the night scored them.

use super::context::Context;
use super::explain::Case;
use super::prepare::prepare;
use super::rank::{Lane, Ranking};
use super::score::judge;
use super::settings::Settings;
use super::voice::Voice;
use crate::clearing::{Doubt, Scoring, clear};
use crate::error::Result;
use crate::signals::catalogue;
use polars::prelude::DataFrame;
use rayon::prelude::*;

/// Lanes whose cases are told what would clear them: those in which a box is opened. Review would double the work for papers
/// that are asked for anyway.
const LANES: &[Lane] = &[Lane::Inspect, Lane::Audit];

/// All that it takes to ask what would clear a case.
pub(super) struct Clearance<'a> {
    context: &'a Context,
    voice: Voice<'a>,
    settings: &'a Settings,
    /// Priorities of the night, falling.
    falling: Vec<f32>,
    /// Highest priority outside the inspect lane, and outside the review lane: below it a line would not have been picked, because
    /// the line that leaves makes room for one more.
    under: [Option<f32>; 2],
}

impl<'a> Clearance<'a> {
    /// The night as it was ranked.
    pub fn of(
        context: &'a Context,
        voice: Voice<'a>,
        settings: &'a Settings,
        ranking: &Ranking,
        priorities: &[f32],
    ) -> Self {
        let highest = |outside: &[Lane]| {
            let rows = ranking.lane.iter().zip(priorities).filter(|(lane, _)| outside.contains(lane));
            rows.map(|(_, priority)| *priority).reduce(f32::max)
        };
        let under = [highest(&[Lane::Review, Lane::Release]), highest(&[Lane::Release])];
        let mut falling = priorities.to_vec();
        falling.par_sort_unstable_by(|a, b| b.total_cmp(a));
        Clearance { context, voice, settings, falling, under }
    }

    /// The priority below which a case of that lane would not have been picked; `None` where everything is.
    fn under(&self, lane: Lane) -> Option<f32> {
        match lane {
            Lane::Inspect | Lane::Audit => self.under[0],
            Lane::Review => self.under[1],
            Lane::Release => None,
        }
    }

    /// The rank that a line lowered to that priority would have had, about: it stands among those above itself.
    fn rank(&self, priority: f32) -> u32 {
        self.falling.partition_point(|other| *other > priority).max(1) as u32
    }

    /// Tells each case what would clear it; `rows` are their rows in the frames. Lines drawn for audit that stand under the line
    /// anyway have nothing to clear.
    pub fn tell(&self, cases: &mut [Case], rows: &[usize], prepared: &DataFrame, evidence: &DataFrame) -> Result<()> {
        let signals: Vec<&str> = catalogue().map(|signal| signal.id).collect();
        let (mut asked, mut doubts) = (Vec::new(), Vec::new());
        for (at, case) in cases.iter().enumerate().filter(|(_, case)| LANES.contains(&case.lane)) {
            let Some(under) = self.under(case.lane).filter(|under| case.priority as f32 >= *under) else { continue };
            let place = |signal: &str| signals.iter().position(|id| *id == signal);
            let reasons = case.reasons.iter().filter_map(|reason| Some((place(&reason.signal)?, reason.share as f32)));
            asked.push(at);
            doubts.push(Doubt { row: rows[at], reasons: reasons.collect(), under });
        }
        if doubts.is_empty() {
            return Ok(());
        }
        let scoring = Scoring {
            prepare: &|declared| prepare(declared, self.context),
            judge: &|prepared, evidence| {
                Ok(judge(prepared.clone(), evidence.clone(), &self.voice, self.settings)?.priority)
            },
        };
        for (at, clearing) in asked.into_iter().zip(clear(prepared, evidence, &doubts, &scoring)?) {
            let rank = if clearing.priority.is_finite() { self.rank(clearing.priority) } else { cases[at].rank };
            cases[at].clearing = Some((clearing, rank));
        }
        Ok(())
    }
}
