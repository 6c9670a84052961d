//! Quotations against annotated quotations.
//!
//! Contents are compared as sets of their characters, white space aside, after marks and punctuation
//! at the ends of each piece were trimmed. They match when they share at least half of what they have
//! together (Jaccard ≥ 0.5), one to one; exactly when first and last character agree. Since some
//! guidelines begin a clause with its conjunction and others behind it, contents that agree but for
//! the first word of the annotated one are counted beside. The speaker is right when the predicted mention overlaps the annotated source, or when another mention of the
//! same person does.

use std::collections::{BTreeMap, BTreeSet};

use chancery_formats::Annotations;
use chancery_quotes::Quote;
use chancery_rules::Span;

use crate::gold::{GoldQuote, QuoteDocument};
use crate::mentions::context;
use crate::score::{Fault, Mistake, Ratio};

/// How quotations of one kind compare; the kind is the annotated one, for precision the found one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindScore {
    /// Annotated quotations matched by overlap.
    pub recall: Ratio,
    /// Annotated quotations with the same bounds.
    pub exact: Ratio,
    /// Annotated quotations with the same bounds, the first word of the annotated content aside: some
    /// guidelines begin a clause with its conjunction (`said | that he would come`).
    pub clause: Ratio,
    /// Found quotations that match one.
    pub precision: Ratio,
    /// Right speakers, of the matched with an annotated source.
    pub speaker: Ratio,
}

impl KindScore {
    fn add(&mut self, other: KindScore) {
        let pairs = [
            (&mut self.recall, other.recall),
            (&mut self.exact, other.exact),
            (&mut self.clause, other.clause),
            (&mut self.precision, other.precision),
            (&mut self.speaker, other.speaker),
        ];
        for (sum, more) in pairs {
            sum.part += more.part;
            sum.whole += more.whole;
        }
    }
}

/// Keeps count over documents.
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    kinds: BTreeMap<String, KindScore>,
    errors: Vec<Mistake>,
}

/// The least that two contents must share.
const MIN_JACCARD: f64 = 0.5;

impl Scorer {
    /// Scores by kind.
    #[must_use]
    pub fn scores(&self) -> &BTreeMap<String, KindScore> {
        &self.kinds
    }

    /// All kinds together.
    #[must_use]
    pub fn total(&self) -> KindScore {
        let mut total = KindScore::default();
        for score in self.kinds.values() {
            total.add(*score);
        }
        total
    }

    /// All errors, in the order of the documents.
    #[must_use]
    pub fn errors(&self) -> &[Mistake] {
        &self.errors
    }

    /// Compares the quotations of a document.
    pub fn add(&mut self, gold: &QuoteDocument, annotations: &Annotations<'_>) {
        let text = gold.text.as_str();
        let found = &annotations.quotes;
        let sets: Vec<BTreeSet<usize>> =
            found.iter().map(|q| characters(text, &q.content)).collect();
        let mut used = vec![false; found.len()];
        for want in &gold.quotes {
            let set = characters(text, &want.content);
            let mut best: Option<(f64, usize)> = None;
            for (number, candidate) in sets.iter().enumerate().filter(|(n, _)| !used[*n]) {
                let jaccard = jaccard(candidate, &set);
                if jaccard >= MIN_JACCARD && best.is_none_or(|(b, _)| jaccard > b) {
                    best = Some((jaccard, number));
                }
            }
            let score = self.kinds.entry(want.kind.clone()).or_default();
            score.recall.count(best.is_some());
            let Some((_, number)) = best else {
                score.exact.count(false);
                score.clause.count(false);
                self.note(gold, Fault::Missed, &want.kind, None, Some(want));
                continue;
            };
            used[number] = true;
            let hit = &sets[number];
            let exact = hit.first() == set.first() && hit.last() == set.last();
            score.exact.count(exact);
            let clause = hit.last() == set.last() && hit.first() == second_word(text, &set);
            score.clause.count(exact || clause);
            let spoken = !want.speaker.is_empty();
            let right = speaker_right(annotations, &found[number], want);
            if spoken {
                score.speaker.count(right);
            }
            let shown = Some(&found[number]);
            if !exact {
                self.note(gold, Fault::Bounds, &want.kind, shown, Some(want));
            }
            if spoken && !right {
                self.note(gold, Fault::Speaker, &want.kind, shown, Some(want));
            }
        }
        for (number, quote) in found.iter().enumerate() {
            let kind = quote.kind.as_str();
            let score = self.kinds.entry(kind.to_owned()).or_default();
            score.precision.count(used[number]);
            if !used[number] {
                self.note(gold, Fault::Spurious, kind, Some(quote), None);
            }
        }
    }

    fn note(
        &mut self,
        gold: &QuoteDocument,
        fault: Fault,
        kind: &str,
        found: Option<&Quote>,
        wanted: Option<&GoldQuote>,
    ) {
        let text = |spans: &[Span]| {
            let pieces: Vec<&str> = spans.iter().map(|s| &gold.text[s.range()]).collect();
            pieces.join(" … ")
        };
        let content = wanted.map(|w| &w.content).or(found.map(|q| &q.content));
        let place = content.and_then(|pieces| pieces.first());
        self.errors.push(Mistake {
            fault,
            kind: kind.to_owned(),
            document: gold.id.clone(),
            context: place.map_or(String::new(), |span| context(&gold.text, *span)),
            found: found.map(|q| {
                let speaker = q.speaker.as_ref().map_or("nobody", |s| &gold.text[s.span.range()]);
                format!("{speaker}: {} by {}", text(&q.content), q.rule)
            }),
            wanted: wanted.map(|w| format!("{}: {}", text(&w.speaker), text(&w.content))),
        });
    }
}

fn speaker_right(annotations: &Annotations<'_>, quote: &Quote, want: &GoldQuote) -> bool {
    let Some(speaker) = &quote.speaker else { return false };
    let annotated = |span: Span| want.speaker.iter().any(|s| s.overlaps(span));
    if annotated(speaker.span) {
        return true;
    }
    let mentions = annotations.mentions.mentions();
    let Some(entity) = speaker.mention.map(|n| mentions[n].entity) else { return false };
    mentions.iter().any(|m| m.entity == entity && annotated(m.span))
}

/// The characters of a content, white space aside, each piece trimmed of marks and punctuation.
pub(crate) fn characters(text: &str, pieces: &[Span]) -> BTreeSet<usize> {
    let mut set = BTreeSet::new();
    for span in pieces {
        let piece = &text[span.range()];
        let trimmed_start = piece.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = span.start + piece.len() - trimmed_start.len();
        let trimmed = trimmed_start.trim_end_matches(|c: char| !c.is_alphanumeric());
        let inner = trimmed.char_indices().filter(|(_, c)| !c.is_whitespace());
        set.extend(inner.map(|(at, _)| start + at));
    }
    set
}

/// Where the second word of a content begins.
pub(crate) fn second_word<'a>(text: &str, set: &'a BTreeSet<usize>) -> Option<&'a usize> {
    let start = *set.first()?;
    let first = text[start..].find(|c: char| !c.is_alphanumeric())?;
    let behind = &text[start + first..];
    let next = behind.find(char::is_alphanumeric)?;
    set.get(&(start + first + next))
}

fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    // Contents far apart are told without counting.
    let apart = a.last() < b.first() || b.last() < a.first();
    if apart || a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let shared = a.intersection(b).count();
    shared as f64 / (a.len() + b.len() - shared) as f64
}
