//! Pictures as plain data: drawn once, shown twice, as SVG on the sheet and as vectors in the case file.

mod balance;
mod coast;
mod drawing;
mod network;
mod peers;
mod places;
mod scale;
mod svg;
mod timeline;
mod way;

pub(crate) use balance::Balance;
pub(crate) use balance::Portion;
pub(crate) use balance::balance;
pub(crate) use drawing::Align;
pub(crate) use drawing::At;
pub(crate) use drawing::Drawing;
pub(crate) use drawing::Ink;
pub(crate) use drawing::Mark;
pub(crate) use drawing::Shape;
pub(crate) use drawing::text_width;
pub(crate) use network::NODES_MAX;
pub(crate) use network::kind_name;
pub(crate) use network::kind_shape;
pub(crate) use network::link_in_words;
pub(crate) use network::network;
pub(crate) use peers::Marker;
pub(crate) use peers::Strip;
pub(crate) use peers::peers;
pub(crate) use peers::place_in_words;
pub(crate) use scale::plain;
pub(crate) use svg::key;
pub(crate) use svg::svg;
pub(crate) use timeline::Life;
pub(crate) use timeline::outcome_look;
pub(crate) use timeline::timeline;
pub(crate) use way::kilometres;
pub(crate) use way::way;

#[cfg(test)]
mod tests;
