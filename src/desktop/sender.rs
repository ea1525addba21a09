//! How events reach the loop, from whatever thread.

use std::sync::Arc;

use super::event::Event;

/// Cloned freely. After the loop's end events go nowhere.
#[derive(Clone)]
pub struct EventSender(Arc<dyn Fn(Event) + Send + Sync>);

impl EventSender {
    pub fn new(deliver: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(deliver))
    }

    /// Returns at once; the event is handled on the loop's thread.
    pub fn send(&self, event: Event) {
        (self.0)(event);
    }
}
