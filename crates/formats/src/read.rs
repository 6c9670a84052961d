//! Reads records: a bad one becomes an error in its place, and the rest goes on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use chancery_text::Date;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::read_csv::CsvRows;
use crate::source::{Bytes, Source};

/// Largest document that is read unless the caller says otherwise, in bytes.
pub const DEFAULT_MAX_DOCUMENT: usize = 16 << 20;

/// A document to annotate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its id: its own, or the file's name, or file and line.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its date, where the record has one.
    pub date: Option<Date>,
}

/// Why a record could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct RecordError {
    /// The id, where it is known, else file and line.
    pub id: String,
    /// A stable code: `invalid-utf8`, `invalid-json`, `missing-text`, `too-large`, `unreadable`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// File and line.
    pub source_name: String,
}

/// A document or an error in its place.
pub type Record = Result<Input, RecordError>;

/// The names of the fields or columns of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The text.
    pub text: String,
    /// The id; a record without it is called by file and line.
    pub id: String,
    /// The date, beginning with a day as `2024-07-03`.
    pub date: String,
}

impl Default for Fields {
    fn default() -> Self {
        Fields { text: "text".to_owned(), id: "id".to_owned(), date: "date".to_owned() }
    }
}

enum Format {
    /// The whole source is one document.
    Text,
    /// One record a line.
    JsonLines(Arc<Fields>),
    /// One record a row.
    Csv(Box<CsvRows>),
}

/// The records of a source, one after the other, in memory bounded by the largest allowed document.
pub struct Records {
    source: Source,
    format: Format,
    max: usize,
    line: usize,
    done: bool,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("source", &self.source).field("line", &self.line).finish()
    }
}

/// The fields of a line, unread.
type Line<'l> = BTreeMap<Cow<'l, str>, &'l RawValue>;

impl Records {
    /// A source that is one plain text. `max` is the largest document in bytes.
    #[must_use]
    pub fn text(source: Source, max: usize) -> Self {
        Records { source, format: Format::Text, max, line: 0, done: false }
    }

    /// A source of records `{"id", "text", "date"}`, one a line; blank lines are passed over and
    /// further fields ignored.
    #[must_use]
    pub fn json_lines(source: Source, max: usize) -> Self {
        Self::json_lines_with(source, max, Fields::default())
    }

    /// Like [`Records::json_lines`], with other names of the fields.
    #[must_use]
    pub fn json_lines_with(source: Source, max: usize, fields: Fields) -> Self {
        Records { source, format: Format::JsonLines(Arc::new(fields)), max, line: 0, done: false }
    }

    /// A source of rows of CSV (RFC 4180) under a line with the names of the columns.
    #[must_use]
    pub fn csv(source: Source, max: usize, fields: &Fields) -> Self {
        let name = Source::reader(&source.name, io::empty());
        let rows = Box::new(CsvRows::new(source, max, fields));
        Records { source: name, format: Format::Csv(rows), max, line: 0, done: false }
    }

    fn error(&self, id: String, code: &'static str, message: String) -> RecordError {
        let source_name = match self.line {
            0 => self.source.name.clone(),
            line => format!("{}:{line}", self.source.name),
        };
        RecordError { id, code, message, source_name }
    }

    fn too_large(&self, id: String) -> RecordError {
        let max = self.max;
        self.error(
            id,
            "too-large",
            format!("larger than the limit of {max} bytes (--max-document)"),
        )
    }

    fn read_text(&mut self) -> Record {
        self.done = true;
        let id = self.source.stem();
        let mut bytes = Vec::new();
        let read = match &mut self.source.reader {
            Ok(reader) => reader.take(self.max as u64 + 1).read_to_end(&mut bytes).map(|_| ()),
            Err(e) => Err(io::Error::new(e.kind(), e.to_string())),
        };
        if let Err(e) = read {
            return Err(self.error(id, "unreadable", format!("cannot read: {e}")));
        }
        if bytes.len() > self.max {
            return Err(self.too_large(id));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Input { id, text, date: None }),
            Err(e) => {
                let valid = e.utf8_error().valid_up_to();
                self.line = e.as_bytes()[..valid].iter().filter(|b| **b == b'\n').count() + 1;
                Err(self.error(id, "invalid-utf8", format!("not UTF-8 at byte {valid}")))
            }
        }
    }

    fn read_line(&mut self, fields: &Fields) -> Option<Record> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let read = match &mut self.source.reader {
                Ok(reader) => reader.take(self.max as u64 + 1).read_until(b'\n', &mut bytes),
                Err(e) => Err(io::Error::new(e.kind(), e.to_string())),
            };
            match read {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(e) => {
                    self.done = true;
                    let id = self.line_id();
                    return Some(Err(self.error(id, "unreadable", format!("cannot read: {e}"))));
                }
            }
            if bytes.len() > self.max && bytes.last() != Some(&b'\n') {
                if let Ok(reader) = &mut self.source.reader {
                    skip_line(reader);
                }
                return Some(Err(self.too_large(self.line_id())));
            }
            if !bytes.trim_ascii().is_empty() {
                return Some(self.parse(&bytes, fields));
            }
        }
    }

    fn line_id(&self) -> String {
        format!("{}:{}", self.source.stem(), self.line.max(1))
    }

    fn parse(&self, bytes: &[u8], fields: &Fields) -> Record {
        let derived = self.line_id();
        let line = std::str::from_utf8(bytes).map_err(|e| {
            let at = e.valid_up_to();
            self.error(
                derived.clone(),
                "invalid-utf8",
                format!("not UTF-8 at byte {at} of the line"),
            )
        })?;
        let line: Line<'_> = serde_json::from_str(line).map_err(|e| {
            self.error(derived.clone(), "invalid-json", format!("not a record: {e}"))
        })?;
        let value = |name: &str| -> Option<Value> {
            line.get(name).and_then(|raw| serde_json::from_str(raw.get()).ok())
        };
        let id = match value(&fields.id) {
            Some(Value::String(id)) => id,
            Some(Value::Number(id)) => id.to_string(),
            _ => derived,
        };
        let Some(Value::String(text)) = value(&fields.text) else {
            let message = format!("the record has no string `{}`", fields.text);
            return Err(self.error(id, "missing-text", message));
        };
        let date = value(&fields.date).and_then(|written| date(written.as_str()?));
        Ok(Input { id, text, date })
    }
}

/// The day at the start of a written date.
pub(crate) fn date(written: &str) -> Option<Date> {
    written.get(..10)?.parse().ok()
}

fn skip_line(reader: &mut Bytes) {
    loop {
        let Ok(buffer) = reader.fill_buf() else { return };
        if buffer.is_empty() {
            return;
        }
        match memchr::memchr(b'\n', buffer) {
            Some(at) => {
                reader.consume(at + 1);
                return;
            }
            None => {
                let len = buffer.len();
                reader.consume(len);
            }
        }
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.done {
            return None;
        }
        match &mut self.format {
            Format::Text => Some(self.read_text()),
            Format::JsonLines(fields) => {
                let fields = fields.clone();
                self.read_line(&fields)
            }
            Format::Csv(rows) => rows.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_an_error_in_its_place() {
        let bytes: &[u8] =
            b"{\"text\":\"A\"}\n\n{oops\n{\"id\":7,\"text\":\"B\",\"url\":1}\n\xff\n{\"id\":\"x\"}";
        let records: Vec<Record> = Records::json_lines(Source::reader("in", bytes), 100).collect();
        let codes: Vec<_> =
            records.iter().map(|r| r.as_ref().map_or_else(|e| e.code, |i| &i.id)).collect();
        assert_eq!(codes, ["in:1", "invalid-json", "7", "invalid-utf8", "missing-text"]);
    }

    #[test]
    fn a_line_over_the_limit_is_passed_over() {
        let bytes = format!("{}\n{{\"text\":\"B\"}}\n", "x".repeat(5000)).into_bytes();
        let source = Source::reader("in", std::io::Cursor::new(bytes));
        let records: Vec<Record> = Records::json_lines(source, 100).collect();
        assert_eq!(records[0].as_ref().unwrap_err().code, "too-large");
        assert_eq!(records[1].as_ref().unwrap().text, "B");
        assert_eq!(records.len(), 2);
    }
}
