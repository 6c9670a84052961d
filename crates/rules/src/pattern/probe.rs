//! Why a pattern did not match: how far it came, and at which token it failed.
//!
//! Rule authors ask this of every rule engine. The answer is found by running a pattern from each
//! start on, as the matcher does, and keeping the thread that met the most words, lists and
//! findings, measured against what it still missed.

use std::ops::Range;

use std::sync::Arc;

use super::compile::Pattern;
use super::matcher::Sequence;
use super::program::{Inst, Program, Test};
use super::run::holds;
use crate::block::RuleId;
use crate::vocabulary::SharedLexicon;
use crate::{Lexicon, WordId};

/// How many tokens, with the one at which it failed, a pattern may fail before the probed one.
const BEHIND: usize = 3;

/// Asks what the patterns that run over one token made of it. Give it to the stages inside a
/// [`Scratch`](super::Scratch), run them, and take it out again.
#[derive(Clone, Debug)]
pub struct Probe {
    pub(crate) token: usize,
    lexicon: SharedLexicon,
    found: Vec<Near>,
}

/// How near a pattern came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The rule that the pattern stands in.
    pub rule: RuleId,
    /// The tokens that it took.
    pub tokens: Range<usize>,
    /// How many words, lists and findings it met.
    pub met: usize,
    /// How many more it needed at least. None: it matched, and something else went before it.
    pub missing: usize,
    /// What it expected at the token after `tokens`, in the notation of patterns.
    pub expected: Vec<String>,
}

impl Probe {
    /// A probe of one token of a document read with `lexicon`.
    #[must_use]
    pub fn new(token: usize, lexicon: &SharedLexicon) -> Self {
        Probe { token, lexicon: lexicon.clone(), found: Vec::new() }
    }

    /// The patterns that came near, the nearest first, one entry a rule.
    #[must_use]
    pub fn nearest(mut self) -> Vec<Near> {
        // Of what is missing, whether the token was reached, and what was met, in this order: a rule
        // that lacks one word is nearer than one that lacks three, whatever else it met.
        let token = self.token;
        self.found.sort_by(|a, b| {
            let key = |n: &Near| {
                (n.missing, n.tokens.end < token, std::cmp::Reverse(n.met), n.tokens.start)
            };
            key(a).cmp(&key(b)).then_with(|| a.rule.cmp(&b.rule))
        });
        let mut seen = std::collections::BTreeSet::new();
        self.found.retain(|near| seen.insert(near.rule.clone()));
        self.found
    }

    /// Notes how near a pattern came in the sentence `range`, from any of `starts`. `phrases` are those
    /// that the pattern names by number.
    pub(crate) fn look(
        &mut self,
        pattern: &Pattern,
        phrases: &[Arc<Program>],
        sequence: Sequence<'_>,
        range: &Range<usize>,
        starts: Range<usize>,
    ) {
        let program = pattern.code.expanded(phrases);
        let remaining = remaining(&program);
        let mut best: Option<Near> = None;
        for start in starts.start..starts.end.min(self.token + 1) {
            let mut run =
                Run { program: &program, sequence, range, remaining: &remaining, best: None };
            run.from(start);
            let Some(reached) = run.best else { continue };
            let reach = if reached.missing > 0 { reached.at + BEHIND } else { reached.at };
            let covers = self.token < reach.max(start + 1);
            if !covers || reached.met == 0 {
                continue;
            }
            let near = Near {
                rule: pattern.rule.clone(),
                tokens: start..reached.at,
                met: reached.met,
                missing: reached.missing,
                expected: reached.written(&program, pattern, self.lexicon.get()),
            };
            let short = |n: &Near| n.tokens.end < self.token;
            let better =
                |b: &Near| (near.missing, short(&near), b.met) < (b.missing, short(b), near.met);
            if best.as_ref().is_none_or(better) {
                best = Some(near);
            }
        }
        self.found.extend(best);
    }
}

/// The furthest that one start came.
struct Reached {
    at: usize,
    met: usize,
    missing: usize,
    /// The instructions that failed there; none where the pattern matched.
    failed: Vec<usize>,
}

impl Reached {
    fn written(&self, program: &[Inst], pattern: &Pattern, lexicon: &Lexicon) -> Vec<String> {
        let mut written: Vec<String> =
            self.failed.iter().map(|at| write(&program[*at], pattern, lexicon)).collect();
        written.sort();
        written.dedup();
        written
    }
}

/// For each instruction, the fewest words, lists and findings between it and the match.
fn remaining(program: &[Inst]) -> Vec<usize> {
    let mut least = vec![usize::MAX; program.len()];
    // Each round settles at least one instruction more; loops only go back.
    loop {
        let mut changed = false;
        for at in (0..program.len()).rev() {
            let next = |to: usize| least.get(to).copied().unwrap_or(usize::MAX);
            let value = match &program[at] {
                Inst::Match => 0,
                Inst::Jump(to) => next(*to as usize),
                Inst::Split(a, b) => next(*a as usize).min(next(*b as usize)),
                inst => next(at + 1).saturating_add(usize::from(tells(inst))),
            };
            if value < least[at] {
                least[at] = value;
                changed = true;
            }
        }
        if !changed {
            return least;
        }
    }
}

/// Whether meeting an instruction tells something: a word, a list or a finding, no shape or gap.
fn tells(inst: &Inst) -> bool {
    matches!(inst, Inst::Test(Test::Word(..)) | Inst::List(_) | Inst::Finding(_))
}

struct Run<'r, 'a> {
    program: &'r [Inst],
    sequence: Sequence<'a>,
    range: &'r Range<usize>,
    remaining: &'r [usize],
    best: Option<Reached>,
}

impl Run<'_, '_> {
    fn from(&mut self, start: usize) {
        let steps = self.program.len();
        let mut tried = vec![false; steps * (self.range.end - start + 1)];
        let mut stack = vec![(0, start, 0)];
        while let Some((inst, at, met)) = stack.pop() {
            if std::mem::replace(&mut tried[(at - start) * steps + inst], true) {
                continue;
            }
            match &self.program[inst] {
                Inst::Match => {
                    self.best = Some(Reached { at, met, missing: 0, failed: Vec::new() });
                    return;
                }
                Inst::Jump(to) => stack.push((*to as usize, at, met)),
                Inst::Split(a, b) => {
                    stack.extend([(*b as usize, at, met), (*a as usize, at, met)]);
                }
                Inst::Rest => stack.push((inst + 1, self.range.end, met)),
                Inst::Open(_) | Inst::Close(_) => stack.push((inst + 1, at, met)),
                Inst::Start if at == self.range.start => stack.push((inst + 1, at, met)),
                Inst::End if at == self.range.end => stack.push((inst + 1, at, met)),
                Inst::Ahead(test) if at >= self.range.end || holds(&self.sequence, test, at) => {
                    stack.push((inst + 1, at, met));
                }
                Inst::Test(test) if at < self.range.end && holds(&self.sequence, test, at) => {
                    let met = met + usize::from(tells(&self.program[inst]));
                    stack.push((inst + 1, at + 1, met));
                }
                Inst::List(list) if at < self.range.end => {
                    let tokens = &self.sequence.tokens[at..self.range.end];
                    let mut ends = Vec::new();
                    self.sequence.lists.lengths(*list, tokens, |len| ends.push(at + len));
                    if ends.is_empty() {
                        self.fail(inst, at, met);
                    }
                    stack.extend(ends.into_iter().map(|end| (inst + 1, end, met + 1)));
                }
                Inst::Finding(kind) if at < self.range.end => {
                    let all = self.sequence.findings.starting_at(at);
                    let inside = all.filter(|(k, end, _)| k == kind && *end <= self.range.end);
                    let before = stack.len();
                    stack.extend(inside.map(|(_, end, _)| (inst + 1, end, met + 1)));
                    if stack.len() == before {
                        self.fail(inst, at, met);
                    }
                }
                _ => self.fail(inst, at, met),
            }
        }
    }

    fn fail(&mut self, inst: usize, at: usize, met: usize) {
        let missing = self.remaining[inst].max(1);
        let rank =
            |missing: usize, met: usize, at: usize| (missing, usize::MAX - met, usize::MAX - at);
        let new = rank(missing, met, at);
        match &mut self.best {
            Some(best) if rank(best.missing, best.met, best.at) < new => {}
            Some(best) if rank(best.missing, best.met, best.at) == new => best.failed.push(inst),
            best => *best = Some(Reached { at, met, missing, failed: vec![inst] }),
        }
    }
}

/// An instruction in the notation of patterns.
fn write(inst: &Inst, pattern: &Pattern, lexicon: &Lexicon) -> String {
    let word = |id: &WordId| lexicon.words.word(*id).unwrap_or("?").to_owned();
    let list = |id| format!("{{{}}}", lexicon.lists.name(id).unwrap_or("?"));
    let kind = |at: u8| format!("<{}>", pattern.kinds.0.get(at as usize).unwrap_or(&"?"));
    let test = |test: &Test| match test {
        Test::Word(id, _) => word(id),
        Test::NotWord(id, _) => format!("!{}", word(id)),
        Test::Shape(shape) => format!("<{}>", super::compile::shape_name(*shape)),
        Test::NotShape(shape) => format!("!<{}>", super::compile::shape_name(*shape)),
        Test::Lower => "<lower>".to_owned(),
        Test::Any => "<any>".to_owned(),
        Test::NotList(id) => format!("!{}", list(*id)),
        Test::NotFinding(id) => format!("!{}", kind(id.0)),
    };
    match inst {
        Inst::Test(inner) => test(inner),
        Inst::Ahead(inner) => format!("&{}", test(inner)),
        Inst::List(id) => list(*id),
        Inst::Finding(id) => kind(id.0),
        Inst::Start => "^".to_owned(),
        Inst::End => "$".to_owned(),
        Inst::Split(..)
        | Inst::Jump(_)
        | Inst::Open(_)
        | Inst::Close(_)
        | Inst::Phrase(_)
        | Inst::Rest
        | Inst::Match => String::new(),
    }
}
