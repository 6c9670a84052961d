//! Which documents a command reads.

use std::io::{self, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;

use chancery::{AnnotateOptions, RecordError};
use chancery_formats::{
    Content, DEFAULT_MAX_DOCUMENT, DEFAULT_MAX_NESTING, DEFAULT_MAX_RATIO, Fields, Format, Input,
    Record, Records, Source, SourceOptions, files_below,
};

use super::STANDARD;

/// The documents of a command.
#[derive(clap::Args)]
pub(crate) struct Inputs {
    /// Files to read, and folders of them; `-` or none is standard input.
    files: Vec<PathBuf>,
    /// What the files hold; each may be compressed by gzip or Zstandard. `auto` goes by their names, else
    /// by their first bytes, else they are plain texts.
    #[arg(long, default_value = "auto", value_enum)]
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
    /// Leave other fields and columns out of the output, instead of passing them through as `fields`.
    #[arg(long)]
    no_fields: bool,
    /// The input holds HTML character references such as &amp;. (Pages are read by `--from html`.)
    #[arg(long)]
    html: bool,
    /// The largest document that is read, in bytes; a larger one becomes an error record.
    #[arg(long, value_name = "BYTES", default_value_t = DEFAULT_MAX_DOCUMENT)]
    max_document: usize,
    /// How many times larger than itself a compressed file may become.
    #[arg(long, value_name = "TIMES", default_value_t = DEFAULT_MAX_RATIO)]
    max_ratio: u64,
    /// How deep the elements of an HTML page may lie in each other.
    #[arg(long, value_name = "DEPTH", default_value_t = DEFAULT_MAX_NESTING)]
    max_nesting: usize,
    /// How many documents to work on at once. Default: all processors. The output is the same.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum From {
    /// By name, else by content.
    Auto,
    /// A file is one plain text.
    Text,
    /// A JSON object a line: {"id", "text", "date"}.
    Jsonl,
    /// Rows under a line with the names of the columns.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Arrow's file or stream format.
    Arrow,
    /// A file is one page, whose article is taken out.
    Html,
    /// Web archives: the pages of WARC, the texts of WET.
    Warc,
}

impl From {
    fn format(self) -> Option<Format> {
        Some(match self {
            From::Auto => return None,
            From::Text => Format::Text,
            From::Jsonl => Format::Jsonl,
            From::Csv => Format::Csv,
            From::Parquet => Format::Parquet,
            From::Arrow => Format::Arrow,
            From::Html => Format::Html,
            From::Warc => Format::Warc,
        })
    }
}

impl Inputs {
    /// Whether they come from standard input.
    pub(crate) fn is_standard(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|file| file.as_os_str() == STANDARD)
    }

    /// The files and folders, as given.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// Whether they are one text or page.
    pub(crate) fn is_one_text(&self) -> bool {
        let folder = self.files.iter().any(|file| file.is_dir());
        let known = self.from.format();
        let format = known.or_else(|| self.files.first().and_then(|f| Format::of_name(f)));
        let one = matches!(format, None | Some(Format::Text | Format::Html));
        self.files.len() <= 1 && !folder && one
    }

    /// The endings of the files that are read in folders.
    fn endings(&self) -> Vec<&'static str> {
        let formats = self.from.format().map_or(Format::ALL.to_vec(), |format| vec![format]);
        formats.iter().flat_map(|format| format.endings()).copied().collect()
    }

    /// Every file, those of folders in order. A folder that cannot be read stands for itself: it becomes a
    /// record that cannot be read, as a file does.
    fn all_files(&self) -> impl Iterator<Item = PathBuf> + Send + use<> {
        let standard = self.files.is_empty().then(|| PathBuf::from(STANDARD));
        let files: Vec<PathBuf> = standard.into_iter().chain(self.files.iter().cloned()).collect();
        let endings = self.endings();
        files.into_iter().flat_map(move |path| files_below(&path, &endings).unwrap_or(vec![path]))
    }

    /// How many bytes there are to read, where that is known.
    pub(crate) fn size(&self) -> Option<u64> {
        self.all_files().map(|path| path.metadata().ok().map(|about| about.len())).sum()
    }

    /// All records, one after the other. `read` is told how many bytes have been read.
    pub(crate) fn records(
        &self,
        read: &Arc<AtomicU64>,
    ) -> impl Iterator<Item = Record> + Send + use<> {
        let (from, max) = (self.from.format(), self.max_document);
        let fields = Fields {
            text: self.text_field.clone(),
            id: self.id_field.clone(),
            date: self.date_field.clone(),
            others: !self.no_fields,
        };
        let options = SourceOptions { max_ratio: self.max_ratio, read: read.clone() };
        self.all_files().flat_map(move |path| {
            let mut source = open(&path, &options);
            let format = from.unwrap_or_else(|| Format::of(&mut source));
            tracing::info!(file = %path.display(), ?format, "reading");
            Records::new(source, format, max, &fields)
        })
    }

    /// What is left to do on a record before it can be annotated; slow enough to be done by many at once.
    pub(crate) fn prepare(&self, record: Record) -> Record {
        record.and_then(|input| input.article(self.max_nesting))
    }

    /// How many documents are worked on at once.
    pub(crate) fn jobs(&self) -> NonZero<usize> {
        let all = || thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
        self.jobs.unwrap_or_else(all)
    }

    /// What is known of a record.
    pub(crate) fn options(&self, input: &Input) -> AnnotateOptions {
        AnnotateOptions { html: self.html && input.content == Content::Text, date: input.date }
    }

    /// What a run that goes on where another was stopped must have in common with it.
    pub(crate) fn identity(&self) -> serde_json::Value {
        serde_json::json!({
            "files": self.files,
            "from": format!("{:?}", self.from),
            "fields": [self.text_field, self.id_field, self.date_field],
            "no_fields": self.no_fields,
            "html": self.html,
            "limits": [self.max_document as u64, self.max_ratio, self.max_nesting as u64],
        })
    }
}

/// A file or standard input.
fn open(path: &Path, options: &SourceOptions) -> Source {
    if path.as_os_str() == STANDARD {
        let stdin: Box<dyn Read + Send> = Box::new(io::stdin());
        Source::reader_with("stdin", stdin, options)
    } else {
        Source::file_with(path, options)
    }
}

/// A file or standard input that is one text.
pub(crate) fn source(path: &Path) -> Source {
    open(path, &SourceOptions::default())
}

/// Says on standard error which record could not be read.
pub(crate) fn complain(error: &RecordError) {
    // What cannot be written to standard error is lost anyway.
    let _ = writeln!(io::stderr(), "chancery: {error}");
}
