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
    ids: FxHashMap<Box<str>, u32>,
}

impl Vocabulary {
    /// The id of `word`, adding it if it is new. `word` is expected in lower case.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return WordId(*id);
        }
        let id = u32::try_from(self.ids.len() + 1).unwrap_or(u32::MAX);
        self.ids.insert(word.into(), id);
        WordId(id)
    }

    /// The id of a word given in lower case.
    #[must_use]
    pub fn get(&self, lower: &str) -> WordId {
        self.ids.get(lower).map_or(WordId::UNKNOWN, |id| WordId(*id))
    }

    /// The word of an id. Looks at all words: for messages only.
    #[must_use]
    pub fn word(&self, id: WordId) -> Option<&str> {
        self.ids.iter().find(|(_, n)| **n == id.0).map(|(word, _)| &**word)
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether no rule has named a word yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
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
