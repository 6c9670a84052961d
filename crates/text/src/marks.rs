//! Quotation marks, with what the original character says of their side.

use chancery_rules::{Shape, Token};
use serde::Deserialize;

/// On which side of a quotation a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Before the quotation.
    Open,
    /// After it.
    Close,
    /// The character does not tell.
    Either,
}

/// The family of a mark; a mark closes only one of its own family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// `"`, `“ ”`, `„ “`, `« »`, doubled single marks.
    Double,
    /// `'`, `‘ ’`, `‹ ›`; also apostrophes.
    Single,
}

/// A quotation mark (or apostrophe) of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The token that it is.
    pub token: usize,
    /// Its family.
    pub kind: MarkKind,
    /// Its side by the character; [`Side::Either`] for straight marks.
    pub side: Side,
}

pub(crate) fn marks(tokens: &[Token], mut side: impl FnMut(&Token) -> Option<Side>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let kind = if token.is(Shape::DOUBLE) {
            MarkKind::Double
        } else if token.is(Shape::SINGLE) {
            MarkKind::Single
        } else {
            continue;
        };
        marks.push(Mark { token: i, kind, side: side(token).unwrap_or(Side::Either) });
    }
    marks
}
