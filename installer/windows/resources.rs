//! What Windows wants to find inside a program: its icon, its version, and a manifest. Built by
//! windres or rc.exe, for Windows alone.

use winresource::WindowsResource;

/// Of the one program of this package.
const PROGRAM: &str = "sauvegarde";
const ICON: &str = "icons/sauvegarde.ico";
const MANIFEST: &str = "installer/windows/sauvegarde.exe.manifest";
/// French (France): both languages are in the program, and this one comes first.
const LANGUAGE: u16 = 0x040c;

pub fn embed() {
    println!("cargo:rerun-if-changed={ICON}");
    println!("cargo:rerun-if-changed={MANIFEST}");
    let mut resource = WindowsResource::new();
    resource
        .set_language(LANGUAGE)
        .set_icon(ICON)
        .set_manifest_file(MANIFEST)
        .set("ProductName", "Sauvegarde")
        .set("FileDescription", "Sauvegarde")
        .set("InternalName", "sauvegarde")
        .set("OriginalFilename", "sauvegarde.exe")
        .set("LegalCopyright", "MIT / Apache-2.0");
    resource.compile_for(PROGRAM).expect("windres or rc.exe makes the resources");
}
