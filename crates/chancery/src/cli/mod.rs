//! Commands and their exit codes.

mod annotate;
mod eval;
mod input;
mod lookup;
mod output;
mod rows;
mod rules;
mod run;
mod serve;
mod snapshot;
mod watch;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chancery::{Diagnostics, Offsets, Pack, Pipeline, Target, explain};
use chancery_formats::{DEFAULT_MAX_DOCUMENT, Records};
use clap::{ArgAction, CommandFactory, Parser, Subcommand};

pub(crate) use self::input::source;

/// Everything went well.
pub(crate) const OK: u8 = 0;
/// Some record could not be read; its place in the output holds an error record.
pub(crate) const SOME_FAILED: u8 = 1;
/// The rules or the command line are wrong, and nothing was run; or a check of them failed.
pub(crate) const USAGE: u8 = 2;
/// The output could not be written.
pub(crate) const CANNOT_WRITE: u8 = 3;
/// There were more bad records than `--max-errors` allows: the rest was not read.
pub(crate) const TOO_MANY_ERRORS: u8 = 4;

/// The path that stands for standard input and output.
pub(crate) const STANDARD: &str = "-";

/// The version of the program and of its rules; hashing them takes time that other commands spare.
fn version() -> String {
    let rules = chancery::RuleSet::embedded();
    let (name, version, hash) = (rules.name(), rules.version(), rules.hash());
    format!("chancery {} (rules {name} {version} {hash})\n", env!("CARGO_PKG_VERSION"))
}

/// Reads diplomatic news and files who appears, who said what, and what was agreed.
#[derive(Parser)]
#[command(name = "chancery", after_help = EXIT_CODES, arg_required_else_help = true)]
struct Cli {
    /// Print the version of the program and of its rules.
    #[arg(short = 'V', long)]
    version: bool,
    /// Say on standard error what is being done; twice for every record.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 all well; 1 some record could not be read (the others were); \
2 the rules or the command line are wrong, nothing was run; 3 the output could not be written; 4 more records were bad than \
--max-errors allows, the rest was not read.";

#[derive(Subcommand)]
enum Command {
    /// Annotate articles.
    Annotate(annotate::Annotate),
    /// File only the agreements, one row each.
    Agreements(rows::Rows),
    /// File only the quotations, one row each: who, what, to whom, by which cue.
    Quotes(rows::Rows),
    /// Say why findings were made: rules with file and line, what they saw, the chain of mentions.
    Explain {
        /// A text file; `-` is standard input.
        file: PathBuf,
        /// One finding: m3, q0, a1.
        #[arg(long, conflicts_with = "at")]
        id: Option<String>,
        /// The findings over one byte of the text.
        #[arg(long, value_name = "OFFSET")]
        at: Option<usize>,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// Resolve single names: countries, organizations, institutions, places.
    Lookup(lookup::Lookup),
    Snapshot(snapshot::Snapshot),
    Serve(serve::Serve),
    /// Measure findings against annotated text.
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Check, test and list rules.
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Write the manual pages, one for each command: `chancery man DIR; man -M DIR chancery`.
    Man {
        /// The folder of manuals; the pages go into its `man1`.
        folder: PathBuf,
    },
}

/// Which rules to use.
#[derive(clap::Args)]
pub(crate) struct RuleArgs {
    /// A folder of rules to lay over the embedded ones; may be given several times.
    #[arg(long = "rules", value_name = "DIR")]
    rules: Vec<PathBuf>,
}

impl RuleArgs {
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.rules
    }

    pub(crate) fn packs(&self) -> Result<Vec<Pack>, Diagnostics> {
        packs(&self.rules)
    }

    pub(crate) fn pipeline(&self) -> Result<Pipeline, Diagnostics> {
        let pipeline = Pipeline::from_packs(&self.packs()?)?;
        // It lives as long as the process, whose end frees it faster than we could.
        std::mem::forget(pipeline.clone());
        Ok(pipeline)
    }
}

/// The embedded pack with folders over it.
pub(crate) fn packs(folders: &[PathBuf]) -> Result<Vec<Pack>, Diagnostics> {
    let mut packs = vec![Pack::embedded()];
    for folder in folders {
        packs.push(Pack::from_dir(folder)?);
    }
    Ok(packs)
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The rules are wrong.
    Rules(Diagnostics),
    /// The command line asks for something that cannot be.
    Usage(String),
    /// An input could not be read.
    Input(String),
    /// There were more bad records than so many.
    TooManyErrors(usize),
    /// The output could not be written.
    Output(io::Error),
}

impl From<Diagnostics> for Failure {
    fn from(errors: Diagnostics) -> Self {
        Failure::Rules(errors)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let command = match cli.command {
        Some(command) if !cli.version => command,
        _ => {
            let written = io::stdout().lock().write_all(version().as_bytes());
            return ExitCode::from(written.map_or_else(|e| report(e.into()), |()| OK));
        }
    };
    log(cli.verbose);
    let result = match command {
        Command::Annotate(annotate) => annotate.run(),
        Command::Agreements(rows) => rows.run(rows::Kind::Agreements),
        Command::Quotes(rows) => rows.run(rows::Kind::Quotes),
        Command::Explain { file, id, at, rules } => run_explain(&file, id, at, &rules),
        Command::Lookup(lookup) => lookup.run(),
        Command::Snapshot(snapshot) => snapshot.run(),
        Command::Serve(serve) => serve.run(),
        Command::Eval(eval) => eval.run(),
        Command::Rules(rules) => rules.run(),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "chancery", &mut io::stdout());
            Ok(OK)
        }
        Command::Man { folder } => man(&folder),
    };
    ExitCode::from(result.unwrap_or_else(report))
}

fn man(folder: &Path) -> Result<u8, Failure> {
    let pages = folder.join("man1");
    fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(Cli::command(), &pages)?;
    Ok(OK)
}

/// Sends what is logged to standard error: nothing, files, or every record.
fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => tracing::Level::INFO,
        _ => tracing::Level::DEBUG,
    };
    let colours = io::IsTerminal::is_terminal(&io::stderr());
    tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(colours)
        .with_target(false)
        .init();
}

fn report(failure: Failure) -> u8 {
    let mut err = anstream::stderr().lock();
    // What cannot be written to standard error is lost anyway.
    let (_, code) = match failure {
        Failure::Rules(errors) => (write!(err, "{}", errors.render(true)), USAGE),
        Failure::Usage(message) => (writeln!(err, "chancery: {message}"), USAGE),
        Failure::Input(message) => (writeln!(err, "chancery: {message}"), SOME_FAILED),
        // The reader of a pipe has had enough: no error.
        Failure::Output(e) if e.kind() == io::ErrorKind::BrokenPipe => (Ok(()), OK),
        Failure::TooManyErrors(most) => {
            let message = "more bad records than --max-errors allows; the rest was not read";
            (writeln!(err, "chancery: {message} ({most})"), TOO_MANY_ERRORS)
        }
        Failure::Output(e) => {
            (writeln!(err, "chancery: cannot write the output: {e}"), CANNOT_WRITE)
        }
    };
    code
}

fn run_explain(
    file: &Path,
    id: Option<String>,
    at: Option<usize>,
    rules: &RuleArgs,
) -> Result<u8, Failure> {
    let pipeline = rules.pipeline()?;
    let record = Records::text(source(file), DEFAULT_MAX_DOCUMENT).next();
    let input = match record {
        Some(Ok(input)) => input,
        Some(Err(error)) => return Err(Failure::Input(error.to_string())),
        None => return Ok(OK),
    };
    let annotations = pipeline.annotate(&input.id, &input.text);
    let target = match (id, at) {
        (Some(id), _) => Target::Id(id),
        (None, Some(at)) => Target::At(at),
        (None, None) => Target::All,
    };
    let account =
        explain(&pipeline, &annotations, &target).map_err(|e| Failure::Usage(e.to_string()))?;
    io::stdout().lock().write_all(account.as_bytes())?;
    Ok(OK)
}

/// The unit of offsets as an argument.
pub(crate) fn offsets(text: &str) -> Result<Offsets, String> {
    text.parse()
}
