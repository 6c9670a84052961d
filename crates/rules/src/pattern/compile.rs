//! Compiles a pattern's tree into its program.

use std::ops::Range;
use std::sync::Arc;

use super::ast::{Node, ParseError};
use super::parse::parse;
use super::program::{Inst, Program, Test, share, slot, take_the_rest};
use crate::block::RuleId;
use crate::compiler::Compiler;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, SourceId};
use crate::token::Shape;
use crate::{Span, Spanned, suggest};

/// Most instructions of one pattern.
const MAX_PROGRAM: usize = 5_000;
/// Deepest nesting of phrases in phrases.
const MAX_EXPANSION: usize = 12;
/// A phrase of fewer steps is quicker run again than looked up.
const WORTH_KEEPING: usize = 6;

/// A kind of finding that a pattern can name: an index into a [`Kinds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u8);

/// The names of the kinds of findings that a stage offers to its patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kinds(pub &'static [&'static str]);

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub(crate) code: Program,
    /// The rule that it stands in.
    pub(crate) rule: RuleId,
    /// The kinds of findings that it was compiled with.
    pub(crate) kinds: Kinds,
}

impl Pattern {
    /// The names that the pattern captures under.
    pub fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.code.names.iter().map(String::as_str)
    }
}

impl Compiler<'_> {
    /// Compiles a pattern. Errors are noted with their place inside the string. `rule` is the rule
    /// that it stands in; its matches name it.
    pub fn pattern(
        &mut self,
        rule: &RuleId,
        text: &Spanned<String>,
        source: SourceId,
        kinds: Kinds,
    ) -> Option<Pattern> {
        let code = self.code(text, source, kinds, true)?;
        Some(Pattern { code, rule: rule.clone(), kinds })
    }

    /// The program of a pattern or a phrase.
    fn code(
        &mut self,
        text: &Spanned<String>,
        source: SourceId,
        kinds: Kinds,
        whole: bool,
    ) -> Option<Program> {
        let mut build = Build {
            compiler: self,
            kinds,
            steps: Vec::new(),
            names: Vec::new(),
            phrases: Vec::new(),
            sound: true,
        };
        let (node, base) = build.parse(text, source)?;
        build.node(&node, base, source);
        build.steps.push(Inst::Match);
        let Build { mut steps, names, phrases, sound, .. } = build;
        if steps.len() > MAX_PROGRAM {
            let place = Location { source, span: text.span().into() };
            self.error(
                Diagnostic::at(
                    Code::TooLarge,
                    place,
                    format!("the pattern compiles to more than {MAX_PROGRAM} steps"),
                )
                .label("too large")
                .hint("use smaller counts, or split it into several patterns"),
            );
            return None;
        }
        if whole {
            take_the_rest(&mut steps);
        }
        sound.then(|| Program::new(steps, names, phrases, &self.lists))
    }

    /// The program of a named phrase, compiled once for each stage that uses it. None, if it is no
    /// phrase or not a sound one; what is wrong is noted.
    fn phrase_code(&mut self, name: &str, kinds: Kinds) -> Option<Arc<Program>> {
        let key = (kinds, name.to_owned());
        if let Some(known) = self.codes.get(&key) {
            return known.clone();
        }
        let (text, home) = self.phrases.get(name).cloned()?;
        self.expanding.push(name.to_owned());
        let code = self.code(&text, home, kinds, false).map(Arc::new);
        self.expanding.pop();
        self.codes.insert(key, code.clone());
        code
    }
}

/// Where the text of a string begins in its file, if it stands there without escapes.
fn content_start(
    compiler: &Compiler<'_>,
    text: &Spanned<String>,
    source: SourceId,
) -> Option<usize> {
    let file = &compiler.rules.sources().get(source).text;
    let raw = file.get(text.span())?;
    let content = text.get_ref().as_str();
    // Behind one mark, as a rule.
    let at = match raw.get(1..) {
        Some(rest) if rest.starts_with(content) => 1,
        _ => raw.find(content)?,
    };
    Some(text.span().start + at)
}

struct Build<'c, 'r> {
    compiler: &'c mut Compiler<'r>,
    kinds: Kinds,
    steps: Vec<Inst>,
    names: Vec<String>,
    phrases: Vec<Arc<Program>>,
    sound: bool,
}

/// Where the spans of a tree count from: the start of its text, or the whole string as one place.
#[derive(Clone, Copy)]
struct Base {
    start: Option<usize>,
    whole: Span,
}

impl Base {
    fn place(self, span: Span, source: SourceId) -> Location {
        let span = match self.start {
            Some(start) => Span::new(start + span.start, start + span.end),
            None => self.whole,
        };
        Location { source, span }
    }
}

impl Build<'_, '_> {
    fn parse(&mut self, text: &Spanned<String>, source: SourceId) -> Option<(Node, Base)> {
        let start = content_start(self.compiler, text, source);
        let base = Base { start, whole: text.span().into() };
        match parse(text.get_ref()) {
            Ok(node) => Some((node, base)),
            Err(ParseError { span, message, hint }) => {
                self.sound = false;
                self.compiler.error(
                    Diagnostic::at(Code::BadPattern, base.place(span, source), message)
                        .label("in this pattern")
                        .maybe_hint(hint),
                );
                None
            }
        }
    }

    fn node(&mut self, node: &Node, base: Base, source: SourceId) {
        if self.steps.len() > MAX_PROGRAM {
            return;
        }
        match node {
            Node::Word(word) => {
                for (id, need) in self.compiler.phrase(word) {
                    self.steps.push(Inst::Test(Test::Word(id, need)));
                }
            }
            Node::List(name, span) => match self.compiler.list(name, base.place(*span, source)) {
                Some(id) => self.steps.push(Inst::List(id)),
                None => self.sound = false,
            },
            Node::Class(name, span) => self.class(name, *span, base, source),
            Node::Not(inner, span) => {
                if let Some(test) = self.not(inner, *span, base, source) {
                    self.steps.push(Inst::Test(test));
                }
            }
            Node::Ahead(inner, span) => {
                if let Some(test) = self.not(inner, *span, base, source) {
                    self.steps.push(Inst::Ahead(test));
                }
            }
            Node::Gap(most) => self.repeat(
                &Node::Class("any".into(), Span::default()),
                0,
                Some(*most),
                false,
                base,
                source,
            ),
            Node::Seq(items) => {
                for item in items {
                    self.node(item, base, source);
                }
            }
            Node::Alt(branches) => {
                let mut jumps = Vec::new();
                for (i, branch) in branches.iter().enumerate() {
                    if i + 1 < branches.len() {
                        let split = self.hole();
                        self.node(branch, base, source);
                        jumps.push(self.hole());
                        self.steps[split] = Inst::Split(split as u32 + 1, self.next());
                    } else {
                        self.node(branch, base, source);
                    }
                }
                for jump in jumps {
                    self.steps[jump] = Inst::Jump(self.next());
                }
            }
            Node::Repeat { node, min, max } => {
                self.repeat(node, *min, *max, true, base, source);
            }
            Node::Capture(name, node) => {
                let slot = slot(&mut self.names, name);
                self.steps.push(Inst::Open(slot));
                self.node(node, base, source);
                self.steps.push(Inst::Close(slot));
            }
            Node::Start => self.steps.push(Inst::Start),
            Node::End => self.steps.push(Inst::End),
        }
    }

    /// An instruction to be filled in later.
    fn hole(&mut self) -> usize {
        self.steps.push(Inst::Match);
        self.steps.len() - 1
    }

    fn next(&self) -> u32 {
        self.steps.len() as u32
    }

    fn repeat(
        &mut self,
        node: &Node,
        min: usize,
        max: Option<usize>,
        greedy: bool,
        base: Base,
        source: SourceId,
    ) {
        // The tree is walked once; a further round is a copy of what it gave.
        let mut made = None;
        for _ in 0..min {
            self.round(&mut made, node, base, source);
        }
        let order = |enter: u32, leave: u32| {
            if greedy { Inst::Split(enter, leave) } else { Inst::Split(leave, enter) }
        };
        match max {
            None => {
                let split = self.hole();
                self.round(&mut made, node, base, source);
                self.steps.push(Inst::Jump(split as u32));
                self.steps[split] = order(split as u32 + 1, self.next());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    if self.steps.len() > MAX_PROGRAM {
                        break;
                    }
                    splits.push(self.hole());
                    self.round(&mut made, node, base, source);
                }
                for split in splits {
                    self.steps[split] = order(split as u32 + 1, self.next());
                }
            }
        }
    }

    /// One round of a repetition: the steps of its node, copied from an earlier round where there is one.
    fn round(
        &mut self,
        made: &mut Option<Range<usize>>,
        node: &Node,
        base: Base,
        source: SourceId,
    ) {
        let from = self.steps.len();
        match made {
            _ if from > MAX_PROGRAM => {}
            Some(steps) => {
                let by = (from - steps.start) as u32;
                let copied: Vec<Inst> =
                    self.steps[steps.clone()].iter().map(|inst| inst.moved(by)).collect();
                self.steps.extend(copied);
            }
            None => {
                self.node(node, base, source);
                *made = Some(from..self.steps.len());
            }
        }
    }

    fn kind(&self, name: &str) -> Option<KindId> {
        self.kinds.0.iter().position(|k| *k == name).map(|i| KindId(i as u8))
    }

    fn class(&mut self, name: &str, span: Span, base: Base, source: SourceId) {
        if let Some(test) = builtin(name) {
            self.steps.push(Inst::Test(test));
        } else if let Some(kind) = self.kind(name) {
            self.steps.push(Inst::Finding(kind));
        } else if self.compiler.phrases.contains_key(name) {
            self.phrase(name, base.place(span, source));
        } else {
            self.sound = false;
            let known = class_names()
                .chain(self.kinds.0.iter().copied())
                .chain(self.compiler.phrases.keys().map(String::as_str));
            let hint = suggest::hint(name, "classes", known);
            self.compiler.error(
                Diagnostic::at(
                    Code::UnknownClass,
                    base.place(span, source),
                    format!("`<{name}>` is no class, phrase or finding"),
                )
                .label("unknown class")
                .maybe_hint(hint),
            );
        }
    }

    /// A named phrase: a step of its own where what it matches can be kept, else written out.
    fn phrase(&mut self, name: &str, place: Location) {
        let around = &self.compiler.expanding;
        if around.len() >= MAX_EXPANSION || around.iter().any(|outer| outer == name) {
            self.sound = false;
            let message = format!(
                "`<{name}>` contains itself, or phrases nest more than {MAX_EXPANSION} deep"
            );
            self.compiler
                .error(Diagnostic::at(Code::BadPattern, place, message).label("expanded here"));
            return;
        }
        let Some(code) = self.compiler.phrase_code(name, self.kinds) else {
            self.sound = false;
            return;
        };
        if code.keeps() && code.steps.len() >= WORTH_KEEPING {
            let number = share(&mut self.phrases, &code);
            self.steps.push(Inst::Phrase(number));
        } else {
            let steps = code.spliced(self.steps.len(), &mut self.names, &mut self.phrases);
            self.steps.extend(steps);
        }
    }

    fn not(&mut self, inner: &Node, span: Span, base: Base, source: SourceId) -> Option<Test> {
        let test = match inner {
            Node::Word(word) => match self.compiler.phrase(word).as_slice() {
                [(id, need)] => Some(Test::NotWord(*id, *need)),
                _ => None,
            },
            Node::List(name, at) => match self.compiler.list(name, base.place(*at, source)) {
                Some(id) => Some(Test::NotList(id)),
                None => {
                    self.sound = false;
                    return None;
                }
            },
            Node::Class(name, _) => match builtin(name) {
                Some(Test::Shape(shape)) => Some(Test::NotShape(shape)),
                _ => self.kind(name).map(Test::NotFinding),
            },
            _ => None,
        };
        if test.is_none() {
            self.sound = false;
            self.compiler.error(
                Diagnostic::at(
                    Code::BadPattern,
                    base.place(span, source),
                    "`!` takes one word, a list, or a class of one token or finding",
                )
                .label("cannot be negated"),
            );
        }
        test
    }
}

/// The classes of one token that are a shape, and others.
const SHAPES: [(&str, Shape); 9] = [
    ("cap", Shape::CAP),
    ("dash", Shape::DASH),
    ("dotted", Shape::DOTTED),
    ("initial", Shape::INITIAL),
    ("number", Shape::NUMBER),
    ("punct", Shape::PUNCT),
    ("stop", Shape::STOP),
    ("upper", Shape::UPPER),
    ("word", Shape::ALPHA),
];
const OTHERS: [(&str, Test); 2] = [("any", Test::Any), ("lower", Test::Lower)];

/// The names of the classes of one token.
fn class_names<'n>() -> impl Iterator<Item = &'n str> {
    SHAPES.iter().map(|(name, _)| *name).chain(OTHERS.iter().map(|(name, _)| *name))
}

/// The class of tokens of a shape.
pub(crate) fn shape_name(shape: Shape) -> &'static str {
    SHAPES.iter().find(|(_, s)| *s == shape).map_or("any", |(name, _)| name)
}

fn builtin(name: &str) -> Option<Test> {
    let shape = SHAPES.iter().find(|(known, _)| *known == name);
    let other = || OTHERS.iter().find(|(known, _)| *known == name).map(|(_, test)| test.clone());
    shape.map(|(_, shape)| Test::Shape(*shape)).or_else(other)
}
