//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use serde::Deserialize;

/// `[[type]]`: a type of the taxonomy, with the nouns that name it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TypeBlock {
    pub(crate) category: String,
    /// What the type is, for the reference.
    #[serde(rename = "definition")]
    pub(crate) _definition: String,
    /// Its nouns can refer back to any instrument: `the deal`.
    #[serde(default)]
    pub(crate) generic: bool,
    /// It only counts what a list after it names one by one.
    #[serde(default)]
    pub(crate) total: bool,
    /// Head nouns; the longest that fits gives the type.
    #[serde(default)]
    pub(crate) heads: Vec<String>,
}
block!(TypeBlock, "type", "agreements/types");

/// `[[status]]`: a stage, with the words that assert it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct StatusBlock {
    /// Later stages have higher ranks.
    pub(crate) rank: u32,
    #[serde(rename = "definition")]
    pub(crate) _definition: String,
    #[serde(default)]
    pub(crate) words: Vec<String>,
}
block!(StatusBlock, "status", "agreements/status");

/// `[[subject]]`: a subject area.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SubjectBlock {
    pub(crate) words: Vec<String>,
}
block!(SubjectBlock, "subject", "agreements/subjects");

/// `[[code]]`: event codes for a type and a status; the first block that fits counts.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CodeBlock {
    /// Types; empty for all.
    #[serde(default)]
    pub(crate) types: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) statuses: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) cameo: Option<String>,
    #[serde(default)]
    pub(crate) plover: Option<String>,
}
block!(CodeBlock, "code", "agreements/codes");

/// `[[status-pattern]]`: how a status word governs an instrument. Captures `status`, `instrument`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct StatusPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
    /// The status, where it is not that of the captured word.
    #[serde(default)]
    pub(crate) status: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) polarity: Option<String>,
    /// The words name no agreement: nothing is filed.
    #[serde(default)]
    pub(crate) drop: bool,
}
block!(StatusPatternBlock, "status-pattern", "agreements/status-patterns");

/// `[[party-pattern]]`: who the sides are. Captures `party`, `instrument`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PartyPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(PartyPatternBlock, "party-pattern", "agreements/parties");

/// `[[agreement]]`: an agreement without an instrument noun. Captures `trigger`, `party`,
/// `holder`, `beneficiary`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AgreementBlock {
    #[serde(rename = "type")]
    pub(crate) kind: Spanned<String>,
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
    pub(crate) status: Spanned<String>,
    #[serde(default)]
    pub(crate) polarity: Option<String>,
    #[serde(default)]
    pub(crate) subjects: Vec<Spanned<String>>,
    /// A side that the words themselves name, as a country code.
    #[serde(default)]
    pub(crate) beneficiary: Option<String>,
}
block!(AgreementBlock, "agreement", "agreements");
