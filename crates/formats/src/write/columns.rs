//! Findings as columns: Arrow batches, Parquet and Arrow files.
//!
//! Rows are made from the same `serde` types as the JSON, so that both say the same. Read back by name:
//! columns may be added at the end.

use std::io::Write;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use serde::Serialize;
use serde_arrow::ArrayBuilder;

use super::rows::{DocumentRow, MentionRow, QuoteRow};

/// A row group is closed when it has grown to this size in memory, in bytes: it bounds what the writer
/// holds, and is what readers take at once.
const ROW_GROUP: usize = 32 << 20;

/// Why columns could not be made or written.
#[derive(Debug, thiserror::Error)]
pub enum ColumnsError {
    /// A row does not fit the schema.
    #[error("a row does not fit its schema: {0}")]
    Row(#[from] serde_arrow::Error),
    /// Arrow's writer failed.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
    /// Parquet's writer failed.
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

impl From<ColumnsError> for std::io::Error {
    fn from(error: ColumnsError) -> Self {
        match error {
            ColumnsError::Arrow(ArrowError::IoError(_, e)) => e,
            other => std::io::Error::other(other),
        }
    }
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn truth(name: &str) -> Field {
    Field::new(name, DataType::Boolean, true)
}

fn object(name: &str, fields: Vec<Field>) -> Field {
    Field::new(name, DataType::Struct(Fields::from(fields)), true)
}

fn list(name: &str, item: DataType) -> Field {
    // The usual name of items, which Spark and DuckDB do not mind.
    Field::new(name, DataType::List(Arc::new(Field::new("item", item, true))), true)
}

fn objects(name: &str, fields: Vec<Field>) -> Field {
    list(name, DataType::Struct(Fields::from(fields)))
}

/// A place in the text with further fields.
fn place(more: impl IntoIterator<Item = Field>) -> Vec<Field> {
    [number("start"), number("end"), text("text")].into_iter().chain(more).collect()
}

fn texts(names: &[&str]) -> Vec<Field> {
    names.iter().map(|name| text(name)).collect()
}

fn mention() -> Vec<Field> {
    let mut fields = vec![text("id")];
    fields.extend(place(texts(&["kind", "form", "entity", "country", "name", "rule"])));
    fields.push(object("part_of", place([text("rule")])));
    fields
}

fn quote() -> Vec<Field> {
    let who = ["entity", "name", "title", "country", "institution"];
    let mut speaker = place(texts(&who));
    speaker.push(list("via", DataType::Utf8));
    vec![
        text("id"),
        number("start"),
        number("end"),
        text("kind"),
        objects("content", place([])),
        object("cue", place([text("lemma"), text("attitude"), text("cameo")])),
        object("speaker", speaker),
        object("addressee", place([])),
        text("parent"),
        text("rule"),
        truth("repaired"),
    ]
}

fn agreement() -> Vec<Field> {
    let treaty = vec![
        text("id"),
        text("name"),
        number("year"),
        text("depositary"),
        list("parties", DataType::Utf8),
    ];
    vec![
        text("id"),
        number("start"),
        number("end"),
        text("type"),
        text("category"),
        object("title", place([])),
        object("trigger", place([])),
        objects("parties", texts(&["mention", "entity", "name", "country", "role"])),
        text("status"),
        text("polarity"),
        list("subjects", DataType::Utf8),
        object("treaty", treaty),
        text("date"),
        text("place"),
        text("cameo"),
        text("plover"),
        text("quote"),
        objects("evidence", place([text("rule")])),
        objects("mentions", place([])),
        text("rule"),
    ]
}

/// The columns of the findings alone, for a table beside the one that the texts came from: `id`, `error`
/// (the message; null where the text was read), `meta`, `mentions`, `quotes`, `agreements`.
#[must_use]
pub fn findings_schema() -> SchemaRef {
    let record = record_schema();
    let findings = ["meta", "mentions", "quotes", "agreements"];
    let findings = record.fields().iter().filter(|f| findings.contains(&f.name().as_str()));
    let first = [Arc::new(text("id")), Arc::new(text("error"))];
    Arc::new(Schema::new(first.into_iter().chain(findings.cloned()).collect::<Vec<_>>()))
}

/// The schema of output records: the contract `chancery/1`, nested as in JSON. `fields` holds what was passed
/// through, as JSON; `error` stands in records of documents that could not be read.
#[must_use]
pub fn record_schema() -> SchemaRef {
    let mut dateline = place(texts(&["place", "country", "date"]));
    dateline.shrink_to_fit();
    let meta =
        vec![text("date"), object("dateline", dateline), object("agency", place([text("entity")]))];
    Arc::new(Schema::new(vec![
        text("schema"),
        text("id"),
        text("offsets"),
        object("meta", meta),
        objects("mentions", mention()),
        objects("quotes", quote()),
        objects("agreements", agreement()),
        text("text"),
        text("fields"),
        object("error", texts(&["code", "message", "source"])),
    ]))
}

/// The flat tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// A row a document, of [`DocumentRow`](crate::DocumentRow).
    Documents,
    /// A row a mention, of [`MentionRow`](crate::MentionRow).
    Mentions,
    /// A row a quotation, of [`QuoteRow`](crate::QuoteRow).
    Quotes,
    /// A row an agreement, of [`Filing`](crate::Filing).
    Agreements,
}

impl Table {
    /// All of them.
    pub const ALL: [Table; 4] =
        [Table::Documents, Table::Mentions, Table::Quotes, Table::Agreements];

    /// Its name, which files take.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Table::Documents => "documents",
            Table::Mentions => "mentions",
            Table::Quotes => "quotes",
            Table::Agreements => "agreements",
        }
    }

    /// Its columns: those of the CSV of the same rows.
    #[must_use]
    pub fn schema(self) -> SchemaRef {
        let column = |name: &&str| match *name {
            "start" | "end" => number(name),
            "mentions" | "quotes" | "agreements" => number(name),
            "part" => truth(name),
            "parties" | "subjects" => list(name, DataType::Utf8),
            _ => text(name),
        };
        let names: &[&str] = match self {
            Table::Documents => &DocumentRow::COLUMNS,
            Table::Mentions => &MentionRow::COLUMNS,
            Table::Quotes => &QuoteRow::COLUMNS,
            Table::Agreements => &super::filing::COLUMNS,
        };
        Arc::new(Schema::new(names.iter().map(column).collect::<Vec<_>>()))
    }
}

/// Makes batches of rows.
pub struct BatchBuilder {
    rows: ArrayBuilder,
    count: usize,
    schema: SchemaRef,
}

impl std::fmt::Debug for BatchBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BatchBuilder").field("count", &self.count).finish_non_exhaustive()
    }
}

impl BatchBuilder {
    /// Rows of a schema: [`record_schema`] for output records, [`Table::schema`] for rows.
    ///
    /// # Errors
    /// A schema of types that `serde` does not know.
    pub fn new(schema: &SchemaRef) -> Result<Self, ColumnsError> {
        let rows = ArrayBuilder::from_arrow(schema.fields())?;
        Ok(BatchBuilder { rows, count: 0, schema: schema.clone() })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A row that does not fit the schema.
    pub fn push(&mut self, row: &impl Serialize) -> Result<(), ColumnsError> {
        self.rows.push(row)?;
        self.count += 1;
        Ok(())
    }

    /// The rows so far, and begins anew.
    ///
    /// # Errors
    /// None is known.
    pub fn finish(&mut self) -> Result<RecordBatch, ColumnsError> {
        self.count = 0;
        let batch = self.rows.to_record_batch()?;
        Ok(batch.with_schema(self.schema.clone())?)
    }
}

/// The formats of files of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnFormat {
    /// Apache Parquet, compressed by Zstandard.
    Parquet,
    /// Arrow's own file format, buffers compressed by Zstandard; pyarrow calls it Feather too.
    Arrow,
}

enum Inner<W: Write + Send> {
    Parquet(Box<ArrowWriter<W>>),
    Arrow(Box<FileWriter<W>>),
}

/// Writes batches to a file.
pub struct ColumnWriter<W: Write + Send>(Inner<W>);

impl<W: Write + Send> std::fmt::Debug for ColumnWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ColumnWriter").finish_non_exhaustive()
    }
}

impl<W: Write + Send> ColumnWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What the writer says.
    pub fn new(out: W, schema: &SchemaRef, format: ColumnFormat) -> Result<Self, ColumnsError> {
        Ok(ColumnWriter(match format {
            ColumnFormat::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::ZSTD(ZstdLevel::default()))
                    .set_created_by(concat!("chancery ", env!("CARGO_PKG_VERSION")).to_owned())
                    .build();
                let writer = ArrowWriter::try_new(out, schema.clone(), Some(properties))?;
                Inner::Parquet(Box::new(writer))
            }
            ColumnFormat::Arrow => {
                let options =
                    IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD))?;
                Inner::Arrow(Box::new(FileWriter::try_new_with_options(out, schema, options)?))
            }
        }))
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<(), ColumnsError> {
        match &mut self.0 {
            Inner::Parquet(writer) => {
                writer.write(batch)?;
                if writer.in_progress_size() > ROW_GROUP {
                    writer.flush()?;
                }
            }
            Inner::Arrow(writer) => writer.write(batch)?,
        }
        Ok(())
    }

    /// Writes the end of the file, without which it cannot be read, and gives the writer back.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(self) -> Result<W, ColumnsError> {
        Ok(match self.0 {
            Inner::Parquet(writer) => writer.into_inner()?,
            Inner::Arrow(writer) => writer.into_inner()?,
        })
    }
}
