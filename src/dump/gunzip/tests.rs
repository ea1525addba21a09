use std::io::Write as _;

use flate2::read::MultiGzDecoder;

use super::*;
use crate::dump::gzip::ParallelGzip;

fn text(length: usize) -> Vec<u8> {
    let words = (0u64..).flat_map(|n| format!("{}\t", n.wrapping_mul(2_654_435_761)).into_bytes());
    words.take(length).collect()
}

fn ours(content: &[u8]) -> Vec<u8> {
    let mut gzip = ParallelGzip::new(Vec::new()).unwrap();
    for piece in content.chunks(BLOCK_BYTES) {
        gzip.push(piece.to_vec()).unwrap();
    }
    gzip.finish().unwrap().0
}

fn by_any_gunzip(file: &[u8]) -> (Vec<u8>, bool) {
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(file).read_to_end(&mut content);
    (content, read.is_ok())
}

fn by_us(file: &[u8]) -> (Vec<u8>, bool) {
    let mut gunzip = Gunzip::with_threads(io::Cursor::new(file.to_vec()), 2).unwrap();
    let mut content = Vec::new();
    let whole = loop {
        match gunzip.next_piece() {
            Ok(Some(piece)) => content.extend_from_slice(piece),
            Ok(None) => break true,
            Err(GunzipError::Gzip(_)) => break false,
            Err(GunzipError::File(error)) => panic!("{error}"),
        }
    };
    let sum = gunzip.finish().unwrap();
    assert_eq!(sum.bytes, file.len() as u64);
    assert_eq!(sum.sha256, hex(&Sha256::digest(file)));
    (content, whole)
}

#[test]
fn members_of_ours_and_others_read_as_any_gunzip_reads_them() {
    let content = text(3 * BLOCK_BYTES + 17);
    let mut other = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    other.write_all(&content).unwrap();
    let other = other.finish().unwrap();
    let ours = ours(&content);
    for file in [ours.clone(), other.clone(), [&ours[..], &other, &ours].concat(), Vec::new()] {
        let (found, whole) = by_us(&file);
        assert!((found, whole) == by_any_gunzip(&file), "{} bytes", file.len());
    }
}

#[test]
fn zeros_that_fill_a_block_behind_the_last_member_are_no_damage() {
    let content = text(BLOCK_BYTES + 17);
    let mut other = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    other.write_all(&content).unwrap();
    for whole in [ours(&content), other.finish().unwrap()] {
        for zeros in [1, 512, 3 * RAW_BYTES] {
            let padded = [&whole[..], &vec![0; zeros]].concat();
            assert!(by_us(&padded) == (content.clone(), true), "{zeros} zeros");
        }
        let (_, is_whole) = by_us(&[&whole[..], &[0; 512], b"more"].concat());
        assert!(!is_whole, "what follows zeros is no padding");
    }
    assert_eq!(by_us(&[0; 512]), (Vec::new(), false), "zeros alone are no gzip");
}

#[test]
fn damage_is_found_wherever_any_gunzip_finds_it() {
    let good = ours(&text(2 * BLOCK_BYTES + 9));
    let content = text(2 * BLOCK_BYTES + 9);
    for at in (0..good.len()).step_by(good.len() / 97) {
        for damaged in [
            good[..at].to_vec(),
            [&good[..at], &[good[at] ^ 4], &good[at + 1..]].concat(),
            [&good[..at], &good[at + 1..]].concat(),
        ] {
            let (found, whole) = by_us(&damaged);
            let (expected, expected_whole) = by_any_gunzip(&damaged);
            assert_eq!(whole, expected_whole, "at {at}");
            if whole {
                assert!(found == expected, "at {at}");
            } else {
                assert!(content.starts_with(&found) || found == expected, "at {at}");
            }
        }
    }
}

#[test]
fn a_member_that_lies_about_its_length_reads_as_any_gunzip_reads_it() {
    let good = ours(&text(2 * BLOCK_BYTES));
    let first = length_of_member(&good[..HEADER_BYTES]).unwrap();
    for claimed in [28, first - 1, first + 1, first + 100, LONGEST_MEMBER, LONGEST_MEMBER + 1] {
        let mut file = good.clone();
        let claimed = u32::try_from(claimed).unwrap().to_le_bytes();
        file[16..20].copy_from_slice(&claimed);
        assert!(by_us(&file) == by_any_gunzip(&file), "{claimed:?}");
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_threads() {
    let file = ours(&text(60 * BLOCK_BYTES));
    let mut gunzip = Gunzip::with_threads(io::Cursor::new(file), 2).unwrap();
    gunzip.next_piece().unwrap();
    let Gunzip { content, reader, .. } = gunzip;
    drop(content);
    reader.join().unwrap().unwrap();
}
