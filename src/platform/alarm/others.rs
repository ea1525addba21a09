//! A clock of the process, which stands still while the machine sleeps: so it is looked at every few
//! minutes.

use std::io;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::Rang;

const LONGEST: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub struct Alarm(Arc<Called>);

#[derive(Clone, Debug)]
pub struct Bell(Arc<Called>);

#[derive(Debug, Default)]
struct Called(Mutex<bool>, Condvar);

#[expect(clippy::unnecessary_wraps, reason = "other systems may refuse")]
pub fn new() -> io::Result<(Alarm, Bell)> {
    let called = Arc::new(Called::default());
    Ok((Alarm(Arc::clone(&called)), Bell(called)))
}

impl Alarm {
    pub fn wait(&self, at: Option<Timestamp>) -> io::Result<Rang> {
        let Called(called, changed) = &*self.0;
        let mut is_called = called.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if std::mem::take(&mut *is_called) {
                return Ok(Rang::Called);
            }
            let left = at.map(|at| at.duration_since(Timestamp::now()));
            if left.is_some_and(|left| !left.is_positive()) {
                return Ok(Rang::Time);
            }
            let left = left.and_then(|left| Duration::try_from(left).ok());
            let wait = left.unwrap_or(LONGEST).min(LONGEST);
            let waited = changed.wait_timeout(is_called, wait);
            is_called = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Bell {
    pub fn ring(&self) {
        let Called(called, changed) = &*self.0;
        *called.lock().unwrap_or_else(PoisonError::into_inner) = true;
        changed.notify_all();
    }
}
