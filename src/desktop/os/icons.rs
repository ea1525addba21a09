//! The tray's icons, drawn when the program was built.

use tray_icon::{BadIcon, Icon};

use crate::desktop::event::Bar;
use crate::desktop::view::Icon as Kind;

/// One drawing in the sizes of [`SIZES`], as RGBA.
struct Drawing([&'static [u8]; 5]);

const SIZES: [u32; 5] = [16, 24, 32, 48, 64];

macro_rules! drawing {
    ($name:literal) => {
        Drawing([
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "-16.rgba")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "-24.rgba")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "-32.rgba")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "-48.rgba")),
            include_bytes!(concat!(env!("OUT_DIR"), "/", $name, "-64.rgba")),
        ])
    };
}

/// On the light bar, then on the dark one.
static IDLE: [Drawing; 2] = [drawing!("idle-light"), drawing!("idle-dark")];
static RUNNING: [Drawing; 2] = [drawing!("running-light"), drawing!("running-dark")];
static RING: Drawing = drawing!("ring-light");
static DONE: [Drawing; 2] = [drawing!("done-light"), drawing!("done-dark")];
static WARNING: [Drawing; 2] = [drawing!("warning-light"), drawing!("warning-dark")];
static ERROR: [Drawing; 2] = [drawing!("error-light"), drawing!("error-dark")];

/// The icon in the smallest size that has at least `wanted_px`.
///
/// # Errors
/// Never in fact: the sizes are those of the drawings.
pub fn draw(kind: Kind, bar: Bar, wanted_px: u32) -> Result<Icon, BadIcon> {
    let index = SIZES.iter().position(|size| *size >= wanted_px).unwrap_or(SIZES.len() - 1);
    let size = SIZES[index];
    let of = |drawings: &'static [Drawing; 2]| drawings[bar as usize].0[index].to_vec();
    let pixels = match kind {
        Kind::Idle => of(&IDLE),
        Kind::Done => of(&DONE),
        Kind::Warning => of(&WARNING),
        Kind::Error => of(&ERROR),
        Kind::Running(percent) => {
            let mut pixels = of(&RUNNING);
            fill_ring(&mut pixels, RING.0[index], size, percent);
            pixels
        }
    };
    Icon::from_rgba(pixels, size, size)
}

/// Lays the part of `ring` that is done over `pixels`, clockwise from the top.
fn fill_ring(pixels: &mut [u8], ring: &[u8], size: u32, percent: u8) {
    let centre = as_float(size) / 2.0;
    let done = f32::from(percent) / 100.0;
    let positions = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    for ((x, y), (under, over)) in positions.zip(pixels.chunks_mut(4).zip(ring.chunks(4))) {
        let (right, down) = (as_float(x) + 0.5 - centre, as_float(y) + 0.5 - centre);
        let turn = right.atan2(-down) / std::f32::consts::TAU;
        if (if turn < 0.0 { turn + 1.0 } else { turn }) < done && over[3] > 0 {
            blend(under, over);
        }
    }
}

/// `over` on `under`, both RGBA and not premultiplied.
fn blend(under: &mut [u8], over: &[u8]) {
    let alpha = u32::from(over[3]);
    for channel in 0..3 {
        let mixed = u32::from(over[channel]) * alpha + u32::from(under[channel]) * (255 - alpha);
        under[channel] = u8::try_from(mixed / 255).unwrap_or(u8::MAX);
    }
    under[3] = under[3].max(over[3]);
}

#[expect(clippy::cast_precision_loss, reason = "64 at most")]
fn as_float(pixels: u32) -> f32 {
    pixels as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pixels that the ring has changed.
    fn covered(percent: u8) -> usize {
        let base = RUNNING[0].0[2];
        let mut pixels = base.to_vec();
        fill_ring(&mut pixels, RING.0[2], 32, percent);
        pixels.chunks(4).zip(base.chunks(4)).filter(|(now, before)| now != before).count()
    }

    #[test]
    fn the_ring_fills_with_the_percentage() {
        let counts = [0, 25, 50, 75, 100].map(covered);
        assert_eq!(counts[0], 0);
        assert!(counts.is_sorted_by(|a, b| a < b), "{counts:?}");
        let (quarter, whole) = (counts[1], counts[4]);
        assert!((whole / 5..=whole / 3).contains(&quarter), "{counts:?}");
    }

    #[test]
    fn every_icon_exists_in_every_size_and_differs_from_the_others() {
        let kinds = [Kind::Idle, Kind::Running(50), Kind::Done, Kind::Warning, Kind::Error];
        for wanted in [1, 16, 22, 32, 48, 64, 200] {
            for kind in kinds {
                assert!(draw(kind, Bar::Light, wanted).is_ok());
            }
        }
        let drawings = [&IDLE, &RUNNING, &DONE, &WARNING, &ERROR].map(|it| it[0].0[2]);
        for (index, drawing) in drawings.iter().enumerate() {
            assert!(!drawings[index + 1..].contains(drawing));
        }
    }
}
