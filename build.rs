//! Compiles the windows and draws the icons, for the feature `tray` alone; puts icon, version and
//! manifest into a program for Windows.

#[path = "installer/windows/resources.rs"]
mod windows;

fn main() {
    // Of the target; cfg! would speak of the machine that builds.
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("windows") {
        windows::embed();
    }
    #[cfg(feature = "tray")]
    desktop::build();
}

#[cfg(feature = "tray")]
mod desktop {
    use std::path::{Path, PathBuf};

    use resvg::tiny_skia::{Pixmap, PremultipliedColorU8, Transform};
    use resvg::usvg::{Options, Tree};

    /// What trays ask for, in pixels: 100 % to 200 % of Windows' 16 and of Linux' 22 to 32.
    const SIZES: [u32; 5] = [16, 24, 32, 48, 64];
    /// Of the program's own icon in a notification, in pixels.
    const PICTURE: u32 = 48;
    /// Name of the file in `icons/`.
    const ICONS: [&str; 6] = ["idle", "running", "ring", "done", "warning", "error"];
    /// Bars, and the colour that replaces `currentColor` on them; both can be seen on either.
    const BARS: [(&str, &str); 2] = [("light", "#1d4ed8"), ("dark", "#60a5fa")];

    pub fn build() {
        println!("cargo:rerun-if-changed=icons");
        let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        for icon in ICONS {
            for (bar, colour) in BARS {
                for size in SIZES {
                    draw(icon, colour, size, &out.join(format!("{icon}-{bar}-{size}.rgba")));
                }
            }
        }
        draw("sauvegarde", "", PICTURE, &out.join("picture.rgba"));
        // One look on every platform: the sizes and colours of the windows are made for it.
        let style = slint_build::CompilerConfiguration::new().with_style("fluent".to_owned());
        slint_build::compile_with_config("src/desktop/ui/app.slint", style)
            .expect("the windows compile");
    }

    /// Pixels as RGBA, not premultiplied, row by row.
    fn draw(icon: &str, colour: &str, size: u32, into: &Path) {
        let path = Path::new("icons").join(format!("{icon}.svg"));
        let text = std::fs::read_to_string(&path).expect("every icon is in icons/");
        let text = text.replace("currentColor", colour);
        let tree = Tree::from_str(&text, &Options::default()).expect("icons are SVG");
        let mut pixels = Pixmap::new(size, size).expect("sizes are not zero");
        #[expect(clippy::cast_precision_loss, reason = "64 at most")]
        let scale = size as f32 / tree.size().width();
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        let rgba: Vec<u8> = pixels
            .pixels()
            .iter()
            .map(PremultipliedColorU8::demultiply)
            .flat_map(|colour| [colour.red(), colour.green(), colour.blue(), colour.alpha()])
            .collect();
        std::fs::write(into, rgba).expect("cargo's folder can be written");
    }
}
