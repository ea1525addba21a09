//! X11, which is also what XWayland speaks; a Wayland compositor tells no program where it is.

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, Window};
use x11rb::rust_connection::RustConnection;

use super::WorkArea;

pub fn work_area() -> Option<WorkArea> {
    let (connection, screen) = x11rb::connect(None).ok()?;
    let setup = connection.setup().roots.get(screen)?;
    let whole = WorkArea {
        x: 0,
        y: 0,
        width: setup.width_in_pixels.into(),
        height: setup.height_in_pixels.into(),
    };
    // `_NET_WORKAREA` spans all monitors; the card belongs on the first one.
    let area = primary_monitor(&connection, setup.root).unwrap_or(whole);
    let Some(free) = net_work_area(&connection, setup.root) else {
        return Some(area);
    };
    Some(area.within(free))
}

pub fn is_composited() -> bool {
    compositor().is_some()
}

/// By EWMH: four numbers for every virtual desktop.
fn net_work_area(connection: &RustConnection, root: Window) -> Option<WorkArea> {
    let desktop = cardinals(connection, root, b"_NET_CURRENT_DESKTOP")
        .and_then(|values| values.first().copied())
        .and_then(|value| usize::try_from(value).ok())
        .unwrap_or(0);
    let values = cardinals(connection, root, b"_NET_WORKAREA")?;
    let values = values.get(desktop * 4..desktop * 4 + 4).or_else(|| values.get(..4))?;
    let values: Vec<i32> = values.iter().filter_map(|value| i32::try_from(*value).ok()).collect();
    let [x, y, width, height] = values[..] else {
        return None;
    };
    Some(WorkArea { x, y, width, height })
}

fn primary_monitor(connection: &RustConnection, root: Window) -> Option<WorkArea> {
    use x11rb::protocol::randr::ConnectionExt as _;
    let monitors = connection.randr_get_monitors(root, true).ok()?.reply().ok()?.monitors;
    let monitor = monitors.iter().find(|monitor| monitor.primary).or_else(|| monitors.first())?;
    Some(WorkArea {
        x: monitor.x.into(),
        y: monitor.y.into(),
        width: monitor.width.into(),
        height: monitor.height.into(),
    })
}

fn cardinals(connection: &RustConnection, root: Window, name: &[u8]) -> Option<Vec<u32>> {
    let atom = connection.intern_atom(true, name).ok()?.reply().ok()?.atom;
    let property = connection
        .get_property(false, root, atom, AtomEnum::CARDINAL, 0, 256)
        .ok()?
        .reply()
        .ok()?;
    Some(property.value32()?.collect())
}

/// The owner of the selection that ICCCM gives to compositors.
fn compositor() -> Option<Window> {
    let (connection, screen) = x11rb::connect(None).ok()?;
    let name = format!("_NET_WM_CM_S{screen}");
    let atom = connection.intern_atom(true, name.as_bytes()).ok()?.reply().ok()?.atom;
    let owner = connection.get_selection_owner(atom).ok()?.reply().ok()?.owner;
    (owner != x11rb::NONE).then_some(owner)
}
