//! The windows: made by Slint, drawn by its software renderer, on winit's loop.
//!
//! Invariant: the card takes no focus and stands in no task bar; every other window is an
//! ordinary one.

pub mod card;
mod file_dialog;
#[allow(clippy::all, clippy::pedantic, clippy::todo, reason = "written by slint-build")]
mod generated;
mod make;
pub mod restore;
pub mod settings;
mod slot;
mod words;

pub use make::select_backend;
