//! A session bus of its own, which starts no service by itself: what answers on it is what the
//! test has put there.

use std::path::{Path, PathBuf};

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, fdo::DBusProxy};

use crate::patience::{DEADLINE, eventually};
use crate::process::{Environment, Process};

pub struct Bus {
    path: PathBuf,
    /// For questions of the test.
    connection: Connection,
    _daemon: Process,
}

impl Bus {
    pub fn start(environment: &Environment, folder: &Path) -> Self {
        let path = folder.join("bus");
        let config = folder.join("bus.conf");
        std::fs::write(&config, configuration(&path)).unwrap();
        let mut command = environment.command("dbus-daemon");
        command.args(["--nofork", "--nopidfile"]);
        command.arg(format!("--config-file={}", config.display()));
        let daemon = environment.start("dbus-daemon", command);
        eventually("the session bus", || builder(&path).build().is_ok());
        let connection = builder(&path).build().unwrap();
        Self { path, connection, _daemon: daemon }
    }

    pub fn address(&self) -> String {
        address(&self.path)
    }

    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// For a service of the test's own.
    pub fn builder(&self) -> Builder<'static> {
        builder(&self.path)
    }

    pub fn has(&self, name: &str) -> bool {
        let bus = DBusProxy::new(&self.connection).unwrap();
        bus.name_has_owner(name.try_into().unwrap()).unwrap_or(false)
    }

    #[track_caller]
    pub fn wait_for(&self, name: &str) {
        eventually(name, || self.has(name));
    }
}

fn address(path: &Path) -> String {
    format!("unix:path={}", path.display())
}

fn builder(path: &Path) -> Builder<'static> {
    Builder::address(address(path).as_str()).unwrap().method_timeout(DEADLINE)
}

fn configuration(path: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        address(path)
    )
}
