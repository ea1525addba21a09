//! The texts, and what the systems' own programs say of them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::schedule::Schedule;

use super::systemd::Whose;
use super::*;

mod fires;
#[cfg(target_os = "linux")]
mod read;

pub fn order(program: &str, config: Option<&str>, schedules: &[&str]) -> Order {
    let schedules = schedules.iter().map(|text| Schedule::parse(text).unwrap()).collect();
    Order { program: program.into(), config: config.map(Into::into), schedules }
}

/// Whatever a path may hold.
#[cfg(target_os = "linux")]
pub const ODD: &str = r#"mon dossier é 100% "$HOME" \ `id` 'x' & <y>"#;

#[test]
fn the_name_tells_configurations_apart() {
    assert_eq!(name::name(None), "sauvegarde");
    assert_eq!(name::name(Some(Path::new("/etc/sauvegarde.toml"))), "sauvegarde-2321f953");
}

#[test]
fn a_service_and_its_timer() {
    let order = order("/usr/bin/sauvegarde", None, &["daily 12:30, 18:00", "mon, thu 12:30"]);
    assert_eq!(
        systemd::service(&order),
        r#"[Unit]
Description=Sauvegarde: PostgreSQL backups that are due
ConditionPathExists=/usr/bin/sauvegarde

[Service]
Type=oneshot
ExecStart="/usr/bin/sauvegarde" run --quiet --patient
Nice=10
IOSchedulingClass=best-effort
IOSchedulingPriority=7
TimeoutStartSec=infinity
SuccessExitStatus=3
"#
    );
    assert_eq!(
        systemd::timer(&order, Whose::User, 252),
        "[Unit]
Description=Sauvegarde: when PostgreSQL backups may be due

[Timer]
OnCalendar=*-*-* 18:00:00
OnCalendar=*-*-* 12:30:00
OnCalendar=Mon,Thu *-*-* 12:30:00
OnStartupSec=3min
Persistent=true
RandomizedDelaySec=3min
FixedRandomDelay=true
AccuracySec=1min

[Install]
WantedBy=timers.target
"
    );
    let old = systemd::timer(&order, Whose::System, 241);
    assert!(old.contains("OnBootSec=3min\n") && !old.contains("FixedRandomDelay"));
    assert_eq!(systemd::version("systemd 252 (252.38-1~deb12u1)\n+PAM"), 252);
    assert_eq!(systemd::version("systemd 257~rc1"), 257);
    assert_eq!(systemd::version(""), 0);
}

#[test]
fn special_characters_reach_the_program_whole() {
    let order = order("/a b/100%/$x", Some("/c d/50%/$HOME/\"q\"\\.toml"), &["hourly"]);
    let service = systemd::service(&order);
    assert!(service.contains("ConditionPathExists=/a b/100%%/$x\n"));
    assert!(service.contains(
        "ExecStart=\"/a b/100%%/$x\" run --quiet --patient --config \"/c d/50%%/$$HOME/\\\"q\\\"\\\\.toml\"\n"
    ));
    assert_eq!(systemd::program_of(&service).as_deref(), Some("/a b/100%/$x"));
    assert_eq!(
        cron_lines(&order),
        [
            r#"0 * * * * '/a b/100'\%'/$x' run --quiet --patient --config '/c d/50'\%'/$HOME/"q"\.toml'"#
        ]
    );
}

#[test]
fn lines_for_cron() {
    let lines = |schedules: &[&str]| cron_lines(&order("/usr/bin/sauvegarde", None, schedules));
    let command = "/usr/bin/sauvegarde run --quiet --patient";
    assert_eq!(
        lines(&["weekdays 12:30, 18:00, 19:00", "monthly 1, 31 12:00", "*/20 8-18 * * *"]),
        [
            format!("0 18,19 * * 1,2,3,4,5 {command}"),
            format!("30 12 * * 1,2,3,4,5 {command}"),
            format!("0 12 1,28,29,30,31 * * {command}"),
            format!("0,20,40 8,9,10,11,12,13,14,15,16,17,18 * * * {command}"),
        ]
    );
    assert_eq!(lines(&["daily 12:30", "daily 12h30"]), [format!("30 12 * * * {command}")]);
}

#[test]
fn a_task_of_the_task_scheduler() {
    let order = order(r"C:\Programmes & co\sauvegarde-tray.exe", None, &["weekdays 12:30"]);
    let xml = task::xml(&order, r"PC\Zoé");
    assert!(xml.contains(
        "    <CalendarTrigger>
      <Enabled>true</Enabled>
      <StartBoundary>2024-01-01T12:30:00</StartBoundary>
      <RandomDelay>PT3M</RandomDelay>
      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>
          <Monday />
          <Tuesday />
          <Wednesday />
          <Thursday />
          <Friday />
        </DaysOfWeek>
      </ScheduleByWeek>
    </CalendarTrigger>
"
    ));
    assert!(xml.contains(r"<Command>C:\Programmes &amp; co\sauvegarde-tray.exe</Command>"));
    assert_eq!(task::program_of(&xml).as_deref(), Some(r"C:\Programmes & co\sauvegarde-tray.exe"));
    assert!(!task::is_disabled(&xml));
    let settings = xml.find("<Settings>").unwrap();
    let (before, after) = xml.split_at(settings);
    let off = after.replacen("<Enabled>true", "<Enabled>false", 1);
    assert!(task::is_disabled(&format!("{before}{off}")));
    // The mark, and two bytes a character.
    assert_eq!(&task::bytes("é\n"), b"\xff\xfe\xe9\0\r\0\n\0");
}

#[test]
fn many_moments_are_one_trigger_that_repeats() {
    let xml = |text: &str| task::xml(&order("p", None, &[text]), "u");
    assert_eq!(xml("every 30min").matches("<CalendarTrigger>").count(), 1);
    assert!(xml("every 30min").contains("<Interval>PT30M</Interval>"));
    let uneven = xml("7-59/20 * * * 1");
    assert_eq!(uneven.matches("<CalendarTrigger>").count(), 1);
    assert!(uneven.contains("T00:00:00</StartBoundary>") && uneven.contains("PT1M</Interval>"));
    assert_eq!(xml("hourly").matches("<CalendarTrigger>").count(), 24);
}

#[test]
fn an_agent_of_launchd() {
    let order = order("/Applications/A & B.app/sauvegarde", None, &["sunday 12:30, 18:00"]);
    let plist = agent::plist(&order, "sauvegarde");
    assert!(plist.contains(
        "  <key>StartCalendarInterval</key>
  <array>
    <dict>
      <key>Weekday</key>
      <integer>0</integer>
      <key>Hour</key>
      <integer>18</integer>
      <key>Minute</key>
      <integer>0</integer>
    </dict>
"
    ));
    let program = agent::program_of(&plist);
    assert_eq!(program.as_deref(), Some("/Applications/A & B.app/sauvegarde"));
}

#[test]
fn what_fails_half_way_leaves_what_was_there() {
    let place = tempfile::tempdir().unwrap();
    let (there, new) = (place.path().join("there"), place.path().join("sub").join("new"));
    fs::write(&there, "before").unwrap();
    let former = files::Former::of(&[there.clone(), new.clone()]);
    files::replace(&there, b"after").unwrap();
    files::replace(&new, b"after").unwrap();
    former.restore();
    assert_eq!(fs::read_to_string(&there).unwrap(), "before");
    assert!(!new.exists());
    assert_eq!(fs::read_dir(place.path().join("sub")).unwrap().count(), 0);
    assert!(!files::remove(&new).unwrap());
    // A folder of that name cannot be replaced, and nothing stays beside it.
    fs::create_dir(&new).unwrap();
    fs::write(new.join("x"), "").unwrap();
    assert!(files::replace(&new, b"after").is_err());
    assert_eq!(fs::read_dir(place.path().join("sub")).unwrap().count(), 1);
}

#[test]
fn every_obstacle_has_a_sentence_and_a_remedy() {
    for obstacle in [
        Obstacle::LingerOff { user: "zoé".to_owned() },
        Obstacle::Disabled,
        Obstacle::ProgramMoved { path: PathBuf::from("/x") },
        Obstacle::SchedulerSilent,
    ] {
        assert!(obstacle.sentence().ends_with(['.', 'x']), "{}", obstacle.sentence());
        assert!(obstacle.remedy().contains('`'));
    }
}
