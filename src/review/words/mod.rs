//! Every text of the pages, in English and Chinese, by page.

pub mod case;
pub mod fault;
pub mod frame;
pub mod login;
pub mod offices;
pub mod queue;
#[cfg(test)]
mod tests;
