//! An identifier that the installer gives to the entry of the Start menu too: Windows shows the
//! toasts of programs alone that it knows by one, and joins windows and entry in the task bar.

use windows_registry::CURRENT_USER;
use windows_sys::Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID;
use windows_sys::core::w;

use sauvegarde::platform::log;

/// In `installer/windows/sauvegarde.nsi` too.
pub const ID: &str = "Sauvegarde.Tray";
const NAME: &str = "Sauvegarde";

/// Beside the program, where an installer has put it.
const ICON: &str = "sauvegarde.png";

/// Also for a copy without an entry in the Start menu.
pub fn introduce() {
    // SAFETY: a constant that ends with a zero; it is copied.
    unsafe {
        SetCurrentProcessExplicitAppUserModelID(w!("Sauvegarde.Tray"));
    }
    if let Err(error) = register() {
        log::line(&format!("identity: {error}"));
    }
}

fn register() -> windows_registry::Result<()> {
    let key = CURRENT_USER.create(format!(r"Software\Classes\AppUserModelId\{ID}"))?;
    key.set_string("DisplayName", NAME)?;
    let program = std::env::current_exe().unwrap_or_default();
    let icon = program.with_file_name(ICON);
    if icon.is_file() {
        key.set_string("IconUri", icon.to_string_lossy())?;
    }
    Ok(())
}
