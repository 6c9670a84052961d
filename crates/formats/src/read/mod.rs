//! Reads records: a bad one becomes an error in its place, and the rest goes on.

mod csv_rows;
mod json_lines;

mod format;

#[cfg(feature = "columns")]
mod arrow_ipc;
#[cfg(feature = "columns")]
mod columns;
#[cfg(feature = "web")]
mod page;
#[cfg(feature = "web")]
mod warc;

use std::io::Read;

use chancery_text::Date;
use serde_json::{Map, Value};

pub use self::format::Format;
#[cfg(feature = "web")]
pub use self::page::DEFAULT_MAX_NESTING;

use self::csv_rows::CsvRows;
use self::json_lines::JsonLines;
use crate::source::Source;

/// Largest document that is read unless the caller says otherwise, in bytes.
pub const DEFAULT_MAX_DOCUMENT: usize = 16 << 20;

/// A document to annotate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// Its id: its own, or the file's name, or file and line.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its date, where the record has one.
    pub date: Option<Date>,
    /// What `text` is.
    pub content: Content,
    /// What else the record holds, by name.
    pub others: Map<String, Value>,
    /// File and record, where reading is not done with it: a page may turn out to hold no article.
    pub origin: String,
}

/// What the text of an [`Input`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// The article, as it was given.
    #[default]
    Text,
    /// The source of an HTML page; [`Input::article`] takes the article out of it.
    Page,
    /// The article that was taken out of a page. Offsets index it, so that an output record must hold it.
    Extracted,
}

/// Why a record could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {message}")]
pub struct RecordError {
    /// The id, where it is known, else file and line.
    pub id: String,
    /// A stable code: `invalid-utf8`, `invalid-json`, `missing-text`, `too-large`, `too-deep`, `no-article`,
    /// `unreadable`.
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
    /// Whether all others are read too, into [`Input::others`].
    pub others: bool,
}

impl Default for Fields {
    fn default() -> Self {
        Fields {
            text: "text".to_owned(),
            id: "id".to_owned(),
            date: "date".to_owned(),
            others: false,
        }
    }
}

/// The records of a source, one after the other, in memory bounded by the largest allowed document.
pub struct Records {
    name: String,
    records: Box<dyn Iterator<Item = Record> + Send>,
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Records").field("source", &self.name).finish_non_exhaustive()
    }
}

impl Records {
    fn of(name: String, records: impl Iterator<Item = Record> + Send + 'static) -> Self {
        Records { name, records: Box::new(records) }
    }

    /// A source in a format; what the format does not name (ids of texts, fields of web pages) has no
    /// need of `fields`. `max` is the largest document in bytes.
    #[must_use]
    pub fn new(source: Source, format: Format, max: usize, fields: &Fields) -> Self {
        match format {
            Format::Text => Self::text(source, max),
            Format::Jsonl => Self::json_lines_with(source, max, fields.clone()),
            Format::Csv => Self::csv(source, max, fields),
            #[cfg(feature = "columns")]
            Format::Parquet => Self::parquet(source, max, fields),
            #[cfg(feature = "columns")]
            Format::Arrow => Self::arrow(source, max, fields),
            #[cfg(feature = "web")]
            Format::Html => Self::page(source, max),
            #[cfg(feature = "web")]
            Format::Warc => Self::warc(source, max),
        }
    }

    /// A source that is one plain text. `max` is the largest document in bytes.
    #[must_use]
    pub fn text(mut source: Source, max: usize) -> Self {
        Self::of(source.name.clone(), std::iter::once_with(move || read_text(&mut source, max)))
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
        Self::of(source.name.clone(), JsonLines::new(source, max, fields))
    }

    /// A source of rows of CSV (RFC 4180) under a line with the names of the columns.
    #[must_use]
    pub fn csv(source: Source, max: usize, fields: &Fields) -> Self {
        Self::of(source.name.clone(), CsvRows::new(source, max, fields))
    }

    /// A Parquet file, columns by name. What cannot be read from its end (standard input, a compressed
    /// file) is laid in a file without a name first.
    #[cfg(feature = "columns")]
    #[must_use]
    pub fn parquet(source: Source, max: usize, fields: &Fields) -> Self {
        Self::of(source.name.clone(), columns::parquet(source, max, fields))
    }

    /// Arrow's own format, as a file or a stream, columns by name.
    #[cfg(feature = "columns")]
    #[must_use]
    pub fn arrow(source: Source, max: usize, fields: &Fields) -> Self {
        Self::of(source.name.clone(), columns::arrow(source, max, fields))
    }

    /// Batches of Arrow from anywhere, columns by name; `name` stands in ids and messages.
    #[cfg(feature = "columns")]
    #[must_use]
    pub fn batches(
        name: &str,
        batches: impl Iterator<Item = Result<arrow_array::RecordBatch, arrow_schema::ArrowError>>
        + Send
        + 'static,
        max: usize,
        fields: &Fields,
    ) -> Self {
        let source = Source::reader(name, std::io::empty());
        Self::of(name.to_owned(), columns::batches(source, batches, max, fields))
    }

    /// One HTML page. Its article is not taken out yet: see [`Input::article`].
    #[cfg(feature = "web")]
    #[must_use]
    pub fn page(mut source: Source, max: usize) -> Self {
        Self::of(source.name.clone(), std::iter::once_with(move || page::read(&mut source, max)))
    }

    /// A web archive: the pages of WARC, the texts of WET. Ids are addresses.
    #[cfg(feature = "web")]
    #[must_use]
    pub fn warc(source: Source, max: usize) -> Self {
        Self::of(source.name.clone(), warc::WarcRecords::new(source, max))
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.records.next()
    }
}

/// All bytes of a source that is one document.
fn read_whole(source: &mut Source, max: usize) -> Result<Vec<u8>, RecordError> {
    let mut bytes = Vec::new();
    let read = source.bytes().and_then(|r| r.take(max as u64 + 1).read_to_end(&mut bytes));
    if let Err(e) = read {
        return Err(source.error(None, "unreadable", format!("cannot read: {e}")));
    }
    if bytes.len() > max {
        return Err(source.too_large(None, max));
    }
    Ok(bytes)
}

fn read_text(source: &mut Source, max: usize) -> Record {
    let id = source.stem();
    match String::from_utf8(read_whole(source, max)?) {
        Ok(text) => Ok(Input { id, text, ..Input::default() }),
        Err(e) => {
            let valid = e.utf8_error().valid_up_to();
            let line = e.as_bytes()[..valid].iter().filter(|b| **b == b'\n').count() + 1;
            let error = source.error(
                Some(line as u64),
                "invalid-utf8",
                format!("not UTF-8 at byte {valid}"),
            );
            Err(RecordError { id, ..error })
        }
    }
}

impl Source {
    /// An error of the source, or of one of its records by number.
    fn error(&self, number: Option<u64>, code: &'static str, message: String) -> RecordError {
        let (id, source_name) = match number {
            None => (self.stem(), self.name.clone()),
            Some(number) => {
                (format!("{}:{number}", self.stem()), format!("{}:{number}", self.name))
            }
        };
        RecordError { id, code, message, source_name }
    }

    fn too_large(&self, number: Option<u64>, max: usize) -> RecordError {
        let message = format!("larger than the limit of {max} bytes (--max-document)");
        self.error(number, "too-large", message)
    }
}

/// Which columns are read, by their number.
#[derive(Default)]
struct Columns {
    text: usize,
    id: Option<usize>,
    date: Option<usize>,
    /// The others that are asked for.
    others: Vec<usize>,
}

impl Columns {
    /// The columns among those of these names; without a text, what to say of it.
    fn of(names: &[&str], fields: &Fields) -> Result<Columns, String> {
        let column = |name: &str| names.iter().position(|n| *n == name);
        let Some(text) = column(&fields.text) else {
            return Err(format!("no column `{}`; there are: {}", fields.text, names.join(", ")));
        };
        let (id, date) = (column(&fields.id), column(&fields.date));
        let other = |n: &usize| fields.others && *n != text && Some(*n) != id && Some(*n) != date;
        Ok(Columns { text, id, date, others: (0..names.len()).filter(other).collect() })
    }
}

/// The day at the start of a written date.
fn date(written: &str) -> Option<Date> {
    written.get(..10)?.parse().ok()
}
