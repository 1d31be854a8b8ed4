//! The links of the chain: what each handles, and how much of what it takes in comes out again.

use crate::reference::Link;

/// A link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Mining,
    Smelting,
    Processing,
    Trading,
    Manufacturing,
    Export,
}

impl Stage {
    /// All links, from the mountain to the quay.
    pub const ALL: [Stage; 6] =
        [Stage::Mining, Stage::Smelting, Stage::Processing, Stage::Trading, Stage::Manufacturing, Stage::Export];

    /// Name in lower case, as registers write it.
    pub const fn name(self) -> &'static str {
        ["mining", "smelting", "processing", "trading", "manufacturing", "export"][self as usize]
    }

    /// The link of a name, whatever its case; `None` for other words.
    pub fn parse(text: &str) -> Option<Stage> {
        let text = text.trim();
        Stage::ALL.into_iter().find(|stage| stage.name().eq_ignore_ascii_case(text))
    }

    /// Whether an enterprise of this link sells such goods as part of its trade.
    ///
    /// Traders and export houses sell what others make. A smelter of concentrate also sells the oxide it burns off; a processor
    /// also casts; a manufacturer of articles consumes metal and oxide, and sells none but as leftovers.
    pub fn handles(self, goods: Link) -> bool {
        match self {
            Stage::Trading | Stage::Export => true,
            Stage::Mining => goods == Link::Ore,
            Stage::Smelting => matches!(goods, Link::Metal | Link::Compound),
            Stage::Processing => goods != Link::Ore,
            Stage::Manufacturing => goods == Link::Article,
        }
    }

    /// Share of contained element that comes out of what is taken in, and its standard deviation (est., from recoveries that
    /// smelters and magnet makers publish: 94-98 % of antimony in smelting, 85-95 % of rare earths in machined magnets, whose
    /// swarf is sold on).
    pub fn recovery(self) -> (f64, f64) {
        match self {
            Stage::Mining | Stage::Trading | Stage::Export => (1.0, 0.0),
            Stage::Smelting | Stage::Processing => (0.97, 0.02),
            Stage::Manufacturing => (0.95, 0.04),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_magnet_maker_sells_no_ingots_and_a_trader_sells_anything() {
        assert!(!Stage::Manufacturing.handles(Link::Metal));
        assert!(Stage::Manufacturing.handles(Link::Article));
        assert!(Stage::Trading.handles(Link::Metal));
        assert!(!Stage::Mining.handles(Link::Metal));
    }

    #[test]
    fn names_are_read_back() {
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(&stage.name().to_uppercase()), Some(stage));
        }
        assert_eq!(Stage::parse("warehousing"), None);
    }
}
