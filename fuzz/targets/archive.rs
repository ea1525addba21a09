//! The header of an archive is whole, cut or none; what is cut off a whole one leaves a cut one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sauvegarde::foreign::archive::ArchiveHeader;

fuzz_target!(|bytes: &[u8]| {
    for read in [ArchiveHeader::read, ArchiveHeader::in_tar] {
        let Some(Ok(header)) = read(bytes) else { continue };
        let _ = header.major();
        for cut in 1..bytes.len().min(600) {
            match read(&bytes[..cut]) {
                Some(Ok(other)) => assert_eq!(other, header),
                // Fewer bytes than tell what it is, in a tar file.
                Some(Err(_)) | None => {}
            }
        }
    }
});
