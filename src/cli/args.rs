//! The arguments, as types. Their texts are in the `.ftl` files: `localise.rs` puts them in.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

#[derive(Debug, Parser)]
#[command(name = "sauvegarde", version)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    /// Without one, the tray.
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
pub struct Global {
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, global = true, value_name = "fr|en", value_parser = ["fr", "en"])]
    pub lang: Option<String>,
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

/// Which database and which folder.
#[derive(Args, Clone, Debug, Default)]
pub struct Place {
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    #[arg(long, value_name = "FOLDER")]
    pub dir: Option<PathBuf>,
}

/// A place, and the tools for a backup of it.
#[derive(Args, Clone, Debug, Default)]
pub struct Source {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, value_name = "FOLDER")]
    pub pg_dump: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    #[cfg(feature = "tray")]
    Tray(TrayOptions),
    Backup(BackupOptions),
    Restore(RestoreOptions),
    Import(ImportOptions),
    List(ListOptions),
    Verify(VerifyOptions),
    Prune(PruneOptions),
    Pin(PinOptions),
    Unpin(UnpinOptions),
    Accept(AcceptOptions),
    Status(StatusOptions),
    Run(RunOptions),
    #[command(subcommand)]
    Schedule(ScheduleCommand),
    #[command(subcommand)]
    Notify(NotifyCommand),
    Doctor(Source),
    #[command(subcommand)]
    Config(ConfigCommand),
    Demo(DemoOptions),
    Completions {
        shell: Shell,
    },
    Man {
        command: Option<String>,
    },
    #[cfg(feature = "tray")]
    #[command(subcommand)]
    Autostart(AutostartCommand),
}

impl Command {
    /// What the program's name alone stands for; nothing in a program without the tray.
    #[cfg_attr(
        feature = "tray",
        expect(clippy::unnecessary_wraps, reason = "without the tray there is none")
    )]
    pub fn alone() -> Option<Self> {
        #[cfg(feature = "tray")]
        return Some(Self::Tray(TrayOptions::default()));
        #[cfg(not(feature = "tray"))]
        None
    }
}

#[cfg(feature = "tray")]
#[derive(Args, Debug, Default)]
pub struct TrayOptions {
    #[arg(long)]
    pub hidden: bool,
    #[arg(long, conflicts_with = "hidden")]
    pub quit: bool,
}

#[derive(Args, Debug)]
pub struct BackupOptions {
    #[command(flatten)]
    pub source: Source,
    #[arg(long, value_name = "TABLE", num_args = 1..)]
    pub without_rows: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub pin: Option<String>,
}

#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
#[derive(Args, Debug)]
pub struct RestoreOptions {
    #[command(flatten)]
    pub source: Source,
    #[arg(value_name = "BACKUP|latest", required_unless_present = "undo")]
    pub restore_file: Option<PathBuf>,
    #[arg(long, value_name = "NAME", conflicts_with_all = ["confirm", "undo"])]
    pub into: Option<String>,
    #[arg(long, value_name = "DATABASE", conflicts_with = "undo")]
    pub confirm: Option<String>,
    #[arg(long, conflicts_with = "restore_file")]
    pub undo: bool,
    #[arg(long, value_name = "DATABASE", conflicts_with = "undo")]
    pub from: Option<String>,
    #[arg(long)]
    pub no_owner: bool,
    #[arg(long)]
    pub no_privileges: bool,
    #[arg(long, conflicts_with_all = ["into", "undo"])]
    pub accept_incomplete: bool,
    #[arg(long, requires = "into")]
    pub keep_going: bool,
}

#[derive(Args, Debug)]
pub struct ImportOptions {
    #[command(flatten)]
    pub source: Source,
    #[arg(value_name = "FILE")]
    pub import_file: PathBuf,
    #[arg(long, value_name = "DATABASE")]
    pub from: Option<String>,
}

#[derive(Args, Debug)]
pub struct ListOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(long)]
    pub sha256sum: bool,
}

#[derive(Args, Debug)]
pub struct PruneOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "TIME", requires = "dry_run")]
    pub at: Option<String>,
}

#[derive(Args, Debug)]
pub struct PinOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(value_name = "BACKUP|latest")]
    pub file: PathBuf,
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

#[derive(Args, Debug)]
pub struct UnpinOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(value_name = "BACKUP|latest")]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub struct AcceptOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(value_name = "BACKUP|latest")]
    pub file: PathBuf,
}

#[derive(Args, Debug)]
pub struct StatusOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(long = "all", id = "all_profiles", conflicts_with_all = ["url", "dir"])]
    pub all_profiles: bool,
}

#[derive(Args, Debug)]
pub struct RunOptions {
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long, value_name = "TIME", requires = "dry_run")]
    pub at: Option<String>,
    #[arg(long, conflicts_with = "dry_run")]
    pub wait: bool,
    #[arg(long, conflicts_with_all = ["dry_run", "wait"])]
    pub patient: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ScheduleCommand {
    Set {
        #[arg(value_name = "WHEN", num_args = 1.., required = true)]
        when: Vec<String>,
    },
    Show,
    Off,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum NotifyCommand {
    Test,
}

#[derive(Args, Debug)]
pub struct VerifyOptions {
    #[command(flatten)]
    pub source: Source,
    #[arg(value_name = "BACKUP|latest")]
    pub file: Option<PathBuf>,
    #[arg(long, conflicts_with = "file")]
    pub all: bool,
    #[arg(long, value_name = "local", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "server")]
    pub drill: Option<DrillPlace>,
}

/// Where a backup is restored to see whether it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DrillPlace {
    Server,
    Local,
}

#[cfg(feature = "tray")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum AutostartCommand {
    On,
    Off,
    Status,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    Show,
    Path,
    Set {
        key: String,
        value: String,
    },
    Import {
        #[arg(value_name = "FILE")]
        application_file: PathBuf,
    },
    #[cfg(feature = "tray")]
    Password(PasswordOptions),
}

#[cfg(feature = "tray")]
#[derive(Args, Debug)]
pub struct PasswordOptions {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, conflicts_with_all = ["url", "dir"])]
    pub mail: bool,
    #[arg(long)]
    pub forget: bool,
}

#[derive(Args, Debug)]
pub struct DemoOptions {
    #[arg(long, value_name = "FOLDER")]
    pub dir: Option<PathBuf>,
    #[arg(long, value_name = "FACTOR", default_value = "1")]
    pub size: f64,
    #[arg(long, value_name = "FOLDER")]
    pub pg_dump: Option<PathBuf>,
    #[arg(long)]
    pub keep: bool,
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["dir", "size", "pg_dump", "keep"])]
    pub stop: Option<PathBuf>,
}
