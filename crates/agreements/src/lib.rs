//! Files what was agreed: instruments, partnerships, commitments, positions and visits, with type,
//! title, parties, subjects and status.
//!
//! ```
//! use chancery_agreements::Agreements;
//!
//! let text = "Azerbaijan and China signed a Memorandum of Understanding on transport.";
//! let found = Agreements::english().extract(text);
//! assert_eq!(found[0].kind, "memorandum-of-understanding");
//! assert_eq!(found[0].status, "signed");
//! let codes: Vec<_> = found[0].parties.iter().flat_map(|p| p.country.clone()).collect();
//! assert_eq!(codes, ["AZ", "CN"]);
//! ```
//!
//! The taxonomy (types, statuses, subjects, codes) and every cue are rule data in
//! `rules/agreements`. A type follows the head noun that the text uses; it is no legal judgement.
//!
//! The order of the modules is the order in which a text passes through them.

mod rules;

mod taxonomy;

mod stage;

mod instrument;

mod work;

mod status;

mod party;

mod sides;

mod at_hand;

mod names;

mod pattern;

mod date;

mod act;

mod merge;

mod agreement;

pub use agreement::{Agreement, KnownTreaty, Party};
pub use stage::Agreements;
pub use taxonomy::{Reference, TaxonomyEntry};

#[cfg(test)]
mod tests;
