//! What an outcome is laid to: parties, codes, places, and their pairs.

use crate::engines::keyed::mix;

/// Number of keys of a line.
pub const PROFILE_KEYS: usize = 16;

/// The keys of a line, in the order in which [`Traits::keys`] gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    All,
    Chapter,
    Heading,
    Hs6,
    /// The whole code, where it is longer than six digits.
    Hs10,
    Exporter,
    Consignee,
    Destination,
    ExporterHeading,
    ExporterDestination,
    Hs6Destination,
    ConsigneeHeading,
    Agent,
    Region,
    ExitPort,
    /// Destination, transit countries and port of discharge together.
    Route,
}

/// From this key on, near-duplicates may differ; the keys before it follow from what makes lines near-duplicates.
pub(super) const FIRST_FREE: usize = Key::Agent as usize;

/// What is read of a line, as hashes; zero stands for what is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traits {
    pub exporter: u64,
    pub consignee: u64,
    /// The declared code's digits after a one: `8110101000` is 18110101000. At most ten digits.
    pub code: u64,
    /// [`near_duplicate`] of the line, folded.
    pub near_duplicate: u32,
    pub agent: u32,
    pub destination: u32,
    pub region: u32,
    pub exit_port: u32,
    pub route: u32,
}

/// Half of a hash; zero stays zero.
pub fn fold(hash: u64) -> u32 {
    if hash == 0 { 0 } else { ((hash >> 32) as u32).max(1) }
}

/// Digits of a code after a one; 0 where there are none. Points and spaces are passed over.
pub fn code(text: &str) -> u64 {
    let digits = text.bytes().filter(u8::is_ascii_digit).take(10);
    let (code, any) = digits.fold((1, false), |(code, _), digit| (code * 10 + u64::from(digit - b'0'), true));
    if any { code } else { 0 }
}

/// The first `n` digits of a [`code`]; 0 where it has fewer.
fn first(code: u64, n: u32) -> u64 {
    let digits = code.checked_ilog10().unwrap_or(0);
    if digits < n { 0 } else { code / 10u64.pow(digits - n) }
}

/// Which lines are near-duplicates of one another: the same exporter, whole code, destination, consignee (all as `Traits` hold
/// them), the same letters of the description (hash; without digits and signs), and the same value per kilogram to two
/// significant digits (hash; zero where it is not known). A line without exporter or code is nobody's near-duplicate: 0.
pub fn near_duplicate(traits: &Traits, description: u64, unit_value_usd: Option<f64>) -> u64 {
    if traits.exporter == 0 || traits.code == 0 {
        return 0;
    }
    let value = unit_value_usd.filter(|value| value.is_finite() && *value > 0.0).map_or(0, |value| {
        let scale = 10f64.powi(1 - value.log10().floor() as i32);
        ((value * scale).round() / scale).to_bits()
    });
    let parts = [traits.exporter, traits.consignee, traits.code, u64::from(traits.destination), description, value];
    parts.into_iter().fold(1, mix)
}

impl Traits {
    /// The keys that an outcome of the line counts under; zero where a part is missing.
    pub fn keys(&self) -> [u64; PROFILE_KEYS] {
        let salted = |key: Key, parts: [u64; 2]| match parts {
            [0, _] | [_, 0] => 0,
            [a, b] => mix(mix(key as u64 + 1, a), b),
        };
        let one = |key: Key, part: u64| salted(key, [part, 1]);
        let (chapter, heading, hs6) = (first(self.code, 2), first(self.code, 4), first(self.code, 6));
        let hs10 = if first(self.code, 7) == 0 { 0 } else { self.code };
        let destination = u64::from(self.destination);
        [
            one(Key::All, 1),
            one(Key::Chapter, chapter),
            one(Key::Heading, heading),
            one(Key::Hs6, hs6),
            one(Key::Hs10, hs10),
            one(Key::Exporter, self.exporter),
            one(Key::Consignee, self.consignee),
            one(Key::Destination, destination),
            salted(Key::ExporterHeading, [self.exporter, heading]),
            salted(Key::ExporterDestination, [self.exporter, destination]),
            salted(Key::Hs6Destination, [hs6, destination]),
            salted(Key::ConsigneeHeading, [self.consignee, heading]),
            one(Key::Agent, u64::from(self.agent)),
            one(Key::Region, u64::from(self.region)),
            one(Key::ExitPort, u64::from(self.exit_port)),
            one(Key::Route, u64::from(self.route)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_cut_from_the_left() {
        assert_eq!(code("8110.10 1000"), 18_110_101_000);
        assert_eq!((code(""), code("x"), code("00")), (0, 0, 100));
        assert_eq!((first(code("0110101000"), 2), first(code("0110"), 4), first(code("0110"), 6)), (101, 10_110, 0));
    }

    #[test]
    fn a_missing_part_makes_a_missing_key_and_no_two_keys_meet() {
        let whole = Traits {
            exporter: 7,
            consignee: 7,
            code: code("8110101000"),
            near_duplicate: 1,
            agent: 7,
            destination: 7,
            region: 7,
            exit_port: 7,
            route: 7,
        };
        let mut keys = whole.keys().to_vec();
        assert!(keys.iter().all(|key| *key != 0));
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), PROFILE_KEYS);
        let keys = Traits { code: code("811010"), exporter: 0, ..whole }.keys();
        let missing: Vec<usize> = (0..PROFILE_KEYS).filter(|key| keys[*key] == 0).collect();
        let gone = [Key::Hs10, Key::Exporter, Key::ExporterHeading, Key::ExporterDestination];
        assert_eq!(missing, gone.map(|key| key as usize));
        assert_eq!(keys[Key::Hs6 as usize], whole.keys()[Key::Hs6 as usize]);
    }

    #[test]
    fn near_duplicates_share_exporter_code_destination_consignee_words_and_price() {
        let line = Traits { exporter: 1, consignee: 2, code: code("8110101000"), destination: 3, ..Traits::default() };
        let same = near_duplicate(&line, 9, Some(10.4));
        assert_eq!(near_duplicate(&Traits { agent: 5, exit_port: 6, ..line }, 9, Some(9.96)), same);
        for other in [
            near_duplicate(&line, 8, Some(10.4)),
            near_duplicate(&line, 9, Some(10.6)),
            near_duplicate(&line, 9, None),
            near_duplicate(&Traits { consignee: 1, exporter: 2, ..line }, 9, Some(10.4)),
            near_duplicate(&Traits { destination: 4, ..line }, 9, Some(10.4)),
        ] {
            assert!(other != same && other != 0);
        }
        assert_eq!(near_duplicate(&Traits { exporter: 0, ..line }, 9, None), 0);
    }
}
