//! What gates have learnt of texts: the states and moves of a lazy DFA.

use rustc_hash::FxHashMap;

/// At the start of a sentence, and where no pattern has begun.
pub(super) const START: u32 = 0;
pub(super) const IDLE: u32 = 1;
/// The end of a sentence as a kind of token.
pub(super) const THE_END: u16 = 0;
/// A move that is not known yet.
const UNKNOWN: Move = Move { next: u32::MAX, met: 0 };
/// Most moves, steps and parts that are held together, and most kinds of tokens: some megabytes for a
/// set.
const MAX_MOVES: usize = 1 << 20;
const MAX_CLASSES: usize = 1 << 15;
/// How many kinds of tokens are found at once, as a power of two, and an odd number that spreads them.
const RECENT_BITS: u32 = 10;
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
/// Most sets whose learning is kept; those of a pipeline are about a dozen.
const MAX_SETS: usize = 48;

/// Where a state goes with a kind of token, and the number of the parts that this shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Move {
    pub(super) next: u32,
    pub(super) met: u32,
}

/// What the gate of a set has learnt of texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct GateCache {
    /// The kind of each token, by what can make a difference of it.
    classes: FxHashMap<u64, u16>,
    by_answers: FxHashMap<Box<[u64]>, u16>,
    /// By kind: the answers to what is asked.
    pub(super) answers: Vec<Box<[u64]>>,
    pub(super) states: Vec<Box<[u32]>>,
    by_steps: FxHashMap<Box<[u32]>, u32>,
    /// By state: its moves by kind of token.
    moves: Vec<Vec<Move>>,
    /// Kinds of tokens that were met a short while ago.
    recent: Vec<(u64, u16)>,
    /// How many moves, steps and parts are held together.
    held: usize,
    /// Sets of parts, sorted.
    pub(super) met: Vec<Box<[u16]>>,
    by_met: FxHashMap<Box<[u16]>, u32>,
    /// Memory for the making of a move.
    pub(super) todo: Vec<u32>,
    pub(super) seen: Vec<u32>,
    pub(super) pass: u32,
}

impl GateCache {
    /// Whether it has nothing yet, or has grown too large.
    pub(super) fn is_full(&self) -> bool {
        self.states.is_empty()
            || self.held > MAX_MOVES
            || self.classes.len() > MAX_CLASSES
            || self.answers.len() > MAX_CLASSES
    }

    /// Forgets everything, for an automaton of so many steps.
    pub(super) fn forget(&mut self, steps: usize) {
        *self = GateCache::default();
        self.seen = vec![0; steps];
        self.recent = vec![(u64::MAX, THE_END); 1 << RECENT_BITS];
        // The end of a sentence answers nothing.
        self.answers.push(Box::default());
        // No part at all.
        self.met.push(Box::default());
        for _ in [START, IDLE] {
            self.states.push(Box::default());
            self.moves.push(Vec::new());
        }
        self.by_steps.insert(Box::default(), IDLE);
    }

    /// The kind of a token, if it is known.
    #[inline]
    pub(super) fn class(&mut self, key: u64) -> Option<u16> {
        let slot = (key.wrapping_mul(SPREAD) >> (64 - RECENT_BITS)) as usize;
        match self.recent[slot] {
            (known, class) if known == key => Some(class),
            _ => {
                let class = *self.classes.get(&key)?;
                self.recent[slot] = (key, class);
                Some(class)
            }
        }
    }

    /// The kind of tokens of which the same holds; `key` is another of them.
    pub(super) fn answering(&mut self, key: u64, answers: Vec<u64>) -> u16 {
        let class = match self.by_answers.get(answers.as_slice()) {
            Some(class) => *class,
            None => {
                let class = self.answers.len() as u16;
                let answers: Box<[u64]> = answers.into();
                self.answers.push(answers.clone());
                self.by_answers.insert(answers, class);
                class
            }
        };
        self.classes.insert(key, class);
        class
    }

    /// Where a state goes with a kind of token, if it is known.
    #[inline]
    pub(super) fn known(&self, state: u32, class: u16) -> Option<Move> {
        let known = self.moves[state as usize].get(class as usize);
        known.filter(|known| **known != UNKNOWN).copied()
    }

    /// The number of a state.
    pub(super) fn state(&mut self, steps: Vec<u32>) -> u32 {
        if let Some(known) = self.by_steps.get(steps.as_slice()) {
            return *known;
        }
        let number = self.states.len() as u32;
        self.held += steps.len();
        self.moves.push(Vec::new());
        let steps: Box<[u32]> = steps.into();
        self.states.push(steps.clone());
        self.by_steps.insert(steps, number);
        number
    }

    /// The number of a set of parts.
    pub(super) fn showing(&mut self, met: Vec<u16>) -> u32 {
        if met.is_empty() {
            return 0;
        }
        if let Some(known) = self.by_met.get(met.as_slice()) {
            return *known;
        }
        let number = self.met.len() as u32;
        self.held += met.len();
        let met: Box<[u16]> = met.into();
        self.met.push(met.clone());
        self.by_met.insert(met, number);
        number
    }

    pub(super) fn keep(&mut self, state: u32, class: u16, step: Move) {
        let moves = &mut self.moves[state as usize];
        let class = class as usize;
        if moves.len() <= class {
            self.held += class + 1 - moves.len();
            moves.resize(class + 1, UNKNOWN);
        }
        moves[class] = step;
    }
}

/// What the gates of several sets have learnt.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gates(Vec<(u64, Box<GateCache>)>);

impl Gates {
    /// What the gate of a set has learnt, by the number of the set.
    pub(crate) fn of(&mut self, set: u64) -> &mut GateCache {
        let known = self.0.iter().position(|(known, _)| *known == set);
        let at = known.unwrap_or_else(|| {
            // Sets of rules that have been replaced since.
            if self.0.len() >= MAX_SETS {
                self.0.clear();
            }
            self.0.push((set, Box::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}
