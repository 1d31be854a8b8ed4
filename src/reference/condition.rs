//! Thresholds of a control item, and whether goods meet them: yes, no, or not to be said.

use super::composition::Composition;

/// Alternatives, each a list of terms that must all hold: `W>=97 & other: … | W>=80 & Cu>0`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions(Vec<Vec<Term>>);

/// One threshold.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// Purity, per cent by mass.
    Purity { least: f64, strict: bool },
    /// Share of an element, per cent by mass.
    Element { symbol: String, least: f64, strict: bool },
    /// A property that no declaration states in a form a program can test.
    Other(String),
}

/// Truth of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// The goods meet it.
    Yes,
    /// The goods do not meet it.
    No,
    /// What is known does not decide.
    CannotBeSaid,
}

/// What is known of the goods.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Purity in per cent.
    pub purity_pct: Option<f64>,
    /// Composition in per cent by mass.
    pub composition: Option<&'a Composition>,
    /// Element that the name of the goods says they contain, in an amount not given.
    pub contains: Option<&'a str>,
}

/// Shares are compared with this slack, so that 4N and 99.99 are the same.
const SLACK: f64 = 1e-9;

impl Conditions {
    /// Parses the column `conditions`; empty text means that the item has none.
    ///
    /// # Errors
    /// The term that cannot be read.
    pub fn parse(text: &str) -> Result<Conditions, String> {
        if text.trim().is_empty() {
            return Ok(Conditions::default());
        }
        let alternative =
            |part: &str| part.split('&').map(|term| Term::parse(term.trim())).collect::<Result<Vec<_>, _>>();
        text.split('|').map(alternative).collect::<Result<Vec<_>, _>>().map(Conditions)
    }

    /// Whether the item is controlled whatever its purity or composition.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether goods meet one of the alternatives.
    pub fn truth(&self, known: Known) -> Truth {
        if self.is_empty() {
            return Truth::Yes;
        }
        let mut best = Truth::No;
        for terms in &self.0 {
            match all(terms, known) {
                Truth::Yes => return Truth::Yes,
                Truth::CannotBeSaid => best = Truth::CannotBeSaid,
                Truth::No => {}
            }
        }
        best
    }

    /// The lowest purity limit, per cent, that goods of a purity stay under; null where there is none.
    pub fn purity_missed(&self, pct: f64) -> Option<f64> {
        let limits = self.0.iter().flatten().filter_map(|term| match term {
            Term::Purity { least, strict } if reaches(pct, *least, *strict) == Truth::No => Some(*least),
            _ => None,
        });
        limits.min_by(f64::total_cmp)
    }

    /// What must be known to say more, as phrases such as `free below 99.99 % purity`.
    pub fn open_questions(&self, known: Known) -> Vec<String> {
        let mut phrases: Vec<String> = Vec::new();
        for terms in self.0.iter().filter(|terms| all(terms, known) == Truth::CannotBeSaid) {
            for term in terms.iter().filter(|term| term.truth(known) == Truth::CannotBeSaid) {
                let phrase = term.freedom();
                if !phrases.contains(&phrase) {
                    phrases.push(phrase);
                }
            }
        }
        phrases
    }

    /// The first term that fails, in words, where all alternatives fail.
    pub fn why_not(&self, known: Known) -> Option<String> {
        let terms = self.0.first()?;
        terms.iter().find(|term| term.truth(known) == Truth::No).map(Term::failure)
    }
}

fn all(terms: &[Term], known: Known) -> Truth {
    let mut truth = Truth::Yes;
    for term in terms {
        match term.truth(known) {
            Truth::No => return Truth::No,
            Truth::CannotBeSaid => truth = Truth::CannotBeSaid,
            Truth::Yes => {}
        }
    }
    truth
}

impl Term {
    fn parse(text: &str) -> Result<Term, String> {
        if let Some(other) = text.strip_prefix("other:") {
            return Ok(Term::Other(other.trim().to_owned()));
        }
        let (name, rest) = text.split_once('>').ok_or_else(|| format!("`{text}` has no `>` or `>=`"))?;
        let (strict, number) = match rest.strip_prefix('=') {
            Some(number) => (false, number),
            None => (true, rest),
        };
        let least: f64 = number.trim().parse().map_err(|_| format!("`{number}` is no number"))?;
        if !(0.0..=100.0).contains(&least) {
            return Err(format!("`{number}` is no share between 0 and 100"));
        }
        Ok(match name.trim() {
            "purity" => Term::Purity { least, strict },
            symbol => Term::Element { symbol: symbol.to_owned(), least, strict },
        })
    }

    fn truth(&self, known: Known) -> Truth {
        match self {
            Term::Other(_) => Truth::CannotBeSaid,
            Term::Purity { least, strict } => {
                known.purity_pct.map_or(Truth::CannotBeSaid, |pct| reaches(pct, *least, *strict))
            }
            Term::Element { symbol, least, strict } => match known.composition {
                Some(parts) if parts.share(symbol).is_some() || parts.is_complete() => {
                    reaches(parts.share(symbol).unwrap_or(0.0), *least, *strict)
                }
                _ if known.contains == Some(symbol) && *least == 0.0 => Truth::Yes,
                _ => Truth::CannotBeSaid,
            },
        }
    }

    fn freedom(&self) -> String {
        match self {
            Term::Purity { least, strict: true } => format!("free up to {least} % purity"),
            Term::Purity { least, strict: false } => format!("free below {least} % purity"),
            Term::Element { symbol, least, .. } if *least == 0.0 => format!("free without {symbol}"),
            Term::Element { symbol, least, .. } => format!("free below {least} % {symbol}"),
            Term::Other(text) => format!("free unless {text}"),
        }
    }

    fn failure(&self) -> String {
        match self {
            Term::Purity { least, strict: true } => format!("the purity does not exceed {least} %"),
            Term::Purity { least, strict: false } => format!("the purity is below {least} %"),
            Term::Element { symbol, least, .. } if *least == 0.0 => format!("the composition holds no {symbol}"),
            Term::Element { symbol, least, .. } => format!("the composition holds less than {least} % {symbol}"),
            Term::Other(text) => format!("not so: {text}"),
        }
    }
}

fn reaches(value: f64, least: f64, strict: bool) -> Truth {
    let reached = if strict { value > least + SLACK } else { value >= least - SLACK };
    if reached { Truth::Yes } else { Truth::No }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(conditions: &str, purity_pct: Option<f64>, composition: &str, contains: Option<&str>) -> String {
        let conditions = Conditions::parse(conditions).expect("conditions");
        let composition = Composition::parse(composition).ok();
        let known = Known { purity_pct, composition: composition.as_ref(), contains };
        format!("{:?} {}", conditions.truth(known), conditions.open_questions(known).join(", "))
    }

    #[test]
    fn thresholds_are_met_missed_or_cannot_be_said() {
        for (conditions, purity, composition, contains, said) in [
            ("", None, "", None, "Yes "),
            ("purity>=99.99", Some(99.99), "", None, "Yes "),
            ("purity>=99.99", Some(99.989), "", None, "No "),
            ("purity>99.999", Some(99.999), "", None, "No "),
            ("purity>=99.99", None, "", None, "CannotBeSaid free below 99.99 % purity"),
            ("Dy>0", None, "Nd 29, Dy 0.1, Fe bal", None, "Yes "),
            ("Dy>0", None, "Nd 31, Fe 68, B 1", None, "No "),
            ("Dy>0", None, "Nd 29", None, "CannotBeSaid free without Dy"),
            ("Dy>0", None, "", Some("Dy"), "Yes "),
            ("W>=97 | W>=80 & Cu>0", None, "W 85, Cu 15", None, "Yes "),
            ("W>=97 | W>=80 & Cu>0", None, "W 85, Ni 10, Fe 5", None, "No "),
            ("Mo>=97 & other: fine", None, "Mo 99.9", None, "CannotBeSaid free unless fine"),
        ] {
            assert_eq!(told(conditions, purity, composition, contains), said, "{conditions} {purity:?} {composition}");
        }
    }

    #[test]
    fn a_bad_threshold_is_named() {
        assert!(Conditions::parse("purity 99").is_err_and(|why| why.contains("`purity 99`")));
        assert!(Conditions::parse("Dy>=lots").is_err_and(|why| why.contains("`lots`")));
        assert!(Conditions::parse("Dy>=101").is_err());
    }
}
