//! Keeps the direction of the imports in `src`, which ARCHITECTURE.md explains.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A room imports only from rooms further down.
const ROOMS: [&str; 18] = [
    "cli",
    "desktop",
    "demo",
    "unattended",
    "verify",
    "restore",
    "backup",
    "foreign",
    "retention",
    "alarms",
    "folder",
    "dump",
    "notify",
    "config",
    "schedule",
    "postgres",
    "platform",
    "report",
];

/// `["folder", "manifest", "text"]`: the file `src/folder/manifest/text.rs`.
type Module = Vec<String>;

/// Every file, and the paths that it names from the root of a crate on.
fn files() -> BTreeMap<Module, Vec<Module>> {
    let mut files = BTreeMap::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for room in ROOMS {
        read(&source.join(room), &[room.to_owned()], &mut files);
    }
    files
}

fn read(folder: &Path, above: &[String], files: &mut BTreeMap<Module, Vec<Module>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut module = above.to_vec();
        if name != "mod" {
            module.push(name);
        }
        if path.is_dir() {
            read(&path, &module, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.insert(module.clone(), paths(&text, &module));
        }
    }
}

/// Tests may look anywhere, and what a table of contents passes on it does not use.
fn paths(text: &str, module: &[String]) -> Vec<Module> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut paths = Vec::new();
    for statement in code.split_inclusive(';') {
        let words = statement.trim_start();
        let at = words.rfind("\nuse ").map(|at| at + 1);
        match at.or_else(|| words.starts_with("use ").then_some(0)) {
            _ if words.starts_with("pub use ") => {}
            Some(at) => expand("", words[at + 4..].trim_end_matches(';'), &mut paths),
            None => {
                let is_path = |c: char| c.is_alphanumeric() || "_:".contains(c);
                let words = words.split(|c| !is_path(c)).filter(|word| word.contains("::"));
                paths.extend(words.map(str::to_owned));
            }
        }
    }
    paths.iter().filter_map(|path| absolute(path, module)).collect()
}

/// `a::{b, c::{d, e}}` → `a::b`, `a::c::d`, `a::c::e`
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        return paths.push(format!("{before}{}", tree.trim()));
    };
    let inner = &rest[..rest.rfind('}').unwrap()];
    let before = format!("{before}{}", head.trim());
    let (mut depth, mut from) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&before, &inner[from..at], paths);
                from = at + 1;
            }
            _ => {}
        }
    }
}

fn absolute(path: &str, module: &[String]) -> Option<Module> {
    let mut words = path.split("::").map(str::to_owned).peekable();
    let mut found = match words.peek()?.as_str() {
        "crate" | "sauvegarde" => Vec::new(),
        "super" | "self" => module.to_vec(),
        // A child of this module, or another crate, which is no file of ours.
        _ => return Some(module.iter().cloned().chain(words).collect()),
    };
    while let Some(word) =
        words.next_if(|it| ["crate", "sauvegarde", "self", "super"].contains(&it.as_str()))
    {
        if word == "super" {
            found.pop();
        }
    }
    found.extend(words);
    Some(found)
}

/// The file of a path: that of its longest beginning.
fn leads_to<'a>(path: &'a [String], files: &BTreeMap<Module, Vec<Module>>) -> Option<&'a [String]> {
    (1..=path.len()).rev().map(|end| &path[..end]).find(|it| files.contains_key(*it))
}

#[test]
fn every_room_stands_in_the_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let names = fs::read_dir(source).unwrap().map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
    let others = ["bin", "lib.rs", "main.rs"];
    let listed = ROOMS.into_iter().chain(others).map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(names, listed, "a new room goes into the lists of tests/rooms.rs, ARCHITECTURE.md");
}

#[test]
fn a_room_imports_only_from_rooms_below_it() {
    let floor =
        |module: &Module| ROOMS.iter().position(|room| module.first().is_some_and(|it| it == room));
    let mut wrong = Vec::new();
    for (file, paths) in files() {
        let up = paths.iter().filter(|path| floor(path) < floor(&file) && floor(path).is_some());
        wrong.extend(up.map(|path| format!("{} imports {}", file.join("/"), path.join("::"))));
    }
    assert!(
        wrong.is_empty(),
        "imports from a room above. Move what both need into the lower room, as data or as a \
         trait, or hand it in as an argument:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_two_files_import_each_other() {
    let files = files();
    let mut left: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
    for (module, paths) in &files {
        let others = paths.iter().filter_map(|path| leads_to(path, &files));
        let others = others.filter(|it| it != module);
        left.insert(module, others.collect());
    }
    // What imports nothing that is left is in no circle.
    loop {
        let free: Vec<&[String]> =
            left.iter().filter(|(_, others)| others.is_empty()).map(|(file, _)| *file).collect();
        if free.is_empty() {
            break;
        }
        left.retain(|file, _| !free.contains(file));
        for others in left.values_mut() {
            others.retain(|file| !free.contains(file));
        }
    }
    let shown = |(file, others): (&&[String], &BTreeSet<&[String]>)| {
        let others: Vec<String> = others.iter().map(|other| other.join("/")).collect();
        format!("{} imports {}", file.join("/"), others.join(", "))
    };
    assert!(
        left.is_empty(),
        "a circle is among these. Move what both sides need into a file below both:\n{}",
        left.iter().map(shown).collect::<Vec<_>>().join("\n")
    );
}
