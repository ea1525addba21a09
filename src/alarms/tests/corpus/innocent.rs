//! What is no fault, on the night when it happens and on those after it.

use super::*;

struct Innocent {
    what: &'static str,
    model: Model,
    /// What becomes of what would have been backed up, on the first night, the second and so on.
    change: fn(&mut Manifest, u64),
}

const NIGHTS: u64 = 8;

fn keep(manifest: &mut Manifest, name: &str, percent: u64) {
    let has = rows(manifest, name);
    set(manifest, name, has * percent / 100);
}

fn names(manifest: &Manifest) -> Vec<String> {
    manifest.tables.iter().map(|table| format!("{}.{}", table.schema, table.name)).collect()
}

fn with_archive(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = django(night, chance);
    set(&mut manifest, "boutique_commande_archive", 44_000);
    manifest
}

fn with_growing_archive(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = django(night, chance);
    set(&mut manifest, "boutique_commande_archive", 44_000 + night * 21);
    manifest
}

/// A table a day of the week, emptied before its day comes again.
fn weekdays(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("compteurs", 420), ("relais", 90_000)]);
    for day in 0..7 {
        let rows = if night % 7 == day { 3_000 } else { 40_000 + chance.below(900) };
        set(&mut manifest, &format!("trace_{day}"), rows);
    }
    manifest
}

fn hashed(night: u64, _: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("clients", 30_000)]);
    for part in 0..4 {
        set(&mut manifest, &format!("commandes_p{part}"), 90_000 + night * 20 + part);
    }
    manifest
}

fn with_copy(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = school(night, chance);
    if night >= FIRST + COUNT - 2 {
        set(&mut manifest, "eleves_avant_import", 4_812);
    }
    manifest
}

fn with_load(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = school(night, chance);
    let loaded = night == FIRST + COUNT - 1;
    set(&mut manifest, "import_eleves", if loaded { 9_000 } else { 0 });
    set(&mut manifest, "evenements", if loaded { 70_000 } else { 6_000 });
    manifest
}

const INNOCENT: &[Innocent] = &[
    Innocent { what: "an ordinary day of a shop", model: django, change: |_, _| {} },
    Innocent { what: "an ordinary day of a school", model: school, change: |_, _| {} },
    Innocent { what: "an ordinary day of sensors", model: sensors, change: |_, _| {} },
    Innocent { what: "an ordinary day of a queue", model: queue, change: |_, _| {} },
    Innocent { what: "an ordinary day of a warehouse", model: warehouse, change: |_, _| {} },
    Innocent { what: "an ordinary day of a young database", model: young, change: |_, _| {} },
    Innocent { what: "the week's partitions dropped", model: daily, change: |_, _| {} },
    Innocent { what: "a table a weekday, emptied in turn", model: weekdays, change: |_, _| {} },
    Innocent { what: "nothing but numbers in names", model: numbered, change: |_, _| {} },
    Innocent {
        what: "sessions that ended deleted",
        model: django,
        change: |it, _| set(it, "django_session", 0),
    },
    Innocent {
        what: "an archive that is new",
        model: django,
        change: |it, _| move_rows(it, "boutique_commande", "boutique_commande_archive", 13_000),
    },
    Innocent {
        what: "an archive that was there",
        model: with_archive,
        change: |it, _| move_rows(it, "boutique_commande", "boutique_commande_archive", 13_000),
    },
    Innocent {
        what: "an archive that grows every day",
        model: with_growing_archive,
        change: |it, _| move_rows(it, "boutique_commande", "boutique_commande_archive", 13_000),
    },
    Innocent {
        what: "an archive, and a few more rows deleted afterwards",
        model: with_archive,
        change: |it, night| {
            move_rows(it, "boutique_commande", "boutique_commande_archive", 13_000);
            keep(it, "boutique_commande", 100 - 2 * night);
        },
    },
    Innocent {
        what: "a log emptied into its archive",
        model: |night, chance| {
            let mut it = school(night, chance);
            set(&mut it, "log_events", 3_000 + night * 20);
            set(&mut it, "log_events_archive", 9_000);
            it
        },
        change: |it, _| {
            let has = rows(it, "log_events");
            move_rows(it, "log_events", "log_events_archive", has);
        },
    },
    Innocent {
        what: "the oldest of numbered partitions dropped when an empty one came",
        model: |_, chance| {
            let mut it = backup(&[("capteurs", 100)]);
            set(&mut it, "releves", 20_000 + chance.below(30));
            for part in 11..=15 {
                set(&mut it, &format!("releves_p{part}"), 90_000);
            }
            it
        },
        change: |it, _| {
            gone(it, "releves_p11");
            set(it, "releves_p16", 0);
        },
    },
    Innocent {
        what: "an archive in a schema of its own",
        model: django,
        change: |it, _| {
            move_rows(it, "boutique_commande", "archive.boutique_commande", 15_000);
            move_rows(it, "boutique_commandeligne", "archive.boutique_commandeligne", 41_000);
        },
    },
    Innocent {
        what: "an archive of another name",
        model: django,
        change: |it, _| move_rows(it, "boutique_paiement", "compta_historique", 12_000),
    },
    Innocent {
        what: "a year's rows in a table of the year",
        model: school,
        change: |it, _| move_rows(it, "notes", "notes_2025_2026", 70_000),
    },
    Innocent {
        what: "a table renamed",
        model: django,
        change: |it, _| rename(it, "boutique_avis", "boutique_temoignage"),
    },
    Innocent {
        what: "a small table renamed",
        model: django,
        change: |it, _| rename(it, "boutique_transporteur", "boutique_livreur"),
    },
    Innocent {
        what: "an application renamed",
        model: django,
        change: |it, _| {
            for name in names(it) {
                if let Some(rest) = split(&name).1.strip_prefix("boutique_") {
                    rename(it, &name, &format!("magasin_{rest}"));
                }
            }
            let django = it.django.as_mut().unwrap();
            let newest = django.remove("boutique").unwrap();
            django.insert("magasin".into(), newest);
        },
    },
    Innocent {
        what: "all tables moved into another schema",
        model: school,
        change: |it, _| {
            for name in names(it) {
                rename(it, &name, &format!("ecole.{}", split(&name).1));
            }
        },
    },
    Innocent {
        what: "a table divided into partitions",
        model: school,
        change: |it, _| {
            let has = rows(it, "notes");
            for month in 1..=9 {
                let name = format!("notes_2026_{month:02}");
                let its = if month == 9 { rows(it, "notes") } else { has / 10 };
                move_rows(it, "notes", &name, its);
            }
            gone(it, "notes");
        },
    },
    Innocent {
        what: "partitions by hash, twice as many",
        model: hashed,
        change: |it, _| {
            for part in 0..4 {
                let from = format!("commandes_p{part}");
                let half = rows(it, &from) / 2 + 10;
                move_rows(it, &from, &format!("commandes_p{}", part + 4), half);
            }
        },
    },
    Innocent {
        what: "several tables made one",
        model: numbered,
        change: |it, _| {
            for number in 1..=6 {
                let from = format!("classe_{number}");
                let has = rows(it, &from);
                move_rows(it, &from, "classes", has);
                gone(it, &from);
            }
        },
    },
    Innocent {
        what: "a table joined to another one",
        model: |night, chance| {
            let mut it = school(night, chance);
            set(&mut it, "eleves_externes", 700);
            it
        },
        change: |it, _| {
            move_rows(it, "eleves_externes", "eleves", 700);
            gone(it, "eleves_externes");
        },
    },
    Innocent {
        what: "the oldest partition dropped late",
        model: sensors,
        change: |it, night| {
            if night < 6 {
                gone(it, &partition(23_990));
            }
        },
    },
    Innocent {
        what: "the oldest partition truncated",
        model: sensors,
        change: |it, night| {
            if night < 6 {
                set(it, &partition(23_990), 0);
            }
        },
    },
    Innocent {
        what: "partitions made months ahead",
        model: sensors,
        change: |it, _| {
            for ahead in 2..9 {
                set(it, &partition(24_000 + ahead), 0);
            }
        },
    },
    Innocent {
        what: "small tables changed at will",
        model: django,
        change: |it, _| {
            set(it, "boutique_coupon", 0);
            set(it, "boutique_categorie", 2);
            set(it, "blog_tag", 9);
        },
    },
    Innocent {
        what: "an empty table dropped",
        model: django,
        change: |it, _| gone(it, "auth_user_user_permissions"),
    },
    Innocent {
        what: "a large import",
        model: school,
        change: |it, _| {
            for name in ["notes", "absences", "eleves", "parents"] {
                keep(it, name, 260);
            }
        },
    },
    Innocent {
        what: "an import into a young database",
        model: |night, chance| {
            let mut it = young(night / 2, chance);
            set(&mut it, "villes", 0);
            it
        },
        change: |it, _| set(it, "villes", 35_000),
    },
    Innocent {
        what: "what was tried in a young database deleted",
        model: young,
        change: |it, _| set(it, "essais", 0),
    },
    Innocent {
        what: "a quarter of everything deleted at the end of the year",
        model: school,
        change: |it, _| {
            for name in ["notes", "absences", "messages", "inscriptions"] {
                keep(it, name, 74);
            }
            set(it, "journal", 40);
        },
    },
    Innocent {
        what: "a log shortened by four tenths",
        model: django,
        change: |it, _| keep(it, "django_admin_log", 59),
    },
    Innocent {
        what: "migrations squashed",
        model: django,
        change: |it, _| {
            let newest = "0001_squashed_0031_avis".to_owned();
            it.django.as_mut().unwrap().insert("boutique".into(), newest);
            set(it, "django_migrations", 87);
        },
    },
    Innocent {
        what: "a release with new tables and migrations",
        model: django,
        change: |it, _| {
            it.django.as_mut().unwrap().insert("boutique".into(), "0032_fidelite".into());
            it.django.as_mut().unwrap().insert("fidelite".into(), "0001_initial".into());
            set(it, "django_migrations", 88);
            set(it, "fidelite_carte", 3_000);
        },
    },
    Innocent {
        what: "a login that may not ask for the identifier",
        model: django,
        change: |it, night| {
            if night % 2 == 0 {
                it.server.system_identifier = None;
                it.django = None;
            }
        },
    },
    Innocent { what: "what was loaded once is gone", model: with_load, change: |_, _| {} },
    Innocent {
        what: "a copy made before an import dropped",
        model: with_copy,
        change: |it, _| gone(it, "eleves_avant_import"),
    },
    Innocent {
        what: "comments and definitions written anew",
        model: school,
        change: |it, _| it.dump.bytes += 400_000,
    },
    Innocent {
        what: "rows deleted here and there",
        model: school,
        change: |it, night| {
            keep(it, "messages", 80);
            keep(it, "emploi_du_temps", 100 - 5 * night);
            keep(it, "eleves", 97);
        },
    },
];

#[test]
fn nothing_is_told_of_innocent_changes() {
    assert!(INNOCENT.len() >= 24);
    let (seeds, mut wrong) = (seeds(SEEDS), Vec::new());
    for innocent in INNOCENT {
        for &seed in &seeds {
            let mut chance = Chance::new(seed);
            let mut history = nights(innocent.model, &mut chance);
            for night in 0..NIGHTS {
                let mut now = (innocent.model)(FIRST + COUNT + night, &mut chance);
                (innocent.change)(&mut now, night);
                let alarms = history.night(now);
                if !alarms.is_empty() {
                    let what = innocent.what;
                    wrong.push(format!("{what}, seed {seed}, night {night}: {:?}", told(&alarms)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
