//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::quote::Attitude;

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
    /// What seems so to nobody in particular.
    Impersonal,
}

impl Frame {
    /// All frames.
    pub(crate) const ALL: [Frame; 8] = [
        Frame::Quote,
        Frame::That,
        Frame::Bare,
        Frame::Inversion,
        Frame::Wh,
        Frame::To,
        Frame::Object,
        Frame::Impersonal,
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
            Frame::Impersonal => "cue-impersonal",
        }
    }
}

/// Roots of CAMEO codes that an act of speech can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub(crate) enum CameoRoot {
    #[serde(rename = "01")]
    Statement,
    #[serde(rename = "02")]
    Appeal,
    #[serde(rename = "03")]
    Intent,
    #[serde(rename = "05")]
    Cooperation,
    #[serde(rename = "10")]
    Demand,
    #[serde(rename = "11")]
    Disapproval,
    #[serde(rename = "12")]
    Rejection,
    #[serde(rename = "13")]
    Threat,
}

impl CameoRoot {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            CameoRoot::Statement => "01",
            CameoRoot::Appeal => "02",
            CameoRoot::Intent => "03",
            CameoRoot::Cooperation => "05",
            CameoRoot::Demand => "10",
            CameoRoot::Disapproval => "11",
            CameoRoot::Rejection => "12",
            CameoRoot::Threat => "13",
        }
    }
}

/// `[[cue]]`: a verb or phrase of speech.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CueBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) frame: Vec<Frame>,
    #[serde(default)]
    pub(crate) attitude: Option<Attitude>,
    /// Root of the CAMEO code of such an act.
    #[serde(default)]
    pub(crate) cameo: Option<CameoRoot>,
}

block!(CueBlock, "cue", "quotes/cues");

/// Where an attribution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// Right after a quotation in marks.
    After,
    /// From the verb of an attribution after marks: it shows that what stands in them is not what is
    /// said, as where the verb leads to a clause behind it.
    Refuses,
    /// Right before one.
    Before,
    /// In a sentence with the clause that is said.
    Indirect,
    /// At the start of a sentence: the subject of verbs further on that have none of their own.
    Subject,
    /// At the start of a paragraph of a transcript.
    Turn,
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
    /// Nobody is named whose words they are: no speaker is looked for.
    #[serde(default)]
    pub(crate) impersonal: bool,
    /// Its finding is kept inside what an earlier pattern found that somebody else says: a report of a
    /// report.
    #[serde(default)]
    pub(crate) inside: bool,
    /// It closes its sentence: what stands before it is read on its own, as a sentence.
    #[serde(default)]
    pub(crate) closes: bool,
    /// Fewest words of the content of indirect speech.
    #[serde(default)]
    pub(crate) least: Option<usize>,
}

block!(AttributionBlock, "attribution", "quotes");
