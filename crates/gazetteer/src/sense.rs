//! Names with several readings: which one is meant, by rule.
//!
//! A `[[sense]]` is one reading. A context that matches one of its patterns tells it at once; else
//! words anywhere in the text vote; else the sense that is marked `otherwise` holds; else the name
//! means what the block says that lists it. Terms (`Bank of …`) and cities (a capital after `in`)
//! are told by patterns in the same pass.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_rules::pattern::{PatternSet, Scratch, Sequence};
use chancery_rules::{Code, Compiler, Diagnostic, RuleId, SourceId, Spanned, Trie, nearest};
use chancery_text::Document;
use rustc_hash::FxHashMap;

use crate::names::{KINDS, Names};
use crate::rules::{CityPatternBlock, SenseBlock, TermPatternBlock};

/// What a name means in a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// What its own block says.
    Own,
    /// Another entity.
    Other(usize),
    /// Nothing that the rules know.
    Nothing,
}

#[derive(Clone, Debug)]
struct Sense {
    means: Meaning,
    rule: RuleId,
    otherwise: bool,
    votes: bool,
}

#[derive(Clone, Copy, Debug)]
enum Role {
    Sense(usize),
    Term,
    City,
}

/// All readings, terms and cities, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Senses {
    senses: Vec<Sense>,
    /// Senses of a written name, by the name's number.
    of_name: FxHashMap<u32, Vec<usize>>,
    patterns: PatternSet,
    /// What each pattern tells.
    roles: Vec<Role>,
    /// Words that vote: for which sense, and whether for it.
    cues: Trie<(usize, bool)>,
}

/// What the rules tell of the names of a document; names by their number.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Names with several readings: what is meant, and the rule.
    pub(crate) readings: BTreeMap<usize, (Meaning, RuleId)>,
    /// Capitals that are the city itself.
    pub(crate) cities: BTreeMap<usize, RuleId>,
    /// Longer names, sorted by place.
    terms: Vec<(Range<usize>, RuleId)>,
}

/// How many longer names before a name are looked at; they are few and short.
const MAX_TERMS_BACK: usize = 4;

impl Told {
    /// The longer name around a range of tokens.
    pub(crate) fn longer(&self, tokens: &Range<usize>) -> Option<(Range<usize>, RuleId)> {
        let before = self.terms.partition_point(|(t, _)| t.start <= tokens.start);
        let mut near = self.terms[..before].iter().rev().take(MAX_TERMS_BACK);
        near.find(|(t, _)| t.end >= tokens.end && t.len() > tokens.len()).cloned()
    }
}

impl Senses {
    pub(crate) fn compile(compiler: &mut Compiler<'_>, names: &Names) -> Self {
        let mut senses = Senses::default();
        let rules = compiler.blocks::<SenseBlock>();
        let all = rules.iter().flat_map(|rule| &rule.value.names);
        let mut by_text: FxHashMap<String, Vec<u32>> =
            all.map(|name| (name.get_ref().clone(), Vec::new())).collect();
        for (number, name) in names.written.iter().enumerate() {
            if let Some(written) = by_text.get_mut(&name.text) {
                written.push(number as u32);
            }
        }
        for rule in rules {
            let (block, source) = (rule.value, rule.location.source);
            let number = senses.senses.len();
            for name in &block.names {
                match by_text.get(name.get_ref()) {
                    Some(written) if !written.is_empty() => {
                        for written in written {
                            senses.of_name.entry(*written).or_default().push(number);
                        }
                    }
                    _ if compiler.is_overlaid(source) => {}
                    _ => unknown_name(compiler, name, source, names),
                }
            }
            for pattern in &block.patterns {
                senses.pattern(compiler, &rule.id, pattern, source, Role::Sense(number));
            }
            let cues = block.cues.iter().map(|cue| (cue, true));
            for (cue, speaks_for) in cues.chain(block.unless.iter().map(|cue| (cue, false))) {
                let phrase = compiler.phrase(cue);
                senses.cues.insert(&phrase, (number, speaks_for));
            }
            let other = block.entity.as_ref().map(|id| match names.by_id.get(id.get_ref()) {
                Some(entry) => Some(*entry),
                None => {
                    let all = names.by_id.iter().map(|(id, entry)| (id.clone(), *entry)).collect();
                    compiler.reference(&all, id, "entity", source)
                }
            });
            senses.senses.push(Sense {
                means: match other.flatten() {
                    Some(entry) => Meaning::Other(entry),
                    None if block.keep => Meaning::Own,
                    None => Meaning::Nothing,
                },
                rule: rule.id,
                otherwise: block.otherwise,
                votes: !block.cues.is_empty(),
            });
        }
        for rule in compiler.blocks::<TermPatternBlock>() {
            let source = rule.location.source;
            senses.pattern(compiler, &rule.id, &rule.value.pattern, source, Role::Term);
        }
        for rule in compiler.blocks::<CityPatternBlock>() {
            let source = rule.location.source;
            senses.pattern(compiler, &rule.id, &rule.value.pattern, source, Role::City);
        }
        senses
    }

    fn pattern(
        &mut self,
        compiler: &mut Compiler<'_>,
        rule: &RuleId,
        text: &Spanned<String>,
        source: SourceId,
        role: Role,
    ) {
        if let Some(pattern) = compiler.pattern(rule, text, source, KINDS) {
            self.patterns.push(pattern);
            self.roles.push(role);
        }
    }

    /// The rules of the readings of a written name.
    pub(crate) fn of(&self, written: u32) -> impl Iterator<Item = &RuleId> {
        let all = self.of_name.get(&written).into_iter().flatten();
        all.map(|sense| &self.senses[*sense].rule)
    }

    /// Tells the readings of the found names of a document, given where they stand and which
    /// written names they are.
    pub(crate) fn tell(
        &self,
        document: &Document<'_>,
        sequence: Sequence<'_>,
        found: &[(Range<usize>, u32)],
        scratch: &mut Scratch,
    ) -> Told {
        let mut told = Told::default();
        let mut by_context: BTreeMap<usize, usize> = BTreeMap::new();
        for sentence in document.sentences() {
            for hit in self.patterns.find(sequence, sentence.tokens.clone(), scratch) {
                let captured = |name| {
                    hit.all(name).flat_map(|range| {
                        let starting = sequence.findings.starting_at(range.start);
                        starting.filter(move |(_, end, _)| *end == range.end).map(|(_, _, n)| n)
                    })
                };
                match self.roles[hit.pattern] {
                    Role::Sense(sense) => {
                        for number in captured("name") {
                            let senses = self.of_name.get(&found[number].1);
                            if senses.is_some_and(|s| s.contains(&sense)) {
                                let first = by_context.entry(number).or_insert(sense);
                                *first = sense.min(*first);
                            }
                        }
                    }
                    Role::City => {
                        told.cities.extend(captured("city").map(|n| (n, hit.rule.clone())));
                    }
                    Role::Term => {
                        let terms = hit.all("term").map(|range| (range, hit.rule.clone()));
                        told.terms.extend(terms);
                    }
                }
            }
        }
        told.terms.sort_by_key(|(range, _)| (range.start, range.end));
        let mut votes: Option<Vec<i32>> = None;
        let dateline = document.meta().dateline.as_ref();
        let filed_from = dateline.map_or(0..0, |dateline| document.tokens_in(dateline.place));
        for (number, (tokens, name)) in found.iter().enumerate() {
            let Some(senses) = self.of_name.get(name) else { continue };
            let chosen = by_context.get(&number).copied().or_else(|| {
                // Where a story is filed from is a city, whatever it speaks of.
                if filed_from.contains(&tokens.start) {
                    return None;
                }
                let voting = senses.iter().filter(|s| self.senses[**s].votes);
                let votes = votes.get_or_insert_with(|| self.votes(document));
                let best = voting.max_by_key(|s| (votes[**s], std::cmp::Reverse(**s)));
                best.copied().filter(|s| votes[*s] > 0)
            });
            // What stands above the first sentence is the agency and the place of the dateline.
            let front = document.sentence_of(tokens.start).is_none();
            let otherwise = || senses.iter().copied().find(|s| self.senses[*s].otherwise && !front);
            if let Some(sense) = chosen.or_else(otherwise) {
                let sense = &self.senses[sense];
                told.readings.insert(number, (sense.means, sense.rule.clone()));
            }
        }
        told
    }

    /// For each sense, the words of the document that speak for it less those that speak against it.
    fn votes(&self, document: &Document<'_>) -> Vec<i32> {
        let mut votes = vec![0; self.senses.len()];
        let tokens = document.tokens();
        for at in 0..tokens.len() {
            self.cues.walk(&tokens[at..], |_, (sense, speaks_for)| {
                votes[*sense] += if *speaks_for { 1 } else { -1 };
            });
        }
        votes
    }
}

fn unknown_name(
    compiler: &mut Compiler<'_>,
    name: &Spanned<String>,
    source: SourceId,
    names: &Names,
) {
    let place = compiler.place_of(name, source);
    let near = nearest(name.get_ref(), names.written.iter().map(|n| n.text.as_str()));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "add the name to the block of what it names".to_owned(),
    };
    let message =
        format!("no country, place, organization or institution is called `{}`", name.get_ref());
    compiler.error(
        Diagnostic::at(Code::UnknownReference, place, message).label("unknown name").hint(hint),
    );
}
