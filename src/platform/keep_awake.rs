//! Keeps the machine from going to sleep while a backup runs.

#[cfg(target_os = "linux")]
#[path = "keep_awake/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "keep_awake/macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "keep_awake/windows.rs"]
mod platform;

/// Until dropped. Where the system offers no way, the machine may sleep and the dump's connection
/// breaks, which is an error like any other; so nothing here fails.
#[must_use]
pub struct KeepAwake(#[expect(dead_code, reason = "held, not used")] Option<platform::Inhibitor>);

impl KeepAwake {
    pub fn start() -> Self {
        Self(platform::Inhibitor::start())
    }
}
