//! The counts in a manifest belong to the dump's own snapshot, however busy the database is.

use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use sauvegarde::postgres::cluster::Cluster;

use crate::harness::{self, Program};

const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// Changes a database until it is dropped.
struct Writer {
    stop: Arc<AtomicBool>,
    transactions: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Whatever one transaction puts into, changes in or takes from `premier` it does to
    /// `dernier` as well, and `journal` grows by one row each time: so in every snapshot both
    /// have the same rows, and in none that is not one.
    fn start(cluster: &Arc<Cluster>, database: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let transactions = Arc::new(AtomicU64::new(0));
        let session = harness::session(cluster, database);
        let (stopped, count) = (Arc::clone(&stop), Arc::clone(&transactions));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let turn = count.load(Ordering::Relaxed);
                let rows = 1 + turn % 7;
                let first = 1_000_000 + turn * 10;
                let last = first + rows;
                let gone = first.saturating_sub(200);
                let text = ["premier", "dernier"].map(|table| {
                    format!(
                        "insert into {table} select g, 'tour {turn}'
                         from generate_series({first}, {last} - 1) g;
                         update {table} set texte = 'changé' where id % 40 = {turn} % 40;
                         delete from {table} where id between {gone} and {gone} + 12;"
                    )
                });
                let text = format!(
                    "begin; {} insert into journal values ({turn}); {} commit;",
                    text[0], text[1]
                );
                session.batch(&text, ANSWER_LIMIT).unwrap();
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { stop, transactions, thread: Some(thread) }
    }

    fn transactions(&self) -> u64 {
        self.transactions.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        if !std::thread::panicking() {
            ended.unwrap().unwrap();
        }
    }
}

fn busy_database(cluster: &Cluster) -> String {
    let name = harness::unique("occupee");
    harness::create(cluster, &name);
    // Data are dumped by name: the large table lies between the two that must agree.
    harness::sql(
        cluster,
        &name,
        "create table premier(id int primary key, texte text);
         create table dernier(id int primary key, texte text);
         insert into premier select g, 'ligne ' || g from generate_series(1, 2000) g;
         insert into dernier select * from premier;
         create table gros as select g, repeat(md5(g::text), 8) m from generate_series(1, 60000) g;
         create table journal(tour bigint);
         alter table premier rename to a_premier; alter table dernier rename to z_dernier;
         create view premier as select * from a_premier;
         create view dernier as select * from z_dernier;",
    );
    name
}

/// Restores by psql, the reference, into a new database.
fn restore_by_psql(cluster: &Cluster, dump: &std::path::Path) -> String {
    let copy = harness::unique("copie");
    harness::create(cluster, &copy);
    let mut psql = harness::client(cluster, "psql", &copy);
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]);
    let mut psql = psql.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut plain = MultiGzDecoder::new(std::fs::File::open(dump).unwrap());
    std::io::copy(&mut plain, &mut psql.stdin.take().unwrap()).unwrap();
    assert!(psql.wait().unwrap().success());
    copy
}

#[test]
fn rows_in_the_manifest_are_those_of_the_dumps_snapshot_while_a_writer_is_busy() {
    let server = harness::server();
    let database = busy_database(&server);
    let program = Program::new();
    let writer = Writer::start(&server, &database);
    harness::eventually("the writer's first turns", || writer.transactions() > 20);
    let mut journal_rows = Vec::new();
    for _ in 0..3 {
        let before = writer.transactions();
        let (path, manifest) = program.backup(&server, &database).completed();
        let after = writer.transactions();
        assert!(after > before + 5, "the writer was not busy: {before} to {after}");
        let copy = restore_by_psql(&server, &path);
        let tables = manifest["tables"].as_array().unwrap();
        assert_eq!(tables.len(), 4);
        let rows = |name: &str| {
            let table = tables.iter().find(|table| table["name"] == name).unwrap();
            table["rows"].as_i64().unwrap()
        };
        for name in ["a_premier", "gros", "journal", "z_dernier"] {
            let query = format!("select count(*) from {name}");
            assert_eq!(rows(name), harness::number(&server, &copy, &query), "{name}");
        }
        assert_eq!(rows("a_premier"), rows("z_dernier"));
        let differing = "select count(*) from a_premier full join z_dernier using (id, texte)
                         where a_premier.id is null or z_dernier.id is null";
        assert_eq!(harness::number(&server, &copy, differing), 0);
        let turns = u64::try_from(rows("journal")).unwrap();
        assert!((before..=after + 1).contains(&turns), "{before} ≤ {turns} ≤ {after}");
        journal_rows.push(turns);
    }
    assert!(journal_rows.is_sorted_by(|a, b| a < b), "{journal_rows:?}");
}
