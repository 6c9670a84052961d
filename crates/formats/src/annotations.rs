//! Everything found in one document.

use chancery_agreements::Agreement;
use chancery_gazetteer::Mentions;
use chancery_quotes::Quote;
use chancery_text::Document;

/// A document with its findings.
#[derive(Clone, Debug)]
pub struct Annotations<'t> {
    /// The document's id.
    pub id: String,
    /// The text with its structure.
    pub document: Document<'t>,
    /// Mentions and entities.
    pub mentions: Mentions,
    /// Quotations, sorted.
    pub quotes: Vec<Quote>,
    /// Agreements, sorted.
    pub agreements: Vec<Agreement>,
}
