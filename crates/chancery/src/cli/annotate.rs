//! `chancery annotate`.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::{Duration, Instant};

use chancery::{Offsets, Pipeline, RecordError, in_order, record};
use chancery_formats::{Record, error_record, pretty, write_json, write_json_line};

use super::input::{Inputs, complain};
use super::watch::{Stamps, stamps};
use super::{Failure, OK, RuleArgs, SOME_FAILED, offsets, report};

/// Annotate articles.
#[derive(clap::Args)]
pub(crate) struct Annotate {
    #[command(flatten)]
    inputs: Inputs,
    /// How to write: for eyes, as indented JSON, or as one JSON record a line. Default: for eyes.
    #[arg(long, default_value = "pretty", value_enum)]
    to: To,
    /// The unit of offsets: byte, codepoint (Python) or utf16 (JavaScript, Java).
    #[arg(long, default_value = "byte", value_parser = offsets)]
    offsets: Offsets,
    /// The document's id, instead of one made from the file's name. For one document only.
    #[arg(long)]
    id: Option<String>,
    /// Stay, and annotate again whenever a file of the rules or of the input changes.
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    rules: RuleArgs,
}

/// How often `--watch` looks at its files.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Pretty,
    Json,
    Jsonl,
}

impl Annotate {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        if self.id.is_some() && !self.inputs.is_one_text() {
            return Err(Failure::Usage("--id names one document: give one text file".to_owned()));
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
        let records = self.inputs.records();
        match self.to {
            To::Pretty => self.pretty(pipeline, records),
            To::Json => self.json(pipeline, records),
            To::Jsonl => self.json_lines(pipeline, records),
        }
    }

    fn pretty(
        &self,
        pipeline: &Pipeline,
        records: impl Iterator<Item = Record>,
    ) -> Result<u8, Failure> {
        let width = io::stdout().is_terminal().then(terminal_width).flatten();
        let mut out = anstream::stdout().lock();
        let mut code = OK;
        for (number, record) in records.enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            match record {
                Ok(input) => {
                    let id = self.id.as_deref().unwrap_or(&input.id);
                    let options = self.inputs.options(&input);
                    let annotations = pipeline.annotate_with(id, &input.text, options);
                    out.write_all(pretty(&annotations, width).as_bytes())?;
                }
                Err(error) => {
                    code = SOME_FAILED;
                    complain(&error);
                }
            }
        }
        out.flush()?;
        Ok(code)
    }

    fn json_lines(
        &self,
        pipeline: &Pipeline,
        records: impl Iterator<Item = Record> + Send,
    ) -> Result<u8, Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        let mut code = OK;
        let work = |record: Record| {
            let mut line = Vec::new();
            let written = self.write(&mut line, pipeline, &record, false);
            written.map(|()| (line, record.err()))
        };
        in_order(self.inputs.jobs(), records, work, |result: io::Result<_>| {
            let (line, error) = result?;
            code = code.max(outcome(error.as_ref()));
            out.write_all(&line)
        })?;
        out.flush()?;
        Ok(code)
    }

    /// One object for one document, an array for several.
    fn json(
        &self,
        pipeline: &Pipeline,
        records: impl Iterator<Item = Record>,
    ) -> Result<u8, Failure> {
        let mut out = BufWriter::new(io::stdout().lock());
        let mut records = records.peekable();
        let mut code = OK;
        let Some(first) = records.next() else { return Ok(OK) };
        let several = records.peek().is_some();
        if several {
            writeln!(out, "[")?;
        }
        code = code.max(outcome(first.as_ref().err()));
        self.write(&mut out, pipeline, &first, true)?;
        for record in records {
            writeln!(out, ",")?;
            code = code.max(outcome(record.as_ref().err()));
            self.write(&mut out, pipeline, &record, true)?;
        }
        if several {
            writeln!(out, "]")?;
        }
        out.flush()?;
        Ok(code)
    }

    fn write(
        &self,
        out: &mut impl Write,
        pipeline: &Pipeline,
        input: &Record,
        indented: bool,
    ) -> io::Result<()> {
        match input {
            Ok(input) => {
                let id = self.id.as_deref().unwrap_or(&input.id);
                let options = self.inputs.options(input);
                let annotations = pipeline.annotate_with(id, &input.text, options);
                let output = record(&annotations, self.offsets);
                if indented { write_json(out, &output) } else { write_json_line(out, &output) }
            }
            Err(error) => {
                let mut error = error.clone();
                if let Some(id) = &self.id {
                    error.id.clone_from(id);
                }
                let output = error_record(&error);
                if indented { write_json(out, &output) } else { write_json_line(out, &output) }
            }
        }
    }
}

/// The exit code of one record; an error is said on standard error.
fn outcome(error: Option<&RecordError>) -> u8 {
    error.map_or(OK, |error| {
        complain(error);
        SOME_FAILED
    })
}

/// The terminal's width, as shells tell it.
pub(super) fn terminal_width() -> Option<u16> {
    std::env::var("COLUMNS").ok()?.parse().ok()
}
