pub fn check() -> sauvegarde::Result<()> {
    Ok(())
}
