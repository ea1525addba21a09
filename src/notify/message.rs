//! What people are told.

/// How much it disturbs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    Failure,
    /// Nothing failed, and yet there is no backup as recent as there should be.
    Stale,
    /// The backup was made, and shows what no ordinary day does.
    Suspicious,
    AllWell,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub urgency: Urgency,
    pub title: String,
    pub body: String,
}
