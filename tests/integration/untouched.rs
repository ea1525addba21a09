//! The live database is the same to the last byte, and nobody is thrown out of it, after a restore
//! that is refused or fails: damage, cuts, a server that gives up.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use sauvegarde::config::profile::{Profile, Url};
use sauvegarde::postgres::cluster::Cluster;
use sauvegarde::postgres::server::Server;
use sauvegarde::report::cancel::CancelToken;
use sauvegarde::report::error::{Error, Warning};
use sauvegarde::report::progress::{Monitor, Progress, Silent, Stage};
use sauvegarde::restore::{self, Goal, RestoreRequest};

use crate::contents;
use crate::harness::{self, Program};
use crate::random::Random;

/// Places to damage, and lengths to cut at.
const PLACES: u64 = 200;

/// A live database with somebody on it, and a backup of it as it was.
struct Live {
    server: Cluster,
    program: Program,
    good: Vec<u8>,
    plain: Vec<u8>,
    file: PathBuf,
    fingerprint: Vec<u8>,
    somebody: Server,
}

impl Live {
    fn new() -> Self {
        let server = harness::own_server(&[]);
        let program = Program::new();
        harness::create(&server, "ecole");
        harness::sql(
            &server,
            "ecole",
            "create table eleves as select g as id, 'Élève ' || md5(g::text) as nom
             from generate_series(1, 3000) g;
             create table notes as select g as id, g % 20 as note from generate_series(1, 3000) g;
             alter table eleves add primary key (id); create index on notes(note)",
        );
        let (path, _) = program.backup(&server, "ecole").completed();
        harness::sql(&server, "ecole", "delete from eleves where id > 2900");
        let fingerprint = contents::pg_dump(&server, server.programs(), "ecole");
        let somebody = harness::session(&server, "ecole");
        let plain = gunzip(&path);
        let good = std::fs::read(&path).unwrap();
        Self { server, program, good, plain, file: path, fingerprint, somebody }
    }

    fn restore(&self, file: &Path) -> Result<(), Error> {
        self.restore_watched(file, &mut Silent)
    }

    fn restore_watched(&self, file: &Path, monitor: &mut dyn Monitor) -> Result<(), Error> {
        let connection = self.server.connection("ecole");
        let profile = Profile {
            name: "essai".to_owned(),
            url: Some(Url(connection.url_without_password())),
            dir: Some(self.program.dir.clone()),
            pg_dump: Some(self.server.programs().to_owned()),
            ..Profile::default()
        };
        let request = RestoreRequest {
            connection: &connection,
            file,
            from: None,
            tools: None,
            goal: Goal::Replace(&profile),
            leave_out_owners: false,
            leave_out_privileges: false,
            whole: restore::Whole::Ask,
        };
        restore::run(&request, &CancelToken::default(), monitor).map(drop)
    }

    #[track_caller]
    fn assert_untouched(&self) {
        contents::assert_same(
            &contents::pg_dump(&self.server, self.server.programs(), "ecole"),
            &self.fingerprint,
        );
        self.somebody.query("select 1", &[]).expect("whoever was connected still is");
        let databases =
            "select count(*) from pg_database where datname !~ '^(postgres|template.)$'";
        assert_eq!(harness::number(&self.server, "postgres", databases), 1);
    }

    /// Without a manifest, so that only the text itself can tell.
    fn alone(&self, text: &[u8]) -> PathBuf {
        let file = self.program.home.path().join("sans manifeste.sql.gz");
        std::fs::write(&file, gzip(text)).unwrap();
        file
    }
}

/// Exchanges the file for another one once it has been inspected.
struct Exchange<'a> {
    path: &'a Path,
    other: Option<Vec<u8>>,
}

impl Monitor for Exchange<'_> {
    fn progress(&mut self, progress: &Progress) {
        if progress.stage == Stage::SafetyBackup
            && let Some(other) = self.other.take()
        {
            std::fs::write(self.path, other).unwrap();
        }
    }

    fn warning(&mut self, _: &Warning) {}
}

fn gunzip(path: &Path) -> Vec<u8> {
    let output = std::process::Command::new("gunzip").arg("-c").arg(path).output().unwrap();
    assert!(output.status.success());
    output.stdout
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn damage_at_200_places_and_cuts_at_200_lengths_reach_no_database() {
    let live = Live::new();
    let mut chance = Random::new();
    for number in 0..PLACES {
        let mut damaged = live.good.clone();
        let at = chance.below(damaged.len());
        damaged[at] ^= 1 << chance.below(8);
        std::fs::write(&live.file, &damaged).unwrap();
        let refused = live.restore(&live.file);
        assert!(matches!(refused, Err(Error::Damaged { .. })), "{number}, byte {at}: {refused:?}");
        let length = chance.below(live.good.len());
        std::fs::write(&live.file, &live.good[..length]).unwrap();
        let refused = live.restore(&live.file);
        assert!(matches!(refused, Err(Error::Damaged { .. })), "{number}, {length}: {refused:?}");
    }
    std::fs::write(&live.file, &live.good).unwrap();
    live.assert_untouched();
}

#[test]
fn a_dump_cut_as_text_and_compressed_whole_reaches_no_database() {
    let live = Live::new();
    let mut chance = Random::new();
    let line_ends: Vec<usize> = live
        .plain
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1)
        .collect();
    let trailer = b"-- PostgreSQL database dump complete";
    let whole = live.plain.windows(trailer.len()).rposition(|text| text == trailer).unwrap();
    for number in 0..PLACES {
        let length = if number % 2 == 0 {
            chance.below(whole)
        } else {
            line_ends[chance.below(line_ends.len())].min(whole)
        };
        let cut = &live.plain[..length];
        let refused = live.restore(&live.alone(cut));
        assert!(
            matches!(
                refused,
                Err(Error::FileCut
                    | Error::DumpNotUnderstood { .. }
                    // Cut in the middle of `\restrict`.
                    | Error::DumpForbidden { .. })
            ),
            "{length}: {refused:?}"
        );
        if number % 10 == 0 {
            std::fs::write(&live.file, gzip(cut)).unwrap();
            let refused = live.restore(&live.file);
            assert!(matches!(refused, Err(Error::Damaged { .. })), "{length}: {refused:?}");
        }
    }
    live.assert_untouched();
}

#[test]
fn a_row_more_than_the_dump_has_is_found_and_nothing_is_exchanged() {
    let live = Live::new();
    // Hashes and counts fit what the text says; a rule of the text keeps a row out of the table.
    let text = String::from_utf8(live.plain.clone()).unwrap();
    let rule = "CREATE FUNCTION public.sauf() RETURNS trigger LANGUAGE plpgsql AS \
                'begin if new.id = 7 then return null; end if; return new; end';\n\
                CREATE TRIGGER sauf BEFORE INSERT ON public.notes FOR EACH ROW \
                EXECUTE FUNCTION public.sauf();\n\nCOPY public.notes";
    let text = text.replacen("COPY public.notes", rule, 1);
    let path = sauvegarde::folder::manifest::path_beside(&live.file);
    let mut manifest = sauvegarde::folder::manifest::read(&path).unwrap().unwrap();
    let file = gzip(text.as_bytes());
    let hash = |bytes: &[u8]| {
        use sha2::Digest as _;
        sauvegarde::dump::written::hex(&sha2::Sha256::digest(bytes))
    };
    manifest.file.bytes = file.len() as u64;
    manifest.file.sha256 = hash(&file);
    manifest.dump.bytes = text.len() as u64;
    manifest.dump.sha256 = hash(text.as_bytes());
    std::fs::write(&live.file, file).unwrap();
    std::fs::write(&path, manifest.to_text()).unwrap();
    let refused = live.restore(&live.file);
    assert!(
        matches!(&refused, Err(Error::CountsDiffer { expected: 3000, found: 2999, .. })),
        "{refused:?}"
    );
    live.assert_untouched();
}

#[test]
fn a_file_that_is_exchanged_after_it_was_inspected_reaches_no_live_database() {
    let mut live = Live::new();
    // Two that are read by connections of their own.
    let more = "create table longue as select g as id, repeat(md5(g::text), 4) as t
                from generate_series(1, 9000) g;
                create table autre as select * from longue";
    for long in [false, true] {
        if long {
            harness::sql(&live.server, "ecole", more);
            live.file = live.program.backup(&live.server, "ecole").completed().0;
            live.good = std::fs::read(&live.file).unwrap();
            live.fingerprint = contents::pg_dump(&live.server, live.server.programs(), "ecole");
        }
        let mut other = live.good.clone();
        let middle = other.len() / 2;
        other[middle] ^= 1;
        for other in [other, live.good[..middle].to_vec()] {
            let mut exchange = Exchange { path: &live.file, other: Some(other) };
            let refused = live.restore_watched(&live.file, &mut exchange);
            assert!(matches!(refused, Err(Error::Damaged { .. })), "{long}: {refused:?}");
            assert!(exchange.other.is_none());
            std::fs::write(&live.file, &live.good).unwrap();
            live.assert_untouched();
        }
    }
    live.restore(&live.file).unwrap();
}
