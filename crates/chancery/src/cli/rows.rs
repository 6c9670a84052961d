//! `chancery agreements` and `chancery quotes`: findings of one kind, one row each.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chancery::{Annotations, Offsets};
use chancery_formats::{
    Filing, Input, QuoteRow, RecordError, filings, filings_table, quote_rows, quotes_table,
    write_filings_csv, write_filings_head, write_json_line, write_rows_csv,
};

use super::annotate::terminal_width;
use super::input::Inputs;
use super::output::Output;
use super::run::{Form, RunArgs, Tally, run};
use super::{Failure, RuleArgs, offsets};

/// Which findings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Agreements,
    Quotes,
}

#[derive(clap::Args)]
pub(crate) struct Rows {
    #[command(flatten)]
    inputs: Inputs,
    /// How to write.
    #[arg(long, default_value = "table", value_enum)]
    to: To,
    /// Write to a file, which takes its name once it is whole; `.gz` and `.zst` are compressed.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The unit of offsets: byte, codepoint (Python) or utf16 (JavaScript, Java).
    #[arg(long, default_value = "byte", value_parser = offsets)]
    offsets: Offsets,
    #[command(flatten)]
    run: RunArgs,
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

/// The rows of a document.
#[derive(Default)]
struct Piece {
    filings: Vec<Filing>,
    quotes: Vec<QuoteRow>,
}

struct RowsForm {
    kind: Kind,
    offsets: Offsets,
}

impl Form for RowsForm {
    type Piece = Piece;

    fn together(&self) -> bool {
        false
    }

    fn begin(&self) -> Result<Piece, Failure> {
        Ok(Piece::default())
    }

    fn add(&self, to: &mut Piece, _: &Input, found: &Annotations<'_>) -> Result<(), Failure> {
        match self.kind {
            Kind::Agreements => to.filings.extend(filings(found, self.offsets)),
            Kind::Quotes => to.quotes.extend(quote_rows(found, self.offsets)),
        }
        Ok(())
    }

    fn fail(&self, _: &mut Piece, _: &RecordError) -> Result<(), Failure> {
        Ok(())
    }
}

impl Rows {
    pub(crate) fn run(self, kind: Kind) -> Result<u8, Failure> {
        let pipeline = self.rules.pipeline()?;
        let mut out = Output::create(self.output.as_deref())?;
        // A table is drawn once all its rows are known; the other forms go out as they come.
        let mut all = Piece::default();
        if self.to == To::Csv && kind == Kind::Agreements {
            write_filings_head(&mut out)?;
        }
        if self.to == To::Csv && kind == Kind::Quotes {
            write_quotes_head(&mut out)?;
        }
        let form = RowsForm { kind, offsets: self.offsets };
        let code = run(&self.inputs, &pipeline, &self.run, Tally::default(), &form, |piece| {
            match self.to {
                To::Table => {
                    all.filings.extend(piece.filings);
                    all.quotes.extend(piece.quotes);
                }
                To::Csv => {
                    write_filings_csv(&mut out, &piece.filings)?;
                    write_rows_csv(&mut out, &piece.quotes, false)?;
                }
                To::Jsonl => {
                    piece.filings.iter().try_for_each(|row| write_json_line(&mut out, row))?;
                    piece.quotes.iter().try_for_each(|row| write_json_line(&mut out, row))?;
                }
            }
            Ok(())
        })?;
        if self.to == To::Table {
            let width = io::stdout().is_terminal().then(terminal_width).flatten();
            let (table, none) = match kind {
                Kind::Agreements => (filings_table(&all.filings, width), "no agreements\n"),
                Kind::Quotes => (quotes_table(&all.quotes, width), "no quotations\n"),
            };
            out.write_all(table.as_deref().unwrap_or(none).as_bytes())?;
        }
        out.finish()?;
        Ok(code)
    }
}

fn write_quotes_head(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", QuoteRow::COLUMNS.join(","))
}
