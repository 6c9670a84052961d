//! A document's agreements, sentence by sentence.

use std::ops::Range;

use chancery_gazetteer::{Kind, Mentions};
use chancery_quotes::Quote;
use chancery_rules::pattern::{FindingIndex, PatternMatch, PatternSet, Scratch, Sequence};
use chancery_rules::{Evidence, Span, Token};
use chancery_text::{Document, Shape};

use crate::agreement::{Agreement, Party};
use crate::at_hand::{AtHand, ENOUGH};
use crate::instrument::Instrument;
use crate::merge::{Draft, absorb};
use crate::names::Name;
use crate::party::PARTY;
use crate::sides::Marks;
use crate::stage::Agreements;
use crate::status::Governed;

/// Most adjectives between an article and the noun that explains a title.
const MAX_ADJECTIVES: usize = 4;
/// The polarity where no rule says otherwise.
const AFFIRMED: &str = "affirmed";
/// How many tokens before an instrument are looked at for what joins it to the one before.
const COORDINATION: usize = 5;
/// How many words between its article and an instrument may say what it is about.
const MAX_MODIFIERS: usize = 4;
/// How many earlier agreements or quotations a look back goes over; keeps long documents linear.
pub(crate) const MAX_BACK: usize = 20;

pub(crate) struct Work<'a> {
    pub(crate) stage: &'a Agreements,
    pub(crate) document: &'a Document<'a>,
    pub(crate) mentions: &'a Mentions,
    pub(crate) quotes: &'a [Quote],
    pub(crate) instruments: &'a [Instrument],
    /// Tokens of the speakers of quotations, in order.
    pub(crate) speakers: Vec<Range<usize>>,
    pub(crate) actors: Vec<usize>,
    pub(crate) findings: FindingIndex,
    pub(crate) scratch: Scratch,
    pub(crate) at_hand: AtHand,
    /// Names that no rule knows, by the number of their finding.
    pub(crate) names: Vec<Name>,
    pub(crate) drafts: Vec<Draft>,
    /// The status that the items of a list share, and the draft that announced the list.
    pub(crate) list: Option<(Governed, usize)>,
}

impl<'a> Work<'a> {
    pub(crate) fn run(&mut self) {
        let mut next = 0;
        for number in 0..self.document.sentences().len() {
            let range = self.document.sentences()[number].tokens.clone();
            let first = next;
            while next < self.instruments.len() && self.instruments[next].sentence == number {
                next += 1;
            }
            let made = self.drafts.len();
            if first < next {
                self.sentence(range.clone(), first..next, made);
            }
            self.patterns(range.clone(), made);
            self.place_and_date(&range, made);
            // The states that an instrument of the sentence has for sides, else whom it names.
            let here = self.drafts[made..].iter().find_map(states);
            let here = here.unwrap_or_else(|| self.of_sentence(None, &range, &[]));
            let lists = &self.document.lexicon().lists;
            let sentence = &self.document.tokens()[range];
            let speaking = lists.longest(self.stage.lists.speaking, sentence) > 0;
            self.at_hand.note(here, speaking);
        }
    }

    pub(crate) fn find(
        &mut self,
        patterns: &'a PatternSet,
        range: Range<usize>,
    ) -> Vec<PatternMatch<'a>> {
        let lists = &self.document.lexicon().lists;
        let sequence = Sequence { tokens: self.document.tokens(), findings: &self.findings, lists };
        patterns.find(sequence, range, &mut self.scratch)
    }

    /// The instruments of one sentence.
    fn sentence(&mut self, range: Range<usize>, numbers: Range<usize>, made: usize) {
        let stage = self.stage;
        let hits = self.find(&stage.of_instruments, range.clone());
        let of_governing = hits.partition_point(|hit| hit.pattern < stage.governing.len());
        let (governing, parties) = hits.split_at(of_governing);
        let mut previous: Option<(Governed, usize)> = None;
        for number in numbers.clone() {
            let instrument = &self.instruments[number];
            let others = numbers.clone().filter(|n| *n != number).map(|n| &self.instruments[n]);
            let titles = others.filter_map(|other| other.title.as_ref());
            let titled = |word: &Range<usize>| {
                let inside = |t: &Range<usize>| t.start < word.start && word.end <= t.end;
                titles.clone().any(inside)
            };
            let own =
                stage.governing.of(self.document, &stage.taxonomy, instrument, governing, titled);
            let shared = previous
                .as_ref()
                .filter(|(_, end)| self.coordinated(*end, instrument.trigger.start))
                .map(|(governed, _)| governed.clone());
            let listed = self.list.as_ref().filter(|_| instrument.item);
            let listed = listed.map(|(governed, _)| governed.clone());
            let governed = match (own.or(listed), shared) {
                // A word that stands before the earlier instrument governs that one first.
                (Some(own), Some(shared)) if own.word == shared.word => Some(shared),
                (own, shared) => own.or(shared),
            };
            // What is no agreement hands no stage on.
            if let Some(governed) = governed.as_ref().filter(|governed| !governed.drop) {
                previous = Some((governed.clone(), instrument.hull().end));
            }
            if governed.as_ref().is_some_and(|g| g.drop) {
                continue;
            }
            let draft = self.draft(instrument, governed, parties, &range);
            if self.is_nobodys(instrument, &draft, &range) || self.counts(instrument, &range) {
                continue;
            }
            if let Some(named) = self.explained(instrument, made) {
                // What the text tells of it, the name says once.
                if named.staged {
                    named.mentions.push(instrument.trigger.clone());
                } else {
                    absorb(named, draft, &stage.taxonomy);
                }
                continue;
            }
            if instrument.item {
                self.enter_list();
            }
            self.drafts.push(draft);
        }
        let colon = range.end.checked_sub(1).map(|i| &self.document.tokens()[i]);
        let announces = colon.is_some_and(|t| self.document.text_of(t) == ":");
        if let (true, Some((governed, _)), Some(last)) =
            (announces, previous, self.drafts.len().checked_sub(1))
        {
            self.list = Some((governed, last));
        }
    }

    /// Whether an instrument says too little to be an agreement of anybody: `a deal` without sides,
    /// `a memorandum` without sides and without a stage.
    fn is_nobodys(&self, instrument: &Instrument, draft: &Draft, sentence: &Range<usize>) -> bool {
        let vague = instrument.title.is_none() && !draft.refers && !draft.staged;
        (instrument.weak || vague)
            && draft.parties.is_empty()
            && !self.known_before(instrument)
            && (self.is_heading(sentence)
                || self.at_hand.sides().is_empty() && !self.speaks_of_both(sentence))
    }

    /// Whether a sentence is written in capitals throughout.
    fn is_heading(&self, sentence: &Range<usize>) -> bool {
        let mut words = self.document.tokens()[sentence.clone()].iter();
        words.all(|t| !t.is(Shape::ALPHA) || t.is(Shape::UPPER) || t.end - t.start == 1)
    }

    /// The titled instrument right before the comma or the verb that a noun explains: `the Istanbul
    /// Convention, a treaty that …`, `the Treaty of Lausanne is a peace treaty signed in …`. `made`: the
    /// first draft of the sentence.
    fn explained(&mut self, instrument: &Instrument, made: usize) -> Option<&mut Draft> {
        let (document, taxonomy) = (self.document, &self.stage.taxonomy);
        let lists = &document.lexicon().lists;
        let named = self.drafts.get_mut(made..)?.last_mut()?;
        let end = named.title.as_ref()?.end;
        let [joint, article, between @ ..] =
            &document.tokens()[end..instrument.trigger.start.max(end)]
        else {
            return None;
        };
        let apposed =
            document.text_of(joint) == "," && taxonomy.refers(instrument.kind, named.kind);
        let predicated = lists.has(self.stage.lists.copula, joint)
            && taxonomy.types[instrument.kind].category == taxonomy.types[named.kind].category;
        let adjective = |t: &Token| t.is(Shape::HYPHEN) || t.is(Shape::ALPHA) && !t.is(Shape::CAP);
        let explains = (apposed || predicated)
            && lists.has(self.stage.lists.article, article)
            && between.len() <= MAX_ADJECTIVES
            && between.iter().all(adjective)
            && instrument.title.is_none();
        explains.then_some(named)
    }

    /// Whether an instrument only counts what the sentence names after a colon.
    fn counts(&self, instrument: &Instrument, sentence: &Range<usize>) -> bool {
        let after =
            self.instruments.partition_point(|i| i.trigger.start <= instrument.trigger.start);
        let next = self.instruments.get(after).filter(|i| i.trigger.start < sentence.end);
        let tokens = self.document.tokens();
        let colon = |next: &Instrument| {
            let between = &tokens[instrument.trigger.end..next.trigger.start];
            between.iter().any(|t| self.document.text_of(t) == ":")
        };
        self.stage.taxonomy.types[instrument.kind].total && next.is_some_and(colon)
    }

    /// The first item of a list: what only counted the items is no agreement of its own.
    fn enter_list(&mut self) {
        if let Some((_, number)) = &self.list
            && let Some(draft) = self.drafts.get_mut(*number)
            && self.stage.taxonomy.types[draft.kind].total
        {
            draft.counts = true;
        }
    }

    /// Whether an instrument that ends at `from` and one that starts at `to` share their stage: a
    /// word of coordination leads to the second, and no verb stands between them.
    fn coordinated(&self, from: usize, to: usize) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let between = &tokens[from.min(to)..to];
        let joins = |t: &Token| t.is(Shape::PUNCT) || lists.has(self.stage.lists.coordination, t);
        let apart = (0..between.len()).any(|at| {
            lists.longest(self.stage.lists.apart, &between[at..]) > 0
                || lists.longest(self.stage.lists.status_word, &between[at..]) > 0
        });
        !apart && between.iter().rev().take(COORDINATION).any(joins)
    }

    fn draft(
        &self,
        instrument: &Instrument,
        governed: Option<Governed>,
        patterns: &[PatternMatch<'_>],
        sentence: &Range<usize>,
    ) -> Draft {
        let taxonomy = &self.stage.taxonomy;
        let treaty = instrument.treaty.map(|number| &taxonomy.treaties[number]);
        let rule = treaty.map_or(&taxonomy.types[instrument.kind].rule, |t| &t.rule).clone();
        let mut evidence = vec![("trigger", instrument.trigger.clone(), rule.clone())];
        if let Some(title) = &instrument.title {
            evidence.push(("title", title.clone(), rule.clone()));
        }
        if treaty.is_some() {
            let kind = taxonomy.types[instrument.kind].rule.clone();
            evidence.push(("type", instrument.trigger.clone(), kind));
        }
        let staged = governed.as_ref().is_some_and(|g| g.status != taxonomy.unstaged());
        let word = governed.as_ref().and_then(|g| g.word.clone());
        let bystander = governed.as_ref().is_some_and(|g| g.bystander);
        let (status, polarity) = match governed {
            Some(governed) => {
                let word = governed.word.unwrap_or_else(|| instrument.trigger.clone());
                evidence.push(("status-pattern", word, governed.rule));
                (governed.status, governed.polarity)
            }
            None => (taxonomy.unstaged(), None),
        };
        let stage = word.clone().unwrap_or_else(|| instrument.trigger.clone());
        evidence.push(("status", stage, taxonomy.statuses[status].rule.clone()));
        let parties =
            self.parties(instrument, patterns, sentence, bystander, staged, &mut evidence);
        let mut subjects = self.subjects(instrument, sentence, &mut evidence);
        if let Some(treaty) = treaty.filter(|_| subjects.is_empty()) {
            subjects.clone_from(&treaty.subjects);
        }
        let words = self.document.span_of(instrument.trigger.clone());
        let words = self.document.slice(words).to_lowercase();
        let title_text = instrument
            .title
            .clone()
            .map(|t| self.document.slice(self.document.span_of(t)).to_lowercase());
        Draft {
            kind: instrument.kind,
            treaty: instrument.treaty,
            word,
            trigger: instrument.trigger.clone(),
            title: instrument.title.clone(),
            title_text,
            words,
            acronym: instrument
                .acronym
                .map(|at| self.document.text_of(&self.document.tokens()[at]).to_owned()),
            by_acronym: instrument.acronym == Some(instrument.trigger.start),
            parties,
            status,
            polarity,
            subjects,
            evidence,
            rule,
            refers: self.refers(instrument),
            another: self.another(instrument),
            complemented: self.complemented(instrument),
            staged,
            mentions: Vec::new(),
            headline: self.in_headline(instrument.trigger.start),
            counts: false,
            date: None,
            place: None,
        }
    }

    /// Whether a token stands in the headline: a first paragraph that ends in no full stop.
    pub(crate) fn in_headline(&self, at: usize) -> bool {
        let [first, _, ..] = self.document.paragraphs() else { return false };
        let last = first.tokens.end.checked_sub(1).map(|last| &self.document.tokens()[last]);
        first.tokens.contains(&at) && last.is_some_and(|t| !t.is(Shape::STOP))
    }

    /// Subjects from the title and the words before its noun, else from the complement.
    fn subjects(
        &self,
        instrument: &Instrument,
        sentence: &Range<usize>,
        evidence: &mut Marks,
    ) -> Vec<usize> {
        let taxonomy = &self.stage.taxonomy;
        let hull = instrument.hull();
        let names: Vec<Range<usize>> = self
            .mentions
            .inside(hull.start..sentence.end)
            .map(|n| &self.mentions.mentions()[n])
            .filter(|m| m.kind != Kind::Country)
            .map(|m| m.tokens.clone())
            .collect();
        let masked = |at: usize| names.iter().any(|n| n.contains(&at));
        let phrase = self.modifiers(hull.start, sentence)..hull.end;
        let mut found = taxonomy.subjects_in(self.document, phrase, masked);
        if found.is_empty() {
            let complement = self.complement(instrument, sentence);
            found = taxonomy.subjects_in(self.document, complement, masked);
        }
        self.note_subjects(found, evidence)
    }

    /// The subjects that words show, in the order of the taxonomy, and the words as evidence.
    pub(crate) fn note_subjects(
        &self,
        found: Vec<(usize, Range<usize>)>,
        evidence: &mut Marks,
    ) -> Vec<usize> {
        let mut subjects = Vec::new();
        for (number, tokens) in found {
            let rule = self.stage.taxonomy.subjects[number].1.clone();
            evidence.push(("subject", tokens, rule));
            subjects.push(number);
        }
        subjects.sort_unstable();
        subjects
    }

    /// Where the words before an instrument begin that say what it is about: after its article, as in
    /// `a defence cooperation accord`; without one near, nowhere.
    fn modifiers(&self, noun: usize, sentence: &Range<usize>) -> usize {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let from = noun.saturating_sub(MAX_MODIFIERS + 1).max(sentence.start);
        let opens = |at: &usize| lists.has(self.stage.lists.opener, &tokens[*at]);
        (from..noun).rfind(opens).map_or(noun, |at| at + 1)
    }

    /// What an instrument goes on about: from the word that leads to it to the next instrument or the
    /// end of the sentence.
    fn complement(&self, instrument: &Instrument, sentence: &Range<usize>) -> Range<usize> {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let next = self.instruments.partition_point(|i| i.trigger.start < instrument.trigger.end);
        let next = self.instruments.get(next);
        let end = next.map_or(sentence.end, |i| sentence.end.min(i.trigger.start));
        let from = instrument.trigger.end.min(end);
        let leads = |at: &usize| lists.longest(self.stage.lists.complement, &tokens[*at..end]) > 0;
        (from..end).find(leads).unwrap_or(end)..end
    }

    pub(crate) fn agreement(&self, draft: Draft) -> Agreement {
        let taxonomy = &self.stage.taxonomy;
        let original = |tokens: &Range<usize>| -> Span {
            self.document.to_original(self.document.span_of(tokens.clone()))
        };
        let trigger = original(&draft.trigger);
        let title = draft.title.as_ref().map(original);
        let evidence: Vec<Evidence> = draft
            .evidence
            .iter()
            .map(|(label, tokens, rule)| Evidence {
                label,
                span: original(tokens),
                rule: rule.clone(),
            })
            .collect();
        let span = title.into_iter().fold(trigger, Span::hull);
        let kind = &taxonomy.types[draft.kind];
        let (cameo, plover) = taxonomy.codes(draft.kind, draft.status);
        // Quotations are sorted, and few hold one another.
        let after = self.quotes.partition_point(|q| q.span.start <= trigger.start);
        let quote = self.quotes[..after]
            .iter()
            .enumerate()
            .rev()
            .take(MAX_BACK)
            .filter(|(_, q)| {
                q.tokens
                    .iter()
                    .any(|t| t.start <= draft.trigger.start && draft.trigger.end <= t.end)
            })
            .min_by_key(|(_, q)| q.hull().len())
            .map(|(number, _)| number);
        Agreement {
            span,
            tokens: draft.trigger.clone(),
            kind: kind.id.clone(),
            category: kind.category.clone(),
            title,
            treaty: draft.treaty.map(|number| taxonomy.treaties[number].known.clone()),
            trigger,
            parties: draft.parties,
            status: taxonomy.statuses[draft.status].id.clone(),
            polarity: draft.polarity.unwrap_or_else(|| AFFIRMED.to_owned()),
            subjects: draft.subjects.iter().map(|n| taxonomy.subjects[*n].0.clone()).collect(),
            date: draft.date,
            place: draft.place.as_ref().map(original),
            cameo,
            plover,
            quote,
            evidence,
            mentions: draft.mentions.iter().map(original).collect(),
            rule: draft.rule,
        }
    }
}

/// The sides of a draft, if they are states and enough of them.
fn states(draft: &Draft) -> Option<Vec<Party>> {
    let state = |side: &Party| side.role == PARTY && side.entity.starts_with("country/");
    let all = draft.parties.len() >= ENOUGH && draft.parties.iter().all(state);
    all.then(|| draft.parties.clone())
}
