//! What is doubtful in rules that compile: rules that nothing can meet, that say the same twice, or
//! that no example shows. Only `chancery rules check` asks; loading does without.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use toml::Table;

use crate::diagnostic::{Code, Diagnostic};
use crate::pattern;
use crate::source::{Location, SourceId};
use crate::tree::{self, Fields, Kind, Node};
use crate::{Lexicon, RuleSet};

/// The fields that hold patterns.
const PATTERN_FIELDS: [&str; 2] = ["match", "patterns"];
/// The fields that do not change what a rule does.
const SILENT_FIELDS: [&str; 4] = ["id", "examples", "counterexamples", "note"];

/// Everything doubtful in rules that have compiled, by place. `lexicon` is that of the compilation.
#[must_use]
pub fn doubts(rules: &RuleSet, lexicon: &Lexicon) -> Vec<Diagnostic> {
    let blocks = blocks(rules);
    // A block that a later pack replaces counts no more.
    let mut layers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for block in &blocks {
        let top = layers.entry((&block.kind, &block.id)).or_default();
        *top = block.layer.max(*top);
    }
    let mut doubts = Vec::new();
    let mut said: BTreeMap<(&str, &str), &Block> = BTreeMap::new();
    for block in blocks.iter().filter(|b| layers[&(b.kind.as_str(), b.id.as_str())] == b.layer) {
        match said.get(&(block.kind.as_str(), block.content.as_str())) {
            Some(first) => doubts.push(
                Diagnostic::at(
                    Code::Twin,
                    block.place,
                    format!("`{}` says the same as `{}`", block.id, first.id),
                )
                .label("a twin")
                .related(first.place, "said here first")
                .hint("take one of them out, or let them differ"),
            ),
            None => {
                said.insert((&block.kind, &block.content), block);
            }
        }
        for (text, place) in &block.patterns {
            doubts.extend(pattern::empty_list(text, lexicon).map(|list| {
                Diagnostic::at(
                    Code::NeverMatches,
                    *place,
                    format!("the pattern of `{}` can never match", block.id),
                )
                .label(format!("needs a word of `{{{list}}}`, which is empty"))
                .hint(format!("add words to the [[list]] `{list}`"))
            }));
        }
        if block.layer > 0 && !block.patterns.is_empty() && !block.exemplified {
            doubts.push(
                Diagnostic::at(
                    Code::NoExample,
                    block.place,
                    format!("the pattern of `{}` has no example", block.id),
                )
                .label("nothing shows that it works")
                .hint("add examples = [\"…\"] with what it finds marked as [label:text]"),
            );
        }
    }
    doubts.sort_by_key(|doubt| (doubt.location, doubt.code));
    doubts
}

struct Block {
    kind: String,
    id: String,
    place: Location,
    layer: usize,
    /// What it says, silent fields aside, in TOML.
    content: String,
    patterns: Vec<(String, Location)>,
    exemplified: bool,
}

fn blocks(rules: &RuleSet) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (source, file) in rules.sources().iter() {
        let Kind::Table(kinds) = file.tree().root(&file.text).kind else { continue };
        for (kind, value) in kinds {
            let Kind::Array(items) = value.kind else { continue };
            for item in items {
                if let Kind::Table(table) = item.kind {
                    blocks.extend(block(kind.name, table, source, file.layer));
                }
            }
        }
    }
    blocks
}

fn block(kind: &str, table: tree::Table<'_>, source: SourceId, layer: usize) -> Option<Block> {
    let get = |field: &str| { table }.find(|(key, _)| key.name == field).map(|(_, value)| value);
    let located = |value: Node<'_>| {
        let text = value.as_str()?.to_owned();
        Some((text, Location { source, span: value.span }))
    };
    let (id, place) = located(get("id")?)?;
    let exemplified = get("examples").is_some();
    let mut patterns = Vec::new();
    for value in PATTERN_FIELDS.iter().filter_map(|field| get(field)) {
        match value.kind {
            Kind::Array(values) => patterns.extend(values.filter_map(located)),
            _ => patterns.extend(located(value)),
        }
    }
    let telling = { table }.filter(|(key, _)| !SILENT_FIELDS.contains(&key.name));
    let content = Table::deserialize(MapAccessDeserializer::new(Fields::new(telling))).ok()?;
    let content = toml::to_string(&content).ok()?;
    Some(Block { kind: kind.to_owned(), id, place, layer, content, patterns, exemplified })
}
