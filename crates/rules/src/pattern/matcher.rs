//! Runs compiled patterns over the tokens of a sentence.

use std::ops::Range;

use super::probe::Probe;
use super::program::{First, Inst, KindId, Need, Pattern, Test};
use crate::WordId;
use crate::block::RuleId;
use crate::list::Lists;
use crate::token::{Shape, Token};

/// Findings of earlier stages, by the token at which they start.
///
/// A finding is a kind, a range of tokens, and a number that means something to the caller.
#[derive(Clone, Debug, Default)]
pub struct FindingIndex {
    /// (start, kind, end, reference), sorted by start.
    entries: Vec<(u32, KindId, u32, u32)>,
    /// For each token up to the last start: where its entries begin, and the kinds among them.
    starts: Vec<(u32, KindMask)>,
}

/// A set of kinds, one bit each.
type KindMask = u32;

impl FindingIndex {
    /// An index of findings: kind, tokens, and the caller's number. Empty ranges are left out.
    pub fn new(findings: impl IntoIterator<Item = (KindId, Range<usize>, usize)>) -> Self {
        let mut entries: Vec<_> = findings
            .into_iter()
            .filter(|(_, range, _)| !range.is_empty())
            .map(|(kind, range, n)| (range.start as u32, kind, range.end as u32, n as u32))
            .collect();
        // Longer findings first: the first that leads to a match wins.
        entries.sort_by_key(|&(start, kind, end, n)| (start, kind, std::cmp::Reverse(end), n));
        let last = entries.last().map_or(0, |e| e.0 as usize + 1);
        let mut starts: Vec<(u32, KindMask)> = Vec::with_capacity(last + 1);
        for (number, (start, kind, _, _)) in entries.iter().enumerate() {
            // Tokens between two entries have none of their own.
            starts.resize(starts.len().max(*start as usize + 1), (number as u32, 0));
            starts[*start as usize].1 |= 1 << kind.0;
        }
        starts.push((entries.len() as u32, 0));
        FindingIndex { entries, starts }
    }

    /// The entries of a token.
    fn at(&self, token: usize) -> &[(u32, KindId, u32, u32)] {
        match self.starts.get(token..token + 2) {
            Some([(from, _), (to, _)]) => &self.entries[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// The kinds of the findings that start at a token.
    fn kinds_at(&self, token: usize) -> KindMask {
        self.starts.get(token).map_or(0, |(_, kinds)| *kinds)
    }

    /// The findings that start at a token: kind, end token, the caller's number.
    pub fn starting_at(&self, token: usize) -> impl Iterator<Item = (KindId, usize, usize)> {
        self.at(token).iter().map(|e| (e.1, e.2 as usize, e.3 as usize))
    }

    /// Whether a finding of the kind starts inside the range.
    fn any_in(&self, kind: KindId, range: &Range<usize>) -> bool {
        let end = range.end.min(self.starts.len());
        let starts = self.starts.get(range.start..end).unwrap_or(&[]);
        starts.iter().any(|(_, kinds)| kinds & (1 << kind.0) != 0)
    }
}

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

/// Memory that a thread uses again from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    tried: Vec<u32>,
    round: u32,
    stack: Vec<Job>,
    trail: Vec<(u16, bool, u32)>,
    ends: Vec<usize>,
    wanted: Vec<Wanted>,
    /// What is asked about one token, for the authors of rules.
    probe: Option<Box<Probe>>,
}

/// What a pattern still misses in a sentence, as bits of its needs, and where a match of it can begin
/// at the latest.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    missing: u32,
    last: u32,
}

#[derive(Clone, Copy, Debug)]
enum Job {
    Try { inst: u32, at: u32 },
    Forget { trail: u32 },
}

/// Patterns that run together. A sentence is first looked through for the words that the patterns
/// need, so that most patterns never meet most sentences.
#[derive(Clone, Debug, Default)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    /// By word: the patterns that need it, each with the bits of the needs that it meets.
    by_word: Vec<Vec<(u32, u32)>>,
    /// For each pattern, the bits of the needs that words meet.
    wordy: Vec<u32>,
    kinds: Vec<Vec<KindId>>,
}

impl PatternSet {
    /// Adds a pattern and returns its number.
    pub fn push(&mut self, pattern: Pattern) -> usize {
        let number = self.patterns.len() as u32;
        let mut wordy = 0;
        let mut kinds = Vec::new();
        for (bit, need) in pattern.needs.iter().enumerate() {
            match need {
                Need::Words(words) => {
                    wordy |= 1 << bit;
                    for word in words {
                        let slot = word.0 as usize;
                        if self.by_word.len() <= slot {
                            self.by_word.resize(slot + 1, Vec::new());
                        }
                        let met = &mut self.by_word[slot];
                        match met.last_mut() {
                            Some((last, bits)) if *last == number => *bits |= 1 << bit,
                            _ => met.push((number, 1 << bit)),
                        }
                    }
                }
                Need::Kind(kind) => kinds.push(*kind),
            }
        }
        self.wordy.push(wordy);
        self.kinds.push(kinds);
        self.patterns.push(pattern);
        number as usize
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
        if let Some(probe) = scratch.probe.as_deref_mut().filter(|p| range.contains(&p.token)) {
            for pattern in &self.patterns {
                probe.look(pattern, sequence, &range, range.clone());
            }
        }
        let mut matches = Vec::new();
        let mut wanted = std::mem::take(&mut scratch.wanted);
        wanted.clear();
        wanted
            .extend(self.wordy.iter().map(|all| Wanted { missing: *all, last: range.end as u32 }));
        // Backwards: where the last need of a pattern is met, a match must have begun.
        for at in range.clone().rev() {
            // The unknown word has an empty slot.
            let Some(met) = self.by_word.get(sequence.tokens[at].word.0 as usize) else { continue };
            for (number, bits) in met {
                let wanted = &mut wanted[*number as usize];
                if wanted.missing & bits != 0 {
                    wanted.missing &= !bits;
                    wanted.last = at as u32 + 1;
                }
            }
        }
        for (number, wanted) in wanted.iter().enumerate() {
            if wanted.missing != 0 {
                continue;
            }
            let starts = range.start..wanted.last as usize;
            if self.kinds[number].iter().all(|k| sequence.findings.any_in(*k, &range)) {
                self.find_one(number, sequence, range.clone(), starts, scratch, &mut matches);
            }
        }
        scratch.wanted = wanted;
        matches
    }

    fn find_one<'p>(
        &'p self,
        number: usize,
        sequence: Sequence<'_>,
        range: Range<usize>,
        starts: Range<usize>,
        scratch: &mut Scratch,
        matches: &mut Vec<PatternMatch<'p>>,
    ) {
        let pattern = &self.patterns[number];
        let steps = pattern.program.len();
        scratch.begin(steps * (range.len() + 1));
        let mut start = starts.start;
        while start < starts.end {
            if !pattern.first.admits(&sequence, start) {
                start += 1;
                continue;
            }
            let mut run = Run { pattern, sequence, range: &range, scratch };
            match run.from(start) {
                Some(end) => {
                    matches.push(PatternMatch {
                        pattern: number,
                        rule: &pattern.rule,
                        tokens: start..end,
                        captures: captures(&pattern.names, &scratch.trail),
                    });
                    // The pairs on the path to the match are no dead ends; only those at its last
                    // position can be met again.
                    let row = (end - range.start) * steps;
                    scratch.tried[row..row + steps].fill(0);
                    start = end.max(start + 1);
                }
                None => start += 1,
            }
        }
    }

    /// A match of one pattern that starts exactly at token `start`.
    pub fn match_at(
        &self,
        number: usize,
        sequence: Sequence<'_>,
        range: Range<usize>,
        start: usize,
        scratch: &mut Scratch,
    ) -> Option<PatternMatch<'_>> {
        let pattern = &self.patterns[number];
        if let Some(probe) = scratch.probe.as_deref_mut().filter(|p| range.contains(&p.token)) {
            probe.look(pattern, sequence, &range, start..start + 1);
        }
        scratch.begin(pattern.program.len() * (range.len() + 1));
        let end = Run { pattern, sequence, range: &range, scratch }.from(start)?;
        let captures = captures(&pattern.names, &scratch.trail);
        Some(PatternMatch { pattern: number, rule: &pattern.rule, tokens: start..end, captures })
    }
}

impl Scratch {
    /// Memory whose runs answer a probe.
    #[must_use]
    pub fn probing(probe: Probe) -> Self {
        Scratch { probe: Some(Box::new(probe)), ..Scratch::default() }
    }

    /// Takes the probe out again.
    pub fn into_probe(self) -> Option<Probe> {
        self.probe.map(|probe| *probe)
    }

    /// Forgets what was tried.
    fn begin(&mut self, pairs: usize) {
        if self.tried.len() < pairs {
            self.tried.resize(pairs, 0);
        }
        self.round = self.round.wrapping_add(1);
        if self.round == 0 {
            self.tried.fill(0);
            self.round = 1;
        }
    }
}

fn captures<'p>(names: &'p [String], trail: &[(u16, bool, u32)]) -> Vec<Capture<'p>> {
    let mut open: Vec<(u16, u32)> = Vec::new();
    let mut found = Vec::new();
    for &(slot, opens, at) in trail {
        if opens {
            open.push((slot, at));
        } else if let Some(i) = open.iter().rposition(|(s, _)| *s == slot) {
            let (_, start) = open.remove(i);
            let name = names[slot as usize].as_str();
            found.push(Capture { name, tokens: start as usize..at as usize });
        }
    }
    found.sort_by_key(|c| (c.tokens.start, c.tokens.end));
    found
}

impl First {
    /// Whether a match can start at a token. A look of a few nanoseconds that spares most runs.
    fn admits(&self, sequence: &Sequence<'_>, at: usize) -> bool {
        let token = &sequence.tokens[at];
        self.any
            || sequence.findings.kinds_at(at) & self.kinds != 0
            || self.shapes.iter().any(|shape| token.is(*shape))
            || token.word != WordId::UNKNOWN && self.words.contains(&token.word)
    }
}

struct Run<'r, 'a> {
    pattern: &'r Pattern,
    sequence: Sequence<'a>,
    range: &'r Range<usize>,
    scratch: &'r mut Scratch,
}

impl Run<'_, '_> {
    /// The end of the first match in order of priority that starts at `start`.
    fn from(&mut self, start: usize) -> Option<usize> {
        self.scratch.stack.clear();
        self.scratch.trail.clear();
        self.scratch.stack.push(Job::Try { inst: 0, at: start as u32 });
        while let Some(job) = self.scratch.stack.pop() {
            match job {
                Job::Forget { trail } => self.scratch.trail.truncate(trail as usize),
                Job::Try { inst, at } => {
                    if let Some(end) = self.follow(inst, at as usize) {
                        return Some(end);
                    }
                }
            }
        }
        None
    }

    /// Follows one thread until it dies or matches, leaving its alternatives on the stack.
    fn follow(&mut self, mut inst: u32, mut at: usize) -> Option<usize> {
        let steps = self.pattern.program.len();
        loop {
            let pair = (at - self.range.start) * steps + inst as usize;
            if self.scratch.tried[pair] == self.scratch.round {
                return None;
            }
            self.scratch.tried[pair] = self.scratch.round;
            match &self.pattern.program[inst as usize] {
                Inst::Match => return Some(at),
                Inst::Jump(to) => inst = *to,
                Inst::Split(first, second) => {
                    self.later(*second, at);
                    inst = *first;
                }
                Inst::Open(slot) | Inst::Close(slot) => {
                    let opens = matches!(self.pattern.program[inst as usize], Inst::Open(_));
                    self.scratch.trail.push((*slot, opens, at as u32));
                    inst += 1;
                }
                Inst::Start if at == self.range.start => inst += 1,
                Inst::End if at == self.range.end => inst += 1,
                Inst::Start | Inst::End => return None,
                Inst::Ahead(test) => {
                    if at < self.range.end && !self.holds(test, at) {
                        return None;
                    }
                    inst += 1;
                }
                _ if at >= self.range.end => return None,
                Inst::Test(test) => {
                    if !self.holds(test, at) {
                        return None;
                    }
                    inst += 1;
                    at += 1;
                }
                Inst::List(list) => {
                    let mut ends = std::mem::take(&mut self.scratch.ends);
                    ends.clear();
                    let tokens = &self.sequence.tokens[at..self.range.end];
                    self.sequence.lists.lengths(*list, tokens, |len| ends.push(at + len));
                    inst += 1;
                    let next = self.choose(inst, &ends);
                    self.scratch.ends = ends;
                    at = next?;
                }
                Inst::Finding(kind) => {
                    let mut ends = std::mem::take(&mut self.scratch.ends);
                    ends.clear();
                    let all = self.sequence.findings.starting_at(at);
                    let inside = all.filter(|(k, end, _)| k == kind && *end <= self.range.end);
                    ends.extend(inside.map(|(_, end, _)| end));
                    ends.reverse(); // shortest first, as lists give them
                    inst += 1;
                    let next = self.choose(inst, &ends);
                    self.scratch.ends = ends;
                    at = next?;
                }
            }
        }
    }

    /// Goes on at the longest of `ends` (ascending) and leaves the others for later.
    fn choose(&mut self, inst: u32, ends: &[usize]) -> Option<usize> {
        let (longest, shorter) = ends.split_last()?;
        for end in shorter {
            if end != longest {
                self.later(inst, *end);
            }
        }
        Some(*longest)
    }

    fn later(&mut self, inst: u32, at: usize) {
        self.scratch.stack.push(Job::Try { inst, at: at as u32 });
        self.scratch.stack.push(Job::Forget { trail: self.scratch.trail.len() as u32 });
    }

    fn holds(&self, test: &Test, at: usize) -> bool {
        holds(&self.sequence, test, at)
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
