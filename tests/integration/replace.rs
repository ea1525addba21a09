//! A restore in the place of the live database, and the way back.

use std::time::Duration;

use sauvegarde::postgres::cluster::Cluster;

use crate::harness::{self, Outcome, Program};
use crate::random::Random;

/// Random moments at which a restore is killed.
const MOMENTS: u32 = 100;
/// Each so many, the server ends the program's sessions instead.
const SESSIONS_END_EVERY: u32 = 4;

const ENDED: &str = "(pg_terminate_backend(pid))";

/// A server with a database `ecole` of which there is a backup, and a change made since.
pub struct School {
    pub server: Cluster,
    pub program: Program,
    pub file: String,
}

impl School {
    fn new() -> Self {
        Self::and("")
    }

    /// With more in it.
    fn and(more: &str) -> Self {
        Self::on(&[], more)
    }

    /// On a server with these settings.
    pub fn on(settings: &[&str], more: &str) -> Self {
        let server = harness::own_server(settings);
        let program = Program::new();
        harness::create(&server, "ecole");
        harness::sql(
            &server,
            "ecole",
            "create table eleves as select g as id, 'Élève ' || g as nom
             from generate_series(1, 2000) g;
             comment on database ecole is 'l''école';
             alter database ecole set work_mem = '7MB'",
        );
        harness::sql(&server, "ecole", more);
        let (path, _) = program.backup(&server, "ecole").completed();
        harness::sql(&server, "ecole", "delete from public.eleves where id > 5");
        let file = path.to_str().unwrap().to_owned();
        Self { server, program, file }
    }

    pub fn restore(&self, arguments: &[&str]) -> Outcome {
        let url = harness::url(&self.server, "ecole");
        let dir = self.program.dir.to_str().unwrap();
        let mut all = vec!["restore", "--json", "--url", &url, "--dir", dir];
        all.extend(arguments);
        self.program.run(all)
    }

    pub fn rows(&self) -> i64 {
        harness::number(&self.server, "ecole", "select count(*) from public.eleves")
    }

    /// Makes a former database older than its week.
    pub fn age(&self, former: &str) {
        let session = harness::session(&self.server, "postgres");
        let comment = session.database_comment(former).unwrap().unwrap();
        let at = comment.split("\"at\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let older = comment.replace(&at, "2026-01-01T00:00:00Z").replace('\'', "''");
        let sql = format!("comment on database {} is '{older}'", harness::quoted(former));
        harness::sql(&self.server, "postgres", &sql);
    }

    pub fn names(&self) -> Vec<String> {
        let rows = harness::session(&self.server, "postgres")
            .query("select datname::text from pg_database where datname !~ '^(post|templ)'", &[])
            .unwrap();
        let mut names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        names.sort();
        names
    }
}

#[test]
fn the_live_database_is_replaced_and_comes_back_when_that_is_undone() {
    let school = School::new();
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let result = outcome.result();
    assert_eq!(school.rows(), 2000);
    assert_eq!(school.names().len(), 2, "{:?}", school.names());
    let session = harness::session(&school.server, "postgres");
    assert_eq!(session.database_comment("ecole").unwrap().as_deref(), Some("l'école"));
    let work_mem = harness::session(&school.server, "ecole")
        .query("select current_setting('work_mem')", &[])
        .unwrap();
    assert_eq!(work_mem[0].get::<_, &str>(0), "7MB");
    // The safety backup holds what was there before.
    let safety = result["safety_backup"].as_str().unwrap();
    let manifest = std::fs::read_to_string(format!("{safety}.json")).unwrap();
    let manifest = sauvegarde::folder::manifest::Manifest::from_text(&manifest).unwrap();
    assert_eq!(
        (manifest.rows(), manifest.reason),
        (5, sauvegarde::folder::manifest::Reason::BeforeRestore)
    );
    // `status` tells of the former database.
    let url = harness::url(&school.server, "ecole");
    let dir = school.program.dir.to_str().unwrap();
    let status = school.program.run(["status", "--json", "--url", &url, "--dir", dir]).result();
    assert_eq!(status["former_databases"][0]["name"], result["former_database"]);

    let undone = school.restore(&["--undo"]);
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert_eq!(school.rows(), 5);
    assert_eq!(session.database_comment("ecole").unwrap().as_deref(), Some("l'école"));
    school.restore(&["--undo"]).failed("nothing_to_undo", 16);
    assert_eq!(school.rows(), 5);
}

#[test]
fn lists_with_nothing_in_them_stay_settings_of_the_database() {
    let school = School::and(
        "create role lea; alter database ecole set search_path = '';
         alter role lea in database ecole set search_path = '', \"$user\", \"L'été, \";
         alter database ecole set temp_tablespaces = ''",
    );
    let settings = || {
        let sql = "select string_agg(setconfig::text, ' ' order by setrole) from pg_db_role_setting
                   join pg_database d on d.oid = setdatabase where datname = 'ecole'";
        harness::session(&school.server, "postgres").query(sql, &[]).unwrap()[0].get::<_, String>(0)
    };
    let before = settings();
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(settings(), before);
}

#[test]
fn a_live_database_that_is_gone_is_said_with_the_former_one() {
    let school = School::new();
    let restored = school.restore(&[&school.file, "--confirm", "ecole"]).result();
    let former = restored["former_database"].as_str().unwrap().to_owned();
    harness::sql(&school.server, "postgres", "drop database ecole");
    for arguments in [vec!["--undo"], vec![&school.file, "--confirm", "ecole"]] {
        let error = school.restore(&arguments).failed("database_unknown", 2);
        let remedy = format!("ALTER DATABASE \"{former}\" RENAME TO \"ecole\";");
        assert!(error["advice"].as_str().unwrap().contains(&remedy), "{error}");
    }
    let remedy = format!("alter database {former} rename to ecole");
    harness::sql(&school.server, "postgres", &remedy);
    assert_eq!(school.rows(), 5);
    harness::sql(&school.server, "postgres", "drop database ecole");
    let error = school.restore(&[&school.file, "--confirm", "ecole"]).failed("database_unknown", 2);
    assert!(error["advice"].as_str().unwrap().contains("--into ecole"), "{error}");
}

#[test]
fn sessions_are_ended_and_can_come_back() {
    let school = School::new();
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Three applications that reconnect as soon as they are thrown out.
        for _ in 0..3 {
            scope.spawn(|| {
                let connection = school.server.connection("ecole");
                while !stop.load(std::sync::atomic::Ordering::SeqCst) {
                    if let Ok(session) = sauvegarde::postgres::server::Server::connect(&connection)
                    {
                        while session.query("select pg_sleep(0.01)", &[]).is_ok()
                            && !stop.load(std::sync::atomic::Ordering::SeqCst)
                        {
                        }
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(100));
        let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
        let rows = school.rows();
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert_eq!(rows, 2000);
    });
}

#[test]
fn without_the_right_name_nothing_is_changed() {
    let school = School::new();
    school.restore(&[&school.file]).failed("confirmation_missing", 16);
    school.restore(&[&school.file, "--confirm", "Ecole"]).failed("confirmation_wrong", 16);
    assert_eq!((school.rows(), school.names()), (5, vec!["ecole".to_owned()]));
}

#[test]
fn without_a_safety_backup_nothing_is_replaced() {
    let school = School::new();
    let url = harness::url(&school.server, "ecole");
    let nowhere = school.program.dir.join("absent");
    let outcome = school.program.run([
        "restore",
        &school.file,
        "--confirm",
        "ecole",
        "--json",
        "--url",
        &url,
        "--dir",
        nowhere.to_str().unwrap(),
    ]);
    outcome.failed("target_missing", 14);
    assert_eq!((school.rows(), school.names()), (5, vec!["ecole".to_owned()]));
}

#[test]
fn killed_or_cut_off_at_100_random_moments_there_is_a_whole_database_of_that_name() {
    // Two tables that are filled by connections of their own.
    let school = School::and(
        "create table longue as select g as id, repeat(md5(g::text), 4) as t
         from generate_series(1, 9000) g;
         create table autre as select * from longue",
    );
    let started = std::time::Instant::now();
    assert_eq!(school.restore(&[&school.file, "--confirm", "ecole"]).code, Some(0));
    let whole = started.elapsed();
    let url = harness::url(&school.server, "ecole");
    let dir = school.program.dir.to_str().unwrap();
    // The server notices a dead client when it next talks to it; until then the killed one's
    // session may still end others, ours among them.
    let sessions = "select count(*) from pg_stat_activity
                    where application_name = 'sauvegarde' and pid <> pg_backend_pid()";
    let settle = || {
        harness::eventually("the end of the killed ones' sessions", || {
            harness::number(&school.server, "postgres", sessions) == 0
        });
    };
    let mut random = Random::new();
    for moment in 0..MOMENTS {
        harness::sql(&school.server, "ecole", "delete from public.eleves where id > 5");
        let mut child = school
            .program
            .command(["restore", &school.file, "--confirm", "ecole", "--url", &url, "--dir", dir])
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(random.next()));
        if moment % SESSIONS_END_EVERY == 0 {
            harness::number(&school.server, "postgres", &sessions.replace("(*)", ENDED));
        } else {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        settle();
        let rows = school.rows();
        assert!(rows == 5 || rows == 2000, "{rows} rows after moment {moment}");
    }
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let unfinished = school.names().iter().filter(|name| name.contains("_restore_")).count();
    assert_eq!(unfinished, 0, "{:?}", school.names());
}

#[test]
fn a_former_database_goes_with_the_first_backup_after_its_week() {
    let school = School::new();
    let outcome = school.restore(&[&school.file, "--confirm", "ecole"]);
    let former = outcome.result()["former_database"].as_str().unwrap().to_owned();
    assert_eq!(school.program.backup(&school.server, "ecole").code, Some(0));
    assert!(school.names().contains(&former), "it goes only after a week");
    school.age(&former);
    let outcome = school.program.backup(&school.server, "ecole");
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains(&former), "{outcome:?}");
    assert_eq!(school.names(), ["ecole"]);
}

#[test]
fn a_session_that_may_not_be_ended_is_named_and_everything_stays() {
    let school = School::new();
    let sql = "create role directeur login createdb; alter database ecole owner to directeur";
    harness::sql(&school.server, "postgres", sql);
    harness::sql(&school.server, "ecole", "alter table eleves owner to directeur");
    let stays = harness::session(&school.server, "ecole");
    let url = harness::url(&school.server, "ecole").replace("postgres@", "directeur@");
    let dir = school.program.dir.to_str().unwrap();
    let arguments = ["restore", &school.file, "--confirm", "ecole", "--json", "--no-owner"];
    let outcome = school.program.run(arguments.iter().chain(&["--url", &url, "--dir", dir]));
    let error = outcome.failed("sessions_stay", 17);
    assert!(error["message"].as_str().unwrap().contains("postgres"), "{error}");
    assert_eq!((school.rows(), school.names()), (5, vec!["ecole".to_owned()]));
    stays.query("select 1", &[]).unwrap();
}
