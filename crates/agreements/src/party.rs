//! Who the sides are.

use chancery_gazetteer::{Entity, Form, Kind, Mention, Mentions, State};
use chancery_text::Document;

use crate::agreement::Party;

/// The role of a side.
pub(crate) const PARTY: &str = "party";

/// Whether a mention can be a side: states, their bodies, organizations, and persons who stand for
/// a state; not places, not parts of longer names, not the agency that reports.
pub(crate) fn is_actor(document: &Document<'_>, mentions: &Mentions, mention: &Mention) -> bool {
    if mention.part_of.is_some() {
        return false;
    }
    let entity = mentions.entity(mention);
    match mention.kind {
        Kind::Country | Kind::Institution => document.sentence_of(mention.tokens.start).is_some(),
        Kind::Organization => {
            mentions.agency().is_none_or(|agency| agency.id != entity.id)
                && entity.country.is_none()
        }
        Kind::Person => {
            entity.country.is_some()
                && !matches!(mention.form, Form::Pronoun | Form::Title | Form::Descriptor)
        }
        // States that are named together act where their name stands; what is theirs does not.
        Kind::Place => !entity.states.is_empty() && mention.form != Form::Demonym,
    }
}

/// The sides that a mention stands for: one, or each of the states that it names together.
pub(crate) fn parties(mentions: &Mentions, number: usize, role: &'static str) -> Vec<Party> {
    let states = &mentions.entity(&mentions.mentions()[number]).states;
    match states.as_slice() {
        [] => vec![party(mentions, number, role)],
        states => {
            let side = |state: &State| of_state(number, &state.code, state.name.clone(), role);
            states.iter().map(side).collect()
        }
    }
}

/// A side from a mention. A person stands for their country.
fn party(mentions: &Mentions, number: usize, role: &'static str) -> Party {
    let mention = &mentions.mentions()[number];
    let entity = mentions.entity(mention);
    match (mention.kind, &entity.country) {
        (Kind::Person, Some(code)) => country(mentions, number, code, role),
        _ => Party {
            mention: Some(number),
            entity: entity.id.clone(),
            name: entity.name.clone(),
            // A region acts for itself, not for the state that it is said to belong to.
            country: entity.country.clone().filter(|_| mention.kind != Kind::Place),
            role,
        },
    }
}

fn country_id(code: &str) -> String {
    format!("{}/{code}", Kind::Country.as_str())
}

/// The country of a code, where the text names it.
fn in_text<'m>(mentions: &'m Mentions, code: &str) -> Option<&'m Entity> {
    mentions.entity_with_id(&country_id(code))
}

/// A country as a side, by its code; the mention stands for it in the text.
fn country(mentions: &Mentions, number: usize, code: &str, role: &'static str) -> Party {
    let name = in_text(mentions, code).map_or_else(|| code.to_owned(), |e| e.name.clone());
    of_state(number, code, name, role)
}

/// A state as a side, under a name.
fn of_state(number: usize, code: &str, name: String, role: &'static str) -> Party {
    let (mention, country) = (Some(number), Some(code.to_owned()));
    Party { mention, entity: country_id(code), name, country, role }
}

/// A side that no pattern names: an institution acts for its state, and under its own name where the
/// text does not name that.
fn states(mentions: &Mentions, number: usize) -> Vec<Party> {
    let mention = &mentions.mentions()[number];
    let state = mentions
        .entity(mention)
        .country
        .as_ref()
        .filter(|code| mention.kind == Kind::Institution && in_text(mentions, code).is_some());
    match state {
        Some(code) => vec![country(mentions, number, code, PARTY)],
        None => parties(mentions, number, PARTY),
    }
}

/// The distinct sides among mentions, in order of appearance. A country's demonym right before its
/// institution, or a person's country, is not counted again.
pub(crate) fn sides(actors: &[usize], mentions: &Mentions) -> Vec<Party> {
    let mut sides: Vec<Party> = Vec::new();
    for number in actors {
        for side in states(mentions, *number) {
            push(&mut sides, side);
        }
    }
    sides
}

/// A side that only its name tells: a company, a movement.
pub(crate) fn named(name: &str, role: &'static str) -> Party {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    Party {
        mention: None,
        entity: format!("{}/{}", Kind::Organization.as_str(), words.join("-")),
        name: name.to_owned(),
        country: None,
        role,
    }
}

/// Adds a side that is not there yet. A country gives way to its own institution.
pub(crate) fn push(sides: &mut Vec<Party>, side: Party) {
    let same = sides
        .iter()
        .position(|s| s.entity == side.entity || s.country.is_some() && s.country == side.country);
    match same {
        Some(at) if is_country(&sides[at]) && !is_country(&side) && side.role == sides[at].role => {
            sides[at] = side;
        }
        Some(_) => {}
        None => sides.push(side),
    }
}

fn is_country(party: &Party) -> bool {
    party.entity.starts_with(Kind::Country.as_str())
}

/// Whether two sets of sides are of the same agreement: one holds the other, by country or entity.
pub(crate) fn agree(a: &[Party], b: &[Party]) -> bool {
    holds(a, b) || holds(b, a)
}

/// Whether each of some sides stands for the same state or organization as one of `all`.
pub(crate) fn holds(all: &[Party], some: &[Party]) -> bool {
    fn key(party: &Party) -> &str {
        party.country.as_deref().unwrap_or(&party.entity)
    }
    some.iter().all(|one| all.iter().any(|other| key(other) == key(one)))
}
