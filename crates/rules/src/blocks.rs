//! Reads the blocks of all files and lays the packs over each other.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Sources};
use crate::tree::{Kind, Node, Table};
use crate::{Span, suggest};

/// A block as it stands in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawBlock<'r> {
    pub(crate) id: &'r str,
    /// Where the id stands.
    pub(crate) place: Location,
    layer: usize,
    /// Where the block stands.
    pub(crate) span: Span,
    pub(crate) table: Table<'r>,
}

/// An entry of a file's `remove = […]`.
#[derive(Clone, Debug)]
struct Removal {
    id: String,
    place: Location,
    layer: usize,
    used: bool,
}

/// All blocks by kind.
#[derive(Debug, Default)]
pub(crate) struct Blocks<'r> {
    kinds: BTreeMap<&'r str, Vec<RawBlock<'r>>>,
    removals: Vec<Removal>,
    pub(crate) syntax_errors: bool,
}

impl<'r> Blocks<'r> {
    pub(crate) fn read(sources: &'r Sources, errors: &mut Vec<Diagnostic>) -> Self {
        let mut blocks = Blocks::default();
        for (source, file) in sources.iter() {
            let tree = file.tree();
            for (message, span) in &tree.problems {
                blocks.syntax_errors = true;
                let place = Location { source, span: *span };
                errors.push(
                    Diagnostic::at(Code::Syntax, place, message.as_str())
                        .label("not valid TOML here")
                        .hint("rule files are TOML: text stands in quotation marks, lists in [ ]"),
                );
            }
            let Kind::Table(table) = tree.root(&file.text).kind else { continue };
            for (key, value) in table {
                let place = Location { source, span: key.span };
                blocks.entry(key.name, value, place, file.layer, errors);
            }
        }
        blocks
    }

    fn entry(
        &mut self,
        key: &'r str,
        value: Node<'r>,
        place: Location,
        layer: usize,
        errors: &mut Vec<Diagnostic>,
    ) {
        let source = place.source;
        match (key, value.kind) {
            ("pack", Kind::Table(_)) => {}
            ("remove", Kind::Array(items)) => {
                for item in items {
                    let place = Location { source, span: item.span };
                    match item.as_str() {
                        Some(id) => {
                            let id = id.to_owned();
                            self.removals.push(Removal { id, place, layer, used: false });
                        }
                        None => errors.push(
                            Diagnostic::at(Code::BadValue, place, "`remove` takes rule ids")
                                .label("not a string")
                                .hint("for example: remove = [\"countries/AZ\"]"),
                        ),
                    }
                }
            }
            ("remove", _) => errors.push(
                Diagnostic::at(Code::BadValue, place, "`remove` takes a list of rule ids")
                    .label("not a list")
                    .hint("for example: remove = [\"countries/AZ\"]"),
            ),
            (kind, Kind::Array(items)) if { items }.all(|i| matches!(i.kind, Kind::Table(_))) => {
                for item in items {
                    if let Kind::Table(table) = item.kind {
                        let whole = Location { source, span: item.span };
                        self.block(kind, table, whole, layer, errors);
                    }
                }
            }
            (kind, _) => errors.push(
                Diagnostic::at(Code::UnknownKind, place, format!("`{kind}` is not a rule block"))
                    .label("expected a block in double brackets")
                    .hint(format!("write it as [[{kind}]]")),
            ),
        }
    }

    fn block(
        &mut self,
        kind: &'r str,
        table: Table<'r>,
        whole: Location,
        layer: usize,
        errors: &mut Vec<Diagnostic>,
    ) {
        let Some((_, id)) = { table }.find(|(key, _)| key.name == "id") else {
            errors.push(
                Diagnostic::at(Code::BadValue, whole, format!("this [[{kind}]] has no id"))
                    .label("needs an id")
                    .hint("add a line such as: id = \"my-rule\""),
            );
            return;
        };
        let place = Location { source: whole.source, span: id.span };
        let Some(id) = id.as_str().filter(|s| !s.is_empty()) else {
            errors.push(
                Diagnostic::at(Code::BadValue, place, "an id is a non-empty string")
                    .label("not a non-empty string"),
            );
            return;
        };
        let block = RawBlock { id, place, layer, span: whole.span, table };
        self.kinds.entry(kind).or_default().push(block);
    }

    /// Takes the blocks of one kind: later layers replace, removals remove, and two blocks of one
    /// layer with the same id are an error. The order is that of the files.
    pub(crate) fn take(
        &mut self,
        kind: &str,
        namespace: &str,
        errors: &mut Vec<Diagnostic>,
    ) -> Vec<RawBlock<'r>> {
        let blocks = self.kinds.remove(kind).unwrap_or_default();
        let mut kept: Vec<Option<RawBlock<'r>>> = Vec::with_capacity(blocks.len());
        let mut by_id: FxHashMap<&str, usize> = FxHashMap::default();
        for block in blocks {
            let Some(&slot) = by_id.get(block.id) else {
                by_id.insert(block.id, kept.len());
                kept.push(Some(block));
                continue;
            };
            match &kept[slot] {
                Some(first) if first.layer == block.layer => errors.push(
                    Diagnostic::at(
                        Code::DuplicateId,
                        block.place,
                        format!("two [[{kind}]] blocks have the id `{}`", block.id),
                    )
                    .label("used a second time here")
                    .related(first.place, "first used here")
                    .hint("give one of them another id, or merge the two blocks"),
                ),
                _ => kept[slot] = Some(block),
            }
        }
        for removal in &mut self.removals {
            let Some(id) = removal.id.strip_prefix(namespace).and_then(|s| s.strip_prefix('/'))
            else {
                continue;
            };
            if let Some(&slot) = by_id.get(id)
                && kept[slot].as_ref().is_some_and(|b| b.layer < removal.layer)
            {
                kept[slot] = None;
                removal.used = true;
            }
        }
        kept.into_iter().flatten().collect()
    }

    /// Reports blocks of kinds that nobody took, and removals that removed nothing.
    pub(crate) fn report_rest(&self, known: &[&str], errors: &mut Vec<Diagnostic>) {
        for (kind, blocks) in &self.kinds {
            for block in blocks {
                let whole = Location { source: block.place.source, span: block.span };
                errors.push(
                    Diagnostic::at(
                        Code::UnknownKind,
                        whole,
                        format!("no rule block is called [[{kind}]]"),
                    )
                    .label("unknown kind of block")
                    .maybe_hint(suggest::hint(
                        kind,
                        "blocks",
                        known.iter().copied(),
                    )),
                );
            }
        }
        for removal in self.removals.iter().filter(|r| !r.used) {
            errors.push(
                Diagnostic::at(
                    Code::RemovesNothing,
                    removal.place,
                    format!("`{}` is no rule of an earlier pack", removal.id),
                )
                .label("removes nothing")
                .hint("`chancery rules list` prints the ids of all rules"),
            );
        }
    }
}
