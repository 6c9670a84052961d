//! Finds countries, institutions, organizations, persons and places, and says which entity each
//! mention is.
//!
//! ```
//! use chancery_gazetteer::{Gazetteer, Kind};
//!
//! let text = "MFA Spokesperson Aykhan Hajizada spoke in Baku. Hajizada praised Chinese partners.";
//! let found = Gazetteer::english().find(text);
//! let names: Vec<&str> = found.mentions().iter().map(|m| &text[m.span.range()]).collect();
//! assert!(names.contains(&"Chinese"));
//! let person = found.mentions().iter().find(|m| m.kind == Kind::Person).unwrap();
//! assert_eq!(found.entity(person).id, "person/aykhan-hajizada");
//! ```
//!
//! Everything is rule data: names in `rules/countries`, `rules/organizations` and
//! `rules/institutions`, the grammar of institutions and persons as patterns. No list of living
//! persons is used; a person is a title or a context with a capitalised name. What the crate does
//! not do: it does not link persons to a knowledge base, and it reads English-language news only.
//!
//! The order of the modules is the order in which a text passes through them.

mod rules;

mod facts;

mod introduced;
mod names;

mod sense;

mod institution;

mod person;

mod individual;

mod coreference;

mod work;

mod mention;

mod gazetteer;

mod lookup;

mod clash;

pub use facts::{Country, Membership, Years};
pub use gazetteer::{Gazetteer, KnownName};
pub use lookup::Resolved;
pub use mention::{Entity, Form, Gender, Kind, Mention, Mentions, PartOf, State};
pub use names::slug;

#[cfg(test)]
mod tests;
