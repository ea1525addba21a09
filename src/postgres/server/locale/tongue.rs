//! The language of a locale, from the names that POSIX, Windows and ICU give it.

/// `fr_FR.UTF-8`, `French_France.1252`, `fr-FR`: French of France.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tongue {
    /// ISO 639.
    pub language: String,
    /// ISO 3166. Nothing where the name has none, or one that no table of ours has.
    pub territory: Option<String>,
    /// ISO 15924, where the name says so.
    pub script: Option<&'static str>,
}

impl Tongue {
    /// Nothing for `C` and its like, which are no language's, and for what is not understood.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let (name, modifier) = name.split_once('@').unwrap_or((name, ""));
        let base = match name.rsplit_once('.') {
            Some((base, codeset)) if !codeset.is_empty() => base,
            _ => name,
        };
        let (first, rest) = match base.find(['_', '-']) {
            Some(at) => (&base[..at], &base[at + 1..]),
            None => (base, ""),
        };
        if first == "und" {
            return None;
        }
        if is_code(first) {
            return Some(from_codes(first, rest, modifier));
        }
        from_words(first, rest)
    }

    /// The territory, or that in which most of those who speak the language live.
    #[must_use]
    pub fn home(&self) -> Option<&str> {
        let home = || LANGUAGES.iter().find(|row| row.1 == self.language).map(|row| row.2);
        self.territory.as_deref().or_else(home)
    }

    /// As ICU writes it: `fr-FR`, `sr-Latn-RS`.
    #[must_use]
    pub fn tag(&self) -> String {
        let parts = [self.script, self.home()];
        parts.into_iter().flatten().fold(self.language.clone(), |tag, part| tag + "-" + part)
    }

    /// As POSIX writes it, without a character set: `fr_FR` and `@latin`.
    #[must_use]
    pub fn posix(&self) -> (String, &'static str) {
        let modifier = match self.script {
            Some("Latn") => "@latin",
            Some("Cyrl") => "@cyrillic",
            _ => "",
        };
        (
            self.home().map_or(self.language.clone(), |home| format!("{}_{home}", self.language)),
            modifier,
        )
    }
}

fn is_code(word: &str) -> bool {
    (2..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// `fr`, `FR` and `euro`; `sr`, `Latn-RS`; `de`, `u-co-phonebk`.
fn from_codes(language: &str, rest: &str, modifier: &str) -> Tongue {
    let language = if language == "no" { "nb" } else { language };
    let (mut territory, mut script) = (None, script(modifier));
    for part in rest.split(['_', '-']) {
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        match part.len() {
            4 if letters => script = self::script(part).or(script),
            2 if letters => territory = Some(part.to_ascii_uppercase()),
            3 if part.bytes().all(|byte| byte.is_ascii_digit()) => {
                territory = Some(part.to_owned());
            }
            // Extensions of ICU, which are no language.
            1 => break,
            _ => {}
        }
    }
    Tongue { language: language.to_owned(), territory, script }
}

/// `French` and `France`, `Serbian (Cyrillic)` and `Serbia`.
fn from_words(language: &str, country: &str) -> Option<Tongue> {
    let (word, inside) = language.split_once(" (").unwrap_or((language, ""));
    let inside = inside.trim_end_matches(')');
    let row = LANGUAGES.iter().find(|row| row.0.eq_ignore_ascii_case(word))?;
    let country = country.trim_end_matches(['.', ' ']);
    let country = country.trim_end_matches("S.A.R").trim_end_matches("SAR").trim_end();
    let territory = COUNTRIES.iter().find(|row| row.0.eq_ignore_ascii_case(country));
    let by_script = match inside {
        "Simplified" => Some("CN"),
        "Traditional" => Some("TW"),
        _ => None,
    };
    Some(Tongue {
        language: row.1.to_owned(),
        territory: territory.map(|row| row.1).or(by_script).map(str::to_owned),
        script: script(inside),
    })
}

fn script(word: &str) -> Option<&'static str> {
    match word.to_ascii_lowercase().as_str() {
        "latin" | "latn" => Some("Latn"),
        "cyrillic" | "cyrl" => Some("Cyrl"),
        _ => None,
    }
}

/// As Windows calls it; ISO 639; the territory that a name without one means.
const LANGUAGES: [(&str, &str, &str); 75] = [
    ("Afrikaans", "af", "ZA"),
    ("Albanian", "sq", "AL"),
    ("Amharic", "am", "ET"),
    ("Arabic", "ar", "EG"),
    ("Armenian", "hy", "AM"),
    ("Azerbaijani", "az", "AZ"),
    ("Azeri", "az", "AZ"),
    ("Basque", "eu", "ES"),
    ("Belarusian", "be", "BY"),
    ("Bengali", "bn", "BD"),
    ("Bangla", "bn", "BD"),
    ("Bosnian", "bs", "BA"),
    ("Breton", "br", "FR"),
    ("Bulgarian", "bg", "BG"),
    ("Catalan", "ca", "ES"),
    ("Chinese", "zh", "CN"),
    ("Corsican", "co", "FR"),
    ("Croatian", "hr", "HR"),
    ("Czech", "cs", "CZ"),
    ("Danish", "da", "DK"),
    ("Dutch", "nl", "NL"),
    ("English", "en", "US"),
    ("Estonian", "et", "EE"),
    ("Farsi", "fa", "IR"),
    ("Persian", "fa", "IR"),
    ("Filipino", "fil", "PH"),
    ("Finnish", "fi", "FI"),
    ("French", "fr", "FR"),
    ("Galician", "gl", "ES"),
    ("Georgian", "ka", "GE"),
    ("German", "de", "DE"),
    ("Greek", "el", "GR"),
    ("Gujarati", "gu", "IN"),
    ("Hebrew", "he", "IL"),
    ("Hindi", "hi", "IN"),
    ("Hungarian", "hu", "HU"),
    ("Icelandic", "is", "IS"),
    ("Indonesian", "id", "ID"),
    ("Irish", "ga", "IE"),
    ("Italian", "it", "IT"),
    ("Japanese", "ja", "JP"),
    ("Kazakh", "kk", "KZ"),
    ("Khmer", "km", "KH"),
    ("Korean", "ko", "KR"),
    ("Kyrgyz", "ky", "KG"),
    ("Lao", "lo", "LA"),
    ("Latvian", "lv", "LV"),
    ("Lithuanian", "lt", "LT"),
    ("Luxembourgish", "lb", "LU"),
    ("Macedonian", "mk", "MK"),
    ("Malay", "ms", "MY"),
    ("Maltese", "mt", "MT"),
    ("Mongolian", "mn", "MN"),
    ("Nepali", "ne", "NP"),
    ("Norwegian", "nb", "NO"),
    ("Norwegian Bokmål", "nb", "NO"),
    ("Norwegian Nynorsk", "nn", "NO"),
    ("Occitan", "oc", "FR"),
    ("Polish", "pl", "PL"),
    ("Portuguese", "pt", "PT"),
    ("Romanian", "ro", "RO"),
    ("Russian", "ru", "RU"),
    ("Serbian", "sr", "RS"),
    ("Slovak", "sk", "SK"),
    ("Slovenian", "sl", "SI"),
    ("Spanish", "es", "ES"),
    ("Swahili", "sw", "KE"),
    ("Swedish", "sv", "SE"),
    ("Tamil", "ta", "IN"),
    ("Thai", "th", "TH"),
    ("Turkish", "tr", "TR"),
    ("Ukrainian", "uk", "UA"),
    ("Urdu", "ur", "PK"),
    ("Uzbek", "uz", "UZ"),
    ("Vietnamese", "vi", "VN"),
];

/// As Windows calls it, and ISO 3166.
const COUNTRIES: [(&str, &str); 110] = [
    ("Albania", "AL"),
    ("Algeria", "DZ"),
    ("Argentina", "AR"),
    ("Armenia", "AM"),
    ("Australia", "AU"),
    ("Austria", "AT"),
    ("Azerbaijan", "AZ"),
    ("Bahrain", "BH"),
    ("Bangladesh", "BD"),
    ("Belarus", "BY"),
    ("Belgium", "BE"),
    ("Bolivia", "BO"),
    ("Bosnia and Herzegovina", "BA"),
    ("Brazil", "BR"),
    ("Bulgaria", "BG"),
    ("Cambodia", "KH"),
    ("Cameroon", "CM"),
    ("Canada", "CA"),
    ("Chile", "CL"),
    ("China", "CN"),
    ("People's Republic of China", "CN"),
    ("Colombia", "CO"),
    ("Costa Rica", "CR"),
    ("Côte d'Ivoire", "CI"),
    ("Ivory Coast", "CI"),
    ("Croatia", "HR"),
    ("Cyprus", "CY"),
    ("Czech Republic", "CZ"),
    ("Czechia", "CZ"),
    ("Denmark", "DK"),
    ("Dominican Republic", "DO"),
    ("Ecuador", "EC"),
    ("Egypt", "EG"),
    ("El Salvador", "SV"),
    ("Estonia", "EE"),
    ("Finland", "FI"),
    ("France", "FR"),
    ("Georgia", "GE"),
    ("Germany", "DE"),
    ("Greece", "GR"),
    ("Guatemala", "GT"),
    ("Haiti", "HT"),
    ("Honduras", "HN"),
    ("Hong Kong", "HK"),
    ("Hungary", "HU"),
    ("Iceland", "IS"),
    ("India", "IN"),
    ("Indonesia", "ID"),
    ("Iran", "IR"),
    ("Iraq", "IQ"),
    ("Ireland", "IE"),
    ("Israel", "IL"),
    ("Italy", "IT"),
    ("Japan", "JP"),
    ("Jordan", "JO"),
    ("Kazakhstan", "KZ"),
    ("Kenya", "KE"),
    ("Korea", "KR"),
    ("Kuwait", "KW"),
    ("Latvia", "LV"),
    ("Lebanon", "LB"),
    ("Liechtenstein", "LI"),
    ("Lithuania", "LT"),
    ("Luxembourg", "LU"),
    ("Macao", "MO"),
    ("Malaysia", "MY"),
    ("Mali", "ML"),
    ("Malta", "MT"),
    ("Mexico", "MX"),
    ("Monaco", "MC"),
    ("Principality of Monaco", "MC"),
    ("Montenegro", "ME"),
    ("Morocco", "MA"),
    ("Netherlands", "NL"),
    ("New Zealand", "NZ"),
    ("Nicaragua", "NI"),
    ("North Macedonia", "MK"),
    ("Norway", "NO"),
    ("Pakistan", "PK"),
    ("Panama", "PA"),
    ("Paraguay", "PY"),
    ("Peru", "PE"),
    ("Philippines", "PH"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("Puerto Rico", "PR"),
    ("Romania", "RO"),
    ("Russia", "RU"),
    ("Saudi Arabia", "SA"),
    ("Senegal", "SN"),
    ("Serbia", "RS"),
    ("Singapore", "SG"),
    ("Slovakia", "SK"),
    ("Slovenia", "SI"),
    ("South Africa", "ZA"),
    ("Spain", "ES"),
    ("Sweden", "SE"),
    ("Switzerland", "CH"),
    ("Syria", "SY"),
    ("Taiwan", "TW"),
    ("Thailand", "TH"),
    ("Tunisia", "TN"),
    ("Turkey", "TR"),
    ("Türkiye", "TR"),
    ("Ukraine", "UA"),
    ("United Arab Emirates", "AE"),
    ("United Kingdom", "GB"),
    ("United States", "US"),
    ("Uruguay", "UY"),
    ("Vietnam", "VN"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_system_s_name_of_a_locale_gives_its_language() {
        for (name, tag) in [
            ("fr_FR", "fr-FR"),
            ("fr_FR.UTF-8", "fr-FR"),
            ("fr_FR.iso88591", "fr-FR"),
            ("fr_FR@euro", "fr-FR"),
            ("fr_CA.UTF-8", "fr-CA"),
            ("fr", "fr-FR"),
            ("fr-FR", "fr-FR"),
            ("fr-FR-x-icu", "fr-FR"),
            ("de-u-co-phonebk", "de-DE"),
            ("es-419", "es-419"),
            ("sr_RS.UTF-8@latin", "sr-Latn-RS"),
            ("sr-Cyrl-RS", "sr-Cyrl-RS"),
            ("no_NO", "nb-NO"),
            ("French_France.1252", "fr-FR"),
            ("French_Switzerland.1252", "fr-CH"),
            ("French", "fr-FR"),
            ("german", "de-DE"),
            ("German_Germany.1252", "de-DE"),
            ("English_United States.1252", "en-US"),
            ("English_United Kingdom.65001", "en-GB"),
            ("English_Atlantis.1252", "en-US"),
            ("Portuguese_Brazil.1252", "pt-BR"),
            ("Serbian (Latin)_Serbia.1250", "sr-Latn-RS"),
            ("Chinese (Simplified)_People's Republic of China.936", "zh-CN"),
            ("Chinese (Traditional)_Hong Kong S.A.R..950", "zh-HK"),
            ("Norwegian Bokmål_Norway.1252", "nb-NO"),
            ("Norwegian (Bokmål)_Norway.1252", "nb-NO"),
            ("Turkish_Türkiye.1254", "tr-TR"),
        ] {
            assert_eq!(Tongue::of(name).map(|tongue| tongue.tag()).as_deref(), Some(tag), "{name}");
        }
    }

    #[test]
    fn what_is_no_language_s_is_none() {
        for name in [
            "C",
            "POSIX",
            "C.UTF-8",
            "C.utf8",
            "",
            "und",
            "und-u-co-emoji",
            "Elvish_Middle-earth.1252",
            "été",
            ".",
        ] {
            assert_eq!(Tongue::of(name), None, "{name}");
        }
    }
}
