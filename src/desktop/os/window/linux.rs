//! X11, also in a Wayland session that has XWayland: a Wayland compositor lets no window choose
//! its place or stay without focus.

use slint::BackendSelector;
use slint::winit_030::SlintEvent;
use slint::winit_030::winit::event_loop::EventLoop;
use slint::winit_030::winit::platform::wayland::WindowAttributesExtWayland;
use slint::winit_030::winit::platform::x11::{
    EventLoopBuilderExtX11 as _, WindowAttributesExtX11, WindowType,
};
use slint::winit_030::winit::window::{Window, WindowAttributes};

/// Under which desktops find the program's entry and its icon.
const APPLICATION: &str = "sauvegarde";

pub fn with_event_loop(selector: BackendSelector) -> BackendSelector {
    if std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty()) {
        return selector;
    }
    let mut builder = EventLoop::<SlintEvent>::with_user_event();
    builder.with_x11();
    selector.with_winit_event_loop_builder(builder)
}

/// Override-redirect: the one way in which no window manager gives it the focus or lets another
/// window cover it.
pub fn card(attributes: WindowAttributes) -> WindowAttributes {
    window(super::undecorated(attributes))
        .with_override_redirect(true)
        .with_x11_window_type(vec![WindowType::Notification])
}

pub fn keep_in_background(_: &Window) {}

pub fn window(attributes: WindowAttributes) -> WindowAttributes {
    let attributes = WindowAttributesExtX11::with_name(attributes, APPLICATION, APPLICATION);
    WindowAttributesExtWayland::with_name(attributes, APPLICATION, APPLICATION)
}
