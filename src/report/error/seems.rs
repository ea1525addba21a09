//! What a file seems to be that is no backup, in the user's words.

use crate::report::i18n::tr;

/// What a file that is no backup seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seems {
    Folder,
    /// A pipe or a device.
    Pipe,
    /// Compressed by a program that is not asked here.
    Compressed(&'static str),
    Zip,
    Tar,
    Pdf,
    Picture,
    Sqlite,
    MySql,
    /// `pg_basebackup`, a data directory.
    DataDirectory,
    /// A dump with the messages of `pg_dump` among its statements.
    WithMessages,
    Document,
    Text,
    Binary,
}

impl Seems {
    /// In the current language, with its article.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Folder => tr!("seems-folder"),
            Self::Pipe => tr!("seems-pipe"),
            Self::Compressed(program) => tr!("seems-compressed", program = program),
            Self::Zip => tr!("seems-zip"),
            Self::Tar => tr!("seems-tar"),
            Self::Pdf => tr!("seems-pdf"),
            Self::Picture => tr!("seems-picture"),
            Self::Sqlite => tr!("seems-sqlite"),
            Self::MySql => tr!("seems-mysql"),
            Self::DataDirectory => tr!("seems-data-directory"),
            Self::WithMessages => tr!("seems-with-messages"),
            Self::Document => tr!("seems-document"),
            Self::Text => tr!("seems-text"),
            Self::Binary => tr!("seems-binary"),
        }
    }

    /// What to do about it, in the current language.
    #[must_use]
    pub fn advice(self) -> String {
        match self {
            Self::Compressed(program) => tr!("seems-compressed", "advice", program = program),
            Self::Pipe => tr!("seems-pipe", "advice"),
            Self::Zip | Self::Tar => tr!("seems-zip", "advice"),
            Self::DataDirectory => tr!("seems-data-directory", "advice"),
            Self::WithMessages => tr!("seems-with-messages", "advice"),
            _ => tr!("error-not-a-backup", "advice"),
        }
    }
}
