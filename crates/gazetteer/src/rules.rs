//! The rule blocks of this crate.

use chancery_rules::{Spanned, block};
use serde::Deserialize;

use crate::mention::Gender;

/// `[[country]]`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CountryBlock {
    pub(crate) name: String,
    /// The full name with its article, for the names of institutions.
    #[serde(default)]
    pub(crate) formal: Option<String>,
    #[serde(default)]
    pub(crate) official: Vec<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) demonyms: Vec<String>,
    #[serde(default)]
    pub(crate) capitals: Vec<String>,
    #[serde(default)]
    pub(crate) metonyms: Vec<String>,
}
block!(CountryBlock, "country", "countries");

/// `[[place]]`: a city or region that news names, with its country.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PlaceBlock {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) country: Option<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
}
block!(PlaceBlock, "place", "places");

/// `[[organization]]`: an international organization, a bloc, a news agency.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OrganizationBlock {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) acronyms: Vec<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
    /// Home country, for agencies and newspapers.
    #[serde(default)]
    pub(crate) country: Option<String>,
}
block!(OrganizationBlock, "organization", "organizations");

/// `[[institution]]`: a body known by its own name.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InstitutionBlock {
    pub(crate) name: String,
    pub(crate) country: String,
    #[serde(default)]
    pub(crate) acronyms: Vec<String>,
    #[serde(default)]
    pub(crate) aliases: Vec<String>,
}
block!(InstitutionBlock, "institution", "institutions");

/// `[[term]]`: a longer name that a country's name may be a part of.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TermBlock {
    pub(crate) forms: Vec<String>,
}
block!(TermBlock, "term", "terms");

/// `[[body]]`: a type of state body, with the name and id that its institutions get.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BodyBlock {
    pub(crate) forms: Vec<String>,
    /// Its name where the country is not known; `{portfolio}` is filled in.
    pub(crate) name: String,
    /// Its name in a country; `{portfolio}` and `{country}` are filled in.
    pub(crate) qualified: String,
    /// `{portfolio}` is filled in; the country's code goes before it.
    pub(crate) slug: String,
}
block!(BodyBlock, "body", "institutions/bodies");

/// `[[portfolio]]`: what a ministry or a minister is in charge of.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PortfolioBlock {
    pub(crate) name: String,
    pub(crate) forms: Vec<String>,
}
block!(PortfolioBlock, "portfolio", "institutions/portfolios");

/// `[[acronym]]`: letters for a body with its portfolio, the same in every country.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AcronymBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) body: Spanned<String>,
    #[serde(default)]
    pub(crate) portfolio: Option<Spanned<String>>,
}
block!(AcronymBlock, "acronym", "institutions/acronyms");

/// `[[institution-pattern]]`: captures `body` or `named`, `portfolio`, `country`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct InstitutionPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(InstitutionPatternBlock, "institution-pattern", "institutions");

/// `[[title]]`: an office or a rank.
#[derive(Clone, Debug, Deserialize)]
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
}
block!(TitleBlock, "title", "persons/titles");

/// `[[honorific]]`: Mr, Ms, Sheikh.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct HonorificBlock {
    pub(crate) forms: Vec<String>,
    #[serde(default)]
    pub(crate) gender: Option<Gender>,
}
block!(HonorificBlock, "honorific", "persons/honorifics");

/// `[[pronoun]]`: personal pronouns of one gender.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PronounBlock {
    pub(crate) forms: Vec<String>,
    pub(crate) gender: Gender,
}
block!(PronounBlock, "pronoun", "persons/pronouns");

/// `[[person-pattern]]`: captures `name`, `title`, `apposition`, `country`, `institution`, …
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PersonPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(PersonPatternBlock, "person-pattern", "persons");

/// `[[city-pattern]]`: contexts in which a capital (`<capital>`) is the city itself.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CityPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(CityPatternBlock, "city-pattern", "places");

/// `[[descriptor-pattern]]`: a title alone that refers to a person named before; captures `mention`, `title`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DescriptorPatternBlock {
    #[serde(rename = "match")]
    pub(crate) pattern: Spanned<String>,
}
block!(DescriptorPatternBlock, "descriptor-pattern", "persons");
