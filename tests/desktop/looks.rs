//! What the windows look like: contrast, on a screen with twice the pixels, and in the dark.

use std::collections::{BTreeMap, BTreeSet};

use crate::desktop::Options;
use crate::harness;
use crate::scene::Scene;
use crate::screen::{Area, Colour, Picture, Window};
use crate::words::FRENCH;

const LEAST_CONTRAST: f64 = 4.5;
const THEME: &str = include_str!("../../src/desktop/ui/theme.slint");
/// Text, and what it stands on.
const PAIRS: [(&str, &[&str]); 6] = [
    ("text", &["page", "surface", "sunken", "chosen", "hovered", "red-ground", "green-ground"]),
    ("text", &["amber-ground"]),
    ("quiet", &["page", "surface", "sunken", "chosen", "hovered"]),
    ("green-text", &["page", "surface", "chosen", "hovered", "green-ground"]),
    ("amber-text", &["page", "surface", "chosen", "hovered", "amber-ground"]),
    ("red-text", &["page", "surface", "chosen", "hovered", "red-ground"]),
];
const BLUE_TEXT: (&str, &[&str]) = ("blue-text", &["page", "surface", "hovered"]);
/// Text is white on these, also while a button is darker under the mouse.
const UNDER_WHITE: [&str; 5] = ["blue", "green", "amber", "red", "slate"];
const WHITE: Colour = [0xff; 3];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Light,
    Dark,
}

/// The colours of `theme.slint` by their names.
fn palette(scheme: Scheme) -> BTreeMap<&'static str, Colour> {
    let colours = THEME.lines().filter_map(|line| {
        let (name, value) = line
            .trim()
            .strip_prefix("out property <color> ")?
            .strip_suffix(';')?
            .split_once(": ")?;
        let value = match (value.strip_prefix("dark ? "), scheme) {
            (Some(both), Scheme::Dark) => both.split_once(" : ")?.0,
            (Some(both), Scheme::Light) => both.split_once(" : ")?.1,
            (None, _) => value,
        };
        let number = u32::from_str_radix(value.strip_prefix('#')?, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some((name, [red, green, blue]))
    });
    colours.collect()
}

/// As the Web Content Accessibility Guidelines have it.
fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour: Colour| {
        let [red, green, blue] = colour.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn every_text_stands_out_from_its_ground_in_light_and_dark() {
    for scheme in [Scheme::Light, Scheme::Dark] {
        let palette = palette(scheme);
        let colour = |name: &str| *palette.get(name).unwrap_or_else(|| panic!("no colour {name}"));
        for (text, grounds) in PAIRS.into_iter().chain([BLUE_TEXT]) {
            for ground in grounds {
                let contrast = contrast(colour(text), colour(ground));
                assert!(contrast >= LEAST_CONTRAST, "{scheme:?} {text} on {ground}: {contrast:.2}");
            }
        }
        for ground in UNDER_WHITE {
            let contrast = contrast(WHITE, colour(ground));
            assert!(contrast >= LEAST_CONTRAST, "{scheme:?} white on {ground}: {contrast:.2}");
        }
    }
}

/// A colour that is used for a text and not among the pairs would not be looked at.
#[test]
fn every_colour_of_a_text_is_among_those_that_are_looked_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/desktop/ui");
    let known: BTreeSet<&str> = PAIRS.iter().chain([&BLUE_TEXT]).map(|(text, _)| *text).collect();
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap().flatten() {
        if file.path().extension().is_none_or(|extension| extension != "slint") {
            continue;
        }
        let source = std::fs::read_to_string(file.path()).unwrap();
        let lines = source.lines().map(str::trim).filter(|line| line.starts_with("color: "));
        for line in lines {
            for name in line.split("Theme.").skip(1) {
                let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '-');
                let name = &name[..end.unwrap_or(name.len())];
                assert!(known.contains(name), "{}: {line}", file.path().display());
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// All windows of a tray with one backup, as pictures.
struct Gallery {
    scale: u16,
    pictures: Vec<(&'static str, Picture)>,
    card: Area,
    screen: Area,
}

/// Takes them, and keeps them under their names and `suffix`.
fn gallery(options: Options, suffix: &str) -> Gallery {
    let scene = Scene::with(&FRENCH, options);
    let mut pictures = Vec::new();
    let mut keep = |name: &'static str, window: &Window| {
        scene.desktop.wait_until_still();
        // First what is looked at: to write a file takes long, and a card does not stay.
        pictures.push((name, scene.desktop.picture_of(window)));
        scene.desktop.keep_picture(&format!("{name}-{suffix}"), Some(window.area));
    };
    // Looked for beforehand: eight seconds after the end the card would show something else.
    let icon = scene.desktop.find_icon().centre();
    scene.item.click(FRENCH.back_up);
    scene.desktop.recorder().wait_for_text(FRENCH.done);
    scene.desktop.click(icon, 1);
    // Else the panel shows the icon's tooltip over the card.
    scene.desktop.move_mouse_away();
    let card = scene.tray.card(&scene.desktop);
    keep("card-done", &card);
    crate::patience::eventually("no card", || !scene.tray.has_card(&scene.desktop));
    scene.item.click(FRENCH.restore);
    let window = scene.tray.window(&scene.desktop, "Restaurer");
    keep("restore-list", &window);
    scene.desktop.press("Return");
    scene.desktop.wait_until_still();
    scene.desktop.write(&scene.database);
    keep("restore-confirmation", &window);
    scene.desktop.press("Escape");
    scene.desktop.press("Escape");
    crate::patience::eventually("no window", || scene.tray.windows(&scene.desktop).is_empty());
    scene.item.click(FRENCH.settings);
    keep("settings", &scene.tray.window(&scene.desktop, "Paramètres"));
    let screen = scene.desktop.screen().area();
    Gallery { scale: options.scale, pictures, card: card.area, screen }
}

/// Where the button is that is blue or red: at the end of what a window shows.
fn last_button(picture: &Picture) -> Area {
    let palette = palette(Scheme::Light);
    let fills = [palette["blue"], palette["red"]];
    let bottom = picture.height - picture.height / 4;
    let found = picture.bounds(|x, y| y >= bottom && fills.contains(&picture.at(x, y)));
    found.expect("a button")
}

#[test]
fn twice_the_pixels_show_the_same_and_sharper() {
    let [one, two] =
        [1, 2].map(|scale| gallery(Options { scale, ..Options::default() }, &format!("{scale}x")));
    for ((name, small), (_, large)) in one.pictures.iter().zip(&two.pictures) {
        // Rounded up or down where a length is no whole pixel.
        let close = |small: u16, large: u16| (2 * small).abs_diff(large) <= 4;
        assert!(close(small.width, large.width), "{name}: {} {}", small.width, large.width);
        assert!(close(small.height, large.height), "{name}: {} {}", small.height, large.height);
        // Nothing that stands above it takes more room, and nothing cuts it.
        let (before, after) = (last_button(small), last_button(large));
        assert!(close(before.height, after.height), "{name}: {before:?} {after:?}");
        let below =
            |picture: &Picture, area: Area| picture.height - area.y.unsigned_abs() - area.height;
        assert!(close(below(small, before), below(large, after)), "{name}: {before:?} {after:?}");
        assert!(is_sharp(large), "{name} is a small picture made large");
    }
    for gallery in [&one, &two] {
        // In the corner, above the panel.
        let (card, scale) = (gallery.card, i32::from(gallery.scale));
        assert_eq!(card.width, 384 * gallery.scale);
        let (x, y) = card.offset_from_corner((0, 0));
        // The panel, with its border.
        let panel = 32;
        assert_eq!(x, i32::from(gallery.screen.width) - 12 * scale);
        assert!((y - (i32::from(gallery.screen.height) - panel - 12 * scale)).abs() <= 2, "{y}");
    }
}

/// A picture made large has the same colour in each block of two by two pixels.
fn is_sharp(picture: &Picture) -> bool {
    let mixed = |x: u16, y: u16| {
        let colour = picture.at(x, y);
        [(1, 0), (0, 1), (1, 1)]
            .iter()
            .any(|(right, down)| picture.at(x + right, y + down) != colour)
    };
    let blocks = |length: u16| (0..length - 1).step_by(2);
    let count = blocks(picture.height)
        .flat_map(|y| blocks(picture.width).map(move |x| (x, y)))
        .filter(|(x, y)| mixed(*x, *y))
        .count();
    count > 500
}

#[test]
fn a_dark_desktop_has_dark_windows() {
    let gallery = gallery(Options { dark: true, scale: 2, ..Options::default() }, "dark");
    let palette = palette(Scheme::Dark);
    for (name, picture) in &gallery.pictures {
        let ground = picture.ground();
        let expected = if name.starts_with("card") { "surface" } else { "page" };
        let grounds = [palette[expected], palette["surface"]];
        assert!(grounds.contains(&ground), "{name}: {ground:?}");
        // No light part is left over: a widget that does not follow would be one.
        let white = picture.count(WHITE);
        let all = usize::from(picture.width) * usize::from(picture.height);
        assert!(white * 50 < all, "{name}: {white} white pixels");
    }
}

/// Fields are drawn by Slint in colours of its own.
#[test]
fn what_a_field_shows_stands_out_in_light_and_dark() {
    for dark in [false, true] {
        let scheme = if dark { Scheme::Dark } else { Scheme::Light };
        let cluster = harness::server();
        let options = Options { dark, scale: 2, ..Options::default() };
        let url = harness::url(&cluster, "postgres");
        let scene = Scene::of(&FRENCH, options, cluster, "postgres".to_owned(), &url);
        scene.item.click(FRENCH.settings);
        let window = scene.tray.window(&scene.desktop, "Paramètres");
        scene.desktop.wait_until_still();
        let picture = scene.desktop.picture_of(&window);
        let fields = fields(&picture, palette(scheme)["edge"]);
        assert!(fields.len() >= 3, "{scheme:?} {fields:?}");
        for field in fields {
            let field = picture.part(field);
            let ground = field.ground();
            let ink = field.colours().into_iter().map(|colour| contrast(colour, ground));
            let best = ink.fold(0.0, f64::max);
            // An empty field has nothing to read in it.
            assert!(!(1.05..LEAST_CONTRAST).contains(&best), "{scheme:?}: {best:.2}");
        }
    }
}

/// The inside of each field that begins at the left edge of the page, by the line above it.
fn fields(picture: &Picture, edge: Colour) -> Vec<Area> {
    const INSET: u16 = 8;
    const LONGEST_LINE: u16 = 200;
    let mut fields = Vec::new();
    let mut y = 0;
    while y + 68 < picture.height {
        let row = (0..picture.width).filter(|x| picture.at(*x, y) == edge);
        let (count, first) =
            row.fold((0_u16, None), |(count, first), x| (count + 1, first.or(Some(x))));
        let Some(first) = first.filter(|_| count > LONGEST_LINE) else {
            y += 1;
            continue;
        };
        fields.push(Area {
            x: (first + INSET).cast_signed(),
            y: (y + INSET).cast_signed(),
            width: LONGEST_LINE - 2 * INSET,
            height: 68 - 2 * INSET,
        });
        y += 68;
    }
    fields
}
