//! The whole pipeline: from a text to everything that chancery finds in it.
//!
//! ```
//! use chancery::{Offsets, Pipeline, record};
//!
//! let pipeline = Pipeline::embedded();
//! let annotations = pipeline.annotate("note-1", "“We agree,” Foreign Minister Jeyhun Bayramov said.");
//! assert_eq!(annotations.quotes.len(), 1);
//! let json = serde_json::to_value(record(&annotations, Offsets::Byte)).unwrap();
//! assert_eq!(json["quotes"][0]["speaker"]["name"], "Jeyhun Bayramov");
//! ```
//!
//! This crate only chains: the stages are crates of their own, each usable alone.

mod author;
mod entity;
mod examples;
mod explain;
mod parallel;
mod pipeline;
mod reference;
mod taxonomy;

pub use author::{Field, add_block, format_rules};
pub use chancery_formats::{Annotations, Offsets, RecordError, record};
pub use chancery_gazetteer::{Gazetteer, Resolved};
pub use chancery_rules::{Diagnostic, Diagnostics, Pack, RuleSet};
pub use entity::entity;
pub use examples::{ExampleReport, FileReport, Proposal, check_cases, check_examples};
pub use explain::{ExplainError, Target, explain};
pub use parallel::{Together, in_order, together, weight};
pub use pipeline::{AnnotateOptions, Article, Pipeline};
pub use reference::reference_pages;
pub use taxonomy::taxonomy_page;
