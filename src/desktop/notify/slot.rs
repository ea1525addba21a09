//! Room for one wish: a newer one takes the place of one that was not carried out yet.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

use super::Note;

pub enum Wish {
    Show(Note),
    Close,
}

#[derive(Default)]
pub struct Slot {
    wish: Mutex<Option<Wish>>,
    filled: Notify,
}

impl Slot {
    pub fn put(&self, wish: Wish) {
        *self.wish.lock().unwrap_or_else(PoisonError::into_inner) = Some(wish);
        self.filled.notify_one();
    }

    /// Waits for a wish. The future may be dropped without losing one.
    pub async fn next(&self) -> Wish {
        loop {
            if let Some(wish) = self.wish.lock().unwrap_or_else(PoisonError::into_inner).take() {
                return wish;
            }
            self.filled.notified().await;
        }
    }
}
