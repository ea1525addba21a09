//! Which library and level compress a dump's blocks: one core, per block, as `dump/gzip.rs` does.
//!
//! `cargo bench --bench compression -- FILE…` measures dumps of yours; without a file it makes
//! text of its own. Figures of real dumps are in docs/compression.md.

use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use libdeflater::{CompressionLvl, Compressor};

const LIBDEFLATE_LEVELS: [i32; 6] = [1, 2, 3, 4, 6, 9];
const ZLIB_LEVELS: [u32; 3] = [1, 3, 6];
const BLOCKS: [usize; 3] = [128 * 1024, 256 * 1024, 1024 * 1024];

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut inputs = Vec::new();
    for file in &files {
        match std::fs::read(file) {
            Ok(bytes) => inputs.push((file.clone(), bytes)),
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
    if files.is_empty() {
        inputs.push(("made-up rows".to_owned(), made_up_rows()));
    }
    for (name, bytes) in inputs {
        println!("\n{name}, {} MB", bytes.len() / 1_000_000);
        println!("| | block | MB/s | ratio |\n|---|---|---|---|");
        for block in BLOCKS {
            for level in LIBDEFLATE_LEVELS {
                let mut compressor =
                    Compressor::new(CompressionLvl::new(level).unwrap_or_default());
                let mut out = vec![0; compressor.deflate_compress_bound(block)];
                row(&format!("libdeflate {level}"), &bytes, block, |piece| {
                    compressor.deflate_compress(piece, &mut out).unwrap_or_default()
                });
            }
            for level in ZLIB_LEVELS {
                row(&format!("zlib-rs {level}"), &bytes, block, |piece| {
                    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
                    let written = encoder.write_all(piece).and_then(|()| encoder.finish());
                    written.map_or(0, |bytes| bytes.len())
                });
            }
        }
    }
}

fn row(name: &str, bytes: &[u8], block: usize, mut compress: impl FnMut(&[u8]) -> usize) {
    let started = Instant::now();
    let compressed: usize = bytes.chunks(block).map(|piece| black_box(compress(piece))).sum();
    let seconds = started.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let (plain, packed) = (bytes.len() as f64, compressed as f64);
    println!(
        "| {name} | {} KiB | {:.0} | {:.2} |",
        block / 1024,
        plain / 1e6 / seconds,
        plain / packed
    );
}

fn made_up_rows() -> Vec<u8> {
    let mut text = Vec::new();
    let mut state = 1_u64;
    for row in 0..400_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (a, b) = (state >> 40, state >> 33 & 0x7f_ffff);
        let line = format!("{row}\tÉlève {a}\t2026-11-{:02}\t{b}\tprésent\t\\N\n", row % 28 + 1);
        text.extend_from_slice(line.as_bytes());
    }
    text
}
