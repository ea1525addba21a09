//! Takes back what Windows' text mode did to `pg_dump`'s output: one CR before every LF.
//!
//! Measured with `PostgreSQL` 15's `pg_dump.exe`: 97,520,034 bytes for 96,406,687, one more a line.
//! Text mode is recognised, not assumed: `pg_dump` begins with the line `--`, so its first line
//! break tells. A CR LF within a function body arrives as CR CR LF and leaves as CR LF.

/// The state between two pieces of the stream.
#[derive(Debug, Default)]
pub struct TextMode {
    verdict: Option<bool>,
    /// A CR that ended the last piece and waits for what follows it.
    held: bool,
}

impl TextMode {
    /// Undoes text mode in place. What `bytes` holds afterwards can be passed on; a CR at its end
    /// may be kept back until the next call or [`finish`](Self::finish).
    pub fn undo(&mut self, bytes: &mut Vec<u8>) {
        if self.verdict.is_none()
            && let Some(at) = memchr::memchr(b'\n', bytes)
        {
            self.verdict = Some(match at.checked_sub(1) {
                Some(before) => bytes.get(before) == Some(&b'\r'),
                None => self.held,
            });
        }
        if std::mem::take(&mut self.held) {
            bytes.insert(0, b'\r');
        }
        if self.verdict == Some(false) {
            return;
        }
        self.held = bytes.last() == Some(&b'\r');
        if self.held {
            bytes.pop();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let dropped = bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if !dropped {
                bytes[kept] = bytes[at];
                kept += 1;
            }
        }
        bytes.truncate(kept);
    }

    /// A CR that nothing followed.
    #[must_use]
    pub fn finish(self) -> Option<u8> {
        self.held.then_some(b'\r')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undone(text: &[u8], piece: usize) -> Vec<u8> {
        let mut mode = TextMode::default();
        let mut all = Vec::new();
        for chunk in text.chunks(piece) {
            let mut chunk = chunk.to_vec();
            mode.undo(&mut chunk);
            all.extend(chunk);
        }
        all.extend(mode.finish());
        all
    }

    #[test]
    fn text_mode_is_undone_exactly_however_the_stream_is_cut() {
        let original = b"--\n-- a\r\nb\rc\r\r\n\n\r";
        let mut written = Vec::new();
        for byte in original {
            if *byte == b'\n' {
                written.push(b'\r');
            }
            written.push(*byte);
        }
        for piece in 1..=written.len() {
            assert_eq!(undone(&written, piece), original, "in pieces of {piece}");
        }
    }

    #[test]
    fn a_stream_in_binary_mode_passes_untouched() {
        let original = b"--\n-- a\r\nb\r\r\n\r";
        for piece in 1..=original.len() {
            assert_eq!(undone(original, piece), original, "in pieces of {piece}");
        }
    }
}
