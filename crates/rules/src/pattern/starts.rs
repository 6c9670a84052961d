//! With which tokens a match can begin, quick to ask.

use super::findings::KindMask;
use super::matcher::Sequence;
use super::program::First;
use crate::WordId;

/// Words as a set, one bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct WordSet {
    /// How many blocks of 64 words before the first that has one are left out.
    skipped: usize,
    bits: Vec<u64>,
}

impl WordSet {
    pub(crate) fn of(words: &[WordId]) -> Self {
        let block = |word: &WordId| word.0 as usize / 64;
        let skipped = words.iter().map(block).min().unwrap_or(0);
        let last = words.iter().map(block).max().map_or(0, |last| last + 1 - skipped);
        let mut bits = vec![0; last];
        for word in words {
            bits[block(word) - skipped] |= 1 << (word.0 % 64);
        }
        WordSet { skipped, bits }
    }

    #[inline]
    pub(crate) fn has(&self, word: WordId) -> bool {
        let block = (word.0 as usize / 64).wrapping_sub(self.skipped);
        self.bits.get(block).is_some_and(|bits| bits >> (word.0 % 64) & 1 == 1)
    }
}

/// What the first token of a match can be, quick to ask.
#[derive(Clone, Debug)]
pub(crate) struct Starts {
    words: WordSet,
    /// Flags of which one is enough.
    shapes: u16,
    kinds: KindMask,
    pub(crate) any: bool,
    /// A match may take no token.
    pub(crate) nothing: bool,
}

impl Starts {
    pub(crate) fn new(first: &First) -> Self {
        // Every word that no rule names has the same number: a match cannot begin with it as a word.
        let words: Vec<WordId> =
            first.words.iter().copied().filter(|word| *word != WordId::UNKNOWN).collect();
        Starts {
            words: WordSet::of(&words),
            shapes: first.shapes.iter().fold(0, |all, shape| all | shape.0),
            kinds: first.kinds,
            any: first.any,
            nothing: first.nothing,
        }
    }

    /// Whether a match can start at a token. A look of a few nanoseconds that spares most runs.
    #[inline]
    pub(crate) fn admit(&self, sequence: &Sequence<'_>, at: usize) -> bool {
        self.nothing || self.admit_token(sequence, at)
    }

    /// Whether a match that takes tokens can start at this one.
    #[inline]
    pub(crate) fn admit_token(&self, sequence: &Sequence<'_>, at: usize) -> bool {
        let token = &sequence.tokens[at];
        self.any
            || self.words.has(token.word)
            || token.shape.0 & self.shapes != 0
            || sequence.findings.kinds_at(at) & self.kinds != 0
    }
}
