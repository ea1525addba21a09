//! The card: a small window at the bottom right that tells how the backup goes and never takes
//! the focus.

use std::rc::Rc;

use slint::{
    ComponentHandle as _, LogicalSize, ModelRc, PhysicalPosition, PlatformError, SharedString,
    VecModel,
};

use super::event::{Command, Event};
use super::sender::EventSender;
use super::view::{self, CardView};
use super::windows::{self, CardLine, CardWindow, Words, words};
use super::work_area::{self, WorkArea};

/// Between the card and the edges of the work area, as everywhere else in logical pixels.
const GAP: f32 = 12.0;

/// Without a window until it is first shown, and again once it was hidden.
pub struct Card {
    send: EventSender,
    window: Option<CardWindow>,
}

impl Card {
    pub fn new(send: EventSender) -> Self {
        Self { send, window: None }
    }

    /// # Errors
    /// The window cannot be made.
    pub fn show(&mut self, view: &CardView) -> Result<(), PlatformError> {
        if self.window.is_none() {
            self.window = Some(open(&self.send)?);
        }
        let Some(window) = &self.window else {
            return Ok(());
        };
        fill(window, view, &self.send);
        place(window);
        window.show()?;
        // The window knows its scale once it is there: only then is its place exact.
        let weak = window.as_weak();
        slint::Timer::single_shot(std::time::Duration::ZERO, move || {
            if let Some(window) = weak.upgrade() {
                place(&window);
                window.set_appeared(true);
            }
        });
        Ok(())
    }

    /// Nothing while the card is not shown.
    pub fn update(&mut self, view: &CardView) {
        if let Some(window) = &self.window {
            fill(window, view, &self.send);
        }
    }

    pub fn hide(&mut self) {
        if let Some(window) = self.window.take() {
            // A window that is gone already is hidden too.
            let _ = window.hide();
        }
    }

    pub fn is_visible(&self) -> bool {
        self.window.is_some()
    }
}

fn open(send: &EventSender) -> Result<CardWindow, PlatformError> {
    let window = windows::as_card(|| {
        let window = CardWindow::new()?;
        // Slint makes the window when it is first asked for.
        window.window();
        Ok::<_, PlatformError>(window)
    })?;
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

fn fill(window: &CardWindow, view: &CardView, send: &EventSender) {
    window.set_look(match view.look {
        view::CardLook::Idle => windows::CardLook::Idle,
        view::CardLook::Running => windows::CardLook::Running,
        view::CardLook::Done => windows::CardLook::Done,
        view::CardLook::Failed => windows::CardLook::Failed,
    });
    window.set_name(view.title.as_str().into());
    window.set_heading(view.title.as_str().into());
    window.set_percent(view.percent.map_or(-1, i32::from));
    window.set_text(view.text.as_str().into());
    window.set_advice(view.advice.as_str().into());
    let rows = view.rows.iter().map(|(label, value)| CardLine {
        label: label.into(),
        value: value.into(),
    });
    window.set_rows(model(rows));
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

fn model<T: Clone + 'static>(items: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::from(Rc::new(VecModel::from_iter(items)))
}

/// As large as its content within the work area, in the corner.
fn place(window: &CardWindow) {
    let area = WorkArea::find();
    let scale = window.window().scale_factor();
    #[expect(clippy::cast_precision_loss, reason = "screens have less than 2^24 pixels")]
    let available = area.height as f32 / scale - 2.0 * GAP;
    window.set_height_limit(available);
    let size = LogicalSize::new(window.get_wanted_width(), window.get_wanted_height());
    window.window().set_size(size);
    // What is around the card for its shadow reaches into the gap.
    let gap = GAP - window.get_margin();
    #[expect(clippy::cast_possible_truncation, reason = "sizes of a window")]
    let pixels = |length: f32| (length * scale).round() as i32;
    let (x, y) = area.bottom_right(pixels(size.width), pixels(size.height), pixels(gap));
    window.window().set_position(PhysicalPosition::new(x, y));
}
