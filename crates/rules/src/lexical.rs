//! The blocks that every stage shares.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::splitter::{AbbreviationClass, Splitter};
use crate::{Spanned, block};

/// `[[abbreviation]]`: forms that hold their own full stop.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct AbbreviationBlock {
    class: AbbreviationClass,
    forms: Vec<String>,
}

block!(AbbreviationBlock, "abbreviation", "text/abbreviations");

impl AbbreviationBlock {
    pub(crate) fn add_to(self, splitter: &mut Splitter) {
        for form in self.forms {
            let key = form.trim_end_matches('.').to_lowercase();
            splitter.abbreviations.insert(key.into(), self.class);
        }
    }
}

/// `[[clitic]]`: what is cut off a word at its apostrophe, and the few words that a mark belongs to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CliticBlock {
    /// Endings that become tokens of their own.
    #[serde(default)]
    forms: Vec<String>,
    /// Capital letters that are words: no initials.
    #[serde(default)]
    never_initial: Vec<String>,
    /// Names that end in an exclamation mark.
    #[serde(default)]
    exclaimed: Vec<String>,
    /// Endings of plurals, after which a lone apostrophe shows possession.
    #[serde(default)]
    plural_endings: Vec<String>,
    /// Words whose start is cut off, without the apostrophe that stands for it: `em`, `til`.
    #[serde(default)]
    elided: Vec<String>,
}

block!(CliticBlock, "clitic", "text/clitics");

impl CliticBlock {
    pub(crate) fn add_to(self, splitter: &mut Splitter) {
        let lower = |words: Vec<String>| {
            words.into_iter().map(|w| Box::<str>::from(w.to_lowercase())).collect::<Vec<_>>()
        };
        splitter.clitics.extend(lower(self.forms));
        splitter.never_initial.extend(lower(self.never_initial));
        splitter.plural_endings.extend(lower(self.plural_endings));
        splitter.elided.extend(lower(self.elided));
        let exclaimed = lower(self.exclaimed);
        splitter.exclaimed.extend(exclaimed.iter().map(|w| w.trim_end_matches('!').into()));
    }
}

/// `[[list]]`: words and phrases that patterns name as `{id}`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct ListBlock {
    #[serde(default)]
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) include: Vec<Spanned<String>>,
}

block!(ListBlock, "list", "lists");

/// `[[phrase]]`: a piece of pattern that patterns name as `<id>`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PhraseBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}

block!(PhraseBlock, "phrase", "phrases");
