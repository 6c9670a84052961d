//! A run over many documents: progress while it lasts, a summary at its end, and an end where too many
//! records are bad.

use std::io::{self, IsTerminal, Write};
use std::ops::AddAssign;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chancery::{Annotations, Article, Pipeline, Together, in_order, together, weight};
use chancery_formats::{Input, Record, RecordError};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::input::{Inputs, complain};
use super::{Failure, OK, SOME_FAILED};

/// What was read and found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) documents: usize,
    pub(crate) bytes: u64,
    pub(crate) failed: usize,
    pub(crate) mentions: usize,
    pub(crate) quotes: usize,
    pub(crate) agreements: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.failed += other.failed;
        self.mentions += other.mentions;
        self.quotes += other.quotes;
        self.agreements += other.agreements;
    }
}

/// How a run is done.
#[derive(clap::Args)]
pub(crate) struct RunArgs {
    /// Stop after more bad records than this; without it, all that is good is done.
    #[arg(long, value_name = "N")]
    max_errors: Option<usize>,
    /// Draw no progress on the terminal.
    #[arg(long)]
    no_progress: bool,
}

/// Makes a piece of the output from documents that follow each other. Many threads do so at once.
pub(crate) trait Form: Sync {
    /// A piece of the output.
    type Piece: Send;
    /// Whether a piece is made of several documents.
    fn together(&self) -> bool;

    /// An empty piece.
    fn begin(&self) -> Result<Self::Piece, Failure>;
    /// Adds a document.
    fn add(
        &self,
        to: &mut Self::Piece,
        input: &Input,
        found: &Annotations<'_>,
    ) -> Result<(), Failure>;
    /// Adds a document that could not be read.
    fn fail(&self, to: &mut Self::Piece, error: &RecordError) -> Result<(), Failure>;
}

/// Annotates all documents and hands the pieces to `sink` in their order. `before` is what an earlier run
/// has done: its records are passed over.
pub(crate) fn run<F: Form>(
    inputs: &Inputs,
    pipeline: &Pipeline,
    args: &RunArgs,
    before: Tally,
    form: &F,
    mut sink: impl FnMut(F::Piece) -> Result<(), Failure>,
) -> Result<u8, Failure> {
    let began = Instant::now();
    let read = Arc::new(AtomicU64::new(0));
    let progress = progress(inputs, args.no_progress);
    let mut tally = before;
    let mut here = Tally::default();
    let records = inputs.records(&read).skip(before.documents);
    let records = if form.together() { together(records) } else { Together::new(records, 1) };
    let done = in_order(
        inputs.jobs(),
        records,
        |records| weight(records),
        |several| work(inputs, pipeline, form, several),
        |result| {
            let (piece, errors, done) = result?;
            for error in &errors {
                progress.suspend(|| complain(error));
            }
            here += done;
            tally += done;
            progress.set_position(read.load(Ordering::Relaxed));
            progress.set_message(format!("{} documents", HumanCount(tally.documents as u64)));
            sink(piece)?;
            match args.max_errors {
                Some(most) if tally.failed > most => Err(Failure::TooManyErrors(most)),
                _ => Ok(()),
            }
        },
    );
    progress.finish_and_clear();
    summary(&here, began.elapsed(), !progress.is_hidden());
    done.map(|()| if tally.failed > 0 { SOME_FAILED } else { OK })
}

type Worked<P> = Result<(P, Vec<RecordError>, Tally), Failure>;

/// Annotates the records of several pieces together and makes each of the pieces.
fn work<F: Form>(
    inputs: &Inputs,
    pipeline: &Pipeline,
    form: &F,
    pieces: Vec<Vec<Record>>,
) -> Vec<Worked<F::Piece>> {
    let prepared = |records: Vec<Record>| records.into_iter().map(|r| inputs.prepare(r)).collect();
    let pieces: Vec<Vec<Record>> = pieces.into_iter().map(prepared).collect();
    let good = pieces.iter().flatten().flatten();
    let articles: Vec<_> = good
        .map(|input| Article { id: &input.id, text: &input.text, options: inputs.options(input) })
        .collect();
    let mut found = pipeline.annotate_all(&articles).into_iter();
    pieces.iter().map(|records| piece(form, records, &mut found)).collect()
}

/// Makes a piece of its records and of what was found in the good ones of them.
fn piece<'t, F: Form>(
    form: &F,
    records: &[Record],
    found: &mut impl Iterator<Item = Annotations<'t>>,
) -> Worked<F::Piece> {
    let mut piece = form.begin()?;
    let mut errors = Vec::new();
    let mut tally = Tally { documents: records.len(), ..Tally::default() };
    for record in records {
        match record {
            Ok(input) => {
                let Some(found) = found.next() else { break };
                let mentions = found.mentions.mentions().len();
                let (quotes, agreements) = (found.quotes.len(), found.agreements.len());
                let bytes = input.text.len();
                tracing::debug!(id = input.id, bytes, mentions, quotes, agreements);
                let bytes = bytes as u64;
                tally += Tally { bytes, mentions, quotes, agreements, ..Tally::default() };
                form.add(&mut piece, input, &found)?;
            }
            Err(error) => {
                tally.failed += 1;
                form.fail(&mut piece, error)?;
                errors.push(error.clone());
            }
        }
    }
    Ok((piece, errors, tally))
}

/// A bar on a terminal that shows nothing else meanwhile; hidden elsewhere.
fn progress(inputs: &Inputs, hidden: bool) -> ProgressBar {
    if hidden || inputs.is_one_text() || io::stdout().is_terminal() || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(inputs.size(), ProgressDrawTarget::stderr());
    let template = match bar.length() {
        Some(_) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta} left, {msg}",
        None => "{spinner} {bytes} {bytes_per_sec}, {msg}",
    };
    bar.with_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()))
}

/// Says what was done: in the log, and where progress was shown.
fn summary(tally: &Tally, took: Duration, shown: bool) {
    let Tally { documents, bytes, failed, mentions, quotes, agreements } = *tally;
    let seconds = took.as_secs_f64().max(1e-9);
    let rate = bytes as f64 / 1e6 / seconds;
    tracing::info!(documents, bytes, failed, mentions, quotes, agreements, seconds, "done");
    if shown {
        let megabytes = bytes as f64 / 1e6;
        // What cannot be written to standard error is lost anyway.
        let _ = writeln!(
            io::stderr(),
            "{documents} documents, {megabytes:.1} MB in {seconds:.1} s ({rate:.1} MB/s): {mentions} mentions, \
             {quotes} quotations, {agreements} agreements; {failed} could not be read"
        );
    }
}
