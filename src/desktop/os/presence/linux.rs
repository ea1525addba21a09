//! An X or Wayland server named by the environment, and the libraries that winit loads for it.

use sauvegarde::report::i18n::tr;
use sauvegarde::{Error, Result};

/// A library, and the Debian package that it is in.
type Library = (&'static str, &'static str);

const X11: [Library; 6] = [
    ("libX11.so.6", "libx11-6"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libXcursor.so.1", "libxcursor1"),
    ("libXi.so.6", "libxi6"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
];
const WAYLAND: [Library; 2] =
    [("libwayland-client.so.0", "libwayland-client0"), ("libxkbcommon.so.0", "libxkbcommon0")];

pub fn check() -> Result<()> {
    check_in(&|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()), &is_there)
}

/// Standard error has it.
pub fn tell(_: &Error) {}

fn check_in(is_set: &dyn Fn(&str) -> bool, is_there: &dyn Fn(&str) -> bool) -> Result<()> {
    let needed: &[Library] = if is_set("DISPLAY") {
        &X11
    } else if is_set("WAYLAND_DISPLAY") {
        &WAYLAND
    } else {
        return Err(Error::NoDisplay { detail: tr!("display-not-set") });
    };
    match needed.iter().find(|(library, _)| !is_there(library)) {
        Some((library, package)) => Err(Error::LibraryMissing { library, package }),
        None => Ok(()),
    }
}

fn is_there(library: &str) -> bool {
    // SAFETY: these libraries do nothing when they are loaded, and are loaded for the same purpose
    // a moment later.
    unsafe { libloading::Library::new(library) }.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let none = check_in(&|_| false, &|_| true).unwrap_err();
        assert_eq!(none.code(), "no_display");
        let without = |library: &'static str| move |wanted: &str| wanted != library;
        let error = check_in(&|_| true, &without("libxkbcommon-x11.so.0")).unwrap_err();
        assert!(error.advice().contains("libxkbcommon-x11-0"), "{}", error.advice());
        let wayland = |name: &str| name == "WAYLAND_DISPLAY";
        assert!(check_in(&wayland, &without("libxkbcommon-x11.so.0")).is_ok());
        assert!(check_in(&wayland, &without("libwayland-client.so.0")).is_err());
    }
}
