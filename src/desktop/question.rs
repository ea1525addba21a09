//! What stands before the live database is replaced: a question, and the name of the database,
//! typed, as its answer.
//!
//! Invariant: nothing that is pressed once replaces a live database. What replaces it takes a
//! [`Confirmed`], which only a typed name makes, and which is good for one job: it cannot be copied.
//! So no button, key, notification or message of another process can hold one in stock; all that
//! they can do is ask the [`Question`].

use std::path::PathBuf;

use sauvegarde::config::profile::Profile;

/// What would replace the live database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    Restore {
        file: PathBuf,
        /// What a restore before this one could not do: the answer accepts it.
        missing: Option<String>,
    },
    /// Brings the database back that the last restore set aside.
    Undo,
}

impl Question {
    /// Nothing unless `typed` is the name of `database`, letter by letter. `profile` is where that
    /// database is: what the question was asked about is what will be replaced, even if the
    /// configuration names another one by now.
    pub fn answered(self, typed: &str, database: &str, profile: Profile) -> Option<Confirmed> {
        let is_its_name = !database.is_empty() && typed == database;
        is_its_name.then_some(Confirmed { question: self, profile })
    }
}

/// A question that was answered with the database's name.
#[derive(Debug, PartialEq, Eq)]
pub struct Confirmed {
    question: Question,
    profile: Profile,
}

impl Confirmed {
    pub fn question(&self) -> &Question {
        &self.question
    }

    pub fn profile_name(&self) -> &str {
        &self.profile.name
    }

    /// Uses the answer up.
    pub fn into_parts(self) -> (Question, Profile) {
        (self.question, self.profile)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_databases_name_answers_a_question() {
        let profile = Profile::default;
        for typed in ["", "Torii", "torii ", "tori", "autre"] {
            assert_eq!(Question::Undo.answered(typed, "torii", profile()), None, "{typed:?}");
        }
        // A database that is not known yet has no name that could be typed.
        assert_eq!(Question::Undo.answered("", "", profile()), None);
        let confirmed = Question::Undo.answered("torii", "torii", profile()).unwrap();
        assert_eq!(*confirmed.question(), Question::Undo);
    }
}
