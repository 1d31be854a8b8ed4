//! How a family's file names the columns it learns.

macro_rules! columns {
    ($($name:ident = $text:literal, $unit:ident, $about:literal;)*) => {
        $(#[doc = $about] pub const $name: crate::schema::Column = crate::schema::Column::derived(
            $text, crate::schema::Kind::Small, crate::schema::Unit::$unit, $about);)*
    };
}
pub(super) use columns;
