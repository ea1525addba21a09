//! What can go wrong, what the user should know all the same, and what is missing afterwards: data,
//! each with its two sentences, what happened and what to do.
//!
//! Invariant: no sentence is in code; both languages have each of them.

mod dependents;
mod hand;
mod json;
mod kind;
mod not_restored;
mod password;
mod seems;
pub mod system;
mod text;
mod warning;

pub use dependents::{Obstacle, PreparedTransaction, ReplicationSlot};
pub use hand::advise_in_windows;
pub use kind::{Crowd, Error, Freeze, IoAction, Result, ServerObject};
pub use not_restored::NotRestored;
pub use password::{KeyringTrouble, LookUp, Part, PasswordFile};
pub use seems::Seems;
pub use warning::Warning;
