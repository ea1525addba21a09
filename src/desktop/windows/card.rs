//! The card: a small window at the bottom right that tells how the backup goes and never takes
//! the focus.

use slint::winit_030::WinitWindowAccessor as _;
use slint::{ComponentHandle as _, PhysicalPosition, PhysicalSize, PlatformError, SharedString};

use crate::desktop::event::{Command, Event};
use crate::desktop::os::work_area::{self, WorkArea};
use crate::desktop::sender::EventSender;
use crate::desktop::view::{self, CardView};
use crate::desktop::windows::generated;
use crate::desktop::windows::generated::{CardLine, CardWindow, Words};
use crate::desktop::windows::make::{self, breakable, model};
use crate::desktop::windows::words;

/// Between the card and the edges of the work area, in logical pixels as all lengths of windows.
const GAP: f32 = 12.0;

/// Without a window until it is first shown, and again once it was hidden.
pub struct Card {
    send: EventSender,
    shown: Option<Shown>,
}

struct Shown {
    window: CardWindow,
    view: CardView,
}

impl Card {
    pub fn new(send: EventSender) -> Self {
        Self { send, shown: None }
    }

    /// # Errors
    /// The window cannot be made.
    pub fn show(&mut self, view: &CardView) -> Result<(), PlatformError> {
        if self.shown.is_some() {
            self.update(view);
            return Ok(());
        }
        let window = open(&self.send)?;
        fill(&window, view);
        list(&window, view, &self.send);
        place(&window);
        window.show()?;
        // The window knows its scale once the system has made it: only then is its place exact.
        let weak = window.as_weak();
        slint::spawn_local(async move {
            let Some(window) = weak.upgrade() else {
                return;
            };
            if let Ok(made) = window.window().winit_window().await {
                make::keep_in_background(&made);
                place(&window);
                window.set_appeared(true);
            }
        })
        .map_err(|error| PlatformError::Other(error.to_string()))?;
        self.shown = Some(Shown { window, view: view.clone() });
        Ok(())
    }

    /// Nothing while the card is not shown.
    pub fn update(&mut self, view: &CardView) {
        let Some(shown) = &mut self.shown else {
            return;
        };
        fill(&shown.window, view);
        // New buttons would lose a press that has begun.
        if shown.view.rows != view.rows || shown.view.buttons != view.buttons {
            list(&shown.window, view, &self.send);
        }
        shown.view = view.clone();
    }

    pub fn hide(&mut self) {
        if let Some(shown) = self.shown.take() {
            // A window that is gone already is hidden too.
            let _ = shown.window.hide();
        }
    }
}

fn open(send: &EventSender) -> Result<CardWindow, PlatformError> {
    let window = make::as_card(CardWindow::new)?;
    words::fill(&window.global::<Words>());
    window.set_see_through(work_area::is_composited());
    let dismiss = send.clone();
    window.on_dismissed(move || dismiss.send(Event::Asked(Command::HideCard)));
    let weak = window.as_weak();
    window.on_resized(move || {
        if let Some(window) = weak.upgrade() {
            place(&window);
        }
    });
    Ok(window)
}

fn fill(window: &CardWindow, view: &CardView) {
    window.set_look(match view.look {
        view::CardLook::Idle => generated::CardLook::Idle,
        view::CardLook::Running => generated::CardLook::Running,
        view::CardLook::Done => generated::CardLook::Done,
        view::CardLook::Warning => generated::CardLook::Warning,
        view::CardLook::Failed => generated::CardLook::Failed,
    });
    window.set_heading(view.title.as_str().into());
    window.set_percent(view.percent.map_or(-1, i32::from));
    window.set_text(view.text.as_str().into());
    window.set_advice(view.advice.as_str().into());
}

fn list(window: &CardWindow, view: &CardView, send: &EventSender) {
    let line = |(label, value): &(String, String)| CardLine {
        label: label.into(),
        value: breakable(value).into(),
    };
    window.set_rows(model(view.rows.iter().map(line)));
    window.set_buttons(model(view.buttons.iter().map(|(label, _)| SharedString::from(label))));
    let commands: Vec<Command> = view.buttons.iter().map(|(_, command)| command.clone()).collect();
    let send = send.clone();
    window.on_pressed(move |index| {
        let command = usize::try_from(index).ok().and_then(|index| commands.get(index));
        if let Some(command) = command {
            send.send(Event::Asked(command.clone()));
        }
    });
}

/// As large as its content within the work area, in the corner.
fn place(window: &CardWindow) {
    let area = WorkArea::find();
    let scale = window.window().scale_factor();
    #[expect(clippy::cast_precision_loss, reason = "screens have less than 2^24 pixels")]
    let available = area.height as f32 / scale - 2.0 * GAP;
    window.set_height_limit(available);
    #[expect(clippy::cast_possible_truncation, reason = "sizes of a window")]
    let pixels = |length: f32| (length * scale).round() as i32;
    let (width, height) = (pixels(window.get_wanted_width()), pixels(window.get_wanted_height()));
    // In pixels: Slint and winit may have different ideas of the scale.
    window.window().set_size(PhysicalSize::new(width.unsigned_abs(), height.unsigned_abs()));
    // What is around the card for its shadow reaches into the gap.
    let (x, y) = area.bottom_right(width, height, pixels(GAP - window.get_margin()));
    window.window().set_position(PhysicalPosition::new(x, y));
}
