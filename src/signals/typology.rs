//! How strategic minerals leave: the typologies that a signal can show.

/// A way of evasion; the numbers are those of the domain notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Typology {
    Misclassification,
    DescriptionLaundering,
    Undervaluation,
    Overvaluation,
    Concealment,
    ReExport,
    FrontCompany,
    Splitting,
    LicenceAbuse,
    BalanceBreach,
    Ring,
    RoundTrip,
}

/// The two questions of the campaign; every typology belongs to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Head {
    /// The declaration is not true: goods, value, quantity.
    FalseDeclaration,
    /// The declaration may be true, but the goods go on to somebody else.
    ReExport,
}

impl Typology {
    /// All typologies, T1 to T12.
    pub const ALL: [Typology; 12] = [
        Typology::Misclassification,
        Typology::DescriptionLaundering,
        Typology::Undervaluation,
        Typology::Overvaluation,
        Typology::Concealment,
        Typology::ReExport,
        Typology::FrontCompany,
        Typology::Splitting,
        Typology::LicenceAbuse,
        Typology::BalanceBreach,
        Typology::Ring,
        Typology::RoundTrip,
    ];

    /// `T1` to `T12`.
    pub const fn code(self) -> &'static str {
        ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"][self as usize]
    }

    /// Name in English.
    pub const fn en(self) -> &'static str {
        [
            "misclassified to a cover code",
            "description laundering",
            "under-valuation",
            "over-valuation",
            "concealment",
            "third-country re-export",
            "front company",
            "splitting below a threshold",
            "licence abuse",
            "mass-balance breach",
            "collusive ring",
            "round-tripping",
        ][self as usize]
    }

    /// Name in Chinese.
    pub const fn zh(self) -> &'static str {
        [
            "伪报商品编码",
            "模糊品名",
            "低报价格",
            "高报价格",
            "夹藏",
            "第三国转口",
            "壳公司",
            "化整为零",
            "许可证滥用",
            "物料平衡异常",
            "团伙串通",
            "循环贸易",
        ][self as usize]
    }

    /// The question it answers.
    pub const fn head(self) -> Head {
        match self {
            Typology::ReExport | Typology::FrontCompany | Typology::RoundTrip => Head::ReExport,
            _ => Head::FalseDeclaration,
        }
    }
}
