//! Compiles rules: what the stages call to read their blocks, lists, phrases and patterns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde_json::Value;

use crate::block::{Block, Rule, RuleId, fields_of};
use crate::blocks::{Blocks, RawBlock};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lexical::{AbbreviationBlock, CliticBlock, ListBlock, PhraseBlock};
use crate::list::{ListId, Lists};
use crate::pattern::{self, Kinds, PatternSet};
use crate::schema::{self, MakeSchema};
use crate::source::{Location, SourceId};
use crate::splitter::Splitter;
use crate::token::Phrase;
use crate::tree::{self, Fields, Key, Kind, Node};
use crate::vocabulary::{Lexicon, SharedLexicon};
use crate::{RuleSet, Span, Spanned, Vocabulary, suggest};

/// Fields that every block may have besides its own.
const COMMON_FIELDS: [&str; 4] = ["id", "examples", "counterexamples", "note"];

/// One rule of the loaded packs, for listing, explaining and testing.
#[derive(Clone, Debug)]
pub struct CatalogEntry {
    /// The full id.
    pub id: RuleId,
    /// The kind of block.
    pub kind: &'static str,
    /// Where the id stands.
    pub location: Location,
    /// Examples with their places.
    pub examples: Vec<(String, Location)>,
    /// Counterexamples with their places.
    pub counterexamples: Vec<(String, Location)>,
}

/// Every rule that was compiled, by id.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    entries: BTreeMap<RuleId, CatalogEntry>,
}

impl Catalog {
    /// All rules, sorted by id.
    pub fn iter(&self) -> impl Iterator<Item = &CatalogEntry> {
        self.entries.values()
    }

    /// The rule with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CatalogEntry> {
        self.entries.get(&RuleId::new(id))
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Reads a [`RuleSet`] for the stages, collecting every error on the way.
///
/// Each stage takes its kinds of blocks with [`Compiler::blocks`], turns their words into ids of
/// the one shared vocabulary, and compiles their patterns. Nothing fails on the way: an erroneous
/// block is left out and noted, and [`Compiler::finish`] returns either a usable whole or every
/// error at once.
#[derive(Debug)]
pub struct Compiler<'r> {
    pub(crate) rules: &'r RuleSet,
    blocks: Blocks<'r>,
    pub(crate) splitter: Splitter,
    pub(crate) words: Vocabulary,
    shared: SharedLexicon,
    pub(crate) lists: Lists,
    pub(crate) phrases: BTreeMap<String, (Spanned<String>, SourceId)>,
    /// Programs of phrases, by the kinds that their stage offers; none for one with an error.
    pub(crate) codes: BTreeMap<(Kinds, String), Option<Arc<pattern::Program>>>,
    /// Phrases that are being compiled, the outer ones first.
    pub(crate) expanding: Vec<String>,
    /// The kinds of blocks that the stages took, with their schemas.
    taken: Vec<(&'static str, MakeSchema)>,
    catalog: Catalog,
    /// Kind and id of the blocks that were left out for an error.
    left_out: BTreeSet<(String, String)>,
    pub(crate) errors: Vec<Diagnostic>,
}

impl<'r> Compiler<'r> {
    /// Reads the files and the blocks that every stage shares: abbreviations, clitics, word lists
    /// and named phrases.
    #[must_use]
    pub fn new(rules: &'r RuleSet) -> Self {
        let mut errors = Vec::new();
        let blocks = Blocks::read(rules.sources(), &mut errors);
        let mut compiler = Compiler {
            rules,
            blocks,
            splitter: Splitter::default(),
            words: Vocabulary::default(),
            shared: SharedLexicon::default(),
            lists: Lists::default(),
            phrases: BTreeMap::new(),
            codes: BTreeMap::new(),
            expanding: Vec::new(),
            taken: Vec::new(),
            catalog: Catalog::default(),
            left_out: BTreeSet::new(),
            errors,
        };
        for rule in compiler.blocks::<AbbreviationBlock>() {
            rule.value.add_to(&mut compiler.splitter);
        }
        for rule in compiler.blocks::<CliticBlock>() {
            rule.value.add_to(&mut compiler.splitter);
        }
        compiler.read_lists();
        for rule in compiler.blocks::<PhraseBlock>() {
            compiler.phrases.insert(rule.name, (rule.value.pattern, rule.location.source));
        }
        compiler
    }

    /// The blocks of one kind, in the order of the files. Blocks with errors are left out.
    pub fn blocks<T: Block>(&mut self) -> Vec<Rule<T>> {
        self.taken.push((T::KIND, T::json_schema));
        let raw = self.blocks.take(T::KIND, T::NAMESPACE, &mut self.errors);
        let fields = fields_of::<T>();
        let mut rules = Vec::with_capacity(raw.len());
        for block in raw {
            match self.read_block(block, fields) {
                Some(rule) => rules.push(rule),
                None => {
                    self.left_out.insert((T::KIND.to_owned(), block.id.to_owned()));
                }
            }
        }
        rules
    }

    /// Reads a block into its type. `fields` are those of the type.
    fn read_block<T: Block>(&mut self, block: RawBlock<'r>, fields: &[&str]) -> Option<Rule<T>> {
        let location = block.place;
        let source = location.source;
        let mut sound = true;
        let id = RuleId::new(&format!("{}/{}", T::NAMESPACE, block.id));
        let (mut examples, mut counterexamples) = (Vec::new(), Vec::new());
        let mut own: Vec<(Key<'r>, Node<'r>)> = Vec::new();
        for (key, value) in block.table {
            match key.name {
                "examples" => examples = self.strings(key.name, value, source),
                "counterexamples" => counterexamples = self.strings(key.name, value, source),
                "note" => {}
                "id" if !fields.contains(&"id") => {}
                name if fields.contains(&name) => own.push((key, value)),
                name => {
                    sound = false;
                    let place = Location { source, span: key.span };
                    let message = format!("[[{}]] has no field `{name}`", T::KIND);
                    let known = fields.iter().chain(&COMMON_FIELDS).copied();
                    self.errors.push(
                        Diagnostic::at(Code::UnknownField, place, message)
                            .label("unknown field")
                            .maybe_hint(suggest::hint(name, "fields", known)),
                    );
                }
            }
        }
        let value = MapAccessDeserializer::new(Fields::new(own.into_iter()));
        let value = match T::deserialize(value) {
            Ok(value) => value,
            // A field that is missing because its name is misspelt was reported already.
            Err(error) if !sound && error.message.starts_with("missing field") => return None,
            Err(error) => {
                let span = error.span.unwrap_or(block.span);
                let span = if span.is_empty() { location.span } else { span };
                self.errors.push(bad_value(T::KIND, block.id, &error, Location { source, span }));
                return None;
            }
        };
        let entry =
            CatalogEntry { id: id.clone(), kind: T::KIND, location, examples, counterexamples };
        self.catalog.entries.insert(id.clone(), entry);
        sound.then_some(Rule { id, name: block.id.to_owned(), location, value })
    }

    fn strings(
        &mut self,
        field: &str,
        value: Node<'r>,
        source: SourceId,
    ) -> Vec<(String, Location)> {
        let place = |span| Location { source, span };
        let Kind::Array(items) = value.kind else {
            self.errors.push(
                Diagnostic::at(
                    Code::BadValue,
                    place(value.span),
                    format!("`{field}` is a list of strings"),
                )
                .label("not a list")
                .hint(format!("write {field} = [\"…\"]")),
            );
            return Vec::new();
        };
        let mut strings = Vec::new();
        for item in items {
            let at = place(item.span);
            match item.as_str() {
                Some(text) => strings.push((text.to_owned(), at)),
                None => self.errors.push(
                    Diagnostic::at(Code::BadValue, at, format!("`{field}` is a list of strings"))
                        .label("not a string"),
                ),
            }
        }
        strings
    }

    fn read_lists(&mut self) {
        let rules = self.blocks::<ListBlock>();
        let mut includes = Vec::new();
        for rule in rules {
            let id = self.lists.declare(&rule.name);
            for word in &rule.value.words {
                let phrase = self.splitter.phrase(word, &mut self.words);
                self.lists.insert(id, phrase);
            }
            for include in rule.value.include {
                includes.push((id, include, rule.location.source));
            }
        }
        for (id, include, source) in includes {
            let span = include.span().into();
            if let Some(other) = self.list(include.get_ref(), Location { source, span }) {
                self.lists.include(id, other);
            }
        }
        self.lists.close();
    }

    /// The list of this name; an unknown one is noted as an error at `place`.
    pub fn list(&mut self, name: &str, place: Location) -> Option<ListId> {
        let found = self.lists.get(name);
        if found.is_none() {
            self.errors.push(
                Diagnostic::at(Code::UnknownList, place, format!("there is no list `{name}`"))
                    .label("unknown list")
                    .maybe_hint(suggest::hint(name, "lists", self.lists.names())),
            );
        }
        found
    }

    /// A list that a stage's mechanism itself needs; a missing one is an error without a place.
    pub fn required_list(&mut self, name: &str) -> ListId {
        self.lists.get(name).unwrap_or_else(|| {
            self.errors.push(
                Diagnostic::without_place(
                    Code::UnknownList,
                    format!("the pack has no list `{name}`, which a stage needs"),
                )
                .hint(format!("add a [[list]] with id = \"{name}\" (it may be empty: words = [])")),
            );
            self.lists.declare(name)
        })
    }

    /// Adds the patterns of all blocks of one kind to a set, each under the id of its block, and
    /// returns their numbers there. `pattern` gives the pattern of a block.
    pub fn add_patterns<T: Block>(
        &mut self,
        set: &mut PatternSet,
        kinds: Kinds,
        pattern: fn(&T) -> &Spanned<String>,
    ) -> Range<usize> {
        let first = set.len();
        for rule in self.blocks::<T>() {
            let text = pattern(&rule.value);
            if let Some(pattern) = self.pattern(&rule.id, text, rule.location.source, kinds) {
                set.push(pattern);
            }
        }
        first..set.len()
    }

    /// Adds a phrase to a list that a stage makes from its own blocks, so that patterns can name it.
    /// The list comes into being with its first phrase, which [`Compiler::phrase`] has cut.
    pub fn add_to_list(&mut self, name: &str, phrase: &Phrase) {
        let id = self.lists.declare(name);
        self.lists.extend(id, phrase);
    }

    /// Cuts a phrase into words of the shared vocabulary.
    pub fn phrase(&mut self, text: &str) -> Phrase {
        self.splitter.phrase(text, &mut self.words)
    }

    /// The compiled lists so far.
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The splitter that rule texts were cut with; texts must be cut with the same.
    #[must_use]
    pub fn splitter(&self) -> &Splitter {
        &self.splitter
    }

    /// Words, lists and splitter, readable once [`Compiler::finish`] has succeeded.
    #[must_use]
    pub fn lexicon(&self) -> SharedLexicon {
        self.shared.clone()
    }

    /// The rule set being compiled.
    #[must_use]
    pub fn rules(&self) -> &'r RuleSet {
        self.rules
    }

    /// Notes an error.
    pub fn error(&mut self, error: Diagnostic) {
        // A phrase is compiled wherever it is used; what is wrong with it is wrong once.
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// The number of a block that another block names; an unknown name is noted as an error, unless
    /// the named block was left out for an error of its own or a later pack may have removed it.
    pub fn reference(
        &mut self,
        ids: &BTreeMap<String, usize>,
        name: &Spanned<String>,
        kind: &str,
        source: SourceId,
    ) -> Option<usize> {
        let found = ids.get(name.get_ref()).copied();
        let left_out = || self.left_out.contains(&(kind.to_owned(), name.get_ref().clone()));
        if found.is_none() && !self.is_overlaid(source) && !left_out() {
            let place = self.place_of(name, source);
            let message = format!("there is no [[{kind}]] with the id `{}`", name.get_ref());
            let hint = suggest::hint(name.get_ref(), "ids", ids.keys().map(String::as_str));
            self.errors.push(
                Diagnostic::at(Code::UnknownReference, place, message)
                    .label(format!("unknown {kind}"))
                    .maybe_hint(hint),
            );
        }
        found
    }

    /// Whether a pack lies over the one that a file belongs to, so that what its rules name may have
    /// been removed or replaced on purpose.
    #[must_use]
    pub fn is_overlaid(&self, source: SourceId) -> bool {
        let sources = self.rules.sources();
        let top = sources.iter().map(|(_, file)| file.layer).max();
        top.is_some_and(|top| sources.get(source).layer < top)
    }

    /// Where a value inside a block stands.
    #[must_use]
    pub fn place_of<T>(&self, value: &Spanned<T>, source: SourceId) -> Location {
        Location { source, span: Span::from(value.span()) }
    }

    /// A JSON Schema (draft 7) of rule files with the kinds of blocks that the stages have taken so
    /// far: what editors need for completion, hover text and checks.
    #[must_use]
    pub fn schema(&self) -> Value {
        schema::rule_files(&self.taken)
    }

    /// Ends compilation when only some stages were compiled: blocks of other kinds are left alone.
    ///
    /// # Errors
    /// Every error of every file, in order.
    pub fn finish(self) -> Result<Catalog, Diagnostics> {
        self.close(false)
    }

    /// Ends compilation when all stages were compiled: a block that none of them took is an error.
    ///
    /// # Errors
    /// Every error of every file, in order.
    pub fn finish_all(self) -> Result<Catalog, Diagnostics> {
        self.close(true)
    }

    fn close(mut self, all: bool) -> Result<Catalog, Diagnostics> {
        if self.blocks.syntax_errors {
            // A broken file hides its blocks; what their absence causes elsewhere is no help.
            self.errors.retain(|e| e.code == Code::Syntax);
        } else if all {
            let known: Vec<&str> = self.taken.iter().map(|(kind, _)| *kind).collect();
            self.blocks.report_rest(&known, &mut self.errors);
        }
        if self.errors.is_empty() {
            // The cell is new with this compiler and set only here.
            let lexicon = Lexicon { words: self.words, lists: self.lists, splitter: self.splitter };
            let _ = self.shared.0.set(lexicon);
            return Ok(self.catalog);
        }
        self.errors.sort_by_key(|e| (e.location, e.code));
        Err(Diagnostics { errors: self.errors, sources: self.rules.sources().clone() })
    }
}

/// What the TOML layer calls numbers.
const NUMBER_TYPES: [&str; 6] = ["u16", "u32", "usize", "i8", "i16", "i64"];

/// An error of the TOML layer in our words.
fn bad_value(kind: &str, id: &str, error: &tree::Error, place: Location) -> Diagnostic {
    let message = error.message.as_str();
    let code =
        if message.starts_with("unknown field") { Code::UnknownField } else { Code::BadValue };
    let named: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let hint = match named.split_first() {
        Some((wrong, known)) if !known.is_empty() => suggest::nearest(wrong, known.iter().copied())
            .map(|near| format!("did you mean `{near}`?")),
        Some((missing, _)) if message.starts_with("missing field") => {
            Some(format!("add a line such as: {missing} = …"))
        }
        _ => None,
    };
    let message = NUMBER_TYPES
        .iter()
        .fold(message.to_owned(), |m, t| m.replace(&format!("expected {t}"), "expected a number"));
    Diagnostic::at(code, place, format!("[[{kind}]] `{id}`: {message}"))
        .label("here")
        .maybe_hint(hint)
}
