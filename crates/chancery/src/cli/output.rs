//! Where a command writes: standard output, or a file that takes its name only once it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Failure, STANDARD};

/// What a file is called until it is whole.
const PART: &str = "part";
/// What is known of the run that writes it, beside it.
const RUN: &str = "part.run.json";

/// An output that is complete once [`Output::finish`] has been called.
pub(crate) struct Output {
    writer: Writer,
    /// The file and what it is called until then.
    file: Option<(PathBuf, PathBuf)>,
    /// Whether what was written stays for a later run when this one fails.
    resumable: bool,
    finished: bool,
}

enum Writer {
    Standard(BufWriter<io::Stdout>),
    Plain(BufWriter<File>),
    Gzip(Box<GzEncoder<BufWriter<File>>>),
    Zstd(Box<zstd::Encoder<'static, BufWriter<File>>>),
}

/// What an earlier run has left.
#[derive(Default)]
pub(crate) struct Before {
    /// Whole records.
    pub(crate) records: usize,
    /// How many of them are error records.
    pub(crate) failed: usize,
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|e| e == ending)
}

impl Output {
    /// Standard output, or a file; one whose name ends in `.gz` or `.zst` is compressed.
    pub(crate) fn create(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path.filter(|path| path.as_os_str() != STANDARD) else {
            let writer = Writer::Standard(BufWriter::new(io::stdout()));
            return Ok(Output { writer, file: None, resumable: false, finished: false });
        };
        let part = beside(path, PART);
        let file = BufWriter::new(File::create(&part).map_err(|e| named(&part, &e))?);
        let writer = if has_ending(path, "gz") {
            Writer::Gzip(Box::new(GzEncoder::new(file, flate2::Compression::default())))
        } else if has_ending(path, "zst") {
            Writer::Zstd(Box::new(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?))
        } else {
            Writer::Plain(file)
        };
        let file = Some((path.to_owned(), part));
        Ok(Output { writer, file, resumable: false, finished: false })
    }

    /// A file of lines that a run may go on with where another was stopped, and what that one has left.
    /// `None`: it had already come to its end.
    pub(crate) fn resume(path: &Path, run: &Value) -> Result<Option<(Self, Before)>, Failure> {
        if has_ending(path, "gz") || has_ending(path, "zst") {
            let message = "--resume cuts the file after its last whole line: write it uncompressed";
            return Err(Failure::Usage(message.to_owned()));
        }
        let (part, about) = (beside(path, PART), beside(path, RUN));
        if !part.exists() && path.exists() {
            remove(&about)?;
            return Ok(None);
        }
        match fs::read(&about) {
            Ok(earlier) if part.exists() => {
                if serde_json::from_slice::<Value>(&earlier).ok().as_ref() != Some(run) {
                    let message = format!(
                        "{}: the run that was stopped had other input, rules or options; remove it \
                         to begin anew",
                        part.display()
                    );
                    return Err(Failure::Usage(message));
                }
            }
            // Without it nobody knows what an older part belongs to.
            _ => {
                remove(&part)?;
                let new = beside(path, "part.run.new");
                fs::write(&new, run.to_string()).map_err(|e| named(&new, &e))?;
                fs::rename(&new, &about)?;
            }
        }
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&part)
            .map_err(|e| named(&part, &e))?;
        let (before, whole) = count(&file)?;
        file.set_len(whole)?;
        file.seek(SeekFrom::End(0))?;
        let writer = Writer::Plain(BufWriter::new(file));
        let file = Some((path.to_owned(), part));
        Ok(Some((Output { writer, file, resumable: true, finished: false }, before)))
    }

    /// Whether this is standard output.
    pub(crate) fn is_standard(&self) -> bool {
        self.file.is_none()
    }

    /// Ends the output and gives the file its name.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        if let Some((path, part)) = self.file.clone() {
            self.writer.end().map_err(|e| named(&part, &e))?;
            fs::rename(&part, &path)?;
            remove(&beside(&path, RUN))?;
        }
        self.finished = true;
        Ok(())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // A file that is not whole is of no use to anyone but a run that goes on with it.
        if let (false, false, Some((_, part))) = (self.finished, self.resumable, &self.file) {
            let _ = fs::remove_file(part);
        }
    }
}

impl Writer {
    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Writer::Standard(out) => out,
            Writer::Plain(out) => out,
            Writer::Gzip(out) => out.as_mut(),
            Writer::Zstd(out) => out.as_mut(),
        }
    }

    /// Writes the end of what is compressed, and waits until the disk has it all.
    fn end(&mut self) -> io::Result<()> {
        match self {
            Writer::Standard(_) => Ok(()),
            Writer::Plain(out) => out.get_ref().sync_all(),
            Writer::Gzip(out) => {
                out.try_finish()?;
                out.get_mut().flush()?;
                out.get_ref().get_ref().sync_all()
            }
            Writer::Zstd(out) => {
                out.do_finish()?;
                out.get_mut().flush()?;
                out.get_ref().get_ref().sync_all()
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.inner().flush()
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(named(path, &e)),
        _ => Ok(()),
    }
}

/// The whole lines of a file of records, and where the last of them ends.
fn count(file: &File) -> io::Result<(Before, u64)> {
    #[derive(Deserialize)]
    struct Line {
        error: Option<IgnoredAny>,
    }
    let mut before = Before::default();
    let mut whole = 0;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        if line.pop() != Some(b'\n') {
            return Ok((before, whole));
        }
        whole += line.len() as u64 + 1;
        before.records += 1;
        let record: Result<Line, _> = serde_json::from_slice(&line);
        before.failed += usize::from(record.is_ok_and(|record| record.error.is_some()));
    }
}
