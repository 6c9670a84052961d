//! Runs compiled patterns over the tokens of a sentence.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::compile::Pattern;
use super::findings::FindingIndex;
use super::gate::Gate;
use super::program::{Inst, Program};
use super::run::{Phrase, Run, Scratch, Search};
use super::starts::Starts;
use crate::block::RuleId;
use crate::list::Lists;
use crate::token::Token;

/// What patterns run over: the tokens of a document and the findings so far.
#[derive(Clone, Copy, Debug)]
pub struct Sequence<'a> {
    /// All tokens of the document.
    pub tokens: &'a [Token],
    /// Findings by token.
    pub findings: &'a FindingIndex,
    /// The word lists that the patterns were compiled with.
    pub lists: &'a Lists,
}

/// A captured range of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture<'p> {
    /// The name in the pattern.
    pub name: &'p str,
    /// The tokens.
    pub tokens: Range<usize>,
}

/// A match of one pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternMatch<'p> {
    /// Which pattern of the set, by its number.
    pub pattern: usize,
    /// The rule that the pattern stands in.
    pub rule: &'p RuleId,
    /// The tokens of the whole match.
    pub tokens: Range<usize>,
    /// Captures in order of their start.
    pub captures: Vec<Capture<'p>>,
}

impl PatternMatch<'_> {
    /// The first capture of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Range<usize>> {
        self.all(name).next()
    }

    /// All captures of this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = Range<usize>> {
        self.captures.iter().filter(move |c| c.name == name).map(|c| c.tokens.clone())
    }
}

/// Patterns that run together. One pass over a sentence tells which of them may match there, so that
/// most patterns never meet most sentences.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    starts: Vec<Starts>,
    /// The phrases of all patterns.
    phrases: Vec<Phrase>,
    /// Where each phrase came from.
    origins: Vec<Arc<Program>>,
    /// Which patterns may match in a sentence, made when the first comes.
    gate: OnceLock<Gate>,
    /// A number that no other set has: what was learnt of texts is kept by it.
    id: u64,
}

impl PatternSet {
    /// Adds a pattern and returns its number.
    pub fn push(&mut self, mut pattern: Pattern) -> usize {
        static SETS: AtomicU64 = AtomicU64::new(1);
        self.id = SETS.fetch_add(1, Ordering::Relaxed);
        self.gate = OnceLock::new();
        self.starts.push(Starts::new(&pattern.code.first));
        self.adopt(&mut pattern.code);
        self.patterns.push(pattern);
        self.patterns.len() - 1
    }

    /// Makes the phrases of a program those of the set.
    fn adopt(&mut self, code: &mut Program) {
        let phrases = std::mem::take(&mut code.phrases);
        let numbers: Vec<u32> = phrases.iter().map(|phrase| self.phrase(phrase)).collect();
        for inst in &mut code.steps {
            if let Inst::Phrase(phrase) = inst {
                *phrase = numbers[*phrase as usize];
            }
        }
    }

    /// The number of a phrase, entered if it is new, behind those that it names.
    fn phrase(&mut self, phrase: &Arc<Program>) -> u32 {
        if let Some(known) = self.origins.iter().position(|p| Arc::ptr_eq(p, phrase)) {
            return known as u32;
        }
        let mut own = Program::clone(phrase);
        self.adopt(&mut own);
        let joins_before = self.phrases.last().map_or(0, |p| p.joins_before + p.code.width);
        let starts = Starts::new(&own.first);
        self.phrases.push(Phrase { code: own, starts, joins_before });
        self.origins.push(Arc::clone(phrase));
        self.phrases.len() as u32 - 1
    }

    /// Builds what is otherwise built when the first sentence comes, so that it need not wait for that, or
    /// another thread can do so meanwhile. `lists` are those that the patterns were compiled with.
    pub fn prepare(&self, lists: &Lists) {
        self.gate(lists);
    }

    fn gate(&self, lists: &Lists) -> &Gate {
        self.gate
            .get_or_init(|| Gate::new(self.patterns.iter().map(|p| &p.code), &self.phrases, lists))
    }

    /// How many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }

    /// All matches of all patterns inside `range` (the tokens of one sentence), by pattern number
    /// and then by place. Matches of one pattern do not overlap; those of several may.
    pub fn find(
        &self,
        sequence: Sequence<'_>,
        range: Range<usize>,
        scratch: &mut Scratch,
    ) -> Vec<PatternMatch<'_>> {
        self.find_again(sequence, range, scratch, None)
    }

    /// Like [`PatternSet::find`], but a pattern may match again inside what it captured last under
    /// this name: a clause that runs to the end of a sentence may hold others. Ways through a pattern
    /// that an earlier match took are not taken again, so that time stays linear; only a pattern that
    /// ends in `name:<any>*` or `name:<any>+` is sure to find all its matches.
    pub fn find_inside(
        &self,
        sequence: Sequence<'_>,
        range: Range<usize>,
        scratch: &mut Scratch,
        name: &str,
    ) -> Vec<PatternMatch<'_>> {
        self.find_again(sequence, range, scratch, Some(name))
    }

    fn find_again(
        &self,
        sequence: Sequence<'_>,
        range: Range<usize>,
        scratch: &mut Scratch,
        inside: Option<&str>,
    ) -> Vec<PatternMatch<'_>> {
        if let Some(probe) = scratch.probe.as_deref_mut().filter(|p| range.contains(&p.token)) {
            for pattern in &self.patterns {
                probe.look(pattern, &self.origins, sequence, &range, range.clone());
            }
        }
        let mut matches = Vec::new();
        let gate = self.gate(sequence.lists);
        let Scratch { gates, seen, may, .. } = scratch;
        let cache = gates.of(self.id);
        gate.scan(&sequence, &range, cache, seen);
        gate.may(&range, seen, may);
        if may.is_empty() {
            return matches;
        }
        let may = std::mem::take(may);
        let search = Search { sequence, range: &range, since: scratch.renew() };
        for (number, before) in &may {
            let number = *number as usize;
            let opens = self.patterns[number].code.opens;
            let last = if opens { range.start + 1 } else { range.end };
            let starts = range.start..last.min(*before as usize);
            self.find_one(number, &search, starts, inside, scratch, &mut matches);
        }
        scratch.may = may;
        matches
    }

    /// The matches of one pattern that begin inside `starts`.
    fn find_one<'p>(
        &'p self,
        number: usize,
        search: &Search<'_, '_>,
        starts: Range<usize>,
        inside: Option<&str>,
        scratch: &mut Scratch,
        matches: &mut Vec<PatternMatch<'p>>,
    ) {
        let pattern = &self.patterns[number];
        let next = |from: usize| {
            (from..starts.end).find(|at| self.starts[number].admit(&search.sequence, *at))
        };
        let Some(mut start) = next(starts.start) else { return };
        let mut run = Run::new(&pattern.code, &self.phrases, *search, scratch);
        loop {
            let from = match run.from(start) {
                Some(end) => {
                    let found = pattern.found(number, start..end, run.trail());
                    let again = inside.and_then(|name| found.all(name).last());
                    matches.push(found);
                    again.map_or(end, |again| again.start).max(start + 1)
                }
                None => start + 1,
            };
            match next(from) {
                Some(at) => start = at,
                None => return,
            }
        }
    }

    /// The matches that start exactly at token `start`, at most one of each of the patterns of these
    /// numbers, in their order. Nothing is looked for before it is asked for.
    pub fn matches_at<'p, 's>(
        &'p self,
        numbers: Range<usize>,
        sequence: Sequence<'s>,
        range: Range<usize>,
        start: usize,
        scratch: &'s mut Scratch,
    ) -> impl Iterator<Item = PatternMatch<'p>> {
        if let Some(probe) = scratch.probe.as_deref_mut().filter(|p| range.contains(&p.token)) {
            for pattern in &self.patterns[numbers.clone()] {
                probe.look(pattern, &self.origins, sequence, &range, start..start + 1);
            }
        }
        let since = scratch.renew();
        let inside = range.contains(&start);
        let admitted = move |number: &usize| inside && self.starts[*number].admit(&sequence, start);
        numbers.filter(admitted).filter_map(move |number| {
            let pattern = &self.patterns[number];
            let search = Search { sequence, range: &range, since };
            let mut run = Run::new(&pattern.code, &self.phrases, search, scratch);
            let end = run.from(start)?;
            Some(pattern.found(number, start..end, run.trail()))
        })
    }
}

impl Pattern {
    /// A match of the pattern, the `number`th of its set.
    fn found(
        &self,
        number: usize,
        tokens: Range<usize>,
        trail: &[(u16, bool, u32)],
    ) -> PatternMatch<'_> {
        let captures = captures(&self.code.names, trail);
        PatternMatch { pattern: number, rule: &self.rule, tokens, captures }
    }
}

fn captures<'p>(names: &'p [String], trail: &[(u16, bool, u32)]) -> Vec<Capture<'p>> {
    /// The end of a capture that has not closed.
    const OPEN: usize = usize::MAX;
    let mut found: Vec<Capture<'p>> = Vec::with_capacity(trail.len() / 2);
    for &(slot, opens, at) in trail {
        let (name, at) = (names[slot as usize].as_str(), at as usize);
        if opens {
            found.push(Capture { name, tokens: at..OPEN });
        } else if let Some(capture) =
            found.iter_mut().rev().find(|c| c.tokens.end == OPEN && c.name == name)
        {
            capture.tokens.end = at;
        }
    }
    found.retain(|capture| capture.tokens.end != OPEN);
    found.sort_by_key(|c| (c.tokens.start, c.tokens.end));
    found
}
