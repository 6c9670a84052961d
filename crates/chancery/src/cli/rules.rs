//! `chancery rules`.

use std::io::Write;
use std::path::PathBuf;

use chancery::{Pipeline, check_examples};

use super::{Failure, OK, RuleArgs, USAGE, packs};

/// Check, test and list rules.
#[derive(clap::Subcommand)]
pub(crate) enum Rules {
    /// Load the rules and report everything that is wrong with them.
    Check {
        /// Folders of rules to lay over the embedded ones.
        dirs: Vec<PathBuf>,
    },
    /// Run the examples and counterexamples inside the rules.
    Test {
        /// Folders of rules to lay over the embedded ones.
        dirs: Vec<PathBuf>,
    },
    /// List all rules: id, kind, place.
    List {
        /// Only ids that contain this.
        filter: Option<String>,
        #[command(flatten)]
        rules: RuleArgs,
    },
}

impl Rules {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut out = anstream::stdout().lock();
        match self {
            Rules::Check { dirs } => {
                let pipeline = Pipeline::from_packs(&packs(&dirs)?)?;
                let files = pipeline.rules().sources().len();
                let rules = pipeline.catalog().len();
                writeln!(out, "{rules} rules in {files} files: no errors")?;
                Ok(OK)
            }
            Rules::Test { dirs } => {
                let pipeline = Pipeline::from_packs(&packs(&dirs)?)?;
                let report = check_examples(&pipeline);
                let (run, failed) = (report.run, report.failures.len());
                let (rules, without) = (report.rules, report.without);
                let sources = pipeline.rules().sources();
                for failure in &report.failures {
                    writeln!(out, "{}\n", failure.render(sources, true))?;
                }
                writeln!(out, "{} passed, {failed} failed", run - failed)?;
                writeln!(out, "{without} of {rules} rules have no example")?;
                Ok(if failed == 0 { OK } else { USAGE })
            }
            Rules::List { filter, rules } => {
                let pipeline = rules.pipeline()?;
                let wanted = filter.as_deref().unwrap_or("");
                for rule in pipeline.catalog().iter().filter(|r| r.id.as_str().contains(wanted)) {
                    let place = pipeline.rules().sources().file_line(rule.location);
                    writeln!(out, "{:<56} {:<20} {place}", rule.id.as_str(), rule.kind)?;
                }
                Ok(OK)
            }
        }
    }
}
