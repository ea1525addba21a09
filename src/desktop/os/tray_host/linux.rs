//! The host of StatusNotifierItems, which desktops start in their own time.

use std::time::{Duration, Instant};

use futures_lite::FutureExt as _;

/// For a desktop that has just started.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Waits a while for one: not for the loop's thread.
pub fn is_there() -> bool {
    let deadline = Instant::now() + PATIENCE;
    async_io::block_on(async {
        let look = async {
            while !has_host().await.unwrap_or_default() {
                async_io::Timer::after(LOOK_EVERY).await;
            }
            true
        };
        let limit = async {
            async_io::Timer::at(deadline).await;
            false
        };
        look.or(limit).await
    })
}

async fn has_host() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let watcher = zbus::Proxy::new(
        &bus,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )
    .await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}
