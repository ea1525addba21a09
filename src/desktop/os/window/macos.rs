//! No focus; the system's own shadow.

use slint::BackendSelector;
use slint::winit_030::winit::platform::macos::WindowAttributesExtMacOS as _;
use slint::winit_030::winit::window::{Window, WindowAttributes, WindowLevel};

pub fn with_event_loop(selector: BackendSelector) -> BackendSelector {
    selector
}

pub fn card(attributes: WindowAttributes) -> WindowAttributes {
    super::undecorated(attributes)
        .with_window_level(WindowLevel::AlwaysOnTop)
        .with_has_shadow(true)
        .with_accepts_first_mouse(true)
}

pub fn keep_in_background(_: &Window) {}

pub fn window(attributes: WindowAttributes) -> WindowAttributes {
    attributes
}
