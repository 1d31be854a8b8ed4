//! Which exporters share a telephone, an address or a representative, and what that is worth.
//!
//! Sharing is mostly honest: office towers, incubators and bookkeeping agents stand behind many firms, and people bear the same
//! name. So what many share ties nobody, and a name ties only as far as fewer people bear it by chance.

use super::register::{ADDRESS, Firm, KINDS, PERSON, PHONE};
use crate::engines::keyed::Keyed;

/// More firms than that on one telephone or at one address are a service, not a group.
const HOLDERS_MAX: usize = 50;
/// Up to so many holders sharing is worth the same; beyond, it falls with their number (est.).
const HOLDERS_FREE: f64 = 8.0;
/// Firms kept beside one, the closest first.
const BESIDE: usize = 10;
/// A pair is kept where one controller is at least half as likely as honest sharing.
const KEPT: f32 = -std::f32::consts::LN_2;
/// Below this a tie is not told as one of a group (log-odds; a name that as many bear by chance).
const TOLD: f32 = 0.0;

/// A firm beside another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Beside {
    /// Place in the register as known.
    pub firm: u32,
    /// What the sharing is worth: log-odds for one controller against honest sharing.
    pub worth: f32,
    /// Kinds shared, as bits.
    pub kinds: u8,
}

/// Ties among the firms known.
#[derive(Debug, Default)]
pub(super) struct Links {
    starts: Vec<u32>,
    beside: Vec<Beside>,
    /// Firms tied together directly or through others, by firm.
    pub group: Vec<u32>,
    /// The first of them in the order of the register's keys, by firm: the same for all of a group.
    pub first: Vec<u32>,
    /// Other firms that share each kind, by firm.
    pub sharing: Vec<[u16; KINDS]>,
}

impl Links {
    pub(super) fn of(firms: &[&Firm]) -> Links {
        let n = firms.len();
        let mut pairs: Vec<(u32, u32, u8, f32)> = Vec::new();
        let mut sharing = vec![[0u16; KINDS]; n];
        for kind in [PHONE, ADDRESS, PERSON] {
            let namesakes = if kind == PERSON { namesakes(firms) } else { Vec::new() };
            let mut holders: Vec<(u64, u32)> =
                (0..n).map(|firm| (firms[firm].shares[kind], firm as u32)).filter(|(value, _)| *value != 0).collect();
            holders.sort_unstable();
            for same in holders.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                let chance = if kind == PERSON { namesakes[same[0].1 as usize] } else { 0.0 };
                for (_, firm) in same {
                    sharing[*firm as usize][kind] = (same.len() - 1).min(usize::from(u16::MAX)) as u16;
                }
                if same.len() > HOLDERS_MAX {
                    continue;
                }
                let worth = worth(same.len(), chance) as f32;
                for (place, (_, a)) in same.iter().enumerate() {
                    for (_, b) in &same[place + 1..] {
                        pairs.push((*a, *b, 1 << kind, worth));
                        pairs.push((*b, *a, 1 << kind, worth));
                    }
                }
            }
        }
        pairs.sort_unstable_by_key(|pair| (pair.0, pair.1, pair.2));
        let mut links =
            Links { starts: Vec::with_capacity(n + 1), group: (0..n as u32).collect(), sharing, ..Links::default() };
        let mut rest = pairs.chunk_by(|a, b| a.0 == b.0).peekable();
        for firm in 0..n as u32 {
            links.starts.push(links.beside.len() as u32);
            let Some(own) = rest.next_if(|own| own[0].0 == firm) else { continue };
            let start = links.beside.len();
            for same in own.chunk_by(|a, b| a.1 == b.1) {
                let (kinds, worth) =
                    same.iter().fold((0, 0.0), |(kinds, worth), pair| (kinds | pair.2, worth + pair.3));
                if worth < KEPT {
                    continue;
                }
                links.beside.push(Beside { firm: same[0].1, worth, kinds });
                if worth > TOLD {
                    join(&mut links.group, firm, same[0].1);
                }
            }
            links.beside[start..].sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.firm.cmp(&b.firm)));
            links.beside.truncate(links.beside.len().min(start + BESIDE));
        }
        links.starts.push(links.beside.len() as u32);
        let mut members = vec![0u32; n];
        let roots: Vec<u32> = (0..n as u32).map(|firm| root(&mut links.group, firm)).collect();
        roots.iter().for_each(|root| members[*root as usize] += 1);
        links.group = roots.iter().map(|root| members[*root as usize]).collect();
        links.first = roots;
        links
    }

    /// Firms that share something with one, the closest first.
    pub(super) fn beside(&self, firm: u32) -> &[Beside] {
        &self.beside[self.starts[firm as usize] as usize..self.starts[firm as usize + 1] as usize]
    }
}

/// Log-odds for one controller: even at first (ln 2), less the more hold it and the more would by chance.
fn worth(holders: usize, chance: f64) -> f64 {
    std::f64::consts::LN_2 - (holders as f64 / HOLDERS_FREE).max(1.0).ln() - (1.0 + chance).ln()
}

/// How many others bear a firm's representative's name by chance: surname and given name taken as independent.
fn namesakes(firms: &[&Firm]) -> Vec<f64> {
    let (mut surnames, mut given): (Keyed<u32>, Keyed<u32>) = Default::default();
    let mut n = 0.0;
    for firm in firms.iter().filter(|firm| firm.shares[PERSON] != 0) {
        *surnames.entry(firm.person.0).or_default() += 1;
        *given.entry(firm.person.1).or_default() += 1;
        n += 1.0;
    }
    let count = |table: &Keyed<u32>, part: u64| f64::from(table.get(&part).copied().unwrap_or(0));
    firms.iter().map(|firm| count(&surnames, firm.person.0) * count(&given, firm.person.1) / f64::max(n, 1.0)).collect()
}

fn root(parents: &mut [u32], mut firm: u32) -> u32 {
    while parents[firm as usize] != firm {
        parents[firm as usize] = parents[parents[firm as usize] as usize];
        firm = parents[firm as usize];
    }
    firm
}

fn join(parents: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parents, a), root(parents, b));
    parents[a.max(b) as usize] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::super::register::{Entry, Register};
    use super::*;

    fn register(rows: &[(u64, &str, &str, &str)]) -> Register {
        let entry = |(exporter, phone, address, person): &(u64, &str, &str, &str)| Entry {
            exporter: *exporter,
            phone: (*phone).into(),
            address: (*address).into(),
            legal_representative: (*person).into(),
            ..Entry::default()
        };
        Register::of(&rows.iter().map(entry).collect::<Vec<_>>())
    }

    #[test]
    fn what_two_share_ties_them_and_what_a_tower_shares_ties_nobody() {
        let register = register(&[
            (1, "13000000001", "河池市黄河路311号216室", "苏慧"),
            (2, "13000000001", "", "唐军"),
            (3, "", "河池市黄河路311号 216室", "马华"),
            (4, "13000000009", "上海市1号", "秦峰"),
        ]);
        let firms = register.before(1);
        let links = Links::of(&firms);
        assert_eq!(
            links.beside(0).iter().map(|beside| (beside.firm, beside.kinds)).collect::<Vec<_>>(),
            [(1, 1), (2, 2)]
        );
        assert!((links.beside(0)[0].worth - 2f32.ln()).abs() < 1e-6);
        assert_eq!(links.group, [3, 3, 3, 1]);
        assert_eq!(links.sharing[0], [1, 1, 0]);

        let phones: Vec<(u64, &str, &str, &str)> = (1..=60).map(|key| (key, "13000000001", "", "")).collect();
        let register = super::tests::register(&phones);
        let tower = Links::of(&register.before(1));
        assert!(tower.beside(0).is_empty());
        assert_eq!((tower.group[0], tower.sharing[0][PHONE]), (1, 59));
    }

    #[test]
    fn a_common_name_ties_less_than_a_rare_one() {
        // Ten Wang Wei among twenty; two of a rare name.
        let mut rows = vec![(100, "", "", "欧阳靖"), (101, "", "", "欧阳靖")];
        rows.extend((0..10).map(|key| (key + 1, "", "", "王伟")));
        rows.extend([(20, "", "", "王芳"), (21, "", "", "李伟")]);
        let register = register(&rows);
        let firms = register.before(1);
        let links = Links::of(&firms);
        let at = |key: u64| firms.iter().position(|firm| firm.key == key).unwrap() as u32;
        // 2 · 2 / 14 namesakes by chance; 11 · 11 / 14 among ten holders: not kept.
        assert!((links.beside(at(100))[0].worth - (2f64 / (1.0 + 4.0 / 14.0)).ln() as f32).abs() < 1e-6);
        assert!(links.beside(at(1)).is_empty());
        assert!((worth(10, 121.0 / 14.0) - (2f64 / (10.0 / 8.0) / (1.0 + 121.0 / 14.0)).ln()).abs() < 1e-12);
        assert_eq!(links.group[at(1) as usize], 1);
        assert_eq!(links.group[at(100) as usize], 2);
    }

    #[test]
    fn a_row_counts_from_the_day_it_is_known_and_the_youngest_stands() {
        let row = |known_on, phone: &str| Entry { exporter: 7, known_on, phone: phone.into(), ..Entry::default() };
        let register = Register::of(&[row(10, "13000000001"), row(20, "13000000002")]);
        assert!(register.before(10).is_empty());
        let phone = |day| register.before(day)[0].shares[PHONE];
        assert_eq!(phone(11), phone(20));
        assert_ne!(phone(11), phone(21));
    }
}
