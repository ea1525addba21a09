//! Histories as real databases have them, and what may befall them: faults, each of which is found at
//! the next backup, and changes that nobody wants to be woken up for.

use std::collections::BTreeMap;

use proptest::test_runner::RngSeed;

use super::*;
use crate::report::chance;

mod faults;
mod innocent;

/// Numbers that look like chance and are the same at every run.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit.max(1)
    }
}

const SEEDS: u32 = 2;

/// So many, the same at every run unless others are asked for.
pub fn seeds(count: u32) -> Vec<u64> {
    let config = chance::cases(count);
    let first = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => 0,
    };
    (0..u64::from(config.cases)).map(|n| first.wrapping_add(n)).collect()
}

/// A Django application: its own tables and those of the framework.
pub fn django(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[]);
    for (table, rows) in [
        ("auth_group", 4),
        ("auth_group_permissions", 120),
        ("auth_permission", 164),
        ("auth_user_groups", 60),
        ("auth_user_user_permissions", 0),
        ("django_content_type", 41),
        ("django_migrations", 86),
        ("django_site", 1),
        ("boutique_categorie", 38),
        ("boutique_pays", 249),
        ("boutique_reglage", 12),
        ("boutique_coupon", 90),
        ("boutique_transporteur", 7),
        ("blog_article", 180),
        ("blog_article_tags", 400),
        ("blog_tag", 55),
    ] {
        set(&mut manifest, table, rows);
    }
    for (table, rows, a_night) in [
        ("auth_user", 4_200, 9),
        ("boutique_client", 3_900, 8),
        ("boutique_adresse", 5_100, 11),
        ("boutique_commande", 18_000, 40),
        ("boutique_commandeligne", 51_000, 120),
        ("boutique_paiement", 17_500, 38),
        ("boutique_avis", 2_400, 3),
        ("boutique_produit", 1_350, 1),
        ("django_admin_log", 9_000, 14),
    ] {
        let jitter = chance.below(a_night + 1);
        set(&mut manifest, table, rows + night * a_night + jitter);
    }
    set(&mut manifest, "boutique_panier", 300 + chance.below(400));
    set(&mut manifest, "django_session", 2_000 + chance.below(9_000));
    let migrations = [("auth", "0012_alter_user"), ("boutique", "0031_avis"), ("blog", "0007_tag")];
    let named = migrations.map(|(app, name)| (app.to_owned(), name.to_owned()));
    manifest.django = Some(BTreeMap::from(named));
    manifest
}

/// A school's database.
pub fn school(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[
        ("annee", 6),
        ("classes", 48),
        ("matieres", 31),
        ("profs", 96),
        ("salles", 54),
        ("eleves", 4_812),
        ("parents", 8_310),
        ("inscriptions", 4_900),
        ("emploi_du_temps", 1_960),
        ("documents", 64),
    ]);
    set(&mut manifest, "notes", 60_000 + night * 700 + chance.below(300));
    set(&mut manifest, "absences", 21_000 + night * 190 + chance.below(60));
    set(&mut manifest, "sessions", 210 + chance.below(150));
    set(&mut manifest, "messages", 9_000 + night * 35 + chance.below(35));
    manifest
}

/// Sensors; a partition a month, of which the last twelve are kept.
pub fn sensors(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("capteur", 320), ("site", 12), ("alerte", 1_400 + night)]);
    let month = 24_000 + night / 30;
    for back in 0..12 {
        let rows = match back {
            0 => (night % 30) * 9_000 + chance.below(500),
            _ => 270_000 + (month - back) % 7 * 1_000,
        };
        set(&mut manifest, &partition(month - back), rows);
    }
    manifest
}

/// The month's, in a count of months.
pub fn partition(month: u64) -> String {
    format!("mesure_{:04}_{:02}", month / 12, month % 12 + 1)
}

/// A queue, its archive, and what it works for.
pub fn queue(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("abonnes", 12_000 + night * 4)]);
    let is_done = !night.is_multiple_of(3);
    let rows = if is_done { chance.below(40) } else { 2_000 + chance.below(9_000) };
    set(&mut manifest, "envois", rows);
    set(&mut manifest, "envois_faits", 300_000 + night * 2_000);
    manifest
}

/// Loaded anew each night from elsewhere, with a table for the day.
pub fn warehouse(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("dim_date", 7_305), ("dim_magasin", 88)]);
    for (table, rows) in [("fait_vente", 400_000), ("fait_stock", 150_000), ("dim_article", 22_000)]
    {
        set(&mut manifest, table, rows + chance.below(rows / 8));
    }
    for back in 0..3 {
        let table = format!("chargement_2026{:04}", 100 + night - back);
        set(&mut manifest, &table, 5_000 + chance.below(2_000));
    }
    manifest
}

/// Its first weeks: hardly anything, more every day.
pub fn young(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("reglages", 3)]);
    set(&mut manifest, "membres", night * 9 + chance.below(6));
    set(&mut manifest, "cotisations", night * 11 + chance.below(9));
    set(&mut manifest, "essais", chance.below(30));
    manifest
}

/// A partition a day, of which a fortnight is kept; what is older goes on the seventh day.
pub fn daily(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("visiteurs", 40_000 + night * 30), ("pages", 700)]);
    for day in night - night % 7 - 14..=night {
        let rows = if day == night { 2_000 } else { 30_000 + day % 11 * 300 };
        set(&mut manifest, &format!("vue_p2026{:02}{:02}", day / 28 + 1, day % 28 + 1), rows);
    }
    set(&mut manifest, "recherches", 900 + chance.below(700));
    manifest
}

/// Tables that differ in a number for other reasons than time: a class each, a client each.
pub fn numbered(night: u64, chance: &mut Chance) -> Manifest {
    let mut manifest = backup(&[("ecoles", 14)]);
    for number in 1..=6 {
        let rows = 400 + number * 30 + night / 9;
        set(&mut manifest, &format!("classe_{number}"), rows);
    }
    for client in 1..=4 {
        set(&mut manifest, &format!("client_{client}.factures"), 2_000 + 7 * night * client);
        set(&mut manifest, &format!("client_{client}.contacts"), 140 + chance.below(3));
    }
    manifest
}

pub type Model = fn(u64, &mut Chance) -> Manifest;

pub const FIRST: u64 = 40;
pub const COUNT: u64 = 14;

/// Some nights of a model without anything to tell of. That a queue empties, and partitions go a week
/// at a time, is known after the first ones.
#[track_caller]
pub fn nights(model: Model, chance: &mut Chance) -> History {
    let mut history = History::new();
    for night in FIRST..FIRST + COUNT {
        let alarms = history.night(model(night, chance));
        if !alarms.is_empty() {
            assert!(night < FIRST + 4, "night {night}: {:?}", told(&alarms));
            history.accept();
        }
    }
    history
}
