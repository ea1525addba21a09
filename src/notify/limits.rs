//! How long somebody who does not answer is waited for.

use std::time::Duration;

#[derive(Clone, Copy)]
pub struct Limits {
    /// From the first look for the server to the last byte of its answer.
    pub one_try: Duration,
    /// Between one try and the next, so there is one try more than pauses.
    pub pauses: &'static [Duration],
    /// All tries of a channel together, whatever hangs in the system below us.
    pub channel: Duration,
    /// What the end leaves a start that is under way.
    pub start: Duration,
    /// What is left to all channels when the program is told to end, which service managers leave
    /// ten seconds for.
    pub once_cancelled: Duration,
    pub after: Duration,
}

impl Limits {
    pub const PRODUCT: Self = Self {
        one_try: Duration::from_secs(10),
        pauses: &[Duration::from_millis(500), Duration::from_secs(1)],
        channel: Duration::from_secs(33),
        start: Duration::from_secs(1),
        once_cancelled: Duration::from_secs(4),
        after: Duration::from_secs(600),
    };

    /// For a server on this machine that does not answer.
    #[cfg(test)]
    pub const SHORT: Self = Self {
        one_try: Duration::from_millis(600),
        pauses: &[Duration::from_millis(10), Duration::from_millis(20)],
        channel: Duration::from_secs(20),
        start: Duration::from_millis(200),
        once_cancelled: Duration::from_millis(500),
        after: Duration::from_millis(300),
    };

    /// For a server on this machine that does answer, however busy the machine is.
    #[cfg(test)]
    pub const PATIENT: Self = Self {
        one_try: Duration::from_secs(20),
        channel: Duration::from_secs(60),
        start: Duration::from_secs(20),
        after: Duration::from_secs(60),
        ..Self::SHORT
    };
}
