//! Letters: one spelling for what is written alike, which script a letter is of, and what looks like what.

use super::lexicon::Lexicon;
use unicode_normalization::UnicodeNormalization;

/// Writing systems that are read in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin letters and digits.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic and Persian.
    Arabic,
    /// Chinese characters, also in Japanese and Korean names.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Korean syllables.
    Hangul,
    /// Any other.
    Other,
}

impl Script {
    /// The script of a letter or digit.
    pub(super) fn of(letter: char) -> Script {
        match letter as u32 {
            0x00..=0x024F | 0x1E00..=0x1EFF => Script::Latin,
            0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
            0x0400..=0x052F => Script::Cyrillic,
            0x0600..=0x06FF | 0x0750..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Script::Arabic,
            0x3005 | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => Script::Han,
            0x3040..=0x30FF => Script::Kana,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
            _ => Script::Other,
        }
    }

    /// Words are written without spaces between them.
    pub(super) fn runs_on(self) -> bool {
        matches!(self, Script::Han | Script::Kana | Script::Hangul)
    }
}

/// Lower case, compatible forms made one (NFKC), variants of Chinese characters made one, Arabic vowels and apostrophes left out.
pub(super) fn clean(text: &str, lexicon: &Lexicon) -> String {
    let mut out = String::with_capacity(text.len());
    if text.contains('%') {
        return clean(&text.replace('%', "percent"), lexicon);
    }
    if text.is_ascii() {
        out.extend(text.chars().filter(|c| !matches!(c, '\'' | '`')).map(|c| c.to_ascii_lowercase()));
        return out;
    }
    for letter in text.nfkc().flat_map(char::to_lowercase) {
        match letter {
            '\'' | '`' | '\u{2018}'..='\u{201B}' | '\u{02B0}'..='\u{02FF}' | '\u{0300}'..='\u{036F}' => {}
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' => {}
            '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => {}
            '\u{0622}' | '\u{0623}' | '\u{0625}' | '\u{0671}' => out.push('\u{0627}'),
            '\u{0629}' => out.push('\u{0647}'),
            '\u{0649}' | '\u{06CC}' => out.push('\u{064A}'),
            '\u{06A9}' => out.push('\u{0643}'),
            '\u{0451}' => out.push('\u{0435}'),
            _ => out.push(lexicon.simplified(letter)),
        }
    }
    out
}

/// Latin spelling of a text in any script (romanisation tables of the crate `any_ascii`), letters and digits only.
pub(super) fn romanised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let latin = match letter {
            // two letters that the table reads by Bulgarian or by sound; Russian and Ukrainian names are spelled so
            '\u{0446}' => "ts",
            '\u{0449}' => "shch",
            '\u{0445}' => "kh",
            '\u{044C}' | '\u{044A}' => "",
            // long vowels of kana
            '\u{30FC}' => "",
            '\u{0627}' => "a",
            '\u{0639}' => "a",
            '\u{0648}' => "w",
            _ => any_ascii::any_ascii_char(letter),
        };
        // ッ doubles the consonant after it
        if matches!(letter, '\u{30C3}' | '\u{3063}') {
            if let Some(first) = letters.peek().and_then(|next| any_ascii::any_ascii_char(*next).chars().next()) {
                out.push(first.to_ascii_lowercase());
            }
            continue;
        }
        // small kana change the vowel before them: ファ fa, シュ shu
        if matches!(
            letter,
            '\u{30A1}' | '\u{30A3}' | '\u{30A5}' | '\u{30A7}' | '\u{30A9}' | '\u{30E3}' | '\u{30E5}' | '\u{30E7}'
        ) && out.ends_with(['a', 'i', 'u', 'e', 'o'])
        {
            out.pop();
        }
        out.extend(latin.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    }
    out
}

/// The Latin letter that a Cyrillic or Greek letter looks like (a selection of Unicode's confusables, UTS #39).
pub(super) fn latin_twin(letter: char) -> Option<char> {
    Some(match letter {
        '\u{0430}' | '\u{03B1}' => 'a',
        '\u{0432}' | '\u{03B2}' => 'b',
        '\u{0441}' | '\u{03F2}' => 'c',
        '\u{0501}' => 'd',
        '\u{0435}' | '\u{0454}' | '\u{03B5}' => 'e',
        '\u{04BB}' | '\u{043D}' | '\u{03B7}' => 'h',
        '\u{0456}' | '\u{0457}' | '\u{03B9}' => 'i',
        '\u{0458}' => 'j',
        '\u{043A}' | '\u{03BA}' => 'k',
        '\u{043C}' | '\u{03BC}' => 'm',
        '\u{03BD}' => 'v',
        '\u{043E}' | '\u{03BF}' => 'o',
        '\u{0440}' | '\u{03C1}' => 'p',
        '\u{051B}' => 'q',
        '\u{0455}' => 's',
        '\u{0442}' | '\u{03C4}' => 't',
        '\u{0475}' => 'v',
        '\u{051D}' | '\u{0448}' | '\u{03C9}' => 'w',
        '\u{0445}' | '\u{03C7}' => 'x',
        '\u{0443}' | '\u{04AF}' | '\u{03C5}' | '\u{03B3}' => 'y',
        '\u{0437}' => 'z',
        _ => return None,
    })
}

/// Letters that digits and signs stand for, in the way of number plates; `ell` tells whether 1 is an l or an i.
pub(super) fn letter_of_digit(digit: char, ell: bool) -> Option<char> {
    Some(match digit {
        '0' => 'o',
        '1' | '|' => match ell {
            true => 'l',
            false => 'i',
        },
        '!' => 'i',
        '2' => 'z',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' => 'g',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_for_what_is_written_alike() {
        let told = |text: &str| clean(text, Lexicon::shipped());
        assert_eq!(told("ＡＢＣ Ｃｏ"), "abc co");
        assert_eq!(told("廈門鎢業"), "厦门钨业");
        assert_eq!(told("日本製鉄"), "日本制铁");
        assert_eq!(told("Ma'aden"), "maaden");
        assert_eq!(told("3%ers"), "3percenters");
        assert_eq!(told("الإمارات"), told("الامارات"));
    }

    #[test]
    fn every_script_has_a_latin_spelling() {
        assert_eq!(romanised("газпром"), "gazprom");
        assert_eq!(romanised("北京"), "beijing");
        assert_eq!(romanised("삼성"), "samseong");
        assert_eq!(romanised("ファナック"), "fanakku");
        assert_eq!(romanised("müller"), "muller");
    }
}
