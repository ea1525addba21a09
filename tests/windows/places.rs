//! Where things are on Windows, and how they are named to the user.

use std::path::Path;

use crate::harness::{self, Outcome};
use crate::wine::{self, Program, unix, windows};

/// `reg add` or `reg delete` in Wine's registry.
fn registry(arguments: &[&str]) {
    let output = wine::command(Path::new("reg")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn the_installations_in_the_registry_are_found_and_named_as_the_user_knows_them() {
    let server = wine::server();
    let database = harness::small_database(&server);
    let program = Program::new();
    let url = harness::url(&server, &database);
    let programs = wine::programs();
    let base = windows(programs.parent().unwrap());
    let doctor = || program.run(["doctor", "--url", &url, "--dir", &windows(&program.dir)]);
    let found = |outcome: &Outcome| {
        let expected = format!(r"{base}\bin\pg_dump.exe");
        outcome.stdout.contains(&expected) && !outcome.stdout.contains(r"\\?\")
    };

    let absent = doctor();
    assert_eq!(absent.code, Some(13), "{absent:?}");

    let installation = r"HKLM\SOFTWARE\PostgreSQL\Installations\postgresql-x64-15";
    registry(&["add", installation, "/v", "Base Directory", "/d", &base, "/f"]);
    let outcome = doctor();
    registry(&["delete", r"HKLM\SOFTWARE\PostgreSQL", "/f"]);
    assert!(found(&outcome), "{outcome:?}");

    let service = r"HKLM\SYSTEM\CurrentControlSet\Services\postgresql-x64-15";
    let command = format!("\"{base}\\bin\\pg_ctl.exe\" runservice -N \"postgresql-x64-15\"");
    registry(&["add", service, "/v", "ImagePath", "/d", &command, "/f"]);
    let outcome = doctor();
    registry(&["delete", service, "/f"]);
    assert!(found(&outcome), "{outcome:?}");

    let mut by_path = program.command(["doctor", "--url", &url, "--dir", &windows(&program.dir)]);
    let outcome = Outcome::of(by_path.env("WINEPATH", format!(r"{base}\bin")).output().unwrap());
    assert!(found(&outcome), "{outcome:?}");
}

#[test]
fn backups_go_to_onedrive_by_themselves_and_are_named_from_there() {
    let server = wine::server();
    let database = harness::small_database(&server);
    let url = harness::url(&server, &database);
    let pg_dump = windows(&wine::programs());
    for variable in ["OneDriveCommercial", "OneDriveConsumer", "OneDrive"] {
        let program = Program::with_folder("OneDrive - Institut Torii");
        let backup = |arguments: &[&str]| {
            let mut command = program.command(["backup", "--url", &url, "--pg-dump", &pg_dump]);
            command.args(arguments).env(variable, windows(&program.dir));
            Outcome::of(command.output().unwrap())
        };
        let outcome = backup(&["--json"]);
        let (path, _) = outcome.completed();
        let inner = unix(path.to_str().unwrap());
        assert!(inner.starts_with(program.dir.join("Torii-management/backups")), "{outcome:?}");
        let outcome = backup(&[]);
        let shown = r"OneDrive\Torii-management\backups";
        assert!(outcome.stdout.contains(shown), "{outcome:?}");
        assert!(!outcome.stdout.contains("Institut Torii"), "{outcome:?}");
    }
}

#[test]
fn onedrive_is_found_in_the_registry_where_no_variable_tells() {
    let program = Program::with_folder("OneDrive");
    let account = r"HKCU\Software\Microsoft\OneDrive\Accounts\Business1";
    registry(&["add", account, "/v", "UserFolder", "/d", &windows(&program.dir), "/f"]);
    let outcome = program.run(["list"]);
    registry(&["delete", r"HKCU\Software\Microsoft\OneDrive", "/f"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains(r"OneDrive\Torii-management\backups"), "{outcome:?}");
    assert!(program.dir.join("Torii-management/backups").is_dir());
}

/// What Windows reads before it opens a console, or none.
fn subsystem(program: &Path) -> u16 {
    const OF_WINDOWS: usize = 24 + 68;
    let bytes = std::fs::read(program).unwrap();
    let header = u32::from_le_bytes(bytes[0x3c..0x40].try_into().unwrap()) as usize;
    assert_eq!(&bytes[header..header + 4], b"PE\0\0");
    u16::from_le_bytes(bytes[header + OF_WINDOWS..][..2].try_into().unwrap())
}

#[test]
fn a_terminal_waits_for_the_program_and_the_starter_opens_none() {
    assert_eq!(subsystem(&wine::program()), 3);
    assert_eq!(subsystem(&wine::program().with_file_name("sauvegarde-tray.exe")), 2);
}

#[test]
fn the_program_carries_its_version_and_a_manifest() {
    let program = std::fs::read(wine::program()).unwrap();
    let holds = |text: &[u8]| memchr::memmem::find(&program, text).is_some();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert!(holds(&wide("ProductVersion")));
    assert!(holds(&wide(env!("CARGO_PKG_VERSION"))));
    for setting in ["activeCodePage", "PerMonitorV2", "Common-Controls", "longPathAware"] {
        assert!(holds(setting.as_bytes()), "{setting}");
    }
}
