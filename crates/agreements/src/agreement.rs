//! What this stage gives.

use std::ops::Range;

use chancery_rules::{Evidence, RuleId, Span};

/// A side of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Number of the mention that names it.
    pub mention: Option<usize>,
    /// Stable id of the entity.
    pub entity: String,
    /// Canonical name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country.
    pub country: Option<String>,
    /// `party`; for a position `holder` and `beneficiary`.
    pub role: &'static str,
}

/// An instrument that the rules know by its name, with what they know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownTreaty {
    /// Stable id: that of its rule.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// The year of signature or adoption.
    pub year: Option<u16>,
    /// The depositary, by name.
    pub depositary: Option<String>,
    /// The parties, where they are few: ISO 3166-1 alpha-2 codes or names.
    pub parties: Vec<String>,
}

/// An agreement and everything the text says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The hull of trigger, title and status word, in the original text.
    pub span: Span,
    /// Tokens of the trigger.
    pub tokens: Range<usize>,
    /// The type of the taxonomy.
    pub kind: String,
    /// The category of the type.
    pub category: String,
    /// The title, in the original text.
    pub title: Option<Span>,
    /// The instrument, where the rules know it by its name.
    pub treaty: Option<KnownTreaty>,
    /// The words that name the agreement.
    pub trigger: Span,
    /// The sides.
    pub parties: Vec<Party>,
    /// The stage that the text asserts.
    pub status: String,
    /// `affirmed`, `negated` or `hypothetical`.
    pub polarity: String,
    /// Subject areas, in the order of the taxonomy.
    pub subjects: Vec<String>,
    /// When the act was done, as far as the text says: `2022`, `2022-07` or `2022-07-03`.
    pub date: Option<String>,
    /// Where the act was done, in the original text.
    pub place: Option<Span>,
    /// CAMEO code of the act, where there is one.
    pub cameo: Option<String>,
    /// PLOVER class of the act, where there is one.
    pub plover: Option<String>,
    /// Number of the quotation in which it is asserted.
    pub quote: Option<usize>,
    /// Which rules saw what.
    pub evidence: Vec<Evidence>,
    /// Further mentions of the same agreement.
    pub mentions: Vec<Span>,
    /// The rule that made the finding.
    pub rule: RuleId,
}
