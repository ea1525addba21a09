//! Rows that a restore sends in binary format are those of the dump; what it cannot translate goes
//! as it is.

use std::fmt::Write as _;

use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::restore::binary::Translator;
use tokio_postgres::types::Type;

use crate::contents;
use crate::harness::{self, Outcome, Program};
use crate::not_run;
use crate::random::{self, Random};

/// How often the server was asked to fill this table in this way, by its log.
fn asked(server: &Cluster, table: &str, ending: &str) -> usize {
    let log = harness::log(server);
    let begin = format!("COPY public.{table} (");
    // A statement that fails is named once more, below its error.
    let asked = |line: &&str| line.contains("LOG:") && line.contains(&begin);
    log.lines().filter(asked).filter(|line| line.trim_end().ends_with(ending)).count()
}

fn assert_translated(major: u32) {
    let settings = ["log_statement = 'mod'"];
    let programs = harness::programs(major);
    let server = Cluster::start(&programs, &harness::servers_folder(), &settings).unwrap();
    let program = Program::new();
    harness::create(&server, "a");
    harness::sql(&server, "a", &harness::data("types.sql"));
    let mut command = program.backup_command(&server, "a");
    command.arg("--pg-dump").arg(&programs);
    let (path, _) = Outcome::of(command.output().unwrap()).completed();
    let url = harness::url(&server, "postgres");
    let file = path.to_str().unwrap();
    let outcome = program.run(["restore", file, "--into", "b", "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let dump = |database: &str| contents::pg_dump(&server, &programs, database);
    contents::assert_same(&dump("a"), &dump("b"));
    if std::thread::available_parallelism().unwrap().get() < 2 {
        return not_run::note("its second half needs two cores");
    }
    // In each format: in binary, and as the rows are in the dump.
    for (table, expected) in [("types", (1, 0)), ("tard", (1, 1)), ("autres", (0, 1))] {
        let binary = asked(&server, table, "FROM stdin WITH (FORMAT binary)");
        let text = asked(&server, table, "FROM stdin;");
        assert_eq!((binary, text), expected, "{table}");
    }
}

macro_rules! majors {
    ($($name:ident $major:literal)*) => { $(
        #[test]
        fn $name() {
            assert_translated($major);
        }
    )* };
}

majors! {
    rows_keep_their_values_on_server_13 13
    rows_keep_their_values_on_server_14 14
    rows_keep_their_values_on_server_15 15
    rows_keep_their_values_on_server_16 16
    rows_keep_their_values_on_server_17 17
    rows_keep_their_values_on_server_18 18
}

/// A type, the server's function that gives a value's bytes, values, and what they are written with.
const VALUES: [(Type, &str, &[&str], &str); 16] = [
    (Type::BOOL, "boolsend", &["t", "f"], "tf01 "),
    (Type::INT2, "int2send", &["32767", "-32768", "0"], "0123456789-+ x"),
    (Type::INT4, "int4send", &["2147483647", "-2147483648", "7"], "0123456789-+ _"),
    (Type::INT8, "int8send", &["9223372036854775807", "-9223372036854775808"], "0123456789-+ e"),
    (Type::OID, "oidsend", &["4294967295", "0"], "0123456789-+ "),
    (
        Type::FLOAT4,
        "float4send",
        &["3.4028235e+38", "1e-45", "-0.1", "NaN"],
        "0123456789-+.eEinfNa ",
    ),
    (
        Type::FLOAT8,
        "float8send",
        &["1.7976931348623157e+308", "5e-324", "-0", "-Infinity"],
        "0123456789-+.eEinfI ",
    ),
    (
        Type::NUMERIC,
        "numeric_send",
        &["12345678.000100", "-0.00001", "9999", "NaN"],
        "0000123456789-+.e ",
    ),
    (
        Type::TEXT,
        "textsend",
        &["l'\u{e9}t\u{e9}", "\\N", "\t\n\r\\"],
        "a\\N\t\n\r\u{8}\u{b}\u{c}\u{e9}",
    ),
    (Type::BYTEA, "byteasend", &["\\x00ff", "\\x"], "0123456789abcdefAFx\\ "),
    (Type::UUID, "uuid_send", &["820c4854-3d31-4567-8672-d7d657c8da00"], "0123456789abcdefAF-{}"),
    (
        Type::INET,
        "inet_send",
        &["192.0.2.1", "10.1.0.0/16", "2001:db8::1/64", "::ffff:1.2.3.4"],
        "0123456789abcdef.:/",
    ),
    (
        Type::DATE,
        "date_send",
        &["2000-02-29", "0044-03-15 BC", "9999-12-31", "-infinity"],
        "0123456789-BC /",
    ),
    (Type::TIME, "time_send", &["23:59:59.999999", "00:00:01"], "0123456789:.+- "),
    (
        Type::TIMESTAMP,
        "timestamp_send",
        &["1999-12-31 23:59:59.5", "0001-01-01 00:00:00 BC", "infinity"],
        "0123456789-:. +BCT",
    ),
    (
        Type::TIMESTAMPTZ,
        "timestamptz_send",
        &["2000-02-29 12:00:00.25+00", "0044-03-15 12:00:00+00 BC"],
        "0123456789-:. +BC",
    ),
];

/// One value in a row of its own; nothing if it is left to the server.
fn translated(kind: &Type, value: &str) -> Option<String> {
    let escapes = [('\\', "\\\\"), ('\t', "\\t"), ('\n', "\\n"), ('\r', "\\r")];
    let field = escapes.iter().fold(value.to_owned(), |field, (of, by)| field.replace(*of, by));
    let mut translator = Translator::new(std::slice::from_ref(kind)).unwrap();
    let binary = translator.feed(format!("{field}\n").as_bytes())?;
    // Behind the head of the file, and the row's and the value's numbers.
    Some(binary[19 + 2 + 4..].iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Some of the characters exchanged, left out or added.
fn changed(random: &mut Random, value: &str, letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let mut changed: Vec<char> = value.chars().collect();
    for _ in 0..random.below(4) {
        let at = random.below(changed.len() + 1);
        let letter = letters[random.below(letters.len())];
        match random.below(3) {
            0 => changed.insert(at, letter),
            1 if at < changed.len() => changed[at] = letter,
            _ if at < changed.len() => drop(changed.remove(at)),
            _ => {}
        }
    }
    changed.into_iter().collect()
}

/// Whatever is translated, the server reads to the same bytes, whatever its settings are.
#[test]
fn values_of_chance_are_translated_as_the_server_reads_them_or_left_to_it() {
    let mut random = Random::new();
    for major in 13..=18 {
        let server = harness::server_of(major);
        let session = harness::session(&server, "postgres");
        session
            .batch(
                "set timezone = 'Asia/Kathmandu'; set datestyle = 'SQL, DMY';
                 create function pg_temp.sent(value text, kind text, by text) returns text
                 language plpgsql as $$
                 declare sent bytea;
                 begin
                   execute format('select %s($1::%s)', by, kind) into sent using value;
                   return encode(sent, 'hex');
                 exception when others then return null; end $$",
                harness::DEADLINE,
            )
            .unwrap();
        for (kind, send, values, letters) in VALUES {
            let chance: Vec<String> = (0..600 * random::times())
                .map(|number| changed(&mut random, values[number % values.len()], letters))
                .collect();
            let sql = "select value, pg_temp.sent(value, $2, $3)
                       from unnest($1::text[]) with ordinality as v(value, n) order by n";
            let mut found = 0;
            for row in session.query(sql, &[&chance, &kind.name(), &send]).unwrap() {
                let (value, theirs): (&str, Option<&str>) = (row.get(0), row.get(1));
                if let Some(ours) = translated(&kind, value) {
                    found += 1;
                    assert_eq!(Some(ours.as_str()), theirs, "{major}: {kind} {value:?}");
                }
            }
            assert!(found > 60, "{major}: {kind}: {found} translated");
        }
    }
}

/// The server knows the rows that it refuses by their place among the rows of the dump.
#[test]
fn rows_that_a_check_refuses_are_there_and_the_check_is_not_valid() {
    let server = harness::server();
    let program = Program::new();
    let database = harness::unique("refuse");
    harness::create(&server, &database);
    harness::sql(
        &server,
        &database,
        "create function deux_fois(int) returns int language sql immutable as 'select $1 * 2';
         create table t as select g as id, repeat(md5(g::text), 2) as t from generate_series(1, 20000) g;
         alter table t add constraint pair check (public.deux_fois(id) % 2 = 0);
         create or replace function deux_fois(int) returns int language sql immutable
         as 'select case $1 when 12345 then 1 else $1 * 2 end'",
    );
    let (path, _) = program.backup(&server, &database).completed();
    let url = harness::url(&server, "postgres");
    let (file, copy) = (path.to_str().unwrap(), harness::unique("refuse_copie"));
    let outcome = program.run(["restore", file, "--into", &copy, "--json", "--url", &url]);
    assert_eq!(outcome.code, Some(3), "{outcome:?}");
    assert!(outcome.stderr.contains("pair (public.t)"), "{outcome:?}");
    assert_eq!(harness::number(&server, &copy, "select count(*) from t"), 20_000);
    let not_valid =
        "select count(*) from pg_constraint where conname = 'pair' and not convalidated";
    assert_eq!(harness::number(&server, &copy, not_valid), 1);
}
