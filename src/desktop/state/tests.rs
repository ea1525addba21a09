mod unusual;

use std::path::PathBuf;

use sauvegarde::config::profile::Profile;
use sauvegarde::report::progress::Stage;
use sauvegarde::schedule::Schedule;
use sauvegarde::unattended::clockwork::Ended;
use sauvegarde::unattended::pass::Tells;
use sauvegarde::unattended::standing::Standing;
use sauvegarde::verify::proof::Proof;

use super::*;
use crate::desktop::event::{BackedUp, Elsewhere, Found, Known, Passed, Recent, Reminders};
use crate::desktop::question::Question;
use crate::desktop::view::{self, MenuEntry};

/// A tray that knows its database.
fn ready() -> State {
    let mut state = State::new(false);
    let configured = configured(&[(DEFAULT, Some("torii"), "")]);
    state.handle(Event::Configured(configured), at(0));
    state.handle(Event::Hotkey(HotkeyState::Works("Ctrl+Alt+S".to_owned())), at(0));
    state
}

fn main() -> String {
    DEFAULT.to_owned()
}

/// Profiles with their names, databases and schedules.
fn configured(profiles: &[(&str, Option<&str>, &str)]) -> Configured {
    let known = |(name, database, schedule): &(&str, Option<&str>, &str)| Known {
        name: (*name).to_owned(),
        database: database.map(str::to_owned),
        schedule: Schedule::parse(schedule).ok(),
        broken: None,
    };
    let profiles = profiles.iter().map(known).collect();
    Configured::Good { profiles, hotkey: "Ctrl+Alt+S".to_owned(), is_first_start: false }
}

fn here(now: Timestamp) -> jiff::Zoned {
    now.to_zoned(jiff::tz::TimeZone::UTC)
}

/// What the folder of a profile with this schedule holds, if its last backup was made then.
fn found(profile: &str, schedule: &str, last: Option<Timestamp>, now: Timestamp) -> Found {
    let schedule = Schedule::parse(schedule).ok();
    let recent = |created_at| Recent {
        path: PathBuf::from("/b/x.sql.gz"),
        created_at,
        file_bytes: 1,
        lacks: None,
        remarks: Vec::new(),
    };
    Found {
        profile: profile.to_owned(),
        recent: last.map(recent).into_iter().collect(),
        standing: Some(Standing::new(schedule.as_ref(), last, &here(now))),
        warnings: Vec::new(),
        trouble: None,
        alarm: None,
        proof: Proof::default(),
        remind: Reminders::default(),
    }
}

fn passed(profile: &str, slot: Timestamp, ended: Ended, outcome: Option<Outcome>) -> Event {
    let postponed = outcome.is_none().then(|| "w".to_owned());
    Event::Passed(Passed { profile: profile.to_owned(), slot, ended, outcome, postponed })
}

fn started(effects: &[Effect]) -> Vec<Job> {
    let job = |effect: &Effect| match effect {
        Effect::Start(Job::Pass(profile, tells)) => Some(Job::Pass(profile.clone(), *tells)),
        Effect::Start(Job::BackUp(profile, reason)) => Some(Job::BackUp(profile.clone(), *reason)),
        _ => None,
    };
    effects.iter().filter_map(job).collect()
}

fn alarm(effects: &[Effect]) -> Option<Timestamp> {
    let alarm = |effect: &Effect| match effect {
        Effect::SetAlarm(at) => Some(*at),
        _ => None,
    };
    effects.iter().rev().find_map(alarm).flatten()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn progress(percent: u8) -> Event {
    Event::Progress(stage(percent))
}

fn stage(percent: u8) -> Progress {
    Progress {
        stage: Stage::Dump,
        percent,
        table: None,
        dump_bytes: 1,
        file_bytes: 1,
        bytes_per_s: 1,
        eta_s: None,
        approximate: false,
    }
}

fn backed_up() -> Outcome {
    Outcome::BackedUp(BackedUp {
        path: PathBuf::from("/b/x.sql.gz"),
        name: "x.sql.gz".to_owned(),
        file_bytes: 1,
        folder: "/b".to_owned(),
        incomplete: false,
        alarms: Vec::new(),
        warnings: Vec::new(),
    })
}

fn restored() -> Outcome {
    Outcome::Restored {
        database: "torii".to_owned(),
        counted: true,
        kept_until: Some("1".to_owned()),
        safety_backup: "s".to_owned(),
        warnings: Vec::new(),
    }
}

fn failed(code: &str) -> Outcome {
    Outcome::Failed(Failure {
        code: code.to_owned(),
        message: "m".to_owned(),
        advice: "a".to_owned(),
    })
}

fn notified(effects: &[Effect]) -> Vec<Option<u8>> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Notify { percent } => Some(*percent),
            _ => None,
        })
        .collect()
}

fn restore() -> Question {
    Question::Restore { file: PathBuf::from("/b/x.sql.gz"), missing: None }
}

fn confirmed(question: &Question) -> Event {
    let profile = Profile { name: main(), ..Profile::default() };
    let answer = question.clone().answered("torii", "torii", profile);
    Event::Confirmed(Box::new(answer.unwrap()))
}

/// What can be pressed on the card, on the notification that fits, and in the menu.
fn commands(state: &State) -> Vec<Command> {
    fn of_menu(entries: Vec<MenuEntry>, commands: &mut Vec<Command>) {
        for entry in entries {
            match entry {
                MenuEntry::Item { command, .. } | MenuEntry::Check { command, .. } => {
                    commands.push(command);
                }
                MenuEntry::Submenu { entries, .. } => of_menu(entries, commands),
                MenuEntry::Text(_) | MenuEntry::Separator => {}
            }
        }
    }
    let buttons = [view::card(state, at(50)).buttons, view::note(state, None).buttons];
    let mut commands: Vec<Command> =
        buttons.into_iter().flatten().map(|(_, command)| command).collect();
    of_menu(view::tray(state, at(50)).menu, &mut commands);
    commands
}

/// Beside the one that opens the log.
fn retry_of_the_card(state: &State) -> Command {
    let buttons = view::card(state, at(50)).buttons;
    let [(_, Command::OpenLog), (_, retry)] = buttons.as_slice() else { panic!("{buttons:?}") };
    retry.clone()
}

#[test]
fn each_milestone_is_told_once_and_in_order_however_far_a_step_goes() {
    let mut state = ready();
    let mut told = notified(&state.handle(Event::HotkeyPressed, at(1)));
    for percent in [5, 10, 20, 20, 60, 70, 72, 85, 100] {
        told.extend(notified(&state.handle(progress(percent), at(2))));
    }
    told.extend(notified(&state.handle(Event::Ended(backed_up()), at(3))));
    let expected = [Some(0), Some(20), Some(40), Some(60), Some(70), Some(85), None];
    assert_eq!(told, expected);
}

#[test]
fn the_hotkey_pressed_ten_times_in_a_second_is_one_backup() {
    let mut state = ready();
    let mut starts = 0;
    for stroke in 0..10 {
        let effects = state.handle(Event::HotkeyPressed, at(10));
        starts += effects.iter().filter(|effect| matches!(effect, Effect::Start(_))).count();
        // Quicker than the hand.
        if stroke == 3 {
            state.handle(Event::Ended(backed_up()), at(10));
        }
    }
    assert_eq!(starts, 1);
    let effects = state.handle(Event::HotkeyPressed, at(12));
    assert!(effects.contains(&Effect::Start(Job::BackUp(main(), Reason::Hotkey))), "{effects:?}");
}

#[test]
fn the_hotkey_during_a_restore_shows_the_card_and_nothing_else() {
    let mut state = ready();
    state.handle(confirmed(&restore()), at(1));
    assert_eq!(state.handle(Event::HotkeyPressed, at(5)), [Effect::ShowCard]);
    assert_eq!(state.running().unwrap().task, Some(Task::Replace(main(), restore())));
}

#[test]
fn retry_does_the_same_again_and_the_error_stays_until_then() {
    let mut state = ready();
    state.handle(Event::Asked(Command::VerifyLatest(main())), at(1));
    state.handle(Event::Ended(failed("no_backup")), at(2));
    state.handle(Event::SuccessShown, at(20));
    assert!(matches!(state.activity, Activity::Failed { .. }));
    let effects = state.handle(Event::Asked(retry_of_the_card(&state)), at(30));
    assert!(effects.contains(&Effect::Start(Job::VerifyLatest(main()))), "{effects:?}");
}

#[test]
fn without_notifications_the_card_tells_instead() {
    let mut state = ready();
    state.handle(Event::NotificationsShown(false), at(1));
    let effects = state.handle(Event::HotkeyPressed, at(2));
    assert!(effects.contains(&Effect::ShowCard), "{effects:?}");
    let effects = state.handle(Event::Ended(backed_up()), at(3));
    assert!(effects.contains(&Effect::After(SUCCESS_SHOWN, Event::SuccessShown)));
    assert_eq!(state.handle(Event::SuccessShown, at(11)), [Effect::HideCard]);
}

#[test]
fn a_service_that_stops_answering_during_a_backup_brings_the_card() {
    let mut state = ready();
    state.handle(Event::HotkeyPressed, at(1));
    assert_eq!(state.handle(Event::NotificationsShown(false), at(3)), [Effect::ShowCard]);
}

#[test]
fn a_cancelled_backup_complains_to_nobody() {
    let mut state = ready();
    state.handle(Event::HotkeyPressed, at(1));
    assert_eq!(state.handle(Event::Asked(Command::CancelJob), at(2)), [Effect::Cancel]);
    assert!(state.handle(Event::Asked(Command::CancelJob), at(2)).is_empty(), "once is enough");
    let effects = state.handle(Event::Ended(failed("cancelled")), at(3));
    assert_eq!(effects, [Effect::Unnotify, Effect::ReadCatalog]);
    assert_eq!(state.activity, Activity::Idle);
}

#[test]
fn quitting_during_a_backup_asks_cancels_and_then_quits() {
    let mut state = ready();
    state.handle(Event::HotkeyPressed, at(1));
    assert_eq!(state.handle(Event::Asked(Command::Quit), at(2)), [Effect::ShowCard]);
    assert!(state.quit_asked);
    assert_eq!(state.handle(Event::Asked(Command::QuitAnyway), at(3)), [Effect::Cancel]);
    let effects = state.handle(Event::Ended(failed("cancelled")), at(4));
    assert!(effects.contains(&Effect::Quit), "{effects:?}");
}

#[test]
fn a_backup_in_a_terminal_is_shown_and_starts_no_second_one() {
    let mut state = ready();
    state.handle(Event::Elsewhere(Elsewhere::Progress(stage(40))), at(1));
    assert_eq!(state.running().unwrap().percent(), 40);
    assert_eq!(state.handle(Event::HotkeyPressed, at(2)), [Effect::ShowCard]);
    assert!(state.handle(Event::Asked(Command::CancelJob), at(2)).is_empty(), "not ours");
    state.handle(Event::Elsewhere(Elsewhere::Lost), at(3));
    assert_eq!(state.activity, Activity::Idle);
}

#[test]
fn a_broken_configuration_changes_nothing_but_says_so() {
    let mut state = ready();
    let Outcome::Failed(failure) = failed("config_invalid") else { unreachable!() };
    let effects = state.handle(Event::Configured(Configured::Broken(failure)), at(1));
    assert!(matches!(effects.as_slice(), [Effect::Log(_), Effect::Tell(_)]));
    assert_eq!(state.main().unwrap().known.database.as_deref(), Some("torii"));
    let effects = state.handle(Event::HotkeyPressed, at(2));
    assert!(effects.contains(&Effect::Start(Job::BackUp(main(), Reason::Hotkey))));
}

#[test]
fn without_notifications_the_card_tells_a_trouble_until_it_is_closed() {
    let mut state = ready();
    let Outcome::Failed(failure) = failed("target_missing") else { unreachable!() };
    state.handle(Event::Trouble(failure.clone()), at(1));
    assert!(!state.card_shown, "a notification tells it");
    state.handle(Event::NotificationsShown(false), at(2));
    state.handle(Event::HotkeyPressed, at(2));
    state.handle(Event::Ended(backed_up()), at(3));
    let effects = state.handle(Event::Trouble(failure), at(4));
    assert!(effects.contains(&Effect::ShowCard), "{effects:?}");
    assert!(!state.handle(Event::SuccessShown, at(11)).contains(&Effect::HideCard));
    state.handle(Event::Asked(Command::HideCard), at(12));
    assert!(state.trouble.is_none() && !state.card_shown);
}

#[test]
fn the_first_start_opens_the_settings_unless_hidden() {
    for (hidden, opens) in [(false, true), (true, false)] {
        let mut state = State::new(hidden);
        let configured = configured(&[(DEFAULT, None, "")]);
        let effects = state.handle(Event::Configured(configured), at(1));
        assert_eq!(effects.contains(&Effect::Window(Window::Settings)), opens);
    }
}

#[test]
fn a_backup_of_last_week_is_a_warning_from_the_right_moment_on() {
    let mut state = ready();
    let week_s = 7 * 24 * 3600;
    let catalog = |last, now| Event::Catalog(vec![found(DEFAULT, "", Some(at(last)), at(now))]);
    let effects = state.handle(catalog(0, week_s - 10), at(week_s - 10));
    assert_eq!(alarm(&effects), Some(at(week_s)));
    assert_eq!(view::tray(&state, at(week_s - 10)).icon, view::Icon::Idle);
    assert_eq!(state.handle(Event::AlarmRang, at(week_s)), [Effect::ReadCatalog]);
    state.handle(catalog(0, week_s), at(week_s));
    assert_eq!(view::tray(&state, at(week_s)).icon, view::Icon::Warning);
    state.handle(catalog(0, week_s * 2), at(week_s * 2));
    assert_eq!(view::tray(&state, at(week_s)).icon, view::Icon::Error);
    state.handle(catalog(week_s * 2, week_s * 2), at(week_s * 2));
    assert_eq!(view::tray(&state, at(week_s)).icon, view::Icon::Idle);
}

/// 08:00 UTC, and the slot of every day a minute later than that, behind the jitter of the profile.
const SLOT_S: i64 = 9 * 3600;

#[test]
fn a_slot_that_passes_makes_one_backup_and_its_end_alone_is_told() {
    let mut state = State::new(true);
    state.handle(Event::Configured(configured(&[("a", Some("torii"), "daily 17:00")])), at(0));
    // 1 800 000 000 is 08:00:00 UTC.
    let slot = at(SLOT_S);
    let last = Some(at(-3600 * 12));
    let catalog = |now| Event::Catalog(vec![found("a", "daily 17:00", last, now)]);
    let effects = state.handle(catalog(at(0)), at(0));
    let rings = alarm(&effects).unwrap();
    assert!(started(&effects).is_empty());
    assert_eq!(rings, slot + sauvegarde::schedule::jitter("a"));
    assert_eq!(state.handle(Event::AlarmRang, rings), [Effect::ReadCatalog]);
    let effects = state.handle(catalog(rings), rings);
    assert_eq!(started(&effects).len(), 1, "{effects:?}");
    assert!(notified(&effects).is_empty());
    assert!(notified(&state.handle(progress(60), rings)).is_empty());
    // Whatever wakes it meanwhile begins nothing, and nothing wakes it again before its end.
    assert_eq!(alarm(&effects), None);
    for event in [Event::Woke, catalog(rings)] {
        let effects = state.handle(event, rings);
        assert!(started(&effects).is_empty());
        assert_eq!(alarm(&effects), None);
    }
    let effects = state.handle(passed("a", slot, Ended::Done, Some(backed_up())), rings);
    assert_eq!(notified(&effects), [None]);
    assert!(effects.contains(&Effect::ReadCatalog));
    let made = found("a", "daily 17:00", Some(rings), rings);
    let effects = state.handle(Event::Catalog(vec![made]), rings);
    assert!(started(&effects).is_empty());
    assert!(alarm(&effects).unwrap() > slot + SignedDuration::from_hours(23));
}

#[test]
fn a_server_that_does_not_answer_is_tried_again_and_is_an_error_after_half_an_hour() {
    let mut state = State::new(true);
    state.handle(Event::Configured(configured(&[("a", Some("torii"), "daily 17:00")])), at(0));
    let slot = at(SLOT_S);
    let mut now = slot + SignedDuration::from_mins(10);
    let (mut waits, mut told) = (Vec::new(), None);
    let first = now;
    while now < slot + SignedDuration::from_hours(3) {
        let catalog = Event::Catalog(vec![found("a", "daily 17:00", None, now)]);
        let effects = state.handle(catalog, now);
        let [Job::Pass(_, tells)] = started(&effects)[..] else { panic!("{effects:?}") };
        let is_early = tells != Tells::All;
        let outcome = (!is_early).then(|| failed("server_unreachable"));
        let effects = state.handle(passed("a", slot, Ended::NoServer, outcome), now);
        if notified(&effects) == [None] {
            assert_eq!(told.replace(now), None, "told once");
        }
        let catalog = Event::Catalog(vec![found("a", "daily 17:00", None, now)]);
        let next = alarm(&state.handle(catalog, now)).unwrap();
        waits.push(next.duration_since(now).as_secs());
        now = next;
    }
    assert_eq!(waits[..7], [30, 60, 120, 300, 600, 900, 900]);
    let told = told.unwrap() - first;
    assert!(told.total(jiff::Unit::Minute).unwrap() >= 30.0, "{told}");
    assert!(told.total(jiff::Unit::Minute).unwrap() < 46.0, "{told}");
    // The network is there: no need to wait for the next try.
    state.handle(Event::Woke, now);
    let catalog = Event::Catalog(vec![found("a", "daily 17:00", None, now)]);
    assert_eq!(started(&state.handle(catalog, now)).len(), 1);
}

#[test]
fn a_folder_that_is_not_there_is_tried_told_and_tried_again_every_hour() {
    let mut state = State::new(true);
    state.handle(Event::Configured(configured(&[("a", Some("torii"), "daily 17:00")])), at(0));
    let Outcome::Failed(failure) = failed("target_missing") else { unreachable!() };
    let gone = |now| {
        let found = found("a", "daily 17:00", None, now);
        let (recent, standing) = (Vec::new(), None);
        Event::Catalog(vec![Found { recent, standing, trouble: Some(failure.clone()), ..found }])
    };
    let effects = state.handle(gone(at(0)), at(0));
    assert_eq!(started(&effects), [Job::Pass("a".to_owned(), Tells::All)]);
    let ended = passed("a", Timestamp::MIN, Ended::Failed, Some(failed("target_missing")));
    assert_eq!(notified(&state.handle(ended, at(1))), [None]);
    let effects = state.handle(gone(at(2)), at(2));
    assert!(started(&effects).is_empty());
    assert_eq!(alarm(&effects), Some(at(3601)));
    assert_eq!(view::tray(&state, at(2)).icon, view::Icon::Error);
    assert_eq!(started(&state.handle(gone(at(3601)), at(3601))).len(), 1);
    // It is told once.
    let ended = passed("a", Timestamp::MIN, Ended::Failed, Some(failed("target_missing")));
    assert!(notified(&state.handle(ended, at(3602))).is_empty());
}

#[test]
fn every_profile_is_served_one_after_the_other_and_a_failure_of_one_stays_its_own() {
    let mut state = State::new(true);
    let profiles = [("a", Some("torii"), "hourly"), ("b", Some("compta"), "hourly")];
    state.handle(Event::Configured(configured(&profiles)), at(0));
    let now = at(1800);
    let slot = at(0);
    let catalog =
        |a, b| Event::Catalog(vec![found("a", "hourly", a, now), found("b", "hourly", b, now)]);
    let first = started(&state.handle(catalog(None, None), now));
    assert!(matches!(&first[..], [Job::Pass(profile, _)] if profile == "a"), "{first:?}");
    state.handle(passed("a", slot, Ended::Failed, Some(failed("no_space"))), now);
    let second = started(&state.handle(catalog(None, None), now));
    assert!(matches!(&second[..], [Job::Pass(profile, _)] if profile == "b"), "{second:?}");
    state.handle(passed("b", slot, Ended::Done, Some(backed_up())), now);
    state.handle(catalog(None, Some(now)), now);
    state.handle(Event::SuccessShown, now);
    let view = view::tray(&state, now);
    assert_eq!(view.icon, view::Icon::Error);
    assert!(view.tooltip.contains("a : m") || view.tooltip.contains("a: m"), "{}", view.tooltip);
    let asked = commands(&state);
    for profile in ["a", "b"] {
        let back_up = Command::BackUp(profile.to_owned(), Reason::Manual);
        assert!(asked.contains(&back_up));
        assert!(asked.contains(&Command::OpenRestore(profile.to_owned())));
    }
    // Made by another process since.
    state.handle(catalog(Some(now + SignedDuration::from_secs(1)), Some(now)), now);
    assert_eq!(view::tray(&state, now).icon, view::Icon::Idle);
}

#[test]
fn a_backup_asked_for_when_the_one_before_is_published_begins_after_it() {
    let mut state = ready();
    state.handle(Event::HotkeyPressed, at(1));
    state.handle(progress(100), at(2));
    let asked = || Event::Asked(Command::BackUp(main(), Reason::Manual));
    assert!(state.handle(asked(), at(2)).is_empty());
    let effects = state.handle(Event::Ended(backed_up()), at(2));
    let end = effects.iter().position(|effect| *effect == Effect::Notify { percent: None });
    let again = Effect::After(Duration::ZERO, asked());
    assert!(effects.iter().position(|effect| *effect == again) > end, "{effects:?}");
    let effects = state.handle(asked(), at(2));
    assert!(effects.contains(&Effect::Start(Job::BackUp(main(), Reason::Manual))), "{effects:?}");
    // Once.
    let effects = state.handle(Event::Ended(backed_up()), at(3));
    assert!(!effects.contains(&again), "{effects:?}");
}

#[test]
fn only_damage_of_the_newest_backup_found_in_a_terminal_is_an_error_here() {
    let mut state = ready();
    let recent = |name: &str| Recent {
        path: PathBuf::from(name),
        created_at: at(0),
        file_bytes: 1,
        lacks: None,
        remarks: Vec::new(),
    };
    let recent = vec![recent("/b/new.sql.gz"), recent("/b/old.sql.gz")];
    let found = Found { recent, ..found(DEFAULT, "", Some(at(0)), at(1)) };
    state.handle(Event::Catalog(vec![found]), at(1));
    let mut verified = |path: &str, problems: &[&str]| {
        let problems = problems.iter().map(ToString::to_string).collect();
        let verified = Elsewhere::Verified { path: PathBuf::from(path), problems };
        assert_eq!(state.handle(Event::Elsewhere(verified), at(2)), [Effect::ReadCatalog]);
        state.activity != Activity::Idle
    };
    assert!(!verified("/b/old.sql.gz", &["changed"]));
    assert!(!verified("/b/new.sql.gz", &[]));
    assert!(verified("/b/new.sql.gz", &["changed"]));
    assert!(verified("/b/old.sql.gz", &[]));
    assert!(!verified("/b/new.sql.gz", &[]));
}

#[test]
fn a_restore_asked_for_during_a_backup_is_refused_in_its_window() {
    let mut state = ready();
    state.handle(Event::HotkeyPressed, at(1));
    let effects = state.handle(confirmed(&Question::Undo), at(2));
    assert_eq!(effects, [Effect::ShowCard, Effect::RefuseRestore]);
    // One that runs is not taken for refused, whoever asks for another one.
    state.handle(Event::Ended(backed_up()), at(3));
    state.handle(confirmed(&Question::Undo), at(4));
    assert_eq!(state.handle(confirmed(&Question::Undo), at(5)), [Effect::ShowCard]);
}

#[test]
fn a_restore_that_failed_in_a_terminal_is_not_tried_again_from_here() {
    for (at_stage, task) in [
        (Stage::Restore, None),
        (Stage::Statistics, None),
        (Stage::Dump, Some(Task::BackUp(main(), Reason::Manual))),
    ] {
        let mut state = ready();
        let progress = Progress { stage: at_stage, ..stage(40) };
        state.handle(Event::Elsewhere(Elsewhere::Progress(progress)), at(1));
        state.handle(Event::Elsewhere(Elsewhere::Ended(failed("server_answer"))), at(2));
        let Activity::Failed { task: known, .. } = &state.activity else { panic!() };
        assert_eq!(*known, task);
    }
}

#[test]
fn trying_a_failed_replacement_again_leads_to_its_question_and_starts_nothing() {
    for question in [restore(), Question::Undo] {
        let mut state = ready();
        state.handle(confirmed(&question), at(1));
        state.handle(Event::Ended(failed("server_unreachable")), at(2));
        let retry = retry_of_the_card(&state);
        assert_eq!(retry, Command::Ask(main(), question.clone()));
        assert_eq!(view::note(&state, None).buttons[0].1, retry);
        let effects = state.handle(Event::Asked(retry), at(3600));
        assert_eq!(effects, [Effect::Ask(main(), question)]);
        assert!(state.running().is_none());
    }
}

#[test]
fn trying_again_after_something_was_missing_asks_whether_that_is_accepted() {
    let mut state = ready();
    state.handle(confirmed(&restore()), at(1));
    let Outcome::Failed(failure) = failed("incomplete") else { panic!() };
    state.handle(Event::Ended(Outcome::Failed(failure.clone())), at(2));
    let missing = Some(failure.message);
    let question = Question::Restore { file: PathBuf::from("/b/x.sql.gz"), missing };
    assert_eq!(retry_of_the_card(&state), Command::Ask(main(), question));
}

#[test]
fn a_restore_that_succeeded_offers_the_question_of_its_undo() {
    let mut state = ready();
    state.handle(confirmed(&restore()), at(1));
    state.handle(Event::Ended(restored()), at(2));
    for buttons in [view::card(&state, at(3)).buttons, view::note(&state, None).buttons] {
        let [(_, command)] = buttons.as_slice() else { panic!("{buttons:?}") };
        let effects = state.handle(Event::Asked(command.clone()), at(3));
        assert_eq!(effects, [Effect::Ask(main(), Question::Undo)]);
    }
}

#[test]
fn nothing_that_is_pressed_once_replaces_a_live_database() {
    let ends: [fn() -> Outcome; 3] = [restored, backed_up, || failed("restore_failed")];
    let begun: [fn() -> Event; 4] = [
        || Event::HotkeyPressed,
        || Event::Asked(Command::VerifyLatest(main())),
        || confirmed(&restore()),
        || confirmed(&Question::Undo),
    ];
    for begin in begun {
        for end in ends {
            let state = || {
                let mut state = ready();
                state.handle(begin(), at(1));
                state.handle(Event::Ended(end()), at(2));
                state
            };
            for command in commands(&state()) {
                let mut state = state();
                let mut effects = state.handle(Event::Asked(command.clone()), at(3));
                effects.extend(state.handle(Event::HotkeyPressed, at(9)));
                let replaces = |effect: &Effect| matches!(effect, Effect::Start(Job::Replace(_)));
                assert!(!effects.iter().any(replaces), "{command:?}: {effects:?}");
            }
        }
    }
}
