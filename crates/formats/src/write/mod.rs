//! Writes findings: the output contract, rows and tables of it, and forms that other tools read.

mod brat;
#[cfg(feature = "columns")]
mod columns;
mod filing;
mod pretty;
mod record;
mod rows;
mod web_annotation;

pub use self::brat::{BRAT_CONFIG, brat};
#[cfg(feature = "columns")]
pub use arrow_array::RecordBatch;

#[cfg(feature = "columns")]
pub use self::columns::{
    BatchBuilder, ColumnFormat, ColumnWriter, ColumnsError, Table, findings_schema, record_schema,
};
pub use self::filing::{Filing, filings, filings_table, write_filings_csv, write_filings_head};
pub use self::pretty::pretty;
pub use self::record::{Extras, error_record, record, record_with, write_json, write_json_line};
pub use self::rows::{
    DocumentRow, MentionRow, QuoteRow, document_row, failed_row, mention_rows, quote_rows,
    quotes_table, write_rows_csv,
};
pub use self::web_annotation::web_annotations;
