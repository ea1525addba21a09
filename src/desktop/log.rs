pub fn path() -> std::path::PathBuf {
    std::env::temp_dir()
}
pub fn line(text: &str) {
    eprintln!("{text}");
}
