//! The two languages. Every sentence stands in `i18n/{fr,en}/sauvegarde.ftl`; the `tr!` macro
//! checks keys and arguments against the English file when the program is compiled.
//!
//! Invariant: French and English have the same keys and arguments (a test compares them).

use std::sync::LazyLock;

use i18n_embed::fluent::FluentLanguageLoader;
use i18n_embed::unic_langid::LanguageIdentifier;
use rust_embed::RustEmbed;

/// A language that the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    French,
    English,
}

#[derive(RustEmbed)]
#[folder = "src/report/i18n/"]
struct Sentences;

/// The sentences in the language chosen by [`select`]; English until then.
pub static LOADER: LazyLock<FluentLanguageLoader> = LazyLock::new(|| speaking(Language::English));

#[doc(hidden)]
#[macro_export]
macro_rules! sentence {
    ($($tokens:tt)*) => { ::i18n_embed_fl::fl!($crate::report::i18n::LOADER, $($tokens)*) };
}
/// A sentence of the `.ftl` files in the current language.
pub use sentence as tr;

/// Makes `language` the one of every later sentence of this process.
pub fn select(language: Language) {
    load(&LOADER, language);
}

/// The sentences of `language`, whatever is selected.
#[must_use]
pub fn speaking(language: Language) -> FluentLanguageLoader {
    let loader = FluentLanguageLoader::new("sauvegarde", language.identifier());
    load(&loader, language);
    loader
}

/// The language chosen by [`select`].
#[must_use]
pub fn current() -> Language {
    use i18n_embed::LanguageLoader as _;
    if LOADER.current_language().language.as_str() == "fr" {
        Language::French
    } else {
        Language::English
    }
}

fn load(loader: &FluentLanguageLoader, language: Language) {
    use i18n_embed::LanguageLoader as _;
    // Both files are in the program and a test loads them, so this cannot fail later.
    let _ = loader.load_languages(&Sentences, &[language.identifier()]);
    loader.set_use_isolating(false);
}

impl Language {
    /// French when the system speaks French or does not say (the program is French first), else
    /// English. The `C` and `POSIX` locales say nothing about the reader.
    #[must_use]
    pub fn of_the_system() -> Self {
        sys_locale::get_locale().map_or(Self::French, |locale| Self::of_locale(&locale))
    }

    fn of_locale(locale: &str) -> Self {
        match locale.split(['_', '-', '.']).next().unwrap_or_default() {
            "fr" | "" | "C" | "POSIX" => Self::French,
            _ => Self::English,
        }
    }

    /// `fr` or `en`, as in `--lang` and in the configuration.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code {
            "fr" => Some(Self::French),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// What [`parse`](Self::parse) takes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        // Both are well-formed; a test loads both languages.
        self.code().parse().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Key (with its attribute) → names of the variables in its text.
    fn keys(file: &str) -> BTreeMap<String, BTreeSet<String>> {
        let text = String::from_utf8(Sentences::get(file).unwrap().data.into_owned()).unwrap();
        let mut message = String::new();
        let mut key = String::new();
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let head = line.split(" =").next().unwrap_or_default();
            if line.contains(" =") && !line.starts_with(' ') {
                message = head.to_owned();
                key.clone_from(&message);
            } else if let Some(attribute) = head.strip_prefix("    .") {
                key = format!("{message}.{attribute}");
            }
            if key.is_empty() {
                continue;
            }
            let variables = found.entry(key.clone()).or_default();
            for piece in line.split('$').skip(1) {
                let end = piece.find(|c: char| !c.is_alphanumeric() && c != '_');
                variables.insert(piece[..end.unwrap_or(piece.len())].to_owned());
            }
        }
        found
    }

    #[test]
    fn french_and_english_say_the_same_things() {
        let (french, english) = (keys("fr/sauvegarde.ftl"), keys("en/sauvegarde.ftl"));
        for (key, variables) in &english {
            assert_eq!(Some(variables), french.get(key), "{key}");
        }
        assert_eq!(french.len(), english.len(), "a key exists in one language only");
    }

    #[test]
    fn both_languages_load_and_are_listed() {
        use i18n_embed::{I18nAssets as _, LanguageLoader as _};
        for language in [Language::French, Language::English] {
            let loader = FluentLanguageLoader::new("sauvegarde", language.identifier());
            loader.load_languages(&Sentences, &[language.identifier()]).unwrap();
        }
        assert!(Sentences.get_files("fr/sauvegarde.ftl").len() == 1);
    }

    #[test]
    fn one_row_is_not_many() {
        let rows = |language: Language, number: u64| {
            let loader = FluentLanguageLoader::new("sauvegarde", language.identifier());
            load(&loader, language);
            let text = number.to_string();
            i18n_embed_fl::fl!(loader, "counted-rows", number = number, text = text)
        };
        for (number, french, english) in
            [(0, "0 ligne", "0 rows"), (1, "1 ligne", "1 row"), (2, "2 lignes", "2 rows")]
        {
            assert_eq!(rows(Language::French, number), french);
            assert_eq!(rows(Language::English, number), english);
        }
    }

    #[test]
    fn nobody_is_told_of_another_systems_package_manager() {
        for file in ["fr/sauvegarde.ftl", "en/sauvegarde.ftl"] {
            let text = String::from_utf8(Sentences::get(file).unwrap().data.into_owned()).unwrap();
            let is_for_all = |line: &&str| !line.trim_start().starts_with(".advice-");
            for line in text.lines().filter(is_for_all) {
                let words = line.split(|c: char| !c.is_alphanumeric() && c != '-');
                let managers = ["apt", "apt-get", "brew", "choco", "dnf", "winget", "yum"];
                let named = words.into_iter().find(|word| managers.contains(word));
                assert_eq!(named, None, "{line}");
            }
        }
    }

    #[test]
    fn a_system_that_does_not_say_speaks_french() {
        for locale in ["", "C", "C.UTF-8", "POSIX", "fr_FR.UTF-8", "fr-CA"] {
            assert_eq!(Language::of_locale(locale), Language::French, "{locale}");
        }
        for locale in ["en_US.UTF-8", "de-DE", "frr_DE"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }
}
