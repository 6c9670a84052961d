//! `chancery annotate`.

mod forms;

use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chancery::{Offsets, Pipeline};

use self::forms::{Findings, Sinks};
use super::input::Inputs;
use super::output::{Before, Output};
use super::run::{RunArgs, Tally, run};
use super::watch::{Stamps, stamps};
use super::{Failure, OK, RuleArgs, offsets, report};

/// Annotate articles.
#[derive(clap::Args)]
pub(crate) struct Annotate {
    #[command(flatten)]
    inputs: Inputs,
    /// How to write. Default: for eyes, or nothing beside `--tables`.
    #[arg(long, value_enum)]
    to: Option<To>,
    /// Write to a file, which takes its name once it is whole; `.gz` and `.zst` are compressed. For brat,
    /// a folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write flat tables too: documents, mentions, quotes and agreements as Parquet files in a folder.
    #[arg(long, value_name = "DIR")]
    tables: Option<PathBuf>,
    /// Go on with a run that was stopped, after its last whole record. Needs `--to jsonl --output FILE`.
    #[arg(long)]
    resume: bool,
    /// The unit of offsets: byte, codepoint (Python) or utf16 (JavaScript, Java).
    #[arg(long, default_value = "byte", value_parser = offsets)]
    offsets: Offsets,
    /// The document's id, instead of one made from the file's name. For one document only.
    #[arg(long)]
    id: Option<String>,
    /// Stay, and annotate again whenever a file of the rules or of the input changes.
    #[arg(long, conflicts_with = "resume")]
    watch: bool,
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    rules: RuleArgs,
}

/// How often `--watch` looks at its files.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum To {
    /// For eyes.
    Pretty,
    /// Indented: an object, or an array of them for several documents.
    Json,
    /// One record a line.
    Jsonl,
    /// Apache Parquet: the records, nested as in JSON.
    Parquet,
    /// Arrow's file format: the same.
    Arrow,
    /// A page for a browser: the article, or counts and charts of a corpus.
    Html,
    /// brat's standoff: a folder with each text and its annotations.
    Brat,
    /// W3C Web Annotations as JSON-LD, one page of annotations a line.
    WebAnnotation,
}

impl Annotate {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let usage = |message: &str| Err(Failure::Usage(message.to_owned()));
        if self.id.is_some() && !self.inputs.is_one_text() {
            return usage("--id names one document: give one text file");
        }
        if self.resume && (self.to != Some(To::Jsonl) || self.output.is_none()) {
            return usage("--resume goes on with a file of lines: add --to jsonl --output FILE");
        }
        if self.resume && (self.inputs.is_standard() || self.tables.is_some()) {
            return usage("--resume reads its input anew: name files; and it writes no tables");
        }
        if self.to == Some(To::Brat) && self.output.is_none() {
            return usage("--to brat writes two files a document: name a folder with --output");
        }
        let binary = matches!(self.to, Some(To::Parquet | To::Arrow));
        if binary && self.output.is_none() && io::stdout().is_terminal() {
            return usage("this is nothing for a terminal: name a file with --output");
        }
        if self.watch { self.watch() } else { self.once(&self.rules.pipeline()?) }
    }

    /// Annotates, and again after each change, until the process is ended.
    fn watch(&self) -> Result<u8, Failure> {
        if self.inputs.is_standard() {
            return Err(Failure::Usage("--watch follows files: name one".to_owned()));
        }
        loop {
            let seen = self.stamps();
            let began = Instant::now();
            // Compiled anew each time, so it is to be dropped, and not kept as for a single run.
            let result = self.rules.packs().and_then(|packs| Pipeline::from_packs(&packs));
            match result.map_err(Failure::from).and_then(|pipeline| self.once(&pipeline)) {
                Ok(_) => {}
                Err(Failure::Output(e)) => return Err(Failure::Output(e)),
                Err(failure) => {
                    report(failure);
                }
            }
            let took = began.elapsed().as_millis();
            // To the side: the output stays what it is without --watch.
            let _ = writeln!(io::stderr(), "chancery: annotated in {took} ms; waiting for changes");
            while self.stamps() == seen {
                std::thread::sleep(LOOK);
            }
        }
    }

    fn stamps(&self) -> Stamps {
        stamps(
            self.rules
                .folders()
                .iter()
                .map(|f| (f.as_path(), "toml"))
                .chain(self.inputs.files().iter().map(|f| (f.as_path(), "txt"))),
        )
    }

    fn once(&self, pipeline: &Pipeline) -> Result<u8, Failure> {
        // While the first text is read; nothing waits for more than the part that it needs.
        if self.inputs.jobs() > NonZero::<usize>::MIN {
            let pipeline = pipeline.clone();
            std::thread::spawn(move || pipeline.prepare());
        }
        let to = match (self.to, &self.tables) {
            (Some(to), _) => Some(to),
            (None, Some(_)) => None,
            (None, None) => Some(To::Pretty),
        };
        let mut before = Before::default();
        let out = match (&self.output, self.resume) {
            (Some(path), true) => match Output::resume(path, &self.identity(pipeline))? {
                Some((out, earlier)) => {
                    before = earlier;
                    out
                }
                None => {
                    tracing::info!(file = %path.display(), "already whole");
                    return Ok(OK);
                }
            },
            (Some(path), false) if to != Some(To::Brat) => Output::create(Some(path))?,
            _ => Output::create(None)?,
        };
        let form = Findings {
            to,
            tables: self.tables.is_some(),
            offsets: self.offsets,
            id: self.id.as_deref(),
            width: io::stdout().is_terminal().then(terminal_width).flatten(),
        };
        let folder: Option<&Path> = self.output.as_deref().filter(|_| to == Some(To::Brat));
        let mut sinks = Sinks::new(to, out, folder, self.tables.as_deref())?;
        let before = Tally { documents: before.records, failed: before.failed, ..Tally::default() };
        let code =
            run(&self.inputs, pipeline, &self.run, before, &form, |piece| sinks.write(piece))?;
        sinks.finish()?;
        Ok(code)
    }

    /// What a run that goes on where another was stopped must have in common with it.
    fn identity(&self, pipeline: &Pipeline) -> serde_json::Value {
        serde_json::json!({
            "chancery": env!("CARGO_PKG_VERSION"),
            "rules": pipeline.rules().hash(),
            "offsets": self.offsets.as_str(),
            "input": self.inputs.identity(),
        })
    }
}

/// The terminal's width, as shells tell it.
pub(super) fn terminal_width() -> Option<u16> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}
