//! What a document says of itself: metadata line, dateline, agency credit.

use std::ops::Range;

use chancery_rules::pattern::{FindingIndex, Kinds, PatternMatch, PatternSet, Scratch, Sequence};
use chancery_rules::{Code, Compiler, Diagnostic, Lexicon, RuleId, Span, Token, Trie};
use jiff::civil::Date;

use crate::document::span_of;
use crate::tables::{CreditBlock, DatelineBlock, MetadataBlock, MonthBlock, SpeakerLabelBlock};

/// Datelines are looked for in this many paragraphs from the top (headlines come before).
const FIRST_PARAGRAPHS: usize = 4;
/// A transcript shows in this many paragraphs from the top.
const TRANSCRIPT_PARAGRAPHS: usize = 12;
/// A dateline stands in the first tokens of its paragraph.
const WINDOW: usize = 40;
/// Credits are looked for in this many sentences from the top and from the bottom.
const CREDIT_SENTENCES: usize = 6;

/// Place and date before the first sentence. Spans are of the normalized text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The whole of it, from the place to its closing stop or dash.
    pub span: Span,
    /// The place as written.
    pub place: Span,
    /// The country or province after the place, as written.
    pub region: Option<Span>,
    /// The day, where the dateline and what is known of the year give one.
    pub date: Option<Date>,
    /// The rule that found it.
    pub rule: RuleId,
}

/// The agency that signs the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its name as written, in the normalized text.
    pub span: Span,
    /// The rule that found it.
    pub rule: RuleId,
}

/// What the document says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The document's date: from the metadata line, else given by the caller, else the dateline's.
    pub date: Option<Date>,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// The agency credit.
    pub agency: Option<Agency>,
    /// Tokens of metadata line and dateline: they belong to no sentence.
    pub(crate) front: Vec<Range<usize>>,
}

/// The patterns of this module, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Front {
    patterns: PatternSet,
    metadata: Range<usize>,
    datelines: Range<usize>,
    credits: Range<usize>,
    labels: Range<usize>,
    months: Trie<i8>,
}

impl Front {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut front = Front::default();
        for rule in compiler.blocks::<MonthBlock>() {
            if !(1..=12).contains(&rule.value.number) {
                compiler.error(
                    Diagnostic::at(Code::BadValue, rule.location, "a month's number is 1 to 12")
                        .label("in this block"),
                );
            }
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                front.months.insert(&phrase, rule.value.number);
                compiler.add_to_list("month", &phrase);
            }
        }
        let (set, none) = (&mut front.patterns, Kinds(&[]));
        front.metadata = compiler.add_patterns::<MetadataBlock>(set, none, |b| &b.pattern);
        front.datelines = compiler.add_patterns::<DatelineBlock>(set, none, |b| &b.pattern);
        front.labels = compiler.add_patterns::<SpeakerLabelBlock>(set, none, |b| &b.pattern);
        front.credits = compiler.add_patterns::<CreditBlock>(set, none, |b| &b.pattern);
        front
    }

    /// The number of the month that tokens name.
    pub(crate) fn month(&self, tokens: &[Token]) -> Option<i8> {
        self.months.longest(tokens).map(|(_, month)| *month)
    }

    /// Reads the top of a document. `paragraphs` are ranges of tokens.
    pub(crate) fn read(
        &self,
        text: &str,
        tokens: &[Token],
        paragraphs: &[Range<usize>],
        given: Option<Date>,
        lexicon: &Lexicon,
    ) -> Metadata {
        let findings = FindingIndex::default();
        let view = View {
            front: self,
            text,
            sequence: Sequence { tokens, findings: &findings, lists: &lexicon.lists },
        };
        let mut meta = Metadata { date: given, ..Metadata::default() };
        for (number, paragraph) in paragraphs.iter().enumerate().take(FIRST_PARAGRAPHS) {
            let mut rest = paragraph.clone();
            if let Some(found) = view.first_at(&self.metadata, &rest, false) {
                meta.date = view.date(&found, None).or(meta.date);
                meta.front.push(found.tokens.clone());
                rest.start = found.tokens.end;
            }
            if let Some(found) = view.first_at(&self.datelines, &rest, true) {
                if view.is_transcript(paragraphs, number) {
                    break;
                }
                meta.front.push(found.tokens.clone());
                meta.dateline = view.dateline(&found, meta.date);
                meta.date = meta.date.or(meta.dateline.as_ref().and_then(|d| d.date));
                if let Some(agency) = found.get("agency") {
                    let rule = found.rule.clone();
                    meta.agency = Some(Agency { span: span_of(tokens, agency), rule });
                }
                break;
            }
        }
        meta
    }

    /// The agency credit in the first or last sentences.
    pub(crate) fn credit(
        &self,
        tokens: &[Token],
        sentences: &[Range<usize>],
        lexicon: &Lexicon,
    ) -> Option<Agency> {
        let findings = FindingIndex::default();
        let sequence = Sequence { tokens, findings: &findings, lists: &lexicon.lists };
        let head = sentences.iter().take(CREDIT_SENTENCES);
        let tail = sentences.iter().skip(CREDIT_SENTENCES).rev().take(CREDIT_SENTENCES);
        Scratch::of_thread(|scratch| {
            head.chain(tail).find_map(|sentence| {
                let found = self.patterns.find(sequence, sentence.clone(), scratch);
                let credits = found.iter().filter(|f| self.credits.contains(&f.pattern));
                let (agency, rule) =
                    credits.filter_map(|f| Some((f.get("agency")?, f.rule))).next()?;
                Some(Agency { span: span_of(tokens, agency), rule: rule.clone() })
            })
        })
    }
}

struct View<'a> {
    front: &'a Front,
    text: &'a str,
    sequence: Sequence<'a>,
}

impl<'a> View<'a> {
    /// The longest match at the start of the range.
    fn first_at(
        &self,
        patterns: &Range<usize>,
        range: &Range<usize>,
        must_leave_text: bool,
    ) -> Option<PatternMatch<'a>> {
        let window = range.start..range.end.min(range.start + WINDOW);
        let all = &self.front.patterns;
        let numbers = patterns.clone();
        Scratch::of_thread(|scratch| {
            let found = all.matches_at(numbers, self.sequence, window, range.start, scratch);
            // A place and a day alone on their line are a dateline, too.
            let fits = found
                .filter(|m| !must_leave_text || m.tokens.end < range.end || m.get("day").is_some());
            fits.reduce(|best, m| if m.tokens.end > best.tokens.end { m } else { best })
        })
    }

    /// Whether this paragraph and another near the top begin with the name of a speaker.
    fn is_transcript(&self, paragraphs: &[Range<usize>], number: usize) -> bool {
        let labelled = |p: &Range<usize>| self.first_at(&self.front.labels, p, true).is_some();
        let others = paragraphs.iter().take(TRANSCRIPT_PARAGRAPHS).enumerate();
        labelled(&paragraphs[number])
            && others.filter(|(n, _)| *n != number).any(|(_, p)| labelled(p))
    }

    fn dateline(&self, found: &PatternMatch<'_>, known: Option<Date>) -> Option<Dateline> {
        let span = |range: Range<usize>| span_of(self.sequence.tokens, range);
        Some(Dateline {
            span: span(found.tokens.clone()),
            place: span(found.get("place")?),
            region: found.get("region").map(span),
            date: self.date(found, known),
            rule: found.rule.clone(),
        })
    }

    /// The date that the captures `year`, `month` and `day` give; `known` lends the year.
    fn date(&self, found: &PatternMatch<'_>, known: Option<Date>) -> Option<Date> {
        let number = |name: &str| {
            let range = found.get(name)?;
            let digits = self.text[span_of(self.sequence.tokens, range).range()]
                .trim_end_matches(|c: char| !c.is_ascii_digit());
            digits.parse::<i16>().ok()
        };
        let named = found.get("month").and_then(|range| {
            self.front.months.longest(&self.sequence.tokens[range]).map(|(_, month)| *month)
        });
        let month = match named {
            Some(month) => month,
            None => i8::try_from(number("month")?).ok()?,
        };
        let day = i8::try_from(number("day")?).ok()?;
        if let Some(year) = number("year") {
            return Date::new(year, month, day).ok();
        }
        // Without a year: the one that brings the day nearest to the known date.
        let known = known?;
        let years = [known.year(), known.year() - 1, known.year() + 1];
        let days = years.into_iter().filter_map(|y| Date::new(y, month, day).ok());
        days.min_by_key(|d| (*d - known).get_days().unsigned_abs())
    }
}
