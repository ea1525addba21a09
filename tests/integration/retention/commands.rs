//! What the commands say.

use super::*;

#[test]
fn without_retention_nothing_is_deleted_and_the_program_says_how_to_change_that() {
    let shelf = Shelf::new("");
    let dumps = [shelf.put(1), shelf.put(90_000)];
    for language in ["fr", "en"] {
        let outcome = shelf.program.run(["prune", "--lang", language]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        assert!(outcome.stdout.contains("retention.keep_daily 14"), "{outcome:?}");
    }
    let result = shelf.prune(&[]).result();
    assert_eq!((&result["policy"], &result["removed"]), (&json!(false), &json!([])));
    assert!(dumps.iter().all(|dump| is_whole(dump)));
}

#[test]
fn each_backup_is_a_line_with_its_reasons_in_words() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let (kept, pinned, gone) = (shelf.put(1), shelf.put(400), shelf.put(500));
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let pin = shelf.program.run(["pin", &name(&pinned), "--note", "avant migration"]);
    assert_eq!(pin.code, Some(0), "{pin:?}");
    let text = |language| shelf.program.run(["prune", "--dry-run", "--lang", language]).stdout;
    let (kept, pinned, gone) = (name(&kept), name(&pinned), name(&gone));
    assert_eq!(
        text("en"),
        format!(
            "keep    {kept}  newest good one, one of the last\n\
             keep    {pinned}  pinned “avant migration”\n\
             remove  {gone}\n\
             Would be kept: 2 · would be removed: 1 · would be freed: 4 bytes\n"
        )
    );
    assert_eq!(
        text("fr"),
        format!(
            "garder     {kept}  dernière bonne, parmi les dernières\n\
             garder     {pinned}  épinglée « avant migration »\n\
             supprimer  {gone}\n\
             Seraient gardées : 2 · seraient supprimées : 1 · seraient libérés : 4 octets\n"
        )
    );
}

#[test]
fn an_alarm_freezes_until_it_is_accepted() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let newest = shelf.put_as(1, |manifest| manifest.alarms = vec![emptied()]);
    let (good, old) = (shelf.put(2), shelf.put(3));
    let outcome = shelf.prune(&[]);
    let error = outcome.failed("prune_frozen", 16);
    assert!(error["advice"].as_str().unwrap().contains("accept latest"), "{error}");
    let result = outcome.result();
    assert_eq!(result["frozen"]["why"], "alarm");
    assert_eq!(result["frozen"]["since"], json!(now() - SignedDuration::from_hours(1)));
    assert_eq!(reasons(&outcome, &old), json!(["frozen"]));
    assert!(is_whole(&old));
    let listed = shelf.program.run(["list"]).stdout;
    assert!(listed.contains("UNUSUAL: public.eleves: 4,812 → 0 rows"), "{listed}");
    // A safety backup in between hides nothing.
    shelf.put_as(0, |manifest| manifest.reason = Reason::BeforeRestore);
    let accepted = shelf.program.run(["accept", "latest", "--json"]).result();
    assert_eq!(accepted["path"].as_str().map(Path::new), Some(newest.as_path()));
    assert_eq!(accepted["alarms"][0]["table"], "public.eleves");
    let again = shelf.program.run(["accept", "latest"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.stdout.contains("no alarm"), "{again:?}");
    let outcome = shelf.prune(&[]);
    assert_eq!((outcome.code, removed(&outcome)), (Some(0), vec![good, old]), "{outcome:?}");
    assert!(!shelf.program.run(["list"]).stdout.contains("UNUSUAL"));
}

#[test]
fn a_clock_that_went_back_freezes() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let dumps = [shelf.put(-48), shelf.put(2), shelf.put(3)];
    let outcome = shelf.prune(&[]);
    outcome.failed("prune_frozen", 16);
    assert_eq!(outcome.result()["frozen"]["why"], "clock");
    assert_eq!(reasons(&outcome, &dumps[0]), json!(["from the future"]));
    assert!(dumps.iter().all(|dump| is_whole(dump)));
}

#[test]
fn a_pin_is_shown_in_the_list_and_taken_off_again() {
    let shelf = Shelf::new("keep_last = 1\nkeep_min = 0\n");
    let (_, old) = (shelf.put(1), shelf.put(2));
    let name = old.file_name().unwrap().to_str().unwrap();
    let pinned = shelf.program.run(["pin", name, "--note", "fin d’année", "--json"]).result();
    assert_eq!(pinned["pinned"]["note"], "fin d’année");
    let listed = shelf.program.run(["list", "--lang", "fr"]).stdout;
    assert!(listed.contains("épinglée « fin d’année »"), "{listed}");
    let outcome = shelf.prune(&[]);
    assert_eq!(reasons(&outcome, &old), json!(["pinned \"fin d’année\""]));
    assert_eq!(shelf.program.run(["unpin", name]).code, Some(0));
    let again = shelf.program.run(["unpin", name]);
    assert!(again.stdout.contains("was not kept"), "{again:?}");
    assert_eq!(removed(&shelf.prune(&[])), [old]);
    let missing = shelf.program.run(["pin", "2001-01-01", "--json"]);
    missing.failed("backup_missing", 15);
}

#[test]
fn each_reason_has_its_sentence() {
    use sauvegarde::retention::why::Why;

    // In the language of this process.
    let _ = speaking(Language::English);
    for why in [
        Why::NewestGood,
        Why::Last,
        Why::Minimum,
        Why::NewestProved,
        Why::Safety,
        Why::CloudOnly,
        Why::LaterRun,
    ] {
        assert!(!why.message().contains("No localization"), "{why}");
    }
}
