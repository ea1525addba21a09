//! File systems that only some processes of a test see, and that are gone with them: a full disk
//! and a read-only one need no administrator where the system has user namespaces.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::not_run;

/// Whatever the tests do with file systems, on a folder that nobody needs.
const TRIAL: &str =
    r#"mount -t tmpfs none "$1"; mount --bind "$1" "$1"; mount -o remount,bind,ro "$1""#;

/// Holds the mounts; they go when it is dropped.
pub struct Namespace {
    holder: Child,
    of_user: bool,
}

impl Namespace {
    /// `script` mounts something at its argument `$1`, which is `folder`. Nothing where that is not
    /// allowed, as in most containers; then the test has not run, which is noted.
    #[track_caller]
    pub fn new(script: &str, folder: &Path) -> Option<Self> {
        if let Err(refusal) = may_mount() {
            not_run::note(&format!(
                "it mounts file systems, which needs root, or user namespaces: {refusal}"
            ));
            return None;
        }
        let mut command = unshare(&format!("{script}; echo mounted; read -r _ || true"), folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut holder = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "mounted\n");
        Some(Self { holder, of_user: is_of_user() })
    }

    /// `command` with the mounts before its eyes.
    pub fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("nsenter");
        inside.arg(format!("--target={}", self.holder.id())).arg("--mount");
        if self.of_user {
            inside.args(["--user", "--preserve-credentials"]);
        }
        inside.arg("--").arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        inside
    }

    /// `path` as it is inside, for a look from outside.
    pub fn look(&self, path: &Path) -> PathBuf {
        let root = format!("/proc/{}/root", self.holder.id());
        Path::new(&root).join(path.strip_prefix("/").unwrap())
    }
}

/// Only root has mount namespaces without a user namespace.
fn is_of_user() -> bool {
    !rustix::process::geteuid().is_root()
}

/// Runs `script` in a mount namespace of its own, with `folder` as its argument.
fn unshare(script: &str, folder: &Path) -> Command {
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if is_of_user() {
        command.args(["--user", "--map-root-user"]);
    }
    command.args(["sh", "-c", &format!("set -e; {script}"), "sh"]).arg(folder);
    command
}

/// What the system says if it may not.
fn may_mount() -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let output = unshare(TRIAL, folder.path()).output();
    let output = output.map_err(|error| format!("unshare: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

impl Drop for Namespace {
    fn drop(&mut self) {
        // The holder's `read` ends with its input.
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}

#[test]
fn what_is_mounted_is_seen_inside_alone() {
    let folder = tempfile::tempdir().unwrap();
    let script = "mount -t tmpfs none \"$1\"; : > \"$1/dedans\"";
    let Some(namespace) = Namespace::new(script, folder.path()) else { return };
    let file = folder.path().join("dedans");
    assert!(namespace.look(&file).exists() && !file.exists());
    let mut look = Command::new("test");
    look.arg("-e").arg(&file);
    assert!(namespace.inside(&look).status().unwrap().success());
}
