//! brat's standoff format (<https://brat.nlplab.org/standoff.html>): a file of annotations beside each
//! text. Offsets count code points, as brat's server does.

use std::fmt::Write as _;

use chancery_rules::Span;

use crate::{Annotations, Converter, Offsets};

/// The `annotation.conf` that makes a brat server show what [`brat`] writes.
pub const BRAT_CONFIG: &str = "\
[entities]
Country
Institution
Organization
Person
Place
Quote
Speaker
Cue
Agreement

[relations]
Says\tArg1:Speaker, Arg2:Quote
CuedBy\tArg1:Quote, Arg2:Cue
Party\tArg1:Agreement, Arg2:Country|Institution|Organization|Person|Place
<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
Kind\tArg:Quote, Value:direct|indirect|mixed
";

struct Standoff<'a> {
    text: &'a str,
    offsets: Converter,
    out: String,
    spans: usize,
    relations: usize,
    notes: usize,
}

impl Standoff<'_> {
    /// A text-bound annotation, in several pieces where it has them: brat wants each on one line.
    fn span(&mut self, kind: &str, pieces: &[Span]) -> usize {
        self.spans += 1;
        let mut places = Vec::new();
        let mut words = Vec::new();
        for piece in pieces {
            let from = piece.start;
            for line in self.text.get(piece.range()).unwrap_or("").split_inclusive(['\n', '\r']) {
                let start = from + (line.as_ptr() as usize - self.text[from..].as_ptr() as usize);
                let trimmed = line.trim();
                if trimmed.is_empty() {
                    continue;
                }
                let start = start + (line.len() - line.trim_start().len());
                let (start, end) = (start, start + trimmed.len());
                places.push(format!(
                    "{} {}",
                    self.offsets.convert(start),
                    self.offsets.convert(end)
                ));
                words.push(trimmed);
            }
        }
        let (number, places, words) = (self.spans, places.join(";"), words.join(" "));
        let _ = writeln!(self.out, "T{number}\t{kind} {places}\t{words}");
        number
    }

    fn relation(&mut self, kind: &str, from: usize, to: usize) {
        self.relations += 1;
        let _ = writeln!(self.out, "R{}\t{kind} Arg1:T{from} Arg2:T{to}", self.relations);
    }

    fn note(&mut self, on: usize, note: &str) {
        self.notes += 1;
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes T{on}\t{note}", self.notes);
    }
}

/// The annotations of a document, for a file `.ann` beside the text in `.txt`. The entity, the type or the
/// rule stands in a note.
#[must_use]
pub fn brat(annotations: &Annotations<'_>) -> String {
    let text = annotations.document.original();
    let offsets = Offsets::CodePoint.converter(text);
    let mut out = Standoff { text, offsets, out: String::new(), spans: 0, relations: 0, notes: 0 };
    let mut mentions = Vec::new();
    for mention in annotations.mentions.mentions() {
        let kind = capital(mention.kind.as_str());
        let number = out.span(&kind, &[mention.span]);
        let entity = annotations.mentions.entity(mention);
        out.note(number, &format!("{} by {}", entity.id, mention.rule));
        mentions.push(number);
    }
    for (number, quote) in annotations.quotes.iter().enumerate() {
        let content = out.span("Quote", &quote.content);
        let _ = writeln!(out.out, "A{}\tKind T{content} {}", number + 1, quote.kind.as_str());
        out.note(content, quote.rule.as_str());
        if let Some(speaker) = &quote.speaker {
            let speaker = out.span("Speaker", &[speaker.span]);
            out.relation("Says", speaker, content);
        }
        if let Some(cue) = &quote.cue {
            let cue = out.span("Cue", &[cue.span]);
            out.relation("CuedBy", content, cue);
        }
    }
    for agreement in &annotations.agreements {
        let place = agreement.title.unwrap_or(agreement.trigger);
        let trigger = out.span("Agreement", &[place]);
        let (kind, status, polarity) = (&agreement.kind, &agreement.status, &agreement.polarity);
        out.note(trigger, &format!("{kind} {status} {polarity} by {}", agreement.rule));
        for party in agreement.parties.iter().filter_map(|party| party.mention) {
            out.relation("Party", trigger, mentions[party]);
        }
    }
    out.out
}

/// The name of a kind as brat has it: with a capital.
fn capital(kind: &str) -> String {
    let mut letters = kind.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
