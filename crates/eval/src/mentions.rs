//! Mentions against annotated mentions.
//!
//! A finding is right exactly when its span and kind are those of an annotated mention, and right by
//! overlap when they share a character; each annotated mention counts once. What annotators of names
//! leave aside counts only where it meets an annotated mention: pronouns, descriptions, titles alone,
//! capitals that stand for a government, and names that are part of a longer name.

use std::collections::BTreeMap;

use chancery_formats::Annotations;
use chancery_gazetteer::{Form, Mention};
use chancery_rules::Span;

use crate::gold::{GoldMention, MentionDocument};
use crate::score::{Fault, Mistake, Ratio, Score};

/// How findings of one kind compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindScore {
    /// Same span.
    pub exact: Score,
    /// Shared characters.
    pub overlap: Score,
    /// The right entity, of those that overlap and whose entity is annotated.
    pub resolved: Ratio,
}

/// Keeps count over documents.
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    kinds: BTreeMap<String, KindScore>,
    errors: Vec<Mistake>,
}

impl Scorer {
    /// A scorer of these kinds of mentions; findings of other kinds are left aside.
    #[must_use]
    pub fn new<'k>(kinds: impl IntoIterator<Item = &'k str>) -> Self {
        let kinds = kinds.into_iter().map(|k| (k.to_owned(), KindScore::default())).collect();
        Scorer { kinds, errors: Vec::new() }
    }

    /// A scorer of the kinds that some documents have.
    #[must_use]
    pub fn of(documents: &[MentionDocument]) -> Self {
        let mentions = documents.iter().flat_map(|d| &d.mentions);
        Self::new(mentions.map(|m| m.kind.as_str()))
    }

    /// Scores by kind of mention.
    #[must_use]
    pub fn scores(&self) -> &BTreeMap<String, KindScore> {
        &self.kinds
    }

    /// All errors, in the order of the documents.
    #[must_use]
    pub fn errors(&self) -> &[Mistake] {
        &self.errors
    }

    /// Compares the findings of a document.
    pub fn add(&mut self, gold: &MentionDocument, annotations: &Annotations<'_>) {
        let kinds: Vec<String> = self.kinds.keys().cloned().collect();
        for kind in kinds {
            let mut score = self.kinds[&kind];
            self.add_kind(&kind, &mut score, gold, annotations);
            self.kinds.insert(kind, score);
        }
    }

    fn add_kind(
        &mut self,
        kind: &str,
        score: &mut KindScore,
        gold: &MentionDocument,
        annotations: &Annotations<'_>,
    ) {
        let all = annotations.mentions.mentions();
        let found: Vec<&Mention> = all.iter().filter(|m| m.kind.as_str() == kind).collect();
        let wanted: Vec<&GoldMention> =
            gold.mentions.iter().filter(|m| m.kind == kind && !m.ignore).collect();
        let mut of_found: Vec<Option<usize>> = vec![None; found.len()];
        let mut of_wanted: Vec<Option<usize>> = vec![None; wanted.len()];
        // Equal spans first, so that they are not taken by a neighbour; both lists are short.
        for exact in [true, false] {
            for (w, want) in wanted.iter().enumerate() {
                if of_wanted[w].is_some() {
                    continue;
                }
                let fits = |span: Span| {
                    if exact { span == want.span } else { span.overlaps(want.span) }
                };
                let hit =
                    found.iter().zip(&of_found).position(|(f, of)| of.is_none() && fits(f.span));
                if let Some(f) = hit {
                    of_found[f] = Some(w);
                    of_wanted[w] = Some(f);
                }
            }
        }
        let mut note = |error, span, found: Option<&Mention>, wanted: Option<&GoldMention>| {
            self.errors.push(Mistake {
                fault: error,
                kind: kind.to_owned(),
                document: gold.id.clone(),
                context: context(&gold.text, span),
                found: found.map(|f| describe(annotations, &gold.text, f)),
                wanted: wanted.map(|w| {
                    let text = &gold.text[w.span.range()];
                    w.entity.as_ref().map_or(text.to_owned(), |e| format!("{text} = {e}"))
                }),
            });
        };
        for (w, want) in wanted.iter().enumerate() {
            let hit = of_wanted[w].map(|f| found[f]);
            let exact = hit.is_some_and(|f| f.span == want.span);
            score.exact.recall.count(exact);
            score.overlap.recall.count(hit.is_some());
            match hit {
                Some(hit) => {
                    if !exact {
                        note(Fault::Bounds, want.span, Some(hit), Some(want));
                    }
                    if let Some(entity) = &want.entity {
                        let right = annotations.mentions.entity(hit).id == *entity;
                        score.resolved.count(right);
                        if !right {
                            note(Fault::Entity, want.span, Some(hit), Some(want));
                        }
                    }
                }
                None => {
                    let rival = all.iter().find(|m| m.span.overlaps(want.span));
                    note(Fault::Missed, want.span, rival, Some(want));
                }
            }
        }
        let ignored = |span: Span| gold.mentions.iter().any(|m| m.ignore && m.span.overlaps(span));
        for (f, hit) in found.iter().enumerate() {
            let aside =
                matches!(hit.form, Form::Pronoun | Form::Descriptor | Form::Title | Form::Capital)
                    || hit.part_of.is_some();
            if of_found[f].is_none() && (aside || ignored(hit.span)) {
                continue;
            }
            let exact = of_found[f].is_some_and(|w| wanted[w].span == hit.span);
            score.exact.precision.count(exact);
            score.overlap.precision.count(of_found[f].is_some());
            if of_found[f].is_none() {
                note(Fault::Spurious, hit.span, Some(hit), None);
            }
        }
    }
}

fn describe(annotations: &Annotations<'_>, text: &str, mention: &Mention) -> String {
    let entity = &annotations.mentions.entity(mention).id;
    let part = mention.part_of.as_ref().map_or(String::new(), |p| format!(", part by {}", p.rule));
    format!("{} = {entity} by {}{part}", &text[mention.span.range()], mention.rule)
}

/// How much text an error shows on each side, in characters.
const CONTEXT: usize = 50;

/// The text around a span, on one line.
pub(crate) fn context(text: &str, span: Span) -> String {
    let before = &text[..span.start];
    let after = &text[span.end..];
    let from = before.char_indices().rev().take(CONTEXT).last().map_or(span.start, |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT).map_or(text.len(), |(at, _)| span.end + at);
    let line =
        format!("{}⟦{}⟧{}", &text[from..span.start], &text[span.range()], &text[span.end..to]);
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
