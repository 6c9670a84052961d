//! The forms of output: what many threads make of documents, and how the pieces are put together.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chancery::{Annotations, Offsets};
use chancery_formats::{
    BRAT_CONFIG, BatchBuilder, ColumnFormat, ColumnWriter, ColumnsError, Extras, Input,
    RecordBatch, RecordError, Report, Table, brat, document_row, error_record, failed_row, filings,
    mention_rows, pretty, quote_rows, record_schema, record_with, web_annotations, write_json,
    write_json_line,
};

use super::To;
use crate::cli::Failure;
use crate::cli::output::Output;
use crate::cli::run::Form;

/// What is made of documents.
pub(super) struct Findings<'a> {
    pub(super) to: Option<To>,
    pub(super) tables: bool,
    pub(super) offsets: Offsets,
    pub(super) id: Option<&'a str>,
    pub(super) width: Option<u16>,
}

/// A piece of the output.
#[derive(Default)]
pub(super) struct Piece {
    /// Of each document, where they are written one after the other.
    written: Vec<Vec<u8>>,
    records: Option<BatchBuilder>,
    report: Report,
    standoff: Vec<Standoff>,
    tables: Option<Box<Tables>>,
}

/// A document for brat.
struct Standoff {
    id: String,
    text: String,
    annotations: String,
}

struct Tables([BatchBuilder; 4]);

impl Tables {
    fn new() -> Result<Self, ColumnsError> {
        let [documents, mentions, quotes, agreements] =
            Table::ALL.map(|t| BatchBuilder::new(&t.schema()));
        Ok(Tables([documents?, mentions?, quotes?, agreements?]))
    }

    fn add(&mut self, found: &Annotations<'_>, offsets: Offsets) -> Result<(), ColumnsError> {
        let [documents, mentions, quotes, agreements] = &mut self.0;
        documents.push(&document_row(found))?;
        mention_rows(found, offsets).iter().try_for_each(|row| mentions.push(row))?;
        quote_rows(found, offsets).iter().try_for_each(|row| quotes.push(row))?;
        filings(found, offsets).iter().try_for_each(|row| agreements.push(row))
    }
}

impl From<ColumnsError> for Failure {
    fn from(error: ColumnsError) -> Self {
        Failure::Output(error.into())
    }
}

impl Form for Findings<'_> {
    type Piece = Piece;

    fn together(&self) -> bool {
        self.tables || matches!(self.to, Some(To::Parquet | To::Arrow | To::Html))
    }

    fn begin(&self) -> Result<Piece, Failure> {
        let mut piece = Piece::default();
        if matches!(self.to, Some(To::Parquet | To::Arrow)) {
            piece.records = Some(BatchBuilder::new(&record_schema())?);
        }
        if self.tables {
            piece.tables = Some(Box::new(Tables::new()?));
        }
        Ok(piece)
    }

    fn add(&self, to: &mut Piece, input: &Input, found: &Annotations<'_>) -> Result<(), Failure> {
        let renamed = self.id.map(|id| Annotations { id: id.to_owned(), ..found.clone() });
        let found = renamed.as_ref().unwrap_or(found);
        if let Some(tables) = &mut to.tables {
            tables.add(found, self.offsets)?;
        }
        let extras = Extras::of(input);
        let mut bytes = Vec::new();
        match self.to {
            None => return Ok(()),
            Some(To::Pretty) => bytes = pretty(found, self.width).into_bytes(),
            Some(To::Json) => write_json(&mut bytes, &record_with(found, self.offsets, extras))?,
            Some(To::Jsonl) => {
                write_json_line(&mut bytes, &record_with(found, self.offsets, extras))?;
            }
            Some(To::WebAnnotation) => write_json_line(&mut bytes, &web_annotations(found))?,
            Some(To::Parquet | To::Arrow) => {
                let extras = Extras { written: true, ..extras };
                let record = record_with(found, self.offsets, extras);
                to.records.iter_mut().try_for_each(|records| records.push(&record))?;
                return Ok(());
            }
            Some(To::Html) => {
                to.report.add(found);
                return Ok(());
            }
            Some(To::Brat) => {
                let (id, text) = (found.id.clone(), found.document.original().to_owned());
                to.standoff.push(Standoff { id, text, annotations: brat(found) });
                return Ok(());
            }
        }
        to.written.push(bytes);
        Ok(())
    }

    fn fail(&self, to: &mut Piece, error: &RecordError) -> Result<(), Failure> {
        let id = self.id.unwrap_or(&error.id).to_owned();
        let error = RecordError { id, ..error.clone() };
        if let Some(tables) = &mut to.tables {
            tables.0[0].push(&failed_row(&error))?;
        }
        let record = error_record(&error);
        let mut bytes = Vec::new();
        match self.to {
            None | Some(To::Pretty | To::Brat) => return Ok(()),
            Some(To::Json) => write_json(&mut bytes, &record)?,
            Some(To::Jsonl | To::WebAnnotation) => write_json_line(&mut bytes, &record)?,
            Some(To::Parquet | To::Arrow) => {
                to.records.iter_mut().try_for_each(|records| records.push(&record))?;
                return Ok(());
            }
            Some(To::Html) => {
                to.report.fail(&error);
                return Ok(());
            }
        }
        to.written.push(bytes);
        Ok(())
    }
}

/// Where the pieces go.
pub(super) struct Sinks {
    main: Main,
    tables: Vec<ColumnWriter<Output>>,
}

enum Main {
    Nothing,
    /// One after the other.
    Lines(Output),
    /// For eyes: parted by empty lines, and coloured where the terminal is.
    Eyes {
        first: bool,
    },
    /// An object, or an array once there is a second.
    Json {
        out: Output,
        first: Option<Vec<u8>>,
        several: bool,
    },
    Columns(Box<ColumnWriter<Output>>),
    Report(Output, Box<Report>),
    Folder(PathBuf, BTreeSet<String>),
}

impl Sinks {
    pub(super) fn new(
        to: Option<To>,
        out: Output,
        folder: Option<&Path>,
        tables: Option<&Path>,
    ) -> Result<Self, Failure> {
        let columns = |out: Output, format: ColumnFormat| {
            ColumnWriter::new(out, &record_schema(), format).map(|w| Main::Columns(Box::new(w)))
        };
        let main = match to {
            None => Main::Nothing,
            Some(To::Pretty) if out.is_standard() => Main::Eyes { first: true },
            Some(To::Pretty | To::Jsonl | To::WebAnnotation) => Main::Lines(out),
            Some(To::Json) => Main::Json { out, first: None, several: false },
            Some(To::Parquet) => columns(out, ColumnFormat::Parquet)?,
            Some(To::Arrow) => columns(out, ColumnFormat::Arrow)?,
            Some(To::Html) => Main::Report(out, Box::default()),
            Some(To::Brat) => {
                let folder = folder.unwrap_or(Path::new(".")).to_owned();
                fs::create_dir_all(&folder)?;
                fs::write(folder.join("annotation.conf"), BRAT_CONFIG)?;
                Main::Folder(folder, BTreeSet::new())
            }
        };
        let mut writers = Vec::new();
        if let Some(folder) = tables {
            fs::create_dir_all(folder)?;
            for table in Table::ALL {
                let path = folder.join(format!("{}.parquet", table.name()));
                let out = Output::create(Some(&path))?;
                writers.push(ColumnWriter::new(out, &table.schema(), ColumnFormat::Parquet)?);
            }
        }
        Ok(Sinks { main, tables: writers })
    }

    pub(super) fn write(&mut self, mut piece: Piece) -> Result<(), Failure> {
        if let Some(mut tables) = piece.tables.take() {
            for (writer, rows) in self.tables.iter_mut().zip(&mut tables.0) {
                write_batch(writer, &rows.finish()?)?;
            }
        }
        match &mut self.main {
            Main::Nothing => {}
            Main::Lines(out) => piece.written.iter().try_for_each(|bytes| out.write_all(bytes))?,
            Main::Eyes { first } => {
                let mut out = anstream::stdout().lock();
                for bytes in &piece.written {
                    if !std::mem::take(first) {
                        writeln!(out)?;
                    }
                    out.write_all(bytes)?;
                }
            }
            Main::Json { out, first, several } => {
                for bytes in piece.written {
                    if *several {
                        writeln!(out, ",")?;
                        out.write_all(&bytes)?;
                    } else if let Some(first) = first.take() {
                        writeln!(out, "[")?;
                        out.write_all(&first)?;
                        writeln!(out, ",")?;
                        out.write_all(&bytes)?;
                        *several = true;
                    } else {
                        *first = Some(bytes);
                    }
                }
            }
            Main::Columns(writer) => {
                if let Some(records) = &mut piece.records {
                    write_batch(writer, &records.finish()?)?;
                }
            }
            Main::Report(_, report) => report.merge(piece.report),
            Main::Folder(folder, names) => {
                for document in &piece.standoff {
                    let name = file_name(&document.id, names);
                    fs::write(folder.join(format!("{name}.txt")), &document.text)?;
                    fs::write(folder.join(format!("{name}.ann")), &document.annotations)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        for writer in self.tables {
            writer.finish()?.finish()?;
        }
        match self.main {
            Main::Nothing | Main::Folder(..) => {}
            Main::Lines(out) => out.finish()?,
            Main::Eyes { .. } => io::stdout().lock().flush()?,
            Main::Json { mut out, first, several } => {
                if let Some(first) = first {
                    out.write_all(&first)?;
                }
                if several {
                    writeln!(out, "]")?;
                }
                out.finish()?;
            }
            Main::Columns(writer) => writer.finish()?.finish()?,
            Main::Report(mut out, report) => {
                out.write_all(report.page().as_bytes())?;
                out.finish()?;
            }
        }
        Ok(())
    }
}

fn write_batch(to: &mut ColumnWriter<Output>, batch: &RecordBatch) -> Result<(), ColumnsError> {
    if batch.num_rows() == 0 { Ok(()) } else { to.write(batch) }
}

/// Longest name of a file that is made from an id, in characters.
const LONGEST: usize = 120;

/// A name for the files of a document, unlike those that are taken.
fn file_name(id: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let name: String = id.chars().map(plain).take(LONGEST).collect();
    let name = name.trim_start_matches('.').to_owned();
    let mut unlike = if name.is_empty() { "document".to_owned() } else { name.clone() };
    let mut number = 1;
    while !taken.insert(unlike.clone()) {
        number += 1;
        unlike = format!("{name}-{number}");
    }
    unlike
}
