//! A text that has been read: what every stage works on.

use std::borrow::Cow;
use std::ops::Range;

use chancery_rules::{Lexicon, SharedLexicon, Span, Token};

use crate::dateline::Metadata;
use crate::marks::Mark;
use crate::offset::OffsetMap;

/// A paragraph: ranges of tokens and of sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its tokens, metadata line and dateline included.
    pub tokens: Range<usize>,
    /// Its sentences.
    pub sentences: Range<usize>,
}

/// A sentence: a range of tokens, and its paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The number of its paragraph.
    pub paragraph: usize,
}

/// A text with its structure. All spans inside are of the normalized text;
/// [`Document::to_original`] takes them back.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    pub(crate) original: &'t str,
    pub(crate) text: Cow<'t, str>,
    pub(crate) map: OffsetMap,
    pub(crate) tokens: Vec<Token>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) paragraphs: Vec<Paragraph>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) meta: Metadata,
    pub(crate) lexicon: SharedLexicon,
}

impl<'t> Document<'t> {
    /// The text as it was given.
    #[must_use]
    pub fn original(&self) -> &'t str {
        self.original
    }

    /// The normalized text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The way from the normalized text to the original.
    #[must_use]
    pub fn map(&self) -> &OffsetMap {
        &self.map
    }

    /// The span of the original for a span of the normalized text.
    #[must_use]
    pub fn to_original(&self, span: Span) -> Span {
        self.map.to_original(span)
    }

    /// The tokens, in order.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Quotation marks and apostrophes, in order.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The paragraphs, in order.
    #[must_use]
    pub fn paragraphs(&self) -> &[Paragraph] {
        &self.paragraphs
    }

    /// The sentences, in order.
    #[must_use]
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// What the document says of itself.
    #[must_use]
    pub fn meta(&self) -> &Metadata {
        &self.meta
    }

    /// The normalized text of a span.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The normalized text of a token.
    #[must_use]
    pub fn text_of(&self, token: &Token) -> &str {
        self.slice(token.span())
    }

    /// The bytes that a range of tokens covers; empty for an empty range.
    #[must_use]
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        span_of(&self.tokens, tokens)
    }

    /// The tokens that lie wholly inside a span of the normalized text.
    #[must_use]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        tokens_in(&self.tokens, span)
    }

    /// The number of the sentence that holds a token; none for the metadata line and the dateline.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.tokens.start <= token);
        let number = after.checked_sub(1)?;
        self.sentences[number].tokens.contains(&token).then_some(number)
    }

    /// The number of the paragraph that holds a token.
    #[must_use]
    pub fn paragraph_of(&self, token: usize) -> usize {
        self.paragraphs.partition_point(|p| p.tokens.start <= token).saturating_sub(1)
    }

    /// The words and lists that the tokens' ids refer to.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get()
    }

    /// The handle of the lexicon, to tell whether a stage was compiled with the same.
    #[must_use]
    pub fn shared_lexicon(&self) -> &SharedLexicon {
        &self.lexicon
    }
}

/// The bytes that a range of tokens covers; empty for an empty range.
pub(crate) fn span_of(tokens: &[Token], range: Range<usize>) -> Span {
    match tokens.get(range) {
        Some([first, .., last]) => Span::new(first.start as usize, last.end as usize),
        Some([only]) => only.span(),
        _ => Span::default(),
    }
}

/// The tokens that lie wholly inside a span.
pub(crate) fn tokens_in(tokens: &[Token], span: Span) -> Range<usize> {
    let start = tokens.partition_point(|t| (t.start as usize) < span.start);
    let end = tokens.partition_point(|t| (t.end as usize) <= span.end);
    start..end.max(start)
}
