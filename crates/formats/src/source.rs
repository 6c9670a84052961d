//! Where bytes come from: files and streams, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

/// The first bytes of a gzip member and of a Zstandard frame.
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Endings that say only how a file is compressed.
pub(crate) const COMPRESSED: [&str; 3] = ["gz", "zst", "zstd"];
/// Bytes read at once.
const BUFFER: usize = 1 << 16;
/// What may always come out of something compressed, in bytes: only beyond it does the ratio count.
const ALWAYS: u64 = 64 << 20;

/// How many times larger than itself a compressed source may become, unless the caller says otherwise.
/// Text shrinks to a quarter, and what repeats itself to a thousandth; more is no text.
pub const DEFAULT_MAX_RATIO: u64 = 1_100;

pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// Where bytes come from, with a name for messages. What is compressed by gzip or Zstandard is
/// decompressed; its first bytes tell, not its name.
pub struct Source {
    pub(crate) name: String,
    pub(crate) reader: io::Result<Bytes>,
    /// The file that `reader` gives as it is, for formats that are read from their end.
    #[cfg_attr(not(feature = "columns"), expect(dead_code))]
    pub(crate) plain: Option<PathBuf>,
}

/// How a source is read.
#[derive(Clone, Debug)]
pub struct SourceOptions {
    /// How many times larger than itself what is compressed may become.
    pub max_ratio: u64,
    /// Is told how many bytes have been read, compressed as they are: for showing progress.
    pub read: Arc<AtomicU64>,
}

impl Default for SourceOptions {
    fn default() -> Self {
        SourceOptions { max_ratio: DEFAULT_MAX_RATIO, read: Arc::default() }
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Source {
    /// A file. One that cannot be opened gives one error record.
    #[must_use]
    pub fn file(path: &Path) -> Self {
        Self::file_with(path, &SourceOptions::default())
    }

    /// Like [`Source::file`], with options.
    #[must_use]
    pub fn file_with(path: &Path, options: &SourceOptions) -> Self {
        let open = || {
            let file = File::open(path)?;
            if file.metadata()?.is_dir() {
                return Err(io::Error::other("is a folder"));
            }
            decompressed(file, options)
        };
        let name = path.to_string_lossy().into_owned();
        match open() {
            Ok((reader, compressed)) => {
                // A pipe has a path too, but no end to begin at.
                let plain = (!compressed && path.is_file()).then(|| path.to_owned());
                Source { name, reader: Ok(reader), plain }
            }
            Err(e) => Source { name, reader: Err(e), plain: None },
        }
    }

    /// Standard input or any other stream.
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Self::reader_with(name, reader, &SourceOptions::default())
    }

    /// Like [`Source::reader`], with options.
    pub fn reader_with(
        name: &str,
        reader: impl Read + Send + 'static,
        options: &SourceOptions,
    ) -> Self {
        let reader = decompressed(reader, options).map(|(reader, _)| reader);
        Source { name: name.to_owned(), reader, plain: None }
    }

    /// The bytes, or again why there are none.
    pub(crate) fn bytes(&mut self) -> io::Result<&mut (dyn BufRead + Send)> {
        match &mut self.reader {
            Ok(reader) => Ok(reader.as_mut()),
            Err(e) => Err(io::Error::new(e.kind(), e.to_string())),
        }
    }

    /// Takes the bytes out and leaves only the name.
    pub(crate) fn take(&mut self) -> io::Result<Bytes> {
        std::mem::replace(&mut self.reader, Err(io::ErrorKind::UnexpectedEof.into()))
    }

    /// The name without folders and endings.
    pub(crate) fn stem(&self) -> String {
        let path = Path::new(&self.name);
        let compressed = path.extension().is_some_and(|e| COMPRESSED.iter().any(|c| e == *c));
        let path = if compressed { path.with_extension("") } else { path.to_owned() };
        path.file_stem().map_or_else(|| self.name.clone(), |s| s.to_string_lossy().into_owned())
    }
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    /// Of this source.
    count: Arc<AtomicU64>,
    /// Of all that share the options.
    all: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        self.all.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Fails where far more comes out of a compressed stream than went in: it was made to fill the machine.
struct Bounded<R> {
    inner: R,
    given: u64,
    taken: Arc<AtomicU64>,
    max_ratio: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given += count as u64;
        let most = self.taken.load(Ordering::Relaxed).saturating_mul(self.max_ratio);
        if self.given > ALWAYS.max(most) {
            let ratio = self.max_ratio;
            let message = format!("it becomes more than {ratio} times larger (--max-ratio)");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(count)
    }
}

/// The bytes of a stream, decompressed if it begins like something compressed, and whether it did.
fn decompressed(
    stream: impl Read + Send + 'static,
    options: &SourceOptions,
) -> io::Result<(Bytes, bool)> {
    let taken = Arc::new(AtomicU64::new(0));
    let mut stream = Counted { inner: stream, count: taken.clone(), all: options.read.clone() };
    // What is there is looked at, and more only where that is too little: a stream may be a dialogue.
    let mut first = Vec::new();
    while first.len() < ZSTD.len() {
        let mut next = [0; 4096];
        let count = stream.read(&mut next)?;
        first.extend_from_slice(&next[..count]);
        if count == 0 {
            break;
        }
    }
    let (gzip, zstd) = (first.starts_with(GZIP), first.starts_with(ZSTD));
    let whole = BufReader::with_capacity(BUFFER, Cursor::new(first).chain(stream));
    let inner: Box<dyn Read + Send> = if gzip {
        Box::new(MultiGzDecoder::new(whole))
    } else if zstd {
        Box::new(zstd::stream::read::Decoder::with_buffer(whole)?)
    } else {
        return Ok((Box::new(whole), false));
    };
    let bounded = Bounded { inner, given: 0, taken, max_ratio: options.max_ratio };
    Ok((Box::new(BufReader::with_capacity(BUFFER, bounded)), true))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const TEXT: &[u8] = b"Baku and Astana signed a treaty.\n";

    fn gzip() -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(TEXT).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        Source::reader("in", Cursor::new(bytes)).reader?.read_to_end(&mut text)?;
        Ok(text)
    }

    #[test]
    fn the_first_bytes_tell_how_a_stream_is_compressed() {
        let zstd = zstd::stream::encode_all(TEXT, 3).unwrap();
        for bytes in [TEXT.to_vec(), gzip(), zstd] {
            assert_eq!(read(bytes).unwrap(), TEXT);
        }
        assert_eq!(read(Vec::new()).unwrap(), b"");
        assert_eq!(read(b"a".to_vec()).unwrap(), b"a");
    }

    #[test]
    fn members_and_frames_follow_each_other() {
        let twice = |bytes: Vec<u8>| [bytes.clone(), bytes].concat();
        let zstd = zstd::stream::encode_all(TEXT, 3).unwrap();
        for bytes in [gzip(), zstd] {
            assert_eq!(read(twice(bytes)).unwrap(), twice(TEXT.to_vec()));
        }
    }

    #[test]
    fn a_truncated_stream_is_an_error() {
        let whole = gzip();
        assert!(read(whole[..whole.len() - 9].to_vec()).is_err());
    }

    #[test]
    fn what_grows_without_measure_is_an_error() {
        let zeros = zstd::stream::encode_all(io::repeat(0).take(80 << 20), 3).unwrap();
        let read = |max_ratio: u64| {
            let options = SourceOptions { max_ratio, ..SourceOptions::default() };
            let source = Source::reader_with("in", Cursor::new(zeros.clone()), &options);
            io::copy(&mut source.reader?, &mut io::sink())
        };
        assert!(read(100).unwrap_err().to_string().contains("--max-ratio"));
        assert_eq!(read(1 << 20).unwrap(), 80 << 20);
    }

    #[test]
    fn the_stem_is_without_the_ending_of_the_compression() {
        let stem = |name: &str| Source::reader(name, io::empty()).stem();
        assert_eq!(stem("news/a.jsonl.gz"), "a");
        assert_eq!(stem("a.txt"), "a");
        assert_eq!(stem("stdin"), "stdin");
    }
}
