//! A thousand weeks of a machine that sleeps, is switched off, has its clock set and its tray killed,
//! with the system's own scheduler beside it, on a clock of the test's.
//!
//! What is real: schedules, standings and the clockwork. What is played: the time, the machine, the
//! server and the folder, which is a list of times.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};
use proptest::prelude::*;
use proptest::sample::select;

use super::clockwork::{Clockwork, Ended};
use super::standing::{FUTURE, Standing};
use crate::report::chance;
use crate::schedule::{self, Schedule};

const WEEK_S: i64 = 7 * 86_400;
const PROFILE: &str = "compta";
/// A backup takes a moment.
const BACKUP_S: i64 = 40;
/// Within which a slot has its backup, from when the machine was there for it.
const SOON_S: i64 = 15 * 60;

/// What happens to the machine, in seconds of the real time from the beginning of the week.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Sleeps {
        for_s: i64,
    },
    IsOff {
        for_s: i64,
    },
    /// The clock is wrong by that much, for a while.
    ClockIsSet {
        by_s: i64,
        for_s: i64,
    },
    TrayIsKilled {
        for_s: i64,
    },
    ServerIsOff {
        for_s: i64,
    },
    SomebodyBacksUp,
    /// The system's scheduler comes, slot or not.
    SchedulerComes,
}

#[derive(Clone, Debug)]
struct Week {
    zone: &'static str,
    start: Timestamp,
    schedule: &'static str,
    happenings: BTreeMap<i64, Happening>,
}

fn happening() -> impl Strategy<Value = Happening> {
    let some = |most_h: i64| (60..most_h * 3600).prop_map(|for_s| for_s);
    prop_oneof![
        4 => some(60).prop_map(|for_s| Happening::Sleeps { for_s }),
        2 => some(60).prop_map(|for_s| Happening::IsOff { for_s }),
        1 => (select(&[-86_400_i64, 86_400, -3600, 3600, 400, -400][..]), some(12))
            .prop_map(|(by_s, for_s)| Happening::ClockIsSet { by_s, for_s }),
        2 => some(30).prop_map(|for_s| Happening::TrayIsKilled { for_s }),
        1 => some(6).prop_map(|for_s| Happening::ServerIsOff { for_s }),
        1 => Just(Happening::SomebodyBacksUp),
        2 => Just(Happening::SchedulerComes),
    ]
}

fn week() -> impl Strategy<Value = Week> {
    const ZONES: [&str; 4] =
        ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"];
    const SCHEDULES: [&str; 9] = [
        "daily 12:30",
        "daily 02:30",
        "daily 12:30, 18:00",
        "weekdays 12:30",
        "monday, thursday 03:00",
        "monthly 1, 15 03:00",
        "every 4h",
        "30 2 * * *",
        "hourly",
    ];
    // Weeks of both clock changes are as likely as all others together.
    let starts = prop_oneof![
        (1_767_225_600_i64..1_798_761_600),
        (1_774_310_400_i64..1_774_915_200),
        (1_792_454_400_i64..1_793_059_200),
    ];
    let happenings = proptest::collection::btree_map(0..WEEK_S, happening(), 0..12);
    (select(&ZONES[..]), starts, select(&SCHEDULES[..]), happenings).prop_map(
        |(zone, start_s, schedule, happenings)| Week {
            zone,
            start: Timestamp::from_second(start_s).unwrap(),
            schedule,
            happenings,
        },
    )
}

/// A backup, by the clock of the machine and in truth.
#[derive(Clone, Copy, Debug)]
struct Made {
    at: Timestamp,
    really: Timestamp,
    scheduled: bool,
    /// Until when it counted as from the future.
    clock_was_right: bool,
}

struct Machine {
    zone: TimeZone,
    schedule: Schedule,
    really: Timestamp,
    clock_off_s: i64,
    clock_right_at: Option<Timestamp>,
    usable_at: Option<Timestamp>,
    tray_at: Option<Timestamp>,
    server_at: Option<Timestamp>,
    clockwork: Clockwork,
    made: Vec<Made>,
    /// When the machine, a program and the server were there, in truth.
    usable: Vec<(Timestamp, Timestamp)>,
}

impl Machine {
    fn now(&self) -> Zoned {
        (self.really + SignedDuration::from_secs(self.clock_off_s)).to_zoned(self.zone.clone())
    }

    fn standing(&self) -> Standing {
        let now = self.now();
        let latest = now.timestamp() + FUTURE;
        let last = self.made.iter().map(|made| made.at).filter(|at| *at <= latest).max();
        Standing::new(Some(&self.schedule), last, &now)
    }

    /// What the lock makes of it: one after the other, each asks again.
    fn pass(&mut self) -> Ended {
        if !self.standing().is_due {
            return Ended::Done;
        }
        if self.server_at.is_some() {
            return Ended::NoServer;
        }
        self.back_up(true);
        Ended::Done
    }

    fn back_up(&mut self, scheduled: bool) {
        let clock_was_right = self.clock_off_s.abs() < FUTURE.as_secs();
        let at = self.now().timestamp();
        self.made.push(Made { at, really: self.really, scheduled, clock_was_right });
        self.really += SignedDuration::from_secs(BACKUP_S);
    }

    fn happens(&mut self, happening: Happening) {
        let later = |for_s| Some(self.really + SignedDuration::from_secs(for_s));
        match happening {
            Happening::Sleeps { for_s } => self.usable_at = later(for_s),
            Happening::IsOff { for_s } => {
                self.usable_at = later(for_s);
                self.clockwork = Clockwork::default();
            }
            Happening::ClockIsSet { by_s, for_s } => {
                self.clock_right_at = later(for_s);
                self.clock_off_s = by_s;
                self.clockwork.look_again(self.now().timestamp());
            }
            Happening::TrayIsKilled { for_s } => {
                self.tray_at = later(for_s);
                self.clockwork = Clockwork::default();
            }
            Happening::ServerIsOff { for_s } => self.server_at = later(for_s),
            Happening::SomebodyBacksUp if self.usable_at.is_none() && self.server_at.is_none() => {
                self.back_up(false);
            }
            Happening::SchedulerComes if self.usable_at.is_none() => {
                self.pass();
            }
            Happening::SomebodyBacksUp | Happening::SchedulerComes => {}
        }
    }

    /// What is over by now.
    fn recover(&mut self) {
        let really = self.really;
        let is_over = |at: &mut Option<Timestamp>| at.take_if(|at| *at <= really).is_some();
        if is_over(&mut self.clock_right_at) {
            self.clock_off_s = 0;
            let now = self.now().timestamp();
            self.clockwork.look_again(now);
        }
        if is_over(&mut self.usable_at) {
            let now = self.now().timestamp();
            self.clockwork.look_again(now);
        }
        is_over(&mut self.tray_at);
        is_over(&mut self.server_at);
    }

    /// The tray's alarm rings, or something happens before.
    fn go_on(&mut self, until: Timestamp) {
        while self.really < until {
            self.recover();
            let standing = self.standing();
            let awake = self.usable_at.is_none() && self.tray_at.is_none();
            let now = self.now().timestamp();
            if awake && self.clockwork.is_time(PROFILE, &standing, now) {
                let ended = self.pass();
                let slot = standing.slot.unwrap();
                let now = self.now().timestamp();
                self.clockwork.ended(PROFILE, slot, ended, now);
                continue;
            }
            let rings = self.clockwork.next_look(PROFILE, &standing).filter(|_| awake);
            let rings = rings.map(|at| at - SignedDuration::from_secs(self.clock_off_s));
            let others = [self.clock_right_at, self.usable_at, self.tray_at, self.server_at];
            let next = others.into_iter().flatten().chain(rings).chain([until]).min().unwrap();
            let next = next.max(self.really + SignedDuration::from_millis(1)).min(until);
            if awake && self.server_at.is_none() {
                self.usable.push((self.really, next));
            }
            self.really = next;
        }
    }
}

fn live(week: &Week) -> Machine {
    let schedule = Schedule::parse(week.schedule).unwrap();
    let zone = TimeZone::get(week.zone).unwrap();
    let mut machine = Machine {
        zone,
        schedule,
        really: week.start,
        clock_off_s: 0,
        clock_right_at: None,
        usable_at: None,
        tray_at: None,
        server_at: None,
        clockwork: Clockwork::default(),
        made: Vec::new(),
        usable: Vec::new(),
    };
    for (at_s, happening) in &week.happenings {
        machine.go_on(week.start + SignedDuration::from_secs(*at_s));
        machine.recover();
        machine.happens(*happening);
    }
    machine.go_on(week.start + SignedDuration::from_secs(WEEK_S));
    machine
}

/// No slot has two: between two backups that nobody asked for lies a slot, by the clock that was right.
fn check_none_has_two(machine: &Machine) {
    let right: Vec<&Made> = machine.made.iter().filter(|made| made.clock_was_right).collect();
    for made in right.iter().filter(|made| made.scheduled) {
        let here = made.at.to_zoned(machine.zone.clone());
        let slot = machine.schedule.last_slot(&here).unwrap().timestamp();
        let others = right.iter().filter(|other| other.really < made.really);
        let before = others.filter(|other| other.at >= slot && other.at <= made.at);
        assert_eq!(before.count(), 0, "{made:?} in {:?}", machine.made);
    }
}

/// Every slot that the machine was there for has its backup soon, whoever made it.
fn check_all_have_one(machine: &Machine, week: &Week) {
    // Whenever the clock was wrong, what was due when is another question.
    let clock_was_set =
        week.happenings.values().any(|it| matches!(it, Happening::ClockIsSet { .. }));
    if clock_was_set {
        return;
    }
    let end = week.start + SignedDuration::from_secs(WEEK_S);
    let mut slot = machine.schedule.next_slot(&week.start.to_zoned(machine.zone.clone()));
    while let Some(this) = slot.filter(|slot| slot.timestamp() < end) {
        let next = machine.schedule.next_slot(&this).unwrap();
        let (from, to) = (this.timestamp(), next.timestamp().min(end));
        // It is usable where it is there for a quarter of an hour and its retries at a stretch.
        let soon = SignedDuration::from_secs(SOON_S) + schedule::jitter(PROFILE);
        let stretch = stretches(&machine.usable).into_iter().find_map(|(begin, stop)| {
            let begin = begin.max(from);
            (stop.min(to) > begin).then_some((begin, stop))
        });
        let stretch = stretch.filter(|(begin, stop)| {
            stop.min(&to).duration_since(*begin) > soon + SignedDuration::from_secs(BACKUP_S)
        });
        if let Some((begin, _)) = stretch {
            let latest = begin + soon;
            let has_one = machine.made.iter().any(|made| made.at >= from && made.really <= latest);
            assert!(has_one, "{from} usable from {begin}: {:?} {week:?}", machine.made);
        }
        slot = Some(next);
    }
}

/// Pieces that touch, as one; a backup is no pause.
fn stretches(pieces: &[(Timestamp, Timestamp)]) -> Vec<(Timestamp, Timestamp)> {
    let mut stretches: Vec<(Timestamp, Timestamp)> = Vec::new();
    for (begin, end) in pieces {
        match stretches.last_mut() {
            Some(last) if begin.duration_since(last.1).as_secs() <= BACKUP_S => last.1 = *end,
            _ => stretches.push((*begin, *end)),
        }
    }
    stretches
}

proptest! {
    #![proptest_config(chance::cases(1000))]

    #[test]
    fn in_a_thousand_weeks_every_slot_has_its_backup_and_none_has_two(week in week()) {
        let machine = live(&week);
        check_none_has_two(&machine);
        check_all_have_one(&machine, &week);
    }
}
