//! Runs the examples and counterexamples that stand inside the rules.

use std::collections::BTreeSet;

use chancery_formats::Annotations;
use chancery_rules::{CatalogEntry, Code, Diagnostic, Fixture, Location, Span};

use crate::Pipeline;

/// The kind whose examples are whole sentences, not findings.
const SENTENCE_KIND: &str = "abbreviation";

/// What `chancery rules test` has to say.
#[derive(Clone, Debug, Default)]
pub struct ExampleReport {
    /// Examples and counterexamples that were run.
    pub run: usize,
    /// Those that do not hold, each at its place.
    pub failures: Vec<Diagnostic>,
    /// Rules without any example.
    pub without: usize,
    /// All rules.
    pub rules: usize,
}

/// Runs every example of the pipeline's rules.
///
/// An example holds if each of its markers `[label:text]` has a finding with that label at that
/// place, and some finding there involves the rule. A label is an entity id (`country/AZ`), a kind
/// (`person`), or a part of a finding (`speaker`, `party`, `trigger`, …). A counterexample holds if
/// no finding in it involves the rule.
#[must_use]
pub fn check_examples(pipeline: &Pipeline) -> ExampleReport {
    let mut report = ExampleReport::default();
    for rule in pipeline.catalog().iter() {
        report.rules += 1;
        if rule.examples.is_empty() && rule.counterexamples.is_empty() {
            report.without += 1;
        }
        for (text, place) in &rule.examples {
            report.run += 1;
            let judge = |f: &Fixture, a: &Annotations<'_>| example(rule, *place, f, a);
            report.failures.extend(run(pipeline, text, *place, judge));
        }
        for (text, place) in &rule.counterexamples {
            report.run += 1;
            let judge = |f: &Fixture, a: &Annotations<'_>| counterexample(rule, *place, f, a);
            report.failures.extend(run(pipeline, text, *place, judge));
        }
    }
    report
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
    let labels = labels(found);
    let missing: Vec<String> = fixture
        .marks
        .iter()
        .filter(|(label, span)| !labels.contains(&(label.clone(), *span)))
        .map(|(label, span)| format!("[{label}:{}]", &fixture.text[span.range()]))
        .collect();
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
        .hint(format!("found instead: {}", marked(&fixture.text, &labels))),
    )
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
        .hint(format!("found: {}", marked(&fixture.text, &labels(found))))
    })
}

/// Everything in the findings that an example can mark.
fn labels(found: &Annotations<'_>) -> BTreeSet<(String, Span)> {
    let mut labels = BTreeSet::new();
    for mention in found.mentions.mentions() {
        labels.insert((mention.kind.as_str().to_owned(), mention.span));
        labels.insert((found.mentions.entity(mention).id.clone(), mention.span));
        labels.extend(mention.evidence.iter().map(|e| (e.label.clone(), e.span)));
    }
    for quote in &found.quotes {
        labels.extend(quote.evidence.iter().map(|e| (e.label.clone(), e.span)));
    }
    for agreement in &found.agreements {
        labels.extend(agreement.evidence.iter().map(|e| (e.label.clone(), e.span)));
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

/// The labels in the notation of examples, one after the other.
fn marked(text: &str, labels: &BTreeSet<(String, Span)>) -> String {
    let mut sorted: Vec<_> = labels.iter().collect();
    sorted.sort_by_key(|(label, span)| (span.start, span.end, label.clone()));
    if sorted.is_empty() {
        return "nothing".to_owned();
    }
    let shown: Vec<String> =
        sorted.iter().map(|(label, span)| format!("[{label}:{}]", &text[span.range()])).collect();
    shown.join(" ")
}
