//! The wishes that were not carried out yet, in their order.
//!
//! Invariant: as long as the service answers, every wish is carried out; after a service that did
//! not, only the newest one counts.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::desktop::view::Note;

/// What waited longer is outdated by what came after it.
const FRESH: Duration = Duration::from_secs(1);
/// More than a backup shows; only a frozen service lets so many wait.
const LONGEST: usize = 16;

pub enum Wish {
    Show(Note),
    Close,
}

#[derive(Default)]
pub struct Slot {
    wishes: Mutex<VecDeque<(Instant, Wish)>>,
    filled: Notify,
}

impl Slot {
    pub fn put(&self, wish: Wish) {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        if wishes.len() == LONGEST {
            wishes.pop_front();
        }
        wishes.push_back((Instant::now(), wish));
        drop(wishes);
        self.filled.notify_one();
    }

    /// Waits for a wish. The future may be dropped without losing one.
    pub async fn next(&self) -> Wish {
        loop {
            if let Some(wish) = self.take() {
                return wish;
            }
            self.filled.notified().await;
        }
    }

    fn take(&self) -> Option<Wish> {
        let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
        while wishes.len() > 1 && wishes.front().is_some_and(|(at, _)| at.elapsed() > FRESH) {
            wishes.pop_front();
        }
        wishes.pop_front().map(|(_, wish)| wish)
    }
}
