//! The stage: from a document, its mentions and its quotations to its agreements.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use chancery_gazetteer::{Gazetteer, Kind, Mentions};
use chancery_quotes::{Quote, Quotes};
use chancery_rules::pattern::{
    FindingIndex, KindId, Kinds, PatternMatch, PatternSet, Scratch, Sequence,
};
use chancery_rules::{Compiler, Diagnostics, Evidence, ListId, Pack, RuleId, RuleSet};
use chancery_text::{Document, Reader, Shape};

use crate::agreement::{Agreement, Party};
use crate::instrument::{Instrument, TitleLists};
use crate::merge::{Draft, merge};
use crate::party::{PARTY, country, is_actor, party, push, sides};
use crate::rules::{AgreementBlock, PartyPatternBlock};
use crate::status::{Governed, Governing};
use crate::taxonomy::Taxonomy;

/// The kinds of findings that patterns of this crate can name.
const KINDS: Kinds = Kinds(&["actor", "instrument", "country", "person", "place"]);
const ACTOR: KindId = KindId(0);
const INSTRUMENT: KindId = KindId(1);
const COUNTRY: KindId = KindId(2);
const PERSON: KindId = KindId(3);
const PLACE: KindId = KindId(4);

/// The roles of the output contract.
const HOLDER: &str = "holder";
const BENEFICIARY: &str = "beneficiary";
/// The polarity where no rule says otherwise.
const AFFIRMED: &str = "affirmed";

/// How many earlier agreements a mention can refer back over.
const MAX_BACK: usize = 20;

/// How many tokens before an actor are looked at for what leads to it.
const LEAD: usize = 6;

/// Rules of the mechanism: sides taken from the sentence, or from the sentence before.
const SIDES_OF_SENTENCE: &str = "agreements/parties/of-the-sentence";
const SIDES_BEFORE: &str = "agreements/parties/of-an-earlier-sentence";

/// Finds agreements. Compile once; it is `Send + Sync` and cheap to share.
#[derive(Clone, Debug)]
pub struct Agreements {
    reader: Arc<Reader>,
    /// For use alone: the earlier stages of the same rules.
    earlier: Option<Arc<(Gazetteer, Quotes)>>,
    taxonomy: Taxonomy,
    titles: TitleLists,
    governing: Governing,
    party_patterns: PatternSet,
    patterns: PatternSet,
    rules: Vec<PatternRule>,
    lists: AgreementLists,
}

/// A pattern that makes an agreement without an instrument noun.
#[derive(Clone, Debug)]
struct PatternRule {
    kind: usize,
    status: usize,
    polarity: Option<String>,
    subjects: Vec<usize>,
    beneficiary: Option<String>,
}

/// The word lists that the mechanism itself needs.
#[derive(Clone, Copy, Debug)]
struct AgreementLists {
    /// Words and phrases between instruments that share a status.
    coordination: ListId,
    /// Words before an instrument that refer back to it.
    definite: ListId,
    /// Words after an instrument that lead to its subject.
    complement: ListId,
    /// Phrases that stand for the sides at hand.
    mutual: ListId,
    /// Phrases that lead to a mediator, a host or a witness.
    no_party: ListId,
}

impl Agreements {
    /// The stage with the embedded rules.
    ///
    /// # Panics
    /// Never: the embedded rules are checked by tests.
    #[must_use]
    pub fn english() -> &'static Agreements {
        static AGREEMENTS: LazyLock<Agreements> = LazyLock::new(|| {
            Agreements::from_packs(&[Pack::embedded()])
                .expect("the embedded rules are checked by tests")
        });
        &AGREEMENTS
    }

    /// The stage with packs laid over each other.
    ///
    /// # Errors
    /// Everything that is wrong with the packs.
    pub fn from_packs(packs: &[Pack]) -> Result<Self, Diagnostics> {
        let rules = RuleSet::load(packs);
        let mut compiler = Compiler::new(&rules);
        let reader = Reader::compile(&mut compiler);
        let gazetteer = Gazetteer::compile(&mut compiler, reader.clone());
        let quotes = Quotes::compile(&mut compiler, reader.clone());
        let mut agreements = Agreements::compile(&mut compiler, reader);
        compiler.finish()?;
        agreements.earlier = Some(Arc::new((gazetteer, quotes)));
        Ok(agreements)
    }

    /// Compiles the rules of this stage; usable once [`Compiler::finish`] has succeeded.
    #[must_use]
    pub fn compile(compiler: &mut Compiler<'_>, reader: Arc<Reader>) -> Self {
        let taxonomy = Taxonomy::compile(compiler);
        let titles = TitleLists::compile(compiler);
        let lists = AgreementLists {
            coordination: compiler.required_list("instrument-coordination"),
            definite: compiler.required_list("referring-word"),
            complement: compiler.required_list("subject-complement"),
            mutual: compiler.required_list("mutual-parties"),
            no_party: compiler.required_list("no-party-lead"),
        };
        let governing = Governing::compile(compiler, &taxonomy, KINDS);
        let mut party_patterns = PatternSet::default();
        for rule in compiler.blocks::<PartyPatternBlock>() {
            let source = rule.location.source;
            if let Some(pattern) = compiler.pattern(&rule.id, &rule.value.pattern, source, KINDS) {
                party_patterns.push(pattern);
            }
        }
        let mut patterns = PatternSet::default();
        let mut rules = Vec::new();
        for rule in compiler.blocks::<AgreementBlock>() {
            let source = rule.location.source;
            let block = rule.value;
            let kind = taxonomy.type_named(compiler, &block.kind, source);
            let status = taxonomy.status_named(compiler, &block.status, source);
            let subjects = block
                .subjects
                .iter()
                .filter_map(|s| taxonomy.subject_named(compiler, s, source))
                .collect();
            let pattern = compiler.pattern(&rule.id, &block.pattern, source, KINDS);
            if let (Some(kind), Some(status), Some(pattern)) = (kind, status, pattern) {
                patterns.push(pattern);
                let (polarity, beneficiary) = (block.polarity, block.beneficiary);
                rules.push(PatternRule { kind, status, polarity, subjects, beneficiary });
            }
        }
        Agreements {
            reader,
            earlier: None,
            taxonomy,
            titles,
            governing,
            party_patterns,
            patterns,
            rules,
            lists,
        }
    }

    /// Finds the agreements of a text, doing the earlier steps first.
    #[must_use]
    pub fn extract(&self, text: &str) -> Vec<Agreement> {
        let document = self.reader.read(text);
        let (gazetteer, quotes) = match &self.earlier {
            Some(earlier) => (&earlier.0, &earlier.1),
            None => (Gazetteer::english(), Quotes::english()),
        };
        let mentions = gazetteer.annotate(&document);
        let quotes = quotes.annotate(&document, &mentions);
        self.annotate(&document, &mentions, &quotes)
    }

    /// Finds the agreements of a document whose mentions and quotations are known.
    #[must_use]
    pub fn annotate(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        quotes: &[Quote],
    ) -> Vec<Agreement> {
        if !document.shared_lexicon().same(self.reader.lexicon()) {
            return self.extract(document.original());
        }
        let instruments = self.titles.find(document, &self.taxonomy, mentions);
        let actors: Vec<usize> = (0..mentions.mentions().len())
            .filter(|n| is_actor(document, mentions, &mentions.mentions()[*n]))
            .filter(|n| !self.led_by(document, mentions.mentions()[*n].tokens.start))
            .collect();
        let of_actors = actors.iter().map(|n| (ACTOR, mentions.mentions()[*n].tokens.clone(), *n));
        let of_mentions = mentions.mentions().iter().enumerate().filter_map(|(n, m)| {
            let kind = match m.kind {
                Kind::Country => COUNTRY,
                Kind::Person => PERSON,
                Kind::Place => PLACE,
                Kind::Institution | Kind::Organization => return None,
            };
            Some((kind, m.tokens.clone(), n))
        });
        let of_instruments =
            instruments.iter().enumerate().map(|(n, i)| (INSTRUMENT, i.trigger.clone(), n));
        let findings = FindingIndex::new(of_actors.chain(of_mentions).chain(of_instruments));
        let mut work = Work {
            stage: self,
            document,
            mentions,
            quotes,
            instruments: &instruments,
            speakers: speakers(document, quotes),
            actors,
            findings,
            scratch: Scratch::default(),
            last_sides: Vec::new(),
            drafts: Vec::new(),
            list: None,
        };
        work.run();
        let mut drafts = std::mem::take(&mut work.drafts);
        drafts.retain(|d| !d.counts);
        drafts.sort_by_key(|d| (d.trigger.start, d.trigger.end, d.kind));
        let merged = merge(drafts, &self.taxonomy);
        let mut agreements: Vec<Agreement> =
            merged.into_iter().map(|draft| work.agreement(draft)).collect();
        agreements.sort_by(|a, b| (a.span, &a.kind).cmp(&(b.span, &b.kind)));
        agreements
    }
}

fn speakers(document: &Document<'_>, quotes: &[Quote]) -> Vec<Range<usize>> {
    // Who accuses or vows may well be a side.
    let said = quotes.iter().filter(|q| !q.attitude);
    let spans = said.filter_map(|q| q.speaker.as_ref()).map(|s| s.span);
    let mut speakers: Vec<Range<usize>> =
        spans.map(|span| document.tokens_in(document.map().to_normalized(span))).collect();
    speakers.sort_by_key(|s| (s.start, s.end));
    speakers
}

impl Agreements {
    /// Whether a phrase that leads to no side stands right before a token, an article aside.
    fn led_by(&self, document: &Document<'_>, at: usize) -> bool {
        let lists = &document.lexicon().lists;
        let before = &document.tokens()[at.saturating_sub(LEAD)..at];
        (0..before.len()).any(|start| {
            let len = lists.longest(self.lists.no_party, &before[start..]);
            len > 0 && before.len() - start - len <= 1
        })
    }
}

struct Work<'a> {
    stage: &'a Agreements,
    document: &'a Document<'a>,
    mentions: &'a Mentions,
    quotes: &'a [Quote],
    instruments: &'a [Instrument],
    /// Tokens of the speakers of quotations, in order.
    speakers: Vec<Range<usize>>,
    actors: Vec<usize>,
    findings: FindingIndex,
    scratch: Scratch,
    /// The sides that the text spoke of last.
    last_sides: Vec<Party>,
    drafts: Vec<Draft>,
    /// The status that the items of a list share, and the draft that announced the list.
    list: Option<(Governed, usize)>,
}

impl<'a> Work<'a> {
    fn run(&mut self) {
        let mut next = 0;
        for number in 0..self.document.sentences().len() {
            let range = self.document.sentences()[number].tokens.clone();
            let first = next;
            while next < self.instruments.len() && self.instruments[next].sentence == number {
                next += 1;
            }
            let made = self.drafts.len();
            if first < next {
                self.sentence(range.clone(), first..next);
            }
            self.patterns(range.clone(), made);
            let here = sides(&self.actors, self.mentions, range, &[]);
            if here.len() >= 2 {
                self.last_sides = here;
            }
        }
    }

    fn find(&mut self, patterns: &'a PatternSet, range: Range<usize>) -> Vec<PatternMatch<'a>> {
        let lists = &self.document.lexicon().lists;
        let sequence = Sequence { tokens: self.document.tokens(), findings: &self.findings, lists };
        patterns.find(sequence, range, &mut self.scratch)
    }

    /// The instruments of one sentence.
    fn sentence(&mut self, range: Range<usize>, numbers: Range<usize>) {
        let stage = self.stage;
        let governing = self.find(&stage.governing.patterns, range.clone());
        let parties = self.find(&stage.party_patterns, range.clone());
        let mut previous: Option<(Governed, usize)> = None;
        for number in numbers {
            let instrument = &self.instruments[number];
            let own = stage.governing.of(self.document, &stage.taxonomy, instrument, &governing);
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
            if let Some(governed) = &governed {
                previous = Some((governed.clone(), instrument.hull().end));
            }
            if governed.as_ref().is_some_and(|g| g.drop) {
                continue;
            }
            let draft = self.draft(instrument, governed, &parties, &range);
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

    /// The first item of a list: what only counted the items is no agreement of its own.
    fn enter_list(&mut self) {
        if let Some((_, number)) = &self.list
            && let Some(draft) = self.drafts.get_mut(*number)
            && self.stage.taxonomy.types[draft.kind].total
        {
            draft.counts = true;
        }
    }

    /// Whether nothing but coordination stands between two instruments.
    fn coordinated(&self, from: usize, to: usize) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let mut at = from;
        while at < to {
            let len = lists.longest(self.stage.lists.coordination, &tokens[at..to]);
            if len == 0 && !tokens[at].is(Shape::PUNCT) {
                return false;
            }
            at += len.max(1);
        }
        from < to
    }

    fn draft(
        &self,
        instrument: &Instrument,
        governed: Option<Governed>,
        patterns: &[PatternMatch<'_>],
        sentence: &Range<usize>,
    ) -> Draft {
        let taxonomy = &self.stage.taxonomy;
        let rule = taxonomy.types[instrument.kind].rule.clone();
        let mut evidence = vec![("trigger".to_owned(), instrument.trigger.clone(), rule.clone())];
        if let Some(title) = &instrument.title {
            evidence.push(("title".to_owned(), title.clone(), rule.clone()));
        }
        let staged = governed.as_ref().is_some_and(|g| g.status != taxonomy.unstaged());
        let (status, polarity) = match governed {
            Some(governed) => {
                if let Some(word) = governed.word {
                    if let Some(rule) = governed.word_rule {
                        evidence.push(("status".to_owned(), word.clone(), rule));
                        evidence.push(("status-pattern".to_owned(), word, governed.rule));
                    } else {
                        evidence.push(("status".to_owned(), word, governed.rule));
                    }
                }
                (governed.status, governed.polarity)
            }
            None => (taxonomy.unstaged(), None),
        };
        let parties = self.parties(instrument, patterns, sentence, &mut evidence);
        let subjects = self.subjects(instrument, sentence, &mut evidence);
        let title_text = instrument
            .title
            .clone()
            .map(|t| self.document.slice(self.document.span_of(t)).to_lowercase());
        Draft {
            kind: instrument.kind,
            trigger: instrument.trigger.clone(),
            title: instrument.title.clone(),
            title_text,
            parties,
            status,
            polarity,
            subjects,
            evidence,
            rule,
            refers: self.refers(instrument),
            staged,
            mentions: Vec::new(),
            counts: false,
        }
    }

    /// Whether the noun refers back: `the deal`, `our strategic partnership`.
    fn refers(&self, instrument: &Instrument) -> bool {
        let lists = &self.document.lexicon().lists;
        let start = self.document.sentences()[instrument.sentence].tokens.start;
        let from = instrument.trigger.start.saturating_sub(4).max(start);
        let before = &self.document.tokens()[from..instrument.trigger.start];
        before.iter().any(|t| lists.has(self.stage.lists.definite, t))
    }

    /// The sides: by a pattern around the instrument, else those of the sentence, else those that
    /// the text spoke of last, where a phrase stands for them.
    fn parties(
        &self,
        instrument: &Instrument,
        patterns: &[PatternMatch<'_>],
        sentence: &Range<usize>,
        evidence: &mut Vec<(String, Range<usize>, RuleId)>,
    ) -> Vec<Party> {
        let binds = |hit: &&PatternMatch<'_>| {
            hit.all("instrument").any(|range| range.start == instrument.trigger.start)
        };
        let mut parties = Vec::new();
        if let Some(hit) = patterns.iter().filter(binds).min_by_key(|h| h.pattern) {
            let rule = hit.rule;
            for range in hit.all(PARTY) {
                if let Some(number) = self.actor_at(&range) {
                    push(&mut parties, party(self.mentions, number, PARTY));
                    evidence.push((PARTY.to_owned(), range, rule.clone()));
                }
            }
        }
        // `the deal` is the one named before, and so are its sides.
        let known = self
            .drafts
            .iter()
            .rev()
            .take(MAX_BACK)
            .any(|d| self.stage.taxonomy.refers(instrument.kind, d.kind));
        if parties.len() >= 2 || instrument.title.is_none() && known && self.refers(instrument) {
            return parties;
        }
        let without = self.outside(instrument, sentence);
        let mut of_sentence = sides(&self.actors, self.mentions, sentence.clone(), &without);
        let rule = if of_sentence.len() < 2 && self.speaks_of_both(sentence) {
            of_sentence.clone_from(&self.last_sides);
            SIDES_BEFORE
        } else {
            SIDES_OF_SENTENCE
        };
        for side in of_sentence {
            if let Some(number) = side.mention.filter(|_| rule == SIDES_OF_SENTENCE) {
                let tokens = self.mentions.mentions()[number].tokens.clone();
                evidence.push((PARTY.to_owned(), tokens, RuleId::new(rule)));
            }
            push(&mut parties, side);
        }
        parties
    }

    /// What of a sentence cannot name sides: other instruments, and who is quoted.
    fn outside(&self, instrument: &Instrument, sentence: &Range<usize>) -> Vec<Range<usize>> {
        let first = self.instruments.partition_point(|i| i.trigger.start < sentence.start);
        let others = self.instruments[first..]
            .iter()
            .take_while(|i| i.trigger.start < sentence.end)
            .filter(|i| i.trigger != instrument.trigger);
        let mut outside: Vec<Range<usize>> = others.map(Instrument::hull).collect();
        let first = self.speakers.partition_point(|s| s.start < sentence.start);
        let speakers = self.speakers[first..].iter().take_while(|s| s.start < sentence.end);
        outside.extend(speakers.cloned());
        outside
    }

    fn speaks_of_both(&self, sentence: &Range<usize>) -> bool {
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        sentence
            .clone()
            .any(|at| lists.longest(self.stage.lists.mutual, &tokens[at..sentence.end]) > 0)
    }

    fn actor_at(&self, range: &Range<usize>) -> Option<usize> {
        let mut starting = self.findings.starting_at(range.start);
        starting.find(|(k, end, _)| *k == ACTOR && *end == range.end).map(|(_, _, n)| n)
    }

    /// Subjects from the title after its noun and its sides, else from the complement.
    fn subjects(
        &self,
        instrument: &Instrument,
        sentence: &Range<usize>,
        evidence: &mut Vec<(String, Range<usize>, RuleId)>,
    ) -> Vec<usize> {
        let taxonomy = &self.stage.taxonomy;
        let lists = &self.document.lexicon().lists;
        let tokens = self.document.tokens();
        let end = match &instrument.title {
            Some(title) if title.end > instrument.trigger.end => title.end,
            _ => {
                // The complement runs to the next instrument or the end of the sentence.
                let next =
                    self.instruments.partition_point(|i| i.trigger.start < instrument.trigger.end);
                let next = self.instruments.get(next);
                let end = next.map_or(sentence.end, |i| sentence.end.min(i.trigger.start));
                let from = instrument.trigger.end;
                let lead = (from..end)
                    .find(|at| lists.longest(self.stage.lists.complement, &tokens[*at..end]) > 0);
                if lead.is_some() { end } else { from }
            }
        };
        let names: Vec<Range<usize>> = self
            .mentions
            .inside(instrument.hull().start..end)
            .map(|n| &self.mentions.mentions()[n])
            .filter(|m| m.kind != Kind::Country)
            .map(|m| m.tokens.clone())
            .collect();
        let masked = |at: usize| names.iter().any(|n| n.contains(&at));
        let start = instrument.hull().start;
        let found = taxonomy.subjects_in(self.document, start..end, masked);
        let mut subjects = Vec::new();
        for (number, tokens) in found {
            evidence.push(("subject".to_owned(), tokens, taxonomy.subjects[number].1.clone()));
            subjects.push(number);
        }
        subjects.sort_unstable();
        subjects
    }

    /// Agreements without an instrument noun. `made` is how many drafts came before the sentence's.
    fn patterns(&mut self, range: Range<usize>, made: usize) {
        let stage = self.stage;
        let mut hits = self.find(&stage.patterns, range.clone());
        hits.sort_by_key(|h| (h.pattern, h.tokens.start));
        let mut taken: Vec<Range<usize>> = Vec::new();
        for hit in hits {
            let rule = &stage.rules[hit.pattern];
            let Some(trigger) = hit.get("trigger") else { continue };
            let over = |r: &Range<usize>| r.start < hit.tokens.end && hit.tokens.start < r.end;
            // An instrument or a level inside the match says more than the match does.
            let of_noun =
                self.drafts[made..].iter().any(|d| over(&d.trigger) && d.kind != rule.kind);
            if of_noun || taken.iter().any(over) {
                continue;
            }
            let draft = self.pattern_draft(rule, &hit, trigger, &range);
            taken.push(hit.tokens.clone());
            self.drafts.push(draft);
        }
    }

    fn pattern_draft(
        &self,
        rule: &PatternRule,
        hit: &PatternMatch<'_>,
        trigger: Range<usize>,
        sentence: &Range<usize>,
    ) -> Draft {
        let mut evidence = vec![("trigger".to_owned(), trigger.clone(), hit.rule.clone())];
        let mut parties: Vec<Party> = Vec::new();
        for role in [PARTY, HOLDER, BENEFICIARY] {
            for range in hit.all(role) {
                if let Some(number) = self.actor_at(&range) {
                    let side = party(self.mentions, number, role);
                    if role == PARTY {
                        push(&mut parties, side)
                    } else {
                        parties.push(side)
                    }
                    evidence.push((role.to_owned(), range, hit.rule.clone()));
                }
            }
        }
        if let Some(code) = &rule.beneficiary {
            parties.push(country(self.mentions, None, code, BENEFICIARY));
        }
        if parties.is_empty() {
            let mut of_sentence = sides(&self.actors, self.mentions, sentence.clone(), &[]);
            if of_sentence.len() < 2 && self.speaks_of_both(sentence) {
                of_sentence.clone_from(&self.last_sides);
            }
            parties = of_sentence;
        }
        let mut subjects = rule.subjects.clone();
        if subjects.is_empty() {
            let found =
                self.stage.taxonomy.subjects_in(self.document, hit.tokens.clone(), |_| false);
            subjects = found.into_iter().map(|(number, _)| number).collect();
            subjects.sort_unstable();
        }
        Draft {
            kind: rule.kind,
            trigger,
            title: None,
            title_text: None,
            parties,
            status: rule.status,
            polarity: rule.polarity.clone(),
            subjects,
            evidence,
            rule: hit.rule.clone(),
            refers: false,
            staged: true,
            mentions: Vec::new(),
            counts: false,
        }
    }

    fn agreement(&self, draft: Draft) -> Agreement {
        let taxonomy = &self.stage.taxonomy;
        let original = |tokens: &Range<usize>| {
            self.document.to_original(self.document.span_of(tokens.clone()))
        };
        let trigger = original(&draft.trigger);
        let title = draft.title.as_ref().map(original);
        let evidence: Vec<Evidence> = draft
            .evidence
            .iter()
            .map(|(label, tokens, rule)| Evidence {
                label: label.clone(),
                span: original(tokens),
                rule: rule.clone(),
            })
            .collect();
        let span = title.into_iter().fold(trigger, chancery_rules::Span::hull);
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
            trigger,
            parties: draft.parties,
            status: taxonomy.statuses[draft.status].id.clone(),
            polarity: draft.polarity.unwrap_or_else(|| AFFIRMED.to_owned()),
            subjects: draft.subjects.iter().map(|n| taxonomy.subjects[*n].0.clone()).collect(),
            cameo,
            plover,
            quote,
            evidence,
            mentions: draft.mentions.iter().map(original).collect(),
            rule: draft.rule,
        }
    }
}
