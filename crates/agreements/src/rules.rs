//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use schemars::JsonSchema;
use serde::Deserialize;

/// `[[type]]`: a type of the taxonomy, with the nouns that name it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TypeBlock {
    pub(crate) category: String,
    /// What the type is, for the reference.
    pub(crate) definition: String,
    /// Its nouns can refer back to any instrument: `the deal`.
    #[serde(default)]
    pub(crate) generic: bool,
    /// No other noun refers back to it: what is called `the deal` is no joint statement.
    #[serde(default)]
    pub(crate) own_noun: bool,
    /// It only counts what a list after it names one by one.
    #[serde(default)]
    pub(crate) total: bool,
    /// Head nouns; the longest that fits gives the type.
    #[serde(default)]
    pub(crate) heads: Vec<String>,
    /// Patterns of the words that name it, for names with free words inside.
    #[serde(default)]
    pub(crate) patterns: Vec<Spanned<String>>,
    /// Head nouns that say little by themselves (`deal`): they count where sides are at hand, or
    /// where they refer back.
    #[serde(default)]
    pub(crate) weak_heads: Vec<String>,
}
block!(TypeBlock, "type", "agreements/types");

/// `[[treaty]]`: an instrument known by its name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TreatyBlock {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Spanned<String>,
    /// The year of signature or adoption.
    #[serde(default)]
    pub(crate) year: Option<u16>,
    /// The depositary, by name.
    #[serde(default)]
    pub(crate) depositary: Option<String>,
    /// The parties, where they are few: ISO 3166-1 alpha-2 codes or names.
    #[serde(default)]
    pub(crate) parties: Vec<String>,
    #[serde(default)]
    pub(crate) subjects: Vec<Spanned<String>>,
}
block!(TreatyBlock, "treaty", "agreements/treaties");

/// `[[no-instrument]]`: phrases that hold a head noun and name no agreement.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct NoInstrumentBlock {
    pub(crate) words: Vec<String>,
}
block!(NoInstrumentBlock, "no-instrument", "agreements/no-instruments");

/// `[[status]]`: a stage, with the words that assert it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct StatusBlock {
    /// Later stages have higher ranks.
    pub(crate) rank: u32,
    /// The act lies ahead.
    #[serde(default)]
    pub(crate) ahead: bool,
    pub(crate) definition: String,
    #[serde(default)]
    pub(crate) words: Vec<String>,
}
block!(StatusBlock, "status", "agreements/status");

/// `[[subject]]`: a subject area.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct SubjectBlock {
    pub(crate) definition: String,
    pub(crate) words: Vec<String>,
}
block!(SubjectBlock, "subject", "agreements/subjects");

/// `[[code]]`: event codes for a type and a status; the first block that fits counts.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    /// Who does the act (calls for a truce) is no side; only patterns name the sides.
    #[serde(default)]
    pub(crate) bystander: bool,
}
block!(StatusPatternBlock, "status-pattern", "agreements/status-patterns");

/// `[[party-pattern]]`: who the sides are. Captures `party`, `instrument`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PartyPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(PartyPatternBlock, "party-pattern", "agreements/parties");

/// `[[agreement]]`: an agreement without an instrument noun. Captures `trigger`, `party`,
/// `holder`, `beneficiary`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
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
    /// It counts beside an instrument that its words name.
    #[serde(default)]
    pub(crate) beside: bool,
    /// The words name no agreement: no later pattern finds one in them.
    #[serde(default)]
    pub(crate) drop: bool,
}
block!(AgreementBlock, "agreement", "agreements");

/// `[[weekday]]`: the names of a day of the week.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct WeekdayBlock {
    /// 1 (Monday) to 7 (Sunday).
    pub(crate) number: i8,
    pub(crate) forms: Vec<String>,
}
block!(WeekdayBlock, "weekday", "agreements/weekdays");

/// `[[date-pattern]]`: when an act was done. Captures `year`, `month`, `day`, `weekday`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct DatePatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
    /// Days from the document's date: -1 for yesterday.
    #[serde(default)]
    pub(crate) days: Option<i64>,
    /// Years from the document's year: -1 for last year.
    #[serde(default)]
    pub(crate) years: Option<i16>,
    /// The words tell when something else is: they are no date of an act.
    #[serde(default)]
    pub(crate) other: bool,
}
block!(DatePatternBlock, "date-pattern", "agreements/dates");
