//! Measures findings against annotated text.
//!
//! Gold data comes as JSON Lines with offsets in Unicode code points, or as passages of plain text,
//! one a line: mentions with inline marks (`[country/AZ:Baku] said`), quotations and agreements with
//! lines of notes below them (`= indirect Baku: talks would go on`). One document at a time goes in,
//! the [`mentions::Scorer`], [`quotes::Scorer`] or [`agreements::Scorer`] keeps count, and a report
//! comes out: precision, recall and F1 with the counts that they come from, and every error with its
//! context and the rule that had a part in it.

pub mod agreements;
pub mod gold;
pub mod mentions;
mod passage;
pub mod quotes;
mod score;

pub use gold::{
    AgreementDocument, EventSentence, GoldAgreement, GoldError, GoldMention, GoldQuote,
    MentionDocument, QuoteDocument,
};
pub use score::{Fault, Mistake, Ratio, Score};

#[cfg(test)]
mod tests;
