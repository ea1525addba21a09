//! The icon and its menu, by tray-icon; they change only where the view changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tray_icon::menu::{
    CheckMenuItem, IsMenuItem, Menu, MenuEvent, MenuId, MenuItem, PredefinedMenuItem, Submenu,
};
use tray_icon::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent};

use super::appearance::{TITLED, TRAY_PX};
use super::icons;
use crate::desktop::event::{Command, Event};
use crate::desktop::sender::EventSender;
use crate::desktop::view::{MenuEntry, TrayView};

#[cfg_attr(windows, path = "tray/windows.rs")]
#[cfg_attr(not(windows), path = "tray/others.rs")]
mod platform;

const NAME: &str = "Sauvegarde";

/// What is shown, and what each item of the menu asks for.
pub struct Tray {
    icon: TrayIcon,
    shown: TrayView,
    menu: Menu,
    items: Vec<Shown>,
    commands: Arc<Mutex<Commands>>,
}

/// What each item of the menu asks for.
///
/// Invariant: a click counts, whether it meets the menu that is about to go or the one that is
/// about to come; the library exchanges them a moment after it was told to.
#[derive(Default)]
struct Commands {
    now: HashMap<MenuId, Command>,
    before: HashMap<MenuId, Command>,
}

impl Commands {
    fn renew(&mut self, commands: HashMap<MenuId, Command>) {
        self.before = std::mem::replace(&mut self.now, commands);
    }

    fn of(&self, id: &MenuId) -> Option<Command> {
        self.now.get(id).or_else(|| self.before.get(id)).cloned()
    }
}

/// The parts of the menu whose text or state may change while it is open.
enum Shown {
    Item(MenuItem),
    Check(CheckMenuItem),
    Submenu(Submenu, Vec<Shown>),
    Separator,
}

/// Without the program's name where the title says it already.
fn tooltip(view: &TrayView) -> &str {
    let rest = view.tooltip.strip_prefix(NAME).filter(|_| TITLED);
    rest.map_or(view.tooltip.as_str(), str::trim_start)
}

impl Tray {
    /// # Errors
    /// Where no session bus or no tray can be reached.
    pub fn new(view: &TrayView, send: &EventSender) -> Result<Self, tray_icon::Error> {
        let (menu, items, commands) = build(&view.menu);
        let commands = Commands { now: commands, ..Commands::default() };
        let commands = Arc::new(Mutex::new(commands));
        listen(&commands, send);
        let drawn = icons::draw(view.icon, view.bar, TRAY_PX).ok();
        let mut icon = TrayIconBuilder::new()
            .with_id(NAME.to_lowercase())
            .with_tooltip(tooltip(view))
            .with_menu(Box::new(menu.clone()))
            .with_menu_on_left_click(false);
        if TITLED {
            icon = icon.with_title(NAME);
        }
        let icon = icon.build()?;
        icon.set_icon(drawn)?;
        Ok(Self { icon, shown: view.clone(), menu, items, commands })
    }

    pub fn apply(&mut self, view: &TrayView) {
        if (self.shown.icon, self.shown.bar) != (view.icon, view.bar)
            && let Ok(icon) = icons::draw(view.icon, view.bar, TRAY_PX)
        {
            // An icon that cannot be changed stays as it is.
            let _ = self.icon.set_icon(Some(icon));
        }
        if self.shown.tooltip != view.tooltip {
            let _ = self.icon.set_tooltip(Some(tooltip(view)));
        }
        if self.shown.menu != view.menu {
            self.apply_menu(&view.menu);
        }
        self.shown = view.clone();
    }

    /// In place where the shape is the same, so that an open menu stays open.
    fn apply_menu(&mut self, entries: &[MenuEntry]) {
        if !are_alike(&self.shown.menu, entries) {
            let (menu, items, commands) = build(entries);
            locked(&self.commands).renew(commands);
            self.icon.set_menu(Some(Box::new(menu.clone())));
            self.menu = menu;
            self.items = items;
            return;
        }
        let mut commands = locked(&self.commands);
        let lines = self.shown.menu.iter().zip(entries).zip(&self.items).enumerate();
        for (line, ((old, new), shown)) in lines {
            if old == new {
                continue;
            }
            change(shown, new, &mut commands.now);
            if let MenuEntry::Item { enabled, .. } = new {
                platform::shade(&self.menu, line, *enabled);
            }
        }
    }
}

/// Before there is anything to click: a click that meets no listener makes the library keep all later
/// ones to itself.
fn listen(commands: &Arc<Mutex<Commands>>, send: &EventSender) {
    let (for_menu, known) = (send.clone(), Arc::clone(commands));
    MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
        let command = locked(&known).of(&event.id);
        if let Some(command) = command {
            for_menu.send(Event::Asked(command));
        }
    }));
    let for_icon = send.clone();
    TrayIconEvent::set_event_handler(Some(move |event| {
        if let Some(command) = clicked(&event) {
            for_icon.send(Event::Asked(command));
        }
    }));
}

fn locked(commands: &Mutex<Commands>) -> std::sync::MutexGuard<'_, Commands> {
    commands.lock().unwrap_or_else(PoisonError::into_inner)
}

fn clicked(event: &TrayIconEvent) -> Option<Command> {
    match event {
        TrayIconEvent::Click { button: MouseButton::Left, button_state, .. }
            if *button_state == MouseButtonState::Up =>
        {
            Some(Command::ShowCard)
        }
        TrayIconEvent::DoubleClick { button: MouseButton::Left, .. } => Some(Command::BackUpFirst),
        _ => None,
    }
}

/// Whether the one menu can become the other without being built again.
fn are_alike(old: &[MenuEntry], new: &[MenuEntry]) -> bool {
    let is_alike = |(old, new): (&MenuEntry, &MenuEntry)| match (old, new) {
        (MenuEntry::Submenu { entries: old, .. }, MenuEntry::Submenu { entries: new, .. }) => {
            are_alike(old, new)
        }
        _ => std::mem::discriminant(old) == std::mem::discriminant(new),
    };
    old.len() == new.len() && old.iter().zip(new).all(is_alike)
}

fn change(shown: &Shown, entry: &MenuEntry, commands: &mut HashMap<MenuId, Command>) {
    match (shown, entry) {
        (Shown::Item(item), MenuEntry::Text(text)) => item.set_text(literal(text)),
        (Shown::Item(item), MenuEntry::Item { label, enabled, command }) => {
            item.set_text(literal(label));
            item.set_enabled(*enabled);
            commands.insert(item.id().clone(), command.clone());
        }
        (Shown::Check(item), MenuEntry::Check { label, checked, command }) => {
            item.set_text(literal(label));
            item.set_checked(*checked);
            commands.insert(item.id().clone(), command.clone());
        }
        (Shown::Submenu(submenu, items), MenuEntry::Submenu { label, entries }) => {
            submenu.set_text(literal(label));
            for (item, entry) in items.iter().zip(entries) {
                change(item, entry, commands);
            }
        }
        _ => {}
    }
}

fn build(entries: &[MenuEntry]) -> (Menu, Vec<Shown>, HashMap<MenuId, Command>) {
    let mut commands = HashMap::new();
    let items: Vec<Shown> = entries.iter().map(|entry| item(entry, &mut commands)).collect();
    let menu = Menu::new();
    for shown in &items {
        // Appending fails only for an item that is in another menu already.
        let _ = match shown {
            Shown::Item(item) => menu.append(item),
            Shown::Check(item) => menu.append(item),
            Shown::Submenu(submenu, _) => menu.append(submenu),
            Shown::Separator => menu.append(&PredefinedMenuItem::separator()),
        };
    }
    (menu, items, commands)
}

fn item(entry: &MenuEntry, commands: &mut HashMap<MenuId, Command>) -> Shown {
    match entry {
        MenuEntry::Text(text) => Shown::Item(MenuItem::new(literal(text), false, None)),
        MenuEntry::Item { label, enabled, command } => {
            let item = MenuItem::new(literal(label), *enabled, None);
            commands.insert(item.id().clone(), command.clone());
            Shown::Item(item)
        }
        MenuEntry::Check { label, checked, command } => {
            let item = CheckMenuItem::new(literal(label), true, *checked, None);
            commands.insert(item.id().clone(), command.clone());
            Shown::Check(item)
        }
        MenuEntry::Submenu { label, entries } => {
            let submenu = Submenu::new(literal(label), true);
            let items: Vec<Shown> = entries.iter().map(|entry| item(entry, commands)).collect();
            for shown in &items {
                if let Shown::Item(item) = shown {
                    let _ = submenu.append(item as &dyn IsMenuItem);
                }
            }
            Shown::Submenu(submenu, items)
        }
        MenuEntry::Separator => Shown::Separator,
    }
}

/// A menu takes `&` for the mark of a key.
fn literal(text: &str) -> String {
    text.replace('&', "&&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_on_the_menu_that_has_just_gone_still_counts() {
        let id = |text: &str| MenuId::new(text);
        let menu = |name: &str, command| HashMap::from([(id(name), command)]);
        let mut commands = Commands { now: menu("a", Command::Quit), ..Commands::default() };
        commands.renew(menu("b", Command::OpenLog));
        assert_eq!(commands.of(&id("a")), Some(Command::Quit));
        assert_eq!(commands.of(&id("b")), Some(Command::OpenLog));
        commands.renew(menu("c", Command::OpenLog));
        assert_eq!(commands.of(&id("a")), None);
    }

    #[test]
    fn a_menu_is_built_again_only_where_lines_come_or_go() {
        let text = |text: &str| MenuEntry::Text(text.to_owned());
        let item = |label: &str| MenuEntry::Item {
            label: label.to_owned(),
            enabled: true,
            command: Command::Quit,
        };
        let recent = |entries| MenuEntry::Submenu { label: "Récentes".to_owned(), entries };
        let before = [text("40 %"), MenuEntry::Separator, recent(vec![item("a"), item("b")])];
        let after = [text("41 %"), MenuEntry::Separator, recent(vec![item("c"), item("a")])];
        assert!(are_alike(&before, &after));
        assert!(!are_alike(&before, &before[..2]));
        let more = [text(""), MenuEntry::Separator, recent(vec![item("c"), item("a"), item("b")])];
        assert!(!are_alike(&before, &more));
        let none = [text(""), MenuEntry::Separator, recent(vec![text("-"), item("b")])];
        assert!(!are_alike(&before, &none));
        assert!(!are_alike(&before, &[item(""), MenuEntry::Separator, before[2].clone()]));
    }
}
