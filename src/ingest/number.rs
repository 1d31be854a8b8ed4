//! Numbers as people write them.

use unicode_normalization::UnicodeNormalization;

/// How numbers are written in a source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Notation {
    /// Decimal mark.
    pub decimal: char,
    /// Mark between groups of three, if any.
    pub thousands: Option<char>,
}

impl Default for Notation {
    fn default() -> Self {
        Notation { decimal: '.', thousands: None }
    }
}

impl Notation {
    /// The number a text stands for; `None` if it stands for none. It may be infinite or NaN only if the text overflows.
    ///
    /// Full-width digits are read as digits. Words (`inf`, `nan`) are no numbers.
    pub fn read(&self, text: &str) -> Option<f64> {
        if !text.is_ascii() {
            let narrow: String = text.nfkc().filter(|letter| !letter.is_whitespace()).collect();
            return narrow.is_ascii().then(|| self.read_ascii(&narrow)).flatten();
        }
        self.read_ascii(text)
    }

    fn read_ascii(&self, text: &str) -> Option<f64> {
        if self.decimal == '.' && self.thousands.is_none() {
            return plain(text);
        }
        let mut digits = String::with_capacity(text.len());
        let mut fraction = false;
        for letter in text.chars() {
            if letter == self.decimal {
                fraction = true;
                digits.push('.');
            } else if Some(letter) == self.thousands {
                // A group mark after the decimal mark means the two were swapped in the mapping.
                if fraction {
                    return None;
                }
            } else if letter == '.' {
                return None;
            } else {
                digits.push(letter);
            }
        }
        plain(&digits)
    }
}

fn plain(text: &str) -> Option<f64> {
    let last = *text.as_bytes().last()?;
    // `inf`, `nan` and their kin end in a letter; a number ends in a digit or its point.
    if !(last.is_ascii_digit() || last == b'.') {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Notation;
    use proptest::prelude::*;

    #[test]
    fn reads_as_the_mapping_says() {
        let european = Notation { decimal: ',', thousands: Some('.') };
        let grouped = Notation { decimal: '.', thousands: Some(',') };
        let plain = Notation::default();
        for (notation, text, number) in [
            (plain, "12.5", Some(12.5)),
            (plain, "1e3", Some(1000.0)),
            (plain, "-3", Some(-3.0)),
            (plain, "１２.５", Some(12.5)),
            (plain, "1,234.5", None),
            (plain, "inf", None),
            (plain, "NaN", None),
            (plain, "", None),
            (plain, "12 kg", None),
            (grouped, "1,234.5", Some(1234.5)),
            (european, "1.234,5", Some(1234.5)),
            (european, "1234,5", Some(1234.5)),
            (european, "1,234.5", None),
        ] {
            assert_eq!(notation.read(text), number, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in -1e12f64..1e12) {
            prop_assert_eq!(Notation::default().read(&number.to_string()), Some(number));
            let european = Notation { decimal: ',', thousands: Some('.') };
            prop_assert_eq!(european.read(&number.to_string().replace('.', ",")), Some(number));
        }

        #[test]
        fn any_text_is_survived(text in ".*") {
            let _ = Notation { decimal: ',', thousands: Some('.') }.read(&text);
        }
    }
}
