//! PURE: what happened → what is to be done.
//!
//! Invariants: one job at a time; the hotkey and a second start begin nothing while one runs; what
//! replaces the live database begins with its name, typed, and with nothing else; an error stays until
//! a job succeeds; the notifications of a backup come in the order of its
//! percentages, each milestone once.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sauvegarde::config::profile::DEFAULT;
use sauvegarde::folder::manifest::Reason;
use sauvegarde::report::progress::Progress;
use sauvegarde::unattended::clockwork::Clockwork;

use super::event::{Bar, Command, Configured, Event, Failure, HotkeyState, Known, Outcome};

mod activity;
mod effect;
mod elsewhere;
mod schedule;
#[cfg(test)]
mod tests;
mod unusual;
mod watched;

pub use activity::{Activity, Run};
pub use effect::{Effect, Job, Place, Task, Window};
pub use unusual::Page;
pub use watched::Watched;

/// A success is shown for that long.
pub const SUCCESS_SHOWN: Duration = Duration::from_secs(8);
/// Between two strokes of the hotkey that mean the same.
const SAME_WISH: SignedDuration = SignedDuration::from_secs(1);

/// Everything that the tray, the card and the notifications are drawn from.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub struct State {
    pub activity: Activity,
    pub hotkey: HotkeyState,
    pub autostart: bool,
    /// The one that the hotkey backs up first.
    pub profiles: Vec<Watched>,
    /// Why the configuration file is not in force.
    pub broken_configuration: Option<Failure>,
    /// Something small that did not work, where no notification can tell it: the card does, until
    /// it is closed.
    pub trouble: Option<Failure>,
    /// What the card shows instead of the state, until it is closed.
    pub page: Option<Page>,
    /// Something shows notifications; where nothing does, the card comes instead.
    pub notifications: bool,
    /// Something shows the icon; where nothing does, the card says so.
    pub tray: bool,
    /// What the icon lies on.
    pub bar: Bar,
    pub card_shown: bool,
    /// The card asks whether to quit although a job runs.
    pub quit_asked: bool,
    /// Of the last job that was started here.
    last_profile: Option<String>,
    wanted_hotkey: Option<String>,
    hotkey_pressed_at: Option<Timestamp>,
    /// A backup was asked for when the one before was published and not yet put away.
    next: Option<(String, Reason)>,
    /// What was tried, and when it is tried again.
    clockwork: Clockwork,
    /// The job is being cancelled because the user quits.
    quitting: bool,
    /// Nothing but the icon is to be shown at the start.
    hidden: bool,
}

impl State {
    /// `hidden`: started with the session, so no window comes by itself.
    pub fn new(hidden: bool) -> Self {
        Self {
            activity: Activity::Idle,
            hotkey: HotkeyState::Pending,
            autostart: false,
            profiles: Vec::new(),
            broken_configuration: None,
            trouble: None,
            page: None,
            notifications: true,
            tray: true,
            bar: Bar::Dark,
            card_shown: false,
            quit_asked: false,
            last_profile: None,
            wanted_hotkey: None,
            hotkey_pressed_at: None,
            next: None,
            clockwork: Clockwork::default(),
            quitting: false,
            hidden,
        }
    }

    /// The profile of the hotkey and of the icon's click.
    pub fn main(&self) -> Option<&Watched> {
        self.profiles.first()
    }

    /// Its name, also where nothing is configured.
    pub fn main_name(&self) -> String {
        self.main().map_or(DEFAULT, Watched::name).to_owned()
    }

    fn watched_mut(&mut self, profile: &str) -> Option<&mut Watched> {
        self.profiles.iter_mut().find(|watched| watched.name() == profile)
    }

    /// Before the first start nothing is.
    pub fn is_configured(&self) -> bool {
        self.profiles.iter().any(|watched| watched.known.database.is_some())
    }

    /// The profile of the job that runs or was the last.
    pub fn profile_of_job(&self) -> Option<&str> {
        match &self.activity {
            Activity::Running(run) => run.task.as_ref().map(Task::profile),
            Activity::Failed { task, .. } => task.as_ref().map(Task::profile),
            Activity::Succeeded(_) => self.last_profile.as_deref(),
            Activity::Idle => None,
        }
    }

    pub fn running(&self) -> Option<&Run> {
        match &self.activity {
            Activity::Running(run) => Some(run),
            _ => None,
        }
    }

    /// `now` is the time of the event.
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::Asked(command) => self.asked(command),
            Event::Confirmed(confirmed) => self.start_or_show(Job::Replace(confirmed)),
            Event::HotkeyPressed => self.hotkey_pressed(now),
            Event::Hotkey(hotkey) => {
                self.hotkey = hotkey;
                Vec::new()
            }
            Event::Progress(progress) => self.progress(progress),
            Event::Ended(outcome) => self.ended(outcome, now),
            Event::Accepted(profile, written) => self.accepted(&profile, written),
            Event::Passed(passed) => self.passed(passed, now),
            Event::Elsewhere(elsewhere) => self.elsewhere(elsewhere),
            Event::NotificationsShown(shown) => self.notifications_shown(shown),
            Event::Catalog(found) => self.catalog(found, now),
            Event::Configured(configured) => self.configured(configured),
            Event::Autostart(on) => {
                self.autostart = on;
                Vec::new()
            }
            Event::Trouble(failure) => self.tell(failure),
            Event::TrayShown(shown) => self.tray_shown(shown),
            Event::Bar(bar) => {
                self.bar = bar;
                Vec::new()
            }
            Event::SuccessShown => self.success_shown(),
            Event::AlarmRang => vec![Effect::ReadCatalog],
            Event::Woke => {
                self.clockwork.look_again(now);
                vec![Effect::ReadCatalog]
            }
        }
    }

    fn asked(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::BackUp(profile, reason) => self.start_or_show(Job::BackUp(profile, reason)),
            Command::BackUpFirst => {
                self.start_or_show(Job::BackUp(self.main_name(), Reason::Manual))
            }
            Command::Ask(profile, question) => vec![Effect::Ask(profile, question)],
            Command::VerifyLatest(profile) => self.start_or_show(Job::VerifyLatest(profile)),
            Command::CancelJob => self.cancel(),
            Command::ShowCard => {
                self.page = None;
                self.show_card()
            }
            Command::ShowAlarm(profile) => self.show_page(Page::Alarm(profile)),
            Command::ShowDrill(profile) => self.show_page(Page::Drill(profile)),
            Command::Accept(profile, path) => self.accept(profile, path),
            Command::HideCard => self.hide_card(),
            Command::OpenRestore(profile) => vec![Effect::Window(Window::Restore(profile))],
            Command::OpenSettings => vec![Effect::Window(Window::Settings)],
            Command::OpenFolder(profile) => vec![Effect::Open(Place::Folder(profile))],
            Command::Reveal(path) => vec![Effect::Open(Place::File(path))],
            Command::SetAutostart(on) => vec![Effect::SetAutostart(on)],
            Command::OpenLog => vec![Effect::Open(Place::Log)],
            Command::CopyDiagnostic => vec![Effect::CopyDiagnostic],
            Command::Reconfigure => vec![Effect::ReadConfiguration],
            Command::Quit if self.running().is_some_and(Run::is_ours) => {
                self.quit_asked = true;
                self.show_card()
            }
            Command::Quit | Command::QuitAnyway => self.quit(),
            Command::KeepRunning => {
                self.quit_asked = false;
                self.hide_card()
            }
        }
    }

    /// Pressed again at once it is the same wish, even if the backup was quicker than the hand.
    fn hotkey_pressed(&mut self, now: Timestamp) -> Vec<Effect> {
        let before = self.hotkey_pressed_at.replace(now);
        let is_again = before.is_some_and(|before| now.duration_since(before) < SAME_WISH);
        if is_again && self.running().is_none_or(Run::is_published) {
            return Vec::new();
        }
        self.start_or_show(Job::BackUp(self.main_name(), Reason::Hotkey))
    }

    /// Whatever runs already is shown instead, unless it is over but for the word that says so.
    fn start_or_show(&mut self, job: Job) -> Vec<Effect> {
        if let Some(run) = self.running() {
            let refused = match job {
                Job::BackUp(profile, reason) if run.is_published() => {
                    self.next = Some((profile, reason));
                    return Vec::new();
                }
                // The window asks for one at a time.
                Job::Replace(_) if !run.is_replacement() => Some(Effect::RefuseRestore),
                _ => None,
            };
            let mut effects = self.show_card();
            effects.extend(refused);
            return effects;
        }
        // What is to be replaced was said with the question.
        if !self.is_configured() && !matches!(job, Job::Replace(_)) {
            return vec![Effect::Window(Window::Settings)];
        }
        (self.trouble, self.page) = (None, None);
        let is_backup = matches!(job, Job::BackUp(..));
        // A replacement is watched in its window, and what nobody asked for is not watched.
        let wants_card = matches!(job, Job::VerifyLatest(_)) || is_backup && !self.notifications;
        let task = job.task();
        self.last_profile = Some(task.profile().to_owned());
        self.activity = Activity::Running(Run::new(Some(task)));
        let mut effects = vec![Effect::Start(job)];
        if is_backup {
            effects.push(Effect::Notify { percent: Some(0) });
        }
        if wants_card {
            effects.extend(self.show_card());
        }
        effects
    }

    fn progress(&mut self, progress: Progress) -> Vec<Effect> {
        let Activity::Running(run) = &mut self.activity else {
            return Vec::new();
        };
        let due = run.advance(progress);
        // Only a backup that somebody asked for is worth the notifications of its stages.
        if !run.is_backup() || run.is_scheduled() {
            return Vec::new();
        }
        due.into_iter().map(|percent| Effect::Notify { percent: Some(percent) }).collect()
    }

    fn ended(&mut self, outcome: Outcome, now: Timestamp) -> Vec<Effect> {
        let Activity::Running(run) = &self.activity else {
            return Vec::new();
        };
        let task = run.task.clone();
        self.quit_asked = false;
        let mut effects = Vec::new();
        let is_news = self.note(task.as_ref(), &outcome, now);
        match outcome {
            Outcome::Failed(failure) if failure.is_cancellation() => {
                self.activity = Activity::Idle;
                effects.push(Effect::Unnotify);
                effects.extend(self.hide_card());
            }
            Outcome::Failed(failure) => {
                let task = task.map(|task| task.after(&failure));
                self.activity = Activity::Failed { failure, task };
                if is_news {
                    effects.push(Effect::Notify { percent: None });
                }
                if is_news && !self.notifications {
                    effects.extend(self.show_card());
                }
            }
            outcome => {
                self.activity = Activity::Succeeded(outcome);
                effects.extend(self.tell_success(now));
                effects.push(Effect::After(SUCCESS_SHOWN, Event::SuccessShown));
            }
        }
        if self.quitting {
            effects.push(Effect::Quit);
        } else {
            effects.push(Effect::ReadCatalog);
            effects.extend(self.begin_next());
        }
        effects
    }

    /// Keeps in mind how a backup of a profile went; gives whether that is worth a word, which the
    /// same failure of what nobody asked for is not.
    fn note(&mut self, task: Option<&Task>, outcome: &Outcome, now: Timestamp) -> bool {
        let Some(task @ Task::BackUp(profile, _)) = task else { return true };
        let is_scheduled = task.is_scheduled();
        let Some(watched) = self.watched_mut(profile) else { return true };
        match outcome {
            Outcome::BackedUp(_) => watched.failed = None,
            Outcome::Failed(failure) if !failure.is_cancellation() => {
                let before = watched.failed.replace((now, failure.clone()));
                let is_same = before.is_some_and(|(_, before)| before.code == failure.code);
                return !(is_scheduled && is_same);
            }
            _ => {}
        }
        true
    }

    /// Only when the end of the one before was told.
    fn begin_next(&mut self) -> Option<Effect> {
        let (profile, reason) = self.next.take()?;
        let again = Event::Asked(Command::BackUp(profile, reason));
        Some(Effect::After(Duration::ZERO, again))
    }

    fn notifications_shown(&mut self, shown: bool) -> Vec<Effect> {
        let lost = self.notifications && !shown;
        self.notifications = shown;
        let worth_a_card = !matches!(self.activity, Activity::Idle);
        if lost && worth_a_card { self.show_card() } else { Vec::new() }
    }

    fn tray_shown(&mut self, shown: bool) -> Vec<Effect> {
        self.tray = shown;
        if shown || self.hidden { Vec::new() } else { self.show_card() }
    }

    fn configured(&mut self, configured: Configured) -> Vec<Effect> {
        match configured {
            Configured::Broken(failure) => {
                let is_new = self.broken_configuration.as_ref() != Some(&failure);
                self.broken_configuration = Some(failure.clone());
                if !is_new {
                    return Vec::new();
                }
                self.tell(failure)
            }
            Configured::Good { profiles, hotkey, is_first_start } => {
                self.broken_configuration = None;
                let mut effects = self.take_over(profiles);
                let is_first_start =
                    (is_first_start || !self.is_configured()) && self.wanted_hotkey.is_none();
                effects.push(Effect::ReadCatalog);
                if self.wanted_hotkey.as_ref() != Some(&hotkey) {
                    self.hotkey = HotkeyState::Pending;
                    self.wanted_hotkey = Some(hotkey.clone());
                    effects.push(Effect::RegisterHotkey(hotkey));
                }
                if is_first_start && !self.hidden {
                    effects.push(Effect::Window(Window::Settings));
                }
                effects
            }
        }
    }

    /// The profiles as they are configured now; what is known of each stays.
    fn take_over(&mut self, profiles: Vec<Known>) -> Vec<Effect> {
        let mut before = std::mem::take(&mut self.profiles);
        let mut broken = Vec::new();
        for known in profiles {
            let at = before.iter().position(|watched| watched.name() == known.name);
            let mut watched = at.map_or_else(Watched::default, |at| before.swap_remove(at));
            if known.broken != watched.known.broken {
                broken.extend(known.broken.clone());
            }
            watched.known = known;
            self.profiles.push(watched);
        }
        broken.into_iter().flat_map(|failure| self.tell(failure)).collect()
    }

    fn tell(&mut self, failure: Failure) -> Vec<Effect> {
        let mut effects = vec![Effect::Log(failure.clone()), Effect::Tell(failure.clone())];
        if !self.notifications {
            self.trouble = Some(failure);
            effects.extend(self.show_card());
        }
        effects
    }

    fn success_shown(&mut self) -> Vec<Effect> {
        let was_accepted = self.page.take_if(|page| *page == Page::Accepted).is_some();
        if matches!(self.activity, Activity::Succeeded(_)) {
            self.activity = Activity::Idle;
        } else if !was_accepted {
            return Vec::new();
        }
        let is_read = self.trouble.is_some() || self.page.is_some();
        if is_read { Vec::new() } else { self.hide_card() }
    }

    fn show_card(&mut self) -> Vec<Effect> {
        self.card_shown = true;
        vec![Effect::ShowCard]
    }

    fn hide_card(&mut self) -> Vec<Effect> {
        (self.trouble, self.page) = (None, None);
        if !std::mem::take(&mut self.card_shown) {
            return Vec::new();
        }
        vec![Effect::HideCard]
    }

    fn cancel(&mut self) -> Vec<Effect> {
        match &mut self.activity {
            Activity::Running(run) if run.is_ours() && !run.cancelling => {
                run.cancelling = true;
                vec![Effect::Cancel]
            }
            _ => Vec::new(),
        }
    }

    fn quit(&mut self) -> Vec<Effect> {
        self.quit_asked = false;
        if self.running().is_some_and(Run::is_ours) {
            self.quitting = true;
            self.cancel()
        } else {
            vec![Effect::Unnotify, Effect::Quit]
        }
    }
}
