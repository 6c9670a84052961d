//! Web archives (ISO 28500): the pages of WARC and the texts of WET.
//!
//! The records are cut here and not by a crate: those there are hold a whole record in memory whatever its
//! size. Heads are read by the parser of a well-kept HTTP library.

use std::io::{self, BufRead, Read};

use super::{Content, Input, Record, RecordError, date, page};
use crate::source::Source;

/// Longest head of a record, and of the HTTP response in it, in bytes.
const MOST_HEAD: usize = 64 << 10;
/// Most fields of a head.
const MOST_FIELDS: usize = 128;
/// What a record may hold beside the document: the head of the response, in bytes.
const BESIDE: usize = MOST_HEAD;

/// The documents of an archive: responses that hold a page, and converted texts. What else an archive
/// holds (requests, images, redirects, notes of the crawler) is passed over.
pub(super) struct WarcRecords {
    source: Source,
    max: usize,
    number: u64,
    done: bool,
}

/// The fields of a record's head that matter.
#[derive(Default)]
struct Head {
    kind: String,
    length: u64,
    address: String,
    date: String,
}

impl WarcRecords {
    pub(super) fn new(source: Source, max: usize) -> Self {
        WarcRecords { source, max, number: 0, done: false }
    }

    /// Ends the reading: without a head nothing says where the next record begins.
    fn broken(&mut self, message: String) -> RecordError {
        self.done = true;
        self.source.error(Some(self.number), "unreadable", message)
    }

    /// The next record that is a document.
    fn document(&mut self) -> Result<Option<Input>, RecordError> {
        loop {
            self.number += 1;
            let head = match self.head() {
                Ok(Some(head)) => head,
                Ok(None) => return Ok(None),
                Err(e) => return Err(self.broken(format!("cannot read: {e}"))),
            };
            let wanted = matches!(head.kind.as_str(), "response" | "conversion");
            let most = (self.max + BESIDE) as u64;
            let fits = head.length <= most;
            let mut body = Vec::new();
            if let Err(e) = self.body(&head, (wanted && fits).then_some(&mut body)) {
                return Err(self.broken(format!("cannot read: {e}")));
            }
            if !wanted {
                continue;
            }
            if !fits {
                let error = self.source.too_large(Some(self.number), self.max);
                return Err(RecordError { id: head.address, ..error });
            }
            let input = Input { date: date(&head.date), ..Input::default() };
            if head.kind == "conversion" {
                let text = String::from_utf8(body).map_err(|e| {
                    let message = format!("not UTF-8 at byte {}", e.utf8_error().valid_up_to());
                    let error = self.source.error(Some(self.number), "invalid-utf8", message);
                    RecordError { id: head.address.clone(), ..error }
                })?;
                return Ok(Some(Input { id: head.address, text, ..input }));
            }
            if let Some(text) = response(&body, self.max) {
                let origin = format!("{}:{}", self.source.name, self.number);
                let content = Content::Page;
                return Ok(Some(Input { id: head.address, origin, text, content, ..input }));
            }
        }
    }

    /// The head of the next record; `None` at the end of the archive.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let reader = self.source.bytes()?;
        let mut bytes = Vec::new();
        loop {
            let read = reader.take(MOST_HEAD as u64).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            // Records are parted by empty lines, which belong to none.
            let line = bytes.trim_ascii();
            let begins = line.starts_with(b"WARC/");
            if !line.is_empty() && !begins {
                return Err(bad("this is not where a WARC record begins"));
            }
            bytes.clear();
            if begins {
                break;
            }
        }
        loop {
            let from = bytes.len();
            let read = reader.take((MOST_HEAD - from) as u64).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Err(bad("a head without an end"));
            }
            if bytes[from..].trim_ascii().is_empty() {
                break;
            }
        }
        let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
        let (_, fields) = httparse::parse_headers(&bytes, &mut fields)
            .ok()
            .filter(httparse::Status::is_complete)
            .map(httparse::Status::unwrap)
            .ok_or_else(|| bad("a head that is not made of fields"))?;
        let mut head = Head::default();
        let mut length = None;
        for field in fields {
            let value = String::from_utf8_lossy(field.value).trim().to_owned();
            match field.name.to_ascii_lowercase().as_str() {
                "warc-type" => head.kind = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                "warc-target-uri" => {
                    value.trim_matches(['<', '>']).clone_into(&mut head.address);
                }
                "warc-date" => head.date = value,
                _ => {}
            }
        }
        head.length = length.ok_or_else(|| bad("a record without its length"))?;
        Ok(Some(head))
    }

    /// Reads the body of a record, or passes over it.
    fn body(&mut self, head: &Head, into: Option<&mut Vec<u8>>) -> io::Result<()> {
        let mut body = self.source.bytes()?.take(head.length);
        let read = match into {
            Some(bytes) => body.read_to_end(bytes)? as u64,
            None => io::copy(&mut body, &mut io::sink())?,
        };
        if read < head.length {
            let (length, read) = (head.length, read);
            return Err(bad(&format!("the record ends after {read} of {length} bytes")));
        }
        Ok(())
    }
}

impl Iterator for WarcRecords {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.done { None } else { self.document().transpose() }
    }
}

fn bad(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// The page of an HTTP response that holds one, of at most `max` bytes where it is compressed.
fn response(bytes: &[u8], max: usize) -> Option<String> {
    let mut fields = [httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    let parsed = config.parse_response(&mut response, bytes).ok()?;
    let httparse::Status::Complete(head) = parsed else { return None };
    if response.code != Some(200) {
        return None;
    }
    let field = |name: &str| {
        let field = response.headers.iter().find(|f| f.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(field.value).ok().map(str::to_ascii_lowercase)
    };
    let kind = field("content-type").unwrap_or_default();
    if !kind.contains("html") {
        return None;
    }
    let mut body = bytes[head..].to_vec();
    if field("transfer-encoding").is_some_and(|how| how.contains("chunked")) {
        body = unchunked(&body).unwrap_or(body);
    }
    // Crawlers differ in whether they keep the compression of the way.
    if field("content-encoding").is_some_and(|how| how.contains("gzip"))
        && body.starts_with(&[0x1f, 0x8b])
    {
        let mut plain = Vec::new();
        let decoder = flate2::read::MultiGzDecoder::new(&body[..]);
        decoder.take(max as u64).read_to_end(&mut plain).ok()?;
        body = plain;
    }
    let charset = kind.split_once("charset=").map(|(_, label)| label.trim_matches(['"', ' ', ';']));
    Some(page::decode(&body, charset).into_owned())
}

/// A body without the sizes of its chunks; `None` where it has none.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(bytes)
        else {
            return None;
        };
        if size == 0 {
            return Some(body);
        }
        let end = start.checked_add(usize::try_from(size).ok()?)?;
        body.extend_from_slice(bytes.get(start..end)?);
        bytes = bytes.get(end..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Records;

    fn record(kind: &str, address: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\n\
             WARC-Date: 2024-07-03T10:00:00Z\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    }

    fn read(archive: String, max: usize) -> Vec<Record> {
        let source = Source::reader("in.warc", io::Cursor::new(archive.into_bytes()));
        Records::warc(source, max).collect()
    }

    const PAGE: &str = "<html><p>Baku and Astana signed a treaty.</p></html>";

    #[test]
    fn pages_and_texts_are_documents() {
        let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}");
        let moved = "HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n";
        let half = PAGE.len() / 2;
        let chunked = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nTransfer-Encoding: chunked\r\n\r\n\
             {half:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
            &PAGE[..half],
            PAGE.len() - half,
            &PAGE[half..]
        );
        let archive = [
            record("warcinfo", "", "software: test"),
            record("request", "https://example.org/a", "GET / HTTP/1.1\r\n\r\n"),
            record("response", "https://example.org/a", &http),
            record("response", "https://example.org/b", moved),
            record("response", "https://example.org/c", &chunked),
            record("conversion", "<https://example.org/d>", "Baku agreed."),
        ];
        let records = read(archive.concat(), 1000);
        let inputs: Vec<&Input> = records.iter().map(|r| r.as_ref().unwrap()).collect();
        let ids: Vec<&str> = inputs.iter().map(|i| &i.id[20..]).collect();
        assert_eq!(ids, ["a", "c", "d"]);
        assert_eq!((inputs[0].text.as_str(), inputs[0].content), (PAGE, Content::Page));
        assert_eq!(inputs[1].text, PAGE);
        assert_eq!((inputs[2].text.as_str(), inputs[2].content), ("Baku agreed.", Content::Text));
        assert_eq!(inputs[2].date.unwrap().to_string(), "2024-07-03");
    }

    #[test]
    fn a_bad_record_is_an_error_in_its_place() {
        let long = "x".repeat(MOST_HEAD + 200);
        let archive = [
            record("conversion", "https://example.org/a", &long),
            record("conversion", "https://example.org/b", "Baku agreed."),
            "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 99\r\n\r\ncut".to_owned(),
        ];
        let records = read(archive.concat(), 100);
        assert_eq!(records[0].as_ref().unwrap_err().code, "too-large");
        assert_eq!(records[1].as_ref().unwrap().text, "Baku agreed.");
        let cut = records[2].as_ref().unwrap_err();
        assert_eq!((cut.code, cut.source_name.as_str()), ("unreadable", "in.warc:3"));
        assert_eq!(records.len(), 3);
        assert_eq!(
            read("no archive\n".to_owned(), 100)[0].as_ref().unwrap_err().code,
            "unreadable"
        );
        assert!(read(String::new(), 100).is_empty());
    }
}
