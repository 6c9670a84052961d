//! Finds quotations, direct, indirect and mixed, and says who speaks.
//!
//! ```
//! use chancery_quotes::{QuoteKind, Quotes};
//!
//! let text = "\"Relations have grown,\" Foreign Minister Jeyhun Bayramov told reporters in Baku.";
//! let found = Quotes::english().extract(text);
//! let quote = &found[0];
//! assert_eq!(quote.kind, QuoteKind::Direct);
//! assert_eq!(&text[quote.content[0].range()], "Relations have grown");
//! assert_eq!(&text[quote.speaker.as_ref().unwrap().span.range()], "Foreign Minister Jeyhun Bayramov");
//! ```
//!
//! Quotation marks are paired over sentences and paragraphs; what stands in them is speech, a
//! title, a term or a scare quote; cues and patterns of attribution (rule data in `rules/quotes`)
//! give the speaker. What the crate does not do: it does not judge what is said, and it does not
//! report beliefs and intentions that no cue of speech marks.
//!
//! The order of the modules is the order in which a text passes through them.

mod rules;

mod attribute;

mod marks;

mod cue;

mod turn;

mod direct;

mod pieces;

mod uncued;

mod nested;

mod indirect;

mod speaker;

mod subject;

mod finish;

mod quote;

pub use attribute::Quotes;
pub use quote::{Attitude, Cue, Quote, QuoteKind, Speaker};

#[cfg(test)]
mod tests;
