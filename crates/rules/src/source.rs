//! The files of the loaded packs, and places in them.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::Span;
use crate::pack::File;
use crate::tree::Tree;

/// Which file of a [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

/// A place in a rule file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub source: SourceId,
    /// The bytes of that file.
    pub span: Span,
}

/// One rule file.
#[derive(Clone, Debug)]
pub struct Source {
    /// The name shown to people: `rules/…` for the embedded pack, the path as given for a folder.
    pub name: String,
    /// The file's text.
    pub text: Cow<'static, str>,
    /// The layer it belongs to: 0 for the first pack, then one more for each pack laid over it.
    pub layer: usize,
    /// Made when it is asked for, if it was not when the crate was built.
    tree: OnceLock<Tree>,
}

impl Source {
    pub(crate) fn new(file: File, layer: usize) -> Self {
        let File { name, text, tree } = file;
        Source { name, text, layer, tree: tree.map_or_else(OnceLock::new, OnceLock::from) }
    }

    /// Its keys and values.
    pub(crate) fn tree(&self) -> &Tree {
        self.tree.get_or_init(|| Tree::of(&self.text))
    }
}

/// All rule files of a [`RuleSet`](crate::RuleSet).
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    pub(crate) fn add(&mut self, source: Source) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(source);
        id
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(i, f)| (SourceId(i as u32), f))
    }

    /// The files, lower packs first.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file with this id.
    #[must_use]
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The file's name, and the line and column (both from 1, columns in characters) of a place.
    #[must_use]
    pub fn position(&self, location: Location) -> (&str, usize, usize) {
        let source = self.get(location.source);
        let before = source.text.get(..location.span.start).unwrap_or(&source.text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (&source.name, line, column)
    }

    /// The line and column, from 1, of the byte `offset` of a file.
    #[must_use]
    pub fn line_column(&self, source: SourceId, offset: usize) -> (usize, usize) {
        let at = Location { source, span: Span::new(offset, offset) };
        let (_, line, column) = self.position(at);
        (line, column)
    }

    /// `file:line` of a place.
    #[must_use]
    pub fn file_line(&self, location: Location) -> String {
        let (name, line, _) = self.position(location);
        format!("{name}:{line}")
    }
}
