//! A gzip file of members of ours, of others and of chance, damaged or not, reads as any gunzip
//! reads it; and a part of it that is read alone is that part.
#![no_main]

use std::fs::File;
use std::io::{Cursor, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use arbitrary::Arbitrary;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use libfuzzer_sys::fuzz_target;
use sauvegarde::dump::gunzip::{Gunzip, GunzipError};
use sauvegarde::dump::gzip::LENGTH_FIELD;
use sauvegarde::dump::members::{MemberReader, Members, ReadError};
use sauvegarde::folder::manifest::hex;
use sha2::{Digest as _, Sha256};

/// Where our header says how long its member is.
const LENGTH_AT: usize = 16;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    pieces: Vec<Piece<'a>>,
    damage: Vec<Damage>,
    part: (u32, u32),
    later: Option<(u32, u8)>,
}

#[derive(Arbitrary, Debug)]
enum Piece<'a> {
    Ours(Content<'a>),
    Lying(Content<'a>, u32),
    Others(Content<'a>),
    Chance(&'a [u8]),
}

#[derive(Arbitrary, Debug)]
struct Content<'a> {
    text: &'a [u8],
    times: u16,
    level: u8,
}

#[derive(Arbitrary, Debug)]
enum Damage {
    Flip(u32, u8),
    Insert(u32, u8),
    Remove(u32),
    Cut(u32),
}

impl Content<'_> {
    fn bytes(&self) -> Vec<u8> {
        self.text.repeat(usize::from(self.times) % 4096)
    }

    fn level(&self) -> Compression {
        Compression::new(u32::from(self.level) % 10)
    }

    fn ours(&self) -> Vec<u8> {
        let mut extra = LENGTH_FIELD.to_vec();
        extra.extend_from_slice(&[4, 0, 0, 0, 0, 0]);
        let mut gzip = GzBuilder::new().extra(extra).write(Vec::new(), self.level());
        gzip.write_all(&self.bytes()).unwrap();
        let mut member = gzip.finish().unwrap();
        let length = u32::try_from(member.len()).unwrap().to_le_bytes();
        member[LENGTH_AT..LENGTH_AT + 4].copy_from_slice(&length);
        member
    }

    fn others(&self) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), self.level());
        gzip.write_all(&self.bytes()).unwrap();
        gzip.finish().unwrap()
    }
}

impl Piece<'_> {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Ours(content) => content.ours(),
            Self::Lying(content, length) => {
                let mut member = content.ours();
                member[LENGTH_AT..LENGTH_AT + 4].copy_from_slice(&length.to_le_bytes());
                member
            }
            Self::Others(content) => content.others(),
            Self::Chance(bytes) => bytes.to_vec(),
        }
    }
}

fn damage(file: &mut Vec<u8>, damage: &Damage) {
    let place = |at: u32, length: usize| at as usize % length.max(1);
    match *damage {
        Damage::Flip(at, bits) => {
            let at = place(at, file.len());
            if let Some(byte) = file.get_mut(at) {
                *byte ^= bits;
            }
        }
        Damage::Insert(at, byte) => file.insert(place(at, file.len() + 1), byte),
        Damage::Remove(at) if !file.is_empty() => drop(file.remove(place(at, file.len()))),
        Damage::Remove(_) => {}
        Damage::Cut(at) => file.truncate(place(at, file.len() + 1)),
    }
}

fn by_any_gunzip(file: &[u8]) -> (Vec<u8>, bool) {
    let mut content = Vec::new();
    let read = MultiGzDecoder::new(file).read_to_end(&mut content);
    (content, read.is_ok())
}

fn by_us(file: &[u8]) -> (Vec<u8>, bool, Option<Members>) {
    let mut gunzip = Gunzip::new(Cursor::new(file.to_vec())).unwrap();
    let mut content = Vec::new();
    let whole = loop {
        match gunzip.next_piece() {
            Ok(Some(piece)) => content.extend_from_slice(piece),
            Ok(None) => break true,
            Err(GunzipError::Gzip(_)) => break false,
            Err(GunzipError::File(error)) => panic!("{error}"),
        }
    };
    let members = gunzip.take_members();
    let sum = gunzip.finish().unwrap();
    assert_eq!(sum.bytes, file.len() as u64);
    assert_eq!(sum.sha256, hex(&Sha256::digest(file)));
    (content, whole, members)
}

/// The part, or as much of it as was given before the file turned out to be another.
fn part(file: &File, members: &Arc<Members>, from: u64, to: u64) -> (Vec<u8>, bool) {
    let file = file.try_clone().unwrap();
    let mut reader = MemberReader::new(file, Arc::clone(members), from..to).unwrap();
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

fuzz_target!(|input: Input| {
    let mut file: Vec<u8> = input.pieces.iter().flat_map(Piece::bytes).collect();
    input.damage.iter().for_each(|what| damage(&mut file, what));
    let (expected, expected_whole) = by_any_gunzip(&file);
    let (content, whole, members) = by_us(&file);
    assert_eq!(whole, expected_whole, "whole");
    if !whole {
        assert!(expected.starts_with(&content) || content.starts_with(&expected));
        return;
    }
    assert!(content == expected, "another content");
    let Some(members) = members else { return };
    assert_eq!(members.dump_bytes(), content.len() as u64);
    let members = Arc::new(members);
    let mut on_disk = tempfile::tempfile().unwrap();
    on_disk.write_all(&file).unwrap();
    let place = |at: u32| at as usize % (content.len() + 1);
    let (from, to) = (place(input.part.0), place(input.part.1));
    let (from, to) = (from.min(to), from.max(to));
    let wanted = &content[from..to];
    assert!(part(&on_disk, &members, from as u64, to as u64) == (wanted.to_vec(), true), "part");
    if let Some((at, bits)) = input.later
        && !file.is_empty()
    {
        let at = at as usize % file.len();
        on_disk.seek(SeekFrom::Start(at as u64)).unwrap();
        on_disk.write_all(&[file[at] ^ bits]).unwrap();
        let (before, whole) = part(&on_disk, &members, from as u64, to as u64);
        assert!(wanted.starts_with(&before) && (!whole || before == wanted), "changed");
    }
});
