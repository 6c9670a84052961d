//! Rule packs: loading, layering, checking, and the pattern language.
//!
//! chancery's knowledge stands in folders of TOML files, *packs*. This crate reads packs, lays
//! them over each other, gives each stage its blocks as typed values with their places, and reports
//! everything that is wrong with a pack at once. It also holds what rules and texts must agree on:
//! [tokens](Splitter) and the [pattern language](pattern) over them. It does not know what any
//! rule means.
//!
//! ```
//! use chancery_rules::pattern::{FindingIndex, Kinds, PatternSet, Scratch, Sequence};
//! use chancery_rules::{Block, Compiler, Pack, RuleSet, Spanned};
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! // A stage's own kind of block.
//! #[derive(Deserialize, JsonSchema)]
//! struct Signing {
//!     #[serde(rename = "match")]
//!     pattern: Spanned<String>,
//! }
//! impl Block for Signing {
//!     const KIND: &'static str = "signing";
//!     const NAMESPACE: &'static str = "signings";
//! }
//!
//! let pack = Pack::from_texts("demo", [("demo.toml", r#"
//!     [[list]]
//!     id = "instrument"
//!     words = ["treaty", "memorandum of understanding"]
//!
//!     [[signing]]
//!     id = "signed"
//!     match = "signed (a|the) type:{instrument}"
//! "#)]);
//! let rules = RuleSet::load(&[pack]);
//! let mut compiler = Compiler::new(&rules);
//! let blocks = compiler.blocks::<Signing>();
//! let mut patterns = PatternSet::default();
//! for block in &blocks {
//!     let source = block.location.source;
//!     if let Some(pattern) = compiler.pattern(&block.id, &block.value.pattern, source, Kinds(&[])) {
//!         patterns.push(pattern);
//!     }
//! }
//! let lexicon = compiler.lexicon();
//! compiler.finish()?;
//!
//! let lexicon = lexicon.get();
//! let text = "Baku and Astana signed a Memorandum of Understanding.";
//! let tokens = lexicon.splitter.split(text, |lower| lexicon.words.get(lower));
//! let findings = FindingIndex::default();
//! let sequence = Sequence { tokens: &tokens, findings: &findings, lists: &lexicon.lists };
//! let found = patterns.find(sequence, 0..tokens.len(), &mut Scratch::default());
//! let kind = found[0].get("type").unwrap();
//! assert_eq!(&text[tokens[kind.start].start as usize..tokens[kind.end - 1].end as usize],
//!            "Memorandum of Understanding");
//! # Ok::<(), chancery_rules::Diagnostics>(())
//! ```

mod block;
mod blocks;
mod compiler;
mod diagnostic;
mod doubts;
mod fixture;
mod lexical;
mod list;
mod pack;
pub mod pattern;
mod ruleset;
mod schema;
mod source;
mod span;
mod spanned;
mod splitter;
mod suggest;
mod token;
mod tree;
mod trie;
mod vocabulary;

pub use block::{Block, Evidence, Rule, RuleId};
pub use compiler::{Catalog, CatalogEntry, Compiler};
pub use diagnostic::{Code, Diagnostic, Diagnostics};
pub use doubts::doubts;
pub use fixture::Fixture;
pub use list::{ListId, Lists};
pub use pack::{Pack, TEST_FILE};
pub use ruleset::RuleSet;
pub use source::{Location, Source, SourceId, Sources};
pub use span::Span;
pub use spanned::Spanned;
pub use splitter::{AbbreviationClass, Splitter};
pub use suggest::nearest;
pub use token::{CaseNeed, Phrase, Shape, Token};
pub use trie::Trie;
pub use vocabulary::{Lexicon, SharedLexicon, Vocabulary, WordId};
