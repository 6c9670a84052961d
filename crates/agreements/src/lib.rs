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
//! What the crate does not do: it does not settle the date and place of the act.
//!
//! The order of the modules is the order in which a text passes through them.

mod agreement;
mod instrument;
mod merge;
mod party;
mod rules;
mod stage;
mod status;
mod taxonomy;

pub use agreement::{Agreement, Party};
pub use stage::Agreements;

#[cfg(test)]
mod tests;
