//! The rule blocks of this crate.

use chancery_rules::{Block, Spanned};
use serde::Deserialize;

use crate::marks::Side;

/// `[[character]]`: what characters and sequences are folded to.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CharacterBlock {
    /// Characters or short sequences.
    pub(crate) from: Vec<String>,
    /// What stands for them in the normalized text; empty removes them.
    pub(crate) to: String,
    /// For quotation marks: which side of the quotation they stand on.
    #[serde(default)]
    pub(crate) side: Option<Side>,
}

impl Block for CharacterBlock {
    const KIND: &'static str = "character";
    const NAMESPACE: &'static str = "text/characters";
}

/// `[[month]]`: the names of a month.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MonthBlock {
    pub(crate) number: i8,
    pub(crate) forms: Vec<String>,
}

impl Block for MonthBlock {
    const KIND: &'static str = "month";
    const NAMESPACE: &'static str = "text/months";
}

/// `[[dateline]]`, `[[metadata]]` and `[[credit]]`: patterns at their places.
macro_rules! pattern_block {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $namespace:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        pub(crate) struct $name {
            #[serde(rename = "match")]
            pub(crate) pattern: Spanned<String>,
        }

        impl Block for $name {
            const KIND: &'static str = $kind;
            const NAMESPACE: &'static str = $namespace;
        }
    };
}

pattern_block!(
    /// `[[metadata]]`: a line at the top that says what the document is.
    MetadataBlock,
    "metadata",
    "text/metadata"
);
pattern_block!(
    /// `[[dateline]]`: place and date before the first sentence.
    DatelineBlock,
    "dateline",
    "text/datelines"
);
pattern_block!(
    /// `[[credit]]`: the agency that reports.
    CreditBlock,
    "credit",
    "text/credits"
);

/// `[[suspended]]`: words before which the space after a hyphen is meant.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct KeepSpaceBlock {
    pub(crate) before: Vec<String>,
}

impl Block for KeepSpaceBlock {
    const KIND: &'static str = "suspended";
    const NAMESPACE: &'static str = "text/suspended";
}
