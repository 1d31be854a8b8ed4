//! The desk over HTTP, as a browser and as somebody who means no good would call it.

mod browser;
mod door;
mod typed;
mod work;
