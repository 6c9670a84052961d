//! The whole of a subject of which a pattern has met the last part: `An Iraqi defector who has applied for
//! residency in Australia claims …` is not Australia.

use std::ops::Range;

use chancery_text::{Shape, Token};

use crate::attribute::{Attribution, QuoteLists, Work};

/// How many tokens a subject may have before the part that was met.
const MAX_SUBJECT: usize = 24;

/// How many nouns before the one that was met may be part of it: `unions representing airline workers`.
const MAX_NOUNS: usize = 3;

impl Work<'_> {
    /// Gives an attribution the whole subject of its verb, where a preposition leads from one to the noun
    /// that stands before the verb.
    pub(crate) fn take_whole_subject(&self, attribution: &mut Attribution) {
        let both = attribution.speaker.as_ref().zip(attribution.cue.as_ref());
        if let Some((subject, head)) = both.and_then(|(met, cue)| self.whole_subject(met, cue)) {
            attribution.speaker = Some(subject);
            attribution.head = Some(head);
        }
    }

    /// The whole subject, and where its head ends: at its first preposition or relative pronoun.
    fn whole_subject(
        &self,
        met: &Range<usize>,
        cue: &Range<usize>,
    ) -> Option<(Range<usize>, usize)> {
        let (tokens, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        let QuoteLists { possessive, pronoun, inside_subject, subject_relative, .. } =
            self.quotes.lists;
        let QuoteLists { subject_clause, subject_boundary, conjunction, finite_verb, .. } =
            self.quotes.lists;
        let QuoteLists { determiner, function_word, .. } = self.quotes.lists;
        // Nothing but adverbs stands between it and its verb, and it owns nothing there.
        let plain = |t: &Token| !t.is(Shape::PUNCT) && !lists.has(possessive, t);
        let own = tokens.get(met.end - 1..cue.start)?.iter().all(plain);
        if !own || met.len() == 1 && lists.has(pronoun, &tokens[met.start]) {
            return None;
        }
        let sentence = self.document.sentence_of(met.start)?;
        let first = self.document.sentences()[sentence].tokens.start;
        let bound = first.max(met.start.saturating_sub(MAX_SUBJECT));
        // A preposition leads to what was met, or a clause about the subject ends with it.
        let noun = |t: &Token| {
            t.is(Shape::ALPHA)
                && ![inside_subject, subject_boundary, conjunction, function_word, determiner]
                    .into_iter()
                    .any(|list| lists.has(list, t))
        };
        // A common noun without an article may be the last of several.
        let last = &tokens[met.start];
        let bare = noun(last) && !last.is(Shape::CAP);
        let nouns = tokens[bound..met.start].iter().rev().take(if bare { MAX_NOUNS } else { 0 });
        let nouns = nouns.take_while(|t| noun(t)).count();
        let lead = (met.start - nouns).checked_sub(1).filter(|at| *at >= bound)?;
        let led = lists.has(inside_subject, &tokens[lead]);
        let (mut head, mut start, mut verb, mut clause) = (met.start, met.start, false, false);
        while start > bound {
            let token = &tokens[start - 1];
            let ends = token.is(Shape::PUNCT) && !token.is(Shape::HYPHEN);
            if ends || lists.has(subject_boundary, token) {
                break;
            }
            start -= 1;
            let next = &tokens[start + 1];
            // `which the minister said`: its subject is the one that was met.
            let object = || {
                start + 1 == met.start
                    || lists.has(determiner, next)
                    || lists.has(pronoun, next)
                    || next.is(Shape::CAP)
            };
            // `that` before its verb, or before a verb and its object; else a clause begins with it.
            let that = || {
                lists.has(finite_verb, next)
                    || tokens.get(start + 2).is_some_and(|t| lists.has(determiner, t))
            };
            let whose = lists.has(subject_clause, token) && start + 1 < met.start;
            if whose
                || (lists.has(subject_relative, token) || lists.has(conjunction, token) && that())
                    && !object()
            {
                (head, verb, clause) = (start, false, true);
            } else if [pronoun, conjunction, subject_relative, subject_clause]
                .into_iter()
                .any(|list| lists.has(list, token))
            {
                return None;
            } else if lists.has(inside_subject, token) {
                head = start;
            } else {
                verb |= lists.has(finite_verb, token);
            }
        }
        // `The army, which during the day said …`.
        if clause && head == start {
            return lists
                .has(inside_subject, &tokens[start + 1])
                .then_some((start..start + 1, start + 1));
        }
        let begins = start < head && !verb && (led || clause) && (start == first || start > bound);
        begins.then_some((start..met.end, head))
    }
}
