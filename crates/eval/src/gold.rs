//! Reads annotated text.

use chancery_rules::{Fixture, Span};
use serde::Deserialize;

/// What is wrong with a gold file.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// A line that is no record of this kind.
    #[error("line {line}: {message}")]
    Record {
        /// From 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A mark that is never closed.
    #[error("line {line}: a mark opens here and is never closed")]
    OpenMark {
        /// From 1.
        line: usize,
    },
}

/// An annotated mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldMention {
    /// Bytes of the text.
    pub span: Span,
    /// `country`, `institution`, `organization`, `person`, `place`.
    pub kind: String,
    /// The entity's id, or the country's code after `country/`; none where the annotation gives none.
    pub entity: Option<String>,
    /// A finding here is neither right nor wrong.
    pub ignore: bool,
}

/// A document with its annotated mentions.
#[derive(Clone, Debug)]
pub struct MentionDocument {
    /// Its id, or its number in the file.
    pub id: String,
    /// The text.
    pub text: String,
    /// Sorted by place.
    pub mentions: Vec<GoldMention>,
}

#[derive(Deserialize)]
struct MentionRecord {
    id: String,
    text: String,
    mentions: Vec<MentionMark>,
}

#[derive(Deserialize)]
struct MentionMark {
    start: usize,
    end: usize,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    entity: Option<String>,
    #[serde(default)]
    iso2: Option<String>,
    #[serde(default)]
    ignore: bool,
}

impl MentionDocument {
    /// Reads JSON Lines (`{"id", "text", "mentions": [{"start", "end", "iso2" or "kind" and
    /// "entity", "ignore"}]}`, offsets in code points) or, where the file does not begin with a
    /// brace, passages with inline marks: one passage a line, `#` begins a comment, and a mark is
    /// `[person:…]` or `[country/AZ:…]`.
    ///
    /// # Errors
    /// A line that cannot be read.
    pub fn read_all(file: &str) -> Result<Vec<Self>, GoldError> {
        let lines = file.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
        let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        if file.trim_start().starts_with('{') {
            lines.map(|(number, line)| Self::from_json(number, line)).collect()
        } else {
            lines.map(|(number, line)| Self::from_marked(number, line)).collect()
        }
    }

    fn from_json(line: usize, json: &str) -> Result<Self, GoldError> {
        let record: MentionRecord = parse(line, json)?;
        let bytes = Bytes::new(&record.text);
        let mut mentions = Vec::with_capacity(record.mentions.len());
        for mark in record.mentions {
            let span = bytes.span(line, mark.start, mark.end)?;
            let entity = mark.entity.or(mark.iso2.map(|code| format!("country/{code}")));
            let kind = mark.kind.unwrap_or_else(|| "country".to_owned());
            let ignore = mark.ignore || kind == "country" && entity.is_none();
            mentions.push(GoldMention { span, kind, entity, ignore });
        }
        mentions.sort_by_key(|m| m.span);
        Ok(MentionDocument { id: record.id, text: record.text, mentions })
    }

    fn from_marked(line: usize, passage: &str) -> Result<Self, GoldError> {
        let fixture = Fixture::parse(passage).map_err(|_| GoldError::OpenMark { line })?;
        let mentions = fixture.marks.into_iter().map(|(label, span)| {
            let kind = label.split('/').next().unwrap_or_default().to_owned();
            let entity = label.contains('/').then_some(label);
            GoldMention { span, kind, entity, ignore: false }
        });
        let mut mentions: Vec<GoldMention> = mentions.collect();
        mentions.sort_by_key(|m| m.span);
        Ok(MentionDocument { id: format!("line {line}"), text: fixture.text, mentions })
    }
}

/// An annotated quotation.
#[derive(Clone, Debug)]
pub struct GoldQuote {
    /// `direct`, `mixed`, `indirect`.
    pub kind: String,
    /// Pieces of the content, in bytes.
    pub content: Vec<Span>,
    /// Pieces of the source.
    pub speaker: Vec<Span>,
}

/// A document with its annotated quotations.
#[derive(Clone, Debug)]
pub struct QuoteDocument {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
    /// In the order of the file.
    pub quotes: Vec<GoldQuote>,
}

#[derive(Deserialize)]
struct QuoteRecord {
    id: String,
    text: String,
    quotes: Vec<QuoteMark>,
}

#[derive(Deserialize)]
struct QuoteMark {
    kind: String,
    content: Vec<(usize, usize)>,
    speaker: Vec<(usize, usize)>,
}

impl QuoteDocument {
    /// Reads JSON Lines: `{"id", "text", "quotes": [{"kind", "content": [[start, end]],
    /// "speaker": [[start, end]]}]}`, offsets in code points.
    ///
    /// # Errors
    /// A line that cannot be read.
    pub fn read_all(file: &str) -> Result<Vec<Self>, GoldError> {
        let lines = file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let documents = lines.map(|(i, line)| {
            let record: QuoteRecord = parse(i + 1, line)?;
            let bytes = Bytes::new(&record.text);
            let spans = |pieces: &[(usize, usize)]| {
                let spans = pieces.iter().map(|(start, end)| bytes.span(i + 1, *start, *end));
                spans.collect::<Result<Vec<Span>, GoldError>>()
            };
            let quotes = record.quotes.iter().map(|quote| {
                let (content, speaker) = (spans(&quote.content)?, spans(&quote.speaker)?);
                Ok(GoldQuote { kind: quote.kind.clone(), content, speaker })
            });
            let quotes = quotes.collect::<Result<Vec<GoldQuote>, GoldError>>()?;
            Ok(QuoteDocument { id: record.id, text: record.text, quotes })
        });
        documents.collect()
    }
}

fn parse<'j, T: Deserialize<'j>>(line: usize, json: &'j str) -> Result<T, GoldError> {
    serde_json::from_str(json).map_err(|e| GoldError::Record { line, message: e.to_string() })
}

/// Byte offsets of code points.
struct Bytes(Vec<usize>);

impl Bytes {
    fn new(text: &str) -> Self {
        let starts = text.char_indices().map(|(at, _)| at);
        Bytes(starts.chain([text.len()]).collect())
    }

    fn span(&self, line: usize, start: usize, end: usize) -> Result<Span, GoldError> {
        match (self.0.get(start), self.0.get(end)) {
            (Some(from), Some(to)) if from <= to => Ok(Span::new(*from, *to)),
            _ => Err(GoldError::Record {
                line,
                message: format!("no characters {start} to {end} in this text"),
            }),
        }
    }
}
