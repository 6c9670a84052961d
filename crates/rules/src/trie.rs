//! A dictionary of phrases over word ids.
//!
//! The tokens of a text already carry word ids, so matching a lexicon of any size is a walk from
//! node to node: one small hash look-up a token, no second pass over the bytes.

use rustc_hash::FxHashMap;

use crate::WordId;
use crate::token::{CaseNeed, Phrase, Shape, Token};

/// One phrase of a [`Trie`]: its value and the case that each of its words asks for, as far as the last
/// that asks for any: most ask for none, and take no memory for it.
#[derive(Clone, Debug)]
struct Entry<V> {
    needs: Box<[CaseNeed]>,
    value: V,
}

/// The phrases that end at a node: most have none or one.
#[derive(Clone, Debug)]
struct Node<V> {
    first: Option<Entry<V>>,
    others: Vec<Entry<V>>,
}

impl<V> Node<V> {
    const EMPTY: Self = Node { first: None, others: Vec::new() };

    fn push(&mut self, entry: Entry<V>) {
        match self.first {
            None => self.first = Some(entry),
            Some(_) => self.others.push(entry),
        }
    }

    fn entries(&self) -> impl Iterator<Item = &Entry<V>> {
        self.first.iter().chain(&self.others)
    }
}

/// What a word begins in a [`Trie`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    Nothing,
    /// One phrase: itself, in any letter case.
    Itself,
    /// Phrases that ask for a capital at its start.
    WithCapital,
    /// Any other.
    Phrases,
}

/// A dictionary from phrases to values. One phrase may have several values.
#[derive(Clone, Debug)]
pub struct Trie<V> {
    edges: FxHashMap<(u32, WordId), u32>,
    nodes: Vec<Node<V>>,
    /// The words that phrases begin with, each once.
    firsts: Vec<WordId>,
    /// What each word begins, two bits each: most words of a text begin nothing, and this says so at
    /// once.
    begins: Vec<u64>,
    longest: usize,
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Trie {
            edges: FxHashMap::default(),
            nodes: vec![Node::EMPTY],
            firsts: Vec::new(),
            begins: Vec::new(),
            longest: 0,
        }
    }
}

impl<V> Trie<V> {
    /// Adds a phrase. An empty phrase is ignored.
    pub fn insert(&mut self, phrase: &Phrase, value: V) {
        if phrase.is_empty() {
            return;
        }
        self.note_first(phrase);
        let mut node = 0;
        for (word, _) in phrase {
            let firsts = &mut self.firsts;
            node = *self.edges.entry((node, *word)).or_insert_with(|| {
                if node == 0 {
                    firsts.push(*word);
                }
                self.nodes.push(Node::EMPTY);
                u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
            });
        }
        let asking = phrase.iter().rposition(|(_, need)| *need != CaseNeed::Any);
        let asking = asking.map_or(0, |last| last + 1);
        let needs = phrase[..asking].iter().map(|(_, need)| *need).collect();
        self.nodes[node as usize].push(Entry { needs, value });
        self.longest = self.longest.max(phrase.len());
    }

    /// Whether nothing was inserted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Notes what the first word of a phrase begins.
    fn note_first(&mut self, phrase: &Phrase) {
        let (word, need) = phrase[0];
        let begins = match (self.begins(word), need) {
            (Begins::Nothing, CaseNeed::Any) if phrase.len() == 1 => Begins::Itself,
            (Begins::Itself, CaseNeed::Any) if phrase.len() == 1 => Begins::Itself,
            (Begins::Nothing | Begins::WithCapital, CaseNeed::Capital | CaseNeed::Upper) => {
                Begins::WithCapital
            }
            _ => Begins::Phrases,
        };
        let slot = word.0 as usize / 32;
        if self.begins.len() <= slot {
            self.begins.resize(slot + 1, 0);
        }
        let shift = word.0 % 32 * 2;
        self.begins[slot] = self.begins[slot] & !(3 << shift) | (begins as u64) << shift;
    }

    /// What a word begins.
    #[inline]
    pub(crate) fn begins(&self, word: WordId) -> Begins {
        let bits = self.begins.get(word.0 as usize / 32).copied().unwrap_or(0);
        match bits >> (word.0 % 32 * 2) & 3 {
            0 => Begins::Nothing,
            1 => Begins::Itself,
            2 => Begins::WithCapital,
            _ => Begins::Phrases,
        }
    }

    /// Whether a phrase begins with the word.
    #[inline]
    pub(crate) fn begins_with(&self, word: WordId) -> bool {
        self.begins(word) != Begins::Nothing
    }

    /// The ids of the words that phrases begin with, in the order of their phrases.
    pub fn first_words(&self) -> &[WordId] {
        &self.firsts
    }

    /// The words that stand in phrases after their first, in no order; some more than once.
    pub(crate) fn inner_words(&self) -> impl Iterator<Item = WordId> {
        self.edges.keys().filter(|(node, _)| *node != 0).map(|(_, word)| *word)
    }

    /// Whether a phrase asks for capitals.
    pub(crate) fn asks_case(&self) -> bool {
        self.nodes.iter().flat_map(Node::entries).any(|entry| !entry.needs.is_empty())
    }

    /// Calls `found(length, value)` for every phrase that starts at the first of `tokens`, shorter
    /// ones first. At most as many tokens are looked at as the longest phrase has.
    pub fn walk<'t>(&'t self, tokens: &[Token], mut found: impl FnMut(usize, &'t V)) {
        let Some(first) = tokens.first() else { return };
        match self.begins(first.word) {
            Begins::Nothing => return,
            Begins::WithCapital if first.shape.0 & (Shape::CAP.0 | Shape::UPPER.0) == 0 => return,
            _ => {}
        }
        let mut node = 0;
        for (i, token) in tokens.iter().enumerate() {
            if token.word == WordId::UNKNOWN {
                return;
            }
            match self.edges.get(&(node, token.word)) {
                Some(next) => node = *next,
                None => return,
            }
            for entry in self.nodes[node as usize].entries() {
                let met = entry.needs.iter().zip(tokens).all(|(need, t)| need.met_by(t.shape));
                if met {
                    found(i + 1, &entry.value);
                }
            }
        }
    }

    /// The longest phrase that starts at the first of `tokens`, with its first value.
    #[must_use]
    pub fn longest(&self, tokens: &[Token]) -> Option<(usize, &V)> {
        let mut best: Option<(usize, &V)> = None;
        self.walk(tokens, |len, value| {
            if best.is_none_or(|(l, _)| len > l) {
                best = Some((len, value));
            }
        });
        best
    }

    /// Number of tokens of the longest phrase.
    #[must_use]
    pub fn longest_phrase(&self) -> usize {
        self.longest
    }
}
