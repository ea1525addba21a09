//! What a script says of the database itself and of roles, out of its statements. PURE.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::Token;
use crate::folder::manifest::{DatabaseSettings, Extension, ServerInfo, Setting};
use crate::postgres::server::QUOTED_LISTS;
use crate::report::sql::quote_identifier;

/// Letters of an access list, by the words of `GRANT … ON DATABASE`.
const PRIVILEGES: [(&str, &str); 5] =
    [("create", "C"), ("connect", "c"), ("temporary", "T"), ("temp", "T"), ("all", "CTc")];
/// Stand where a role does and are none.
const NO_ROLES: [&str; 4] = ["public", "current_user", "session_user", "current_role"];

type Privileges = BTreeMap<char, bool>;

/// Collected from one statement after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseDescription {
    /// With nothing but the rules of the database; an empty encoding where the script has none.
    pub server: ServerInfo,
    pub settings: DatabaseSettings,
    pub extensions: Vec<Extension>,
    /// Who owns something or may do something.
    pub roles: BTreeSet<String>,
    /// Role → letters, and whether they may be passed on; the nameless role is everybody.
    grants: Option<BTreeMap<String, Privileges>>,
}

impl DatabaseDescription {
    /// Takes the tokens of the beginning of a statement, all of it if it is one of those.
    pub fn note(&mut self, tokens: &[Token]) {
        let word = |at: usize| match tokens.get(at) {
            Some(Token::Word(word)) => word.as_str(),
            _ => "",
        };
        match (word(0), word(1)) {
            ("create", "database") => self.created(tokens),
            ("alter", "database") => self.altered(tokens.get(3..).unwrap_or_default(), None),
            ("comment", _) if word(2) == "database" => {
                let text = tokens.get(5).and_then(Token::value).filter(|_| word(4) == "is");
                let text = text.filter(|_| !tokens.get(5).is_some_and(|it| it.is("null")));
                self.settings.comment = text.map(str::to_owned);
            }
            ("alter", "role" | "user") => {
                let of_database = tokens.windows(2).position(|two| {
                    two.iter().zip(["in", "database"]).all(|(token, word)| token.is(word))
                });
                if let (Some(at), Some(role)) = (of_database, tokens.get(2).and_then(Token::name)) {
                    self.roles.insert(role.to_owned());
                    self.altered(tokens.get(at + 3..).unwrap_or_default(), Some(role));
                }
            }
            ("grant" | "revoke", _) => self.granted(tokens),
            ("create", "extension") => {
                let name = tokens.iter().skip(2).filter_map(Token::name);
                let name = name.into_iter().find(|name| !["if", "not", "exists"].contains(name));
                let version = String::new();
                self.extensions
                    .extend(name.map(|name| Extension { name: name.to_owned(), version }));
            }
            ("create", "policy") => self.roles_behind("to", tokens),
            ("create", "user") if word(2) == "mapping" => self.roles_behind("for", tokens),
            ("set", "session") if word(2) == "authorization" => {
                let role = tokens.get(3).and_then(Token::value).filter(|it| *it != "default");
                self.roles.extend(role.map(str::to_owned));
            }
            ("alter", "default") => {
                self.roles_behind("role", tokens);
                self.roles_behind("to", tokens);
            }
            ("alter", _) => {
                if let [.., owner, to, role, Token::Sign(';')] | [.., owner, to, role] = tokens
                    && owner.is("owner")
                    && to.is("to")
                {
                    self.role(role);
                }
            }
            _ => {}
        }
    }

    /// The settings with the access list, if the script says that there is one.
    #[must_use]
    pub fn settings(&self) -> DatabaseSettings {
        let acl = self.grants.as_ref().map(|grants| {
            let owner = &self.settings.owner;
            let item = |(role, letters): (&String, &Privileges)| {
                let letter = |(letter, passed_on): (&char, &bool)| {
                    format!("{letter}{}", if *passed_on { "*" } else { "" })
                };
                let letters: String = letters.iter().map(letter).collect();
                format!("{}={letters}/{}", quote_in_list(role), quote_in_list(owner))
            };
            grants.iter().filter(|(_, letters)| !letters.is_empty()).map(item).collect()
        });
        DatabaseSettings { acl, ..self.settings.clone() }
    }

    fn created(&mut self, tokens: &[Token]) {
        let mut options = tokens.get(3..).unwrap_or_default();
        let settings = &mut self.settings;
        settings.connection_limit.get_or_insert(-1);
        settings.is_template.get_or_insert(false);
        settings.tablespace.get_or_insert_with(|| "pg_default".to_owned());
        while let [Token::Word(key), rest @ ..] = options {
            options = rest;
            // `CONNECTION LIMIT = 5`
            if key == "connection" {
                options = options.get(1..).unwrap_or_default();
            }
            let [Token::Sign('='), rest @ ..] = options else { continue };
            let negative = matches!(rest.first(), Some(Token::Sign('-')));
            let rest = if negative { &rest[1..] } else { rest };
            let Some(value) = rest.first().and_then(Token::value).map(str::to_owned) else {
                continue;
            };
            options = &rest[1..];
            match key.as_str() {
                "encoding" => self.server.encoding = value,
                "locale" => (self.server.collation, self.server.ctype) = (value.clone(), value),
                "lc_collate" => self.server.collation = value,
                "lc_ctype" => self.server.ctype = value,
                "icu_locale" | "builtin_locale" => self.server.locale = Some(value),
                "locale_provider" => self.server.locale_provider = value.chars().take(1).collect(),
                "owner" => settings.owner = value,
                "tablespace" => settings.tablespace = Some(value),
                "connection" => settings.connection_limit = limit(&value, negative),
                "is_template" => settings.is_template = Some(value == "true"),
                _ => {}
            }
        }
        if self.server.locale_provider.is_empty() {
            "c".clone_into(&mut self.server.locale_provider);
        }
    }

    /// Behind `ALTER DATABASE name` or `ALTER ROLE name IN DATABASE name`.
    fn altered(&mut self, tokens: &[Token], role: Option<&str>) {
        match tokens {
            [owner, to, name, ..] if owner.is("owner") && to.is("to") => {
                if let Some(name) = name.name() {
                    name.clone_into(&mut self.settings.owner);
                    self.role(&tokens[2]);
                }
            }
            [connection, limit_word, rest @ ..]
                if connection.is("connection") && limit_word.is("limit") =>
            {
                let negative = rest.contains(&Token::Sign('-'));
                let value = rest.iter().find_map(Token::value);
                self.settings.connection_limit = value.and_then(|value| limit(value, negative));
            }
            [template, rest @ ..] if template.is("is_template") => {
                self.settings.is_template = Some(rest.iter().any(|token| token.is("true")));
            }
            [set, key, to, values @ ..]
                if set.is("set") && (to.is("to") || *to == Token::Sign('=')) =>
            {
                let Some(key) = key.value() else { return };
                let signs = values.iter().take_while(|token| **token != Token::Sign(';'));
                let negative = matches!(values.first(), Some(Token::Sign('-')));
                let parts = signs.filter_map(Token::value);
                let value = if QUOTED_LISTS.contains(&key) {
                    parts.map(quoted_if_needed).collect::<Vec<_>>().join(", ")
                } else {
                    parts.collect::<Vec<_>>().join(", ")
                };
                let value = format!("{key}={}{value}", if negative { "-" } else { "" });
                let settings = &mut self.settings.parameters;
                let known = settings.iter_mut().find(|it| it.role.as_deref() == role);
                if let Some(setting) = known {
                    setting.values.push(value);
                } else {
                    let role = role.map(str::to_owned);
                    settings.push(Setting { role, values: vec![value] });
                }
            }
            _ => {}
        }
    }

    fn granted(&mut self, tokens: &[Token]) {
        let on = tokens.iter().position(|token| token.is("on"));
        let towards = |token: &Token| token.is("to") || token.is("from");
        let whom = tokens.iter().rposition(towards);
        let Some(whom) = whom else { return };
        let (mut roles, mut passed_on) = (Vec::new(), false);
        for token in tokens.get(whom + 1..).unwrap_or_default() {
            match token {
                Token::Word(word) if word == "with" => {
                    passed_on = true;
                    break;
                }
                Token::Word(word) if word == "granted" => break,
                Token::Word(word) if word == "group" => {}
                other => roles.extend(other.name().map(str::to_owned)),
            }
        }
        for role in &roles {
            self.role(&Token::Name(role.clone()));
        }
        let Some(on) = on.filter(|on| tokens.get(on + 1).is_some_and(|it| it.is("database")))
        else {
            return;
        };
        let owner = self.settings.owner.clone();
        let grants = self.grants.get_or_insert_with(|| {
            let letters = |text: &str| text.chars().map(|letter| (letter, false)).collect();
            BTreeMap::from([(String::new(), letters("Tc")), (owner, letters("CTc"))])
        });
        let words = tokens.get(1..on).unwrap_or_default().iter().filter_map(Token::name);
        let letters: Vec<char> = words
            .filter_map(|word| PRIVILEGES.iter().find(|(name, _)| *name == word))
            .flat_map(|(_, letters)| letters.chars())
            .collect();
        let gives = tokens.first().is_some_and(|it| it.is("grant"));
        for role in roles {
            let role = if role == "public" { String::new() } else { role };
            let of_role = grants.entry(role).or_default();
            for letter in &letters {
                if gives {
                    *of_role.entry(*letter).or_default() |= passed_on;
                } else {
                    of_role.remove(letter);
                }
            }
        }
    }

    fn roles_behind(&mut self, word: &str, tokens: &[Token]) {
        let Some(at) = tokens.iter().position(|token| token.is(word)) else { return };
        let mut rest = tokens.get(at + 1..).unwrap_or_default();
        while let [role, more @ ..] = rest {
            self.role(role);
            match more {
                [Token::Sign(','), more @ ..] => rest = more,
                _ => return,
            }
        }
    }

    fn role(&mut self, token: &Token) {
        match token.name() {
            Some(name) if !NO_ROLES.contains(&name) => _ = self.roles.insert(name.to_owned()),
            _ => {}
        }
    }
}

fn limit(value: &str, negative: bool) -> Option<i32> {
    let limit: i32 = value.parse().ok()?;
    Some(if negative { -limit } else { limit })
}

/// As the server keeps a list of names.
pub fn quoted_if_needed(name: &str) -> String {
    let plain = !name.is_empty()
        && name.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_');
    if plain { name.to_owned() } else { quote_identifier(name) }
}

/// As an access list has it.
fn quote_in_list(role: &str) -> String {
    let plain = role.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if plain { role.to_owned() } else { quote_identifier(role) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foreign::tokens;

    fn described(statements: &[&str]) -> DatabaseDescription {
        let mut description = DatabaseDescription::default();
        for statement in statements {
            description.note(&tokens::of(statement));
        }
        description
    }

    #[test]
    fn what_create_says_of_a_database_is_its_properties() {
        let found = described(&[
            "CREATE DATABASE \"la base\" WITH TEMPLATE = template0 ENCODING = 'LATIN1' \
             LOCALE_PROVIDER = icu LOCALE = 'C' ICU_LOCALE = 'fr-FR' TABLESPACE = rapide \
             CONNECTION LIMIT = 7;",
            "ALTER DATABASE \"la base\" OWNER TO \"l'été\";",
            "ALTER DATABASE \"la base\" IS_TEMPLATE = true;",
            "COMMENT ON DATABASE \"la base\" IS 'c''est elle';",
            "ALTER DATABASE \"la base\" SET search_path TO 'app', '$user', 'pu blic';",
            "ALTER DATABASE \"la base\" SET work_mem TO '8MB';",
            "ALTER ROLE bob IN DATABASE \"la base\" SET \"TimeZone\" TO 'Europe/Paris';",
        ]);
        assert_eq!(found.server.encoding, "LATIN1");
        assert_eq!((found.server.collation.as_str(), found.server.ctype.as_str()), ("C", "C"));
        assert_eq!(found.server.locale_provider, "i");
        assert_eq!(found.server.locale.as_deref(), Some("fr-FR"));
        let settings = found.settings();
        assert_eq!(settings.owner, "l'été");
        assert_eq!(settings.connection_limit, Some(7));
        assert_eq!(settings.is_template, Some(true));
        assert_eq!(settings.tablespace.as_deref(), Some("rapide"));
        assert_eq!(settings.comment.as_deref(), Some("c'est elle"));
        assert_eq!(settings.acl, None);
        let setting = |role: Option<&str>, values: &[&str]| Setting {
            role: role.map(str::to_owned),
            values: values.iter().map(|it| (*it).to_owned()).collect(),
        };
        assert_eq!(
            settings.parameters,
            [
                setting(None, &["search_path=app, \"$user\", \"pu blic\"", "work_mem=8MB"]),
                setting(Some("bob"), &["TimeZone=Europe/Paris"]),
            ]
        );
    }

    #[test]
    fn a_description_of_old_is_read_too() {
        let found = described(&[
            "CREATE DATABASE torii WITH TEMPLATE = template0 OWNER = bob ENCODING = 'UTF8' \
             LC_COLLATE = 'fr_FR.UTF-8' LC_CTYPE = 'C' CONNECTION LIMIT = -1;",
        ]);
        assert_eq!(found.server.collation, "fr_FR.UTF-8");
        assert_eq!(
            (found.server.ctype.as_str(), found.server.locale_provider.as_str()),
            ("C", "c")
        );
        assert_eq!(found.settings.owner, "bob");
        assert_eq!(found.settings.connection_limit, Some(-1));
    }

    #[test]
    fn grants_on_the_database_become_its_access_list() {
        let found = described(&[
            "ALTER DATABASE a OWNER TO bob;",
            "REVOKE CONNECT,TEMPORARY ON DATABASE a FROM PUBLIC;",
            "GRANT CONNECT ON DATABASE a TO PUBLIC;",
            "GRANT ALL ON DATABASE a TO \"l été\";",
            "GRANT CONNECT ON DATABASE a TO zoe WITH GRANT OPTION;",
            "GRANT TEMPORARY ON DATABASE a TO zoe;",
        ]);
        let acl = found.settings().acl.unwrap();
        assert_eq!(acl, ["=c/bob", "bob=CTc/bob", "\"l été\"=CTc/bob", "zoe=Tc*/bob"]);
    }

    #[test]
    fn whoever_owns_or_may_do_something_is_a_role() {
        let found = described(&[
            "ALTER TABLE public.t OWNER TO a;",
            "GRANT SELECT,INSERT ON TABLE public.t TO b WITH GRANT OPTION;",
            "REVOKE ALL ON SCHEMA public FROM \"C c\";",
            "GRANT ALL ON SCHEMA public TO PUBLIC;",
            "ALTER DEFAULT PRIVILEGES FOR ROLE d IN SCHEMA public GRANT SELECT ON TABLES TO e;",
            "CREATE POLICY p ON public.t TO f, g USING (true);",
            "SET SESSION AUTHORIZATION 'h';",
            "CREATE USER MAPPING FOR i SERVER s OPTIONS (\"user\" 'j');",
            "CREATE USER MAPPING FOR PUBLIC SERVER s;",
            "ALTER TABLE public.t ADD CONSTRAINT c CHECK (x = 'OWNER TO z');",
        ]);
        let roles: Vec<&str> = found.roles.iter().map(String::as_str).collect();
        assert_eq!(roles, ["C c", "a", "b", "d", "e", "f", "g", "h", "i"]);
        let extensions = described(&[
            "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA public;",
            "CREATE EXTENSION postgis;",
        ]);
        let names: Vec<&str> = extensions.extensions.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["uuid-ossp", "postgis"]);
    }
}
