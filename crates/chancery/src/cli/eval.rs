//! `chancery eval`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chancery_eval::{
    AgreementDocument, EventSentence, Fault, MentionDocument, Mistake, QuoteDocument, Ratio,
    agreements, mentions, quotes,
};

use super::{Failure, OK, RuleArgs, SOME_FAILED};

/// Measure findings against annotated text.
///
/// Prints precision, recall and F1 with the counts that they come from. With --min, exit code 1 if a
/// figure is below its floor.
#[derive(clap::Subcommand)]
pub(crate) enum Eval {
    /// Mentions: spans, kinds and entities.
    Mentions(EvalArgs),
    /// Quotations: spans, kinds and speakers.
    Quotes(EvalArgs),
    /// Agreements: triggers, types, statuses and sides; or sentences with their class of event.
    Agreements(EvalArgs),
}

#[derive(clap::Args)]
pub(crate) struct EvalArgs {
    /// Annotated documents: JSON Lines with offsets in code points, or passages of one line (mentions
    /// with inline marks, quotations and agreements with lines of notes).
    #[arg(long, value_name = "FILE")]
    gold: PathBuf,
    /// Print the errors too, at most N of each kind.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "1000000")]
    errors: Option<usize>,
    /// Print a line for each kind, not only for all together (quotes).
    #[arg(long)]
    by_kind: bool,
    /// A floor, such as country.f1=0.95 or direct.recall=0.97; may be given several times.
    #[arg(long = "min", value_name = "FIGURE=FLOOR", value_parser = floor)]
    floors: Vec<(String, f64)>,
    #[command(flatten)]
    rules: RuleArgs,
}

fn floor(text: &str) -> Result<(String, f64), String> {
    let (figure, least) = text.split_once('=').ok_or("write FIGURE=FLOOR")?;
    let least = least.parse().map_err(|_| format!("`{least}` is no number"))?;
    Ok((figure.to_owned(), least))
}

impl Eval {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        match self {
            Eval::Mentions(args) => args.mentions(),
            Eval::Quotes(args) => args.quotes(),
            Eval::Agreements(args) => args.agreements(),
        }
    }
}

/// A figure with its name: `country.f1`.
type Figure = (String, f64);

impl EvalArgs {
    fn mentions(self) -> Result<u8, Failure> {
        let documents = MentionDocument::read_all(&read(&self.gold)?).map_err(bad(&self.gold))?;
        let pipeline = self.rules.pipeline()?;
        let mut scorer = mentions::Scorer::of(&documents);
        for document in &documents {
            scorer.add(document, &pipeline.annotate(&document.id, &document.text));
        }
        let mut out = anstream::stdout().lock();
        let mut figures: Vec<Figure> = Vec::new();
        writeln!(
            out,
            "{:<14} {:>9} {:>6} {:>6}   {:>9} {:>6} {:>6}   {:>6}",
            "kind", "precision", "recall", "F1", "overlap P", "R", "F1", "entity"
        )?;
        for (kind, score) in scorer.scores() {
            let (exact, overlap) = (score.exact, score.overlap);
            writeln!(
                out,
                "{kind:<14} {:>9} {:>6} {:>6.3}   {:>9} {:>6} {:>6.3}   {:>6}   ({} annotated, {} found)",
                exact.precision.to_string(),
                exact.recall.to_string(),
                exact.f1(),
                overlap.precision.to_string(),
                overlap.recall.to_string(),
                overlap.f1(),
                score.resolved.to_string(),
                exact.recall.whole,
                exact.precision.whole,
            )?;
            for (name, value) in [
                ("f1", exact.f1()),
                ("precision", exact.precision.value()),
                ("recall", exact.recall.value()),
                ("overlap-f1", overlap.f1()),
                ("entity", score.resolved.value()),
            ] {
                figures.push((format!("{kind}.{name}"), value));
            }
        }
        self.mistakes(&mut out, scorer.errors())?;
        self.check(&mut out, &figures)
    }

    fn quotes(self) -> Result<u8, Failure> {
        let documents = QuoteDocument::read_all(&read(&self.gold)?).map_err(bad(&self.gold))?;
        let pipeline = self.rules.pipeline()?;
        let mut scorer = quotes::Scorer::default();
        for document in &documents {
            scorer.add(document, &pipeline.annotate(&document.id, &document.text));
        }
        let mut out = anstream::stdout().lock();
        writeln!(
            out,
            "{:<10} {:>6} {:>6} {:>6} {:>9} {:>8}",
            "kind", "recall", "exact", "clause", "precision", "speaker"
        )?;
        let mut figures: Vec<Figure> = Vec::new();
        let total = scorer.total();
        let kinds = scorer.scores().iter().map(|(kind, score)| (kind.as_str(), score));
        for (kind, score) in kinds.chain([("all", &total)]) {
            if self.by_kind || kind == "all" {
                writeln!(
                    out,
                    "{kind:<10} {:>6} {:>6} {:>6} {:>9} {:>8}   ({} annotated, {} found)",
                    score.recall.to_string(),
                    score.exact.to_string(),
                    score.clause.to_string(),
                    score.precision.to_string(),
                    score.speaker.to_string(),
                    score.recall.whole,
                    score.precision.whole,
                )?;
            }
            for (name, ratio) in [
                ("recall", score.recall),
                ("exact", score.exact),
                ("clause", score.clause),
                ("precision", score.precision),
                ("speaker", score.speaker),
            ] {
                figures.push((format!("{kind}.{name}"), ratio.value()));
            }
        }
        self.mistakes(&mut out, scorer.errors())?;
        self.check(&mut out, &figures)
    }

    fn agreements(self) -> Result<u8, Failure> {
        let file = read(&self.gold)?;
        if EventSentence::are_in(&file) {
            return self.events(&file);
        }
        let documents = AgreementDocument::read_all(&file).map_err(bad(&self.gold))?;
        let pipeline = self.rules.pipeline()?;
        let mut scorer = agreements::Scorer::default();
        for document in &documents {
            scorer.add(document, &pipeline.annotate(&document.id, &document.text));
        }
        let mut out = anstream::stdout().lock();
        let mut figures: Vec<Figure> = Vec::new();
        writeln!(out, "{:<10} {:>9} {:>6} {:>6}", "", "precision", "recall", "F1")?;
        for (name, score) in [("triggers", scorer.triggers), ("parties", scorer.parties)] {
            let (precision, recall) = (score.precision, score.recall);
            writeln!(
                out,
                "{name:<10} {:>9} {:>6} {:>6.3}   ({} annotated, {} found)",
                precision.to_string(),
                recall.to_string(),
                score.f1(),
                recall.whole,
                precision.whole
            )?;
            figures.push((format!("{name}.f1"), score.f1()));
            figures.push((format!("{name}.precision"), precision.value()));
            figures.push((format!("{name}.recall"), recall.value()));
        }
        for (name, ratio) in [
            ("type", scorer.kind),
            ("status", scorer.status),
            ("subjects", scorer.subjects),
            ("clean", scorer.clean),
        ] {
            line(&mut out, &mut figures, name, ratio)?;
        }
        self.mistakes(&mut out, scorer.errors())?;
        self.check(&mut out, &figures)
    }

    fn events(self, file: &str) -> Result<u8, Failure> {
        let sentences = EventSentence::read_all(file).map_err(bad(&self.gold))?;
        let pipeline = self.rules.pipeline()?;
        let mut scorer = agreements::EventScorer::default();
        for sentence in &sentences {
            scorer.add(sentence, &pipeline.annotate(&sentence.id, &sentence.text));
        }
        let mut out = anstream::stdout().lock();
        let mut figures: Vec<Figure> = Vec::new();
        if self.by_kind {
            for (class, ratio) in &scorer.classes {
                line(&mut out, &mut figures, class, *ratio)?;
            }
        }
        line(&mut out, &mut figures, "agree.recall", scorer.recall())?;
        line(&mut out, &mut figures, "other.rate", scorer.false_alarms())?;
        self.mistakes(&mut out, scorer.errors())?;
        self.check(&mut out, &figures)
    }

    /// Prints the errors, if they were asked for, by what was wrong.
    fn mistakes(&self, out: &mut impl Write, mistakes: &[Mistake]) -> io::Result<()> {
        let Some(most) = self.errors else { return Ok(()) };
        let said = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        for fault in Fault::ALL {
            for mistake in mistakes.iter().filter(|m| m.fault == fault).take(most) {
                let Mistake { kind, context, document, .. } = mistake;
                writeln!(out, "{} {kind}: {context}\n    {document}", fault.as_str())?;
                writeln!(out, "    wanted {}", said(&mistake.wanted))?;
                writeln!(out, "    found  {}", said(&mistake.found))?;
            }
        }
        Ok(())
    }

    /// Compares the figures with the floors.
    fn check(&self, out: &mut impl Write, figures: &[Figure]) -> Result<u8, Failure> {
        let mut code = OK;
        for (name, least) in &self.floors {
            let Some((_, value)) = figures.iter().find(|(figure, _)| figure == name) else {
                let known: Vec<&str> = figures.iter().map(|(name, _)| name.as_str()).collect();
                let message =
                    format!("there is no figure `{name}`; there are {}", known.join(", "));
                return Err(Failure::Usage(message));
            };
            if value < least {
                code = SOME_FAILED;
                writeln!(out, "{name} is {value:.3}, below its floor of {least}")?;
            }
        }
        Ok(code)
    }
}

/// Prints a ratio and keeps it as a figure.
fn line(
    out: &mut impl Write,
    figures: &mut Vec<Figure>,
    name: &str,
    ratio: Ratio,
) -> io::Result<()> {
    figures.push((name.to_owned(), ratio.value()));
    writeln!(out, "{name:<14} {:>6}   ({} of {})", ratio.to_string(), ratio.part, ratio.whole)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(bad(path))
}

fn bad<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> Failure {
    move |error| Failure::Usage(format!("{}: {error}", path.display()))
}
