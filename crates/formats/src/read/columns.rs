//! Records from columns: Parquet and Arrow, a row each, columns by name.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_json::LineDelimitedWriter;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::{Map, Value};

use super::{Columns, Fields, Input, Record, RecordError, arrow_ipc, date};
use crate::source::Source;

/// Rows that are decoded at once.
const ROWS: usize = 256;

type Batches = Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>;

/// The rows of a file of columns.
pub(super) struct Rows {
    source: Source,
    fields: Fields,
    max: usize,
    batches: Option<Batches>,
    /// The rows of the batch that is being read.
    waiting: VecDeque<Record>,
    row: u64,
}

/// Why a file has no rows to give: the code of the error, and what is wrong.
struct Broken(&'static str, String);

impl<E: std::fmt::Display> From<E> for Broken {
    fn from(error: E) -> Self {
        Broken("unreadable", format!("cannot read: {error}"))
    }
}

/// Runs what decodes columns. The decoders take a file's word for some of what it says of itself and
/// panic where that is wrong; here this is a broken file like any other.
fn guarded<T>(decode: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
    // What was being decoded is not used again.
    catch_unwind(AssertUnwindSafe(decode)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("the file is broken: {}", text.unwrap_or("its columns cannot be decoded"))
            .into())
    })
}

/// The rows of a Parquet file.
pub(super) fn parquet(mut source: Source, max: usize, fields: &Fields) -> Rows {
    let open = |source: &mut Source| -> Result<Batches, Broken> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(seekable(source)?)?;
        let schema = builder.schema().clone();
        let wanted = columns(&schema, fields)?.all();
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        Ok(Box::new(builder.with_projection(mask).with_batch_size(ROWS).build()?))
    };
    let batches = guarded(|| open(&mut source));
    Rows::new(source, max, fields, batches)
}

/// The rows of an Arrow file or stream.
pub(super) fn arrow(mut source: Source, max: usize, fields: &Fields) -> Rows {
    let open = |source: &mut Source| -> Result<Batches, Broken> {
        let (batches, schema) = arrow_ipc::Batches::open(source.take()?)?;
        columns(&schema, fields)?;
        Ok(Box::new(batches))
    };
    let batches = guarded(|| open(&mut source));
    Rows::new(source, max, fields, batches)
}

/// The rows of batches from anywhere.
pub(super) fn batches(
    source: Source,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
    max: usize,
    fields: &Fields,
) -> Rows {
    Rows::new(source, max, fields, Ok(Box::new(batches)))
}

/// A source as a file that can be read from its end.
fn seekable(source: &mut Source) -> io::Result<File> {
    if let Some(path) = &source.plain {
        return File::open(path);
    }
    let mut file = tempfile::tempfile()?;
    io::copy(source.bytes()?, &mut file)?;
    file.rewind()?;
    Ok(file)
}

/// The columns of a schema.
fn columns(schema: &SchemaRef, fields: &Fields) -> Result<Columns, Broken> {
    let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    Columns::of(&names, fields).map_err(|message| Broken("missing-text", message))
}

impl Columns {
    /// All of them, in the order of the file.
    fn all(&self) -> Vec<usize> {
        let mut all: Vec<usize> =
            [Some(self.text), self.id, self.date].into_iter().flatten().collect();
        all.extend(&self.others);
        all.sort_unstable();
        all
    }
}

impl Rows {
    fn new(source: Source, max: usize, fields: &Fields, batches: Result<Batches, Broken>) -> Self {
        let mut waiting = VecDeque::new();
        let batches = match batches {
            Ok(batches) => Some(batches),
            Err(Broken(code, message)) => {
                waiting.push_back(Err(source.error(None, code, message)));
                None
            }
        };
        Rows { source, fields: fields.clone(), max, batches, waiting, row: 0 }
    }

    /// Reads the rows of a batch.
    fn take(&mut self, batch: &RecordBatch) -> Result<(), Broken> {
        let columns = columns(&batch.schema(), &self.fields)?;
        let texts = strings(batch.column(columns.text))?;
        let ids = columns.id.map(|n| strings(batch.column(n))).transpose()?;
        let dates = columns.date.map(|n| strings(batch.column(n))).transpose()?;
        let mut others = if columns.others.is_empty() {
            Vec::new()
        } else {
            objects(&batch.project(&columns.others)?)?
        };
        let cell = |column: &Option<Arc<LargeStringArray>>, row: usize| {
            column.as_ref().filter(|c| c.is_valid(row)).map(|c| c.value(row).to_owned())
        };
        for row in 0..batch.num_rows() {
            self.row += 1;
            let id = cell(&ids, row);
            let derived = || format!("{}:{}", self.source.stem(), self.row);
            let bad = |error: RecordError| {
                Err(RecordError { id: id.clone().unwrap_or_else(derived), ..error })
            };
            self.waiting.push_back(if texts.is_null(row) {
                let message = "the text is null".to_owned();
                bad(self.source.error(Some(self.row), "missing-text", message))
            } else if texts.value(row).len() > self.max {
                bad(self.source.too_large(Some(self.row), self.max))
            } else {
                let date = cell(&dates, row).and_then(|written| date(&written));
                Ok(Input {
                    id: id.clone().unwrap_or_else(derived),
                    text: texts.value(row).to_owned(),
                    date,
                    others: others.get_mut(row).map(std::mem::take).unwrap_or_default(),
                    ..Input::default()
                })
            });
        }
        Ok(())
    }
}

/// A column as text; numbers and dates as they are written.
fn strings(column: &ArrayRef) -> Result<Arc<LargeStringArray>, ArrowError> {
    let column = cast(column, &DataType::LargeUtf8)?;
    Ok(Arc::new(column.as_string::<i64>().clone()))
}

/// Rows as JSON objects, which hold no value where a cell is null.
fn objects(batch: &RecordBatch) -> Result<Vec<Map<String, Value>>, Broken> {
    let mut lines = Vec::new();
    let mut writer = LineDelimitedWriter::new(&mut lines);
    writer.write(batch)?;
    writer.finish()?;
    drop(writer);
    let values = serde_json::Deserializer::from_slice(&lines).into_iter();
    Ok(values.collect::<Result<_, _>>()?)
}

impl Iterator for Rows {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            if let Some(record) = self.waiting.pop_front() {
                return Some(record);
            }
            let batches = self.batches.as_mut()?;
            let read = guarded(|| Ok(batches.next().transpose()?));
            let taken = match read {
                Ok(None) => return None,
                Ok(Some(batch)) => guarded(|| self.take(&batch)),
                Err(broken) => Err(broken),
            };
            if let Err(Broken(code, message)) = taken {
                // What follows cannot be told apart any more.
                self.batches = None;
                self.waiting.clear();
                return Some(Err(self.source.error(Some(self.row + 1), code, message)));
            }
        }
    }
}
