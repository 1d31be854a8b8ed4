//! Restricted foreign end users (invented), their aliases, and the honest firms that sound like them.

use super::actors::Cast;
use super::plan::Planner;
use crate::simulate::streams::{Stream, below, chance, pick, stream};

/// A row of the published list.
pub(in crate::simulate) struct Restricted {
    pub name: String,
    pub aliases: Vec<String>,
    pub country: usize,
    pub address: String,
    pub listed_on: i32,
    stem: String,
}

impl Planner<'_> {
    /// Makes the list, and renames some honest buyers so that they can be confused with it.
    pub(super) fn list_restricted(&mut self) {
        let stage = &mut *self.stage;
        for number in 0..60 {
            let mut rng = stream(stage.seed, "restricted", number);
            let country = below(&mut rng, stage.facts.countries.len());
            let (name, stem) = stage.facts.names.consignee(&mut rng, &stage.facts.countries[country]);
            let acronym: String =
                name.split(' ').filter_map(|word| word.chars().next()).filter(char::is_ascii_alphabetic).collect();
            let short = stem.replace(' ', "");
            let form = pick(&mut rng, &stage.facts.countries[country].forms).clone();
            self.restricted.push(Restricted {
                aliases: vec![format!("{short} {form}"), format!("{acronym} {form}")],
                address: stage.facts.names.foreign_address(&mut rng, &stage.facts.countries[country]),
                listed_on: stage.window.start - 200 + below(&mut rng, 300) as i32,
                name,
                country,
                stem,
            });
            // Three honest buyers with nearly the same name, elsewhere.
            for _ in 0..3 {
                let innocent = below(&mut rng, stage.people.consignees.len());
                let other = stage.people.consignees[innocent].country;
                let stem = self.restricted[number as usize].stem.clone();
                stage.people.consignees[innocent].name =
                    stage.facts.names.named(&mut rng, &stage.facts.countries[other], &stem);
                stage.people.consignees[innocent].stem = stem;
                for deal in stage.people.deals.iter_mut().filter(|d| d.consignee == innocent && d.look_alike.is_empty())
                {
                    deal.look_alike = "confusable-name";
                }
            }
        }
    }

    /// A new consignee that is a restricted end user under another name.
    pub(super) fn disguised(&mut self, rng: &mut Stream, day: i32) -> usize {
        let known: Vec<usize> = (0..self.restricted.len()).filter(|r| self.restricted[*r].listed_on < day).collect();
        let real = &self.restricted[if known.is_empty() { 0 } else { *pick(rng, &known) }];
        let country = if chance(rng, 0.5) { self.stage.hub(rng, day) } else { real.country };
        let name = match below(rng, 10) {
            0..=1 => real.name.clone(),
            2..=3 => real.aliases[0].clone(),
            4 => real.aliases[1].clone(),
            5..=7 => self.stage.facts.names.named(rng, &self.stage.facts.countries[country], &real.stem),
            _ => real.name.replacen('A', "AH", 1).replacen('I', "Y", 1),
        };
        let address = real.address.clone();
        let stage = &mut *self.stage;
        let consignee = stage.people.consignee(&stage.facts.names, &stage.facts, rng, country, day);
        stage.people.consignees[consignee].name = name;
        if chance(rng, 0.5) {
            stage.people.consignees[consignee].address = address;
        }
        consignee
    }

    /// The hub's consignee bears the stem of a former direct buyer of the good.
    pub(super) fn rename_after_direct_buyer(&mut self, rng: &mut Stream, cast: &Cast) {
        let stage = &mut *self.stage;
        let former: Vec<usize> = stage
            .people
            .deals
            .iter()
            .filter(|d| d.good == cast.truth && d.from < cast.start)
            .map(|d| d.consignee)
            .collect();
        if former.is_empty() || stage.people.consignees[cast.consignee].first_day < cast.start {
            return;
        }
        let stem = stage.people.consignees[*pick(rng, &former)].stem.clone();
        let country = stage.people.consignees[cast.consignee].country;
        stage.people.consignees[cast.consignee].name =
            stage.facts.names.named(rng, &stage.facts.countries[country], &stem);
    }
}
