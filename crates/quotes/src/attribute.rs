//! The stage: from a document and its mentions to its quotations.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use chancery_gazetteer::{Gazetteer, Kind, Mention, Mentions};
use chancery_rules::pattern::{
    FindingIndex, KindId, Kinds, PatternMatch, PatternSet, Scratch, Sequence,
};
use chancery_rules::{Compiler, Diagnostics, ListId, Pack, RuleId, RuleSet};
use chancery_text::{Document, Reader, Shape, Token};

use crate::cue::Cues;
use crate::marks::{Region, regions};
use crate::quote::{Quote, QuoteKind};
use crate::rules::{AttributionBlock, Frame, Place};

/// The kinds of findings that patterns of attribution can name.
const KINDS: Kinds = Kinds(&["person", "institution", "organization", "country", "place"]);

/// The capture that holds what was said.
pub(crate) const CONTENT: &str = "content";

/// How many mentions that begin before a cue are looked at for one that it is part of.
const NAMES_AT_CUE: usize = 4;

/// Fewest words of an indirect quotation, where its rule says nothing else.
const MIN_WORDS: usize = 3;

/// Finds quotations. Compile once; it is `Send + Sync` and cheap to share.
#[derive(Clone, Debug)]
pub struct Quotes {
    reader: Arc<Reader>,
    /// For use alone: the earlier stage of the same rules.
    gazetteer: Option<Arc<Gazetteer>>,
    pub(crate) cues: Cues,
    after: PatternSet,
    /// From the verb of an attribution after marks: what is said stands elsewhere.
    refuses: PatternSet,
    before: PatternSet,
    indirect: PatternSet,
    subjects: PatternSet,
    turns: PatternSet,
    /// Where the content ends and how long it is, for each pattern of indirect speech.
    pub(crate) extents: Vec<Extent>,
    pub(crate) lists: QuoteLists,
}

/// What bounds the content of indirect speech.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Phrases that end it.
    pub(crate) breaks: ListId,
    /// Fewest words.
    pub(crate) least: usize,
    /// It is an attitude's, not speech.
    pub(crate) attitude: bool,
    /// Nobody said it in particular.
    pub(crate) impersonal: bool,
    /// It is kept inside what somebody else says, as a report there.
    pub(crate) inside: bool,
    /// What stands before it is read on its own.
    pub(crate) closes: bool,
}

/// The word lists that the mechanism itself needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuoteLists {
    /// Words that begin titles of documents.
    pub(crate) title_heads: ListId,
    /// Phrases that end the content of indirect speech.
    pub(crate) content_breaks: ListId,
    /// All cues, and those that take a clause without a conjunction.
    pub(crate) cue: ListId,
    pub(crate) cue_bare: ListId,
    /// Words with which no clause goes on behind its first words in marks.
    pub(crate) bare_blocker: ListId,
    /// Words that no clause ends in.
    pub(crate) dangling_word: ListId,
    /// Marks that belong to a number or a name.
    pub(crate) symbol: ListId,
    /// Words that make the first clause of a sentence a side clause, and what ends one.
    pub(crate) subordinator: ListId,
    pub(crate) side_preposition: ListId,
    pub(crate) subordinate_breaks: ListId,
    /// Nouns that stand for the country whose adjective they have: `the Indian side`.
    pub(crate) country_itself: ListId,
    pub(crate) possessive: ListId,
    pub(crate) of_whom: ListId,
    pub(crate) asked_by: ListId,
    pub(crate) parting: ListId,
    pub(crate) no_subject_lead: ListId,
    /// What leads from a noun to what belongs to it, and what no subject goes beyond.
    pub(crate) inside_subject: ListId,
    pub(crate) subject_relative: ListId,
    pub(crate) subject_clause: ListId,
    pub(crate) subject_boundary: ListId,
    pub(crate) determiner: ListId,
    pub(crate) pronoun: ListId,
    /// Verbs in the present, and what ends the clause of one.
    pub(crate) present_cue: ListId,
    pub(crate) present_breaks: ListId,
    /// Words that open the clause of a verb of speech.
    pub(crate) conjunction: ListId,
    /// Participles that lead to further words of the same speaker.
    pub(crate) second_cue: ListId,
    /// What leads from an agency's credit to whom it cites.
    pub(crate) credit_source: ListId,
    /// What opens words that tell what somebody speaks of, or when, before an attribution.
    pub(crate) topic_lead: ListId,
    /// What stands between words in marks that are said together.
    pub(crate) between_marks: ListId,
    /// Verbs that a clause has one of.
    pub(crate) finite_verb: ListId,
    /// What opens a relative clause, what opens one that no person is meant by, and words that no plain
    /// noun or verb is among.
    pub(crate) relative: ListId,
    pub(crate) reduced: ListId,
    pub(crate) relative_thing: ListId,
    pub(crate) function_word: ListId,
    /// Words by which somebody who is quoted means himself.
    pub(crate) first_person: ListId,
}

impl Quotes {
    /// The extractor of the embedded rules.
    ///
    /// # Panics
    /// Never: the embedded rules are checked by tests.
    #[must_use]
    pub fn english() -> &'static Quotes {
        static QUOTES: LazyLock<Quotes> = LazyLock::new(|| {
            Quotes::from_packs(&[Pack::embedded()])
                .expect("the embedded rules are checked by tests")
        });
        &QUOTES
    }

    /// An extractor of packs laid over each other.
    ///
    /// # Errors
    /// Everything that is wrong with the packs.
    pub fn from_packs(packs: &[Pack]) -> Result<Self, Diagnostics> {
        let rules = RuleSet::load(packs);
        let mut compiler = Compiler::new(&rules);
        let reader = Reader::compile(&mut compiler);
        let gazetteer = Gazetteer::compile(&mut compiler, reader.clone());
        let mut quotes = Quotes::compile(&mut compiler, reader);
        compiler.finish()?;
        quotes.gazetteer = Some(Arc::new(gazetteer));
        Ok(quotes)
    }

    /// Compiles the rules of this stage; usable once [`Compiler::finish`] has succeeded.
    #[must_use]
    pub fn compile(compiler: &mut Compiler<'_>, reader: Arc<Reader>) -> Self {
        let cues = Cues::compile(compiler);
        for frame in Frame::ALL {
            compiler.required_list(frame.list());
        }
        let lists = QuoteLists {
            title_heads: compiler.required_list("title-head"),
            content_breaks: compiler.required_list("content-break"),
            cue: compiler.required_list("cue"),
            cue_bare: compiler.required_list(Frame::Bare.list()),
            bare_blocker: compiler.required_list("bare-blocker"),
            dangling_word: compiler.required_list("dangling-word"),
            symbol: compiler.required_list("symbol"),
            subordinator: compiler.required_list("subordinator"),
            side_preposition: compiler.required_list("side-preposition"),
            subordinate_breaks: compiler.required_list("subordinate-break"),
            country_itself: compiler.required_list("country-itself"),
            possessive: compiler.required_list("speaker-possessive"),
            of_whom: compiler.required_list("speaker-preposition"),
            asked_by: compiler.required_list("asked-by"),
            parting: compiler.required_list("parting-conjunction"),
            no_subject_lead: compiler.required_list("no-subject-lead"),
            inside_subject: compiler.required_list("inside-subject"),
            subject_relative: compiler.required_list("subject-relative"),
            subject_clause: compiler.required_list("subject-clause"),
            subject_boundary: compiler.required_list("subject-boundary"),
            determiner: compiler.required_list("determiner"),
            pronoun: compiler.required_list("speaker-pronoun"),
            present_cue: compiler.required_list("present-cue"),
            present_breaks: compiler.required_list("present-break"),
            conjunction: compiler.required_list("conjunction"),
            second_cue: compiler.required_list("second-cue"),
            credit_source: compiler.required_list("credit-source"),
            topic_lead: compiler.required_list("topic-lead"),
            between_marks: compiler.required_list("between-marks"),
            finite_verb: compiler.required_list("finite-verb"),
            relative: compiler.required_list("relative-pronoun"),
            reduced: compiler.required_list("reduced-relative"),
            relative_thing: compiler.required_list("relative-thing"),
            function_word: compiler.required_list("function-word"),
            first_person: compiler.required_list("first-person"),
        };
        let (mut after, mut refuses, mut before) = Default::default();
        let (mut indirect, mut subjects, mut turns) = Default::default();
        let mut extents = Vec::new();
        for rule in compiler.blocks::<AttributionBlock>() {
            let source = rule.location.source;
            if let Some(pattern) = compiler.pattern(&rule.id, &rule.value.pattern, source, KINDS) {
                let patterns: &mut PatternSet = match rule.value.place {
                    Place::After => &mut after,
                    Place::Refuses => &mut refuses,
                    Place::Before => &mut before,
                    Place::Subject => &mut subjects,
                    Place::Turn => &mut turns,
                    Place::Indirect => {
                        let breaks = rule.value.breaks.as_ref().and_then(|name| {
                            let place = compiler.place_of(name, source);
                            compiler.list(name.get_ref(), place)
                        });
                        let breaks = breaks.unwrap_or(lists.content_breaks);
                        let least = rule.value.least.unwrap_or(MIN_WORDS);
                        let AttributionBlock { attitude, impersonal, inside, closes, .. } =
                            rule.value;
                        extents.push(Extent {
                            breaks,
                            least,
                            attitude,
                            impersonal,
                            inside,
                            closes,
                        });
                        &mut indirect
                    }
                };
                patterns.push(pattern);
            }
        }
        Quotes {
            reader,
            gazetteer: None,
            cues,
            after,
            refuses,
            before,
            indirect,
            subjects,
            turns,
            extents,
            lists,
        }
    }

    /// Finds the quotations of a text, reading it and finding its mentions first.
    #[must_use]
    pub fn extract(&self, text: &str) -> Vec<Quote> {
        let document = self.reader.read(text);
        match &self.gazetteer {
            Some(gazetteer) => self.annotate(&document, &gazetteer.annotate(&document)),
            None => self.annotate(&document, &Gazetteer::english().annotate(&document)),
        }
    }

    /// Builds what is otherwise built when the first text needs it, so that another thread can do so
    /// meanwhile.
    pub fn prepare(&self) {
        let lists = &self.reader.lexicon().get().lists;
        for patterns in [&self.indirect, &self.before] {
            patterns.prepare(lists);
        }
    }

    /// Finds the quotations of a document whose mentions are known. The document must have been
    /// read with the rules that this stage was compiled with; with others it finds no cues.
    #[must_use]
    pub fn annotate(&self, document: &Document<'_>, mentions: &Mentions) -> Vec<Quote> {
        Scratch::of_thread(|scratch| self.annotate_in(document, mentions, scratch))
    }

    /// Like [`Quotes::annotate`], with the caller's memory, which may hold a
    /// [`Probe`](chancery_rules::pattern::Probe).
    #[must_use]
    pub fn annotate_in(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        if !document.shared_lexicon().same(self.reader.lexicon()) {
            return self.extract(document.original());
        }
        let findings = FindingIndex::new(mentions.mentions().iter().enumerate().map(|(i, m)| {
            let kind = match m.kind {
                Kind::Person => 0,
                Kind::Institution => 1,
                Kind::Organization => 2,
                Kind::Country => 3,
                Kind::Place => 4,
            };
            (KindId(kind), m.tokens.clone(), i)
        }));
        let mut work = Work {
            quotes: self,
            document,
            mentions,
            findings,
            regions: regions(document),
            scratch: std::mem::take(scratch),
            found: Vec::new(),
        };
        work.turns();
        work.direct();
        work.nested();
        work.indirect();
        *scratch = std::mem::take(&mut work.scratch);
        work.finish()
    }
}

/// A quotation in the making; everything counts in tokens.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) kind: QuoteKind,
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) attribution: Attribution,
    pub(crate) attitude: bool,
    pub(crate) repaired: bool,
}

impl Draft {
    /// What is given word for word.
    pub(crate) fn direct(content: Vec<Range<usize>>, attribution: Attribution) -> Self {
        let (kind, attitude, repaired) = (QuoteKind::Direct, false, false);
        Draft { kind, content, attribution, attitude, repaired }
    }

    /// A direct quotation in marks.
    pub(crate) fn in_marks(region: &Region, attribution: Attribution) -> Self {
        let repaired = region.repaired;
        Draft { repaired, ..Draft::direct(region.pieces.clone(), attribution) }
    }
}

/// Cue and speaker of a quotation.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    pub(crate) speaker: Option<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) addressee: Option<Range<usize>>,
    /// One past the head of the speaker, where the phrase goes on with what belongs to it.
    pub(crate) head: Option<usize>,
    pub(crate) rule: RuleId,
    /// The rule that found the speaker, where it is another.
    pub(crate) subject_rule: Option<RuleId>,
    /// Its first token, a conjunction before the cue included.
    pub(crate) start: usize,
    /// One past the attribution's last token.
    pub(crate) end: usize,
}

impl Attribution {
    /// What the mechanism concludes from the structure alone.
    pub(crate) fn without_speaker(rule: &str, end: usize) -> Self {
        let rule = RuleId::new(rule);
        let subject_rule = None;
        let start = end;
        let (speaker, cue, addressee, head) = (None, None, None, None);
        Attribution { speaker, cue, addressee, head, rule, subject_rule, start, end }
    }
}

pub(crate) struct Work<'a> {
    pub(crate) quotes: &'a Quotes,
    pub(crate) document: &'a Document<'a>,
    pub(crate) mentions: &'a Mentions,
    findings: FindingIndex,
    pub(crate) regions: Vec<Region>,
    scratch: Scratch,
    pub(crate) found: Vec<Draft>,
}

impl<'a> Work<'a> {
    pub(crate) fn is(&self, token: usize, shape: Shape) -> bool {
        self.document.tokens().get(token).is_some_and(|t| t.is(shape))
    }

    pub(crate) fn is_comma(&self, token: &Token) -> bool {
        self.document.text_of(token) == ","
    }

    /// The words of some tokens, as the text has them.
    pub(crate) fn words(&self, tokens: Range<usize>) -> &str {
        &self.document.text()[self.document.span_of(tokens).range()]
    }

    /// The attribution right after marks.
    pub(crate) fn match_after(&mut self, range: Range<usize>) -> Option<Attribution> {
        let found = self.match_at_start(&self.quotes.after, range.clone())?;
        let elsewhere = found.cue.as_ref().is_some_and(|cue| {
            let verb = cue.start..range.end;
            self.match_at_start(&self.quotes.refuses, verb).is_some()
        });
        (!elsewhere).then_some(found)
    }

    /// The label at the start of a paragraph.
    pub(crate) fn match_label(&mut self, range: Range<usize>) -> Option<Attribution> {
        self.match_at_start(&self.quotes.turns, range)
    }

    /// The first pattern, in the order of the rules, that matches right at the start of a range.
    fn match_at_start(
        &mut self,
        patterns: &'a PatternSet,
        range: Range<usize>,
    ) -> Option<Attribution> {
        if range.is_empty() {
            return None;
        }
        let sequence = sequence(self.document, &self.findings);
        let start = range.start;
        let all = 0..patterns.len();
        let mentions = self.mentions;
        let mut hits = patterns.matches_at(all, sequence, range, start, &mut self.scratch);
        let hit = hits.find(|hit| !has_name_for_cue(mentions, hit))?;
        drop(hits);
        let mut attribution = attribution(&hit);
        self.take_whole_subject(&mut attribution);
        Some(attribution)
    }

    /// The pattern that matches up to the end of a range: the first in the order of the rules.
    pub(crate) fn match_before(&mut self, range: Range<usize>) -> Option<Attribution> {
        if range.is_empty() {
            return None;
        }
        let sequence = sequence(self.document, &self.findings);
        let hits = self.quotes.before.find(sequence, range.clone(), &mut self.scratch);
        let ending = || hits.iter().filter(|h| h.tokens.end == range.end);
        let unnamed = ending().filter(|h| !has_name_for_cue(self.mentions, h));
        let Some(first) = unnamed.min_by_key(|h| (h.pattern, h.tokens.start)) else {
            // `the Washington Post's Ishaan Tharoor wrote, “…”`: the verb stands behind the name.
            let behind = ending().filter_map(|h| h.get("cue")).map(|cue| cue.end).max()?;
            return self.match_before(behind.max(range.start + 1)..range.end);
        };
        let mut best = attribution(first);
        self.take_whole_subject(&mut best);
        if self.is_led(&best) {
            let verb = best.cue.as_ref().map_or(range.end, |cue| cue.end);
            best.speaker = None;
            self.find_subject(&mut best, range.start..verb);
        }
        // `Spicer said they would meet, adding: “…”`: the cue at the marks is theirs, and its subject
        // that of the verb before it.
        let behind = best.cue.as_ref().map_or(range.end, |cue| cue.end)..range.end;
        let nearer = self.has_words(behind.clone()).then(|| self.match_before(behind)).flatten();
        let Some(mut nearer) = nearer.filter(|found| found.cue.is_some()) else {
            return Some(best);
        };
        if nearer.speaker.is_none() && best.speaker.is_some() {
            nearer.speaker = best.speaker;
            nearer.subject_rule = Some(best.rule);
        }
        Some(nearer)
    }

    /// All indirect attributions in a range, with the content that each captures.
    pub(crate) fn match_indirect(&mut self, range: Range<usize>) -> Vec<PatternMatch<'a>> {
        let sequence = sequence(self.document, &self.findings);
        let mut hits =
            self.quotes.indirect.find_inside(sequence, range, &mut self.scratch, CONTENT);
        hits.retain(|hit| !has_name_for_cue(self.mentions, hit));
        hits
    }

    /// Gives a verb that has no subject of its own the one that opens a range: by a pattern, else the
    /// first mention.
    pub(crate) fn find_subject(&mut self, attribution: &mut Attribution, range: Range<usize>) {
        let patterns = &self.quotes.subjects;
        let sequence = sequence(self.document, &self.findings);
        let (all, start) = (0..patterns.len(), range.start);
        let mut hits = patterns.matches_at(all, sequence, range.clone(), start, &mut self.scratch);
        let hit = hits.find_map(|hit| Some((hit.get("speaker")?, hit.rule.clone())));
        drop(hits);
        match hit {
            Some((speaker, rule)) => {
                attribution.speaker = Some(speaker);
                attribution.subject_rule = Some(rule);
            }
            None => {
                // `Israel's prime minister, with his cabinet, …`: not Israel.
                let owns = |n: &usize| {
                    let next = self.document.tokens().get(self.mentions.mentions()[*n].tokens.end);
                    let possessive = self.quotes.lists.possessive;
                    next.is_some_and(|t| self.document.lexicon().lists.has(possessive, t))
                };
                let first = self.mentions.inside(range).find(|n| !owns(n));
                attribution.speaker = first.map(|n| self.mentions.mentions()[n].tokens.clone());
            }
        }
    }

    /// Where the phrase of a list begins that ends right before a token.
    pub(crate) fn phrase_before(&self, list: ListId, end: usize) -> Option<usize> {
        let (tokens, lists) = (self.document.tokens(), &self.document.lexicon().lists);
        let lengths = 1..=lists.longest_phrase(list).min(end);
        let starts = lengths.map(|length| end - length);
        starts.rev().find(|start| lists.longest(list, &tokens[*start..end]) == end - start)
    }
}

/// What the patterns run over.
fn sequence<'a>(document: &'a Document<'_>, findings: &'a FindingIndex) -> Sequence<'a> {
    Sequence { tokens: document.tokens(), findings, lists: &document.lexicon().lists }
}

/// Whether the cue of a match is (part of) the name of a body: `the Washington Post`. In a headline a
/// verb may look like a part of a person's name, which does not count.
fn has_name_for_cue(mentions: &Mentions, hit: &PatternMatch<'_>) -> bool {
    let Some(cue) = hit.get("cue") else { return false };
    let mentions = mentions.mentions();
    let near = &mentions[..mentions.partition_point(|m| m.tokens.start <= cue.start)];
    let holds = |m: &Mention| {
        let named = matches!(m.kind, Kind::Organization | Kind::Institution);
        named && cue.end <= m.tokens.end
    };
    near.iter().rev().take(NAMES_AT_CUE).any(holds)
}

/// Cue and speaker that a match captures.
pub(crate) fn attribution(hit: &PatternMatch<'_>) -> Attribution {
    Attribution {
        speaker: hit.get("speaker"),
        cue: hit.get("cue"),
        addressee: hit.get("addressee"),
        head: None,
        rule: hit.rule.clone(),
        subject_rule: None,
        start: hit.tokens.start,
        end: hit.tokens.end,
    }
}
