//! Runs compiled patterns over the tokens of a sentence.

use std::ops::Range;
use std::sync::Arc;

use super::compile::Pattern;
use super::findings::{FindingIndex, KindMask};
use super::program::{Inst, Need, Program};
use super::run::{Phrase, Run, Scratch, Search};
use super::starts::{Starts, WordSet};
use crate::WordId;
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

/// What a sentence must hold for a pattern of a set.
#[derive(Clone, Debug)]
struct Wanted {
    /// Needs of words, by number.
    words: Vec<u32>,
    /// Findings that must be there.
    kinds: KindMask,
}

/// Patterns that run together. A sentence is first looked through for the words that the patterns
/// need, so that most patterns never meet most sentences.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    starts: Vec<Starts>,
    wanted: Vec<Wanted>,
    /// The phrases of all patterns.
    phrases: Vec<Phrase>,
    /// Where each phrase came from.
    origins: Vec<Arc<Program>>,
    /// Different sets of words of which one is needed.
    needs: Vec<Arc<[WordId]>>,
    /// The words of all needs.
    words: WordSet,
    /// By word: the number, counted from 1, of its entry in `meets`.
    by_word: Vec<u32>,
    /// Needs that a word meets, by number.
    meets: Vec<Vec<u32>>,
    /// By need: the patterns that have it.
    wanting: Vec<Vec<u32>>,
    /// By pattern: how many needs of words it has.
    unmet: Vec<u8>,
}

impl PatternSet {
    /// Adds a pattern and returns its number.
    pub fn push(&mut self, mut pattern: Pattern) -> usize {
        let number = self.patterns.len() as u32;
        let (mut words, mut kinds) = (Vec::new(), 0);
        for need in &pattern.code.needs {
            match need {
                // More needs than a byte counts would choose no better.
                Need::Words(_) if words.len() >= usize::from(u8::MAX) => {}
                Need::Words(need) => words.push(self.need(need)),
                Need::Kind(kind) => kinds |= 1 << kind.0,
            }
        }
        words.sort_unstable();
        words.dedup();
        for need in &words {
            self.wanting[*need as usize].push(number);
        }
        self.unmet.push(words.len() as u8);
        self.wanted.push(Wanted { words, kinds });
        self.starts.push(Starts::new(&pattern.code.first));
        self.adopt(&mut pattern.code);
        self.patterns.push(pattern);
        self.patterns.len() - 1
    }

    /// The number of a need, with its words entered if it is new.
    fn need(&mut self, words: &Arc<[WordId]>) -> u32 {
        if let Some(known) = self.needs.iter().position(|need| need == words) {
            return known as u32;
        }
        let number = self.needs.len() as u32;
        self.needs.push(Arc::clone(words));
        self.wanting.push(Vec::new());
        for word in words.iter() {
            let slot = word.0 as usize;
            if self.by_word.len() <= slot {
                self.by_word.resize(slot + 1, 0);
            }
            if self.by_word[slot] == 0 {
                self.meets.push(Vec::new());
                self.by_word[slot] = self.meets.len() as u32;
            }
            self.meets[self.by_word[slot] as usize - 1].push(number);
            self.words.insert(*word);
        }
        number
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
        let kinds = sequence.findings.kinds_in(&range);
        self.look_for_needs(sequence, &range, scratch);
        let unmet = std::mem::take(&mut scratch.unmet);
        let search = Search { sequence, range: &range, since: scratch.renew() };
        for (number, _) in unmet.iter().enumerate().filter(|(_, unmet)| **unmet == 0) {
            let wanted = &self.wanted[number];
            if wanted.kinds & !kinds != 0 {
                continue;
            }
            // Where the last need of a pattern is met, a match must have begun.
            let last = wanted.words.iter().map(|need| scratch.last[*need as usize] as usize);
            let starts = range.start..last.fold(range.end, usize::min);
            self.find_one(number, &search, starts, inside, scratch, &mut matches);
        }
        scratch.unmet = unmet;
        matches
    }

    /// Notes how many needs of each pattern the words of a sentence leave unmet, and where each need
    /// is met last.
    fn look_for_needs(&self, sequence: Sequence<'_>, range: &Range<usize>, scratch: &mut Scratch) {
        let Scratch { unmet, last, .. } = scratch;
        unmet.clone_from(&self.unmet);
        last.clear();
        last.resize(self.needs.len(), 0);
        for at in range.clone().rev() {
            let word = sequence.tokens[at].word;
            if !self.words.has(word) {
                continue;
            }
            // The words of the set are those of the table.
            for need in &self.meets[self.by_word[word.0 as usize] as usize - 1] {
                let need = *need as usize;
                // Met further on already.
                if last[need] != 0 {
                    continue;
                }
                last[need] = at as u32 + 1;
                for pattern in &self.wanting[need] {
                    unmet[*pattern as usize] -= 1;
                }
            }
        }
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
