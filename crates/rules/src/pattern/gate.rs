//! Which patterns of a set can match in a sentence: one pass over its tokens for all of them.
//!
//! The patterns of a set are put together into one automaton without captures and priorities, which
//! is made deterministic while it runs, as the lazy DFA of `regex-automata` is: a state is made when a
//! text first leads to it, and kept. It may say yes where a pattern does not match, never no where it
//! does:
//!
//! - what stands before the first words that a pattern cannot do without is left out, so that a
//!   sentence without them costs a look at each token and no more;
//! - of the rest no more than two words, phrases or findings are looked at, and of a phrase only how it
//!   begins: that is what tells patterns apart, and there are few such pairs in a language;
//! - a finding or a phrase of a list may end at any of its tokens.
//!
//! What is kept never changes what is found; it is forgotten whole when it grows too large.

mod learnt;
mod sketch;

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::findings::KindMask;
use super::matcher::Sequence;
use super::program::{First, Program, Test};
use super::run::{Phrase, holds};
use super::starts::{Starts, WordSet};
use crate::WordId;
use crate::list::{ListId, Lists};
use crate::token::{CaseNeed, Shape, Token};
pub(crate) use learnt::{GateCache, Gates};
use learnt::{IDLE, Move, START, THE_END};
use sketch::{Ask, Sketch, Step, Weights};

/// The flags of a shape that letter case depends on.
const CASES: u16 = Shape::CAP.0 | Shape::UPPER.0 | Shape::INITIAL.0;

/// The automaton of a set of patterns.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    steps: Vec<Step>,
    /// Where each part begins, of those that may begin with more than a token that is taken.
    parts: Vec<u32>,
    /// By question: where the others go with a token of which it holds.
    begins: Vec<Vec<u32>>,
    /// By part: its pattern, and the parts of that.
    of_part: Vec<(u32, Range<u32>)>,
    /// Patterns of which no part is looked for: they are always tried.
    ungated: Vec<u32>,
    asks: Vec<Ask>,
    /// The questions for a word, by word, and all others: most are of the first kind, and a token is
    /// asked those for its own word alone.
    of_word: FxHashMap<WordId, Vec<u16>>,
    of_any: Vec<u16>,
    /// Words inside longer phrases of lists.
    inner: FxHashMap<ListId, WordSet>,
    /// How the phrases of the set begin.
    phrases: Vec<Starts>,
    /// How a token must look for a pattern to begin at it.
    wake: Starts,
    /// What of a token can make a difference.
    words: WordSet,
    shapes: u16,
    kinds: KindMask,
}

/// What a sentence shows of the patterns of a set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Its parts, one bit each.
    parts: Vec<u64>,
    /// By part: the token at which it is met last, where it is met at all.
    last: Vec<u32>,
    /// Tokens at which parts are met, and the numbers of these parts together.
    met: Vec<(u32, u32)>,
}

impl Seen {
    /// Whether a part is met.
    fn has(&self, part: u32) -> bool {
        self.parts[part as usize / 64] >> (part % 64) & 1 == 1
    }
}

/// The numbers of the bits that are set.
fn ones(blocks: &[u64]) -> impl Iterator<Item = usize> + '_ {
    blocks.iter().enumerate().flat_map(|(block, bits)| {
        let mut bits = *bits;
        std::iter::from_fn(move || {
            let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
            bits &= bits - 1;
            Some(block * 64 + bit)
        })
    })
}

impl Gate {
    /// The automaton of patterns, by number, and of the phrases that they name.
    pub(crate) fn new<'p>(
        patterns: impl Iterator<Item = &'p Program>,
        phrases: &[Phrase],
        lists: &Lists,
    ) -> Self {
        let codes: Vec<&Program> = phrases.iter().map(|phrase| &phrase.code).collect();
        let mut weights = Weights::new(&codes, lists);
        let mut sketch = Sketch::new(&codes, lists);
        let mut steps = Vec::new();
        let mut parts = Vec::new();
        let mut of_part = Vec::new();
        let mut ungated = Vec::new();
        let mut wake = First::default();
        for (number, code) in patterns.enumerate() {
            let mut own = of_part.len()..of_part.len();
            for part in sketch::parts(code, &mut weights) {
                let Ok(name) = u16::try_from(own.end) else { break };
                let before = parts.len();
                let whole = !part.begins.nothing
                    && part.ways.into_iter().all(|way| {
                        let fits = sketch.part(code, way, name);
                        parts.extend(fits.then(|| sketch.move_to(&mut steps)));
                        fits
                    });
                if whole {
                    wake.join(&part.begins);
                    own.end += 1;
                } else {
                    parts.truncate(before);
                }
            }
            of_part.resize(own.end, (number as u32, own.start as u32..own.end as u32));
            if own.is_empty() {
                ungated.push(number as u32);
            }
        }
        let Sketch { asks, inner, .. } = sketch;
        let mut gate = Gate {
            steps,
            begins: vec![Vec::new(); asks.len()],
            parts,
            of_part,
            ungated,
            asks,
            of_word: FxHashMap::default(),
            of_any: Vec::new(),
            inner,
            phrases: phrases.iter().map(|phrase| phrase.starts.clone()).collect(),
            wake: Starts::new(&wake),
            words: WordSet::default(),
            shapes: 0,
            kinds: 0,
        };
        gate.note_differences(phrases, lists);
        gate.note_begins();
        gate.note_words();
        gate
    }

    /// Sorts parts by the questions that they begin with, so that a new kind of token costs what holds of
    /// it and not a look at every part.
    fn note_begins(&mut self) {
        let mut seen = vec![u32::MAX; self.steps.len()];
        let mut taken: Vec<(u16, u32)> = Vec::new();
        let mut todo = Vec::new();
        for part in std::mem::take(&mut self.parts) {
            taken.clear();
            todo.push(part);
            let mut plain = true;
            while let Some(at) = todo.pop() {
                if std::mem::replace(&mut seen[at as usize], part) == part {
                    continue;
                }
                match self.steps[at as usize] {
                    Step::Take(ask) => taken.push((ask, self.past(at + 1))),
                    Step::Split(a, b) => todo.extend([a, b]),
                    Step::Jump(to) => todo.push(to),
                    Step::Ahead(_) | Step::Start | Step::End | Step::Met(_) => plain = false,
                }
            }
            if plain {
                for (ask, to) in taken.drain(..) {
                    self.begins[usize::from(ask)].push(to);
                }
            } else {
                self.parts.push(part);
            }
        }
    }

    /// Sorts the questions by the word that they are for.
    fn note_words(&mut self) {
        for (number, ask) in (0..=u16::MAX).zip(&self.asks) {
            match ask {
                Ask::Token(Test::Word(word, _)) => self.of_word.entry(*word).or_default(),
                _ => &mut self.of_any,
            }
            .push(number);
        }
    }

    /// Notes what of a token the questions depend on.
    fn note_differences(&mut self, phrases: &[Phrase], lists: &Lists) {
        let mut words: Vec<WordId> = Vec::new();
        let mut cases = 0;
        for ask in &self.asks {
            match ask {
                Ask::Token(Test::Word(word, need) | Test::NotWord(word, need)) => {
                    words.push(*word);
                    if *need != CaseNeed::Any {
                        cases = CASES;
                    }
                }
                Ask::Token(Test::Shape(shape) | Test::NotShape(shape)) => self.shapes |= shape.0,
                Ask::Token(Test::Lower) => self.shapes |= Shape::ALPHA.with(Shape::CAP).0,
                Ask::Token(Test::Any) => {}
                Ask::Token(Test::NotList(list)) | Ask::Single(list) | Ask::Begins(list) => {
                    words.extend(lists.first_words(*list));
                    if lists.asks_case(*list) {
                        cases = CASES;
                    }
                }
                Ask::Inner(list) => words.extend(lists.inner_words(*list)),
                Ask::Phrase(number) => {
                    let first = &phrases[*number as usize].code.first;
                    words.extend(&first.words);
                    self.shapes |= first.shapes.iter().fold(0, |all, shape| all | shape.0);
                    self.kinds |= first.kinds;
                }
                Ask::Token(Test::NotFinding(kind)) | Ask::Starts(kind) | Ask::Inside(kind) => {
                    self.kinds |= 1 << kind.0;
                }
            }
        }
        self.shapes |= cases;
        self.words = WordSet::of(&words);
    }

    /// Looks through a sentence for all patterns.
    pub(crate) fn scan(
        &self,
        sequence: &Sequence<'_>,
        range: &Range<usize>,
        cache: &mut GateCache,
        seen: &mut Seen,
    ) {
        seen.met.clear();
        seen.parts.clear();
        seen.parts.resize(self.of_part.len().div_ceil(64), 0);
        seen.last.resize(seen.last.len().max(self.of_part.len()), 0);
        if cache.is_full() {
            cache.forget(self.steps.len());
        }
        let mut state = START;
        for at in range.clone() {
            if state <= IDLE && !self.wake.admit(sequence, at) {
                state = IDLE;
                continue;
            }
            let step = self.step_over(sequence, at, state, cache);
            state = step.next;
            if step.met != 0 {
                seen.met.push((at as u32, step.met));
            }
        }
        if state > IDLE {
            let step = self.step(state, THE_END, cache);
            if step.met != 0 {
                seen.met.push((range.end as u32, step.met));
            }
        }
        for (at, met) in &seen.met {
            for part in &cache.met[*met as usize] {
                seen.parts[*part as usize / 64] |= 1 << (part % 64);
                seen.last[*part as usize] = *at;
            }
        }
    }

    /// The patterns that may match in the sentence that was looked through last, in their order, each
    /// with the token before which its matches begin.
    pub(crate) fn may(&self, sentence: &Range<usize>, seen: &Seen, may: &mut Vec<(u32, u32)>) {
        may.clear();
        let end = sentence.end as u32;
        for part in ones(&seen.parts) {
            let (pattern, parts) = &self.of_part[part];
            // Once for a pattern: at its first part.
            if part as u32 == parts.start && parts.clone().all(|part| seen.has(part)) {
                // Where a part is met for the last time, a match must have begun.
                let last = parts.clone().map(|part| seen.last[part as usize] + 1).min();
                may.push((*pattern, end.min(last.unwrap_or(end))));
            }
        }
        if !self.ungated.is_empty() {
            may.extend(self.ungated.iter().map(|pattern| (*pattern, end)));
            may.sort_unstable();
        }
    }

    /// Where a state goes with a token.
    #[inline]
    fn step_over(
        &self,
        sequence: &Sequence<'_>,
        at: usize,
        state: u32,
        cache: &mut GateCache,
    ) -> Move {
        let token = &sequence.tokens[at];
        let word = if self.words.has(token.word) { token.word.0 } else { 0 };
        let kinds = sequence.findings.kinds_at(at) & self.kinds;
        let inside = sequence.findings.kinds_inside(at) & self.kinds;
        let key = u64::from(word) << 40
            | u64::from(token.shape.0 & self.shapes) << 24
            | u64::from(kinds) << 12
            | u64::from(inside);
        let class = match cache.class(key) {
            Some(class) => class,
            None => self.classify(sequence, at, key, cache),
        };
        self.step(state, class, cache)
    }

    /// Where a state goes with a kind of token.
    #[inline]
    fn step(&self, state: u32, class: u16, cache: &mut GateCache) -> Move {
        match cache.known(state, class) {
            Some(known) => known,
            None => self.make(state, class, cache),
        }
    }

    #[cold]
    fn classify(&self, sequence: &Sequence<'_>, at: usize, key: u64, cache: &mut GateCache) -> u16 {
        let mut answers = vec![0_u64; self.asks.len().div_ceil(64)];
        let own = self.of_word.get(&sequence.tokens[at].word).into_iter().flatten();
        for number in own.chain(&self.of_any).map(|number| usize::from(*number)) {
            if self.holds(&self.asks[number], sequence, at) {
                answers[number / 64] |= 1 << (number % 64);
            }
        }
        cache.answering(key, answers)
    }

    fn holds(&self, ask: &Ask, sequence: &Sequence<'_>, at: usize) -> bool {
        let token: &Token = &sequence.tokens[at];
        match ask {
            Ask::Token(test) => holds(sequence, test, at),
            Ask::Single(list) => sequence.lists.has(*list, token),
            Ask::Begins(list) => sequence.lists.begins(*list, token.word),
            Ask::Inner(list) => self.inner.get(list).is_some_and(|words| words.has(token.word)),
            Ask::Phrase(number) => self.phrases[*number as usize].admit(sequence, at),
            Ask::Starts(kind) => sequence.findings.kinds_at(at) >> kind.0 & 1 == 1,
            Ask::Inside(kind) => sequence.findings.kinds_inside(at) >> kind.0 & 1 == 1,
        }
    }

    /// Finds out where a state goes with a kind of token.
    #[cold]
    fn make(&self, state: u32, class: u16, cache: &mut GateCache) -> Move {
        // Wherever a token stands, the same parts may begin at it.
        let begun = (state > IDLE).then(|| self.step(IDLE, class, cache));
        let mut next: Vec<u32> = Vec::new();
        let mut met: Vec<u16> = Vec::new();
        cache.pass += 1;
        let pass = cache.pass;
        let GateCache { todo, seen, states, answers, .. } = &mut *cache;
        let answers = &answers[class as usize];
        let end = class == THE_END;
        let holds = |ask: u16| answers[ask as usize / 64] >> (ask % 64) & 1 == 1;
        todo.clear();
        match state {
            START | IDLE => {
                todo.extend(&self.parts);
                for ask in ones(answers) {
                    for to in &self.begins[ask] {
                        match self.steps[*to as usize] {
                            Step::Met(part) => met.push(part),
                            _ => next.push(*to),
                        }
                    }
                }
            }
            _ => todo.extend(states[state as usize].iter()),
        }
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at as usize], pass) == pass {
                continue;
            }
            match self.steps[at as usize] {
                Step::Take(ask) if !end && holds(ask) => {
                    let to = self.past(at + 1);
                    match self.steps[to as usize] {
                        Step::Met(part) => met.push(part),
                        _ => next.push(to),
                    }
                }
                Step::Ahead(ask) if end || holds(ask) => todo.push(at + 1),
                Step::Split(a, b) => todo.extend([b, a]),
                Step::Jump(to) => todo.push(to),
                Step::Start if state == START => todo.push(at + 1),
                Step::End if end => todo.push(at + 1),
                Step::Met(part) => met.push(part),
                Step::Take(_) | Step::Ahead(_) | Step::Start | Step::End => {}
            }
        }
        if let Some(begun) = begun {
            next.extend(&cache.states[begun.next as usize]);
            met.extend(&cache.met[begun.met as usize]);
        }
        next.sort_unstable();
        next.dedup();
        met.sort_unstable();
        met.dedup();
        let step = Move { next: cache.state(next), met: cache.showing(met) };
        cache.keep(state, class, step);
        step
    }

    /// The step that a jump leads to.
    fn past(&self, mut at: u32) -> u32 {
        // Jumps of one pattern lead on; the bound is for programs that no pattern compiles to.
        for _ in 0..self.steps.len() {
            match self.steps[at as usize] {
                Step::Jump(to) => at = to,
                _ => break,
            }
        }
        at
    }
}
