//! Agreements against annotated agreements, and against sentences that are annotated as a whole.
//!
//! An agreement is found when its trigger overlaps the annotated one, one to one, the same type first.
//! Of those found, type and status are right or wrong. A side is right when it has the annotated
//! country, or the annotated name. Passages without an agreement are clean when nothing is found in
//! them. For records of the PLOVER kind, a sentence of class AGREE counts as found when an instrument,
//! a partnership or a commitment is filed from it.

use std::collections::{BTreeMap, BTreeSet};

use chancery_agreements::{Agreement, Party};
use chancery_formats::Annotations;
use chancery_rules::Span;

use crate::gold::{AgreementDocument, EventSentence, GoldAgreement};
use crate::mentions::context;
use crate::score::{Fault, Mistake, Ratio, Score};

/// Keeps count over documents.
#[derive(Clone, Debug, Default)]
pub struct Scorer {
    /// Agreements by overlap of their triggers.
    pub triggers: Score,
    /// Right types, of those found.
    pub kind: Ratio,
    /// Right statuses, of those found.
    pub status: Ratio,
    /// Sides, of all agreements annotated and found.
    pub parties: Score,
    /// Right sets of subjects, of those found.
    pub subjects: Ratio,
    /// Passages without an agreement in which none is found.
    pub clean: Ratio,
    errors: Vec<Mistake>,
}

impl Scorer {
    /// All errors, in the order of the documents.
    #[must_use]
    pub fn errors(&self) -> &[Mistake] {
        &self.errors
    }

    /// Compares the agreements of a document.
    pub fn add(&mut self, gold: &AgreementDocument, annotations: &Annotations<'_>) {
        let found = &annotations.agreements;
        if gold.agreements.is_empty() {
            self.clean.count(found.is_empty());
        }
        let mut used = vec![false; found.len()];
        let mut hits = vec![None; gold.agreements.len()];
        for same_type in [true, false] {
            for (want, hit) in gold.agreements.iter().zip(&mut hits) {
                if hit.is_some() {
                    continue;
                }
                let fits = |a: &Agreement| {
                    want.trigger.overlaps(a.trigger) && (a.kind == want.kind || !same_type)
                };
                *hit = (0..found.len()).find(|n| !used[*n] && fits(&found[*n]));
                if let Some(number) = *hit {
                    used[number] = true;
                }
            }
        }
        for (want, hit) in gold.agreements.iter().zip(hits) {
            self.triggers.recall.count(hit.is_some());
            let hit = hit.map(|number| &found[number]);
            let parties: &[Party] = hit.map_or(&[], |a| &a.parties);
            let mut missing = false;
            for side in &want.parties {
                let there = parties.iter().any(|p| is(annotations, p, side));
                missing |= !there;
                self.parties.recall.count(there);
            }
            let Some(hit) = hit else {
                self.note(gold, Fault::Missed, want.trigger, None, Some(want));
                continue;
            };
            self.kind.count(hit.kind == want.kind);
            self.status.count(hit.status == want.status);
            if let Some(subjects) = &want.subjects {
                let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
                let right = set(subjects) == set(&hit.subjects);
                self.subjects.count(right);
                if !right {
                    self.note(gold, Fault::Subject, want.trigger, Some(hit), Some(want));
                }
            }
            let mut extra = false;
            for party in &hit.parties {
                let wanted = want.parties.iter().any(|side| is(annotations, party, side));
                extra |= !wanted;
                self.parties.precision.count(wanted);
            }
            for (wrong, fault) in [
                (hit.kind != want.kind, Fault::Type),
                (hit.status != want.status, Fault::Status),
                (missing || extra, Fault::Parties),
            ] {
                if wrong {
                    self.note(gold, fault, want.trigger, Some(hit), Some(want));
                }
            }
        }
        for (agreement, used) in found.iter().zip(used) {
            self.triggers.precision.count(used);
            if !used {
                for _ in &agreement.parties {
                    self.parties.precision.count(false);
                }
                self.note(gold, Fault::Spurious, agreement.trigger, Some(agreement), None);
            }
        }
    }

    fn note(
        &mut self,
        gold: &AgreementDocument,
        fault: Fault,
        place: Span,
        found: Option<&Agreement>,
        wanted: Option<&GoldAgreement>,
    ) {
        let kind = wanted.map(|w| &w.kind).or(found.map(|a| &a.kind));
        self.errors.push(Mistake {
            fault,
            kind: kind.cloned().unwrap_or_default(),
            document: gold.id.clone(),
            context: context(&gold.text, place),
            found: found.map(describe),
            wanted: wanted.map(|w| {
                let subjects = w.subjects.as_ref().map_or(String::new(), |s| s.join(" "));
                format!("{} {} [{}] {subjects}", w.kind, w.status, w.parties.join(", "))
            }),
        });
    }
}

fn describe(a: &Agreement) -> String {
    let sides: Vec<&str> =
        a.parties.iter().map(|p| p.country.as_deref().unwrap_or(&p.name)).collect();
    let status = a.evidence.iter().rfind(|e| e.label.starts_with("status"));
    let status = status.map_or(String::new(), |e| format!(" (status by {})", e.rule));
    let subjects = a.subjects.join(" ");
    format!("{} {} [{}] {subjects} by {}{status}", a.kind, a.status, sides.join(", "), a.rule)
}

/// Whether a party is the annotated side: its country, its name, or the words that name it.
fn is(annotations: &Annotations<'_>, party: &Party, side: &str) -> bool {
    let named = || {
        let mention = party.mention.map(|n| &annotations.mentions.mentions()[n]);
        mention.map(|m| &annotations.document.original()[m.span.range()])
    };
    let plain = |name: &str| name.to_lowercase().trim_start_matches("the ").to_owned();
    party.country.as_deref() == Some(side)
        || plain(&party.name) == plain(side)
        || named().is_some_and(|text| plain(text) == plain(side))
}

/// Sentences of event classes: how many give an agreement.
#[derive(Clone, Debug, Default)]
pub struct EventScorer {
    /// By class: sentences with an agreement, of all.
    pub classes: BTreeMap<String, Ratio>,
    errors: Vec<Mistake>,
}

/// The class of intent to agree.
const AGREE: &str = "AGREE";
/// Classes whose sentences may hold agreements.
const NEUTRAL: [&str; 3] = ["SUPPORT", "COOPERATE", "CONSULT"];
/// Categories that are undertakings.
const UNDERTAKINGS: [&str; 3] = ["instrument", "partnership", "commitment"];
/// The polarity that counts.
const NEGATED: &str = "negated";

impl EventScorer {
    /// All errors, in the order of the sentences.
    #[must_use]
    pub fn errors(&self) -> &[Mistake] {
        &self.errors
    }

    /// Sentences of class AGREE that give an agreement.
    #[must_use]
    pub fn recall(&self) -> Ratio {
        self.classes.get(AGREE).copied().unwrap_or_default()
    }

    /// Sentences of other classes that give one, classes that may hold agreements aside.
    #[must_use]
    pub fn false_alarms(&self) -> Ratio {
        let others =
            self.classes.iter().filter(|(c, _)| *c != AGREE && !NEUTRAL.contains(&c.as_str()));
        others.fold(Ratio::default(), |sum, (_, r)| Ratio {
            part: sum.part + r.part,
            whole: sum.whole + r.whole,
        })
    }

    /// Counts a sentence.
    pub fn add(&mut self, gold: &EventSentence, annotations: &Annotations<'_>) {
        let found = annotations
            .agreements
            .iter()
            .find(|a| UNDERTAKINGS.contains(&a.category.as_str()) && a.polarity != NEGATED);
        self.classes.entry(gold.event.clone()).or_default().count(found.is_some());
        let neutral = NEUTRAL.contains(&gold.event.as_str());
        if neutral || found.is_some() == (gold.event == AGREE) {
            return;
        }
        let whole = Span::new(0, gold.text.len());
        self.errors.push(Mistake {
            fault: if found.is_some() { Fault::Spurious } else { Fault::Missed },
            kind: gold.event.clone(),
            document: gold.id.clone(),
            context: context(&gold.text, found.map_or(whole, |a| a.trigger)),
            found: found.map(describe),
            wanted: None,
        });
    }
}
