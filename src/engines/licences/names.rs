//! How like two names of a firm are: case, points, order of words and legal forms do not count.

/// Legal forms and words of form that say nothing of who it is.
const FORMS: &[&str] = &[
    "AB",
    "AG",
    "AS",
    "BHD",
    "BV",
    "BVBA",
    "CO",
    "COMPANY",
    "CORP",
    "CORPORATION",
    "CV",
    "DOO",
    "DMCC",
    "FZCO",
    "FZE",
    "GMBH",
    "INC",
    "INCORPORATED",
    "JSC",
    "KFT",
    "KG",
    "KK",
    "LIMITED",
    "LLC",
    "LLP",
    "LTD",
    "LTDA",
    "NV",
    "OAO",
    "OOO",
    "OY",
    "PJSC",
    "PLC",
    "PT",
    "PTE",
    "PTY",
    "PVT",
    "SA",
    "SAS",
    "SDN",
    "SL",
    "SP",
    "SPA",
    "SRL",
    "SARL",
    "TBK",
    "ZOO",
];
/// Letters from which a name that stops short is taken for the beginning of the whole.
const TRUNCATED_FROM: usize = 12;

/// Words in capitals, without points and legal forms, in alphabetical order.
fn words(name: &str) -> Vec<String> {
    let capitals: String =
        name.chars().flat_map(char::to_uppercase).filter(|c| !matches!(c, '.' | '\'' | '’')).collect();
    let mut words: Vec<String> =
        capitals.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let telling: Vec<String> = words.iter().filter(|word| !FORMS.contains(&word.as_str())).cloned().collect();
    if !telling.is_empty() {
        words = telling;
    }
    words.sort_unstable();
    words
}

/// Pairs of neighbouring letters with how often they come, as a sorted list.
fn pairs(words: &[String]) -> Vec<(char, char)> {
    let mut pairs = Vec::new();
    for word in words {
        // Spaces around, so that beginnings and ends of words count and a single letter counts too.
        let letters: Vec<char> = std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
        pairs.extend(letters.windows(2).map(|pair| (pair[0], pair[1])));
    }
    pairs.sort_unstable();
    pairs
}

/// Likeness of two names, 0 to 1: Dice's coefficient on pairs of letters (Dice 1945; Adamson & Boreham 1974), and 1 where one name
/// is the cut-off beginning of the other. `None` where either has no letters.
pub fn likeness(a: &str, b: &str) -> Option<f64> {
    let (a_words, b_words) = (words(a), words(b));
    if a_words.is_empty() || b_words.is_empty() {
        return None;
    }
    let bare =
        |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect() };
    let (a_bare, b_bare) = (bare(a), bare(b));
    let (short, long) = if a_bare.len() <= b_bare.len() { (&a_bare, &b_bare) } else { (&b_bare, &a_bare) };
    if a_words == b_words || short.chars().count() >= TRUNCATED_FROM && long.starts_with(short.as_str()) {
        return Some(1.0);
    }
    let (a, b) = (pairs(&a_words), pairs(&b_words));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                (i, j, common) = (i + 1, j + 1, common + 1);
            }
        }
    }
    Some(2.0 * f64::from(common) / (a.len() + b.len()) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn form_order_case_and_a_cut_end_do_not_count() {
        for (a, b) in [
            ("SUED WALD TECHNOLOGY AG", "Sued Wald Technology"),
            ("ASAHI KOYO CORPORATION", "Koyo Asahi Corp."),
            ("EURO KONTOR METALS B.V.", "EURO KONTOR METALS BV"),
            ("NORTHERN ATLANTIC SPECIALTY METALS AND", "Northern Atlantic Specialty Metals and Alloys GmbH"),
        ] {
            assert_eq!(likeness(a, b), Some(1.0), "{a} / {b}");
        }
        assert!(likeness("ASAHI KOYO CORPORATION", "ASAHI KOY0 CORP").unwrap() > 0.7);
        assert!(likeness("ASAHI KOYO CORPORATION", "EURO KONTOR METALS BV").unwrap() < 0.3);
        assert_eq!(likeness("", "X"), None);
        assert_eq!(likeness("LIMITED", "LTD").map(|l| l < 1.0), Some(true));
    }

    proptest! {
        #[test]
        fn likeness_is_a_symmetric_share(a in "\\PC{0,20}", b in "\\PC{0,20}") {
            let (one, two) = (likeness(&a, &b), likeness(&b, &a));
            prop_assert_eq!(one, two);
            prop_assert!(one.is_none_or(|share| (0.0..=1.0).contains(&share)));
            prop_assert!(likeness(&a, &a).is_none_or(|share| share == 1.0));
        }
    }
}
