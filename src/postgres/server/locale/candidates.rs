//! The rules that a new database may get, the best first. Pure.

use super::tongue::Tongue;
use crate::postgres::described::ServerInfo;
use crate::report::sql::quote_literal;

/// The first major whose databases say who sorts, ICU or the C library.
const PROVIDERS: u32 = 15;
/// The first major that sorts by itself, too.
const BUILTIN: u32 = 17;
/// The rules that every server has, and that go with every encoding.
const PLAIN: &str = "C";
/// Every server has it, and every other converts into it.
const UNIVERSAL: &str = "UTF8";

/// What this server has.
#[derive(Clone, Debug, Default)]
pub struct Here {
    pub major: u32,
    /// The C library's, with the encoding that they go with.
    pub libc: Vec<(String, String)>,
    /// ICU's, as tags: `fr`, `fr-FR`.
    pub icu: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    pub encoding: String,
    sorting: Sorting,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sorting {
    /// Those of a server's other databases.
    Own,
    Libc {
        collate: String,
        ctype: String,
    },
    /// By ICU or the server itself; the C library's serve what is left.
    Provided {
        provider: &'static str,
        locale: String,
        collate: String,
        ctype: String,
    },
}

impl Rules {
    /// As `CREATE DATABASE` takes them.
    #[must_use]
    pub fn options(&self, major: u32) -> String {
        let encoding = format!("encoding {}", quote_literal(&self.encoding));
        let libc = |collate: &str, ctype: &str| {
            format!("lc_collate {} lc_ctype {}", quote_literal(collate), quote_literal(ctype))
        };
        match &self.sorting {
            Sorting::Own => encoding,
            // Without a word the provider is that of the server's other databases.
            Sorting::Libc { collate, ctype } if major >= PROVIDERS => {
                format!("{encoding} locale_provider libc {}", libc(collate, ctype))
            }
            Sorting::Libc { collate, ctype } => format!("{encoding} {}", libc(collate, ctype)),
            Sorting::Provided { provider, locale, collate, ctype } => format!(
                "{encoding} locale_provider {provider} {provider}_locale {} {}",
                quote_literal(locale),
                libc(collate, ctype)
            ),
        }
    }
}

/// Those that were there, if a server of this major can have them at all.
#[must_use]
pub fn as_they_were(wanted: &ServerInfo, major: u32) -> Option<Rules> {
    let ServerInfo { encoding, collation, ctype, .. } = wanted;
    let sorting = match provided(wanted) {
        None => Some(libc(collation, ctype)),
        Some(("b", locale)) => {
            (major >= BUILTIN).then(|| with_provider("builtin", locale, collation, ctype))
        }
        Some((_, locale)) => {
            (major >= PROVIDERS).then(|| with_provider("icu", locale, collation, ctype))
        }
    };
    sorting.map(|sorting| Rules { encoding: encoding.clone(), sorting })
}

/// The last ones are taken by any server.
#[must_use]
pub fn candidates(wanted: &ServerInfo, here: &Here) -> Vec<Rules> {
    let mut all: Vec<Rules> = as_they_were(wanted, here.major).into_iter().collect();
    for encoding in [wanted.encoding.as_str(), UNIVERSAL] {
        for sorting in sortings(wanted, encoding, here) {
            let rules = Rules { encoding: encoding.to_owned(), sorting };
            if !all.contains(&rules) {
                all.push(rules);
            }
        }
    }
    all
}

fn sortings(wanted: &ServerInfo, encoding: &str, here: &Here) -> Vec<Sorting> {
    let ServerInfo { collation, ctype, .. } = wanted;
    let sorted_by = provided(wanted);
    let mut all = Vec::new();
    match sorted_by {
        Some(("b", locale)) if here.major >= BUILTIN => {
            all.push(with_provider("builtin", locale, PLAIN, PLAIN));
            all.push(with_provider("builtin", "C.UTF-8", PLAIN, PLAIN));
        }
        Some(("i", locale)) if here.major >= PROVIDERS => {
            all.push(with_provider("icu", locale, PLAIN, PLAIN));
        }
        _ => {}
    }
    let by_codes = |name: &str| name == "POSIX" || name == PLAIN || name.starts_with("C.");
    let plain_order = match sorted_by {
        Some((provider, _)) => provider == "b",
        None => by_codes(collation),
    };
    let tongue = match sorted_by {
        Some(("b", _)) => None,
        Some((_, locale)) => Tongue::of(locale),
        None => Tongue::of(collation).or_else(|| Tongue::of(ctype)),
    };
    let names = match &tongue {
        Some(tongue) => of_language(tongue, encoding, here),
        None if plain_order && encoding == UNIVERSAL => {
            ["C.UTF-8", "C.utf8"].map(str::to_owned).to_vec()
        }
        None => Vec::new(),
    };
    for name in &names {
        // Whoever sorts by codes and only knows letters in a language goes on so.
        all.push(libc(if plain_order && tongue.is_some() { PLAIN } else { name }, name));
    }
    let tag = tongue.as_ref().filter(|_| !plain_order).and_then(|tongue| icu_tag(tongue, here));
    if let Some(tag) = tag.filter(|_| here.major >= PROVIDERS && sorted_by.is_none()) {
        all.push(with_provider("icu", &tag, PLAIN, PLAIN));
    }
    if !plain_order {
        all.push(Sorting::Own);
    }
    all.push(libc(PLAIN, PLAIN));
    all
}

/// Who sorts instead of the C library, and by which locale.
fn provided(wanted: &ServerInfo) -> Option<(&str, &str)> {
    wanted.locale.as_deref().map(|locale| (wanted.locale_provider.as_str(), locale))
}

fn libc(collate: &str, ctype: &str) -> Sorting {
    Sorting::Libc { collate: collate.to_owned(), ctype: ctype.to_owned() }
}

fn with_provider(provider: &'static str, locale: &str, collate: &str, ctype: &str) -> Sorting {
    Sorting::Provided {
        provider,
        locale: locale.to_owned(),
        collate: collate.to_owned(),
        ctype: ctype.to_owned(),
    }
}

/// Those of the territory before the others of the language: first what the server lists, then
/// what it may have got since it was set up, by the names that systems give it.
fn of_language(tongue: &Tongue, encoding: &str, here: &Here) -> Vec<String> {
    let (base, modifier) = tongue.posix();
    let of = |territory: bool| {
        here.libc.iter().filter(move |(name, bears)| {
            bears == encoding
                && Tongue::of(name).is_some_and(|there| {
                    there.language == tongue.language
                        && there.script == tongue.script
                        && (there.home() == tongue.home()) == territory
                })
        })
    };
    let listed = |territory| of(territory).map(|(name, _)| name.clone());
    let spelled = codesets(encoding).iter().map(|codeset| format!("{base}.{codeset}{modifier}"));
    let short = [format!("{base}{modifier}"), format!("{base}@euro"), base.replace('_', "-")];
    listed(true).chain(spelled).chain(short).chain(listed(false)).collect()
}

fn icu_tag(tongue: &Tongue, here: &Here) -> Option<String> {
    [tongue.tag(), tongue.language.clone()].into_iter().find(|tag| here.icu.contains(tag))
}

/// How systems call the character set of an encoding in the name of a locale.
fn codesets(encoding: &str) -> &'static [&'static str] {
    match encoding {
        "UTF8" => &["UTF-8", "utf8"],
        "LATIN1" => &["ISO-8859-1", "ISO8859-1", "iso88591"],
        "LATIN2" => &["ISO-8859-2", "ISO8859-2", "iso88592"],
        "LATIN3" => &["ISO-8859-3", "ISO8859-3", "iso88593"],
        "LATIN4" => &["ISO-8859-4", "ISO8859-4", "iso88594"],
        "LATIN5" => &["ISO-8859-9", "ISO8859-9", "iso88599"],
        "LATIN6" => &["ISO-8859-10", "ISO8859-10", "iso885910"],
        "LATIN7" => &["ISO-8859-13", "ISO8859-13", "iso885913"],
        "LATIN8" => &["ISO-8859-14", "ISO8859-14", "iso885914"],
        "LATIN9" => &["ISO-8859-15", "ISO8859-15", "iso885915"],
        "LATIN10" => &["ISO-8859-16", "ISO8859-16", "iso885916"],
        "ISO_8859_5" => &["ISO-8859-5", "ISO8859-5", "iso88595"],
        "ISO_8859_6" => &["ISO-8859-6", "ISO8859-6", "iso88596"],
        "ISO_8859_7" => &["ISO-8859-7", "ISO8859-7", "iso88597"],
        "ISO_8859_8" => &["ISO-8859-8", "ISO8859-8", "iso88598"],
        "WIN1250" => &["CP1250", "cp1250"],
        "WIN1251" => &["CP1251", "cp1251"],
        "WIN1252" => &["CP1252", "cp1252"],
        "WIN1253" => &["CP1253", "cp1253"],
        "WIN1254" => &["CP1254", "cp1254"],
        "WIN1255" => &["CP1255", "cp1255"],
        "WIN1256" => &["CP1256", "cp1256"],
        "WIN1257" => &["CP1257", "cp1257"],
        "WIN1258" => &["CP1258", "cp1258"],
        "KOI8R" => &["KOI8-R", "koi8r"],
        "KOI8U" => &["KOI8-U", "koi8u"],
        "EUC_JP" => &["EUC-JP", "eucJP", "eucjp"],
        "EUC_KR" => &["EUC-KR", "eucKR", "euckr"],
        "EUC_CN" => &["EUC-CN", "eucCN", "GB2312", "gb2312"],
        "EUC_TW" => &["EUC-TW", "eucTW", "euctw"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(encoding: &str, collation: &str) -> ServerInfo {
        ServerInfo {
            encoding: encoding.to_owned(),
            collation: collation.to_owned(),
            ctype: collation.to_owned(),
            locale_provider: "c".to_owned(),
            ..ServerInfo::default()
        }
    }

    fn here(major: u32) -> Here {
        let libc = [("C.utf8", "UTF8"), ("de_DE.utf8", "UTF8"), ("fr_CA.utf8", "UTF8")];
        Here {
            major,
            libc: libc.map(|(name, encoding)| (name.to_owned(), encoding.to_owned())).to_vec(),
            icu: ["fr", "fr-FR", "fr-CA", "de", "sr-Latn-RS"].map(str::to_owned).to_vec(),
        }
    }

    fn options(wanted: &ServerInfo, here: &Here) -> Vec<String> {
        candidates(wanted, here).iter().map(|rules| rules.options(here.major)).collect()
    }

    fn positions(all: &[String], of: &[&str]) -> Vec<usize> {
        let at = |wanted: &&str| {
            let found = all.iter().position(|options| options == wanted);
            found.unwrap_or_else(|| panic!("{wanted} is missing in {all:#?}"))
        };
        of.iter().map(at).collect()
    }

    #[track_caller]
    fn assert_in_order(all: &[String], of: &[&str]) {
        let positions = positions(all, of);
        assert!(positions.is_sorted(), "{positions:?} {all:#?}");
        assert_eq!(positions[0], 0, "{all:#?}");
    }

    #[test]
    fn windows_french_becomes_french_before_it_becomes_c() {
        let libc = |encoding, name| {
            format!(
                "encoding '{encoding}' locale_provider libc lc_collate '{name}' lc_ctype '{name}'"
            )
        };
        assert_in_order(
            &options(&wanted("UTF8", "French_France.1252"), &here(15)),
            &[
                &libc("UTF8", "French_France.1252"),
                &libc("UTF8", "fr_FR.UTF-8"),
                &libc("UTF8", "fr_CA.utf8"),
                "encoding 'UTF8' locale_provider icu icu_locale 'fr-FR' lc_collate 'C' lc_ctype 'C'",
                "encoding 'UTF8'",
                &libc("UTF8", "C"),
            ],
        );
        assert_in_order(
            &options(&wanted("WIN1252", "French_France.1252"), &here(15)),
            &[
                &libc("WIN1252", "French_France.1252"),
                &libc("WIN1252", "fr_FR.CP1252"),
                &libc("WIN1252", "fr_FR"),
                "encoding 'WIN1252' locale_provider icu icu_locale 'fr-FR' lc_collate 'C' lc_ctype 'C'",
                "encoding 'WIN1252'",
                &libc("WIN1252", "C"),
                &libc("UTF8", "fr_FR.UTF-8"),
                "encoding 'UTF8'",
            ],
        );
    }

    #[test]
    fn servers_before_15_are_not_asked_for_a_provider() {
        let mut of_icu = wanted("UTF8", "C");
        (of_icu.locale_provider, of_icu.locale) = ("i".into(), Some("fr-FR".into()));
        for wanted in [wanted("LATIN1", "fr_FR"), of_icu] {
            let all = options(&wanted, &here(14));
            assert!(!all.concat().contains("provider"), "{all:#?}");
            positions(&all, &["encoding 'UTF8' lc_collate 'fr_FR.UTF-8' lc_ctype 'fr_FR.UTF-8'"]);
        }
    }

    #[test]
    fn what_sorts_by_codes_goes_on_so() {
        let mut builtin = wanted("UTF8", "C");
        (builtin.locale_provider, builtin.locale) = ("b".into(), Some("PG_UNICODE_FAST".into()));
        for wanted in [wanted("UTF8", "C.UTF-8"), wanted("UTF8", "POSIX"), builtin] {
            let all = options(&wanted, &here(17));
            assert!(!all.contains(&"encoding 'UTF8'".to_owned()), "{all:#?}");
            assert!(!all.concat().contains("icu"), "{all:#?}");
            positions(
                &all,
                &["encoding 'UTF8' locale_provider libc lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"],
            );
        }
        let mut letters_only = wanted("UTF8", "C");
        letters_only.ctype = "fr_FR.UTF-8".into();
        let all = options(&letters_only, &here(15));
        positions(
            &all,
            &["encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'fr_CA.utf8'"],
        );
        assert!(!all.concat().contains("icu"), "{all:#?}");
    }

    #[test]
    fn a_language_that_icu_does_not_have_is_not_asked_of_it() {
        let all = options(&wanted("UTF8", "xx_XX.UTF-8"), &here(15));
        assert!(!all.concat().contains("icu"), "{all:#?}");
        let all = options(&wanted("UTF8", "sr_RS@latin"), &here(15));
        assert!(all.concat().contains("'sr-Latn-RS'"), "{all:#?}");
    }
}
