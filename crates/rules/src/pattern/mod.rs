//! The pattern language: sequences of tokens and earlier findings.
//!
//! A pattern reads like the text that it matches:
//!
//! ```text
//! type:{instrument} between party:<actor> and party:<actor> ((on|for|concerning) subject:<noun-phrase>)?
//! ```
//!
//! | written | matches |
//! |---|---|
//! | `word` | the word in any letter case; `Word` needs a capital, `WORD` capitals |
//! | `,` `-` `"` | the punctuation mark |
//! | `{list}` | a word or phrase of the list |
//! | `<cap>` `<lower>` `<upper>` `<word>` `<number>` `<initial>` `<punct>` `<stop>` `<dash>` `<any>` | one token of that shape |
//! | `<phrase>` | a `[[phrase]]` of the pack, written out in place |
//! | `<finding>` | a finding of an earlier stage, whole: `<country>`, `<person>`, … |
//! | `!x` | one token that is not `x` (a word, list or class) |
//! | `&!x` | nothing, where the next token is not `x` |
//! | `name:x` | `x`, captured under that name |
//! | `( … )`, `x \| y` | grouping, alternatives: the first that leads to a match wins |
//! | `x?` `x*` `x+` `x{2,4}` | optional, repeated; as many as possible |
//! | `...` `..3` | a gap of at most 8 (3) tokens, as short as possible |
//! | `^` `$` | start and end of the sentence |
//! | `\:` | the character itself |
//!
//! Matching takes time linear in the sentence for each pattern: each pair of step and token is
//! tried once.

mod ast;
mod compile;
mod doubt;
mod findings;
mod gate;
mod matcher;
mod parse;
mod probe;
mod program;
mod run;
mod starts;

pub use compile::{KindId, Kinds, Pattern};
pub(crate) use doubt::empty_list;
pub use findings::FindingIndex;
pub use matcher::{Capture, PatternMatch, PatternSet, Sequence};
pub use probe::{Near, Probe};
pub(crate) use program::Program;
pub use run::Scratch;

#[cfg(test)]
mod tests;
