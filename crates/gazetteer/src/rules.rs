//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::mention::Gender;

/// Names as they stand in a rule file, each with its place.
pub(crate) type Written = Vec<Spanned<String>>;

/// `[[country]]`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CountryBlock {
    pub(crate) name: Spanned<String>,
    /// ISO 3166-1 alpha-3.
    #[serde(default)]
    pub(crate) iso3: Option<Spanned<String>>,
    /// UN M49: three digits.
    #[serde(default)]
    pub(crate) m49: Option<Spanned<String>>,
    /// The UN's geographical region.
    #[serde(default)]
    pub(crate) region: Option<String>,
    /// For a territory: the code of the state that it belongs to.
    #[serde(default)]
    pub(crate) sovereign: Option<Spanned<String>>,
    /// For a state that is no more: its years and successors.
    #[serde(default)]
    pub(crate) since: Option<u16>,
    #[serde(default)]
    pub(crate) until: Option<u16>,
    #[serde(default)]
    pub(crate) successors: Written,
    /// The full name with its article, for the names of institutions.
    #[serde(default)]
    pub(crate) formal: Option<String>,
    #[serde(default)]
    pub(crate) official: Written,
    #[serde(default)]
    pub(crate) aliases: Written,
    #[serde(default)]
    pub(crate) former: Vec<FormerName>,
    /// Forms of tables, for look-ups only.
    #[serde(default)]
    pub(crate) listed: Written,
    #[serde(default)]
    pub(crate) demonyms: Written,
    /// Forms that stand only before a hyphen.
    #[serde(default)]
    pub(crate) combining: Written,
    #[serde(default)]
    pub(crate) capitals: Written,
    #[serde(default)]
    pub(crate) metonyms: Written,
}
block!(CountryBlock, "country", "countries");

/// An earlier name of a country that goes on under another one.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormerName {
    pub(crate) name: Spanned<String>,
    #[serde(default)]
    pub(crate) since: Option<u16>,
    #[serde(default)]
    pub(crate) until: Option<u16>,
}

/// `[[place]]`: a city or region that news names, with its country or its members.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PlaceBlock {
    pub(crate) name: Spanned<String>,
    #[serde(default)]
    pub(crate) country: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) aliases: Written,
    #[serde(default)]
    pub(crate) demonyms: Written,
    #[serde(default)]
    pub(crate) members: Written,
    /// The name is one for its members together, which act where it stands: `the two Koreas`.
    #[serde(default)]
    pub(crate) acts_as_members: bool,
}
block!(PlaceBlock, "place", "places");

/// `[[organization]]`: an international organization, a bloc, a news agency.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct OrganizationBlock {
    pub(crate) name: Spanned<String>,
    #[serde(default)]
    pub(crate) acronyms: Written,
    #[serde(default)]
    pub(crate) aliases: Written,
    /// Home country, for agencies and newspapers.
    #[serde(default)]
    pub(crate) country: Option<Spanned<String>>,
    /// The city of its headquarters.
    #[serde(default)]
    pub(crate) seat: Option<String>,
    /// Codes of countries, with years where they matter: `GB 1973-2020`.
    #[serde(default)]
    pub(crate) members: Written,
}
block!(OrganizationBlock, "organization", "organizations");

/// `[[institution]]`: a body known by its own name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct InstitutionBlock {
    pub(crate) name: Spanned<String>,
    pub(crate) country: Spanned<String>,
    /// The `[[body]]` that the grammar would call it, and its `[[portfolio]]`.
    #[serde(default)]
    pub(crate) body: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) portfolio: Option<Spanned<String>>,
    #[serde(default)]
    pub(crate) acronyms: Written,
    #[serde(default)]
    pub(crate) aliases: Written,
}
block!(InstitutionBlock, "institution", "institutions");

/// `[[alias]]`: more names of an entity that another block gives.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct AliasBlock {
    /// The entity: `country/AZ`, `organization/un`, `institution/az-ministry-of-economy`.
    pub(crate) entity: Spanned<String>,
    #[serde(default)]
    pub(crate) aliases: Written,
    #[serde(default)]
    pub(crate) acronyms: Written,
    #[serde(default)]
    pub(crate) demonyms: Written,
    /// Places that stand for its government.
    #[serde(default)]
    pub(crate) metonyms: Written,
}
block!(AliasBlock, "alias", "aliases");

/// `[[term]]`: a longer name that a country's name may be a part of.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TermBlock {
    pub(crate) forms: Written,
}
block!(TermBlock, "term", "terms");

/// `[[term-pattern]]`: longer names by their form; captures `term`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TermPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(TermPatternBlock, "term-pattern", "terms");

/// `[[sense]]`: one reading of names that have several.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct SenseBlock {
    /// The names, as they stand in another block.
    pub(crate) names: Written,
    /// The entity that they mean in this reading; none: no entity of the gazetteer.
    #[serde(default)]
    pub(crate) entity: Option<Spanned<String>>,
    /// The reading is what the name's own block says.
    #[serde(default)]
    pub(crate) keep: bool,
    /// Contexts that tell this reading at once; captures `name`.
    #[serde(default, rename = "match")]
    pub(crate) patterns: Vec<Spanned<String>>,
    /// Words that speak for it anywhere in the text, and words that speak against it.
    #[serde(default)]
    pub(crate) cues: Vec<String>,
    #[serde(default)]
    pub(crate) unless: Vec<String>,
    /// Taken where nothing speaks for another reading.
    #[serde(default)]
    pub(crate) otherwise: bool,
}
block!(SenseBlock, "sense", "senses");

/// `[[lookup]]`: what makes two spellings of a name the same when a single name is looked up.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct LookupBlock {
    /// Words that do not count.
    #[serde(default)]
    pub(crate) ignore: Vec<String>,
    /// Words that count as the first of their group.
    #[serde(default)]
    pub(crate) same: Vec<Vec<String>>,
}
block!(LookupBlock, "lookup", "lookup");

/// `[[body]]`: a type of state body, with the name and id that its institutions get.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct BodyBlock {
    pub(crate) forms: Vec<String>,
    /// Its name where the country is not known; `{portfolio}` is filled in.
    pub(crate) name: String,
    /// Its name in a country; `{portfolio}` and `{country}` are filled in.
    pub(crate) qualified: String,
    /// `{portfolio}` is filled in; the country's code goes before it.
    pub(crate) slug: String,
    /// States that call theirs by another word: where the text names none, it is not one of these.
    #[serde(default)]
    pub(crate) absent: Written,
}
block!(BodyBlock, "body", "institutions/bodies");

/// `[[portfolio]]`: what a ministry or a minister is in charge of.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PortfolioBlock {
    pub(crate) name: String,
    pub(crate) forms: Vec<String>,
}
block!(PortfolioBlock, "portfolio", "institutions/portfolios");

/// `[[acronym]]`: letters for a body with its portfolio, the same in every country.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct AcronymBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) body: Spanned<String>,
    #[serde(default)]
    pub(crate) portfolio: Option<Spanned<String>>,
}
block!(AcronymBlock, "acronym", "institutions/acronyms");

/// `[[institution-pattern]]`: captures `body` or `named`, `portfolio`, `country`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct InstitutionPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(InstitutionPatternBlock, "institution-pattern", "institutions");

/// `[[title]]`: an office or a rank.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct TitleBlock {
    #[serde(default)]
    pub(crate) forms: Vec<String>,
    #[serde(default)]
    pub(crate) masculine: Vec<String>,
    #[serde(default)]
    pub(crate) feminine: Vec<String>,
    /// The body that its holder heads or speaks for, if the title names a portfolio.
    #[serde(default)]
    pub(crate) body: Option<Spanned<String>>,
    /// An office of a state: where the text names none, it is that of the dateline, if the text speaks of
    /// it.
    #[serde(default)]
    pub(crate) of_state: bool,
    /// The other titles whose holders a text may call by this one: `the leader` is the president.
    #[serde(default)]
    pub(crate) covers: Vec<Spanned<String>>,
    /// It stands for the deputies of those that it covers, too: `the diplomat` is a deputy foreign minister.
    #[serde(default)]
    pub(crate) deputies: bool,
}
block!(TitleBlock, "title", "persons/titles");

/// `[[home-title]]`: titles, given by other blocks, of offices that few states have.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct HomeTitleBlock {
    pub(crate) forms: Vec<String>,
    /// Where the text names no state, it is that of the dateline if that is one of these, else the first.
    #[serde(default)]
    pub(crate) countries: Written,
    /// States without such an office, whatever the dateline.
    #[serde(default)]
    pub(crate) absent: Written,
}
block!(HomeTitleBlock, "home-title", "persons/titles");

/// `[[honorific]]`: Mr, Ms, Sheikh.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct HonorificBlock {
    pub(crate) forms: Vec<String>,
    #[serde(default)]
    pub(crate) gender: Option<Gender>,
}
block!(HonorificBlock, "honorific", "persons/honorifics");

/// `[[pronoun]]`: personal pronouns of one gender.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PronounBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) gender: Gender,
}
block!(PronounBlock, "pronoun", "persons/pronouns");

/// `[[person-pattern]]`: captures `name`, `title`, `apposition`, `country`, `institution`, …
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct PersonPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(PersonPatternBlock, "person-pattern", "persons");

/// `[[city-pattern]]`: contexts in which a capital (`<capital>`) is the city itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct CityPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(CityPatternBlock, "city-pattern", "places");

/// `[[descriptor-pattern]]`: a description that refers to a person who is named; captures `mention`, and
/// `title`, `country` or both. Without a title it is that of the sentence's first person (`his Chinese
/// counterpart`).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct DescriptorPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(DescriptorPatternBlock, "descriptor-pattern", "persons");

/// `[[stranger-pattern]]`: somebody who speaks and is not named (`a Western diplomat said`); captures
/// `mention`. A pronoun behind is no one's who was named before.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub(crate) struct StrangerPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(StrangerPatternBlock, "stranger-pattern", "persons");
