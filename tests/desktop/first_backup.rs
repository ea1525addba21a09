//! From the first start to the first backup in three steps, as README.md and LISEZMOI.md promise,
//! with their pictures.

use crate::desktop::{Desktop, Options};
use crate::harness;
use crate::patience::{self, eventually};
use crate::words::{ENGLISH, FRENCH, Words};

const MARGIN: u16 = 12;
/// The field for an address, from the upper left corner of the window's inside.
pub const ADDRESS: (i32, i32) = (365, 104);
/// "Save", from the lower right corner.
const SAVE: (i32, i32) = (80, 40);

/// What is kept, as the file says it.
const PROPOSED: &str = "[retention]\nkeep_last = 7\nkeep_daily = 14\nkeep_weekly = 8\nkeep_monthly = 12\nkeep_yearly = 3\n";

fn first_backup(words: &'static Words, title: &str) {
    let server = harness::own_server(&["listen_addresses = '127.0.0.1'"]);
    harness::create(&server, "torii");
    harness::sql(
        &server,
        "torii",
        "create table eleves(id int primary key, nom text);
         insert into eleves select g, 'Élève ' || md5(g::text) from generate_series(1, 20000) g;",
    );
    let options = Options { language: words.locale, compositor: true, ..Options::default() };
    let desktop = Desktop::start(&options);
    std::fs::create_dir(desktop.home().join("OneDrive")).unwrap();
    let keep = |name: &str, area| {
        let name = format!("first-backup-{name}-{}", &words.locale[..2]);
        desktop.keep_picture(&name, Some(area));
    };

    // First: the program is started, and says where the database is.
    let tray = desktop.start_tray(&[]);
    let window = tray.window(&desktop, title).area;
    desktop.click((i32::from(window.x) + ADDRESS.0, i32::from(window.y) + ADDRESS.1), 1);
    desktop.write(&harness::url(&server, "torii"));
    desktop.move_mouse_away();
    keep("settings", window.grown(30));
    // Second: it is saved.
    desktop.click(window.offset_from_corner(SAVE), 1);
    eventually("a configuration", || desktop.config().is_file());
    eventually("no window", || tray.windows(&desktop).is_empty());
    // What it proposes is in force: every day, with the session, and a first one at once.
    let config = std::fs::read_to_string(desktop.config()).unwrap();
    assert!(config.contains(words.daily), "{config}");
    assert!(config.contains(PROPOSED), "{config}");
    eventually("a start with the session", || {
        desktop.home().join(".config/autostart/sauvegarde.desktop").is_file()
    });
    let inside = desktop.home().join("OneDrive/Torii-management/backups");
    desktop.recorder().wait_for_text(words.done);
    eventually("the first backup", || harness::names_in(&inside).len() == 2);
    // Third: the key.
    let item = tray.item(&desktop);
    eventually("the key in the menu", || {
        item.entry(words.back_up)
            .is_some_and(|entry| entry.enabled && entry.label.contains("Ctrl+Alt+S"))
    });
    desktop.press("ctrl+alt+s");
    eventually("the second backup", || harness::names_in(&inside).len() == 4);
    let shown = desktop.recorder().wait_for("two results", |shown| {
        let done: Vec<_> = shown.iter().filter(|it| it.text().contains(words.done)).collect();
        (done.len() >= 2).then(|| done[1].body.clone())
    });
    assert!(shown.contains("OneDrive/Torii-management/backups"), "{shown}");
    // A second start shows the card.
    let mut second = desktop.start_tray(&[]);
    second.process.wait(patience::DEADLINE).expect("the second start ends");
    keep("done", tray.card(&desktop).area.grown(MARGIN));
    tray.assert_sound();
}

#[test]
fn three_steps_in_french() {
    first_backup(&FRENCH, "Paramètres");
}

#[test]
fn three_steps_in_english() {
    first_backup(&ENGLISH, "Settings");
}
