//! The sentences of the windows, in the user's language.

use sauvegarde::report::i18n::tr;

use crate::desktop::windows::generated::{CardWords, RestoreWords, SettingsWords, Words};

/// Each window has its own copy, filled when it opens: the language may have changed meanwhile.
pub fn fill(words: &Words<'_>) {
    words.set_card(card());
    words.set_restore(restore());
    words.set_settings(settings());
}

fn card() -> CardWords {
    CardWords {
        close: tr!("window-close").into(),
        advice: tr!("advice-label").into(),
        progress: tr!("window-progress").into(),
    }
}

fn restore() -> RestoreWords {
    RestoreWords {
        title: tr!("window-restore-title").into(),
        heading: tr!("window-restore-heading").into(),
        intro: tr!("window-restore-intro").into(),
        date: tr!("list-heading-date").into(),
        size: tr!("list-heading-size").into(),
        rows: tr!("list-heading-rows").into(),
        verified: tr!("list-heading-verified").into(),
        reason: tr!("list-heading-reason").into(),
        reading: tr!("window-restore-reading").into(),
        empty: tr!("window-restore-empty").into(),
        other_file: tr!("window-restore-other-file").into(),
        close: tr!("window-close").into(),
        proceed: tr!("window-restore-proceed").into(),
        cancel: tr!("window-cancel").into(),
        cancelling: tr!("window-restore-cancelling").into(),
        restore: tr!("window-restore-restore").into(),
        looking: tr!("window-restore-looking").into(),
        type_name: tr!("window-restore-type-name").into(),
        done: tr!("window-restore-done").into(),
        failed: tr!("window-restore-failed").into(),
        undo: tr!("window-restore-undo").into(),
        undo_ask: tr!("window-restore-undo-ask").into(),
        keep: tr!("window-restore-keep").into(),
        back_to_list: tr!("window-restore-back").into(),
    }
}

fn settings() -> SettingsWords {
    SettingsWords {
        title: tr!("window-settings-title").into(),
        connection: tr!("window-settings-connection").into(),
        schedule: tr!("window-settings-schedule").into(),
        desktop: tr!("window-settings-desktop").into(),
        about: tr!("window-settings-about").into(),
        cancel: tr!("window-cancel").into(),
        save: tr!("window-settings-save").into(),
        url: tr!("window-settings-url").into(),
        url_example: tr!("window-settings-url-example").into(),
        host: tr!("window-settings-host").into(),
        port: tr!("window-settings-port-label").into(),
        database: tr!("window-settings-database").into(),
        user: tr!("window-settings-user").into(),
        password: tr!("window-settings-password").into(),
        folder: tr!("window-settings-folder").into(),
        browse: tr!("window-settings-browse").into(),
        test: tr!("window-settings-test").into(),
        testing: tr!("window-settings-testing").into(),
        scheduled: tr!("window-settings-scheduled").into(),
        scheduled_hint: tr!("window-settings-scheduled-hint").into(),
        common: tr!("window-settings-common").into(),
        when: tr!("window-settings-when").into(),
        when_example: tr!("window-settings-when-example").into(),
        when_hint: tr!("window-settings-when-hint").into(),
        keep: tr!("settings-keep").into(),
        drill_hint: tr!("settings-drill-hint").into(),
        hotkey: tr!("window-settings-hotkey").into(),
        hotkey_hint: tr!("window-settings-hotkey-hint").into(),
        language: tr!("window-settings-language").into(),
        autostart: tr!("window-settings-autostart").into(),
        autostart_hint: tr!("window-settings-autostart-hint").into(),
        purpose: tr!("window-settings-purpose").into(),
        licence: tr!("window-settings-licence").into(),
    }
}
