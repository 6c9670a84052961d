//! Reads annotated text.

use chancery_rules::{Fixture, Span};
use serde::Deserialize;

use crate::passage::{Note, Passage, lines, places, unreadable};

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
    /// A note of words that the passage does not hold.
    #[error("line {line}: the passage above has no words `{words}`")]
    NoWords {
        /// From 1.
        line: usize,
        /// What is looked for.
        words: String,
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
        if is_json(file) {
            lines(file).map(|(number, line)| Self::from_json(number, line)).collect()
        } else {
            lines(file).map(|(number, line)| Self::from_marked(number, line)).collect()
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

/// How a note of a quotation is written.
const QUOTE_NOTE: &str = "= kind SPEAKER: content … content";

impl QuoteDocument {
    /// Reads JSON Lines (`{"id", "text", "quotes": [{"kind", "content": [[start, end]], "speaker":
    /// [[start, end]]}]}`, offsets in code points) or, where the file does not begin with a brace,
    /// passages of one line. `¶` ends a paragraph; a line `= kind SPEAKER: content … content`
    /// annotates the passage above it in its words, with ` … ` between the pieces of a content; `#`
    /// begins a comment.
    ///
    /// # Errors
    /// A line that cannot be read, or words that their passage does not hold.
    pub fn read_all(file: &str) -> Result<Vec<Self>, GoldError> {
        if is_json(file) {
            return lines(file).map(|(number, line)| Self::from_json(number, line)).collect();
        }
        let passages = Passage::read_all(file, QUOTE_NOTE)?.into_iter();
        passages.map(Self::from_passage).collect()
    }

    fn from_json(line: usize, json: &str) -> Result<Self, GoldError> {
        let record: QuoteRecord = parse(line, json)?;
        let bytes = Bytes::new(&record.text);
        let spans = |pieces: &[(usize, usize)]| {
            let spans = pieces.iter().map(|(start, end)| bytes.span(line, *start, *end));
            spans.collect::<Result<Vec<Span>, GoldError>>()
        };
        let quotes = record.quotes.iter().map(|quote| {
            let (content, speaker) = (spans(&quote.content)?, spans(&quote.speaker)?);
            Ok(GoldQuote { kind: quote.kind.clone(), content, speaker })
        });
        let quotes = quotes.collect::<Result<Vec<GoldQuote>, GoldError>>()?;
        Ok(QuoteDocument { id: record.id, text: record.text, quotes })
    }

    fn from_passage(passage: Passage<'_>) -> Result<Self, GoldError> {
        let Passage { id, text, notes } = passage;
        let mut quotes: Vec<GoldQuote> = Vec::with_capacity(notes.len());
        for note in notes {
            let quote = GoldQuote::from_note(&text, &note, &quotes)?;
            quotes.push(quote);
        }
        Ok(QuoteDocument { id, text, quotes })
    }
}

impl GoldQuote {
    /// Each piece stands at its first place behind the piece before it; a content that was noted
    /// before is looked for at its next place. The speaker is the nearest one outside the content.
    fn from_note(text: &str, note: &Note<'_>, before: &[GoldQuote]) -> Result<Self, GoldError> {
        let Note { line, head, words } = *note;
        let (kind, name) = head.split_once(' ').unwrap_or((head, ""));
        if !["direct", "mixed", "indirect"].contains(&kind) {
            return Err(unreadable(line, QUOTE_NOTE));
        }
        let missing = |words: &str| GoldError::NoWords { line, words: words.to_owned() };
        let mut content: Vec<Span> = Vec::new();
        for piece in words.split(" … ") {
            let behind = content.last().map_or(0, |last| last.end);
            let noted = |span: &Span| before.iter().any(|q| q.content.contains(span));
            let free = |span: &Span| span.start >= behind && !noted(span);
            let place = places(text, piece).into_iter().find(free);
            content.push(place.ok_or_else(|| missing(piece))?);
        }
        let mut speaker = Vec::new();
        if !name.is_empty() {
            let distance = |span: Span| {
                let gap = |piece: &Span| {
                    piece.start.saturating_sub(span.end).max(span.start.saturating_sub(piece.end))
                };
                content.iter().map(gap).min()
            };
            let outside = |span: &Span| content.iter().all(|piece| !piece.overlaps(*span));
            let found = places(text, name).into_iter().filter(outside);
            speaker.push(found.min_by_key(|s| distance(*s)).ok_or_else(|| missing(name))?);
        }
        Ok(GoldQuote { kind: kind.to_owned(), content, speaker })
    }
}

/// An annotated agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldAgreement {
    /// The type of the taxonomy.
    pub kind: String,
    /// The status of the taxonomy.
    pub status: String,
    /// ISO 3166-1 alpha-2 codes, or names.
    pub parties: Vec<String>,
    /// Subject areas, where they are annotated.
    pub subjects: Option<Vec<String>>,
    /// The words that name it, in bytes.
    pub trigger: Span,
}

/// A passage with its annotated agreements.
#[derive(Clone, Debug)]
pub struct AgreementDocument {
    /// Its id, or its line in the file.
    pub id: String,
    /// The text.
    pub text: String,
    /// In the order of the file.
    pub agreements: Vec<GoldAgreement>,
}

#[derive(Deserialize)]
struct AgreementRecord {
    id: String,
    text: String,
    agreements: Vec<AgreementMark>,
}

#[derive(Deserialize)]
struct AgreementMark {
    #[serde(rename = "type")]
    kind: String,
    status: String,
    parties: Vec<String>,
    subjects: Option<Vec<String>>,
    trigger: String,
}

/// How a note of an agreement is written.
const AGREEMENT_NOTE: &str = "= type status PARTY, PARTY: trigger";

impl AgreementDocument {
    /// Reads JSON Lines (`{"id", "text", "agreements": [{"type", "status", "parties", "subjects",
    /// "trigger"}]}`, the trigger in the words of the text) or, where the file does not begin with a
    /// brace, passages of one line. A line `= type status PARTY, PARTY: trigger` annotates the passage
    /// above it; `#` begins a comment.
    ///
    /// # Errors
    /// A line that cannot be read, or a trigger that its passage does not hold.
    pub fn read_all(file: &str) -> Result<Vec<Self>, GoldError> {
        if is_json(file) {
            return lines(file).map(|(number, line)| Self::from_json(number, line)).collect();
        }
        let passages = Passage::read_all(file, AGREEMENT_NOTE)?.into_iter();
        passages.map(Self::from_passage).collect()
    }

    fn from_passage(passage: Passage<'_>) -> Result<Self, GoldError> {
        let Passage { id, text, notes } = passage;
        let mut document = AgreementDocument { id, text, agreements: Vec::new() };
        for Note { line, head, words } in notes {
            let mut heads = head.splitn(3, ' ');
            let (Some(kind), Some(status)) = (heads.next(), heads.next()) else {
                return Err(unreadable(line, AGREEMENT_NOTE));
            };
            let parties = heads.next().unwrap_or_default().split(',').map(str::trim);
            let parties = parties.filter(|p| !p.is_empty()).map(str::to_owned).collect();
            document.push(line, kind, status, parties, None, words)?;
        }
        Ok(document)
    }

    fn from_json(line: usize, json: &str) -> Result<Self, GoldError> {
        let record: AgreementRecord = parse(line, json)?;
        let (id, text) = (record.id, record.text);
        let mut document = AgreementDocument { id, text, agreements: Vec::new() };
        for mark in record.agreements {
            let AgreementMark { kind, status, parties, subjects, trigger } = mark;
            document.push(line, &kind, &status, parties, subjects, &trigger)?;
        }
        Ok(document)
    }

    /// Adds an agreement at the first place of its trigger that no earlier one of the passage has.
    fn push(
        &mut self,
        line: usize,
        kind: &str,
        status: &str,
        parties: Vec<String>,
        subjects: Option<Vec<String>>,
        trigger: &str,
    ) -> Result<(), GoldError> {
        let free = |span: &Span| self.agreements.iter().all(|a| !a.trigger.overlaps(*span));
        let missing = || GoldError::NoWords { line, words: trigger.to_owned() };
        let trigger = places(&self.text, trigger).into_iter().find(free).ok_or_else(missing)?;
        let (kind, status) = (kind.to_owned(), status.to_owned());
        self.agreements.push(GoldAgreement { kind, status, parties, subjects, trigger });
        Ok(())
    }
}

/// A sentence with its class of event.
#[derive(Clone, Debug, Deserialize)]
pub struct EventSentence {
    /// Its id.
    pub id: String,
    /// The text.
    pub text: String,
    /// `AGREE`, `REJECT`, ….
    pub event: String,
}

impl EventSentence {
    /// Reads JSON Lines: `{"id", "text", "event"}`.
    ///
    /// # Errors
    /// A line that cannot be read.
    pub fn read_all(file: &str) -> Result<Vec<Self>, GoldError> {
        lines(file).map(|(number, line)| parse(number, line)).collect()
    }

    /// Whether a file holds such sentences: its first record names a class of event.
    #[must_use]
    pub fn are_in(file: &str) -> bool {
        file.lines().next().is_some_and(|line| parse::<EventSentence>(1, line).is_ok())
    }
}

/// Whether a file holds JSON Lines, not passages.
fn is_json(file: &str) -> bool {
    file.trim_start().starts_with('{')
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
