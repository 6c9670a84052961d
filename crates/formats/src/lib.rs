//! Records in, records out: plain text and JSON Lines are read, compressed or not; the output contract `chancery/1`
//! is written as JSON and JSON Lines; and one form is for eyes.
//!
//! ```
//! use chancery_formats::{Offsets, Record, Records, Source};
//!
//! let lines: &[u8] = b"{\"id\": \"a\", \"text\": \"Baku agreed.\"}\n{\"text\": 5}\n";
//! let records: Vec<Record> = Records::json_lines(Source::reader("stdin", lines), 1 << 20).collect();
//! assert_eq!(records[0].as_ref().unwrap().id, "a");
//! assert_eq!(records[1].as_ref().unwrap_err().code, "missing-text"); // the rest goes on
//!
//! let offsets = Offsets::CodePoint.converter("Türkiye");
//! assert_eq!(offsets.convert(8), 7);
//! ```
//!
//! The crate knows what findings look like, and nothing of how they are made.

mod annotations;
mod changes_page;
mod compare;
mod diagnostics;
mod folder;
mod offsets;
mod page_frame;
mod read;
#[cfg(feature = "report")]
mod report;
mod source;
mod write;

pub use annotations::Annotations;
pub use changes_page::changes_page;
pub use compare::{Change, compare};
pub use diagnostics::{DiagnosticRecord, PlaceRecord, RelatedRecord, sarif};
pub use folder::files_below;
pub use offsets::{Converter, Offsets};
#[cfg(feature = "web")]
pub use read::DEFAULT_MAX_NESTING;
pub use read::{
    Content, DEFAULT_MAX_DOCUMENT, Fields, Format, Input, Record, RecordError, Records,
};
#[cfg(feature = "report")]
pub use report::Report;
pub use source::{DEFAULT_MAX_RATIO, Source, SourceOptions};
pub use write::{
    BRAT_CONFIG, DocumentRow, Extras, Filing, MentionRow, QuoteRow, brat, document_row,
    error_record, failed_row, filings, filings_table, mention_rows, pretty, quote_rows,
    quotes_table, record, record_with, web_annotations, write_filings_csv, write_filings_head,
    write_json, write_json_line, write_rows_csv,
};
#[cfg(feature = "columns")]
pub use write::{
    BatchBuilder, ColumnFormat, ColumnWriter, ColumnsError, RecordBatch, Table, findings_schema,
    record_schema,
};

/// The name of the output contract.
pub const CONTRACT: &str = "chancery/1";

/// The JSON Schema of the output contract.
pub const SCHEMA: &str = include_str!("../schema/chancery-1.schema.json");
