//! `chancery rules check`.

use std::io::Write;
use std::path::PathBuf;

use chancery::Pipeline;
use chancery_formats::{DiagnosticRecord, sarif};
use chancery_rules::{Diagnostic, Diagnostics, Sources};
use serde_json::{Value, json};

use crate::cli::{Failure, OK, USAGE, packs};

/// Load the rules and report everything that is wrong or doubtful in them.
#[derive(clap::Args)]
pub(crate) struct Check {
    /// Doubtful rules count as errors.
    #[arg(long)]
    deny_warnings: bool,
    /// How to write: for eyes, as JSON, or as SARIF for editors and code scanning.
    #[arg(long, default_value = "text", value_enum)]
    to: To,
    /// Folders of rules to lay over the embedded ones.
    dirs: Vec<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Text,
    Json,
    Sarif,
}

impl Check {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let checked = packs(&self.dirs).and_then(|packs| Pipeline::from_packs(&packs));
        match (checked, self.to) {
            (Err(errors), To::Text) => Err(errors.into()),
            (Err(Diagnostics { errors, sources }), _) => {
                self.write(&errors, &sources)?;
                Ok(USAGE)
            }
            (Ok(pipeline), _) => {
                let warnings = pipeline.warnings();
                let sources = pipeline.rules().sources();
                if self.to == To::Text {
                    text(&pipeline, &warnings)?;
                } else {
                    self.write(&warnings, sources)?;
                }
                Ok(if self.deny_warnings && !warnings.is_empty() { USAGE } else { OK })
            }
        }
    }

    fn write(&self, found: &[Diagnostic], sources: &Sources) -> Result<(), Failure> {
        let records: Vec<_> = found.iter().map(|d| DiagnosticRecord::new(d, sources)).collect();
        let value: Value = match self.to {
            To::Sarif => sarif(&records, env!("CARGO_PKG_VERSION")),
            To::Text | To::Json => json!(records),
        };
        writeln!(anstream::stdout().lock(), "{value:#}")?;
        Ok(())
    }
}

fn text(pipeline: &Pipeline, warnings: &[Diagnostic]) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    let sources = pipeline.rules().sources();
    for warning in warnings {
        writeln!(out, "{}\n", warning.render(sources, true))?;
    }
    let (files, rules) = (sources.len(), pipeline.catalog().len());
    let n = warnings.len();
    let s = if n == 1 { "" } else { "s" };
    writeln!(out, "{rules} rules in {files} files: no errors, {n} warning{s}")?;
    Ok(())
}
