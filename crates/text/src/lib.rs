//! Reads the text of an article: normalization with exact offsets, paragraphs, sentences, tokens,
//! metadata line, dateline and agency credit.
//!
//! ```
//! use chancery_text::Reader;
//!
//! let reader = Reader::english();
//! let original = "BAKU, Azerbaijan, July 3. “Azerbaijani- Chinese relations have grown,” A.Hajizada said.";
//! let document = reader.read(original);
//! assert_eq!(document.sentences().len(), 1);
//! let dateline = document.meta().dateline.as_ref().unwrap();
//! assert_eq!(document.slice(dateline.span), "BAKU, Azerbaijan, July 3.");
//!
//! // Tokens stand in the normalized text; `original` takes any span of it back.
//! let chinese = document.tokens().iter().find(|t| document.text_of(t) == "Chinese").unwrap();
//! let span = document.to_original(chinese.span());
//! assert_eq!(&original[span.range()], "Chinese");
//! ```
//!
//! What it does not do: it knows no names, so a dateline's place is a piece of text here, and it
//! reads no files and no HTML tags. Segmentation is by rule and meant for English-language news;
//! characters, abbreviations, months and datelines stand in `rules/text/`.
//!
//! The order of the modules is the order in which a text passes through them.

mod tables;

mod offset;

mod normalize;

mod paragraph;

mod dateline;

mod sentence;

mod marks;

mod document;

mod reader;

pub use chancery_rules::{Shape, Span, Token, WordId};
pub use dateline::{Agency, Dateline, Metadata};
pub use document::{Document, Paragraph, Sentence};
pub use marks::{Mark, MarkKind, Side};
pub use normalize::{Normalized, Normalizer};
pub use offset::OffsetMap;
pub use reader::{ReadOptions, Reader};

/// A calendar date, as `jiff` has it.
pub use jiff::civil::Date;

#[cfg(test)]
mod tests;
