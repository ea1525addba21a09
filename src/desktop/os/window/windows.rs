//! No focus, no task bar; the system's own shadow and, from Windows 11 on, round corners.

use slint::BackendSelector;
use slint::winit_030::winit::platform::windows::{
    CornerPreference, WindowAttributesExtWindows as _,
};
use slint::winit_030::winit::raw_window_handle::{HasWindowHandle as _, RawWindowHandle};
use slint::winit_030::winit::window::{Window, WindowAttributes, WindowLevel};
use windows_sys::Win32::UI::WindowsAndMessaging::{
    GWL_EXSTYLE, GetWindowLongPtrW, SetWindowLongPtrW, WS_EX_NOACTIVATE, WS_EX_TOOLWINDOW,
};

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

/// A click on one of its buttons leaves the keyboard where it is.
pub fn keep_in_background(window: &Window) {
    let Ok(RawWindowHandle::Win32(handle)) = window.window_handle().map(|handle| handle.as_raw())
    else {
        return;
    };
    let window = handle.hwnd.get() as *mut std::ffi::c_void;
    // SAFETY: the window is there as long as its handle is borrowed, and belongs to this thread.
    unsafe {
        let style = GetWindowLongPtrW(window, GWL_EXSTYLE);
        let background = isize::try_from(WS_EX_NOACTIVATE | WS_EX_TOOLWINDOW).unwrap_or_default();
        SetWindowLongPtrW(window, GWL_EXSTYLE, style | background);
    }
}

pub fn window(attributes: WindowAttributes) -> WindowAttributes {
    attributes
}
