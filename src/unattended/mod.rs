//! What runs without anyone: one pass over the profiles, which the command line, the tray and the
//! systems' own schedulers call, and what is known of a profile between two passes.
//!
//! Invariants: what is due is read off the folders, never remembered; two passes at the same moment
//! make one backup; a failure unschedules nothing; no server is asked to find out that nothing is
//! due.

pub mod checkup;
pub mod clockwork;
pub mod growth;
pub mod look;
pub mod pass;
mod people;
pub mod result;
pub mod served;
#[cfg(test)]
mod simulation;
pub mod standing;
pub mod told;
pub mod trigger;
pub mod upkeep;
pub mod wait;
