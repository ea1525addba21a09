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

fn read(reader: &mut MemberReader) -> Result<Vec<u8>, ReadError> {
    let mut content = Vec::new();
    while let Some(piece) = reader.next_piece()? {
        content.extend_from_slice(piece);
    }
    Ok(content)
}

#[test]
fn a_dump_can_be_read_from_any_byte() {
    let content = text(BLOCK_BYTES + 17);
    let (file, members) = file_of(&content);
    let mut reader = MemberReader::new(file, members);
    assert!(read(&mut reader).unwrap() == content);
    let third = BLOCK_BYTES / 3;
    for from in [0, 1, third - 1, third, third + 1, content.len() - 1, content.len()] {
        reader.seek(from as u64);
        assert!(read(&mut reader).unwrap() == content[from..], "from {from}");
    }
}

#[test]
fn a_file_that_changed_gives_none_of_its_new_bytes() {
    let content = text(BLOCK_BYTES);
    let (mut file, members) = file_of(&content);
    let length = file.metadata().unwrap().len();
    file.seek(SeekFrom::Start(length / 2)).unwrap();
    file.write_all(b"?").unwrap();
    let mut reader = MemberReader::new(file.try_clone().unwrap(), Arc::clone(&members));
    let mut before = Vec::new();
    let error = loop {
        match reader.next_piece() {
            Ok(piece) => before.extend_from_slice(piece.unwrap()),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ReadError::Changed));
    assert!(content.starts_with(&before) && before.len() < content.len());
    file.set_len(length / 3).unwrap();
    let mut reader = MemberReader::new(file, members);
    assert!(matches!(read(&mut reader), Err(ReadError::Changed)));
}
