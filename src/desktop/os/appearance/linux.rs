//! The colour scheme, asked of the desktop's portal.

use std::time::Duration;

use futures_lite::FutureExt as _;
use zbus::zvariant::OwnedValue;

use crate::desktop::event::Bar;

/// Panels scale it down to theirs.
pub const TRAY_PX: u32 = 32;
/// Panels show the program's name above what the tooltip says.
pub const TITLED: bool = true;
/// A portal that does not answer must not keep anything waiting.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);
/// Of `org.freedesktop.appearance` `color-scheme`.
const NO_PREFERENCE: u32 = 0;
const PREFERS_LIGHT: u32 = 2;

/// Only KDE's panel follows the colour scheme; the others are dark from the start. Waits for the
/// answer: not for the loop's thread.
pub fn bar() -> Bar {
    let desktop = std::env::var("XDG_CURRENT_DESKTOP").unwrap_or_default();
    let answer = async { colour_scheme().await.ok() };
    let limit = async {
        async_io::Timer::after(ANSWER_LIMIT).await;
        None
    };
    match async_io::block_on(answer.or(limit)) {
        None | Some(NO_PREFERENCE | PREFERS_LIGHT) if desktop.contains("KDE") => Bar::Light,
        _ => Bar::Dark,
    }
}

async fn colour_scheme() -> zbus::Result<u32> {
    let bus = zbus::Connection::session().await?;
    let portal = zbus::Proxy::new(
        &bus,
        "org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings",
    )
    .await?;
    let value: OwnedValue =
        portal.call("Read", &("org.freedesktop.appearance", "color-scheme")).await?;
    // The older call wraps the value once more.
    let inner = value.downcast_ref::<zbus::zvariant::Value>().ok();
    let scheme = inner.and_then(|inner| u32::try_from(inner).ok());
    Ok(scheme.or_else(|| u32::try_from(value).ok()).unwrap_or_default())
}
