//! A file of another tool as text: out of its archive or its compression, in UTF-8, without CR LF.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::archive::{self, Listed, Script};
use super::characters::{Characters, Detector, Form, NotText};
use super::code_page::CodePage;
use super::recognise::{Content, Format, PADDING};
use crate::dump::crlf::TextMode;
use crate::dump::reader::DumpReader;
use crate::platform::partial_file::PartialFile;
use crate::postgres::client_tools;
use crate::report::cancel::CancelToken;
use crate::report::error::{Error, Result};

/// What is to be read, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub file: &'a Path,
    /// Of several databases in the file this one.
    pub database: &'a str,
    /// Not the only one either, if it has another name.
    pub no_other: bool,
    /// Where `pg_restore` is, as [`Profile`](crate::config::profile::Profile) says where `pg_dump` is.
    pub tools: Option<&'a Path>,
    /// Lines of the dump are those of the file, for messages.
    pub keeps_lines: bool,
}

/// An archive that somebody has compressed once more, inflated.
const INFLATED_NAME: &str = "archive.tmp";

/// More than any medium's block.
const MOST_PADDING_BYTES: usize = 1024 * 1024;

/// The text of a file, piece by piece.
pub struct Input {
    content: InputContent,
    form: Form,
    /// What some program took its UTF-8 for.
    pub mended: Option<&'static CodePage>,
    characters: Characters,
    text_mode: TextMode,
    /// What is left out if nothing follows it.
    padding: Vec<u8>,
    ended: bool,
    /// Of the text, those that were read.
    lines: u64,
    /// Of files, what was read before the text was.
    bytes_before: u64,
    /// Goes when nobody reads it any more.
    _inflated: Option<PartialFile>,
}

enum InputContent {
    Script(DumpReader),
    /// `bytes` are all of it.
    Archive {
        script: Script,
        path: PathBuf,
        tool: PathBuf,
        bytes: u64,
        read: u64,
    },
}

impl Input {
    /// # Errors
    /// As [`convert`](super::convert).
    pub fn open(
        request: &Request<'_>,
        content: &Content,
        folder: &Path,
        cancel: &CancelToken,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<Self> {
        // Whatever has to be read before the text is another time that the file is read.
        let mut bytes_before = 0;
        let mut watch = |bytes, of: u64| {
            bytes_before = bytes;
            watch(bytes, of.saturating_mul(2));
        };
        let (mut inflated, mut mended, mut form) = (None, None, Form::Bytes { mark_bytes: 0 });
        let content = match content {
            Content::Script => {
                let by_windows;
                (form, by_windows) = form_of(request.file)?;
                if by_windows {
                    mended = read_wrongly(request.file, form, cancel, &mut watch)?;
                }
                InputContent::Script(DumpReader::open(request.file)?)
            }
            Content::Archive { path, header, in_gzip, format } => {
                let tool = client_tools::find_pg_restore(request.tools, header.major())?;
                let mut path = path.clone();
                if *in_gzip {
                    path = folder.join(INFLATED_NAME);
                    inflated = Some(inflate(request.file, &path, cancel, &mut watch)?);
                }
                let whole = match format {
                    Format::Custom => true,
                    Format::Tar => archive::tar_is_whole(&path)?,
                    Format::Directory => {
                        archive::large_objects_are_whole(&path, cancel, &mut watch)?
                    }
                };
                if !whole {
                    return Err(Error::FileCut);
                }
                let (script, bytes) = (Script::of(&path, &tool)?, archive::bytes(&path));
                InputContent::Archive { script, path, tool, bytes, read: 0 }
            }
        };
        Ok(Self {
            content,
            form,
            mended,
            characters: Characters::new(form, mended),
            text_mode: TextMode::default(),
            padding: Vec::new(),
            ended: false,
            lines: 0,
            bytes_before,
            _inflated: inflated,
        })
    }

    /// Whoever marks a text, or makes it UTF-16, knows its encoding.
    pub fn has_known_encoding(&self) -> bool {
        self.form != Form::Bytes { mark_bytes: 0 } && self.mended.is_none()
    }

    /// Nothing at the end.
    ///
    /// # Errors
    /// As [`convert`](super::convert).
    pub fn next_piece(
        &mut self,
        cancel: &CancelToken,
        watch: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Vec<u8>>> {
        if self.ended {
            return Ok(None);
        }
        cancel.check()?;
        let mut watch = |bytes: u64, of: u64| {
            watch(self.bytes_before.saturating_add(bytes), self.bytes_before.saturating_add(of));
        };
        let mut text = Vec::new();
        let read = match &mut self.content {
            InputContent::Script(reader) => {
                let read = match reader.next_piece()? {
                    None => None,
                    Some(piece) => Some(self.characters.read(piece, &mut text)),
                };
                watch(reader.file_bytes_read(), reader.file_bytes());
                let lines = memchr::memchr_iter(b'\n', &text).count() as u64;
                let line = self.lines + lines + 1;
                read.transpose().map_err(|NotText| Error::DumpNotUnderstood { line })?
            }
            InputContent::Archive { script, bytes, read, .. } => {
                let piece = script.next_piece(cancel)?;
                *read += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                // What is in it is mostly compressed.
                watch((*read / 4).min(*bytes), *bytes);
                piece.map(|piece| text = piece)
            }
        };
        if read.is_some() {
            self.text_mode.undo(&mut text);
            self.lines += memchr::memchr_iter(b'\n', &text).count() as u64;
            self.hold_padding_back(&mut text);
            return Ok(Some(text));
        }
        self.ended = true;
        if !self.characters.ends_well() {
            return Err(Error::FileCut);
        }
        text.extend(std::mem::take(&mut self.text_mode).finish());
        Ok(Some(text))
    }

    fn hold_padding_back(&mut self, text: &mut Vec<u8>) {
        let last = text.iter().rposition(|byte| !PADDING.contains(byte));
        let end = last.map_or(0, |last| last + 1);
        if end > 0 || self.padding.len() > MOST_PADDING_BYTES {
            let held = text.split_off(end);
            text.splice(0..0, std::mem::replace(&mut self.padding, held));
        } else {
            self.padding.append(text);
        }
    }

    /// Gives what an archive lists.
    ///
    /// # Errors
    /// As [`convert`](super::convert).
    pub fn finish(self) -> Result<Option<Listed>> {
        match self.content {
            InputContent::Script(_) => Ok(None),
            InputContent::Archive { path, tool, .. } => archive::listed(&path, &tool).map(Some),
        }
    }
}

/// Also whether a program of Windows seems to have written the file: with a mark, in UTF-16, or with
/// its ends of lines.
fn form_of(file: &Path) -> Result<(Form, bool)> {
    let mut reader = DumpReader::open(file)?;
    let beginning = reader.next_piece()?.unwrap_or_default();
    let form = Form::of(beginning);
    let line = memchr::memchr(b'\n', beginning).and_then(|at| beginning.get(..at));
    let lines_of_windows = line.is_some_and(|line| line.ends_with(b"\r"));
    Ok((form, form != Form::Bytes { mark_bytes: 0 } || lines_of_windows))
}

fn read_wrongly(
    file: &Path,
    form: Form,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<Option<&'static CodePage>> {
    let mut reader = DumpReader::open(file)?;
    let mut detector = Detector::new(form);
    while let Some(piece) = reader.next_piece()? {
        cancel.check()?;
        // Whoever reads it to take it says in which line it is no text.
        if detector.read(piece).is_err() || !detector.goes_on() {
            return Ok(None);
        }
        watch(reader.file_bytes_read(), reader.file_bytes());
    }
    Ok(detector.finish())
}

fn inflate(
    from: &Path,
    to: &Path,
    cancel: &CancelToken,
    watch: &mut dyn FnMut(u64, u64),
) -> Result<PartialFile> {
    let failed = |error| Error::of_target(to, error);
    let mut reader = DumpReader::open(from)?;
    let mut file = PartialFile::create(to).map_err(failed)?;
    while let Some(piece) = reader.next_piece()? {
        cancel.check()?;
        file.write_all(piece).map_err(failed)?;
        watch(reader.file_bytes_read(), reader.file_bytes());
    }
    Ok(file)
}
