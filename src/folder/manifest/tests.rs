//! A manifest is read as it was written, and any other byte is noticed.

use super::*;

pub fn example() -> Manifest {
    Manifest {
        manifest_version: VERSION,
        id: "0".into(),
        profile: "default".into(),
        reason: Reason::Cli,
        created_at: Timestamp::from_second(1_790_000_000).unwrap(),
        elapsed_ms: 640,
        database: "école".into(),
        server: ServerInfo { version: "15.18".into(), ..ServerInfo::default() },
        client: ClientInfo {
            tool_version: "0.1.0".into(),
            pg_dump_version: "15.18".into(),
            unknown: Map::new(),
        },
        file: FileInfo {
            name: "backup_école_20260922_180640.sql.gz".into(),
            bytes: 10,
            sha256: "ab".into(),
            compression: Compression { method: "gzip".into(), levels: BTreeMap::new() },
            encryption: None,
            unknown: Map::new(),
        },
        dump: DumpInfo { bytes: 20, sha256: "cd".into(), complete: true, unknown: Map::new() },
        tables: Vec::new(),
        large_objects: 0,
        extensions: Vec::new(),
        roles: Vec::new(),
        database_settings: DatabaseSettings::default(),
        django: None,
        incomplete: Vec::new(),
        subscriptions: Vec::new(),
        origin: None,
        installation: None,
        alarms: Vec::new(),
        accepted_at: None,
        unchanged_since: None,
        pinned: None,
        verifications: Vec::new(),
        unknown: Map::new(),
    }
}

#[test]
fn a_manifest_reads_back_as_it_was_written() {
    let manifest = example();
    assert_eq!(Manifest::from_text(&manifest.to_text()), Ok(manifest));
}

#[test]
fn every_changed_byte_is_noticed() {
    let text = example().to_text();
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        let read = String::from_utf8(bytes).map(|text| Manifest::from_text(&text));
        assert!(!matches!(read, Ok(Ok(_))), "byte {at}");
    }
}

#[test]
fn unknown_fields_are_kept() {
    let mut manifest = example();
    manifest.unknown.insert("of_a_later_version".into(), Value::Bool(true));
    manifest.dump.unknown.insert("later".into(), Value::from(3));
    let read = Manifest::from_text(&manifest.to_text()).unwrap();
    assert_eq!(read.unknown["of_a_later_version"], Value::Bool(true));
    assert_eq!(read.unknown.len(), 1, "{:?}", read.unknown);
    assert_eq!(read.dump.unknown["later"], Value::from(3));
}

#[test]
fn rows_beyond_all_counting_are_many_rows() {
    let table = |rows| TableCount { schema: "a".into(), name: "b".into(), rows, bytes: 0 };
    let mut manifest = example();
    manifest.tables = vec![table(u64::MAX), table(1)];
    assert_eq!(manifest.rows(), u64::MAX);
}

#[test]
fn a_manifest_says_what_is_missing_only_where_something_is() {
    let mut manifest = example();
    let text = manifest.to_text();
    // As every manifest was before there were incomplete backups.
    assert!(!text.contains("incomplete"));
    assert!(!Manifest::from_text(&text).unwrap().is_incomplete());
    let missing = |reason| Missing { table: r#"public."Élèves""#.to_owned(), reason };
    manifest.incomplete = vec![missing(MissingReason::WithoutRows)];
    let text = manifest.to_text();
    assert!(text.contains("\"without_rows\""), "{text}");
    assert_eq!(Manifest::from_text(&text), Ok(manifest.clone()));
    assert_eq!(manifest.tables_missing(), [r#"public."Élèves""#]);
    let mut fields: Value = serde_json::to_value(&manifest).unwrap();
    fields["incomplete"][0]["reason"] = "of_a_later_version".into();
    let later = Manifest::from_text(&seal(&fields)).unwrap();
    assert_eq!(later.incomplete, [missing(MissingReason::Other)]);
}

#[test]
fn manifests_of_earlier_versions_say_nothing_of_limit_template_and_tablespace() {
    let mut fields = unseal(&example().to_text()).unwrap();
    let settings = fields["database_settings"].as_object_mut().unwrap();
    for name in ["connection_limit", "is_template", "tablespace"] {
        assert!(settings.remove(name).is_some(), "{name}");
    }
    assert_eq!(Manifest::from_text(&seal(&fields)), Ok(example()));
}

#[test]
fn a_later_version_is_told_from_damage() {
    let text = example().to_text().replace("\"manifest_version\": 1", "\"manifest_version\": 2");
    assert_eq!(Manifest::from_text(&text), Err(ManifestProblem::NewerVersion));
}

#[test]
fn only_the_latest_verifications_are_kept() {
    let mut text = example().to_text();
    for second in 0..30 {
        let verification = Verification {
            at: Timestamp::from_second(second).unwrap(),
            kind: VerificationKind::Manual,
            ok: true,
            detail: String::new(),
        };
        text = with_verification(&text, &verification).unwrap();
    }
    let manifest = Manifest::from_text(&text).unwrap();
    assert_eq!(manifest.verifications.len(), 20);
    let last = manifest.last_verification().map(|last| last.at);
    assert_eq!(last, Timestamp::from_second(29).ok());
}
