pub fn is_on() -> bool {
    false
}
pub fn set(_: bool) -> sauvegarde::Result<()> {
    Ok(())
}
