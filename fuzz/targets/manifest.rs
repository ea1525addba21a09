//! A text, as it is and sealed, is no manifest or one that can be written, read and verified again.
#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use sauvegarde::folder::manifest::{self, Manifest, Verification, VerificationKind, hex};
use sha2::{Digest as _, Sha256};

/// With the hash that a manifest ends with, whatever stands before it.
fn sealed(text: &str) -> String {
    let body = text.trim_end().strip_suffix('}').unwrap_or(text).trim_end();
    let hash = hex(&Sha256::digest(body));
    format!("{body},\n  \"manifest_sha256\": \"{hash}\"\n}}\n")
}

fn check(text: &str) {
    let verification = Verification {
        at: Timestamp::UNIX_EPOCH,
        kind: VerificationKind::Drill,
        ok: true,
        detail: "é\n\"".to_owned(),
    };
    let verified = manifest::with_verification(text, &verification);
    let Ok(read) = Manifest::from_text(text) else { return };
    let _ = (read.rows(), read.last_verification(), read.last_drill());
    assert_eq!(Manifest::from_text(&read.to_text()).as_ref(), Ok(&read), "written again");
    let again = Manifest::from_text(&verified.unwrap()).unwrap();
    assert_eq!(again.verifications.last(), Some(&verification));
    let others = |manifest: &Manifest| Manifest { verifications: Vec::new(), ..manifest.clone() };
    assert_eq!(others(&again), others(&read), "verified");
}

fuzz_target!(|text: &str| {
    check(text);
    check(&sealed(text));
});
