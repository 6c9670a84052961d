//! What this stage gives.

use std::ops::Range;

use chancery_rules::{Evidence, RuleId, Span};
use schemars::JsonSchema;
use serde::Deserialize;

/// How what was said is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuoteKind {
    /// Wholly in quotation marks.
    Direct,
    /// A clause of the writer's, without marks.
    Indirect,
    /// A clause of the writer's with words in marks.
    Mixed,
}

impl QuoteKind {
    /// The word of the output contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            QuoteKind::Direct => "direct",
            QuoteKind::Indirect => "indirect",
            QuoteKind::Mixed => "mixed",
        }
    }
}

/// What a cue shows towards what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Attitude {
    /// Nothing: `said`.
    Neutral,
    /// That it is so: `stressed`.
    Assertive,
    /// That it may not be so: `alleged`.
    Doubtful,
    /// That it will be done: `pledged`.
    Promising,
    /// That it be done: `urged`.
    Demanding,
    /// That it is not so, or will not be done: `denied`.
    Denying,
    /// Approval: `welcomed`.
    Praising,
    /// Disapproval: `condemned`.
    Criticising,
}

impl Attitude {
    /// The word of the output contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Attitude::Neutral => "neutral",
            Attitude::Assertive => "assertive",
            Attitude::Doubtful => "doubtful",
            Attitude::Promising => "promising",
            Attitude::Demanding => "demanding",
            Attitude::Denying => "denying",
            Attitude::Praising => "praising",
            Attitude::Criticising => "criticising",
        }
    }
}

/// The word that introduces speech.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Bytes of the original text.
    pub span: Span,
    /// The id of the cue's rule: the base form.
    pub lemma: String,
    /// What it shows towards what is said.
    pub attitude: Option<Attitude>,
    /// Root of the CAMEO code of such an act: `01` a statement, `11` disapproval, …
    pub cameo: Option<&'static str>,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The mention nearest to the cue, in the original text.
    pub span: Span,
    /// The mention's number among the document's mentions, where the gazetteer knows it.
    pub mention: Option<usize>,
}

/// A quotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The hull of content, cue and speaker, in the original text.
    pub span: Span,
    /// How it is given.
    pub kind: QuoteKind,
    /// What is said, without the outer marks; several pieces where a cue or a re-opened mark
    /// interrupts. In the original text.
    pub content: Vec<Span>,
    /// The same pieces as tokens of the document.
    pub tokens: Vec<Range<usize>>,
    /// The cue, if there is one.
    pub cue: Option<Cue>,
    /// The speaker, if the text names one.
    pub speaker: Option<Speaker>,
    /// To whom, where it is said.
    pub addressee: Option<Span>,
    /// Number of the quotation that this one lies inside.
    pub parent: Option<usize>,
    /// Whether it tells of an attitude or an act (accuses, vows, praises) and not of words that were
    /// said: then the speaker is a party to what is told.
    pub attitude: bool,
    /// Whether a missing mark had to be assumed.
    pub repaired: bool,
    /// The rule that made the finding.
    pub rule: RuleId,
    /// Which rules saw what.
    pub evidence: Vec<Evidence>,
}

impl Quote {
    /// The tokens from the first of the content to one past its last.
    #[must_use]
    pub fn hull(&self) -> Range<usize> {
        let start = self.tokens.first().map_or(0, |t| t.start);
        start..self.tokens.last().map_or(start, |t| t.end)
    }
}
