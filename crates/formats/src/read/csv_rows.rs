//! Records from CSV: a row each, columns by name.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::StringRecord;
use serde_json::Value;

use super::{Columns, Fields, Input, Record, RecordError, date};
use crate::source::{Bytes, Source};

/// What the CSV reader reads ahead, in bytes.
const AHEAD: usize = 64 << 10;

/// The rows of a CSV file with a line of names at its top.
pub(super) struct CsvRows {
    /// Only its name: what it holds is in `rows`.
    source: Source,
    rows: Option<csv::Reader<Metered>>,
    /// Why there are no rows.
    broken: Option<RecordError>,
    columns: Columns,
    /// The names of all columns.
    names: Vec<String>,
    read: Arc<AtomicUsize>,
}

/// Fails where a row grows over the limit: an open quotation mark would else take the whole file.
struct Metered {
    inner: Bytes,
    read: Arc<AtomicUsize>,
    max: usize,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if self.read.fetch_add(count, Ordering::Relaxed) > self.max {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the row is too large"));
        }
        Ok(count)
    }
}

impl CsvRows {
    pub(super) fn new(mut source: Source, max: usize, fields: &Fields) -> Self {
        let read = Arc::new(AtomicUsize::new(0));
        let inner = source.take();
        let columns = Columns::default();
        let (rows, broken, names) = (None, None, Vec::new());
        let mut csv = CsvRows { source, rows, broken, columns, names, read: read.clone() };
        let inner = match inner {
            Ok(inner) => inner,
            Err(e) => {
                csv.broken = Some(csv.error(1, "unreadable", format!("cannot read: {e}")));
                return csv;
            }
        };
        let metered = Metered { inner, read, max: max.saturating_add(AHEAD) };
        let mut rows =
            csv::ReaderBuilder::new().buffer_capacity(AHEAD).flexible(true).from_reader(metered);
        match rows.headers().cloned() {
            // An empty file has no columns, and no rows that could miss them.
            Ok(names) if names.is_empty() => {}
            Ok(names) => {
                let names: Vec<&str> =
                    names.iter().map(|n| n.trim_start_matches('\u{feff}').trim()).collect();
                match Columns::of(&names, fields) {
                    Ok(columns) => (csv.columns, csv.rows) = (columns, Some(rows)),
                    Err(message) => csv.broken = Some(csv.error(1, "missing-text", message)),
                }
                csv.names = names.into_iter().map(str::to_owned).collect();
            }
            Err(e) => csv.broken = Some(csv.failed(&e)),
        }
        csv
    }

    fn error(&self, row: u64, code: &'static str, message: String) -> RecordError {
        self.source.error(Some(row), code, message)
    }

    fn failed(&self, e: &csv::Error) -> RecordError {
        let row = e.position().map_or(1, row_number);
        match e.kind() {
            csv::ErrorKind::Utf8 { err, .. } => {
                self.error(row, "invalid-utf8", format!("not UTF-8: {err}"))
            }
            csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::FileTooLarge => {
                let message = "a row over the limit (--max-document), or a quotation mark that is \
                               never closed; the rest of the file is not read";
                self.error(row, "too-large", message.to_owned())
            }
            _ => self.error(row, "unreadable", format!("cannot read: {e}")),
        }
    }

    fn input(&self, cells: &StringRecord, row: u64) -> Record {
        let cell = |column: Option<usize>| cells.get(column?).filter(|cell| !cell.is_empty());
        let derived = || format!("{}:{row}", self.source.stem());
        let id = cell(self.columns.id).map_or_else(derived, str::to_owned);
        match cells.get(self.columns.text) {
            Some(text) => {
                let date = cell(self.columns.date).and_then(date);
                let others = self.columns.others.iter().filter_map(|column| {
                    Some((self.names[*column].clone(), Value::from(cells.get(*column)?)))
                });
                let others = others.collect();
                Ok(Input { id, text: text.to_owned(), date, others, ..Input::default() })
            }
            None => {
                let message = format!("the row has only {} cells", cells.len());
                Err(RecordError { id, ..self.error(row, "missing-text", message) })
            }
        }
    }
}

impl Iterator for CsvRows {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if let Some(error) = self.broken.take() {
            return Some(Err(error));
        }
        let mut cells = StringRecord::new();
        self.read.store(0, Ordering::Relaxed);
        let rows = self.rows.as_mut()?;
        let row = row_number(rows.position());
        match rows.read_record(&mut cells) {
            Ok(false) => None,
            Ok(true) => {
                let row = cells.position().map_or(row, row_number);
                Some(self.input(&cells, row))
            }
            Err(e) => {
                let error = self.failed(&e);
                if matches!(e.kind(), csv::ErrorKind::Io(_)) {
                    self.rows = None;
                }
                Some(Err(error))
            }
        }
    }
}

/// The number of a row as spreadsheets count, with the names as row 1. Lines would not help: a cell
/// may hold several.
fn row_number(position: &csv::Position) -> u64 {
    position.record() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Records;

    fn read(bytes: &'static [u8], max: usize) -> Vec<Record> {
        let fields =
            Fields { text: "body".into(), id: "url".into(), date: "day".into(), others: false };
        Records::csv(Source::reader("in", bytes), max, &fields).collect()
    }

    #[test]
    fn rows_have_quotation_marks_and_line_breaks() {
        let records = read(
            b"url,day,body\r\na,2024-07-03,\"\"\"We agree,\"\" he said.\nThen he left.\"\r\n,,Baku agreed.\r\n",
            1000,
        );
        let first = records[0].as_ref().unwrap();
        assert_eq!((first.id.as_str(), first.date.is_some()), ("a", true));
        assert_eq!(first.text, "\"We agree,\" he said.\nThen he left.");
        assert_eq!(records[1].as_ref().unwrap().id, "in:3");
    }

    #[test]
    fn a_bad_row_is_an_error_in_its_place() {
        let records = read(b"url,day,body\na,,A\nb\nc,,\xff\nd,,D\n", 1000);
        let codes: Vec<&str> =
            records.iter().map(|r| r.as_ref().map_or_else(|e| e.code, |i| &i.id)).collect();
        assert_eq!(codes, ["a", "missing-text", "invalid-utf8", "d"]);
        assert_eq!(records[2].as_ref().unwrap_err().source_name, "in:4");
    }

    #[test]
    fn a_missing_column_names_those_that_are_there() {
        let records = read(b"url,text\na,A\n", 1000);
        assert_eq!(records.len(), 1);
        assert!(records[0].as_ref().unwrap_err().message.contains("there are: url, text"));
        assert!(read(b"", 1000).is_empty());
    }

    #[test]
    fn an_open_mark_does_not_take_the_whole_file() {
        let mut bytes = b"url,body\na,\"open".to_vec();
        bytes.resize(1 << 20, b'x');
        let fields = Fields { text: "body".into(), ..Fields::default() };
        let source = Source::reader("in", std::io::Cursor::new(bytes));
        let records: Vec<Record> = Records::csv(source, 1000, &fields).collect();
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].as_ref().unwrap_err().code, "too-large");
    }
}
