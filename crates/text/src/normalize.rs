//! Normalization: Unicode NFC, folded quotation marks, dashes and spaces, mended compounds.

use std::borrow::Cow;

use chancery_rules::{Code, Compiler, Diagnostic, Span};
use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::marks::Side;
use crate::offset::{Layer, OffsetMap};
use crate::tables::CharacterBlock;

/// Passes are repeated until nothing changes; with a sound table that takes two rounds.
const MAX_ROUNDS: usize = 4;
/// Longest HTML character reference, in bytes.
const MAX_REFERENCE: usize = 40;

/// A sequence and what stands for it.
type Replacement = (Box<str>, Box<str>);

/// A text and the way back to its original.
#[derive(Clone, Debug)]
pub struct Normalized<'t> {
    /// The normalized text; borrowed when nothing had to change.
    pub text: Cow<'t, str>,
    /// Positions in it to positions in the original.
    pub map: OffsetMap,
}

/// Folds what is written differently but means the same. The tables are rule data
/// (`rules/text/characters.toml`).
#[derive(Clone, Debug, Default)]
pub struct Normalizer {
    /// The bytes that may start something to fold, one bit each: every one that is not ASCII, and some.
    folds: [u64; 4],
    singles: FxHashMap<char, Box<str>>,
    /// By first character, the longest first.
    sequences: FxHashMap<char, Vec<Replacement>>,
    sides: FxHashMap<Box<str>, Side>,
    /// Words before which the space after a hyphen stays.
    keep_space: FxHashSet<Box<str>>,
}

impl Normalizer {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut normalizer =
            Normalizer { folds: [0, 0, u64::MAX, u64::MAX], ..Normalizer::default() };
        for rule in compiler.blocks::<CharacterBlock>() {
            for from in &rule.value.from {
                let Some(first) = from.chars().next() else {
                    compiler.error(
                        Diagnostic::at(Code::BadValue, rule.location, "`from` holds an empty text")
                            .hint("remove the empty entry"),
                    );
                    continue;
                };
                if let Some(side) = rule.value.side {
                    normalizer.sides.insert(from.as_str().into(), side);
                }
                if *from == rule.value.to {
                    continue; // listed for its side only
                }
                if first.is_ascii() {
                    normalizer.folds[first as usize / 64] |= 1 << (first as usize % 64);
                }
                let to = rule.value.to.as_str().into();
                if from.chars().count() == 1 {
                    normalizer.singles.insert(first, to);
                } else {
                    normalizer.sequences.entry(first).or_default().push((from.as_str().into(), to));
                }
            }
        }
        for sequences in normalizer.sequences.values_mut() {
            sequences.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        normalizer
    }

    pub(crate) fn keep_space_before(&mut self, words: impl IntoIterator<Item = String>) {
        self.keep_space.extend(words.into_iter().map(|w| w.to_lowercase().into()));
    }

    /// On which side of a quotation a mark stands, as written in the original.
    #[must_use]
    pub fn side(&self, written: &str) -> Option<Side> {
        self.sides.get(written).copied()
    }

    /// Normalizes a text. `html` says that the text holds HTML character references (`&amp;`),
    /// which are decoded first.
    #[must_use]
    pub fn normalize<'t>(&self, original: &'t str, html: bool) -> Normalized<'t> {
        let mut text = Cow::Borrowed(original);
        let mut map = OffsetMap::default();
        let mut apply = |text: &mut Cow<'t, str>,
                         pass: &dyn Fn(&str) -> Option<(String, Layer)>| {
            match pass(text) {
                Some((changed, layer)) => {
                    *text = Cow::Owned(changed);
                    map.push(layer);
                    true
                }
                None => false,
            }
        };
        if html {
            apply(&mut text, &decode_references);
        }
        for _ in 0..MAX_ROUNDS {
            let mut changed = apply(&mut text, &compose);
            changed |= apply(&mut text, &|t| self.fold(t));
            changed |= apply(&mut text, &|t| self.join_compounds(t));
            if !changed {
                break;
            }
        }
        Normalized { text, map }
    }

    /// Replaces characters and sequences by the tables.
    fn fold(&self, text: &str) -> Option<(String, Layer)> {
        let mut edit = Editor::new(text);
        let bytes = text.as_bytes();
        let mut at = 0;
        let folds = |byte: &u8| self.folds[usize::from(byte / 64)] >> (byte % 64) & 1 == 1;
        while let Some(skipped) = bytes[at..].iter().position(folds) {
            at += skipped;
            let Some(c) = text[at..].chars().next() else { break };
            let sequence = self
                .sequences
                .get(&c)
                .and_then(|all| all.iter().find(|(from, _)| text[at..].starts_with(from.as_ref())));
            if let Some((from, to)) = sequence {
                edit.replace(Span::new(at, at + from.len()), to);
                at += from.len();
            } else {
                let end = at + c.len_utf8();
                if let Some(to) = self.singles.get(&c) {
                    edit.replace(Span::new(at, end), to);
                }
                at = end;
            }
        }
        edit.finish()
    }

    /// Mends `Azerbaijani- Chinese`: the space goes where both sides are words of the same case,
    /// unless the hyphen is suspended (`short- and long-term`).
    fn join_compounds(&self, text: &str) -> Option<(String, Layer)> {
        let mut edit = Editor::new(text);
        let bytes = text.as_bytes();
        for at in memchr::memchr_iter(b'-', bytes) {
            if bytes.get(at + 1) != Some(&b' ') {
                continue;
            }
            let (before, after) = (&text[..at], &text[at + 2..]);
            let Some(next) = after.chars().next().filter(|c| c.is_alphabetic()) else { continue };
            let Some(last) = before.chars().next_back().filter(|c| c.is_alphabetic()) else {
                continue;
            };
            let first = before
                .chars()
                .rev()
                .take(60)
                .take_while(|c| c.is_alphabetic())
                .last()
                .unwrap_or(last);
            let word: String = after.chars().take(60).take_while(|c| c.is_alphabetic()).collect();
            let suspended = self.keep_space.contains(word.to_lowercase().as_str());
            if first.is_uppercase() == next.is_uppercase() && !suspended {
                edit.replace(Span::new(at + 1, at + 2), "");
            }
        }
        edit.finish()
    }
}

/// NFC, piece by piece, so that the map stays exact. Nothing is done where a quick check says that
/// nothing would change, and it reads only what is not ASCII.
fn compose(text: &str) -> Option<(String, Layer)> {
    if is_composed(text) {
        return None;
    }
    let mut edit = Editor::new(text);
    let mut start = 0;
    let mut composed = String::new();
    let mut close = |edit: &mut Editor<'_>, span: Span| {
        let piece = &text[span.range()];
        if piece.is_ascii() {
            return;
        }
        composed.clear();
        composed.extend(piece.nfc());
        if composed != piece {
            edit.replace(span, &composed);
        }
    };
    for (at, c) in text.char_indices() {
        let starter = c.is_ascii()
            || canonical_combining_class(c) == 0
                && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes;
        if starter && at > start {
            close(&mut edit, Span::new(start, at));
            start = at;
        }
    }
    close(&mut edit, Span::new(start, text.len()));
    edit.finish()
}

/// Whether a quick check says that a text is in NFC. An ASCII character is composed with nothing before
/// it: what stands between two of them is looked at alone.
fn is_composed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = next_non_ascii(bytes, 0);
    while at < bytes.len() {
        let len = bytes[at..].iter().position(u8::is_ascii).unwrap_or(bytes.len() - at);
        if is_nfc_quick(text[at..at + len].chars()) != IsNormalized::Yes {
            return false;
        }
        at = next_non_ascii(bytes, at + len);
    }
    true
}

/// The first byte from `at` on that is not ASCII, or the end.
fn next_non_ascii(bytes: &[u8], mut at: usize) -> usize {
    /// Bytes that are looked at together.
    const CHUNK: usize = 32;
    while bytes.get(at..at + CHUNK).is_some_and(<[u8]>::is_ascii) {
        at += CHUNK;
    }
    let rest = &bytes[at..];
    at + rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len())
}

/// Decodes `&amp;`, `&#8220;` and the like.
fn decode_references(text: &str) -> Option<(String, Layer)> {
    let mut edit = Editor::new(text);
    let mut done = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if at < done {
            continue;
        }
        let window = &text.as_bytes()[at..text.len().min(at + MAX_REFERENCE)];
        let Some(len) = memchr::memchr(b';', window) else { continue };
        let Some(reference) = text.get(at..=at + len) else { continue };
        let decoded = htmlize::unescape(reference);
        if decoded != reference {
            edit.replace(Span::new(at, at + len + 1), &decoded);
            done = at + len + 1;
        }
    }
    edit.finish()
}

/// Builds a changed text and the layer that maps it, edit by edit.
struct Editor<'t> {
    old: &'t str,
    new: String,
    copied: usize,
    layer: Layer,
}

impl<'t> Editor<'t> {
    fn new(old: &'t str) -> Self {
        Editor { old, new: String::new(), copied: 0, layer: Layer::default() }
    }

    fn replace(&mut self, span: Span, by: &str) {
        if self.new.is_empty() && self.copied == 0 {
            self.new.reserve(self.old.len());
        }
        self.new.push_str(&self.old[self.copied..span.start]);
        let start = self.new.len();
        self.new.push_str(by);
        self.layer.push(Span::new(start, self.new.len()), span);
        self.copied = span.end;
    }

    fn finish(mut self) -> Option<(String, Layer)> {
        if self.layer == Layer::default() {
            return None;
        }
        self.new.push_str(&self.old[self.copied..]);
        Some((self.new, self.layer))
    }
}
