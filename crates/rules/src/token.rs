//! Tokens: what patterns match on.

use crate::{Span, WordId};

/// What a token looks like: a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape(pub u16);

impl Shape {
    /// Has a letter.
    pub const ALPHA: Shape = Shape(1);
    /// First letter is upper case.
    pub const CAP: Shape = Shape(1 << 1);
    /// All letters are upper case, and there are at least two of them.
    pub const UPPER: Shape = Shape(1 << 2);
    /// Starts with a digit.
    pub const NUMBER: Shape = Shape(1 << 3);
    /// Punctuation or a symbol.
    pub const PUNCT: Shape = Shape(1 << 4);
    /// A dash: an em dash, or a hyphen with a space beside it.
    pub const DASH: Shape = Shape(1 << 5);
    /// A hyphen inside a compound.
    pub const HYPHEN: Shape = Shape(1 << 6);
    /// A double quotation mark.
    pub const DOUBLE: Shape = Shape(1 << 7);
    /// A single quotation mark or apostrophe.
    pub const SINGLE: Shape = Shape(1 << 8);
    /// White space (or the start of the text) before it.
    pub const SPACE_BEFORE: Shape = Shape(1 << 9);
    /// White space (or the end of the text) after it.
    pub const SPACE_AFTER: Shape = Shape(1 << 10);
    /// The token holds its own full stop: an abbreviation or an initial.
    pub const DOTTED: Shape = Shape(1 << 11);
    /// One capital letter and its full stop.
    pub const INITIAL: Shape = Shape(1 << 12);
    /// The first token of a line.
    pub const LINE_START: Shape = Shape(1 << 13);
    /// A full stop, question mark, exclamation mark or ellipsis.
    pub const STOP: Shape = Shape(1 << 14);
    /// The capital of an inner letter too (`McCain`, `iPhone`) or a hyphenless mix.
    pub const MIXED: Shape = Shape(1 << 15);

    /// Whether every flag of `other` is set.
    #[must_use]
    pub fn has(self, other: Shape) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets of flags.
    #[must_use]
    pub fn with(self, other: Shape) -> Shape {
        Shape(self.0 | other.0)
    }
}

/// One token of a text: a word, a number, or one punctuation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte, in the text that was split.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The word's id in the rules' vocabulary.
    pub word: WordId,
    /// What it looks like.
    pub shape: Shape,
}

impl Token {
    /// The token's bytes.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { start: self.start as usize, end: self.end as usize }
    }

    /// Whether the token's shape has all these flags.
    #[must_use]
    pub fn is(&self, shape: Shape) -> bool {
        self.shape.has(shape)
    }
}

/// What letter case a rule's word asks of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseNeed {
    /// Written in lower case in the rule: matches any case.
    Any,
    /// Written with a capital: the text must have one.
    Capital,
    /// Written in capitals: the text must be, too.
    Upper,
}

impl CaseNeed {
    pub(crate) fn of(shape: Shape) -> Self {
        if shape.has(Shape::UPPER) {
            CaseNeed::Upper
        } else if shape.has(Shape::CAP) {
            CaseNeed::Capital
        } else {
            CaseNeed::Any
        }
    }

    /// Whether a token of this shape satisfies the need.
    #[must_use]
    pub fn met_by(self, shape: Shape) -> bool {
        match self {
            CaseNeed::Any => true,
            CaseNeed::Capital => shape.has(Shape::CAP),
            CaseNeed::Upper => {
                shape.has(Shape::UPPER) || shape.has(Shape::CAP) && shape.has(Shape::INITIAL)
            }
        }
    }
}

/// A phrase of a rule, cut into words with the case that each asks for.
pub type Phrase = Vec<(WordId, CaseNeed)>;
