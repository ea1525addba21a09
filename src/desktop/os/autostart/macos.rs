//! A launch agent of the user.

use std::fs;
use std::path::{Path, PathBuf};

use sauvegarde::Result;

use super::{ARGUMENTS, entry};

fn file() -> PathBuf {
    let home = dirs::home_dir().unwrap_or_else(std::env::temp_dir);
    home.join("Library").join("LaunchAgents").join("sauvegarde.plist")
}

pub fn is_on() -> bool {
    fs::read_to_string(file()).is_ok_and(|text| !text.contains("<key>Disabled</key>"))
}

pub fn switch_on(program: &Path) -> Result<()> {
    entry::write(&file(), &agent(&program.to_string_lossy()))
}

pub fn switch_off() -> Result<()> {
    entry::remove(&file())
}

fn agent(program: &str) -> String {
    let arguments: Vec<String> = [program]
        .iter()
        .chain(&ARGUMENTS)
        .map(|argument| format!("    <string>{}</string>\n", escaped(argument)))
        .collect();
    let arguments = arguments.concat();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>sauvegarde</string>
  <key>ProgramArguments</key>
  <array>
{arguments}  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>ProcessType</key>
  <string>Interactive</string>
</dict>
</plist>
"#
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_of_xml_are_escaped() {
        assert!(agent("/A & B/<x>").contains("<string>/A &amp; B/&lt;x&gt;</string>"));
    }
}
