//! What this stage gives: mentions and the entities that they mention.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::{Evidence, RuleId, Span};
use serde::Deserialize;

/// Evidence before its spans are known: label, tokens and rule.
pub(crate) type Marks = Vec<(&'static str, Range<usize>, RuleId)>;

/// What kind of thing is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A state.
    Country,
    /// A body of a state.
    Institution,
    /// A person.
    Person,
    /// An international organization, a bloc, a news agency.
    Organization,
    /// A city or another place.
    Place,
}

impl Kind {
    /// The word of the output contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Country => "country",
            Kind::Institution => "institution",
            Kind::Person => "person",
            Kind::Organization => "organization",
            Kind::Place => "place",
        }
    }
}

/// How it is mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// By its usual name.
    Name,
    /// By its full official name.
    OfficialName,
    /// By an adjective or the name of its people.
    Demonym,
    /// A capital that stands for its government.
    Capital,
    /// By its ISO 3166-1 alpha-3 code.
    Code,
    /// By letters.
    Acronym,
    /// By another name, or a part of the name.
    Alias,
    /// By a title alone, in apposition to the name.
    Title,
    /// By a description: `the minister`.
    Descriptor,
    /// By a pronoun.
    Pronoun,
}

impl Form {
    /// The word of the output contract.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Name => "name",
            Form::OfficialName => "official-name",
            Form::Demonym => "demonym",
            Form::Capital => "capital",
            Form::Code => "code",
            Form::Acronym => "acronym",
            Form::Alias => "alias",
            Form::Title => "title",
            Form::Descriptor => "descriptor",
            Form::Pronoun => "pronoun",
        }
    }
}

/// Grammatical gender, where a title, an honorific or a pronoun tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Gender {
    /// He.
    Masculine,
    /// She.
    Feminine,
}

/// Something that mentions are mentions of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Stable id: `country/AZ`, `person/aykhan-hajizada`, ….
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Canonical name.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of its country (of itself, for a country).
    pub country: Option<String>,
    /// A person's title.
    pub title: Option<String>,
    /// Id of the institution that a person speaks for.
    pub institution: Option<String>,
    /// A person's gender, where the text tells it.
    pub gender: Option<Gender>,
    /// States that are named together: `the two Koreas`.
    pub states: Vec<State>,
}

/// A state that a name for several stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-2 code.
    pub code: String,
    /// Canonical name.
    pub name: String,
}

impl Entity {
    /// An entity of which no more is known.
    pub(crate) fn new(id: String, kind: Kind, name: String, country: Option<String>) -> Self {
        let (title, institution, gender, states) = Default::default();
        Entity { id, kind, name, country, title, institution, gender, states }
    }
}

/// The longer name that a mention is only a part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartOf {
    /// The longer name, in the original text.
    pub span: Span,
    /// The rule that knows the longer name.
    pub rule: RuleId,
}

/// A mention of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the original text.
    pub span: Span,
    /// Tokens of the document.
    pub tokens: Range<usize>,
    /// What is mentioned.
    pub kind: Kind,
    /// How.
    pub form: Form,
    /// Number of the entity in [`Mentions::entities`].
    pub entity: usize,
    /// The rule that made the finding.
    pub rule: RuleId,
    /// The longer name that this one only belongs to; such a mention is no actor.
    pub part_of: Option<PartOf>,
    /// The earlier mention that this one was resolved through.
    pub antecedent: Option<usize>,
    /// Which rules saw what.
    pub evidence: Vec<Evidence>,
}

/// All mentions of a document, sorted by place, and their entities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    pub(crate) mentions: Vec<Mention>,
    pub(crate) entities: Vec<Entity>,
    /// Entity id to its number.
    pub(crate) by_id: BTreeMap<String, usize>,
    pub(crate) dateline_country: Option<String>,
    pub(crate) dateline_name: Option<String>,
    pub(crate) agency: Option<usize>,
}

impl Mentions {
    /// The mentions, sorted by start and end.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The entities.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The entity of a mention.
    #[must_use]
    pub fn entity(&self, mention: &Mention) -> &Entity {
        &self.entities[mention.entity]
    }

    /// The entity with this id, if the document mentions it.
    #[must_use]
    pub fn entity_with_id(&self, id: &str) -> Option<&Entity> {
        self.by_id.get(id).map(|number| &self.entities[*number])
    }

    /// The country of the dateline's place.
    #[must_use]
    pub fn dateline_country(&self) -> Option<&str> {
        self.dateline_country.as_deref()
    }

    /// The canonical name of the dateline's place, where it is known.
    #[must_use]
    pub fn dateline_name(&self) -> Option<&str> {
        self.dateline_name.as_deref()
    }

    /// The agency that signs the document, where it is known.
    #[must_use]
    pub fn agency(&self) -> Option<&Entity> {
        self.agency.map(|number| &self.entities[number])
    }

    /// The chain of mentions through which a mention was resolved, nearest first.
    #[must_use]
    pub fn chain(&self, mention: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut at = self.mentions[mention].antecedent;
        while let Some(next) = at {
            chain.push(next);
            // Antecedents always come before what they explain, so this ends.
            at = self.mentions[next].antecedent.filter(|earlier| *earlier < next);
        }
        chain
    }

    /// Numbers of the mentions that lie inside a range of tokens.
    pub fn inside(&self, tokens: Range<usize>) -> impl Iterator<Item = usize> {
        let from = self.mentions.partition_point(|m| m.tokens.start < tokens.start);
        self.mentions[from..]
            .iter()
            .take_while({
                let end = tokens.end;
                move |m| m.tokens.start < end
            })
            .enumerate()
            .filter(move |(_, m)| m.tokens.end <= tokens.end)
            .map(move |(i, _)| from + i)
    }
}
