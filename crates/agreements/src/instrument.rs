//! Where agreements are named: head nouns and their titles.

use std::collections::BTreeMap;
use std::ops::Range;

use chancery_gazetteer::{Kind, Mentions};
use chancery_rules::pattern::{FindingIndex, PatternMatch, Scratch, Sequence};
use chancery_rules::{Compiler, ListId, Token};
use chancery_text::{Document, MarkKind, Shape, Side};

use crate::taxonomy::{Head, Taxonomy};

/// How many marks ahead the close of a title is looked for.
const LOOK_AHEAD: usize = 24;
/// Longest title, in tokens.
const MAX_TITLE: usize = 120;

/// An agreement named by a noun.
#[derive(Clone, Debug)]
pub(crate) struct Instrument {
    pub(crate) kind: usize,
    /// The known instrument that the words name.
    pub(crate) treaty: Option<usize>,
    /// The noun says little by itself.
    pub(crate) weak: bool,
    /// The head noun with its adjectives.
    pub(crate) trigger: Range<usize>,
    /// The title, in marks or by its capitals.
    pub(crate) title: Option<Range<usize>>,
    pub(crate) sentence: usize,
    /// It is an item of a list: the whole item is its title.
    pub(crate) item: bool,
    /// The token of the letters that the text calls it by: in brackets behind its name, or here.
    pub(crate) acronym: Option<usize>,
}

impl Instrument {
    /// Trigger and title.
    pub(crate) fn hull(&self) -> Range<usize> {
        match &self.title {
            Some(t) => t.start.min(self.trigger.start)..t.end.max(self.trigger.end),
            None => self.trigger.clone(),
        }
    }

    /// A further mention of it by its letters alone, at a token of a sentence.
    fn called(&self, at: usize, sentence: usize) -> Self {
        Instrument {
            trigger: at..at + 1,
            sentence,
            acronym: Some(at),
            title: None,
            weak: false,
            item: false,
            ..self.clone()
        }
    }

    /// Whether a match binds something to this instrument.
    pub(crate) fn is_in(&self, hit: &PatternMatch<'_>) -> bool {
        hit.all("instrument").any(|range| range.start == self.trigger.start)
    }
}

/// The word lists that titles need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TitleLists {
    /// Articles: no part of a title.
    articles: ListId,
    /// Words that lead to a date, and words with which one begins.
    date_leads: ListId,
    date_words: ListId,
    /// Small words inside titles.
    connectors: ListId,
    /// What joins two halves of a name before its head noun.
    joiners: ListId,
    /// Words between a title and what it goes on about, where it is not in marks.
    pub(crate) complements: ListId,
    /// Signs that begin an item of a list.
    bullets: ListId,
    /// Words before the place of an act.
    venues: ListId,
}

impl TitleLists {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        TitleLists {
            articles: compiler.required_list("article"),
            date_leads: compiler.required_list("date-lead"),
            date_words: compiler.required_list("date-word"),
            connectors: compiler.required_list("title-connector"),
            joiners: compiler.required_list("title-joiner"),
            complements: compiler.required_list("title-complement"),
            bullets: compiler.required_list("bullet"),
            venues: compiler.required_list("venue-lead"),
        }
    }

    /// All instruments of a document, in order. A noun inside the title of another, or inside the
    /// name of an organization, names no agreement of its own.
    pub(crate) fn find(
        &self,
        document: &Document<'_>,
        taxonomy: &Taxonomy,
        mentions: &Mentions,
        scratch: &mut Scratch,
    ) -> Vec<Instrument> {
        let tokens = document.tokens();
        let names: Vec<Range<usize>> = mentions
            .mentions()
            .iter()
            .filter(|m| matches!(m.kind, Kind::Organization | Kind::Institution))
            .map(|m| m.tokens.clone())
            .collect();
        let lists = &document.lexicon().lists;
        let mut ahead = names.iter().peekable();
        let mut found: Vec<Instrument> = Vec::new();
        let mut free_from = 0;
        // The letters that the text has introduced, each with the first instrument that it calls so.
        let mut acronyms: BTreeMap<&str, usize> = BTreeMap::new();
        for (sentence, range) in document.sentences().iter().map(|s| s.tokens.clone()).enumerate() {
            let by_pattern = patterns_of(document, taxonomy, &range, scratch);
            let mut at = range.start;
            while at < range.end {
                while ahead.next_if(|n| n.end <= at).is_some() {}
                if at < free_from {
                    at += 1;
                    continue;
                }
                let head = taxonomy.heads.longest(&tokens[at..range.end]);
                let longer =
                    by_pattern.iter().filter(|(r, _)| r.start == at).map(|(r, k)| (r.len(), *k));
                let longer = longer.filter(|(len, _)| *len > 0).max_by_key(|(len, _)| *len);
                // Of equal length a pattern, which looks around, is surer than a weak head.
                let longer = longer.filter(|(len, _)| {
                    head.is_none_or(|(l, head)| {
                        l < *len || l == *len && matches!(head, Head::Type { weak: true, .. })
                    })
                });
                let of_pattern = longer.map(|(len, kind)| (len, Head::Type { kind, weak: false }));
                // A name that goes on after an organization's is a name of its own: `UN Charter`. What is
                // known as an instrument is one by its full name, though an organization has that too.
                let name = ahead.peek().copied();
                let named = |len: usize| name.is_some_and(|n| n.contains(&at) && at + len <= n.end);
                let head = of_pattern.or(head.map(|(len, head)| (len, *head)));
                let known = |len: usize, head: &Head| {
                    let same = name.is_some_and(|n| *n == (at..at + len));
                    len > 1 && same && matches!(head, Head::Treaty(_))
                };
                let own = |(len, head): &(usize, Head)| !named(*len) || known(*len, head);
                let Some((len, head)) = head.filter(own) else {
                    let letters = Some(&tokens[at]).filter(|t| t.is(Shape::UPPER) && !named(1));
                    let known = letters.and_then(|t| acronyms.get(document.text_of(t)));
                    if let Some(number) = known {
                        let called = found[*number].called(at, sentence);
                        found.push(called);
                    }
                    at += 1;
                    continue;
                };
                let (kind, treaty, weak) = match head {
                    Head::Type { kind, weak } => (kind, None, weak),
                    Head::Treaty(number) => (taxonomy.treaties[number].kind, Some(number), false),
                    Head::Nothing => {
                        at += len;
                        continue;
                    }
                };
                // `protocol on`: the word that shows the type is no part of the name.
                let leads = len > 1 && lists.has(self.complements, &tokens[at + len - 1]);
                let trigger = at..at + len - usize::from(leads);
                let item = self.is_item(document, at, sentence);
                let title = if item { whole_item(document, &trigger, &range) } else { None };
                let until = self.before_another(document, taxonomy, trigger.end..range.end);
                let around = free_from.max(range.start)..until;
                let title =
                    title.or_else(|| self.title(document, &trigger, &around, &names, mentions));
                let title = title.or(treaty.map(|_| trigger.clone()));
                let mut instrument = Instrument {
                    kind,
                    treaty,
                    weak,
                    trigger,
                    title,
                    sentence,
                    item,
                    acronym: None,
                };
                instrument.acronym = acronym_of(document, &instrument);
                if let Some(letters) = instrument.acronym {
                    let letters = document.text_of(&tokens[letters]);
                    acronyms.entry(letters).or_insert(found.len());
                }
                free_from = acronym_end(document, instrument.hull().end);
                at += len;
                found.push(instrument);
            }
        }
        found
    }

    /// Whether an instrument opens an item of a list: it opens its paragraph, a bullet, dash or
    /// number aside, and the paragraph has such a sign or the one before announces a list.
    fn is_item(&self, document: &Document<'_>, at: usize, sentence: usize) -> bool {
        let tokens = document.tokens();
        let lists = &document.lexicon().lists;
        let paragraph = document.paragraph_of(at);
        let start = document.paragraphs()[paragraph].tokens.start;
        let lead = &tokens[start..at];
        let bare = lead.iter().all(|t| t.is(Shape::PUNCT) || t.is(Shape::NUMBER));
        let sign = lead.first().is_some_and(|t| {
            lists.has(self.bullets, t) || t.is(Shape::DASH) || t.is(Shape::NUMBER) && lead.len() > 1
        });
        let previous = start.checked_sub(1).map(|i| document.text_of(&tokens[i]));
        let announced = matches!(previous, Some(":" | ";"));
        bare && (sign || announced && lead.is_empty())
            && document.paragraphs()[paragraph].sentences.start == sentence
    }

    fn title(
        &self,
        document: &Document<'_>,
        trigger: &Range<usize>,
        around: &Range<usize>,
        names: &[Range<usize>],
        mentions: &Mentions,
    ) -> Option<Range<usize>> {
        self.title_in_marks(document, trigger)
            .or_else(|| self.title_by_capitals(document, trigger, around, names, mentions))
    }

    /// `“Memorandum of Understanding between … Express,”`: up to the mark that closes it.
    fn title_in_marks(
        &self,
        document: &Document<'_>,
        trigger: &Range<usize>,
    ) -> Option<Range<usize>> {
        let tokens = document.tokens();
        let marks = document.marks();
        let opening = trigger.start.checked_sub(1)?;
        if !tokens[opening].is(Shape::DOUBLE) && !tokens[opening].is(Shape::SINGLE) {
            return None;
        }
        let number = marks.partition_point(|m| m.token < opening);
        let open = marks.get(number).filter(|m| m.token == opening && m.side != Side::Close)?;
        let paragraph = document.paragraph_of(opening);
        let mut depth = 0usize;
        for mark in marks[number + 1..].iter().take(LOOK_AHEAD).filter(|m| m.kind == open.kind) {
            if document.paragraph_of(mark.token) != paragraph {
                return None;
            }
            let apostrophe =
                mark.kind == MarkKind::Single && !tokens[mark.token].is(Shape::SPACE_AFTER);
            match mark.side {
                Side::Open => depth += 1,
                _ if apostrophe => {}
                Side::Close | Side::Either if depth == 0 => {
                    let end = without_punctuation(document, trigger.end..mark.token);
                    // “Treaties do,” is a sentence.
                    let lists = &document.lexicon().lists;
                    let of_title = |t: &Token| {
                        t.is(Shape::CAP)
                            || t.is(Shape::NUMBER)
                            || lists.has(self.complements, t)
                            || lists.has(self.connectors, t)
                    };
                    let rest = &tokens[trigger.end.min(end)..end];
                    let titles = rest.is_empty() || rest.iter().any(of_title);
                    let fits = titles && end - trigger.start <= MAX_TITLE;
                    return fits.then_some(trigger.start..end);
                }
                Side::Close | Side::Either => depth -= 1,
            }
        }
        None
    }

    /// `Joint Declaration on the Establishment of Strategic Partnership`: as far as capitals and the
    /// small words between them go, on both sides, inside `around`: what is left of the sentence behind the
    /// last instrument.
    fn title_by_capitals(
        &self,
        document: &Document<'_>,
        trigger: &Range<usize>,
        around: &Range<usize>,
        names: &[Range<usize>],
        mentions: &Mentions,
    ) -> Option<Range<usize>> {
        let tokens = document.tokens();
        let lists = &document.lexicon().lists;
        let capital = |at: usize| tokens[at].is(Shape::CAP) && tokens[at].is(Shape::ALPHA);
        let article = |at: usize| lists.has(self.articles, &tokens[at]);
        // Where the capitals before a token begin.
        let run_before = |mut start: usize| {
            while start > around.start + 1 && capital(start - 1) && !article(start - 1) {
                start -= 1;
                // `EU-China Agreement`: a name in two halves is whole.
                if start > around.start + 1
                    && tokens[start - 1].is(Shape::HYPHEN)
                    && capital(start - 2)
                {
                    start -= 2;
                }
            }
            start
        };
        let mut start = run_before(trigger.start);
        // `an Acquisition and Cross-Servicing Agreement`: what one word opens is one name.
        if let Some(joiner) = start.checked_sub(1).filter(|at| *at > around.start + 1)
            && lists.has(self.joiners, &tokens[joiner])
        {
            let first_half = run_before(joiner);
            let before = tokens[around.start..first_half].last().filter(|_| first_half < joiner);
            let opened = before.is_some_and(|before| {
                before.is(Shape::ALPHA)
                    && (lists.has(self.articles, before) || !lists.has(self.connectors, before))
            });
            if opened && mentions.inside(first_half..joiner).next().is_none() {
                start = first_half;
            }
        }
        let mut end = trigger.end;
        let after = acronym_end(document, end);
        let first = tokens.get(after).filter(|_| after < around.end);
        let complement = |t: &Token| lists.has(self.complements, t);
        // `Agreement on Cooperation` may be a type of its own, and still go on.
        let goes_on = first.is_some_and(|t| {
            complement(t)
                || tokens[trigger.clone()].iter().any(complement) && lists.has(self.connectors, t)
        });
        if capital(trigger.start) && goes_on {
            let mut at = after;
            while at < around.end && at - trigger.start < MAX_TITLE {
                // A name goes in whole, commas and all.
                let after = names.partition_point(|n| n.start <= at);
                let name = after.checked_sub(1).map(|i| &names[i]).filter(|n| n.end > at);
                if let Some(name) = name.filter(|n| n.end <= around.end) {
                    end = name.end;
                    at = name.end;
                    continue;
                }
                let dated = at > after && self.dates(document, at - 1..around.end);
                let placed = || self.leads_to_city(document, at..around.end, mentions);
                if dated || at > after && placed() {
                    break;
                }
                if capital(at) || tokens[at].is(Shape::NUMBER) {
                    end = at + 1;
                } else if self.in_compound(tokens, at, end) {
                    end = at + 2;
                    at += 1;
                } else if !lists.has(self.connectors, &tokens[at])
                    && !self.enumerates(document, at..around.end, mentions)
                {
                    break;
                }
                at += 1;
            }
        }
        let longer = end > trigger.end || start < trigger.start;
        // A type whose name says what it is on is a title by itself.
        let whole = capital(trigger.end - 1) && tokens[trigger.clone()].iter().any(complement);
        ((longer || whole) && capital(trigger.start)).then_some(start..end)
    }
}

impl TitleLists {
    /// Where a second name begins that a word joins to a title: `the Charter of the United Nations and the
    /// Universal Declaration of Human Rights` are two. Else the end of the range.
    fn before_another(
        &self,
        document: &Document<'_>,
        taxonomy: &Taxonomy,
        range: Range<usize>,
    ) -> usize {
        let (tokens, lists) = (document.tokens(), &document.lexicon().lists);
        let capital = |at: &usize| tokens[*at].is(Shape::CAP) && tokens[*at].is(Shape::ALPHA);
        let names = |at: usize| {
            let head = taxonomy.heads.longest(&tokens[at..range.end]);
            matches!(head, Some((_, Head::Type { .. } | Head::Treaty(_))))
        };
        let leads = |at: &usize| {
            lists.has(self.joiners, &tokens[*at])
                && lists.has(self.articles, &tokens[*at + 1])
                && (*at + 2..range.end).take(MAX_TITLE).take_while(capital).any(names)
        };
        let last = range.end.saturating_sub(1).min(range.start + MAX_TITLE);
        (range.start..last).find(leads).unwrap_or(range.end)
    }

    /// Whether a hyphen right behind the title so far joins a word to it: `Co-production`.
    fn in_compound(&self, tokens: &[Token], at: usize, end: usize) -> bool {
        let next = tokens.get(at + 1);
        at == end && tokens[at].is(Shape::HYPHEN) && next.is_some_and(|t| t.is(Shape::ALPHA))
    }

    /// Whether a comma leads to further items of a title: `Training, Certification and Watchkeeping`.
    /// Each is a capitalised word and no name.
    fn enumerates(
        &self,
        document: &Document<'_>,
        range: Range<usize>,
        mentions: &Mentions,
    ) -> bool {
        let tokens = document.tokens();
        let lists = &document.lexicon().lists;
        let item = |at: usize| {
            let capital = tokens[at].is(Shape::CAP) && tokens[at].is(Shape::ALPHA);
            capital && mentions.inside(at..at + 1).next().is_none()
        };
        let mut at = range.start;
        while at + 3 < range.end && document.text_of(&tokens[at]) == "," && item(at + 1) {
            at += 2;
        }
        let joins = tokens[at].is(Shape::ALPHA) && lists.has(self.connectors, &tokens[at]);
        at > range.start && joins && item(at + 1)
    }

    /// Whether a range begins with a word that leads to a city, and the city, and goes on in small letters:
    /// where `a Treaty on Allied Relations in Dushanbe` was signed is no part of its title.
    fn leads_to_city(
        &self,
        document: &Document<'_>,
        range: Range<usize>,
        mentions: &Mentions,
    ) -> bool {
        let lists = &document.lexicon().lists;
        let tokens = &document.tokens()[..range.end];
        let city = range.start + 1;
        let ends = mentions.inside(city..range.end).map(|n| &mentions.mentions()[n]);
        let ends = ends.take_while(|m| m.tokens.start == city).filter(|m| {
            m.kind == Kind::Place && mentions.entity(m).country.is_some() && m.part_of.is_none()
        });
        let goes_on = |t: &Token| t.is(Shape::CAP) || t.is(Shape::HYPHEN);
        lists.has(self.venues, &tokens[range.start])
            && ends.map(|m| m.tokens.end).any(|end| !tokens.get(end).is_some_and(goes_on))
    }

    /// Whether a range begins with a word that leads to a date, and the date: `on 3 July`, `in 2022`.
    fn dates(&self, document: &Document<'_>, range: Range<usize>) -> bool {
        let lists = &document.lexicon().lists;
        let tokens = &document.tokens()[range];
        let [lead, next, ..] = tokens else { return false };
        let digits = || document.text_of(next).bytes().all(|b| b.is_ascii_digit());
        lists.has(self.date_leads, lead) && (lists.has(self.date_words, next) || digits())
    }
}

/// Where the names of instruments that are told by patterns stand in a sentence, with their types.
fn patterns_of(
    document: &Document<'_>,
    taxonomy: &Taxonomy,
    sentence: &Range<usize>,
    scratch: &mut Scratch,
) -> Vec<(Range<usize>, usize)> {
    let findings = FindingIndex::default();
    let lists = &document.lexicon().lists;
    let sequence = Sequence { tokens: document.tokens(), findings: &findings, lists };
    let hits = taxonomy.head_patterns.find(sequence, sentence.clone(), scratch);
    let named = |hit: &PatternMatch<'_>| hit.get("trigger").unwrap_or(hit.tokens.clone());
    hits.iter().map(|hit| (named(hit), taxonomy.pattern_kinds[hit.pattern])).collect()
}

/// The letters in round brackets right behind the noun or the name of an instrument: `the Enhanced
/// Partnership and Cooperation Agreement (EPCA)`.
fn acronym_of(document: &Document<'_>, instrument: &Instrument) -> Option<usize> {
    let letters = |end: usize| {
        let at = end + 1;
        let token = (acronym_end(document, end) > end).then(|| &document.tokens()[at])?;
        (token.is(Shape::UPPER) && token.end - token.start > 1).then_some(at)
    };
    letters(instrument.trigger.end).or_else(|| letters(instrument.hull().end))
}

/// The end of an acronym in round brackets right after a name; the end of the name where none is.
fn acronym_end(document: &Document<'_>, end: usize) -> usize {
    let tokens = document.tokens();
    let around = tokens.get(end..end + 3).filter(|t| t[1].is(Shape::CAP));
    let bracketed =
        around.is_some_and(|t| document.text_of(&t[0]) == "(" && document.text_of(&t[2]) == ")");
    if bracketed { end + 3 } else { end }
}

/// The end of a range of tokens without the punctuation before it.
fn without_punctuation(document: &Document<'_>, range: Range<usize>) -> usize {
    let mut end = range.end;
    while end > range.start && document.tokens()[end - 1].is(Shape::PUNCT) {
        end -= 1;
    }
    end
}

/// The item without the punctuation at its end.
fn whole_item(
    document: &Document<'_>,
    trigger: &Range<usize>,
    sentence: &Range<usize>,
) -> Option<Range<usize>> {
    let limit = sentence.end.min(trigger.start + MAX_TITLE);
    let mut end = without_punctuation(document, trigger.end..limit);
    // `…; and`: the word that leads to the next item is no part of this one.
    let tokens = document.tokens();
    if end >= trigger.end + 2 && document.text_of(&tokens[end - 2]) == ";" {
        end -= 2;
    }
    (end > trigger.end).then_some(trigger.start..end)
}
