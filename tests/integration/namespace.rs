//! File systems that only some processes of a test see, and that are gone with them: a full disk
//! and a read-only one need no administrator where the system has user namespaces.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Holds the mounts; they go when it is dropped.
pub struct Namespace {
    holder: Child,
    of_user: bool,
}

impl Namespace {
    /// `script` mounts something at its argument `$1`, which is `folder`.
    pub fn new(script: &str, folder: &Path) -> Self {
        let of_user = !rustix::process::geteuid().is_root();
        let mut command = Command::new("unshare");
        command.arg("--mount");
        if of_user {
            command.args(["--user", "--map-root-user"]);
        }
        let script = format!("set -e; {script}; echo mounted; read -r _ || true");
        command.args(["sh", "-c", &script, "sh"]).arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut holder = command.spawn().expect("unshare of util-linux is installed");
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(
            line, "mounted\n",
            "this test mounts file systems: run it as root, or where user namespaces are allowed"
        );
        Self { holder, of_user }
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

impl Drop for Namespace {
    fn drop(&mut self) {
        // The holder's `read` ends with its input.
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}
