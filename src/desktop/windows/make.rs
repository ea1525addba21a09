//! What the windows have in common.

use std::cell::Cell;
use std::rc::Rc;

use slint::winit_030::winit::window::Window;
use slint::{ComponentHandle, ModelRc, PlatformError, VecModel};

use crate::desktop::os::window as platform;

thread_local! {
    /// Slint asks about every window in the same way, so the card says when it is the one.
    static CARD_COMES: Cell<bool> = const { Cell::new(false) };
}

/// To be called once, on the loop's thread, before any window.
///
/// # Errors
/// No display, or one that winit cannot use.
pub fn select_backend() -> Result<(), PlatformError> {
    let backend = slint::BackendSelector::new()
        .backend_name("winit".to_owned())
        .renderer_name("software".to_owned())
        .with_winit_window_attributes_hook(|attributes| {
            if CARD_COMES.get() { platform::card(attributes) } else { platform::window(attributes) }
        });
    platform::with_event_loop(backend).select()
}

/// Makes the window of a card: without focus, above the others.
///
/// # Errors
/// Those of `make`.
pub fn as_card<T: ComponentHandle>(
    make: impl FnOnce() -> Result<T, PlatformError>,
) -> Result<T, PlatformError> {
    CARD_COMES.set(true);
    let component = make();
    if let Ok(component) = &component {
        // Slint makes a window when it is first asked for.
        component.window();
    }
    CARD_COMES.set(false);
    component
}

/// What of a card can only be said of its window once it is there.
pub fn keep_in_background(window: &Window) {
    platform::keep_in_background(window);
}

/// A list for Slint.
pub fn model<T: Clone + 'static>(items: impl IntoIterator<Item = T>) -> ModelRc<T> {
    ModelRc::from(Rc::new(items.into_iter().collect::<VecModel<T>>()))
}

/// A file's name or a path that wraps behind its separators, not inside `.sql.gz`: the places where
/// it may are marked by spaces without a width.
pub fn breakable(name: &str) -> String {
    name.split_inclusive(['_', '/', '\\']).collect::<Vec<_>>().join("\u{200b}")
}

/// What may take a while, away from the loop. A system that gives no thread leaves the window as
/// it is.
pub fn on_a_thread(name: &str, work: impl FnOnce() + Send + 'static) {
    let _ = std::thread::Builder::new().name(name.to_owned()).spawn(work);
}
