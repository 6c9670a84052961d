//! The formats of input, and how one is told from another.

use std::io::BufRead;
use std::path::Path;

use crate::source::{COMPRESSED, Source};

/// How a source holds its documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// The whole source is one plain text.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Rows of CSV under a line of names.
    Csv,
    /// A Parquet file.
    #[cfg(feature = "columns")]
    Parquet,
    /// An Arrow file or stream.
    #[cfg(feature = "columns")]
    Arrow,
    /// The whole source is one HTML page.
    #[cfg(feature = "web")]
    Html,
    /// A web archive: WARC or WET.
    #[cfg(feature = "web")]
    Warc,
}

impl Format {
    /// The endings of the names of files in the format, the usual one first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Text => &["txt", "text"],
            Format::Jsonl => &["jsonl", "ndjson"],
            Format::Csv => &["csv"],
            #[cfg(feature = "columns")]
            Format::Parquet => &["parquet"],
            #[cfg(feature = "columns")]
            Format::Arrow => &["arrow", "arrows", "ipc", "feather"],
            #[cfg(feature = "web")]
            Format::Html => &["html", "htm", "xhtml"],
            #[cfg(feature = "web")]
            Format::Warc => &["warc", "wet"],
        }
    }

    /// Every format that this build reads.
    pub const ALL: &'static [Format] = &[
        Format::Text,
        Format::Jsonl,
        Format::Csv,
        #[cfg(feature = "columns")]
        Format::Parquet,
        #[cfg(feature = "columns")]
        Format::Arrow,
        #[cfg(feature = "web")]
        Format::Html,
        #[cfg(feature = "web")]
        Format::Warc,
    ];

    /// The format that a file's name tells; the ending of a compression (`.gz`, `.zst`) is passed over.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Format> {
        let ending = |path: &Path| path.extension()?.to_str().map(str::to_ascii_lowercase);
        let mut last = ending(path)?;
        if COMPRESSED.contains(&last.as_str()) {
            last = ending(&path.with_extension(""))?;
        }
        Self::ALL.iter().copied().find(|format| format.endings().contains(&last.as_str()))
    }

    /// The format that a source's name tells, else its first bytes, else plain text. JSON and CSV begin
    /// as texts may begin, so that only a name tells them.
    #[must_use]
    pub fn of(source: &mut Source) -> Format {
        if let Some(format) = Self::of_name(Path::new(&source.name)) {
            return format;
        }
        let first = match &mut source.reader {
            Ok(reader) => reader.fill_buf().unwrap_or(&[]),
            Err(_) => &[],
        };
        Self::of_bytes(first).unwrap_or(Format::Text)
    }

    #[cfg_attr(not(any(feature = "columns", feature = "web")), expect(unused_variables))]
    fn of_bytes(first: &[u8]) -> Option<Format> {
        #[cfg(feature = "columns")]
        {
            // A stream of Arrow begins with the mark of a message of its own.
            if first.starts_with(b"ARROW1") || first.starts_with(&[0xff; 4]) {
                return Some(Format::Arrow);
            }
            if first.starts_with(b"PAR1") {
                return Some(Format::Parquet);
            }
        }
        #[cfg(feature = "web")]
        {
            if first.starts_with(b"WARC/") {
                return Some(Format::Warc);
            }
            let start = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start();
            let begins = |tag: &[u8]| {
                start.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag))
            };
            if begins(b"<!doctype html") || begins(b"<html") {
                return Some(Format::Html);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_first_and_bytes_where_it_does_not() {
        let of = |name: &str, bytes: &'static [u8]| Format::of(&mut Source::reader(name, bytes));
        assert_eq!(of("news/a.jsonl.gz", b""), Format::Jsonl);
        assert_eq!(of("a.CSV", b""), Format::Csv);
        assert_eq!(of("stdin", b"{\"text\": 1}"), Format::Text);
        #[cfg(feature = "web")]
        {
            assert_eq!(of("CC-NEWS-1.warc.gz", b""), Format::Warc);
            assert_eq!(of("stdin", b"\n<!DOCTYPE html><p>"), Format::Html);
            assert_eq!(of("a.txt", b"<html>"), Format::Text);
            assert_eq!(of("part-1", b"WARC/1.0\r\n"), Format::Warc);
        }
        #[cfg(feature = "columns")]
        assert_eq!(of("part-0", b"PAR1"), Format::Parquet);
    }
}
