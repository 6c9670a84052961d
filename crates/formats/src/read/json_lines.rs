//! Records from JSON Lines: an object a line, fields by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Fields, Input, Record, RecordError, date};
use crate::source::Source;

/// The lines of a source.
pub(super) struct JsonLines {
    source: Source,
    fields: Fields,
    max: usize,
    line: u64,
    done: bool,
}

/// The fields of a line, unread.
type Line<'l> = BTreeMap<Cow<'l, str>, &'l RawValue>;

impl JsonLines {
    pub(super) fn new(source: Source, max: usize, fields: Fields) -> Self {
        JsonLines { source, fields, max, line: 0, done: false }
    }

    fn error(&self, code: &'static str, message: String) -> RecordError {
        self.source.error(Some(self.line.max(1)), code, message)
    }

    fn parse(&self, bytes: &[u8]) -> Record {
        let line = std::str::from_utf8(bytes).map_err(|e| {
            let at = e.valid_up_to();
            self.error("invalid-utf8", format!("not UTF-8 at byte {at} of the line"))
        })?;
        let mut line: Line<'_> = serde_json::from_str(line)
            .map_err(|e| self.error("invalid-json", format!("not a record: {e}")))?;
        let mut value = |name: &str| -> Option<Value> {
            line.remove(name).and_then(|raw| serde_json::from_str(raw.get()).ok())
        };
        let id = match value(&self.fields.id) {
            Some(Value::String(id)) => Some(id),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        };
        let text = value(&self.fields.text);
        let date = value(&self.fields.date).and_then(|written| date(written.as_str()?));
        let Some(Value::String(text)) = text else {
            let message = format!("the record has no string `{}`", self.fields.text);
            let error = self.error("missing-text", message);
            return Err(RecordError { id: id.unwrap_or(error.id), ..error });
        };
        let mut input = Input { text, date, ..Input::default() };
        input.id = id.unwrap_or_else(|| format!("{}:{}", self.source.stem(), self.line));
        if self.fields.others {
            let read = |raw: &RawValue| serde_json::from_str(raw.get()).unwrap_or_default();
            input.others =
                line.into_iter().map(|(name, raw)| (name.into_owned(), read(raw))).collect();
        }
        Ok(input)
    }
}

impl Iterator for JsonLines {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.done {
            return None;
        }
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            let most = self.max as u64 + 1;
            let read = self.source.bytes().and_then(|r| r.take(most).read_until(b'\n', &mut bytes));
            match read {
                Ok(0) => return None,
                Ok(_) => self.line += 1,
                Err(e) => {
                    self.done = true;
                    return Some(Err(self.error("unreadable", format!("cannot read: {e}"))));
                }
            }
            if bytes.len() > self.max && bytes.last() != Some(&b'\n') {
                if let Ok(reader) = self.source.bytes() {
                    skip_line(reader);
                }
                return Some(Err(self.source.too_large(Some(self.line), self.max)));
            }
            if !bytes.trim_ascii().is_empty() {
                return Some(self.parse(&bytes));
            }
        }
    }
}

fn skip_line(reader: &mut dyn BufRead) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Records;

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

    #[test]
    fn other_fields_are_kept_where_they_are_asked_for() {
        let line: &[u8] = b"{\"text\":\"A\",\"url\":\"https://example.org/a\",\"tags\":[1]}\n";
        for others in [true, false] {
            let fields = Fields { others, ..Fields::default() };
            let source = Source::reader("in", line);
            let input = Records::json_lines_with(source, 100, fields).next().unwrap().unwrap();
            let names: Vec<&String> = input.others.keys().collect();
            assert_eq!(names.len(), if others { 2 } else { 0 }, "{names:?}");
        }
    }
}
