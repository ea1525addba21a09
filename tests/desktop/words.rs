//! What the user reads, in both languages, as the tests look for it.

/// Sentences and labels of one language.
#[derive(Debug)]
pub struct Words {
    /// `LANG` of the desktop.
    pub locale: &'static str,
    pub back_up: &'static str,
    pub cancel_backup: &'static str,
    pub restore: &'static str,
    pub recent: &'static str,
    pub open_folder: &'static str,
    pub verify_latest: &'static str,
    pub settings: &'static str,
    pub autostart: &'static str,
    pub log: &'static str,
    pub quit: &'static str,
    pub retry: &'static str,
    /// Of what replaces the database: it leads to the question.
    pub retry_ask: &'static str,
    pub undo_ask: &'static str,
    pub details: &'static str,
    pub new_backup: &'static str,
    /// The title of a backup that succeeded.
    pub done: &'static str,
    /// The title of a backup that failed.
    pub failed: &'static str,
    /// The title of a restore that failed.
    pub restore_failed: &'static str,
    /// The title of an undo that failed.
    pub undo_failed: &'static str,
    /// The title of a restore that succeeded, after the database's name.
    pub restored: &'static str,
    /// The title of a restore that was undone, after the database's name.
    pub undone: &'static str,
    /// The schedule that the first start proposes, as the file has it.
    pub daily: &'static str,
    /// What an unreachable server's error says to do.
    pub start_the_server: &'static str,
}

pub const FRENCH: Words = Words {
    locale: "fr_FR.UTF-8",
    back_up: "Sauvegarder",
    cancel_backup: "Annuler la sauvegarde",
    restore: "Restaurer…",
    recent: "Dernières sauvegardes",
    open_folder: "Ouvrir le dossier",
    verify_latest: "Vérifier la dernière sauvegarde",
    settings: "Paramètres…",
    autostart: "Lancer à l’ouverture de session",
    log: "Journal",
    quit: "Quitter",
    retry: "Réessayer",
    retry_ask: "Réessayer…",
    undo_ask: "Annuler la restauration…",
    details: "Détails",
    new_backup: "Nouvelle sauvegarde",
    done: "Sauvegarde terminée",
    failed: "La sauvegarde a échoué",
    restore_failed: "La restauration n’a pas eu lieu",
    undo_failed: "La restauration n’a pas pu être annulée",
    restored: "est restaurée",
    undone: "est comme avant la restauration",
    daily: "schedule = \"quotidien 12:30\"",
    start_the_server: "démarr",
};

pub const ENGLISH: Words = Words {
    locale: "en_US.UTF-8",
    back_up: "Back up",
    cancel_backup: "Cancel the backup",
    restore: "Restore…",
    recent: "Latest backups",
    open_folder: "Open the folder",
    verify_latest: "Verify the latest backup",
    settings: "Settings…",
    autostart: "Start with the session",
    log: "Log",
    quit: "Quit",
    retry: "Try again",
    retry_ask: "Try again…",
    undo_ask: "Undo the restore…",
    details: "Details",
    new_backup: "New backup",
    done: "Backup complete",
    failed: "The backup failed",
    restore_failed: "The restore did not take place",
    undo_failed: "The restore could not be undone",
    restored: "is restored",
    undone: "is as before the restore",
    daily: "schedule = \"daily 12:30\"",
    start_the_server: "start",
};
