//! The part of the screen that panels and docks leave free, and whether windows may be
//! translucent on it.

#[cfg(target_os = "linux")]
#[path = "work_area/linux.rs"]
mod platform;
#[cfg(target_os = "macos")]
#[path = "work_area/macos.rs"]
mod platform;
#[cfg(windows)]
#[path = "work_area/windows.rs"]
mod platform;

/// In physical pixels of the whole desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkArea {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

/// When nothing is known: what the smallest usual screen leaves.
const SMALL_SCREEN: WorkArea = WorkArea { x: 0, y: 0, width: 1280, height: 680 };

impl WorkArea {
    /// Of the screen that a new window goes to.
    #[must_use]
    pub fn find() -> Self {
        platform::work_area().unwrap_or(SMALL_SCREEN)
    }

    /// What both have in common; `self` where that is nothing.
    #[must_use]
    #[cfg_attr(
        not(any(target_os = "linux", test)),
        expect(dead_code, reason = "for screens side by side on X11")
    )]
    pub fn within(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = (self.x + self.width).min(other.x + other.width);
        let bottom = (self.y + self.height).min(other.y + other.height);
        if right <= x || bottom <= y {
            return self;
        }
        Self { x, y, width: right - x, height: bottom - y }
    }

    /// Where a window of this size stands at the bottom right, `gap` away from both edges.
    #[must_use]
    pub fn bottom_right(self, width: i32, height: i32, gap: i32) -> (i32, i32) {
        let x = self.x + self.width - width - gap;
        let y = self.y + self.height - height - gap;
        (x.max(self.x), y.max(self.y))
    }
}

/// Whether the desktop draws translucent windows, shadows around them included.
#[must_use]
pub fn is_composited() -> bool {
    platform::is_composited()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_stands_in_the_corner_and_never_outside() {
        let area = WorkArea { x: 100, y: 32, width: 1180, height: 736 };
        assert_eq!(area.bottom_right(384, 100, 12), (884, 656));
        assert_eq!(area.bottom_right(2000, 2000, 12), (100, 32));
    }

    #[test]
    fn the_work_area_is_cut_to_the_screen() {
        let all = WorkArea { x: 0, y: 0, width: 3200, height: 1048 };
        let screen = WorkArea { x: 0, y: 0, width: 1280, height: 1080 };
        assert_eq!(all.within(screen), WorkArea { x: 0, y: 0, width: 1280, height: 1048 });
        let elsewhere = WorkArea { x: 9000, y: 0, width: 10, height: 10 };
        assert_eq!(all.within(elsewhere), all);
    }
}
