//! Which documents a command reads.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use chancery::{AnnotateOptions, RecordError};
use chancery_formats::{DEFAULT_MAX_DOCUMENT, Fields, Input, Record, Records, files_below};

use super::source;

/// The documents of a command.
#[derive(clap::Args)]
pub(crate) struct Inputs {
    /// Files to read, and folders of .txt (or .jsonl, .csv) files; `-` or none is standard input.
    files: Vec<PathBuf>,
    /// What the files hold: one text each, one JSON record {"id", "text", "date"} a line, or rows of
    /// CSV under a line of names. Each may be compressed.
    #[arg(long, default_value = "text", value_enum)]
    from: From,
    /// The field or column of the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// The field or column of the id.
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// The field or column of the date.
    #[arg(long, value_name = "NAME", default_value = "date")]
    date_field: String,
    /// The input holds HTML character references such as &amp;.
    #[arg(long)]
    html: bool,
    /// The largest document that is read, in bytes; a larger one becomes an error record.
    #[arg(long, value_name = "BYTES", default_value_t = DEFAULT_MAX_DOCUMENT)]
    max_document: usize,
    /// How many documents to work on at once. Default: all processors. The output is the same.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum From {
    Text,
    Jsonl,
    Csv,
}

impl Inputs {
    /// Whether they come from standard input.
    pub(crate) fn is_standard(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| file.as_os_str() == "-")
    }

    /// The files and folders, as given.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether they are one text.
    pub(crate) fn is_one_text(&self) -> bool {
        let folder = self.files.iter().any(|file| file.is_dir());
        self.files.len() <= 1 && !folder && self.from == From::Text
    }

    /// All records, one after the other.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> + Send {
        let standard = self.files.is_empty().then(|| PathBuf::from("-"));
        let files = standard.into_iter().chain(self.files.iter().cloned());
        let (from, max) = (self.from, self.max_document);
        let fields = Fields {
            text: self.text_field.clone(),
            id: self.id_field.clone(),
            date: self.date_field.clone(),
        };
        let extension = match from {
            From::Text => "txt",
            From::Jsonl => "jsonl",
            From::Csv => "csv",
        };
        // A folder that cannot be read is a record that cannot be read, as a file is.
        let files = files.flat_map(move |path| match files_below(&path, &[extension]) {
            Ok(files) => files,
            Err(_) => vec![path],
        });
        files.flat_map(move |path| match from {
            From::Text => Records::text(source(&path), max),
            From::Jsonl => Records::json_lines_with(source(&path), max, fields.clone()),
            From::Csv => Records::csv(source(&path), max, &fields),
        })
    }

    /// How many documents are worked on at once.
    pub(crate) fn jobs(&self) -> NonZero<usize> {
        let all = || thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        self.jobs.unwrap_or_else(all)
    }

    /// What is known of a record.
    pub(crate) fn options(&self, input: &Input) -> AnnotateOptions {
        AnnotateOptions { html: self.html, date: input.date }
    }
}

/// Says on standard error which record could not be read.
pub(crate) fn complain(error: &RecordError) {
    // What cannot be written to standard error is lost anyway.
    let _ = writeln!(io::stderr(), "chancery: {error}");
}
