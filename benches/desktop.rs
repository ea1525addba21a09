//! What the tray costs: `cargo bench --bench desktop [-- rest key start many]`, on Linux, with what
//! `tests/run.sh` installs. All in a virtual desktop, against a server of its own.

#![allow(dead_code, reason = "most of it is there for the tests of the desktop")]

#[cfg(target_os = "linux")]
#[path = "../tests/desktop/bus.rs"]
mod bus;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/desktop.rs"]
mod desktop;
#[cfg(target_os = "linux")]
#[path = "../tests/integration/harness.rs"]
mod harness;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/item.rs"]
mod item;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/notifications.rs"]
mod notifications;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/patience.rs"]
mod patience;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/portal.rs"]
mod portal;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/process.rs"]
mod process;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/reader.rs"]
mod reader;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/scene.rs"]
mod scene;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/screen.rs"]
mod screen;
#[cfg(target_os = "linux")]
#[path = "../tests/desktop/words.rs"]
mod words;

#[cfg(target_os = "linux")]
fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    let parts: [(&str, fn()); 4] = [
        ("start", measure::start_to_icon),
        ("key", measure::key_to_notification),
        ("rest", measure::at_rest),
        ("many", measure::many_backups),
    ];
    for (name, part) in parts {
        if wants(name) {
            part();
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The virtual desktop is Linux only.");
}

#[cfg(target_os = "linux")]
mod measure {
    use std::time::{Duration, Instant};

    use crate::desktop::{Desktop, Options};
    use crate::harness;
    use crate::item::Item;
    use crate::patience::eventually;
    use crate::scene::{HIDDEN, Scene};
    use crate::words::FRENCH;

    /// Everything that follows a start is over by then.
    const SETTLED: Duration = Duration::from_secs(5);
    const REST: Duration = Duration::from_secs(60);
    const RUNS: usize = 20;
    const BACKUPS: usize = 200;
    /// Backups after which nothing is made for the first time.
    const WARM: usize = 20;

    pub fn start_to_icon() {
        let cluster = harness::server();
        let desktop = Desktop::start(&Options::default());
        desktop.configure(&harness::url(&cluster, "postgres"), "");
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let started = Instant::now();
            let mut tray = desktop.start_tray(HIDDEN);
            eventually("the icon", || Item::of_process(desktop.bus(), tray.process.id()).is_some());
            times.push(started.elapsed());
            let item = tray.item(&desktop);
            eventually("its end", || {
                // A click in the very moment in which the menu changes may go nowhere.
                item.click(FRENCH.quit);
                tray.process.wait(Duration::from_secs(2)).is_some()
            });
        }
        report("start to icon", times);
    }

    pub fn key_to_notification() {
        let scene = Scene::new(&FRENCH);
        scene.wait_for_key("Ctrl+Alt+S");
        let mut times = Vec::new();
        for number in 1..=RUNS {
            let before = scene.desktop.recorder().shown().len();
            let pressed = scene.desktop.screen().press_control_alt('s');
            let shown =
                scene.desktop.recorder().wait_for("a start", |shown| shown.get(before).cloned());
            times.push(shown.at - pressed);
            scene.desktop.wait_for_backups(number);
            scene.wait_until_ready();
            // Sooner it would be the same wish.
            std::thread::sleep(Duration::from_millis(1200));
        }
        report("hotkey to first notification", times);
    }

    pub fn at_rest() {
        let scene = Scene::new(&FRENCH);
        scene.wait_for_key("Ctrl+Alt+S");
        std::thread::sleep(SETTLED);
        let id = scene.tray.process.id();
        let (ticks, wakeups) = (ticks(id), wakeups(id));
        std::thread::sleep(REST);
        println!(
            "at rest for {} s: {} CPU ticks, {} wakeups, {} MiB, {} threads",
            REST.as_secs(),
            self::ticks(id) - ticks,
            self::wakeups(id) - wakeups,
            mebibytes(id),
            tasks(id).count()
        );
    }

    pub fn many_backups() {
        let scene = Scene::new(&FRENCH);
        let id = scene.tray.process.id();
        let look = |number: usize| {
            let files = std::fs::read_dir(format!("/proc/{id}/fd")).unwrap().count();
            println!("after {number} backups: {} MiB, {files} files open", mebibytes(id));
        };
        let started = Instant::now();
        for number in 1..=BACKUPS {
            scene.back_up(number);
            if number == WARM {
                look(number);
            }
        }
        look(BACKUPS);
        println!("{BACKUPS} backups in {:.1} s", started.elapsed().as_secs_f64());
    }

    fn report(what: &str, mut times: Vec<Duration>) {
        times.sort();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        println!(
            "{what}: median {:.0} ms, {:.0} to {:.0} ms in {} runs",
            ms(times[times.len() / 2]),
            ms(times[0]),
            ms(times[times.len() - 1]),
            times.len()
        );
    }

    fn tasks(id: u32) -> impl Iterator<Item = std::path::PathBuf> {
        let tasks = std::fs::read_dir(format!("/proc/{id}/task")).unwrap().flatten();
        tasks.map(|task| task.path())
    }

    /// Of the processor's clock, a hundredth of a second each.
    fn ticks(id: u32) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        // Fields 14 and 15 of proc(5), counted from behind the name, which may have spaces.
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
        fields.skip(11).take(2).map(|field| field.parse::<u64>().unwrap()).sum()
    }

    fn wakeups(id: u32) -> u64 {
        tasks(id).map(|task| status(&task.join("status"), "voluntary_ctxt_switches:")).sum()
    }

    fn mebibytes(id: u32) -> String {
        let kibibytes = status(format!("/proc/{id}/status").as_ref(), "VmRSS:");
        format!("{}.{}", kibibytes / 1024, kibibytes % 1024 * 10 / 1024)
    }

    fn status(path: &std::path::Path, key: &str) -> u64 {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap_or("0");
        line.split_whitespace().next().unwrap().parse().unwrap()
    }
}
