//! Waits for a moment of the wall clock, without waking up before it: also across a sleep of the
//! machine, and not fooled by a clock that is set.

use std::io;

use jiff::Timestamp;

#[cfg_attr(target_os = "linux", path = "alarm/linux.rs")]
#[cfg_attr(windows, path = "alarm/windows.rs")]
#[cfg_attr(not(any(target_os = "linux", windows)), path = "alarm/others.rs")]
mod platform;

/// Why a wait is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rang {
    /// The moment has come.
    Time,
    /// The clock was set, or the machine has slept.
    ClockSet,
    /// By [`Bell::ring`].
    Called,
}

/// One waiter.
#[derive(Debug)]
pub struct Alarm(platform::Alarm);

/// Ends the wait from another thread.
#[derive(Clone, Debug)]
pub struct Bell(platform::Bell);

impl Alarm {
    /// # Errors
    /// Those of the system.
    pub fn new() -> io::Result<(Self, Bell)> {
        let (alarm, bell) = platform::new()?;
        Ok((Self(alarm), Bell(bell)))
    }

    /// Until `at`, or for ever; a bell that rang before ends it at once.
    ///
    /// # Errors
    /// Those of the system.
    pub fn wait(&self, at: Option<Timestamp>) -> io::Result<Rang> {
        #[cfg(debug_assertions)]
        if let Some(rang) = self.wait_by_moved_clock(at) {
            return rang;
        }
        self.0.wait(at)
    }

    /// With a clock that a test moves: looks at it again and again.
    #[cfg(debug_assertions)]
    fn wait_by_moved_clock(&self, at: Option<Timestamp>) -> Option<io::Result<Rang>> {
        use crate::platform::clock;

        let before = clock::moved_by_s()?;
        loop {
            if at.is_some_and(|at| at <= clock::now()) {
                return Some(Ok(Rang::Time));
            }
            if clock::moved_by_s() != Some(before) {
                return Some(Ok(Rang::ClockSet));
            }
            let soon = Timestamp::now() + jiff::SignedDuration::from_millis(50);
            match self.0.wait(Some(soon)) {
                Ok(Rang::Time | Rang::ClockSet) => {}
                other => return Some(other),
            }
        }
    }
}

impl Bell {
    pub fn ring(&self) {
        self.0.ring();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_moment_a_past_one_and_a_bell_end_the_wait() {
        let (alarm, bell) = Alarm::new().unwrap();
        let started = Instant::now();
        let soon = Timestamp::now() + jiff::SignedDuration::from_millis(150);
        assert_eq!(alarm.wait(Some(soon)).unwrap(), Rang::Time);
        assert!(started.elapsed() >= Duration::from_millis(100));
        assert_eq!(alarm.wait(Some(Timestamp::UNIX_EPOCH)).unwrap(), Rang::Time);
        bell.ring();
        bell.ring();
        assert_eq!(alarm.wait(None).unwrap(), Rang::Called);
        let later = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            bell.ring();
        });
        assert_eq!(alarm.wait(Some(Timestamp::MAX)).unwrap(), Rang::Called);
        later.join().unwrap();
    }
}
