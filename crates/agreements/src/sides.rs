//! Who the sides of an agreement are: by a pattern around it, else those of its sentence, else those
//! that the text spoke of last.

use std::ops::Range;

use chancery_gazetteer::{Form, Kind};
use chancery_rules::pattern::PatternMatch;
use chancery_rules::{RuleId, Shape, Token};

use crate::agreement::Party;
use crate::at_hand::ENOUGH;
use crate::instrument::Instrument;
use crate::names::ending_at;
use crate::party::{PARTY, named, parties, push, sides};
use crate::stage::{ACTOR, BODY, COUNTRY, NAME, ORGANIZATION};
use crate::work::{MAX_BACK, Work};

/// What of a draft explains it: label, tokens and rule.
pub(crate) type Marks = Vec<(&'static str, Range<usize>, RuleId)>;

/// Rules of the mechanism: sides taken from the sentence, or from the sentence before.
const SIDES_OF_SENTENCE: &str = "agreements/parties/of-the-sentence";
const SIDES_BEFORE: &str = "agreements/parties/of-an-earlier-sentence";
/// How many tokens before a noun are looked at for a word that refers back.
const REFERENCE: usize = 4;
/// And for one that leads to another instrument.
const ANOTHER: usize = 8;
/// Most tokens of the name of a city.
const MAX_CITY: usize = 4;
/// Most tokens between an instrument and a name in what it is about.
const MAX_SUBJECT: usize = 8;

impl Work<'_> {
    /// Whether the noun refers back: `the deal`, `our strategic partnership`.
    pub(crate) fn refers(&self, instrument: &Instrument) -> bool {
        let lists = &self.document.lexicon().lists;
        let start = self.document.sentences()[instrument.sentence].tokens.start;
        let from = instrument.trigger.start.saturating_sub(REFERENCE).max(start);
        let before = &self.document.tokens()[from..instrument.trigger.start];
        let next = self.document.tokens().get(instrument.trigger.end);
        // `the arrangement that they signed in 2019` is told which it is by what follows.
        let told = next.is_some_and(|t| lists.has(self.stage.lists.restriction, t));
        // The nearest word tells: `the conclusion of an agreement` is of a new one.
        let new = |t: &Token| lists.has(self.stage.lists.indefinite, t);
        let mut near = before.iter().rev().take_while(|t| !new(t));
        !told && near.any(|t| lists.has(self.stage.lists.definite, t))
    }

    /// Whether words before the noun lead to another instrument than the one named before it: `a pact
    /// that replaces the 2009 agreement`.
    pub(crate) fn another(&self, instrument: &Instrument) -> bool {
        let lists = &self.document.lexicon().lists;
        let start = self.document.sentences()[instrument.sentence].tokens.start;
        let from = instrument.trigger.start.saturating_sub(ANOTHER).max(start);
        let before = &self.document.tokens()[from..instrument.trigger.start];
        // From the noun backwards: what stands before another mark leads to something else.
        let near = before.iter().rposition(|t| t.is(Shape::PUNCT) && !t.is(Shape::HYPHEN));
        let before = &before[near.map_or(0, |mark| mark + 1)..];
        (0..before.len()).any(|at| lists.longest(self.stage.lists.another, &before[at..]) > 0)
    }

    /// Whether what stands behind the noun tells what it is about: `the agreement on degrees`.
    pub(crate) fn complemented(&self, instrument: &Instrument) -> bool {
        let next = self.document.tokens().get(instrument.trigger.end);
        let complements = self.stage.titles.complements;
        next.is_some_and(|t| self.document.lexicon().lists.has(complements, t))
    }

    /// Whether an agreement that the noun can refer back to came before.
    pub(crate) fn known_before(&self, instrument: &Instrument) -> bool {
        let mut earlier = self.drafts.iter().rev().take(MAX_BACK);
        // `the roadmap` is not `the intergovernmental agreement on transit`.
        let told = instrument.trigger.len() > 1 || self.complemented(instrument);
        earlier.any(|d| {
            let kind = instrument.kind;
            d.kind == kind || !told && self.stage.taxonomy.refers(kind, d.kind)
        })
    }

    /// The sides of an instrument. Patterns count in their order, until they name two. Where the
    /// subject of the sentence is a bystander, nothing else does.
    pub(crate) fn parties(
        &self,
        instrument: &Instrument,
        patterns: &[PatternMatch<'_>],
        sentence: &Range<usize>,
        bystander: bool,
        staged: bool,
        evidence: &mut Marks,
    ) -> Vec<Party> {
        let mut binding: Vec<&PatternMatch<'_>> =
            patterns.iter().filter(|hit| instrument.is_in(hit)).collect();
        binding.sort_by_key(|hit| hit.pattern);
        let mut parties = Vec::new();
        for hit in binding {
            if parties.len() >= ENOUGH {
                break;
            }
            self.take(hit, PARTY, &mut parties, evidence);
        }
        let refers = instrument.title.is_none()
            && self.known_before(instrument)
            && self.refers(instrument)
            && !self.another(instrument);
        // `the deal` is the one named before, and so are its sides.
        if parties.len() >= ENOUGH || refers || bystander {
            return parties;
        }
        let bound = others(instrument, patterns);
        let mut of_sentence = self.of_sentence(Some(instrument), sentence, &bound);
        // `The sides recalled the Paris Agreement`: a known instrument has sides of its own.
        let before = instrument.treaty.is_none()
            && of_sentence.len() < ENOUGH
            && (self.speaks_of_both(sentence)
                || instrument.item && self.list.is_some()
                // `An agreement on visas was initialled`: who else but they.
                || staged && of_sentence.is_empty());
        if before {
            of_sentence = self.at_hand.sides().to_vec();
        }
        let rule = if before { SIDES_BEFORE } else { SIDES_OF_SENTENCE };
        for side in of_sentence {
            if let Some(number) = side.mention.filter(|_| !before) {
                let tokens = self.mentions.mentions()[number].tokens.clone();
                evidence.push((PARTY, tokens, RuleId::new(rule)));
            }
            push(&mut parties, side);
        }
        parties
    }

    /// The sides that a match captures under a role.
    pub(crate) fn take(
        &self,
        hit: &PatternMatch<'_>,
        role: &'static str,
        parties: &mut Vec<Party>,
        evidence: &mut Marks,
    ) {
        for range in hit.all(role) {
            let sides = self.sides_at(&range, role);
            if sides.is_empty() {
                continue;
            }
            for side in sides {
                if role == PARTY {
                    push(parties, side);
                } else {
                    parties.push(side);
                }
            }
            evidence.push((role, range, hit.rule.clone()));
        }
    }

    /// What the actor stands for, or the unknown name, that stands at exactly this place.
    fn sides_at(&self, range: &Range<usize>, role: &'static str) -> Vec<Party> {
        let here: Vec<_> = self.findings.starting_at(range.start).collect();
        let of = |kind| here.iter().find(|(k, end, _)| *k == kind && *end == range.end);
        // A pattern may ask for what is no actor by itself: `the Uzbek-Kyrgyz border`, `the OTS states`.
        if let Some((_, _, number)) = of(ACTOR).or(of(COUNTRY)).or(of(ORGANIZATION)) {
            return parties(self.mentions, *number, role);
        }
        let Some((_, _, number)) = of(BODY).or(of(NAME)) else { return Vec::new() };
        let name = &self.names[*number];
        let span = self.document.span_of(name.own.clone());
        let side = named(self.document.slice(span), role);
        vec![Party { country: name.country.clone(), ..side }]
    }

    /// The sides that a sentence names, what cannot be one aside.
    pub(crate) fn of_sentence(
        &self,
        instrument: Option<&Instrument>,
        sentence: &Range<usize>,
        bound: &[Range<usize>],
    ) -> Vec<Party> {
        let mut without = self.outside(instrument, sentence);
        without.extend_from_slice(bound);
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let mut actors: Vec<usize> = Vec::new();
        // The end of the last actor that is none because of what leads to it.
        let mut led_end = None;
        let from = self
            .actors
            .partition_point(|a| self.mentions.mentions()[*a].tokens.start < sentence.start);
        for number in self.actors[from..].iter().copied() {
            let mention = &self.mentions.mentions()[number];
            let here = &mention.tokens;
            if here.start >= sentence.end {
                break;
            }
            if without.iter().any(|w| w.start <= here.start && here.end <= w.end) {
                continue;
            }
            let demonym = mention.form == Form::Demonym && mention.kind == Kind::Country;
            // Of what the agreement is about: `an agreement on frozen Russian assets`.
            if demonym && instrument.is_some_and(|own| self.is_about(own, here.start)) {
                continue;
            }
            // `for Romania and Poland`: what leads to the first leads to the second.
            let lead = (sentence.start..here.start)
                .rev()
                .find(|at| !lists.has(self.stage.lists.article, &tokens[*at]));
            let Some(lead) = lead else {
                actors.push(number);
                continue;
            };
            let coordinated = lists.has(self.stage.lists.coordination, &tokens[lead])
                && led_end.is_some_and(|end| end == lead);
            // A demonym right before a name belongs to it, and the government in a capital acts.
            let before = (lead > sentence.start).then(|| &tokens[lead - 1]);
            let governs = before.is_some_and(|who| {
                let from = lists.has(self.stage.lists.origin_lead, &tokens[lead]);
                mention.kind == Kind::Country && lists.has(self.stage.lists.governs_there, who)
                    || from && lists.has(self.stage.lists.comes_from, who)
            });
            let leads = lists.has(self.stage.lists.place_lead, &tokens[lead]) && !governs;
            // So does what stands right before the noun: `from the EU migration pact`.
            let adjective = demonym || instrument.is_some_and(|own| here.end == own.trigger.start);
            if coordinated || leads && !adjective {
                led_end = Some(here.end);
                continue;
            }
            actors.push(number);
        }
        sides(&actors, self.mentions)
    }

    /// Whether a token stands in what tells the subject of an instrument: behind its noun and a word such as
    /// `on`, with no mark and no name between them.
    fn is_about(&self, instrument: &Instrument, at: usize) -> bool {
        let tokens = self.document.tokens();
        let from = instrument.hull().end;
        let plain = |t: &Token| t.is(Shape::ALPHA) && !t.is(Shape::CAP);
        self.complemented(instrument)
            && from < at
            && at - from <= MAX_SUBJECT
            && tokens[from..at].iter().all(plain)
    }

    /// What of a sentence cannot name sides: other instruments, a name before the noun of this one
    /// (`the Paris Agreement`), and who is quoted.
    fn outside(
        &self,
        instrument: Option<&Instrument>,
        sentence: &Range<usize>,
    ) -> Vec<Range<usize>> {
        let first = self.instruments.partition_point(|i| i.trigger.start < sentence.start);
        let all = self.instruments[first..].iter();
        let others = all
            .take_while(|i| i.trigger.start < sentence.end)
            .filter(|i| instrument.is_some_and(|own| own.trigger != i.trigger));
        let mut outside: Vec<Range<usize>> = others.map(Instrument::hull).collect();
        if let Some(own) = instrument {
            let capital = |n: &usize| self.mentions.mentions()[*n].form == Form::Capital;
            let name = own.hull().start..own.trigger.end;
            // The city that a treaty is called after, the fund that it sets up.
            let thing =
                |n: &usize| capital(n) || self.mentions.mentions()[*n].kind == Kind::Organization;
            let inside = self.mentions.inside(own.hull()).filter(thing);
            // And right before it: `the Washington accords`.
            let start = own.hull().start;
            let before = ending_at(self.mentions, start, MAX_CITY);
            let before = before.filter(|m| m.form == Form::Capital).map(|m| m.tokens.clone());
            outside.extend(inside.map(|n| self.mentions.mentions()[n].tokens.clone()));
            outside.extend(before);
            if own.treaty.is_some() {
                outside.push(name);
            }
        }
        let first = self.speakers.partition_point(|s| s.start < sentence.start);
        let speakers = self.speakers[first..].iter().take_while(|s| s.start < sentence.end);
        outside.extend(speakers.cloned());
        outside
    }

    /// Whether a phrase of the sentence stands for the sides at hand.
    pub(crate) fn speaks_of_both(&self, sentence: &Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        sentence
            .clone()
            .any(|at| lists.longest(self.stage.lists.mutual, &tokens[at..sentence.end]) > 0)
    }
}

/// The sides that patterns bind to other instruments of the sentence, after their nouns, and not to
/// this one.
fn others(instrument: &Instrument, patterns: &[PatternMatch<'_>]) -> Vec<Range<usize>> {
    let others = patterns.iter().filter(|hit| !instrument.is_in(hit));
    let after = others.filter_map(|hit| hit.get("instrument").map(|noun| (noun.end, hit)));
    after.flat_map(|(end, hit)| hit.all(PARTY).filter(move |range| range.start >= end)).collect()
}
