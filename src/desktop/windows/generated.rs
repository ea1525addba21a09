//! What slint-build makes of `ui/`.

slint::include_modules!();
