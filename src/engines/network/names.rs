//! Names, telephones and addresses made plain, so that spelling does not part what belongs together.

use crate::engines::keyed::mix;
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

/// Letters of a foreign name that tell it apart: old forms cut names at 35 characters, and the form of the firm comes last.
const LETTERS: usize = 24;

/// A foreign name as the network knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Named {
    /// Name and country; 0 where there is no name.
    pub key: u64,
    /// The first two words, by which families of firms are called; 0 where there are not two.
    pub stem: u64,
    /// Each of the two words.
    pub words: [u64; 2],
}

impl Named {
    /// Reads a name; `country` is a code of two letters, or empty.
    pub fn of(name: &str, country: &str) -> Named {
        let (mut letters, mut words, mut parting) = (String::with_capacity(LETTERS * 2), [(0, 0); 2], 0);
        let mut start = 0;
        for letter in name.chars().chain([' ']) {
            if letter.is_alphanumeric() {
                letters.extend(letter.to_uppercase());
            } else if letters.len() > start {
                if parting < 2 {
                    words[parting] = (start, letters.len());
                }
                parting += 1;
                start = letters.len();
            }
        }
        if letters.is_empty() {
            return Named::default();
        }
        let cut = letters.char_indices().nth(LETTERS).map_or(letters.len(), |(at, _)| at);
        let place = xxh3_64(country.as_bytes());
        let key = mix(xxh3_64(&letters.as_bytes()[..cut]), place);
        if parting < 2 {
            return Named { key, stem: 0, words: [0; 2] };
        }
        let words = words.map(|(from, to)| xxh3_64(&letters.as_bytes()[from..to]).max(1));
        Named { key, stem: mix(words[0], words[1]), words }
    }

    /// The first two words as they are written.
    pub fn stem_text(name: &str) -> Option<String> {
        let mut words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        Some(format!("{} {}", words.next()?.to_uppercase(), words.next()?.to_uppercase()))
    }
}

/// Digits of a telephone number without the country's prefix; `None` below seven digits, or where all are the same.
pub fn phone_digits(phone: &str) -> Option<String> {
    let digits: String = phone.nfkc().filter(char::is_ascii_digit).collect();
    let digits = digits
        .strip_prefix("0086")
        .or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() >= 11))
        .unwrap_or(&digits);
    let digits = digits.trim_start_matches('0');
    let same = digits.bytes().all(|digit| Some(digit) == digits.bytes().next());
    (digits.len() >= 7 && !same).then(|| digits.to_owned())
}

/// Letters and digits of an address in one width and case; `None` below six, or where it has no number.
pub fn plain_address(address: &str) -> Option<String> {
    let plain: String = address.nfkc().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_uppercase).collect();
    (plain.chars().count() >= 6 && plain.chars().any(|letter| letter.is_numeric())).then_some(plain)
}

/// Surname and given name: Chinese names begin with one letter of surname (two for the known double ones), others are parted
/// at the last space. `None` where there is no given name.
pub fn person_parts(person: &str) -> Option<(String, String)> {
    const DOUBLE: [&str; 12] =
        ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "司徒", "慕容", "夏侯"];
    let plain: String = person.nfkc().flat_map(char::to_uppercase).collect();
    let plain = plain.trim();
    if let Some((given, surname)) = plain.rsplit_once(' ') {
        return Some((surname.to_owned(), given.trim().to_owned()));
    }
    let double = DOUBLE.iter().any(|surname| plain.starts_with(surname)) && plain.chars().count() > 2;
    let at = plain.char_indices().nth(if double { 2 } else { 1 })?.0;
    Some((plain[..at].to_owned(), plain[at..].to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_buyer_however_it_is_typed() {
        let a = Named::of("SURIA NUSA RESOURCES ENGINEERING SDN BHD", "MY");
        assert_eq!(a, Named::of("Suria Nusa Resources Engineering SD", "MY"));
        assert_ne!(a.key, Named::of("SURIA NUSA RESOURCES ENGINEERING SDN BHD", "SG").key);
        assert_eq!(a.stem, Named::of("Suria-Nusa Metals", "SG").stem);
        assert_ne!(a.stem, Named::of("NUSA SURIA METALS", "MY").stem);
        assert_eq!(Named::of(" .,", "MY"), Named::default());
        assert_eq!(Named::of("BOSCH", "DE").stem, 0);
        assert_eq!(Named::stem_text("Suria Nusa, Ltd").as_deref(), Some("SURIA NUSA"));
    }

    #[test]
    fn telephones_addresses_and_people_are_made_plain() {
        for phone in ["13088422228", "+86 130-8842-2228", "0086 13088422228", "１３０８８４２２２２８"] {
            assert_eq!(phone_digits(phone).as_deref(), Some("13088422228"), "{phone}");
        }
        assert_eq!(phone_digits("0000000000"), None);
        assert_eq!(phone_digits("12345"), None);
        assert_eq!(plain_address("河池市黄河路311号 216室"), plain_address("河池市黄河路３１１号216室"));
        assert_eq!(plain_address("无"), None);
        assert_eq!(person_parts("欧阳修"), Some(("欧阳".into(), "修".into())));
        assert_eq!(person_parts("苏慧"), Some(("苏".into(), "慧".into())));
        assert_eq!(person_parts("Anna Maria Berg"), Some(("BERG".into(), "ANNA MARIA".into())));
        assert_eq!(person_parts("王"), None);
    }
}
