//! What a column is: name, type, unit, meaning, and the boxes of the forms it is read from.

use polars::prelude::{DataType, Expr, Field, PlSmallStr, col};

/// A named, typed, documented column. Columns are constants; a typo is a compile error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in every frame and file; the unit stands last (`net_mass_kg`).
    pub name: &'static str,
    /// Physical type.
    pub kind: Kind,
    /// Unit of the value.
    pub unit: Unit,
    /// Whether a row can do without it.
    pub need: Need,
    /// One sentence for people.
    pub about: &'static str,
    /// Where it stands on the Chinese export form, the EU/SAD box, the WCO Data Model element; `""` if nowhere.
    pub boxes: Boxes,
}

/// The boxes of the paper and electronic forms that a column is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boxes {
    /// Field of the Chinese Single Window export declaration.
    pub china: &'static str,
    /// Box of the Single Administrative Document.
    pub sad: &'static str,
    /// WCO Data Model element (number and name).
    pub wco: &'static str,
}

/// Physical type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text; codes are text too, so that leading zeros live.
    Text,
    /// Calendar day.
    Date,
    /// Whole number (32 bit).
    Whole,
    /// 64-bit float.
    Number,
    /// 32-bit float, for evidence and other derived columns.
    Small,
}

/// Unit of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A name, a text or a code without unit.
    None,
    Kilogram,
    CubicMetre,
    UsDollar,
    UsDollarPerKilogram,
    /// A count of things.
    Count,
    Day,
    Hour,
    Kilometre,
    /// A ratio of two like quantities.
    Ratio,
    /// Natural logarithm of a ratio.
    LogRatio,
    /// Distance from the median in robust standard deviations.
    RobustZ,
    /// −log10 of a probability.
    Surprise,
    /// 0 or 1.
    Flag,
    /// 0 to 1.
    Probability,
}

/// Whether a row can be scored without a value in the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Without it the row is quarantined.
    Required,
    /// At least one column of the same group is required (`"mass or quantity"`).
    OneOf(&'static str),
    /// A signal that reads it is null where it is absent.
    Optional,
}

impl Column {
    /// A derived column (from a baseline, a reference list, a learner): optional, with no box on any form.
    pub const fn derived(name: &'static str, kind: Kind, unit: Unit, about: &'static str) -> Self {
        Column { name, kind, unit, need: Need::Optional, about, boxes: Boxes { china: "", sad: "", wco: "" } }
    }

    /// The column in an expression.
    pub fn expr(&self) -> Expr {
        col(self.name)
    }

    /// The column's polars type.
    pub fn dtype(&self) -> DataType {
        match self.kind {
            Kind::Text => DataType::String,
            Kind::Date => DataType::Date,
            Kind::Whole => DataType::Int32,
            Kind::Number => DataType::Float64,
            Kind::Small => DataType::Float32,
        }
    }

    /// The column's polars field.
    pub fn field(&self) -> Field {
        Field::new(PlSmallStr::from_static(self.name), self.dtype())
    }
}

impl Unit {
    /// Short name for tables.
    pub const fn symbol(self) -> &'static str {
        match self {
            Unit::None => "",
            Unit::Kilogram => "kg",
            Unit::CubicMetre => "m3",
            Unit::UsDollar => "USD",
            Unit::UsDollarPerKilogram => "USD/kg",
            Unit::Count => "count",
            Unit::Day => "day",
            Unit::Hour => "hour",
            Unit::Kilometre => "km",
            Unit::Ratio => "ratio",
            Unit::LogRatio => "ln ratio",
            Unit::RobustZ => "robust z",
            Unit::Surprise => "-log10 p",
            Unit::Flag => "0/1",
            Unit::Probability => "0..1",
        }
    }
}
