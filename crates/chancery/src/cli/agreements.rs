//! `chancery agreements`.

use std::io::{self, BufWriter, IsTerminal, Write};

use chancery::{Offsets, in_order};
use chancery_formats::{
    Record, filings, filings_table, write_filings_csv, write_filings_head, write_json_line,
};

use super::annotate::terminal_width;
use super::input::{Inputs, complain};
use super::{Failure, OK, RuleArgs, SOME_FAILED, offsets};

/// File only the agreements, one row each.
///
/// Columns: date, parties, type, title, status, subjects, who said it, source; CSV and JSON Lines
/// also give place, polarity, the date of the source and offsets.
#[derive(clap::Args)]
pub(crate) struct Agreements {
    #[command(flatten)]
    inputs: Inputs,
    /// How to write.
    #[arg(long, default_value = "table", value_enum)]
    to: To,
    /// The unit of offsets: byte, codepoint (Python) or utf16 (JavaScript, Java).
    #[arg(long, default_value = "byte", value_parser = offsets)]
    offsets: Offsets,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    /// For eyes.
    Table,
    /// Comma-separated values with a head.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

impl Agreements {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let pipeline = self.rules.pipeline()?;
        let mut out = BufWriter::new(io::stdout().lock());
        let mut code = OK;
        // A table is drawn once all its rows are known; the other forms go out as they come.
        let mut rows = Vec::new();
        if self.to == To::Csv {
            write_filings_head(&mut out)?;
        }
        let work = |record: Record| {
            record.map(|input| {
                let options = self.inputs.options(&input);
                let annotations = pipeline.annotate_with(&input.id, &input.text, options);
                filings(&annotations, self.offsets)
            })
        };
        in_order(self.inputs.jobs(), self.inputs.records(), work, |result| {
            let filings = match result {
                Ok(filings) => filings,
                Err(error) => {
                    code = SOME_FAILED;
                    complain(&error);
                    return Ok(());
                }
            };
            match self.to {
                To::Table => rows.extend(filings),
                To::Csv => write_filings_csv(&mut out, &filings)?,
                To::Jsonl => {
                    for filing in &filings {
                        write_json_line(&mut out, filing)?;
                    }
                }
            }
            Ok::<(), Failure>(())
        })?;
        if self.to == To::Table {
            let width = io::stdout().is_terminal().then(terminal_width).flatten();
            let table = filings_table(&rows, width);
            out.write_all(table.as_deref().unwrap_or("no agreements\n").as_bytes())?;
        }
        out.flush()?;
        Ok(code)
    }
}
