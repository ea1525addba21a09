//! What a restore could not do as the dump says, and had to do in another way.

use std::collections::HashSet;

use crate::report::error::{NotRestored, Warning};
use crate::restore::subject::{Key, Subject};

#[derive(Default)]
pub struct Findings {
    not_restored: Vec<NotRestored>,
    absent: HashSet<Key>,
    /// Statements that need a `search_path`, and the path that they got.
    with_path: Vec<String>,
    path: String,
    filled_later: Vec<String>,
    constraints: Vec<(String, bool)>,
    rows_added: Vec<Warning>,
    tablespaces: Vec<String>,
    access_methods: Vec<String>,
}

impl Findings {
    /// Whether it belongs to something that was left out, and goes with it.
    pub fn go_with(&mut self, subject: &Subject) -> bool {
        if !subject.about.iter().any(|key| self.absent.contains(key)) {
            return false;
        }
        self.absent.extend(subject.made.clone());
        true
    }

    pub fn left_out(&mut self, thing: NotRestored, made: Option<Key>) {
        self.absent.extend(made);
        self.not_restored.push(thing);
    }

    /// As the dump writes them.
    pub fn tables_without_rows(&self) -> impl Iterator<Item = &str> {
        let has_none = |thing: &&NotRestored| matches!(thing.kind, "rows" | "table");
        self.not_restored.iter().filter(has_none).map(|thing| thing.name.as_str())
    }

    pub fn lacks_extensions(&self) -> bool {
        self.absent.iter().any(|(like, _)| *like == "extension")
    }

    pub fn extensions(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .not_restored
            .iter()
            .filter(|thing| thing.kind == "extension")
            .map(|thing| thing.name.replace('"', ""))
            .collect();
        names.dedup();
        names
    }

    pub fn ran_with_path(&mut self, name: String) {
        self.with_path.push(name);
    }

    pub fn has_run_with_path(&self, name: &str) -> bool {
        self.with_path.iter().any(|known| known == name)
    }

    pub fn path_used(&mut self, path: String) {
        self.path = path;
    }

    pub fn filled_later(&mut self, table: String) {
        self.filled_later.push(table);
    }

    pub fn not_valid(&mut self, constraint: String) {
        self.constraints.push((constraint, false));
    }

    pub fn put_back(&mut self, constraint: String) {
        self.constraints.push((constraint, true));
    }

    pub fn rows_added(&mut self, table: String, expected: u64, found: u64) {
        self.rows_added.push(Warning::RowsAdded { table, expected, found });
    }

    pub fn no_tablespace(&mut self, name: String) {
        add(&mut self.tablespaces, name);
    }

    pub fn no_access_method(&mut self, name: String) {
        add(&mut self.access_methods, name);
    }

    /// What the user is told at the end.
    pub fn told(self) -> (Vec<Warning>, Vec<NotRestored>) {
        let mut warnings = Vec::new();
        if !self.tablespaces.is_empty() {
            warnings.push(Warning::TablespacesMissing { names: self.tablespaces });
        }
        if !self.access_methods.is_empty() {
            warnings.push(Warning::AccessMethodsMissing { names: self.access_methods });
        }
        if !self.with_path.is_empty() {
            let (path, names) = (self.path, self.with_path);
            warnings.push(Warning::RanWithSearchPath { path, names });
        }
        if !self.filled_later.is_empty() {
            warnings.push(Warning::FilledLater { tables: self.filled_later });
        }
        let constraint = |(name, validated)| Warning::ConstraintSetAside { name, validated };
        warnings.extend(self.constraints.into_iter().map(constraint));
        warnings.extend(self.rows_added);
        warnings.extend(by_reason(&self.not_restored));
        (warnings, self.not_restored)
    }
}

fn add(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// A reason that holds for many things is told once.
pub fn by_reason(things: &[NotRestored]) -> Vec<Warning> {
    let mut groups: Vec<Vec<NotRestored>> = Vec::new();
    for thing in things {
        match groups.iter_mut().find(|group| group[0].message == thing.message) {
            Some(group) => group.push(thing.clone()),
            None => groups.push(vec![thing.clone()]),
        }
    }
    groups.into_iter().map(|things| Warning::NotRestored { things }).collect()
}
