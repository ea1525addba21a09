//! A tray whose server stops sending in the middle of a dump.

use crate::desktop::Options;
use crate::gate::{self, Gate};
use crate::harness;
use crate::scene::Scene;
use crate::words::Words;

#[track_caller]
pub fn scene(words: &'static Words, options: Options) -> (Scene, Gate) {
    let cluster = harness::server();
    let database = gate::database(&cluster);
    let gate = Gate::before(&cluster);
    let url = gate.url(&cluster, &database);
    (Scene::of(words, options, cluster, database, &url), gate)
}

/// With a backup that is held there.
#[track_caller]
pub fn backing_up(words: &'static Words) -> (Scene, Gate) {
    let (scene, gate) = scene(words, Options::default());
    scene.item.click(words.back_up);
    gate.wait_until_held();
    (scene, gate)
}
