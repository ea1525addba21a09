use std::io::Write as _;

use super::*;
use crate::dump::gunzip::Gunzip;
use crate::dump::gzip::{BLOCK_BYTES, ParallelGzip};

fn text(length: usize) -> Vec<u8> {
    let words = (0u64..).flat_map(|n| format!("{}\t", n.wrapping_mul(2_654_435_761)).into_bytes());
    words.take(length).collect()
}

/// A file with members of several lengths, and where they are.
fn file_of(content: &[u8]) -> (File, Arc<Members>) {
    let mut gzip = ParallelGzip::new(Vec::new()).unwrap();
    for piece in content.chunks(BLOCK_BYTES / 3) {
        gzip.push(piece.to_vec()).unwrap();
    }
    let file = gzip.finish().unwrap().0;
    let mut gunzip = Gunzip::new(io::Cursor::new(file.clone())).unwrap();
    while gunzip.next_piece().unwrap().is_some() {}
    let members = gunzip.take_members().unwrap();
    let mut on_disk = tempfile::tempfile().unwrap();
    on_disk.write_all(&file).unwrap();
    (on_disk, Arc::new(members))
}

/// Also whether it ended well.
fn read(file: &File, members: &Arc<Members>, part: Range<u64>) -> (Vec<u8>, bool) {
    let file = file.try_clone().unwrap();
    let mut reader = MemberReader::new(file, Arc::clone(members), part).unwrap();
    let mut content = Vec::new();
    loop {
        match reader.next_piece() {
            Ok(Some(piece)) => content.extend(piece),
            Ok(None) => return (content, true),
            Err(ReadError::Changed) => return (content, false),
            Err(ReadError::File(error)) => panic!("{error}"),
        }
    }
}

#[test]
fn any_part_of_a_dump_can_be_read() {
    let content = text(BLOCK_BYTES + 17);
    let (file, members) = file_of(&content);
    let third = BLOCK_BYTES / 3;
    let places = [0, 1, third - 1, third, third + 1, content.len() - 1, content.len()];
    for (at, from) in places.into_iter().enumerate() {
        for to in &places[at..] {
            let (found, whole) = read(&file, &members, from as u64..*to as u64);
            assert!(whole && found == content[from..*to], "{from}..{to}");
        }
    }
}

#[test]
fn a_part_that_comes_short_is_an_error_and_no_end() {
    let content = text(BLOCK_BYTES);
    let (file, members) = file_of(&content);
    let mut reader = MemberReader::new(file, members, 0..content.len() as u64 + 1).unwrap();
    let end = loop {
        match reader.next_piece() {
            Ok(Some(_)) => {}
            end => break end,
        }
    };
    assert!(matches!(end, Err(ReadError::File(_))), "{end:?}");
}

#[test]
fn a_file_that_changed_gives_none_of_its_new_bytes() {
    let content = text(BLOCK_BYTES);
    let all = 0..content.len() as u64;
    let (mut file, members) = file_of(&content);
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(length / 2)).unwrap();
    file.write_all(b"?").unwrap();
    let (before, whole) = read(&file, &members, all.clone());
    assert!(!whole && content.starts_with(&before));
    file.set_len(length / 3).unwrap();
    let (before, whole) = read(&file, &members, all);
    assert!(!whole && content.starts_with(&before));
}
