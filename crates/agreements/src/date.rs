//! When the act was done: dates in a sentence, resolved against the date of the document.

use std::ops::{Range, RangeInclusive};

use chancery_rules::pattern::{FindingIndex, Kinds, PatternMatch, PatternSet, Scratch, Sequence};
use chancery_rules::{Code, Compiler, Diagnostic, RuleId, Trie};
use chancery_text::{Document, Reader};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::rules::{DatePatternBlock, WeekdayBlock};

/// Numbers that are read as years.
const YEARS: RangeInclusive<i16> = 1600..=2199;

/// A date with its place in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dated {
    pub(crate) tokens: Range<usize>,
    /// `2022`, `2022-07` or `2022-07-03`.
    pub(crate) date: String,
    pub(crate) rule: RuleId,
}

/// The patterns of dates, compiled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dates {
    patterns: PatternSet,
    /// By pattern: days from the document's date, years from its year.
    relative: Vec<(Option<i64>, Option<i16>)>,
    /// By pattern: whether its words are no date of an act.
    other: Vec<bool>,
    weekdays: Trie<Weekday>,
}

impl Dates {
    pub(crate) fn compile(compiler: &mut Compiler<'_>) -> Self {
        let mut dates = Dates::default();
        for rule in compiler.blocks::<WeekdayBlock>() {
            let Ok(day) = Weekday::from_monday_one_offset(rule.value.number) else {
                compiler.error(
                    Diagnostic::at(Code::BadValue, rule.location, "a weekday's number is 1 to 7")
                        .label("in this block"),
                );
                continue;
            };
            for form in &rule.value.forms {
                let phrase = compiler.phrase(form);
                dates.weekdays.insert(&phrase, day);
                compiler.add_to_list("weekday", &phrase);
            }
        }
        for rule in compiler.blocks::<DatePatternBlock>() {
            let (block, source) = (rule.value, rule.location.source);
            if let Some(pattern) = compiler.pattern(&rule.id, &block.pattern, source, Kinds(&[])) {
                dates.patterns.push(pattern);
                dates.relative.push((block.days, block.years));
                dates.other.push(block.other);
            }
        }
        dates
    }

    /// The dates of a sentence. `ahead`: a weekday is the next one, not the last one.
    pub(crate) fn find(
        &self,
        reader: &Reader,
        document: &Document<'_>,
        sentence: Range<usize>,
        ahead: bool,
        scratch: &mut Scratch,
    ) -> Vec<Dated> {
        let findings = FindingIndex::default();
        let lists = &document.lexicon().lists;
        let sequence = Sequence { tokens: document.tokens(), findings: &findings, lists };
        let hits = self.patterns.find(sequence, sentence, scratch);
        let mut dates: Vec<Dated> = Vec::new();
        let (other, hits): (Vec<_>, Vec<_>) = hits.into_iter().partition(|h| self.other[h.pattern]);
        // Earlier patterns say more, and take their tokens.
        for hit in hits {
            let over = |t: &Range<usize>| t.start < hit.tokens.end && hit.tokens.start < t.end;
            if dates.iter().any(|d| over(&d.tokens)) || other.iter().any(|o| over(&o.tokens)) {
                continue;
            }
            if let Some(date) = self.date(reader, document, &hit, ahead) {
                dates.push(Dated { tokens: hit.tokens.clone(), date, rule: hit.rule.clone() });
            }
        }
        dates
    }

    fn date(
        &self,
        reader: &Reader,
        document: &Document<'_>,
        hit: &PatternMatch<'_>,
        ahead: bool,
    ) -> Option<String> {
        let known = document.meta().date;
        let tokens = document.tokens();
        let number = |name: &str| {
            let range = hit.get(name)?;
            let text = document.slice(document.span_of(range));
            text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i16>().ok()
        };
        let (days, years) = self.relative[hit.pattern];
        if let Some(days) = days {
            return known?.checked_add(days.days()).ok().map(|d| d.to_string());
        }
        if let Some(years) = years {
            return Some(format!("{:04}", known?.year() + years));
        }
        if let Some(day) = hit.get("weekday").and_then(|r| self.weekdays.longest(&tokens[r])) {
            let known = known?;
            let from_known = if ahead {
                i64::from(known.weekday().until(*day.1))
            } else {
                -i64::from(known.weekday().since(*day.1))
            };
            return known.checked_add(from_known.days()).ok().map(|d| d.to_string());
        }
        let year = number("year").filter(|year| YEARS.contains(year));
        let Some(month) = hit.get("month").and_then(|range| reader.month(&tokens[range])) else {
            return year.map(|y| format!("{y:04}"));
        };
        if year.is_none() && hit.get("year").is_some() {
            return None;
        }
        let years = match year {
            Some(year) => vec![year],
            None => {
                let year = known?.year();
                vec![year, year - 1, year + 1]
            }
        };
        let day = number("day").and_then(|d| i8::try_from(d).ok());
        let days = years.into_iter().filter_map(|y| Date::new(y, month, day.unwrap_or(1)).ok());
        let distance = |d: &Date| known.map_or(0, |k| (*d - k).get_days().unsigned_abs());
        let date = days.min_by_key(distance)?;
        Some(match day {
            Some(_) => date.to_string(),
            None => format!("{:04}-{:02}", date.year(), date.month()),
        })
    }
}
