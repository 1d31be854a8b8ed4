//! The store held to its promises.

mod accounts;
mod acts;
mod exports;
mod four_eyes;
mod injection;
mod many;
mod migration;
mod nights;
mod queue;
mod roles;
mod tampering;
mod world;
