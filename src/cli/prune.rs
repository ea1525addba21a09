//! `sauvegarde prune`: deletes what the configuration does not keep, and says why the rest stays.

use std::collections::HashMap;
use std::path::Path;

use sauvegarde::Error;
use sauvegarde::config::profile::Profile;
use sauvegarde::folder::cloud;
use sauvegarde::folder::target::Target;
use sauvegarde::platform::clock;
use sauvegarde::report::format;
use sauvegarde::report::i18n::tr;
use sauvegarde::retention::decide::Frozen;
use sauvegarde::retention::prune::{Pruned, prune};
use sauvegarde::retention::why::Why;
use serde_json::{Value, json};

use super::args::PruneOptions;
use super::given;
use super::output::{EXIT_WARNINGS, Output};

pub fn run(profile: &Profile, options: &PruneOptions, output: &Output) -> Result<u8, Error> {
    let now = options.at.as_deref().map_or_else(|| Ok(clock::now_here()), given::moment)?;
    let pruned = prune(profile, &now, options.dry_run)?;
    let frozen = pruned.frozen.map(|Frozen { since, why }| Error::PruneFrozen { since, why });
    if output.is_json() {
        output.object(&as_json(&pruned, frozen.as_ref(), options.dry_run));
    } else if pruned.has_policy {
        show(&pruned, options.dry_run, output);
        if !pruned.removed.is_empty() && !options.dry_run {
            tell_of_recycle_bin(profile, output);
        }
    } else {
        output.text(&tr!("prune-no-policy"));
    }
    for warning in pruned.warnings() {
        output.warning(&warning);
    }
    if let Some(error) = frozen {
        output.remark_error(&error);
        return Ok(error.exit());
    }
    Ok(if pruned.held.is_empty() { 0 } else { EXIT_WARNINGS })
}

fn as_json(pruned: &Pruned, frozen: Option<&Error>, is_dry: bool) -> Value {
    let mut result = pruned.as_json();
    result["type"] = "result".into();
    result["status"] = if frozen.is_some() { "failed" } else { "completed" }.into();
    result["dry_run"] = json!(is_dry);
    if let Some(error) = frozen {
        result["error"] = error.as_json();
    }
    result
}

/// A line for each backup, and the sum.
fn show(pruned: &Pruned, is_dry: bool, output: &Output) {
    let mut fates: HashMap<&Path, (String, String)> = HashMap::new();
    for kept in &pruned.kept {
        let reasons: Vec<String> = kept.reasons.iter().map(Why::message).collect();
        fates.insert(&kept.path, (tr!("prune-keep"), reasons.join(", ")));
    }
    for path in &pruned.removed {
        let fate = if is_dry { tr!("prune-remove") } else { tr!("prune-removed") };
        fates.insert(path, (fate, String::new()));
    }
    for (path, detail) in &pruned.held {
        fates.insert(path, (tr!("prune-held"), detail.clone()));
    }
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let rows = pruned.order.iter().filter_map(|path| {
        let (fate, reasons) = fates.remove(path.as_path())?;
        Some([fate, name(path), reasons])
    });
    let rows: Vec<[String; 3]> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths = [width(0).unwrap_or_default(), width(1).unwrap_or_default()];
    let line = |text: &str| if is_dry { output.line(text) } else { output.text(text) };
    for [fate, name, reasons] in &rows {
        let [first, second] = widths;
        line(format!("{fate:<first$}  {name:<second$}  {reasons}").trim_end());
    }
    let kept = format::count((pruned.kept.len() + pruned.held.len()) as u64);
    let removed = format::count(pruned.removed.len() as u64);
    let bytes = format::bytes(pruned.freed_bytes);
    line(&if is_dry {
        tr!("prune-sum-dry", kept = kept, removed = removed, bytes = bytes)
    } else {
        tr!("prune-sum", kept = kept, removed = removed, bytes = bytes)
    });
}

/// A synced folder forgets nothing at once.
fn tell_of_recycle_bin(profile: &Profile, output: &Output) {
    let target = Target::open(profile.dir.as_deref()).ok();
    let around = target.and_then(|target| cloud::synced_around(target.folder()));
    if let Some((folder, _)) = around {
        output.text(&tr!("prune-recycle-bin", service = folder.service.name()));
    }
}
