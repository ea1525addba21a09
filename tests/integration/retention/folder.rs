//! What goes from a folder and what does not.

use super::*;
use crate::namespace::Namespace;

#[test]
fn what_a_dry_run_names_goes_and_nothing_else() {
    let shelf = Shelf::new("keep_last = 2\nkeep_min = 0\n");
    let dumps: Vec<PathBuf> = (1..=5).map(|hours| shelf.put(hours)).collect();
    let others = ["notes.txt", "backup_x.sql.gz", "z.sql.gz.json", "backup_y.sql.gz.json.tmp"];
    for name in others {
        fs::write(shelf.dir.join(name), "x").unwrap();
    }
    let before = shelf.files();
    let dry = shelf.prune(&["--dry-run"]);
    assert_eq!((dry.code, removed(&dry)), (Some(0), dumps[2..].to_vec()), "{dry:?}");
    assert_eq!(shelf.files(), before);
    assert_eq!(reasons(&dry, &dumps[0]), json!(["newest good", "last"]));
    assert_eq!(reasons(&dry, &shelf.dir.join("z.sql.gz")), json!(["missing file"]));
    assert_eq!(dry.result()["freed_bytes"], 12);
    let done = shelf.prune(&[]);
    assert_eq!((done.code, removed(&done)), (Some(0), removed(&dry)), "{done:?}");
    let left: Vec<String> = before
        .into_iter()
        .filter(|name| {
            let dump = shelf.dir.join(name.trim_end_matches(".json"));
            !dumps[2..].contains(&dump)
        })
        .collect();
    assert_eq!(shelf.files(), left);
    assert_eq!(shelf.program.staged(), [""; 0]);
    assert_eq!(removed(&shelf.prune(&[])), [""; 0].map(PathBuf::from));
}

#[test]
fn at_an_earlier_moment_what_was_made_since_is_not_there() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let dumps: Vec<PathBuf> = [1, 49, 97].map(|hours| shelf.put(hours)).to_vec();
    let then = now() - SignedDuration::from_hours(30);
    let dry = shelf.prune(&["--dry-run", "--at", &then.to_string()]);
    assert_eq!((dry.code, removed(&dry)), (Some(0), vec![dumps[2].clone()]), "{dry:?}");
    assert_eq!(reasons(&dry, &dumps[0]), Value::Null);
    shelf.prune(&["--at", &then.to_string()]).failed("usage", 2);
}

#[test]
fn a_held_backup_stays_whole_and_goes_the_next_time() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let dumps: Vec<PathBuf> = (1..=3).map(|hours| shelf.put(hours)).collect();
    let reader = fs::File::open(&dumps[1]).unwrap();
    reader.lock_shared().unwrap();
    let outcome = shelf.prune(&[]);
    assert_eq!((outcome.code, removed(&outcome)), (Some(3), vec![dumps[2].clone()]), "{outcome:?}");
    assert_eq!(paths(&outcome.result()["held"]), [dumps[1].clone()]);
    assert!(outcome.stderr.contains("restored or verified"), "{outcome:?}");
    assert!(is_whole(&dumps[1]));
    drop(reader);
    let outcome = shelf.prune(&[]);
    assert_eq!((outcome.code, removed(&outcome)), (Some(0), vec![dumps[1].clone()]), "{outcome:?}");
}

#[test]
fn a_dump_that_cannot_be_deleted_keeps_its_manifest() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let dumps: Vec<PathBuf> = (1..=6).map(|hours| shelf.put(hours)).collect();
    // What something is mounted on cannot go.
    let script = r#"for dump in "$1"/*.gz; do mount --bind "$dump" "$dump"; done"#;
    let Some(namespace) = Namespace::new(script, &shelf.dir) else { return };
    let command = shelf.program.command(["prune", "--json"]);
    let outcome = Outcome::of(namespace.inside(&command).output().unwrap());
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert_eq!(paths(&outcome.result()["held"]), dumps[3..], "the oldest three: {outcome:?}");
    assert!(dumps.iter().all(|dump| is_whole(dump)), "{:?}", shelf.files());
    assert_eq!(shelf.program.staged(), [""; 0]);
    drop(namespace);
    assert_eq!(removed(&shelf.prune(&[])), dumps[3..]);
}

#[test]
fn a_read_only_folder_is_named_and_left_as_it_is() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    for hours in 1..=3 {
        shelf.put(hours);
    }
    let before = shelf.files();
    let script = r#"mount --bind "$1" "$1"; mount -o remount,bind,ro "$1""#;
    let Some(namespace) = Namespace::new(script, &shelf.dir) else { return };
    let command = shelf.program.command(["prune", "--json"]);
    let outcome = Outcome::of(namespace.inside(&command).output().unwrap());
    outcome.failed("target_not_writable", 14);
    let dry = shelf.program.command(["prune", "--json", "--dry-run"]);
    let outcome = Outcome::of(namespace.inside(&dry).output().unwrap());
    assert_eq!((outcome.code, removed(&outcome).len()), (Some(0), 2), "{outcome:?}");
    assert_eq!(shelf.files(), before);
}

#[test]
fn two_computers_in_one_folder_delete_only_their_own() {
    let here = Shelf::new("keep_last = 2\nkeep_min = 0\n");
    let there = Shelf::of(Program::new(), &here.dir, "ailleurs", "keep_last = 3\nkeep_min = 0\n");
    let mine: Vec<PathBuf> = (1..=5).map(|hours| here.put(hours)).collect();
    let theirs: Vec<PathBuf> = (1..=5).map(|hours| there.put(hours)).collect();
    let old = here.put_as(100, |manifest| manifest.installation = None);
    here.settle();
    assert!(theirs.iter().chain([&old]).all(|dump| is_whole(dump)), "{:?}", here.files());
    assert_eq!(mine.iter().filter(|dump| is_whole(dump)).count(), 2);
    assert_eq!(reasons(&here.prune(&[]), &theirs[4]), json!(["not made here"]));
    there.settle();
    let left = |dumps: &[PathBuf]| dumps.iter().filter(|dump| is_whole(dump)).count();
    assert_eq!((left(&mine), left(&theirs), is_whole(&old)), (2, 3, true));
}

#[test]
fn other_databases_and_profiles_of_the_same_folder_are_left_alone() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    shelf.put(1);
    let other = shelf.put_as(50, |manifest| manifest.database = "compta".to_owned());
    let profile = shelf.put_as(51, |manifest| manifest.profile = "compta".to_owned());
    let asked = shelf.put_as(52, |manifest| manifest.profile = "command-line".to_owned());
    let mine = shelf.put(53);
    let outcome = shelf.prune(&[]);
    assert_eq!(removed(&outcome), [mine]);
    assert_eq!(reasons(&outcome, &other), json!(["other database"]));
    assert_eq!(reasons(&outcome, &profile), json!(["other profile"]));
    assert_eq!(reasons(&outcome, &asked), json!(["other profile"]));
}

#[test]
fn while_a_backup_runs_nothing_is_pruned() {
    use sauvegarde::folder::run::JobKey;
    use sauvegarde::folder::target::Target;

    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let dumps = [shelf.put(1), shelf.put(2)];
    let key = JobKey::new(&Target::open(Some(&shelf.dir)).unwrap(), DATABASE);
    let run = shelf.program.home.path().join("state/sauvegarde/run");
    fs::create_dir_all(&run).unwrap();
    let lock = fs::File::create(run.join(format!("{}.lock", key.as_str()))).unwrap();
    lock.lock().unwrap();
    shelf.prune(&[]).failed("busy", 11);
    assert!(dumps.iter().all(|dump| is_whole(dump)));
}
