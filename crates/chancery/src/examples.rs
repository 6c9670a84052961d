//! Runs the examples and counterexamples that stand inside the rules.

use std::collections::{BTreeMap, BTreeSet};

use chancery_formats::Annotations;
use chancery_rules::{
    CatalogEntry, Code, Compiler, Diagnostic, Diagnostics, Fixture, Location, Pack, RuleId,
    RuleSet, Span,
};

use crate::Pipeline;

/// The kind whose examples are whole sentences, not findings.
const SENTENCE_KIND: &str = "abbreviation";

/// What `chancery rules test` has to say.
#[derive(Clone, Debug, Default)]
pub struct ExampleReport {
    /// What was run of each file, by the file's name.
    pub files: BTreeMap<String, FileReport>,
    /// Examples and counterexamples that do not hold, each at its place.
    pub failures: Vec<Diagnostic>,
    /// What could stand in the place of the examples that do not hold.
    pub proposals: Vec<Proposal>,
    /// Rules that had no part in the findings of any example.
    pub unexercised: Vec<RuleId>,
    /// The files that test cases point into, where some were run.
    pub cases: Option<RuleSet>,
    /// Test cases that do not hold, in the files of `cases`.
    pub failed_cases: Vec<Diagnostic>,
}

/// What could stand in the place of an example, by what is found now. It is for the author to judge:
/// an example says what should be, not what is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Where the example stands.
    pub place: Location,
    /// The example.
    pub old: String,
    /// The same sentence with what is found now; none: it would be a counterexample.
    pub example: Option<String>,
}

/// What was run of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Its rules, or its test cases.
    pub rules: usize,
    /// Its rules without any example.
    pub without: usize,
    /// Examples and counterexamples that were run.
    pub run: usize,
    /// Those that do not hold.
    pub failed: usize,
}

impl ExampleReport {
    /// The sum over all files.
    #[must_use]
    pub fn total(&self) -> FileReport {
        self.files.values().fold(FileReport::default(), |sum, file| FileReport {
            rules: sum.rules + file.rules,
            without: sum.without + file.without,
            run: sum.run + file.run,
            failed: sum.failed + file.failed,
        })
    }
}

/// `[[case]]` of a file `*.test.toml`: a longer text with its findings marked.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
pub(crate) struct CaseBlock {
    /// The text, with `[label:text]` around what must be found.
    text: String,
    /// A rule that must have a part in the findings.
    #[serde(default)]
    rule: Option<String>,
    /// Labels that nothing in the text may have.
    #[serde(default)]
    absent: Vec<String>,
}
chancery_rules::block!(CaseBlock, "case", "cases");

/// Runs the examples of the pipeline's rules whose id holds `filter`.
///
/// An example holds if each of its markers `[label:text]` has a finding with that label at that
/// place, and some finding there involves the rule. A label is an entity id (`country/AZ`), a kind
/// (`person`), or a part of a finding (`speaker`, `party`, `trigger`, …). A counterexample holds if
/// no finding in it involves the rule.
#[must_use]
pub fn check_examples(pipeline: &Pipeline, filter: &str) -> ExampleReport {
    let mut report = ExampleReport::default();
    let mut exercised: BTreeSet<String> = BTreeSet::new();
    let sources = pipeline.rules().sources();
    let wanted = |rule: &&CatalogEntry| rule.id.as_str().contains(filter);
    for rule in pipeline.catalog().iter().filter(wanted) {
        let (name, _, _) = sources.position(rule.location);
        let file = report.files.entry(name.to_owned()).or_default();
        file.rules += 1;
        file.without += usize::from(rule.examples.is_empty() && rule.counterexamples.is_empty());
        let both = [(&rule.examples, true), (&rule.counterexamples, false)];
        for (text, place, holds) in
            both.into_iter().flat_map(|(all, holds)| all.iter().map(move |(t, p)| (t, *p, holds)))
        {
            file.run += 1;
            let failure = run(pipeline, text, place, |fixture, found| {
                exercised.extend(involved(found).into_iter().map(str::to_owned));
                let failure = if holds {
                    example(rule, place, fixture, found)
                } else {
                    counterexample(rule, place, fixture, found)
                };
                if failure.is_some() {
                    let old = text.clone();
                    let example = propose(rule, fixture, found);
                    report.proposals.push(Proposal { place, old, example });
                }
                failure
            });
            file.failed += usize::from(failure.is_some());
            report.failures.extend(failure);
        }
    }
    let unexercised = pipeline.catalog().iter().filter(wanted).map(|rule| rule.id.clone());
    report.unexercised = unexercised.filter(|id| !exercised.contains(id.as_str())).collect();
    report
}

/// Runs the test cases of files `*.test.toml` and adds them to a report.
///
/// # Errors
/// Everything that is wrong with the files.
pub fn check_cases(
    pipeline: &Pipeline,
    tests: &Pack,
    report: &mut ExampleReport,
) -> Result<(), Diagnostics> {
    let rules = RuleSet::load(std::slice::from_ref(tests));
    let mut compiler = Compiler::new(&rules);
    let cases = compiler.blocks::<CaseBlock>();
    compiler.finish_all()?;
    for case in cases {
        let (name, _, _) = rules.sources().position(case.location);
        let file = report.files.entry(name.to_owned()).or_default();
        file.rules += 1;
        file.run += 1;
        let failure = run(pipeline, &case.value.text, case.location, |fixture, found| {
            let wrong = wrong_in(&case.value, fixture, found)?;
            let message = format!("the case `{}` does not hold", case.name);
            Some(
                Diagnostic::at(Code::FailingExample, case.location, message)
                    .label(wrong)
                    .hint(found_instead(fixture, found)),
            )
        });
        file.failed += usize::from(failure.is_some());
        report.failed_cases.extend(failure);
    }
    report.cases = Some(rules);
    Ok(())
}

fn wrong_in(case: &CaseBlock, fixture: &Fixture, found: &Annotations<'_>) -> Option<String> {
    let labels = labels(found);
    let missing = missing(fixture, &labels);
    if !missing.is_empty() {
        return Some(format!("not found: {}", missing.join(" ")));
    }
    let involved = involved(found);
    if let Some(rule) = case.rule.as_ref().filter(|rule| !involved.contains(rule.as_str())) {
        return Some(format!("nothing here was found by `{rule}`"));
    }
    let (label, span) = labels.iter().find(|(label, _)| case.absent.contains(label))?;
    Some(format!("should not be found: [{label}:{}]", &fixture.text[span.range()]))
}

/// Takes an example apart, annotates it and lets `judge` say what is wrong.
fn run(
    pipeline: &Pipeline,
    text: &str,
    place: Location,
    judge: impl FnOnce(&Fixture, &Annotations<'_>) -> Option<Diagnostic>,
) -> Option<Diagnostic> {
    match Fixture::parse(text) {
        Ok(fixture) => judge(&fixture, &pipeline.annotate("", &fixture.text)),
        Err(offset) => {
            let character = text[..offset].chars().count() + 1;
            Some(
                Diagnostic::at(Code::BadExample, place, "a marker of this example is never closed")
                    .label(format!("the marker opens at character {character}"))
                    .hint("write [label:text]; \\[ is a plain bracket"),
            )
        }
    }
}

fn example(
    rule: &CatalogEntry,
    place: Location,
    fixture: &Fixture,
    found: &Annotations<'_>,
) -> Option<Diagnostic> {
    if rule.kind == SENTENCE_KIND {
        let sentences = found.document.sentences().len();
        return (sentences != 1).then(|| {
            Diagnostic::at(
                Code::FailingExample,
                place,
                format!("the example of `{}` is cut into {sentences} sentences", rule.id),
            )
            .label("should be one sentence")
        });
    }
    let missing = missing(fixture, &labels(found));
    let involved = involved(found).contains(rule.id.as_str());
    if missing.is_empty() && involved {
        return None;
    }
    let label = if missing.is_empty() {
        format!("nothing here was found by `{}`", rule.id)
    } else {
        format!("not found: {}", missing.join(" "))
    };
    Some(
        Diagnostic::at(
            Code::FailingExample,
            place,
            format!("an example of `{}` does not hold", rule.id),
        )
        .label(label)
        .hint(found_instead(fixture, found)),
    )
}

/// The sentence with what the rule and the example's own labels find; none where the rule has no part.
fn propose(rule: &CatalogEntry, fixture: &Fixture, found: &Annotations<'_>) -> Option<String> {
    if !involved(found).contains(rule.id.as_str()) {
        return None;
    }
    let used: BTreeSet<&str> = fixture.marks.iter().map(|(label, _)| label.as_str()).collect();
    let mut shown: Labels =
        labels(found).into_iter().filter(|(label, _)| used.contains(label.as_str())).collect();
    shown.extend(labels_of(rule.id.as_str(), found));
    Some(marked(&fixture.text, &shown).to_string())
}

/// The markers of an example that no finding has.
fn missing(fixture: &Fixture, labels: &Labels) -> Vec<String> {
    let marks = fixture.marks.iter();
    let missing = marks.filter(|(label, span)| !labels.contains(&(label.clone(), *span)));
    missing.map(|(label, span)| format!("[{label}:{}]", &fixture.text[span.range()])).collect()
}

/// The example's sentence, with what was found marked under the labels that the example uses.
fn found_instead(fixture: &Fixture, found: &Annotations<'_>) -> String {
    let used: BTreeSet<&str> = fixture.marks.iter().map(|(label, _)| label.as_str()).collect();
    let all = labels(found);
    let kept: Labels =
        all.iter().filter(|(label, _)| used.contains(label.as_str())).cloned().collect();
    // With nothing to go by, everything is shown but the ids of entities.
    let all = all.into_iter().filter(|(label, _)| !label.contains('/')).collect();
    let shown = if kept.is_empty() { all } else { kept };
    format!("found instead: {}", marked(&fixture.text, &shown))
}

fn counterexample(
    rule: &CatalogEntry,
    place: Location,
    fixture: &Fixture,
    found: &Annotations<'_>,
) -> Option<Diagnostic> {
    involved(found).contains(rule.id.as_str()).then(|| {
        Diagnostic::at(
            Code::FailingExample,
            place,
            format!("a counterexample of `{}` is found all the same", rule.id),
        )
        .label("should not be found")
        .hint(format!("found: {}", marked(&fixture.text, &labels_of(rule.id.as_str(), found))))
    })
}

/// Labels with their places, as examples mark them.
type Labels = BTreeSet<(String, Span)>;

/// What a rule itself saw.
fn labels_of(rule: &str, found: &Annotations<'_>) -> Labels {
    let of_mentions = found.mentions.mentions().iter();
    let mut labels: Labels = of_mentions
        .filter(|m| m.rule.as_str() == rule)
        .map(|m| (m.kind.as_str().to_owned(), m.span))
        .collect();
    let evidence = found.mentions.mentions().iter().flat_map(|m| &m.evidence);
    let evidence = evidence.chain(found.quotes.iter().flat_map(|q| &q.evidence));
    let evidence = evidence.chain(found.agreements.iter().flat_map(|a| &a.evidence));
    let own = evidence.filter(|e| e.rule.as_str() == rule);
    labels.extend(own.map(|e| (e.label.to_owned(), e.span)));
    labels
}

/// Everything in the findings that an example can mark.
fn labels(found: &Annotations<'_>) -> Labels {
    let mut labels = BTreeSet::new();
    for mention in found.mentions.mentions() {
        labels.insert((mention.kind.as_str().to_owned(), mention.span));
        labels.insert((found.mentions.entity(mention).id.clone(), mention.span));
        labels.extend(mention.evidence.iter().map(|e| (e.label.to_owned(), e.span)));
    }
    for quote in &found.quotes {
        labels.extend(quote.evidence.iter().map(|e| (e.label.to_owned(), e.span)));
    }
    for agreement in &found.agreements {
        labels.extend(agreement.evidence.iter().map(|e| (e.label.to_owned(), e.span)));
    }
    labels
}

/// The rules that had a part in the findings.
fn involved<'f>(found: &'f Annotations<'_>) -> BTreeSet<&'f str> {
    let mut rules = BTreeSet::new();
    for mention in found.mentions.mentions() {
        rules.insert(mention.rule.as_str());
        rules.extend(mention.part_of.iter().map(|p| p.rule.as_str()));
        rules.extend(mention.evidence.iter().map(|e| e.rule.as_str()));
    }
    for quote in &found.quotes {
        rules.insert(quote.rule.as_str());
        rules.extend(quote.evidence.iter().map(|e| e.rule.as_str()));
    }
    for agreement in &found.agreements {
        rules.insert(agreement.rule.as_str());
        rules.extend(agreement.evidence.iter().map(|e| e.rule.as_str()));
    }
    rules
}

/// The text with its labels, in the notation of examples.
fn marked(text: &str, labels: &Labels) -> Fixture {
    Fixture { text: text.to_owned(), marks: labels.iter().cloned().collect() }
}
