//! `chancery rules`.

mod check;
mod diff;
mod new;
mod test;

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use chancery::{Pipeline, entity, reference_pages, taxonomy_page};

use super::{Failure, OK, RuleArgs};

/// Check, test and list rules.
#[derive(clap::Subcommand)]
pub(crate) enum Rules {
    Check(check::Check),
    Test(test::Test),
    Diff(diff::Diff),
    New(new::New),
    Fmt(new::Format),
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
    /// Print the JSON Schema of rule files: what an editor needs for completion and checks.
    Schema,
    /// Write the reference of all rules: Markdown, a page a file.
    Reference {
        /// The folder for the pages.
        into: PathBuf,
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
        match self {
            Rules::Check(check) => check.run(),
            Rules::Test(test) => test.run(),
            Rules::Diff(diff) => diff.run(),
            Rules::New(new) => new.run(),
            Rules::Fmt(format) => format.run(),
            Rules::Schema => {
                writeln!(anstream::stdout(), "{:#}", Pipeline::rule_schema())?;
                Ok(OK)
            }
            Rules::Reference { into, rules } => {
                let pages = reference_pages(&rules.pipeline()?);
                fs::create_dir_all(&into)?;
                for (name, text) in &pages {
                    fs::write(into.join(name), text)?;
                }
                writeln!(anstream::stdout(), "{} pages in {}", pages.len(), into.display())?;
                Ok(OK)
            }
            Rules::Taxonomy { rules } => {
                anstream::stdout().write_all(taxonomy_page(&rules.pipeline()?).as_bytes())?;
                Ok(OK)
            }
            Rules::List { entity: Some(id), rules, .. } => {
                let account = entity(&rules.pipeline()?, &id);
                let unknown = || Failure::Usage(format!("the rules know no entity `{id}`"));
                anstream::stdout().write_all(account.ok_or_else(unknown)?.as_bytes())?;
                Ok(OK)
            }
            Rules::List { filter, rules, entity: None } => {
                let pipeline = rules.pipeline()?;
                let mut out = anstream::stdout().lock();
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
