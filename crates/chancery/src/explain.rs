//! Why a finding was made: its rules with their places, what each saw, and the chain of mentions.

use std::fmt::Write as _;
use std::ops::Range;

use chancery_formats::Annotations;
use chancery_rules::{Evidence, RuleId, Span};
use chancery_text::Document;

use crate::Pipeline;

/// What to explain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Every finding.
    All,
    /// The finding with this id: `m3`, `q0`, `a1`.
    Id(String),
    /// Every finding over this byte of the text.
    At(usize),
}

/// Why nothing could be explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// No finding has the id.
    #[error("there is no finding `{0}`; `chancery explain FILE` lists all of them")]
    NoSuchId(String),
    /// The offset lies outside the text or inside a character.
    #[error("{0} is no place in the text, which has {1} bytes")]
    NoSuchPlace(usize, usize),
}

/// Most rules that are named as passed over or near.
const MOST_NEAR: usize = 6;
/// Most words, lists and findings that a near rule misses.
const MOST_MISSING: usize = 2;
/// Most alternatives that are named of what a pattern expected.
const MOST_EXPECTED: usize = 6;
/// The labels of the evidence at the core of a quotation or an agreement.
const CORES: [&str; 2] = ["cue", "trigger"];

struct Finding<'a> {
    id: String,
    span: Span,
    what: String,
    rule: &'a RuleId,
    evidence: &'a [Evidence],
    notes: Vec<String>,
}

impl Finding<'_> {
    /// The first byte of what made it a finding: its cue or trigger, or its own start.
    fn place(&self) -> usize {
        let core = self.evidence.iter().find(|e| CORES.contains(&e.label));
        core.map_or(self.span.start, |e| e.span.start)
    }
}

/// A readable account of findings, and of the rules that were passed over; for a place, also of the
/// rules that came near.
///
/// # Errors
/// An id that no finding has, or an offset outside the text.
pub fn explain(
    pipeline: &Pipeline,
    annotations: &Annotations<'_>,
    target: &Target,
) -> Result<String, ExplainError> {
    let text = annotations.document.original();
    let all = findings(annotations);
    let chosen: Vec<&Finding<'_>> = match target {
        Target::All => all.iter().collect(),
        Target::Id(id) => {
            let chosen: Vec<_> = all.iter().filter(|f| f.id == *id).collect();
            if chosen.is_empty() {
                return Err(ExplainError::NoSuchId(id.clone()));
            }
            chosen
        }
        Target::At(offset) => {
            if *offset >= text.len() || !text.is_char_boundary(*offset) {
                return Err(ExplainError::NoSuchPlace(*offset, text.len()));
            }
            all.iter().filter(|f| f.span.range().contains(offset)).collect()
        }
    };
    let mut out = String::new();
    for finding in &chosen {
        let Finding { id, span, what, rule, evidence, notes } = finding;
        let _ = writeln!(out, "{id}  {}..{}  {what}", span.start, span.end);
        let _ = writeln!(out, "    text     {}", one_line(&text[span.range()]));
        let _ = writeln!(out, "    rule     {}", with_place(pipeline, rule));
        for e in *evidence {
            let seen = one_line(&text[e.span.range()]);
            let _ = writeln!(out, "    {:<8} {seen}  ← {}", e.label, with_place(pipeline, &e.rule));
        }
        for note in notes {
            let _ = writeln!(out, "    {note}");
        }
        if let (Target::Id(_), Some(token)) = (target, token_at(annotations, finding.place())) {
            passed_over(pipeline, annotations, token, &chosen, &mut out);
        }
        out.push('\n');
    }
    if let Target::At(offset) = target {
        if chosen.is_empty() {
            let _ = writeln!(out, "No finding at {offset}.");
        }
        if let Some(token) = token_at(annotations, *offset) {
            read_as(&annotations.document, token, &mut out);
            passed_over(pipeline, annotations, token, &chosen, &mut out);
            came_near(pipeline, &annotations.document, token, &mut out);
        }
    }
    Ok(out)
}

/// The token over a byte of the original.
fn token_at(annotations: &Annotations<'_>, offset: usize) -> Option<usize> {
    let document = &annotations.document;
    let here = Span::new(offset, offset + 1);
    document.tokens().iter().position(|t| document.to_original(t.span()).overlaps(here))
}

/// How the text was read at a token.
fn read_as(document: &Document<'_>, token: usize, out: &mut String) {
    let _ = writeln!(out, "    token    {}", document.text_of(&document.tokens()[token]));
    if let Some(sentence) = document.sentence_of(token) {
        let tokens = document.sentences()[sentence].tokens.clone();
        let _ = writeln!(out, "    sentence {}", words(document, tokens).join(" | "));
    }
}

fn words<'d>(document: &'d Document<'_>, tokens: Range<usize>) -> Vec<&'d str> {
    document.tokens()[tokens].iter().map(|token| document.text_of(token)).collect()
}

/// Patterns that matched over a token and have no part in the findings there.
fn passed_over(
    pipeline: &Pipeline,
    annotations: &Annotations<'_>,
    token: usize,
    chosen: &[&Finding<'_>],
    out: &mut String,
) {
    let document = &annotations.document;
    let took_part = |rule: &RuleId| {
        chosen.iter().any(|f| f.rule == rule || f.evidence.iter().any(|e| e.rule == *rule))
    };
    let near = pipeline.nearest(document, token);
    let matched = near.iter().filter(|n| n.missing == 0 && !took_part(&n.rule));
    for near in matched.take(MOST_NEAR) {
        let took = words(document, near.tokens.clone()).join(" ");
        let rule = with_place(pipeline, &near.rule);
        let _ = writeln!(out, "    passed over  {rule}");
        let _ = writeln!(out, "                 matched   {}", one_line(&took));
    }
}

/// Patterns that nearly matched over a token, with the token at which each failed.
fn came_near(pipeline: &Pipeline, document: &Document<'_>, token: usize, out: &mut String) {
    let near = pipeline.nearest(document, token);
    for near in near.iter().filter(|n| n.missing > 0 && n.missing <= MOST_MISSING).take(MOST_NEAR) {
        let took = words(document, near.tokens.clone()).join(" ");
        let sentence = document.sentence_of(near.tokens.start);
        let end = sentence.map_or(0, |s| document.sentences()[s].tokens.end);
        let at = match document.tokens().get(near.tokens.end) {
            Some(token) if near.tokens.end < end => format!("at “{}”", document.text_of(token)),
            _ => "at the end of the sentence".to_owned(),
        };
        let rule = with_place(pipeline, &near.rule);
        let _ = writeln!(out, "    near     {rule}");
        let _ = writeln!(out, "             took      {}", one_line(&took));
        let mut expected = near.expected.clone();
        if expected.len() > MOST_EXPECTED {
            expected.truncate(MOST_EXPECTED);
            expected.push("…".to_owned());
        }
        let _ = writeln!(out, "             expected  {} {at}", expected.join(" or "));
    }
}

fn findings<'a>(annotations: &'a Annotations<'_>) -> Vec<Finding<'a>> {
    let mentions = &annotations.mentions;
    let text = annotations.document.original();
    let mut all = Vec::new();
    for (number, mention) in mentions.mentions().iter().enumerate() {
        let entity = mentions.entity(mention);
        let mut notes = Vec::new();
        let chain = mentions.chain(number);
        if !chain.is_empty() {
            let steps: Vec<String> = chain
                .iter()
                .map(|n| format!("m{n} {}", one_line(&text[mentions.mentions()[*n].span.range()])))
                .collect();
            notes.push(format!("through  {}", steps.join(" → ")));
        }
        if let Some(longer) = &mention.part_of {
            let name = one_line(&text[longer.span.range()]);
            notes.push(format!("part of  {name}  ← {}", longer.rule));
        }
        all.push(Finding {
            id: format!("m{number}"),
            span: mention.span,
            what: format!("{} {} {}", mention.kind.as_str(), mention.form.as_str(), entity.id),
            rule: &mention.rule,
            evidence: &mention.evidence,
            notes,
        });
    }
    for (number, quote) in annotations.quotes.iter().enumerate() {
        let mut notes = Vec::new();
        if let Some(mention) = quote.speaker.as_ref().and_then(|s| s.mention) {
            let name = &mentions.entity(&mentions.mentions()[mention]).id;
            let chain = mentions.chain(mention);
            let steps: Vec<String> = chain.iter().map(|n| format!(" → m{n}")).collect();
            notes.push(format!("who      m{mention}{} = {name}", steps.concat()));
        }
        if quote.repaired {
            notes.push("repaired a missing quotation mark was assumed".to_owned());
        }
        all.push(Finding {
            id: format!("q{number}"),
            span: quote.span,
            what: format!("{} quotation", quote.kind.as_str()),
            rule: &quote.rule,
            evidence: &quote.evidence,
            notes,
        });
    }
    for (number, agreement) in annotations.agreements.iter().enumerate() {
        let mut notes = Vec::new();
        if let Some(quote) = agreement.quote {
            notes.push(format!("in       q{quote}"));
        }
        for span in &agreement.mentions {
            notes.push(format!("again    {} at {}", one_line(&text[span.range()]), span.start));
        }
        all.push(Finding {
            id: format!("a{number}"),
            span: agreement.span,
            what: format!("{} {}, {}", agreement.kind, agreement.status, agreement.polarity),
            rule: &agreement.rule,
            evidence: &agreement.evidence,
            notes,
        });
    }
    all
}

fn with_place(pipeline: &Pipeline, rule: &RuleId) -> String {
    match pipeline.catalog().get(rule.as_str()) {
        Some(entry) => {
            format!("{rule} ({})", pipeline.rules().sources().file_line(entry.location))
        }
        None => format!("{rule} (by the structure of the text)"),
    }
}

/// The text on one line, its middle left out where it is long.
fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = line.chars().count();
    if length <= 120 {
        return line;
    }
    let head: String = line.chars().take(70).collect();
    let tail: String = line.chars().skip(length - 40).collect();
    format!("{head} … {tail}")
}
