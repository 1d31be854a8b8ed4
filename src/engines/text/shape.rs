//! What kind of thing a word with digits is: a purity, a magnet grade, a formula, a CAS number, or a number to be blurred.

/// Symbols of the chemical elements.
const ELEMENTS: &str = " H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr \
Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au \
Hg Tl Pb Bi Po At Rn Ra Th U ";

/// Appends the class of a word that holds digits (as typed, ASCII); nothing where it is a bare number.
pub fn blur(word: &str, into: &mut String) {
    if let Some(nines) = purity(word) {
        into.push('p');
        into.push((b'0' + nines) as char);
    } else if is_cas(word) || is_formula(word) {
        into.extend(word.chars().map(|letter| letter.to_ascii_lowercase()));
    } else if word.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        let mut in_number = false;
        for letter in word.chars() {
            let digit = letter.is_ascii_digit() || (letter == '.' && in_number);
            match digit {
                true if !in_number => into.push('#'),
                true => {}
                false => into.push(letter.to_ascii_lowercase()),
            }
            in_number = digit;
        }
    }
}

/// Number of leading nines of a purity: `99.99%` and `4N` are 4, `99.995%` and `4N5` too; below 90 % it is no purity.
fn purity(word: &str) -> Option<u8> {
    let bytes = word.as_bytes();
    if let Some(percent) = word.strip_suffix('%') {
        let (whole, rest) = percent.split_once('.').unwrap_or((percent, ""));
        let nines = whole.bytes().chain(rest.bytes()).take_while(|byte| *byte == b'9').count();
        return (whole.len() == 2 && nines > 0).then_some(nines.min(9) as u8);
    }
    let shape = matches!(bytes, [b'1'..=b'9', b'N' | b'n'] | [b'1'..=b'9', b'N' | b'n', b'0'..=b'9']);
    shape.then(|| bytes[0] - b'0')
}

/// A CAS registry number with its check digit.
fn is_cas(word: &str) -> bool {
    let mut parts = word.split('-');
    let (Some(head), Some(middle), Some(check), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=7).contains(&head.len())
        || middle.len() != 2
        || check.len() != 1
        || ![head, middle, check].map(digits).iter().all(|all| *all)
    {
        return false;
    }
    let sum: u32 =
        middle.bytes().rev().chain(head.bytes().rev()).zip(1..).map(|(byte, at)| u32::from(byte - b'0') * at).sum();
    sum % 10 == u32::from(check.as_bytes()[0] - b'0')
}

/// A chemical formula such as Sb2O3, SmCo5, Nd2Fe14B; a lone element with a number (`PN16`, `C1`) is a size instead.
fn is_formula(word: &str) -> bool {
    let bytes = word.as_bytes();
    let (mut at, mut elements, mut numbers, mut largest) = (0, 0, 0, 0u32);
    while at < bytes.len() {
        let two = word.get(at..at + 2).filter(|two| two.as_bytes()[1].is_ascii_lowercase());
        let symbol = two.or_else(|| word.get(at..at + 1)).unwrap_or("");
        let known = bytes[at].is_ascii_uppercase() && ELEMENTS.split(' ').any(|element| element == symbol);
        if !known {
            return false;
        }
        at += symbol.len();
        elements += 1;
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits > 0 {
            numbers += 1;
            largest = largest.max(word[at..at + digits.min(3)].parse().unwrap_or(u32::MAX));
            at += digits;
        }
    }
    elements >= 2 && numbers >= 1 && largest <= 22 && (largest <= 9 || numbers >= 2 || bytes.ends_with(b"17"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_digits_are_classed() {
        for (word, class) in [
            ("99.99%", "p4"),
            ("99.995%", "p4"),
            ("4N", "p4"),
            ("5N5", "p5"),
            ("94%", "p1"),
            ("46%", ""),
            ("500", ""),
            ("0.018", ""),
            ("Sb2O3", "sb2o3"),
            ("SmCo5", "smco5"),
            ("Nd2Fe14B", "nd2fe14b"),
            ("Sm2Co17", "sm2co17"),
            ("N42SH", "n#sh"),
            ("N35", "n#"),
            ("PN16", "pn#"),
            ("DN28", "dn#"),
            ("0.75kW", "#kw"),
            ("1309-64-4", "1309-64-4"),
            ("500g", "#g"),
        ] {
            let mut into = String::new();
            blur(word, &mut into);
            assert_eq!(into, class, "{word}");
        }
        assert!(!is_cas("1309-64-5") && !is_cas("2024-10-1"));
    }
}
