//! The stage: from a document, its mentions and its quotations to its agreements.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use chancery_gazetteer::{Form, Gazetteer, Kind, Mention, Mentions};
use chancery_quotes::{Quote, Quotes};
use chancery_rules::pattern::{FindingIndex, KindId, Kinds, PatternSet, Scratch};
use chancery_rules::{Code, Compiler, Diagnostic, Diagnostics, ListId, Pack, RuleSet};
use chancery_text::{Document, Reader, Shape, Token};

use crate::agreement::Agreement;
use crate::at_hand::AtHand;
use crate::date::Dates;
use crate::instrument::TitleLists;
use crate::merge::merge;
use crate::party::is_actor;
use crate::pattern::PatternRule;
use crate::rules::{AgreementBlock, PartyPatternBlock};
use crate::status::Governing;
use crate::taxonomy::{Status, Taxonomy};
use crate::work::Work;

/// The kinds of findings that patterns of this crate can name.
const KINDS: Kinds =
    Kinds(&["actor", "instrument", "country", "person", "place", "name", "organization", "body"]);
pub(crate) const ACTOR: KindId = KindId(0);
const INSTRUMENT: KindId = KindId(1);
pub(crate) const COUNTRY: KindId = KindId(2);
const PERSON: KindId = KindId(3);
const PLACE: KindId = KindId(4);
/// A capitalised name that nothing else knows.
pub(crate) const NAME: KindId = KindId(5);
pub(crate) const ORGANIZATION: KindId = KindId(6);
/// Such a name with the country that it belongs to.
pub(crate) const BODY: KindId = KindId(7);

/// How many tokens before an actor are looked at for what leads to it.
const LEAD: usize = 6;

/// Finds agreements. Compile once; it is `Send + Sync` and cheap to share.
#[derive(Clone, Debug)]
pub struct Agreements {
    pub(crate) reader: Arc<Reader>,
    /// For use alone: the earlier stages of the same rules.
    earlier: Option<Arc<(Gazetteer, Quotes)>>,
    pub(crate) taxonomy: Taxonomy,
    pub(crate) titles: TitleLists,
    pub(crate) governing: Governing,
    /// What governs instruments, then who their sides are: both in one pass over a sentence.
    pub(crate) of_instruments: PatternSet,
    pub(crate) patterns: PatternSet,
    pub(crate) rules: Vec<PatternRule>,
    pub(crate) lists: AgreementLists,
    pub(crate) dates: Dates,
}

/// The word lists that the mechanism itself needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AgreementLists {
    /// Words and phrases between instruments that share a status.
    pub(crate) coordination: ListId,
    /// Words before an instrument that refer back to it.
    pub(crate) definite: ListId,
    /// Words before a noun that show that it is new.
    pub(crate) indefinite: ListId,
    /// Words after an instrument that tell which it is.
    pub(crate) restriction: ListId,
    /// Words after an instrument that lead to its subject.
    pub(crate) complement: ListId,
    /// Words that open the phrase of an instrument.
    pub(crate) opener: ListId,
    /// What between two instruments shows that they share no status.
    pub(crate) apart: ListId,
    /// All words of stages.
    pub(crate) status_word: ListId,
    /// Phrases that stand for the sides at hand.
    pub(crate) mutual: ListId,
    /// How a sentence opens in which the sides name themselves.
    pub(crate) speaking: ListId,
    /// Phrases that lead to a mediator, a host or a witness.
    no_party: ListId,
    /// Words after an actor that make it another thing than a side.
    no_party_follow: ListId,
    /// Regions with a government of their own, which can be sides.
    acting_place: ListId,
    /// Words before an actor that make it the place or the aim of something.
    pub(crate) place_lead: ListId,
    /// Who governs in the capital that stands behind it.
    pub(crate) governs_there: ListId,
    /// Who acts for the state that they come from, and what leads to it.
    pub(crate) comes_from: ListId,
    pub(crate) origin_lead: ListId,
    /// Phrases that lead to an instrument other than the one named before.
    pub(crate) another: ListId,
    /// Words before the place of an act.
    pub(crate) venue: ListId,
    /// Words that may stand between a lead and its noun.
    pub(crate) article: ListId,
    pub(crate) copula: ListId,
    /// Capitalised words that are no names.
    pub(crate) no_name: ListId,
    /// What such a word begins that is a name: `State University`.
    pub(crate) name_opener: ListId,
    /// What ministries are in charge of.
    pub(crate) portfolio: ListId,
    /// Words inside names.
    pub(crate) name_joiner: ListId,
    /// What stands between a country and the name of what is its own.
    pub(crate) name_owner: ListId,
    /// Words that lead to a time other than that of the act.
    pub(crate) no_date_lead: ListId,
    pub(crate) other_clause: ListId,
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
            apart: compiler.required_list("instrument-break"),
            status_word: compiler.required_list("status-word"),
            definite: compiler.required_list("referring-word"),
            indefinite: compiler.required_list("indefinite-article"),
            restriction: compiler.required_list("restriction"),
            complement: compiler.required_list("subject-complement"),
            opener: compiler.required_list("instrument-opener"),
            mutual: compiler.required_list("mutual-parties"),
            speaking: compiler.required_list("speaking-sides"),
            no_party: compiler.required_list("no-party-lead"),
            no_party_follow: compiler.required_list("no-party-follow"),
            acting_place: compiler.required_list("acting-place"),
            place_lead: compiler.required_list("no-side-lead"),
            governs_there: compiler.required_list("who-governs-there"),
            comes_from: compiler.required_list("who-comes-from"),
            origin_lead: compiler.required_list("origin-lead"),
            another: compiler.required_list("another-instrument-lead"),
            venue: compiler.required_list("venue-lead"),
            article: compiler.required_list("lead-article"),
            copula: compiler.required_list("copula"),
            no_name: compiler.required_list("no-name"),
            name_opener: compiler.required_list("name-opener"),
            portfolio: compiler.required_list("portfolio"),
            name_joiner: compiler.required_list("name-joiner"),
            name_owner: compiler.required_list("name-owner"),
            no_date_lead: compiler.required_list("no-date-lead"),
            other_clause: compiler.required_list("other-clause"),
        };
        let dates = Dates::compile(compiler);
        let mut of_instruments = PatternSet::default();
        let governing = Governing::compile(compiler, &taxonomy, &mut of_instruments, KINDS);
        compiler.add_patterns::<PartyPatternBlock>(&mut of_instruments, KINDS, |b| &b.pattern);
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
                let AgreementBlock { polarity, beside, drop, .. } = block;
                rules.push(PatternRule { kind, status, polarity, subjects, beside, drop });
            }
        }
        Agreements {
            reader,
            earlier: None,
            taxonomy,
            titles,
            governing,
            of_instruments,
            patterns,
            rules,
            lists,
            dates,
        }
    }

    /// What is doubtful in the rules of this stage: statuses that no word and no pattern asserts.
    #[must_use]
    pub fn warnings(&self) -> Vec<Diagnostic> {
        let named: BTreeSet<usize> =
            self.governing.named().chain(self.rules.iter().map(|rule| rule.status)).collect();
        let statuses = self.taxonomy.statuses.iter().enumerate();
        let unreachable = statuses.filter(|(number, s)| !s.worded && !named.contains(number));
        let warning = |status: &Status| {
            let message = format!("nothing can ever have the status `{}`", status.id);
            Diagnostic::at(Code::NeverMatches, status.place, message)
                .label("no word and no pattern asserts it")
                .hint("give it words, or name it as the status of a pattern")
        };
        unreachable.map(|(_, status)| warning(status)).collect()
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

    /// Builds what is otherwise built when the first text needs it, so that another thread can do so
    /// meanwhile.
    pub fn prepare(&self) {
        let lists = &self.reader.lexicon().get().lists;
        for patterns in [&self.of_instruments, &self.taxonomy.head_patterns, &self.patterns] {
            patterns.prepare(lists);
        }
    }

    /// Finds the agreements of a document whose mentions and quotations are known.
    #[must_use]
    pub fn annotate(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        quotes: &[Quote],
    ) -> Vec<Agreement> {
        Scratch::of_thread(|scratch| self.annotate_in(document, mentions, quotes, scratch))
    }

    /// Like [`Agreements::annotate`], with the caller's memory, which may hold a
    /// [`Probe`](chancery_rules::pattern::Probe).
    #[must_use]
    pub fn annotate_in(
        &self,
        document: &Document<'_>,
        mentions: &Mentions,
        quotes: &[Quote],
        scratch: &mut Scratch,
    ) -> Vec<Agreement> {
        if !document.shared_lexicon().same(self.reader.lexicon()) {
            return self.extract(document.original());
        }
        let instruments = self.titles.find(document, &self.taxonomy, mentions, scratch);
        let actors: Vec<usize> = (0..mentions.mentions().len())
            .filter(|n| {
                let mention = &mentions.mentions()[*n];
                is_actor(document, mentions, mention)
                    || self.acts(document, mention)
                    || self.joins(document, mentions, *n)
            })
            .filter(|n| self.may_side(document, &mentions.mentions()[*n].tokens))
            .collect();
        let of_actors = actors.iter().map(|n| (ACTOR, mentions.mentions()[*n].tokens.clone(), *n));
        let of_mentions = mentions.mentions().iter().enumerate().filter_map(|(n, m)| {
            let kind = match m.kind {
                Kind::Country => COUNTRY,
                Kind::Person => PERSON,
                Kind::Place => PLACE,
                Kind::Organization => ORGANIZATION,
                Kind::Institution => return None,
            };
            Some((kind, m.tokens.clone(), n))
        });
        let of_instruments =
            instruments.iter().enumerate().map(|(n, i)| (INSTRUMENT, i.trigger.clone(), n));
        let names = self.lists.names(document, mentions, &instruments);
        let of_names = names.iter().enumerate().map(|(n, name)| {
            let kind = if name.country.is_some() { BODY } else { NAME };
            (kind, name.tokens.clone(), n)
        });
        let all = of_actors.chain(of_mentions).chain(of_instruments).chain(of_names);
        let findings = FindingIndex::new(all);
        let mut work = Work {
            stage: self,
            document,
            mentions,
            quotes,
            instruments: &instruments,
            speakers: speakers(document, quotes),
            actors,
            findings,
            scratch: std::mem::take(scratch),
            at_hand: AtHand::default(),
            names,
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
        *scratch = work.scratch;
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
    /// Whether a mention is of a region with a government of its own.
    fn acts(&self, document: &Document<'_>, mention: &Mention) -> bool {
        let tokens = &document.tokens()[mention.tokens.clone()];
        let known = document.lexicon().lists.longest(self.lists.acting_place, tokens);
        mention.kind == Kind::Place && mention.part_of.is_none() && known == tokens.len()
    }

    /// Whether a pronoun of a person who stands for a state opens a pair: `he and Tusk signed it`.
    fn joins(&self, document: &Document<'_>, mentions: &Mentions, number: usize) -> bool {
        let mention = &mentions.mentions()[number];
        let (tokens, lists) = (document.tokens(), &document.lexicon().lists);
        let and = mention.tokens.end;
        let other = mentions.mentions()[number + 1..].first();
        let pair = |other: &Mention| {
            other.kind == Kind::Person
                && other.tokens.start == and + 1
                && mentions.entity(other).country.is_some()
        };
        mention.kind == Kind::Person
            && mention.form == Form::Pronoun
            && mentions.entity(mention).country.is_some()
            && tokens.get(and).is_some_and(|t| lists.has(self.lists.coordination, t))
            && other.is_some_and(pair)
    }

    /// Whether what stands right before and after a mention lets it be a side. Before it a phrase may
    /// lead to no side (`mediated by`), after it a noun may make it another thing (`Afghan rebels`).
    fn may_side(&self, document: &Document<'_>, mention: &Range<usize>) -> bool {
        let lists = &document.lexicon().lists;
        let tokens = document.tokens();
        let before = &tokens[mention.start.saturating_sub(LEAD)..mention.start];
        // `welcomed by Washington and London`: what leads to the first leads to the second.
        let name = |t: &Token| t.is(Shape::CAP) || lists.has(self.lists.coordination, t);
        let between =
            |t: &Token| lists.has(self.lists.article, t) || !t.is(Shape::PUNCT) && name(t);
        let led = (0..before.len()).any(|start| {
            let len = lists.longest(self.lists.no_party, &before[start..]);
            len > 0 && before[start + len..].iter().all(between)
        });
        let after = &tokens[mention.end..];
        !led && lists.longest(self.lists.no_party_follow, after) == 0
    }
}
