//! Runs one program at one token.
//!
//! The program runs by bounded backtracking (as `regex-automata`'s backtracker): each pair of step
//! and token is tried once in a sentence, so time is at most steps × tokens, and alternatives have
//! the priority that their order gives them. What a phrase matches at a token is kept for all
//! patterns of a set (as packrat parsers keep it), since most patterns begin with the same few.

use std::cell::Cell;
use std::ops::Range;

use super::gate::{Gates, Seen};
use super::matcher::Sequence;
use super::probe::Probe;
use super::program::{Inst, Program, Test};
use super::starts::Starts;
use crate::token::Shape;

/// Memory that a thread uses again from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// For each pair of join and token, the stamp of the run that tried it last.
    tried: Vec<u32>,
    /// For each pair of phrase and token, what the phrase matches there.
    kept: Vec<Kept>,
    /// Where matches of phrases end, in order of priority.
    ends: Vec<u32>,
    stamp: u32,
    threads: Vec<Thread>,
    /// Captures that opened and closed on the way.
    pub(crate) trail: Vec<(u16, bool, u32)>,
    /// Ends found so far of phrases that are still running, and of lists.
    pending: Vec<u32>,
    /// What the gates of pattern sets have learnt of texts.
    pub(crate) gates: Gates,
    /// What a sentence shows, and the patterns that may match there, each with the token before which
    /// its matches begin.
    pub(crate) seen: Seen,
    pub(crate) may: Vec<(u32, u32)>,
    /// What is asked about one token, for the authors of rules.
    pub(crate) probe: Option<Box<Probe>>,
}

/// What a phrase matches at a token: a range of [`Scratch::ends`], if it was looked at since `stamp`.
#[derive(Clone, Copy, Debug, Default)]
struct Kept {
    stamp: u32,
    from: u32,
    to: u32,
}

/// An alternative that was left for later.
#[derive(Clone, Copy, Debug)]
struct Thread {
    step: u32,
    at: u32,
    trail: u32,
}

/// A phrase of a set.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) code: Program,
    pub(crate) starts: Starts,
    /// The number of joins in the phrases before it.
    pub(crate) joins_before: usize,
}

thread_local! {
    static OF_THREAD: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

impl Scratch {
    /// Calls `work` with memory of this thread, which remembers what earlier texts taught it. What it
    /// remembers makes later texts quicker and changes no finding.
    pub fn of_thread<R>(work: impl FnOnce(&mut Scratch) -> R) -> R {
        // Taken out meanwhile: work inside of work finds none and gets its own.
        let mut scratch = OF_THREAD.take().unwrap_or_default();
        let result = work(&mut scratch);
        OF_THREAD.set(Some(scratch));
        result
    }

    /// Memory whose runs answer a probe.
    #[must_use]
    pub fn probing(probe: Probe) -> Self {
        Scratch { probe: Some(Box::new(probe)), ..Scratch::default() }
    }

    /// Takes the probe out again.
    pub fn into_probe(self) -> Option<Probe> {
        self.probe.map(|probe| *probe)
    }

    /// Forgets what phrases matched, since the text or the findings are others now, and returns the
    /// stamp of this.
    pub(crate) fn renew(&mut self) -> u32 {
        // One search stamps less than once a step, phrase and token: far from the other half.
        if self.stamp > u32::MAX / 2 {
            self.stamp = 0;
            self.tried.fill(0);
            self.kept.fill(Kept::default());
        }
        self.ends.clear();
        self.stamp += 1;
        self.stamp
    }
}

/// What all runs of one search have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search<'r, 'a> {
    pub(crate) sequence: Sequence<'a>,
    /// The tokens of a sentence.
    pub(crate) range: &'r Range<usize>,
    /// The stamp of its [`Scratch::renew`]: what phrases matched is as old as this at most.
    pub(crate) since: u32,
}

/// A program at work on a range of tokens.
pub(crate) struct Run<'r, 'a> {
    code: &'r Program,
    phrases: &'r [Phrase],
    sequence: Sequence<'a>,
    range: &'r Range<usize>,
    since: u32,
    scratch: &'r mut Scratch,
    /// Where the pairs of the program begin among the tried ones, and their stamp.
    base: usize,
    stamp: u32,
}

impl<'r, 'a> Run<'r, 'a> {
    /// A program about to start.
    pub(crate) fn new(
        code: &'r Program,
        phrases: &'r [Phrase],
        search: Search<'r, 'a>,
        scratch: &'r mut Scratch,
    ) -> Self {
        let Search { sequence, range, since } = search;
        let rows = range.len() + 1;
        let base = phrases.last().map_or(0, |last| last.joins_before + last.code.width) * rows;
        let pairs = base + code.width * rows;
        if scratch.tried.len() < pairs {
            scratch.tried.resize(pairs, 0);
        }
        if scratch.kept.len() < phrases.len() * rows {
            scratch.kept.resize(phrases.len() * rows, Kept::default());
        }
        scratch.stamp += 1;
        let stamp = scratch.stamp;
        Run { code, phrases, sequence, range, since, scratch, base, stamp }
    }

    /// The end of the first match in order of priority that starts at `start`, with its captures on
    /// the trail. Pairs that an earlier start found to lead nowhere are not tried again.
    pub(crate) fn from(&mut self, start: usize) -> Option<usize> {
        self.scratch.threads.clear();
        self.scratch.trail.clear();
        let mut next = Some(Thread { step: 0, at: start as u32, trail: 0 });
        while let Some(Thread { step, at, trail }) = next {
            self.scratch.trail.truncate(trail as usize);
            if let Some(end) = self.follow(step, at as usize) {
                // The pairs on the path to the match are no dead ends; only those at its last
                // position can be met again.
                let row = self.base + (end - self.range.start) * self.code.width;
                self.scratch.tried[row..row + self.code.width].fill(0);
                return Some(end);
            }
            next = self.scratch.threads.pop();
        }
        None
    }

    pub(crate) fn trail(&self) -> &[(u16, bool, u32)] {
        &self.scratch.trail
    }

    /// Follows one thread until it dies or matches, leaving its alternatives on the stack.
    fn follow(&mut self, step: u32, mut at: usize) -> Option<usize> {
        let code = self.code;
        let mut step = step as usize;
        loop {
            if let Some(join) = code.joins[step] {
                let row = self.base + (at - self.range.start) * code.width;
                let tried = &mut self.scratch.tried[row + join as usize];
                if *tried == self.stamp {
                    return None;
                }
                *tried = self.stamp;
            }
            match &code.steps[step] {
                Inst::Match => return Some(at),
                Inst::Jump(to) => step = *to as usize,
                Inst::Split(first, second) => {
                    let (first, second) = (*first as usize, *second as usize);
                    match (self.can(first, at), self.can(second, at)) {
                        (true, true) => {
                            self.later(second, at);
                            step = first;
                        }
                        (true, false) => step = first,
                        (false, true) => step = second,
                        (false, false) => return None,
                    }
                }
                Inst::Open(slot) => {
                    self.scratch.trail.push((*slot, true, at as u32));
                    step += 1;
                }
                Inst::Close(slot) => {
                    self.scratch.trail.push((*slot, false, at as u32));
                    step += 1;
                }
                Inst::Start if at == self.range.start => step += 1,
                Inst::End if at == self.range.end => step += 1,
                Inst::Start | Inst::End => return None,
                Inst::Ahead(test) => {
                    if at < self.range.end && !holds(&self.sequence, test, at) {
                        return None;
                    }
                    step += 1;
                }
                Inst::Rest => {
                    at = self.range.end;
                    step += 3; // over the loop that stood here
                }
                Inst::Phrase(phrase) => {
                    step += 1;
                    let phrase = *phrase as usize;
                    let Phrase { code: inner, starts, .. } = &self.phrases[phrase];
                    let may = at < self.range.end && starts.admit_token(&self.sequence, at);
                    if !may {
                        if inner.passes {
                            // It can take no token here: the program goes on behind it.
                            continue;
                        }
                        if !starts.nothing {
                            return None;
                        }
                    }
                    let (from, to) = self.phrase(phrase, at);
                    if from == to {
                        return None;
                    }
                    // Of the ways in which the phrase matches, those that can go on.
                    let mut first = None;
                    for i in (from..to).rev() {
                        let end = self.scratch.ends[i] as usize;
                        if self.goes_on(step, end)
                            && let Some(other) = first.replace(end)
                        {
                            self.later(step, other);
                        }
                    }
                    at = first?;
                }
                _ if at >= self.range.end => return None,
                Inst::Test(test) => {
                    if !holds(&self.sequence, test, at) {
                        return None;
                    }
                    step += 1;
                    at += 1;
                }
                Inst::List(list) => {
                    step += 1;
                    let floor = self.scratch.pending.len();
                    let tokens = &self.sequence.tokens[at..self.range.end];
                    let pending = &mut self.scratch.pending;
                    let mut each = |len| pending.push((at + len) as u32);
                    self.sequence.lists.lengths(*list, tokens, &mut each);
                    at = self.longest(step, floor)?;
                }
                Inst::Finding(kind) => {
                    step += 1;
                    if self.sequence.findings.kinds_at(at) & (1 << kind.0) == 0 {
                        return None;
                    }
                    let floor = self.scratch.pending.len();
                    let all = self.sequence.findings.starting_at(at);
                    let inside = all.filter(|(k, end, _)| k == kind && *end <= self.range.end);
                    // Shortest first, as lists give them.
                    self.scratch.pending.extend(inside.rev().map(|(_, end, _)| end as u32));
                    at = self.longest(step, floor)?;
                }
            }
        }
    }

    /// Whether a thread may get past a step: a look of a few nanoseconds that spares most threads.
    fn can(&self, step: usize, at: usize) -> bool {
        let inside = at < self.range.end;
        let look = self.code.looks[step] as usize;
        match &self.code.steps[look] {
            Inst::Split(..) => self.goes_on(look, at),
            Inst::Phrase(phrase) => {
                let starts = &self.phrases[*phrase as usize].starts;
                starts.nothing || inside && starts.admit(&self.sequence, at)
            }
            Inst::Test(test) => inside && holds(&self.sequence, test, at),
            Inst::List(list) => {
                inside && self.sequence.lists.begins(*list, self.sequence.tokens[at].word)
            }
            Inst::Finding(kind) => {
                inside && self.sequence.findings.kinds_at(at) & (1 << kind.0) != 0
            }
            _ => true,
        }
    }

    /// Whether the token there, or the end, is one with which the program can go on at a step.
    fn goes_on(&self, step: usize, at: usize) -> bool {
        let onward = self.code.onward(step, self.phrases, self.sequence.lists);
        match at < self.range.end {
            true => onward.admit(&self.sequence, at),
            false => onward.any || onward.nothing,
        }
    }

    /// Takes the ends above `floor` (ascending) from the pending ones, goes on at the longest and
    /// leaves the others for later.
    fn longest(&mut self, step: usize, floor: usize) -> Option<usize> {
        let longest =
            self.scratch.pending.last().copied().filter(|_| self.scratch.pending.len() > floor)?;
        for i in floor..self.scratch.pending.len() - 1 {
            let end = self.scratch.pending[i];
            if end != longest {
                self.later(step, end as usize);
            }
        }
        self.scratch.pending.truncate(floor);
        Some(longest as usize)
    }

    fn later(&mut self, step: usize, at: usize) {
        let trail = self.scratch.trail.len() as u32;
        self.scratch.threads.push(Thread { step: step as u32, at: at as u32, trail });
    }

    /// Where the matches of a phrase at a token end, in order of priority: a range of the ends kept.
    fn phrase(&mut self, number: usize, at: usize) -> (usize, usize) {
        let rows = self.range.len() + 1;
        let cell = number * rows + (at - self.range.start);
        let kept = self.scratch.kept[cell];
        if kept.stamp >= self.since {
            return (kept.from as usize, kept.to as usize);
        }
        let Phrase { code, joins_before, .. } = &self.phrases[number];
        self.scratch.stamp += 1;
        let stamp = self.scratch.stamp;
        let mut inner = Run {
            code,
            phrases: self.phrases,
            sequence: self.sequence,
            range: self.range,
            base: joins_before * rows,
            stamp,
            since: self.since,
            scratch: &mut *self.scratch,
        };
        let found = inner.all(at);
        self.scratch.kept[cell] = Kept { stamp, from: found.start as u32, to: found.end as u32 };
        (found.start, found.end)
    }

    /// All ends of matches that start at `start`, each once.
    fn all(&mut self, start: usize) -> Range<usize> {
        let (threads, floor) = (self.scratch.threads.len(), self.scratch.pending.len());
        let mut next = Some(Thread { step: 0, at: start as u32, trail: 0 });
        while let Some(Thread { step, at, .. }) = next {
            if let Some(end) = self.follow(step, at as usize) {
                let end = end as u32;
                if !self.scratch.pending[floor..].contains(&end) {
                    self.scratch.pending.push(end);
                }
            }
            next = if self.scratch.threads.len() > threads {
                self.scratch.threads.pop()
            } else {
                None
            };
        }
        let from = self.scratch.ends.len();
        let Scratch { ends, pending, .. } = &mut *self.scratch;
        ends.extend(pending.drain(floor..));
        from..ends.len()
    }
}

/// Whether a test of one token holds.
pub(crate) fn holds(sequence: &Sequence<'_>, test: &Test, at: usize) -> bool {
    let token = &sequence.tokens[at];
    match test {
        Test::Any => true,
        Test::Word(word, need) => token.word == *word && need.met_by(token.shape),
        Test::NotWord(word, need) => !(token.word == *word && need.met_by(token.shape)),
        Test::Shape(shape) => token.is(*shape),
        Test::NotShape(shape) => !token.is(*shape),
        Test::Lower => token.is(Shape::ALPHA) && !token.is(Shape::CAP),
        Test::NotList(list) => !sequence.lists.has(*list, token),
        Test::NotFinding(kind) => sequence.findings.kinds_at(at) & (1 << kind.0) == 0,
    }
}
