//! A window, as each system's own window manager wants it.

use slint::winit_030::winit::window::WindowAttributes;

#[cfg_attr(target_os = "linux", path = "window/linux.rs")]
#[cfg_attr(target_os = "macos", path = "window/macos.rs")]
#[cfg_attr(windows, path = "window/windows.rs")]
mod platform;

pub use platform::{card, keep_in_background, window, with_event_loop};

/// Common to the platforms' leaves.
fn undecorated(attributes: WindowAttributes) -> WindowAttributes {
    attributes.with_decorations(false).with_resizable(false).with_active(false)
}
