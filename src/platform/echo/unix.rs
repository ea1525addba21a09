//! The terminal's echo on Unix; also given back when the user interrupts the question.

use std::io;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// As the exit status of whatever is cancelled.
const INTERRUPTED: i32 = 130;

/// What is typed is not shown until this is dropped.
pub struct Hidden(Option<Termios>);

impl Hidden {
    #[must_use]
    pub fn start() -> Self {
        let Ok(before) = tcgetattr(io::stdin()) else { return Self(None) };
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        let given_back = before.clone();
        // It fails only where a handler is set already, and this command sets no other.
        let _ = ctrlc::set_handler(move || {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &given_back);
            std::process::exit(INTERRUPTED);
        });
        let done = tcsetattr(io::stdin(), OptionalActions::Flush, &silent);
        Self(done.is_ok().then_some(before))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}
