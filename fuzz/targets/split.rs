//! A script comes apart the same however it is cut; one that changes no database stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sauvegarde::Error;
use sauvegarde::foreign::split::{Out, Splitter, Wanted};

fn split(script: &[u8], piece: usize, keeps_lines: bool) -> Result<(Vec<u8>, usize), String> {
    let mut splitter = Splitter::new(Wanted { database: "a", keeps_lines, recoded: false });
    let mut dump = Vec::new();
    let mut take = |out: Out<'_>| {
        match out {
            Out::Restart => dump.clear(),
            Out::Bytes(bytes) => dump.extend_from_slice(bytes),
        }
        Ok::<(), Error>(())
    };
    for piece in script.chunks(piece) {
        splitter.feed(piece, &mut take).map_err(|error| format!("{error:?}"))?;
    }
    let found = splitter.finish(&mut take).map_err(|error| format!("{error:?}"))?;
    Ok((dump, found.databases.len()))
}

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, script) = (usize::from(input.0).max(1), input.1);
    let whole = split(script, usize::MAX, true);
    assert_eq!(split(script, piece, true), whole);
    let changes = script.windows(2).any(|two| two == b"\\c" || two == b"\\C")
        || script.windows(8).any(|words| words == b" cluster");
    if !changes {
        assert_eq!(whole.map(|(dump, _)| dump), Ok(script.to_vec()));
    }
});
