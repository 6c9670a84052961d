//! `chancery rules diff`.

use std::io::{self, Write};
use std::path::PathBuf;

use chancery::{Offsets, Pipeline, record};
use chancery_formats::{
    Change, DEFAULT_MAX_DOCUMENT, Input, Records, changes_page, compare, files_below,
};
use serde_json::json;

use crate::cli::input::complain;
use crate::cli::{Failure, OK, SOME_FAILED, packs, source};

/// Show what a change of rules changes in the output of articles, finding by finding.
#[derive(clap::Args)]
pub(crate) struct Diff {
    /// The rules before and after, each a folder laid over the embedded rules. With one folder, the
    /// embedded rules alone are before.
    #[arg(required = true, num_args = 1..=2, value_name = "DIR")]
    dirs: Vec<PathBuf>,
    /// Articles: text files, or folders of .txt files.
    #[arg(long, required = true, num_args = 1.., value_name = "ARTICLES")]
    on: Vec<PathBuf>,
    /// How to write: for eyes, as JSON, or as a page.
    #[arg(long, default_value = "text", value_enum)]
    to: To,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum To {
    Text,
    Json,
    Html,
}

impl Diff {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let (before, after) = self.dirs.split_at(self.dirs.len() - 1);
        let before = Pipeline::from_packs(&packs(before)?)?;
        let after = Pipeline::from_packs(&packs(after)?)?;
        let mut code = OK;
        let mut read = 0;
        let mut all: Vec<(String, Vec<Change>)> = Vec::new();
        for path in &self.on {
            let files = files_below(path, &["txt"]).map_err(|e| Failure::Input(e.to_string()))?;
            for record in files.iter().flat_map(|f| Records::text(source(f), DEFAULT_MAX_DOCUMENT))
            {
                read += 1;
                match record {
                    Ok(input) => {
                        let changes = compare(&output(&before, &input), &output(&after, &input));
                        if !changes.is_empty() {
                            all.push((input.id, changes));
                        }
                    }
                    Err(error) => {
                        code = SOME_FAILED;
                        complain(&error);
                    }
                }
            }
        }
        self.write(read, &all)?;
        Ok(code)
    }

    fn write(&self, read: usize, all: &[(String, Vec<Change>)]) -> io::Result<()> {
        let mut out = anstream::stdout().lock();
        match self.to {
            To::Json => {
                let articles: Vec<_> =
                    all.iter().map(|(id, c)| json!({"id": id, "changes": c})).collect();
                writeln!(out, "{:#}", json!({"read": read, "articles": articles}))
            }
            To::Html => out.write_all(changes_page(read, all).as_bytes()),
            To::Text => {
                for (id, changes) in all {
                    writeln!(out, "{id}")?;
                    for change in changes {
                        writeln!(out, "  {change}")?;
                    }
                }
                let count = |what: &str| {
                    all.iter().flat_map(|(_, c)| c).filter(|c| c.change == what).count()
                };
                let (added, gone, changed) = (count("added"), count("gone"), count("changed"));
                let n = all.len();
                writeln!(
                    out,
                    "{n} of {read} articles differ: {added} added, {gone} gone, {changed} changed"
                )
            }
        }
    }
}

fn output(pipeline: &Pipeline, input: &Input) -> serde_json::Value {
    let found = pipeline.annotate(&input.id, &input.text);
    json!(record(&found, Offsets::Byte))
}
