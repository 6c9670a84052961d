//! `chancery rules test`.

use std::io::Write;
use std::path::PathBuf;

use chancery::{Pack, Pipeline, check_cases, check_examples};
use chancery_rules::TEST_FILE;

use crate::cli::{Failure, OK, USAGE, packs};

/// Run the examples and counterexamples inside the rules, and the cases of files *.test.toml.
#[derive(clap::Args)]
pub(crate) struct Test {
    /// Only rules whose id holds this; no cases of *.test.toml.
    #[arg(long, value_name = "ID", default_value = "")]
    filter: String,
    /// Propose what could stand in the place of examples that do not hold. Nothing is written: what is
    /// found need not be what should be.
    #[arg(long)]
    bless: bool,
    /// List the rules that had no part in any example.
    #[arg(long)]
    uncovered: bool,
    /// Folders of rules to lay over the embedded ones.
    dirs: Vec<PathBuf>,
}

impl Test {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let pipeline = Pipeline::from_packs(&packs(&self.dirs)?)?;
        let mut report = check_examples(&pipeline, &self.filter);
        if report.files.is_empty() {
            let message = format!("no rule has an id with `{}` in it", self.filter);
            return Err(Failure::Usage(message));
        }
        for dir in self.dirs.iter().filter(|_| self.filter.is_empty()) {
            check_cases(&pipeline, &Pack::tests_from_dir(dir)?, &mut report)?;
        }
        let total = report.total();
        let mut out = anstream::stdout().lock();
        let sources = pipeline.rules().sources();
        for failure in &report.failures {
            writeln!(out, "{}\n", failure.render(sources, true))?;
        }
        if let Some(cases) = &report.cases {
            for failure in &report.failed_cases {
                writeln!(out, "{}\n", failure.render(cases.sources(), true))?;
            }
        }
        for proposal in report.proposals.iter().filter(|_| self.bless) {
            writeln!(out, "{}", sources.file_line(proposal.place))?;
            writeln!(out, "  - {:?}", proposal.old)?;
            match &proposal.example {
                Some(example) => writeln!(out, "  + {example:?}, in examples\n")?,
                None => writeln!(out, "  + the rule finds nothing here: a counterexample\n")?,
            }
        }
        // Whoever tests a pack wants to read of that pack, and of what it breaks below.
        let own = |name: &str| sources.files().any(|f| f.layer > 0 && f.name == name);
        let told = |name: &str| self.dirs.is_empty() || own(name) || name.ends_with(TEST_FILE);
        report.files.retain(|name, file| file.failed > 0 || file.run > 0 && told(name));
        let width = report.files.keys().map(|name| name.chars().count()).max().unwrap_or(0);
        for (name, file) in &report.files {
            let passed = file.run - file.failed;
            write!(out, "{name:<width$}  {passed:>4} passed")?;
            if file.failed > 0 {
                write!(out, ", {} failed", file.failed)?;
            }
            writeln!(out)?;
        }
        if self.uncovered {
            writeln!(out, "\nno example exercises")?;
            for id in &report.unexercised {
                writeln!(out, "    {id}")?;
            }
        }
        writeln!(out, "\n{} passed, {} failed", total.run - total.failed, total.failed)?;
        let (rules, idle) = (total.rules, report.unexercised.len());
        writeln!(out, "{} of {rules} rules have no example, {idle} no part in any", total.without)?;
        Ok(if total.failed == 0 { OK } else { USAGE })
    }
}
