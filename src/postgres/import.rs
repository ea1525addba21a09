//! Takes a connection over from a file of an application: a `.env` file, Java's `.properties`,
//! .NET's `appsettings.json`, Django's `settings.py`.

use std::path::Path;

use crate::platform::text_file;
use crate::report::error::{Error, Result};

mod appsettings;
mod django;
mod env_file;
mod properties;
mod values;

pub use values::Imported;

/// The connection that a file describes, by an address or by its parts.
///
/// # Errors
/// [`Error::ImportFoundNothing`], [`Error::ImportComputed`], [`Error::ImportUnreadable`], or what
/// [`Connection::parse`](crate::postgres::connection::Connection::parse) says.
pub fn from_file(path: &Path) -> Result<Imported> {
    let text = text_file::read(path).map_err(|error| Error::reading(path, error))?;
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let found = if extension == "py" {
        django::connection(&text, path)?
    } else if extension == "json" {
        appsettings::values(&text, path)?.connection(path)?.map(Imported::from)
    } else if extension == "properties" {
        properties::values(&text).connection(path)?.map(Imported::from)
    } else {
        env_file::values(&text).connection(path)?.map(Imported::from)
    };
    found.ok_or_else(|| Error::ImportFoundNothing { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postgres::connection::{Connection, SslMode};

    fn import_bytes(name: &str, bytes: &[u8]) -> Result<Connection> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        from_file(&path).map(|imported| imported.connection)
    }

    fn import(text: &str) -> Result<Connection> {
        import_bytes(".env", text.as_bytes())
    }

    #[track_caller]
    fn place(text: &str) -> String {
        import(text).unwrap().url_without_password()
    }

    #[test]
    fn a_database_url_is_taken() {
        let text = "DEBUG=1\nexport DATABASE_URL=\"postgres://u:p@h:5433/torii\" # prod\n";
        let connection = import(text).unwrap();
        assert_eq!(connection.address(), "h:5433");
        assert_eq!(connection.password.unwrap().expose(), "p");
    }

    #[test]
    fn parts_are_put_together() {
        let text = "DB_NAME=torii\nDB_USER=u\nDB_PASSWORD='a b''\nDB_HOST=db # le serveur\n";
        let connection = import(text).unwrap();
        assert_eq!((connection.host.as_str(), connection.database.as_str()), ("db", "torii"));
        assert_eq!(connection.password.unwrap().expose(), "a b");
    }

    #[test]
    fn a_file_without_a_database_says_so() {
        assert!(matches!(import("SECRET_KEY=x\n"), Err(Error::ImportFoundNothing { .. })));
    }

    #[test]
    fn a_file_of_notepad_or_powershell_is_read() {
        let text = "DATABASE_URL=postgres://u@h/torii\r\n";
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            [b"\xff\xfe", &utf_16[..]].concat(),
            utf_16,
        ] {
            assert_eq!(import_bytes(".env", &bytes).unwrap().database, "torii");
        }
    }

    #[test]
    fn the_way_to_the_database_itself_is_preferred_to_a_pool() {
        let direct = "postgresql://u@direct:5432/d";
        for (pool, name) in [
            ("DATABASE_URL", "DIRECT_URL"),
            ("POSTGRES_URL", "POSTGRES_URL_NON_POOLING"),
            ("DATABASE_URL", "DATABASE_URL_UNPOOLED"),
        ] {
            assert_eq!(
                place(&format!("{pool}=postgres://u@pool/d?pgbouncer=true\n{name}={direct}\n")),
                direct
            );
        }
        // Prisma's own proxy is none of PostgreSQL's.
        let text =
            format!("DATABASE_URL=prisma+postgres://x.y/?api_key=z\nPOSTGRES_URL={direct}\n");
        assert_eq!(place(&text), direct);
    }

    #[test]
    fn what_frameworks_call_it_is_found() {
        for text in [
            "SQLALCHEMY_DATABASE_URI=postgresql+psycopg2://u@h:5/d",
            "spring.datasource.url=jdbc:postgresql://h:5/d\nspring.datasource.username=u",
            "SPRING_DATASOURCE_URL=jdbc:postgresql://h:5/d\nSPRING_DATASOURCE_USERNAME=u",
            "ConnectionStrings__Default='Host=h;Port=5;Username=u;Database=d'",
            "HEROKU_POSTGRESQL_PINK_URL=postgres://u@h:5/d",
            "DB_CONNECTION=pgsql\nDB_HOST=h\nDB_PORT=5\nDB_DATABASE=d\nDB_USERNAME=u",
            "TYPEORM_HOST=h\nTYPEORM_PORT=5\nTYPEORM_USERNAME=u\nTYPEORM_DATABASE=d",
            "U=u\nPW=x\nDATABASE_URL=\"postgres://${U}:${PW}@h:${P:-5}/d\"",
        ] {
            assert_eq!(place(text), "postgresql://u@h:5/d", "{text}");
        }
    }

    #[test]
    fn properties_are_read_as_java_reads_them() {
        let text = "! l'application\n\
                    spring.datasource.url: jdbc\\:postgresql\\://h\\:5/d\\\n      ?ssl\\=true\n\
                    spring.datasource.username = u\nspring.datasource.password=a\\\\b # \\u00e9\n";
        let connection = import_bytes("application.properties", text.as_bytes()).unwrap();
        assert_eq!(connection.url_without_password(), "postgresql://u@h:5/d?sslmode=verify-full");
        assert_eq!(connection.password.unwrap().expose(), "a\\b # é");
    }

    #[test]
    fn what_an_address_beside_its_login_says_besides_is_not_lost() {
        let text = "SPRING_DATASOURCE_URL=jdbc:postgresql://h/d?currentSchema=x\n\
                    SPRING_DATASOURCE_PASSWORD=a'b\n";
        let connection = import(text).unwrap();
        assert_eq!(connection.passed_over, ["currentSchema"]);
        assert_eq!(connection.password.unwrap().expose(), "a'b");
    }

    #[test]
    fn a_value_that_names_itself_ends() {
        let error = import("A=${A}${A:-x}\nDATABASE_URL=postgres://u:${A}@h/d").unwrap_err();
        assert!(matches!(error, Error::ImportComputed { .. }), "{error:?}");
    }

    #[test]
    fn another_database_is_named_and_not_taken() {
        for text in ["DATABASE_URL=mysql://u@h/d", "DB_CONNECTION=mysql\nDB_HOST=h\nDB_DATABASE=d"]
        {
            let error = import(text).unwrap_err();
            assert!(error.message().contains("MySQL"), "{error}");
        }
    }

    #[test]
    fn what_is_not_in_the_file_is_said_by_name() {
        let error = import("DATABASE_URL=postgres://u:${SECRET}@h/d").unwrap_err();
        assert!(matches!(error, Error::ImportComputed { .. }), "{error:?}");
        assert!(error.message().contains("SECRET"), "{error}");
    }

    #[test]
    fn the_default_of_a_variable_is_a_value_and_never_its_name() {
        let of_java = |value: &str| {
            let text = format!(
                "spring.datasource.url=jdbc:postgresql://h:5/d\nspring.datasource.username=u\n\
                 db.password=clair\nspring.datasource.password={value}\n"
            );
            import_bytes("application.properties", text.as_bytes())
        };
        for (value, password) in [
            ("${DB_SECRET:geheim}", "geheim"),
            ("${DB_SECRET:ge-heim}", "ge-heim"),
            ("${DB_SECRET:-ge:heim}", "ge:heim"),
            ("${DB_SECRET-geheim}", "geheim"),
            ("${db.password:autre}", "clair"),
        ] {
            let connection = of_java(value).unwrap();
            assert_eq!(connection.password.unwrap().expose(), password, "{value}");
        }
        for value in ["${DB_SECRET}", "${DB_SECRET?geheim}", "${DB_SECRET:${X:geheim}}"] {
            match of_java(value) {
                Err(Error::ImportComputed { from, .. }) => assert_eq!(from, "DB_SECRET", "{value}"),
                other => panic!("{value}: {other:?}"),
            }
        }
    }

    #[test]
    fn an_address_that_cannot_be_read_is_not_replaced_by_a_worse_one() {
        for worse in ["TEST_DATABASE_URL", "SHADOW_DATABASE_URL", "PG_URL", "X_DATABASE_URL"] {
            let text =
                format!("DATABASE_URL=postgres://u:${{SECRET}}@h/d\n{worse}=postgres://u@h/x");
            let error = import(&text).unwrap_err();
            assert!(matches!(error, Error::ImportComputed { .. }), "{worse}: {error:?}");
        }
        for name in ["TEST_DATABASE_URL", "SHADOW_DATABASE_URL", "APP_TEST_DATABASE_URL"] {
            let error = import(&format!("{name}=postgres://u@h/x")).unwrap_err();
            assert!(matches!(error, Error::ImportFoundNothing { .. }), "{name}: {error:?}");
        }
        let text = "DATABASE_URL=mysql://u@h/d\nPG_URL=postgres://u@h:5/d";
        assert_eq!(place(text), "postgresql://u@h:5/d");
    }

    #[test]
    fn connections_of_dotnet_to_other_things_are_passed_over() {
        let text = r#"{ "ConnectionStrings": {
            "Cache": "localhost:6379",
            "Files": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=b==",
            "Legacy": "Server=.;Database=x;Trusted_Connection=True",
            "Main": "Host=h;Port=5;Database=d;Username=u"
        } }"#;
        let connection = import_bytes("appsettings.json", text.as_bytes()).unwrap();
        assert_eq!(connection.url_without_password(), "postgresql://u@h:5/d");
        let alone = r#"{ "ConnectionStrings": { "Main": "Server=.;Trusted_Connection=True" } }"#;
        let error = import_bytes("appsettings.json", alone.as_bytes()).unwrap_err();
        assert!(error.message().contains("SQL Server"), "{error}");
    }

    #[test]
    fn json_as_dotnet_reads_it_is_read_and_other_json_is_said_to_be_none() {
        let text = "{ /* un\n deux */ \"ConnectionStrings\": { // \"x\": 1,\n\
                    \"A\": \"Host=h;Port=5;Database=d;Username=u;Password='a,}'\", // fin\n }, }";
        let connection = import_bytes("appsettings.json", text.as_bytes()).unwrap();
        assert_eq!(connection.password.unwrap().expose(), "a,}");
        let broken = text.replace("\"A\":", "\"A\"");
        match import_bytes("appsettings.json", broken.as_bytes()) {
            Err(Error::ImportUnreadable { line, .. }) => assert_eq!(line, 3),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn appsettings_of_dotnet_are_read() {
        let text = r#"{ // réglages
            "Logging": { "LogLevel": { "Default": "Information" } },
            "ConnectionStrings": { "DefaultConnection": "Host=h;Port=5;Database=d;Username=u;SSL Mode=Require" }
        }"#;
        let connection = import_bytes("appsettings.json", text.as_bytes()).unwrap();
        assert_eq!((connection.database.as_str(), connection.ssl_mode), ("d", SslMode::Require));
    }
}
