//! The kinds of evidence.

/// Signals of one family look at the same side of a declaration and tend to speak together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Code against text, look-alike codes, control status.
    Classification,
    /// Is the declared value believable?
    Valuation,
    /// Masses, packages, densities.
    Quantity,
    /// Where the goods go, and by which way.
    Routing,
    /// Who sends and who receives.
    Party,
    /// Splitting, bursts, control dates.
    Timing,
    /// Firms that belong together, whom a buyer follows, where confirmed cases lead.
    Link,
    /// What the registers say: licences, and the material balance of the chain.
    Account,
    /// What stood out before on lines of the same parties.
    Record,
}

impl Family {
    /// All families, in the order of the catalogue.
    pub const ALL: [Family; 9] = [
        Family::Classification,
        Family::Valuation,
        Family::Quantity,
        Family::Routing,
        Family::Party,
        Family::Timing,
        Family::Link,
        Family::Account,
        Family::Record,
    ];

    /// Name in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Classification => "classification",
            Family::Valuation => "valuation",
            Family::Quantity => "quantity",
            Family::Routing => "routing",
            Family::Party => "party",
            Family::Timing => "timing",
            Family::Link => "link",
            Family::Account => "account",
            Family::Record => "record",
        }
    }
}
