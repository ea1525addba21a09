//! What is to be seen: windows, pixels, pictures of both.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Instant;

use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ConnectionExt as _, CreateGCAux, ImageFormat,
    KEY_PRESS_EVENT as KEY_PRESS, KEY_RELEASE_EVENT as KEY_RELEASE, MapState, PropMode, Rectangle,
    Window as WindowId,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Red, green, blue.
pub type Colour = [u8; 3];

pub struct Screen {
    connection: RustConnection,
    root: WindowId,
    size: (u16, u16),
}

/// In pixels of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    pub fn centre(self) -> (i32, i32) {
        let half = |from: i16, length: u16| i32::from(from) + i32::from(length) / 2;
        (half(self.x, self.width), half(self.y, self.height))
    }

    /// So far from its right and its lower edge.
    pub fn offset_from_corner(self, (right, bottom): (i32, i32)) -> (i32, i32) {
        let end = |from: i16, length: u16| i32::from(from) + i32::from(length);
        (end(self.x, self.width) - right, end(self.y, self.height) - bottom)
    }

    /// The part of it that lies in a picture of this size.
    fn inside(self, width: u16, height: u16) -> Self {
        let clip = |from: i16, length: u16, limit: u16| {
            let end = i32::from(from) + i32::from(length);
            let [from, end] = [i32::from(from), end].map(|at| at.clamp(0, i32::from(limit)));
            (i16::try_from(from).unwrap(), u16::try_from(end - from).unwrap())
        };
        let (x, width) = clip(self.x, self.width, width);
        let (y, height) = clip(self.y, self.height, height);
        Self { x, y, width, height }
    }

    /// With a margin.
    pub fn grown(self, by: u16) -> Self {
        let margin = by.cast_signed();
        Self {
            x: self.x - margin,
            y: self.y - margin,
            width: self.width + 2 * by,
            height: self.height + 2 * by,
        }
    }
}

/// A window that is mapped.
#[derive(Clone, Debug)]
pub struct Window {
    pub id: WindowId,
    /// Whose it is, where it says so.
    pub process: Option<u32>,
    pub class: String,
    pub title: String,
    pub area: Area,
    /// Not managed: a menu, a notification, the card.
    pub unmanaged: bool,
}

impl Screen {
    pub fn connect(display: &str) -> Option<Self> {
        let (connection, number) = x11rb::connect(Some(display)).ok()?;
        let screen = &connection.setup().roots[number];
        let (root, size) = (screen.root, (screen.width_in_pixels, screen.height_in_pixels));
        Some(Self { connection, root, size })
    }

    /// One colour behind all windows.
    pub fn paint_background(&self, [red, green, blue]: Colour) {
        let pixel = u32::from_be_bytes([0, red, green, blue]);
        let change = ChangeWindowAttributesAux::new().background_pixel(pixel);
        self.connection.change_window_attributes(self.root, &change).unwrap();
        self.connection.clear_area(false, self.root, 0, 0, 0, 0).unwrap();
        // Compositors paint what this property names.
        let (pixmap, context) =
            (self.connection.generate_id().unwrap(), self.connection.generate_id().unwrap());
        self.connection.create_pixmap(24, pixmap, self.root, 16, 16).unwrap();
        let colour = CreateGCAux::new().foreground(pixel);
        self.connection.create_gc(context, pixmap, &colour).unwrap();
        let all = Rectangle { x: 0, y: 0, width: 16, height: 16 };
        self.connection.poly_fill_rectangle(pixmap, context, &[all]).unwrap();
        let name = self.connection.intern_atom(false, b"_XROOTPMAP_ID").unwrap();
        let name = name.reply().unwrap().atom;
        let kind = AtomEnum::PIXMAP;
        let mode = PropMode::REPLACE;
        self.connection.change_property32(mode, self.root, name, kind, &[pixmap]).unwrap();
        self.connection.sync().unwrap();
    }

    /// As desktops tell programs how large everything is to be.
    pub fn set_dots_per_inch(&self, dots: u16) {
        let text = format!("Xft.dpi:\t{dots}\n");
        let (name, kind) = (AtomEnum::RESOURCE_MANAGER, AtomEnum::STRING);
        let mode = PropMode::REPLACE;
        self.connection.change_property8(mode, self.root, name, kind, text.as_bytes()).unwrap();
        self.connection.sync().unwrap();
    }

    pub fn area(&self) -> Area {
        Area { x: 0, y: 0, width: self.size.0, height: self.size.1 }
    }

    /// Says whether a window manager is there.
    pub fn is_managed(&self) -> bool {
        !self.property(self.root, "_NET_SUPPORTING_WM_CHECK").is_empty()
    }

    /// The windows on the screen that have a class, lowest first.
    pub fn windows(&self) -> Vec<Window> {
        let mut found = Vec::new();
        self.collect(self.root, false, &mut found);
        found
    }

    /// Windows whose class contains `class`, in small letters.
    pub fn windows_of(&self, class: &str) -> Vec<Window> {
        let mut windows = self.windows();
        windows.retain(|window| window.class.to_lowercase().contains(class));
        windows
    }

    /// The windows inside those of a class that contains `class`: of a desktop in a window.
    #[allow(dead_code, reason = "for the tests of Windows")]
    pub fn windows_inside(&self, class: &str) -> Vec<Window> {
        let mut found = Vec::new();
        for desktop in self.windows_of(class) {
            self.collect(desktop.id, false, &mut found);
        }
        found
    }

    fn collect(&self, parent: WindowId, below_unmanaged: bool, found: &mut Vec<Window>) {
        let Ok(Ok(tree)) = self.connection.query_tree(parent).map(x11rb::cookie::Cookie::reply)
        else {
            return;
        };
        for id in tree.children {
            let attributes =
                self.connection.get_window_attributes(id).map(x11rb::cookie::Cookie::reply);
            let Ok(Ok(attributes)) = attributes else { continue };
            if attributes.map_state != MapState::VIEWABLE {
                continue;
            }
            let class = self.property(id, "WM_CLASS");
            if class.is_empty() || below_unmanaged {
                self.collect(id, attributes.override_redirect, found);
            } else if let Some(area) = self.area_of(id) {
                let class = String::from_utf8_lossy(&class).replace('\0', " ").trim().to_owned();
                let title = String::from_utf8_lossy(&self.title(id)).into_owned();
                let process = self.property(id, "_NET_WM_PID");
                let process = process.first_chunk().copied().map(u32::from_ne_bytes);
                let unmanaged = attributes.override_redirect;
                found.push(Window { id, process, class, title, area, unmanaged });
            }
        }
    }

    fn title(&self, id: WindowId) -> Vec<u8> {
        let title = self.property(id, "_NET_WM_NAME");
        if title.is_empty() { self.property(id, "WM_NAME") } else { title }
    }

    fn area_of(&self, id: WindowId) -> Option<Area> {
        let size = self.connection.get_geometry(id).ok()?.reply().ok()?;
        let place = self.connection.translate_coordinates(id, self.root, 0, 0);
        let place = place.ok()?.reply().ok()?;
        Some(Area { x: place.dst_x, y: place.dst_y, width: size.width, height: size.height })
    }

    fn property(&self, id: WindowId, name: &str) -> Vec<u8> {
        let read = || {
            let atom = self.connection.intern_atom(true, name.as_bytes()).ok()?.reply().ok()?.atom;
            let asked = self.connection.get_property(false, id, atom, AtomEnum::ANY, 0, 1024);
            Some(asked.ok()?.reply().ok()?.value)
        };
        read().unwrap_or_default()
    }

    /// Presses Ctrl+Alt and a key by the extension that xdotool uses too, and says when: for the
    /// tests that measure, to which starting xdotool would count as the program's time.
    pub fn press_control_alt(&self, key: char) -> Instant {
        const CONTROL: u32 = 0xffe3;
        const ALT: u32 = 0xffe9;
        let codes = [CONTROL, ALT, u32::from(key)].map(|symbol| self.code_of(symbol));
        for code in codes {
            self.fake_key(KEY_PRESS, code);
        }
        let pressed = Instant::now();
        self.connection.sync().unwrap();
        for code in codes.into_iter().rev() {
            self.fake_key(KEY_RELEASE, code);
        }
        self.connection.sync().unwrap();
        pressed
    }

    fn code_of(&self, symbol: u32) -> u8 {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let map = self.connection.get_keyboard_mapping(first, last - first + 1).unwrap();
        let map = map.reply().unwrap();
        let mut symbols = map.keysyms.chunks(map.keysyms_per_keycode.into());
        let place = symbols.position(|symbols| symbols[0] == symbol).expect("a key of the layout");
        first + u8::try_from(place).unwrap()
    }

    /// `FakeInput` of XTEST, version 2.2.
    fn fake_key(&self, event: u8, code: u8) {
        let xtest = self.connection.query_extension(b"XTEST").unwrap().reply().unwrap();
        let mut request = [0; 36];
        request[..6].copy_from_slice(&[xtest.major_opcode, 2, 9, 0, event, code]);
        let slices = [std::io::IoSlice::new(&request)];
        self.connection.send_request_without_reply(&slices, Vec::new()).unwrap();
    }

    pub fn picture(&self) -> Picture {
        self.picture_of(self.area())
    }

    /// As much of `area` as is on the screen; to ask for more takes long.
    pub fn picture_of(&self, area: Area) -> Picture {
        let screen = self.area();
        let Area { x, y, width, height } = area.inside(screen.width, screen.height);
        let asked =
            self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0);
        Picture { width, height, bytes: asked.unwrap().reply().unwrap().data }
    }
}

/// A copy of the screen or of a part of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u16,
    pub height: u16,
    /// 24 bits a pixel in four bytes, blue first. They stay as they came: without optimisation it
    /// takes longer to look at each of them than to copy all.
    bytes: Vec<u8>,
}

impl Picture {
    pub fn at(&self, x: u16, y: u16) -> Colour {
        let at = 4 * (usize::from(y) * usize::from(self.width) + usize::from(x));
        [self.bytes[at + 2], self.bytes[at + 1], self.bytes[at]]
    }

    fn pixels(&self) -> impl Iterator<Item = Colour> {
        self.bytes.chunks_exact(4).map(|pixel| [pixel[2], pixel[1], pixel[0]])
    }

    pub fn part(&self, area: Area) -> Self {
        let Area { x, y, width, height } = area.inside(self.width, self.height);
        let mut bytes = Vec::new();
        for row in 0..usize::from(height) {
            let row = row + usize::from(y.unsigned_abs());
            let from = 4 * (row * usize::from(self.width) + usize::from(x.unsigned_abs()));
            bytes.extend_from_slice(&self.bytes[from..from + 4 * usize::from(width)]);
        }
        Self { width, height, bytes }
    }

    pub fn has(&self, colour: Colour) -> bool {
        self.pixels().any(|pixel| pixel == colour)
    }

    /// The colour of most pixels.
    pub fn ground(&self) -> Colour {
        let mut counts = HashMap::<Colour, usize>::new();
        for pixel in self.pixels() {
            *counts.entry(pixel).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, count)| *count).expect("it has pixels").0
    }

    pub fn count(&self, colour: Colour) -> usize {
        self.pixels().filter(|pixel| *pixel == colour).count()
    }

    pub fn colours(&self) -> HashSet<Colour> {
        self.pixels().collect()
    }

    /// The smallest area that holds all that differs from `other`, which has the same size.
    pub fn difference(&self, other: &Self) -> Option<Area> {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let same = self.bytes == other.bytes;
        if same { None } else { self.bounds(|x, y| self.at(x, y) != other.at(x, y)) }
    }

    /// The smallest area that holds all pixels that `wanted` picks.
    pub fn bounds(&self, wanted: impl Fn(u16, u16) -> bool) -> Option<Area> {
        let mut bounds: Option<(u16, u16, u16, u16)> = None;
        for y in 0..self.height {
            for x in (0..self.width).filter(|x| wanted(*x, y)) {
                let (left, top, right, bottom) = bounds.unwrap_or((x, y, x, y));
                bounds = Some((left.min(x), top.min(y), right.max(x), bottom.max(y)));
            }
        }
        let (left, top, right, bottom) = bounds?;
        Some(Area {
            x: left.cast_signed(),
            y: top.cast_signed(),
            width: right - left + 1,
            height: bottom - top + 1,
        })
    }

    pub fn save(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        let mut encoder = png::Encoder::new(file, self.width.into(), self.height.into());
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        let pixels: Vec<Colour> = self.pixels().collect();
        writer.write_image_data(pixels.as_flattened()).unwrap();
        writer.finish().unwrap();
    }
}
