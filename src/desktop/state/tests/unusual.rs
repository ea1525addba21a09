//! Alarms and failed drills: what is told, shown and accepted.

use sauvegarde::alarms::open::OpenAlarm;
use sauvegarde::folder::manifest::{Alarm, AlarmKind, Measure};
use sauvegarde::verify::proof::{Drilled, Proof};

use super::*;
use crate::desktop::view::Icon;

const DAY_S: i64 = 86_400;

fn emptied(table: &str, before: u64) -> Alarm {
    let (kind, table) = (AlarmKind::TableEmptied, Some(table.to_owned()));
    Alarm { kind, table, before: Measure::Number(before), after: Measure::Number(0) }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(format!("/b/{name}.sql.gz"))
}

/// A backup of this name that shows these alarms.
fn made(name: &str, alarms: &[Alarm]) -> Outcome {
    let Outcome::BackedUp(made) = backed_up() else { unreachable!() };
    Outcome::BackedUp(BackedUp { path: path(name), alarms: alarms.to_vec(), ..made })
}

/// The folder after it; `remind` says that nobody was told today.
fn holds(name: &str, alarms: &[Alarm], remind: bool, now: i64) -> Event {
    let (since, alarms) = (at(0), alarms.to_vec());
    let alarm = (!alarms.is_empty()).then(|| OpenAlarm { since, path: path(name), alarms });
    let remind = Reminders { alarm: remind, ..Reminders::default() };
    let last = Some(at(now - 1));
    Event::Catalog(vec![Found { alarm, remind, ..found(DEFAULT, "", last, at(now)) }])
}

fn back_up(state: &mut State, name: &str, alarms: &[Alarm], now: i64) -> Vec<Effect> {
    state.handle(Event::Asked(Command::BackUp(main(), Reason::Manual)), at(now));
    state.handle(Event::Ended(made(name, alarms)), at(now))
}

fn told(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::NotifyAlarm { .. })).count()
}

fn labels(state: &State) -> Vec<String> {
    let label = |entry| match entry {
        MenuEntry::Text(label) | MenuEntry::Item { label, .. } => Some(label),
        _ => None,
    };
    view::tray(state, at(0)).menu.into_iter().filter_map(label).collect()
}

#[test]
fn an_alarm_is_told_in_the_place_of_the_end_and_once_for_the_backups_that_show_it() {
    let mut state = ready();
    let alarms = [emptied("public.eleves", 4812)];
    let effects = back_up(&mut state, "a", &alarms, 10);
    assert!(effects.contains(&Effect::NotifyAlarm { profile: main(), found: false }));
    assert!(notified(&effects).is_empty(), "{effects:?}");
    assert_eq!(view::tray(&state, at(10)).icon, Icon::Warning);
    // The folder shows it too, and that nobody was told today is not true any more.
    assert_eq!(told(&state.handle(holds("a", &alarms, true, 11), at(11))), 0);
    state.handle(Event::SuccessShown, at(20));
    assert_eq!(view::tray(&state, at(20)).icon, Icon::Warning);
    // The next one shows the same, with other numbers.
    let effects = back_up(&mut state, "b", &[emptied("public.eleves", 4000)], 3600);
    assert_eq!((told(&effects), notified(&effects)), (0, vec![None]));
    assert_eq!(told(&state.handle(holds("b", &alarms, false, 3601), at(3601))), 0);
    // A day later it is reminded of, once.
    assert_eq!(told(&state.handle(holds("b", &alarms, true, DAY_S), at(DAY_S + 11))), 1);
    assert_eq!(told(&state.handle(holds("b", &alarms, false, DAY_S), at(DAY_S + 12))), 0);
    // What is new is an event of its own.
    let more = [emptied("public.eleves", 4000), emptied("public.cours", 200)];
    assert_eq!(told(&back_up(&mut state, "c", &more, DAY_S + 20)), 1);
    // A sound one ends it, and then it is told anew.
    assert_eq!(notified(&back_up(&mut state, "d", &[], DAY_S + 30)), [None]);
    state.handle(holds("d", &[], false, DAY_S + 31), at(DAY_S + 31));
    state.handle(Event::SuccessShown, at(DAY_S + 40));
    assert_eq!(view::tray(&state, at(DAY_S + 40)).icon, Icon::Idle);
    assert_eq!(told(&back_up(&mut state, "e", &alarms, DAY_S + 50)), 1);
}

#[test]
fn an_alarm_found_in_the_folder_is_told_unless_it_was_today_and_not_into_a_running_job() {
    let alarms = [emptied("public.eleves", 4812)];
    let mut state = ready();
    assert_eq!(told(&state.handle(holds("a", &alarms, false, 10), at(10))), 0);
    assert_eq!(view::tray(&state, at(10)).icon, Icon::Warning);
    // It was told before this process began, and is reminded of at its time.
    assert_eq!(told(&state.handle(holds("a", &alarms, true, 20), at(20))), 1);
    let mut state = ready();
    state.handle(Event::Asked(Command::VerifyLatest(main())), at(9));
    assert_eq!(told(&state.handle(holds("a", &alarms, true, 10), at(10))), 0);
    let verified = Outcome::Verified { name: "a".to_owned(), problems: Vec::new() };
    state.handle(Event::Ended(verified), at(11));
    let effects = state.handle(holds("a", &alarms, false, 12), at(12));
    assert_eq!(told(&effects), 1);
    // Somebody has to be told again in a day, whatever the schedule.
    assert_eq!(alarm(&effects), Some(at(12 + DAY_S)));
}

#[test]
fn what_is_accepted_is_over_in_icon_menu_and_card() {
    let mut state = ready();
    state.handle(holds("a", &[], false, 5), at(5));
    let before = (view::tray(&state, at(5)).icon, labels(&state));
    let alarms = [emptied("public.eleves", 4812)];
    back_up(&mut state, "a", &alarms, 10);
    state.handle(holds("a", &alarms, true, 11), at(11));
    state.handle(Event::SuccessShown, at(19));
    let shown = labels(&state);
    assert!(shown[0].contains("public.eleves") && shown[0].contains("4,812 → 0"), "{shown:?}");
    state.handle(Event::Asked(Command::ShowAlarm(main())), at(20));
    let card = view::card(&state, at(20));
    assert!(card.text.contains("4,812 → 0"), "{card:?}");
    // A later backup shows the same: a button pressed on the older notification means it too.
    let effects = state.handle(holds("b", &alarms, false, 30), at(30));
    assert_eq!(told(&effects), 0);
    let effects = state.handle(Event::Asked(Command::Accept(main(), path("a"))), at(31));
    assert_eq!(effects, [Effect::Accept(main(), path("b"))]);
    let effects = state.handle(Event::Accepted(main(), Ok(())), at(32));
    assert!(effects.contains(&Effect::Unnotify) && effects.contains(&Effect::ReadCatalog));
    assert_eq!(state.page, Some(Page::Accepted));
    state.handle(holds("b", &[], false, 33), at(33));
    assert_eq!((view::tray(&state, at(33)).icon, labels(&state)), before);
    assert_eq!(state.handle(Event::SuccessShown, at(40)), [Effect::HideCard]);
    assert_eq!(state.page, None);
}

#[test]
fn what_was_not_told_yet_is_not_accepted_with_what_was() {
    let mut state = ready();
    back_up(&mut state, "a", &[emptied("public.eleves", 4812)], 10);
    let more = [emptied("public.eleves", 4812), emptied("public.cours", 200)];
    state.handle(Event::Asked(Command::VerifyLatest(main())), at(11));
    state.handle(holds("b", &more, false, 12), at(12));
    let effects = state.handle(Event::Asked(Command::Accept(main(), path("a"))), at(13));
    assert_eq!(effects, [Effect::Accept(main(), path("a"))]);
}

#[test]
fn an_acceptance_that_cannot_be_written_is_told_and_the_alarm_stays() {
    let mut state = ready();
    back_up(&mut state, "a", &[emptied("public.eleves", 4812)], 10);
    let Outcome::Failed(failure) = failed("damaged") else { unreachable!() };
    let effects = state.handle(Event::Accepted(main(), Err(failure.clone())), at(11));
    assert!(effects.contains(&Effect::Tell(failure)), "{effects:?}");
    assert!(state.main().unwrap().alarm.is_some());
}

#[test]
fn without_notifications_the_card_tells_an_alarm_and_that_it_is_accepted() {
    let mut state = ready();
    state.handle(Event::NotificationsShown(false), at(1));
    let effects = back_up(&mut state, "a", &[emptied("public.eleves", 4812)], 10);
    assert!(effects.contains(&Effect::ShowCard));
    // Until the user closes it.
    assert!(!state.handle(Event::SuccessShown, at(18)).contains(&Effect::HideCard));
    assert_eq!(state.page, Some(Page::Alarm(main())));
    state.handle(Event::Asked(Command::HideCard), at(19));
    assert_eq!(state.page, None);
    let effects = state.handle(Event::Accepted(main(), Ok(())), at(20));
    assert!(effects.contains(&Effect::ShowCard), "{effects:?}");
}

#[test]
fn a_note_has_three_lines_and_says_how_many_more_there_are() {
    let all: Vec<Alarm> = (0..7).map(|at| emptied(&format!("public.t{at}"), 100)).collect();
    for (count, lines, more) in [(1, 1, None), (3, 3, None), (4, 4, None), (7, 4, Some("4"))] {
        let mut state = ready();
        back_up(&mut state, "a", &all[..count], 10);
        let note = view::alarm_note(&state, DEFAULT, false).unwrap();
        assert_eq!(note.body.lines().count(), lines, "{}", note.body);
        let last = note.body.lines().last().unwrap();
        assert!(more.is_none_or(|more| last.contains(more) && !last.contains("public")), "{last}");
        let commands: Vec<Command> = note.buttons.into_iter().map(|(_, it)| it).collect();
        assert_eq!(commands, [Command::ShowAlarm(main()), Command::Accept(main(), path("a"))]);
    }
}

#[test]
fn a_drill_that_failed_stays_red_until_one_succeeds() {
    let drilled = |name: &str, second, detail: &str| Drilled {
        path: path(name),
        at: at(second),
        detail: detail.to_owned(),
    };
    let holds = |proof: &Proof, remind, now: i64| {
        let remind = Reminders { drill: remind, ..Reminders::default() };
        let proof = proof.clone();
        Event::Catalog(vec![Found { proof, remind, ..found(DEFAULT, "", Some(at(now)), at(now)) }])
    };
    let mut state = ready();
    let proved = Some(drilled("a", 0, ""));
    state.handle(holds(&Proof { proved: proved.clone(), failed: None }, false, 10), at(10));
    assert!(labels(&state).iter().any(|it| it.contains("restorable")), "{:?}", labels(&state));
    let failed = Proof { proved: proved.clone(), failed: Some(drilled("b", 20, "no type x")) };
    let effects = state.handle(holds(&failed, true, 20), at(20));
    assert!(effects.contains(&Effect::NotifyDrill(main())), "{effects:?}");
    assert_eq!(view::tray(&state, at(20)).icon, Icon::Error);
    assert!(!labels(&state).iter().any(|it| it.contains("restorable")));
    // A backup alone proves nothing.
    back_up(&mut state, "c", &[], 30);
    let effects = state.handle(holds(&failed, false, 31), at(31));
    assert!(!effects.contains(&Effect::NotifyDrill(main())));
    state.handle(Event::SuccessShown, at(40));
    assert_eq!(view::tray(&state, at(40)).icon, Icon::Error);
    state.handle(Event::Asked(Command::ShowDrill(main())), at(41));
    let card = view::card(&state, at(41));
    assert_eq!(card.text, "no type x");
    assert!(card.rows.iter().any(|(_, value)| value == "a.sql.gz"), "{card:?}");
    let proved = Proof { proved: Some(drilled("c", 50, "")), failed: None };
    state.handle(holds(&proved, false, 50), at(50));
    assert_eq!(view::tray(&state, at(50)).icon, Icon::Idle);
    // What the card was about is over.
    assert_ne!(view::card(&state, at(50)).text, "no type x");
}
