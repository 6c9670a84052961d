//! Agreements without an instrument noun: positions, visits, commitments.

use std::ops::Range;

use chancery_rules::pattern::PatternMatch;

use crate::agreement::Party;
use crate::merge::Draft;
use crate::party::PARTY;
use crate::work::Work;

/// The roles of the output contract.
const HOLDER: &str = "holder";
const BENEFICIARY: &str = "beneficiary";
/// The capture for a phrase that stands for the sides at hand.
const SIDES: &str = "sides";

/// A pattern that makes an agreement without an instrument noun.
#[derive(Clone, Debug)]
pub(crate) struct PatternRule {
    pub(crate) kind: usize,
    pub(crate) status: usize,
    pub(crate) polarity: Option<String>,
    pub(crate) subjects: Vec<usize>,
    /// It may stand beside an instrument of the same words.
    pub(crate) beside: bool,
    /// The match names no agreement, and no later pattern may find one in it.
    pub(crate) drop: bool,
}

impl Work<'_> {
    /// Agreements without an instrument noun. `made` is how many drafts came before the sentence's.
    pub(crate) fn patterns(&mut self, range: Range<usize>, made: usize) {
        let stage = self.stage;
        let mut hits = self.find(&stage.patterns, range.clone());
        hits.sort_by_key(|h| (h.pattern, h.tokens.start));
        let mut taken: Vec<Range<usize>> = Vec::new();
        for hit in hits {
            let rule = &stage.rules[hit.pattern];
            let Some(trigger) = hit.get("trigger") else { continue };
            let over = |r: &Range<usize>| r.start < hit.tokens.end && hit.tokens.start < r.end;
            // An instrument that the words name, or that they govern, says more than they do.
            let of = |r: &Range<usize>| r.start < trigger.end && trigger.start < r.end;
            let of_noun = self.drafts[made..].iter().any(|d| {
                d.kind != rule.kind && (of(&d.trigger) || d.word.as_ref().is_some_and(of))
            });
            if of_noun && !rule.beside || taken.iter().any(over) {
                continue;
            }
            if rule.drop {
                taken.push(hit.tokens.clone());
                continue;
            }
            let draft = self.pattern_draft(rule, &hit, trigger);
            taken.push(hit.tokens.clone());
            self.drafts.push(draft);
        }
    }

    fn pattern_draft(
        &self,
        rule: &PatternRule,
        hit: &PatternMatch<'_>,
        trigger: Range<usize>,
    ) -> Draft {
        let mut evidence = vec![("trigger", trigger.clone(), hit.rule.clone())];
        let status = self.stage.taxonomy.statuses[rule.status].rule.clone();
        evidence.push(("status", trigger.clone(), status));
        let kind = self.stage.taxonomy.types[rule.kind].rule.clone();
        evidence.push(("type", trigger.clone(), kind));
        let mut parties: Vec<Party> = Vec::new();
        for role in [PARTY, HOLDER, BENEFICIARY] {
            self.take(hit, role, &mut parties, &mut evidence);
        }
        if hit.get(SIDES).is_some() {
            parties.extend_from_slice(self.at_hand.sides());
        }
        let mut subjects = rule.subjects.clone();
        if subjects.is_empty() {
            let found =
                self.stage.taxonomy.subjects_in(self.document, hit.tokens.clone(), |_| false);
            subjects = self.note_subjects(found, &mut evidence);
        }
        Draft {
            kind: rule.kind,
            treaty: None,
            word: None,
            headline: self.in_headline(trigger.start),
            trigger,
            title: None,
            title_text: None,
            words: String::new(),
            acronym: None,
            by_acronym: false,
            parties,
            status: rule.status,
            polarity: rule.polarity.clone(),
            subjects,
            evidence,
            rule: hit.rule.clone(),
            refers: false,
            another: false,
            complemented: false,
            staged: true,
            mentions: Vec::new(),
            counts: false,
            date: None,
            place: None,
        }
    }
}
