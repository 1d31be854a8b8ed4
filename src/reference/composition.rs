//! Chemical composition as declarants write it: `Nd 29-31%, Dy 0.3%, Fe bal.`, `Sn42Bi58`, `镝0.18%`.

use std::sync::LazyLock;

/// Elements that occur in declared goods; symbol and Chinese name.
const ELEMENTS: &[(&str, &str)] = &[
    ("Ag", "银"),
    ("Al", "铝"),
    ("As", "砷"),
    ("Au", "金"),
    ("B", "硼"),
    ("Bi", "铋"),
    ("C", "碳"),
    ("Ca", "钙"),
    ("Cd", "镉"),
    ("Ce", "铈"),
    ("Co", "钴"),
    ("Cr", "铬"),
    ("Cu", "铜"),
    ("Dy", "镝"),
    ("Er", "铒"),
    ("Eu", "铕"),
    ("Fe", "铁"),
    ("Ga", "镓"),
    ("Gd", "钆"),
    ("Ge", "锗"),
    ("Hf", "铪"),
    ("Hg", "汞"),
    ("Ho", "钬"),
    ("In", "铟"),
    ("La", "镧"),
    ("Li", "锂"),
    ("Lu", "镥"),
    ("Mg", "镁"),
    ("Mn", "锰"),
    ("Mo", "钼"),
    ("Na", "钠"),
    ("Nb", "铌"),
    ("Nd", "钕"),
    ("Ni", "镍"),
    ("O", "氧"),
    ("P", "磷"),
    ("Pb", "铅"),
    ("Pr", "镨"),
    ("S", "硫"),
    ("Sb", "锑"),
    ("Sc", "钪"),
    ("Se", "硒"),
    ("Si", "硅"),
    ("Sm", "钐"),
    ("Sn", "锡"),
    ("Ta", "钽"),
    ("Tb", "铽"),
    ("Te", "碲"),
    ("Ti", "钛"),
    ("Tm", "铥"),
    ("V", "钒"),
    ("W", "钨"),
    ("Y", "钇"),
    ("Yb", "镱"),
    ("Zn", "锌"),
    ("Zr", "锆"),
];

/// What a stated number says of a share.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Bound {
    /// The share itself.
    Exact,
    /// `≤0.01 %`, `0.5 % max`, `不超过0.1%`: there may be none.
    AtMost,
    /// `≥99 %`, `99.65 % min`, `不低于99%`: there may be more.
    AtLeast,
}

/// Words and signs of a bound before a number.
const BOUNDS: &[(&str, Bound)] = &[
    ("≤", Bound::AtMost),
    ("≦", Bound::AtMost),
    ("⩽", Bound::AtMost),
    ("<", Bound::AtMost),
    ("＜", Bound::AtMost),
    ("max.", Bound::AtMost),
    ("max", Bound::AtMost),
    ("不大于", Bound::AtMost),
    ("不超过", Bound::AtMost),
    ("不高于", Bound::AtMost),
    ("小于", Bound::AtMost),
    ("低于", Bound::AtMost),
    ("≥", Bound::AtLeast),
    ("≧", Bound::AtLeast),
    ("⩾", Bound::AtLeast),
    (">", Bound::AtLeast),
    ("＞", Bound::AtLeast),
    ("min.", Bound::AtLeast),
    ("min", Bound::AtLeast),
    ("不小于", Bound::AtLeast),
    ("不低于", Bound::AtLeast),
    ("不少于", Bound::AtLeast),
    ("大于", Bound::AtLeast),
    ("高于", Bound::AtLeast),
];

/// Words of a bound behind a number.
const BOUNDS_BEHIND: &[(&str, Bound)] =
    &[("max", Bound::AtMost), ("以下", Bound::AtMost), ("min", Bound::AtLeast), ("以上", Bound::AtLeast)];

/// Shares of elements in per cent by mass, in the order written; a range counts with its upper end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Composition {
    parts: Vec<(&'static str, f64)>,
    /// Sum of what there is at the least: exact shares, the lower ends of ranges, lower bounds.
    least: f64,
    /// Parts of which only an upper bound is stated.
    at_most: usize,
    /// Whether a part may be more than is stated.
    open: bool,
    remainder: Option<&'static str>,
}

/// Place of a symbol in a table of 26 first letters by 27 second ones (none, then a to z).
fn symbol_place(first: u8, second: Option<u8>) -> usize {
    usize::from(first - b'A') * 27 + second.map_or(0, |second| usize::from(second - b'a') + 1)
}

/// Symbols by place, so that a text is not compared with each of them at each letter.
static SYMBOLS: LazyLock<[Option<&'static str>; 26 * 27]> = LazyLock::new(|| {
    let mut symbols = [None; 26 * 27];
    for (symbol, _) in ELEMENTS {
        let bytes = symbol.as_bytes();
        symbols[symbol_place(bytes[0], bytes.get(1).copied())] = Some(*symbol);
    }
    symbols
});

/// Chinese names, ascending, with their symbols.
static CHINESE: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let mut names: Vec<(char, &'static str)> =
        ELEMENTS.iter().filter_map(|(symbol, name)| name.chars().next().map(|name| (name, *symbol))).collect();
    names.sort_unstable();
    names
});

/// An element symbol or Chinese element name at the start of the text, and its length in bytes.
fn element_at(text: &str) -> Option<(&'static str, usize)> {
    let first = *text.as_bytes().first()?;
    if first.is_ascii_uppercase() {
        let second = text.as_bytes().get(1).copied().filter(u8::is_ascii_lowercase);
        let found = |second: Option<u8>| SYMBOLS[symbol_place(first, second)].map(|symbol| (symbol, symbol.len()));
        second.and_then(|second| found(Some(second))).or_else(|| found(None))
    } else if first.is_ascii() {
        None
    } else {
        let name = text.chars().next()?;
        let place = CHINESE.binary_search_by_key(&name, |(name, _)| *name).ok()?;
        Some((CHINESE[place].1, name.len_utf8()))
    }
}

/// A plain decimal number at the start of the text and its length.
pub(super) fn number_at(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let whole = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if whole == 0 || whole > 9 {
        return None;
    }
    let mut length = whole;
    if bytes.get(whole) == Some(&b'.') {
        let decimals = bytes[whole + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if decimals > 0 {
            length += 1 + decimals;
        }
    }
    text[..length].parse().ok().map(|number| (number, length))
}

fn skip<'a>(text: &'a str, skipped: &[char]) -> &'a str {
    text.trim_start_matches(skipped)
}

/// Takes away a beginning, whatever the case of its letters.
fn strip<'a>(text: &'a str, begins: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(begins.len())?;
    head.eq_ignore_ascii_case(begins).then_some(rest)
}

/// What stands between an element and its number: the bound that it tells, and the rest of the text.
fn bound_at(text: &str) -> (Bound, &str) {
    let mut bound = Bound::Exact;
    let mut rest = text;
    loop {
        rest = skip(rest, &[' ', ':', '：', '=', '≈', '~', '约', '含', '量', '为', '(', '（', '\t']);
        match BOUNDS.iter().find_map(|(mark, told)| strip(rest, mark).map(|after| (*told, after))) {
            Some((told, after)) => (bound, rest) = (told, after),
            None => return (bound, rest),
        }
    }
}

/// The bound that stands right before a number that stands before its element.
fn bound_before(text: &str) -> Bound {
    let text = text.trim_end_matches([' ', '=']);
    let ends = |mark: &str| {
        text.len()
            .checked_sub(mark.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(mark))
    };
    BOUNDS.iter().find(|(mark, _)| ends(mark)).map_or(Bound::Exact, |(_, bound)| *bound)
}

/// The bound that stands right behind a number.
fn bound_behind(text: &str) -> Bound {
    let rest = skip(text, &[' ', '(', '（', ',']);
    let word = |mark: &str| {
        strip(rest, mark).is_some_and(|after| !mark.is_ascii() || !after.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    BOUNDS_BEHIND.iter().find(|(mark, _)| word(mark)).map_or(Bound::Exact, |(_, bound)| *bound)
}

/// A share as it is written.
struct Stated {
    /// Lower end; of an upper bound nothing.
    least: f64,
    /// Upper end, or the bound.
    share: f64,
    bound: Bound,
    percent: bool,
}

/// After an element: its share, and the rest of the text.
fn share_at(text: &str) -> Option<(Stated, &str)> {
    let (mut bound, rest) = bound_at(text);
    let (mut share, length) = number_at(rest)?;
    let least = share;
    let mut rest = &rest[length..];
    let mut percent = false;
    for _ in 0..2 {
        let bare = skip(rest, &[' ']);
        if let Some(after) = bare.strip_prefix('%').or_else(|| bare.strip_prefix('％')) {
            percent = true;
            rest = after;
        } else if let Some(after) = bare.strip_prefix("wt%") {
            percent = true;
            rest = after;
        }
        let range = skip(rest, &[' ']);
        let dash = ['-', '–', '~', '～', '至'].into_iter().find_map(|dash| range.strip_prefix(dash));
        match dash.map(|after| skip(after, &[' '])).and_then(|after| number_at(after).map(|found| (after, found))) {
            Some((after, (upper, length))) if upper >= share => {
                share = upper;
                rest = &after[length..];
            }
            _ => break,
        }
    }
    if bound == Bound::Exact {
        bound = bound_behind(rest);
    }
    Some((Stated { least, share, bound, percent }, rest))
}

fn remainder_at(text: &str) -> bool {
    let rest = skip(text, &[' ', ':', '：', '=', '(', '（']);
    let low: String = rest.chars().take(9).flat_map(char::to_lowercase).collect();
    low.starts_with("bal") || low.starts_with("remainder") || rest.starts_with('余') || low.starts_with("rest")
}

impl Composition {
    /// Reads a composition given on purpose (`--composition "Nd 29, Dy 0.3, Fe bal"`): per cent signs may be left out.
    ///
    /// # Errors
    /// What cannot be read, and how to write it.
    pub fn parse(text: &str) -> Result<Composition, String> {
        let found = scan(text, false);
        if found.parts.is_empty() && found.remainder.is_none() {
            return Err(format!("`{text}` is no composition; write it as \"Nd 29, Dy 0.3, Fe bal\""));
        }
        if found.total() > 110.0 {
            return Err(format!("`{text}` adds up to {:.1} %; write per cent by mass", found.total()));
        }
        Ok(found)
    }

    /// Finds a composition in free text: shares with a per cent sign, or two and more elements that make a whole.
    pub fn find(text: &str) -> Option<Composition> {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let signed = scan(text, true);
        if !signed.parts.is_empty() {
            return Some(signed);
        }
        let bare = scan(text, false);
        (bare.parts.len() >= 2 && (80.0..=105.0).contains(&bare.total())
            || bare.remainder.is_some() && !bare.parts.is_empty())
        .then_some(bare)
    }

    /// Share of an element in per cent; `None` where it is not named.
    pub fn share(&self, symbol: &str) -> Option<f64> {
        let named = self.parts.iter().find(|(part, _)| *part == symbol).map(|(_, share)| *share);
        named.or_else(|| (self.remainder == Some(symbol)).then(|| (100.0 - self.total()).max(0.0)))
    }

    /// Sum of the shares that were written, upper bounds too.
    pub fn total(&self) -> f64 {
        self.parts.iter().map(|(_, share)| share).sum()
    }

    /// Whether elements that are not named can be taken as absent: the rest is declared, or the shares make a whole.
    pub fn is_complete(&self) -> bool {
        self.remainder.is_some() || self.total() >= 95.0
    }

    /// Percentage points by which a composition that ought to be whole misses 100.
    ///
    /// Shares over 100 cannot be, whatever the list; of ranges the lower ends count, of lower bounds the bound, and upper bounds
    /// (`Fe <0.5 %`) nothing. Shares short of 100 tell only where three and more elements are given by more than an upper bound,
    /// one of them with half of the mass, and none as the rest nor by a lower bound: then the list reads like a whole. Two that
    /// leave up to a fifth to what is not named are well. `None` where it cannot be said whether the list is meant to
    /// be whole.
    pub fn gap(&self) -> Option<f64> {
        let whole = self.parts.len() - self.at_most >= 3 && self.parts.iter().any(|(_, share)| *share >= 50.0);
        match (self.least - 100.0, 100.0 - self.total()) {
            _ if self.parts.len() + usize::from(self.remainder.is_some()) < 2 => None,
            (over, _) if over > 0.0 => Some(over),
            _ if self.remainder.is_some() || self.open => Some(0.0),
            (_, short) if whole => Some(short.max(0.0)),
            (_, short) if short <= 20.0 => Some(0.0),
            _ => None,
        }
    }

    /// The element with the largest share; HS Section XV note 5: an alloy goes with the metal that predominates.
    pub fn predominant(&self) -> Option<&'static str> {
        let named = self.parts.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1));
        match (named, self.remainder) {
            (Some((_, share)), Some(rest)) if 100.0 - self.total() > share => Some(rest),
            (Some((symbol, _)), _) => Some(symbol),
            (None, rest) => rest,
        }
    }

    /// Takes a share, the first of each element.
    fn take(&mut self, symbol: &'static str, stated: &Stated) {
        if self.parts.iter().any(|(part, _)| *part == symbol) {
            return;
        }
        self.parts.push((symbol, stated.share));
        match stated.bound {
            Bound::AtMost => self.at_most += 1,
            Bound::AtLeast => self.open = true,
            Bound::Exact => {}
        }
        if stated.bound != Bound::AtMost {
            self.least += stated.least;
        }
    }

    /// The shares in the order written.
    pub fn parts(&self) -> &[(&'static str, f64)] {
        &self.parts
    }
}

/// "29% Nd 66% Fe": no share follows the element, or the one that follows belongs to the next.
fn stands_after_share(after: &str) -> bool {
    share_at(after).is_none_or(|(_, rest)| element_at(skip(rest, &[' '])).is_some())
}

fn scan(text: &str, signed_only: bool) -> Composition {
    let mut found = Composition::default();
    let mut before: Option<char> = None;
    let mut share_first = false;
    let mut rest = text;
    while let Some(here) = rest.chars().next() {
        let inside_word = before.is_some_and(|c| c.is_ascii_alphabetic());
        let element = if inside_word { None } else { element_at(rest) };
        if let Some((symbol, length)) = element {
            let after = &rest[length..];
            let word_goes_on = after.starts_with(|c: char| c.is_ascii_lowercase());
            if !word_goes_on && found.remainder.is_none() && remainder_at(after) {
                found.remainder = Some(symbol);
            } else if !word_goes_on
                && !share_first
                && let Some((stated, left)) = share_at(after)
                && stated.share <= 100.0
                && (stated.percent || !signed_only)
            {
                found.take(symbol, &stated);
                before = Some('0');
                rest = left;
                continue;
            }
            before = rest[..length].chars().next_back();
            rest = after;
            continue;
        }
        if here.is_ascii_digit()
            && let Some((share, length)) = number_at(rest)
        {
            // "29% Nd": the share stands before its element
            let after = skip(&rest[length..], &[' ']);
            if let Some(after) = after.strip_prefix('%').or_else(|| after.strip_prefix('％')) {
                let name = skip(after, &[' ']);
                if let Some((symbol, name_length)) = element_at(name)
                    && !name[name_length..].starts_with(|c: char| c.is_ascii_alphabetic())
                    && (share_first || stands_after_share(&name[name_length..]))
                    && share <= 100.0
                    && found.parts.iter().all(|(part, _)| *part != symbol)
                {
                    share_first = true;
                    let bound = bound_before(&text[..text.len() - rest.len()]);
                    found.take(symbol, &Stated { least: share, share, bound, percent: true });
                    rest = &name[name_length..];
                    before = Some('%');
                    continue;
                }
            }
            before = Some('0');
            rest = &rest[length..];
            continue;
        }
        before = Some(here);
        rest = &rest[here.len_utf8()..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(found: Option<Composition>) -> String {
        found.map_or("none".into(), |c| {
            let parts: Vec<_> = c.parts.iter().map(|(symbol, share)| format!("{symbol} {share}")).collect();
            format!("{}{}", parts.join(", "), c.remainder.map_or(String::new(), |rest| format!(", {rest} rest")))
        })
    }

    #[test]
    fn compositions_are_found_in_free_text() {
        for (text, said) in [
            ("NdFeB magnet | Nd 29%, Pr 4.71%, Dy 0.36%, Fe 65%, B 1%", "Nd 29, Pr 4.71, Dy 0.36, Fe 65, B 1"),
            ("成分:钕29%,镝0.18%,铁余量", "Nd 29, Dy 0.18, Fe rest"),
            ("low-temperature solder paste Sn42Bi58", "Sn 42, Bi 58"),
            ("29% Nd 66% Fe 5% Co", "Nd 29, Fe 66, Co 5"),
            ("purity 99% | Nd 29%, Dy 0.3%", "Nd 29, Dy 0.3"),
            ("Nd 29-32%, Fe bal.", "Nd 32, Fe rest"),
            ("Sb≥99.65%", "Sb 99.65"),
            ("In 2024 we shipped 12 boxes", "none"),
            ("cotton shirts 100%", "none"),
            ("Sb2O3 99.8%", "none"),
        ] {
            assert_eq!(told(Composition::find(text)), said, "{text}");
        }
    }

    #[test]
    fn shares_of_a_whole_add_up() {
        for (text, gap) in [
            ("Nd 29%, Pr 4%, Dy 1%, Fe 65%, B 1%", Some(0.0)),
            ("Nd 29%, Pr 4%, Dy 9%, Fe 65%, B 1%", Some(8.0)),
            ("Nd 29%, Dy 1%, Fe 52%", Some(18.0)),
            ("Nd 29-32%, Fe 64-68%, B 1-2%", Some(0.0)),
            ("Nd 29%, Dy 3% Fe B", None),
            ("Sm 24% Co 50%", None),
            ("Sn 96% Ag 3%", Some(0.0)),
            ("Zn 99.95%|Ga 99.99%", Some(100.0)),
            ("Pb 97%, Sb 13%", Some(10.0)),
            ("Nd 29%, Fe bal.", Some(0.0)),
            ("Sb 99.65%", None),
            // an upper bound may be nothing
            ("Sb 99.99%, As≤0.01%, Fe<0.5%", Some(0.0)),
            ("W 99.95%, Fe 5% max, Mo max. 5 %", Some(0.0)),
            ("钨99.9%,铁不超过5%,钼≤ 5%", Some(0.0)),
            ("99.9% Sn, <5% Pb", Some(0.0)),
            ("Sn 60%, Pb<1%, Cu<=1%", None),
            // a lower bound is at least so much, and may be more
            ("Zn≥99.95%|Ga >= 99.99%", Some(100.0)),
            ("Nd 29%, Fe≥60%, B 1%", Some(0.0)),
            ("Nd 29%, Fe 60% min, B 1%", Some(0.0)),
            ("Nd 29%, Fe 60%, B 1%, Cu<0.2%", Some(10.0)),
            ("Nd 29%, Fe 60%, B 1% mineral", Some(10.0)),
        ] {
            let found = Composition::find(text).and_then(|found| found.gap());
            assert_eq!(found.map(|gap| gap.round()), gap, "{text}");
        }
    }

    #[test]
    fn a_composition_given_on_purpose_needs_no_sign() {
        let magnet = Composition::parse("Nd 29, Dy 0.3, Fe bal").expect("a composition");
        assert_eq!(magnet.share("Dy"), Some(0.3));
        assert_eq!(magnet.share("Tb"), None);
        assert!(magnet.is_complete());
        assert_eq!(magnet.predominant(), Some("Fe"));
        assert!(Composition::parse("nothing").is_err());
        assert!(Composition::parse("Fe 90 Ni 90").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC*") {
            if let Some(found) = Composition::find(&text) {
                prop_assert!(found.parts.iter().all(|(_, share)| (0.0..=100.0).contains(share)));
            }
        }

        #[test]
        fn a_gap_is_what_is_missing_or_too_much(nd in 1u32..40, fe in 50u32..100, b in 1u32..5) {
            let text = format!("Nd {nd}%, Fe {fe}%, B {b}%");
            let gap = Composition::find(&text).and_then(|found| found.gap());
            prop_assert_eq!(gap, Some(f64::from((nd + fe + b).abs_diff(100))));
        }

        #[test]
        fn what_is_written_is_read(nd in 1u32..40, dy in 0u32..500) {
            let dy = f64::from(dy) / 100.0;
            let text = format!("NdFeB block, Nd {nd}%, Dy {dy}%, Fe bal.");
            let found = Composition::find(&text).expect("a composition");
            prop_assert_eq!(found.share("Nd"), Some(f64::from(nd)));
            prop_assert!((found.share("Dy").unwrap_or(-1.0) - dy).abs() < 1e-9);
        }
    }
}
