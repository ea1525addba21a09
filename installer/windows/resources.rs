//! What Windows wants to find inside a program: its icon, its version, and a manifest. Built by
//! windres or rc.exe, for Windows alone.

use winresource::WindowsResource;

/// The one that does everything, and the one that starts its tray.
const PROGRAMS: [&str; 2] = ["sauvegarde", "sauvegarde-tray"];
const ICON: &str = "icons/sauvegarde.ico";
const MANIFEST: &str = "installer/windows/sauvegarde.exe.manifest";
/// French (France): both languages are in the program, and this one comes first.
const LANGUAGE: u16 = 0x040c;

pub fn embed() {
    println!("cargo:rerun-if-changed={ICON}");
    println!("cargo:rerun-if-changed={MANIFEST}");
    PROGRAMS.into_iter().for_each(embed_in);
}

fn embed_in(program: &str) {
    let mut resource = WindowsResource::new();
    resource
        .set_language(LANGUAGE)
        .set_icon(ICON)
        .set_manifest_file(MANIFEST)
        .set("ProductName", "Sauvegarde")
        .set("FileDescription", "Sauvegarde")
        .set("InternalName", program)
        .set("OriginalFilename", &format!("{program}.exe"))
        .set("LegalCopyright", "MIT / Apache-2.0");
    resource.compile_for(program).expect("windres or rc.exe makes the resources");
}
