//! Reads the blocks of all files and lays the packs over each other.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, SourceId, Sources};
use crate::suggest;

/// What the TOML layer makes of a file.
type Parsed<'r> = (Spanned<DeTable<'r>>, Vec<toml::de::Error>);

/// Parses all files, on two threads: parsing is the larger part of the time to the first result. Each
/// takes the next file when it is done with one, so that neither waits long for the other.
fn parse(sources: &Sources) -> Vec<Parsed<'_>> {
    let texts: Vec<&str> = sources.iter().map(|(_, file)| file.text.as_str()).collect();
    // The longest first: what comes last is soon done.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|number| std::cmp::Reverse(texts[*number].len()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut parsed = Vec::new();
        while let Some(number) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            parsed.push((*number, DeTable::parse_recoverable(texts[*number])));
        }
        parsed
    };
    let mut all = std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let mut all = work();
        match other.join() {
            Ok(rest) => all.extend(rest),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        all
    });
    all.sort_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, parsed)| parsed).collect()
}

/// A block as it stands in its file.
#[derive(Clone, Debug)]
pub(crate) struct RawBlock<'r> {
    pub(crate) id: String,
    /// Where the id stands.
    pub(crate) place: Location,
    layer: usize,
    pub(crate) table: Spanned<DeTable<'r>>,
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
    kinds: BTreeMap<String, Vec<RawBlock<'r>>>,
    removals: Vec<Removal>,
    pub(crate) syntax_errors: bool,
}

impl<'r> Blocks<'r> {
    pub(crate) fn read(sources: &'r Sources, errors: &mut Vec<Diagnostic>) -> Self {
        let mut blocks = Blocks::default();
        for ((source, file), (table, problems)) in sources.iter().zip(parse(sources)) {
            for problem in &problems {
                blocks.syntax_errors = true;
                let span = problem.span().unwrap_or(0..0).into();
                errors.push(
                    Diagnostic::at(Code::Syntax, Location { source, span }, problem.message())
                        .label("not valid TOML here")
                        .hint("rule files are TOML: text stands in quotation marks, lists in [ ]"),
                );
            }
            for (key, value) in table.into_inner() {
                let place = Location { source, span: key.span().into() };
                blocks.entry(key.get_ref(), value, place, file.layer, errors);
            }
        }
        blocks
    }

    fn entry(
        &mut self,
        key: &str,
        value: Spanned<DeValue<'r>>,
        place: Location,
        layer: usize,
        errors: &mut Vec<Diagnostic>,
    ) {
        let source = place.source;
        match (key, value.into_inner()) {
            ("pack", DeValue::Table(_)) => {}
            ("remove", DeValue::Array(items)) => {
                for item in items {
                    let place = Location { source, span: item.span().into() };
                    match item.get_ref().as_str() {
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
            (kind, DeValue::Array(items)) if items.iter().all(|i| i.get_ref().is_table()) => {
                for item in items {
                    let span = item.span();
                    if let DeValue::Table(table) = item.into_inner() {
                        self.block(kind, Spanned::new(span, table), source, layer, errors);
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
        kind: &str,
        table: Spanned<DeTable<'r>>,
        source: SourceId,
        layer: usize,
        errors: &mut Vec<Diagnostic>,
    ) {
        let whole = Location { source, span: table.span().into() };
        let Some(id) = table.get_ref().get("id") else {
            errors.push(
                Diagnostic::at(Code::BadValue, whole, format!("this [[{kind}]] has no id"))
                    .label("needs an id")
                    .hint("add a line such as: id = \"my-rule\""),
            );
            return;
        };
        let place = Location { source, span: id.span().into() };
        let Some(id) = id.get_ref().as_str().filter(|s| !s.is_empty()).map(str::to_owned) else {
            errors.push(
                Diagnostic::at(Code::BadValue, place, "an id is a non-empty string")
                    .label("not a non-empty string"),
            );
            return;
        };
        let blocks = self.kinds.entry(kind.to_owned()).or_default();
        blocks.push(RawBlock { id, place, layer, table });
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
        let mut by_id: FxHashMap<String, usize> = FxHashMap::default();
        for block in blocks {
            let Some(&slot) = by_id.get(&block.id) else {
                by_id.insert(block.id.clone(), kept.len());
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
                let whole =
                    Location { source: block.place.source, span: block.table.span().into() };
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
