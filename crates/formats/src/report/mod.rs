//! The HTML report: one article with its findings marked, or a corpus with counts, a timeline of agreements,
//! a matrix of countries and the most quoted speakers. One file, no scripts, nothing fetched.

mod article;
mod charts;
mod page;

use std::collections::BTreeMap;

use maud::Markup;

use crate::{Annotations, Filing, Offsets, QuoteRow, RecordError, filings, quote_rows};

/// How many of a kind a chart shows.
const SHOWN: usize = 20;
/// Countries of the matrix.
const MATRIX: usize = 15;
/// How many agreements, quotations and failures a report lists at most.
const LISTED: usize = 500;

/// Gathers what a report shows. Memory grows with the number of distinct entities, not of documents.
#[derive(Debug, Default)]
pub struct Report {
    documents: usize,
    bytes: usize,
    failed: usize,
    failures: Vec<String>,
    quoted: usize,
    agreed: usize,
    kinds: BTreeMap<&'static str, usize>,
    /// In how many documents a country stands: name and count, by code.
    countries: BTreeMap<String, (String, usize)>,
    speakers: BTreeMap<String, (String, usize)>,
    types: BTreeMap<String, usize>,
    statuses: BTreeMap<String, usize>,
    days: BTreeMap<String, usize>,
    /// Agreements between two countries, by their codes in order.
    pairs: BTreeMap<(String, String), usize>,
    agreements: Vec<Filing>,
    quotes: Vec<QuoteRow>,
    /// The only document so far, drawn.
    article: Option<Markup>,
}

impl Report {
    /// Adds a document.
    pub fn add(&mut self, annotations: &Annotations<'_>) {
        self.documents += 1;
        self.bytes += annotations.document.original().len();
        self.article = (self.documents == 1).then(|| article::draw(annotations));
        let mentions = &annotations.mentions;
        let mut here: BTreeMap<&str, &str> = BTreeMap::new();
        for mention in mentions.mentions() {
            *self.kinds.entry(mention.kind.as_str()).or_default() += 1;
            let entity = mentions.entity(mention);
            if mention.kind == chancery_gazetteer::Kind::Country && mention.part_of.is_none() {
                here.insert(&entity.id, &entity.name);
            }
        }
        for (id, name) in here {
            let code = id.rsplit('/').next().unwrap_or(id);
            self.countries.entry(code.to_owned()).or_insert_with(|| (name.to_owned(), 0)).1 += 1;
        }
        for quote in quote_rows(annotations, Offsets::CodePoint) {
            self.quoted += 1;
            if let (Some(entity), Some(name)) = (&quote.entity, &quote.speaker) {
                self.speakers.entry(entity.clone()).or_insert_with(|| (name.clone(), 0)).1 += 1;
            }
            if self.quotes.len() < LISTED {
                self.quotes.push(quote);
            }
        }
        for filing in filings(annotations, Offsets::CodePoint) {
            self.file(filing);
        }
    }

    fn file(&mut self, filing: Filing) {
        self.agreed += 1;
        *self.types.entry(filing.kind.clone()).or_default() += 1;
        *self.statuses.entry(filing.status.clone()).or_default() += 1;
        // A year or a month is no day of the timeline.
        let day = filing.date.clone().filter(|d| d.len() == 10).or(filing.source_date.clone());
        if let Some(day) = day {
            *self.days.entry(day).or_default() += 1;
        }
        let mut sides: Vec<&String> = filing.parties.iter().filter(|p| p.len() == 2).collect();
        sides.sort_unstable();
        sides.dedup();
        // A treaty of dozens of parties says little of any two of them.
        if sides.len() <= MATRIX {
            for (at, one) in sides.iter().enumerate() {
                for other in &sides[at + 1..] {
                    *self.pairs.entry(((*one).clone(), (*other).clone())).or_default() += 1;
                }
            }
        }
        if self.agreements.len() < LISTED {
            self.agreements.push(filing);
        }
    }

    /// Adds a document that could not be read.
    pub fn fail(&mut self, error: &RecordError) {
        self.failed += 1;
        if self.failures.len() < LISTED {
            self.failures.push(error.to_string());
        }
    }

    /// Adds what another report has gathered of the documents that follow.
    pub fn merge(&mut self, other: Report) {
        self.article = match (self.documents, other.documents) {
            (0, _) => other.article,
            (_, 0) => self.article.take(),
            _ => None,
        };
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.failed += other.failed;
        self.quoted += other.quoted;
        self.agreed += other.agreed;
        sum(&mut self.kinds, other.kinds);
        sum(&mut self.types, other.types);
        sum(&mut self.statuses, other.statuses);
        sum(&mut self.days, other.days);
        sum(&mut self.pairs, other.pairs);
        for (mine, others) in
            [(&mut self.countries, other.countries), (&mut self.speakers, other.speakers)]
        {
            for (key, (name, count)) in others {
                mine.entry(key).or_insert((name, 0)).1 += count;
            }
        }
        append(&mut self.failures, other.failures);
        append(&mut self.agreements, other.agreements);
        append(&mut self.quotes, other.quotes);
    }

    /// Draws the report as a page of HTML.
    #[must_use]
    pub fn page(&self) -> String {
        page::draw(self)
    }
}

fn sum<K: Ord>(mine: &mut BTreeMap<K, usize>, others: BTreeMap<K, usize>) {
    for (key, count) in others {
        *mine.entry(key).or_default() += count;
    }
}

fn append<T>(mine: &mut Vec<T>, others: Vec<T>) {
    mine.extend(others.into_iter().take(LISTED.saturating_sub(mine.len())));
}

/// The largest counts, largest first; equal ones by name.
fn most<'a>(counts: impl Iterator<Item = (&'a str, usize)>, shown: usize) -> Vec<(&'a str, usize)> {
    let mut counts: Vec<(&str, usize)> = counts.collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts.truncate(shown);
    counts
}
