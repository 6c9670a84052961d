//! Compiles a pattern's tree into a small program, as Thompson's construction does for regular
//! expressions.

use rustc_hash::FxHashSet;

use super::ast::{Node, ParseError};
use super::parse::parse;
use crate::block::RuleId;
use crate::compiler::Compiler;
use crate::diagnostic::{Code, Diagnostic};
use crate::list::{self, ListId};
use crate::source::{Location, SourceId};
use crate::token::{CaseNeed, Shape};
use crate::{Span, Spanned, WordId, suggest};

/// Most instructions of one pattern.
const MAX_PROGRAM: usize = 5_000;
/// Deepest nesting of phrases in phrases.
const MAX_EXPANSION: usize = 12;

/// Most needs that a sentence is checked for: one bit each.
const MAX_NEEDS: usize = 32;

/// A kind of finding that a pattern can name: an index into a [`Kinds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub u8);

/// The names of the kinds of findings that a stage offers to its patterns.
#[derive(Clone, Copy, Debug)]
pub struct Kinds(pub &'static [&'static str]);

/// One test of one token.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    Word(WordId, CaseNeed),
    Shape(Shape),
    Lower,
    Any,
    NotWord(WordId, CaseNeed),
    NotShape(Shape),
    NotList(ListId),
    NotFinding(KindId),
}

#[derive(Clone, Debug)]
pub(crate) enum Inst {
    Test(Test),
    /// A test of the next token that takes nothing and holds at the end.
    Ahead(Test),
    /// A word or phrase of a list, longer phrases first.
    List(ListId),
    /// A whole finding.
    Finding(KindId),
    /// Try the first, then the second.
    Split(u32, u32),
    Jump(u32),
    Open(u16),
    Close(u16),
    Start,
    End,
    Match,
}

/// What a sentence must hold for a pattern to be tried on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// One of these words.
    Words(Vec<WordId>),
    /// A finding of this kind.
    Kind(KindId),
}

/// A compiled pattern.
///
/// The program runs by bounded backtracking (as `regex-automata`'s backtracker): each pair of
/// instruction and position is tried once in a sentence, so time is at most instructions × tokens,
/// and alternatives have the priority that their order gives them.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub(crate) program: Vec<Inst>,
    /// The rule that it stands in.
    pub(crate) rule: RuleId,
    /// Names of the captures, by number.
    pub(crate) names: Vec<String>,
    /// All of them must be met.
    pub(crate) needs: Vec<Need>,
    pub(crate) first: First,
    /// The kinds of findings that it was compiled with.
    pub(crate) kinds: Kinds,
}

/// What the first token of a match can be.
#[derive(Clone, Debug, Default)]
pub(crate) struct First {
    pub(crate) words: FxHashSet<WordId>,
    pub(crate) shapes: Vec<Shape>,
    /// Kinds of findings, one bit each.
    pub(crate) kinds: u32,
    /// Anything, as far as this look can tell.
    pub(crate) any: bool,
}

impl Pattern {
    /// The names that the pattern captures under.
    pub fn capture_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

impl Compiler<'_> {
    /// Compiles a pattern that stands as a string in a rule file. Errors are noted, with their
    /// place inside the string. `rule` is the rule that it stands in; its matches name it.
    pub fn pattern(
        &mut self,
        rule: &RuleId,
        text: &Spanned<String>,
        source: SourceId,
        kinds: Kinds,
    ) -> Option<Pattern> {
        let mut build =
            Build { compiler: self, kinds, program: Vec::new(), names: Vec::new(), sound: true };
        let (node, base) = build.parse(text, source)?;
        let mut needs = build.need(&node, 0);
        needs.truncate(MAX_NEEDS);
        build.node(&node, base, source, 0);
        build.program.push(Inst::Match);
        let (program, names, sound) = (build.program, build.names, build.sound);
        if program.len() > MAX_PROGRAM {
            let place = Location { source, span: text.span().into() };
            self.error(
                Diagnostic::at(
                    Code::TooLarge,
                    place,
                    format!(
                        "the pattern compiles to {} steps; {MAX_PROGRAM} is the limit",
                        program.len()
                    ),
                )
                .label("too large")
                .hint("use smaller counts, or split it into several patterns"),
            );
            return None;
        }
        let first = self.first(&program);
        sound.then_some(Pattern { program, rule: rule.clone(), names, needs, first, kinds })
    }

    /// Follows a program to the first instructions that take a token.
    fn first(&self, program: &[Inst]) -> First {
        let mut first = First::default();
        let mut seen = vec![false; program.len()];
        let mut todo = vec![0];
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &program[at] {
                Inst::Jump(to) => todo.push(*to as usize),
                Inst::Split(a, b) => todo.extend([*a as usize, *b as usize]),
                Inst::Open(_) | Inst::Close(_) | Inst::Start | Inst::Ahead(_) => todo.push(at + 1),
                Inst::Test(Test::Word(word, _)) => {
                    first.words.insert(*word);
                }
                Inst::Test(Test::Shape(shape)) => first.shapes.push(*shape),
                Inst::List(list) => first.words.extend(self.lists.first_words(*list)),
                Inst::Finding(kind) => first.kinds |= 1 << kind.0,
                Inst::Test(_) | Inst::End | Inst::Match => first.any = true,
            }
        }
        first
    }
}

/// The fewest words of needs that all hold.
fn fewest_words(needs: Vec<Need>) -> Option<Vec<WordId>> {
    let words = needs.into_iter().filter_map(|need| match need {
        Need::Words(words) => Some(words),
        Need::Kind(_) => None,
    });
    words.min_by_key(Vec::len)
}

/// Where the text of a string begins in its file, if it stands there without escapes.
fn content_start(
    compiler: &Compiler<'_>,
    text: &Spanned<String>,
    source: SourceId,
) -> Option<usize> {
    let file = &compiler.rules.sources().get(source).text;
    let raw = file.get(text.span())?;
    raw.find(text.get_ref().as_str()).map(|i| text.span().start + i)
}

struct Build<'c, 'r> {
    compiler: &'c mut Compiler<'r>,
    kinds: Kinds,
    program: Vec<Inst>,
    names: Vec<String>,
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

    fn node(&mut self, node: &Node, base: Base, source: SourceId, depth: usize) {
        if self.program.len() > MAX_PROGRAM {
            return;
        }
        match node {
            Node::Word(word) => {
                for (id, need) in self.compiler.phrase(word) {
                    self.program.push(Inst::Test(Test::Word(id, need)));
                }
            }
            Node::List(name, span) => match self.compiler.list(name, base.place(*span, source)) {
                Some(id) => self.program.push(Inst::List(id)),
                None => self.sound = false,
            },
            Node::Class(name, span) => self.class(name, *span, base, source, depth),
            Node::Not(inner, span) => {
                if let Some(test) = self.not(inner, *span, base, source) {
                    self.program.push(Inst::Test(test));
                }
            }
            Node::Ahead(inner, span) => {
                if let Some(test) = self.not(inner, *span, base, source) {
                    self.program.push(Inst::Ahead(test));
                }
            }
            Node::Gap(most) => self.repeat(
                &Node::Class("any".into(), Span::default()),
                0,
                Some(*most),
                false,
                base,
                source,
                depth,
            ),
            Node::Seq(items) => {
                for item in items {
                    self.node(item, base, source, depth);
                }
            }
            Node::Alt(branches) => {
                let mut jumps = Vec::new();
                for (i, branch) in branches.iter().enumerate() {
                    if i + 1 < branches.len() {
                        let split = self.hole();
                        self.node(branch, base, source, depth);
                        jumps.push(self.hole());
                        self.program[split] = Inst::Split(split as u32 + 1, self.next());
                    } else {
                        self.node(branch, base, source, depth);
                    }
                }
                for jump in jumps {
                    self.program[jump] = Inst::Jump(self.next());
                }
            }
            Node::Repeat { node, min, max } => {
                self.repeat(node, *min, *max, true, base, source, depth);
            }
            Node::Capture(name, node) => {
                let slot = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
                    self.names.push(name.clone());
                    self.names.len() - 1
                }) as u16;
                self.program.push(Inst::Open(slot));
                self.node(node, base, source, depth);
                self.program.push(Inst::Close(slot));
            }
            Node::Start => self.program.push(Inst::Start),
            Node::End => self.program.push(Inst::End),
        }
    }

    /// An instruction to be filled in later.
    fn hole(&mut self) -> usize {
        self.program.push(Inst::Match);
        self.program.len() - 1
    }

    fn next(&self) -> u32 {
        self.program.len() as u32
    }

    #[expect(clippy::too_many_arguments, reason = "the three last are the place of the node")]
    fn repeat(
        &mut self,
        node: &Node,
        min: usize,
        max: Option<usize>,
        greedy: bool,
        base: Base,
        source: SourceId,
        depth: usize,
    ) {
        for _ in 0..min {
            self.node(node, base, source, depth);
        }
        let order = |enter: u32, leave: u32| {
            if greedy { Inst::Split(enter, leave) } else { Inst::Split(leave, enter) }
        };
        match max {
            None => {
                let split = self.hole();
                self.node(node, base, source, depth);
                self.program.push(Inst::Jump(split as u32));
                self.program[split] = order(split as u32 + 1, self.next());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    if self.program.len() > MAX_PROGRAM {
                        break;
                    }
                    splits.push(self.hole());
                    self.node(node, base, source, depth);
                }
                for split in splits {
                    self.program[split] = order(split as u32 + 1, self.next());
                }
            }
        }
    }

    fn kind(&self, name: &str) -> Option<KindId> {
        self.kinds.0.iter().position(|k| *k == name).map(|i| KindId(i as u8))
    }

    fn class(&mut self, name: &str, span: Span, base: Base, source: SourceId, depth: usize) {
        if let Some(test) = builtin(name) {
            self.program.push(Inst::Test(test));
        } else if let Some(kind) = self.kind(name) {
            self.program.push(Inst::Finding(kind));
        } else if let Some((text, home)) = self.compiler.phrases.get(name).cloned() {
            if depth >= MAX_EXPANSION {
                self.sound = false;
                self.compiler.error(
                    Diagnostic::at(
                        Code::BadPattern,
                        base.place(span, source),
                        format!("`<{name}>` contains itself, or phrases nest more than {MAX_EXPANSION} deep"),
                    )
                    .label("expanded here"),
                );
                return;
            }
            if let Some((node, base)) = self.parse(&text, home) {
                self.node(&node, base, home, depth + 1);
            }
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

    /// Everything that a match of `node` must hold.
    fn need(&mut self, node: &Node, depth: usize) -> Vec<Need> {
        match node {
            Node::Word(word) => {
                let phrase = self.compiler.phrase(word);
                list::key(&phrase).map(|id| Need::Words(vec![id])).into_iter().collect()
            }
            Node::List(name, _) => match self.compiler.lists.get(name) {
                Some(id) => vec![Need::Words(self.compiler.lists.keys(id))],
                None => Vec::new(),
            },
            Node::Class(name, _) => {
                if builtin(name).is_some() || depth > MAX_EXPANSION {
                    Vec::new()
                } else if let Some(kind) = self.kind(name) {
                    vec![Need::Kind(kind)]
                } else {
                    match self.compiler.phrases.get(name).map(|(t, _)| parse(t.get_ref())) {
                        Some(Ok(node)) => self.need(&node, depth + 1),
                        _ => Vec::new(),
                    }
                }
            }
            Node::Capture(_, node) => self.need(node, depth),
            Node::Repeat { node, min, .. } if *min > 0 => self.need(node, depth),
            Node::Seq(items) => items.iter().flat_map(|i| self.need(i, depth)).collect(),
            Node::Alt(branches) => {
                let mut union = Vec::new();
                for branch in branches {
                    match fewest_words(self.need(branch, depth)) {
                        Some(words) => union.extend(words),
                        None => return Vec::new(),
                    }
                }
                union.sort_unstable();
                union.dedup();
                vec![Need::Words(union)]
            }
            Node::Not(..)
            | Node::Ahead(..)
            | Node::Gap(_)
            | Node::Repeat { .. }
            | Node::Start
            | Node::End => Vec::new(),
        }
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
