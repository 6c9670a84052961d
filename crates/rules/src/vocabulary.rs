//! Words as small numbers: one hash look-up a token serves every stage.

use std::sync::{Arc, LazyLock, OnceLock};

use rustc_hash::FxHashMap;

use crate::list::Lists;
use crate::splitter::Splitter;

/// A word of the rules. [`WordId::UNKNOWN`] is every word that no rule names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that stands in no rule.
    pub const UNKNOWN: WordId = WordId(0);
}

/// All words that the rules name, lower-cased.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The words in the order of their ids, and where each ends.
    text: String,
    ends: Vec<usize>,
    short: FxHashMap<Short, u32>,
    long: FxHashMap<Box<str>, u32>,
}

/// A word of at most sixteen bytes: its length, its first eight bytes and its last eight, or what it has
/// of them. It stands in its table itself, and is compared without a look elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Short(u64, u64, u8);

impl Short {
    #[inline]
    fn of(word: &str) -> Option<Self> {
        let bytes = word.as_bytes();
        let len = bytes.len();
        let (first, last) = if let Some(first) = bytes.first_chunk::<8>()
            && let Some(last) = bytes.last_chunk::<8>()
        {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let Some(first) = bytes.first_chunk::<4>()
            && let Some(last) = bytes.last_chunk::<4>()
        {
            (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
        } else {
            let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
            (byte(0) | byte(1) << 8 | byte(2) << 16, 0)
        };
        (len <= 16).then_some(Short(first, last, len as u8))
    }
}

impl Vocabulary {
    /// The id of `word`, adding it if it is new. `word` is expected in lower case.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        let known = self.get(word);
        if known != WordId::UNKNOWN {
            return known;
        }
        self.text.push_str(word);
        self.ends.push(self.text.len());
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        match Short::of(word) {
            Some(short) => self.short.insert(short, id),
            None => self.long.insert(word.into(), id),
        };
        WordId(id)
    }

    /// The id of a word given in lower case.
    #[must_use]
    pub fn get(&self, lower: &str) -> WordId {
        let id = match Short::of(lower) {
            Some(short) => self.short.get(&short),
            None => self.long.get(lower),
        };
        id.map_or(WordId::UNKNOWN, |id| WordId(*id))
    }

    /// The word of an id.
    #[must_use]
    pub fn word(&self, id: WordId) -> Option<&str> {
        let number = (id.0 as usize).checked_sub(1)?;
        let start = if number == 0 { 0 } else { *self.ends.get(number - 1)? };
        self.text.get(start..*self.ends.get(number)?)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no rule has named a word yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// What all stages of one compilation share: words, word lists and the splitter.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// The words of all rules.
    pub words: Vocabulary,
    /// The named word lists.
    pub lists: Lists,
    /// Cuts texts as the rules were cut.
    pub splitter: Splitter,
}

/// A lexicon that is filled while rules compile and read once they have.
///
/// Stages are compiled one after the other and share one lexicon; the handle is given out at the
/// start and becomes readable when [`Compiler::finish`](crate::Compiler::finish) succeeds.
#[derive(Clone, Debug, Default)]
pub struct SharedLexicon(pub(crate) Arc<OnceLock<Lexicon>>);

impl SharedLexicon {
    /// The lexicon. Before compilation has finished it is empty and knows no word.
    #[must_use]
    pub fn get(&self) -> &Lexicon {
        static EMPTY: LazyLock<Lexicon> = LazyLock::new(Lexicon::default);
        self.0.get().unwrap_or(&EMPTY)
    }

    /// Whether two handles are of the same compilation, so that their word ids agree.
    #[must_use]
    pub fn same(&self, other: &SharedLexicon) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_look_alike_have_ids_of_their_own() {
        let mut vocabulary = Vocabulary::default();
        let letters = ["", "a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaaaa", "aaaaaaaaa"];
        let sixteen = ["aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaab"];
        let others = ["ministry", "ministries", "ministr", "congo-brazzaville", "çankırı"];
        let words = [&letters[..], &sixteen, &others].concat();
        let ids: Vec<WordId> = words.iter().map(|word| vocabulary.intern(word)).collect();
        assert_eq!(ids, (1..=words.len() as u32).map(WordId).collect::<Vec<_>>());
        for (word, id) in words.iter().zip(&ids) {
            assert_eq!((vocabulary.get(word), vocabulary.word(*id)), (*id, Some(*word)));
        }
        assert_eq!(vocabulary.get("aaaaaaa"), WordId::UNKNOWN);
        assert_eq!((vocabulary.word(WordId::UNKNOWN), vocabulary.word(WordId(99))), (None, None));
    }
}
