//! As the systems' own programs read what we write, or those that read the same formats.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::fires::{START, slots};
use super::*;

const SCHEDULES: [&str; 6] = [
    "hourly",
    "weekdays 02:30, 18:00",
    "monthly 1, 31 03:00",
    "*/5 * 1 * 1",
    "every 7h",
    "sun 0:00",
];

/// Each argument on a line of its own.
const TELLS: &str = "#!/bin/sh\nprintf '%s\\n' \"$@\"\n";

fn program(folder: &Path) -> PathBuf {
    let folder = folder.join(ODD);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("sauve garde");
    fs::write(&program, TELLS).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

fn succeeds(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.trim().is_empty(), "{output:?}");
}

#[test]
fn systemd_finds_nothing_wrong_in_the_units() {
    let place = tempfile::tempdir().unwrap();
    let odd = program(place.path());
    let plain = place.path().join("a b 100% $x");
    fs::copy(&odd, &plain).unwrap();
    for (number, program) in [odd, plain].iter().enumerate() {
        let order = order(program.to_str().unwrap(), Some(ODD), &SCHEDULES);
        for (whose, option) in [(Whose::User, "--user"), (Whose::System, "--system")] {
            let folder = place.path().join(format!("{number}{option}"));
            let service = folder.join("sauvegarde.service");
            let timer = folder.join("sauvegarde.timer");
            files::replace(&service, systemd::service(&order).as_bytes()).unwrap();
            files::replace(&timer, systemd::timer(&order, whose, 252).as_bytes()).unwrap();
            let mut verify = Command::new("systemd-analyze");
            verify.args(["verify", "--man=no", option]).args([&service, &timer]);
            succeeds(&verify.env("XDG_RUNTIME_DIR", place.path()).output().unwrap());
        }
    }
}

#[test]
fn cron_starts_the_program_with_its_arguments() {
    let place = tempfile::tempdir().unwrap();
    let program = program(place.path());
    let order = order(program.to_str().unwrap(), Some(ODD), &["daily 12:30"]);
    let [line] = &cron_lines(&order)[..] else { panic!() };
    let command = line.strip_prefix("30 12 * * * ").unwrap();
    // As one cron hands the line to sh, and as another one does.
    for command in [command.to_owned(), command.replace(r"\%", "%")] {
        let output = Command::new("/bin/sh").args(["-c", &command]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said, format!("run\n--quiet\n--patient\n--config\n{ODD}\n"), "{command}");
    }
}

#[test]
fn the_property_list_is_one() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("x.plist");
    let program = format!("/Applications/{ODD}/sauvegarde");
    let order = order(&program, Some("/c.toml"), &SCHEDULES);
    fs::write(&file, agent::plist(&order, "sauvegarde")).unwrap();
    let script = r#"
import plistlib, sys
agent = plistlib.load(open(sys.argv[1], "rb"), fmt=plistlib.FMT_XML)
assert agent["Label"] == "sauvegarde.run", agent
assert agent["ProgramArguments"] == [sys.argv[2], "run", "--quiet", "--patient", "--config", "/c.toml"], agent
assert agent["RunAtLoad"] is True and agent["LowPriorityIO"] is True, agent
limits = {"Weekday": 7, "Day": 31, "Hour": 23, "Minute": 59}
for moment in agent["StartCalendarInterval"]:
    assert moment and all(0 <= value <= limits[key] for key, value in moment.items()), moment
"#;
    succeeds(
        &Command::new("python3").args(["-c", script]).arg(&file).arg(&program).output().unwrap(),
    );
    assert_eq!(agent::program_of(&fs::read_to_string(&file).unwrap()), Some(program));
}

/// Names, order and places of the elements, as Microsoft's schema has them: those of an `xs:all` may
/// stand in any order, and are held to the same one.
#[test]
fn the_task_keeps_to_the_schema() {
    let place = tempfile::tempdir().unwrap();
    let script = r#"
import re, sys
import xml.etree.ElementTree as tree

BASE = ["Enabled!", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit"]
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = """January February March April May June July August September October November
    December""".split()
CHILDREN = {
    "Task": ["RegistrationInfo", "Triggers!", "Settings!", "Data", "Principals!", "Actions!"],
    "RegistrationInfo": ["URI", "SecurityDescriptor", "Source", "Date", "Author", "Version",
                         "Description", "Documentation"],
    "Triggers": ["LogonTrigger*", "CalendarTrigger*"],
    "LogonTrigger": BASE + ["UserId!", "Delay!"],
    "CalendarTrigger": BASE + ["RandomDelay!", "ScheduleByDay", "ScheduleByWeek", "ScheduleByMonth"],
    "Repetition": ["Interval!", "Duration!", "StopAtDurationEnd!"],
    "ScheduleByDay": ["DaysInterval!"],
    "ScheduleByWeek": ["WeeksInterval!", "DaysOfWeek!"],
    "DaysOfWeek": DAYS,
    "ScheduleByMonth": ["DaysOfMonth!", "Months!"],
    "DaysOfMonth": ["Day*"],
    "Months": MONTHS,
    "Settings": ["AllowStartOnDemand!", "RestartOnFailure", "MultipleInstancesPolicy!",
                 "DisallowStartIfOnBatteries!", "StopIfGoingOnBatteries!", "AllowHardTerminate!",
                 "StartWhenAvailable!", "NetworkProfileName", "RunOnlyIfNetworkAvailable!",
                 "WakeToRun!", "Enabled!", "Hidden!", "DeleteExpiredTaskAfter", "IdleSettings!",
                 "NetworkSettings", "ExecutionTimeLimit!", "Priority!", "RunOnlyIfIdle!"],
    "IdleSettings": ["Duration", "WaitTimeout", "StopOnIdleEnd!", "RestartOnIdle!"],
    "Principals": ["Principal!"],
    "Principal": ["UserId!", "LogonType!", "GroupId", "DisplayName", "RunLevel!"],
    "Actions": ["Exec!"],
    "Exec": ["Command!", "Arguments!", "WorkingDirectory"],
}
VALUES = {
    "Day": "[1-9]|[12][0-9]|3[01]",
    "StartBoundary": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d",
    "MultipleInstancesPolicy": "IgnoreNew",
    "DisallowStartIfOnBatteries": "false",
    "StopIfGoingOnBatteries": "false",
    "StartWhenAvailable": "true",
    "WakeToRun": "false",
    "Hidden": "false",
    "Interval": "PT[0-9]+M",
    "LogonType": "InteractiveToken",
    "RunLevel": "LeastPrivilege",
}
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

def check(element):
    name = element.tag.removeprefix(NAMESPACE)
    assert element.tag.startswith(NAMESPACE), element.tag
    rules = CHILDREN.get(name, [])
    at = 0
    found = [child.tag.removeprefix(NAMESPACE) for child in element]
    for child in found:
        while at < len(rules) and rules[at].rstrip("!*") != child:
            at += 1
        assert at < len(rules), f"{child} is out of place in {name}: {found}"
        at += 0 if rules[at].endswith("*") else 1
    for rule in rules:
        assert not rule.endswith("!") or rule[:-1] in found, f"{rule} is missing in {name}"
    if name in VALUES:
        assert re.fullmatch(VALUES[name], element.text), (name, element.text)
    for child in element:
        check(child)

root = tree.parse(sys.argv[1]).getroot()
assert root.attrib == {"version": "1.2"}, root.attrib
check(root)
triggers = root.find(NAMESPACE + "Triggers")
assert 2 <= len(triggers) <= 48, len(triggers)
for trigger in triggers.findall(NAMESPACE + "CalendarTrigger"):
    assert sum(child.tag.startswith(NAMESPACE + "ScheduleBy") for child in trigger) == 1
command = root.find(f".//{NAMESPACE}Command").text
assert command == sys.argv[2], command
"#;
    let program = r"C:\Zoé & Cie\<x> 'y' %z%\sauvegarde-tray.exe";
    let schedules: Vec<Vec<&str>> = SCHEDULES
        .iter()
        .map(|text| vec![*text])
        .chain([SCHEDULES.to_vec(), vec!["hourly", "monday 0:07"], vec!["every 30min"]])
        .collect();
    for (number, schedules) in schedules.iter().enumerate() {
        let file = place.path().join(format!("{number}.xml"));
        let order = order(program, Some(r"C:\a b\"), schedules);
        let xml = task::xml(&order, r"PC\Zoé");
        assert!(
            xml.contains(r#"<Arguments>run --quiet --patient --config "C:\a b\\"</Arguments>"#)
        );
        assert_eq!(task::program_of(&xml).as_deref(), Some(program));
        fs::write(&file, task::bytes(&xml)).unwrap();
        succeeds(
            &Command::new("python3").args(["-c", script]).arg(&file).arg(program).output().unwrap(),
        );
    }
}

/// What `systemd-analyze calendar` says of each expression, until all slots must have come.
#[test]
fn systemd_itself_comes_at_every_slot() {
    let from = START.to_zoned(TimeZone::UTC).unwrap();
    for (text, iterations) in [
        ("daily 12:30, 18:00", 90),
        ("weekdays 02:30", 62),
        ("mon, thu 03:00 17:15", 40),
        ("monthly 1, 31 03:00", 24),
        ("every 7h", 300),
        ("*/20 8-10 * * 1", 60),
        ("15 0 29 2 *", 6),
    ] {
        let schedule = Schedule::parse(text).unwrap();
        let mut moments = BTreeSet::new();
        for expression in systemd::on_calendar(&[schedule.pattern()]) {
            let output = Command::new("systemd-analyze")
                .env("TZ", "UTC")
                .env("LC_ALL", "C")
                .args(["calendar", &format!("--iterations={iterations}")])
                .args([
                    "--base-time",
                    &(&from - SignedDuration::from_secs(1)).strftime("%F %T").to_string(),
                ])
                .arg(&expression)
                .output()
                .unwrap();
            assert!(output.status.success(), "{expression}: {output:?}");
            let said = String::from_utf8(output.stdout).unwrap();
            let shown = said.lines().filter(|it| it.contains("elapse:") || it.contains("Iter"));
            moments.extend(shown.map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                words[words.len() - 3..words.len() - 1].join(" ")
            }));
        }
        for slot in slots(&schedule, &TimeZone::UTC) {
            let slot = slot.strftime("%F %T").to_string();
            assert!(moments.contains(&slot), "{text}: {slot} is not in {moments:?}");
        }
    }
}
