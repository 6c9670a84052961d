//! `chancery rules`.

use std::io::Write;
use std::path::PathBuf;

use chancery::{Pipeline, check_examples, entity, taxonomy_page};

use super::{Failure, OK, RuleArgs, USAGE, packs};

/// Check, test and list rules.
#[derive(clap::Subcommand)]
pub(crate) enum Rules {
    /// Load the rules and report everything that is wrong or doubtful in them.
    Check {
        /// Doubtful names count as errors.
        #[arg(long)]
        deny_warnings: bool,
        /// Folders of rules to lay over the embedded ones.
        dirs: Vec<PathBuf>,
    },
    /// Run the examples and counterexamples inside the rules.
    Test {
        /// Folders of rules to lay over the embedded ones.
        dirs: Vec<PathBuf>,
    },
    /// List all rules: id, kind, place; or all that is known of one entity.
    List {
        /// Only ids that contain this.
        filter: Option<String>,
        /// All names of an entity and where they stand: country/AZ, organization/nato.
        #[arg(long, value_name = "ID", conflicts_with = "filter")]
        entity: Option<String>,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Print the taxonomy of agreements as a Markdown page.
    Taxonomy {
        #[command(flatten)]
        rules: RuleArgs,
    },
}

impl Rules {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let mut out = anstream::stdout().lock();
        match self {
            Rules::Check { deny_warnings, dirs } => {
                let pipeline = Pipeline::from_packs(&packs(&dirs)?)?;
                let sources = pipeline.rules().sources();
                let warnings = pipeline.warnings();
                for warning in &warnings {
                    writeln!(out, "{}\n", warning.render(sources, true))?;
                }
                let (files, rules) = (sources.len(), pipeline.catalog().len());
                let n = warnings.len();
                let s = if n == 1 { "" } else { "s" };
                writeln!(out, "{rules} rules in {files} files: no errors, {n} warning{s}")?;
                Ok(if deny_warnings && n > 0 { USAGE } else { OK })
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
            Rules::Taxonomy { rules } => {
                out.write_all(taxonomy_page(&rules.pipeline()?).as_bytes())?;
                Ok(OK)
            }
            Rules::List { entity: Some(id), rules, .. } => {
                let account = entity(&rules.pipeline()?, &id);
                let unknown = || Failure::Usage(format!("the rules know no entity `{id}`"));
                out.write_all(account.ok_or_else(unknown)?.as_bytes())?;
                Ok(OK)
            }
            Rules::List { filter, rules, entity: None } => {
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
