//! How many desktops run at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// They wait far more than they work: two cores bear these.
const AT_ONCE: u32 = 3;

/// Leave to be one of the desktops that run at once.
pub struct Turn;

static TAKEN: Mutex<u32> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

fn taken() -> MutexGuard<'static, u32> {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Turn {
    pub fn wait() -> Self {
        let wait = GIVEN_BACK.wait_while(taken(), |taken| *taken >= AT_ONCE);
        *wait.unwrap_or_else(PoisonError::into_inner) += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *taken() -= 1;
        GIVEN_BACK.notify_one();
    }
}
