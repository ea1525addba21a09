//! What the user sees of a state.

use super::event::Command;

/// The card, as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    pub look: CardLook,
    pub title: String,
    pub percent: Option<u8>,
    /// The stage, or the message in full.
    pub text: String,
    pub advice: String,
    /// Label and value: name, size, location.
    pub rows: Vec<(String, String)>,
    pub buttons: Vec<(String, Command)>,
}

/// The four states of a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardLook {
    Idle,
    Running,
    Done,
    Failed,
}
