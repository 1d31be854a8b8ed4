//! Licence numbers: the same number written otherwise, and the slip of one finger.

/// Letters and digits in capitals.
pub fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// How a number is built: `9` for a digit, `A` for a letter.
pub fn shape(plain: &str) -> String {
    plain.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect()
}

/// Whether two different plain numbers differ by one wrong character or by two neighbours swapped.
pub fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() != b.len() {
        return false;
    }
    let apart: Vec<usize> = (0..a.len()).filter(|at| a[*at] != b[*at]).collect();
    match apart[..] {
        [_] => true,
        [i, j] => j == i + 1 && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_one_digit_or_one_swap() {
        assert!(one_slip("243205151392", "243205151329"));
        assert!(one_slip("243205151392", "243205151992"));
        assert!(!one_slip("243205151392", "243205151392"));
        assert!(!one_slip("243205151392", "243205153192".replace("53192", "13259").as_str()));
        assert!(!one_slip("2432", "24321"));
    }

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        assert_eq!(plain("24-3205-151392"), plain("24 3205/151392"));
        assert_eq!(shape(&plain("24-hk-01")), "99AA99");
    }

    proptest! {
        #[test]
        fn slips_go_both_ways(a in "[0-9]{6}", b in "[0-9]{6}") {
            prop_assert_eq!(one_slip(&a, &b), one_slip(&b, &a));
        }
    }
}
