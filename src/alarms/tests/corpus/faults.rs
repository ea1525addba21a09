//! What must be found, at the next backup and at each one after it.

use super::*;

struct Fault {
    what: &'static str,
    model: Model,
    /// What becomes of what would have been backed up.
    befalls: fn(&mut Manifest),
    /// Alarms that there are, others may be beside them.
    found: &'static [(AlarmKind, &'static str)],
}

use AlarmKind::{
    DumpGrown, DumpShrunk, EverythingEmpty, MigrationsBack, OtherServer, RowsShrunk, TableEmptied,
    TableGone, TableShrunk,
};

fn empty(manifest: &mut Manifest, names: &[&str]) {
    for name in names {
        set(manifest, name, 0);
    }
}

fn lose(manifest: &mut Manifest, name: &str, percent: u64) {
    let has = rows(manifest, name);
    set(manifest, name, has * (100 - percent) / 100);
}

fn names(manifest: &Manifest) -> Vec<String> {
    manifest.tables.iter().map(|table| format!("{}.{}", table.schema, table.name)).collect()
}

fn all_gone(manifest: &mut Manifest) {
    manifest.tables.clear();
    weigh(manifest);
}

fn other_server(manifest: &mut Manifest) {
    manifest.server.system_identifier = Some("7000000000000000002".into());
}

const CASCADE: [&str; 5] = [
    "boutique_client",
    "boutique_adresse",
    "boutique_commande",
    "boutique_commandeligne",
    "boutique_paiement",
];

const FAULTS: &[Fault] = &[
    Fault {
        what: "TRUNCATE … CASCADE",
        model: django,
        befalls: |it| empty(it, &CASCADE),
        found: &[
            (TableEmptied, "public.boutique_client"),
            (TableEmptied, "public.boutique_paiement"),
            (RowsShrunk, ""),
        ],
    },
    Fault {
        what: "DELETE without WHERE",
        model: django,
        befalls: |it| empty(it, &["boutique_avis"]),
        found: &[(TableEmptied, "public.boutique_avis")],
    },
    Fault {
        what: "DELETE without WHERE, which an audit writes down",
        model: django,
        befalls: |it| {
            let more = rows(it, "auth_user") + rows(it, "django_admin_log");
            set(it, "auth_user", 0);
            set(it, "django_admin_log", more);
        },
        found: &[(TableEmptied, "public.auth_user")],
    },
    Fault {
        what: "half of a table deleted, which an audit writes down",
        model: |night, chance| {
            let mut it = school(night, chance);
            set(&mut it, "audit", 7_000);
            it
        },
        befalls: |it| {
            let lost = rows(it, "eleves") * 6 / 10;
            set(it, "audit", 7_000 + lost);
            lose(it, "eleves", 60);
        },
        found: &[(TableShrunk, "public.eleves")],
    },
    Fault {
        what: "a table dropped",
        model: django,
        befalls: |it| gone(it, "boutique_avis"),
        found: &[(TableGone, "public.boutique_avis")],
    },
    Fault {
        what: "a small table dropped",
        model: django,
        befalls: |it| gone(it, "boutique_transporteur"),
        found: &[(TableGone, "public.boutique_transporteur")],
    },
    Fault {
        what: "half of a table deleted",
        model: django,
        befalls: |it| lose(it, "boutique_commandeligne", 52),
        found: &[(TableShrunk, "public.boutique_commandeligne")],
    },
    Fault {
        what: "an empty volume, on which the application made its tables anew",
        model: django,
        befalls: |it| {
            let framework = ["auth_permission", "django_content_type", "django_migrations"];
            for name in names(it) {
                if !framework.contains(&split(&name).1) {
                    set(it, &name, 0);
                }
            }
            other_server(it);
        },
        found: &[(OtherServer, ""), (RowsShrunk, ""), (TableEmptied, "public.boutique_produit")],
    },
    Fault {
        what: "an empty volume",
        model: django,
        befalls: |it| {
            all_gone(it);
            other_server(it);
            it.django = None;
        },
        found: &[(OtherServer, ""), (EverythingEmpty, "")],
    },
    Fault {
        what: "the schema dropped and made again",
        model: school,
        befalls: all_gone,
        found: &[(EverythingEmpty, "")],
    },
    Fault {
        what: "another server with the same database",
        model: django,
        befalls: other_server,
        found: &[(OtherServer, "")],
    },
    Fault {
        what: "a release taken back",
        model: django,
        befalls: |it| {
            it.django.as_mut().unwrap().insert("boutique".into(), "0030_coupon".into());
        },
        found: &[(MigrationsBack, "boutique")],
    },
    Fault {
        what: "the database as it was a month ago",
        model: django,
        befalls: |it| {
            let django = it.django.take();
            *it = super::django(FIRST + COUNT - 30, &mut Chance::new(1));
            it.django = django;
        },
        found: &[(RowsShrunk, "")],
    },
    Fault {
        what: "the database as it was half a year ago",
        model: django,
        befalls: |it| {
            for name in names(it) {
                lose(it, &name, if split(&name).1.starts_with("boutique_c") { 35 } else { 20 });
            }
            gone(it, "blog_article_tags");
        },
        found: &[(TableGone, "public.blog_article_tags")],
    },
    Fault {
        what: "an import that broke off",
        model: django,
        befalls: |it| {
            let mut names = names(it);
            names.sort();
            let second = names.split_off(names.len() / 2);
            empty(it, &second.iter().map(String::as_str).collect::<Vec<_>>());
        },
        found: &[(TableEmptied, "public.boutique_produit")],
    },
    Fault {
        what: "one table of an import that broke off, the others are larger than before",
        model: django,
        befalls: |it| {
            let more = rows(it, "boutique_commandeligne") + rows(it, "boutique_client") * 11 / 10;
            set(it, "boutique_commandeligne", more);
            set(it, "boutique_client", 0);
        },
        found: &[(TableEmptied, "public.boutique_client")],
    },
    Fault {
        what: "a table dropped while a new one came",
        model: django,
        befalls: |it| {
            gone(it, "boutique_adresse");
            set(it, "boutique_souhait", 900);
        },
        found: &[(TableGone, "public.boutique_adresse")],
    },
    Fault {
        what: "the pupils deleted",
        model: school,
        befalls: |it| empty(it, &["eleves"]),
        found: &[(TableEmptied, "public.eleves")],
    },
    Fault {
        what: "a school's own sessions deleted",
        model: school,
        befalls: |it| empty(it, &["sessions"]),
        found: &[(TableEmptied, "public.sessions")],
    },
    Fault {
        what: "more than half of the marks deleted",
        model: school,
        befalls: |it| lose(it, "notes", 55),
        found: &[(TableShrunk, "public.notes"), (RowsShrunk, "")],
    },
    Fault {
        what: "four tenths of two large tables deleted",
        model: school,
        befalls: |it| {
            lose(it, "notes", 42);
            lose(it, "absences", 42);
        },
        found: &[(RowsShrunk, "")],
    },
    Fault {
        what: "a schema of tests in the place of the real one",
        model: school,
        befalls: |it| {
            for name in names(it) {
                let few = rows(it, &name) / 10;
                gone(it, &name);
                set(it, &format!("demo.{}", split(&name).1), few);
            }
        },
        found: &[(TableGone, "public.eleves"), (RowsShrunk, "")],
    },
    Fault {
        what: "a table of tests in the place of the real one",
        model: school,
        befalls: |it| {
            gone(it, "eleves");
            set(it, "demo.eleves", 300);
        },
        found: &[(TableGone, "public.eleves")],
    },
    Fault {
        what: "photographs set to null",
        model: |night, chance| {
            let mut it = school(night, chance);
            set_bytes(&mut it, "documents", 64, 64 << 20);
            it
        },
        befalls: |it| set_bytes(it, "documents", 64, 5_000),
        found: &[(DumpShrunk, "")],
    },
    Fault {
        what: "a log that runs away",
        model: school,
        befalls: |it| set(it, "journal_erreurs", 900_000),
        found: &[(DumpGrown, "")],
    },
    Fault {
        what: "an import that ran four times",
        model: school,
        befalls: |it| {
            for name in names(it) {
                let has = rows(it, &name);
                set(it, &name, has * 4);
            }
        },
        found: &[(DumpGrown, "")],
    },
    Fault {
        what: "the month's partition dropped",
        model: sensors,
        befalls: |it| gone(it, &partition(24_001)),
        found: &[(TableGone, "public.mesure_2000_02")],
    },
    Fault {
        what: "a partition in the middle dropped",
        model: sensors,
        befalls: |it| gone(it, &partition(23_996)),
        found: &[(TableGone, "public.mesure_1999_09")],
    },
    Fault {
        what: "a partition in the middle truncated",
        model: sensors,
        befalls: |it| empty(it, &[&partition(23_996)]),
        found: &[(TableEmptied, "public.mesure_1999_09")],
    },
    Fault {
        what: "the two oldest partitions dropped",
        model: sensors,
        befalls: |it| {
            gone(it, &partition(23_990));
            gone(it, &partition(23_991));
        },
        found: &[(TableGone, "public.mesure_1999_03"), (TableGone, "public.mesure_1999_04")],
    },
    Fault {
        what: "all partitions truncated",
        model: sensors,
        befalls: |it| {
            for back in 0..12 {
                set(it, &partition(24_001 - back), 0);
            }
        },
        found: &[(TableEmptied, "public.mesure_2000_01"), (RowsShrunk, "")],
    },
    Fault {
        what: "the partitioned table dropped",
        model: sensors,
        befalls: |it| {
            for back in 0..12 {
                gone(it, &partition(24_001 - back));
            }
        },
        found: &[(TableGone, "public.mesure_2000_01"), (RowsShrunk, ""), (DumpShrunk, "")],
    },
    Fault {
        what: "the sensors deleted",
        model: sensors,
        befalls: |it| empty(it, &["capteur"]),
        found: &[(TableEmptied, "public.capteur")],
    },
    Fault {
        what: "a day's partition in the middle truncated",
        model: daily,
        befalls: |it| empty(it, &["vue_p20260220"]),
        found: &[(TableEmptied, "public.vue_p20260220")],
    },
    Fault {
        what: "the last three days dropped",
        model: daily,
        befalls: |it| {
            let mut days = names(it);
            days.retain(|name| name.contains("vue_p"));
            days.sort();
            for name in &days[days.len() - 4..days.len() - 1] {
                gone(it, name);
            }
        },
        found: &[(TableGone, "public.vue_p20260226")],
    },
    Fault {
        what: "subscribers lost beside a queue",
        model: queue,
        befalls: |it| lose(it, "abonnes", 60),
        found: &[(TableShrunk, "public.abonnes")],
    },
    Fault {
        what: "what a queue has done dropped",
        model: queue,
        befalls: |it| gone(it, "envois_faits"),
        found: &[(TableGone, "public.envois_faits"), (RowsShrunk, "")],
    },
    Fault {
        what: "a load that failed",
        model: warehouse,
        befalls: |it| empty(it, &["fait_stock"]),
        found: &[(TableEmptied, "public.fait_stock")],
    },
    Fault {
        what: "a load that brought half of it",
        model: warehouse,
        befalls: |it| lose(it, "dim_article", 65),
        found: &[(TableShrunk, "public.dim_article")],
    },
    Fault {
        what: "the members of a young database deleted",
        model: young,
        befalls: |it| empty(it, &["membres"]),
        found: &[(TableEmptied, "public.membres")],
    },
    Fault {
        what: "half of a small database deleted",
        model: young,
        befalls: |it| {
            lose(it, "membres", 50);
            lose(it, "cotisations", 50);
        },
        found: &[(RowsShrunk, "")],
    },
    Fault {
        what: "a young database deleted",
        model: young,
        befalls: |it| {
            for name in names(it) {
                set(it, &name, 0);
            }
        },
        found: &[(EverythingEmpty, "")],
    },
    Fault {
        what: "one of several numbered tables truncated",
        model: numbered,
        befalls: |it| empty(it, &["classe_3"]),
        found: &[(TableEmptied, "public.classe_3")],
    },
    Fault {
        what: "the first of several numbered tables dropped",
        model: numbered,
        befalls: |it| gone(it, "classe_1"),
        found: &[(TableGone, "public.classe_1")],
    },
    Fault {
        what: "one client's schema dropped, the first one",
        model: numbered,
        befalls: |it| {
            gone(it, "client_1.factures");
            gone(it, "client_1.contacts");
        },
        found: &[(TableGone, "client_1.factures"), (TableGone, "client_1.contacts")],
    },
    Fault {
        what: "one client's schema dropped on the day when one came",
        model: numbered,
        befalls: |it| {
            gone(it, "client_2.factures");
            gone(it, "client_2.contacts");
            set(it, "client_5.factures", 3);
            set(it, "client_5.contacts", 1);
        },
        found: &[(TableGone, "client_2.factures"), (TableGone, "client_2.contacts")],
    },
];

#[test]
fn every_fault_is_found_at_the_next_backup_and_at_those_after_it() {
    assert!(FAULTS.len() >= 24);
    let (seeds, mut missed) = (seeds(SEEDS), Vec::new());
    for fault in FAULTS {
        for &seed in &seeds {
            let mut chance = Chance::new(seed);
            let mut history = nights(fault.model, &mut chance);
            for night in 0..3 {
                let mut now = (fault.model)(FIRST + COUNT, &mut chance);
                (fault.befalls)(&mut now);
                let alarms = history.night(now);
                let has = |(kind, table): &(AlarmKind, &str)| {
                    let table = Some(*table).filter(|table| !table.is_empty());
                    alarms.iter().any(|it| it.kind == *kind && it.table.as_deref() == table)
                };
                if !fault.found.iter().all(has) {
                    let what = fault.what;
                    missed.push(format!("{what}, seed {seed}, night {night}: {:?}", told(&alarms)));
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_fault_on_any_night_of_a_leak_is_found() {
    for (rows, found) in [
        (&[9_000, 9_000, 9_000, 9_000, 9_000, 5_400, 3_300][..], TableShrunk),
        (&[9_000, 6_500, 4_600, 3_300, 2_400, 1_700], TableShrunk),
    ] {
        let mut history = History::new();
        let of = |rows| backup(&[("t", rows), ("grande", 900_000)]);
        let alarms: Vec<AlarmKind> =
            rows.iter().flat_map(|rows| kinds(&history.night(of(*rows)))).collect();
        assert_eq!(alarms.first(), Some(&found), "{rows:?}");
    }
}

#[test]
fn a_fault_just_after_another_one_was_repaired_is_found() {
    let mut chance = Chance::new(3);
    let mut history = nights(school, &mut chance);
    for _ in 0..2 {
        let mut now = school(FIRST + COUNT, &mut chance);
        empty(&mut now, &["eleves", "parents"]);
        assert!(!history.night(now).is_empty());
        assert_eq!(history.night(school(FIRST + COUNT, &mut chance)), []);
    }
}
