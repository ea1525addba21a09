//! COPY data from text format into binary format. PURE.
//!
//! A server that fills a table spends most of its time on reading numbers and dates that were
//! printed. Here they are read beside it, on a processor that would only wait for it.
//!
//! Invariant: a value is translated only from the form in which `pg_dump` prints it, to the bytes
//! from which the server makes the same value. Whatever else comes ends the translation, and the
//! rows go to the server as they are in the dump.
//! Invariant: no more than one row is kept from piece to piece, and of that no more than 1 MiB.
//!
//! The formats: "COPY" in PostgreSQL's manual, and the types' `…recv` functions.

mod column;
mod numeric;
#[cfg(test)]
mod tests;
mod text;
mod time;

use memchr::{memchr, memchr_iter, memrchr};
use tokio_postgres::types::Type;

use column::Column;

/// Bytes. A longer row is left to the server, which takes it piece by piece.
const LONGEST_ROW: usize = 1024 * 1024;
/// Signature, flags, and the length of an extension that there is none of.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
const NULL: &[u8] = b"\\N";
const NULL_LENGTH: [u8; 4] = (-1_i32).to_be_bytes();

/// Takes the rows of one table piece by piece.
pub struct Translator {
    columns: Vec<Column>,
    /// As each row says it.
    column_count: [u8; 2],
    /// The row that the last piece has begun.
    begun: Vec<u8>,
    binary: Vec<u8>,
}

impl Translator {
    /// For rows of these columns; nothing if one of them has a type that is not known here.
    #[must_use]
    pub fn new(types: &[Type]) -> Option<Self> {
        let columns = types.iter().map(Column::of).collect::<Option<Vec<_>>>()?;
        let column_count = i16::try_from(columns.len()).ok().filter(|count| *count > 0)?;
        let (begun, binary) = (Vec::new(), HEADER.to_vec());
        Some(Self { columns, column_count: column_count.to_be_bytes(), begun, binary })
    }

    /// What the piece adds; nothing for rows that can only go as they are.
    pub fn feed(&mut self, mut piece: &[u8]) -> Option<Vec<u8>> {
        // Four bytes of length beside each value: seldom more than twice the text.
        self.binary.reserve(piece.len() * 2);
        if !self.begun.is_empty()
            && let Some(end) = memchr(b'\n', piece)
        {
            let mut row = std::mem::take(&mut self.begun);
            row.extend_from_slice(&piece[..end]);
            self.row(&row)?;
            piece = &piece[end + 1..];
        }
        let whole = memrchr(b'\n', piece).map_or(0, |end| end + 1);
        let mut from = 0;
        for end in memchr_iter(b'\n', &piece[..whole]) {
            self.row(&piece[from..end])?;
            from = end + 1;
        }
        self.begun.extend_from_slice(&piece[whole..]);
        (self.begun.len() <= LONGEST_ROW).then(|| std::mem::take(&mut self.binary))
    }

    /// What ends the rows; nothing in the middle of one.
    #[must_use]
    pub fn finish(mut self) -> Option<Vec<u8>> {
        self.binary.extend_from_slice(&TRAILER);
        self.begun.is_empty().then_some(self.binary)
    }

    /// Without its newline.
    fn row(&mut self, row: &[u8]) -> Option<()> {
        let mut fields = row.split(|byte| *byte == b'\t');
        let binary = &mut self.binary;
        binary.extend_from_slice(&self.column_count);
        for column in &self.columns {
            match fields.next()? {
                NULL => binary.extend_from_slice(&NULL_LENGTH),
                field => column.write(field, binary)?,
            }
        }
        fields.next().is_none().then_some(())
    }
}
