//! The tree that a pattern parses into.

use crate::Span;

/// A node; spans are bytes of the pattern's text.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Word(String),
    List(String, Span),
    Class(String, Span),
    Not(Box<Node>, Span),
    /// Like `Not`, but takes no token, and holds at the end of the sentence.
    Ahead(Box<Node>, Span),
    Gap(usize),
    Seq(Vec<Node>),
    Alt(Vec<Node>),
    Repeat {
        node: Box<Node>,
        min: usize,
        max: Option<usize>,
    },
    Capture(String, Box<Node>),
    Start,
    End,
}

/// What is wrong with a pattern, and where in it.
#[derive(Clone, Debug)]
pub(crate) struct ParseError {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl ParseError {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        ParseError { span, message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
