//! Errors and warnings about rule files, each with its place, a stable code and a hint.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::source::{Location, Sources};

/// A stable code; each has an entry in `docs/rules/errors.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The file is not TOML.
    Syntax,
    /// A field that this kind of block does not have.
    UnknownField,
    /// A value of the wrong type, or a missing field.
    BadValue,
    /// A `[[kind]]` that no stage knows.
    UnknownKind,
    /// Two blocks of one pack with the same id.
    DuplicateId,
    /// `{list}` names no list.
    UnknownList,
    /// A pattern that does not parse.
    BadPattern,
    /// An example that does not hold, or a counterexample that does.
    FailingExample,
    /// A pattern or list over the size limit.
    TooLarge,
    /// `<class>` names no class, phrase or finding.
    UnknownClass,
    /// An example whose markers do not parse.
    BadExample,
    /// `remove` names no rule.
    RemovesNothing,
    /// A file that cannot be read.
    Unreadable,
    /// A reference to a rule that does not exist.
    UnknownReference,
    /// Warning: one name for two entities, and no `[[sense]]` tells them apart.
    SharedName,
    /// Warning: a name that is a common word, and no `[[sense]]` tells them apart.
    CommonWord,
    /// Warning: a name of an overlaid pack that stands inside a longer name.
    SwallowedName,
    /// Warning: a rule that nothing can ever meet.
    NeverMatches,
    /// Warning: two rules that say the same.
    Twin,
    /// Warning: a pattern of an overlaid pack without an example.
    NoExample,
}

impl Code {
    /// The code as shown: `R0001`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Syntax => "R0001",
            Code::UnknownField => "R0002",
            Code::BadValue => "R0003",
            Code::UnknownKind => "R0004",
            Code::DuplicateId => "R0005",
            Code::UnknownList => "R0006",
            Code::BadPattern => "R0007",
            Code::FailingExample => "R0008",
            Code::TooLarge => "R0009",
            Code::UnknownClass => "R0010",
            Code::BadExample => "R0011",
            Code::RemovesNothing => "R0012",
            Code::Unreadable => "R0013",
            Code::UnknownReference => "R0014",
            Code::SharedName => "R0101",
            Code::CommonWord => "R0102",
            Code::SwallowedName => "R0103",
            Code::NeverMatches => "R0104",
            Code::Twin => "R0105",
            Code::NoExample => "R0106",
        }
    }

    /// Whether rules with it are usable all the same.
    #[must_use]
    pub fn is_warning(self) -> bool {
        matches!(
            self,
            Code::SharedName
                | Code::CommonWord
                | Code::SwallowedName
                | Code::NeverMatches
                | Code::Twin
                | Code::NoExample
        )
    }
}

/// One thing wrong with a rule pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of error.
    pub code: Code,
    /// The place; `None` where a whole folder or file is meant.
    pub location: Option<Location>,
    /// What is wrong.
    pub message: String,
    /// What stands beside the underlined text.
    pub label: String,
    /// What to do.
    pub hint: Option<String>,
    /// A second place that matters (the first block of a duplicate), with its label.
    pub related: Option<(Location, String)>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    #[must_use]
    pub fn at(code: Code, location: Location, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            location: Some(location),
            message: message.into(),
            label: String::new(),
            hint: None,
            related: None,
        }
    }

    /// A diagnostic without a place in a file.
    #[must_use]
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            location: None,
            message: message.into(),
            label: String::new(),
            hint: None,
            related: None,
        }
    }

    /// Adds the words beside the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a hint if there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, location: Location, label: impl Into<String>) -> Self {
        self.related = Some((location, label.into()));
        self
    }

    /// The diagnostic drawn as a compiler draws it.
    #[must_use]
    pub fn render(&self, sources: &Sources, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let level = if self.code.is_warning() { Level::WARNING } else { Level::ERROR };
        let mut group = level.primary_title(self.message.as_str()).id(self.code.as_str()).elements(
            self.location.map(|place| {
                let source = sources.get(place.source);
                let mut snippet =
                    Snippet::source(&*source.text).path(source.name.as_str()).annotation(
                        AnnotationKind::Primary.span(place.span.range()).label(self.label.as_str()),
                    );
                if let Some((other, label)) = &self.related
                    && other.source == place.source
                {
                    snippet = snippet.annotation(
                        AnnotationKind::Context.span(other.span.range()).label(label.as_str()),
                    );
                }
                snippet
            }),
        );
        if let (Some((other, label)), Some(place)) = (&self.related, self.location)
            && other.source != place.source
        {
            let source = sources.get(other.source);
            group = group.element(
                Snippet::source(&*source.text).path(source.name.as_str()).annotation(
                    AnnotationKind::Context.span(other.span.range()).label(label.as_str()),
                ),
            );
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(hint.as_str()));
        }
        renderer.render(&[group])
    }
}

/// Everything wrong with a set of packs, reported at once.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    /// The errors, in order of file and place.
    pub errors: Vec<Diagnostic>,
    /// The files that they point into.
    pub sources: Sources,
}

impl Diagnostics {
    /// All errors drawn one under the other, with a closing count.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let mut out = String::new();
        for error in &self.errors {
            out.push_str(&error.render(&self.sources, colour));
            out.push_str("\n\n");
        }
        let n = self.errors.len();
        out.push_str(&format!("{n} error{} in the rules; nothing was run\n", plural(n)));
        out
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
