//! Named word lists.

use rustc_hash::FxHashMap;

use crate::WordId;
use crate::token::{Phrase, Token};
use crate::trie::{Begins, Trie};

/// A list of a [`Lists`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(u32);

/// The word lists of the packs: each is a set of words and phrases.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    names: FxHashMap<String, ListId>,
    phrases: Vec<Vec<Phrase>>,
    included: Vec<Vec<ListId>>,
    tries: Vec<Trie<()>>,
    /// By word: how many phrases of the lists hold it.
    uses: Vec<u32>,
    /// The squares of these numbers together, which a gate asks for some thousand times.
    squares: u64,
}

impl Lists {
    pub(crate) fn declare(&mut self, name: &str) -> ListId {
        if let Some(id) = self.names.get(name) {
            return *id;
        }
        let id = ListId(u32::try_from(self.phrases.len()).unwrap_or(u32::MAX));
        self.names.insert(name.to_owned(), id);
        self.phrases.push(Vec::new());
        self.included.push(Vec::new());
        self.tries.push(Trie::default());
        id
    }

    pub(crate) fn insert(&mut self, id: ListId, phrase: Phrase) {
        self.count(&phrase);
        self.phrases[id.0 as usize].push(phrase);
    }

    fn count(&mut self, phrase: &Phrase) {
        for (word, _) in phrase {
            let slot = word.0 as usize;
            if self.uses.len() <= slot {
                self.uses.resize(slot + 1, 0);
            }
            self.squares += 2 * u64::from(self.uses[slot]) + 1;
            self.uses[slot] += 1;
        }
    }

    /// How many phrases of the lists hold a word: the small words that every text is full of stand in
    /// many.
    pub(crate) fn uses(&self, word: WordId) -> u32 {
        self.uses.get(word.0 as usize).copied().unwrap_or(0)
    }

    /// The squares of the uses of all words together: how common all of them are, as a gate counts it.
    pub(crate) fn squares(&self) -> u64 {
        self.squares
    }

    /// Adds a phrase to a list after [`Lists::close`].
    pub(crate) fn extend(&mut self, id: ListId, phrase: &Phrase) {
        self.count(phrase);
        self.tries[id.0 as usize].insert(phrase, ());
    }

    pub(crate) fn include(&mut self, id: ListId, other: ListId) {
        self.included[id.0 as usize].push(other);
    }

    /// Builds the tries. An include of an include counts; a cycle adds nothing twice.
    pub(crate) fn close(&mut self) {
        for list in 0..self.phrases.len() {
            let mut todo = vec![list];
            let mut seen = vec![false; self.phrases.len()];
            while let Some(at) = todo.pop() {
                if std::mem::replace(&mut seen[at], true) {
                    continue;
                }
                for phrase in &self.phrases[at] {
                    self.tries[list].insert(phrase, ());
                }
                todo.extend(self.included[at].iter().map(|id| id.0 as usize));
            }
        }
    }

    /// The list of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<ListId> {
        self.names.get(name).copied()
    }

    /// The name of a list.
    #[must_use]
    pub fn name(&self, id: ListId) -> Option<&str> {
        self.names.iter().find(|(_, known)| **known == id).map(|(name, _)| name.as_str())
    }

    /// All names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.names.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }

    /// Number of tokens of the longest phrase of the list at the start of `tokens`; 0 for none.
    #[must_use]
    pub fn longest(&self, id: ListId, tokens: &[Token]) -> usize {
        let mut longest = 0;
        self.lengths(id, tokens, |len| longest = len);
        longest
    }

    /// Number of tokens of the longest phrase of the list.
    #[must_use]
    pub fn longest_phrase(&self, id: ListId) -> usize {
        self.tries[id.0 as usize].longest_phrase()
    }

    /// Whether the single token is a phrase of the list.
    #[must_use]
    pub fn has(&self, id: ListId, token: &Token) -> bool {
        self.longest(id, std::slice::from_ref(token)) == 1
    }

    /// The single words of a list.
    pub fn words(&self, id: ListId) -> impl Iterator<Item = WordId> {
        self.phrases[id.0 as usize].iter().filter_map(|phrase| match phrase.as_slice() {
            [(word, _)] => Some(*word),
            _ => None,
        })
    }

    /// Calls `each` with the number of tokens of every phrase of the list at the start of `tokens`,
    /// shorter ones first.
    #[inline]
    pub(crate) fn lengths(&self, id: ListId, tokens: &[Token], mut each: impl FnMut(usize)) {
        let Some(first) = tokens.first() else { return };
        let trie = &self.tries[id.0 as usize];
        // Most words begin nothing, and of the others most are phrases by themselves.
        match trie.begins(first.word) {
            Begins::Nothing => {}
            Begins::Itself => each(1),
            Begins::WithCapital | Begins::Phrases => trie.walk(tokens, |len, ()| each(len)),
        }
    }

    /// The words that phrases of the list begin with.
    #[must_use]
    pub fn first_words(&self, id: ListId) -> &[WordId] {
        self.tries[id.0 as usize].first_words()
    }

    /// The words that stand in phrases of the list after their first; some more than once.
    pub(crate) fn inner_words(&self, id: ListId) -> impl Iterator<Item = WordId> {
        self.tries[id.0 as usize].inner_words()
    }

    /// Whether a phrase of the list asks for capitals.
    pub(crate) fn asks_case(&self, id: ListId) -> bool {
        self.tries[id.0 as usize].asks_case()
    }

    /// Whether a phrase of the list begins with the word.
    pub(crate) fn begins(&self, id: ListId, word: WordId) -> bool {
        self.tries[id.0 as usize].begins_with(word)
    }
}
