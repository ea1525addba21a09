//! No focus, no task bar; the system's own shadow and, from Windows 11 on, round corners.

use slint::BackendSelector;
use slint::winit_030::winit::platform::windows::{
    CornerPreference, WindowAttributesExtWindows as _,
};
use slint::winit_030::winit::window::{WindowAttributes, WindowLevel};

pub fn with_event_loop(selector: BackendSelector) -> BackendSelector {
    selector
}

pub fn card(attributes: WindowAttributes) -> WindowAttributes {
    super::undecorated(attributes)
        .with_window_level(WindowLevel::AlwaysOnTop)
        .with_transparent(false)
        .with_skip_taskbar(true)
        .with_undecorated_shadow(true)
        .with_corner_preference(CornerPreference::Round)
}

pub fn window(attributes: WindowAttributes) -> WindowAttributes {
    attributes
}
