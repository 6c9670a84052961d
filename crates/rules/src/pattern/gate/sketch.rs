//! Writes out the parts of patterns that a gate looks for.

use std::collections::VecDeque;
use std::iter::once;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::compile::KindId;
use super::super::program::{First, Inst, Program, Test, first, leads};
use super::super::starts::WordSet;
use crate::WordId;
use crate::list::{ListId, Lists};
use crate::token::Shape;

/// Most steps of one part of a pattern; a larger one is not looked for.
const MAX_STEPS: usize = 4_000;
/// How many words, phrases and findings of a part are looked at.
const REACH: usize = 2;
/// Most parts of one pattern.
const MAX_PARTS: usize = 3;
/// A part as common as this is looked for only where a pattern has no better one; the patterns that
/// may begin at any word are worth a look at commoner parts: a verb of speech, though the words of such
/// lists stand in many others, and what follows it.
const COMMON: u64 = 20_000;
const BROAD: u64 = 6;
/// How common all words together are in lists of the size that these bounds were found with.
const ALL_WORDS: u64 = 1_400_000;
/// How common findings of one kind are.
const COMMONNESS_OF_KIND: u64 = 400;
/// Kinds of findings that a key has room for.
const MAX_KINDS: u8 = 12;
/// Words that a key has room for.
const MAX_WORD: u32 = 1 << 24;

/// What is asked of one token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Ask {
    Token(Test),
    /// It is a phrase of the list by itself.
    Single(ListId),
    /// It begins a longer phrase of the list, and goes on in one.
    Begins(ListId),
    Inner(ListId),
    /// A phrase of this number may begin at it.
    Phrase(u32),
    /// It begins a finding, and goes on in one.
    Starts(KindId),
    Inside(KindId),
}

/// A step of a gate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Takes a token of which this holds, by its number.
    Take(u16),
    /// Takes none; holds at the end too.
    Ahead(u16),
    Split(u32, u32),
    Jump(u32),
    Start,
    End,
    /// The part of this number may match up to here.
    Met(u16),
}

/// The parts of a program that the gate looks for: of the places that every match comes to at words or
/// findings that it cannot do without, those that few texts hold; else the first step.
pub(super) fn parts(code: &Program, weights: &mut Weights<'_>) -> Vec<Part> {
    let end = code.steps.len();
    let broad = code.first.any || weights.of(&code.first) >= COMMON;
    let mut outline = Outline { code, weights };
    let mut choice = outline.choice(0..end);
    // A pattern that may begin at any word is best kept from running; others run seldom.
    if choice.is_empty() {
        let taking = outline.taking(0..end);
        let ways = once(0..until(&taking, 0, end)).collect();
        return vec![Part { ways, begins: code.first.clone() }];
    }
    let limit = if broad { COMMON * BROAD } else { COMMON };
    choice.sort_by_key(Choice::order);
    let rare = choice.iter().filter(|part| part.commonness < limit).count();
    choice.truncate(rare.clamp(1, MAX_PARTS));
    let part = |Choice { ways, .. }| Part { begins: outline.begins(&ways), ways };
    choice.into_iter().map(part).collect()
}

/// What every match of a program holds in one of these ways.
pub(super) struct Part {
    /// The steps that each way is made of: from where it begins to where so much has been taken that no
    /// more of it is looked at.
    pub(super) ways: Vec<Range<usize>>,
    /// With what tokens it may begin.
    pub(super) begins: First,
}

/// A part that may be looked for.
struct Choice {
    commonness: u64,
    ways: Vec<Range<usize>>,
}

impl Choice {
    fn order(&self) -> (u64, usize) {
        (self.commonness, self.ways[0].start)
    }
}

/// The step behind the last that is looked at of what begins at a step, given those that take something.
fn until(taking: &[usize], at: usize, end: usize) -> usize {
    let mut ahead = taking.iter().filter(|step| **step >= at);
    ahead.nth(REACH - 1).map_or(end, |step| step + 1)
}

/// A program as a sequence of steps, some of which are alternatives.
struct Outline<'a, 'w> {
    code: &'a Program,
    weights: &'a mut Weights<'w>,
}

impl Outline<'_, '_> {
    /// With what tokens ways begin.
    fn begins(&self, ways: &[Range<usize>]) -> First {
        let Weights { phrases, lists, .. } = &*self.weights;
        let mut begins = First::default();
        for way in ways {
            let of_phrase = |n| &phrases[n as usize].first;
            begins.join(&first(&self.code.steps, way.start, of_phrase, lists));
        }
        begins
    }

    /// How common tokens are in texts that a match goes on with at a step. None, if it may go on with any
    /// token, or with none.
    fn commonness(&mut self, at: usize) -> Option<u64> {
        let phrases = self.weights.phrases;
        let mut sum = Some(0);
        leads(
            &self.code.steps,
            at,
            |n| phrases[n as usize].first.nothing,
            |inst| {
                let more = self.weights.of_step(inst);
                sum = sum.and_then(|sum| Some(sum + more?));
            },
        );
        sum
    }

    /// The steps of a region, each with the furthest step that a jump over others leads to before it.
    fn steps(&self, region: Range<usize>) -> impl Iterator<Item = (usize, &Inst, usize)> {
        let steps = self.code.steps.iter().enumerate();
        let mut over = region.start;
        steps.take(region.end).skip(region.start).map(move |(at, inst)| {
            let before = over;
            over = over.max(match inst {
                Inst::Split(a, b) => *a.max(b) as usize,
                Inst::Jump(to) => *to as usize,
                Inst::Rest => at + 3,
                _ => 0,
            });
            (at, inst, before)
        })
    }

    /// The steps of a region that every match takes something at.
    fn taking(&self, region: Range<usize>) -> Vec<usize> {
        let takes = |inst: &Inst| match inst {
            Inst::Phrase(n) => !self.weights.phrases[*n as usize].first.nothing,
            Inst::Test(_) | Inst::List(_) | Inst::Finding(_) => true,
            _ => false,
        };
        let always = self.steps(region).filter(|(at, inst, over)| over <= at && takes(inst));
        always.map(|(at, ..)| at).collect()
    }

    /// What every match holds of the steps of a region; what one or the other of alternatives holds only if
    /// nothing else is rare.
    fn choice(&mut self, region: Range<usize>) -> Vec<Choice> {
        let taking = self.taking(region.clone());
        // The steps that every match comes to, and whether something may be looked for there: what follows a
        // step that asks nothing is looked for with it.
        let mut always = Vec::new();
        let mut same = false;
        for (at, inst, over) in self.steps(region.clone()) {
            let comes = over <= at;
            if comes {
                let asks = !same && !matches!(inst, Inst::Test(Test::Any) | Inst::Match);
                always.push((at, asks));
            }
            same = (same || comes)
                && matches!(inst, Inst::Open(_) | Inst::Close(_) | Inst::Split(..) | Inst::Jump(_));
        }
        let mut choice: Vec<Choice> = Vec::new();
        for (at, _) in always.iter().filter(|(_, asks)| *asks) {
            if let Some(commonness) = self.commonness(*at) {
                let ways = once(*at..until(&taking, *at, region.end)).collect();
                choice.push(Choice { commonness, ways });
            }
        }
        if choice.iter().all(|part| part.commonness >= COMMON) {
            for (at, _) in always {
                choice.extend(self.of_alternatives(at, region.end));
            }
        }
        choice
    }

    /// What one or the other of the alternatives that begin at a step holds: of each what is rarest.
    fn of_alternatives(&mut self, at: usize, end: usize) -> Option<Choice> {
        let mut all = Choice { commonness: 0, ways: Vec::new() };
        for alternative in self.alternatives(at, end)? {
            let rarest = self.choice(alternative).into_iter().min_by_key(Choice::order)?;
            all.commonness += rarest.commonness;
            all.ways.extend(rarest.ways);
        }
        Some(all)
    }

    /// The regions of the alternatives that begin at a step, `(A | B)`, if some do.
    fn alternatives(&self, at: usize, end: usize) -> Option<Vec<Range<usize>>> {
        let steps = &self.code.steps;
        // The second of two, and where both lead.
        let second = |at: usize| match steps[at] {
            Inst::Split(first, second) if first as usize == at + 1 && second > first => {
                let second = second as usize;
                match steps[second - 1] {
                    Inst::Jump(to) if (second..=end).contains(&(to as usize)) => {
                        Some((second, to as usize))
                    }
                    _ => None,
                }
            }
            _ => None,
        };
        let (mut next, join) = second(at)?;
        let mut found: Vec<_> = once(at + 1..next - 1).collect();
        while let Some((further, _)) = second(next).filter(|(_, to)| *to == join) {
            found.push(next + 1..further - 1);
            next = further;
        }
        found.push(next..join);
        Some(found)
    }
}

/// How common tokens are in texts that a part may begin with, as far as the rules let one guess: the
/// words of everyday stand in many of their phrases.
pub(super) struct Weights<'a> {
    phrases: &'a [&'a Program],
    lists: &'a Lists,
    /// Those of phrases and lists that were asked for.
    of_phrase: Vec<Option<u64>>,
    of_list: FxHashMap<ListId, u64>,
}

impl<'a> Weights<'a> {
    pub(super) fn new(phrases: &'a [&'a Program], lists: &'a Lists) -> Self {
        let of_phrase = vec![None; phrases.len()];
        Weights { phrases, lists, of_phrase, of_list: FxHashMap::default() }
    }

    /// What one step takes. None for any token, or none.
    fn of_step(&mut self, inst: &Inst) -> Option<u64> {
        Some(match inst {
            Inst::Test(Test::Word(word, _)) => self.of_words(&[*word]),
            Inst::Test(Test::Shape(shape)) => of_shape(*shape),
            Inst::List(list) => match self.of_list.get(list) {
                Some(known) => *known,
                None => {
                    let weight = self.of_words(self.lists.first_words(*list));
                    self.of_list.insert(*list, weight);
                    weight
                }
            },
            Inst::Finding(_) => COMMONNESS_OF_KIND,
            Inst::Phrase(number) => {
                let first = &self.phrases[*number as usize].first;
                if first.any {
                    return None;
                }
                match self.of_phrase[*number as usize] {
                    Some(known) => known,
                    None => {
                        let weight = self.of(first);
                        self.of_phrase[*number as usize] = Some(weight);
                        weight
                    }
                }
            }
            _ => return None,
        })
    }

    fn of(&self, first: &First) -> u64 {
        let of_kinds = u64::from(first.kinds.count_ones()) * COMMONNESS_OF_KIND;
        let of_shapes = first.shapes.iter().map(|shape| of_shape(*shape)).sum::<u64>();
        self.of_words(&first.words) + of_kinds + of_shapes
    }

    fn of_words(&self, words: &[WordId]) -> u64 {
        let squares = words.iter().map(|word| u64::from(self.lists.uses(*word)).pow(2));
        // Of larger lists each word has its share, so that the bounds above hold however far rules grow.
        squares.sum::<u64>() * ALL_WORDS / self.lists.squares().max(ALL_WORDS)
    }
}

fn of_shape(shape: Shape) -> u64 {
    match shape {
        Shape::INITIAL | Shape::DOTTED | Shape::DASH => COMMONNESS_OF_KIND,
        Shape::NUMBER | Shape::UPPER | Shape::STOP => COMMON / 4,
        _ => COMMON * 5,
    }
}

/// The steps of a gate in the making.
pub(super) struct Sketch<'a> {
    codes: &'a [&'a Program],
    lists: &'a Lists,
    /// Those of the part at hand.
    steps: Vec<Step>,
    pub(super) asks: Vec<Ask>,
    by_ask: FxHashMap<Ask, u16>,
    /// Words inside longer phrases of lists.
    pub(super) inner: FxHashMap<ListId, WordSet>,
}

impl<'a> Sketch<'a> {
    pub(super) fn new(codes: &'a [&'a Program], lists: &'a Lists) -> Self {
        let (steps, asks, by_ask, inner) = Default::default();
        Sketch { codes, lists, steps, asks, by_ask, inner }
    }

    /// Writes out a pattern from one of its steps on, as a part of this number. False, if it is too
    /// large, or asks what a key cannot tell.
    pub(super) fn part(&mut self, code: &Program, part: Range<usize>, number: u16) -> bool {
        self.steps.clear();
        if !self.code(code, part, number) {
            return false;
        }
        self.steps.push(Step::Met(number));
        self.shorten();
        true
    }

    /// Moves the steps of the part that are near its beginning to those of the gate; further ones are
    /// taken to be met. Returns where it begins there.
    pub(super) fn move_to(&mut self, gate: &mut Vec<Step>) -> u32 {
        let met = self.steps[self.steps.len() - 1];
        let mut far = vec![usize::MAX; self.steps.len()];
        let mut todo = VecDeque::from([(0_u32, 0)]);
        while let Some((at, distance)) = todo.pop_front() {
            if far[at as usize] <= distance {
                continue;
            }
            far[at as usize] = distance;
            match self.steps[at as usize] {
                _ if distance >= REACH => {}
                Step::Take(ask) => match self.asks[ask as usize] {
                    // A phrase of a list and a finding count as one, however long they are.
                    Ask::Inner(_) | Ask::Inside(_) => todo.push_front((at + 1, distance)),
                    _ => todo.push_back((at + 1, distance + 1)),
                },
                Step::Jump(to) => todo.push_front((to, distance)),
                Step::Split(a, b) => {
                    todo.push_front((a, distance));
                    todo.push_front((b, distance));
                }
                Step::Ahead(_) | Step::Start | Step::End => todo.push_front((at + 1, distance)),
                Step::Met(_) => {}
            }
        }
        let base = gate.len() as u32;
        let mut places = vec![0; self.steps.len()];
        let mut place = base;
        for (at, far) in far.iter().enumerate() {
            places[at] = place;
            place += u32::from(*far != usize::MAX);
        }
        for (step, far) in self.steps.iter().zip(&far).filter(|(_, far)| **far != usize::MAX) {
            gate.push(match step {
                _ if *far >= REACH => met,
                Step::Jump(to) => Step::Jump(places[*to as usize]),
                Step::Split(a, b) => Step::Split(places[*a as usize], places[*b as usize]),
                other => *other,
            });
        }
        base
    }

    /// Adds the steps of a program; behind them stands what follows a match.
    fn code(&mut self, code: &Program, part: Range<usize>, number: u16) -> bool {
        // Where each step of the program begins, and jumps to be led there.
        let mut places = vec![u32::MAX; code.steps.len()];
        let mut jumps: Vec<usize> = Vec::new();
        for (at, inst) in code.steps.iter().enumerate().take(part.end).skip(part.start) {
            if self.steps.len() > MAX_STEPS {
                return false;
            }
            places[at] = self.steps.len() as u32;
            match inst {
                Inst::Test(test) => {
                    if !self.take(Ask::Token(test.clone())) {
                        return false;
                    }
                }
                Inst::Ahead(test) => match self.ask(Ask::Token(test.clone())) {
                    Some(ask) => self.steps.push(Step::Ahead(ask)),
                    None => return false,
                },
                Inst::List(list) => {
                    if !self.list(*list) {
                        return false;
                    }
                }
                Inst::Finding(kind) => {
                    if !self.take(Ask::Starts(*kind)) || !self.run_on(Ask::Inside(*kind)) {
                        return false;
                    }
                }
                Inst::Phrase(phrase) => {
                    // What a phrase is in full is not looked at: where one may begin, the part is met.
                    let nothing = self.codes[*phrase as usize].first.nothing;
                    let at = self.steps.len() as u32;
                    self.steps.extend(nothing.then_some(Step::Split(at + 1, at + 3)));
                    if !self.take(Ask::Phrase(*phrase)) {
                        return false;
                    }
                    self.steps.push(Step::Met(number));
                }
                Inst::Split(a, b) => {
                    jumps.push(self.steps.len());
                    self.steps.push(Step::Split(*a, *b));
                }
                Inst::Jump(to) => {
                    jumps.push(self.steps.len());
                    self.steps.push(Step::Jump(*to));
                }
                Inst::Rest => {
                    jumps.push(self.steps.len());
                    self.steps.push(Step::Jump(at as u32 + 3));
                }
                Inst::Start => self.steps.push(Step::Start),
                Inst::End => self.steps.push(Step::End),
                Inst::Open(_) | Inst::Close(_) | Inst::Match => {}
            }
        }
        // What lies behind the part is its end, where it is met.
        let end = self.steps.len() as u32;
        let place = |step: u32| if step as usize >= part.end { end } else { places[step as usize] };
        for at in jumps {
            let led = match self.steps[at] {
                Step::Split(a, b) => Step::Split(place(a), place(b)),
                Step::Jump(to) => Step::Jump(place(to)),
                other => other,
            };
            match led {
                // Before the step that it was written out from.
                Step::Split(u32::MAX, _) | Step::Split(_, u32::MAX) | Step::Jump(u32::MAX) => {
                    return false;
                }
                led => self.steps[at] = led,
            }
        }
        true
    }

    /// A word or a phrase of a list.
    fn list(&mut self, list: ListId) -> bool {
        if self.lists.longest_phrase(list) < 2 {
            return self.take(Ask::Single(list));
        }
        self.inner.entry(list).or_insert_with(|| {
            let inner: Vec<WordId> = self.lists.inner_words(list).collect();
            WordSet::of(&inner)
        });
        let split = self.steps.len();
        self.steps.push(Step::Split(split as u32 + 1, split as u32 + 3));
        let single = self.take(Ask::Single(list));
        let jump = self.steps.len();
        self.steps.push(Step::Jump(0));
        let longer = self.take(Ask::Begins(list))
            && self.take(Ask::Inner(list))
            && self.run_on(Ask::Inner(list));
        self.steps[jump] = Step::Jump(self.steps.len() as u32);
        single && longer
    }

    /// Any number of tokens of which something holds.
    fn run_on(&mut self, ask: Ask) -> bool {
        let Some(ask) = self.ask(ask) else { return false };
        let at = self.steps.len() as u32;
        self.steps.extend([Step::Split(at + 3, at + 1), Step::Take(ask), Step::Jump(at)]);
        true
    }

    fn take(&mut self, ask: Ask) -> bool {
        let ask = self.ask(ask);
        self.steps.extend(ask.map(Step::Take));
        ask.is_some()
    }

    /// The number of a question. None, if a key has no room for what it asks.
    fn ask(&mut self, ask: Ask) -> Option<u16> {
        if let Some(known) = self.by_ask.get(&ask) {
            return Some(*known);
        }
        let fits = match &ask {
            Ask::Token(Test::Word(word, _) | Test::NotWord(word, _)) => word.0 < MAX_WORD,
            Ask::Token(Test::NotList(list)) | Ask::Single(list) | Ask::Begins(list) => {
                self.lists.first_words(*list).iter().all(|word| word.0 < MAX_WORD)
            }
            Ask::Inner(list) => self.lists.inner_words(*list).all(|word| word.0 < MAX_WORD),
            Ask::Token(Test::NotFinding(kind)) | Ask::Starts(kind) | Ask::Inside(kind) => {
                kind.0 < MAX_KINDS
            }
            Ask::Phrase(number) => {
                let first = &self.codes[*number as usize].first;
                first.words.iter().all(|word| word.0 < MAX_WORD) && first.kinds >> MAX_KINDS == 0
            }
            Ask::Token(_) => true,
        };
        let number = u16::try_from(self.asks.len()).ok().filter(|_| fits)?;
        self.asks.push(ask.clone());
        self.by_ask.insert(ask, number);
        Some(number)
    }

    /// Where a pattern may be at its end, it is: a longer match tells no more.
    fn shorten(&mut self) {
        /// Steps that ask nothing do not lead to the end.
        const FAR: u32 = u32::MAX;
        let mut way = vec![FAR; self.steps.len()];
        let of = |way: &[u32], to: u32| way[to as usize];
        // Loops lead back to steps whose own way is found in the second round.
        for _ in 0..2 {
            for at in (0..self.steps.len()).rev() {
                way[at] = match self.steps[at] {
                    Step::Met(_) => 0,
                    Step::Jump(to) => of(&way, to).saturating_add(1),
                    Step::Split(a, b) => of(&way, a).min(of(&way, b)).saturating_add(1),
                    _ => FAR,
                };
            }
        }
        for at in 0..self.steps.len() {
            if let Step::Split(a, b) = self.steps[at]
                && way[at] != FAR
            {
                // Ever shorter ways lead to the end and never round in a loop.
                let shorter = if of(&way, a) < of(&way, b) { a } else { b };
                self.steps[at] = Step::Jump(shorter);
            }
        }
    }
}
