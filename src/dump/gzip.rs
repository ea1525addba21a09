//! gzip in independent blocks, compressed in parallel and written in order.
//!
//! Each block is a gzip member of its own, so any gunzip reads the file, and each member says in
//! its header how long it is, so that a reader of ours can take them apart without inflating.
//! The level of a block follows how full the queue is: an empty queue means processor time to
//! spare and gives a smaller file, a full one means that `pg_dump` waits for us.
//!
//! Invariant: memory is bounded by the number of blocks on their way, whatever the dump's size.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use libdeflater::{CompressionLvl, Compressor};

use crate::platform::thread;

/// Uncompressed bytes of a block. Smaller ones compress worse, larger ones need more memory.
pub const BLOCK_BYTES: usize = 512 * 1024;
/// Names the field of a member's header that holds the member's length (RFC 1952, 2.3.1.1).
pub const LENGTH_FIELD: [u8; 2] = *b"SV";
/// Fixed header, extra field's length, and the extra field: two bytes of name, two of size, four
/// of value.
const HEADER_BYTES: usize = 10 + 2 + 8;
const TRAILER_BYTES: usize = 8;
/// More threads would only wait for `pg_dump`.
const MOST_THREADS: usize = 8;
/// libdeflate's levels that are worth their time, from the usually fastest to the smallest; the
/// figures are in `docs/compression.md`, and `benches/compression.rs` measures them.
const LEVELS: [i32; 3] = [1, 2, 6];

struct Block {
    bytes: Vec<u8>,
    reply: Sender<Member>,
}

struct Member {
    bytes: Vec<u8>,
    level: i32,
}

/// Takes blocks, gives gzip to the writer below.
pub struct ParallelGzip<W> {
    blocks: Option<Sender<Block>>,
    /// In order: where each block's member will arrive.
    order: Option<Sender<Receiver<Member>>>,
    spare: Receiver<Vec<u8>>,
    workers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<io::Result<(W, Levels)>>>,
}

/// Level → how many blocks have it.
pub type Levels = BTreeMap<i32, u64>;

impl<W: Write + Send + 'static> ParallelGzip<W> {
    /// # Errors
    /// If the system gives no thread.
    pub fn new(inner: W) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self::with_threads(inner, cores.clamp(2, MOST_THREADS))
    }

    fn with_threads(inner: W, threads: usize) -> io::Result<Self> {
        let waiting = threads * 2;
        let (blocks, queue) = bounded::<Block>(waiting);
        let (order, in_order) = bounded(waiting + threads);
        let (give_back, spare) = bounded(waiting + threads);
        let workers = (0..threads)
            .map(|_| {
                let (queue, give_back) = (queue.clone(), give_back.clone());
                std::thread::Builder::new()
                    .name("compress".to_owned())
                    .spawn(move || compress_blocks(&queue, &give_back, threads))
            })
            .collect::<io::Result<_>>()?;
        let writer = std::thread::Builder::new()
            .name("write".to_owned())
            .spawn(move || write_members(inner, &in_order))?;
        Ok(Self { blocks: Some(blocks), order: Some(order), spare, workers, writer: Some(writer) })
    }

    /// Compresses `bytes` as a block of its own, of [`BLOCK_BYTES`] at the most, and gives a buffer
    /// for the next.
    ///
    /// # Errors
    /// `BrokenPipe` after the writer below failed; [`finish`](Self::finish) tells why.
    pub fn push(&mut self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let (reply, member) = bounded(1);
        // The order first: a member that nobody waits for would be lost.
        let sent = self.order.as_ref().is_some_and(|order| order.send(member).is_ok())
            && self
                .blocks
                .as_ref()
                .is_some_and(|blocks| blocks.send(Block { bytes, reply }).is_ok());
        if sent { Ok(self.buffer()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    /// A buffer for a block, used before where there is one: what is in it is left from then.
    #[must_use]
    pub fn buffer(&self) -> Vec<u8> {
        self.spare.try_recv().unwrap_or_else(|_| Vec::with_capacity(BLOCK_BYTES))
    }

    /// Compresses what is left and gives the writer back; its `flush` is the caller's.
    ///
    /// # Errors
    /// The first error of the writer.
    pub fn finish(mut self) -> io::Result<(W, Levels)> {
        self.blocks = None;
        self.order = None;
        for worker in self.workers.drain(..) {
            worker.join().map_err(|_| io::Error::other("compression thread"))?;
        }
        match self.writer.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            _ => Err(io::Error::other("writing thread")),
        }
    }
}

fn compress_blocks(queue: &Receiver<Block>, give_back: &Sender<Vec<u8>>, threads: usize) {
    // The processor is pg_dump's and the server's first: what they leave is ours.
    thread::yield_to_others();
    let mut compressors =
        LEVELS.map(|level| Compressor::new(CompressionLvl::new(level).unwrap_or_default()));
    let (mut ease, mut scratch) = (Ease::new(threads), Vec::new());
    let mut finished = Instant::now();
    for Block { bytes, reply } in queue {
        let step = ease.step(queue.len(), queue.capacity().unwrap_or(1));
        let (started, worked) = (Instant::now(), thread::thread_time());
        let member = compress(&mut compressors[step], &bytes, &mut scratch);
        let worked = thread::thread_time().zip(worked).map(|(now, then)| now.saturating_sub(then));
        let waited = started - finished;
        finished = Instant::now();
        ease.took(step, &Work { waited, time: finished - started, worked }, bytes.len());
        // Nobody waits any more once the writer has failed; the error is its own.
        let _ = reply.send(Member { bytes: member, level: LEVELS[step] });
        let _ = give_back.try_send(bytes);
    }
}

/// What a block cost.
struct Work {
    /// For the block to come.
    waited: Duration,
    time: Duration,
    /// How long the thread ran, where the system tells.
    worked: Option<Duration>,
}

/// Chooses the level of each block: up one step after a few blocks with an empty queue, down as
/// soon as blocks wait. The floor is measured: on repetitive data the second level is faster than
/// the first. Elsewhere every fourth block has at least the second level, without which a file
/// would be 11 % larger than gzip's and not 9 %.
struct Ease {
    step: usize,
    /// `pg_dump` and the server need two cores: whatever we take on those is taken from them.
    all_cores_needed: bool,
    easy_blocks: u32,
    blocks: u64,
    /// Nanoseconds a kilobyte of the first two levels, of late.
    cost: [f64; 2],
}

impl Ease {
    const BLOCKS_BEFORE_A_STEP: u32 = 4;
    /// The floor is measured anew every so many blocks: the next table may be of another kind.
    const BLOCKS_BETWEEN_PROBES: u64 = 64;
    const BLOCKS_BETWEEN_SMALL_ONES: u64 = 4;
    /// Wall time over processor time of a thread that nobody interrupts.
    const UNDISTURBED: f64 = 1.1;
    /// Waiting over work of a thread that is hardly noticed where all cores are needed.
    const HARDLY_NOTICED: u32 = 8;

    fn new(threads: usize) -> Self {
        Self { step: 0, all_cores_needed: threads <= 2, easy_blocks: 0, blocks: 0, cost: [0.0; 2] }
    }

    fn step(&mut self, waiting: usize, capacity: usize) -> usize {
        let probe = self.blocks.is_multiple_of(Self::BLOCKS_BETWEEN_PROBES);
        self.blocks += 1;
        let small = self.blocks.is_multiple_of(Self::BLOCKS_BETWEEN_SMALL_ONES);
        let floor = usize::from(self.cost[1] < self.cost[0]);
        if waiting * 2 > capacity {
            self.step = floor;
            self.easy_blocks = 0;
        } else if waiting * 8 > capacity {
            self.step = self.step.saturating_sub(1);
            self.easy_blocks = 0;
        } else {
            self.easy_blocks += 1;
            if self.easy_blocks > Self::BLOCKS_BEFORE_A_STEP && self.step < LEVELS.len() - 1 {
                self.step += 1;
                self.easy_blocks = 0;
            }
        }
        if probe { 0 } else { self.step.max(floor).max(usize::from(small)) }
    }

    fn took(&mut self, step: usize, work: &Work, bytes: usize) {
        let &Work { waited, time, worked } = work;
        let interrupted = worked.is_some_and(|worked| time > worked.mul_f64(Self::UNDISTURBED));
        let noticed = self.all_cores_needed && waited < time * Self::HARDLY_NOTICED;
        if interrupted || noticed {
            // Somebody else wants this processor: there is none to spare.
            self.step = 0;
            self.easy_blocks = 0;
        }
        let time = worked.unwrap_or(time);
        if let Some(cost) = self.cost.get_mut(step) {
            #[expect(clippy::cast_precision_loss, reason = "a rough average")]
            let now = time.as_nanos() as f64 / bytes.max(1) as f64;
            *cost = if *cost == 0.0 { now } else { *cost * 0.75 + now * 0.25 };
        }
    }
}

/// One member. `scratch` is used again from block to block: a fresh buffer of this size would be
/// mapped, zeroed and unmapped each time.
fn compress(compressor: &mut Compressor, block: &[u8], scratch: &mut Vec<u8>) -> Vec<u8> {
    let bound = compressor.deflate_compress_bound(block.len());
    let room = HEADER_BYTES + bound + TRAILER_BYTES;
    if scratch.len() < room {
        scratch.resize(room, 0);
    }
    // The bound is large enough by its definition, so this cannot fail.
    let body = compressor.deflate_compress(block, &mut scratch[HEADER_BYTES..]).unwrap_or_default();
    let length = HEADER_BYTES + body + TRAILER_BYTES;
    let mut member = scratch[..length].to_vec();
    let as_u32 = |number: usize| u32::try_from(number).unwrap_or_default().to_le_bytes();
    // Magic, deflate, FEXTRA, no time (equal dumps give equal files), no hint, unknown system.
    member[..10].copy_from_slice(&[0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);
    member[10..12].copy_from_slice(&8u16.to_le_bytes());
    member[12..14].copy_from_slice(&LENGTH_FIELD);
    member[14..16].copy_from_slice(&4u16.to_le_bytes());
    member[16..20].copy_from_slice(&as_u32(length));
    let mut crc = libdeflater::Crc::new();
    crc.update(block);
    member[length - 8..length - 4].copy_from_slice(&crc.sum().to_le_bytes());
    member[length - 4..].copy_from_slice(&as_u32(block.len()));
    member
}

fn write_members<W: Write>(
    mut inner: W,
    in_order: &Receiver<Receiver<Member>>,
) -> io::Result<(W, Levels)> {
    let mut levels = Levels::new();
    for member in in_order {
        // The sender is gone only if its thread panicked; the file would lack a block.
        let member = member.recv().map_err(|_| io::Error::other("compression thread"))?;
        inner.write_all(&member.bytes)?;
        *levels.entry(member.level).or_default() += 1;
    }
    Ok((inner, levels))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn noise(length: usize) -> Vec<u8> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8 & 0x3f
        };
        (0..length).map(|_| next()).collect()
    }

    #[test]
    fn any_gunzip_reads_what_was_written() {
        for length in [1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 40 * BLOCK_BYTES + 7] {
            let original = noise(length);
            let mut gzip = ParallelGzip::with_threads(Vec::new(), 3).unwrap();
            for piece in original.chunks(BLOCK_BYTES) {
                let mut block = gzip.buffer();
                block.clear();
                block.extend_from_slice(piece);
                gzip.push(block).unwrap();
            }
            let (file, levels) = gzip.finish().unwrap();
            assert_eq!(levels.values().sum::<u64>(), length.div_ceil(BLOCK_BYTES) as u64);
            let mut read = Vec::new();
            flate2::read::MultiGzDecoder::new(&file[..]).read_to_end(&mut read).unwrap();
            assert!(read == original, "{length}");
        }
    }

    #[test]
    fn each_member_says_how_long_it_is() {
        let mut gzip = ParallelGzip::with_threads(Vec::new(), 2).unwrap();
        for length in [BLOCK_BYTES, BLOCK_BYTES, 70_001, 5] {
            gzip.push(noise(length)).unwrap();
        }
        let (file, _) = gzip.finish().unwrap();
        let (mut rest, mut members) = (&file[..], 0);
        while !rest.is_empty() {
            assert_eq!(rest[12..14], LENGTH_FIELD);
            let length = u32::from_le_bytes(rest[16..20].try_into().unwrap()) as usize;
            rest = &rest[length..];
            members += 1;
        }
        assert_eq!(members, 4);
    }

    #[test]
    fn an_error_of_the_writer_comes_out_of_finish() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut gzip = ParallelGzip::with_threads(Full, 2).unwrap();
        let block = noise(BLOCK_BYTES);
        let refused = (0..1000).any(|_| gzip.push(block.clone()).is_err());
        assert!(refused);
        assert_eq!(gzip.finish().err().unwrap().kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn the_level_rises_with_an_empty_queue_and_falls_with_a_full_one() {
        let mut ease = Ease::new(4);
        ease.took(0, &work(0, 1), BLOCK_BYTES);
        ease.took(1, &work(0, 2), BLOCK_BYTES);
        let steps: Vec<usize> = (0..12).map(|_| ease.step(0, 8)).collect();
        assert_eq!(steps, [0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
        assert_eq!(ease.step(2, 8), 1);
        assert_eq!(ease.step(5, 8), 0);
        assert_eq!([ease.step(5, 8), ease.step(5, 8)], [0, 1], "every fourth block");
    }

    #[test]
    fn on_two_cores_the_level_rises_only_for_threads_that_mostly_wait() {
        for (waited, highest) in [(7, 1), (100, 2)] {
            let mut ease = Ease::new(2);
            let steps = (0..30).map(|_| {
                let step = ease.step(0, 8);
                ease.took(step, &work(waited, [1, 2, 4][step]), BLOCK_BYTES);
                step
            });
            assert_eq!(steps.max(), Some(highest), "{waited}");
        }
    }

    fn work(waited_ms: u64, time_ms: u64) -> Work {
        Work {
            waited: Duration::from_millis(waited_ms),
            time: Duration::from_millis(time_ms),
            worked: None,
        }
    }

    #[test]
    fn the_faster_of_the_first_two_levels_is_the_floor() {
        let mut ease = Ease::new(4);
        ease.step(8, 8);
        ease.took(0, &work(0, 3), BLOCK_BYTES);
        assert_eq!(ease.step(8, 8), 1, "not measured yet");
        ease.took(1, &work(0, 1), BLOCK_BYTES);
        assert_eq!(ease.step(8, 8), 1);
    }
}
