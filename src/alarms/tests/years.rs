//! A thousand nights of a growing database, without an alarm; and with faults in them, each of which is
//! found.

use super::corpus::{Chance, seeds};
use super::*;

const NIGHTS: u64 = 1_000;
/// Daily partitions are kept so long; a month is thirty nights, a year twelve months.
const DAYS_KEPT: u64 = 40;
const MONTHS_KEPT: u64 = 14;

/// A database that lives: it grows by chance, is cleaned every week, has a new partition every day and
/// every month, and every year the oldest orders go into an archive.
struct Life {
    night: u64,
    chance: Chance,
    growing: Vec<(String, u64, u64)>,
    monthly: Vec<(String, u64)>,
    daily: Vec<(String, u64)>,
    drafts: u64,
    orders: u64,
    archived: u64,
    loaded: u64,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let growing = (0..18).map(|n| {
            let name = format!("metier_{}", char::from(b'a' + n));
            (name, chance.below(9_000), chance.below(60))
        });
        let growing = growing.collect();
        Self {
            night: 0,
            chance,
            growing,
            monthly: Vec::new(),
            daily: Vec::new(),
            drafts: 4_000,
            orders: 30_000,
            archived: 0,
            loaded: 0,
        }
    }

    fn live(&mut self) {
        self.night += 1;
        let (night, chance) = (self.night, &mut self.chance);
        for (_, rows, most) in &mut self.growing {
            *rows += chance.below(*most + 1);
            *rows -= chance.below(*most / 4 + 1).min(*rows);
        }
        if night % 30 == 1 {
            self.monthly
                .push((format!("journal_{:04}_{:02}", 2020 + night / 360, night / 30 % 12 + 1), 0));
            if self.monthly.len() as u64 > MONTHS_KEPT {
                self.monthly.remove(0);
            }
        }
        if let Some((_, rows)) = self.monthly.last_mut() {
            *rows += 500 + chance.below(900);
        }
        if let Some((_, rows)) = self.daily.last_mut() {
            *rows += 4_000 + chance.below(2_000);
        }
        let year = 2020 + night / 360;
        let (month, day) = (night / 30 % 12 + 1, night % 30 + 1);
        self.daily.push((format!("mesure_p{year}{month:02}{day:02}"), chance.below(900)));
        if night % 7 == 3 {
            let surplus = (self.daily.len() as u64).saturating_sub(DAYS_KEPT).min(7);
            self.daily.drain(..usize::try_from(surplus).unwrap());
        }
        self.drafts += chance.below(300);
        if night % 7 == 0 {
            self.drafts -= self.drafts * (20 + chance.below(20)) / 100;
        }
        self.orders += 60 + chance.below(120);
        if night % 360 == 200 {
            let old = self.orders * 7 / 10;
            self.orders -= old;
            self.archived += old;
        }
        // Now and then somebody loads something and takes it away again.
        self.loaded = if chance.below(90) == 0 { 20_000 + chance.below(90_000) } else { 0 };
    }

    fn backup(&mut self) -> Manifest {
        let mut manifest = backup(&[("reglages", 14), ("pays", 249), ("vide", 0)]);
        for (name, rows, _) in &self.growing {
            set(&mut manifest, name, *rows);
        }
        for (name, rows) in self.monthly.iter().chain(&self.daily) {
            set(&mut manifest, name, *rows);
        }
        set(&mut manifest, "brouillons", self.drafts);
        set(&mut manifest, "commandes", self.orders);
        if self.archived > 0 {
            set(&mut manifest, "commandes_archive", self.archived);
        }
        set(&mut manifest, "chargement", self.loaded);
        set(&mut manifest, "django_session", self.chance.below(20_000));
        set(&mut manifest, "petite", self.chance.below(90));
        manifest
    }
}

#[test]
fn a_thousand_nights_raise_no_alarm() {
    for seed in seeds(1) {
        let mut life = Life::new(seed);
        let mut history = History::new();
        let mut wrong = Vec::new();
        for night in 0..NIGHTS {
            life.live();
            let alarms = history.night(life.backup());
            history.made.truncate(20);
            if !alarms.is_empty() {
                wrong.push(format!("night {night}: {:?}", told(&alarms)));
                history.accept();
            }
        }
        assert!(wrong.is_empty(), "seed {seed}:\n{}", wrong.join("\n"));
    }
}

/// What befalls a backup of a life; whether there was anything to lose.
fn befall(manifest: &mut Manifest, life: &Life, chance: &mut Chance) -> Option<AlarmKind> {
    let victim = life.growing[usize::try_from(chance.below(18)).unwrap()].clone();
    let (name, has) = (&*victim.0, victim.1);
    match chance.below(9) {
        0 if has >= 100 => {
            set(manifest, name, 0);
            Some(AlarmKind::TableEmptied)
        }
        1 if has >= 2_200 => {
            set(manifest, name, has * 2 / 5);
            Some(AlarmKind::TableShrunk)
        }
        2 => {
            gone(manifest, name);
            Some(AlarmKind::TableGone)
        }
        3 => {
            let names: Vec<_> = manifest.tables.iter().map(|it| it.name.clone()).collect();
            for name in names {
                set(manifest, &name, 0);
            }
            Some(AlarmKind::EverythingEmpty)
        }
        4 => {
            manifest.server.system_identifier = Some("2".to_owned());
            Some(AlarmKind::OtherServer)
        }
        5 if life.monthly.len() > 4 => {
            gone(manifest, &life.monthly[life.monthly.len() - 2].0);
            Some(AlarmKind::TableGone)
        }
        6 if life.daily.len() > 20 => {
            set(manifest, &life.daily[9].0, 0);
            Some(AlarmKind::TableEmptied)
        }
        7 => {
            set(manifest, "commandes", life.orders / 3);
            Some(AlarmKind::TableShrunk)
        }
        8 => {
            set(manifest, name, has + 5_000_000);
            Some(AlarmKind::DumpGrown)
        }
        _ => None,
    }
}

#[test]
fn each_fault_in_a_thousand_nights_is_found() {
    for seed in seeds(1) {
        let mut life = Life::new(seed);
        let mut chance = Chance::new(seed ^ 1);
        let (mut history, mut faults, mut missed, mut wrong) = (History::new(), 0, Vec::new(), 0);
        for night in 0..NIGHTS {
            life.live();
            let mut now = life.backup();
            let is_struck = night > 20 && chance.below(12) == 0;
            let expected = if is_struck { befall(&mut now, &life, &mut chance) } else { None };
            let alarms = history.night(now);
            history.made.truncate(20);
            if let Some(kind) = expected {
                faults += 1;
                if !kinds(&alarms).contains(&kind) {
                    missed.push(format!("night {night}, {kind:?}: {:?}", told(&alarms)));
                }
            } else if !alarms.is_empty() {
                // It is repaired by the next night.
                wrong += 1;
                missed.push(format!("night {night}, innocent: {:?}", told(&alarms)));
            }
        }
        println!("seed {seed}: {faults} faults, {} missed or wrong, {wrong} wrong", missed.len());
        assert!(missed.is_empty(), "seed {seed}:\n{}", missed.join("\n"));
        assert!(faults > 40);
    }
}
