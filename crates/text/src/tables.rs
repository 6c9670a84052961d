//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::marks::Side;

/// `[[character]]`: what characters and sequences are folded to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CharacterBlock {
    /// Characters or short sequences.
    pub(crate) from: Vec<String>,
    /// What stands for them in the normalized text; empty removes them.
    pub(crate) to: String,
    /// For quotation marks: which side of the quotation they stand on.
    #[serde(default)]
    pub(crate) side: Option<Side>,
}

block!(CharacterBlock, "character", "text/characters");

/// `[[month]]`: the names of a month.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct MonthBlock {
    pub(crate) number: i8,
    pub(crate) forms: Vec<String>,
}

block!(MonthBlock, "month", "text/months");

/// `[[metadata]]`: a line at the top that says what the document is.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct MetadataBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}

block!(MetadataBlock, "metadata", "text/metadata");

/// `[[dateline]]`: place and date before the first sentence.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct DatelineBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}

block!(DatelineBlock, "dateline", "text/datelines");

/// `[[credit]]`: the agency that reports.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CreditBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}

block!(CreditBlock, "credit", "text/credits");

/// `[[speaker-label]]`: how a paragraph of a transcript begins; where one does, a place with a colon
/// is no dateline.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct SpeakerLabelBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}

block!(SpeakerLabelBlock, "speaker-label", "text/speaker-labels");

/// `[[suspended]]`: words before which the space after a hyphen is meant.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct KeepSpaceBlock {
    pub(crate) before: Vec<String>,
}

block!(KeepSpaceBlock, "suspended", "text/suspended");
