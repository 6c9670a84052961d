//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use schemars::JsonSchema;
use serde::Deserialize;

/// What may stand around a cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Frame {
    /// A quotation in marks.
    Quote,
    /// A clause with its conjunction.
    That,
    /// A clause without one.
    Bare,
    /// The subject after the verb.
    Inversion,
    /// A clause with a question word.
    Wh,
    /// An infinitive.
    To,
    /// An object, with what is said of it.
    Object,
}

impl Frame {
    /// All frames.
    pub(crate) const ALL: [Frame; 7] = [
        Frame::Quote,
        Frame::That,
        Frame::Bare,
        Frame::Inversion,
        Frame::Wh,
        Frame::To,
        Frame::Object,
    ];

    /// The list that patterns name for cues of this frame.
    pub(crate) fn list(self) -> &'static str {
        match self {
            Frame::Quote => "cue",
            Frame::That => "cue-that",
            Frame::Bare => "cue-bare",
            Frame::Inversion => "cue-inversion",
            Frame::Wh => "cue-wh",
            Frame::To => "cue-to",
            Frame::Object => "cue-object",
        }
    }
}

/// The attitude that a cue shows towards what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Attitude {
    Neutral,
    Assertive,
    Doubtful,
    Promising,
    Demanding,
    Denying,
    Praising,
    Criticising,
}

/// `[[cue]]`: a verb or phrase of speech.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CueBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) frame: Vec<Frame>,
    /// Read and checked; later stages of the project use it.
    #[serde(default, rename = "attitude")]
    pub(crate) _attitude: Option<Attitude>,
}

block!(CueBlock, "cue", "quotes/cues");

/// Where an attribution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// Right after a quotation in marks.
    After,
    /// Right before one.
    Before,
    /// In a sentence with the clause that is said.
    Indirect,
}

/// `[[attribution]]`: captures `speaker`, `cue`, `addressee`, and `content` where indirect.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct AttributionBlock {
    pub(crate) place: Place,
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
    /// The list of phrases at which the content of indirect speech ends; `content-break` without it.
    #[serde(default)]
    pub(crate) breaks: Option<Spanned<String>>,
    /// It tells of an attitude or an act, not of words that were said.
    #[serde(default)]
    pub(crate) attitude: bool,
    /// Fewest words of the content of indirect speech.
    #[serde(default)]
    pub(crate) least: Option<usize>,
}

block!(AttributionBlock, "attribution", "quotes");
