//! Where a window is while it is open.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use slint::winit_030::WinitWindowAccessor as _;
use slint::{CloseRequestResponse, ComponentHandle, PlatformError};

/// Empty, and without the memory of a window, until it is opened and after it was closed.
pub struct Slot<T>(Rc<RefCell<Option<T>>>);

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: ComponentHandle + 'static> Slot<T> {
    pub fn new() -> Self {
        Self(Rc::new(RefCell::new(None)))
    }

    /// The window, if it is open.
    pub fn get(&self) -> Option<T> {
        self.0.borrow().as_ref().map(ComponentHandle::clone_strong)
    }

    /// Brings an open window to the front; else makes it, with all its callbacks, and shows it.
    ///
    /// # Errors
    /// The window cannot be made.
    pub fn open(
        &self,
        make: impl FnOnce() -> Result<T, PlatformError>,
    ) -> Result<(), PlatformError> {
        if let Some(window) = self.get() {
            window.show()?;
            window.window().with_winit_window(|window| {
                window.set_minimized(false);
                window.focus_window();
            });
            return Ok(());
        }
        let window = make()?;
        let slot = self.clone();
        window.window().on_close_requested(move || {
            slot.close();
            CloseRequestResponse::HideWindow
        });
        window.show()?;
        *self.0.borrow_mut() = Some(window);
        Ok(())
    }

    /// As soon as the callback that asked for it is over: it belongs to the window.
    pub fn close(&self) {
        let slot = self.clone();
        slint::Timer::single_shot(Duration::ZERO, move || {
            if let Some(window) = slot.0.borrow_mut().take() {
                // A window that is gone already is hidden too.
                let _ = window.hide();
            }
        });
    }
}
