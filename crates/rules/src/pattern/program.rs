//! What patterns compile to: small programs, as Thompson's construction makes them of regular
//! expressions.

use std::sync::{Arc, OnceLock};

use super::compile::KindId;
use super::findings::KindMask;
use super::run::Phrase;
use super::starts::Starts;
use crate::WordId;
use crate::list::{ListId, Lists};
use crate::token::{CaseNeed, Shape};

/// One test of one token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// A phrase of the rules, in any of the ways that it matches here.
    Phrase(u32),
    /// Try the first, then the second.
    Split(u32, u32),
    Jump(u32),
    Open(u16),
    Close(u16),
    Start,
    End,
    /// All tokens that are left; what follows asks for none and always holds.
    Rest,
    Match,
}

impl Inst {
    /// The same step that many steps further on.
    pub(crate) fn moved(&self, by: u32) -> Self {
        match self {
            Inst::Split(a, b) => Inst::Split(a + by, b + by),
            Inst::Jump(a) => Inst::Jump(a + by),
            other => other.clone(),
        }
    }
}

/// A program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    /// The last step is the only [`Inst::Match`].
    pub(crate) steps: Vec<Inst>,
    /// For each step that threads come to in more ways than one, its number among those.
    pub(crate) joins: Vec<Option<u32>>,
    /// How many of them there are.
    pub(crate) width: usize,
    /// For each step, the one that a thread comes to from it before anything is asked of it.
    pub(crate) looks: Vec<u32>,
    /// For each step, with which tokens the program can go on there, worked out when a text first
    /// asks: most steps are never asked about.
    onward: Vec<OnceLock<Box<Starts>>>,
    /// The phrases that it names by number.
    pub(crate) phrases: Vec<Arc<Program>>,
    /// Names of the captures, by number.
    pub(crate) names: Vec<String>,
    pub(crate) first: First,
    /// Whether it matches no token everywhere, whatever stands there.
    pub(crate) passes: bool,
    /// Whether it matches at the start of a sentence only.
    pub(crate) opens: bool,
}

/// What the first token of a match can be.
#[derive(Clone, Debug, Default)]
pub(crate) struct First {
    /// Some more than once.
    pub(crate) words: Vec<WordId>,
    /// Shapes of one flag each.
    pub(crate) shapes: Vec<Shape>,
    /// Kinds of findings, one bit each.
    pub(crate) kinds: KindMask,
    /// Anything, as far as this look can tell.
    pub(crate) any: bool,
    /// No token at all.
    pub(crate) nothing: bool,
}

impl First {
    /// What one or the other can be.
    pub(crate) fn join(&mut self, other: &First) {
        self.words.extend(&other.words);
        self.shapes.extend(&other.shapes);
        self.kinds |= other.kinds;
        self.any |= other.any;
        self.nothing |= other.nothing;
    }
}

impl Program {
    /// A program of its steps, the last of which is the match.
    pub(crate) fn new(
        steps: Vec<Inst>,
        names: Vec<String>,
        phrases: Vec<Arc<Program>>,
        lists: &Lists,
    ) -> Self {
        let (joins, width) = joins(&steps);
        let looks = (0..steps.len()).map(|step| look(&steps, step)).collect();
        let first = first(&steps, 0, |phrase| &phrases[phrase as usize].first, lists);
        let onward = steps.iter().map(|_| OnceLock::new()).collect();
        let passes = first.nothing && passes(&steps);
        let opens = opens(&steps);
        Program { steps, joins, width, looks, onward, phrases, names, first, passes, opens }
    }

    /// With which tokens the program can go on at a step. `phrases` are those that it names by number.
    pub(crate) fn onward(&self, step: usize, phrases: &[Phrase], lists: &Lists) -> &Starts {
        self.onward[step].get_or_init(|| {
            let of_phrase = |phrase| &phrases[phrase as usize].code.first;
            Box::new(Starts::new(&first(&self.steps, step, of_phrase, lists)))
        })
    }

    /// Whether what it matches at a token can be kept and used again: it captures nothing, and no
    /// loop lets it run on, so that it looks at a bounded number of findings and tokens.
    pub(crate) fn keeps(&self) -> bool {
        let back =
            |(at, inst): (usize, &Inst)| matches!(inst, Inst::Jump(to) if *to as usize <= at);
        self.names.is_empty() && !self.steps.iter().enumerate().any(back)
    }

    /// Its steps without the match, to stand at `base` of another program. `names` and `phrases` are
    /// those of that program.
    pub(crate) fn spliced(
        &self,
        base: usize,
        names: &mut Vec<String>,
        phrases: &mut Vec<Arc<Program>>,
    ) -> Vec<Inst> {
        let names: Vec<u16> = self.names.iter().map(|name| slot(names, name)).collect();
        let phrases: Vec<u32> = self.phrases.iter().map(|phrase| share(phrases, phrase)).collect();
        let moved = |inst: &Inst| match inst {
            Inst::Open(name) => Inst::Open(names[*name as usize]),
            Inst::Close(name) => Inst::Close(names[*name as usize]),
            Inst::Phrase(phrase) => Inst::Phrase(phrases[*phrase as usize]),
            other => other.moved(base as u32),
        };
        self.steps[..self.steps.len() - 1].iter().map(moved).collect()
    }

    /// Its steps with every phrase written out. `phrases` are those that the program names by number.
    pub(crate) fn expanded(&self, phrases: &[Arc<Program>]) -> Vec<Inst> {
        // Steps move as phrases grow: first where each will stand, then the steps themselves.
        let parts: Vec<Option<Vec<Inst>>> = self
            .steps
            .iter()
            .map(|inst| match inst {
                Inst::Phrase(phrase) => {
                    let phrase = &phrases[*phrase as usize];
                    Some(phrase.expanded(&phrase.phrases))
                }
                _ => None,
            })
            .collect();
        let mut places = Vec::with_capacity(parts.len());
        let mut place = 0_u32;
        for part in &parts {
            places.push(place);
            place += part.as_ref().map_or(1, |steps| steps.len() as u32 - 1);
        }
        let mut written = Vec::with_capacity(place as usize);
        for (inst, part) in self.steps.iter().zip(parts) {
            let base = written.len() as u32;
            match (inst, part) {
                (_, Some(mut steps)) => {
                    steps.pop();
                    written.extend(steps.into_iter().map(|inst| match inst {
                        Inst::Split(a, b) => Inst::Split(a + base, b + base),
                        Inst::Jump(a) => Inst::Jump(a + base),
                        other => other,
                    }));
                }
                (Inst::Split(a, b), None) => {
                    written.push(Inst::Split(places[*a as usize], places[*b as usize]));
                }
                (Inst::Jump(a), None) => written.push(Inst::Jump(places[*a as usize])),
                (other, None) => written.push(other.clone()),
            }
        }
        written
    }
}

/// The number of a name, added if it is new.
pub(crate) fn slot(names: &mut Vec<String>, name: &str) -> u16 {
    let known = names.iter().position(|n| n == name);
    known.unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    }) as u16
}

/// The number of a phrase, added if it is new.
pub(crate) fn share(phrases: &mut Vec<Arc<Program>>, phrase: &Arc<Program>) -> u32 {
    let known = phrases.iter().position(|p| Arc::ptr_eq(p, phrase));
    known.unwrap_or_else(|| {
        phrases.push(Arc::clone(phrase));
        phrases.len() - 1
    }) as u32
}

/// Puts [`Inst::Rest`] where a whole pattern ends in a greedy `<any>*`.
pub(crate) fn take_the_rest(steps: &mut [Inst]) {
    for at in 0..steps.len().saturating_sub(2) {
        let Inst::Split(enter, leave) = steps[at] else { continue };
        let any = matches!(steps[at + 1], Inst::Test(Test::Any));
        let again = matches!(steps[at + 2], Inst::Jump(to) if to as usize == at);
        if enter as usize == at + 1
            && leave as usize == at + 3
            && any
            && again
            && ends(steps, leave)
        {
            steps[at] = Inst::Rest;
            // Nothing comes here any more; a jump keeps the places of the others.
            steps[at + 1] = Inst::Jump(leave);
            steps[at + 2] = Inst::Jump(leave);
        }
    }
}

/// Whether a thread comes from a step to the match without being asked for another token.
fn ends(steps: &[Inst], from: u32) -> bool {
    let mut at = from as usize;
    loop {
        at = match steps.get(at) {
            Some(Inst::Close(_) | Inst::End) => at + 1,
            Some(Inst::Jump(to)) if *to as usize > at => *to as usize,
            other => return matches!(other, Some(Inst::Match)),
        };
    }
}

/// Numbers the steps that threads come to in more ways than one. Only they need to be remembered
/// for each pair of step and token to be tried once: every other has one pair before it.
fn joins(steps: &[Inst]) -> (Vec<Option<u32>>, usize) {
    let mut ways = vec![0_u32; steps.len()];
    let mut come = |at: usize, n: u32| {
        if let Some(ways) = ways.get_mut(at) {
            *ways += n;
        }
    };
    come(0, 1);
    for (at, inst) in steps.iter().enumerate() {
        match inst {
            Inst::Split(a, b) => {
                come(*a as usize, 1);
                come(*b as usize, 1);
            }
            Inst::Jump(a) => come(*a as usize, 1),
            Inst::Rest => come(at + 3, 1),
            // They come from tokens at any distance.
            Inst::List(_) | Inst::Finding(_) | Inst::Phrase(_) => come(at + 1, 2),
            Inst::Match => {}
            _ => come(at + 1, 1),
        }
    }
    let mut width = 0;
    let joins = ways.into_iter().map(|ways| {
        (ways > 1).then(|| {
            width += 1;
            width - 1
        })
    });
    let joins = joins.collect();
    (joins, width as usize)
}

/// The step that a thread comes to from this one before anything is asked of it.
fn look(steps: &[Inst], mut step: usize) -> u32 {
    // A loop always asks something; the bound is for programs that no pattern compiles to.
    for _ in 0..steps.len() {
        match &steps[step] {
            Inst::Open(_) | Inst::Close(_) => step += 1,
            Inst::Jump(to) => step = *to as usize,
            _ => break,
        }
    }
    step as u32
}

/// The steps that ask something, or match, to which a thread comes first from the first one.
fn asked(steps: &[Inst]) -> impl Iterator<Item = &Inst> {
    let mut seen = vec![false; steps.len()];
    let mut todo = vec![0];
    std::iter::from_fn(move || {
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &steps[at] {
                Inst::Jump(to) => todo.push(*to as usize),
                Inst::Split(a, b) => todo.extend([*a as usize, *b as usize]),
                Inst::Open(_) | Inst::Close(_) => todo.push(at + 1),
                inst => return Some(inst),
            }
        }
        None
    })
}

/// Whether a way leads from the first step to the match on which nothing is asked.
fn passes(steps: &[Inst]) -> bool {
    asked(steps).any(|inst| matches!(inst, Inst::Match))
}

/// Whether every way from the first step leads over the start of the sentence before it asks for a token.
fn opens(steps: &[Inst]) -> bool {
    asked(steps).all(|inst| matches!(inst, Inst::Start))
}

/// Follows a program from one of its steps to the first that take a token, or match. `skipped` tells of a
/// phrase whether it may take none, so that what stands behind it comes first, too.
pub(crate) fn leads<'s>(
    steps: &'s [Inst],
    from: usize,
    skipped: impl Fn(u32) -> bool,
    mut each: impl FnMut(&'s Inst),
) {
    let mut seen = vec![false; steps.len()];
    let mut todo = vec![from];
    while let Some(at) = todo.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match &steps[at] {
            Inst::Jump(to) => todo.push(*to as usize),
            Inst::Split(a, b) => todo.extend([*a as usize, *b as usize]),
            Inst::Open(_) | Inst::Close(_) | Inst::Start | Inst::Ahead(_) => todo.push(at + 1),
            inst => {
                each(inst);
                if matches!(inst, Inst::Phrase(phrase) if skipped(*phrase)) {
                    todo.push(at + 1);
                }
            }
        }
    }
}

/// What the first token of a match can be from one of the steps of a program on.
pub(crate) fn first<'p>(
    steps: &[Inst],
    from: usize,
    of_phrase: impl Fn(u32) -> &'p First,
    lists: &Lists,
) -> First {
    let mut first = First::default();
    leads(
        steps,
        from,
        |phrase| of_phrase(phrase).nothing,
        |inst| match inst {
            Inst::Test(Test::Word(word, _)) => first.words.push(*word),
            Inst::Test(Test::Shape(shape)) => first.shapes.push(*shape),
            Inst::List(list) => first.words.extend(lists.first_words(*list)),
            Inst::Finding(kind) => first.kinds |= 1 << kind.0,
            Inst::Phrase(phrase) => {
                // After a phrase of no token comes what stands behind it.
                let nothing = first.nothing;
                first.join(of_phrase(*phrase));
                first.nothing = nothing;
            }
            Inst::Match => first.nothing = true,
            _ => first.any = true,
        },
    );
    first.shapes.sort_unstable_by_key(|shape| shape.0);
    first.shapes.dedup();
    first
}
