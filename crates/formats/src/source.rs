//! Where bytes come from: files and streams, compressed or not.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

/// The first bytes of a gzip member and of a Zstandard frame.
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Endings that say only how a file is compressed.
const COMPRESSED: [&str; 3] = ["gz", "zst", "zstd"];
/// Bytes read at once.
const BUFFER: usize = 1 << 16;

pub(crate) type Bytes = Box<dyn BufRead + Send>;

/// Where bytes come from, with a name for messages. What is compressed by gzip or Zstandard is
/// decompressed; its first bytes tell, not its name.
pub struct Source {
    pub(crate) name: String,
    pub(crate) reader: io::Result<Bytes>,
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
        let open = || {
            let file = File::open(path)?;
            if file.metadata()?.is_dir() {
                return Err(io::Error::other("is a folder"));
            }
            decompressed(file)
        };
        Source { name: path.to_string_lossy().into_owned(), reader: open() }
    }

    /// Standard input or any other stream.
    pub fn reader(name: &str, reader: impl Read + Send + 'static) -> Self {
        Source { name: name.to_owned(), reader: decompressed(reader) }
    }

    /// The name without folders and endings.
    pub(crate) fn stem(&self) -> String {
        let path = Path::new(&self.name);
        let compressed = path.extension().is_some_and(|e| COMPRESSED.iter().any(|c| e == *c));
        let path = if compressed { path.with_extension("") } else { path.to_owned() };
        path.file_stem().map_or_else(|| self.name.clone(), |s| s.to_string_lossy().into_owned())
    }
}

/// The bytes of a stream, decompressed if it begins like something compressed.
fn decompressed(mut stream: impl Read + Send + 'static) -> io::Result<Bytes> {
    let mut first = Vec::with_capacity(ZSTD.len());
    stream.by_ref().take(ZSTD.len() as u64).read_to_end(&mut first)?;
    let (gzip, zstd) = (first.starts_with(GZIP), first.starts_with(ZSTD));
    let whole = BufReader::with_capacity(BUFFER, Cursor::new(first).chain(stream));
    Ok(if gzip {
        Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(whole)))
    } else if zstd {
        let decoder = zstd::stream::read::Decoder::with_buffer(whole)?;
        Box::new(BufReader::with_capacity(BUFFER, decoder))
    } else {
        Box::new(whole)
    })
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
    fn the_stem_is_without_the_ending_of_the_compression() {
        let stem = |name: &str| Source::reader(name, io::empty()).stem();
        assert_eq!(stem("news/a.jsonl.gz"), "a");
        assert_eq!(stem("a.txt"), "a");
        assert_eq!(stem("stdin"), "stdin");
    }
}
